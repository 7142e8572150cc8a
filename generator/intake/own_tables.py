"""Recognises the site's own tables by their headers, and by sheet name where two tables have the same header."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from generator.exports.staff_tables import STAFF
from generator.intake.columns import plain_title
from generator.intake.sheets import Sheet
from generator.model.schemas import DataPackage, Table, link_field
from generator.problems.problem import PortalError
from generator.records.validate import Record
from generator.records.writing import Change

MIN_COLUMNS = 3  # columns required to recognise a table
HEAD = 10  # rows searched for the header
SHORTEST = 8  # characters; a shorter sheet name is not taken for a truncated title


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """A sheet recognised as a table of the model. ``columns``: the field or link of each column, empty if unknown.

    ``unseen``: fields hidden from the public, in a table exported for staff; published tables leave them empty.
    ``start``: index of the first row below the header.
    """

    table: Table
    columns: tuple[str, ...]
    sheet: Sheet
    unseen: frozenset[str] = frozenset()
    start: int = 1

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the row number in the file and the cells by column of each row that is not empty."""
        for number, texts in enumerate(self.sheet.rows[self.start :], start=self.start + 1):
            row = {name: text for name, text in zip(self.columns, texts, strict=True) if name}
            if any(row.values()):
                yield number, row

    @property
    def strange(self) -> list[str]:
        """Headers of columns that the table does not have."""
        head = self.sheet.rows[self.start - 1]
        return [" ".join(cell.split()) for cell, name in zip(head, self.columns, strict=True) if cell and not name]


@dataclass(slots=True)
class Edit:
    """What a row of a sheet changes. A row with a ``reason`` is rejected.

    ``key``: its record or list, and the row within it; ``moved``: the record now has this row under another number.
    """

    sheet: str
    number: int
    key: tuple[str, ...] = ()
    target: str = ""  # path of the record
    changes: list[Change] = field(default_factory=list)
    record: Record | None = None  # the new record, if it is one
    notes: list[str] = field(default_factory=list)
    reason: str = ""
    moved: bool = False

    @property
    def says(self) -> bool:
        """Whether it changes anything."""
        return bool(self.changes) or self.record is not None


def own_sheet(sheet: Sheet, package: DataPackage) -> OwnSheet | None:
    """Return the table that a sheet is, or None if it is not ours. Raises PortalError if it may be one of several."""
    for at, row in enumerate(sheet.rows[:HEAD]):
        head = [plain_title(cell) for cell in row]
        fitting = {table.name: found for table in package.tables.values() if (found := _fit(head, table))}
        if not fitting:
            continue
        most = max(map(_known, fitting.values()))
        best = [package.tables[name] for name, columns in fitting.items() if _known(columns) == most]
        table = _the_one(best, fitting, sheet.name)
        columns = fitting[table.name]
        staff = {plain_title(f.title + STAFF): f.name for f in table.fields}
        unseen = frozenset(staff[title] for title in head if title in staff)
        return OwnSheet(table, columns, sheet, unseen, at + 1)
    return None


def _fit(head: list[str], table: Table) -> tuple[str, ...]:
    """Return the field or link of each header cell, empty for unknown ones; nothing if the table does not fit."""
    if table.internal:
        return ()
    known = {plain_title(f.title + STAFF): f.name for f in table.fields}
    known |= {plain_title(word): f.name for f in table.fields for word in (f.title, f.name)}
    links = [link_field(name, table) for name in table.link_columns]
    known |= {plain_title(word): str(link["name"]) for link in links for word in (link["title"], link["name"])}
    found: list[str] = []
    for title in head:
        name = known.get(title, "")
        found.append(name if name not in found else "")  # ignore a second column of the same name
    needed = set(table.link_columns) - {"n"} or {"id"}
    return tuple(found) if needed <= set(found) and _known(found) >= MIN_COLUMNS else ()


def _known(columns: list[str] | tuple[str, ...]) -> int:
    return sum(map(bool, columns)) - sum(not name for name in columns)


def _the_one(best: list[Table], fitting: dict[str, tuple[str, ...]], name: str) -> Table:
    """Choose among tables that fit equally: the one named by the sheet, else the one with all its columns present."""
    called = [table for table in best if _is_called(name, table)]
    whole = [table for table in best if _columns(table) <= set(fitting[table.name])]
    for found in (best, called, whole):
        if len(found) == 1:
            return found[0]
    tables = " или ".join(f"«{table.title}» ({table.name})" for table in best)
    hint = "Назовите лист или файл CSV так, как таблица называется на портале, по-русски или кодом в скобках."
    raise PortalError(f"По заголовкам лист «{name}» — {tables}. {hint}")


def _is_called(name: str, table: Table) -> bool:
    """Tell whether a name begins with the table's name or title, or is its title truncated."""
    plain, title = plain_title(name), plain_title(table.title)
    return plain.startswith((table.name, title)) or (len(plain) >= SHORTEST and title.startswith(plain))


def _columns(table: Table) -> set[str]:
    """Return the columns that every copy of the table has, published or exported for staff."""
    shown = {f.name for f in table.fields if f.show not in ("staff", "hidden") and not f.personal and not f.derived}
    return shown | set(table.link_columns)
