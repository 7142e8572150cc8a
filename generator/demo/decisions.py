"""Invented decisions of forums in every state: promised, done, confirmed, disputed, declined, unanswered, overdue.

Writes no files.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from generator.demo.pictures import SCAN
from generator.demo.seasons import ForumDate
from generator.demo.words import load_town
from generator.demo.world import World

Row = dict[str, Any]
OLD = 600  # days after which nothing is still in progress
BODIES = ("administration", "council")  # codes from the demo's own list
LEAST = 6  # decisions every forum has at least, so that later forums can continue them


def make_decisions(world: World, slot: ForumDate, before: ForumDate | None) -> list[Row]:
    """Make six to twelve decisions of a past forum; some continue those of the forum ``before``."""
    dice = world.dice("decisions", slot.number)
    states = OLD_STATES if (world.today - slot.last).days > OLD else STATES
    rows: list[Row] = []
    for number in range(1, LEAST + dice.randrange(7) + 1):
        continued = before is not None and number in (2, 5)
        text, topic, answer = _words(world, before if before and continued else slot, number - continued)
        row: Row = {"number": number, "text": text, "topic": topic, "addressees": _addressees(dice)}
        states[(number + slot.number) % len(states)](row, Moment(world.today, slot.last, dice), answer)
        row |= _ties(world, slot, number)
        if before is not None and continued:
            row["text"] = f"Довести до конца прежнее решение: {text[0].lower()}{text[1:]}"
            row["continues"] = f"{before.id}#{number - 1}"
        rows.append(row)
    return rows


def _words(world: World, slot: ForumDate, number: int) -> list[str]:
    """Return text, topic and answer of a decision. The forums that continue it can ask for them too."""
    words: list[list[str]] = load_town()["decisions"]
    first = world.dice("first decision", slot.number).randrange(len(words))
    return words[(first + number) % len(words)]


def _ties(world: World, slot: ForumDate, number: int) -> Row:
    """Return where a decision came from or who carries it out, for some decisions."""
    if number == 1:
        return {"session": "vstrecha-4"}  # the first round table
    if number == 3:
        return {"event": f"{slot.id}-konkurs"}
    if number == 4 and world.ngos:
        return {"ngos": world.some_ngos(world.dice("carries out", slot.number), 2)}
    return {"partnership": "primer-soglasheniya-1"} if number == 6 and world.partnerships else {}


def _addressees(dice: Random) -> list[str]:
    bodies = load_town()["bodies"]
    kinds = ("authority", "municipal", "resource_center")
    kind = kinds[dice.choice((0, 0, 1, 2))]
    number = dice.randrange(2)
    found = [BODIES[number] if kind == "authority" else bodies[kind][number]]
    if dice.randrange(4) == 0:
        found.append(bodies["business"][0])
    return found


class Moment:
    """Dates of a decision: after its forum and, for what has happened, not in the future."""

    def __init__(self, today: date, forum_day: date, dice: Random) -> None:
        self.today = today
        self.forum_day = forum_day
        self.dice = dice

    def past(self, least: int) -> date:
        """Return a date some time after the forum, today at the latest."""
        return min(self.today, self.forum_day + timedelta(days=least + self.dice.randrange(60)))

    def deadline(self, least: int) -> date:
        return self.forum_day + timedelta(days=least + self.dice.randrange(120))

    def ahead(self) -> date:
        return self.today + timedelta(days=10 + self.dice.randrange(200))


def _answer(row: Row, moment: Moment, reported: str, answer: str) -> None:
    """Add a step for each thing the addressee said, the last one ``reported``."""
    day = moment.past(30)
    steps: list[Row] = []
    if reported != "accepted" and moment.dice.randrange(3) == 0:
        steps.append({"on": min(day, moment.past(5)), "state": "accepted", "text": "Решение принято к работе."})
    steps.append({"on": day, "state": reported, "text": answer})
    if len(row["addressees"]) > 1:
        steps[-1]["who"] = row["addressees"][0]
    row["steps"] = steps


def _done(row: Row, moment: Moment, answer: str) -> None:
    row["deadline"] = moment.deadline(90)
    _answer(row, moment, "done", answer)
    if row["number"] % 3:
        row["steps"][-1]["evidence"] = f"https://example.org/otvet/{row['number']}"
    else:
        row["steps"][-1] |= {"file": SCAN, "redacted_on": row["steps"][-1]["on"]}


def _confirmed(row: Row, moment: Moment, answer: str) -> None:
    _done(row, moment, answer)
    notes = load_town()["verdicts"]
    row |= {"verdict": "confirmed", "verdict_on": moment.past(95), "verdict_note": notes[moment.dice.randrange(2)]}


def _disputed(row: Row, moment: Moment, answer: str) -> None:
    _done(row, moment, answer)
    notes = load_town()["verdicts"]
    row |= {"verdict": "disputed", "verdict_on": moment.past(95), "verdict_note": notes[2 + moment.dice.randrange(2)]}


def _in_progress(row: Row, moment: Moment, answer: str) -> None:
    row["deadline"] = moment.ahead()
    _answer(row, moment, "in_progress", f"Работаем: {answer[0].lower()}{answer[1:]}")


def _accepted(row: Row, moment: Moment, answer: str) -> None:
    row["deadline"] = moment.ahead()
    _answer(row, moment, "accepted", "Предложение включено в план.")


def _declined(row: Row, moment: Moment, answer: str) -> None:
    _answer(row, moment, "declined", "В бюджете нет средств, вернёмся к вопросу позже.")


def _overdue(row: Row, moment: Moment, answer: str) -> None:
    row["deadline"] = min(moment.deadline(60), moment.today - timedelta(days=1))
    _answer(row, moment, "in_progress", "Готовим документы.")


def _unanswered(row: Row, moment: Moment, answer: str) -> None:
    row["deadline"] = moment.ahead()


def _endless(row: Row, moment: Moment, answer: str) -> None:
    """Leave it without deadline and answer, as in old sources."""


STATES: tuple[Callable[[Row, Moment, str], None], ...] = (
    _confirmed,
    _in_progress,
    _disputed,
    _accepted,
    _declined,
    _overdue,
    _done,
    _unanswered,
    _endless,
)
OLD_STATES = (_confirmed, _done, _disputed, _confirmed, _declined, _overdue, _done, _confirmed, _endless)
