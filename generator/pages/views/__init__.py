"""What each page kind's template receives besides the page: Catalog and Page → names. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from generator.catalog.crowds import list_crowds
from generator.catalog.facets import FACET_TITLES, Facets, facet_values
from generator.catalog.models import Catalog, Decision, Entity, Links, Ngo
from generator.catalog.states import FORUM_OVER
from generator.exports.feeds import feed_titles
from generator.exports.support import COLUMNS, Line, register_lines, support_sums
from generator.model.forges import edit_address
from generator.model.rows import AnyRow, PracticeActsRow, PracticePointsRow
from generator.model.schemas import table_schema
from generator.pages.pages import Page
from generator.pages.search_entries import search_kinds
from generator.pages.views.editor import EDITOR_VIEWS
from generator.pages.views.forum import decision_context, decisions_context, forum_context, tally
from generator.pages.views.home import home_context
from generator.pages.views.resident import RESIDENT_VIEWS
from generator.pages.views.result import partnerships_context, results_context
from generator.pages.views.staff import staff_context

Context = dict[str, Any]
NO_LINKS = Links()
# Columns of the support register in a table: an organisation's lines stand together, its own columns are folded.
REGISTER_SHOWN = {"name": "Организация", "size": "Размер", "form": "Форма", "term": "Срок", "entry": "Номер и дата"}
REGISTER_OF_NGO = ("address", "ogrn", "inn", "activities")
REGISTER = 1000  # rows of the support register on its page; its tables have all
LONG_FACET = 8  # values of a facet shown without folding


def _ngos(catalog: Catalog, page: Page) -> Context:
    values = facet_values(catalog)
    groups = panel(values, len(catalog.ngos))
    sorts = [("name", "по названию")]
    if any(ngo.row["confirmed_on"] for ngo in catalog.ngos.values()):
        sorts.append(("fresh", "недавно подтверждённые"))
    if any(group.facet == "alive" for group in groups):
        sorts.append(("active", "сначала действующие"))
    return {"part": page.selection, "panel": groups, "sorts": sorts, "letters": _siblings(values["letter"])}


class Group(NamedTuple):
    """A facet beside the registry: its values (code, label, number of organisations), the rarer ones folded."""

    facet: str
    title: str
    shown: list[tuple[str, str, int]]
    folded: list[tuple[str, str, int]]


def panel(values: Facets, total: int) -> list[Group]:
    """Return the facets that divide the registry. A long one shows its most common values and folds the rest."""
    groups = []
    for facet, title in FACET_TITLES.items():
        items = _siblings(values[facet])
        if facet == "letter" or all(count == total for _, _, count in items):
            continue
        common = sorted(items, key=lambda item: -item[2])[: LONG_FACET - 2] if len(items) > LONG_FACET else items
        rare = [item for item in items if item not in common]
        groups.append(Group(facet, title, [item for item in items if item in common], rare))
    return groups


def _siblings(values: Mapping[str, tuple[str, list[Ngo]]]) -> list[tuple[str, str, int]]:
    return [(code, label, len(ngos)) for code, (label, ngos) in values.items()]


def _find(catalog: Catalog, page: Page) -> Context:
    part = page.selection
    facet, code = (part.facet, part.code) if part else ("", "")
    crowds = list_crowds(catalog) if facet == "audience" else ()
    crowd = next((crowd for crowd in crowds if crowd.audience.code == code), None)
    return {"part": part, "facet_title": FACET_TITLES.get(facet, ""), "crowd": crowd}


def _ngo(catalog: Catalog, page: Page) -> Context:
    entity = _entity(page)
    links = catalog.links.get(("ngos", entity.id), NO_LINKS)
    return {
        "ngo": entity,
        "row": entity.row,
        "links": links,
        "coming": any(event.state and event.state.code in ("ahead", "now", "postponed") for event in links.events),
        "edit_url": edit_url(catalog, entity),
        "changes": catalog.history.get(entity.id, ()),
    }


def edit_url(catalog: Catalog, entity: Entity) -> str:
    """Return the forge's page for editing the record; empty if the settings name no forge."""
    return edit_address(catalog.settings, catalog.package.tables[entity.table].path(entity.id))


def _forums(catalog: Catalog, page: Page) -> Context:
    decided: dict[str, list[Decision]] = {forum_id: [] for forum_id in catalog.forums}
    for decision in catalog.decisions.values():
        decided[decision.forum.id].append(decision)
    ahead = [f for f in catalog.forums.values() if f.state and f.state.code not in FORUM_OVER]
    return {
        "ahead": ahead[::-1],
        "past": [f for f in catalog.forums.values() if f.state and f.state.code in FORUM_OVER],
        "counts": {forum_id: tally(found, catalog.today) for forum_id, found in decided.items()},
    }


