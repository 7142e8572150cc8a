"""Rules for forums: days and sessions, halls and people, decisions and what came of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import NamedTuple

from generator.records.findings import Finding, RuleContext, in_order, lacks, not_yet, point, unique
from generator.records.messages import shorten
from generator.records.rules.person import persons
from generator.records.validate import Record, Trail
from generator.text import fold, format_date


def forum(record: Record, frame: RuleContext) -> Iterator[Finding]:
    """All rules for a forum."""
    yield from point(record, frame)
    yield from in_order(record, ("starts_on", "ends_on"), "форум кончается до начала")
    start, season = record.get("starts_on"), record.get("season", "")
    if start and season and str(start.year) != season[:4] and (start.year - 1, start.month) != (int(season[:4]), 1):
        message = f"сезон {season}, а форум начинается {format_date(start)}."
        yield Finding("E314", ("season",), message, "Исправьте season или starts_on: год должен совпадать.")
    for i, session in enumerate(record.get("sessions", ())):
        yield from _session(record, session, frame, ("sessions", i))
    yield from _overlaps(record)
    yield from unique(record, "sessions", "code", "E316")
    yield from unique(record, "decisions", "number", "E317")
    for i, decision in enumerate(record.get("decisions", ())):
        yield from _decision(decision, frame, ("decisions", i))


def _session(record: Record, session: Record, frame: RuleContext, at: Trail) -> Iterator[Finding]:
    yield from in_order(session, ("start", "end"), "встреча кончается до начала", at)
    day, first = session.get("date"), record.get("starts_on")
    last = record.get("ends_on") or first
    if day and first and last and not first <= day <= last:
        message = f"{format_date(day)} — вне дней форума ({first.isoformat()} … {last.isoformat()})."
        yield Finding("E302", (*at, "date"), message, "Исправьте день встречи или дни форума.")
    if session.get("start") and first and last != first and lacks(session, "date"):
        hint = f'Форум идёт не один день: добавьте, например, date: "{first.isoformat()}"'
        yield Finding("E303", (*at, "date"), "у встречи есть время, но нет дня.", hint)
    if session.get("type") == "round_table" and not any(map(_may_lead, session.get("persons", ()))):
        if lacks(session, "persons"):
            hint = "Добавьте в persons человека с role: moderator (с основанием для публикации)."
        else:
            hint = "Отметьте ведущего среди persons: role: moderator"
        name = shorten(session.get("title", ""))
        yield Finding("W305", (*at, "persons"), f"у круглого стола «{name}» нет ведущего.", hint)
    yield from persons(session, frame, at)


def _may_lead(person: Record) -> bool:
    return person.get("role") == "moderator" or (not person.get("role") and not lacks(person, "role"))


class _Slot(NamedTuple):
    day: date
    start: time
    end: time
    place: int
    session: Record

    @property
    def people(self) -> dict[str, int]:
        named = enumerate(self.session.get("persons", ()))
        return {fold(person["name"]): k for k, person in named if person.get("name")}


def _overlaps(record: Record) -> Iterator[Finding]:
    """Two sessions in one hall, or one person in two places, at one time: told once a session and person."""
    slots = []
    for i, session in enumerate(record.get("sessions", ())):
        day = session.get("date") or record.get("starts_on")
        if day and session.get("start") and session.get("end") and session.get("change") != "cancelled":
            slots.append(_Slot(day, session["start"], session["end"], i, session))
    slots.sort(key=lambda slot: slot[:4])
    for number, slot in enumerate(slots):
        beside = [other for other in slots[:number] if other.day == slot.day and other.end > slot.start]
        if not beside:
            continue
        hall = fold(slot.session.get("hall", ""))
        taken = next((other for other in beside if hall and fold(other.session.get("hall", "")) == hall), None)
        if taken:
            message = f"в зале «{slot.session['hall']}» в {slot.start:%H:%M} ещё идёт «{_title(taken)}»."
            hint = f"Начните не раньше {taken.end:%H:%M} или выберите другой зал."
            yield Finding("E304", ("sessions", slot.place, "start"), message, hint)
        for name, k in slot.people.items():
            if busy := next((other for other in beside if name in other.people), None):
                message = f"тот же человек в это время участвует во встрече «{_title(busy)}»."
                trail = ("sessions", slot.place, "persons", k, "name")
                yield Finding("W306", trail, message, "Измените время одной из встреч или состав.")


def _title(slot: _Slot) -> str:
    return shorten(slot.session.get("title", ""))


def _decision(decision: Record, frame: RuleContext, at: Trail) -> Iterator[Finding]:
    if not decision:
        return
    number = decision.get("number", "")
    if lacks(decision, "addressees"):
        hint = "Запишите, кому оно адресовано: addressees: [Администрация города]"
        yield Finding("E330", (*at, "addressees"), f"у решения {number} нет адресата.", hint)
    if decision.get("reported") == "done" and lacks(decision, "evidence"):
        hint = "Добавьте ссылку на документ, новость или фотографии: evidence: https://…"
        yield Finding("E331", (*at, "evidence"), f"решение {number} выполнено, но без подтверждения.", hint)
    if decision.get("verdict") and lacks(decision, "reported"):
        hint = "Сначала запишите, что сообщил адресат: reported: done"
        yield Finding("E332", (*at, "verdict"), f"у решения {number} есть вывод организатора, но нет ответа.", hint)
    yield from not_yet(decision, ("reported_on", "verdict_on"), frame, at)
