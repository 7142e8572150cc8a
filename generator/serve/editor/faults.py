"""Finds which field of a form a problem belongs to: from line and column to a trail of keys and numbers. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model.schemas import Table
from generator.problems.problem import Problem
from generator.records.validate import Trail
from generator.records.yaml import MappingNode, Mark, Node, SequenceNode, parse_record


def find_fields(problems: list[Problem], text: str, table: Table) -> list[Trail]:
    """Return the field each problem stands at, as deep as the model knows it; empty for the whole record."""
    root = parse_record(text, "").root
    places = sorted(_places(root, ())) if root else []
    return [_find_field(problem, places, table) for problem in problems]


def _find_field(problem: Problem, places: list[tuple[Mark, Trail]], table: Table) -> Trail:
    here = Mark(problem.line, problem.column)
    before = [trail for mark, trail in places if mark <= here]
    trail = before[-1] if before else ()
    known: list[str | int] = []
    row: list[str | int] = []  # the trail of the row that is reached
    inner = table
    for step in trail:
        if isinstance(step, str) and step not in inner.by_name and step not in inner.nested:
            break
        known.append(step)
        if isinstance(step, str) and step in inner.nested:
            inner = inner.nested[step]
        elif isinstance(step, int) and known[-2] not in inner.by_name:
            row = list(known)
    # A missing field is reported at its row, under the field's name.
    if problem.field in inner.by_name and problem.field not in known:
        known = [*row, problem.field]
    return tuple(known)


def _places(node: Node, trail: Trail) -> Iterator[tuple[Mark, Trail]]:
    """Yield where each key and each item of a tree begins."""
    if isinstance(node, MappingNode):
        for key, value in node.entries.items():
            yield node.keys[key], (*trail, key)
            yield from _places(value, (*trail, key))
    elif isinstance(node, SequenceNode):
        for number, item in enumerate(node.items):
            yield item.mark, (*trail, number)
            yield from _places(item, (*trail, number))
