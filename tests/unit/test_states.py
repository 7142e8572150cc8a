"""States computed from dates: each stage on its day, and the day before and after a change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from generator.privacy import public_row
from generator.states import decision_state, event_state, forum_state, partnership_state


def day(text: str) -> date:
    return date.fromisoformat(text)


def row(table: str, **values: Any) -> dict[str, Any]:
    return public_row(table, values, day("2026-11-23"))


FORUM = {"season": "2026-winter", "starts_on": day("2026-12-09"), "ends_on": day("2026-12-10")}
SESSION = [{"type": "opening", "title": "Открытие"}]


@pytest.mark.parametrize(
    ("today", "sessions", "code"),
    [
        ("2026-12-08", [], "announced"),
        ("2026-12-08", SESSION, "programme"),
        ("2026-12-09", SESSION, "now"),
        ("2026-12-10", [], "now"),
        ("2026-12-11", SESSION, "held"),
    ],
)
def test_forum(today: str, sessions: list[Any], code: str) -> None:
    assert forum_state(row("forums", **FORUM, sessions=sessions), day(today)).code == code


def test_forum_without_dates() -> None:
    forum = row("forums", season="2018-summer")
    assert forum_state(forum, day("2018-12-31")).code == "planned"
    assert forum_state(forum, day("2019-01-01")).code == "held"
    assert forum_state(row("forums", **FORUM, cancelled_on=day("2026-11-01")), day("2026-11-23")).code == "cancelled"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "unknown"),
        ({"signed_on": day("2026-12-01")}, "planned"),
        ({"open_ended": "yes"}, "active"),
        ({"ends_on": day("2026-11-22")}, "expired"),
        ({"ends_on": day("2026-11-23")}, "expiring"),
        ({"ends_on": day("2027-01-22")}, "expiring"),
        ({"ends_on": day("2027-01-23")}, "active"),
        ({"ends_on": day("2027-06-01"), "ended_on": day("2026-11-23")}, "ended"),
        ({"ends_on": day("2027-06-01"), "ended_on": day("2026-11-24")}, "active"),
    ],
)
def test_partnership(values: dict[str, Any], code: str) -> None:
    assert partnership_state(row("partnerships", **values), day("2026-11-23")).code == code


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "open"),
        ({"deadline": day("2026-11-22")}, "overdue"),
        ({"deadline": day("2026-11-23")}, "open"),
        ({"deadline": day("2026-11-22"), "reported": "in_progress"}, "overdue"),
        ({"reported": "in_progress"}, "in_progress"),
        ({"reported": "accepted"}, "accepted"),
        ({"reported": "declined", "deadline": day("2026-11-22")}, "declined"),
        ({"reported": "done", "deadline": day("2026-11-22")}, "done"),
        ({"reported": "done", "verdict": "confirmed"}, "done"),
        ({"reported": "done", "verdict": "disputed"}, "disputed"),
    ],
)
def test_decision(values: dict[str, Any], code: str) -> None:
    assert decision_state(row("forum_decisions", **values), day("2026-11-23")).code == code


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"starts_on": day("2026-11-24")}, "ahead"),
        ({"starts_on": day("2026-11-23")}, "now"),
        ({"starts_on": day("2026-11-20"), "ends_on": day("2026-11-23")}, "now"),
        ({"starts_on": day("2026-11-22")}, "past"),
        ({"deadline": day("2026-11-23")}, "ahead"),
        ({"deadline": day("2026-11-22")}, "past"),
        ({"month": "2026-10", "count": 3}, "past"),
        ({"starts_on": day("2026-11-24"), "cancelled_on": day("2026-11-01")}, "cancelled"),
    ],
)
def test_event(values: dict[str, Any], code: str) -> None:
    assert event_state(row("events", **values), day("2026-11-23")).code == code
