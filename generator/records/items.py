"""Items of a list in a new layout: their fields and lines, and the text they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from generator.model.schemas import Table
from generator.records.bare_values import TAB, Line, LostError
from generator.records.canonical import quote

EITHER = frozenset(("ngo", "name"))  # an item has one of them


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


def begin_alike(items: list[Item]) -> None:
    """Raise LostError if an item without a dash begins as no other does: the line may be a repeated field."""
    heads = [(item.entries[0].key, item.dashed) for item in items if item.entries]
    known = {key for key, dashed in heads if dashed} or {key for key, _ in heads[:1]}
    known |= EITHER if known & EITHER else set()
    if any(key not in known for key, _ in heads):
        raise LostError


def gather(items: list[Item], table: Table) -> list[Item]:
    """Merge items of one field each into complete items; empty if they may be complete already."""
    required = {field.name for field in table.fields if field.required}
    if len(items) < 2 or len(required) < 2 or any(len(item.entries) != 1 for item in items):
        return []
    found: list[Item] = []
    for item in items:
        if not found or found[-1].has(item.entries[0].key):
            found.append(Item([], item.above))
        elif item.above:
            return []
        found[-1].entries += item.entries
    whole = all(required <= {entry.key for entry in item.entries} for item in found)
    return found if whole else []
