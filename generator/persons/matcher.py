"""Tells whether a text names someone who may not be named: in any case, order or abbreviation, by phone or by mailbox.

Who is withheld and who is lawfully public is given. A name is public only if a public person bears it. A text is folded
once and its words are looked up in one set; it is read closely only where one of them is met.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from generator.persons.contacts import (
    is_local,
    local_number,
    local_pattern,
    mail_key,
    mail_pattern,
    national,
    phone_pattern,
)
from generator.persons.folding import CODE, digits_of, fold, lowered, undo_escapes, words_of
from generator.persons.latin import in_russian, sounding
from generator.persons.names import Name, read_name
from generator.persons.tokens import Fit, Passage, Reading, read_passage
from generator.phones import format_phone, parse_phone

MAX_NAMED = 500  # in one text; each takes 0.3 ms, and a text with so many is refused anyway
APART = "\n" + "•" * 16 + "\n"  # a separator that no name can span
WINDOW = 240  # letters on each side of a word searched for the rest of the name, tags included
TAG = re.compile(b"<[^<>]*>")
MARKUP = re.compile("<[^<>]*>")
# A word broken by a line end, and a word with spaces between letters, as in headings.
CODED = rb"[a-zA-Z\xa8\xb8\xc0-\xff]"  # a letter of a folded text
HYPHENED = re.compile(rb"(" + CODED + rb")-[ \t]*(?:\r?\n[ \t]*|[ \t])([a-z\xb8\xe0-\xff]+)")
SPACED = re.compile(rb"(?<!" + CODED + rb")(?:" + CODED + rb"[ \n]){3,}" + CODED + rb"(?!" + CODED + rb")")
Kind = Literal["name", "surname", "phone", "email", "text"]


@dataclass(frozen=True, slots=True)
class Person:
    """What identifies a person; empty where unknown. ``texts``: what else must not be told."""

    name: str = ""
    phone: str = ""
    email: str = ""
    texts: tuple[str, ...] = ()


def contact(kind: str, text: str) -> Person:
    """Return whoever has this ``phone`` or ``email``."""
    return Person(phone=text) if kind == "phone" else Person(email=text)


class Match(NamedTuple):
    """Where a text names someone: line and column from 1.

    ``common``: a surname that is only a word here, or names a street. ``who`` tells persons apart and may not be shown.
    """

    kind: Kind
    line: int
    column: int
    who: tuple[str, ...] = ()
    common: bool = False


@dataclass(slots=True)
class Matcher:
    """Everyone who is withheld. ``literals``: their texts exactly as records have them."""

    literals: frozenset[str] = frozenset()
    _names: dict[str, list[Name]] = field(default_factory=dict)
    _public: dict[str, list[Name]] = field(default_factory=dict)
    _words: frozenset[bytes] = frozenset()
    _latin: Matcher | None = None  # the same names by their sounds
    _phones: dict[bytes, str] = field(default_factory=dict)  # digits dialled within the country → the number
    _local: dict[bytes, None] = field(default_factory=dict)
    _mails: dict[bytes, str] = field(default_factory=dict)
    _texts: dict[bytes, None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.literals)

    def look(self, text: str) -> list[Match]:
        """Yield every mention of withheld persons, in order; a surname alone is for the caller to weigh."""
        if not self.literals:
            return []
        text = undo_escapes(text)
        folded = fold(text)
        found = self._look(folded)
        if self._latin is not None:
            found += self._latin._look(fold(in_russian(text)))
        if not any(match.kind != "surname" for match in found):
            found += [match for joined in _joined(folded) for match in self._look(joined)]
            if self._latin is not None and "<" in text:
                found += self._latin._look(fold(in_russian(MARKUP.sub("", text))))
        return found

    def look_through(self, texts: Sequence[str]) -> list[list[Match]]:
        """Return the mentions in each text. All are first searched as one: most records name nobody."""
        named = self.look(APART.join(texts))
        return [self.look(text) if named else [] for text in texts]

    def tells(self, text: str) -> bool:
        """Tell whether the text names a withheld person; a surname alone is not enough."""
        return any(match.kind != "surname" for match in self.look(text))

    def _look(self, folded: bytes) -> list[Match]:
        found = dict.fromkeys(
            [
                *_sure(self._find_names(folded)),
                *self._find_phones(folded),
                *self._find_mails(folded),
                *self._find_texts(folded),
            ]
        )
        places = sorted(found, key=lambda item: item[0])
        return [_placed(folded, start, match) for start, match in places]

    def _find_names(self, folded: bytes) -> Iterator[tuple[int, Match]]:
        words = words_of(folded)
        if self._words.isdisjoint(words):
            return
        small = lowered(folded)
        for word in sorted(self._words.intersection(words)):
            for places in _near([found.start() for found in re.finditer(re.escape(word), small)]):
                start = max(0, places[0] - WINDOW)
                window = folded[start : places[-1] + len(word) + WINDOW].decode(CODE)
                passage, whole = read_passage(window), None
                seen: set[tuple[bool, int]] = set()
                for place in places:
                    read, at = passage, passage.place_of(place - start)
                    if at is None:  # inside a tag: a title, an address
                        read = whole = whole or read_passage(window, tags=True)
                        at = read.place_of(place - start)
                    if at is not None and (read is passage, at) not in seen:
                        seen.add((read is passage, at))
                        yield from self._in_passage(read, at, start, word.decode(CODE))

    def _in_passage(self, passage: Passage, at: int, offset: int, word: str) -> Iterator[tuple[int, Match]]:
        for name in self._names[word]:
            fit = Reading(name, passage.tokens).at(at)
            if fit is None or self._is_public(fit, passage) or _is_mere_word(name, fit, passage):
                continue
            start, end = passage.tokens[fit.first].start, passage.tokens[fit.last].end
            excused = passage.excuses(start, end, street=not fit.full)
            if not fit.alone:
                if not excused:
                    yield offset + start, Match("name", 0, 0, name.key)
            elif name.alone:
                common = excused or not passage.tokens[fit.first].capital or passage.is_address(end)
                yield offset + start, Match("surname", 0, 0, name.key, common)

    def _is_public(self, fit: Fit, passage: Passage) -> bool:
        """Tell whether someone who may be named has the whole name found there."""
        for place in range(fit.first, fit.last + 1):
            for word in passage.tokens[place].words:
                for name in self._public.get(word, ()):
                    other = Reading(name, passage.tokens).at(place)
                    if other and other.first <= fit.first and other.last >= fit.last:
                        return True
        return False

    def _find_phones(self, folded: bytes) -> Iterator[tuple[int, Match]]:
        if not self._phones:
            return
        for text in (folded, TAG.sub(lambda tag: b"\x02" * len(tag[0]), folded) if b"<" in folded else b""):
            digits = digits_of(text)
            for number, phone in self._phones.items():
                if number in digits:
                    for found in phone_pattern(phone, number).finditer(text):
                        yield found.start(), Match("phone", 0, 0, (number.decode(),))
            for number in self._local:
                if number in digits:
                    for found in local_pattern(number).finditer(text):
                        if is_local(text, found):
                            yield found.start(), Match("phone", 0, 0, (number.decode(),))

    def _find_mails(self, folded: bytes) -> Iterator[tuple[int, Match]]:
        if not self._mails:
            return
        small = lowered(folded)
        for mail, written in self._mails.items():
            if all(part in small for part in mail.split(b".")[0].split(b"@")):
                for found in mail_pattern(written).finditer(small):
                    yield found.start(), Match("email", 0, 0, (mail.decode(CODE),))

    def _find_texts(self, folded: bytes) -> Iterator[tuple[int, Match]]:
        small = lowered(folded) if self._texts else b""
        for text in self._texts:
            if (start := small.find(text)) >= 0:
                yield start, Match("text", 0, 0, (text.decode(CODE),))


def _is_mere_word(name: Name, fit: Fit, passage: Passage) -> bool:
    """Tell whether it is «белый, Иван»: a common word in lower case beside a name is no surname."""
    if name.alone or fit.alone or fit.full:
        return False
    family, *others = sorted(
        passage.tokens[fit.first : fit.last + 1], key=lambda token: not name.is_family(token.words)
    )
    return name.is_family(family.words) and not family.capital and any(token.capital for token in others)


def _joined(folded: bytes) -> set[bytes]:
    """Return the text with words rejoined that markup, line ends or spaced-out letters cut through."""
    return {_whole(text) for text in (folded, TAG.sub(b"", folded))} - {folded}


def _whole(folded: bytes) -> bytes:
    joined = HYPHENED.sub(rb"\1\2\n", folded) if b"-" in folded else folded
    return SPACED.sub(lambda letters: b"".join(letters[0].split()), joined)


def _near(places: list[int]) -> Iterator[list[int]]:
    """Group places that are read together."""
    group: list[int] = []
    for place in places:
        if group and place - group[0] > 2 * WINDOW:
            yield group
            group = []
        group.append(place)
    if group:
        yield group


def _sure(found: Iterator[tuple[int, Match]]) -> Iterator[tuple[int, Match]]:
    """Yield all matches until there are enough by name."""
    named = 0
    for place, match in found:
        yield place, match
        named += match.kind == "name"
        if named == MAX_NAMED:
            return


def _placed(folded: bytes, start: int, match: Match) -> Match:
    line = folded.count(b"\n", 0, start)
    return match._replace(line=line + 1, column=start - folded.rfind(b"\n", 0, start))


def make_matcher(withheld: Iterable[Person], public: Iterable[Person], area: str = "") -> Matcher:
    """Return a matcher of those withheld, less what lawfully published persons share with them.

    ``area``: the town's code, with which the site prints phones.
    """
    shown = [*public]
    public_names = [name for person in shown for name in read_name(person.name)]
    open_keys = {name.key for name in public_names}
    numbers = {national(parse_phone(person.phone).number) for person in shown}
    mails = {mail_key(person.email) for person in shown}
    texts = {lowered(fold(text)) for person in shown for text in person.texts}
    literals: set[str] = set()
    names: dict[Name, None] = {}
    matcher = Matcher()
    for person in withheld:
        readings = read_name(person.name)
        if readings and open_keys.isdisjoint(name.key for name in readings):
            literals.add(person.name)
            names |= dict.fromkeys(readings)
        phone = parse_phone(person.phone).number
        if phone and (number := national(phone)) not in numbers:
            literals |= {phone, format_phone(phone), format_phone(phone, area)}
            matcher._phones[number] = phone
            if local := local_number(number, area):
                matcher._local[local] = None
        if person.email and (mail := mail_key(person.email)) not in mails:
            literals.add(person.email)
            matcher._mails[mail.encode(CODE, "replace")] = mail
        for text in person.texts:
            if (folded := lowered(fold(text))) not in texts:
                literals.add(text)
                matcher._texts[folded] = None
    matcher.literals = frozenset(literals)
    _know(matcher, names, public_names)
    if names:
        matcher._latin = Matcher()
        _know(matcher._latin, map(sounding, names), map(sounding, public_names))
    return matcher


def _know(matcher: Matcher, names: Iterable[Name], public: Iterable[Name]) -> None:
    matcher._names, matcher._public = _by_anchor(names), _by_anchor(public)
    matcher._words = frozenset(word.encode(CODE, "replace") for word in matcher._names)


def _by_anchor(names: Iterable[Name]) -> dict[str, list[Name]]:
    found: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        for word in name.anchors:
            found[word].append(name)
    return dict(found)
