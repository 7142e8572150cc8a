"""States from dates, never typed by hand: forums, agreements, decisions, hours. Pure functions of a row and a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from generator.text import NBSP, count_of, format_date
from generator.validate import Record

EXPIRES_SOON = timedelta(days=60)


class State(NamedTuple):
    """``code`` for classes and filters, ``label`` for readers, ``tone`` of the chip: good, wait, bad, plain."""

    code: str
    label: str
    tone: str


def forum_state(forum: Record, today: date) -> State:
    """Stage of a forum's life by its dates; without dates only its season is known."""
    start, end = forum["starts_on"], forum["ends_on"] or forum["starts_on"]
    if forum["cancelled_on"]:
        return State("cancelled", "отменён", "bad")
    if start is None:
        past = int(forum["season"][:4]) < today.year
        return State("held", "прошёл", "plain") if past else State("planned", "день не назначен", "wait")
    if today < start:
        if forum["sessions"]:
            return State("programme", "программа опубликована", "good")
        return State("announced", "объявлен", "wait")
    if today <= end:
        return State("now", "идёт сейчас", "good")
    return State("held", "прошёл", "plain")


def partnership_state(agreement: Record, today: date) -> State:
    """Whether an agreement is in force on the day."""
    start = agreement["starts_on"] or agreement["signed_on"]
    if agreement["ended_on"] and agreement["ended_on"] <= today:
        return State("ended", f"прекращено {format_date(agreement['ended_on'])}", "bad")
    if start and start > today:
        return State("planned", f"начнёт действовать {format_date(start)}", "wait")
    end = agreement["ends_on"]
    if end is None:
        if agreement["open_ended"] == "yes":
            return State("active", "действует бессрочно", "good")
        return State("unknown", "срок в источнике не указан", "plain")
    if end < today:
        return State("expired", f"срок истёк {format_date(end)}", "bad")
    left = (end - today).days
    if end - today <= EXPIRES_SOON:
        when = "истекает сегодня" if not left else f"истекает через {count_of(left, 'день', 'дня', 'дней')}"
        return State("expiring", when, "wait")
    return State("active", f"действует до{NBSP}{format_date(end)}", "good")


def decision_state(decision: Record, today: date) -> State:
    """What came of a decision: the organiser's word stands above the addressee's; overdue is counted, never typed."""
    reported, verdict = decision["reported"], decision["verdict"]
    overdue = decision["deadline"] is not None and decision["deadline"] < today
    if reported == "done":
        if verdict == "disputed":
            return State("disputed", "выполнение оспорено", "bad")
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


def event_state(event: Record, today: date) -> State:
    """Whether an event is ahead, on, or past."""
    if event["cancelled_on"]:
        return State("cancelled", "отменено", "bad")
    end = event["ends_on"] or event["starts_on"] or event["deadline"]
    if end is None:
        return State("past", "прошло", "plain")
    start = event["starts_on"] or event["deadline"]
    if end < today:
        return State("past", "прошло", "plain")
    if start and start <= today and event["starts_on"]:
        return State("now", "идёт сейчас", "good")
    return State("ahead", "впереди", "wait")
