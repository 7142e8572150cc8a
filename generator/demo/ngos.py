"""Invented organisations, from records with only a name to ones that use every field of the model.

How rich a record is follows from its number, so that a small demo shows every kind. Writes no files.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from generator.demo.digits import make_inn, make_kpp, make_minjust, make_ogrn, make_phone, make_point
from generator.demo.pictures import LOGOS
from generator.demo.rich import add_riches
from generator.demo.services import make_service, make_services
from generator.demo.words import load_town
from generator.demo.world import SOURCE, World, form_of, has_long_name, ngo_names, theme_of

Record = dict[str, Any]
BARE, MODEST, MEDIUM, RICH = range(4)
ACCESS = ("full", "partly", "none")


def tier_of(number: int) -> int:
    """Return how rich a record is: one in ten bare, one in twenty rich, one in five medium, the rest modest."""
    if number % 10 == 0:
        return BARE
    if number % 20 == 1:
        return RICH
    return MEDIUM if number % 4 == 2 or number == 7 else MODEST


def make_ngo(world: World, number: int) -> Record:
    """Return the record of an organisation; numbers count from 1."""
    dice = world.dice("ngo", number)
    tier, theme = tier_of(number), theme_of(number)
    record = _name(number)
    if tier == BARE:
        return record | {"status": "unknown" if number % 20 else "registered", "source": SOURCE}
    record |= _status(world, number, dice)
    record |= {"legal_form": form_of(number), "direction": theme.direction, "source": SOURCE}
    record["summary"] = theme.summaries[dice.randrange(len(theme.summaries))]
    record |= _contacts(number, dice, tier)
    if tier >= MEDIUM or number % 3 == 0:
        record["audiences"] = theme.audiences
        record["services"] = make_services(theme, dice, 40 if number == 7 else tier + dice.randrange(2))
    else:
        record["services"] = [make_service(theme, dice, brief=True)]
    if tier >= MEDIUM:
        record |= _medium(world, number, dice, record)
    if tier == RICH:
        add_riches(record, world, number, dice)
    return record


def _name(number: int) -> Record:
    full, short = ngo_names(number)
    if has_long_name(number):
        purpose = (
            "содействия развитию добрососедства, взаимопомощи, творчества и здорового образа жизни детей и взрослых"
        )
        own = full[full.index("«") + 1 : -1]
        record = {"name": f"Примерская городская организация {purpose} города Примерска и соседних посёлков — {own}"}
        return record if number % 80 == 23 else record | {"short_name": short}
    if tier_of(number) in (MEDIUM, RICH):
        return {"name": full, "short_name": short}
    return {"name": short}


def _status(world: World, number: int, dice: Random) -> Record:
    """Return registration and activity, which are independent, with the numbers that follow from them."""
    activity = {4: "dormant", 6: "unknown"}.get(number % 11, "active")
    if form_of(number) == "initiative_group":
        return {"status": "unregistered", "activity": activity, "founded": world.today.year - 1 - dice.randrange(6)}
    if number % 13 == 8:
        return {"status": "unknown", "activity": "unknown"}
    day = world.day(300 + dice.randrange(6000))
    found: Record = {"status": "registered", "activity": activity, "registered_on": day}
    if number % 17 == 5:
        found |= {"status": "liquidated", "activity": "dormant", "liquidated_on": _later(world, day, dice)}
    if number % 3:
        found |= {"inn": make_inn(number), "ogrn": make_ogrn(number, day.year)}
    return found


def _later(world: World, day: date, dice: Random) -> date:
    return min(day + timedelta(days=90 + dice.randrange(3000)), world.day(5))


def _contacts(number: int, dice: Random, tier: int) -> Record:
    places = load_town()["places"]
    street = places["streets"][dice.randrange(len(places["streets"]))]
    found: Record = {"address": f"{street}, д. {dice.randrange(1, 90)}"}
    if number % 9 != 3:
        found["phones"] = [make_phone(number)]
    if tier >= MEDIUM or number % 4 == 1:
        found["emails"] = [f"primer-{number}@example.org"]
    if number % 5 == 2 or tier == RICH:
        found["links"] = [f"https://vk.example/primer{number}"]
    return found


def _medium(world: World, number: int, dice: Random, record: Record) -> Record:
    """Return what an organisation tells when asked: place, hours, statutory activities, wishes."""
    places, theme = load_town()["places"], theme_of(number)
    found: Record = make_point(dice) | {
        "activities": theme.activities,
        "activities_text": theme.charter,
        "seen_on": world.day(10 + dice.randrange(500) + (1000 if record["activity"] == "dormant" else 0)),
        "seen_at": "стендовая презентация форума (пример)",
        "accessible": ACCESS[number // 4 % 3],
        "hours": [{"days": ["mon", "wed", "fri"], "opens": "10:00", "closes": f"{16 + dice.randrange(4)}:00"}],
        "site": f"https://primer-{number}.example/",
        "offers": [{"text": text} for text in theme.offers[: 1 + number % 2]],
        "confirmed_on": world.day(dice.randrange(400)),
    }
    if found["accessible"] != "full":
        found["access_note"] = places["notes"][dice.randrange(len(places["notes"]))]
    if number % 8 == 2:
        found["hours_note"] = places["hours"][dice.randrange(len(places["hours"]))]
    if form_of(number) != "initiative_group" and number % 3:
        found |= {"kpp": make_kpp(), "minjust_number": make_minjust(number, form_of(number))}
    if "kpp" in found and number % 7 == 2:
        found["branch_of"] = "Общероссийская общественная организация «Пример единства»"
    if number in LOGOS:
        found |= {"logo_file": LOGOS[number], "logo_alt": "Круг на цветном поле (пример)"}
        found |= {"logo_author": "Пример художника", "logo_permission": "письмо-пример"}
    return found
