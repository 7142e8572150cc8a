"""Sections a town may do without; then the model and the site have nothing of them.

Tables name their section in ``schemas/package.yaml``, fields in their schemas, pages in ``frame/kinds.py``, problems in
their catalogue (``part``). A reference to an absent table disappears with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.model.verdicts import by_form

# Code in ``without`` of the settings → the title readers see.
SECTIONS = {
    "forum": "Форум",
    "decisions": "Решения",
    "partnerships": "Партнёрства",
    "practice": "О практике",
    "register": "Реестр поддержки",
}
# Folders of the sections' pages.
PLACES = {
    "forum": "forums/",
    "decisions": "decisions/",
    "partnerships": "partnerships/",
    "practice": "practice/",
    "register": "support/register/",
}
WITHIN = {"decisions": "forum"}  # a section that cannot exist without another


def left_out(codes: Iterable[str]) -> frozenset[str]:
    """Return all sections that are absent when a town leaves out ``codes``; unknown codes are ignored."""
    named = frozenset(code for code in codes if code in SECTIONS)
    return named | {code for code, whole in WITHIN.items() if whole in named}


def _guess(text: str) -> str:
    return next((code for code, title in SECTIONS.items() if text.casefold() in (title.casefold(), f"{code}s")), "")


check_section = by_form(
    re.compile("|".join(SECTIONS)), _guess, "такого раздела нет", f"Разделы: {', '.join(SECTIONS)}."
)
