"""Which pages the site has: Catalog → Page[]. Decides what is at each address; renders nothing.

Records are at ``<table>/<id>/``, facets at ``find/<facet>/<code>/``: others rely on these addresses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from generator.catalog.boards import SECTIONS, Board, board_pages, list_boards
from generator.catalog.crowds import Crowd, list_crowds
from generator.catalog.facets import FACET_TITLES, facet_values
from generator.catalog.models import Catalog, Decision, Entity, Ngo, in_pages
from generator.catalog.needs import Answer, answer_pages, list_answers
from generator.frame.kinds import index_kinds
from generator.model.rows import MovedRow
from generator.past.history import NONE_LEFT
from generator.text import capital, count_of, format_dates, shorten

WHOLE = 200  # longest list on a single page
PAGE_SIZE = 100  # rows per page of a longer list
UNLISTED = ("staff", "list")  # hidden from search engines: one is for staff, a browser fills the other
MOVED, GONE = "Запись переехала", "Запись снята"
ELSEWHERE = "Здесь страницы нет"
HELPERS = ("audience", "need", "direction", "cost", "access", "activity")  # facets for finding somebody who can help


@dataclass(frozen=True, slots=True)
class Selection:
    """A part of the registry on one page: of a facet, a letter or the whole; ``number`` of ``total``.

    ``siblings`` are the values of the same facet: code, label, number of organisations. ``closed`` organisations are on
    the last page, apart from the others and not counted.
    """

    facet: str
    code: str
    label: str
    ngos: tuple[Ngo, ...]
    count: int
    number: int = 1
    total: int = 1
    siblings: tuple[tuple[str, str, int], ...] = ()
    closed: tuple[Ngo, ...] = ()

    @property
    def first(self) -> int:
        """Number of the page's first organisation in the selection, from 1; 0 if it is empty."""
        return (self.number - 1) * PAGE_SIZE + bool(self.ngos)

    @property
    def last(self) -> int:
        return (self.number - 1) * PAGE_SIZE + len(self.ngos)

    @property
    def heading(self) -> str:
        """Title of the page. A label that is unclear by itself is preceded by its facet."""
        if self.facet == "letter":
            return f"Организации на «{self.label}»"
        if self.facet in ("audience", "page"):
            return self.label
        if self.facet == "need":  # the page of the help itself bears its name
            return f"Организации: {self.label[:1].lower()}{self.label[1:]}"
        return f"{FACET_TITLES[self.facet]}: {self.label[:1].lower()}{self.label[1:]}"

    def url(self, number: int) -> str:
        """Return the address of a page of this selection."""
        if self.facet == "page":
            return f"find/page/{number}/" if number > 1 else "ngos/"
        return f"find/{self.facet}/{self.code}{f'--{number}' if number > 1 else ''}/"


class Page(NamedTuple):
    """A page to make. ``url`` is its address from the site's root; texts are not escaped."""

    kind: str
    url: str
    title: str = ""
    description: str = ""
    entity: Entity | None = None
    selection: Selection | None = None
    moved: MovedRow | None = None
    answer: Answer | None = None
    board: Board | None = None
    crowd: Crowd | None = None
    decision: Decision | None = None
    stamp: str = ""
    leads: str = ""  # the address that this one only leads to

    @property
    def target(self) -> str:
        """Where a page that only leads on leads to, from the site's root; empty for all others."""
        to = self.moved.get("to") if self.moved else ""
        return f"{self.moved['kind']}/{to}/" if self.moved and to else self.leads

    @property
    def shell(self) -> str:
        """The kind whose shell the page is stamped into."""
        return self.stamp or self.kind

    @property
    def root(self) -> str:
        """Relative path from this page to the site's root."""
        return "../" * self.url.count("/")

    @property
    def dest_uri(self) -> str:
        return f"{self.url}index.html"

    @property
    def data_uri(self) -> str:
        """The file with the record's data; empty if the page has no record."""
        return f"data/{self.entity.table}/{self.entity.id}.json" if self.entity else ""

    @property
    def files(self) -> tuple[str, ...]:
        """All files of the page, by address."""
        return (self.dest_uri, self.data_uri) if self.entity else (self.dest_uri,)


def list_pages(catalog: Catalog) -> list[Page]:
    """Return every page made from records, index pages first."""
    package = catalog.package
    missing = {"ngos"} if catalog.practice else {"ngos", "practice"}  # the registry's index is among its lists, below
    pages = [Page(kind.name, kind.url) for kind in index_kinds(package) if kind.name not in missing]
    about = "Таблицы и поля открытых данных и чему они соответствуют в schema.org и HSDS."
    pages.append(
        Page("profile", catalog.package.profile_url, f"Модель данных, версия {catalog.package.schema_version}", about)
    )
    pages += _registry(catalog)
    pages += _answers(catalog)
    pages += _crowds(catalog)
    pages += _boards(catalog)
    pages += _decisions(catalog)
    town = catalog.settings["town_short"]
    for table in package.record_tables:
        pages += [
            Page(table.singular, entity.url, entity.title, describe(entity, town), entity)
            for entity in catalog.entities[table.name].values()
        ]
    for row in catalog.moved:
        title = MOVED if row.get("to") else GONE
        shell = package.tables[row["kind"]].singular
        pages.append(Page("moved", f"{row['kind']}/{row['id']}/", title, title, moved=row, stamp=shell))
    return [*pages, *_cut_short(pages)]


