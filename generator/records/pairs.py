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
from generator.records.yaml import MappingNode, Node, ScalarNode
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


AGES = re.compile(
    r"(?:до\s+(?P<until>\d{1,2})|(?:(?:от|с)\s+)?(?P<low>\d{1,2})(?:\s*\+|\s*(?:[-–—]|до)\s*(?P<to>\d{1,2}))?)"
    r"(?:\s*(?:лет|года?))?"
)
ENGLISH = {"break": "перерыв", "lunch": "обед", "lunch_break": "обед", "dinner": "обед"}
# States that are told by their day, and the words by which people call them.
STATES = {
    "cancelled_on": ("отмен",),
    "postponed_on": ("отлож",),
    "ended_on": ("расторг", "прекращ", "законч", "заверш"),
    "liquidated_on": ("ликвид", "прекращ"),
}


def under_one_key(table: Table, key: str, guess: str, node: MappingNode) -> tuple[str, Changes] | None:
    """Return hint and changes if an unknown key has both ends of something, its duration, or a state; else None."""
    if twin := _twin(table, key, node):
        return f"То же уже записано в {twin}: удалите лишнюю строку.", {key: None}
    if not guess and (noted := _noted(table, key, node)):
        return "Такого поля нет: запишите это словами в note.", noted
    if state := _state(table, key, node):
        return "Об этом говорит день, в своём поле.", state
    if ends := _both_ends(table, key, guess, node):
        return "Здесь два значения, у каждого своё поле.", ends
    if ends := _end_after(key, guess, node):
        return "Сколько длится, не пишут: пишут, когда закончится.", ends
    return None


def _twin(table: Table, key: str, node: MappingNode) -> str:
    """Return the field with a like name that has this very value already; empty if there is none."""
    value = node.entries[key]
    if not isinstance(value, ScalarNode) or not value.text.strip():
        return ""
    likes = (name for name in table.by_name if {*key.split("_")} & {*name.split("_")})
    texts = ((name, node.entries.get(name)) for name in likes)
    return next((name for name, one in texts if isinstance(one, ScalarNode) and one.text == value.text), "")


def fits(table: Table, key: str, node: Node) -> bool:
    """Tell whether a value may stand under a key; certain only where it surely may not."""
    field = table.by_name.get(key)
    if field is None or not isinstance(node, ScalarNode) or not (text := node.text.strip()):
        return True
    if field.type in ("date", "time", "integer", "number") or field.check in ("phone", "inn", "ogrn", "kpp"):
        return re.search(r"\d", text) is not None or readings.is_unknown(text)
    return "." in text or "@" in text or field.check not in ("file", "url", "email")


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
    """Return the day of a state that an unknown key or its value names: «статус: отменено 27.11.2026».

    The key is left out if the day is there already. None for anything else.
    """
    value = node.entries[key]
    if not isinstance(value, ScalarNode):
        return None
    words, day = fold(f"{key} {value.text}").split(), readings.the_one_day(value.text)
    if sum(word.isalpha() for word in words) > 4 or "на" in words or readings.turns(value.text):
        return None  # the day may be that of something else
    for name, stems in STATES.items():
        if name not in table.by_name or not any(word.startswith(stems) for word in words):
            continue
        same = isinstance(there := node.entries.get(name), ScalarNode) and there.text in (day or there.text)
        if same or (day and name not in node.entries):
            return {key: None, name: there.text if isinstance(there, ScalarNode) else day}
    return None


def _both_ends(table: Table, key: str, guess: str, node: MappingNode) -> Changes | None:
    """Return the start and end that an unknown key gives, if the row has neither; else None."""
    value, pair = node.entries[key], "lon" if guess == "lat" else PAIRS.get(guess, "")
    if not isinstance(value, ScalarNode) or pair not in table.by_name or {guess, pair} & node.entries.keys():
        return None
    kind = guess if guess == "lat" else table.by_name[guess].type
    read = {"date": readings.read_days, "time": readings.read_hours, "lat": readings.read_point}.get(kind)
    if guess == "age_from" and (ages := _ages(value.text)):
        return {key: None, **ages}
    found = read(value.text) if read else None
    return {key: None, guess: found[0], pair: found[1]} if found else None


def _ages(text: str) -> Changes:
    """Return the ages of «6+», «от 7 до 12 лет», «до 17 лет»; nothing for any other text."""
    found = re.fullmatch(
        r"(?:(?:от|с)\s+)?(\d{1,2})(?:\s*\+|\s*(?:[-–—]|до)\s*(\d{1,2}))?(?:\s*(?:лет|года?))?", text.strip()
    )
    if until := re.fullmatch(r"до\s+(\d{1,2})(?:\s*(?:лет|года?))?", text.strip()):
        return {"age_to": until[1]}
    bare = found is None or text.strip().isdigit() or (found[2] and int(found[2]) <= int(found[1]))
    return {} if found is None or bare else {"age_from": found[1], **({"age_to": found[2]} if found[2] else {})}


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
