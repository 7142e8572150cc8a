"""Calendars of the portal: a session, a forum, all forums, an event, all events, everything. No person is in them.

A program that holds an entry takes a new one for the same by its UID and for a later one by its SEQUENCE. The number
comes from when the record's file last changed, by its history; an edit that is not committed is as of the build.
Without a whole history it rises only by the days that the record itself tells (changed_on, cancelled_on, confirmed_on).
What was renamed keeps the UID of its first code; what was taken down says CANCELLED at its address and in the common
calendars. A session that was deleted and not marked as cancelled leaves no trace: the editors' guide says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from generator.catalog.freshness import first_code
from generator.catalog.models import Catalog, Event, Forum
from generator.catalog.programme import SessionSlot, add_hour, kind_name, make_programme
from generator.exports.ical import CalendarEntry, at, write_calendar
from generator.model.rows import AnyRow, ForumSessionsRow, MovedRow
from generator.model.words import words_of
from generator.text import capital

DAY = timedelta(days=1)
SINGULAR = {"forums": "forum", "events": "event"}


def export_calendars(catalog: Catalog) -> dict[str, bytes]:
    """Address → calendar. A forum or an event whose day is not known has none."""
    zone = catalog.settings["timezone"]
    files: dict[str, bytes] = {}
    every: list[CalendarEntry] = []
    for forum in catalog.forums.values():
        entries = dict(session_entries(catalog, forum))
        for anchor, entry in entries.items():
            files[f"{forum.url}{anchor}.ics"] = write_calendar(forum.title, [entry], zone)
        whole = list(forum_entry(catalog, forum))
        if whole:
            every += whole
            files[f"{forum.url}calendar.ics"] = write_calendar(forum.title, entries.values() or whole, zone)
    events = []
    for event in catalog.events.values():
        found = list(event_entry(catalog, event))
        events += found
        if found:
            files[f"{event.url}calendar.ics"] = write_calendar(event.title, found, zone)
    for row in catalog.moved:
        if row.get("gone") and (found := list(withdrawn_entry(catalog, row))):
            files[f"{row['kind']}/{row['id']}/calendar.ics"] = write_calendar(found[0].summary, found, zone)
            (every if row["kind"] == "forums" else events).extend(found)
    town, forums = catalog.settings["town_short"], words_of(catalog.settings).forums.nom
    whole_title = f"{capital(forums)} и события" if catalog.package.has("forum") else "События"
    for address, title, chosen in (
        ("forums/calendar.ics", f"{capital(forums)}: {town}", every),
        ("events/calendar.ics", f"События: {town}", events),
        ("calendar.ics", f"{whole_title}: {town}", [*every, *events]),
    ):
        if chosen:
            files[address] = write_calendar(title, chosen, zone)
    return files | _at_former_addresses(catalog, files)


def _at_former_addresses(catalog: Catalog, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What a renamed record has in its new place stands in the old one too: who subscribed there goes on."""
    moved = [(f"{row['kind']}/{row['to']}/", f"{row['kind']}/{row['id']}/") for row in catalog.moved if row.get("to")]
    return {
        before + address.removeprefix(after): body
        for after, before in moved
        for address, body in files.items()
        if address.startswith(after)
    }


def withdrawn_entry(catalog: Catalog, row: MovedRow) -> Iterator[CalendarEntry]:
    """A forum or an event that was taken down: its UID, and that it is cancelled. Its day is not known any more."""
    if row["kind"] in SINGULAR:
        key = (row["kind"], row["id"])
        changed = _changed(catalog, key, row["on"])
        title = "записи больше нет на портале"
        url = f"{catalog.settings['url']}{row['kind']}/{row['id']}/"
        uid = _uid(catalog, f"{SINGULAR[row['kind']]}.{row['id']}")
        yield CalendarEntry(uid, title, row["on"], row["on"] + DAY, changed, row["gone"] or "", url=url, cancelled=True)


def forum_entry(catalog: Catalog, forum: Forum) -> Iterator[CalendarEntry]:
    """The forum as whole days; none when they are not known."""
    row = forum.row
    if row["starts_on"]:
        yield CalendarEntry(
            _uid(catalog, f"forum.{first_code(catalog, forum)}"),
            forum.title,
            row["starts_on"],
            (row["ends_on"] or row["starts_on"]) + DAY,
            _changed(
                catalog, forum.key, row["cancelled_on"], row["confirmed_on"], *_days(row["sessions"], "changed_on")
            ),
            row["summary"] or "",
            _place(row),
            catalog.settings["url"] + forum.url,
            (words_of(catalog.settings).forum.nom,),
            bool(row["cancelled_on"]),
        )


