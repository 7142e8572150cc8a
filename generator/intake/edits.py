"""Imports the site's own tables: records are changed to say what the cells say, and nothing else is changed.

A row is compared with the published form of its record; only a cell that differs is an edit. A cleared cell removes a
value only if staff ask for it. New rows are added; rows missing from a table stay in the records. A row that cannot be
identified, because its number is repeated or the record has changed since, is rejected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from generator.catalog.derived import outcome_of, season_of
from generator.catalog.privacy import Term, public_row
from generator.intake.guilt import blamed
from generator.intake.job import words_of
from generator.intake.own_cells import CellReader, reads_as
from generator.intake.own_lists import ITEMS, Lists
from generator.intake.own_tables import Edit, OwnSheet
from generator.model.schemas import DataPackage, Field, Table
from generator.problems.problem import Problem
from generator.records.canonical import text_of
from generator.records.source import MAX_ID, is_id
from generator.records.validate import Record
from generator.records.writing import AddRow, SetField, Trail, plain_value, set_fields, write_new

MAX_LISTED = 3  # errors listed in a message
UNSEEN = ("staff", "hidden")  # visibility of fields that published tables leave empty
NOBODY = Term(date.min, date.min)  # no consent is in force on this day
TWICE = "тот же код или номер — в строке {}. У новой строки впишите свой код, а «Номер в списке» оставьте пустым"
STALE = "таблица старше записи: строки стоят в ней под другими номерами. Выгрузите таблицу заново и повторите правку"
NUMBERLESS = "в таблице нет столбца «Номер в списке», и не понять, новая это строка или правка. Верните его"
CLOSED = "открытая таблица это поле не меняет, возьмите portal export"
DERIVED = "следует из других полей, здесь не меняется"


class Spot(NamedTuple):
    """A row's place in the records: the file, its current values, the trail to it."""

    path: str
    row: Record
    trail: Trail = ()


