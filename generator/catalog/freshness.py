"""How fresh the registry is: who has not confirmed a record within a year. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from generator.catalog.models import Catalog, Entity, Ngo

YEAR = timedelta(days=365)


def unconfirmed(catalog: Catalog) -> list[Ngo]:
    """Return existing organisations that have not confirmed their record within a year, longest silent first."""
    found = [
        ngo
        for ngo in catalog.ngos.values()
        if ngo.row["status"] != "liquidated"
        and (ngo.row["confirmed_on"] is None or ngo.row["confirmed_on"] < catalog.today - YEAR)
    ]
    return sorted(found, key=lambda ngo: (ngo.row["confirmed_on"] or date.min, ngo.id))


def first_code(catalog: Catalog, entity: Entity) -> str:
    """Return the id under which calendars and feeds know a record: its first one, if it was renamed."""
    former = [(row["on"], row["id"]) for row in catalog.moved if (row["kind"], row.get("to")) == entity.key]
    return min(former)[1] if former else entity.id


def added_on(catalog: Catalog, entity: Entity) -> datetime | None:
    """Return when a record was added, by the history of its file. A renamed record dates from its first id."""
    codes = [entity.id, *(row["id"] for row in catalog.moved if (row["kind"], row.get("to")) == entity.key)]
    known = [catalog.changed[entity.table, code].first for code in codes if (entity.table, code) in catalog.changed]
    return min(known, default=None)
