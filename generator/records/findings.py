"""Findings of rules: faults in valid values, before they have a position; and helpers that all rules share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cache
from typing import Any, NamedTuple

from generator.model.rows import AnyRow
from generator.model.schemas import Table
from generator.model.vocabulary import Vocabulary
from generator.records.advice import PAIRS
from generator.records.messages import Changes, line_of, name_at
from generator.records.validate import Spoiled, Trail
from generator.text import format_date


class Finding(NamedTuple):
    """A problem before it has a position. ``absent``: applies only if the key at the trail's end is not in the file.

    ``changes``: the one right answer, as fields of the row that contains the trail's end.
    """

    code: str
    trail: Trail
    message: str
    hint: str
    absent: bool = False
    changes: Changes | None = None


REPUBLISH_DAYS = 7  # default of the settings: a site is rebuilt within these days, so a consent must cover them


@dataclass(frozen=True, slots=True)
class RuleContext:
    """What rules know of the town: the date, the box of its coordinates in degrees, the version of its model.

    ``republish``: the time within which its site is rebuilt; ``area``: its area code for phones.
    """

    today: date
    lat: tuple[float, float]
    lon: tuple[float, float]
    version: str
    republish: timedelta = timedelta(days=REPUBLISH_DAYS)
    area: str = ""
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary({}))


Rule = Callable[[Any, RuleContext], Iterator[Finding]]  # checks a row of its own table
Free = Callable[[Any, Collection[str]], str]  # a row, and the codes or numbers of its list → one nobody has, or empty


def named(table: Table, finding: Finding) -> Finding:
    """Return the finding with the field's Russian title and key before its message."""
    name = name_at(table, finding.trail)
    return finding._replace(message=f"{name}: {finding.message}")


def lacks(row: AnyRow, *names: str) -> bool:
    """Tell whether the file has none of these fields. A refused field is not lacking: it has been reported."""
    if any(row.get(name) is not None for name in names):
        return False
    return not (isinstance(row, Spoiled) and any(map(row.hides, names)))


def given(row: AnyRow, name: str) -> bool:
    """Tell whether the file has this field, read or refused."""
    return bool(row.get(name)) or (isinstance(row, Spoiled) and name in row.refused)


def in_order(row: AnyRow, names: tuple[str, str], what: str, trail: Trail = ()) -> Iterator[Finding]:
    """Check that the first of two dates or times is not after the second."""
    start, end = (row.get(name) for name in names)
    if start is not None and end is not None and end < start:
        shown = [format_date(value) if isinstance(value, date) else f"{value:%H:%M}" for value in (end, start)]
        what = f"{what}: {shown[0]} раньше, чем {shown[1]}."
        yield Finding("E301", (*trail, names[1]), what, check_both(names, start, end))


def check_both(names: tuple[str, str], start: date | time | int, end: date | time | int) -> str:
    """Say what to do about two values in the wrong order: one is wrong, or they changed places."""
    hint = f"Проверьте {names[0]} и {names[1]}: одно из двух неверно."
    if PAIRS.get(names[0]) != names[1]:
        return hint
    low, high = (f"{value:%H:%M}" if isinstance(value, time) else str(value) for value in (end, start))
    return f"{hint} Если они перепутаны местами, запишите: {line_of(names[0], low)} и {line_of(names[1], high)}"


# Days that may lie ahead; every other day of the program's own fields says when something happened.
AHEAD = {"starts_on", "ends_on", "date", "registration_until", "deadline", "since", "until", "consent_until"}
AHEAD |= {"signed_on", "ended_on", "stopped_on"}


@cache
def _past(table: Table) -> tuple[list[str], list[tuple[str, Table]]]:
    """Return a table's fields for days when something happened, and its nested tables that have any."""
    days = [
        field.name
        for field in table.fields
        if field.type == "date" and not (field.own or field.derived or field.name in AHEAD)
    ]
    return days, [(key, child) for key, child in table.nested.items() if any(_past(child))]


