"""Warnings for characters that are printed as a substitute, with their places in the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from generator.paper.signs import SUBSTITUTE, texts, unprintable
from generator.problems.problem import Problem
from generator.records.check import Checked
from generator.records.findings import Finding, named
from generator.records.places import place
from generator.records.source import RawFile
from generator.records.validate import Trail
from generator.text import fold

HINT = "Замените знак словом или уберите его."
MAX_SHOWN = 8  # characters listed per value


def find_unprinted(checked: Checked, documents: Iterable[Any]) -> list[Problem]:
    """Return one warning per value that is printed with a substitute. ``documents`` are the data of each document."""
    found = {text for data in documents for text in texts(data) if not text.isascii()}
    lost = {fold(text).rstrip(".") for text in found if unprintable(text)}
    if not lost:
        return []
    problems = []
    for raw in checked.files.values():
        for trail, text in _values(checked.records[raw.table].get(raw.id, {}), ()):
            signs = unprintable(text)
            if signs and _is_among(text, lost):
                shown = ", ".join(f"«{sign}» (U+{ord(sign):04X})" for sign in signs[:MAX_SHOWN])
                what = "этих знаков" if len(signs) > 1 else "этого знака"
                message = f"{what} нет в шрифтах для печати, на бумаге стоит {SUBSTITUTE}: {shown}."
                table = checked.package.tables[raw.table]
                finding = named(table, Finding("W660", trail, message, HINT))
                problems.append(_at_sign(place(finding, raw, raw.path, table), raw, signs[0]))
    return problems


def _is_among(text: str, lost: Iterable[str]) -> bool:
    """Whether a value, or part of it, is in the documents' texts: long texts get there paragraph by paragraph."""
    value = fold(text).rstrip(".")
    return any(value in shown or shown in value for shown in lost)


def _values(value: Any, trail: Trail) -> Iterator[tuple[Trail, str]]:
    """Yield all non-ASCII texts of a record with their trails."""
    if isinstance(value, str):
        if not value.isascii():
            yield trail, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _values(inner, (*trail, key))
    elif isinstance(value, (list, tuple)):
        for number, inner in enumerate(value):
            yield from _values(inner, (*trail, number))


def _at_sign(problem: Problem, raw: RawFile, sign: str) -> Problem:
    """Move a problem from the start of its value to the character itself."""
    if not problem.line:
        return problem
    lines = raw.text.split("\n")
    before = sum(len(line) + 1 for line in lines[: problem.line - 1]) + problem.column - 1
    at = raw.text.find(sign, before)
    if at < 0:  # the file has it as an escape sequence
        return problem
    line = raw.text.count("\n", 0, at)
    column = at - (raw.text.rfind("\n", 0, at) + 1)
    return replace(problem, line=line + 1, column=column + 1)