def session_entries(catalog: Catalog, forum: Forum) -> Iterator[tuple[str, CalendarEntry]]:
    """Anchor and entry of each session whose day and time are known."""
    for day in make_programme(forum):
        for slot in day.slots:
            if day.date and slot.until:
                yield slot.anchor, _session(catalog, forum, slot, day.date, slot.until)


def _session(catalog: Catalog, forum: Forum, slot: SessionSlot, day: date, until: time) -> CalendarEntry:
    row, zone = slot.row, catalog.settings["timezone"]
    kind = kind_name(row, catalog.vocabulary)
    questions = "\n".join(f"— {topic}" for topic in row["topics"])
    note = ": ".join(part for part in (_change_label(catalog, row), row["change_note"]) if part)
    return CalendarEntry(
        _uid(catalog, f"{first_code(catalog, forum)}.{slot.anchor}"),
        f"Перенесено: {row['title']}" if row["change"] == "moved" else row["title"],
        at(day, slot.start, zone),
        at(day, until, zone),
        _changed(catalog, forum.key, row["changed_on"], forum.row["cancelled_on"]),
        "\n\n".join(part for part in (note, forum.title, row["summary"], questions) if part),
        ", ".join(part for part in (row["hall"], _place(forum.row)) if part),
        f"{catalog.settings['url']}{forum.url}#{slot.anchor}",
        (kind,) if kind else (),
        bool(row["change"] == "cancelled" or forum.row["cancelled_on"]),
    )


def event_entry(catalog: Catalog, event: Event) -> Iterator[CalendarEntry]:
    """An event at its hours on each of its days, or as whole days; of a contest the last day of applications.

    None without a day.
    """
    row, zone = event.row, catalog.settings["timezone"]
    first = row["starts_on"] or row["deadline"]
    if not first:
        return
    title = event.title if row["starts_on"] else f"Заявки до этого дня: {event.title}"
    last = row["ends_on"] or first
    start: date | datetime = first
    end: date | datetime = last + DAY
    days = 1
    if row["starts_on"] and row["start"]:
        until = row["end"] or add_hour(row["start"])
        daily = until > row["start"] and row["continuous"] != "yes"  # what ends before it begins goes on overnight
        days = (last - first).days + 1 if daily else 1
        start, end = at(first, row["start"], zone), at(first if days > 1 else last, until, zone)
    yield CalendarEntry(
        _uid(catalog, f"event.{first_code(catalog, event)}"),
        f"Отложено: {title}" if row["postponed_on"] else title,
        start,
        end,
        _changed(
            catalog, event.key, *(row["cancelled_on"], row["postponed_on"], row["changed_on"], row["confirmed_on"])
        ),
        "\n\n".join(filter(None, (row["summary"], row["online_url"] and f"Подключиться: {row['online_url']}"))),
        _place(row) or row["online_url"] or "",
        catalog.settings["url"] + event.url,
        (catalog.vocabulary.label("event_kinds", row["kind"]),),
        bool(row["cancelled_on"]),
        days,
    )


def _uid(catalog: Catalog, name: str) -> str:
    """Stable as long as the record keeps its id, the session its code, and the portal its host."""
    return f"{name}@{urlsplit(catalog.settings['url']).hostname}"


def _place(row: AnyRow) -> str:
    return ", ".join(part for part in (row["venue"], row["address"]) if part)


def _change_label(catalog: Catalog, row: ForumSessionsRow) -> str:
    return catalog.vocabulary.label("session_changes", row["change"]) if row["change"] else ""


def _days(rows: Iterable[AnyRow], name: str) -> list[date]:
    return [row[name] for row in rows if row[name]]


def _changed(catalog: Catalog, key: tuple[str, str], *days: date | None) -> datetime | None:
    """When the record last changed: by its history, where there is one, and by the past days it tells itself."""
    known = [datetime.combine(day, time(), UTC) for day in days if day and day <= catalog.today]
    if lifetime := catalog.changed.get(key):
        known.append(lifetime.last)
    return max(known, default=None)
