"""Columns that readers get and nobody types: a forum's season, what came of a decision. Pure.

Rows are public and dense; they are the catalog's own, and are filled in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from generator.model.rows import AnyRow, DecisionStepsRow, ForumDecisionsRow
from generator.records.validate import Record

# By quarters of the year, the first one from December on.
SEASONS = {"winter": "зима", "spring": "весна", "summer": "лето", "autumn": "осень"}
SETTLED = ("done", "declined")


def season_of(day: date) -> str:
    """The year and the season of a day: December is winter of the year that it ends."""
    return f"{day.year}-{list(SEASONS)[day.month % 12 // 3]}"


def season_name(season: str) -> str:
    """«2018-summer» is «лето 2018»."""
    year, _, name = season.partition("-")
    return f"{SEASONS[name]} {year}"


def derive_forum(forum: Record) -> None:
    """Fill in the season of a forum and what the steps of its decisions come to."""
    if not forum["season"]:
        forum["season"] = season_of(forum["starts_on"])
    for decision in forum.get("decisions", ()):
        decision.update(outcome_of(decision))


def outcome_of(decision: ForumDecisionsRow) -> Record:
    """What the steps of a decision come to: ``reported`` with its day, the last answer and the last evidence."""
    steps = decision["steps"]
    told = [step for step in steps if step["state"]]
    reported = _reported(decision)
    days = [step["on"] for step in told if step["on"]]
    return {
        "reported": reported,
        "reported_on": max(days, default=None) if reported else None,
        "answer": _last(told, "text"),
        "evidence": _last(steps, "evidence"),
    }


def words_of(decision: ForumDecisionsRow) -> dict[str, DecisionStepsRow]:
    """Addressee → the last step in which it said how far it is. A step that names nobody is of the first, who is
    responsible."""
    first = decision["addressees"][0] if decision["addressees"] else ""
    return {step["who"] or first: step for step in decision["steps"] if step["state"]}


def _reported(decision: ForumDecisionsRow) -> str | None:
    """The last word of the responsible addressee, the first; «done» waits for every other that has answered."""
    first = decision["addressees"][0] if decision["addressees"] else ""
    words = {who: step["state"] or "" for who, step in words_of(decision).items()}
    main = words.get(first)
    if main is None:  # others have answered for the one who is responsible
        return next(reversed(words.values()), None) if not set(words.values()) & set(SETTLED) else "in_progress"
    if main == "done" and any(word not in SETTLED for word in words.values()):
        return "in_progress"
    return main


def _last(steps: Sequence[AnyRow], name: str) -> str | None:
    return next((step[name] for step in reversed(steps) if step[name]), None)
