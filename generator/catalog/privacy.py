"""The only gate for personal data: what may be published about a person on a day, and what never leaves the records.

Rules: 152-ФЗ art. 10.1 (a separate consent that lists the data) and 8-ФЗ (posts in public bodies). Everything made for
readers — pages, search, open data, calendars — comes from rows that passed through here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from generator.model.schemas import Table
from generator.persons.matcher import Person, contact
from generator.records.findings import REPUBLISH_DAYS
from generator.records.validate import Record, Trail

OFFICIAL = frozenset(("name", "position", "phone", "email"))
CONSENT_OF = {"photo_file": "photo"}  # personal column → its name in a consent, where they differ
NOBODY = Person()
LONG = 8  # characters; shorter texts could stand anywhere and identify nobody
TELLING = ("name", "phone", "email")  # what identifies a person; a post is held by many


class Term(NamedTuple):
    """The days a site is made for: the day of the build, and the last day it may stay up without another."""

    today: date
    covered: date


def term_of(settings: Record, today: date) -> Term:
    """Return how long a site built on this day may stay up; a consent must cover all of it."""
    return Term(today, today + timedelta(days=settings.get("republish_days", REPUBLISH_DAYS)))


def publishable_fields(person: Record, term: Term) -> frozenset[str]:
    """Return the person's fields that may be published throughout ``term``.

    Empty if the person may not be published at all.
    """
    if person.get("basis") == "official":
        return OFFICIAL  # the post is public, a face is not
    if person.get("basis") != "consent" or person.get("consent_withdrawn"):
        return frozenset()
    given, until = person.get("consent_given"), person.get("consent_until")
    if given is None or given > term.today or (until is not None and until < term.covered):
        return frozenset()
    fields = frozenset(person.get("consent_fields", ()))
    return fields if "name" in fields else frozenset()


def public_row(table: Table, row: Record, term: Term) -> Any:
    """Return a copy of the row as readers may see it: dense, with None or an empty tuple where nothing is known.

    Its type is the one ``model.rows`` has for the table.
    """
    staff, template = _shape(table)
    public = template | row
    for name in staff:
        if name in public:
            del public[name]
    for key, child in table.nested.items():
        if key not in row:
            continue
        if child.personal:
            public[key] = [found for person in row[key] if (found := public_person(child, person, term))]
        else:
            public[key] = [public_row(child, inner, term) for inner in row[key]]
    return public


def public_person(table: Table, person: Record, term: Term) -> Record | None:
    """Return the person with only the publishable fields, or None."""
    fields = publishable_fields(person, term)
    if not fields:
        return None
    staff, template = _shape(table)
    personal = _personal(table)
    kept = {
        name: value
        for name, value in person.items()
        if name not in staff and (name not in personal or CONSENT_OF.get(name, name) in fields)
    }
    return template | kept


def people(table: Table, row: Record, term: Term) -> Iterator[tuple[Person, Person]]:
    """Yield for each person in the row what the gate withholds and what it publishes."""
    for key, child in _peopled(table).items():
        for inner in row.get(key, ()):
            if child.personal:
                fields = publishable_fields(inner, term)
                kept, shown = (_telling(inner, fields, public=on) for on in (False, True))
                yield kept, shown
                yield from _own(child, inner, fields)
            else:
                yield from people(child, inner, term)


def _telling(person: Record, fields: frozenset[str], *, public: bool) -> Person:
    name, phone, email = (person.get(k, "") if (k in fields) is public else "" for k in TELLING)
    return Person(name, phone, email)


def _own(table: Table, person: Record, fields: frozenset[str]) -> Iterator[tuple[Person, Person]]:
    """Yield the same for the town's own fields: phones and mailboxes as such, other texts if long enough."""
    for field in table.fields:
        if not field.own or field.list:
            continue
        value = person.get(field.name, ())
        for text in (value,) if isinstance(value, str) else value if isinstance(value, list) else ():
            kind = field.check or field.items
            if kind not in TELLING and len(text) < LONG:
                continue
            owner = contact(kind, text) if kind in TELLING else Person(texts=(text,))
            shown = field.name in fields and field.show != "staff"
            yield (NOBODY, owner) if shown else (owner, NOBODY)


def consent_ends(table: Table, row: Record) -> Iterator[date]:
    """Yield the last days of consents in the row that were not withdrawn: dates only, nothing about the person."""
    for key, child in _peopled(table).items():
        for inner in row.get(key, ()):
            if not child.personal:
                yield from consent_ends(child, inner)
            elif inner.get("basis") == "consent" and "consent_until" in inner and not inner.get("consent_withdrawn"):
                yield inner["consent_until"]


def public_texts(table: Table, row: Record, term: Term, trail: Trail = ()) -> Iterator[tuple[Trail, str]]:
    """Yield each text in the row that readers may see, with its path; texts about a person pass through the gate."""
    staff, _ = _shape(table)
    nested = table.nested
    for key, value in row.items():
        if key in staff:
            continue
        if key not in nested:
            for number, inner in enumerate(value if isinstance(value, (list, tuple)) else (value,)):
                if isinstance(inner, str):
                    yield (*trail, key), inner
                elif isinstance(inner, dict):  # a table that is one list in a file
                    yield from public_texts(table, inner, term, (*trail, key, number))
            continue
        for number, inner in enumerate(value):
            shown = public_person(nested[key], inner, term) if nested[key].personal else inner
            if shown is not None:
                yield from public_texts(nested[key], shown, term, (*trail, key, number))


@cache
def _peopled(table: Table) -> dict[str, Table]:
    """Map keys to those nested tables that name people, at any depth."""
    return {key: child for key, child in table.nested.items() if child.personal or _peopled(child)}


@cache
def _personal(table: Table) -> frozenset[str]:
    """Return a person's fields that need a legal basis, the town's own included."""
    return frozenset(field.name for field in table.fields if field.personal)


@cache
def _shape(table: Table) -> tuple[frozenset[str], Record]:
    fields = table.fields
    staff = frozenset(f.name for f in fields if f.show == "staff")
    template: Record = {f.name: () if f.type == "array" else None for f in fields if f.name not in staff}
    return staff, template | dict.fromkeys(table.nested, ())
