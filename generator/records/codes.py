"""Codes of sessions, made from their titles: links, calendars and decisions refer to a session by its code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def free_code(title: str, taken: set[str]) -> str:
    """Return a code for a title that is not in ``taken``."""
    code = whole = slugify(title, LONGEST) or "vstrecha"
    number = 1
    while code in taken:
        number += 1
        code = f"{whole}-{number}"
    return code
