"""``portal import --forum``: imports a programme and decisions into a forum's record, which must exist.

A session is matched by title, day and hour, a decision by its number. What staff wrote stays unless they ask to
overwrite. A row that would fail the check is rejected with the check's own message.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from generator.disk import write_file
from generator.intake.drafts import Draft
from generator.intake.guilt import blamed
from generator.intake.job import Options, Report, Row, Town
from generator.intake.merging import same_value, shown_value
from generator.intake.programme import Programme, Slot
from generator.intake.resolutions import Resolution
from generator.intake.sheets import Sheet
from generator.problems.problem import PortalError
from generator.records.codes import free_code
from generator.records.validate import Record
from generator.records.writing import AddRow, Change, SetField, set_fields
from generator.text import fold

KEYS = ("sessions", "decisions")


@dataclass(slots=True)
class _Entry:
    """A row read, the list it belongs to, and the place of the row of the record that it is, when there is one."""

    row: Row
    fields: Record
    key: str
    at: int | None = None
    changes: Record = field(default_factory=dict)


def take_forum(report: Report, sheets: list[Sheet], forum: str, town: Town, options: Options) -> None:
    """Import programme and decisions into a forum's record. Raises PortalError if it is absent or has errors."""
    record = town.checked.records["forums"].get(forum)
    path = f"forums/{forum}.yml"
    if record is None or any(p.path == path and p.severity == "error" for p in town.checked.problems):
        hint = f"Создать: portal new forum {forum}; проверить: portal check"
        raise PortalError(f"Записи «{forum}» нет или в ней есть ошибки. {hint}")
    entries = [entry for sheet in sheets for entry in _read(sheet, report, record, town)]
    if not entries:
        raise PortalError(
            f"В таблице {report.file} не нашлись ни программа, ни решения. Программе нужно время встреч, "
            "решениям — номер, текст и ответственный."
        )
    _match(entries, record, options)
    before = (town.root / path).read_bytes().decode("utf-8")
    table = town.source.package.tables["forums"]
    while True:
        alive = [entry for entry in entries if not entry.row.draft.reason]
        made = list(_changes(alive, record))
        text = set_fields(before, table, [*_days(alive, record), *chain.from_iterable(made)])
        if text == before or not (wrong := town.errors_with({path: text})):
            break
        for at, why in blamed(text, table, made, wrong).items():
            alive[at].row.draft.reason, alive[at].row.fate = why, "rejected"
    report.rows = [entry.row for entry in entries]
    for entry in entries:
        entry.row.target = path
    if text != before:
        report.written = {path: text}
        if not options.dry_run:
            write_file(town.root, path, text.encode())


def _read(sheet: Sheet, report: Report, record: Record, town: Town) -> Iterator[_Entry]:
    """Yield the rows of a sheet: as decisions if its header or numbering says so, else as a programme."""
    resolution = Resolution(sheet, town.checked.vocabulary)
    decided = list(resolution.decisions())
    programme = Programme(sheet, record.get("starts_on"))
    slots = list(programme.slots())
    key, found, passed = "sessions", slots, programme.passed
    if resolution.columns or (_good(decided) > _good(slots)):
        key, found, passed = "decisions", decided, resolution.passed
    if not _good(found) and not programme.columns and not resolution.columns:
        report.skipped.append(sheet.name)
        return
    report.columns[sheet.name] = [(title, "-") for title in passed]
    labels = {term.code: fold(term.label) for term in town.checked.vocabulary.terms("session_types")}
    for slot in found:
        if fold(slot.fields.get("type_text", "")) == labels.get(slot.fields.get("type", ""), "-"):
            del slot.fields["type_text"]  # repeats the label of its code
        draft = Draft(record=slot.fields, notes=list(dict.fromkeys(slot.notes)), reason=slot.reason)
        yield _Entry(Row(sheet.name, slot.number, draft, "", "rejected" if slot.reason else ""), slot.fields, key)


def _good(slots: Sequence[Slot]) -> int:
    return sum(not slot.reason for slot in slots)


def _match(entries: Sequence[_Entry], record: Record, options: Options) -> None:
    """Match entries to rows of the record, and note what each adds or changes."""
    alive = [entry for entry in entries if not entry.row.draft.reason]
    free = {key: dict(enumerate(record.get(key, ()))) for key in KEYS}
    for telling in (("title", "date", "start", "hall"), ("title", "date", "start"), ("title",)):
        names = {"sessions": telling, "decisions": ("number",)}
        left = [entry for entry in alive if entry.at is None]
        rivals = Counter((entry.key, _key(entry.fields, names[entry.key])) for entry in left)
        rows: dict[tuple[str, tuple[str, ...]], list[int]] = {}
        for key, mine in free.items():
            for at, row in mine.items():
                rows.setdefault((key, _key(row, names[key])), []).append(at)
        for entry in left:
            identity = (entry.key, _key(entry.fields, names[entry.key]))
            same = rows.get(identity, [])
            if same and (len(telling) > 1 or len(same) == rivals[identity] == 1):
                entry.at = same.pop(0)
                free[entry.key].pop(entry.at)
    known: dict[tuple[str, ...], _Entry] = {}
    for entry in sorted(alive, key=lambda entry: entry.at is None):
        twin = known.setdefault((entry.key, *_key(entry.fields, ("title", "text", "date", "start", "hall"))), entry)
        if entry.at is None:
            entry.row.fate = "created" if twin is entry else "rejected"
            if twin is not entry:
                entry.row.draft.reason = f"то же стоит в строке {twin.row.number} листа «{twin.row.sheet}»"
            continue
        _differ(entry, record[entry.key][entry.at], options)
        entry.row.fate = "merged" if entry.changes else "unchanged"


def _differ(entry: _Entry, mine: Record, options: Options) -> None:
    for name, value in entry.fields.items():
        if mine.get(name) in (None, "", [], ()):
            entry.changes[name] = value
        elif not same_value(name, mine[name], value) and _clock(mine[name]) != value:
            if options.overwrite:
                entry.changes[name] = value
            else:
                difference = f"{name}: в записи «{shown_value(mine[name])}», в таблице «{shown_value(value)}»"
                entry.row.draft.notes.append(f"{difference}; оставлено как в записи")


def _clock(value: Any) -> Any:
    return f"{value:%H:%M}" if hasattr(value, "hour") else value


def _key(row: Record, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(fold(str(_clock(row.get(name)) or "")) for name in names)


def _days(alive: Sequence[_Entry], record: Record) -> Iterator[Change]:
    """Set the days of a forum that has none from its sessions."""
    days = [entry.fields["date"] for entry in alive if isinstance(entry.fields.get("date"), date)]
    if days and not record.get("starts_on"):
        yield SetField("starts_on", min(days))
        yield SetField("ends_on", max(days))


def _changes(alive: Sequence[_Entry], record: Record) -> Iterator[list[Change]]:
    """Yield the changes of each entry."""
    taken = {str(row["code"]) for row in record.get("sessions", ()) if row.get("code")}
    for entry in alive:
        if entry.at is not None:
            yield [SetField(name, value, ((entry.key, entry.at),)) for name, value in entry.changes.items()]
            continue
        row = dict(entry.fields)
        if entry.key == "sessions":
            row["code"] = free_code(row["title"], taken)
            taken.add(row["code"])
        yield [AddRow(entry.key, row)]
