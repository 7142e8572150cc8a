"""Moves lines back where they belong: items that stand apart from their list, a record set below a key of its own.

Lines in, a block out.
"""

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
        key = _list_of(lines[number:end], lines[:number], table)
        if key and f"{key}:" not in lines[end:]:
            yield _moved(lines, number, end, key)


def wrapped_record(lines: list[str], table: Table) -> Iterator[Move]:
    """Yield the lines of a record that all stand below one unknown key, without that key."""
    last = len(lines)
    while last and not lines[last - 1].strip():
        last -= 1
    head = re.fullmatch(r"(?P<key>[^\s:#-][^:]*):\s*", lines[0]) if last > 2 else None
    below = lines[1:last]
    if not head or head["key"] in keys_of(table) or any(line[:1].strip() and line[:2] != "- " for line in below):
        return
    least = min(len(line) - len(line.lstrip()) for line in below if line.strip())
    body = [line[least:] for line in below]
    if body[0].startswith("- "):
        body = [body[0][2:], *(line[2:] if not line[:2].strip() else line for line in body[1:])]
    keys = [entry["key"] for line in body if not line[:1].isspace() and (entry := ENTRY.match(line))]
    margin = sum(bool(line[:1].strip()) for line in body)
    if len(keys) > 1 and len(keys) == margin == len({*keys}) and {*keys} <= {*keys_of(table)}:
        yield head["key"], 0, last - 1, [Line(line, number + 1) for number, line in enumerate(body)]


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
