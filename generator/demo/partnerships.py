"""Invented agreements with every kind of term: in force, expiring, expired, ended early, open-ended, unknown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from generator.demo.digits import BODY_OFFICE, make_inn, make_ogrn, make_ogrnip
from generator.demo.seasons import ForumDate
from generator.demo.words import load_town
from generator.demo.world import SOURCE, World

Record = dict[str, Any]
SILENT = 20  # one agreement in 21 has expired without an outcome, which gives a warning


def make_partnership(world: World, number: int, slots: list[ForumDate]) -> tuple[str, Record]:
    """Return id and record of an agreement; numbers count from 1."""
    dice = world.dice("partnership", number)
    words = load_town()["agreements"]
    kind, title, *texts = words[number % len(words)]
    gives, does, result = (text.replace("{n}", str(5 + 5 * dice.randrange(12))) for text in texts)
    record: Record = {
        "title": f"{title} (пример {number})",
        "subject": f"Одна сторона {gives}, другая {does}. Соглашение выдумано для примера.",
        "sides": _sides(world, number, _body(kind, number, dice), (gives, does, result)),
        "source": SOURCE,
    }
    if number % 6:
        record["number"] = f"{number}-П"
    _terms_of(number)(record, world, dice, f"{result[0].upper()}{result[1:]}.")
    if (past := [slot for slot in slots if slot.kind == "held"]) and number % 3 == 0:
        record["forum"] = past[number // 3 % len(past)].id
    if number % 4 == 1:
        record |= {"url": f"https://example.org/soglashenie-{number}", "confirmed_on": world.day(dice.randrange(200))}
    if number % 7 == 2:
        record["sources"] = [{"fields": ["signed_on"], "source": "реестр-пример", "on": world.day(50)}]
        record["note"] = "Спросить стороны о продлении (пример заметки)."
    return f"primer-soglasheniya-{number}", record


def _sides(world: World, number: int, first: Record, words: tuple[str, str, str]) -> list[Record]:
    """Return two or three sides: a named body, an organisation of the registry (if any), another of either."""
    gives, does, result = words
    first["role"] = f"{gives[0].upper()}{gives[1:]}."
    dice = world.dice("sides", number)
    ngos: list[Record] = [{"ngo": ngo} for ngo in world.some_ngos(dice, 2)]
    second: Record = ngos[0] if ngos else {"name": "Ресурсный центр «Пример»", "kind": "resource_center"}
    second["role"] = f"{does[0].upper()}{does[1:]}."
    if number % 2:
        second["gave"] = f"{result[0].upper()}{result[1:]}."
    sides = [first, second]
    if number % 5 == 3:
        sides.append(ngos[1] if len(ngos) > 1 else _body("other", number, dice))
    return sides


def _body(kind: str, number: int, dice: Random) -> Record:
    """Return a side outside the registry; its numbers follow from its place in the town's list."""
    bodies = load_town()["bodies"]
    place = number // 2 % len(bodies[kind])
    body: Record = {"name": bodies[kind][place], "kind": kind}
    serial = 100 * list(bodies).index(kind) + place
    if kind == "entrepreneur":
        body["ogrn"] = make_ogrnip(serial, 2015)
    elif kind not in ("group", "other"):
        body |= {"inn": make_inn(serial, BODY_OFFICE), "ogrn": make_ogrn(serial, 2010, BODY_OFFICE)}
        body["url"] = f"https://{kind.replace('_', '-')}-{place + 1}.example/"
    if dice.randrange(3) == 0:
        body["gave"] = "Слово сдержали, помогли дважды (пример)."
    return body


Terms = Callable[[Record, World, Random, str], None]


def _terms_of(number: int) -> Terms:
    return _silent if number % 21 == SILENT else TERMS[number % len(TERMS)]


def _active(record: Record, world: World, dice: Random, result: str) -> None:
    signed = world.day(60 + dice.randrange(300))
    record |= {
        "signed_on": signed,
        "starts_on": signed + timedelta(days=10),
        "ends_on": world.day(-70 - dice.randrange(600)),
    }


def _expiring(record: Record, world: World, dice: Random, result: str) -> None:
    record |= {"signed_on": world.day(200 + dice.randrange(300)), "ends_on": world.day(-1 - dice.randrange(59))}


def _expired(record: Record, world: World, dice: Random, result: str) -> None:
    ends = world.day(20 + dice.randrange(900))
    record |= {"signed_on": ends - timedelta(days=365), "ends_on": ends, "outcome": result}


def _silent(record: Record, world: World, dice: Random, result: str) -> None:
    _expired(record, world, dice, result)
    del record["outcome"]


def _ended(record: Record, world: World, dice: Random, result: str) -> None:
    _active(record, world, dice, result)
    record |= {"ended_on": world.day(5 + dice.randrange(40)), "outcome": f"Прекратили по согласию сторон. {result}"}


def _open_ended(record: Record, world: World, dice: Random, result: str) -> None:
    record |= {"signed_on": world.day(100 + dice.randrange(2000)), "open_ended": "yes"}


def _unknown(record: Record, world: World, dice: Random, result: str) -> None:
    """Leave the term out, as when the source does not tell it."""


def _planned(record: Record, world: World, dice: Random, result: str) -> None:
    starts = world.day(-15 - dice.randrange(40))
    record |= {
        "signed_on": world.day(3),
        "starts_on": starts,
        "ends_on": starts + timedelta(days=365),
        "open_ended": "no",
    }


TERMS: tuple[Terms, ...] = (_open_ended, _active, _expired, _expiring, _active, _ended, _unknown, _planned)
