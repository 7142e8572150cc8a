"""The registry's index for the browser: what ``registry.js`` searches, filters, sorts and saves.

Columns of equal length instead of objects take a third of the bytes. A facet's value is its place in ``values``. Public
data only, with no people.
"""

from __future__ import annotations

import json
from typing import Any

from generator.catalog.emblems import emblem
from generator.catalog.facets import FACET_LISTS, FACET_TITLES, facet_values
from generator.catalog.models import Catalog, Ngo
from generator.phones import format_phone, parse_phone
from generator.text import fold

ADDRESS = "find/registry.json"
# Facets whose labels and synonyms are searchable; words of the others are too common to help.
SPOKEN = ("audience", "need", "cost")


def export_registry(catalog: Catalog) -> dict[str, bytes]:
    """Return the index as a file; nothing for an empty registry."""
    if not catalog.ngos:
        return {}
    return {ADDRESS: json.dumps(make_index(catalog), ensure_ascii=False, separators=(",", ":")).encode()}


def make_index(catalog: Catalog) -> dict[str, Any]:
    """Return facets, their values in use, and a column for everything the script shows, searches or saves."""
    rows = [ngo.row for ngo in catalog.ngos.values()]
    codes: dict[str, list[int]] = {ngo_id: [] for ngo_id in catalog.ngos}
    values: list[list[str]] = []
    for facet, list_id in FACET_LISTS.items():
        terms = catalog.vocabulary.lists[list_id]
        for code, (label, ngos) in facet_values(catalog)[facet].items():
            for ngo in ngos:
                codes[ngo.id].append(len(values))
            words = fold(" ".join([label, *terms[code].synonyms])) if facet in SPOKEN else ""
            values.append([facet, code, label, words])
    area = catalog.settings["phone_code"]
    return {
        "facets": [[facet, FACET_TITLES[facet]] for facet in FACET_LISTS],
        "values": values,
        "codes": list(codes.values()),
        "words": [_words(ngo) for ngo in catalog.ngos.values()],
        "ids": list(catalog.ngos),
        "emblems": [_emblem(ngo, catalog) for ngo in catalog.ngos.values()],
        "titles": [ngo.title for ngo in catalog.ngos.values()],
        "summaries": [row["summary"] or "" for row in rows],
        "phones": [format_phone(parse_phone(row["phones"][0]).number, area) if row["phones"] else "" for row in rows],
        "addresses": [row["address"] or "" for row in rows],
        "confirmed": [row["confirmed_on"].isoformat() if row["confirmed_on"] else "" for row in rows],
    }


def _emblem(ngo: Ngo, catalog: Catalog) -> str:
    """Return the emblem in short: its tone, a digit, and its letters."""
    drawn = emblem(ngo, catalog.vocabulary)
    return f"{drawn.tone}{drawn.letters}"


def _words(ngo: Ngo) -> str:
    """Return names and services beyond the title for the search field, without repeats."""
    row = ngo.row
    names = dict.fromkeys([row["name"], row["short_name"] or "", *[item["title"] for item in row["services"]]])
    names.pop("", None)
    names.pop(ngo.title, None)
    return " ".join(names)
