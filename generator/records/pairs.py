"""Fields that belong together: swapped numbers, and a pair (days, hours, coordinates) under one unknown key."""

from __future__ import annotations

import re
from collections.abc import Collection

from generator.model.identifiers import CHECKS
from generator.model.schemas import Table
from generator.problems import readings, spellings
from generator.records.advice import PAIRS
from generator.records.keys import guess_key
from generator.records.messages import SHOWN, Changes, Words
from generator.records.yaml import MappingNode, ScalarNode
from generator.text import fold


def mixed_numbers(node: MappingNode, refused: Collection[str]) -> Words | None:
    """Return the words for numbers of which one stands in another's field; None if it is not so."""
    if {"inn", "ogrn"} <= {*refused} and (changes := _swapped_numbers(node)):
        return Words("ИНН и ОГРН стоят один на месте другого.", "Поменяйте их местами.", changes)
    if "inn" in refused and (changes := _inn_with_kpp(node)):
        return Words("«ИНН» (inn): здесь ИНН и КПП.", "У каждого номера своё поле.", changes)
    return None


def _swapped_numbers(node: MappingNode) -> Changes | None:
    """Return ИНН and ОГРН exchanged, if each is valid in the other's field; else None."""
    inn, ogrn = node.entries.get("inn"), node.entries.get("ogrn")
    if not isinstance(inn, ScalarNode) or not isinstance(ogrn, ScalarNode):
        return None
    changes = {"inn": ogrn.text.strip(), "ogrn": inn.text.strip()}
    return None if any(CHECKS[name](text).fault for name, text in changes.items()) else dict(changes)


def _inn_with_kpp(node: MappingNode) -> Changes | None:
    """Return both numbers of «2499000140/249901001» in ``inn``, unless ``kpp`` says another; else None."""
    inn, kpp = node.entries.get("inn"), node.entries.get("kpp")
    found = re.fullmatch(r"\s*(\d{10})\D{1,5}(\d{9})\s*", inn.text) if isinstance(inn, ScalarNode) else None
    same = kpp is None or (isinstance(kpp, ScalarNode) and found and kpp.text.strip() == found[2])
    if not found or not same or any(CHECKS[name](found[n]).fault for name, n in (("inn", 1), ("kpp", 2))):
        return None
    return {"inn": found[1], "kpp": found[2]}


ENGLISH = {"break": "перерыв", "lunch": "обед", "lunch_break": "обед", "dinner": "обед"}
STATES = ("cancelled_on", "ended_on", "liquidated_on")  # told by their day


def under_one_key(table: Table, key: str, guess: str, node: MappingNode) -> tuple[str, Changes] | None:
    """Return hint and changes if an unknown key has both ends of something, its duration, or a state; else None."""
    if not guess and (noted := _noted(table, key, node)):
        return "Такого поля нет: запишите это словами в note.", noted
    if state := _state(table, key, node):
        return "Об этом говорит день, в своём поле.", state
    if ends := _both_ends(table, key, guess, node):
        return "Здесь два значения, у каждого своё поле.", ends
    if ends := _end_after(key, guess, node):
        return "Сколько длится, не пишут: пишут, когда закончится.", ends
    return None


def _noted(table: Table, key: str, node: MappingNode) -> Changes | None:
    """Return a note for readers with the key's word and its value; None where they are not sure to be a remark."""
    value, note = node.entries[key], table.by_name.get("note")
    word = ENGLISH.get(key.strip().lower(), key.strip().lower())
    if note is None or note.show == "staff" or "note" in node.entries or not isinstance(value, ScalarNode):
        return None
    text = value.text.strip()
    if not re.fullmatch(r"[а-яё]{4,}(?: [а-яё]+)?", word) or not text or "\n" in text or len(text) > SHOWN:
        return None
    if any(guess_key(parent, key, ())[0] for parent in table.owners):
        return None  # it may be meant for the record around
    return {key: None, "note": f"{word} {text}"}


def _state(table: Table, key: str, node: MappingNode) -> Changes | None:
    """Return the day of a state that an unknown key or its value names: «статус: отменено 27.11.2026»; else None."""
    value = node.entries[key]
    if not isinstance(value, ScalarNode) or not (day := readings.the_one_day(value.text)):
        return None
    words = fold(f"{key} {value.text}").split()
    if sum(word.isalpha() for word in words) > 4:
        return None  # the day may be that of something else
    for name in STATES:
        field = table.by_name.get(name)
        stem = fold(field.title).split()[-1][:5] if field else ""
        if stem and name not in node.entries and any(word.startswith(stem) for word in words):
            return {key: None, name: day}
    return None


def _both_ends(table: Table, key: str, guess: str, node: MappingNode) -> Changes | None:
    """Return the start and end that an unknown key gives, if the row has neither; else None."""
    value, pair = node.entries[key], "lon" if guess == "lat" else PAIRS.get(guess, "")
    if not isinstance(value, ScalarNode) or pair not in table.by_name or {guess, pair} & node.entries.keys():
        return None
    kind = guess if guess == "lat" else table.by_name[guess].type
    read = {"date": readings.read_days, "time": readings.read_hours, "lat": readings.read_point}.get(kind)
    found = read(value.text) if read else None
    return {key: None, guess: found[0], pair: found[1]} if found else None


def _end_after(key: str, guess: str, node: MappingNode) -> Changes | None:
    """Return the end as the start plus the duration that an unknown key gives; else None."""
    value, start = node.entries[key], node.entries.get("start")
    if (
        guess != "end"
        or guess in node.entries
        or not isinstance(value, ScalarNode)
        or not isinstance(start, ScalarNode)
    ):
        return None
    begins, minutes = spellings.guess_time(start.text), readings.read_minutes(value.text)
    if not begins or not minutes or (ends := 60 * int(begins[:2]) + int(begins[3:]) + minutes) >= 24 * 60:
        return None
    return {key: None, guess: f"{ends // 60:02}:{ends % 60:02}"}
