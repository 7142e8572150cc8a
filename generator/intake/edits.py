"""The site's own tables back into records: what a cell says now is what the record says, and nothing else changes.

A table is known by its header: keys of the model, or their titles, with ``id`` or the columns that tie a row to its
record. A row is held against the record as it is published; only a cell that reads otherwise is an edit. A cleared cell
takes a value away when that is asked for. Rows that are new are added; rows that are gone from a table stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from generator.exports.staff_tables import STAFF
from generator.intake import cells
from generator.intake.columns import plain_title
from generator.intake.sheets import Sheet
from generator.intake.sheets import text_of as shown_text
from generator.model.schemas import DataPackage, Field, Table, link_field
from generator.model.vocabulary import Vocabulary
from generator.records.canonical import text_of
from generator.records.source import MAX_ID, RECORD_ID
from generator.records.tables import plain
from generator.records.validate import Record
from generator.records.writing import AddRow, Change, SetField, Trail, plain_value, set_fields, write_new

UNSEEN = ("staff", "hidden")  # fields that a published table has no values of
SHOWN = 60
ROUNDED = re.compile(r"(\d)(?:[.,](\d+))?[EeЕе]\+?(\d{1,2})")
FEW = 3  # columns by which a table is known


class OwnSheet(NamedTuple):
    """A sheet that is a table of the model: the field or link of each column, empty for what is neither.

    ``unseen``: fields that the public never sees, of a table that staff exported; a published one has none of their
    values.
    """

    table: Table
    columns: tuple[str, ...]
    sheet: Sheet
    unseen: frozenset[str] = frozenset()


@dataclass(slots=True)
class Edit:
    """What a row of a sheet changes: ``created``, ``merged``, ``unchanged``, or ``rejected`` with a reason."""

    sheet: str
    number: int
    target: str = ""  # path of the record
    changes: list[Change] = field(default_factory=list)
    record: Record | None = None  # of a new one
    notes: list[str] = field(default_factory=list)
    reason: str = ""


def own_sheet(sheet: Sheet, package: DataPackage) -> OwnSheet | None:
    """The table that a sheet is by its first row; None when it is none of ours."""
    head = [plain_title(cell) for cell in sheet.rows[0]]
    best: OwnSheet | None = None
    most = 0
    for table in package.tables.values():
        if table.internal or not (table.folder or _stands_in_records(table, package)):
            continue
        staff = {plain_title(f.title + STAFF): f.name for f in table.fields}
        known = staff | {plain_title(word): f.name for f in table.fields for word in (f.title, f.name)}
        links = [link_field(name, table) for name in table.link_columns]
        known |= {plain_title(word): str(link["name"]) for link in links for word in (link["title"], link["name"])}
        names = tuple(known.get(title, "") for title in head)
        needed = {"id"} if table.folder else set(table.link_columns) - {"n"}
        found = sum(map(bool, names)) - sum(not name for name in names)
        if needed <= set(names) and found >= FEW and found > most:
            unseen = frozenset(staff[title] for title in head if title in staff)
            best, most = OwnSheet(table, names, sheet, unseen), found
    return best


def _stands_in_records(table: Table, package: DataPackage) -> bool:
    """Whether a nested table's rows stand in records that have pages, at any depth."""
    return any(owner in package.record_tables or _stands_in_records(owner, package) for owner in table.owners)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the rows of own sheets against the records of a root."""

    package: DataPackage
    records: Mapping[str, Mapping[str, Record]]
    vocabulary: Vocabulary
    phone_code: str = ""
    clear: bool = False

    def edits(self, own: OwnSheet) -> Iterator[Edit]:
        """An edit for each row that holds anything."""
        for number, texts in enumerate(own.sheet.rows[1:], start=2):
            row = {name: text for name, text in zip(own.columns, texts, strict=True) if name}
            if any(row.values()):
                edit = Edit(own.sheet.name, number)
                if own.table.folder:
                    self._record(own, row, edit)
                else:
                    self._nested(own, row, edit)
                yield edit

    def _record(self, own: OwnSheet, row: Mapping[str, str], edit: Edit) -> None:
        table = own.table
        record_id = row["id"]
        edit.target = table.path(record_id)
        known = self.records[table.name].get(record_id)
        if known is None and (not RECORD_ID.fullmatch(record_id) or len(record_id) > MAX_ID):
            edit.reason = f"код записи «{record_id[:MAX_ID]}» не годится: латинские строчные буквы и цифры через дефис"
            return
        values = self._values(own, row, known or {}, edit)
        if known is None:
            edit.record = {name: value for name, value in values.items() if value is not None}
        else:
            edit.changes = [SetField(name, value) for name, value in values.items()]

    def _nested(self, own: OwnSheet, row: Mapping[str, str], edit: Edit) -> None:
        table = own.table
        owner = table.owners[0] if len(table.owners) == 1 else self._owner_of(table, row)
        record_id = row[table.link_columns[-2]]
        found = self._parent(owner, record_id) if owner else None
        if owner is None or found is None:
            edit.reason = f"записи «{record_id}» нет: сначала заведите её"
            return
        edit.target, known, trail = found
        rows = known.get(table.key, ())
        place = int(row["n"]) - 1 if row.get("n", "").isdigit() else len(rows)
        here: Record = rows[place] if 0 <= place < len(rows) else {}
        values = self._values(own, row, here, edit)
        if here:
            edit.changes = [SetField(name, value, (*trail, (table.key, place))) for name, value in values.items()]
        elif values:
            added = {name: value for name, value in values.items() if value is not None}
            edit.changes = [AddRow(table.key, added, None, trail)]

    def _parent(self, owner: Table, name: str) -> tuple[str, Record, Trail] | None:
        """The file, the row and the trail of a row's parent; our tables name one of a list ``record#number``."""
        if not owner.parents:
            known = self.records.get(owner.name, {}).get(name) if owner.folder else None
            return (owner.path(name), known, ()) if known is not None else None
        record_id, _, number = name.partition("#")
        above = self._parent(owner.owners[0], record_id)
        if above is None:
            return None
        path, record, trail = above
        for place, row in enumerate(record.get(owner.key, ())):
            if str(row.get("number") or place + 1) == number:
                return path, row, (*trail, (owner.key, place))
        return None

    def _owner_of(self, table: Table, row: Mapping[str, str]) -> Table | None:
        return next((owner for owner in table.owners if row["table"] in (owner.name, owner.title)), None)

    def _values(self, own: OwnSheet, row: Mapping[str, str], known: Record, edit: Edit) -> dict[str, Any]:
        """Field → its new value, of those that read otherwise; None takes a value away."""
        found: dict[str, Any] = {}
        for name, text in row.items():
            place = own.table.by_name.get(name)
            if place is None or place.implied or place.derived:
                continue
            if name not in own.unseen and (place.show in UNSEEN or place.personal):
                continue
            before = known.get(name)
            if reads_as(before, text):
                continue
            if not text:
                if self.clear:
                    found[name] = None
                else:
                    edit.notes.append(
                        f"{name}: клетка пуста, в записи «{text_of(before)[:60]}»; чтобы убрать — --clear"
                    )
                continue
            read = self.read(place, text)
            if read.note:
                edit.notes.append(f"{name}: {read.note}")
            if read.value is None:
                edit.reason = edit.reason or f"{name}: {read.note or 'значение не прочитано'}"
            elif plain_value(read.value) != plain_value(before):
                found[name] = read.value
        return found

    def read(self, place: Field, text: str) -> cells.Read:
        """A cell as a value of the field."""
        if place.type != "array":
            return self._one(place, text, place.check)
        values, notes = [], []
        for part in parts_of(text):
            read = self._one(place, part, place.items)
            notes += [read.note] if read.note else []
            if read.value is None:
                return read
            values.append(read.value)
        return cells.Read(values or None, "; ".join(notes))

    def _one(self, place: Field, text: str, check: str) -> cells.Read:
        if place.list:
            terms = self.vocabulary.lists[place.list]
            code = text if text in terms else next((c for c, t in terms.items() if t.label.lower() == text.lower()), "")
            if not code and place.open:
                return cells.Read(text)
            return cells.Read(code or None, "" if code else f"«{text}» нет в списке: {', '.join(terms)}")
        if place.type == "date":
            return cells.read_date(text)
        if place.type == "time":
            found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::00)?", text)
            return cells.Read(f"{int(found[1]):02}:{found[2]}" if found else None, "" if found else f"время «{text}»")
        if place.type in ("integer", "number"):
            plain_number = text.replace("\u00a0", "").replace(" ", "").replace(",", ".")
            good = re.fullmatch(r"-?\d+(?:\.\d+)?", plain_number)
            return cells.Read(plain_number if good else None, "" if good else f"число «{text}»")
        if check == "phone":
            return cells.read_phone(text, self.phone_code)
        if check in ("inn", "ogrn", "kpp", "minjust"):
            return cells.Read(cells.read_number(check, text)[0])
        if check == "longtext":
            return cells.Read(re.sub(r"\n+", "\n\n", text))  # a line of a cell is a paragraph
        return cells.Read(text)


