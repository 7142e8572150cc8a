"""Nested records → rows of the data package's tables (and nothing else): parent's id and ``n`` tie a child row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from generator.model.schemas import DataPackage, Table, table_schema
from generator.records.validate import Record

Row = tuple[Any, ...]  # a value of each published column, in their order
Rows = dict[str, list[Row]]
RUN = 500  # rows that are written together: few enough for their texts to stay in the processor's cache


class Column(NamedTuple):
    """The values of a column in a run of rows, and their one ``kind``.

    A list is of the kind tuple, any number of the kind float. None: nothing is known; object: kinds are mixed.
    """

    kind: type | None
    values: Sequence[Any]


Run = list[Column]


class Shape(NamedTuple):
    """How rows of a table come from its records: its own columns; key, table and number of parents of each list."""

    own: tuple[str, ...]
    lists: tuple[tuple[str, Table, int], ...]


def make_tables(package: DataPackage, roots: Mapping[str, list[Record]]) -> Rows:
    """Rows of every exported table, in the order of the records given (table of the root → records)."""
    rows: Rows = {name: [] for name, table in package.tables.items() if table.exported}
    for name, records in roots.items():
        for record in records:
            _add(rows, package.tables[name], record, record.get("id", ""), ())
    return rows


def _add(rows: Rows, table: Table, record: Record, record_id: str, links: Row) -> None:
    """Add the record's own row and those of its nested lists. ``links`` tie it to its parent."""
    shape = shape_of(table)
    rows[table.name].append((*links, *map(record.get, shape.own)))
    for key, child, parents in shape.lists:
        if inner := record.get(key):
            parent = (record_id,) if parents == 1 else (table.name, record_id)
            for n, row in enumerate(inner, start=1):
                name = row.get("id") or f"{record_id}#{row.get('number') or n}"
                _add(rows, child, row, name, (*parent, n))


@cache
def shape_of(table: Table) -> Shape:
    """The shape of an exported table."""
    own = columns(table)[len(table.link_columns) :]
    nested = ((key, child) for key, child in table.nested.items() if child.exported)
    return Shape(own, tuple((key, child, len(child.parents)) for key, child in nested))


@cache
def columns(table: Table) -> tuple[str, ...]:
    """Names of the published columns, in order: those that tie a row to its parent come first."""
    return tuple(field["name"] for field in table_schema(table)["fields"])


def runs_of(rows: Iterable[Row]) -> Iterator[Run]:
    """The rows by columns, a run at a time."""
    waiting = iter(rows)
    while part := list(islice(waiting, RUN)):
        yield [column_of(values) for values in zip(*part, strict=True)]


def column_of(values: Sequence[Any]) -> Column:
    """A column with the kind of its values."""
    kinds = set(map(type, values)) - {type(None)}
    if not kinds:
        return Column(None, values)
    if kinds <= {tuple, list}:
        return Column(tuple, values)
    if kinds <= {float, int}:
        return Column(float, values)
    return Column(kinds.pop() if len(kinds) == 1 else object, values)


def plain(value: Any) -> Any:
    """A value for JSON: dates and times as ISO text, nothing else changed."""
    if hasattr(value, "isoformat"):
        text: str = value.isoformat()
        return text[:5] if text[2:3] == ":" else text
    if isinstance(value, tuple):
        return list(value)
    return value
