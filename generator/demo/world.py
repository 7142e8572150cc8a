"""What every invented record is made from: the seed, the date, how many records there are. Writes nothing.

Each record has its own dice, so a larger demo starts with the same records as a smaller one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from generator.demo.words import Theme, load_forms, load_themes

SOURCE = "выдуманные данные для примера"
REFERRED = 110  # only this many organisations take part in forums, events and agreements


@dataclass(frozen=True, slots=True)
class World:
    """The arguments of a demo."""

    seed: int
    today: date
    ngos: int
    forums: int
    partnerships: int

    def dice(self, kind: str, number: int) -> Random:
        """Return the dice of one record: the same for the same seed, whatever else is written."""
        return Random(f"{self.seed}/{kind}/{number}")  # noqa: S311 - invented data, no secret

    def day(self, ago: int) -> date:
        """Return the date ``ago`` days before today, or after it if negative."""
        return self.today - timedelta(days=ago)

    def some_ngos(self, dice: Random, count: int) -> list[str]:
        """Return ids of up to ``count`` different organisations, none if there are none."""
        order = dice.sample(range(1, REFERRED + 1), REFERRED)
        return [ngo_id(number) for number in order if number <= self.ngos][:count]


def theme_of(number: int) -> Theme:
    """Return the theme of an organisation; numbers count from 1.

    The shift gives each theme both rich and poor records.
    """
    themes = load_themes()
    return themes[(number - 1 + (number - 1) // 20) % len(themes)]


def form_of(number: int) -> str:
    """Return the code of an organisation's legal form, taking its theme's forms in turn."""
    if has_long_name(number):
        return "public_organisation"
    forms = theme_of(number).forms
    return forms[(number - 1) // len(load_themes()) % len(forms)]


def has_long_name(number: int) -> bool:
    """Whether the name is some 200 characters long; one organisation in forty has such a name."""
    return number % 40 == 23


def ngo_id(number: int) -> str:
    """Return the id of an organisation's record."""
    return f"primer-{theme_of(number).slug}-{number}"


KINDS = ("Клуб", "Центр", "Дом", "Круг", "Школа", "Мастерская", "Лига")  # so that names start with different letters


def ngo_names(number: int) -> tuple[str, str]:
    """Return full and short name; both contain «Пример» and the number."""
    full, short = load_forms()[form_of(number)]
    own = f"Пример {theme_of(number).of} {number}"
    quoted = f"«{KINDS[number // 3 % len(KINDS)]} „{own}“»" if number % 3 == 1 else f"«{own}»"
    return f"{full} {quoted}", f"{short} {quoted}"
