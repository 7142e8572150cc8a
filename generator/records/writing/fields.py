"""Changes of single fields as replacements in a text."""

from __future__ import annotations

import re
from typing import Any

from generator.model.schemas import Table
from generator.records.canonical import field_order, in_quotes, quote, write_record
from generator.records.writing.edits import Edits, WritingError
from generator.records.writing.lists import drop_from_flow, flow_text, in_style, reads_as, set_list, splice
from generator.records.writing.spans import Fields, Items, Text, column_of, line_end, line_start

COMMENT = re.compile(r"\s+#.*")


def stands_first(edits: Edits, node: Fields, key: str) -> bool:
    """Tell whether a key directly follows the dash of its row: if removed, another must take its place there."""
    at = node.keys.get(key, -1)
    return at == node.start and bool(edits.text[line_start(edits.text, at) : at].strip()) and not node.flow


def set_field(edits: Edits, node: Fields, table: Table, key: str, value: Any) -> None:
    """Set a field to a value of texts, lists and rows; None removes it."""
    old = node.values.get(key)
    if value is None:
        if old is not None:
            _drop_field(edits, node, key)
    elif old is None:
        _add_field(edits, node, table, key, value)
    elif node.flow:
        edits.replace(old.start, old.end, flow_text(value))
    elif isinstance(old, Text) and isinstance(value, str):
        _set_text(edits, node, table, key, value)
    elif isinstance(old, Items) and old.items and is_list_of_texts(value) and _all_texts(old):
        set_list(edits, old, value)
    else:
        _rewrite(edits, node, table, key, value)


def render(table: Table, key: str, value: Any, indent: int = 0) -> list[str]:
    """Return the canonical lines of a field, indented. Raises WritingError if the table does not have the key."""
    lines = write_record({key: value}, table).removesuffix("\n").split("\n")
    if not lines[0]:
        raise WritingError(f"В таблице «{table.name}» нет поля «{key}».")
    return [" " * indent + line if line else "" for line in lines]


def is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _all_texts(items: Items) -> bool:
    return all(isinstance(item, Text) for item in items.items)


def _drop_field(edits: Edits, node: Fields, key: str) -> None:
    keys = list(node.keys)
    at, number = node.keys[key], keys.index(key)
    end = node.values[key].end
    if node.flow:
        spans = [(node.keys[name], node.values[name].end) for name in keys]
        drop_from_flow(edits, spans, number, number + 1)
    elif not stands_first(edits, node, key):
        edits.cut_lines(at, end)
    elif len(keys) == 1:
        edits.replace(at, end, "{}")
    else:
        following = node.keys[keys[number + 1]]
        past = line_end(edits.text, end)
        if edits.text[past : line_start(edits.text, following)].strip():  # comments of the next field: they stay
            dash = len(edits.text[:at].rstrip())
            edits.replace(dash, len(edits.text[:past].rstrip("\r\n")), "")
        else:
            edits.replace(at, following, "")


def _add_field(edits: Edits, node: Fields, table: Table, key: str, value: Any) -> None:
    if node.flow:
        entry = f"{quote(key)}: {flow_text(value)}"
        if node.keys:
            last = node.values[list(node.keys)[-1]].end
            edits.replace(last, last, f", {entry}")
        else:
            edits.replace(node.start + 1, node.start + 1, entry)
        return
    order = [slot.key for slot in field_order(table)]
    indent = column_of(edits.text, node.start)
    lines = render(table, key, value, indent)
    before = [name for name in order[: order.index(key)] if name in node.keys]
    first = next(iter(node.keys))
    if before:
        edits.insert_lines(line_end(edits.text, node.values[before[-1]].end), lines)
    elif stands_first(edits, node, first):
        edits.insert_lines(line_end(edits.text, node.values[first].end), lines)
    else:
        edits.insert_lines(line_start(edits.text, node.start), lines)


def _rewrite(edits: Edits, node: Fields, table: Table, key: str, value: Any) -> None:
    """Write all lines of a field anew; a comment after its first or last line follows the new first line."""
    at, old = node.keys[key], node.values[key]
    lines = render(table, key, value, column_of(edits.text, at))
    end, comment = old.end, ""
    if isinstance(old, Text) and old.style in ("|", ">"):
        header = edits.text[old.start : line_end(edits.text, old.start)].rstrip("\r\n")
        comment = found[0] if (found := COMMENT.search(header)) else ""
    else:
        rest = edits.text[end : line_end(edits.text, end)].rstrip("\r\n")
        comment, end = rest.rstrip(), end + len(rest)
    if comment and isinstance(value, str) and len(lines) == 1:
        lines = [f"{quote(key)}: {in_quotes(value)}"]
    edits.replace(at, end, "\n".join([lines[0].lstrip() + comment, *lines[1:]]))


def _set_text(edits: Edits, node: Fields, table: Table, key: str, new: str) -> None:
    old = node.values[key]
    assert isinstance(old, Text)  # noqa: S101 - the caller looked
    if old.text.strip() == new and old.text:
        return
    raw = edits.text[old.start : old.end]
    if not raw:
        lines = render(table, key, new)
        if len(lines) > 1:
            _rewrite(edits, node, table, key, new)
        else:
            followed = "#" in edits.text[old.end : line_end(edits.text, old.end)]
            edits.replace(old.start, old.end, f" {in_quotes(new) if followed else quote(new)}")
    elif (spliced := splice(raw, old, new)) is not None:
        edits.replace(old.start, old.end, spliced)
    elif old.style == "|" and (block := _in_block(edits, node.keys[key], old, new)) is not None:
        edits.replace(old.start, old.end, block)
    elif old.style in ("|", ">") or "\n" in new:
        _rewrite(edits, node, table, key, new)
    else:
        edits.replace(old.start, old.end, in_style(new, old.style, old.text))


def _in_block(edits: Edits, key_at: int, old: Text, new: str) -> str | None:
    """Return the block scalar with another text, keeping header and indentation; None if it would not read back."""
    raw = edits.text[old.start : old.end]
    header, _, body = raw.partition("\n")
    first = next((line for line in body.split("\n") if line.strip()), "")
    depth = len(first) - len(first.lstrip(" ")) or column_of(edits.text, key_at) + 2
    if new != new.strip() or "\r" in new:
        return None
    lines = [" " * depth + line if line else "" for line in new.split("\n")]
    block = "\n".join([header.rstrip("\r"), *lines])
    return block if reads_as(block, new) else None
