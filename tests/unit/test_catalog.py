"""The order of records."""

from __future__ import annotations

from datetime import date

from generator.catalog.catalog import _agreement_order, _forum_order
from generator.catalog.models import Entity
from generator.catalog.states import partnership_state


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


def test_agreements_in_force_first_then_the_newest_and_what_is_over_last() -> None:
    today = date(2026, 11, 23)
    dates = {  # id → signed, ends, ended
        "in-force-old": (date(2019, 1, 1), date(2030, 1, 1), None),
        "in-force-new": (date(2025, 1, 1), date(2030, 1, 1), None),
        "unknown-term": (date(2024, 1, 1), None, None),
        "run-out": (date(2026, 1, 1), date(2026, 2, 1), None),
        "broken-off": (date(2026, 3, 1), date(2030, 1, 1), date(2026, 4, 1)),
    }
    blank = dict.fromkeys(("starts_on", "ended_note", "open_ended", "status"))
    rows = {
        name: blank | {"signed_on": signed, "ends_on": ends, "ended_on": ended}
        for name, (signed, ends, ended) in dates.items()
    }
    agreements = [Entity("partnerships", n, row, n, partnership_state(row, today)) for n, row in rows.items()]
    ordered = [one.id for one in sorted(agreements, key=_agreement_order)]
    assert ordered[:2] == ["in-force-new", "in-force-old"]
    assert ordered[2] == "unknown-term"
    assert set(ordered[3:]) == {"run-out", "broken-off"}
