"""What stands beside a code in one value: a day, a sum, words. It goes to another field of the row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from generator.model.schemas import Field, Table
from generator.model.vocabulary import Term
from generator.problems import readings, spellings
from generator.records.advice import field_for_words
from generator.records.amounts import UNITS
from generator.records.glossary import NOTES, PARTLY, PRICE, Place, sure_code
from generator.records.messages import Changes, Words, line_of, name_of, shorten
from generator.records.yaml import MappingNode, ScalarNode

# The day of which a code speaks, by field and code.
DAYS = {
    ("status", "registered"): "registered_on",
    ("status", "liquidated"): "liquidated_on",
    ("basis", "consent"): "consent_given",
    ("verdict", ""): "verdict_on",
    ("reported", ""): "reported_on",
}
BORDER = re.compile(r"\s*[,;:(–—]\s*|\s+-\s+|\s+")
SIGNS = " ,;:()–—-."
MONEY = re.compile(rf"(?:в\s+размере\s+)?({spellings.MONEY})", re.IGNORECASE)
PRICE_ALONE = re.compile(rf"(?:от\s+|около\s+|по\s+)?{spellings.MONEY}(?!.*(?:взнос|пожертв|добровол))", re.IGNORECASE)
WHY = re.compile(r"(?:из-за|по|в|ввиду|на|со?|до)\s|\d", re.IGNORECASE)  # words that go on after a change
SIZE = re.compile(rf"\d[\d\s.,]*{UNITS.pattern}", re.IGNORECASE)
FOR_ALL = re.compile(r"\b(?:все[мх]?|кажд\w+|люб\w+)\b|^по\s+(?:предварительной\s+)?записи$", re.IGNORECASE)
MOST = 8  # words of a label


def beside_code(field: Field, text: str, terms: Mapping[str, Term], table: Table, row: MappingNode) -> Words | None:
    """Return the words for a code and something else in one value; None if either is not certain."""
    if field.name == "cost" and PRICE_ALONE.match(text) and not PARTLY.search(text) and not readings.turns(text):
        return _price(field, text, table, row)
    for code, head, rest in _parted(text, terms):
        if changes := _amount(field, code, rest, table, row):
            return _words(field, text, "Это разные поля.", changes)
        name = DAYS.get((field.name, code)) or DAYS.get((field.name, ""), "")
        day = spellings.guess_date(re.sub(r"^(?:со?|от)\s+", "", rest)) if name in table.by_name else ""
        place, value = (name, day) if day else (place_for(field, table), rest)
        if not day and (not place or not _explains(field, code, text, head, rest) or readings.turns(rest)):
            continue
        node = row.entries.get(place)
        free = is_empty(row, place) or (isinstance(node, ScalarNode) and node.text.strip() == value)
        if free and (day or place == NOTES[field.name]):
            return _words(field, text, "Это разные поля.", {field.name: code, place: value})
        put = f"день сверьте с {place} (строка {row.entries[place].mark.line})" if day else _put(place, row, rest)
        return _words(field, text, f"Здесь оставьте {line_of(field.name, code)}, а {put}.", None)
    return None


def _price(field: Field, text: str, table: Table, row: MappingNode) -> Words:
    """Return the words for a price in place of the code that says there is one."""
    place, message = place_for(field, table), f"{name_of(field)}: «{shorten(text)}» — цена, а нужен код."
    if place == NOTES[field.name] and is_empty(row, place):
        return Words(message, "Это разные поля: код и цена словами.", {field.name: "paid", place: text})
    put = f", а {_put(place, row, text)}" if place else ""
    return Words(message, f"Здесь оставьте {line_of(field.name, 'paid')}{put}.")


def _words(field: Field, text: str, hint: str, changes: Changes | None) -> Words:
    return Words(f"{name_of(field)}: в «{shorten(text)}» не только код.", hint, changes)


def is_empty(row: MappingNode, name: str) -> bool:
    """Tell whether the row has no value in a field."""
    node = row.entries.get(name)
    return node is None or (isinstance(node, ScalarNode) and not node.text.strip() and not node.refused)


def place_for(field: Field, table: Table) -> str:
    """Return the field of a table that takes the words beside a code; empty if there is none."""
    own = NOTES.get(field.name, f"{field.name}_text")
    return own if own in table.by_name else field_for_words(table)


def place_of(field: Field, table: Table, row: MappingNode) -> Place:
    """Return where the row takes the words that a code cannot express."""
    name = place_for(field, table)
    return Place(_put(name, row) if name else "", {"age_from", "age_to"} <= table.by_name.keys())


def _put(place: str, row: MappingNode, words: str = "") -> str:
    what = f"«{shorten(words)}» " if words else ""
    if is_empty(row, place):
        return f"{what}перенесите в {place}"
    return f"{what}допишите в {place} (строка {row.entries[place].mark.line})"


def _parted(text: str, terms: Mapping[str, Term]) -> Iterator[tuple[str, str, str]]:
    """Yield the code that a text begins with, its words, and the rest; the longest beginning first."""
    borders = [found for found in BORDER.finditer(text[:200]) if found.start() and found.end() < len(text)][:MOST]
    for border in reversed(borders):
        head, rest = text[: border.start()].strip(SIGNS), text[border.end() :].strip(" ,;:–—-").removesuffix(".")
        rest = rest.removesuffix(")") if "(" not in rest else rest
        code = head if head in terms else sure_code(head, terms)
        if code and rest and not re.match(r"(?:и|или)\b", rest) and not _names_a_code(rest, terms):
            yield code, head, rest


def _names_a_code(text: str, terms: Mapping[str, Term]) -> bool:
    return any(word in terms or sure_code(word, terms) for word in (word.strip(SIGNS) for word in text.split()) if word)


def _amount(field: Field, code: str, rest: str, table: Table, row: MappingNode) -> Changes | None:
    """Return the changes for a sum, or a size that is none, beside a form of support; None if it is not so."""
    if field.list != "support_forms" or readings.turns(rest):
        return None
    money = MONEY.fullmatch(rest)
    name, value = ("sum", spellings.guess_integer(money[1])) if money else ("size", rest if SIZE.match(rest) else "")
    return {field.name: code, name: value} if value and name in table.by_name and is_empty(row, name) else None


def _explains(field: Field, code: str, text: str, head: str, rest: str) -> bool:
    """Tell whether the rest explains the code, so that it does not change its meaning."""
    if field.name not in NOTES:
        return False
    if field.name == "change":
        return text[len(head)] in ",;:(" or WHY.match(rest) is not None
    if head == code:  # chosen from the list
        return True
    if field.name == "cost":
        return (
            FOR_ALL.search(rest) is not None if code == "free" else bool(PRICE.search(rest) and not PARTLY.search(rest))
        )
    return re.match(r"\s*[,;:(–—]", text[len(head) :]) is not None
