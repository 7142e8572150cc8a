"""What the records show about a declared figure, and when the two agree."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from generator.model.schemas import load_package
from generator.records.evidence import EVENTS, agrees, check_figures, count_evidence, counted_for, find_gaps

TODAY = date(2026, 11, 23)
ROWS: dict[str, list[dict[str, Any]]] = {
    "ngos": [
        {
            "activity": "active",
            "projects": [{"giver": "Фонд", "starts_on": date(2025, 3, 1)}, {"title": "без денег"}],
            "support": [{"decided_on": date(2025, 1, 1)}, {"entered_on": date(2024, 1, 1)}, {}],
        },
        {"activity": "dormant", "projects": None, "support": None},
    ],
    "partnerships": [{"signed_on": date(2025, 5, 5)}, {"starts_on": date(2024, 1, 1)}, {}],
    "events": [
        {"kind": "seminar", "starts_on": date(2025, 2, 2)},
        {"kind": "round_table", "starts_on": date(2025, 3, 3)},
        {"kind": "seminar", "starts_on": date(2025, 4, 4), "cancelled_on": date(2025, 4, 1)},
        {"kind": "seminar", "starts_on": date(2027, 1, 1)},
        {"kind": "consultation", "month": "2025-07", "count": 30},
        {"kind": "consultation", "month": "2025-08"},
        {"kind": "consultation", "month": "2025-09", "count": 0},
    ],
}


@pytest.mark.parametrize(
    ("kind", "years"),
    [
        ("partnerships", {2025: 1, 2024: 1, 0: 1}),
        ("projects", {2025: 1}),
        ("support", {2025: 1, 2024: 1, 0: 1}),
        ("ngos", {0: 2}),
        ("active_ngos", {0: 1}),
        ("registry", {0: 1}),
        ("seminars", {2025: 2}),
        ("consultations", {2025: 31}),
        ("reviews", {}),
    ],
)
def test_records_are_counted_by_year(kind: str, years: dict[int, int]) -> None:
    counted = count_evidence(kind, ROWS, TODAY)
    assert counted is not None
    assert {year: number for year, number in counted.items() if number} == years


def test_what_cannot_be_counted_is_not() -> None:
    assert count_evidence("visitors", ROWS, TODAY) is None
    assert counted_for({"period": "2025"}, None) is None
    assert set(EVENTS) <= {"consultations", "publications", "reviews", "seminars", "head_meetings"}


@pytest.mark.parametrize(("period", "counted"), [("2025", 1), ("2023", 0), ("2019–2025", 3), ("", 3), (None, 3)])
def test_a_figure_of_a_year_is_held_against_that_year(period: str | None, counted: int) -> None:
    assert counted_for({"period": period}, count_evidence("partnerships", ROWS, TODAY)) == counted


def test_what_has_no_dates_says_nothing_of_a_year() -> None:
    assert counted_for({"period": "2025"}, count_evidence("ngos", ROWS, TODAY)) is None
    assert counted_for({"period": ""}, count_evidence("ngos", ROWS, TODAY)) == 2


@pytest.mark.parametrize(
    ("value", "counted", "good"),
    [
        ({"value": 10}, 10, True),
        ({"value": 10}, 11, False),
        ({"value": 10, "qualifier": "more_than"}, 11, True),
        ({"value": 10, "qualifier": "more_than"}, 10, False),
        ({"value": 10, "qualifier": "about"}, 8, True),
        ({"value": 10, "qualifier": "about"}, 7, False),
        ({"value": 10, "value_to": 20, "qualifier": "range"}, 20, True),
        ({"value": 10, "value_to": 20, "qualifier": "range"}, 21, False),
    ],
)
def test_a_qualifier_says_what_agrees(value: dict[str, Any], counted: int, *, good: bool) -> None:
    assert agrees(value, counted) is good


def test_only_the_latest_fact_with_evidence_makes_a_gap() -> None:
    def indicator(evidence: str | None, *values: tuple[str, int]) -> dict[str, Any]:
        facts = [{"role": role, "value": number, "period": ""} for role, number in values]
        return {"id": "x", "evidence": evidence, "values": facts}

    wrong = indicator("ngos", ("actual", 2), ("actual", 5))
    right = indicator("ngos", ("actual", 5), ("actual", 2), ("target", 100))
    rows = [wrong, right, indicator(None, ("actual", 9)), indicator("ngos", ("target", 9)), indicator("visitors")]
    assert [(gap.indicator, gap.counted) for gap in find_gaps(rows, ROWS, TODAY)] == [(wrong, 2)]


def test_one_warning_tells_of_all_gaps() -> None:
    def one(name: str) -> dict[str, Any]:
        return {"id": name, "evidence": "ngos", "values": [{"role": "actual", "value": 5}]}

    indicators = {"indicators": [one("a"), one("b")]}
    records = {table: dict(enumerate(rows)) for table, rows in ROWS.items()} | {
        "indicators": {"indicators": indicators}
    }
    (finding,) = check_figures(records, TODAY, load_package())  # type: ignore[arg-type]
    assert finding.code == "W370"
    assert "«a»: заявлено 5, записано 2; «b»: заявлено 5, записано 2" in finding.message
    records["indicators"] = {"indicators": {"indicators": []}}
    assert list(check_figures(records, TODAY, load_package())) == []  # type: ignore[arg-type]
