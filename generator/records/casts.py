"""Judged texts → typed values: dates, times, numbers. What a text may be is Frictionless' to say, not said here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Any

from generator.model.schemas import Table, load_package
from generator.records.validate import Record, Spoiled


def typed_record(record: Record, table: Table) -> Record:
    """The record with the types of judged texts, nested rows too.

    A text that its type cannot hold was judged wrongly; it is left out.
    """
    nested = load_package().nested[table.name]
    found = record if isinstance(record, Spoiled) else {}
    for key, value in list(record.items()):
        if key in nested or (table.file and key == table.key):
            child = nested.get(key, table)
            found[key] = [typed_record(row, child) for row in value]
            continue
        kind: Callable[[Any], Any] = TYPES.get(table.by_name[key].type, _as_it_is)
        try:
            found[key] = kind(value)
        except ValueError:
            found.pop(key, None)
    return found


def _as_it_is(value: Any) -> Any:
    return value


def _number(text: str) -> int | float:
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else float(value)


TYPES: dict[str, Callable[[str], Any]] = {
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "integer": int,
    "number": _number,
}
