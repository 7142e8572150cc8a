"""Rewrites lists of plain values that have other marks than dashes, or none. Lines in, lines out."""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.model.schemas import Field
from generator.records.canonical import quote

MARK = re.compile(
    r"(?P<indent>\s*)(?P<mark>(?:-+|[•·●▪◦‣○■□➢➤►▶→✓✔√*–—])\s*|(?P<number>\d{1,3})[.)]\s+|[а-яa-z]\)\s+)?(?P<rest>.*)$"
)
ENTRY = re.compile(r"(?P<key>[A-Za-z_]+) *:(?P<value>.*)$")
WRAPPED = 50  # characters; a longer line may continue on the next
TAB = "  "


class Line(NamedTuple):
    """A line of a new layout, and the line of the file (from 0) it comes from."""

    text: str
    source: int


class LostError(Exception):
    """A line that cannot be assigned to any item."""


def marked(line: str) -> re.Match[str]:
    """Part a line into its indent, its mark and the rest."""
    match = MARK.match(line.replace("\t", TAB))
    assert match is not None  # noqa: S101 - the pattern matches any line
    return match


def bare_rows(body: list[tuple[int, str]]) -> list[Line]:
    """Return the lines of a list whose rows may be plain texts; empty if its rows are sets of fields."""
    try:
        return marked_values(body) if not any(ENTRY.match(MARK.sub(r"\g<rest>", line)) for _, line in body) else []
    except LostError:
        return []


def bare_values(body: list[tuple[int, str]], listed: Field) -> list[Line]:
    """Return the lines of a list whose values have no marks, one per line; empty if one may span two lines."""
    texts = [line.strip() for _, line in body]
    if len(texts) < 2 or any(not text or text[0] in "-[{#'\"|>" or ENTRY.match(text) for text in texts):
        return []
    if any(MARK.match(line)["mark"] for _, line in body):  # type: ignore[index]
        return []
    coded = bool(listed.list and not listed.open) or bool(listed.ref) or listed.items not in ("", "text", "longtext")
    parted = all(text[-1] in ",;" for text in texts[:-1])
    apart = all(re.match(r"[A-ZА-ЯЁ\d«]", text) and len(text) <= WRAPPED for text in texts)
    if not (coded or parted or apart):
        return []
    return [Line(f"{TAB}- {quote(text.rstrip(',;'))}", source) for text, (source, _) in zip(texts, body, strict=True)]


def marked_values(body: list[tuple[int, str]]) -> list[Line]:
    """Return the lines of a list with other marks than dashes, or with uneven ones. Raises LostError."""
    found = []
    heads = {line[: len(line) - len(line.lstrip())] for _, line in body}
    if len(heads) == 1 and all(line.lstrip().startswith("- ") for _, line in body):
        raise LostError
    for source, line in body:
        match = MARK.match(line)
        if not match or not match["mark"] or not match["rest"].strip():
            raise LostError
        text = match["rest"].strip().rstrip(";")
        found.append(Line(f"{TAB}- {text if text[0] in chr(34) + chr(39) else quote(text)}", source))
    return found
