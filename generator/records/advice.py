"""Advice for a text that says more than its field asks for: the other fields it fills, if they are free."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from generator.model.schemas import Field, Table
from generator.records.messages import Changes, line_of

Advice = tuple[str, Changes | None]
# Fields that take words left over from a value: those that readers see before the note for staff.
WORDS = ("basis", "subject", "summary", "text", "description", "result", "note")
PAIRS = {
    "starts_on": "ends_on",
    "start": "end",
    "opens": "closes",
    "since": "until",
    "age_from": "age_to",
    "consent_given": "consent_until",
}


def field_for_words(table: Table, row: Mapping[str, Any] | None = None) -> str:
    """Return the field of a table that takes words; with ``row``, one that it has not filled. It may be empty."""
    known = table.by_name
    return next((name for name in WORDS if name in known and not known[name].list and not (row or {}).get(name)), "")


def is_free(row: Mapping[str, Any], table: Table, changes: Mapping[str, Any]) -> bool:
    """Tell whether a row can take these fields: its table has them, and none has another value or was refused."""
    refused = getattr(row, "hides", lambda name: False)
    known = table.by_name
    return all(
        name in known and (row.get(name) in (None, value) and not refused(name)) for name, value in changes.items()
    )


def with_others(field: Field, row: Mapping[str, Any], table: Table, value: str | None, **others: str) -> Changes | None:
    """Return the changes for a field and others read from the same text; None if those are not free."""
    return {field.name: value, **others} if is_free(row, table, others) else None


def several(
    field: Field, hint: str, values: tuple[str, ...], row: Mapping[str, Any], table: Table, **others: str
) -> Advice:
    """Return the fix for a text of several values: the first stays, ``others`` go to their own fields.

    Where those are not free, it is advice on how to write them by hand.
    """
    if changes := with_others(field, row, table, values[0], **others):
        return hint, changes
    shown = ", ".join(value for value in values if re.search(r"\d", value))
    rest = "остальное запишите в своё поле или словами в note"
    return f"{hint} Прочитано: {shown}. Здесь оставьте одно: {line_of(field.name, values[0])}, {rest}.", None
