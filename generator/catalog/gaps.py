"""Gaps in help: what nobody does for an audience, and what people asked for in vain. Pure.

This is the agenda of the next forum, as far as numbers can give it. Work for all residents counts for every audience.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from generator.catalog.crowds import ACTIVE
from generator.catalog.models import Catalog
from generator.catalog.needs import EVERYONE, match_services
from generator.model.vocabulary import Term
from generator.text import capital

OTHER = "other"  # the code that does not say what the help is
ANIMALS = ("animals_help", "animals")  # animals need only this help, and people do not need it


class Gap(NamedTuple):
    """A kind of help and the audiences that nobody gives it to; no ``audiences`` if nobody gives it at all."""

    need: Term
    audiences: tuple[Term, ...]


class Asked(NamedTuple):
    """A request that found no answer within a year. ``answers`` is how many organisations do it now."""

    words: str
    times: int
    answers: int


def list_gaps(catalog: Catalog) -> list[Gap]:
    """Return kinds of help that some audience cannot get, in the order of the list."""
    vocabulary = catalog.vocabulary
    served = _served(catalog)
    audiences = [term for term in vocabulary.terms("audiences") if term.code not in ACTIVE]
    found = []
    for need in vocabulary.terms("needs"):
        if need.code == OTHER or (need.code, EVERYONE) in served:
            continue
        missing = tuple(
            term
            for term in audiences
            if (need.code == ANIMALS[0]) == (term.code == ANIMALS[1]) and (need.code, term.code) not in served
        )
        if missing:
            found.append(Gap(need, missing if (need.code, "") in served else ()))
    return found


def list_asked(catalog: Catalog) -> list[Asked]:
    """Return what was asked for in vain in the last twelve months, most frequent first."""
    today = catalog.today
    since = f"{today.year - 1}-{today.month:02}"
    sums: Counter[tuple[str, str]] = Counter()
    for row in catalog.requests:
        if since < row["month"] <= f"{today:%Y-%m}":
            sums[row["need"], row.get("audience") or ""] += row["count"]
    served = _served(catalog)
    found = []
    for (need, audience), count in sums.items():
        label = capital(catalog.vocabulary.label("needs", need))
        term = catalog.vocabulary.lists["audiences"].get(audience)
        whom = f" {term.spoken}" if term and term.spoken else f": {term.label}" if term else ""
        answers = served[need, audience] or (served[need, EVERYONE] if audience else 0)
        found.append(Asked(f"{label}{whom}", count, answers))
    return sorted(found, key=lambda asked: (-asked.times, asked.words))


def _served(catalog: Catalog) -> Counter[tuple[str, str]]:
    """Count the working organisations by need and audience; an empty audience means anybody."""
    matched = match_services(catalog.ngos.values())
    counts = {pair: sum(not match.closed for match in matches) for pair, matches in matched.items()}
    return Counter({pair: count for pair, count in counts.items() if count})
