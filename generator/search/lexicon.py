"""The words of a site, for repairing queries in the browser: typos, the wrong keyboard layout, Latin letters. Pure."""

from __future__ import annotations

import re
from collections import Counter

WORD = re.compile(r"[^\W\d_]+(?:[-\u2011][^\W\d_]+)*")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
LONGEST = 30
# About 60 KB gzipped. Past it the rarest words go: they are then searched as typed, without mending.
MAX_WORDS = 25_000


def words_of(text: str) -> set[str]:
    """Return the words of a text in lower case, ё as е; «кибер-атом» also gives «кибератом»."""
    found = set(WORD.findall(text.lower().replace("ё", "е")))
    for word in [word for word in found if "-" in word or "\u2011" in word]:
        parts = word.replace("\u2011", "-").split("-")
        found.remove(word)
        found.update(parts)
        found.add("".join(parts))
    return {word for word in found if 2 <= len(word) <= LONGEST}


def _shared(before: str, word: str) -> int:
    """Return how many leading letters two words share."""
    length = min(len(before), len(word))
    return next((place for place in range(length) if before[place] != word[place]), length)


def pack_words(counts: Counter[str]) -> dict[str, str | bool]:
    """``words``: a line each, sorted; what a word shares with the line before is a digit.

    A digit at the end says how common the word is: n for 2ⁿ pages or more. ``complete``: none was left out.
    """
    kept = sorted(counts, key=lambda word: (-counts[word], word))[:MAX_WORDS]
    lines, before = [], ""
    for word in sorted(kept):
        shared = _shared(before, word)
        common = min(counts[word].bit_length() - 1, 9)
        lines.append(f"{DIGITS[shared]}{word[shared:]}{common or ''}")
        before = word
    return {"words": "\n".join(lines), "complete": len(kept) == len(counts)}
