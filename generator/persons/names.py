"""A person's name taken apart, and the words each part may be written as: cases, both orders, initials.

Words are folded (see ``folding``): lower case, ё as е, й as и. Forms are made from the stem and every ending such names
take; more forms than a grammar has do no harm, because two parts of a name must meet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path

from generator.persons.folding import folded_word

Forms = frozenset[str]
VOWELS = "аеиоуыэюя"
MEN_IN_A = frozenset({"илья", "никита", "кузьма", "фома", "лука", "савва", "данила", "гаврила", "сава"})
# Endings of nouns and adjectives, й as и.
_ENDINGS = (
    "а я у ю е и ы о ь ои еи ою ею ью ом ем ам ям ами ями ах ях ов ев ым им ых их ыми ими ого его ому ему ыи ии ая яя "
    "ую юю ые ие ья ьи ье ьеи ьею ьем ьев ия ию иеи иею ием"
)
ENDINGS = ("", *_ENDINGS.split())
FEMALE = ("а", "ои", "ою", "у")  # Иванова, Ивановой
MALE = ("", "а", "у", "ым", "е")  # Иванов, Ивановым
PLURAL = ("ы", "ых", "ыми")
FEMALE_ADJECTIVE = ("ая", "яя", "ои", "еи", "ую", "юю", "ою", "ею")
MALE_ADJECTIVE = ("ыи", "ии", "ои", "ого", "его", "ому", "ему", "ым", "им", "ом", "ем")
ADJECTIVES = (FEMALE_ADJECTIVE, MALE_ADJECTIVE)
PLURAL_ADJECTIVE = ("ые", "ие", "ыми", "ими")  # not «Толстых»: a surname of its own
TWICE = ("ии", "ья", "ия", "ои")
STRIPPED = ("ыи", "ии", "ои", "ая", "яя", "ья", "ия", "а", "я", "о", "е", "и", "ь", "у", "ы")
POSSESSIVE = re.compile("(.+(?:ов|ев|ин|ын))(а?)")
ADJECTIVE = re.compile("(.+(?:ск|цк|[бвгдзклмнпрстхшщчж]))(ыи|ии|ои|ая|яя)")
PATRONYMIC = re.compile(".{2,}(?:[ое]вич|ич|[ое]вна|ична)|оглы|кызы|улы")
# What may be a surname or a patronymic in a text, in any case.
LIKE_SURNAME = re.compile(
    ".{2,}(?:(?:ов|ев|ин|ын)(?:а|у|ы|ым|ои|ою|е|ых|ыми)?|(?:ск|цк)(?:ии|ая|ого|ому|им|ом|ои|ую|ою|их)"
    "|енк(?:о|а|у|ом|е)|[ыи]х|дзе|швили|(?:ян|ук|юк|чик)(?:а|у|ом|ем|е)?)"
)
LIKE_PATRONYMIC = re.compile(".{2,}(?:(?:[ое]в|ь|[йктм])?ич(?:а|у|ем|е)?|(?:[ое]вн|ичн)(?:а|ы|е|у|ои|ою))")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
LEAST_HALF = 3
BRACKETS = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a name. ``forms``: what each of its words (two for «Петрова-Водкина») may be written as."""

    forms: tuple[Forms, ...] = ()
    initial: str = ""

    def __bool__(self) -> bool:
        return bool(self.initial)

    def is_word(self, words: tuple[str, ...]) -> bool:
        """Tell whether this is the part written out; a part known by its initial matches any word that begins so."""
        if not self.forms:
            return bool(self.initial) and len(words[0]) > 1 and words[0].startswith(self.initial)
        return len(words) == len(self.forms) and all(
            word in forms for word, forms in zip(words, self.forms, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Name:
    """``alone``: the surname has a form no other word has, so it may identify by itself.

    ``key``: equal for names that differ only in look-alike letters and word order.
    """

    family: Part
    given: Part
    patronymic: Part
    alone: bool
    key: tuple[str, ...]

    @property
    def anchors(self) -> Forms:
        """Return words of which any notation of the name contains one."""
        found: set[str] = set()
        for part in (self.family, self.patronymic):
            if part.forms:
                longest = max(part.forms, key=lambda forms: max(map(len, forms)))
                found = found.union(longest, *self.halves if part is self.family else ())
        if not found and self.given.forms:
            found |= self.given.forms[0]
        initials = (self.given.initial, self.given.initial + self.patronymic.initial) if self.given else ()
        glued = {form + letters for form in found for letters in initials}
        return frozenset(found | glued)

    @property
    def halves(self) -> tuple[Forms, ...]:
        """Return each word of a double surname by which the person may be called."""
        forms = self.family.forms
        return tuple(half for half in forms if len(forms) > 1 and min(map(len, half)) >= LEAST_HALF)

    def is_family(self, words: tuple[str, ...]) -> bool:
        """Tell whether this is the surname, written out."""
        return bool(self.family) and self.family.is_word(words)


@cache
def given_names() -> Forms:
    """Return folded Russian given names as documents have them, in the nominative."""
    return frozenset(map(folded_word, Path(__file__).with_name("given_names.txt").read_text("utf-8").split()))


@cache
def given_forms() -> Forms:
    """Return given names in all cases: another person's name beside a surname is not a withheld one's."""
    return frozenset(form for name in given_names() for form in forms_of(name))


@lru_cache(maxsize=4096)
def read_name(text: str) -> tuple[Name, ...]:
    """Return the parts of the name; two readings if nothing tells surname and given name apart."""
    words = [folded_word(word) for word in WORD.findall(BRACKETS.sub(" ", text))]
    place = next((i for i, word in enumerate(words) if i and PATRONYMIC.fullmatch(word)), 0)
    if not words:
        return ()
    if place == 1:
        return (_name(words[2] if len(words) > 2 else "", words[0], words[1]),)
    if place >= 2:
        return (_name(words[0], words[1], words[2]),)
    if len(words) == 1:
        return () if words[0] in given_names() else (_name(words[0], "", ""),)
    if len(words) > 2 and len(words[1]) == len(words[2]) == 1:
        return (_name(words[0], words[1], words[2]),)
    if len(words) > 2 and len(words[0]) == len(words[1]) == 1:
        return (_name(words[2], words[0], words[1]),)
    return _of_two(words[0], words[-1] if len(words) > 2 and words[0] in given_names() else words[1])


def _of_two(first: str, second: str) -> tuple[Name, ...]:
    """Read «Фамилия Имя» or «Имя Фамилия» by known given names, else by endings only surnames have; both if unclear."""
    for sign in (given_names().__contains__, lambda word: len(word) == 1, lambda word: not _is_telling(word)):
        if sign(second) and not sign(first):
            return (_name(first, second, ""),)
        if sign(first) and not sign(second):
            return (_name(second, first, ""),)
    return (_name(first, second, ""), _name(second, first, ""))


def _name(family: str, given: str, patronymic: str) -> Name:
    female = _is_female(family, given, patronymic)
    parts = _part(family, female, surname=True), _part(given, None), _part(patronymic, None)
    return Name(*parts, alone=_is_telling(family), key=(family, given, patronymic))


def _part(word: str, female: bool | None, *, surname: bool = False) -> Part:
    if len(word) < 2:
        return Part((), word)
    make = partial(surname_forms, female=female) if surname else forms_of
    return Part(tuple(map(make, re.split("['’-]", word))), word[0])


def _is_female(family: str, given: str, patronymic: str) -> bool | None:
    """Tell the sex from the name; None if it does not show. The surname's own ending says least."""
    if patronymic.endswith(("вна", "чна", "кызы")):
        return True
    if patronymic.endswith(("ич", "оглы", "улы")):
        return False
    if given in given_names():
        return given[-1] in "ая" and given not in MEN_IN_A
    return None


def _is_telling(family: str) -> bool:
    return bool(family) and all(LIKE_SURNAME.fullmatch(word) for word in family.split("-"))


def surname_forms(word: str, female: bool | None) -> Forms:
    """Return a surname in all cases and the plural; of one sex if that is known and the surname shows it."""
    for pattern, endings in ((POSSESSIVE, (FEMALE, MALE, PLURAL)), (ADJECTIVE, (*ADJECTIVES, PLURAL_ADJECTIVE))):
        if found := pattern.fullmatch(word):
            chosen = endings[2] + (() if female is False else endings[0]) + (() if female is True else endings[1])
            return frozenset(found[1] + ending for ending in chosen) | {word}
    return forms_of(word)


def forms_of(word: str) -> Forms:
    """Return a word with every ending a name may take; a fleeting vowel (Павел, Павла) both ways."""
    stripped = next((end for end in STRIPPED if word.endswith(end) and len(word) - len(end) > 1), "")
    stems = {word[: len(word) - len(stripped)]}
    if stripped in TWICE:
        stems.add(word[:-1])  # Василий: Васили-я
    for stem in [*stems]:
        if len(stem) > 2 and stem[-2] in "еоя" and stem[-1] not in VOWELS:
            stems |= {stem[:-2] + link + stem[-1] for link in ("", "ь", "и")}
    return frozenset(stem + ending for stem in stems for ending in ENDINGS) | {word}
