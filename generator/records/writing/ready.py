"""Turns changes of a record into a ``Fix``: whole lines and their replacement, made by the writer of fields.

The text may have faults elsewhere, as long as it can be read to its end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import yaml

from generator.model.schemas import Table
from generator.problems.problem import Fix
from generator.records.canonical import field_order, quote
from generator.records.writing import Trail, follow, plain_value, reach
from generator.records.writing.edits import Edits, WritingError
from generator.records.writing.fields import render, set_field, stands_first
from generator.records.writing.lists import set_item
from generator.records.writing.spans import Fields, Text, Tree, column_of, line_end, line_start, load_spans

Changes = Mapping[str, Any]  # fields of one row → values; None removes a field
KEY = re.compile(r"\"[^\"]*\"|'[^']*'|[^:\n]+?(?=\s*:)")


def ready_fix(text: str, table: Table, trail: Trail, changes: Changes) -> Fix | None:
    """Return the fix that sets fields of a row; None if the text does not have the row or the change is not local."""
    if (tree := _tree_of(text)) is None:
        return None
    try:
        node, inner, in_flow = reach(tree, table, trail, bare=True)
        edits = Edits(text)
        order = [slot.key for slot in field_order(inner)]
        keys = sorted(changes, key=lambda key: order.index(key) if key in order else len(order))
        if isinstance(node, Text) and not inner.plain:
            if in_flow or node.style in ("|", ">"):
                return None
            column = column_of(text, node.start)
            lines = [line for key in keys for line in render(inner, key, plain_value(changes[key]), column)]
            edits.replace(node.start, node.end, "\n".join(lines).lstrip())
            return fix_of(edits)
        if isinstance(node, Text):
            if not (value := plain_value(changes.get(inner.plain))) or len(changes) > 1:
                return None
            set_item(edits, node, value, in_flow=in_flow)
            return fix_of(edits)
        sibling = next((key for key in changes if key in node.values and changes[key] is not None), "")
        for key in keys:
            value = plain_value(changes[key])
            if value is None and len(changes) > 1 and (node.flow or stands_first(edits, node, key)):
                return None  # the next field would move
            if value is not None and key not in node.values and sibling and not node.flow:
                lines = render(inner, key, value, column_of(text, node.start))
                edits.insert_lines(line_end(text, node.values[sibling].end), lines)
            else:
                set_field(edits, node, inner, key, value)
    except WritingError:
        return None
    return fix_of(edits)


def renamed_key(text: str, table: Table, trail: Trail, old: str, new: str) -> Fix | None:
    """Return the fix that renames the key of a field; None if the row does not have it."""
    if (tree := _tree_of(text)) is None:
        return None
    try:
        node, _ = follow(tree, table, trail)
    except WritingError:
        return None
    at = node.keys.get(old)
    found = KEY.match(text, at) if at is not None else None
    if found is None or at is None:
        return None
    edits = Edits(text)
    end = at + len(old) if text.startswith(old, at) else found.end()
    edits.replace(at, end, quote(new))
    return fix_of(edits)


def fix_of(edits: Edits) -> Fix | None:
    """Return all replacements as one fix of whole lines; None if they change nothing."""
    if not edits:
        return None
    text, new = edits.text, edits.apply()
    start, end = edits.reach()
    if start == end and start == line_start(text, start) and start:
        start -= 1  # inserted lines are shown with the line above them
    first = line_start(text, start)
    past = end if end > first and text[end - 1 : end] == "\n" else line_end(text, end)
    put = new[first : len(new) - (len(text) - past)]
    if text[first:past] == put:
        return None
    number = text.count("\n", 0, first) + 1
    last = number + text.count("\n", first, max(first, past - 1))
    return Fix(number, last, put.removesuffix("\n"))


@lru_cache(maxsize=4)
def _tree_of(text: str) -> Fields | None:
    """Return the tree of a text, cached because many fixes may be made in one file."""
    try:
        tree: Tree = load_spans(text)
    except yaml.YAMLError:
        return None
    return tree if isinstance(tree, Fields) else None
