"""Programmes of real forums, by structure: written as records, checked, and read back from page and calendar.

Nothing may be lost: days, times, halls, kinds in the organiser's words, titles, questions.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from generator.catalog.catalog import make_catalog
from generator.catalog.models import Catalog
from generator.catalog.programme import make_programme
from generator.clock import now
from generator.exports.calendars import export_calendars
from generator.pages.pages import list_pages
from generator.pages.render import Renderer
from generator.records.check import check_root
from tests.conftest import REPOSITORY

STRUCTURE = REPOSITORY.parent / "shared" / "data" / "forum-programme-structure.json"
TYPES = {
    "Панельная дискуссия": "panel",
    "Стратегическая сессия": "strategy",
    "Мастер-класс": "master_class",
    "Серия авторских мастер-классов": "master_class",
    "Пленарная дискуссия": "plenary",
    "Круглый стол": "round_table",
    "Кофе-брейк": "break",
    "Обед": "break",
    "Регистрация, утренний кофе": "registration",
    "Итоговая сессия": "closing",
}
SEASONS = {"2019": "summer", "2020": "winter"}
Slot = tuple[str, str, str, str, str, int]  # day, start, end, hall, kind in words and title, number of questions


def expected(slot: dict[str, Any]) -> Slot:
    first, last = (part.strip().zfill(5) for part in slot["time"].split("–"))
    kind, title = slot["type"], slot["topic"] or slot["type"]
    return slot["date"], first, last, slot["place"], f"{kind}: {title}", slot["list_items"]


def write_forums(slots: list[dict[str, Any]], root: Path) -> dict[str, list[Slot]]:
    """Write a record for each year; return forum → its programme."""
    years = defaultdict(list)
    for slot in slots:
        years[slot["date"][:4]].append(slot)
    actual = {}
    for year, of_year in years.items():
        forum = f"{year}-{SEASONS[year]}"
        days = sorted({slot["date"] for slot in of_year})
        sessions = []
        for number, slot in enumerate(of_year, start=1):
            day, first, last, hall, _, questions = expected(slot)
            row: dict[str, Any] = {"code": f"slot-{number}", "type": TYPES.get(slot["type"].rstrip("."), "other")}
            row |= {"type_text": slot["type"], "title": slot["topic"] or slot["type"], "date": day}
            row |= {"start": first, "end": last} | ({"hall": hall} if hall else {})
            row |= {"topics": [f"Вопрос {n}" for n in range(questions)]} if questions else {}
            sessions.append(row)
        record = {"title": f"Форум {year} года", "season": forum, "starts_on": days[0], "ends_on": days[-1]}
        record |= {"source": "программа-пример", "sessions": sessions}
        path = root / "forums" / f"{forum}.yml"
        path.write_text("".join(f"{k}: {json.dumps(v, ensure_ascii=False)}\n" for k, v in record.items()), "utf-8")
        actual[forum] = [expected(slot) for slot in of_year]
    return actual


def shown(page: LexborHTMLParser) -> Iterator[Slot]:
    """Return what the page says, from its visible text."""
    for node in page.css(".session"):
        (time,) = node.css(".session__time time")
        day, _, first = (time.attributes["datetime"] or "").partition("T")
        first, last = time.text().split("–")
        title = words(node, ".session__title")
        kind = words(node, ".session__type").split(" · ")[0] or title  # not repeated
        questions = len(node.css(".session__topics li"))
        yield day, first, last, words(node, ".session__hall"), f"{kind}: {title}", questions


def words(node: LexborNode, css: str) -> str:
    return " ".join(" ".join(part.text().split()) for part in node.css(css))


@pytest.fixture
def real(fresh_root: Path) -> tuple[Catalog, dict[str, list[Slot]]]:
    if not STRUCTURE.is_file():
        pytest.skip("the structure of real programmes is not here")
    slots = json.loads(STRUCTURE.read_text("utf-8"))
    assert len(slots) == 39
    actual = write_forums(slots, fresh_root)
    checked = check_root(fresh_root)
    assert [problem for problem in checked.problems if problem.severity == "error"] == []
    return make_catalog(checked, now("Asia/Krasnoyarsk")), actual


def test_pages_lose_nothing(real: tuple[Catalog, dict[str, list[Slot]]]) -> None:
    catalog, actual = real
    renderer, pages = Renderer(catalog), {page.url: page for page in list_pages(catalog)}
    for forum, slots in actual.items():
        page = LexborHTMLParser(str(renderer.render(pages[f"forums/{forum}/"])["main"]))
        assert Counter(shown(page)) == Counter(slots)
        assert len({node.attributes["id"] for node in page.css(".session")}) == len(slots)
        assert len(page.css("[data-grid]")) == len({slot[0] for slot in slots})
        named = {node.text() for node in page.css(".grid__hall")} - {"зал не указан"}
        assert len(named) >= 3
        assert named <= {slot[3] for slot in slots}


def test_calendars_lose_nothing(real: tuple[Catalog, dict[str, list[Slot]]]) -> None:
    catalog, actual = real
    files = export_calendars(catalog)
    for forum, slots in actual.items():
        read = icalendar.Calendar.from_ical(files[f"forums/{forum}/calendar.ics"]).walk("VEVENT")
        found = Counter(
            (f"{e.start:%Y-%m-%d}", f"{e.start:%H:%M}", f"{e.end:%H:%M}", str(e.get("LOCATION", "")),
             f"{e['CATEGORIES'].cats[0]}: {e['SUMMARY']}", str(e["DESCRIPTION"]).count("— Вопрос"))
            for e in read
        )  # fmt: skip
        assert found == Counter(slots)
        assert {str(e.start.tzinfo) for e in read if isinstance(e.start, datetime)} == {"Asia/Krasnoyarsk"}


def test_what_is_in_one_column_never_overlaps(real: tuple[Catalog, dict[str, list[Slot]]]) -> None:
    catalog, actual = real
    days = [day for forum in actual for day in make_programme(catalog.forums[forum])]
    assert sorted(len(day.columns) for day in days) == [3, 4, 4]
    for day in days:
        for one in day.slots:
            beside = [other for other in day.slots if other is not one and other.column in (0, one.column)]
            assert not [other for other in beside if other.top < one.bottom and one.top < other.bottom], one
