"""Invented people: all are called Примеров or Примерова and marked as examples."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from generator.demo.digits import make_phone
from generator.demo.pictures import LOGOS
from generator.demo.words import load_town
from generator.demo.world import World

Person = dict[str, Any]
CONSENT = ["name", "position"]


def person_name(number: int) -> str:
    """Return a name; 24 consecutive numbers give 24 different names."""
    people = load_town()["people"]
    place = number // 2 % 12
    if number % 2:
        return f"Примеров {people['male'][place]} Примерович (пример)"
    return f"Примерова {people['female'][place]} Примеровна (пример)"


def make_official(number: int, role: str) -> Person:
    """Return a person who holds a post in a public body."""
    people = load_town()["people"]
    return {
        "name": person_name(number),
        "role": role,
        "position": people["posts"][number % len(people["posts"])],
        "organisation": people["authorities"][number % len(people["authorities"])],
        "basis": "official",
    }


def make_consenting(world: World, number: int, role: str) -> Person:
    """Return a person whose consent stays in force for long."""
    positions = load_town()["people"]["positions"]
    given = world.day(40 + number % 300)
    return {
        "name": person_name(number),
        "role": role,
        "position": positions[number % len(positions)],
        "organisation": f"Клуб «Пример {number % 50 + 1}»",
        "basis": "consent",
        "consent_given": given,
        "consent_until": given + timedelta(days=1000),
        "consent_fields": CONSENT,
        "consent_reference": f"папка-пример, лист {number % 90 + 1}",
    }


def make_contact(world: World, number: int, role: str) -> Person:
    """Return a consenting person with a phone and a mailbox, both named in the consent."""
    person = make_consenting(world, number, role)
    person |= {"phone": make_phone(5000 + number % 1000), "email": f"chelovek-{number}@example.org"}
    return person | {
        "consent_fields": [*CONSENT, "phone", "email", "photo"],
        "photo_file": LOGOS[2],
        "source": "анкета-пример",
    }


def make_expired(world: World, number: int) -> Person:
    """Return a person whose consent has expired: never published, staff get a warning."""
    return make_contact(world, number, "head") | {
        "consent_given": world.day(800),
        "consent_until": world.day(30),
    }


def make_baseless(number: int) -> Person:
    """Return a person without a legal basis: never published, staff get a warning."""
    return {"name": person_name(number), "role": "contact", "phone": make_phone(6000 + number % 1000)}
