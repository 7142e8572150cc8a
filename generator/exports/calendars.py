"""Calendars of sessions, forums, events, organisations, contest deadlines, and of everything. They name no person.

A calendar program matches an entry by UID and takes a later version by SEQUENCE. That number comes from the last change
in the file's history; an uncommitted edit counts as made at the build. Without full history nobody knows when something
was withdrawn, a cancellation above all. So then the number rises every day, and also above the site published before if
that said something else (``ical.read_numbers``). A renamed record keeps the UID of its first id. A removed one says
CANCELLED at its address and in the common calendars. A session deleted without being marked as cancelled leaves no
trace: the editors' guide says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from urllib.parse import urlsplit

from generator.catalog.freshness import first_code
from generator.catalog.models import Catalog, Event, Forum, Ngo
from generator.catalog.programme import SessionSlot, add_hour, kind_name, make_programme
from generator.catalog.states import before_title, is_daily, is_off, join_link
from generator.exports.former import at_former_addresses
from generator.exports.ical import CalendarEntry, at, write_calendar
from generator.model.rows import AnyRow, EventsRow, ForumSessionsRow, MovedRow
from generator.past.history import NONE_LEFT
from generator.text import capital, format_date

DAY = timedelta(days=1)
ALARM = timedelta(hours=15)  # before a day begins, so at nine in the morning of the day before
CONTESTS = "events/contests.ics"
SINGULAR = {"forums": "forum", "events": "event", "ngos": "ngo"}


def export_calendars(catalog: Catalog) -> dict[str, bytes]:
    """Return calendars by address. Those that people may subscribe to exist even while empty."""
    write = partial(write_calendar, zone=catalog.settings["timezone"], before=catalog.numbered)
    files: dict[str, bytes] = {}
    every: list[CalendarEntry] = []
    for forum in catalog.forums.values():
        entries = dict(session_entries(catalog, forum))
        for anchor, entry in entries.items():
            files[f"{forum.url}{anchor}.ics"] = write(forum.title, [entry])
        whole = list(forum_entry(catalog, forum))
        every += whole
        files[f"{forum.url}calendar.ics"] = write(forum.title, entries.values() or whole)
    events: list[CalendarEntry] = []
    known = {event.id: list(event_entries(catalog, event)) for event in catalog.events.values()}
    for event_id, found in known.items():
        events += found
        if found:
            event = catalog.events[event_id]
            files[f"{event.url}calendar.ics"] = write(event.title, found)
    for ngo, own in _of_organisations(catalog, known):
        files[f"{ngo.url}calendar.ics"] = write(ngo.title, own)
    for row in catalog.moved:
        for place, (address, entry) in enumerate(_withdrawn(catalog, row)):
            files[address] = write(entry.summary, [entry])
            if place == 0 and row["kind"] != "ngos":
                (every if row["kind"] == "forums" else events).append(entry)
    town, forums = catalog.settings["town_short"], catalog.package.wording.forums.nom
    whole_title = f"{capital(forums)} и события" if catalog.package.has("forum") else "События"
    for address, title, chosen in (
        ("forums/calendar.ics", f"{capital(forums)}: {town}", every),
        ("events/calendar.ics", f"События: {town}", events),
        (CONTESTS, f"Сроки конкурсов: {town}", [entry for entry in events if entry.alarm]),
        ("calendar.ics", f"{whole_title}: {town}", [*every, *events]),
    ):
        if catalog.package.has("forum") or not address.startswith("forums/"):
            files[address] = write(title, chosen)
    return files | at_former_addresses(catalog, files)


def _of_organisations(
    catalog: Catalog, known: Mapping[str, list[CalendarEntry]]
) -> Iterator[tuple[Ngo, list[CalendarEntry]]]:
    """Yield each organisation that takes part in dated events, with those events' entries."""
    for ngo in catalog.ngos.values():
        links = catalog.links.get(ngo.key)
        if entries := [entry for event in links.events for entry in known[event.id]] if links else []:
            yield ngo, entries


def _withdrawn(catalog: Catalog, row: MovedRow) -> Iterator[tuple[str, CalendarEntry]]:
    """Yield address and cancelled entry of a removed forum, event or organisation. Its date is no longer known.

    A forum's sessions follow, as far as history knows them. An organisation's calendar tells its subscribers that it is
    gone.
    """
    if not row.get("gone") or row["kind"] not in SINGULAR:
        return
    key = (row["kind"], row["id"])
    page, prefix = f"{row['kind']}/{row['id']}/", before_title({"cancelled_on": row["on"]})
    entry = CalendarEntry(
        _uid(catalog, f"{SINGULAR[row['kind']]}.{row['id']}"),
        f"{prefix}записи больше нет на портале",
        row["on"],
        row["on"] + DAY,
        _changed(catalog, key, row["on"]),
        row.get("gone") or "",
        url=catalog.settings["url"] + page,
        cancelled=True,
        stamped=_stamped(catalog),
    )
    yield f"{page}calendar.ics", entry
    for code in catalog.left.get(key, NONE_LEFT).sessions:
        yield f"{page}session-{code}.ics", entry._replace(uid=_uid(catalog, f"{row['id']}.session-{code}"))


