"""The invented programme of a forum: two days, three or four parallel halls, every type of session. No files.

Parallel sessions start together and never share a person, because people are taken in turn.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from generator.demo.people import make_consenting, make_contact, make_official
from generator.demo.seasons import ForumDate
from generator.demo.words import load_town
from generator.demo.world import World

Row = dict[str, Any]
PERSON_STEP = 5  # through 24 names, so that any twelve consecutive sessions have different people
# For each day: start, end, and types of the sessions running at once, each in its own hall.
DAYS: tuple[tuple[tuple[str, str, tuple[str, ...]], ...], ...] = (
    (
        ("09:00", "10:00", ("registration",)),
        ("10:00", "10:30", ("opening",)),
        ("10:30", "11:45", ("plenary",)),
        ("12:00", "13:30", ("round_table", "round_table", "master_class", "seminar")),
        ("13:30", "14:15", ("break",)),
        ("14:15", "15:45", ("round_table", "section", "panel", "stand")),
        ("16:00", "17:00", ("strategy", "round_table", "seminar", "other")),
        ("17:10", "18:00", ("head_meeting",)),
    ),
    (
        ("09:30", "10:00", ("registration",)),
        ("10:00", "11:30", ("round_table", "round_table", "master_class", "section")),
        ("11:30", "12:00", ("break",)),
        ("12:00", "13:30", ("pitch", "round_table", "panel", "seminar")),
        ("14:15", "15:45", ("strategy", "round_table", "section")),
        ("16:00", "16:45", ("award",)),
        ("16:45", "17:30", ("closing",)),
    ),
)
PLAIN = {
    "registration": "Регистрация участников",
    "opening": "Открытие форума",
    "plenary": "Город, в котором хочется участвовать",
    "stand": "Стенды организаций",
    "head_meeting": "Встреча с Главой города",
    "pitch": "Защита проектов конкурса",
    "award": "Награждение победителей",
    "break": "Чай и знакомства",
    "closing": "Итоги и решения форума",
    "other": "Настольная игра «Мой город-пример»",
}
LEADERS = {
    "round_table": "moderator",
    "panel": "moderator",
    "plenary": "speaker",
    "pitch": "expert",
    "seminar": "speaker",
}
CHANGES = {
    6: ("moved", "перенесено из другого зала (пример)"),
    9: ("cancelled", "ведущий заболел, встречу проведут отдельно (пример)"),
    12: ("added", "добавлено по просьбам участников (пример)"),
}


def make_sessions(world: World, slot: ForumDate, halls: list[str]) -> list[Row]:
    """Return all sessions of a dated forum; only those of a past forum have outcomes."""
    dice = world.dice("programme", slot.number)
    past = slot.last < world.today
    topics = load_town()["topics"]
    first = dice.randrange(len(topics))
    rows: list[Row] = []
    for number, (day, start, end, kind, place) in enumerate(_grid(slot, dice), start=1):
        topic = topics[(first + number) % len(topics)]
        row = _session(number, kind, topic, halls[place])
        row |= {"date": day, "start": start, "end": end}
        if kind == "plenary":
            row["online_url"] = f"https://example.org/translyaciya/{slot.id}"
        _add_people(row, world, kind, number)
        if ngos := world.some_ngos(dice, 24 if kind == "stand" else (0 if kind in ("registration", "break") else 2)):
            row["ngos"] = ngos
        if past and kind not in ("registration", "break", "opening"):
            _add_outcome(row, dice, slot, number)
        if number in CHANGES:
            _change(row, CHANGES[number], min(world.today, slot.first - timedelta(days=3)))
        rows.append(row)
    return rows


def _grid(slot: ForumDate, dice: Random) -> list[tuple[date, str, str, str, int]]:
    """Return date, start, end, type and hall of each session; forums have three or four halls."""
    wide = 4 if slot.number % 2 else 3 + dice.randrange(2)
    found = []
    for day, times in enumerate(DAYS):
        for start, end, kinds in times:
            for place, kind in enumerate(kinds):
                if place < wide or kind in ("stand", "other"):
                    hall = 3 if kind in ("registration", "break", "stand") else place
                    found.append((slot.first + timedelta(days=day), start, end, kind, hall))
    return found


def _session(number: int, kind: str, topic: list[str], hall: str) -> Row:
    title, code, questions = topic
    row: Row = {"code": f"vstrecha-{number}", "type": kind, "title": PLAIN.get(kind, title), "hall": hall}
    if kind == "other":
        row["type_text"] = "деловая игра"
    if kind in PLAIN and kind not in ("plenary", "pitch"):
        return row
    row["topic"] = code
    row["topics"] = questions.split("|")
    row["summary"] = f"Обсудим вопросы «{row['topics'][0]}» и «{row['topics'][1]}». Участвовать может каждый."
    if number % 3 == 0:
        bodies = load_town()["bodies"]
        row["organisations"] = [bodies["authority"][number % 3], bodies["municipal"][number % 3]]
    return row


def _add_people(row: Row, world: World, kind: str, number: int) -> None:
    if kind not in LEADERS:
        return
    role = LEADERS[kind]
    who = number * PERSON_STEP
    row["persons"] = [make_official(who, role) if number % 2 else make_consenting(world, who, role)]
    if number % 4 == 0:
        row["persons"].append(make_contact(world, who + 12, "speaker"))


def _add_outcome(row: Row, dice: Random, slot: ForumDate, number: int) -> None:
    outcomes = load_town()["outcomes"]
    row["outcome"] = outcomes[dice.randrange(len(outcomes))]
    if number % 4 == 1:
        row["materials_url"] = f"https://example.org/forum/{slot.id}/{number}"


def _change(row: Row, change: tuple[str, str], day: date) -> None:
    row["change"], row["change_note"] = change
    row["changed_on"] = day
    if row["change"] == "cancelled":
        row.pop("outcome", None)
        row.pop("materials_url", None)


def make_listed_sessions(world: World, slot: ForumDate) -> list[Row]:
    """Return a programme of which only titles are known: no dates, times or halls."""
    dice = world.dice("programme", slot.number)
    rows: list[Row] = []
    kinds = ("head_meeting", "panel", "seminar", "round_table", "pitch", "section")
    for number, kind in enumerate(kinds, start=1):
        topic = load_town()["topics"][dice.randrange(10)]
        row: Row = {"code": f"vstrecha-{number}", "type": kind, "title": PLAIN.get(kind, topic[0])}
        if kind == "round_table":
            row["persons"] = [make_official(number, "moderator")]
        rows.append(row)
    return rows
