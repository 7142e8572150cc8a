"""Changes of lists of values, and how a value is written beside what stands there: in its quotes, within brackets."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Any

from generator.records.canonical import in_quotes, quote, quote_in_flow
from generator.records.writing.edits import Edits
from generator.records.writing.spans import Items, Text, column_of, line_end, line_start
from generator.records.yaml import FORBIDDEN

UNFIT = re.compile(r"[\n\t\r]|" + FORBIDDEN.pattern)  # what single quotes cannot hold


def flow_text(value: Any) -> str:
    """A value as it stands within brackets."""
    if isinstance(value, list):
        return f"[{', '.join(map(flow_text, value))}]"
    if isinstance(value, dict):
        inside = (f"{quote(key)}: {flow_text(inner)}" for key, inner in value.items() if inner is not None)
        return f"{{{', '.join(inside)}}}"
    return quote_in_flow(value)


def drop_from_flow(edits: Edits, spans: list[tuple[int, int]], first: int, last: int) -> None:
    """Entries within brackets go, from the first to before the last, with a comma beside them."""
    start, end = spans[first][0], spans[last - 1][1]
    if last < len(spans):
        edits.replace(start, spans[last][0], "")
    elif first and "#" not in edits.text[spans[first - 1][1] : start]:
        edits.replace(spans[first - 1][1], end, "")
    else:  # a comment stands between, or all go
        edits.replace(start, end, "")


def add_to_flow(edits: Edits, old: Items, at: int, text: str) -> None:
    """Entries come within brackets, before the one at ``at``; the list has others."""
    if at:
        edits.replace(old.items[at - 1].end, old.items[at - 1].end, f", {text}")
    else:
        edits.replace(old.items[0].start, old.items[0].start, f"{text}, ")


def in_style(text: str, style: str) -> str:
    """A text in the quotes that people chose, where they can hold it; a comment may follow only what has quotes."""
    if style == "'" and not UNFIT.search(text):
        return "'{}'".format(text.replace("'", "''"))
    return in_quotes(text) if style else quote(text)


def set_list(edits: Edits, old: Items, new: list[str]) -> None:
    """Values of a list that stay keep their lines; the others go, come or change in place."""
    before = [item.text.strip() if isinstance(item, Text) else "" for item in old.items]
    for tag, first, last, begins, ends in SequenceMatcher(None, before, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        pairs = min(last - first, ends - begins)
        for offset in range(pairs):
            item = old.items[first + offset]
            style, text = item.style if isinstance(item, Text) else "", new[begins + offset]
            put = quote_in_flow(text) if old.flow and not style else in_style(text, style)
            edits.replace(item.start, item.end, put)
        added = new[begins + pairs : ends]
        if added:
            _add_items(edits, old, first + pairs, added)
        if first + pairs < last:
            drop_items(edits, old, first + pairs, last)


def _add_items(edits: Edits, old: Items, at: int, added: list[str]) -> None:
    if old.flow:
        add_to_flow(edits, old, at, ", ".join(map(quote_in_flow, added)))
        return
    indent = " " * column_of(edits.text, old.start)
    place = line_end(edits.text, old.items[at - 1].end) if at else line_start(edits.text, old.start)
    edits.insert_lines(place, [f"{indent}- {quote(text)}" for text in added])


def drop_items(edits: Edits, old: Items, first: int, last: int) -> None:
    """Items of a list go, from the first to before the last; others stay."""
    if old.flow:
        drop_from_flow(edits, [(one.start, one.end) for one in old.items], first, last)
        return
    for dash, item in zip(old.dashes[first:last], old.items[first:last], strict=True):
        edits.cut_lines(dash, max(item.end, dash))
