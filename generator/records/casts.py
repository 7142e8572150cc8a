"""Converts judged texts to typed values: dates, times, numbers. Whether a text is valid is Frictionless' decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from generator.model.schemas import Field, Table
from generator.records.validate import Record, Spoiled


def typed_record(record: Record, table: Table) -> Record:
    """Return the record with typed values, nested rows included.

    A text that its type cannot hold was misjudged; it is left out.
    """
    nested = table.nested
    found = record if isinstance(record, Spoiled) else {}
    for key, value in list(record.items()):
        if key in nested or (table.file and key == table.key):
            child = nested.get(key, table)
            found[key] = [typed_record(row, child) for row in value]
            continue
        try:
            found[key] = _typed(table.by_name[key], value)
        except ValueError:
            found = Spoiled.without(found, key)
    return found


def _typed(field: Field, text: Any) -> Any:
    """Raise ValueError if the text does not match its type's pattern: the number 1e999999999 would take forever."""
    if field.form and not field.form.fullmatch(text):
        raise ValueError(text)
    if field.type == "time" or (field.type == "date" and field.format != "default"):
        moment = datetime.strptime(text, field.format)  # noqa: DTZ007 - a date or a time without a zone
        return moment.time() if field.type == "time" else moment.date()
    return TYPES[field.type](text) if field.type in TYPES else text


def _number(text: str) -> int | float:
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else float(value)


TYPES: dict[str, Callable[[str], Any]] = {
    "date": date.fromisoformat,
    "integer": int,
    "number": _number,
}
