"""What the templates for residents receive: help, ways to help, ideas, events, partners. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from generator.catalog.boards import SHOWN, list_boards
from generator.catalog.crisis import DANGER, crisis_lines
from generator.catalog.crowds import list_crowds
from generator.catalog.models import Catalog, Entity, Event, Forum
from generator.catalog.needs import list_answers
from generator.catalog.states import FORUM_OVER
from generator.exports.calendars import CONTESTS
from generator.pages.pages import Page
from generator.text import MONTH_NAMES

Context = dict[str, Any]
CROWD_SHOWN = 4  # organisations per need on an audience's page
WEEK = timedelta(days=7)
FORUM = "forum"  # counted along with the kinds of events
COUNSEL = ("consultation", "review", "seminar", "round_table")


def upcoming(catalog: Catalog) -> list[Event]:
    """Return events that are ahead or on now, soonest first, postponed ones among them."""
    return [e for e in catalog.events.values() if e.state and e.state.code in ("ahead", "now", "postponed")]


def open_contests(catalog: Catalog) -> list[Event]:
    """Return contests that still take applications, nearest deadline first, those without one last."""
    contests = [e for e in upcoming(catalog) if e.row["kind"] == "contest"]
    return sorted(contests, key=lambda e: (e.row["deadline"] or date.max, e.id))


def dated(catalog: Catalog) -> list[Event]:
    """Return those that are sure to take place on a day: neither undated nor postponed."""
    return [e for e in upcoming(catalog) if e.row["starts_on"] and not e.row["postponed_on"]]


def called_off(event: Event, today: date) -> bool:
    """Tell whether an event was cancelled and its day is still to come: people who meant to go look there."""
    return bool(event.state and event.state.code == "cancelled" and (event.row["starts_on"] or date.min) >= today)


def forums_ahead(catalog: Catalog) -> list[Forum]:
    """Return forums that are on or ahead, soonest first, undated ones last."""
    codes = ("now", "programme", "announced", "planned")
    ahead = [f for f in catalog.forums.values() if f.state and f.state.code in codes]
    return sorted(ahead, key=lambda f: (f.row["starts_on"] or date.max, f.row["season"]))


def _help(catalog: Catalog, page: Page) -> Context:
    needs = [answer for answer in list_answers(catalog) if answer.audience is None and answer.count]
    return {"needs": needs, "crowds": list_crowds(catalog)}


def _list(catalog: Catalog, page: Page) -> Context:
    """Return nothing: the list is in the page's address, and the browser draws it."""
    return {}


def _need(catalog: Catalog, page: Page) -> Context:
    need = page.answer.need.code if page.answer else ""
    return {"answer": page.answer, "crisis": crisis_lines(catalog, need), "danger": need == DANGER}


def _crowd(catalog: Catalog, page: Page) -> Context:
    return {"crowd": page.crowd, "shown": CROWD_SHOWN}


def _join(catalog: Catalog, page: Page) -> Context:
    return {"boards": list_boards(catalog, "join"), "shown": SHOWN["join"], "upcoming": upcoming(catalog)[:4]}


def _exchange(catalog: Catalog, page: Page) -> Context:
    return {"boards": list_boards(catalog, "exchange"), "shown": SHOWN["exchange"]}


def _board(catalog: Catalog, page: Page) -> Context:
    section = page.board.section if page.board else ""
    return {"board": page.board, "others": list_boards(catalog, section)}


def _idea(catalog: Catalog, page: Page) -> Context:
    talks = [e for e in upcoming(catalog) if e.row["kind"] in COUNSEL]
    forums = forums_ahead(catalog)
    return {"contests": open_contests(catalog), "talks": talks[:4], "forum": forums[0] if forums else None}


def _support(catalog: Catalog, page: Page) -> Context:
    talks = [e for e in upcoming(catalog) if e.row["kind"] in COUNSEL]
    return {"contests": open_contests(catalog)[:4], "talks": talks[:6], "boards": list_boards(catalog, "exchange")}


class Period(NamedTuple):
    """Some days of the calendar: heading, anchor, and what is on."""

    title: str
    anchor: str
    items: list[Entity]


