"""The canonical text of a record: typed values in, text-only YAML out. The inverse of reading and checking.

Fields are in schema order; nested lists come before a record's closing facts (``source`` and those after it), or last
if there are none. Every scalar that another YAML reader would retype is quoted. Unknown keys, absent and empty values
are left out. Comments come from ``Noted`` rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from functools import cache, lru_cache
from typing import Any, NamedTuple

from generator.model.schemas import Field, Table
from generator.records.messages import needs_quotes
from generator.records.yaml import FORBIDDEN

CLOSING = ("source", "confirmed_on", "note")
WIDTH = 120
SHORT_ITEM = 60
LONG_TEXT = 120
SIGNS = re.compile(r"://|[\t\r]|\s#|" + FORBIDDEN.pattern)
FLOW_SIGNS = re.compile(r"[,:\[\]{}]")
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
ESCAPED = re.compile(r'[\\"\n\t\r]|' + FORBIDDEN.pattern)


class FieldPlace(NamedTuple):
    """A key in a record's order: a field, or a nested list with the table ``rows``. ``label``: the key as written."""

    key: str
    label: str
    rows: Table | None = None
    is_array: bool = False
    is_long: bool = False


class Noted(dict[str, Any]):
    """A row with comments: key → lines above and below it; the empty key is the row itself.

    All its keys are written, even if empty, and ``id`` first if the file has it. ``bare``: written as a bare text.
    """

    def __init__(self, *, bare: bool = False) -> None:
        super().__init__()
        self.bare = bare
        self.above: dict[str, list[str]] = {}
        self.below: dict[str, list[str]] = {}


class NotedList(list[str]):
    """Values of an array with comments: index → lines above and below it."""

    def __init__(self) -> None:
        super().__init__()
        self.above: dict[int, list[str]] = {}
        self.below: dict[int, list[str]] = {}


def write_record(record: Mapping[str, Any], table: Table) -> str:
    """Return the record as text. For a table that is one list in a file, it is a row or has the list by its key."""
    lines: list[str] = []
    if table.file and table.key and not set(record) - {table.key}:
        rows = record.get(table.key) or ()
        if not rows:
            return f"{table.key}: []\n"
        _write_rows(lines, FieldPlace(table.key, _label(table.key), table), rows, "")
    else:
        _write_mapping(lines, record, table, "")
    return "\n".join(lines) + "\n"


@cache
def field_order(table: Table) -> tuple[FieldPlace, ...]:
    """Return all keys of a table's record in canonical order."""
    nested = [FieldPlace(key, _label(key), child) for key, child in table.nested.items()]
    nested.sort(key=lambda slot: slot.rows is not None and len(slot.rows.parents) > 1)  # own lists before shared ones
    fields = [_field_slot(field) for field in table.typed if not field.implied]
    if table.parents or (table.file and table.key):
        return (*fields, *nested)
    closing = [slot for slot in fields if slot.key in CLOSING]
    if fields[len(fields) - len(closing) :] != closing or not closing:
        return (*fields, *nested)
    sources = [slot for slot in nested if slot.key == "sources"]
    others = [slot for slot in nested if slot.key != "sources"]
    return (*fields[: -len(closing)], *others, closing[0], *sources, *closing[1:])


def _field_slot(field: Field) -> FieldPlace:
    is_array, is_long = field.type == "array", field.check == "longtext"
    return FieldPlace(field.name, _label(field.name), is_array=is_array, is_long=is_long)


def _label(key: str) -> str:
    return f"{quote(key)}:"


def _write_mapping(lines: list[str], record: Mapping[str, Any], table: Table, indent: str) -> None:
    noted = record if isinstance(record, Noted) else None
    slots = field_order(table)
    if noted is not None and "id" in noted and not any(slot.key == "id" for slot in slots):
        slots = (FieldPlace("id", "id:"), *slots)
    for slot in slots:
        value = record.get(slot.key)
        if value is None or (noted is None and not value and isinstance(value, str | list | tuple)):
            continue
        if noted is not None:
            _write_comments(lines, noted.above.get(slot.key, ()), indent)
        _write_entry(lines, slot, value, indent)
        if noted is not None:
            _write_comments(lines, noted.below.get(slot.key, ()), indent)


