"""Changes of lists of values, and how a value is written in its context: in the same quotes, in brackets."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Any

from generator.records.canonical import in_quotes, quote, quote_in_flow
from generator.records.writing.edits import Edits
from generator.records.writing.spans import Fields, Items, Text, column_of, line_end, line_start, load_spans
from generator.records.yaml import FORBIDDEN

WORD = re.compile(r"(?:(?!\\\r?\n)\S)+")  # a backslash at the end of a line joins lines
# Values that people leave unquoted, although ``quote`` would quote them.
FORMS = (r"\d{4}-(?:\d\d-\d\d|[a-z]+)", r"\d\d:\d\d", r"-?\d+", r"https?://\S+", r"yes|no")
BARE = [re.compile(form) for form in FORMS]
UNFIT = re.compile(r"[\n\t\r]|" + FORBIDDEN.pattern)  # not allowed in single quotes


def flow_text(value: Any) -> str:
    """Return a value as written in brackets."""
    if isinstance(value, list):
        return f"[{', '.join(map(flow_text, value))}]"
    if isinstance(value, dict):
        inside = (f"{quote(key)}: {flow_text(inner)}" for key, inner in value.items() if inner is not None)
        return f"{{{', '.join(inside)}}}"
    return quote_in_flow(value)


def drop_from_flow(edits: Edits, spans: list[tuple[int, int]], first: int, last: int) -> None:
    """Remove entries ``first`` to ``last`` (exclusive) in brackets, with a comma and any comment between them."""
    start, end = spans[first][0], spans[last - 1][1]
    if last < len(spans):
        edits.replace(start, spans[last][0], "")
    elif first and "#" not in edits.text[spans[first - 1][1] : start]:
        edits.replace(spans[first - 1][1], end, "")
    else:  # a comment precedes them, or none are left
        edits.replace(start, end, "")


def add_to_flow(edits: Edits, old: Items, at: int, text: str) -> None:
    """Insert entries in brackets before the one at ``at``; the list must not be empty."""
    if at:
        edits.replace(old.items[at - 1].end, old.items[at - 1].end, f", {text}")
    else:
        edits.replace(old.items[0].start, old.items[0].start, f"{text}, ")


def in_style(text: str, style: str, was: str = "") -> str:
    """Quote a text as the old value was, if possible. Without quotes no comment could follow it safely.

    An unquoted date is replaced by an unquoted date, and likewise times, numbers and addresses.
    """
    if not style and any(form.fullmatch(was) and form.fullmatch(text) for form in BARE) and reads_as(text, text):
        return text
    if style == "'" and not UNFIT.search(text):
        return "'{}'".format(text.replace("'", "''"))
    return in_quotes(text) if style else quote(text)


def splice(raw: str, old: Text, new: str, *, in_flow: bool = False) -> str | None:
    """Replace only the differing words of a scalar of several lines; None if it would not read back as ``new``."""
    if "\n" not in raw:
        return None
    head, body, tail = "", raw, ""
    if old.style in ("|", ">"):
        head, body = raw[: raw.index("\n") + 1], raw[raw.index("\n") + 1 :]
    elif old.style:
        head, body, tail = raw[0], raw[1:-1], raw[-1]
    words = list(WORD.finditer(body))
    before, after = [word[0] for word in words], _inside(new, old.style).split()
    parts, at = [], 0
    for tag, first, last, begins, ends in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if tag == "insert" and first == 0:
            return None
        start = words[first].start() if tag != "insert" else words[first - 1].end()
        stop = words[last - 1].end() if tag != "insert" else start
        if tag == "delete" and first:
            start = words[first - 1].end()
        put = " ".join(after[begins:ends])
        parts += [body[at:start], f" {put}" if tag == "insert" else put]
        at = stop
    spliced = "".join([head, *parts, body[at:], tail])
    return spliced if reads_as(spliced, new, in_flow=in_flow) else None


def _inside(text: str, quotes: str) -> str:
    """Return a text as it is written between these quotes on several lines."""
    if quotes == '"':
        return text.replace("\\", "\\\\").replace('"', '\\"')
    return text.replace("'", "''") if quotes == "'" else text


def reads_as(raw: str, text: str, *, in_flow: bool = False) -> bool:
    """Tell whether a scalar's source reads as ``text`` when it follows a key."""
    try:
        root = load_spans(f"k: [{raw}]\n" if in_flow else f"k: {raw}\n")
    except Exception:  # any error of the parser
        return False
    value = root.values.get("k") if isinstance(root, Fields) and len(root.keys) == 1 else None
    if in_flow:
        value = value.items[0] if isinstance(value, Items) and len(value.items) == 1 else None
    return isinstance(value, Text) and value.text.strip() == text


def set_item(edits: Edits, old: Text, new: str, *, in_flow: bool) -> None:
    """Replace the text of an item. ``in_flow``: its list is in brackets."""
    style = old.style if old.style not in ("|", ">") else ""
    put = quote_in_flow(new) if in_flow and not style else in_style(new, style, old.text if old.style == style else "")
    edits.replace(old.start, old.end, splice(edits.text[old.start : old.end], old, new, in_flow=in_flow) or put)


def set_list(edits: Edits, old: Items, new: list[str]) -> None:
    """Change a list of texts: values that stay keep their lines; others are removed, added or replaced in place."""
    before = [item.text.strip() if isinstance(item, Text) else "" for item in old.items]
    for tag, first, last, begins, ends in SequenceMatcher(None, before, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        pairs = min(last - first, ends - begins)
        for offset in range(pairs):
            item = old.items[first + offset]
            if isinstance(item, Text):
                set_item(edits, item, new[begins + offset], in_flow=old.flow)
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
    """Remove the items ``first`` to ``last`` (exclusive)."""
    if old.flow:
        drop_from_flow(edits, [(one.start, one.end) for one in old.items], first, last)
        return
    for dash, item in zip(old.dashes[first:last], old.items[first:last], strict=True):
        edits.cut_lines(dash, max(item.end, dash))
