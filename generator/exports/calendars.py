"""Calendars of the portal: a session, a forum, all forums, an event, all events, an organisation's, deadlines of
contests, everything. No person is in them.

A program that holds an entry takes a new one for the same by its UID and for a later one by its SEQUENCE. The number
comes from when the record's file last changed, by its history; an edit that is not committed is as of the build.
Without a whole history nobody knows when a word was taken back, a cancellation above all: then it rises with each day.
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
from generator.exports.ical import MOVED, PUT_OFF, CalendarEntry, at, write_calendar
from generator.model.rows import AnyRow, EventsRow, ForumSessionsRow, MovedRow
from generator.text import capital, format_date

DAY = timedelta(days=1)
ALARM = timedelta(hours=15)  # before a day begins: nine in the morning of the day before
CONTESTS = "events/contests.ics"
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
    events: list[CalendarEntry] = []
    known = {event.id: list(event_entries(catalog, event)) for event in catalog.events.values()}
    for event_id, found in known.items():
        events += found
        if found:
            event = catalog.events[event_id]
            files[f"{event.url}calendar.ics"] = write_calendar(event.title, found, zone)
    files |= dict(_of_organisations(catalog, known))
    for row in catalog.moved:
        if row.get("gone") and (found := list(withdrawn_entry(catalog, row))):
            files[f"{row['kind']}/{row['id']}/calendar.ics"] = write_calendar(found[0].summary, found, zone)
            (every if row["kind"] == "forums" else events).extend(found)
    town, forums = catalog.settings["town_short"], catalog.package.said.forums.nom
    whole_title = f"{capital(forums)} и события" if catalog.package.has("forum") else "События"
    for address, title, chosen in (
        ("forums/calendar.ics", f"{capital(forums)}: {town}", every),
        ("events/calendar.ics", f"События: {town}", events),
        (CONTESTS, f"Сроки конкурсов: {town}", [entry for entry in events if entry.alarm]),
        ("calendar.ics", f"{whole_title}: {town}", [*every, *events]),
    ):
        if chosen:
            files[address] = write_calendar(title, chosen, zone)
    return files | _at_former_addresses(catalog, files)


def _of_organisations(catalog: Catalog, known: Mapping[str, list[CalendarEntry]]) -> Iterator[tuple[str, bytes]]:
    """A calendar of each organisation that takes part in an event whose day is known."""
    for ngo in catalog.ngos.values():
        links = catalog.links.get(ngo.key)
        entries = [entry for event in links.events for entry in known[event.id]] if links else []
        if entries:
            yield f"{ngo.url}calendar.ics", write_calendar(ngo.title, entries, catalog.settings["timezone"])


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
        yield CalendarEntry(
            uid,
            title,
            row["on"],
            row["on"] + DAY,
            changed,
            row["gone"] or "",
            url=url,
            cancelled=True,
            stamped=_stamped(catalog),
        )


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
            (catalog.package.said.forum.nom,),
            bool(row["cancelled_on"]),
            stamped=_stamped(catalog),
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
        f"{MOVED if row['change'] == 'moved' else ''}{row['title']}",
        at(day, slot.start, zone),
        at(day, until, zone),
        _changed(catalog, forum.key, row["changed_on"], forum.row["cancelled_on"]),
        "\n\n".join(part for part in (note, forum.title, row["summary"], questions) if part),
        ", ".join(part for part in (row["hall"], _place(forum.row)) if part),
        f"{catalog.settings['url']}{forum.url}#{slot.anchor}",
        (kind,) if kind else (),
        bool(row["change"] == "cancelled" or forum.row["cancelled_on"]),
        stamped=_stamped(catalog),
    )


def event_entries(catalog: Catalog, event: Event) -> Iterator[CalendarEntry]:
    """An event, and the last day of applications where it has one. None without a day."""
    row = event.row
    if row["starts_on"]:
        yield _held(catalog, event, row["starts_on"])
    if row["deadline"]:
        name = f"event.{first_code(catalog, event)}"
        common = _common(catalog, event, f"{name}.deadline" if row["starts_on"] else name)
        day = row["deadline"]
        title = f"{PUT_OFF if row['postponed_on'] else ''}Заявки до этого дня: {event.title}"
        yield common._replace(summary=title, start=day, end=day + DAY, alarm=ALARM)


def _held(catalog: Catalog, event: Event, first: date) -> CalendarEntry:
    """At its hours on each of its days, or as whole days."""
    row, zone = event.row, catalog.settings["timezone"]
    common = _common(catalog, event, f"event.{first_code(catalog, event)}")
    title = f"{PUT_OFF if row['postponed_on'] else ''}{event.title}"
    last = row["ends_on"] or first
    if not row["start"]:
        return common._replace(summary=title, start=first, end=last + DAY)
    until = row["end"] or add_hour(row["start"])
    daily = until > row["start"] and row["continuous"] != "yes"  # what ends before it begins goes on overnight
    days = (last - first).days + 1 if daily else 1
    start, end = at(first, row["start"], zone), at(first if days > 1 else last, until, zone)
    return common._replace(summary=title, start=start, end=end, days=days)


def _common(catalog: Catalog, event: Event, name: str) -> CalendarEntry:
    """What an event and its deadline have in common; days and title are put in by the caller."""
    row = event.row
    told = (row["cancelled_on"], row["postponed_on"], row["changed_on"], row["confirmed_on"])
    return CalendarEntry(
        _uid(catalog, name),
        event.title,
        catalog.today,
        catalog.today,
        _changed(catalog, event.key, *told),
        "\n\n".join(filter(None, _about(row))),
        _place(row) or row["online_url"] or "",
        catalog.settings["url"] + event.url,
        (catalog.vocabulary.label("event_kinds", row["kind"]),),
        bool(row["cancelled_on"]),
        stamped=_stamped(catalog),
        tentative=bool(row["postponed_on"]),
    )


def _about(row: EventsRow) -> Iterator[str | None]:
    """What it is, and what programs do not show by themselves: that it was moved, and how to take part from afar."""
    if row["changed_on"] and not (row["cancelled_on"] or row["postponed_on"]):
        yield f"Изменено {format_date(row['changed_on'])}"
    yield row["summary"]
    yield row["online_url"] and f"Подключиться: {row['online_url']}"


def _uid(catalog: Catalog, name: str) -> str:
    """Stable as long as the record keeps its id, the session its code, and the portal its host."""
    return f"{name}@{urlsplit(catalog.settings['url']).hostname}"


def _place(row: AnyRow) -> str:
    return ", ".join(part for part in (row["venue"], row["address"]) if part)


def _change_label(catalog: Catalog, row: ForumSessionsRow) -> str:
    return catalog.vocabulary.label("session_changes", row["change"]) if row["change"] else ""


def _days(rows: Iterable[AnyRow], name: str) -> list[date]:
    return [row[name] for row in rows if row[name]]


def _stamped(catalog: Catalog) -> datetime | None:
    """By what numbers rise where there is no history: the day itself. With one nothing changes on a quiet night."""
    return None if catalog.changed else datetime.combine(catalog.today, time(), UTC)


def _changed(catalog: Catalog, key: tuple[str, str], *days: date | None) -> datetime | None:
    """When the record last changed: by its history, where there is one, and by the past days it tells itself."""
    known = [datetime.combine(day, time(), UTC) for day in days if day and day <= catalog.today]
    if lifetime := catalog.changed.get(key):
        known.append(lifetime.last)
    return max(known, default=None)
