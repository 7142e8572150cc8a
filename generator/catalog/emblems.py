"""The signs that stand for things on pages and in tables: a pictogram for a code, an emblem for an organisation. Pure.

An emblem is drawn from what is known of every organisation: its direction gives the tone, its name the letters.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from generator.catalog.models import Ngo
from generator.model.vocabulary import Vocabulary
from generator.text import name_key, unquoted

TONES = 8  # of the style sheet: .tone-0 … .tone-7
WORD = re.compile(r"[^\W\d_]+")
SMALL = frozenset(("и", "в", "на", "по", "с", "для", "из", "за", "города", "имени", "им"))
# Codes of audiences, needs and directions → symbols of theme/assets/portal/icons.svg.
PICTOGRAMS = {
    "children": "child",
    "families": "family",
    "large_families": "crowd",
    "teens": "backpack",
    "youth": "mortarboard",
    "elderly": "elderly",
    "disabled": "wheelchair",
    "disabled_children": "cared",
    "veterans": "star",
    "military_families": "shield",
    "migrants": "globe",
    "homeless": "home",
    "addiction": "sprout",
    "hard_times": "lifebuoy",
    "animals": "paw",
    "ngo_leaders": "case",
    "activists": "people",
    "everyone": "city",
    "emergency": "alarm",
    "care": "heart",
    "psychological": "bubble",
    "violence": "shield",
    "legal": "scales",
    "rehab": "pulse",
    "health": "cross",
    "food_clothes": "shirt",
    "money": "ruble",
    "housing": "home",
    "transport": "bus",
    "equipment": "wheelchair",
    "employment": "case",
    "education": "book",
    "sport": "ball",
    "leisure": "music",
    "consultation": "question",
    "project_help": "bulb",
    "volunteering": "hand",
    "animals_help": "paw",
    "culture_education": "book",
    "health_sport": "ball",
    "social": "heart",
    "community": "city",
    "ecology": "sprout",
    "patriotic": "star",
    "volunteer": "hand",
    "things": "shirt",
    "join": "people",
    "skills": "bulb",
    "partner": "case",
}
OTHER = "lifebuoy"  # for a code of a town's own list


class Emblem(NamedTuple):
    """``tone``: a number below TONES. ``letters``: one or two, upper case."""

    tone: int
    letters: str
    icon: str


def pictogram(code: str) -> str:
    """The symbol of a code of any list."""
    return PICTOGRAMS.get(code, OTHER)


def emblem(ngo: Ngo, vocabulary: Vocabulary) -> Emblem:
    """The emblem of an organisation; without a direction its tone is the last."""
    directions = list(vocabulary.lists["directions"])
    direction = ngo.row["direction"]
    tone = directions.index(direction) % (TONES - 1) if direction in directions else TONES - 1
    return Emblem(tone, monogram(ngo.title), pictogram(direction or ""))


@lru_cache(maxsize=1 << 15)
def monogram(title: str) -> str:
    """First letters of the first two telling words: of what stands in quotes, where something does."""
    quoted = re.search(r"[«\"„](.+)", title)
    for text in (quoted[1] if quoted else "", name_key(title), title):
        words = [word for word in WORD.findall(unquoted(text)) if word.lower() not in SMALL]
        if words:
            return "".join(word[0] for word in words[:2]).upper()
    return "•"
