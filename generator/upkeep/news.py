"""The digest of a week or a month as plain text for a social network, newspaper or radio. Pure.

What is ahead comes first, as readers can still act on it; then new organisations, then decisions that moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from generator.catalog.freshness import added_on
from generator.catalog.models import Catalog, Entity
from generator.catalog.states import FORUM_OVER, is_daily
from generator.model.rows import AnyRow, ForumSessionsRow
from generator.text import (
    WEEKDAYS,
    capital,
    count_of,
    format_dates,
    format_money,
    format_times,
    quoted,
    shorten,
)
from generator.upkeep.letters import Block, Letter, heading, paragraph, signature
from generator.upkeep.news_words import SIGNS, Span, day_words, moved_decisions, name_words, number_words

TITLE = "Текст для соцсетей, газеты и радио"
VISITS, CHANGED, CONTESTS = "Куда прийти", "Что отменили и изменили", "Куда подать заявку"
NAMED = 5  # new organisations listed individually


WEEK = Span(7, "неделя", 8)
MONTH = Span(30, "месяц", 12)
Part = tuple[str, list[str]]


def make_letters(catalog: Catalog, span: Span) -> list[Letter]:
    """Return one letter, for whoever publishes it."""
    today = catalog.today
    ahead = format_dates(today + timedelta(days=1), span.until(today))
    parts = [(title, lines) for title, lines in _parts(catalog, span) if lines]
    blocks: list[Block] = [paragraph(_opening(parts, span))]
    for title, lines in parts:
        blocks += [heading(title), *map(paragraph, lines)]
    blocks.append(paragraph(f"Подробности — на портале: {catalog.settings['url']}\n{signature(catalog)}"))
    subject = f"{catalog.settings['town_short']}: что впереди и что нового, {ahead}"
    why = "; ".join(f"{title.lower()} — {_counted(parts, title)}" for title, _ in parts) or "новостей нет"
    short = f"Текст для публикации во вложении: {catalog.settings['url']}\n"
    return [Letter("novosti", None, span.name.capitalize(), why, subject, tuple(blocks), short)]


def _opening(parts: Sequence[Part], span: Span) -> str:
    """Return the lead: how much is ahead, and a warning if something was changed."""
    near, titles = "неделю" if span is WEEK else "месяц", {title for title, _ in parts}
    if not titles:
        back = f"За {near} на портале общественных организаций новостей не было."
        return f"{back} На ближайшие {count_of(span.days, 'день', 'дня', 'дней')} ничего не назначено."
    visits, contests = (_counted(parts, title) for title in (VISITS, CONTESTS))
    found = []
    if visits:
        ahead = number_words(visits, "событие", "события", "событий", neuter=True)
        found.append(f"На ближайш{'ую неделю' if span is WEEK else 'ий месяц'} назначено {ahead}")
    if contests:
        on = number_words(contests, "конкурс", "конкурса", "конкурсов")
        found.append(f"заявки принимают на {on}" if found else f"Заявки принимают на {on}")
    lead = f"{', '.join(found)}." if found else f"Новости портала общественных организаций за {near}."
    return f"{lead} Кое-что отменили или изменили: проверьте, прежде чем идти." if CHANGED in titles else lead


def _counted(parts: Sequence[Part], title: str) -> int:
    """Count the entries of a part, including those that were cut."""
    lines = next((lines for name, lines in parts if name == title), [])
    more = re.match(r"И ещё (\d+)", lines[-1]) if lines else None
    rows = lines[:-1] if more else lines
    return sum(line.count("\n") or 1 for line in rows) + (int(more[1]) if more else 0)


def _parts(catalog: Catalog, span: Span) -> Iterator[Part]:
    yield VISITS, list(_visits(catalog, span))
    yield CHANGED, list(_changes(catalog, span))
    yield CONTESTS, _capped(list(_contests(catalog, span)), span, f"{catalog.settings['url']}events/")
    yield "Кто появился на портале", list(_new(catalog, span))
    forum = catalog.package.wording.forum.gen
    yield (
        f"Что стало с решениями {forum}",
        _capped(moved_decisions(catalog, span), span, f"{catalog.settings['url']}decisions/"),
    )


def _capped(lines: list[str], span: Span, page: str) -> list[str]:
    left = len(lines) - span.most
    return [*lines[: span.most], f"И ещё {left}: {page}"] if left > 1 else lines


def _visits(catalog: Catalog, span: Span) -> Iterator[str]:
    """Yield forums and events ahead or under way, grouped by day and ordered by time."""
    found = []
    for entity in (*catalog.forums.values(), *catalog.events.values()):
        row, state = entity.row, entity.state.code if entity.state else ""
        if not row["starts_on"] or state in FORUM_OVER or state in ("past", "postponed"):
            continue
        if row["starts_on"] <= span.until(catalog.today):
            found.append((row["starts_on"], str(row.get("start") or ""), entity))
    found.sort(key=lambda item: (*item[:2], item[2].url))
    for when, several in groupby(found[: span.most], key=lambda item: _when(catalog, item[2].row)):
        yield "\n".join([f"{capital(when)}", *(_visit(catalog, entity) for _, _, entity in several)])
    if len(found) > span.most:
        yield f"И ещё {len(found) - span.most}: {catalog.settings['url']}events/"


def _visit(catalog: Catalog, entity: Entity) -> str:
    """Return «10:00–12:00 — семинар «Как написать заявку». Библиотека. Бесплатно. https://…», without the day."""
    row = entity.row
    cost = row.get("cost")
    details = [
        _where(row),
        "Можно подключиться по сети" if row.get("online_url") else "",
        capital(catalog.vocabulary.label("costs", cost)) if cost else "",
    ]
    sentences = "".join(f" {part}." for part in details if part)
    hours = "" if _several(row) and not is_daily(row) else format_times(row.get("start"), row.get("end"))
    called = name_words(catalog, entity)
    what = f"{hours} — {called}" if hours else capital(called)
    return f"{what}.{sentences} {catalog.settings['url']}{entity.url}"


