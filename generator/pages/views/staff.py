"""The staff's page: what is late, missing, thin, unconfirmed, expiring or duplicated.

It has public rows and numbers only, nothing secret.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from generator.catalog.decisions import list_due
from generator.catalog.freshness import unconfirmed
from generator.catalog.gaps import list_asked, list_gaps
from generator.catalog.models import Catalog, Entity
from generator.pages.pages import Page
from generator.problems.completeness import measure
from generator.text import name_key

SOON = timedelta(days=90)
MAX_ROWS = 200  # rows per table


def staff_context(catalog: Catalog, page: Page) -> dict[str, Any]:
    """Return everything for the staff's page."""
    scored = [
        (entity, measure(name, entity.row)) for name, found in catalog.entities.items() for entity in found.values()
    ]
    thin = sorted((pair for pair in scored if pair[1].missing), key=lambda pair: (pair[1].percent, pair[0].url))
    ends = [(entity, entity.row["ends_on"]) for entity in catalog.partnerships.values() if not entity.row["ended_on"]]
    ending = [(entity, day) for entity, day in ends if day and day <= catalog.today + SOON]
    expiring = sorted({(day, table, ngo_id) for table, ngo_id, day in catalog.consents if day <= catalog.today + SOON})
    silent = unconfirmed(catalog)
    average = round(sum(score.percent for _, score in scored) / len(scored)) if scored else 0
    return {
        "average": average,
        "today": catalog.today,
        "fallen": catalog.fallen,
        "covers": (catalog.term.covered - catalog.term.today).days,
        "thin": thin[:MAX_ROWS],
        "thin_count": len(thin),
        "silent": silent[:MAX_ROWS],
        "silent_count": len(silent),
        "ending": sorted(ending, key=lambda pair: (pair[1], pair[0].id)),
        "consents": [(*_place(catalog, table, record_id), day) for day, table, record_id in expiring[:MAX_ROWS]],
        "due": list_due(catalog)[:MAX_ROWS],
        "gaps": list_gaps(catalog),
        "asked": list_asked(catalog)[:MAX_ROWS],
        "outside": catalog.outside,
        "known": {entity.url for entity, _ in scored},  # a page in the report may be gone by now
        "alike": list(_alike(catalog))[:MAX_ROWS],
    }


def _place(catalog: Catalog, table: str, record_id: str) -> tuple[str, str]:
    """Return address and name of what holds a consent: a record with a page, or the passport of the practice."""
    if table == "practice":
        return "practice/", "паспорт практики"
    entity = catalog.entities[table][record_id]
    return entity.url, entity.title


def _alike(catalog: Catalog) -> Iterator[tuple[str, list[Entity]]]:
    """Yield what organisations share, and those that share it, except explained namesakes."""
    groups: dict[tuple[str, str], list[Entity]] = defaultdict(list)
    for ngo in catalog.ngos.values():
        groups["почти одно название", name_key(ngo.row["name"])].append(ngo)
        for number in ngo.row["phones"]:
            groups["один телефон", number].append(ngo)
        if ngo.row["site"]:
            groups["один сайт", ngo.row["site"].rstrip("/")].append(ngo)
    reported: set[tuple[str, ...]] = set()
    for (word, _), found in groups.items():
        if len(found) == 1:
            continue
        ids = tuple(ngo.id for ngo in found)
        if ids not in reported and not all(ngo.row["namesake_note"] for ngo in found[1:]):
            reported.add(ids)
            yield word, found
