"""Atom feeds (RFC 4287): changes of the registry, forums and events, decisions. Pure.

An entry is dated by the last change of its file if known, else by the last past date its record names. A record with
neither is left out: a feed that invents dates cries wolf.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from html import escape
from typing import NamedTuple

from generator.catalog.freshness import added_on, first_code
from generator.catalog.models import Catalog, Decision, Entity, Forum
from generator.catalog.programme import log_changes, make_programme
from generator.catalog.states import before_title, event_hours, join_link
from generator.model.rows import AnyRow
from generator.text import capital, format_date, format_dates, quoted

KINDS = {
    "home": ("registry", "events", "decisions"),
    "ngos": ("registry",),
    "forums": ("events",),
    "events": ("events",),
    "decisions": ("decisions",),
}
KEPT = 50
NEVER = datetime(2000, 1, 1, tzinfo=UTC)  # for a feed that never had an entry
NGO_DAYS = ("confirmed_on", "seen_on", "liquidated_on")
EVENT_DAYS = ("confirmed_on", "cancelled_on", "postponed_on", "changed_on", "starts_on", "deadline")


class FeedEntry(NamedTuple):
    """An entry: ``url`` from the site's root, time with its zone.

    ``known`` is its first address, by which feed readers recognise it.
    """

    updated: datetime
    url: str
    title: str
    text: str
    known: str


def export_feeds(catalog: Catalog) -> dict[str, bytes]:
    """Return all feeds, even empty ones: their addresses are promised."""
    makers = {"registry": _registry, "events": _events, "decisions": _decisions}
    return {f"feeds/{name}.xml": write_feed(catalog, name, makers[name](catalog)) for name in feed_titles(catalog)}


def feed_titles(catalog: Catalog) -> dict[str, str]:
    """Map names of feeds to their titles, for the sections the town has."""
    wording, package = catalog.package.wording, catalog.package
    events = f"{capital(wording.forums.nom)} и события" if package.has("forum") else "События"
    found = {"registry": "Изменения в реестре", "events": events}
    return found | ({"decisions": f"Решения {wording.forum.gen}"} if package.has("decisions") else {})


def write_feed(catalog: Catalog, name: str, entries: Iterable[FeedEntry]) -> bytes:
    """Write the feed, newest entries first."""
    base = catalog.settings["url"]
    address = f"{base}feeds/{name}.xml"
    kept = sorted(entries, key=lambda entry: (-entry.updated.timestamp(), entry.url))[:KEPT]
    updated = kept[0].updated if kept else catalog.last_changed or NEVER
    title = f"{feed_titles(catalog)[name]}: {catalog.settings['town_short']}"
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ru">\n',
        f"<id>{_text(address)}</id>\n<title>{_text(title)}</title>\n<updated>{updated.isoformat()}</updated>\n",
        f'<link rel="self" type="application/atom+xml" href="{_attribute(address)}"/>\n',
        f'<link rel="alternate" type="text/html" href="{_attribute(base)}"/>\n',
        f"<author><name>{_text(catalog.settings['operator'])}</name></author>\n",
    ]
    for entry in kept:
        url = _attribute(base + entry.url)
        parts.append(
            f"<entry>\n<id>{_text(base + entry.known)}</id>\n<title>{_text(entry.title)}</title>\n"
            f'<link href="{url}"/>\n'
            f"<updated>{entry.updated.isoformat()}</updated>\n"
            f'<summary type="text">{_text(entry.text)}</summary>\n</entry>\n'
        )
    parts.append("</feed>\n")
    return "".join(parts).encode()


def _text(text: str) -> str:
    return escape(text, quote=False)


def _attribute(text: str) -> str:
    return _text(text).replace('"', "&quot;")


def changed_at(catalog: Catalog, entity: Entity, days: Iterable[str]) -> datetime | None:
    """Return when the record last changed: by its file's history, else the last past date among ``days`` of its row."""
    if known := catalog.changed.get((entity.table, entity.id)):
        return known.last
    named = [entity.row.get(name) for name in days] + [row["changed_on"] for row in entity.row.get("sessions", ())]
    past = [day for day in named if isinstance(day, date) and day <= catalog.today]
    return datetime.combine(max(past), time(), catalog.now.tzinfo or UTC) if past else None


