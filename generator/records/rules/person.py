"""Rules for persons in records: a basis for publishing, and consents that hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from generator.model.rows import AnyRow
from generator.phones import parse_phone
from generator.records.findings import Finding, RuleContext, given, in_order, lacks
from generator.records.validate import Trail
from generator.text import count_of, format_date

OFFICE = re.compile("служебн|рабоч|приёмн|приемн", re.IGNORECASE)
ONE = r"[А-ЯЁ][а-яё-]+\s+[А-ЯЁ](?:[а-яё]+(?:\s+[А-ЯЁ][а-яё]+)?|\.\s*[А-ЯЁ]\.)"
TWO = re.compile(rf"{ONE}\s*(?:[,;/]|\sи\s)\s*{ONE}")
SOON = timedelta(days=30)


def persons(record: AnyRow, context: RuleContext, trail: Trail = ()) -> Iterator[Finding]:
    """Yield findings about every person of a row."""
    for i, person in enumerate(record.get("persons", ())):
        yield from _person(person, context, (*trail, "persons", i))


def _person(person: AnyRow, context: RuleContext, at: Trail) -> Iterator[Finding]:
    withdrawn, until = person.get("consent_withdrawn"), person.get("consent_until")
    ends = ("consent_given", "consent_until")
    yield from (wrong := [*in_order(person, ends, "согласие кончается до того, как дано", at)])
    if withdrawn:
        hint = "Удалите человека из записи: публиковать и хранить здесь эти сведения нельзя."
        yield Finding("E321", (*at, "consent_withdrawn"), f"согласие отозвано {format_date(withdrawn)}.", hint)
    elif lacks(person, "basis"):
        hint = "Запишите basis: official (публичная должность) или basis: consent; без основания человека на сайте нет."
        yield Finding("W320", (*at, "basis"), "нет основания публиковать сведения о человеке.", hint)
    elif person.get("basis") == "consent":
        if lacks(person, "consent_given") or lacks(person, "consent_fields"):
            hint = "Добавьте consent_given (день) и consent_fields (перечень). Без них сведения не выйдут на сайт."
            yield Finding("W322", (*at, "basis"), "у согласия нет даты или перечня сведений.", hint)
        elif until and until < context.today and not wrong:
            hint = "Получите новое согласие или удалите человека: на сайт эти сведения уже не выходят."
            yield Finding("W323", (*at, "consent_until"), f"согласие истекло {format_date(until)}.", hint)
        elif until and until <= context.today + SOON and not wrong:
            days = count_of(context.republish.days, "день", "дня", "дней")
            if until < context.today + context.republish:
                hint = f"Получите новое согласие. На сайт сведения уже не выходят: он может простоять ещё {days}."
            else:
                hint = f"Получите новое согласие заранее: за {days} до этого срока сведения уйдут с сайта."
            yield Finding("W324", (*at, "consent_until"), f"согласие истекает {format_date(until)}.", hint)
        elif lacks(person, "consent_until") or lacks(person, "consent_reference"):
            hint = "Добавьте consent_until (последний день) и consent_reference (где лежит бумага)."
            yield Finding("W325", (*at, "basis"), "у согласия не записано, до какого дня оно или где лежит.", hint)
    if TWO.match(person.get("name", "")):
        hint = "Каждый человек — отдельный пункт persons: своё имя, своя роль, своё основание."
        yield Finding("W347", (*at, "name"), "здесь, похоже, не один человек.", hint)
    number, note = person.get("phone", ""), parse_phone(person.get("phone", "")).note
    if person.get("basis") == "official" and number.startswith("+79") and not OFFICE.search(note):
        hint = "Если он служебный, припишите в скобках: (служебный); если личный, удалите строку phone."
        yield Finding("W327", (*at, "phone"), "записан сотовый номер: возможно, он личный.", hint)
    unread = given(person, "consent_fields") and not person.get("consent_fields")
    if person.get("photo_file") and not withdrawn and not unread and "photo" not in person.get("consent_fields", ()):
        hint = "Добавьте photo в consent_fields, если согласие на фотографию есть; иначе удалите photo_file."
        yield Finding("W326", (*at, "photo_file"), "нет согласия на фотографию: на сайт она не выйдет.", hint)
