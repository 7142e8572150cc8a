"""Signs on pages and in tables: a pictogram per code, an emblem per organisation. Pure.

An emblem uses only what is known of every organisation: its direction gives the tone, its name the letters.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from generator.catalog.models import Ngo
from generator.model.vocabulary import Vocabulary
from generator.text import name_key, unquoted

TONES = 8  # matches .tone-0 … .tone-7 in the style sheet
WORD = re.compile(r"[^\W\d_]+")
SMALL = frozenset(("и", "в", "на", "по", "с", "для", "из", "за", "города", "имени", "им"))
# Codes of audiences, needs, directions, wishes and kinds of partners → symbols in theme/assets/portal/icons.svg.
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
    "authority": "hall",
    "municipal": "city",
    "resource_center": "bulb",
    "media": "news",
    "business": "plant",
    "entrepreneur": "shop",
    "ngo": "people",
    "group": "crowd",
    "other": "list",
}
OTHER = "lifebuoy"  # for codes a town adds to its lists


class Emblem(NamedTuple):
    """An organisation's emblem: ``tone`` below TONES, one or two upper-case ``letters``, and an ``icon``."""

    tone: int
    letters: str
    icon: str


def pictogram(code: str) -> str:
    """Return the symbol for a code of any list."""
    return PICTOGRAMS.get(code, OTHER)


def emblem(ngo: Ngo, vocabulary: Vocabulary) -> Emblem:
    """Return an organisation's emblem. Without a direction it takes the last tone."""
    directions = list(vocabulary.lists["directions"])
    direction = ngo.row["direction"]
    tone = directions.index(direction) % (TONES - 1) if direction in directions else TONES - 1
    return Emblem(tone, monogram(ngo.title), pictogram(direction or ""))


@lru_cache(maxsize=1 << 15)
def monogram(title: str) -> str:
    """Return the initials of the first two significant words, preferring the quoted part of the name."""
    quoted = re.search(r"[«\"„](.+)", title)
    for text in (quoted[1] if quoted else "", name_key(title), title):
        words = [word for word in WORD.findall(unquoted(text)) if word.lower() not in SMALL]
        if words:
            return "".join(word[0] for word in words[:2]).upper()
    return "•"
