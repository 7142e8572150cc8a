"""Where a finding stands: trails of keys and numbers → lines and columns, found late by reading the one file again."""

from __future__ import annotations

from functools import lru_cache

from generator.problems.problem import Problem
from generator.records.findings import Finding
from generator.records.source import RawFile
from generator.records.validate import Trail
from generator.records.yaml import MappingNode, Mark, Node, SequenceNode, parse_record


def put(finding: Finding, root: MappingNode | None, raw: RawFile) -> Problem:
    """A finding with the place its trail leads to (as far as the file has it)."""
    mark = locate(root, finding.trail) if root else Mark(0, 0)
    name = next((str(part) for part in reversed(finding.trail) if isinstance(part, str)), "")
    message = finding.message.replace("г..", "г.")  # a date in words ends a sentence with its own dot
    return Problem(finding.code, raw.path, mark.line, mark.column, message, finding.hint, record=raw.id, field=name)


def place(finding: Finding, raw: RawFile | None, path: str) -> Problem:
    """A finding across records: its file is read once more for the place."""
    if raw is None:
        return Problem(finding.code, path, 0, 0, finding.message, finding.hint)
    return put(finding, tree_of(raw), raw)


@lru_cache(maxsize=16)
def tree_of(raw: RawFile) -> MappingNode | None:
    """The tree of a file in which findings were made: they come file by file, many for one at worst."""
    return parse_record(raw.text, raw.path).root


def locate(root: MappingNode, trail: Trail) -> Mark:
    """The place of the value at the trail's end, or of the innermost part of the trail that the file has."""
    node: Node = root
    for step in trail:
        found = _step(node, step)
        if found is None:
            break
        node = found
    return node.mark


def node_at(root: MappingNode, trail: Trail) -> Node | None:
    node: Node | None = root
    for step in trail:
        node = _step(node, step) if node is not None else None
    return node


def _step(node: Node, step: str | int) -> Node | None:
    if isinstance(node, MappingNode) and isinstance(step, str):
        return node.entries.get(step)
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None
