"""Finds free texts that repeat what the record has in fields: a phone that may change, a person whose consent ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from generator.model.schemas import Field, Table
from generator.persons.matcher import Matcher, Person, contact, make_matcher
from generator.phones import parse_phone
from generator.records.findings import Finding, RuleContext
from generator.records.validate import Record, Trail
from generator.text import fold

MOBILE = re.compile(r"(?<![\d-])(?:\+7|8)[\s (-]{0,2}9\d{2}[\s )-]{0,2}\d{3}[ -]?\d{2}[ -]?\d{2}(?!\d)")
FREE = ("", "text", "longtext")
TELLING = re.compile(r"\d{2}|@|[А-ЯЁ]")  # without these no number, mailbox or name is in a text
MESSAGES = {
    "name": ("W328", "здесь назван человек, который записан в persons по согласию."),
    "phone": ("W226", "здесь телефон, который уже записан в своём поле."),
    "email": ("W226", "здесь почта, которая уже записана в своём поле."),
}
HINTS = {
    "W328": "Уберите имя: согласие кончится, и человек уйдёт с сайта, а имя в тексте останется.",
    "W226": "Уберите его из текста: когда он сменится, здесь останется старый. На странице он и так есть.",
}


def own_facts(table: Table, record: Record, context: RuleContext) -> Iterator[Finding]:
    """Yield at most one finding per text: a person named by consent, the record's phone or mailbox, a mobile phone."""
    texts = [(trail, text) for trail, _, text in free_texts(table, record) if TELLING.search(text)]
    people = _likely([*_people(table, record), *_contacts(table, record)], " ".join(text for _, text in texts))
    matcher = make_matcher(people, (), context.area) if people else Matcher()
    for (trail, text), matches in zip(texts, matcher.look_through([text for _, text in texts]), strict=True):
        found = next((match for match in matches if match.kind in MESSAGES), None)
        if found:
            code, message = MESSAGES[found.kind]
            yield Finding(code, trail, message, HINTS[code])
        elif mobile := MOBILE.search(text):
            hint = "Номер организации — в phones; номер человека уберите: без его согласия на сайте ему не место."
            yield Finding("W226", trail, f"здесь сотовый телефон: {mobile[0]}.", hint)


def _people(table: Table, row: Record) -> Iterator[Person]:
    """Yield the persons of a record who are named by consent."""
    for key, child in table.nested.items():
        for inner in row.get(key, ()):
            if not child.personal:
                yield from _people(child, inner)
            elif inner.get("basis") == "consent" and inner.get("name"):
                yield Person(inner["name"], inner.get("phone", ""), inner.get("email", ""))


def _contacts(table: Table, row: Record) -> Iterator[Person]:
    """Yield the phones and mailboxes in the record's fields."""
    for field in _fields(table)[1]:
        value = row.get(field.name) or ()
        for text in (value,) if isinstance(value, str) else value:
            yield contact(field.check or field.items, text)


def _likely(people: list[Person], whole: str) -> list[Person]:
    """Select those of whom a part occurs in the texts: a matcher is costly, and most records need none."""
    small, digits = fold(whole), re.sub(r"\D", "", whole)
    return [
        one
        for one in people
        if (one.name and any(word[:4] in small for word in fold(one.name).split() if len(word) > 3))
        or (one.phone and re.sub(r"\D", "", parse_phone(one.phone).number)[-5:] in digits)
        or (one.email and one.email.casefold() in small)
    ]


@cache
def _fields(table: Table) -> tuple[list[Field], list[Field]]:
    """Return a table's free texts that readers see, and its fields for phones and mailboxes."""
    free = [
        field
        for field in table.fields
        if field.type == "string" and field.check in FREE and field.show != "staff" and not (field.list or field.ref)
    ]
    return free, [field for field in table.fields if (field.check or field.items) in ("phone", "email")]


def free_texts(
    table: Table, row: Record, trail: Trail = (), *, persons: bool = False
) -> Iterator[tuple[Trail, Field, str]]:
    """Yield the free texts that readers see, nested rows included; those of ``persons`` only if asked for."""
    for field in _fields(table)[0]:
        text = row.get(field.name)
        if text and isinstance(text, str):
            yield (*trail, field.name), field, text
    for key, child in table.nested.items():
        for number, inner in enumerate(row.get(key, ()) if persons or not child.personal else ()):
            yield from free_texts(child, inner, (*trail, key, number), persons=persons)


def public_words(table: Table, row: Record) -> Iterator[tuple[Trail, str]]:
    """Yield the texts for readers that have no form or pattern of their own, nested rows included."""
    for trail, field, text in free_texts(table, row, persons=True):
        if text.islower() and "pattern" not in field.constraints:
            yield trail, text