def parts_of(text: str) -> list[str]:
    """The items of a list in one cell: as our CSV writes them, or parted by semicolons or lines."""
    if text.startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if isinstance(found, list):
            return [str(item).strip() for item in found if str(item).strip()]
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


def reads_as(value: Any, text: str) -> bool:
    """Whether a cell shows the value just as our tables do, white space and quotes of a spreadsheet aside."""
    if value is None or value == "" or (isinstance(value, (list, tuple)) and not value):
        return not text
    if isinstance(value, (list, tuple)):
        return parts_of(text) == [" ".join(str(item).split()) for item in value] or folded(text) == folded(
            "; ".join(map(str, value))
        )
    if isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool)):
        try:
            return float(text.replace(",", ".")) == float(value)
        except ValueError:
            return False
    shown = plain(value)
    if isinstance(value, str) and value.isdigit() and as_number(value, text):
        return True
    return folded(str(shown)) == folded(text.removesuffix(":00") if text.count(":") == 2 else text)


def as_number(digits: str, text: str) -> bool:
    """Whether a cell is what Excel makes of digits when it takes them for a number: no first zeros, or «1,0224E+12»."""
    if found := ROUNDED.fullmatch(text.strip()):
        after = len(found[2] or "")
        return f"{int(digits):.{after}E}" == f"{found[1]}{'.' if after else ''}{found[2] or ''}E+{int(found[3]):02}"
    return text.strip() == digits.lstrip("0") != ""


def folded(text: str) -> str:
    """A text as a cell shows it, in one line."""
    return " ".join(shown_text(text).split())


def write_edits(edits: Sequence[Edit], texts: Mapping[str, str], package: DataPackage) -> dict[str, str]:
    """Path → text of each record with what its rows change. ``texts``: the records to change as they are on
    disk, by path."""
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