@dataclass(slots=True)
class Reader:
    """Compares rows of the site's own tables with the records. New records are known to the sheets that follow."""

    package: DataPackage
    records: dict[str, dict[str, Record]]
    cells: CellReader
    lists: Lists
    clear: bool = False

    def all_edits(self, sheets: Iterable[OwnSheet]) -> list[Edit]:
        """Return the edits of all sheets, records before their lists, so that a new record gets its rows at once."""
        ordered = sorted(sheets, key=lambda own: _depth(own.table))
        found = [edit for own in ordered for edit in self._edits(own)]
        self.lists.refuse_empty(found)
        return found

    def _edits(self, own: OwnSheet) -> list[Edit]:
        """Return one edit for each row that is not empty."""
        found: list[Edit] = []
        for number, row in own.rows():
            edit = Edit(own.sheet.name, number)
            if not own.table.parents:
                self._record(own, row, edit)
            elif own.table.name == ITEMS:
                self._item(own, row, edit)
            else:
                self._nested(own, row, edit)
            found.append(edit)
        _refuse_doubtful(found)
        for edit in found:
            if not edit.reason and edit.says and not own.table.parents:
                self._remember(own.table, edit)
        return found

    def _record(self, own: OwnSheet, row: Mapping[str, str], edit: Edit) -> None:
        table, name = own.table, row["id"]
        edit.key, edit.target = (name,), table.path(name)
        spot = self._spot(table, name)
        if spot is None and not is_id(name, table):
            edit.reason = f"код записи «{name[:MAX_ID]}» не годится: латинские строчные буквы и цифры через дефис"
            return
        if spot is None and table.file and not table.key and name != Path(table.file).stem:
            edit.reason = f"запись «{name[:MAX_ID]}» здесь не завести: в таблице одна запись, {Path(table.file).stem}"
            return
        values = self._values(own, row, spot.row if spot else {}, edit)
        filled = {key: value for key, value in values.items() if value is not None}
        if spot:
            edit.changes = [SetField(key, value, spot.trail) for key, value in values.items()]
        elif table.key:
            edit.changes = [AddRow(table.key, filled)]
        else:
            edit.record = filled
        if table is self.lists.table and spot:
            self.lists.own(name, edit)

    def _nested(self, own: OwnSheet, row: Mapping[str, str], edit: Edit) -> None:
        table, number = own.table, row.get("n", "")
        edit.key = (*(row[name] for name in table.link_columns if name != "n"), number)
        above = self._above(table, row, edit)
        if above is None:
            return
        if number and (not number.isdigit() or not int(number)):
            edit.reason = f"номер в списке «{number}» — не номер; у новой строки оставьте его пустым"
            return
        rows = above.row.get(table.key, ())
        place = int(number) - 1 if number else len(rows)
        here: Record = rows[place] if place < len(rows) else {}
        values = self._values(own, row, here, edit)
        if not (values or edit.notes or edit.reason):
            return
        if any(self._is_whole(own, row, other) for other in rows):
            edit.moved, edit.notes, edit.reason = bool(number), [], ""
        elif "n" not in row:
            edit.reason = NUMBERLESS
        elif here:
            trail = (*above.trail, (table.key, place))
            edit.changes = [SetField(name, value, trail) for name, value in values.items()]
        elif values:
            added = {name: value for name, value in values.items() if value is not None}
            edit.changes = [AddRow(table.key, added, None, above.trail)]

    def _item(self, own: OwnSheet, row: Mapping[str, str], edit: Edit) -> None:
        """Read a value of a controlled list, identified by its code."""
        code = row.get("code", "")
        edit.key = (row["list"], code)
        above = self._above(own.table, row, edit)
        if above is None:
            return
        here: Record = next((item for item in above.row.get(own.table.key, ()) if item.get("code") == code), {})
        values = self._values(own, row, here, edit)
        if values and not edit.reason:
            self.lists.change(edit, row["list"], here, values)
            if not here and row.get("n"):
                edit.notes.append(f"код «{code}» — новое значение справочника; прежние остаются")

    def _above(self, table: Table, row: Mapping[str, str], edit: Edit) -> Spot | None:
        """Return the row's parent; if there is none, reject the row."""
        owners = [one for one in table.owners if len(table.owners) == 1 or row["table"] in (one.name, one.title)]
        name = row[next(link for link in reversed(table.link_columns) if link != "n")]
        above = self._spot(owners[0], name) if owners else None
        if above is None:
            edit.reason = f"записи «{name}» нет: сначала заведите её"
            return None
        edit.target = above.path
        return above

    def _spot(self, table: Table, name: str) -> Spot | None:
        """Find a row by the name our tables give it: a record by its code, a row of a list as ``record#number``."""
        known = self.records.get(table.name, {})
        if not table.parents and not table.key:
            record = known.get(name)
            return Spot(table.path(name), record) if record is not None else None
        if not table.parents:
            rows = known.get(Path(table.file).stem, {}).get(table.key, ())
            row = next((row for row in rows if row.get("id") == name), None)
            return Spot(table.file, row, ((table.key, ("id", name)),)) if row is not None else None
        record_id, _, number = name.partition("#")
        above = self._spot(table.owners[0], record_id)
        for place, row in enumerate(above.row.get(table.key, ()) if above else ()):
            if above and str(row.get("number") or place + 1) == number:
                return Spot(above.path, row, (*above.trail, (table.key, place)))
        return None

    def _remember(self, table: Table, edit: Edit) -> None:
        """Add a new record to the known ones, for rows of its lists in other sheets."""
        known = self.records.setdefault(table.name, {})
        if edit.record is not None:
            known[edit.key[0]] = edit.record
        for change in edit.changes:
            if isinstance(change, AddRow):
                stem = Path(table.file).stem
                known[stem] = {table.key: [*known.get(stem, {}).get(table.key, ()), change.row]}

    def _is_whole(self, own: OwnSheet, row: Mapping[str, str], other: Record) -> bool:
        """Tell whether all cells of a row equal those of another row of the list."""
        trial = Edit("", 0)
        return not self._values(own, row, other, trial) and not trial.notes and not trial.reason

    def _values(self, own: OwnSheet, row: Mapping[str, str], known: Record, edit: Edit) -> dict[str, Any]:
        """Return field → new value for the cells that differ from the record; None removes a value."""
        found: dict[str, Any] = {}
        follows = _derived(own.table, known)
        for name, text in row.items():
            place = own.table.by_name.get(name)
            if place is None or place.implied:
                continue
            before = known.get(name)
            shut = name not in own.unseen and name != "id" and (place.show in UNSEEN or place.personal)
            if shut or place.derived:
                shown = before if shut else follows.get(name)
                if text and not (reads_as(shown, text) or self._reads(place, text) == plain_value(shown)):
                    edit.notes.append(f"{name}: {CLOSED if shut else DERIVED}")
                continue
            if reads_as(before, text) or (before is None and reads_as(follows.get(name), text)):
                continue
            if not text:
                if self.clear:
                    found[name] = None
                else:
                    edit.notes.append(
                        f"{name}: клетка пуста, в записи «{text_of(before)[:60]}»; чтобы убрать — --clear"
                    )
                continue
            read = self.cells.read(place, text)
            if read.note:
                edit.notes.append(f"{name}: {read.note}")
            if read.value is None:
                edit.reason = edit.reason or f"{name}: {read.note or 'значение не прочитано'}"
            elif plain_value(read.value) != plain_value(before):
                found[name] = read.value
        return found

    def _reads(self, place: Field, text: str) -> Any:
        return plain_value(self.cells.read(place, text).value)