def _registry(catalog: Catalog) -> Iterator[FeedEntry]:
    for ngo in catalog.ngos.values():
        if when := changed_at(catalog, ngo, NGO_DAYS):
            new = "Новая запись: " if added_on(catalog, ngo) == when else ""
            text = ngo.row["summary"] or ngo.row["name"]
            yield FeedEntry(when, ngo.url, f"{new}{ngo.title}", text, _first_url(catalog, ngo))


def _first_url(catalog: Catalog, entity: Entity) -> str:
    """Return the first address, so that a renamed record stays the same entry for feed readers."""
    return f"{entity.table}/{first_code(catalog, entity)}/"


def _events(catalog: Catalog) -> Iterator[FeedEntry]:
    for entity in (*catalog.forums.values(), *catalog.events.values()):
        if when := changed_at(catalog, entity, EVENT_DAYS):
            title = f"{before_title(entity.row)}{entity.title}"
            about = [*_about_event(entity.row), *_programme_changes(catalog, entity)]
            sentences = [part if part[-1] in ".!?…" else f"{part}." for part in about if part]
            if online := join_link(entity.row):
                sentences.append(f"Подключиться: {online}")  # no full stop: it would become part of the address
            text = " ".join(sentences)
            yield FeedEntry(when, entity.url, title, text or entity.title, _first_url(catalog, entity))


def _about_event(row: AnyRow) -> Iterator[str]:
    """Yield what the top of the page says, sentence by sentence: the state, when, where, about what."""
    changes = (("cancelled_on", "Отменено"), ("postponed_on", "Отложено"), ("changed_on", "Изменено"))
    yield next((f"{word} {format_date(row[name])}" for name, word in changes if row.get(name)), "")
    if row["starts_on"]:
        yield ", ".join(filter(None, (format_dates(row["starts_on"], row["ends_on"]), event_hours(row))))
    if row.get("deadline"):
        yield f"Заявки до {format_date(row['deadline'])}"
    yield ", ".join(part for part in (row["venue"], row["address"]) if part)
    yield row["summary"] or ""


def _programme_changes(catalog: Catalog, entity: Entity) -> Iterator[str]:
    """Yield what was moved, cancelled or added in a forum's programme, latest first."""
    if isinstance(entity, Forum):
        for on, slot in log_changes(make_programme(entity)):
            label = capital(catalog.vocabulary.label("session_changes", slot.row["change"] or ""))
            yield f"{label}{f' {format_date(on)}' if on else ''}: {quoted(slot.row['title'])}"


def _decisions(catalog: Catalog) -> Iterator[FeedEntry]:
    for decision in catalog.decisions.values():
        if when := _decided_at(catalog, decision):
            title = f"{decision.forum.title}: решение {decision.row['number']}"
            text = f"{decision.state.label}. {decision.row['text']}"
            # Decisions once had no pages, so feed readers know them by their place on the forum's page.
            known = f"{_first_url(catalog, decision.forum)}#decision-{decision.row['number']}"
            yield FeedEntry(when, decision.url, title, text, known)


def _decided_at(catalog: Catalog, decision: Decision) -> datetime | None:
    """Return the date of the last answer or verdict, else the forum's last day. Past dates only."""
    row, forum = decision.row, decision.forum.row
    days = (row["verdict_on"], row["reported_on"], forum["ends_on"] or forum["starts_on"])
    past = [day for day in days if day and day <= catalog.today]
    return datetime.combine(max(past), time(), catalog.now.tzinfo or UTC) if past else None
