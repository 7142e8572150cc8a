"""Offsets of each value in a record's text: the tree that edits are based on.

Offsets count characters. ``parse_record`` decides whether a text may be edited; this module only measures, and requires
a text that it accepted. Line endings may be of either kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Span:
    """A value from ``start`` to ``end``, without trailing blanks and comments. A missing value has no length."""

    start: int
    end: int


@dataclass(slots=True)
class Text(Span):
    """A scalar. ``style``: its quote, ``|`` or ``>`` for a block, empty for a plain one."""

    text: str
    style: str = ""


@dataclass(slots=True)
class Items(Span):
    """A list. ``flow``: in brackets. ``dashes``: offsets of the dashes of a block list."""

    flow: bool
    items: list[Tree] = field(default_factory=list)
    dashes: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Fields(Span):
    """A mapping. ``keys``: the offset of each key, in text order."""

    flow: bool
    keys: dict[str, int] = field(default_factory=dict)
    values: dict[str, Tree] = field(default_factory=dict)


Tree = Text | Items | Fields


def load_spans(text: str) -> Tree:
    """Return the tree of a text's first document. The text must not have a byte order mark. Raises yaml.YAMLError."""
    parsed: Any = yaml.parse(text, Loader=LOADER)
    events: Iterator[Any] = iter(parsed)
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            break
    return _load(next(events), events, text)


def _load(event: Any, events: Iterator[Any], text: str) -> Tree:
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, yaml.MappingStartEvent):
        return _load_fields(Fields(start, end, bool(event.flow_style)), events, text)
    if isinstance(event, yaml.SequenceStartEvent):
        return _load_items(Items(start, end, bool(event.flow_style)), events, text)
    value, style = _text_of(event), event.style or ""
    if style in ("|", ">"):  # the parser includes the blank lines that follow
        end = start + len(text[start:end].rstrip())
    return Text(start, end, value, style)


def _text_of(event: Any) -> str:
    """Return the text of a scalar. Aliases, and keys that are lists, occur only in refused texts."""
    if not isinstance(event, yaml.ScalarEvent):
        raise yaml.YAMLError("not a scalar")
    return str(event.value)


def _end(event: Any) -> int:
    """Return where an event ends; a typed helper, because the parser's marks are untyped."""
    return int(event.end_mark.index)


def _load_fields(found: Fields, events: Iterator[Any], text: str) -> Fields:
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            found.end = _end(event) if found.flow else found.end
            break
        key, begins = _text_of(event), event.start_mark.index
        value = _load(next(events), events, text)
        found.keys.setdefault(key, begins)  # of duplicate keys the first counts, as in ``parse_record``
        found.values.setdefault(key, value)
        found.end = value.end
    return found


def _load_items(found: Items, events: Iterator[Any], text: str) -> Items:
    # All dashes of a block list are in the column of the first.
    column = column_of(text, found.start)
    dash = re.compile(rf"^ {{{column}}}-(?=\s|$)", re.MULTILINE)
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            found.end = _end(event) if found.flow else found.end
            break
        if not found.flow:
            begins = found.start
            if found.items and (match := dash.search(text, found.end)):
                begins = match.end() - 1
            found.dashes.append(begins)
        value = _load(event, events, text)
        found.items.append(value)
        found.end = value.end
    return found


def column_of(text: str, at: int) -> int:
    """Return the number of characters before an offset in its line."""
    return at - (text.rfind("\n", 0, at) + 1)


def line_start(text: str, at: int) -> int:
    """Return the offset where a line begins."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Return the offset after a line, its line ending included."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1
