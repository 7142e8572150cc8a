"""A record as the form shows it, and back: the field changes that bring its text to what the form says. Pure.

What the form does not show (unknown keys, values of another shape) is neither read nor written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.model.schemas import Table
from generator.records.canonical import FieldPlace, field_order
from generator.records.writing import BOM, AddRow, Change, DropRow, MoveRow, SetField, set_fields, write_new
from generator.records.writing.rows import match_rows
from generator.records.writing.spans import Fields, Items, Text, Tree, load_spans
from generator.records.yaml import parse_record

Values = dict[str, Any]  # key → text, list of texts, list of rows
ORIGIN = "#"  # a row's index in the text it was read from; no field has this name
Trail = tuple[tuple[str, int], ...]


class UnfitError(Exception):
    """The input is not a record of that table."""


def read_values(text: str, table: Table) -> Values | None:
    """Return the known fields of a text; none for an empty text, None if it cannot be read as a record."""
    text = text.removeprefix(BOM)
    if not text.strip():
        return {}
    parsed = parse_record(text.replace("\r\n", "\n"), "")
    if parsed.problems or parsed.root is None:
        return None
    root = load_spans(text)
    return _read_fields(root, table) if isinstance(root, Fields) else None


def _read_fields(node: Fields, table: Table) -> Values:
    found: Values = {}
    for slot in field_order(table):
        value = _read(node.values[slot.key], slot) if slot.key in node.values else None
        if value:
            found[slot.key] = value
    return found


def _read(value: Tree, slot: FieldPlace) -> Any:
    """Return a value in the shape of its field; None if it has another."""
    if isinstance(value, Text):
        text = value.text.strip()
        return None if slot.rows else [text] if slot.is_array and text else text
    if not isinstance(value, Items):
        return None
    if slot.rows is not None:
        rows = [_read_row(item, slot.rows) for item in value.items]
        return None if None in rows else [(row or {}) | {ORIGIN: place} for place, row in enumerate(rows)]
    if slot.is_array and all(isinstance(item, Text) for item in value.items):
        return [text for item in value.items if isinstance(item, Text) and (text := item.text.strip())]
    return None


def _read_row(item: Tree, table: Table) -> Values | None:
    """Return a row, which may be a bare text where its table says what that means; None for anything else."""
    if isinstance(item, Fields):
        return _read_fields(item, table)
    return {table.plain: item.text.strip()} if table.plain and isinstance(item, Text) else None


def unfit_lists(text: str, table: Table) -> list[str]:
    """Return the keys of nested lists the text holds in another shape: the form does not show them."""
    root = load_spans(text.removeprefix(BOM)) if text.strip() else None
    values = read_values(text, table)
    if not isinstance(root, Fields) or values is None:
        return []
    return [key for key in table.nested if key in root.values and key not in values and not _is_empty(root.values[key])]


def _is_empty(value: Tree) -> bool:
    return isinstance(value, Items) and not value.items


def clean_values(raw: object, table: Table) -> Values:
    """Reduce what a form sent to the shapes of the table's fields. Raises UnfitError."""
    if not isinstance(raw, dict):
        raise UnfitError(f"no row of {table.name}")
    found: Values = {}
    for slot in field_order(table):
        value = raw.get(slot.key)
        if value is None:
            continue
        if slot.rows is not None:
            found[slot.key] = _clean_rows(value, slot.rows)
        elif slot.is_array:
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise UnfitError(f"{slot.key} is no list of texts")
            found[slot.key] = [item.strip() for item in value if item.strip()]
        elif isinstance(value, str):
            found[slot.key] = value.strip()
        else:
            raise UnfitError(f"{slot.key} is no text")
    return {key: value for key, value in found.items() if value}


def _clean_rows(value: object, table: Table) -> list[Values]:
    if not isinstance(value, list):
        raise UnfitError(f"{table.name} is no list")
    rows = []
    for raw in value:
        row = clean_values(raw, table)
        place = raw.get(ORIGIN)
        rows.append(row | ({ORIGIN: place} if isinstance(place, int) and place >= 0 else {}))
    return rows


def rewrite(text: str, table: Table, wanted: Values) -> str:
    """The text with what the form says in place of what it said when it was opened. ``wanted`` is clean.

    Raises WritingError when the text is no record.
    """
    if not text.removeprefix(BOM).strip():
        return write_new(_bare(wanted), table)
    changes = list(find_changes(read_values(text, table) or {}, wanted, table))
    return set_fields(text, table, changes) if changes else text


def find_changes(before: Values, after: Values, table: Table, trail: Trail = ()) -> Iterator[Change]:
    """Return what differs, field by field; rows that came from the text keep what the form does not show."""
    for slot in field_order(table):
        old, new = before.get(slot.key), after.get(slot.key)
        if slot.rows is not None:
            yield from _row_changes(slot.key, (old or [], new or []), slot.rows, trail)
        elif (old or None) != (new or None):
            yield SetField(slot.key, new, trail)


def _row_changes(key: str, lists: tuple[list[Values], list[Values]], table: Table, trail: Trail) -> Iterator[Change]:
    old, new = lists
    origins = _origins(old, new, table)
    current = [place for place in range(len(old)) if place in origins]
    yield from (DropRow(key, place, trail) for place in reversed(range(len(old))) if place not in origins)
    for place, (row, origin) in enumerate(zip(new, origins, strict=True)):
        if origin is None:
            yield AddRow(key, _bare(row), place, trail)
            current.insert(place, -1)
            continue
        now = current.index(origin)
        if now != place:
            yield MoveRow(key, now, place, trail)
            current.insert(place, current.pop(now))
        yield from find_changes(old[origin], row, table, (*trail, (key, place)))


def _origins(old: list[Values], new: list[Values], table: Table) -> list[int | None]:
    """Return which old row each new one continues: the one it names, each only once, or else the most similar."""
    if new and not any(ORIGIN in row for row in new):
        return match_rows([_bare(row) for row in old], [_bare(row) for row in new], table)
    taken: set[int] = set()
    found: list[int | None] = []
    for row in new:
        place = row.get(ORIGIN, len(old))
        known = place < len(old) and place not in taken
        found.append(place if known else None)
        taken.add(place)
    return found


def _bare(row: Values) -> Values:
    """Return a row without the positions of rows."""
    found = {}
    for key, value in row.items():
        if key != ORIGIN:
            is_rows = isinstance(value, list) and value and isinstance(value[0], dict)
            found[key] = [_bare(inner) for inner in value] if is_rows else value
    return found
