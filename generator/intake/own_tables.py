"""Which of the site's own tables a sheet is: told by its header, and by its name where two tables have the same one;
and what a row of it changes.
"""

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

FEW = 3  # columns by which a table is known
HEAD = 10  # rows in which its header may stand
SHORTEST = 8  # signs of a sheet's name that is a table's title cut off


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """A sheet that is a table of the model: the field or link of each column, empty for what is neither.

    ``unseen``: fields that the public never sees, of a table that staff exported; a published one has none of their
    values. ``start``: place of the first row below the header.
    """

    table: Table
    columns: tuple[str, ...]
    sheet: Sheet
    unseen: frozenset[str] = frozenset()
    start: int = 1

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Number in the file and cells by column of each row that holds anything."""
        for number, texts in enumerate(self.sheet.rows[self.start :], start=self.start + 1):
            row = {name: text for name, text in zip(self.columns, texts, strict=True) if name}
            if any(row.values()):
                yield number, row

    @property
    def strange(self) -> list[str]:
        """Headers of columns that are none of the table's."""
        head = self.sheet.rows[self.start - 1]
        return [" ".join(cell.split()) for cell, name in zip(head, self.columns, strict=True) if cell and not name]


@dataclass(slots=True)
class Edit:
    """What a row of a sheet changes: ``created``, ``merged``, ``unchanged``, or ``rejected`` with a reason.

    ``key``: its record or list, and the row within it; ``moved``: the row stands under another number now.
    """

    sheet: str
    number: int
    key: tuple[str, ...] = ()
    target: str = ""  # path of the record
    changes: list[Change] = field(default_factory=list)
    record: Record | None = None  # of a new one
    notes: list[str] = field(default_factory=list)
    reason: str = ""
    moved: bool = False

    @property
    def says(self) -> bool:
        """Whether it changes anything."""
        return bool(self.changes) or self.record is not None


def own_sheet(sheet: Sheet, package: DataPackage) -> OwnSheet | None:
    """The table that a sheet is; None when it is none of ours. Raises PortalError when it may be either of two."""
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
    """The field or link that each column of a header is; nothing when the table is none of the kind."""
    if table.internal:
        return ()
    known = {plain_title(f.title + STAFF): f.name for f in table.fields}
    known |= {plain_title(word): f.name for f in table.fields for word in (f.title, f.name)}
    links = [link_field(name, table) for name in table.link_columns]
    known |= {plain_title(word): str(link["name"]) for link in links for word in (link["title"], link["name"])}
    found: list[str] = []
    for title in head:
        name = known.get(title, "")
        found.append(name if name not in found else "")  # a second column of the same name is no part of it
    needed = set(table.link_columns) - {"n"} or {"id"}
    return tuple(found) if needed <= set(found) and _known(found) >= FEW else ()


def _known(columns: list[str] | tuple[str, ...]) -> int:
    return sum(map(bool, columns)) - sum(not name for name in columns)


def _the_one(best: list[Table], fitting: dict[str, tuple[str, ...]], name: str) -> Table:
    """Of tables that a header fits alike: the one that the sheet is called by, else the one whose columns are all
    there.
    """
    called = [table for table in best if _is_called(name, table)]
    whole = [table for table in best if _columns(table) <= set(fitting[table.name])]
    for found in (best, called, whole):
        if len(found) == 1:
            return found[0]
    tables = " или ".join(f"«{table.title}» ({table.name})" for table in best)
    hint = "Назовите лист или файл CSV так, как таблица называется на портале, по-русски или кодом в скобках."
    raise PortalError(f"По заголовкам лист «{name}» — {tables}. {hint}")


def _is_called(name: str, table: Table) -> bool:
    """Whether a sheet or file has the table's name, or its title, which a book cuts off; a tail does not matter."""
    plain, title = plain_title(name), plain_title(table.title)
    return plain.startswith((table.name, title)) or (len(plain) >= SHORTEST and title.startswith(plain))


def _columns(table: Table) -> set[str]:
    """Columns that every table of ours has, published or exported for staff."""
    shown = {f.name for f in table.fields if f.show not in ("staff", "hidden") and not f.personal and not f.derived}
    return shown | set(table.link_columns)
