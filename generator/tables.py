"""Nested records → rows of the data package's tables (and nothing else): parent's id and ``n`` tie a child row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.schemas import DataPackage, Table, load_package, table_schema
from generator.validate import Record

Rows = dict[str, list[Record]]


def make_tables(roots: Mapping[str, list[Record]]) -> Rows:
    """Rows of every exported table, in the order of the records given (table of the root → records)."""
    package = load_package()
    rows: Rows = {name: [] for name, table in package.tables.items() if table.exported}
    for name, records in roots.items():
        for record in records:
            for table, row in flatten(package, package.tables[name], record, record.get("id", "")):
                rows[table].append(row)
    return rows


def flatten(
    package: DataPackage, table: Table, record: Record, record_id: str, links: Record | None = None
) -> Iterator[tuple[str, Record]]:
    """The record's own row and those of its nested lists, each with its table. ``links`` tie it to its parent."""
    if table.exported:
        own = {name: record.get(name) for name in columns(table)}
        yield table.name, own | links if links else own
    for key, child in package.nested[table.name].items():
        rows = record.get(key)
        if not rows or not child.exported:
            continue
        ties = (
            {"table": table.name, "record": record_id} if len(child.parents) > 1 else {child.link_columns[0]: record_id}
        )
        for n, row in enumerate(rows, start=1):
            yield from flatten(package, child, row, row.get("id") or f"{record_id}#{n}", {**ties, "n": n})


_COLUMNS: dict[str, tuple[str, ...]] = {}


def columns(table: Table) -> tuple[str, ...]:
    """Names of the published columns, in order."""
    if table.name not in _COLUMNS:
        _COLUMNS[table.name] = tuple(field["name"] for field in table_schema(table)["fields"])
    return _COLUMNS[table.name]


def plain(value: Any) -> Any:
    """A value for JSON: dates and times as ISO text, nothing else changed."""
    if hasattr(value, "isoformat"):
        text: str = value.isoformat()
        return text[:5] if text[2:3] == ":" else text
    if isinstance(value, tuple):
        return list(value)
    return value
