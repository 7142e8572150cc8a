"""Who answers a need: one answer per kind of help, and one per kind of help and audience. Pure.

An answer for an audience exists only where a service names it. A service for all residents then answers it too, after
those that name it. Closed and dormant organisations are not counted and come last, folded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from generator.catalog.models import Catalog, Ngo, in_pages
from generator.model.rows import NgoServicesRow
from generator.model.vocabulary import Term
from generator.text import capital, count_of

EVERYONE = "everyone"  # the code in `audiences` for all people; a root may lack it
WHOLE = 40  # the longest answer shown in full on one page
PAGE_SIZE = 100  # rows per page of a longer one
Pair = tuple[str, str]  # codes of a need and an audience; an empty audience means anyone


class Match(NamedTuple):
    """An organisation and those of its services that answer.

    ``free``: at least one of them costs nothing. ``closed``: no longer registered or known to be inactive; shown last.
    """

    ngo: Ngo
    services: tuple[NgoServicesRow, ...]
    free: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of an answer: ``number`` of ``total``.

    ``count`` and ``free`` count working organisations only. ``others`` are related answers: address from the site's
    root, words, number of organisations.
    """

    need: Term
    audience: Term | None
    matches: tuple[Match, ...]
    count: int
    free: int
    number: int = 1
    total: int = 1
    others: tuple[tuple[str, str, int], ...] = ()

    @property
    def heading(self) -> str:
        """Title of the page, such as «Спорт и физкультура для детей»."""
        label = capital(self.need.label)
        if self.audience is None:
            return label
        return f"{label} {self.audience.spoken}" if self.audience.spoken else f"{label}: {self.audience.label}"

    @property
    def working(self) -> tuple[Match, ...]:
        """Matches of this page that people can turn to."""
        return tuple(match for match in self.matches if not match.closed)

    @property
    def closed(self) -> tuple[Match, ...]:
        """Matches of this page kept for those who remember them."""
        return tuple(match for match in self.matches if match.closed)

    @property
    def full(self) -> bool:
        """Whether the answer is short enough to tell everything about each organisation."""
        return self.count <= WHOLE

    @property
    def first(self) -> int:
        """Number of the page's first organisation, from 1."""
        return (self.number - 1) * PAGE_SIZE + 1

    def url(self, number: int = 1) -> str:
        """Return the address of a page of this answer. Codes hold no hyphen, so no two answers share one."""
        return address(self.need.code, self.audience.code if self.audience else "", number)

    def describe(self, town: str) -> str:
        """Return one sentence for search engines and link previews."""
        found = count_of(self.count, "организация", "организации", "организаций")
        return f"{self.heading}: {found}, {town}. Телефоны, адреса, часы, цена."


def address(need: str, audience: str = "", number: int = 1) -> str:
    """Return the address of an answer's page from the site's root."""
    return f"help/{need}{f'--{audience}' if audience else ''}{f'-{number}' if number > 1 else ''}/"


@lru_cache(maxsize=1)
def list_answers(catalog: Catalog) -> list[Answer]:
    """Return all answers, unpaged.

    Needs follow the list's order; each need's general answer comes before those for its audiences.
    """
    needs, audiences = catalog.vocabulary.lists["needs"], catalog.vocabulary.lists["audiences"]
    matched = match_services(catalog.ngos.values())
    answers = []
    for need in needs.values():
        for audience in (None, *audiences.values()):
            matches = matched.get((need.code, audience.code if audience else ""))
            if matches:
                working = [match for match in matches if not match.closed]
                free = sum([match.free for match in working])
                answers.append(Answer(need, audience, tuple(matches), len(working), free))
    return [replace(answer, others=tuple(_others(answer, answers))) for answer in answers]


def answer_pages(answer: Answer) -> Iterator[Answer]:
    """Yield the pages of an answer; a short one has a single page."""
    for number, total, part in in_pages(answer.matches, PAGE_SIZE):
        yield replace(answer, matches=part, number=number, total=total)


def match_services(ngos: Iterable[Ngo]) -> Mapping[Pair, list[Match]]:
    """Map (need, audience) to who answers, best first.

    A service that names no audience is for the audiences of its organisation.
    """
    found: dict[Pair, list[Match]] = defaultdict(list)
    for ngo in ngos:
        for pair, match in _own_matches(ngo):
            found[pair].append(match)
    return {pair: _ordered(matches, found.get((pair[0], EVERYONE), ())) for pair, matches in found.items()}


@lru_cache(maxsize=1 << 15)
def _own_matches(ngo: Ngo) -> list[tuple[Pair, Match]]:
    own: dict[Pair, Match] = {}
    for service in ngo.row["services"]:
        if service["needs"]:
            alone = Match(ngo, (service,), service["cost"] == "free", ngo.closed)
            whom = ("", *(service["audiences"] or ngo.row["audiences"]))
            for need in service["needs"]:
                for audience in whom:
                    pair = (need, audience)
                    known = own.get(pair)
                    if known is None:
                        own[pair] = alone
                    elif known.services[-1] is not service:  # unless the service names a code twice
                        own[pair] = _joined(known, alone.services)
    return list(own.items())


def _joined(match: Match, more: Sequence[NgoServicesRow]) -> Match:
    """Add more services of the same organisation to a match."""
    free = match.free or any(service["cost"] == "free" for service in more)
    return Match(match.ngo, (*match.services, *more), free, match.closed)


def _ordered(named: Sequence[Match], everyones: Sequence[Match]) -> list[Match]:
    """Order matches: those naming the audience before those for all, free before paid, closed last."""
    if not everyones or everyones is named:
        return _closed_last(_free_first(named))
    own, rest = {match.ngo: match for match in named}, []
    for match in everyones:
        known = own.get(match.ngo)
        if known is None:
            rest.append(match)
        elif known is not match:
            more = [service for service in match.services if not any(service is other for other in known.services)]
            own[match.ngo] = _joined(known, more)
    return _closed_last([*_free_first(own.values()), *_free_first(rest)])


def _free_first(matches: Iterable[Match]) -> list[Match]:
    return sorted(matches, key=attrgetter("free"), reverse=True)


def _closed_last(matches: Iterable[Match]) -> list[Match]:
    return sorted(matches, key=attrgetter("closed"))


def _others(answer: Answer, answers: list[Answer]) -> Iterator[tuple[str, str, int]]:
    """Yield, for a kind of help, its audiences; for an audience's page, other kinds of help for that audience."""
    for other in answers:
        if other is answer or other.audience is None:
            continue
        if answer.audience is None and other.need is answer.need:
            yield other.url(), other.audience.spoken or other.audience.label, other.count
        elif answer.audience is other.audience:
            yield other.url(), other.need.label, other.count
