"""States computed from dates, never typed: forums, agreements, decisions, events, notices. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from generator.model.rows import AnyRow
from generator.text import NBSP, format_date, format_times

EXPIRES_SOON = timedelta(days=60)
ARCHIVED = timedelta(days=183)  # half a year, when the next forum is due
DAY = timedelta(days=1)
FORUM_OVER = frozenset({"held", "archived", "cancelled"})


class State(NamedTuple):
    """A state of a record.

    ``code`` is for classes and filters, ``label`` for readers, ``tone`` colours the chip: good, wait, bad, plain.
    """

    code: str
    label: str
    tone: str


def forum_state(forum: AnyRow, today: date) -> State:
    """Return the stage of a forum by its dates; without dates only its season is known."""
    start, end = forum["starts_on"], forum["ends_on"] or forum["starts_on"]
    if forum["cancelled_on"]:
        return State("cancelled", "отменён", "bad")
    if start is None:
        past = int(forum["season"][:4]) < today.year
        return State("archived", "в архиве", "plain") if past else State("planned", "день не назначен", "wait")
    if today < start:
        if forum["sessions"]:
            return State("programme", "программа опубликована", "good")
        return State("announced", "объявлен", "wait")
    if today <= end:
        return State("now", "идёт сейчас", "good")
    if today <= end + ARCHIVED:
        return State("held", "прошёл", "plain")
    return State("archived", "в архиве", "plain")


def partnership_state(agreement: AnyRow, today: date) -> State:
    """Return whether an agreement is in force on the given day."""
    start = agreement["starts_on"] or agreement["signed_on"]
    if agreement["ended_on"] and agreement["ended_on"] <= today:
        return State("ended", f"прекращено {format_date(agreement['ended_on'])}", "bad")
    if start and start > today:
        return State("planned", f"начнётся{NBSP}{format_date(start)}", "wait")
    end = agreement["ends_on"]
    if end is None:
        if agreement["open_ended"] == "yes":
            return State("active", "действует бессрочно", "good")
        return State("unknown", "срок не указан", "plain")
    if end < today:
        return State("expired", f"срок истёк {format_date(end)}", "bad")
    if end - today <= EXPIRES_SOON:
        return State("expiring", f"истекает{NBSP}{format_date(end)}", "wait")
    return State("active", f"действует до{NBSP}{format_date(end)}", "good")


def decision_state(decision: AnyRow, today: date) -> State:
    """Return what came of a decision.

    The organiser's verdict overrides the addressee's word; being overdue is computed, never typed.
    """
    reported, verdict = decision["reported"], decision["verdict"]
    overdue = decision["deadline"] is not None and decision["deadline"] < today
    if verdict == "disputed":
        return State("disputed", "выполнение оспорено" if reported == "done" else "ответ оспорен", "bad")
    if reported == "done":
        return State("done", "выполнено" if verdict == "confirmed" else "выполнено, по словам адресата", "good")
    if reported == "declined":
        return State("declined", "отклонено", "plain")
    if overdue:
        return State("overdue", "просрочено", "bad")
    if reported == "in_progress":
        return State("in_progress", "в работе", "wait")
    if reported == "accepted":
        return State("accepted", "принято", "wait")
    return State("open", "ответа пока нет", "plain")


def event_state(event: AnyRow, today: date) -> State:
    """Return whether an event is ahead, on or past. A postponed one waits for a new date."""
    if event["cancelled_on"]:
        return State("cancelled", "отменено", "bad")
    if event["postponed_on"]:
        return State("postponed", "отложено", "wait")
    end = event["ends_on"] or event["starts_on"] or event["deadline"]
    if end is None:
        return State("past", "прошло", "plain")
    start = event["starts_on"] or event["deadline"]
    if end < today:
        return State("past", "прошло", "plain")
    if start and start <= today and event["starts_on"]:
        return State("now", "идёт сейчас", "good")
    return State("ahead", "впереди", "wait")


def before_title(row: AnyRow, forum: AnyRow | None = None) -> str:
    """Return a prefix for titles of events, forums and sessions, where only titles are read.

    That is in calendars, feeds and conference apps.
    """
    if is_off(row, forum):
        return "Отменено: "
    if row.get("postponed_on"):
        return "Отложено: "
    return "Перенесено: " if row.get("change") == "moved" else ""


def is_off(row: AnyRow, forum: AnyRow | None = None) -> bool:
    """Whether an event, a forum or a session is cancelled; a session also goes with its forum."""
    return bool(row.get("cancelled_on") or row.get("change") == "cancelled" or (forum and forum["cancelled_on"]))


def join_link(row: AnyRow, forum: AnyRow | None = None) -> str:
    """Return the link for joining online; empty if there is none or if it is cancelled."""
    return "" if is_off(row, forum) else row.get("online_url") or ""


def is_daily(event: AnyRow) -> bool:
    """Whether an event of several days keeps the same hours each day: not one block, and not overnight."""
    start, end = event.get("start"), event.get("end")
    return bool(_several(event) and start and event.get("continuous") != "yes" and (end is None or end > start))


def event_hours(event: AnyRow) -> str:
    """Return an event's hours, to follow its dates.

    «10:00–18:00», «ежедневно 10:00–18:00», «с 12:00 первого дня до 14:00 последнего».
    """
    start, end = event.get("start"), event.get("end")
    if _several(event) and start and end and event.get("continuous") == "yes":
        return f"с {format_times(start, None)} первого дня до {format_times(end, None)} последнего"
    return f"{'ежедневно ' if is_daily(event) else ''}{format_times(start, end)}"


def _several(event: AnyRow) -> bool:
    return event["ends_on"] is not None and event["ends_on"] != event["starts_on"]


def span_state(row: AnyRow, today: date) -> State:
    """Return whether a row is in force: a notice between two dates, a wish until one."""
    since, until = row.get("since"), row["until"]
    if since and today < since:
        return State("coming", "", "plain")
    return State("over" if until and until < today else "on", "", "plain")


class Turn(NamedTuple):
    """A state that a record will reach by itself on a given day."""

    on: date
    state: State


def turns(table: str, row: AnyRow, today: date) -> list[Turn]:
    """Return the coming states after ``today``, soonest first, as far as the record's dates tell.

    A page built today carries them, so a reader's browser can show the right one later. ``table`` is forums,
    partnerships, forum_decisions, events, or a table whose rows are in force for a time.
    """
    state_of, days_of = _LIVES[table]
    code, found = state_of(row, today).code, []
    for day in sorted({day for day in days_of(row) if day and day > today}):
        state = state_of(row, day)
        if state.code != code:
            found.append(Turn(day, state))
            code = state.code
    return found


def write_turns(table: str, row: AnyRow, today: date) -> str:
    """Write the turns for a page's script; empty if nothing will change.

    The form is ``day|code|tone|label``, separated by semicolons.
    """
    lines = (f"{on}|{state.code}|{state.tone}|{state.label}" for on, state in turns(table, row, today))
    return ";".join(lines)


Days = Iterator[date | None]


def _forum_days(forum: AnyRow) -> Days:
    start, end = forum["starts_on"], forum["ends_on"] or forum["starts_on"]
    yield start
    if start is None:
        yield date(int(forum["season"][:4]) + 1, 1, 1)
    else:
        yield from (end + DAY, end + ARCHIVED + DAY)


def _partnership_days(agreement: AnyRow) -> Days:
    yield from (agreement["starts_on"] or agreement["signed_on"], agreement["ended_on"])
    if end := agreement["ends_on"]:
        yield from (end - EXPIRES_SOON, end + DAY)


def _decision_days(decision: AnyRow) -> Days:
    if decision["deadline"]:
        yield decision["deadline"] + DAY


def _event_days(event: AnyRow) -> Days:
    end = event["ends_on"] or event["starts_on"] or event["deadline"]
    yield event["starts_on"]
    if end:
        yield end + DAY


def _span_days(row: AnyRow) -> Days:
    yield row.get("since")
    if row["until"]:
        yield row["until"] + DAY


_LIVES: Mapping[str, tuple[Callable[[AnyRow, date], State], Callable[[AnyRow], Days]]] = {
    "forums": (forum_state, _forum_days),
    "partnerships": (partnership_state, _partnership_days),
    "forum_decisions": (decision_state, _decision_days),
    "events": (event_state, _event_days),
    "ngo_notices": (span_state, _span_days),
    "ngo_offers": (span_state, _span_days),
    "ngo_seeks": (span_state, _span_days),
    "ngo_help": (span_state, _span_days),
}
