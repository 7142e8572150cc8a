"""What the home page receives: whom to help, this week, the forum, what moved and what is new. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from generator.catalog.crowds import list_crowds
from generator.catalog.freshness import added_on
from generator.catalog.models import Catalog, Decision, Ngo
from generator.pages.pages import Page
from generator.pages.views.forum import tally
from generator.pages.views.resident import WEEK, dated, forums_ahead

Context = dict[str, Any]
DOORS = 8  # audiences on the home page, in the order of their list
NEWS = 4


def home_context(catalog: Catalog, page: Page) -> Context:
    """Return everything for the home page; the page's script updates what depends on the date."""
    ahead = forums_ahead(catalog)
    past_forums = [f for f in catalog.forums.values() if f.state and f.state.code in ("held", "archived")]
    soon = dated(catalog)
    week = [e for e in soon if (day := e.row["starts_on"]) and day < catalog.today + WEEK]
    return {
        "crowds": list_crowds(catalog)[:DOORS],
        "ahead": ahead[0] if ahead else None,
        "last": past_forums[0] if past_forums else None,
        "week": week[:5],
        "later": [e for e in soon if e not in week][:3],
        "counts": tally(catalog.decisions.values(), catalog.today),
        "moved": moved_decisions(catalog),
        "fresh": new_organisations(catalog),
        "figures": [row for row in catalog.indicators if row["short"]][:4],
        "wanted": sum(bool(ngo.row["help_wanted"]) for ngo in catalog.ngos.values() if not ngo.closed),
        "working": sum(not ngo.closed for ngo in catalog.ngos.values()),
    }


def last_word(decision: Decision) -> date | None:
    """Return the date of the last thing said about a decision."""
    days = [day for day in (decision.row["reported_on"], decision.row["verdict_on"]) if day]
    return max(days, default=None)


def moved_decisions(catalog: Catalog) -> list[tuple[date, Decision]]:
    """Return the three decisions with the latest news, newest first."""
    dated = [(day, decision) for decision in catalog.decisions.values() if (day := last_word(decision))]
    return sorted(dated, key=lambda item: (item[0], item[1].key), reverse=True)[:3]


def new_organisations(catalog: Catalog) -> list[tuple[date, str, Ngo]]:
    """Return what is new in the registry, newest first: date, «новая запись» or «запись подтверждена», organisation."""
    news = []
    for ngo in catalog.ngos.values():
        if ngo.closed:
            continue
        if ngo.row["confirmed_on"]:
            news.append((ngo.row["confirmed_on"], "запись подтверждена", ngo))
        elif added := added_on(catalog, ngo):
            news.append((added.date(), "новая запись", ngo))
    return sorted(news, key=lambda item: (item[0], item[2].id), reverse=True)[:NEWS]
