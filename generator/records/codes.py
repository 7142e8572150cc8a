"""Codes of sessions, made from their titles: links, calendars and decisions refer to a session by its code."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from generator.text import slugify

LONGEST = 40  # characters of a code


def missing_codes(sessions: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Return index of each session without a code → a code that is unique in its forum."""
    taken = {str(session["code"]) for session in sessions if session.get("code")}
    found: dict[int, str] = {}
    for place, session in enumerate(sessions):
        if not session.get("code"):
            found[place] = free_code(str(session.get("title") or ""), taken)
            taken.add(found[place])
    return found


def free_code(title: str, taken: Collection[str]) -> str:
    """Return a code for a title that is not in ``taken``."""
    code = whole = slugify(title, LONGEST) or "vstrecha"
    number = 1
    while code in taken:
        number += 1
        code = f"{whole}-{number}"
    return code


def next_number(value: str, taken: Collection[str]) -> str:
    """Return the number (or numbered code) after ``value`` if that is free and the one before it is not; else empty.

    If the one before is free as well, either of two equal numbers may be a slip.
    """
    found = re.fullmatch(r"(.*?)([1-9]\d{0,5})", value)
    before, after = (f"{found[1]}{int(found[2]) + step}" for step in (-1, 1)) if found else ("", "")
    return after if found and after not in taken and (before in taken or found[2] == "1") else ""
