"""Invented services of an organisation, from a title alone to every field. Writes no files."""

from __future__ import annotations

from datetime import time
from random import Random
from typing import Any

from generator.demo.words import Theme, load_themes

Row = dict[str, Any]
COSTS = (("free", ""), ("partly", "первое занятие бесплатно"), ("paid", "300 руб. за занятие, льготы по справке"))
HOWS = ("позвонить и записаться", "прийти в часы приёма", "написать на почту, ответим за два дня", "заполнить анкету")
WHENS = ("по будням с 10:00 до 18:00", "по субботам в 12:00", "во вторник и четверг вечером", "раз в месяц")
BRINGS = (["паспорт"], ["паспорт", "справка о льготе"], ["сменная обувь", "вода"], ["удобная одежда"])
WHO = (
    "жители Примерска",
    "дети от 6 до 12 лет",
    "взрослые старше 18 лет",
    "по направлению врача",
    "семьи с двумя детьми",
)
TIMES: tuple[list[Row], ...] = (
    [{"days": ["mon", "wed"], "start": time(17), "end": time(18, 30), "note": "младшая группа"}],
    [
        {"days": ["tue", "thu"], "start": time(10), "end": time(12)},
        {"days": ["sat"], "start": time(11), "end": time(13), "place": "Дом культуры «Пример», комната 12"},
    ],
    [{"days": ["sun"], "start": time(12), "place": "Спорткомплекс «Пример»"}],
)
PLACES = ("Библиотека «Пример», 2 этаж", "Спорткомплекс «Пример»", "Дом культуры «Пример», комната 12")


def make_services(theme: Theme, dice: Random, count: int) -> list[Row]:
    """Return ``count`` services: the theme's own first, then those of other themes."""
    first = dice.randrange(len(theme.services))
    own = theme.services[first:] + theme.services[:first]
    found = [_make(theme, words, dice) for words in own[:count]]
    others = [(other, words) for other in load_themes() for words in other.services if other is not theme]
    for place in range(count - len(found)):
        other, words = others[place % len(others)]
        found.append(_make(other, words, dice))
    return found


def make_service(theme: Theme, dice: Random, *, brief: bool) -> Row:
    """Return one service of the theme; with ``brief``, only what a modest record tells."""
    words = theme.services[dice.randrange(len(theme.services))]
    if not brief:
        return _make(theme, words, dice)
    return {"title": words["title"], "needs": words["needs"], "cost": COSTS[dice.randrange(3)][0]}


def _make(theme: Theme, words: Row, dice: Random) -> Row:
    row = dict(words)
    row.setdefault("audiences", theme.audiences[:2])
    row["cost"], note = COSTS[dice.choice((0, 0, 0, 1, 2))]
    if note:
        row["cost_note"] = note
    row["how"] = HOWS[dice.randrange(len(HOWS))]
    extra = dice.randrange(4)
    if extra == 1:
        row |= {"times": TIMES[dice.randrange(len(TIMES))], "channels": ["in_person", "at_home"]}
    elif extra:
        row["when"] = WHENS[dice.randrange(len(WHENS))]
    if extra == 2:
        row |= {"bring": BRINGS[dice.randrange(len(BRINGS))], "eligibility": WHO[dice.randrange(len(WHO))]}
    if extra == 3:
        row |= {"channels": ["phone", "online"], "age_from": 7, "age_to": 17}
        row |= {"place": PLACES[dice.randrange(len(PLACES))], "url": "https://example.org/usluga"}
    return row