def _cut_short(pages: list[Page]) -> Iterator[Page]:
    """Yield a way on for each address of a list that is left when the end of the address is cut off."""
    have = {page.url for page in pages}
    lists = {page.url.rsplit("/", 2)[0] + "/" for page in pages if page.kind == "find"}
    for url in sorted(lists | {"find/"} - have):
        leads, stamp = "help/" if url == "find/need/" else "ngos/", "need" if url.count("/") > 1 else "bare"
        yield Page("moved", url, ELSEWHERE, ELSEWHERE, leads=leads, stamp=stamp)


@lru_cache(maxsize=1 << 15)
def describe(entity: Entity, town: str) -> str:
    """Return one sentence for search engines and link previews, at most 300 characters."""
    row = entity.row
    if entity.table == "ngos":
        text = row["summary"] or f"{row['name']}: сведения из реестра организаций, {town}."
    elif entity.table == "forums":
        when = format_dates(row["starts_on"], row["ends_on"]) if row["starts_on"] else ""
        text = row["summary"] or f"{entity.title}: программа, решения и итоги. {when}".strip()
    else:
        text = row.get("subject") or row.get("summary") or entity.title
    return shorten(text, 300)


def _answers(catalog: Catalog) -> Iterator[Page]:
    town = catalog.settings["town_short"]
    for whole in list_answers(catalog):
        for part in answer_pages(whole):
            title = _numbered(part.heading, part.number)
            yield Page("need", part.url(part.number), title, part.describe(town), answer=part)


def _crowds(catalog: Catalog) -> Iterator[Page]:
    town = catalog.settings["town_short"]
    for crowd in list_crowds(catalog):
        yield Page("crowd", crowd.url, crowd.heading, crowd.describe(town), crowd=crowd, stamp="need")


def _boards(catalog: Catalog) -> Iterator[Page]:
    town = catalog.settings["town_short"]
    for section in SECTIONS:
        for whole in list_boards(catalog, section):
            for part in board_pages(whole):
                title = _numbered(part.heading, part.number)
                yield Page(
                    "board", part.url(part.number), title, part.describe(town), board=part, stamp=f"{section}_board"
                )


def _decisions(catalog: Catalog) -> Iterator[Page]:
    """Yield the decisions' pages, redirects from those of renamed forums, and notices for those of withdrawn ones."""
    for decision in catalog.decisions.values():
        forum, number = decision.forum, decision.row["number"]
        about = f"{forum.title}, {catalog.settings['town_short']}. {capital(decision.state.label)}."
        yield Page("decision", decision.url, f"Решение {number}: {decision.title}", about, decision=decision)
        for row in catalog.moved:
            if (row["kind"], row.get("to")) == forum.key:
                was: MovedRow = {
                    **row,
                    "kind": "decisions",
                    "id": f"{row['id']}/{number}",
                    "to": f"{forum.id}/{number}",
                }
                yield Page("moved", f"decisions/{was['id']}/", MOVED, MOVED, moved=was, stamp="decision")
    for row in catalog.moved if catalog.package.has("decisions") else ():
        for gone in catalog.left.get((row["kind"], row["id"]), NONE_LEFT).decisions:
            was = {**row, "kind": "decisions", "id": f"{row['id']}/{gone}"}
            yield Page("moved", f"decisions/{was['id']}/", GONE, GONE, moved=was, stamp="decision")


def _numbered(title: str, number: int) -> str:
    return f"{title}, страница {number}" if number > 1 else title


def _registry(catalog: Catalog) -> Iterator[Page]:
    ngos = tuple(catalog.ngos.values())
    shown, closed = _parted("need", list(ngos)) if len(ngos) <= WHOLE else (ngos, ())
    for page in _paged(Selection("page", "", "Реестр организаций", shown, len(ngos), closed=closed)):
        if page.number == 1:
            yield Page("ngos", "ngos/", selection=page)
        else:
            yield _find_page(page)
    for selection in facets(catalog):
        for page in _paged(selection):
            yield _find_page(page)


def _find_page(part: Selection) -> Page:
    title = part.heading if part.total == 1 else f"{part.heading}, страница {part.number}"
    found = count_of(part.count, "организация", "организации", "организаций")
    return Page("find", part.url(part.number), title, f"{part.heading}: {found} в реестре.", selection=part)


def _paged(whole: Selection) -> Iterator[Selection]:
    """Yield the selection on one page if it is short, else in pages of equal size."""
    size = len(whole.ngos) if len(whole.ngos) <= WHOLE else PAGE_SIZE
    for number, total, part in in_pages(whole.ngos, size):
        closed = whole.closed if number == total else ()
        yield replace(whole, ngos=part, number=number, total=total, closed=closed)


def _parted(facet: str, ngos: list[Ngo]) -> tuple[tuple[Ngo, ...], tuple[Ngo, ...]]:
    """Split organisations into working and closed; facets that are not about finding help keep all together."""
    if facet not in HELPERS:
        return tuple(ngos), ()
    return tuple(ngo for ngo in ngos if not ngo.closed), tuple(ngo for ngo in ngos if ngo.closed)


def facets(catalog: Catalog) -> list[Selection]:
    """Return a selection for every value of every facet, letters included."""
    found: list[Selection] = []
    for facet, values in facet_values(catalog).items():
        parted = {code: (label, *_parted(facet, ngos)) for code, (label, ngos) in values.items()}
        siblings = tuple((code, label, len(working)) for code, (label, working, _) in parted.items())
        for code, (label, working, closed) in parted.items():
            found.append(Selection(facet, code, label, working, len(working), siblings=siblings, closed=closed))
    return found