def _depth(table: Table) -> int:
    return 1 + max(map(_depth, table.owners)) if table.owners else 0


def _derived(table: Table, row: Record) -> Record:
    """Return the published values that are derived from other fields of the row."""
    if table.name == "forums" and row.get("starts_on"):
        return {"season": season_of(row["starts_on"])}
    return outcome_of(public_row(table, row, NOBODY)) if table.name == "forum_decisions" and row else {}


def _refuse_doubtful(edits: Sequence[Edit]) -> None:
    """Reject rows that share a number, as either may be the new one, and rows numbered as the record no longer is."""
    shifted = {edit.key[:-1] for edit in edits if edit.moved}
    first: dict[tuple[str, ...], Edit] = {}
    for edit in edits:
        if edit.says and edit.key[:-1] in shifted and edit.key[-1] and len(edit.key) > 1:
            edit.reason = edit.reason or STALE
        twin = first.setdefault(edit.key, edit) if edit.key and edit.key[-1] else edit
        for one, other in ((edit, twin), (twin, edit)) if twin is not edit else ():
            if one.says:
                one.reason = one.reason or TWICE.format(other.number)


def write_edits(edits: Sequence[Edit], texts: Mapping[str, str], package: DataPackage) -> dict[str, str]:
    """Return path → text of each record with its edits applied. ``texts``: path → the record as it is on disk."""
    found: dict[str, str] = {}
    for edit in edits:
        table = package.table_of(edit.target)
        if edit.reason or table is None:
            continue
        if edit.record is not None:
            found[edit.target] = write_new(edit.record, table)
        elif edit.changes:
            found[edit.target] = set_fields(found.get(edit.target) or texts[edit.target], table, edit.changes)
    return found


def refuse(edits: Sequence[Edit], texts: Mapping[str, str], wrong: Sequence[Problem], package: DataPackage) -> None:
    """Reject the rows that broke the check, or all of them if the cause is unclear."""
    alive = [edit for edit in edits if edit.says and not edit.reason]
    guilty: dict[int, str] = {}
    for path, text in texts.items():
        table, mine = package.table_of(path), [edit for edit in alive if edit.target == path]
        if table and (here := [problem for problem in wrong if problem.path == path]):
            found = blamed(text, table, [edit.changes for edit in mine], here)
            guilty |= {id(mine[place]): why for place, why in found.items()}
    elsewhere = "; ".join(f"{problem.path}: {words_of(problem)}" for problem in wrong[:MAX_LISTED])
    for edit in alive:
        edit.reason = (
            guilty.get(id(edit), "") if guilty else f"из-за правок таблицы ошибка в другой записи: {elsewhere}"
        )
