"""The portal's nouns as readers know them: frozen, made once by the catalog from public rows."""

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
from generator.past.history import History, Left
from generator.text import shorten

T = TypeVar("T")
LONGEST_TITLE = 140  # characters of a decision's text used as its title


def in_pages(items: tuple[T, ...], size: int) -> Iterator[tuple[int, int, tuple[T, ...]]]:
    """Split a long list into pages of ``size``: page number from 1, number of pages, items.

    An empty list is one page.
    """
    total = -(-len(items) // size) if items else 1
    for number in range(1, total + 1):
        yield number, total, items[(number - 1) * size : number * size]


def shown_pages(number: int, total: int) -> list[int | None]:
    """Return the pages a pager lists on page ``number``: first, last and neighbours; None marks a gap."""
    near = range(max(number - 2, 2), min(number + 3, total))
    found: list[int | None] = [1, *([None] if near.start > 2 else []), *near, *([None] if near.stop < total else [])]
    return [*found, total] if total > 1 else found


@dataclass(frozen=True, slots=True, eq=False)
class Entity:
    """A record with a page of its own.

    ``row`` is public and dense; ``title`` is what people call it. Entities compare by identity, so results derived from
    them can be cached.
    """

    table: str
    id: str
    row: Any
    title: str
    state: State | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Table and id, the key of links and times."""
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
        """Whether it is no longer registered or known to be inactive."""
        return self.row["status"] == "liquidated" or self.row["activity"] == "dormant"


class Forum(Entity):
    """A civic forum with its programme and decisions."""

    __slots__ = ()
    row: ForumsRow


class Partnership(Entity):
    """A partnership agreement."""

    __slots__ = ()
    row: PartnershipsRow


class Event(Entity):
    """An event, a contest or a story."""

    __slots__ = ()
    row: EventsRow


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of a forum. ``continues`` and ``continued_by`` are keys of other decisions (``forum#number``)."""

    forum: Forum
    row: ForumDecisionsRow
    state: State
    addressees: tuple[str, ...] = ()  # names; the row has codes or free texts
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
        """Its text, shortened to one line."""
        return shorten(self.row["text"], LONGEST_TITLE)


@dataclass(slots=True)
class Links:
    """Back-links of a record: everything that refers to it."""

    forums: list[Forum] = field(default_factory=list)
    stand_forums: set[str] = field(default_factory=set)
    partnerships: list[Partnership] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


class Lifetime(NamedTuple):
    """When a record's file first and last changed, by its history."""

    first: datetime
    last: datetime


@dataclass(frozen=True, eq=False)
class Catalog:
    """Everything readers may see, indexed. Mappings keep the order readers see."""

    package: DataPackage
    settings: SettingsRow
    vocabulary: Vocabulary
    now: datetime
    entities: Mapping[str, Mapping[str, Entity]]  # table → id → record with a page
    decisions: Mapping[str, Decision]
    indicators: tuple[IndicatorsRow, ...]
    practice: PracticeRow | None
    links: Mapping[tuple[str, str], Links]
    moved: tuple[MovedRow, ...]
    lists: Mapping[str, ListsRow]
    requests: tuple[RequestsRow, ...] = ()  # counts of requests that found no answer
    changed: Mapping[tuple[str, str], Lifetime] = field(default_factory=dict)
    printed: frozenset[str] = frozenset()  # kinds of printed documents on the site, see ``paper``
    history: History = field(default_factory=dict)  # changes of the organisations' records
    consents: tuple[tuple[str, str, date], ...] = ()  # table, id and last day of each consent, in force or expired
    outside: LinkReport = field(default_factory=LinkReport)  # what the last check of outside links found
    term: Term = field(default_factory=lambda: Term(date.min, date.min))  # the days the site is made for
    numbered: Mapping[str, tuple[int, bytes]] = field(default_factory=dict)  # calendar entries published before
    left: Mapping[tuple[str, str], Left] = field(default_factory=dict)  # of deleted forums, as far as history knows
    commit: str = ""  # of the repository the site is built from; empty without one
    fallen: tuple[Fallen, ...] = ()  # faulty files, replaced by an older version or left out

    @property
    def last_changed(self) -> datetime | None:
        """When any record last changed, by history; None without one."""
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
