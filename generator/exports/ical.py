"""iCalendar text by RFC 5545: escaping, folding by octets, time zones. Knows entries, not the portal's records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

PRODUCT = "-//civic-portal//calendar 1.0//RU"
LONGEST = 75  # octets of a line without its end, section 3.1
FIRST = datetime(2020, 1, 1, tzinfo=UTC)


class CalendarEntry(NamedTuple):
    """A VEVENT. ``end`` is the first moment (of dates: the first day) after it; ``changed`` the last known change."""

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


def write_calendar(name: str, entries: Iterable[CalendarEntry], zone: str) -> bytes:
    """A VCALENDAR of at least one entry. Times are written in ``zone`` (IANA), which is described in the file."""
    entries = list(entries)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"NAME:{escape(name)}", f"X-WR-CALNAME:{escape(name)}", f"X-WR-TIMEZONE:{zone}"]
    lines += ["REFRESH-INTERVAL;VALUE=DURATION:PT12H", "X-PUBLISHED-TTL:PT12H"]
    timed = [entry for entry in entries if isinstance(entry.start, datetime)]
    if timed:
        lines += _zone(zone, min(entry.start.year for entry in timed), max(entry.end.year for entry in timed))
    for entry in entries:
        lines += _entry(entry, zone)
    lines.append("END:VCALENDAR")
    return b"".join(fold(line) for line in lines)


def escape(text: str) -> str:
    """A TEXT value, section 3.3.11."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> bytes:
    """The line as UTF-8 with its end; no part is over 75 octets and no character is cut."""
    whole, parts = line.encode(), []
    start, room = 0, LONGEST
    while len(whole) - start > room:
        end = start + room
        while whole[end] & 0b1100_0000 == 0b1000_0000:  # not the first octet of a character
            end -= 1
        parts.append(whole[start:end])
        start, room = end, LONGEST - 1  # a space begins what follows
    return b"\r\n ".join([*parts, whole[start:]]) + b"\r\n"


def sequence(changed: datetime | None) -> int:
    """A number that rises with every later change: seconds since 2020, 0 when no change is known."""
    return max(0, int((changed - FIRST).total_seconds())) if changed else 0


def _entry(entry: CalendarEntry, zone: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escape(entry.uid)}"
    yield f"DTSTAMP:{_utc(entry.changed or FIRST)}"
    if entry.changed:
        yield f"LAST-MODIFIED:{_utc(entry.changed)}"
    yield f"SEQUENCE:{sequence(entry.changed)}"
    yield _moment("DTSTART", entry.start, zone)
    yield _moment("DTEND", entry.end, zone)
    yield f"SUMMARY:{escape(entry.summary)}"
    for name, text in (("DESCRIPTION", entry.description), ("LOCATION", entry.location)):
        if text:
            yield f"{name}:{escape(text)}"
    if entry.url:
        yield f"URL:{entry.url}"
    if entry.categories:
        yield f"CATEGORIES:{','.join(map(escape, entry.categories))}"
    yield f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}"
    if not isinstance(entry.start, datetime):
        yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _moment(name: str, moment: date | datetime, zone: str) -> str:
    if isinstance(moment, datetime):
        return f"{name};TZID={zone}:{moment:%Y%m%dT%H%M%S}"
    return f"{name};VALUE=DATE:{moment:%Y%m%d}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


@lru_cache(maxsize=256)
def _zone(zone: str, first: int, last: int) -> tuple[str, ...]:
    """A VTIMEZONE that holds for the years of the calendar: each offset from the moment at which it began."""
    info = ZoneInfo(zone)
    begin = datetime(first, 1, 1, tzinfo=UTC)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}", *_observance(info, begin, begin)]
    for change in _changes(info, begin, datetime(last + 1, 1, 1, tzinfo=UTC)):
        lines += _observance(info, change, change - timedelta(seconds=1))
    return (*lines, "END:VTIMEZONE")


def _observance(info: ZoneInfo, moment: datetime, before: datetime) -> Iterator[str]:
    """Section 3.6.5: DTSTART is the onset in the local time that held before it."""
    after, old = moment.astimezone(info), before.astimezone(info)
    kind = "DAYLIGHT" if after.dst() else "STANDARD"
    onset = (moment + (old.utcoffset() or timedelta())).replace(tzinfo=None)
    yield from (f"BEGIN:{kind}", f"DTSTART:{onset:%Y%m%dT%H%M%S}")
    yield f"TZOFFSETFROM:{old:%z}"
    yield f"TZOFFSETTO:{after:%z}"
    yield f"TZNAME:{after.tzname()}"
    yield f"END:{kind}"


def _changes(info: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Moments at which the offset changes, found by days and then by halves."""
    day = begin
    while day < end:
        step = day + timedelta(days=1)
        low, high = day, step
        if low.astimezone(info).utcoffset() != high.astimezone(info).utcoffset():
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) / 2
                middle = middle.replace(microsecond=0)
                same = middle.astimezone(info).utcoffset() == day.astimezone(info).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            yield high
        day = step


def at(day: date, moment: time, zone: str) -> datetime:
    """A moment of the town's clock."""
    return datetime.combine(day, moment, ZoneInfo(zone))
