"""Reports a comparison as JSON, as Russian text and as XLSX. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from generator.exports.book import write_book
from generator.intake.findings import KINDS, Comparison, Finding, Words
from generator.intake.merging import LABELS
from generator.records.canonical import text_of
from generator.records.tables import runs_of
from generator.text import count_of

SHOWN = 20
TITLES = {
    "ceased": "Прекратили деятельность",
    "renamed": "Другое название",
    "moved": "Другой адрес",
    "lacks": "В записи не хватает",
    "differs": "Расходится: решать вам",
    "missing_here": "Есть в списке, нет на портале",
    "missing_there": "Есть на портале, нет в списке",
}


def compared_json(found: Comparison) -> str:
    """Return JSON: ``matched + missing_here + elsewhere + unread = rows``; findings carry their ready changes."""
    body = {
        "files": [report.file for report in found.reports],
        "rows": found.rows,
        "matched": found.matched,
        "missing_here": found.missing_here,
        "elsewhere": found.elsewhere,
        "unread": [
            {"file": file, "sheet": row.sheet, "row": row.number, "reason": row.draft.reason}
            for file, row in found.unread
        ],
        "records": found.records,
        "unknown_columns": found.unknown(),
        "columns": {
            f"{report.file}: {sheet}": [{"column": column, "field": name} for column, name in pairs]
            for report in found.reports
            for sheet, pairs in report.columns.items()
        },
        "hidden_sheets": [sheet for report in found.reports for sheet in report.hidden],
        "told": [words for report in found.reports for words in report.remarks],
        "skipped_sheets": [sheet for report in found.reports for sheet in report.skipped],
        "findings": list(map(_as_json, found.findings)),
        "refused": found.refused,
        "written": sorted(found.written),
    }
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def _as_json(one: Finding) -> dict[str, Any]:
    plain = {
        "kind": one.kind,
        "record": one.record,
        "name": one.name,
        "file": one.file,
        "sheet": one.sheet,
        "row": one.row or None,
        "known_by": one.by,
        "note": one.note,
        "doubt": one.doubt,
        "made": one.made,
    }
    changes = [
        {"field": name, "before": _plain(one.before.get(name)), "after": _plain(value)}
        for name, value in one.changes.items()
    ]
    known = {key: value for key, value in plain.items() if value}
    return known | ({"changes": changes, "source": one.source, "written": one.written} if changes else {})


def _plain(value: object) -> str | None:
    return None if value is None else text_of(value)


def compared_text(found: Comparison, *, wrote: bool, dry_run: bool) -> str:
    """Return the report that staff read in the terminal."""
    lines: list[str] = []
    for report in found.reports:
        lines += [f"{report.file}: лист «{sheet}» пропущен: в нём нет столбцов НКО." for sheet in report.skipped]
        lines += [f"{report.file}: лист «{sheet}» скрыт и потому пропущен." for sheet in report.hidden]
        lines += [f"{report.file}: {words}." for words in report.remarks]
    if unknown := found.unknown():
        lines.append(f"Не сравнивались столбцы: {', '.join(f'«{name[:60]}»' for name in unknown)}.")
    lines.append(
        f"Строк: {found.rows}. Нашлись на портале: {found.matched}, нет на портале: {found.missing_here}, "
        f"другого города: {found.elsewhere}, не прочитано: {len(found.unread)}. Записей на портале: {found.records}."
    )
    for kind in KINDS:
        lines += _section(kind, [one for one in found.findings if one.kind == kind], found.words)
    if found.unread:
        lines += ["", "Не прочитано:"]
        lines += [
            f"  {file}, лист «{row.sheet}», строка {row.number}: {row.draft.reason}."
            for file, row in found.unread[:SHOWN]
        ]
        if len(found.unread) > SHOWN:
            lines.append(f"  … и ещё {len(found.unread) - SHOWN}")
    return "\n".join([*lines, "", *_ending(found, wrote=wrote, dry_run=dry_run)])


def _section(kind: str, mine: list[Finding], words: Words) -> Iterator[str]:
    """Yield the findings of one kind; a remark common to all of them is printed once."""
    if not mine:
        return
    yield ""
    yield f"{TITLES[kind]} ({kind}): {len(mine)}"
    remarks = [{one.note for one in mine}, {one.doubt for one in mine}]
    note, doubt = (next(iter(all_)) if len(all_) == 1 and len(mine) > 1 else "" for all_ in remarks)
    if note:
        yield f"  У всех: {note}"
    if doubt:
        yield f"  У всех сверьте: {doubt}"
    for one in mine[:SHOWN]:
        own = _in_words(one, "" if note else one.note, "" if doubt else one.doubt, words)
        yield from (f"  {line}" for line in own)
    if len(mine) > SHOWN:
        yield f"  … и ещё {len(mine) - SHOWN}: все — в отчёте --report ФАЙЛ.json или ФАЙЛ.xlsx"


def _in_words(one: Finding, note: str, doubt: str, words: Words) -> Iterator[str]:
    where = f" — {one.file}, строка {one.row}" if one.row else ""
    known = f", по полю {LABELS[one.by]}" if one.by in LABELS else ""
    yield f"{one.record or 'без номера'}: {one.name}{where}{known}"
    if note:
        yield f"    {note}"
    for name, value in one.changes.items() if one.kind != "missing_here" else ():
        mine = one.before.get(name)
        was = words.value(name, mine) if mine is not None else "нет"
        yield f"    {words.title(name)}: {was} → {words.value(name, value)}"
    if doubt:
        yield f"    сверьте: {doubt}"


def _ending(found: Comparison, *, wrote: bool, dry_run: bool) -> Iterator[str]:
    for path, why in found.refused.items():
        yield f"{path} не записан: {'; '.join(why)}"
    ready = [one for one in found.findings if one.changes and not one.written]
    sure = [one for one in ready if not one.doubt]
    if wrote:
        word = count_of(len(found.written), "запись", "записи", "записей")
        if found.written:
            yield f"Проба: записались бы {word}." if dry_run else f"Записано: {word}. Проверьте: portal check"
        else:
            yield "Записывать нечего."
    if not ready:
        yield "Менять нечего." if not wrote else "Больше менять нечего."
        return
    yield f"Готовых правок: {len(sure)}, с оговоркой «сверьте»: {len(ready) - len(sure)}."
    yield "Записать готовые: --write. Записать выбранное, и с оговоркой: --write КОД_ЗАПИСИ, номер или вид (moved)."


def compared_table(found: Comparison) -> bytes:
    """Return the findings as XLSX, one row per field."""
    words = found.words
    rows = []
    for one in found.findings:
        tail = (one.file, one.row or "", one.note, one.doubt, "да" if one.written else "")
        for name, value in one.changes.items():
            mine = one.before.get(name)
            change = (words.title(name), words.value(name, mine) if mine is not None else "", words.value(name, value))
            rows.append((TITLES[one.kind], one.record, one.name, *change, *tail))
        if not one.changes:
            rows.append((TITLES[one.kind], one.record, one.name, "", "", "", *tail))
    titles = ["Что", "Запись", "Название", "Поле", "В записи", "В списке", "Файл", "Строка"]
    return write_book([("Сверка", [*titles, "Примечание", "Сверьте", "Записано"], list(runs_of(rows)))], level=6)
