"""Calendars read back: they contain what was written."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import icalendar
import pytest

from generator.exports.ical import CalendarEntry, at, sequence, write_calendar

LONGEST = 75  # octets of a line without its end (RFC 5545, section 3.1)
ZONE = "Asia/Krasnoyarsk"
WORDS = ["форум,", "«Диалог»;", "круглый", "стол", "\\", "дворы\nскверы", "🌲", "ёлка:", "итоги", "—", "N°", "5"]


def make_entries(number: int) -> list[CalendarEntry]:
    dice = Random(7)  # noqa: S311 - invented data
    found = []
    for i in range(number):
        day = date(2025, 1, 1) + timedelta(days=dice.randrange(1500))
        start: date | datetime = day
        end: date | datetime = day + timedelta(days=1 + dice.randrange(3))
        if dice.randrange(3):
            start = at(day, time(dice.randrange(23), dice.randrange(60)), ZONE)
            end = start + timedelta(minutes=5 + dice.randrange(300))
        text = [" ".join(dice.choices(WORDS, k=1 + dice.randrange(40))) for _ in range(3)]
        changed = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=dice.randrange(10**6)) if i % 2 else None
        uid = f"2026-winter.session-{i}@portal.example"
        url = f"https://portal.example/forums/2026-winter/#session-{i}"
        found.append(
            CalendarEntry(uid, text[0], start, end, changed, text[1], text[2], url, ("секция", "a,b"), i % 5 == 0)
        )
    return found


def lines_of(body: bytes) -> list[bytes]:
    assert body.endswith(b"\r\n")
    return body.split(b"\r\n")[:-1]


def test_five_hundred_entries_come_back_as_they_were() -> None:
    entries = make_entries(500)
    body = write_calendar("Форумы «Пример»", entries, ZONE)
    assert max(map(len, lines_of(body))) <= LONGEST
    read = icalendar.Calendar.from_ical(body)
    assert read["NAME"] == "Форумы «Пример»"
    events = list(read.walk("VEVENT"))
    assert len(events) == 500
    for entry, event in zip(entries, events, strict=True):
        assert (event["UID"], event["SUMMARY"], event["DESCRIPTION"], event["LOCATION"]) == (
            entry.uid,
            entry.summary,
            f"{entry.description}\n\n{entry.url}",
            entry.location,
        )
        assert (event.start, event.end) == (entry.start, entry.end)
        assert event["URL"] == entry.url
        assert event["SEQUENCE"] == sequence(entry.changed)
        assert [str(name) for name in event["CATEGORIES"].cats] == ["секция", "a,b"]
        assert (event["STATUS"] == "CANCELLED") == entry.cancelled
        assert event["DTSTAMP"].dt == (entry.changed or datetime(2020, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("zone", ["Asia/Krasnoyarsk", "Europe/Moscow", "Europe/Berlin", "America/New_York", "UTC"])
def test_the_zone_described_is_the_zone(zone: str) -> None:
    """The library builds its zone from our description; it must give the same instants as the system's zone."""
    days = [date(2026, month, day) for month in range(1, 13) for day in (1, 29) if (month, day) != (2, 29)]
    entries = [
        CalendarEntry(f"{n}@x", "А", at(day, time(12), zone), at(day, time(13), zone)) for n, day in enumerate(days)
    ]
    described = next(iter(icalendar.Calendar.from_ical(write_calendar("А", entries, zone)).walk("VTIMEZONE")))
    own = described.to_tz(lookup_tzid=False)
    for day in days:
        moment = datetime.combine(day, time(12))
        assert moment.replace(tzinfo=own).utcoffset() == moment.replace(tzinfo=ZoneInfo(zone)).utcoffset(), day


def test_the_sequence_rises_with_a_later_change() -> None:
    first = datetime(2026, 11, 20, tzinfo=UTC)
    assert 0 == sequence(None) < sequence(first) < sequence(first + timedelta(minutes=1))