def _write_entry(lines: list[str], slot: FieldPlace, value: Any, indent: str) -> None:
    if not value and isinstance(value, str | list):  # only of noted rows
        lines.append(f"{indent}{slot.label}{' []' if isinstance(value, list) else ''}")
    elif slot.rows is not None:
        _write_rows(lines, slot, value, indent)
    elif slot.is_array:
        _write_array(lines, slot, value, indent)
    else:
        text = value if isinstance(value, str) else text_of(value)
        if slot.is_long and _fits_block(text):
            lines.append(f"{indent}{slot.label} |")
            lines.extend(f"{indent}  {line}" if line else "" for line in text.split("\n"))
        else:
            lines.append(f"{indent}{slot.label} {quote(text)}")


def _write_comments(lines: list[str], comments: Sequence[str], indent: str) -> None:
    for comment in comments:
        if comment:
            lines.append(indent + comment)
        elif lines and lines[-1]:
            lines.append("")


def _write_rows(lines: list[str], slot: FieldPlace, rows: Sequence[Mapping[str, Any]], indent: str) -> None:
    if slot.rows is None:
        return
    lines.append(indent + slot.label)
    for row in rows:
        if isinstance(row, Noted):
            _write_comments(lines, row.above.get("", ()), indent + "  ")
        first = len(lines)
        if is_bare(row, slot.rows):
            lines.append(f"{indent}    {quote(row[slot.rows.plain])}")
        else:
            _write_mapping(lines, row, slot.rows, indent + "    ")
        while first < len(lines) and lines[first].lstrip()[:1] in ("", "#"):  # comments of its first field
            lines[first] = f"{indent}  {lines[first].lstrip()}".rstrip()
            first += 1
        if len(lines) > first:
            lines[first] = f"{indent}  - {lines[first].lstrip()}"
        else:
            lines.append(f"{indent}  - {{}}")
        if isinstance(row, Noted):
            _write_comments(lines, row.below.get("", ()), indent + "  ")


def is_bare(row: Mapping[str, Any], table: Table) -> bool:
    """Tell whether a row is written as a bare text: it has only the column that such a text stands for."""
    if not table.plain or (isinstance(row, Noted) and not row.bare):
        return False
    return [key for key, value in row.items() if value not in (None, "", [], ())] == [table.plain]


def _write_array(lines: list[str], slot: FieldPlace, values: Sequence[str], indent: str) -> None:
    head = indent + slot.label
    noted = values if isinstance(values, NotedList) and (values.above or values.below) else None
    if noted is None and max(map(len, values)) <= SHORT_ITEM:
        line = f"{head} [{', '.join(map(quote_in_flow, values))}]"
        if len(line) <= WIDTH:
            lines.append(line)
            return
    lines.append(head)
    for i, value in enumerate(values):
        if noted is not None:
            _write_comments(lines, noted.above.get(i, ()), indent + "  ")
        lines.append(f"{indent}  - {quote(value)}")
        if noted is not None:
            _write_comments(lines, noted.below.get(i, ()), indent + "  ")


def _fits_block(text: str) -> bool:
    """Tell whether a text needs a block scalar and would read back from it unchanged."""
    if len(text) <= LONG_TEXT and "\n" not in text:
        return False
    return text == text.strip() and "\r" not in text and not FORBIDDEN.search(text)


def text_of(value: object) -> str:
    """Return a typed value as people type it: ISO dates, hours and minutes, plain numbers."""
    if isinstance(value, str):
        return value
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.12f}".rstrip("0").rstrip(".")
    return str(value)


@lru_cache(maxsize=16384)
def quote(text: str) -> str:
    """Return a scalar that every YAML reader reads as this text."""
    return in_quotes(text) if needs_quotes(text) or SIGNS.search(text) else text


@lru_cache(maxsize=16384)
def quote_in_flow(text: str) -> str:
    """Return the same within square brackets, where more characters are special."""
    quoted = quote(text)
    return in_quotes(text) if quoted == text and FLOW_SIGNS.search(text) else quoted


def in_quotes(text: str) -> str:
    """Return the text in double quotes."""
    return f'"{ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    sign = match.group()
    if sign in ESCAPES:
        return ESCAPES[sign]
    return f"\\U{ord(sign):08X}" if ord(sign) > 0xFFFF else f"\\u{ord(sign):04X}"
