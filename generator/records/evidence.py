"""Counts the records that support each indicator, by year, to compare with the declared figure.

Rows may come from files (unknown values absent) or be public rows (unknown values None): both are read with ``get``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from generator.model.rows import AnyRow
from generator.model.schemas import DataPackage
from generator.records.findings import Finding
from generator.records.validate import Record
from generator.text import format_number

Rows = Mapping[str, Iterable[Record]]
Years = Counter[int]  # 0 stands for an unknown year
NO_YEAR = 0
EVENTS = {
    "consultations": ("consultation",),
    "publications": ("publication",),
    "reviews": ("review",),
    "seminars": ("seminar", "round_table"),
    "head_meetings": ("head_meeting",),
}
SECTION_OF = {"partnerships": "partnerships", "support": "register"}  # section that shows the records of a kind
ABOUT = 0.2  # relative deviation allowed for «около»


class Gap(NamedTuple):
    """A declared figure that the records do not support."""

    indicator: Record
    value: Record
    counted: int


def is_shown(kind: str, package: DataPackage) -> bool:
    """Tell whether the town has the section with the records of an indicator."""
    return package.has(SECTION_OF.get(kind, ""))


def count_evidence(kind: str, rows: Rows, today: date) -> Years | None:
    """Return year → number of supporting records; None if the kind cannot be counted from what is known."""
    if kind in EVENTS:
        return _events(rows["events"], EVENTS[kind], today)
    counted = _COUNTED.get(kind)
    return counted(rows) if counted else None


def counted_for(value: Record, years: Years | None) -> int | None:
    """Return the count for the period of a declared value: one year, or all records if the period is not a year."""
    if years is None:
        return None
    period = value.get("period") or ""
    if not (period.isdigit() and len(period) == 4):
        return years.total()
    if years and set(years) == {NO_YEAR}:
        return None  # records without dates say nothing about a year
    return years[int(period)]


def agrees(value: Record, counted: int) -> bool:
    """Tell whether the count agrees with the declared value under its qualifier."""
    declared = float(value["value"])
    match value.get("qualifier"):
        case "more_than":
            return counted > declared
        case "about":
            return abs(counted - declared) <= declared * ABOUT
        case "range":
            return bool(declared <= counted <= (value.get("value_to") or declared))
    return bool(counted == declared)


def last_actual(indicator: AnyRow) -> Any:
    """Return the last value of an indicator with the role ``actual``, or None."""
    values = [value for value in indicator.get("values") or () if value.get("role") == "actual" and "value" in value]
    return values[-1] if values else None


def find_gaps(indicators: Iterable[Record], rows: Rows, today: date) -> Iterator[Gap]:
    """Yield indicators whose last figure differs from what the records show."""
    for indicator in indicators:
        value = last_actual(indicator)
        if value is None or not indicator.get("evidence"):
            continue
        counted = counted_for(value, count_evidence(indicator["evidence"], rows, today))
        if counted is not None and not agrees(value, counted):
            yield Gap(indicator, value, counted)


def check_figures(records: Mapping[str, Mapping[str, Record]], today: date, package: DataPackage) -> Iterator[Finding]:
    """Yield one warning for the file of indicators that lists all gaps."""
    indicators = list(records["indicators"].get("indicators", {}).get("indicators", ()))
    rows = {table: list(found.values()) for table, found in records.items()}
    claimed = [row for row in indicators if is_shown(row.get("evidence", ""), package)]
    gaps = list(find_gaps(claimed, rows, today))
    if not gaps:
        return
    described = "; ".join(
        f"«{gap.indicator.get('id', '')}»: {_declared(gap.value)}, записано {gap.counted}" for gap in gaps
    )
    hint = "Внесите записи, которых не хватает, или уточните показатель. На странице «Результаты» оба числа рядом."
    at = ("indicators", indicators.index(gaps[0].indicator), "values")
    yield Finding("W370", at, f"заявлено не то, что в записях: {described}.", hint)


def _declared(value: Record) -> str:
    before = {"more_than": "более ", "about": "около "}.get(value.get("qualifier", ""), "")
    return f"заявлено {before}{format_number(value['value'])}"


def _events(events: Iterable[Record], kinds: tuple[str, ...], today: date) -> Years:
    found = Years()
    for event in events:
        if event.get("kind") in kinds and not event.get("cancelled_on"):
            day = event.get("starts_on") or event.get("deadline")
            if day is None or day <= today:
                found[day.year if day else int((event.get("month") or "0")[:4])] += (
                    1 if (count := event.get("count")) is None else count
                )
    return found


def _partnerships(rows: Rows) -> Years:
    days = ((row.get("signed_on") or row.get("starts_on")) for row in rows["partnerships"])
    return Years(day.year if day else NO_YEAR for day in days)


def _projects(rows: Rows) -> Years:
    projects = (project for ngo in rows["ngos"] for project in ngo.get("projects") or ())
    given = ((project.get("starts_on") or project.get("ends_on")) for project in projects if project.get("giver"))
    return Years(day.year if day else NO_YEAR for day in given)


def _support(rows: Rows) -> Years:
    given = (item for ngo in rows["ngos"] for item in ngo.get("support") or ())
    days = ((item.get("decided_on") or item.get("entered_on")) for item in given)
    return Years(day.year if day else NO_YEAR for day in days)


def _ngos(rows: Rows) -> Years:
    return Years({NO_YEAR: sum(1 for _ in rows["ngos"])})


def _active(rows: Rows) -> Years:
    return Years({NO_YEAR: sum(ngo.get("activity") == "active" for ngo in rows["ngos"])})


def _registry(rows: Rows) -> Years:
    return Years({NO_YEAR: int(any(True for _ in rows["ngos"]))})


_COUNTED: dict[str, Callable[[Rows], Years]] = {
    "partnerships": _partnerships,
    "projects": _projects,
    "support": _support,
    "ngos": _ngos,
    "active_ngos": _active,
    "registry": _registry,
}