def _forum(catalog: Catalog, page: Page) -> Context:
    entity = _entity(page)
    return forum_context(catalog, catalog.forums[entity.id]) | {"edit_url": edit_url(catalog, entity)}


def _decision(catalog: Catalog, page: Page) -> Context:
    if page.decision is None:
        raise ValueError(f"page {page.url} is not a decision's")
    return decision_context(catalog, page.decision)


def _decisions(catalog: Catalog, page: Page) -> Context:
    return decisions_context(catalog)


def _partnerships(catalog: Catalog, page: Page) -> Context:
    return partnerships_context(catalog)


def _partnership(catalog: Catalog, page: Page) -> Context:
    entity = _entity(page)
    links = catalog.links.get(entity.key, NO_LINKS)
    return {"agreement": entity, "row": entity.row, "links": links, "edit_url": edit_url(catalog, entity)}


def _event(catalog: Catalog, page: Page) -> Context:
    entity = _entity(page)
    links = catalog.links.get(entity.key, NO_LINKS)
    return {"event": entity, "row": entity.row, "links": links, "edit_url": edit_url(catalog, entity)}


def _results(catalog: Catalog, page: Page) -> Context:
    return results_context(catalog)


def _practice(catalog: Catalog, page: Page) -> Context:
    row = catalog.practice
    points: dict[str, list[PracticePointsRow]] = defaultdict(list)
    for point in row["points"] if row else ():
        points[point["section"]].append(point)
    acts: dict[str, list[PracticeActsRow]] = defaultdict(list)
    for act in row["acts"] if row else ():
        acts[act["relation"]].append(act)
    return {"row": row or {}, "points": points, "acts": acts, "indicators": catalog.indicators}


def _register(catalog: Catalog, page: Page) -> Context:
    lines, sums = register_lines(catalog), support_sums(catalog)
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines[:REGISTER]:
        groups[line.ngo.id].append(line)
    return {
        "groups": [(catalog.ngos[ngo], items) for ngo, items in groups.items()],
        "shown_lines": min(len(lines), REGISTER),
        "total": len(lines),
        "receivers": len({line.ngo.id for line in lines}),
        "roubles": sum(item.roubles for item in sums),
        "stopped": sum(line.row["sum"] or 0 for line in lines if line.row["stopped_on"]),
        "shown": REGISTER_SHOWN.items(),
        "of_ngo": [column for column in COLUMNS if column[0] in REGISTER_OF_NGO],
        "sums": [(year, list(items)) for year, items in groupby(sums, key=lambda item: item.year)],
    }


def _data(catalog: Catalog, page: Page) -> Context:
    package = catalog.package
    tables = [(table, table_schema(table)) for table in package.tables.values() if table.exported]
    version = package.schema_version
    return {"tables": tables, "feeds": feed_titles(catalog), "profile": package.profile_url, "version": version}


def _search(catalog: Catalog, page: Page) -> Context:
    return {"kinds": search_kinds(catalog.package), "facets": facet_values(catalog), "facet_titles": FACET_TITLES}


def _moved(catalog: Catalog, page: Page) -> Context:
    row: AnyRow = page.moved or {}
    target: Entity | Decision | None = None
    if row.get("to") and row["kind"] == "decisions":
        target = catalog.decisions[row["to"].replace("/", "#")]
    elif row.get("to"):
        target = catalog.entities[row["kind"]].get(row["to"])
    return {"row": row, "target": target}


def _entity(page: Page) -> Entity:
    if page.entity is None:
        raise ValueError(f"page {page.url} is not a record's")
    return page.entity


VIEWS: dict[str, Callable[[Catalog, Page], Context]] = {
    "home": home_context,
    "ngos": _ngos,
    "find": _find,
    "ngo": _ngo,
    "forums": _forums,
    "forum": _forum,
    "decision": _decision,
    "decisions": _decisions,
    "partnerships": _partnerships,
    "partnership": _partnership,
    "event": _event,
    "results": _results,
    "practice": _practice,
    "register": _register,
    "data": _data,
    "staff": staff_context,
    "search": _search,
    "moved": _moved,
    **RESIDENT_VIEWS,
    **EDITOR_VIEWS,
}
