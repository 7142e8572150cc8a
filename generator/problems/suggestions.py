"""Guesses which known word was meant: a key, a code, an id. Nothing is ever repaired silently.

Pure functions; a guess only goes into the words of a problem.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import product

from generator.text import LAYOUT, LOOKALIKES, slugify

MAX_COMPARED = 100  # words compared in one run, which may ask for thousands
FAR = 3  # a distance that is no guess any more
MAX_CANDIDATES = 400  # among more words, only one-letter slips are searched for
LONG = 80
SHORT = 5  # words below this length are too near to one another for a changed letter to be sure
# Words in their own right, one letter away from a code with another meaning.
OTHER_WORDS = frozenset(("adapted", "content", "contract", "export", "aware", "bread", "honey", "orange", "abort"))


class Words:
    """Known words (keys of a table, codes of a list, ids of records) among which a misspelt one is sought.

    ``most``: how many different words are compared with all known ones; thousands would take minutes. A slip of one
    letter is found for any number.
    """

    def __init__(self, known: Iterable[str], most: int | None = None) -> None:
        self.known = frozenset(known)
        self.most = most
        self._compared: set[str] = set()
        self._slips: dict[str, list[str]] = {}
        self._near: dict[str, list[str]] = {}

    def guess(self, typed: str, taken: Collection[str] = ()) -> str:
        """Return the word most likely meant, or an empty text. Words in ``taken`` are there already: less likely."""
        if len(typed) > LONG:
            return ""
        forms = forms_of(typed)
        if not forms:
            return ""
        if exact := next((form for form in forms if form in self.known), ""):
            return exact
        for form in forms:
            if close := self._close(form, typed):
                return min(close, key=lambda word: _rank(form, word, taken))
        return next(iter(self._similar(forms)), "") if self.may_compare(typed) else ""

    def may_compare(self, typed: str) -> bool:
        """Tell whether to spend time on this word; words already compared are free."""
        if self.most is None or len(self._compared) < self.most:
            self._compared.add(typed)
        return typed in self._compared

    def surely(self, typed: str, taken: Collection[str] = ()) -> str:
        """Return the guess if it is one slip away from what was typed, else an empty text."""
        found = self.guess(typed, taken)
        return found if any(distance(form, found) <= 1 for form in forms_of(typed)) else ""

    def only(self, typed: str) -> str:
        """Return the one word that was surely meant, or an empty text.

        It is what was typed in another notation, or the only word one letter away; a changed digit is no slip, and
        neither is a changed letter of a short word.
        """
        if len(typed) > LONG or typed.strip().lower() in OTHER_WORDS:
            return ""
        forms = forms_of(typed)
        if exact := dict.fromkeys(form for form in forms if form in self.known):
            return next(iter(exact)) if len(exact) == 1 else ""
        written = [form for form in forms if form in _as_written(typed)]
        near = {word for form in written for word in self._close(form, typed) if distance(form, word) == 1}
        if len(near) != 1:
            return ""
        word = near.pop()
        return word if any(_is_slip(form, word) for form in written) else ""

    def _close(self, form: str, typed: str) -> Collection[str]:
        if not self._slips:
            for word in self.known:
                for part in _shortened(word):
                    self._slips.setdefault(part, []).append(word)
        reach = 1 if len(form) < 4 else 2
        slips = {word for part in _shortened(form) for word in self._slips.get(part, ())}
        slips = {word for word in slips if distance(form, word) <= reach}
        if slips or len(self.known) > MAX_CANDIDATES or reach == 1 or not self.may_compare(typed):
            return slips
        return {word for word in self.known if len(word) > 3 and distance(form, word) <= reach}

    def _similar(self, forms: tuple[str, ...]) -> list[str]:
        """Return words that share most of their letters, for slips of more than two letters."""
        if len(self.known) > MAX_CANDIDATES:
            return []
        if forms[0] not in self._near:
            ordered = sorted(self.known)
            found = [difflib.get_close_matches(form, ordered, n=1, cutoff=0.64) for form in forms]
            self._near[forms[0]] = next((close for close in found if close), [])
        return self._near[forms[0]]


@lru_cache(maxsize=4096)
def forms_of(typed: str) -> tuple[str, ...]:
    """Return what may have been meant letter by letter: case, look-alikes, keyboard layout, transliteration, joints."""
    plain = re.sub(r"\s+", "_", typed.strip().lower())
    readings = (plain, plain.translate(LOOKALIKES), plain.translate(LAYOUT), slugify(typed, LONG))
    joints = (("", ""), ("-", "_"), ("_", "-"))
    joined = (text.replace(*pair) if pair[0] else text for text, pair in product(readings, joints))
    return tuple(dict.fromkeys(form for form in joined if form))


def _as_written(typed: str) -> set[str]:
    """Return the forms of a word that differ only in look-alike letters, case and joints."""
    plain = re.sub(r"\s+", "_", typed.strip().lower())
    return {text.replace(*pair) for text in (plain, plain.translate(LOOKALIKES)) for pair in (("-", "_"), ("_", "-"))}


def _is_slip(form: str, word: str) -> bool:
    if re.findall(r"\d", form) != re.findall(r"\d", word):
        return False
    return len(word) >= SHORT or sorted(form) == sorted(word) or _squeezed(form) == _squeezed(word)


def _shortened(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _rank(typed: str, word: str, taken: Collection[str]) -> tuple[int, bool, bool, bool, str]:
    away = distance(typed, word)
    doubled = len(typed) != len(word) and _squeezed(typed) == _squeezed(word)
    return (away, word in taken, not doubled, typed[:1] != word[:1], word)


def _squeezed(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


@lru_cache(maxsize=65536)
def distance(first: str, second: str) -> int:
    """Return the slips between two words (a letter missing, added, changed, or two swapped), at most ``FAR``."""
    if abs(len(first) - len(second)) >= FAR:
        return FAR
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, start=1):
        older, before, row = before, row, [i]
        for j, b in enumerate(second, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and b == first[i - 2]:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) >= FAR:
            return FAR
    return min(row[-1], FAR)
