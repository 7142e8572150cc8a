"""Conflict markers that git leaves where two people changed the same lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

HINT = "Оставьте верный вариант и удалите строки со знаками <<<<<<<, |||||||, ======= и >>>>>>>."
MESSAGE = "В файле остались следы двух правок сразу."
FIRST, MIDDLE, LAST = "<{7,}", "={7,}[ \t]*$", ">{7,}"
IN_PROSE = re.compile(rf"^(?:{FIRST}|{LAST}|\|{{7,}}(?=\s|$))", re.MULTILINE)
IN_RECORD = re.compile(rf"^(?:[ \t]*(?:{FIRST}|{LAST}|\|{{7,}}(?=\s|$))|{MIDDLE})", re.MULTILINE)
# Re-indented since, inside a list or a quotation: all three must occur, in order.
MOVED = [re.compile(rf"^[ \t>*+-]*?{mark}", re.MULTILINE) for mark in (FIRST, MIDDLE, LAST)]


def find_merge_mark(text: str, *, prose: bool = False) -> int | None:
    """Return the line (from 0) of the first conflict marker, or None.

    In ``prose``, «=======» alone underlines a heading, and an indented marker counts only if the other two follow: a
    single one may be quoted as an example.
    """
    if not any(sign * 7 in text for sign in "<>|="):
        return None
    found = (IN_PROSE if prose else IN_RECORD).search(text)
    places = [*([found.start()] if found else []), *_moved(text)]
    return text.count("\n", 0, min(places)) if places else None


def _moved(text: str) -> Iterator[int]:
    first, end = None, 0
    for pattern in MOVED:
        found = pattern.search(text, end)
        if found is None:
            return
        first, end = found.start() if first is None else first, found.end()
    if first is not None:
        yield first