def _events(catalog: Catalog, page: Page) -> Context:
    ahead: list[Entity] = [*dated(catalog)]
    ahead += [f for f in forums_ahead(catalog) if f.row["starts_on"]]
    ahead += [e for e in catalog.events.values() if called_off(e, catalog.today)]
    ahead.sort(key=lambda e: (e.row["starts_on"], str(e.row.get("start") or ""), e.id))
    over = [e for e in catalog.events.values() if e.state and e.state.code in ("past", "cancelled")]
    past: list[Entity] = [e for e in over if e not in ahead]
    past += [f for f in catalog.forums.values() if f.state and f.state.code in FORUM_OVER]
    kinds = {kind_of(entity) for entity in past}
    chronicle = make_chronicle(past)
    label, forum = catalog.vocabulary.label, catalog.package.wording.forum.nom
    sieves = [
        ("kind", "Вид", [(k, forum if k == FORUM else label("event_kinds", k)) for k in event_kinds(catalog, kinds)]),
        ("year", "Год", [(year, year) for year in chronicle if year]),
    ]
    return {
        "periods": list(make_periods(ahead, catalog.today)),
        "contests": open_contests(catalog),
        "undated": [
            *(f for f in forums_ahead(catalog) if not f.row["starts_on"]),
            *(e for e in upcoming(catalog) if e.row["postponed_on"]),
        ],
        "past": chronicle,
        "sieves": [sieve for sieve in sieves if len(sieve[2]) > 1],
        "kind_of": kind_of,
        "dated": bool(ahead) or any(e.row["deadline"] for e in upcoming(catalog)),
        "calendars": [(title, address) for title, address, there in _calendars(catalog) if there],
    }


def _calendars(catalog: Catalog) -> Iterator[tuple[str, str, bool]]:
    """Yield calendars to subscribe to: title, address, and whether it holds anything."""
    forums, dated = catalog.package.wording.forums.acc, any(f.row["starts_on"] for f in catalog.forums.values())
    yield f"Все события и {forums}" if catalog.package.has("forum") else "Все события", "calendar.ics", True
    yield f"Только {forums}", "forums/calendar.ics", dated
    yield "Сроки конкурсов, с напоминанием накануне", CONTESTS, any(e.row["deadline"] for e in catalog.events.values())


def kind_of(entity: Entity) -> str:
    """Return the kind the chronicle counts it under: the event's kind, or a forum."""
    return FORUM if entity.table == "forums" else str(entity.row["kind"])


def year_of(entity: Entity) -> str:
    """Return the year the chronicle counts it in (a forum's by its season); empty if unknown."""
    row = entity.row
    if entity.table == "forums":
        return str(row["season"][:4])
    day = row["starts_on"] or row["deadline"]
    return str(day.year) if day else (row["month"] or "")[:4]


def event_kinds(catalog: Catalog, used: Collection[str]) -> list[str]:
    """Return the kinds in use: forums first, the rest in the order of their list."""
    return [kind for kind in (FORUM, *catalog.vocabulary.lists["event_kinds"]) if kind in used]


def make_periods(ahead: Iterable[Entity], today: date) -> Iterable[Period]:
    """Yield the seven days from today, then month by month. ``ahead`` is sorted; each item has ``starts_on``."""
    week, months = [], defaultdict[tuple[int, int], list[Entity]](list)
    for entity in ahead:
        day = max(entity.row["starts_on"], today)
        if day < today + WEEK:
            week.append(entity)
        else:
            months[day.year, day.month].append(entity)
    yield Period("Ближайшие 7 дней", "week", week)
    for (year, month), items in sorted(months.items()):
        name = MONTH_NAMES[month - 1].capitalize()
        yield Period(name if year == today.year else f"{name} {year} года", f"month-{year}-{month:02}", items)


def make_chronicle(past: Iterable[Entity]) -> Mapping[str, list[Entity]]:
    """Map years to what took place in them, newest first."""
    years: dict[str, list[tuple[str, Entity]]] = defaultdict(list)
    for entity in past:
        row = entity.row
        day = row["starts_on"] or row.get("deadline")
        when = day.isoformat() if day else row.get("month") or row.get("season") or ""
        years[year_of(entity)].append((when, entity))
    return {
        year: [entity for _, entity in sorted(items, key=lambda item: (item[0], item[1].id), reverse=True)]
        for year, items in sorted(years.items(), reverse=True)
    }


RESIDENT_VIEWS: dict[str, Callable[[Catalog, Page], Context]] = {
    "help": _help,
    "list": _list,
    "need": _need,
    "crowd": _crowd,
    "join": _join,
    "exchange": _exchange,
    "board": _board,
    "idea": _idea,
    "support": _support,
    "events": _events,
}
