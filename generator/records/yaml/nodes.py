"""The tree of a record as text with positions, as the parser makes it and the check reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from generator.problems.problem import Problem


class Mark(NamedTuple):
    """A position in a file; line and column count from 1."""

    line: int
    column: int


@dataclass(slots=True)
class ScalarNode:
    """A single value. ``refused``: a problem with it is already reported, so its text is not checked.

    ``folded``: an unquoted value over several lines, whose line ends are not kept.
    """

    text: str
    mark: Mark
    plain: bool = True
    refused: bool = False
    folded: bool = False


@dataclass(slots=True)
class SequenceNode:
    """A list. ``flow``: it is written in square brackets."""

    items: list[Node]
    mark: Mark
    flow: bool = True


@dataclass(slots=True)
class MappingNode:
    """Entries in the order of the file; ``keys`` has the positions of the keys themselves."""

    entries: dict[str, Node]
    keys: dict[str, Mark]
    mark: Mark


Node = ScalarNode | SequenceNode | MappingNode


@dataclass(slots=True)
class Parsed:
    """The tree of a file (None if it cannot be read) and the problems of its text.

    ``text``: what was finally read: the file, line by line, with its faults mended.
    """

    root: MappingNode | None
    problems: list[Problem] = field(default_factory=list)
    text: str = ""
