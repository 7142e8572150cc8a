"""Replacements in one text, applied all at once.

All offsets refer to the original text; nothing is changed until ``apply``.
"""

from __future__ import annotations

from generator.problems.problem import PortalError
from generator.records.writing.spans import line_end, line_start


class WritingError(PortalError):
    """The text is not a record, or lacks the place of a change. The message is in Russian."""


class Edits:
    """Replacements in one text. They may touch but must not overlap."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self._found: list[tuple[int, int, str]] = []

    def __bool__(self) -> bool:
        return bool(self._found)

    def replace(self, start: int, end: int, new: str) -> None:
        """Replace the text from ``start`` to ``end`` by ``new``. Insertions at one offset keep their order."""
        self._found.append((start, end, new.replace("\r\n", "\n").replace("\n", self.newline)))

    def reach(self) -> tuple[int, int]:
        """Return the start and end of the changed range."""
        return min(found[0] for found in self._found), max(found[1] for found in self._found)

    def apply(self) -> str:
        """Return the text with all replacements."""
        parts, at = [], 0
        for start, end, new in sorted(self._found, key=lambda found: found[:2]):
            parts += [self.text[at:start], new]
            at = end
        return "".join([*parts, self.text[at:]])

    def insert_lines(self, at: int, lines: list[str]) -> None:
        """Insert whole lines at the start of a line, or at the end of a text without a final newline."""
        block = "".join(f"{line}\n" for line in lines)
        if at == len(self.text) and not self.text.endswith("\n"):
            block = f"\n{block.removesuffix(chr(10))}"
        self.replace(at, at, block)

    def cut_lines(self, start: int, end: int) -> None:
        """Remove whole lines, from that of ``start`` to that of ``end``."""
        first, last = line_start(self.text, start), line_end(self.text, end)
        if last == len(self.text) and not self.text.endswith("\n") and first:
            first -= len(self.newline)  # the line before becomes the last, also without a newline
        self.replace(first, last, "")
