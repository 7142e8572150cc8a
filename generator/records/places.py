"""Positions of findings: trails of keys and indexes → lines and columns, found late by reading the one file again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from generator.model.schemas import Table
from generator.problems.problem import Fix, Problem
from generator.records.findings import Finding
from generator.records.identified import Steps, Wanted
from generator.records.source import RawFile
from generator.records.validate import Trail
from generator.records.writing.ready import ready_fix, renamed_key
from generator.records.yaml import MappingNode, Mark, Node, Parsed, SequenceNode, parse_record

FORMS = frozenset(f"E{number}" for number in range(230, 238))  # values that must be retyped
MAX_FIXED = 100  # fixes made per file
LONGEST_FIXED = 32_000  # characters; no fixes for longer files, as each fix reads the file again


def put(finding: Finding, raw: RawFile, table: Table) -> Problem:
    """Turn a finding into a problem at the position of its trail, as far as the file has it. ``table``: the file's."""
    parsed = parsed_of(raw)
    mark = locate(parsed.root, finding.trail) if parsed.root else Mark(0, 0)
    name = next((str(part) for part in reversed(finding.trail) if isinstance(part, str)), "")
    message = finding.message.replace("г..", "г.")  # a Russian date ends in «г.», which also ends the sentence
    answer = ready_fix(parsed.text, table, steps_of(finding.trail), finding.changes) if finding.changes else None
    fix = standing(answer, raw, parsed.text, mended_alone(parsed.problems))
    return Problem(finding.code, raw.path, *mark, message, finding.hint, record=raw.id, field=name, fix=fix)


def place(finding: Finding, raw: RawFile | None, path: str, table: Table) -> Problem:
    """Turn a finding across records into a problem, reading its file again. Without a file the position is 0:0."""
    if raw is None:
        return Problem(finding.code, path, 0, 0, finding.message, finding.hint)
    return put(finding, raw, table)


@lru_cache(maxsize=16)
def parsed_of(raw: RawFile) -> Parsed:
    """Parse a file. Cached, as findings come file by file, often many for one."""
    return parse_record(raw.text, raw.path)


def tree_of(raw: RawFile) -> MappingNode | None:
    return parsed_of(raw).root


def steps_of(trail: Trail) -> Steps:
    """Return the nested rows on the way to the field at the trail's end."""
    rows = pairwise(trail[:-1])
    return tuple((key, number) for key, number in rows if isinstance(key, str) and isinstance(number, int))


def answered(wanted: Sequence[Wanted], problems: list[Problem], raw: RawFile, text: str, table: Table) -> list[Problem]:
    """Return a file's problems with fixes for the right answers. ``text``: the text as finally read.

    If a line has both faulty characters and a faulty value, one fix and one problem cover both.
    """
    fixes: dict[Problem, Fix] = {}
    mended = mended_alone(problems)
    for one in wanted[:MAX_FIXED] if len(text) <= LONGEST_FIXED else ():
        fix = _renamed(text, table, one) if one.renamed else ready_fix(text, table, one.steps, one.changes)
        if fix := standing(fix, raw, text, mended):
            fixes[one.problem] = fix
    refused = mended & {one.line for one in problems if one.code in FORMS and one not in fixes}
    found = [one for one in without_mended(problems, fixes.values()) if one.line not in refused or one.code >= "E201"]
    return [replace(problem, fix=fixes[problem]) if problem in fixes else problem for problem in found]


def mended_alone(problems: Iterable[Problem]) -> set[int]:
    """Return lines with faulty characters that a fix of that line alone mends."""
    return {one.line for one in problems if one.code < "E201" and one.fix and one.fix.first == one.fix.last == one.line}


def without_mended(problems: list[Problem], fixes: Iterable[Fix]) -> list[Problem]:
    """Return the problems without those about characters of lines that fixes of their values mend as well."""
    lines = mended_alone(problems) & {number for fix in fixes for number in range(fix.first, fix.last + 1)}
    return [one for one in problems if one.line not in lines or one.code >= "E201"] if lines else problems


def _renamed(text: str, table: Table, one: Wanted) -> Fix | None:
    """Return the fix that renames a field, and sets its value if that is wanted too."""
    assert one.renamed is not None  # noqa: S101 - called only for renames
    fix = renamed_key(text, table, one.steps, *one.renamed)
    if fix is None or not one.changes:
        return fix
    named = fix.apply(text)
    more = ready_fix(named, table, one.steps, one.changes)
    if more is None or (more.first, more.last) != (fix.first, fix.last):
        return fix
    return more


def standing(fix: Fix | None, raw: RawFile, text: str, mended: Collection[int] = ()) -> Fix | None:
    """Return the fix unless its lines have other faults to mend first. ``mended``: lines with a fix of their own."""
    if fix is None or raw.text == text:
        return fix
    lines = zip(raw.text.split("\n")[fix.first - 1 : fix.last], text.split("\n")[fix.first - 1 : fix.last], strict=True)
    return fix if all(a == b or number in mended for number, (a, b) in enumerate(lines, start=fix.first)) else None


def locate(root: MappingNode, trail: Trail) -> Mark:
    """Return the position of the value at the trail's end, or of the innermost part that the file has."""
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
