"""What the site shows in place of files with errors: an older text, or nothing.

An older text may name people that the newest one no longer names, or names differently. The newest one has the last
word: a person in an older text is published only if the newest is legible and gives exactly the same basis.
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
from generator.text import format_date

BASIS = ("basis", "consent_given", "consent_until", "consent_withdrawn", "consent_fields")


class Fallen(NamedTuple):
    """A file that is not published as it is.

    ``since``: the date of the version in its place; None if there is none. ``parted``: what was taken out of the text
    that is published, as it referred to something left out. Without either the file is left out. ``why``: why it
    does not stand as it is.
    """

    path: str
    since: date | None
    parted: tuple[str, ...] = ()
    why: str = ""

    @property
    def words(self) -> str:
        """Return what stands in place of the file, in Russian."""
        shown = f"на сайте версия от {format_date(self.since)}" if self.since else "на сайте"
        if self.parted:
            return f"{shown} без ссылок на то, чего там нет: {'; '.join(self.parted)}"
        return f"{shown if self.since else 'на сайте этого файла нет'}: {self.why}"


class Newest(NamedTuple):
    """What a replaced record says now, as far as legible. ``sure``: no error touches what it says about people."""

    table: str
    record: Record
    sure: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """The files a site is built from.

    ``files`` is a copy of the root with the ``fallen`` files mended; ``newest`` is what those files say now, by path.
    """

    files: Path
    fallen: tuple[Fallen, ...] = ()
    newest: Mapping[str, Newest] = field(default_factory=dict)


def hold_back(checked: Checked, standing: Standing) -> list[Person]:
    """Remove the basis of people in older texts unless the newest confirm it; return the people the newest withhold."""
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
    """Whether an error may concern what a record says about people. A misspelt key may be one of theirs."""
    own, others = set[str](), set[str]()
    for part in _parts(table):
        (own if part.personal else others).update(part.by_name)
    return problem.field in own or problem.field not in others


def _parts(table: Table) -> Iterator[Table]:
    yield table
    for child in table.nested.values():
        yield from _parts(child)


def _persons(table: Table, row: Record) -> Iterator[Record]:
    """Yield every person in a row, at any depth."""
    for key, child in table.nested.items():
        for inner in row.get(key, ()):
            if child.personal:
                yield inner
            else:
                yield from _persons(child, inner)


def _basis(person: Record) -> tuple[object, ...]:
    """Return the person's name and the basis for publishing it."""
    return tuple(person.get(key) for key in ("name", *BASIS))
