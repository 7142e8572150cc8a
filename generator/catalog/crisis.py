"""Crisis lines by kind of help, from the town's own list ``content/lists/crisis_lines.yml``. Pure.

A number that nobody has checked against its source is not shown: people in need would call it.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from generator.catalog.models import Catalog

LIST = "crisis_lines"
DANGER = "violence"  # the need whose pages a reader may have to leave at once


class Line(NamedTuple):
    """A crisis line.

    ``source`` is where the number comes from, ``checked_on`` when it was last compared with it.
    """

    label: str
    phone: str
    text: str
    source: str
    checked_on: date


def crisis_lines(catalog: Catalog, need: str) -> list[Line]:
    """Return the lines for a kind of help, in the list's order.

    Lines without a number, and a list never checked, are left out.
    """
    record = catalog.lists.get(LIST)
    if record is None or not record["checked_on"]:
        return []
    return [
        Line(term.label, term.phone, term.text, term.source or record["source"], record["checked_on"])
        for term in catalog.vocabulary.lists[LIST].values()
        if term.phone and need in term.needs
    ]
