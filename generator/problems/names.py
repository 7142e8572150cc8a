"""Names in words: which of some names was cut short or written loosely, and which are the nearest. Pure functions."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from generator.text import fold

STEM = 5  # letters by which forms of one word are known
SHORTEST = 3  # letters; a shorter part says nothing
LONGEST = 200  # characters of a name that are compared
NEAR = 0.6  # likeness of names that may be the same
WORD = re.compile(r"[\w-]+\.?")


def words_of(name: str) -> list[str]:
    return WORD.findall(fold(name[:LONGEST]))


def the_one_begun(typed: str, names: Iterable[str]) -> str:
    """Return the only name that begins with the typed words, shortened ones included («комн. 12»); else empty."""
    words = words_of(typed)
    found = [name for name in dict.fromkeys(names) if _begins(words, words_of(name))]
    return found[0] if len(found) == 1 and len("".join(words)) >= SHORTEST else ""


def _begins(words: Sequence[str], whole: Sequence[str]) -> bool:
    """Tell whether the words are the first of the whole; one that ends in a full stop may be cut."""
    pairs = zip(words, whole, strict=False)
    return 0 < len(words) <= len(whole) and all(
        word == full or (word.endswith(".") and full.startswith(word[:-1])) for word, full in pairs
    )


def the_one_with(typed: str, names: Iterable[str]) -> str:
    """Return the only name that begins with the typed words, or else the only one that contains them; else empty."""
    names = list(dict.fromkeys(names))
    part = " ".join(words_of(typed))
    if begun := the_one_begun(typed, names):
        return begun
    within = [name for name in names if part in " ".join(words_of(name))] if len(part) >= SHORTEST else []
    return within[0] if len(within) == 1 else ""


def nearest(typed: str, names: Iterable[str], most: int = 3) -> list[str]:
    """Return up to ``most`` names with the rarest of the typed words, or the most letters, the nearest first."""
    mine, part = _stems(typed), fold(typed[:LONGEST])
    stems = {name: _stems(name) for name in names}
    often = Counter(stem for own in stems.values() for stem in own)
    ranked: list[tuple[float, float, str]] = []
    for name, own in stems.items():
        common = sum(1 / often[stem] for stem in mine & own)
        like = difflib.SequenceMatcher(None, part, fold(name[:LONGEST])).ratio()
        if common or like >= NEAR:
            ranked.append((-common, -like, name))
    return [name for _, _, name in sorted(ranked)[:most]]


def _stems(name: str) -> set[str]:
    return {word.rstrip(".")[:STEM] for word in words_of(name) if len(word) > SHORTEST or word.isdigit()}
