"""Problems: what is wrong in a file people wrote, where, and what to do about it.

Nothing here reads a file or prints. A problem's code must be in ``catalogue.yaml``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

Severity = Literal["error", "warning"]
CATALOGUE = Path(__file__).with_name("catalogue.yaml")
MAX_ERRORS = 500  # errors per file; more can wait until these are mended


@dataclass(frozen=True, slots=True)
class Fix:
    """What mends a fault: lines of its file (from 1, both included) and the text that replaces them.

    An empty text removes the lines. Lines of a fix end with a line feed, except the last, which has no end.
    """

    first: int
    last: int
    text: str

    def apply(self, text: str) -> str:
        """Return the file's text with the fix made; line ends stay of the kind they are."""
        newline = "\r\n" if "\r\n" in text else "\n"
        lines = text.split("\n")
        put = self.text.replace("\n", newline).split("\n") if self.text else []
        if put and newline == "\r\n" and self.last < len(lines):
            put[-1] += "\r"
        return "\n".join([*lines[: self.first - 1], *put, *lines[self.last :]])

    def trimmed(self, text: str) -> Fix:
        """Return the fix without its first and last lines that stay as they are; at least one line is left."""
        old, new = text.split("\n")[self.first - 1 : self.last], self.text.split("\n")
        old = [line.removesuffix("\r") for line in old]
        begin = end = 0
        while begin < min(len(old), len(new)) - 1 and old[begin] == new[begin]:
            begin += 1
        while end < min(len(old), len(new)) - begin - 1 and old[-1 - end] == new[-1 - end]:
            end += 1
        return Fix(self.first + begin, self.last - end, "\n".join(new[begin : len(new) - end]))

    @property
    def words(self) -> str:
        """Return what to do, in words; the text follows on lines of its own unless it is empty."""
        one = self.first == self.last
        place = f"строку {self.first}" if one else f"строки {self.first}–{self.last}"
        if not self.text:
            return f"Удалите {place}."
        return f"Замените {place} на {'эту' if one and chr(10) not in self.text else 'эти'}:"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault with its place (line and column from 1; 0 means the whole file) and its remedy, in Russian.

    ``hint`` says in words what to do. Where one answer is right, ``fix`` is that answer as lines.
    """

    code: str
    path: str
    line: int
    column: int
    message: str
    hint: str = ""
    record: str = ""
    field: str = ""
    fix: Fix | None = None

    @property
    def advice(self) -> str:
        """Return the hint followed by the ready lines of the fix."""
        if self.fix is None:
            return self.hint
        return f"{self.hint} {self.fix.words}\n{self.fix.text}".strip()

    @property
    def severity(self) -> Severity:
        """``error`` (does not build) for codes E…, ``warning`` (builds, staff see it) for codes W…."""
        return "error" if self.code.startswith("E") else "warning"

    def sort_key(self) -> tuple[str, int, int, str, str]:
        return (self.path, self.line, self.column, self.code, self.message)


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """What a code means: ``bad`` and ``good`` are snippets of a record before and after. ``part``: its section."""

    code: str
    title: str
    meaning: str
    bad: str
    good: str
    part: str = ""


@cache
def load_catalogue() -> dict[str, CatalogueEntry]:
    """Return all codes by name, in the order of the file."""
    raw = yaml.load(CATALOGUE.read_text("utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - our own file, text only
    return {code: CatalogueEntry(code, **entry) for code, entry in raw.items()}


def arrange(problems: Iterable[Problem]) -> list[Problem]:
    """Return unique problems in reading order: by file, line, column, code."""
    return sorted(set(problems), key=Problem.sort_key)


class TooManyError(Exception):
    """A file has more errors than anyone reads at once; the rest of it is not checked."""


LONGEST_FIX = 8_000  # characters


def add_problem(problems: list[Problem], problem: Problem) -> None:
    """Add to the problems of one file. Raises TooManyError at ``MAX_ERRORS``; the last problem says so."""
    if problem.fix and len(problem.fix.text) > LONGEST_FIX:
        problem = replace(problem, fix=None)  # nobody copies that much, and every problem would repeat it
    problems.append(problem)
    if problem.severity == "warning" or sum(known.severity == "error" for known in problems) < MAX_ERRORS:
        return
    hint = "Исправьте эти и проверьте снова: остальное в файле ещё не смотрели."
    message = f"Слишком много ошибок: больше {MAX_ERRORS}."
    problems.append(replace(problem, code="E106", message=message, hint=hint, field=""))
    raise TooManyError


def bounded(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems of many files, with no more errors per file than ``add_problem`` accepts."""
    by_path: dict[str, list[Problem]] = defaultdict(list)
    full = set()
    for problem in problems:
        if problem.path not in full:
            try:
                add_problem(by_path[problem.path], problem)
            except TooManyError:
                full.add(problem.path)
    return [problem for found in by_path.values() for problem in found]


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)


class PortalError(Exception):
    """Something outside the records stops the command (exit 2). The message is Russian and says what to do."""
