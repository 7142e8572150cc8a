"""A forum's programme as readers see it: days, each with its sessions in a grid of halls. Pure.

One list serves phones, wide screens and paper: each session knows its place in the grid, and a style sheet puts it
there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import NamedTuple

from generator.catalog.models import Forum
from generator.model.rows import ForumSessionsRow
from generator.model.vocabulary import Vocabulary
from generator.records.codes import missing_codes

OTHER = "other"  # the type that need not be shown
MAX_COLUMNS, MAX_LINES = 8, 60  # limits of the classes in forum.css; a larger day stays a list


class SessionSlot(NamedTuple):
    """A session within its day.

    ``until`` is the end, guessed if the record has none; None without a start. ``column`` counts halls from 1, with 0
    for all of them. ``top`` and ``bottom`` are grid lines from 1, with 0 outside the grid.
    """

    anchor: str
    row: ForumSessionsRow
    until: time | None = None
    column: int = 0
    top: int = 0
    bottom: int = 0

    @property
    def start(self) -> time:
        """Start time; midnight stands for an unknown one."""
        return self.row["start"] or time.min


class Day(NamedTuple):
    """The sessions of a day in order of time.

    ``columns`` are the halls ("" for unnamed ones) and ``lines`` the times at which anything starts or ends. Both are
    empty where a grid would say no more than a list.
    """

    date: date | None
    slots: tuple[SessionSlot, ...]
    columns: tuple[str, ...] = ()
    lines: tuple[time, ...] = ()


class Change(NamedTuple):
    """An entry in the log of changes; its date may be unknown."""

    on: date | None
    slot: SessionSlot


def make_anchors(forum: Forum) -> list[str]:
    """Return stable, unique anchors of the sessions, for pages and calendars.

    They come from the sessions' codes, or from the codes ``fmt`` would give them.
    """
    sessions = forum.row["sessions"]
    made = missing_codes(sessions)
    return [f"session-{session['code'] or made[place]}" for place, session in enumerate(sessions)]


def day_of(forum: Forum, session: ForumSessionsRow) -> date | None:
    """Return the date of a session: its own, else the forum's first day if the session has a time."""
    found: date | None = session["date"] or (forum.row["starts_on"] if session["start"] else None)
    return found


def make_programme(forum: Forum) -> list[Day]:
    """Return the days in order, the undated last.

    Within a day sessions sort by time where it is known, else stay as written.
    """
    days: dict[date | None, list[SessionSlot]] = defaultdict(list)
    for anchor, session in zip(make_anchors(forum), forum.row["sessions"], strict=True):
        days[day_of(forum, session)].append(SessionSlot(anchor, session))
    order = sorted(days.items(), key=lambda item: (item[0] is None, item[0] or date.min))
    return [_make_day(day, slots, forum.row["halls"]) for day, slots in order]


def kind_name(session: ForumSessionsRow, vocabulary: Vocabulary) -> str:
    """Return the kind of session in the organiser's words, else by the list; empty for «другое»."""
    if session["type_text"]:
        return str(session["type_text"])
    return "" if session["type"] == OTHER else vocabulary.label("session_types", session["type"])


def log_changes(days: Iterable[Day]) -> list[Change]:
    """Return the sessions moved, cancelled or added, latest change first."""
    changed = [Change(slot.row["changed_on"], slot) for day in days for slot in day.slots if slot.row["change"]]
    return sorted(changed, key=lambda change: (change.on is None, -(change.on or date.min).toordinal()))


def _make_day(day: date | None, slots: list[SessionSlot], halls: Sequence[str]) -> Day:
    if any(slot.row["start"] for slot in slots):
        slots = _until(sorted(slots, key=lambda slot: _order(slot, halls)))
    if day is None or not all(slot.until for slot in slots):
        return Day(day, tuple(slots))
    lines = tuple(sorted({slot.start for slot in slots} | {slot.until for slot in slots if slot.until}))
    columns, places = _lanes(slots, halls)
    if not 2 <= len(columns) <= MAX_COLUMNS or len(lines) > MAX_LINES:
        return Day(day, tuple(slots))
    placed = [
        slot._replace(column=place, top=lines.index(slot.start) + 1, bottom=lines.index(slot.until) + 1)
        for slot, place in zip(slots, places, strict=True)
        if slot.until
    ]
    return Day(day, tuple(placed), columns, lines)


def _order(slot: SessionSlot, halls: Sequence[str]) -> tuple[bool, time, int, str]:
    start, hall = slot.row["start"], slot.row["hall"] or ""
    return (start is None, start or time.min, halls.index(hall) if hall in halls else len(halls), hall)


def _until(slots: Sequence[SessionSlot]) -> list[SessionSlot]:
    """Set each session's end: as written, else when the next one starts, else an hour later."""
    starts = sorted({slot.start for slot in slots if slot.row["start"]})
    found = []
    for slot in slots:
        start = slot.row["start"]
        later = [other for other in starts if start and other > start]
        end = slot.row["end"] or (later[0] if later else add_hour(start) if start else None)
        found.append(slot._replace(until=end if start else None))
    return found


def add_hour(start: time) -> time:
    """Return an hour later, within the day."""
    return time(start.hour + 1, start.minute) if start.hour < 23 else time(23, 59)


def _meet(one: SessionSlot, other: SessionSlot) -> bool:
    return one.start < (other.until or time.max) and other.start < (one.until or time.max)


def _lanes(slots: Sequence[SessionSlot], halls: Sequence[str]) -> tuple[tuple[str, ...], list[int]]:
    """Return columns by hall, and the column of each session.

    A hall takes several columns where its sessions overlap. A session alone at its time has column 0, because it is
    drawn across all halls.
    """
    lanes: dict[str, list[list[int]]] = {}
    for i, slot in enumerate(slots):
        if not any(other is not slot and _meet(slot, other) for other in slots):
            continue
        own = lanes.setdefault(slot.row["hall"] or "", [])
        free = next((lane for lane in own if not _meet(slots[lane[-1]], slot)), None)
        if free is None:
            own.append(free := [])
        free.append(i)
    known = [hall for hall in halls if hall in lanes]
    order = [*known, *(hall for hall in lanes if hall and hall not in known), *([""] if "" in lanes else [])]
    columns: list[str] = []
    places = [0] * len(slots)
    for hall in order:
        for lane in lanes[hall]:
            columns.append(hall)
            for i in lane:
                places[i] = len(columns)
    return tuple(columns), places
