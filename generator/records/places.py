"""Where a finding stands: trails of keys and numbers → lines and columns, found late by reading the one file again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from generator.model.schemas import Table
from generator.problems.problem import Fix, Problem
from generator.records.findings import Finding
from generator.records.source import RawFile
from generator.records.validate import Trail
from generator.records.values import Steps, Wanted
from generator.records.writing.ready import ready_fix, renamed_key
from generator.records.yaml import MappingNode, Mark, Node, Parsed, SequenceNode, parse_record

FORMS = frozenset(f"E{number}" for number in range(230, 238))  # of values that are to be typed anew
MOST_FIXED = 100  # right answers of one file that are written out
LONGEST_FIXED = 32_000  # signs of a file in which answers are made ready: each is read again


def put(finding: Finding, raw: RawFile, table: Table) -> Problem:
    """A finding with the place its trail leads to (as far as the file has it). ``table``: that of the file."""
    parsed = parsed_of(raw)
    mark = locate(parsed.root, finding.trail) if parsed.root else Mark(0, 0)
    name = next((str(part) for part in reversed(finding.trail) if isinstance(part, str)), "")
    message = finding.message.replace("г..", "г.")  # a date in words ends a sentence with its own dot
    answer = ready_fix(parsed.text, table, steps_of(finding.trail), finding.changes) if finding.changes else None
    fix = standing(answer, raw, parsed.text, mended_alone(parsed.problems))
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
    """The problems of a file with their right answers as fixes. ``text``: what was read of it in the end.

    A line whose signs are at fault and whose value is as well has one answer for both, and one problem.
    """
    fixes: dict[Problem, Fix] = {}
    mended = mended_alone(problems)
    for one in wanted[:MOST_FIXED] if len(text) <= LONGEST_FIXED else ():
        fix = _renamed(text, table, one) if one.renamed else ready_fix(text, table, one.steps, one.changes)
        if fix := standing(fix, raw, text, mended):
            fixes[one.problem] = fix
    refused = mended & {one.line for one in problems if one.code in FORMS and one not in fixes}
    found = [one for one in untold(problems, fixes.values()) if one.line not in refused or one.code >= "E201"]
    return [replace(problem, fix=fixes[problem]) if problem in fixes else problem for problem in found]


def mended_alone(problems: Iterable[Problem]) -> set[int]:
    """Lines whose signs are at fault, and that a fix of their own mends."""
    return {one.line for one in problems if one.code < "E201" and one.fix and one.fix.first == one.fix.last == one.line}


def untold(problems: list[Problem], fixes: Iterable[Fix]) -> list[Problem]:
    """The problems without those of a line's signs that fixes of its value mend as well."""
    lines = mended_alone(problems) & {number for fix in fixes for number in range(fix.first, fix.last + 1)}
    return [one for one in problems if one.line not in lines or one.code >= "E201"] if lines else problems


def _renamed(text: str, table: Table, one: Wanted) -> Fix | None:
    """The fix that calls a field by its name, and gives it its value where that is wanted too."""
    assert one.renamed is not None  # noqa: S101 - asked for such alone
    fix = renamed_key(text, table, one.steps, *one.renamed)
    if fix is None or not one.changes:
        return fix
    named = fix.apply(text)
    more = ready_fix(named, table, one.steps, one.changes)
    if more is None or (more.first, more.last) != (fix.first, fix.last):
        return fix
    return more


def standing(fix: Fix | None, raw: RawFile, text: str, mended: Collection[int] = ()) -> Fix | None:
    """The fix, unless its lines have faults that are mended first. ``mended``: lines that a fix mends by themselves."""
    if fix is None or raw.text == text:
        return fix
    lines = zip(raw.text.split("\n")[fix.first - 1 : fix.last], text.split("\n")[fix.first - 1 : fix.last], strict=True)
    return fix if all(a == b or number in mended for number, (a, b) in enumerate(lines, start=fix.first)) else None


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
