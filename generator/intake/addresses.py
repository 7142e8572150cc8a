"""Addresses and names in two writings: whether they say the same. Registers write «КРАЙ НЕКИЙ, УЛ ЛАЗО, Д. 2А»."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.text import fold, name_key

ENOUGH = 4  # letters by which a town is known in any case: «Зеленогорск», «Зеленогорска»
# What stands before or behind names of places and says no more than what kind they are.
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
    """Whether a name is one of the others: legal form, case, quotes, dashes and spaces aside."""
    return bare_name(text) in set(map(bare_name, names))


def bare_name(text: str) -> str:
    return re.sub(r"\W", "", name_key(text)) or re.sub(r"\W", "", fold(text))


def same_place(one: str, other: str, around: Iterable[str]) -> bool:
    """Whether one address says no other than the other; ``around``: the town and region, which one may leave out.

    One of them may be shorter: «ул. Лазо» is no other place than «ул. Лазо, 2а».
    """
    mine, theirs = (within(text, around) for text in (one, other))
    return mine <= theirs or theirs <= mine


def within(address: str, around: Iterable[str]) -> set[str]:
    """What an address says beside the town and region; nothing of «г. Примерск»."""
    known = {stem(word) for name in around for word in words_of(name)}
    return {stem(word) for word in words_of(address)} - known


def words_of(address: str) -> list[str]:
    """The words and numbers that tell a place: «2-а» and «2 а» are «2а»."""
    plain = re.sub(r"\b\d{6}\b", " ", fold(address))
    plain = re.sub(r"(\d)[\s-]*([а-я])(?![а-я])", r"\1\2", re.sub(r"[^\w\s/-]", " ", plain))
    plain = re.sub(r"\s+", " ", re.sub(r"(?<!\d)-|-(?!\d)", " ", plain))
    return KINDS.sub(" ", plain).split()


def stem(word: str) -> str:
    """A word without its ending: «Красноярский край», «Красноярского края»."""
    return re.sub(r"(?:[аеиоуыюяьй]|ого|его|ому|ая|ое|ой|ий|ый)$", "", word) if len(word) > ENOUGH else word


def names_town(address: str, town: str) -> bool:
    """Whether an address names the town, in any case."""
    wanted = {stem(word) for word in words_of(town)}
    return bool(wanted) and wanted <= {stem(word) for word in words_of(address)}


def in_town(address: str, town: str, region: str) -> bool | None:
    """Whether an address is in the town: one of the same name in another region is another. None: it names no town."""
    plain = fold(address)
    if not names_town(address, town):
        return False if LOCALITY.search(plain) else None
    return not REGION.search(plain) or names_town(address, region)
