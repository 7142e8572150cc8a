"""Words of the digest, and its part about decisions: those that moved and those just made. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from generator.catalog.models import Catalog, Decision, Entity, Forum
from generator.model.rows import DecisionStepsRow
from generator.text import capital, format_date, format_day, format_number, plural, quoted, shorten

SIGNS = 160  # characters of a decision quoted in one sentence
WORTH = ("done", "declined", "in_progress", "accepted")  # answers by news value, highest first
SMALL = ("ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять")


class Span(NamedTuple):
    """A period of ``days`` back, including today, and as many ahead."""

    days: int
    name: str
    most: int  # maximum lines of one part

    def since(self, today: date) -> date:
        return today - timedelta(days=self.days - 1)

    def until(self, today: date) -> date:
        return today + timedelta(days=self.days)


def number_words(number: int, one: str, few: str, many: str, *, neuter: bool = False) -> str:
    """Return «восемь событий»: newspapers write small numbers as words."""
    noun = plural(number, one, few, many)
    word = "одно" if neuter and number == 1 else SMALL[number] if number < len(SMALL) else format_number(number)
    return f"{word} {noun}"


def day_words(catalog: Catalog, day: date) -> str:
    """Return «4 декабря», with the year if it is not the current one."""
    return format_date(day) if day.year != catalog.today.year else format_day(day).partition(",")[0]


def name_words(catalog: Catalog, entity: Entity) -> str:
    """Return «семинар «Как написать заявку»», or the title alone if it already says what it is."""
    if entity.table == "forums":
        kind = catalog.package.wording.forum.nom
    else:
        kind = catalog.vocabulary.label("event_kinds", entity.row["kind"]) if entity.row["kind"] != "other" else ""
    title = entity.title.strip().rstrip(".")
    named = kind.casefold()[:5]
    if title.casefold().startswith(named) and named:  # a common noun in the middle of a sentence
        return title[:1].lower() + title[1:]
    if not kind or named in title.casefold():
        return title
    return f"{kind} {quoted(title)}"


def moved_decisions(catalog: Catalog, span: Span) -> list[str]:
    """Return lines on decisions with news or a deadline passed in the period, and on forums that ended in it."""
    since, today = span.since(catalog.today), catalog.today
    found = [(0, forum.id, line) for forum in catalog.forums.values() if (line := _decided(catalog, forum, since))]
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
            found.append((2, decision.key, f"Срок вышел {day_words(catalog, row['deadline'])}: {called}{who}."))
    return [line for _, _, line in sorted(found)]


def _decided(catalog: Catalog, forum: Forum, since: date) -> str:
    """Return how many decisions a forum made if it ended in the period, else an empty text."""
    row, number = forum.row, len(forum.row["decisions"])
    last = row["ends_on"] or row["starts_on"]
    if not (number and last and since <= last < catalog.today):
        return ""
    made = "Принято" if plural(number, "", "2", "5") != "2" else "Приняты"
    what = number_words(number, "решение", "решения", "решений", neuter=True)
    return (
        f"{made} {what}: {name_words(catalog, forum)}, {day_words(catalog, last)}. {catalog.settings['url']}{forum.url}"
    )


def _dispute(decision: Decision) -> str:
    note = (decision.row["verdict_note"] or "").rstrip(".")
    return f"Организатор оспаривает ответ{f': {note}' if note else ''}."


def _step(catalog: Catalog, decision: Decision, step: DecisionStepsRow, called: str) -> str:
    """Return «Выполнено: «Поставить скамейки». Администрация города: скамейки стоят. Организатор это подтверждает.»"""
    row = decision.row
    label = capital(catalog.vocabulary.label("decision_reports", step["state"] or ""))
    first = row["addressees"][0] if row["addressees"] else ""
    who = catalog.vocabulary.name("bodies", step["who"] or first)
    answer = shorten(step["text"], SIGNS).rstrip(".") if step["text"] else ""
    sentence = ": ".join(
        part for part in (who, answer[:1].lower() + answer[1:] if who and answer[1:2].islower() else answer) if part
    )
    confirmed = " Организатор это подтверждает." if row["verdict"] == "confirmed" else ""
    return f"{label}: {called}.{f' {sentence}.' if sentence else ''}{confirmed}"
