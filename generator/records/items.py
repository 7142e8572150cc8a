"""Items of a list in a new layout: their fields and lines, and the text they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from generator.records.bare_values import TAB, Line
from generator.records.canonical import quote


@dataclass(slots=True)
class Entry:
    """A field of an item, or a plain text without a key: its line, its text below, or its list's items."""

    key: str
    value: str
    source: int
    column: int
    body: list[Line] = field(default_factory=list)
    rows: list[Item] | None = None

    @property
    def in_block(self) -> bool:
        """Tell whether the text is below the field, after «|» or «>»."""
        return self.rows is None and self.value[:1] in ("|", ">")


@dataclass(slots=True)
class Item:
    entries: list[Entry] = field(default_factory=list)
    above: list[Line] = field(default_factory=list)  # comments and blank lines
    dashed: bool = True

    def has(self, key: str) -> bool:
        return any(entry.key == key for entry in self.entries)


def write_items(items: list[Item], pad: str) -> Iterator[Line]:
    """Yield the lines of items, their dashes indented by ``pad``."""
    for item in items:
        yield from (Line(pad + line.text if line.text else "", line.source) for line in item.above)
        for number, entry in enumerate(item.entries):
            head = f"{pad}{TAB}" if number else f"{pad}- "
            value = _whole_text(entry) if entry.column < 0 else entry.value
            yield Line(f"{head}{entry.key}: {value}".rstrip() if entry.key else head + value, entry.source)
            if entry.rows is not None:
                yield from write_items(entry.rows, pad + TAB * 2)
            elif entry.column >= 0:
                yield from _shifted(entry.body, pad + TAB * 2)


def _whole_text(entry: Entry) -> str:
    """Return an item's text with the lines that continue it."""
    plain = entry.value[1:-1] if entry.value[:1] == '"' else entry.value
    return quote(" ".join([plain, *(line.text.strip() for line in entry.body)])) if entry.body else entry.value


def _shifted(body: list[Line], pad: str) -> Iterator[Line]:
    """Yield lines of a text, indented by ``pad``; comments stay."""
    depths = [len(line.text) - len(line.text.lstrip()) for line in body if line.text.strip() and line.text[:1] != "#"]
    least = min(depths, default=0)
    for line in body:
        text = line.text[least:] if line.text[:1] == " " else line.text
        yield Line((pad + text).rstrip(), line.source)
