"""Invented events: some around each forum, some soon, contests open and past. Writes no files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from generator.demo.pictures import VIEW
from generator.demo.seasons import ForumDate
from generator.demo.words import load_town
from generator.demo.world import SOURCE, World

Record = dict[str, Any]
LEVELS = ("municipal", "regional", "federal", "other")
SOON = 100
COSTS = ("free", "partly", "paid")


def make_events(world: World, slots: list[ForumDate]) -> Iterator[tuple[str, Record]]:
    """Yield id and record of every event; none without forums."""
    if slots:
        yield from _soon(world)
    for slot in slots:
        yield from _around(world, slot)


def _base(kind: str, number: int) -> Record:
    """Return the common part of an event.

    ``number`` tells similar events apart: events of a forum use the forum's, those coming soon use higher ones.
    """
    title, summary = load_town()["events"][kind]
    return {"title": f"{title} (пример {number})", "kind": kind, "summary": summary, "source": SOURCE}


def _soon(world: World) -> Iterator[tuple[str, Record]]:
    """Yield what is on now and in the coming weeks, as seen from today."""
    makers: tuple[tuple[str, int], ...] = (
        ("seminar", 4),
        ("consultation", 7),
        ("meeting", 11),
        ("head_meeting", 16),
        ("round_table", 24),
        ("other", -1),
    )
    for number, (kind, days) in enumerate(makers, start=SOON + 1):
        record = _visit(world, kind, number, world.day(-days))
        if kind == "other":
            record["starts_on"], record["ends_on"] = world.day(1), world.day(-1)
            record |= {"continuous": "yes", "title": "Поход с ночёвкой (пример)"}
            record["summary"] = "С палатками и песнями: идём вместе и вместе возвращаемся (пример)."
        if kind == "meeting":
            record["cancelled_on"] = world.today
        if kind == "head_meeting":
            record["changed_on"] = world.today
        if kind == "round_table":
            record["postponed_on"] = world.today
        yield f"skoro-{number - SOON}", record
    for number, days in enumerate((9, 33), start=SOON + 7):
        yield f"skoro-konkurs-{number - SOON}", _contest(number, world.day(-days))


def _visit(world: World, kind: str, number: int, day: date) -> Record:
    """Return an event that people can attend."""
    venues = load_town()["venues"]
    venue = venues[number % len(venues)]
    record = _base(kind, number) | {
        "starts_on": day,
        "start": f"{10 + number % 8}:00",
        "end": f"{12 + number % 8}:30",
        "audiences": ["ngo_leaders", "activists"] if number % 2 else ["everyone"],
        "venue": venue["name"],
        "address": venue["address"],
        "cost": COSTS[number % 3],
        "organisers": ["Ресурсный центр «Пример»"],
        "registration_url": f"https://example.org/zapis/{kind}-{number}",
        "confirmed_on": world.today if day > world.today else day,
    }
    if number % 3 == 1:
        record["online_url"] = "https://example.org/live"
        record["description"] = "Приходите с вопросами.\n\nТрансляцию начнём за пять минут до начала, запись сохраним."
    if number % 3 == 2:
        record["note"] = "Заказать зал и чай (пример заметки)."
    return record


def _contest(number: int, deadline: date) -> Record:
    givers = load_town()["givers"]
    return _base("contest", number) | {
        "giver": givers[number % len(givers)],
        "level": LEVELS[number % 4],
        "deadline": deadline,
        "sum": 100_000 * (1 + number % 9),
        "audiences": ["ngo_leaders", "activists"],
        "url": f"https://example.org/konkurs-{number}",
    }


def _around(world: World, slot: ForumDate) -> Iterator[tuple[str, Record]]:
    """Yield six events of a forum's season; those of a future forum are only planned."""
    turn = slot.number + 1
    past = slot.last < world.today
    makers = _PAST if past else _PLANNED
    for name, maker in makers.items():
        record = maker(world, slot, turn)
        if slot.kind != "cancelled":
            record["forum"] = slot.id
        yield f"{slot.id}-{name}", record


