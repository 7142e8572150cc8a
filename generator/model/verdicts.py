"""Verdict on a text that must have a certain form: kept, or what is wrong with it and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple


class Verdict(NamedTuple):
    """``value`` to keep; ``fault``, if any; ``hint`` on what to do; ``guess`` at the right answer."""

    value: str
    fault: str = ""
    hint: str = ""
    guess: str = ""


def by_form(pattern: re.Pattern[str], guess: Callable[[str], str], fault: str, hint: str) -> Callable[[str], Verdict]:
    """Return a check by a pattern.

    ``guess`` proposes what was meant, and is used only if that matches the pattern.
    """

    def check(text: str) -> Verdict:
        if pattern.fullmatch(text):
            return Verdict(text)
        found = guess(text[:200])
        return Verdict(text, fault, hint, found if pattern.fullmatch(found) else "")

    return check
