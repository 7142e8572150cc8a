"""Finds which of several changes to a record broke the check, by the lines that each of them wrote. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from generator.intake.job import words_of
from generator.model.schemas import Table
from generator.problems.problem import Problem
from generator.records.writing import BOM, AddRow, Change, SetField, reach
from generator.records.writing.spans import Fields, Items, Span, Tree, load_spans

Made = Sequence[Sequence[Change]]


def blamed(text: str, table: Table, made: Made, wrong: Sequence[Problem]) -> dict[int, str]:
    """Return index of a set of changes → errors in its lines; if no line has one, all sets that change something."""
    text = text.removeprefix(BOM)
    found: dict[int, str] = {}
    for place, spans in enumerate(_spans_of(text, table, made)):
        for first, last in spans:
            lines = range(text.count("\n", 0, first) + 1, text.count("\n", 0, last) + 2)
            if messages := [words_of(problem) for problem in wrong if problem.line in lines]:
                found.setdefault(place, "; ".join(dict.fromkeys(messages)))
    every = [place for place, changes in enumerate(made) if changes] or range(len(made))
    return found or dict.fromkeys(every, "; ".join(dict.fromkeys(map(words_of, wrong))))


def _spans_of(text: str, table: Table, made: Made) -> Iterator[list[tuple[int, int]]]:
    """Yield the spans of the text that each set of changes wrote."""
    tree = load_spans(text)
    left = Counter((one.trail, one.key) for changes in made for one in changes if isinstance(one, AddRow))
    for changes in made:
        spans: list[tuple[int, int]] = []
        for one in changes:
            if isinstance(one, AddRow):  # new rows are appended in order
                spans.append(_of_row(tree, table, one, left[one.trail, one.key]))
                left[one.trail, one.key] -= 1
            elif isinstance(one, SetField):
                spans.append(_of_field(tree, table, one))
        yield spans


def _of_row(tree: Tree, table: Table, one: AddRow, from_end: int) -> tuple[int, int]:
    node = reach(tree, table, one.trail)[0]
    rows = node.values.get(one.key) if isinstance(node, Fields) else None
    return _ends(rows.items[-from_end] if isinstance(rows, Items) else node)


def _of_field(tree: Tree, table: Table, one: SetField) -> tuple[int, int]:
    """Return the span of the whole row for a field of a list's row, else that of the field alone."""
    node = reach(tree, table, one.trail)[0]
    if one.trail or not isinstance(node, Fields) or one.key not in node.keys:
        return _ends(node)
    return node.keys[one.key], node.values[one.key].end


def _ends(node: Span) -> tuple[int, int]:
    return node.start, node.end
