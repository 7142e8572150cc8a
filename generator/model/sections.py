"""Sections that a town may be without: what the model and the site have of them is not there at all.

Tables name theirs in ``schemas/package.yaml``, fields in their schemas, pages in ``frame/kinds.py``, problems in their
catalogue (``part``). A reference to a table that is not there goes with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.model.verdicts import by_form

# Code in ``without`` of the settings → what readers call it.
SECTIONS = {
    "forum": "Форум",
    "decisions": "Решения",
    "partnerships": "Партнёрства",
    "practice": "О практике",
    "register": "Реестр поддержки",
}
# Where the pages of a section stand.
PLACES = {
    "forum": "forums/",
    "decisions": "decisions/",
    "partnerships": "partnerships/",
    "practice": "practice/",
    "register": "support/register/",
}
WITHIN = {"decisions": "forum"}  # goes with the other


def left_out(codes: Iterable[str]) -> frozenset[str]:
    """All sections that a town is without, when it names these; what is no section is passed over."""
    named = frozenset(code for code in codes if code in SECTIONS)
    return named | {code for code, whole in WITHIN.items() if whole in named}


def _guess(text: str) -> str:
    return next((code for code, title in SECTIONS.items() if text.casefold() in (title.casefold(), f"{code}s")), "")


check_section = by_form(
    re.compile("|".join(SECTIONS)), _guess, "такого раздела нет", f"Разделы: {', '.join(SECTIONS)}."
)
