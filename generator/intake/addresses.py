"""Compares addresses and names that are written differently. Registers write «КРАЙ НЕКИЙ, УЛ ЛАЗО, Д. 2А»."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.text import fold, name_key

ENOUGH = 4  # words no longer than this keep their ending
# Words before or after the name of a place that only say what kind of place it is.
KINDS = re.compile(
    r"\b(?:россия|российская федерация|рф|край|кр|область|обл|республика|респ|район|р н|городской округ|г о|го|зато|"
    r"город|г|пгт|поселок|пос|п|село|с|деревня|дер|улица|ул|проспект|пр кт|просп|пр|переулок|пер|бульвар|б р|бул|"
    r"площадь|пл|шоссе|ш|набережная|наб|проезд|микрорайон|мкр|квартал|дом|д|строение|стр|корпус|корп|к|"
    r"литера|лит|здание|зд|"
    r"владение|вл|помещение|пом|квартира|кв|офис|оф|комната|ком|каб|кабинет)\b"
)

REGION = re.compile(r"\b(?:край|обл\w*|респ\w*|санкт-петербург|москва)\b")
LOCALITY = re.compile(
    rf"{REGION.pattern}|\b(?:город|пгт|пос[её]лок|село|деревня|станица|район|р-н)\b|\b[гпсд]\.\s*(?=[а-я]{{3}})"
)


def same_name(text: str, names: Iterable[str]) -> bool:
    """Tell whether a name is one of ``names``, ignoring legal form, case, quotes, hyphens and spaces."""
    return bare_name(text) in set(map(bare_name, names))


def bare_name(text: str) -> str:
    return re.sub(r"\W", "", name_key(text)) or re.sub(r"\W", "", fold(text))


def same_place(one: str, other: str, around: Iterable[str]) -> bool:
    """Tell whether two addresses agree. ``around``: the town and region, which either may leave out.

    Either may be shorter: «ул. Лазо» agrees with «ул. Лазо, 2а».
    """
    mine, theirs = (within(text, around) for text in (one, other))
    return mine <= theirs or theirs <= mine


def within(address: str, around: Iterable[str]) -> set[str]:
    """Return the words of an address without those of the town and region; an empty set for «г. Примерск»."""
    known = {stem(word) for name in around for word in words_of(name)}
    return {stem(word) for word in words_of(address)} - known


def words_of(address: str) -> list[str]:
    """Return the words and numbers that identify a place: «2-а» and «2 а» become «2а»."""
    plain = re.sub(r"\b\d{6}\b", " ", fold(address))
    plain = re.sub(r"(\d)[\s-]*([а-я])(?![а-я])", r"\1\2", re.sub(r"[^\w\s/-]", " ", plain))
    plain = re.sub(r"\s+", " ", re.sub(r"(?<!\d)-|-(?!\d)", " ", plain))
    return KINDS.sub(" ", plain).split()


def stem(word: str) -> str:
    """Return a word without its ending: «Красноярский край», «Красноярского края»."""
    return re.sub(r"(?:[аеиоуыюяьй]|ого|его|ому|ая|ое|ой|ий|ый)$", "", word) if len(word) > ENOUGH else word


def names_town(address: str, town: str) -> bool:
    """Tell whether an address names the town, in any grammatical case."""
    wanted = {stem(word) for word in words_of(town)}
    return bool(wanted) and wanted <= {stem(word) for word in words_of(address)}


def in_town(address: str, town: str, region: str) -> bool | None:
    """Tell whether an address is in the town, not in a namesake of another region. None: it names no town."""
    plain = fold(address)
    if not names_town(address, town):
        return False if LOCALITY.search(plain) else None
    return not REGION.search(plain) or names_town(address, region)
