"""A forum's programme for conference apps: ``schedule.json`` as written by frab and pretalx. It names no person.

Format: https://c3voc.de/wiki/schedule. It has only sessions with a known date and time. The format has no status, so a
cancelled session says so in its title, as in calendars.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from generator.catalog.freshness import first_code
from generator.catalog.models import Catalog, Forum
from generator.catalog.programme import Day, SessionSlot, kind_name, make_programme
from generator.catalog.states import before_title, join_link
from generator.exports.former import at_former_addresses
from generator.exports.ical import at
from generator.model.rows import ForumSessionsRow

Node = dict[str, Any]
STEP = "00:05"  # the smallest time step of a programme


def export_schedules(catalog: Catalog) -> dict[str, bytes]:
    """Return, by address, the programme of each forum that has dated sessions."""
    files = {}
    for forum in catalog.forums.values():
        days = [day for day in make_programme(forum) if day.date and any(slot.until for slot in day.slots)]
        if days:
            text = json.dumps({"schedule": _schedule(catalog, forum, days)}, ensure_ascii=False, indent=1)
            files[f"{forum.url}schedule.json"] = f"{text}\n".encode()
    return files | at_former_addresses(catalog, files)


def _schedule(catalog: Catalog, forum: Forum, days: list[Day]) -> Node:
    base, zone = catalog.settings["url"], catalog.settings["timezone"]
    known = [day.date for day in days if day.date]
    halls = dict.fromkeys(_hall(forum, slot) for day in days for slot in day.slots if slot.until)
    return {
        "version": _version(catalog, forum),
        "base_url": base,
        "conference": {
            "acronym": forum.id,
            "title": forum.title,
            "start": known[0].isoformat(),
            "end": known[-1].isoformat(),
            "daysCount": len(days),
            "timeslot_duration": STEP,
            "time_zone_name": zone,
            "url": f"{base}{forum.url}",
            "rooms": [{"name": hall, "guid": _guid(f"{_known(catalog, forum)}#{hall}")} for hall in halls],
            "days": [_day(catalog, forum, day, number) for number, day in enumerate(days, 1)],
        },
    }


def _version(catalog: Catalog, forum: Forum) -> str:
    """Return the date of the last change.

    By history if known, else the last past date the programme names, else the forum's first day.
    """
    if known := catalog.changed.get(forum.key):
        return known.last.date().isoformat()
    changed = [row["changed_on"] for row in forum.row["sessions"] if row["changed_on"]]
    return str(max((day for day in changed if day <= catalog.today), default=forum.row["starts_on"] or ""))


def _day(catalog: Catalog, forum: Forum, day: Day, number: int) -> Node:
    rooms: dict[str, list[Node]] = {}
    moments: list[datetime] = []
    for slot, start, end in _timed(day, catalog.settings["timezone"]):
        rooms.setdefault(_hall(forum, slot), []).append(_event(catalog, forum, slot, start, end))
        moments += (start, end)
    return {
        "index": number,
        "date": str(day.date),
        "day_start": min(moments).isoformat(),
        "day_end": max(moments).isoformat(),
        "rooms": rooms,
    }


def _timed(day: Day, zone: str) -> Iterator[tuple[SessionSlot, datetime, datetime]]:
    for slot in day.slots:
        if day.date and slot.until:
            yield slot, at(day.date, slot.start, zone), at(day.date, slot.until, zone)


def _event(catalog: Catalog, forum: Forum, slot: SessionSlot, start: datetime, end: datetime) -> Node:
    row, place = slot.row, f"{catalog.settings['url']}{forum.url}#{slot.anchor}"
    known = f"{_known(catalog, forum)}#{slot.anchor}"
    topic = row["topic"] if row["topic"] != "other" else ""
    return {
        "guid": _guid(known),
        "id": uuid5(NAMESPACE_URL, known).int % 10**9,
        "date": start.isoformat(),
        "start": f"{start:%H:%M}",
        "duration": _length(end - start),
        "room": _hall(forum, slot),
        "slug": f"{forum.id}-{slot.anchor}",
        "url": place,
        "title": f"{before_title(row, forum.row)}{row['title']}",
        "subtitle": row["change_note"] or "",
        "track": catalog.vocabulary.label("directions", topic) if topic else "",
        "type": kind_name(row, catalog.vocabulary),
        "language": "ru",
        "abstract": row["summary"] or "",
        "description": "\n".join(row["topics"]),
        "persons": [],
        "links": [{"title": title, "url": url} for title, url in _links(row, forum) if url],
        "attachments": [],
    }


def _links(row: ForumSessionsRow, forum: Forum) -> Iterator[tuple[str, str | None]]:
    yield "Подключиться", join_link(row, forum.row)
    yield "Материалы", row["materials_url"]


def _known(catalog: Catalog, forum: Forum) -> str:
    """Return the first address of a forum, by which apps know it: renaming does not change it."""
    return f"{catalog.settings['url']}forums/{first_code(catalog, forum)}/"


def _hall(forum: Forum, slot: SessionSlot) -> str:
    return slot.row["hall"] or forum.row["venue"] or "зал не указан"


def _length(spent: timedelta) -> str:
    hours, minutes = divmod(int(spent.total_seconds()) // 60, 60)
    return f"{hours:02}:{minutes:02}"


def _guid(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))
