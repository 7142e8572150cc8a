"""How fresh the facts of the registry are: who has not confirmed a record for a year. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from generator.catalog.models import Catalog, Entity, Ngo

YEAR = timedelta(days=365)


def unconfirmed(catalog: Catalog) -> list[Ngo]:
    """Organisations that still exist and have not confirmed their record within a year, the longest silent first."""
    found = [
        ngo
        for ngo in catalog.ngos.values()
        if ngo.row["status"] != "liquidated"
        and (ngo.row["confirmed_on"] is None or ngo.row["confirmed_on"] < catalog.today - YEAR)
    ]
    return sorted(found, key=lambda ngo: (ngo.row["confirmed_on"] or date.min, ngo.id))


def first_code(catalog: Catalog, entity: Entity) -> str:
    """The code by which calendars and feeds know a record: the one it bore before it was renamed."""
    former = [(row["on"], row["id"]) for row in catalog.moved if (row["kind"], row.get("to")) == entity.key]
    return min(former)[1] if former else entity.id


def added_on(catalog: Catalog, entity: Entity) -> datetime | None:
    """When the record came to the portal, by its file's history: one that was renamed came under its first code."""
    codes = [entity.id, *(row["id"] for row in catalog.moved if (row["kind"], row.get("to")) == entity.key)]
    known = [catalog.changed[entity.table, code].first for code in codes if (entity.table, code) in catalog.changed]
    return min(known, default=None)
