"""Marks that git leaves where two people changed the same lines, in any file of people."""

from __future__ import annotations

import re
from collections.abc import Iterator

HINT = "Оставьте верный вариант и удалите строки со знаками <<<<<<<, |||||||, ======= и >>>>>>>."
MESSAGE = "В файле остались следы двух правок сразу."
FIRST, MIDDLE, LAST = "<{7,}", "={7,}[ \t]*$", ">{7,}"
IN_PROSE = re.compile(rf"^(?:{FIRST}|{LAST}|\|{{7,}}(?=\s|$))", re.MULTILINE)
IN_RECORD = re.compile(rf"^(?:[ \t]*(?:{FIRST}|{LAST}|\|{{7,}}(?=\s|$))|{MIDDLE})", re.MULTILINE)
# Laid out anew since, within a list or a quotation: all three in their order.
MOVED = [re.compile(rf"^[ \t>*+-]*?{mark}", re.MULTILINE) for mark in (FIRST, MIDDLE, LAST)]


def find_merge_mark(text: str, *, prose: bool = False) -> int | None:
    """Line (from 0) of the first mark.

    In ``prose`` «=======» alone underlines a heading, and a mark moved to the right is one when the others follow: an
    example of one is none.
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
