"""New facts into the text of a record: everything people wrote stays, comments and order too. Text in, text out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.model.schemas import Table
from generator.records.canonical import slots_of, write_record
from generator.records.validate import Record
from generator.records.yaml import Mapping, parse_record


def write_new(record: Record, table: Table) -> str:
    return write_record(record, table)


def add_fields(text: str, table: Table, values: Record) -> str:
    """The text with top-level fields set: a new one takes its canonical place, a known one is replaced."""
    for key, value in values.items():
        lines = text.rstrip("\n").split("\n")
        rendered = write_record({key: value}, table).rstrip("\n").split("\n")
        blocks = _blocks(text, lines)
        if key in blocks:
            first, last = blocks[key]
            lines[first:last] = rendered
        else:
            at = _place(key, table, blocks, len(lines))
            lines[at:at] = rendered
        text = "\n".join(lines) + "\n"
    return text


def add_rows(text: str, table: Table, key: str, rows: Sequence[Record]) -> str:
    """The text with rows added to a nested list; the list is made where the record has none."""
    lines = text.rstrip("\n").split("\n")
    blocks = _blocks(text, lines)
    if key not in blocks:
        return add_fields(text, table, {key: rows})
    first, last = blocks[key]
    if lines[first].split("#")[0].rstrip().endswith("]"):
        lines[first:last] = write_record({key: rows}, table).rstrip("\n").split("\n")
        return "\n".join(lines) + "\n"
    rendered = write_record({key: rows}, table).rstrip("\n").split("\n")[1:]
    shift = _indent_of_items(text, key) - 2
    lines[last:last] = [" " * shift + line if shift > 0 else line[-shift:] for line in rendered]
    return "\n".join(lines) + "\n"


def _root(text: str) -> Mapping | None:
    return parse_record(text, "").root


def _blocks(text: str, lines: list[str]) -> dict[str, tuple[int, int]]:
    """Key → its lines from the first to past the last; comments and blank lines after a value are not its own."""
    root = _root(text)
    if root is None:
        return {}
    starts = sorted((mark.line - 1, key) for key, mark in root.keys.items())
    found = {}
    for (start, key), following in zip(starts, [*starts[1:], (len(lines), "")], strict=True):
        end = following[0]
        while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
            end -= 1
        found[key] = (start, end)
    return found


def _place(key: str, table: Table, blocks: dict[str, tuple[int, int]], end: int) -> int:
    """The line before which a new field goes: after the nearest present field that stands before it in the schema."""
    order = [slot.key for slot in slots_of(table.name)]
    before = [other for other in order[: order.index(key)] if other in blocks]
    after = [other for other in order[order.index(key) :] if other in blocks]
    if before:
        return blocks[before[-1]][1]
    return blocks[after[0]][0] if after else end


def _indent_of_items(text: str, key: str) -> int:
    """Spaces before the dash of a nested list."""
    node: Any = root.entries.get(key) if (root := _root(text)) else None
    items = getattr(node, "items", ())
    return max(0, items[0].mark.column - 3) if items else 2
