"""The digest of a week or a month, ready for a social network, the newspaper and the radio: one plain text. Pure.

What is ahead comes first, for it can still be acted on; then who is new, then decisions that moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from generator.catalog.freshness import added_on
from generator.catalog.models import Catalog, Decision, Entity
from generator.catalog.states import FORUM_OVER
from generator.model.rows import AnyRow, DecisionStepsRow, ForumSessionsRow
from generator.text import (
    capital,
    count_of,
    format_date,
    format_dates,
    format_day,
    format_money,
    quoted,
    shorten,
)
from generator.upkeep.letters import Block, Letter, heading, paragraph, signature

TITLE = "Текст для соцсетей, газеты и радио"
SIGNS = 160  # of a decision in one sentence
NAMED = 5  # new organisations told one by one
WORTH = ("done", "declined", "in_progress", "accepted")  # answers, the most telling first


class Span(NamedTuple):
    """So many days back, today among them, and as many ahead."""

    days: int
    name: str
    most: int  # lines of one part

    def since(self, today: date) -> date:
        return today - timedelta(days=self.days - 1)

    def until(self, today: date) -> date:
        return today + timedelta(days=self.days)


WEEK = Span(7, "неделя", 8)
ON = ("в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье")
MONTH = Span(30, "месяц", 12)
Part = tuple[str, list[str]]


def make_letters(catalog: Catalog, span: Span) -> list[Letter]:
    """One text, to be sent to whoever publishes it."""
    today = catalog.today
    ahead = format_dates(today + timedelta(days=1), span.until(today))
    parts = [(title, lines) for title, lines in _parts(catalog, span) if lines]
    blocks: list[Block] = [paragraph(_opening([title for title, _ in parts], span))]
    for title, lines in parts:
        blocks += [heading(title), *map(paragraph, lines)]
    blocks.append(paragraph(f"Подробности — на портале: {catalog.settings['url']}\n{signature(catalog)}"))
    subject = f"{catalog.settings['town_short']}: что впереди и что нового, {ahead}"
    why = "; ".join(f"{title.lower()} — {len(lines)}" for title, lines in parts) or "новостей нет"
    short = f"Текст для публикации во вложении: {catalog.settings['url']}\n"
    return [Letter("novosti", None, span.name.capitalize(), why, subject, tuple(blocks), short)]


def _opening(titles: Sequence[str], span: Span) -> str:
    back = "За неделю" if span is WEEK else "За месяц"
    if not titles:
        days = count_of(span.days, "день", "дня", "дней")
        return f"{back} на портале общественных организаций новостей не было. На ближайшие {days} ничего не назначено."
    told = [title[:1].lower() + title[1:] for title in titles]
    listed = told[0] if len(told) == 1 else f"{', '.join(told[:-1])} и {told[-1]}"
    return f"Собрали главное с портала общественных организаций: {listed}."


def _parts(catalog: Catalog, span: Span) -> Iterator[Part]:
    yield "Куда прийти", _capped(list(_visits(catalog, span)), span, f"{catalog.settings['url']}events/")
    yield "Что отменили и перенесли", list(_changes(catalog, span))
    yield "Куда подать заявку", _capped(list(_contests(catalog, span)), span, f"{catalog.settings['url']}events/")
    yield "Кто появился на портале", list(_new(catalog, span))
    forum = catalog.package.said.forum.gen
    yield f"Что стало с решениями {forum}", _capped(_moved(catalog, span), span, f"{catalog.settings['url']}decisions/")


def _capped(lines: list[str], span: Span, page: str) -> list[str]:
    left = len(lines) - span.most
    return [*lines[: span.most], f"И ещё {left}: {page}"] if left > 1 else lines


def _visits(catalog: Catalog, span: Span) -> Iterator[str]:
    """Forums and events to come, and those that go on, by day."""
    found = []
    for entity in (*catalog.forums.values(), *catalog.events.values()):
        row, state = entity.row, entity.state.code if entity.state else ""
        if not row["starts_on"] or state in FORUM_OVER or state in ("past", "postponed"):
            continue
        if row["starts_on"] <= span.until(catalog.today):
            found.append((row["starts_on"], str(row.get("start") or ""), entity))
    for _, _, entity in sorted(found, key=lambda item: (*item[:2], item[2].url)):
        yield _visit(catalog, entity)


def _visit(catalog: Catalog, entity: Entity) -> str:
    row = entity.row
    cost = row.get("cost")
    details = [
        _where(row),
        "Можно подключиться по сети" if row.get("online_url") else "",
        capital(catalog.vocabulary.label("costs", cost)) if cost else "",
    ]
    told = "".join(f" {part}." for part in details if part)
    return f"{capital(_when(catalog, row))} — {_called(catalog, entity)}.{told} {catalog.settings['url']}{entity.url}"


def _where(row: AnyRow) -> str:
    return ", ".join(part for part in (row["venue"], row["address"]) if part)


def _day(catalog: Catalog, day: date) -> str:
    """«4 декабря»; with the year when it is another one."""
    return format_date(day) if day.year != catalog.today.year else format_day(day).partition(",")[0]


def _when(catalog: Catalog, row: AnyRow) -> str:
    """«в среду, 9 декабря, с 10:00 до 12:30», «с 22 по 24 ноября, ежедневно в 10:00», «до 24 ноября»."""
    first, last = row["starts_on"], row["ends_on"] or row["starts_on"]
    start, end = row.get("start"), row.get("end")
    hours = f", с {start:%H:%M} до {end:%H:%M}" if start and end else f", в {start:%H:%M}" if start else ""
    if last == first:
        return f"{ON[first.weekday()]}, {_day(catalog, first)}{hours}"
    daily = f", ежедневно{hours[1:]}" if hours and row.get("continuous") != "yes" and (not end or end > start) else ""
    if first < catalog.today:
        return f"до {_day(catalog, last)}{daily}"
    alike = (first.year, first.month) == (last.year, last.month)
    return f"с {first.day if alike else _day(catalog, first)} по {_day(catalog, last)}{daily}"


def _called(catalog: Catalog, entity: Entity) -> str:
    """«семинар «Как написать заявку»», or the title alone where it says by itself what it is."""
    if entity.table == "forums":
        kind = catalog.package.said.forum.nom
    else:
        kind = catalog.vocabulary.label("event_kinds", entity.row["kind"]) if entity.row["kind"] != "other" else ""
    title = entity.title.strip().rstrip(".")
    if not kind or kind.casefold()[:5] in title.casefold():
        return title
    return f"{kind} {quoted(title)}"


def _changes(catalog: Catalog, span: Span) -> Iterator[str]:
    """What was to come and is not, or comes otherwise: told in the days in which it was decided."""
    since, today = span.since(catalog.today), catalog.today
    for entity in (*catalog.forums.values(), *catalog.events.values()):
        row = entity.row
        day = row["starts_on"] or row.get("deadline")
        if day is not None and (row["ends_on"] or day) < since:
            continue
        called = f"{_called(catalog, entity)}, {_day(catalog, day)}" if day else _called(catalog, entity)
        if row["cancelled_on"]:
            if since <= row["cancelled_on"] <= today:
                yield f"Отменено: {called}."
        elif _fresh(row.get("postponed_on"), since, today):
            yield f"Отложено: {called}. О новом дне сообщим."
        elif _fresh(row.get("changed_on"), since, today) and row["starts_on"] and row["starts_on"] >= today:
            where = f". {_where(row)}" if _where(row) else ""
            yield f"Изменилось: {_called(catalog, entity)}. Теперь {_when(catalog, row)}{where}."
        if changed := [_session(catalog, s) for s in row.get("sessions", ()) if _fresh(s["changed_on"], since, today)]:
            yield f"{capital(_called(catalog, entity))}, перемены в программе: {'; '.join(filter(None, changed))}."


def _fresh(day: date | None, since: date, today: date) -> bool:
    return day is not None and since <= day <= today


def _session(catalog: Catalog, session: ForumSessionsRow) -> str:
    """«Дворы» — отменено: ведущий заболел; a note that says so itself stands alone."""
    label = catalog.vocabulary.label("session_changes", session["change"]) if session["change"] else ""
    note = (session["change_note"] or "").rstrip(".")
    told = note if label and note.startswith(label) else ": ".join(part for part in (label, note) if part)
    return f"{quoted(session['title'])} — {told}" if told else ""


def _contests(catalog: Catalog, span: Span) -> Iterator[str]:
    last = span.until(catalog.today)
    rows = [event for event in catalog.events.values() if event.state and event.state.code == "ahead"]
    dated = [(deadline, event) for event in rows if (deadline := event.row["deadline"])]
    for deadline, event in sorted(dated, key=lambda pair: (pair[0], pair[1].id)):
        row = event.row
        if not catalog.today <= deadline <= last:
            continue
        details = [row["giver"] or "", f"до {format_money(row['sum'])}" if row["sum"] is not None else ""]
        told = ", ".join(part for part in details if part)
        page = f"{catalog.settings['url']}{event.url}"
        yield f"До {_day(catalog, deadline)} — {event.title}{f' ({told})' if told else ''}. Условия: {page}"


def _new(catalog: Catalog, span: Span) -> Iterator[str]:
    """Organisations whose record was added in these days, by the history of files."""
    since = span.since(catalog.today)
    dated = [(added_on(catalog, ngo), ngo) for ngo in catalog.ngos.values() if not ngo.closed]
    found = [ngo for when, ngo in dated if when and when.date() >= since]
    for ngo in found[:NAMED]:
        about = f" {shorten(ngo.row['summary'], SIGNS)}" if ngo.row["summary"] else ""
        yield f"{ngo.title}.{about} {catalog.settings['url']}{ngo.url}"
    if len(found) > NAMED:
        more = count_of(len(found) - NAMED, "организация", "организации", "организаций")
        yield f"И ещё {more}: {catalog.settings['url']}ngos/"


def _moved(catalog: Catalog, span: Span) -> list[str]:
    """Decisions of which something was said in these days, and those whose deadline has passed in them."""
    since, today = span.since(catalog.today), catalog.today
    found: list[tuple[int, str, str]] = []
    for decision in catalog.decisions.values():
        row = decision.row
        called = quoted(shorten(row["text"], SIGNS))
        steps = [step for step in row["steps"] if step["state"] and step["on"] and since <= step["on"] <= today]
        if row["verdict"] == "disputed" and row["verdict_on"] and since <= row["verdict_on"] <= today:
            found.append((1, decision.key, f"Спорно: {called}. {_dispute(decision)}"))
        elif steps:
            found.append((WORTH.index(steps[-1]["state"]), decision.key, _step(catalog, decision, steps[-1], called)))
        elif decision.state.code == "overdue" and row["deadline"] and since <= row["deadline"] + timedelta(days=1):
            who = f". Поручено: {'; '.join(decision.addressees)}" if decision.addressees else ""
            found.append((2, decision.key, f"Срок вышел {_day(catalog, row['deadline'])}: {called}{who}."))
    return [line for _, _, line in sorted(found)]


def _dispute(decision: Decision) -> str:
    note = (decision.row["verdict_note"] or "").rstrip(".")
    return f"Организатор оспаривает ответ{f': {note}' if note else ''}."


def _step(catalog: Catalog, decision: Decision, step: DecisionStepsRow, called: str) -> str:
    """«Выполнено: «Поставить скамейки». Администрация города: скамейки стоят. Организатор подтверждает.»"""
    row = decision.row
    label = capital(catalog.vocabulary.label("decision_reports", step["state"] or ""))
    first = row["addressees"][0] if row["addressees"] else ""
    who = catalog.vocabulary.name("bodies", step["who"] or first)
    answer = shorten(step["text"], SIGNS).rstrip(".") if step["text"] else ""
    told = ": ".join(
        part for part in (who, answer[:1].lower() + answer[1:] if who and answer[1:2].islower() else answer) if part
    )
    confirmed = " Организатор это подтверждает." if row["verdict"] == "confirmed" else ""
    return f"{label}: {called}.{f' {told}.' if told else ''}{confirmed}"
