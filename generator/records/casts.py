"""Judged texts → typed values: dates, times, numbers. What a text may be is Frictionless' to say, not said here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from generator.model.schemas import Field, Table
from generator.records.validate import Record, Spoiled


def typed_record(record: Record, table: Table) -> Record:
    """The record with the types of judged texts, nested rows too.

    A text that its type cannot hold was judged wrongly; it is left out.
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
    """Raises ValueError when the text has not the form of its type: the number 1e999999999 would take for ever."""
    if field.form and not field.form.fullmatch(text):
        raise ValueError(text)
    if field.type == "time" or (field.type == "date" and field.format != "default"):
        moment = datetime.strptime(text, field.format)  # noqa: DTZ007 - a day or an hour, in no zone
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
