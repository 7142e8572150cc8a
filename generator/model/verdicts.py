"""What is said of one text that is to be of a form: kept, or what is wrong with it and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple


class Verdict(NamedTuple):
    """``value``: what to keep; ``fault``, if any: what is wrong; ``hint``: what to do; ``guess``: the right answer."""

    value: str
    fault: str = ""
    hint: str = ""
    guess: str = ""


def by_form(pattern: re.Pattern[str], guess: Callable[[str], str], fault: str, hint: str) -> Callable[[str], Verdict]:
    """A check by a pattern; ``guess`` makes of a text what was likely meant, and is believed where that fits."""

    def check(text: str) -> Verdict:
        if pattern.fullmatch(text):
            return Verdict(text)
        found = guess(text[:200])
        return Verdict(text, fault, hint, found if pattern.fullmatch(found) else "")

    return check
