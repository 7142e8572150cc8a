"""A programme's days, halls and lines: what runs in parallel."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from generator.catalog.models import Entity
from generator.catalog.programme import Day, log_changes, make_programme
from generator.records.validate import Record

FIRST = date(2026, 12, 9)
FIELDS = (
    "code",
    "type",
    "type_text",
    "title",
    "date",
    "start",
    "end",
    "hall",
    "change",
    "change_note",
    "changed_on",
    "topic",
)


def session(title: str, hours: str = "", hall: str | None = None, **values: Any) -> Record:
    """A session «10:00-11:30»; a single time is its start."""
    start, _, end = hours.partition("-")
    row: Record = dict.fromkeys(FIELDS) | {"type": "section", "title": title, "hall": hall, "ngos": (), **values}
    row["start"] = time.fromisoformat(start) if start else None
    row["end"] = time.fromisoformat(end) if end else None
    return row


def programme(*sessions: Record, halls: tuple[str, ...] = ()) -> list[Day]:
    row = {"starts_on": FIRST, "sessions": list(sessions), "halls": list(halls)}
    return make_programme(Entity("forums", "2026-winter", row, "Форум"))


def places(day: Day) -> dict[str, tuple[int, int, int]]:
    return {slot.row["title"]: (slot.column, slot.top, slot.bottom) for slot in day.slots}


def test_parallel_sessions_are_side_by_side_and_a_lone_one_across() -> None:
    (day,) = programme(
        session("Открытие", "10:00-10:30", "Большой"),
        session("Дворы", "11:00-12:00", "Малый"),
        session("Гранты", "11:00-13:00", "Большой"),
        session("Книги", "12:00-13:00", "Малый"),
        halls=("Большой", "Малый"),
    )
    assert day.columns == ("Большой", "Малый")
    assert day.lines == tuple(time(hour, minute) for hour, minute in ((10, 0), (10, 30), (11, 0), (12, 0), (13, 0)))
    assert places(day) == {"Открытие": (0, 1, 2), "Гранты": (1, 3, 5), "Дворы": (2, 3, 4), "Книги": (2, 4, 5)}


def test_a_session_without_a_hall_among_others_has_a_column() -> None:
    (day,) = programme(session("А", "10:00-12:00", "Большой"), session("Б", "10:30-11:00"), session("В", "10:45-11:15"))
    assert day.columns == ("Большой", "", "")
    assert {title: place[0] for title, place in places(day).items()} == {"А": 1, "Б": 2, "В": 3}


def test_without_parallel_sessions_there_is_only_a_list() -> None:
    (day,) = programme(session("А", "10:00-11:00", "Большой"), session("Б", "11:00-12:00", "Малый"))
    assert day.columns == ()
    (day,) = programme(session("А", "10:00-11:00"), session("Б", date=FIRST))
    assert (day.columns, [slot.row["title"] for slot in day.slots]) == ((), ["А", "Б"])


def test_too_many_halls_stay_a_list() -> None:
    (day,) = programme(*(session(f"№ {number}", "10:00-11:00", f"Зал {number}") for number in range(9)))
    assert day.columns == ()
    assert len(day.slots) == 9


def test_an_end_that_is_not_written() -> None:
    (day,) = programme(session("А", "10:00", "Большой"), session("Б", "10:00-11:30", "Малый"), session("В", "11:00"))
    assert [slot.until for slot in day.slots] == [time(11), time(11, 30), time(12)]


def test_days_and_those_that_are_not_known() -> None:
    days = programme(session("А", date=date(2026, 12, 10)), session("Б"), session("В", "10:00-11:00"))
    assert [(day.date, [slot.row["title"] for slot in day.slots]) for day in days] == [
        (FIRST, ["В"]),
        (date(2026, 12, 10), ["А"]),
        (None, ["Б"]),
    ]


def test_anchors_are_stable_and_differ() -> None:
    days = programme(session("Дворы"), session("Дворы"), session("Гранты", code="granty"))
    assert [slot.anchor for day in days for slot in day.slots] == [
        "session-dvory",
        "session-dvory-2",
        "session-granty",
    ]


def test_the_log_of_changes_is_newest_first() -> None:
    days = programme(
        session("А", change="moved", changed_on=date(2026, 12, 1)),
        session("Б"),
        session("В", change="added"),
        session("Г", change="cancelled", changed_on=date(2026, 12, 5)),
    )
    assert [change.slot.row["title"] for change in log_changes(days)] == ["Г", "А", "В"]
