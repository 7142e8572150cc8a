"""States computed from dates: both sides of every limit."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from generator.catalog.states import decision_state, event_state, forum_state, partnership_state
from generator.records.validate import Record
from generator.text import format_date

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def row(**values: Any) -> Record:
    return defaultdict(lambda: None, values)


@pytest.mark.parametrize(
    ("forum", "code"),
    [
        ({"season": "2025-summer"}, "archived"),
        ({"season": "2026-winter"}, "planned"),
        ({"season": "2026-winter", "starts_on": TODAY + DAY}, "announced"),
        ({"season": "2026-winter", "starts_on": TODAY + DAY, "sessions": [{}]}, "programme"),
        ({"season": "2026-winter", "starts_on": TODAY}, "now"),
        ({"season": "2026-winter", "starts_on": TODAY - DAY, "ends_on": TODAY}, "now"),
        ({"season": "2026-winter", "starts_on": TODAY - DAY}, "held"),
        ({"season": "2026-winter", "starts_on": TODAY - 183 * DAY}, "held"),
        ({"season": "2026-winter", "starts_on": TODAY - 184 * DAY}, "archived"),
        ({"season": "2026-winter", "starts_on": TODAY + DAY, "cancelled_on": TODAY}, "cancelled"),
    ],
)
def test_forums(forum: Record, code: str) -> None:
    assert forum_state(row(**forum), TODAY).code == code


@pytest.mark.parametrize(
    ("agreement", "code"),
    [
        ({}, "unknown"),
        ({"open_ended": "yes"}, "active"),
        ({"ends_on": TODAY - DAY}, "expired"),
        ({"ends_on": TODAY}, "expiring"),
        ({"ends_on": TODAY + 60 * DAY}, "expiring"),
        ({"ends_on": TODAY + 61 * DAY}, "active"),
        ({"signed_on": TODAY + DAY, "ends_on": TODAY + 99 * DAY}, "planned"),
        ({"signed_on": TODAY, "ends_on": TODAY + 99 * DAY}, "active"),
        ({"ended_on": TODAY, "ends_on": TODAY + 99 * DAY}, "ended"),
        ({"ended_on": TODAY + DAY, "ends_on": TODAY + 99 * DAY}, "active"),
    ],
)
def test_partnerships(agreement: Record, code: str) -> None:
    assert partnership_state(row(**agreement), TODAY).code == code


def test_the_words_of_an_ending() -> None:
    for day in (TODAY, TODAY + 21 * DAY):
        assert partnership_state(row(ends_on=day), TODAY).label == f"истекает\u00a0{format_date(day)}"


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        ({}, "open"),
        ({"deadline": TODAY}, "open"),
        ({"deadline": TODAY - DAY}, "overdue"),
        ({"reported": "accepted"}, "accepted"),
        ({"reported": "in_progress"}, "in_progress"),
        ({"reported": "in_progress", "deadline": TODAY - DAY}, "overdue"),
        ({"reported": "declined", "deadline": TODAY - DAY}, "declined"),
        ({"reported": "done", "deadline": TODAY - DAY}, "done"),
        ({"reported": "done", "verdict": "disputed"}, "disputed"),
    ],
)
def test_decisions(decision: Record, code: str) -> None:
    assert decision_state(row(**decision), TODAY).code == code


def test_whose_word_it_is() -> None:
    assert decision_state(row(reported="done"), TODAY).label == "выполнено, по словам адресата"
    assert decision_state(row(reported="done", verdict="confirmed"), TODAY).label == "выполнено"


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"month": "2026-11"}, "past"),
        ({"starts_on": TODAY + DAY}, "ahead"),
        ({"starts_on": TODAY}, "now"),
        ({"starts_on": TODAY - DAY, "ends_on": TODAY}, "now"),
        ({"starts_on": TODAY - DAY}, "past"),
        ({"deadline": TODAY}, "ahead"),
        ({"deadline": TODAY - DAY}, "past"),
        ({"starts_on": TODAY + DAY, "cancelled_on": TODAY}, "cancelled"),
    ],
)
def test_events(event: Record, code: str) -> None:
    assert event_state(row(**event), TODAY).code == code
