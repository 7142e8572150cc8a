"""The order in which records stand."""

from __future__ import annotations

from datetime import date

from generator.catalog.catalog import _forum_order
from generator.catalog.models import Entity


def test_forums_newest_first_and_an_undated_winter_ends_its_year() -> None:
    starts = {
        "2018-winter": None,
        "2018-summer": None,
        "2018-winter-late": date(2019, 1, 20),
        "2018-summer-held": date(2018, 6, 13),
        "2019-summer": None,
    }
    forums = [
        Entity("forums", name, {"season": "-".join(name.split("-")[:2]), "starts_on": day}, name, None)
        for name, day in starts.items()
    ]
    ordered = [forum.id for forum in sorted(forums, key=_forum_order)]
    assert ordered == ["2019-summer", "2018-winter-late", "2018-winter", "2018-summer-held", "2018-summer"]