def _past_event(world: World, kind: str, number: int, day: date) -> Record:
    """Return a past event with its outcome."""
    dice = world.dice(f"event-{kind}", number)
    record = _visit(world, kind, number, day) | {"outcome": f"Участвовали {10 + 5 * dice.randrange(8)} человек."}
    record.pop("registration_url")
    if ngos := world.some_ngos(dice, 3):
        record["ngos"] = ngos
    record["materials"] = [
        {"title": "Слайды встречи (пример)", "kind": "presentation", "url": "https://example.org/slajdy"}
    ]
    return record


def _seminar(world: World, slot: ForumDate, turn: int) -> Record:
    return _past_event(world, "seminar", turn, slot.first - timedelta(days=25))


def _meeting(world: World, slot: ForumDate, turn: int) -> Record:
    kind = ("head_meeting", "round_table", "meeting", "story")[turn % 4]
    record = _past_event(world, kind, turn, slot.first - timedelta(days=12))
    if kind == "story":
        record |= {"picture_file": VIEW, "picture_alt": "Два зелёных холма и солнце (пример)"}
        record["picture_author"] = "Пример художника"
    return record


def _monthly(kind: str) -> Callable[[World, ForumDate, int], Record]:
    def make(world: World, slot: ForumDate, turn: int) -> Record:
        month = slot.first.replace(day=1) - timedelta(days=1)
        count = 3 + world.dice(kind, turn).randrange(20)
        return _base(kind, turn) | {"month": f"{month:%Y-%m}", "count": count}

    return make


def _publication(world: World, slot: ForumDate, turn: int) -> Record:
    outlets = load_town()["outlets"]
    day = min(world.today, slot.last + timedelta(days=4))
    url = f"https://example.org/polosa-{turn}"
    return _base("publication", turn) | {
        "starts_on": day,
        "outlet": outlets[turn % len(outlets)],
        "url": url,
        "sources": [{"fields": ["outlet", "starts_on"], "source": "подшивка-пример", "url": url, "on": day}],
    }


def _past_contest(world: World, slot: ForumDate, turn: int) -> Record:
    record = _contest(turn, slot.first - timedelta(days=30))
    dice = world.dice("winners", turn)
    winners: list[Record] = [
        {"ngo": ngo, "project": f"Пример победы {place}", "sum": 50_000 * place}
        for place, ngo in enumerate(world.some_ngos(dice, 2), start=1)
    ]
    winners.append({"name": f"Инициативная группа «Пример почина {turn}»", "project": "Пример сквера", "sum": 40_000})
    return record | {"winners": winners, "outcome": "Жюри выбрало победителей на форуме."}


def _planned(kind: str, days: int) -> Callable[[World, ForumDate, int], Record]:
    def make(world: World, slot: ForumDate, turn: int) -> Record:
        return _visit(world, kind, turn, max(world.day(-2), slot.first - timedelta(days=days)))

    return make


def _planned_contest(world: World, slot: ForumDate, turn: int) -> Record:
    return _contest(turn, max(world.day(-3), slot.first - timedelta(days=14)))


_PAST: dict[str, Callable[[World, ForumDate, int], Record]] = {
    "seminar": _seminar,
    "vstrecha": _meeting,
    "konsultacii": _monthly("consultation"),
    "ocenki": _monthly("review"),
    "konkurs": _past_contest,
    "polosa": _publication,
}
_PLANNED: dict[str, Callable[[World, ForumDate, int], Record]] = {
    "seminar": _planned("seminar", 30),
    "konsultaciya": _planned("consultation", 21),
    "klub": _planned("meeting", 15),
    "kruglyj-stol": _planned("round_table", 9),
    "dveri": _planned("other", 5),
    "konkurs": _planned_contest,
}
