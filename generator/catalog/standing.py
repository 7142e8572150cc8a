"""What stands on the site in the place of files that have errors: an older text, or nothing.

An older text may name people whom the newest one names no more, or otherwise. The newest has the last word: a person
of an older text is published only when the newest can be read and says the very same of her basis.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from generator.catalog.privacy import people, term_of
from generator.model.schemas import Table
from generator.persons.matcher import Person
from generator.problems.problem import Problem
from generator.records.check import Checked
from generator.records.validate import Record

BASIS = ("basis", "consent_given", "consent_until", "consent_withdrawn", "consent_fields")


class Fallen(NamedTuple):
    """A file with errors. ``since``: the day of the version that stands in its place; None when it is left out."""

    path: str
    since: date | None


class Newest(NamedTuple):
    """What a replaced record really says, as far as legible. ``sure``: no error may touch what it says of people."""

    table: str
    record: Record
    sure: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """``files``: a copy of the root in which ``fallen`` files are mended; ``newest``: what they really say, by path."""

    files: Path
    fallen: tuple[Fallen, ...] = ()
    newest: Mapping[str, Newest] = field(default_factory=dict)


def hold_back(checked: Checked, standing: Standing) -> list[Person]:
    """Take away the basis of people in older texts that the newest do not confirm; whom the newest texts withhold."""
    tables = checked.package.tables
    withheld: list[Person] = []
    for path, (table, newest, sure) in standing.newest.items():
        raw = checked.files.get(path)
        withheld += [kept for kept, _ in people(tables[table], newest, term_of(checked.settings, checked.today))]
        if raw is not None and (older := checked.records[table].get(raw.id)):
            lawful = [_basis(person) for person in _persons(tables[table], newest)] if sure else []
            for person in _persons(tables[table], older):
                if _basis(person) not in lawful:
                    person.pop("basis", None)
    return withheld


def touches_people(table: Table, problem: Problem) -> bool:
    """Whether an error may stand in what a record says of people: a misspelt key may be one of theirs."""
    own, others = set[str](), set[str]()
    for part in _parts(table):
        (own if part.personal else others).update(part.by_name)
    return problem.field in own or problem.field not in others


def _parts(table: Table) -> Iterator[Table]:
    yield table
    for child in table.nested.values():
        yield from _parts(child)


def _persons(table: Table, row: Record) -> Iterator[Record]:
    """Every person of a row, however deep."""
    for key, child in table.nested.items():
        for inner in row.get(key, ()):
            if child.personal:
                yield inner
            else:
                yield from _persons(child, inner)


def _basis(person: Record) -> tuple[object, ...]:
    """Who it is, and on what ground the site may say so."""
    return tuple(person.get(key) for key in ("name", *BASIS))
