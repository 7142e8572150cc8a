"""Boards of what organisations ask for and offer: «Хочу помочь» and «Ищем партнёров». Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from generator.catalog.models import Catalog, Ngo, in_pages
from generator.catalog.states import span_state
from generator.model.rows import AnyRow
from generator.text import capital, count_of

SECTIONS = {"join": "Хочу помочь", "exchange": "Ищем партнёров"}
EXCHANGE = {"seeks": "Ищут", "offers": "Предлагают"}  # field of the record → title of its board
SHOWN = {"join": 4, "exchange": 20}  # items of each board shown on the section's own page
WHOLE = 60  # longest board kept on a single page of its own
PAGE_SIZE = 100


class Wish(NamedTuple):
    """One request or offer in its organisation's own words: a row of ``table``."""

    ngo: Ngo
    table: str
    row: AnyRow

    @property
    def text(self) -> str:
        return str(self.row["text"])

    @property
    def url(self) -> str | None:
        return self.row.get("url")


@dataclass(frozen=True, slots=True)
class Board:
    """One page of a board, the wishes of one kind: ``number`` of ``total``. ``section`` is its folder."""

    section: str
    code: str
    title: str
    wishes: tuple[Wish, ...]
    count: int
    number: int = 1
    total: int = 1

    @property
    def heading(self) -> str:
        return self.title if self.section == "join" else f"{SECTIONS[self.section]}: {self.title.lower()}"

    @property
    def long(self) -> bool:
        """Whether the board needs its own pages because the section's page cannot show all of it."""
        return self.count > SHOWN[self.section]

    def url(self, number: int = 1) -> str:
        """Return the address of a page of this board. Codes hold no hyphen, so addresses cannot collide."""
        return f"{self.section}/{self.code}{f'-{number}' if number > 1 else ''}/"

    def describe(self, town: str) -> str:
        """Return one sentence for search engines and link previews."""
        return f"{self.heading}: {count_of(self.count, 'запись', 'записи', 'записей')} от организаций, {town}."


@lru_cache(maxsize=2)
def list_boards(catalog: Catalog, section: str) -> list[Board]:
    """Return the non-empty boards of a section, unpaged.

    Organisations that are closed or dormant are left out.
    """
    ngos = _active(catalog)
    found: dict[str, list[Wish]] = {}
    if section == "join":
        titles = {term.code: capital(term.label) for term in catalog.vocabulary.terms("help_ways")}
        for ngo in ngos:
            for item in _in_force(ngo.row["help_wanted"], catalog):
                found.setdefault(item["way"], []).append(Wish(ngo, "ngo_help", item))
    else:
        titles = EXCHANGE
        for ngo in ngos:
            row: AnyRow = ngo.row
            for code in titles:
                found.setdefault(code, []).extend(
                    Wish(ngo, f"ngo_{code}", item) for item in _in_force(row[code], catalog)
                )
    return [
        Board(section, code, title, tuple(found[code]), len(found[code]))
        for code, title in titles.items()
        if found.get(code)
    ]


def _in_force(rows: Iterable[AnyRow], catalog: Catalog) -> Iterator[Any]:
    return (row for row in rows if span_state(row, catalog.today).code == "on")


@lru_cache(maxsize=1)
def _active(catalog: Catalog) -> list[Ngo]:
    return [ngo for ngo in catalog.ngos.values() if not ngo.closed]


def board_pages(board: Board) -> Iterator[Board]:
    """Yield the board's own pages: none if the section's page shows all of it, one if it is short, else several."""
    if not board.long:
        return
    size = board.count if board.count <= WHOLE else PAGE_SIZE
    for number, total, part in in_pages(board.wishes, size):
        yield replace(board, wishes=part, number=number, total=total)