def forum_entry(catalog: Catalog, forum: Forum) -> Iterator[CalendarEntry]:
    """Yield the forum as whole days; nothing if they are not known."""
    row = forum.row
    if row["starts_on"]:
        yield CalendarEntry(
            _uid(catalog, f"forum.{first_code(catalog, forum)}"),
            f"{before_title(row)}{forum.title}",
            row["starts_on"],
            (row["ends_on"] or row["starts_on"]) + DAY,
            _changed(
                catalog, forum.key, row["cancelled_on"], row["confirmed_on"], *_days(row["sessions"], "changed_on")
            ),
            row["summary"] or "",
            _place(row),
            catalog.settings["url"] + forum.url,
            (catalog.package.wording.forum.nom,),
            bool(row["cancelled_on"]),
            stamped=_stamped(catalog),
        )


def session_entries(catalog: Catalog, forum: Forum) -> Iterator[tuple[str, CalendarEntry]]:
    """Yield anchor and entry of each session with a known date and time."""
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
        f"{before_title(row, forum.row)}{row['title']}",
        at(day, slot.start, zone),
        at(day, until, zone),
        _changed(catalog, forum.key, row["changed_on"], forum.row["cancelled_on"]),
        "\n\n".join(filter(None, (note, forum.title, row["summary"], questions, _connect(join_link(row, forum.row))))),
        ", ".join(filter(None, (row["hall"], _place(forum.row)))) or join_link(row, forum.row),
        f"{catalog.settings['url']}{forum.url}#{slot.anchor}",
        (kind,) if kind else (),
        is_off(row, forum.row),
        stamped=_stamped(catalog),
    )


def event_entries(catalog: Catalog, event: Event) -> Iterator[CalendarEntry]:
    """Yield an event and, if it has one, its deadline for applications. Nothing without a date.

    A postponed or cancelled event that lost its date is placed on the day of that decision: calendar programs still
    hold the old date.
    """
    row = event.row
    called_off = row["cancelled_on"] or row["postponed_on"]
    if row["starts_on"]:
        yield _timed(catalog, event, row["starts_on"])
    elif called_off and not row["deadline"]:
        common = _common(catalog, event, f"event.{first_code(catalog, event)}")
        yield common._replace(summary=f"{before_title(row)}{event.title}", start=called_off, end=called_off + DAY)
    if row["deadline"]:
        name = f"event.{first_code(catalog, event)}"
        common = _common(catalog, event, f"{name}.deadline" if row["starts_on"] else name)
        day = row["deadline"]
        title = f"{before_title(row)}Заявки до этого дня: {event.title}"
        yield common._replace(summary=title, start=day, end=day + DAY, alarm=ALARM)


def _timed(catalog: Catalog, event: Event, first: date) -> CalendarEntry:
    """Return an event at its hours on each of its days, or as whole days."""
    row, zone = event.row, catalog.settings["timezone"]
    common = _common(catalog, event, f"event.{first_code(catalog, event)}")
    title = f"{before_title(row)}{event.title}"
    last = row["ends_on"] or first
    if not row["start"]:
        return common._replace(summary=title, start=first, end=last + DAY)
    until = row["end"] or add_hour(row["start"])
    days = (last - first).days + 1 if is_daily(row) else 1
    start, end = at(first, row["start"], zone), at(first if days > 1 else last, until, zone)
    return common._replace(summary=title, start=start, end=end, days=days)


def _common(catalog: Catalog, event: Event, name: str) -> CalendarEntry:
    """Return what an event and its deadline share; the caller sets dates and title."""
    row = event.row
    days = (row["cancelled_on"], row["postponed_on"], row["changed_on"], row["confirmed_on"])
    return CalendarEntry(
        _uid(catalog, name),
        event.title,
        catalog.today,
        catalog.today,
        _changed(catalog, event.key, *days),
        "\n\n".join(filter(None, _about(row))),
        _place(row) or join_link(row),
        catalog.settings["url"] + event.url,
        (catalog.vocabulary.label("event_kinds", row["kind"]),),
        bool(row["cancelled_on"]),
        stamped=_stamped(catalog),
        tentative=bool(row["postponed_on"]),
    )


def _about(row: EventsRow) -> Iterator[str | None]:
    """Yield what it is about, that it was changed, and how to join online: programs do not show these by themselves."""
    if row["changed_on"] and not (row["cancelled_on"] or row["postponed_on"]):
        yield f"Изменено {format_date(row['changed_on'])}"
    yield row["summary"]
    yield _connect(join_link(row))


def _connect(link: str) -> str:
    return f"Подключиться: {link}" if link else ""


def _uid(catalog: Catalog, name: str) -> str:
    """Return a UID that is stable while the record keeps its id, the session its code, and the portal its host."""
    return f"{name}@{urlsplit(catalog.settings['url']).hostname}"


def _place(row: AnyRow) -> str:
    return ", ".join(part for part in (row["venue"], row["address"]) if part)


def _change_label(catalog: Catalog, row: ForumSessionsRow) -> str:
    return catalog.vocabulary.label("session_changes", row["change"]) if row["change"] else ""


def _days(rows: Iterable[AnyRow], name: str) -> list[date]:
    return [row[name] for row in rows if row[name]]


def _stamped(catalog: Catalog) -> datetime | None:
    """Return what versions rise by without history: the build date. With history nothing changes on a quiet night."""
    return None if catalog.changed else datetime.combine(catalog.today, time(), UTC)


def _changed(catalog: Catalog, key: tuple[str, str], *days: date | None) -> datetime | None:
    """Return when the record last changed: the latest of its history and of the past dates it names."""
    known = [datetime.combine(day, time(), UTC) for day in days if day and day <= catalog.today]
    if lifetime := catalog.changed.get(key):
        known.append(lifetime.last)
    return max(known, default=None)
