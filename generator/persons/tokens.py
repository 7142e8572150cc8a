"""Words of a passage and what stands between them: enough to tell whose name is written there.

Nothing here knows who may be named. A passage is folded text, one character per letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from generator.persons.names import LIKE_PATRONYMIC, LIKE_SURNAME, Name, Part, given_forms

# A surname ends before initials attached to it: «ПримероваТ.П.»
# and initials may follow a word after a hyphen: «директор-Т.П.Примерова».
TOKEN = re.compile(
    r"[^\W\d_]*[а-яa-z](?=[А-ЯA-Z](?:\.|[А-ЯA-Z](?![^\W\d_])))|[^\W\d_]+(?:['’-]\s*(?![^\W\d_]\.)[^\W\d_]+)*"
)
TAG = re.compile("<[^<>]*>")
PARTING = re.compile(r"[,;:\n\"'()|/<>{}\[\]*_=•«»]")
MAX_COMPANY = 8  # words, «и» among them, between a surname and one of several given names
MAX_HYPHENED = 40  # words in one file name
LONGEST_GAP = 6  # characters between two words of one name, in addition to spaces
Gap = Literal["tight", "loose", "cut"]
# A thing named after a person names nobody: «фонд имени …», «ул. …»; but «от имени …» does.
IN_HONOUR = re.compile(
    r"(?:(?<!от )(?<!по )(?<!до )(?<!без )\bимени|\bим\.|\bпамяти)\s*(?:[^\W\d_]+\s+){0,4}(?:[«\"]\s*)?$"
)
STREET = re.compile(
    r"\b(?:(?:ул|пр|пр-т|пр-кт|пер|пл|наб|б-р|бул|мкр)\b\.?|улиц\w+|проспект\w*|переул\w+|площад\w+|бульвар\w*"
    r"|набережн\w+|проезд\w*|шоссе|сквер\w*|парк\w*|микрораион\w*)\s*(?:[^\W\d_]{4,}\s+)?(?:[«\"]\s*)?$"
)
STREET_BEHIND = re.compile(
    r"[»\"]?,?\s+(?:(?:ул|пр|пер|пл|наб|пр-т|б-р)\.|улиц|проспект|переул|площад|бульвар|набережн)"
)
HOUSE = re.compile(r",?\s*(?:д(?:ом)?\b\.?\s*)?\d")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or several joined by hyphens. ``gap``: what separates it from the one before."""

    start: int
    end: int
    words: tuple[str, ...]
    capital: bool
    initial: bool
    shouted: bool
    gap: Gap


@dataclass(frozen=True, slots=True)
class Passage:
    """Part of a folded text, with its tags blanked out."""

    text: str
    tokens: list[Token]

    def excuses(self, start: int, end: int, *, street: bool) -> bool:
        """Tell whether this names a street, or a thing named in a person's honour."""
        before, behind = " ".join(self.text[:start].lower().split()), self.text[end:].lower()
        if IN_HONOUR.search(f"{before} "[-120:]):
            return True
        return street and bool(STREET.search(f"{before} "[-60:]) or STREET_BEHIND.match(behind))

    def place_of(self, letter: int) -> int | None:
        """Return the position of the token that contains a letter."""
        return next((i for i, token in enumerate(self.tokens) if token.start <= letter < token.end), None)

    def is_address(self, end: int) -> bool:
        """Tell whether a house number follows."""
        return HOUSE.match(self.text, end) is not None


def read_passage(text: str, *, tags: bool = False) -> Passage:
    """Return the passage's words; those within ``tags`` (titles, addresses) only on request."""
    text = text if tags else TAG.sub(lambda tag: "\n" * len(tag[0]), text)
    tokens: list[Token] = []
    end, short = 0, False
    for found in TOKEN.finditer(text):
        word = found[0]
        short_now = len(word) == 1
        initial = short_now and (word.isupper() or text[found.end() : found.end() + 1] in (".", "_"))
        words = tuple(re.split(r"['’-]\s*", word.lower()))
        gap = _gap(text[end : found.start()], after_initial=short)
        shouted = not short_now and word.isupper()
        tokens.append(Token(found.start(), found.end(), words, word[0].isupper(), initial, shouted, gap))
        end, short = found.end(), short_now
    return Passage(text, tokens)


