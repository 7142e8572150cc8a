"""What other programs read in calendars, feeds and programmes: two iCal parsers, a feed reader, JSON.

``read_calendar`` uses both parsers and rejects what they read differently; what they agree on is compared with the
page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import feedparser
import icalendar
import vobject

from generator.text import format_dates

PREFIXES = {"CANCELLED": "Отменено: ", "TENTATIVE": "Отложено: "}
Moment = date | datetime


class Entry(NamedTuple):
    """A calendar entry. ``times``: start and end of each occurrence, in UTC or as days."""

    uid: str
    title: str
    state: str
    times: tuple[tuple[Moment, Moment], ...]
    place: str
    about: str
    sequence: int

    @property
    def page(self) -> str:
        """The page's address ends the description, because programs ignore ``URL``."""
        return self.about.splitlines()[-1]

    def local(self, zone: Any) -> list[tuple[datetime, datetime]]:
        """The times by the town's clock; none for whole days."""
        times = [pair for pair in self.times if isinstance(pair[0], datetime)]
        return [(first.astimezone(zone), last.astimezone(zone)) for first, last in times]  # type: ignore[union-attr]

    def days(self, zone: Any) -> str:
        """The days as people write them. A night belongs to the day it began on, and to the next."""
        local = self.local(zone)
        first = local[0][0].date() if local else self.times[0][0]
        last = local[-1][1].date() if local else self.times[-1][1] - timedelta(days=1)
        return format_dates(first, last).replace("\u00a0", " ")

    def hours(self, zone: Any) -> str:
        local = self.local(zone)
        (found,) = {f"{first:%H:%M}–{last:%H:%M}" for first, last in local} or {""}
        return found


def read_calendar(body: bytes) -> dict[str, Entry]:
    """Return UID → entry, as both parsers read it."""
    one = {entry.uid: entry for entry in _by_icalendar(body)}
    other = {entry.uid: entry for entry in _by_vobject(body)}
    assert one == other
    return one


def _utc(moment: Moment) -> Moment:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


def _by_icalendar(body: bytes) -> Iterator[Entry]:
    for event in icalendar.Calendar.from_ical(body).walk("VEVENT"):
        days = int(event["RRULE"]["COUNT"][0]) if "RRULE" in event else 1
        later = [timedelta(days=number) for number in range(days)]
        yield Entry(
            str(event["UID"]),
            str(event["SUMMARY"]),
            str(event["STATUS"]),
            tuple((_utc(event.start + more), _utc(event.end + more)) for more in later),
            str(event.get("LOCATION", "")),
            str(event["DESCRIPTION"]),
            int(event["SEQUENCE"]),
        )


def _by_vobject(body: bytes) -> Iterator[Entry]:
    for event in getattr(vobject.readOne(body.decode()), "vevent_list", ()):
        start, end = event.dtstart.value, event.dtend.value
        rule = event.getrruleset(addRDate=True) if hasattr(event, "rrule") else None  # dateutil expands the days
        begins = [start] if rule is None else list(rule)
        yield Entry(
            event.uid.value,
            event.summary.value,
            event.status.value,
            tuple((_utc(first), _utc(first + (end - start))) for first in begins),
            event.location.value if hasattr(event, "location") else "",
            event.description.value,
            int(event.sequence.value),
        )


def read_feed(body: bytes) -> dict[str, tuple[str, str]]:
    """Return address → title and text of each entry, as a feed reader shows them."""
    feed = feedparser.parse(body)
    assert not feed.bozo
    return {entry.link: (entry.title, entry.summary.replace("\u00a0", " ")) for entry in feed.entries}


def read_schedule(body: bytes) -> dict[str, dict[str, Any]]:
    """Return address → session of a programme for conference apps; its own statements must agree."""
    found = {}
    conference = json.loads(body)["schedule"]["conference"]
    days = conference["days"]
    assert [conference["start"], conference["end"]] == [days[0]["date"], days[-1]["date"]]
    assert conference["daysCount"] == len(days)
    rooms = {room["name"] for room in conference["rooms"]}
    for day in days:
        assert day["rooms"].keys() <= rooms
        for room, sessions in day["rooms"].items():
            for session in sessions:
                begins = datetime.fromisoformat(session["date"])
                hours, minutes = map(int, session["duration"].split(":"))
                ends = begins + timedelta(hours=hours, minutes=minutes)
                assert (session["room"], session["start"], day["date"]) == (
                    room,
                    f"{begins:%H:%M}",
                    begins.date().isoformat(),
                )
                assert day["day_start"] <= begins.isoformat() <= ends.isoformat() <= day["day_end"]
                found[session["url"]] = session | {"begins": begins.astimezone(UTC), "ends": ends.astimezone(UTC)}
    return found
