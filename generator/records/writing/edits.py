"""Replacements in one text, made all at once.

Nothing is written until ``apply``: the places of all replacements are those of the text as it was read.
"""

from __future__ import annotations

from generator.problems.problem import PortalError
from generator.records.writing.spans import line_end, line_start


class WritingError(PortalError):
    """A text that is no record, or a place that it does not have; says in Russian which."""


class Edits:
    """Replacements in one text. They may touch, and do not overlap."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self._found: list[tuple[int, int, str]] = []

    def __bool__(self) -> bool:
        return bool(self._found)

    def replace(self, start: int, end: int, new: str) -> None:
        """``new`` in place of what stands from ``start`` to ``end``. Insertions at one place keep their order."""
        self._found.append((start, end, new.replace("\r\n", "\n").replace("\n", self.newline)))

    def reach(self) -> tuple[int, int]:
        """From where to where the text changes."""
        return min(found[0] for found in self._found), max(found[1] for found in self._found)

    def apply(self) -> str:
        """The text with all replacements."""
        parts, at = [], 0
        for start, end, new in sorted(self._found, key=lambda found: found[:2]):
            parts += [self.text[at:start], new]
            at = end
        return "".join([*parts, self.text[at:]])

    def insert_lines(self, at: int, lines: list[str]) -> None:
        """Whole lines at the beginning of a line, or at the end of a text whose last line has no end."""
        block = "".join(f"{line}\n" for line in lines)
        if at == len(self.text) and not self.text.endswith("\n"):
            block = f"\n{block.removesuffix(chr(10))}"
        self.replace(at, at, block)

    def cut_lines(self, start: int, end: int) -> None:
        """Lines that go: from the line of ``start`` to that of ``end``, both included."""
        first, last = line_start(self.text, start), line_end(self.text, end)
        if last == len(self.text) and not self.text.endswith("\n") and first:
            first -= len(self.newline)  # the line before becomes the last, without an end as well
        self.replace(first, last, "")
