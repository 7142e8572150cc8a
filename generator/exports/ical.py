"""Calendars as files, by icalendar (RFC 5545). Knows entries, not the portal's records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone

PRODUCT = "-//civic-portal//calendar 1.0//RU"
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
CANCELLED, MOVED, PUT_OFF = "Отменено: ", "Перенесено: ", "Отложено: "  # before a title
END = b"END:VCALENDAR\r\n"
RENEWED = timedelta(hours=12)  # how often a program may ask anew, RFC 7986


class CalendarEntry(NamedTuple):
    """A VEVENT. ``end`` is the first moment (of dates: the first day) after it; ``changed`` the last known change.

    ``days``: on how many days in turn it takes place at the same hours. ``stamped``: what the number of its version
    rises by where that is not the change itself. ``alarm``: how long before it begins a program may remind of it.
    """

    uid: str
    summary: str
    start: date | datetime
    end: date | datetime
    changed: datetime | None = None
    description: str = ""
    location: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    cancelled: bool = False
    days: int = 1
    stamped: datetime | None = None
    tentative: bool = False
    alarm: timedelta | None = None


def write_calendar(name: str, entries: Iterable[CalendarEntry], zone: str) -> bytes:
    """A VCALENDAR of at least one entry. Times are written in ``zone`` (IANA), which is described in the file."""
    entries = list(entries)
    calendar = Calendar()
    for key, value in (("version", "2.0"), ("prodid", PRODUCT), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        calendar.add(key, value)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", RENEWED, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    years = [moment.year for entry in entries for moment in (entry.start, entry.end) if isinstance(moment, datetime)]
    parts = [_zone(zone, min(years), max(years)) if years else b"", *map(_event, entries)]
    body: bytes = calendar.to_ical(sorted=False)
    return body.removesuffix(END) + b"".join(parts) + END


def sequence(changed: datetime | None) -> int:
    """A number that rises with every later change: seconds since 2020, 0 when no change is known."""
    return max(0, int((changed - FIRST).total_seconds())) if changed else 0


@lru_cache(maxsize=1024)  # a session stands in its own calendar and in its forum's
def _event(entry: CalendarEntry) -> bytes:
    event = Event()
    event.add("uid", entry.uid)
    stamped = entry.stamped or entry.changed
    event.add("dtstamp", stamped or FIRST)
    if entry.changed:
        event.add("last-modified", entry.changed)
    event.add("sequence", sequence(stamped))
    event.add("dtstart", entry.start)
    event.add("dtend", entry.end)
    if entry.days > 1:
        event.add("rrule", {"freq": "daily", "count": entry.days})
    event.add("summary", f"{CANCELLED}{entry.summary}" if entry.cancelled else entry.summary)
    # Most programs show neither the status nor the address of the page: both stand in what they do show.
    described = "\n\n".join(filter(None, (entry.description, entry.url)))
    for key, text in (("description", described), ("location", entry.location), ("url", entry.url)):
        if text:
            event.add(key, text)
    if entry.categories:
        event.add("categories", list(entry.categories))
    event.add("status", "CANCELLED" if entry.cancelled else "TENTATIVE" if entry.tentative else "CONFIRMED")
    if not isinstance(entry.start, datetime):
        event.add("transp", "TRANSPARENT")
    if entry.alarm and not entry.cancelled:
        alarm = Alarm()
        for key, value in (("action", "DISPLAY"), ("description", entry.summary), ("trigger", -entry.alarm)):
            alarm.add(key, value)
        event.add_component(alarm)
    body: bytes = event.to_ical(sorted=False)
    return body


@lru_cache(maxsize=256)
def _zone(zone: str, first: int, last: int) -> bytes:
    """The VTIMEZONE for the years of a calendar."""
    described = Timezone.from_tzid(zone, first_date=date(first, 1, 1), last_date=date(last + 1, 1, 1))
    body: bytes = described.to_ical(sorted=False)
    return body


def at(day: date, moment: time, zone: str) -> datetime:
    """A moment of the town's clock."""
    return datetime.combine(day, moment, ZoneInfo(zone))
