"""Reports an import as JSON, as Russian text and as XLSX. Pure."""

from __future__ import annotations

import json

from generator.exports.book import write_book
from generator.intake.drafts import suggests_zero
from generator.intake.job import Report, Row
from generator.records.tables import runs_of
from generator.text import capital, count_of, plural

SHOWN = 12
MAX_LISTED = 5  # row numbers listed with one remark


def write_json(report: Report) -> str:
    """Return JSON: ``accepted + rejected = rows``, ``created + merged + unchanged = accepted``, and reasons."""
    rejected = [row for row in report.rows if row.fate == "rejected"]
    found = {
        "file": report.file,
        "rows": len(report.rows),
        "accepted": len(report.rows) - len(rejected),
        "rejected": len(rejected),
        "created": report.count("created"),
        "merged": report.count("merged"),
        "unchanged": report.count("unchanged"),
        "reasons": [_reason(row) for row in rejected],
        "notes": [
            {"sheet": row.sheet, "row": row.number, "record": row.target, "note": note}
            for row in report.rows
            for note in row.draft.notes
        ],
        "columns": {
            sheet: [{"column": column, "field": field} for column, field in pairs]
            for sheet, pairs in report.columns.items()
        },
        "skipped_sheets": report.skipped,
        "hidden_sheets": report.hidden,
        "told": report.remarks,
        "files": sorted(report.written),
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _reason(row: Row) -> dict[str, str | int]:
    found: dict[str, str | int] = {"sheet": row.sheet, "row": row.number, "reason": row.draft.reason}
    if row.draft.suggestion:
        found["suggestion"] = row.draft.suggestion
    return found


def write_text(report: Report, *, dry_run: bool) -> str:
    """Return the report that staff read in the terminal."""
    lines: list[str] = []
    for sheet, pairs in report.columns.items():
        lines += [f"Лист «{sheet}»: столбец → поле"] if pairs else []
        lines += [f"  {' '.join(column.split())[:60] or '(без названия)'} → {field}" for column, field in pairs]
    lines += [f"Лист «{sheet}» пропущен: нужных столбцов в нём нет." for sheet in report.skipped]
    lines += [f"Лист «{sheet}» скрыт и потому пропущен. Если он нужен, покажите его." for sheet in report.hidden]
    lines += [f"{capital(words)}." for words in report.remarks]
    if report.mapping:
        lines.append(f"Соответствие столбцов записано в {report.mapping}: исправьте его, если что-то не так.")
    rejected = [row for row in report.rows if row.fate == "rejected"]
    accepted = len(report.rows) - len(rejected)
    lines += [
        "",
        f"Строк: {len(report.rows)}. Принято: {accepted} (новых записей {report.count('created')}, "
        f"дополнено {report.count('merged')}, без изменений {report.count('unchanged')}). Отклонено: {len(rejected)}.",
    ]
    lines += _rejected(rejected)
    lines += _notes([row for row in report.rows if row.fate != "rejected"])
    if zeros := sum(map(suggests_zero, (row.draft for row in rejected))):
        word = plural(zeros, "номере", "номерах", "номерах")
        lines.append(f"Похоже, в {zeros} {word} потерян первый ноль. Сверьте их; потом можно добавить --accept-zeros.")
    if dry_run:
        lines.append("Проба: ничего не записано.")
    elif report.written:
        lines.append(
            f"Записано {count_of(len(report.written), 'запись', 'записи', 'записей')}. Проверьте: portal check"
        )
    else:
        lines.append("Менять нечего: всё это в записях уже есть.")
    return "\n".join(lines).lstrip("\n")


def _notes(rows: list[Row]) -> list[str]:
    """Return lines of remarks with the rows they are about, the most frequent first."""
    places: dict[str, list[Row]] = {}
    for row in rows:
        for note in row.draft.notes:
            places.setdefault(note, []).append(row)
    if not places:
        return []
    often = sorted(places.items(), key=lambda pair: -len(pair[1]))
    lines = [f"Замечаний к принятым строкам: {sum(map(len, places.values()))}. Первые:"]
    for note, found in often[:SHOWN]:
        numbers = ", ".join(str(row.number) for row in found[:MAX_LISTED]) + (" …" if len(found) > MAX_LISTED else "")
        word = "строка" if len(found) == 1 else f"строк {len(found)}:"
        lines.append(f"  лист «{found[0].sheet}», {word} {numbers}: {note}")
    if len(often) > SHOWN:
        lines.append(f"  … и ещё {len(often) - SHOWN}: полный список даёт --report ФАЙЛ.json или ФАЙЛ.xlsx")
    return lines


def write_table(report: Report) -> bytes:
    """Return the report as XLSX: each row of the table, its outcome and the reason."""
    fates = {"created": "новая запись", "merged": "дополнена", "unchanged": "без изменений", "rejected": "отклонена"}
    rows = [
        (row.sheet, row.number, fates[row.fate], row.target, row.draft.reason, row.draft.suggestion, note)
        for row in report.rows
        for note in row.draft.notes or [""]
    ]
    titles = ["Лист", "Строка", "Что стало", "Запись", "Почему отклонена", "Возможно", "Замечание"]
    return write_book([("Отчёт", titles, list(runs_of(rows)))], level=6)


def _rejected(rows: list[Row]) -> list[str]:
    if not rows:
        return []
    lines = ["Отклонённые строки:"]
    for row in rows[:SHOWN]:
        guess = f" Возможно, «{row.draft.suggestion}»." if row.draft.suggestion else ""
        lines.append(f"  лист «{row.sheet}», строка {row.number}: {row.draft.reason}.{guess}".replace("..", "."))
    if len(rows) > SHOWN:
        lines.append(f"  … и ещё {len(rows) - SHOWN}: полный список даёт --report ФАЙЛ.json")
    return lines
