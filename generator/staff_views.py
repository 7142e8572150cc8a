"""The staff's page: what is thin, unconfirmed, running out or alike. Public rows only: nothing secret is on it."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from generator.completeness import measure
from generator.confirmation import unconfirmed
from generator.models import Catalog, Entity
from generator.pages import Page
from generator.text import name_key

SOON = timedelta(days=90)
MOST = 200  # rows of one table


def staff_context(catalog: Catalog, page: Page) -> dict[str, Any]:
    """What the template of the staff's page is given."""
    tables = ("ngos", "forums", "partnerships", "events")
    scored = [(entity, measure(name, entity.row)) for name in tables for entity in catalog.table(name).values()]
    thin = sorted((pair for pair in scored if pair[1].missing), key=lambda pair: (pair[1].percent, pair[0].url))
    ends = [(entity, entity.row["ends_on"]) for entity in catalog.partnerships.values() if not entity.row["ended_on"]]
    ending = [(entity, day) for entity, day in ends if day and day <= catalog.today + SOON]
    alike: dict[str, list[Entity]] = defaultdict(list)
    for ngo in catalog.ngos.values():
        alike[name_key(ngo.row["name"])].append(ngo)
    average = round(sum(score.percent for _, score in scored) / len(scored)) if scored else 0
    return {
        "average": average,
        "thin": thin[:MOST],
        "thin_count": len(thin),
        "silent": unconfirmed(catalog)[:MOST],
        "ending": sorted(ending, key=lambda pair: (pair[1], pair[0].id)),
        "alike": [found for found in alike.values() if len(found) > 1],
    }
