"""How the cells of a table are read, and the plan by which a record is walked.

Frictionless' own readers judge what is not plainly good. What plainly is, they would give just the same (a test holds
both together), and a command that meets nothing else need not load them: that takes half a second. In the same way
``SURE`` tells of texts that a check of ``identifiers`` is known to take as they are.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import time
from decimal import Decimal
from functools import cache
from operator import mul
from typing import Any, NamedTuple

from generator.model.schemas import STRICT, Field, Table, load_package

CellReader = Callable[[Any], tuple[Any, dict[str, str] | None]]
INN, INN_WEIGHTS = re.compile(r"[0-9]{10}"), (2, 4, 10, 3, 5, 9, 4, 6, 8)
ZEROS = ord("0") * sum(INN_WEIGHTS)  # what codes of digits give more than digits would
OGRN = re.compile(r"[15][0-9]{12}")
URL = re.compile(r"https?://(?=.{4,200}$)(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,20}(?:/[A-Za-z0-9/._~-]*)?")


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
    from frictionless import Schema  # late: see above

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
    table = package.tables[table_name]
    required = tuple(f for f in table.fields if f.required and not f.implied)
    fields = {f.name: (f, _reader(table_name, f), _free_length(f)) for f in table.fields}
    return Plan(fields, package.nested[table_name], required)


def _reader(table: str, field: Field) -> CellReader:
    """As Frictionless' own reader of the field; that is made when a cell is not plainly good."""

    def read(text: str) -> tuple[Any, dict[str, str] | None]:
        value = read_plainly(field, text)
        return (value, None) if value is not None else cell_readers(table)[field.name](text)

    return read


def read_plainly(field: Field, text: str) -> Any:
    """The value of a plainly good cell of a text, a number or a time; None of any other."""
    limits = field.constraints
    if set(limits) - {"required", "maxLength", "pattern", "minimum", "maximum"}:
        return None
    if field.type == "string":
        long = len(text) > int(limits.get("maxLength", sys.maxsize))
        return None if long or not re.fullmatch(limits.get("pattern", ".*"), text, re.DOTALL) else text
    if field.type not in ("integer", "number", "time") or not STRICT[field.type].fullmatch(text):
        return None
    if field.type == "time":
        hours, minutes = int(text[:2]), int(text[3:])
        return time(hours, minutes) if hours < 24 and minutes < 60 and not set(limits) - {"required"} else None
    value: Any = int(text) if field.type == "integer" else Decimal(text)
    return value if limits.get("minimum", value) <= value <= limits.get("maximum", value) else None


def _free_length(field: Field) -> int:
    if field.type != "string" or set(field.constraints) - {"required", "maxLength"}:
        return 0
    return int(field.constraints.get("maxLength", sys.maxsize))


def _is_inn(text: str) -> bool:
    if not INN.fullmatch(text) or text == "0000000000":
        return False
    last: int = (sum(map(mul, INN_WEIGHTS, text.encode())) - ZEROS) % 11 % 10
    return last == int(text[9])


def _is_ogrn(text: str) -> bool:
    return OGRN.fullmatch(text) is not None and int(text[:12]) % 11 % 10 == int(text[12])


# Check of a text → whether the text is surely good: several times quicker than the check, with the same checksums.
SURE: dict[str, Callable[[str], object]] = {
    "inn": _is_inn,
    "ogrn": _is_ogrn,
    "ogrn_any": _is_ogrn,
    "url": URL.fullmatch,
}
