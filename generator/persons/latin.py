"""Names in Latin letters, as file names and addresses have them: «primerova-tayna», «Yulia Primerova».

A Russian name can be transliterated in many ways, but its sound is one: both the text and the names sought are reduced
to sounds. Mailboxes and addresses of other sites are left out; they are judged as such.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from generator.persons.names import Name, Part

WORD = re.compile(r"(?<![^\W\d_])[A-Za-z]+(?:['’ʹ][A-Za-z]+)*['’ʹ]?(?![^\W\d_])")
ELSEWHERE = re.compile(r"(?<![^\s<>\"'()])[^\s<>\"'()]*@[^\s<>\"'()]*|\w{2,10}://[^\s<>\"'()]*")
SEVERAL = (  # letters for one sound, longest first
    ("щ", ("shch", "sch", "shh")),
    ("ж", ("zh",)),
    ("х", ("kh",)),
    ("ц", ("ts", "tz")),
    ("ч", ("ch",)),
    ("ш", ("sh",)),
    ("ю", ("yu", "iu", "ju")),
    ("я", ("ya", "ia", "ja")),
    ("е", ("yo", "jo", "io", "ye", "je", "ie", "eh")),
    ("ф", ("ph",)),
    ("к", ("ck",)),
    ("кс", ("x",)),
)
SOUNDS = {latin: sound for sound, written in SEVERAL for latin in written}
SOUNDS |= zip("abcdefghijklmnopqrstuvwyz", "абцдефгхииклмнопкрстуввиз", strict=True)
SOUND = re.compile("|".join(SOUNDS))
SIMPLER = str.maketrans({"ы": "и", "э": "е", "ё": "е", "й": "и", "ь": None, "ъ": None, "'": None, "’": None, "ʹ": None})
LONG = re.compile("и+(?=[иеюя])")


@lru_cache(maxsize=65536)
def sound_of(word: str) -> str:
    """Return a word by its sound: a Latin word, or a Russian one already in lower case."""
    spelled = SOUND.sub(lambda found: SOUNDS[found[0]], word.lower()) if word[:1].isascii() else word
    return LONG.sub("", spelled.translate(SIMPLER))


def in_russian(text: str) -> str:
    """Return the text with its Latin words by their sound, capitals kept; empty if it has none."""
    if WORD.search(text) is None:
        return ""
    return WORD.sub(_spelled, ELSEWHERE.sub(lambda found: "\n" * len(found[0]), text))


def _spelled(found: re.Match[str]) -> str:
    sound = sound_of(found[0])
    return sound[:1].upper() + sound[1:] if found[0][0].isupper() else sound


def sounding(name: Name) -> Name:
    """Return the name by its sounds; the surname alone identifies nobody."""
    family, given, patronymic = map(_part, (name.family, name.given, name.patronymic))
    return replace(name, family=family, given=given, patronymic=patronymic, alone=False)


def _part(part: Part) -> Part:
    forms = tuple(frozenset(map(sound_of, forms)) for forms in part.forms)
    return Part(forms, sound_of(part.initial) or part.initial)