def _gap(between: str, *, after_initial: bool) -> Gap:
    signs = between.split()
    if sum(map(len, signs)) > LONGEST_GAP or any(sign.isdigit() for sign in between):
        return "cut"
    if not after_initial and any(sign in between for sign in ".!?"):
        return "cut"
    return "loose" if PARTING.search(between) else "tight"


@dataclass(frozen=True, slots=True)
class Fit:
    """A name found: positions of its first and last token. ``alone``: the surname and nothing else."""

    first: int
    last: int
    alone: bool = False
    full: bool = False


Verdict = tuple[Literal["yes", "other", "none"], int, Gap]  # whether a side matches, its farthest token, its distance


@dataclass(frozen=True, slots=True)
class Reading:
    """The tokens of a passage compared with one name."""

    name: Name
    tokens: list[Token]

    def at(self, place: int) -> Fit | None:
        """Return the name whose surname, or else patronymic, is at this token."""
        last = self._family(place)
        if last is not None:
            return self._by_family(place, last)
        if self._is_hyphened(place):
            return Fit(place, place)
        if self._is_half(place):
            return self._next_to_half(place)
        if self._is(self.name.patronymic, place, whole=True):
            return self._by_patronymic(place)
        return None

    def _token(self, place: int) -> Token | None:
        return self.tokens[place] if 0 <= place < len(self.tokens) else None

    def _family(self, place: int) -> int | None:
        """Return the last token of the surname that begins here; its two words may be separated by a space."""
        token, following = self.tokens[place], self._token(place + 1)
        if not self.name.family:
            return None
        if self.name.family.is_word(token.words):
            return place
        if following and following.gap != "cut" and self.name.family.is_word(token.words + following.words):
            return place + 1
        return None

    def _is_hyphened(self, place: int) -> bool:
        """Tell whether hyphens separate the words, as in file names and addresses: «primerova-tayna», «Примерова-Т»."""
        words, size = self.tokens[place].words[:MAX_HYPHENED], max(1, len(self.name.family.forms))
        for start in range(len(words) - size + 1):
            if len(words) > size and self.name.is_family(words[start : start + size]):
                neighbours = (*words[max(0, start - 1) : start], *words[start + size : start + size + 1])
                if any(
                    self._is_written(part, word)
                    for part in (self.name.given, self.name.patronymic)
                    for word in neighbours
                ):
                    return True
        return False

    @staticmethod
    def _is_written(part: Part, word: str) -> bool:
        return bool(part) and (word == part.initial or part.is_word((word,)))

    def _is_half(self, place: int) -> bool:
        """Tell whether one word of a double surname is here."""
        words = self.tokens[place].words
        return len(words) == 1 and any(words[0] in half for half in self.name.halves)

    def _next_to_half(self, place: int) -> Fit | None:
        """Match a double surname by one of its words: only beside the whole given name does it identify someone."""
        for other in (place + 1, place - 1):
            near = self._token(max(place, other))
            if near and near.gap != "cut" and self._is(self.name.given, other, whole=True):
                return Fit(min(place, other), max(place, other))
        return None

    def _are_initials(self, token: Token) -> bool:
        """Tell whether these are both initials without a dot between them: «ТП», «Т-П»."""
        both = self.name.given.initial + self.name.patronymic.initial
        return token.shouted and len(both) == 2 and "".join(token.words) == both

    def _is(self, part: Part, place: int, *, whole: bool = False) -> bool:
        """Tell whether the token is this part, written out or (unless ``whole``) by its initial."""
        token = self._token(place)
        if not part or token is None:
            return False
        if not whole and part is self.name.given and self._are_initials(token):
            return True
        if token.initial:
            return not whole and token.words[0] == part.initial
        return part.is_word(token.words) or (len(part.forms) > 1 and token.words[0] in part.forms[0])

    def _by_family(self, first: int, last: int) -> Fit | None:
        right, left = self._right(last), self._left(first)
        for one, other in ((right, left), (left, right)):
            if one[0] == "yes" and not (other[0] == "other" and one[2] == "loose" and other[2] == "tight"):
                ends = sorted((first, last, one[1]))
                full = any(self._is(self.name.patronymic, place, whole=True) for place in range(ends[0], ends[-1] + 1))
                return Fit(ends[0], ends[-1], full=full)
        return None if "other" in (right[0], left[0]) else Fit(first, last, alone=True)

    def _right(self, last: int) -> Verdict:
        """Match what follows the surname: «Примерова Тайна Примеровна», «Примерова Т. П.»"""
        one, two = self._token(last + 1), self._token(last + 2)
        if one is None or one.gap == "cut":
            return ("none", last, "cut")
        if self._is(self.name.given, last + 1):
            if two is None or two.gap == "cut":
                return ("yes", last + 1, one.gap)
            if self._is(self.name.patronymic, last + 2):
                return ("yes", last + 2, one.gap)
            second = (one.initial and two.initial and two.gap == "tight") or _like_patronymic(two)
            return ("other" if second and self.name.patronymic else "yes", last + 1, one.gap)
        if self._is(self.name.patronymic, last + 1, whole=True):
            return ("yes", last + 1, one.gap)
        if (place := self._in_company(last + 1, 1)) is not None:
            return ("yes", place, one.gap)
        return ("other" if _like_given(one) else "none", last, one.gap)

    def _in_company(self, place: int, step: int) -> int | None:
        """Match «Тайна и Иван Примеровы»: the given name among others that share one surname."""
        joined = False
        for at in range(place, place + step * MAX_COMPANY, step):
            token = self._token(at)
            if joined and self._is(self.name.given, at, whole=True):
                return at
            if token is None or (token.words != ("и",) and not (token.capital and token.words[0] in given_forms())):
                return None
            joined |= token.words == ("и",)
        return None

    def _left(self, first: int) -> Verdict:
        """Match what precedes the surname: «Тайна Примеровна Примерова», «Т. П. Примерова»."""
        gap, one, two = self.tokens[first].gap, self._token(first - 1), self._token(first - 2)
        if one is None or gap == "cut":
            return ("none", first, "cut")
        near = two is not None and one.gap != "cut"
        if near and self._is(self.name.patronymic, first - 1) and self._is(self.name.given, first - 2):
            return ("yes", first - 2, gap)
        if self._is(self.name.given, first - 1):
            taken = one.initial and near and two is not None and two.initial and one.gap == "tight"
            return ("other" if taken else "yes", first - 1, gap)
        if self._is(self.name.patronymic, first - 1, whole=True):
            return ("yes", first - 1, gap)
        if (place := self._in_company(first - 1, -1)) is not None:
            return ("yes", place, gap)
        return ("other" if _like_given(one) or _like_patronymic(one) else "none", first, gap)

    def _by_patronymic(self, place: int) -> Fit | None:
        """Match «Тайна Примеровна» without a surname, unless another surname stands beside it."""
        token, following = self.tokens[place], self._token(place + 1)
        if token.gap != "cut" and self._is(self.name.given, place - 1, whole=True):
            first, last = place - 1, place
        elif following and following.gap != "cut" and self._is(self.name.given, place + 1, whole=True):
            first, last = place, place + 1
        else:
            return None
        if self.name.family:
            before, behind = self._token(first - 1), self._token(last + 1)
            if before and self.tokens[first].gap == "tight" and _like_surname(before):
                return None
            if behind and behind.gap == "tight" and (_like_surname(behind) or _begins_large(behind)):
                return None
        return Fit(first, last, full=True)


def _like_given(token: Token) -> bool:
    return token.initial or (token.capital and token.words[0] in given_forms())


def _like_patronymic(token: Token) -> bool:
    return token.capital and LIKE_PATRONYMIC.fullmatch(token.words[-1]) is not None


def _like_surname(token: Token) -> bool:
    return token.capital and LIKE_SURNAME.fullmatch(token.words[-1]) is not None


def _begins_large(token: Token) -> bool:
    return token.capital and not token.initial and not token.shouted
