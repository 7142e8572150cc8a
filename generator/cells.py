"""How the cells of a table are read: Frictionless' own readers, and the plan by which a record is walked."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from generator.schemas import Field, Table, load_package

CellReader = Callable[[Any], tuple[Any, dict[str, str] | None]]
# Forms that Frictionless reads more loosely: «2026-1-5», «1_000», «1e9», digits of other scripts.
STRICT = {
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "time": re.compile(r"[0-9]{2}:[0-9]{2}"),
    "integer": re.compile(r"-?[0-9]{1,15}"),
    "number": re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?"),
}


class Plan(NamedTuple):
    """What is looked up for every record of a table, made once.

    ``fields``: key → field, its reader, and the length up to which a text needs no reader.
    """

    fields: dict[str, tuple[Field, CellReader, int]]
    nested: dict[str, Table]
    required: tuple[Field, ...]


@cache
def cell_readers(table: str) -> dict[str, CellReader]:
    """Frictionless' own cell readers of a table: cell → (value, notes of broken constraints)."""
    from frictionless import Schema  # late: half a second

    fields = [
        {k: v for k, v in f.descriptor.items() if k in ("name", "type", "format", "constraints")}
        for f in load_package().tables[table].fields
    ]
    schema: Any = Schema.from_descriptor({"fields": fields})
    readers: dict[str, CellReader] = schema.create_cell_readers()
    return readers


@cache
def plan_of(table_name: str) -> Plan:
    """The plan of a table."""
    package = load_package()
    table, readers = package.tables[table_name], cell_readers(table_name)
    required = tuple(f for f in table.fields if f.required and not f.implied)
    fields = {f.name: (f, readers[f.name], _free_length(f)) for f in table.fields}
    return Plan(fields, package.nested[table_name], required)


def _free_length(field: Field) -> int:
    if field.type != "string" or set(field.constraints) - {"required", "maxLength"}:
        return 0
    return int(field.constraints.get("maxLength", sys.maxsize))
