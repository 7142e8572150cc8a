"""Migrates records of version 1.0 to 2.0: results of decisions become steps, sessions get codes. Text in, text out."""

from __future__ import annotations

from collections import Counter
from typing import Any

from generator.model.schemas import Table
from generator.records.formatting import find_comments
from generator.records.writing import AddRow, Change, SetField, set_fields
from generator.records.yaml import MappingNode, Node, ScalarNode, SequenceNode, parse_record

# Field of a decision in version 1.0 → column of a step.
OF_STEP = {"reported_on": "on", "reported": "state", "answer": "text", "evidence": "evidence"}


def into_steps(text: str, table: Table) -> str:
    """Turn each decision's reported result into its first step; comments stay."""
    for place, decision in enumerate(_rows(text, "decisions")):
        step = {new: decision[old] for old, new in OF_STEP.items() if decision.get(old)}
        trail = (("decisions", place),)
        changes: list[Change] = [AddRow("steps", step, None, trail)] if step else []
        changes += [SetField(old, None, trail) for old in OF_STEP if old in decision]  # including empty ones
        text = _keep_comments(text, set_fields(text, table, changes), place)
    return text


def _rows(text: str, key: str) -> list[dict[str, str]]:
    """Return the texts of the fields of each row of a list."""
    root = parse_record(text.replace("\r\n", "\n"), "").root
    node = root.entries.get(key) if root else None
    items: list[Node] = node.items if isinstance(node, SequenceNode) else []
    return [_texts(item) if isinstance(item, MappingNode) else {} for item in items]


def _texts(row: MappingNode) -> dict[str, str]:
    return {key: value.text.strip() for key, value in row.entries.items() if isinstance(value, ScalarNode)}


def _keep_comments(before: str, after: str, place: int) -> str:
    """Put comments that were lost with a field's lines above the steps that it became."""
    lost = Counter(one.text for one in find_comments(before)) - Counter(one.text for one in find_comments(after))
    if not lost:
        return after
    root = parse_record(after.replace("\r\n", "\n"), "").root
    decisions: Any = root.entries["decisions"] if root else None
    row = decisions.items[place]
    mark = row.keys.get("steps", row.mark)
    end = "\r\n" if "\r\n" in after else "\n"
    lines = after.split(end)
    indent = " " * (mark.column - 1)
    lines[mark.line - 1 : mark.line - 1] = [indent + words for words in lost.elements()]
    return end.join(lines)
