"""The tree of a record as text, with places: what reading gives and checking takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from generator.problems.problem import Problem


class Mark(NamedTuple):
    """A place in a file; line and column count from 1."""

    line: int
    column: int


@dataclass(slots=True)
class ScalarNode:
    """``refused``: a problem with this value is told already; its text is not to be judged.

    ``folded``: it stands on several lines, whose ends are no part of the text.
    """

    text: str
    mark: Mark
    plain: bool = True
    refused: bool = False
    folded: bool = False


@dataclass(slots=True)
class SequenceNode:
    """``flow``: in square brackets."""

    items: list[Node]
    mark: Mark
    flow: bool = True


@dataclass(slots=True)
class MappingNode:
    """Keys in order of the file; a key's own place stands in ``keys``."""

    entries: dict[str, Node]
    keys: dict[str, Mark]
    mark: Mark


Node = ScalarNode | SequenceNode | MappingNode


@dataclass(slots=True)
class Parsed:
    """The tree of a file (None when it cannot be read as one) and what is wrong with its text.

    ``text``: what was read in the end, line by line the file with its faults mended.
    """

    root: MappingNode | None
    problems: list[Problem] = field(default_factory=list)
    text: str = ""
