"""Crisis lines of a kind of help: a town's own list (``content/lists/crisis_lines.yml``) with source and date. Pure.

A number that nobody compared with its source is not shown: somebody in need would call it.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from generator.catalog.models import Catalog

LIST = "crisis_lines"
DANGER = "violence"  # the need on whose pages a reader may have to leave at once


class Line(NamedTuple):
    """``source`` and ``checked_on``: where the number is from, and when it was last compared."""

    label: str
    phone: str
    text: str
    source: str
    checked_on: date


def crisis_lines(catalog: Catalog, need: str) -> list[Line]:
    """Lines for a kind of help, in the list's order; none without a number, a source and a date."""
    record = catalog.lists.get(LIST)
    if record is None or not record["checked_on"]:
        return []
    return [
        Line(term.label, term.phone, term.text, term.source or record["source"], record["checked_on"])
        for term in catalog.vocabulary.lists[LIST].values()
        if term.phone and need in term.needs
    ]
