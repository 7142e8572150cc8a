"""When the invented forums take place: two a year around today. Writes no records.

A forum's order in a demo of any size is fixed: the last one held, the next one, then the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Kind = Literal["held", "planned", "announced", "cancelled", "undated"]
CANCELLED, UNDATED, OLDEST = 8, 9, -17
SPECIAL = {0: -1, 1: 0, 2: -2, 3: 1, UNDATED: OLDEST}


@dataclass(frozen=True, slots=True)
class ForumDate:
    """A forum's place in time. ``number`` is its order in the demo, ``offset`` its distance from the next forum."""

    number: int
    offset: int
    id: str
    first: date
    kind: Kind

    @property
    def last(self) -> date:
        return self.first + timedelta(days=1)


def make_calendar(today: date, count: int) -> list[ForumDate]:
    """Return the first ``count`` forums of a demo, in the demo's order."""
    next_season = _next_season(today)
    return [_slot(number, next_season) for number in range(count)]


def _slot(number: int, next_season: int) -> ForumDate:
    offset = SPECIAL.get(number, 1 - number)
    if number > UNDATED:
        offset = 2 - number
        if offset <= OLDEST:
            offset -= 1
    season = next_season + offset
    kinds: dict[int, Kind] = {1: "planned", 3: "announced", CANCELLED: "cancelled", UNDATED: "undated"}
    year, half = divmod(season, 2)
    name = f"{year}-{'winter' if half else 'summer'}"
    return ForumDate(number, offset, name, _first_day(season), kinds.get(number, "held"))


def _first_day(season: int) -> date:
    """Return the second Wednesday of June or December.

    A season is twice the year, plus one in winter.
    """
    year, half = divmod(season, 2)
    first = date(year, 12 if half else 6, 1)
    return first + timedelta(days=(2 - first.weekday()) % 7 + 7)


def _next_season(today: date) -> int:
    season = today.year * 2
    while _first_day(season) + timedelta(days=1) < today:
        season += 1
    return season


def previous_forum(slots: list[ForumDate], slot: ForumDate) -> ForumDate | None:
    """Return the nearest earlier forum that has decisions, or None."""
    earlier = [other for other in slots if other.offset < slot.offset and other.kind in ("held", "undated")]
    return max(earlier, key=lambda other: other.offset, default=None)
