"""Where a finding stands: trails of keys and numbers → lines and columns, found late by reading the one file again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from generator.model.schemas import Table
from generator.problems.problem import Fix, Problem
from generator.records.findings import Finding
from generator.records.messages import Changes
from generator.records.source import RawFile
from generator.records.validate import Trail
from generator.records.values import Steps, Wanted
from generator.records.writing.ready import ready_fix, renamed_key
from generator.records.yaml import MappingNode, Mark, Node, Parsed, SequenceNode, parse_record

MOST_FIXED = 100  # right answers of one file that are written out
LONGEST_FIXED = 32_000  # signs of a file in which answers are made ready: each is read again


def put(finding: Finding, raw: RawFile, table: Table) -> Problem:
    """A finding with the place its trail leads to (as far as the file has it). ``table``: that of the file."""
    parsed = parsed_of(raw)
    mark = locate(parsed.root, finding.trail) if parsed.root else Mark(0, 0)
    name = next((str(part) for part in reversed(finding.trail) if isinstance(part, str)), "")
    message = finding.message.replace("г..", "г.")  # a date in words ends a sentence with its own dot
    fix = fix_in(raw, parsed.text, table, steps_of(finding.trail), finding.changes) if finding.changes else None
    return Problem(finding.code, raw.path, *mark, message, finding.hint, record=raw.id, field=name, fix=fix)


def place(finding: Finding, raw: RawFile | None, path: str, table: Table) -> Problem:
    """A finding across records: its file is read once more for the place."""
    if raw is None:
        return Problem(finding.code, path, 0, 0, finding.message, finding.hint)
    return put(finding, raw, table)


@lru_cache(maxsize=16)
def parsed_of(raw: RawFile) -> Parsed:
    """What a file says in which findings were made: they come file by file, many for one at worst."""
    return parse_record(raw.text, raw.path)


def tree_of(raw: RawFile) -> MappingNode | None:
    return parsed_of(raw).root


def steps_of(trail: Trail) -> Steps:
    """The rows on the way to the field in which a trail ends."""
    rows = pairwise(trail[:-1])
    return tuple((key, number) for key, number in rows if isinstance(key, str) and isinstance(number, int))


def answered(wanted: Sequence[Wanted], problems: list[Problem], raw: RawFile, text: str, table: Table) -> list[Problem]:
    """The problems of a file with their right answers as fixes. ``text``: what was read of it in the end."""
    fixes: dict[Problem, Fix] = {}
    for one in wanted[:MOST_FIXED] if len(text) <= LONGEST_FIXED else ():
        fix = renamed_key(text, table, one.steps, *one.renamed) if one.renamed else None
        fix = fix_in(raw, text, table, one.steps, one.changes) if not one.renamed else standing(fix, raw, text)
        if fix:
            fixes[one.problem] = fix
    return [replace(problem, fix=fixes[problem]) if problem in fixes else problem for problem in problems]


def fix_in(raw: RawFile, text: str, table: Table, steps: Steps, changes: Changes) -> Fix | None:
    """The fix that gives fields of a row new values, by the one writer of fields."""
    return standing(ready_fix(text, table, steps, changes), raw, text)


def standing(fix: Fix | None, raw: RawFile, text: str) -> Fix | None:
    """The fix, unless its lines have faults that are mended first."""
    if fix is None or raw.text == text:
        return fix
    lines = slice(fix.first - 1, fix.last)
    return fix if raw.text.split("\n")[lines] == text.split("\n")[lines] else None


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
