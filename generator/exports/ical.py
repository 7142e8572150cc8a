"""Calendar files, written with icalendar (RFC 5545). Knows entries, not the portal's records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone

PRODUCT = "-//civic-portal//calendar 1.0//RU"
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
END = b"END:VCALENDAR\r\n"
RENEWED = timedelta(hours=12)  # how often programs should poll (RFC 7986)


Numbers = Mapping[str, tuple[int, bytes]]  # UID → SEQUENCE in a published calendar, and the rest of its text
NUMBERED = re.compile(rb"(?:SEQUENCE|DTSTAMP):[^\r]*\r\n")


class CalendarEntry(NamedTuple):
    """A VEVENT.

    ``end`` is exclusive: the first moment (or date) after it. ``changed`` is the last known change. ``days`` is on how
    many consecutive days it repeats at the same hours. ``stamped`` sets the version number if that is not the change
    itself. ``alarm`` is how long before the start a program may remind.
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


def write_calendar(
    name: str, entries: Iterable[CalendarEntry], zone: str, before: Numbers = MappingProxyType({})
) -> bytes:
    """Write a VCALENDAR. Times are in ``zone`` (IANA), which the file defines.

    An empty calendar has only the zone, because it needs at least one component.
    """
    entries = [_above(entry, before) for entry in entries]
    calendar = Calendar()
    for key, value in (("version", "2.0"), ("prodid", PRODUCT), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        calendar.add(key, value)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", RENEWED, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    years = [moment.year for entry in entries for moment in (entry.start, entry.end) if isinstance(moment, datetime)]
    if not entries:
        years = [FIRST.year]
    parts = [_zone(zone, min(years), max(years)) if years else b"", *map(_event, entries)]
    body: bytes = calendar.to_ical(sorted=False)
    return body.removesuffix(END) + b"".join(parts) + END


def read_numbers(calendars: Iterable[bytes]) -> Numbers:
    """Read the numbers and texts of entries from our own published calendars."""
    found: dict[str, tuple[int, bytes]] = {}
    for body in calendars:
        for part in body.replace(b"\r\n ", b"").split(b"BEGIN:VEVENT\r\n")[1:]:
            uid, number = (re.search(name + rb":([^\r]+)\r\n", part) for name in (rb"UID", rb"SEQUENCE"))
            if uid and number and re.fullmatch(rb"\d{1,9}", number[1]):  # a larger number is not ours
                text = NUMBERED.sub(b"", part.partition(b"END:VEVENT")[0])
                found[uid[1].decode("utf-8", "replace")] = int(number[1]), text
    return found


def _above(entry: CalendarEntry, before: Numbers) -> CalendarEntry:
    """Raise an entry's number to that published before, and above it if the text differs.

    Entries dated by history are left alone.
    """
    if entry.stamped is None or entry.uid not in before:
        return entry
    number, text = before[entry.uid]
    ((_, own_text),) = read_numbers([_event(entry)]).values()
    least = FIRST + timedelta(seconds=number if own_text == text else number + 1)
    return entry._replace(stamped=max(entry.stamped, least))


def sequence(changed: datetime | None) -> int:
    """Return a number that rises with every later change: seconds since 2020, or 0 if no change is known."""
    return max(0, int((changed - FIRST).total_seconds())) if changed else 0


@lru_cache(maxsize=1024)  # a session appears in its own calendar and in its forum's
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
    event.add("summary", entry.summary)
    # Most programs show neither the status nor the page's address, so both are repeated in what they do show.
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


class _Bounded(tzinfo):
    """A time zone that ends with a given year; otherwise icalendar would search eight thousand years for changes."""

    def __init__(self, zone: str, last: int) -> None:
        self.zone, self.last = ZoneInfo(zone), last

    def _known(self, moment: datetime | None) -> datetime:
        if moment is None or moment.year > self.last:
            raise OverflowError
        return moment.replace(tzinfo=self.zone)

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        return self._known(moment).utcoffset()

    def dst(self, moment: datetime | None) -> timedelta | None:
        return self._known(moment).dst()

    def tzname(self, moment: datetime | None) -> str | None:
        return self._known(moment).tzname()


@lru_cache(maxsize=256)
def _zone(zone: str, first: int, last: int) -> bytes:
    """Return the VTIMEZONE for the years of a calendar."""
    bounds = (date(first, 1, 1), date(last + 1, 1, 1))
    body: bytes = Timezone.from_tzinfo(_Bounded(zone, last + 1), zone, *bounds).to_ical(sorted=False)
    return body


def at(day: date, moment: time, zone: str) -> datetime:
    """Return a moment in the town's time zone."""
    return datetime.combine(day, moment, ZoneInfo(zone))
