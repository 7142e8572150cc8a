"""Flattens nested records into rows of the data package's tables: the parent's id and ``n`` identify a child row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from generator.model.schemas import DataPackage, Table, table_schema
from generator.records.validate import Record

Row = tuple[Any, ...]  # one value per published column, in order
Rows = dict[str, list[Row]]
RUN = 500  # rows written together: few enough for their texts to stay in the processor's cache


class Column(NamedTuple):
    """The values of a column in a run of rows, and their common ``kind``.

    Lists have the kind tuple, numbers the kind float. None: no values; object: mixed kinds.
    """

    kind: type | None
    values: Sequence[Any]


Run = list[Column]


class Shape(NamedTuple):
    """How records become rows of a table: its own columns; key, table and number of parent columns of each list."""

    own: tuple[str, ...]
    lists: tuple[tuple[str, Table, int], ...]


def make_tables(package: DataPackage, roots: Mapping[str, list[Record]]) -> Rows:
    """Return the rows of every exported table, in the order of ``roots`` (table of the root → records)."""
    rows: Rows = {name: [] for name, table in package.tables.items() if table.exported}
    for name, records in roots.items():
        for record in records:
            _add(rows, package.tables[name], record, record.get("id", ""), ())
    return rows


def _add(rows: Rows, table: Table, record: Record, record_id: str, links: Row) -> None:
    """Add a record's own row and those of its nested lists. ``links``: values that identify its parent."""
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
    """Return the shape of an exported table."""
    own = columns(table)[len(table.link_columns) :]
    nested = ((key, child) for key, child in table.nested.items() if child.exported)
    return Shape(own, tuple((key, child, len(child.parents)) for key, child in nested))


@cache
def columns(table: Table) -> tuple[str, ...]:
    """Return the names of the published columns in order, beginning with those that identify the parent."""
    return tuple(field["name"] for field in table_schema(table)["fields"])


def runs_of(rows: Iterable[Row]) -> Iterator[Run]:
    """Yield the rows column by column, a run at a time."""
    waiting = iter(rows)
    while part := list(islice(waiting, RUN)):
        yield [column_of(values) for values in zip(*part, strict=True)]


def column_of(values: Sequence[Any]) -> Column:
    """Return a column with the kind of its values."""
    kinds = set(map(type, values)) - {type(None)}
    if not kinds:
        return Column(None, values)
    if kinds <= {tuple, list}:
        return Column(tuple, values)
    if kinds <= {float, int}:
        return Column(float, values)
    return Column(kinds.pop() if len(kinds) == 1 else object, values)


def plain(value: Any) -> Any:
    """Convert a value for JSON: dates and times to ISO text, tuples to lists."""
    if hasattr(value, "isoformat"):
        text: str = value.isoformat()
        return text[:5] if text[2:3] == ":" else text
    if isinstance(value, tuple):
        return list(value)
    return value
