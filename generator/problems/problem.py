"""Problems: what is wrong in a file of people, where, and what to do about it.

Nothing here reads a file or prints. A problem's code must stand in ``catalogue.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

Severity = Literal["error", "warning"]
CATALOGUE = Path(__file__).with_name("catalogue.yaml")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault with its place (line and column count from 1; 0 means the whole file) and remedy, in Russian."""

    code: str
    path: str
    line: int
    column: int
    message: str
    hint: str = ""
    record: str = ""
    field: str = ""

    @property
    def severity(self) -> Severity:
        """``error`` (does not build) for codes E…, ``warning`` (builds, staff see it) for codes W…."""
        return "error" if self.code.startswith("E") else "warning"

    def sort_key(self) -> tuple[str, int, int, str, str]:
        return (self.path, self.line, self.column, self.code, self.message)


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """What a code means: ``bad`` and ``good`` are snippets of a record before and after."""

    code: str
    title: str
    meaning: str
    bad: str
    good: str


@cache
def load_catalogue() -> dict[str, CatalogueEntry]:
    """All codes by name, in the order of the file."""
    raw = yaml.load(CATALOGUE.read_text("utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - our own file, text only
    return {code: CatalogueEntry(code, **entry) for code, entry in raw.items()}


def arrange(problems: Iterable[Problem]) -> list[Problem]:
    """Unique problems in reading order: by file, line, column, code."""
    return sorted(set(problems), key=Problem.sort_key)


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)


class PortalError(Exception):
    """Something outside the records stops the command (exit 2): the message is Russian and says what to do."""