def not_yet(table: Table, row: AnyRow, context: RuleContext, trail: Trail = ()) -> Iterator[Finding]:
    """Check that days of what has happened are not in the future, in the row and in those below it."""
    days, children = _past(table)
    for name in days:
        day = row.get(name)
        if day is not None and day > context.today:
            message = f"{format_date(day)} — этот день ещё не наступил."
            hint = f"Проверьте год и месяц: сегодня {context.today.isoformat()}."
            yield Finding("E312", (*trail, name), message, hint)
    for key, child in children:
        for i, inner in enumerate(row.get(key, ())):
            yield from not_yet(child, inner, context, (*trail, key, i))


def unusual(row: AnyRow, names: tuple[str, str], what: str, trail: Trail = ()) -> Iterator[Finding]:
    """Warn of an order of two days, or of a year and a day, that is possible but rare."""
    early, late = (row.get(name) for name in names)
    if early is None or late is None:
        return
    first, last = (early, late) if isinstance(early, date) else (early, late.year)
    if first > last:
        shown = format_date(early) if isinstance(early, date) else early
        message = f"{what}: {shown} позже, чем {format_date(late)}."
        hint = f"Сверьте {names[0]} и {names[1]}: не перепутаны ли дни. Если всё верно, оставьте."
        yield Finding("W353", (*trail, names[0]), message, hint)


EARLIEST = 1990  # first plausible year; an earlier one is probably a typo
LATEST = timedelta(days=3 * 366)  # from today; a later date is probably a typo


def unlikely(row: AnyRow, names: tuple[str, ...], context: RuleContext, trail: Trail = ()) -> Iterator[Finding]:
    """Report a date so far away that its year is probably a typo, once per row."""
    for name in names:
        day = row.get(name)
        if day is not None and (day.year < EARLIEST or day > context.today + LATEST):
            hint = f"Проверьте год: сегодня {context.today.isoformat()}."
            yield Finding("W354", (*trail, name), f"{format_date(day)} — слишком далёкий день.", hint)
            return


def unique(record: AnyRow, key: str, name: str, code: str, free: Free = lambda row, taken: "") -> Iterator[Finding]:
    """Check that no two rows of a list have the same number or code. ``free``: what the second should have instead."""
    seen: dict[str, int] = {}
    rows = record.get(key, ())
    taken = {str(row.get(name, "")) for row in rows}
    for i, row in enumerate(rows):
        value = row.get(name)
        if value is None or seen.setdefault(value, i) == i:
            continue
        message = f"«{value}» уже стоит в пункте {seen[value] + 1} этого списка."
        if row == rows[seen[value]]:
            yield Finding(
                code, (key, i, name), message, f"Пункты {seen[value] + 1} и {i + 1} одинаковы: удалите второй."
            )
            continue
        new = free(row, taken)
        taken.add(new)
        hint = "Второму нужен свой." if new else "Дайте другой номер или код."
        yield Finding(code, (key, i, name), message, hint, changes={name: new} if new else None)


def point(record: AnyRow, context: RuleContext) -> Iterator[Finding]:
    """Check that a place has both coordinates and lies in the town."""
    lat, lon = record.get("lat"), record.get("lon")
    if lat is None or lon is None:
        need = "lat" if lat is None else "lon"
        if lat is not lon and lacks(record, need):
            hint = "Запишите обе координаты или ни одной."
            yield Finding("E307", (need,), "есть только одна координата из двух.", hint)
        return
    is_in = {"lat": context.lat[0] <= lat <= context.lat[1], "lon": context.lon[0] <= lon <= context.lon[1]}
    if all(is_in.values()):
        return
    changes: Changes | None = None
    hint = f"В городе широта {context.lat[0]}–{context.lat[1]}, долгота {context.lon[0]}–{context.lon[1]}."
    if context.lat[0] <= lon <= context.lat[1] and context.lon[0] <= lat <= context.lon[1]:
        hint, changes = "Широта и долгота перепутаны.", {"lat": lon, "lon": lat}
    where = "lon" if is_in["lat"] else "lat"
    yield Finding("E306", (where,), f"точка {lat}, {lon} лежит вне города.", hint, changes=changes)
