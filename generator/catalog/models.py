"""Nouns of the portal as readers know them: frozen, made once by the catalog from public rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar, cast

from generator.catalog.links import LinkReport
from generator.catalog.privacy import Term
from generator.catalog.standing import Fallen
from generator.catalog.states import State
from generator.model.rows import (
    EventsRow,
    ForumDecisionsRow,
    ForumsRow,
    IndicatorsRow,
    ListsRow,
    MovedRow,
    NgosRow,
    PartnershipsRow,
    PracticeRow,
    RequestsRow,
    SettingsRow,
)
from generator.model.schemas import DataPackage
from generator.model.vocabulary import Vocabulary
from generator.past.history import History
from generator.text import shorten

T = TypeVar("T")
LONGEST_TITLE = 140  # signs of a decision that stand for the whole of it


def in_pages(items: tuple[T, ...], size: int) -> Iterator[tuple[int, int, tuple[T, ...]]]:
    """A long list in pages of ``size``: number of the page from 1, number of pages, its items. Of nothing: one page."""
    total = -(-len(items) // size) if items else 1
    for number in range(1, total + 1):
        yield number, total, items[(number - 1) * size : number * size]


def shown_pages(number: int, total: int) -> list[int | None]:
    """Pages that a pager names on page ``number``: first, last and its neighbours; None where some are left out."""
    near = range(max(number - 2, 2), min(number + 3, total))
    found: list[int | None] = [1, *([None] if near.start > 2 else []), *near, *([None] if near.stop < total else [])]
    return [*found, total] if total > 1 else found


@dataclass(frozen=True, slots=True, eq=False)
class Entity:
    """A record with a page of its own. ``row`` is public and dense; ``title`` is how people call it.

    Each is equal to itself alone, so what follows from it may be remembered by it.
    """

    table: str
    id: str
    row: Any
    title: str
    state: State | None = None

    @property
    def key(self) -> tuple[str, str]:
        """By which links and times are kept: table and id."""
        return self.table, self.id

    @property
    def url(self) -> str:
        """Address of the page from the site's root."""
        return f"{self.table}/{self.id}/"


class Ngo(Entity):
    """An organisation of the registry."""

    __slots__ = ()
    row: NgosRow

    @property
    def closed(self) -> bool:
        """No longer registered, or known to do nothing."""
        return self.row["status"] == "liquidated" or self.row["activity"] == "dormant"


class Forum(Entity):
    """A civic forum with its programme and decisions."""

    __slots__ = ()
    row: ForumsRow


class Partnership(Entity):
    """An agreement."""

    __slots__ = ()
    row: PartnershipsRow


class Event(Entity):
    """An event, a contest or a story."""

    __slots__ = ()
    row: EventsRow


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of a forum with what it continues and what continues it (``forum#number``)."""

    forum: Forum
    row: ForumDecisionsRow
    state: State
    addressees: tuple[str, ...] = ()  # their names; in the row they are codes or free texts
    continues: str = ""
    continued_by: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.forum.id}#{self.row['number']}"

    @property
    def url(self) -> str:
        """Address of its own page from the site's root."""
        return f"decisions/{self.forum.id}/{self.row['number']}/"

    @property
    def title(self) -> str:
        """What it says, on one line."""
        return shorten(self.row["text"], LONGEST_TITLE)


@dataclass(slots=True)
class Links:
    """Who refers to a record: the other ends of all its references."""

    forums: list[Forum] = field(default_factory=list)
    stands: set[str] = field(default_factory=set)
    partnerships: list[Partnership] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


class Lifetime(NamedTuple):
    """When a record's file was first and last changed, by its history."""

    first: datetime
    last: datetime


@dataclass(frozen=True, eq=False)
class Catalog:
    """Everything readers may see, indexed. Mappings are in the order in which readers see them."""

    package: DataPackage
    settings: SettingsRow
    vocabulary: Vocabulary
    now: datetime
    entities: Mapping[str, Mapping[str, Entity]]  # table → id → record that has a page
    decisions: Mapping[str, Decision]
    indicators: tuple[IndicatorsRow, ...]
    practice: PracticeRow | None
    links: Mapping[tuple[str, str], Links]
    moved: tuple[MovedRow, ...]
    lists: Mapping[str, ListsRow]
    requests: tuple[RequestsRow, ...] = ()  # what people asked for in vain, in numbers
    changed: Mapping[tuple[str, str], Lifetime] = field(default_factory=dict)
    printed: frozenset[str] = frozenset()  # kinds of documents for paper that the site holds, see paper
    history: History = field(default_factory=dict)  # of the organisations' records
    consents: tuple[tuple[str, str, date], ...] = ()  # table, id and last day of each consent in force or run out
    outside: LinkReport = field(default_factory=LinkReport)  # what the last check of outside links found
    term: Term = field(default_factory=lambda: Term(date.min, date.min))  # for which days the site is made
    commit: str = ""  # of the repository it is made from; empty without one
    fallen: tuple[Fallen, ...] = ()  # files with errors, in whose place an older version stands or nothing

    @property
    def last_changed(self) -> datetime | None:
        """When any record last changed, by their history; None without one."""
        return max((known.last for known in self.changed.values()), default=None)

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def ngos(self) -> Mapping[str, Ngo]:
        return cast(Mapping[str, Ngo], self.entities["ngos"])

    @property
    def forums(self) -> Mapping[str, Forum]:
        return cast(Mapping[str, Forum], self.entities.get("forums", {}))

    @property
    def partnerships(self) -> Mapping[str, Partnership]:
        return cast(Mapping[str, Partnership], self.entities.get("partnerships", {}))

    @property
    def events(self) -> Mapping[str, Event]:
        return cast(Mapping[str, Event], self.entities["events"])
