"""Derived columns: a forum's season, the outcome of a decision. Pure.

They are published but never typed. Rows are public and dense; they belong to the catalog and are filled in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from generator.model.rows import AnyRow, DecisionStepsRow, ForumDecisionsRow
from generator.records.validate import Record

# Quarters of the year; the first starts in December.
SEASONS = {"winter": "зима", "spring": "весна", "summer": "лето", "autumn": "осень"}
SETTLED = ("done", "declined")


def season_of(day: date) -> str:
    """Return the calendar year and the season of a date: December 2025 is ``2025-winter``."""
    return f"{day.year}-{list(SEASONS)[day.month % 12 // 3]}"


def season_name(season: str) -> str:
    """Turn «2018-summer» into «лето 2018»."""
    year, _, name = season.partition("-")
    return f"{SEASONS[name]} {year}"


def derive_forum(forum: Record) -> None:
    """Fill in a forum's season and the outcomes of its decisions."""
    if not forum["season"]:
        forum["season"] = season_of(forum["starts_on"])
    for decision in forum.get("decisions", ()):
        decision.update(outcome_of(decision))


def outcome_of(decision: ForumDecisionsRow) -> Record:
    """Sum up the steps of a decision: ``reported`` with its date, the last answer and the last evidence."""
    steps = decision["steps"]
    with_state = [step for step in steps if step["state"]]
    reported = _reported(decision)
    days = [step["on"] for step in with_state if step["on"]]
    return {
        "reported": reported,
        "reported_on": max(days, default=None) if reported else None,
        "answer": _last(with_state, "text"),
        "evidence": _last(steps, "evidence"),
    }


def words_of(decision: ForumDecisionsRow) -> dict[str, DecisionStepsRow]:
    """Map each addressee to the last step that reports its progress.

    A step that names nobody belongs to the first addressee, who is responsible.
    """
    first = decision["addressees"][0] if decision["addressees"] else ""
    return {step["who"] or first: step for step in decision["steps"] if step["state"]}


def _reported(decision: ForumDecisionsRow) -> str | None:
    """Return the last word of the responsible addressee, who comes first.

    Its «done» becomes «in_progress» while another addressee that has answered is not finished.
    """
    first = decision["addressees"][0] if decision["addressees"] else ""
    words = {who: step["state"] or "" for who, step in words_of(decision).items()}
    main = words.get(first)
    if main is None:  # only others have answered so far
        return next(reversed(words.values()), None) if not set(words.values()) & set(SETTLED) else "in_progress"
    if main == "done" and any(word not in SETTLED for word in words.values()):
        return "in_progress"
    return main


def _last(steps: Sequence[AnyRow], name: str) -> str | None:
    return next((step[name] for step in reversed(steps) if step[name]), None)