def _where(row: AnyRow) -> str:
    return ", ".join(part for part in (row["venue"], row["address"]) if part)


def _several(row: AnyRow) -> bool:
    return row["ends_on"] is not None and row["ends_on"] != row["starts_on"]


def _when(catalog: Catalog, row: AnyRow) -> str:
    """Return the days: «среда, 9 декабря», «с 22 по 24 ноября, ежедневно», «9 и 10 декабря», «до 24 ноября»."""
    first, last = row["starts_on"], row["ends_on"] or row["starts_on"]
    if not _several(row):
        return f"{WEEKDAYS[first.weekday()]}, {day_words(catalog, first)}"
    daily = ", ежедневно" if is_daily(row) else ""
    if first < catalog.today:
        return f"до {day_words(catalog, last)}{daily}"
    if (last - first).days == 1 and last.day > 1:
        return f"{first.day} и {day_words(catalog, last)}{daily}"
    alike = (first.year, first.month) == (last.year, last.month)
    return f"с {first.day if alike else day_words(catalog, first)} по {day_words(catalog, last)}{daily}"


def _changes(catalog: Catalog, span: Span) -> Iterator[str]:
    """Yield cancellations, postponements and changes that were made in the period."""
    since, today = span.since(catalog.today), catalog.today
    for entity in (*catalog.forums.values(), *catalog.events.values()):
        row = entity.row
        day = row["starts_on"] or row.get("deadline")
        if day is not None and (row["ends_on"] or day) < since:
            continue
        called, on = name_words(catalog, entity), day_words(catalog, day) if day else ""
        if row["cancelled_on"]:
            if since <= row["cancelled_on"] <= today:
                yield f"Отменили: {called}{f', {on}' if on else ''}."
        elif _fresh(row.get("postponed_on"), since, today):
            yield f"Отложили: {called}. {f'{on} не приходите, о' if on else 'О'} новом дне сообщим."
        elif _fresh(row.get("changed_on"), since, today) and row["starts_on"] and row["starts_on"] >= today:
            hours = format_times(row.get("start"), row.get("end"))
            now = ", ".join(part for part in (_when(catalog, row), hours, _where(row)) if part)
            yield f"Изменили: {called}. Теперь так: {now}."
        if not row["cancelled_on"] and (
            changed := [_session(catalog, s) for s in row.get("sessions", ()) if _fresh(s["changed_on"], since, today)]
        ):
            yield f"{capital(name_words(catalog, entity))}, изменения в программе: {'; '.join(filter(None, changed))}."


def _fresh(day: date | None, since: date, today: date) -> bool:
    return day is not None and since <= day <= today


def _session(catalog: Catalog, session: ForumSessionsRow) -> str:
    """Return «Дворы» — отменено: ведущий заболел; a note that begins with the label replaces it."""
    label = catalog.vocabulary.label("session_changes", session["change"]) if session["change"] else ""
    note = (session["change_note"] or "").rstrip(".")
    text = note if label and note.startswith(label) else ": ".join(part for part in (label, note) if part)
    return f"{quoted(session['title'])} — {text}" if text else ""


def _contests(catalog: Catalog, span: Span) -> Iterator[str]:
    last = span.until(catalog.today)
    rows = [event for event in catalog.events.values() if event.state and event.state.code == "ahead"]
    dated = [(deadline, event) for event in rows if (deadline := event.row["deadline"])]
    for deadline, event in sorted(dated, key=lambda pair: (pair[0], pair[1].id)):
        row = event.row
        if not catalog.today <= deadline <= last:
            continue
        details = [
            f"Проводит {row['giver']}" if row["giver"] else "",
            f"поддержка до {format_money(row['sum'])}" if row["sum"] is not None else "",
        ]
        sentence = capital(", ".join(part for part in details if part)).rstrip(".")
        what = f"До {day_words(catalog, deadline)} — {name_words(catalog, event)}.{f' {sentence}.' if sentence else ''}"
        yield f"{what} Условия: {catalog.settings['url']}{event.url}"


def _new(catalog: Catalog, span: Span) -> Iterator[str]:
    """Yield organisations whose records were added in the period, by the history of their files."""
    since = span.since(catalog.today)
    dated = [(added_on(catalog, ngo), ngo) for ngo in catalog.ngos.values() if not ngo.closed]
    found = [ngo for when, ngo in dated if when and when.date() >= since]
    for ngo in found[:NAMED]:
        about = f" {shorten(ngo.row['summary'], SIGNS)}" if ngo.row["summary"] else ""
        yield f"{ngo.title}.{about} {catalog.settings['url']}{ngo.url}"
    if len(found) > NAMED:
        more = count_of(len(found) - NAMED, "организация", "организации", "организаций")
        yield f"И ещё {more}: {catalog.settings['url']}ngos/"
