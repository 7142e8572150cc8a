"""Invented indicators over several years, requests that found no answer, and moved addresses. Writes no files."""

from __future__ import annotations

from typing import Any

from generator.demo.world import World, ngo_id

Record = dict[str, Any]
PLACE = "паспорт-пример, §4"
# Id, title, caption, unit, evidence, first year's value, yearly growth.
ROWS = (
    ("consultations", "Консультации для НКО", "консультаций", "шт.", "consultations", 40, 22),
    ("publications", "Публикации о делах НКО", "публикаций", "шт.", "publications", 6, 5),
    ("reviews", "Экспертные оценки заявок", "оценок заявок", "шт.", "reviews", 8, 7),
    ("grants", "Проекты, получившие грант", "проектов с грантом", "шт.", "projects", 3, 4),
    ("seminars", "Семинары и круглые столы", "семинаров", "шт.", "seminars", 4, 4),
    ("head-meetings", "Встречи с Главой города", "встреч с Главой", "шт.", "head_meetings", 1, 1),
    ("active-ngos", "Действующие НКО", "действующих НКО", "орг.", "active_ngos", 24, 6),
    ("supported", "Организации, получившие поддержку", "поддержанных организаций", "орг.", "support", 9, 5),
    ("partnerships", "Заключённые соглашения", "соглашений", "шт.", "partnerships", 5, 9),
    ("records", "Записи в открытом реестре", "записей в реестре", "зап.", "ngos", 60, 12),
    ("registry", "Открытый реестр НКО города", "реестр НКО", "шт.", "registry", 1, 0),
    ("satisfaction", "Довольны форумом по опросу", "довольны форумом", "%", "", 71, 4),
)
YEARS = 4
QUALIFIERS = ("exact", "more_than", "about", "range")


def make_indicators(world: World) -> Record:
    """Return all indicators: the baseline, each year's value, the target."""
    rows = []
    for number, (name, title, short, unit, evidence, start, growth) in enumerate(ROWS, start=1):
        row: Record = {"id": name, "number": number, "title": f"{title} (пример)", "short": short, "unit": unit}
        if evidence:
            row["evidence"] = evidence
        row |= {"source": PLACE, "values": _values(world, number, start, growth)}
        rows.append(row)
    return {"indicators": rows}


def _values(world: World, number: int, start: int, growth: int) -> list[Record]:
    """Return a series that does not depend on the seed; only its years follow today."""
    first = world.today.year - YEARS - 1
    found = [_value("baseline", first, start)]
    for turn in range(1, YEARS + 1):
        value = _value("actual", first + turn, start + growth * turn - (turn * number % 3 if growth else 0))
        qualifier = QUALIFIERS[(number + turn) % len(QUALIFIERS)] if growth else "exact"
        value["qualifier"] = qualifier
        if qualifier == "range":
            value["value_to"] = value["value"] + growth
        found.append(value)
    return [*found, _value("target", world.today.year, start + growth * (YEARS + 1))]


def _value(role: str, year: int, value: int) -> Record:
    return {"role": role, "value": value, "qualifier": "exact", "period": str(year), "source": PLACE}


def make_requests(world: World) -> Record:
    """Return what people of the invented town asked for and did not find."""
    asked = (("legal", "veterans", 4), ("transport", "disabled", 7), ("psychological", "teens", 3))
    rows: list[Record] = [
        {"month": f"{world.day(20 * (place + 1)):%Y-%m}", "need": need, "audience": audience, "count": count}
        for place, (need, audience, count) in enumerate(asked)
    ]
    return {"requests": [*rows, {"month": f"{world.day(20):%Y-%m}", "need": "housing", "count": 2}]}


def make_moved(world: World) -> Record:
    """Return one address that moved and one whose record was removed."""
    gone = "организация попросила убрать запись (пример)"
    return {
        "moved": [
            {"kind": "ngos", "id": "primer-staryj-kod", "to": ngo_id(2), "on": world.day(120)},
            {"kind": "ngos", "id": "primer-snyatoj-zapisi", "gone": gone, "on": world.day(30)},
        ]
    }
