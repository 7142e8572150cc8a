"""Moves items of a list that stand apart from it, below a single value, back to their list. Lines in, a block out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.model.schemas import Table
from generator.records.bare_values import ENTRY, TAB, Line
from generator.records.keys import keys_of

VALUE = re.compile(r"(?P<key>[a-z_]+):\s+\S")
ITEM = re.compile(r"(?P<indent> *)- (?P<key>[a-z_]+):")
Move = tuple[str, int, int, list[Line]]  # the list's key, the first and last line to replace, and what replaces them


def stray_items(lines: list[str], table: Table) -> Iterator[Move]:
    """Yield the items below a top-level value, with the lines between the end of their list and theirs."""
    for number in range(1, len(lines)):
        above = VALUE.match(lines[number - 1])
        if not above or above["key"] not in keys_of(table) or not ITEM.match(lines[number]):
            continue
        end = number
        while end < len(lines) and re.match(r" *- | +\S", lines[end]):
            end += 1
        if key := _list_of(lines[number:end], lines[:number], table):
            yield _moved(lines, number, end, key)


def _list_of(items: list[str], above: list[str], table: Table) -> str:
    """Return the only list that takes these items: one that the record has, or else any; empty if several do."""
    keys = {entry["key"] for line in items if (entry := ENTRY.match(line.strip().removeprefix("- ")))}
    fit = [
        key
        for key, child in table.nested.items()
        if keys <= {*keys_of(child)} and {field.name for field in child.fields if field.required} <= keys
    ]
    own = [key for key in fit if f"{key}:" in above]
    return own[0] if len(own) == 1 else fit[0] if len(fit) == 1 else ""


def _moved(lines: list[str], start: int, end: int, key: str) -> Move:
    header = next((number for number in range(start) if lines[number] == f"{key}:"), None)
    pad, first, head = TAB, start, [Line(f"{key}:", start)]
    if header is not None:
        first, head = header + 1, []
        found = ITEM.match(lines[first])
        pad = found["indent"] if found else TAB
        while first < start and (lines[first][:1] in (" ", "-", "#") or not lines[first].strip()):
            first += 1
    least = min(len(line) - len(line.lstrip()) for line in lines[start:end])
    laid = [Line(pad + lines[number][least:], number) for number in range(start, end)]
    between = [Line(lines[number], number) for number in range(first, start)]
    return key, first, end - 1, [*head, *laid, *between]
