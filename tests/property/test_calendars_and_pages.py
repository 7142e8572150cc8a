"""Random events: what a program reads of their calendar is what people read on their page, and what machines are told.

``EVENTS`` sets how many (``make judge`` takes 500).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import icalendar
import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.catalog.catalog import make_catalog
from generator.catalog.models import Catalog
from generator.clock import now
from generator.exports.calendars import export_calendars
from generator.exports.json_ld import describe_entity
from generator.pages.pages import list_pages
from generator.pages.render import Renderer
from generator.records.check import check_root
from generator.text import format_dates

ZONE = "Asia/Krasnoyarsk"
NUMBER = int(os.environ.get("EVENTS", "60"))
TODAY = date(2026, 11, 23)
ROOM = "https://example.org/room"
STATES = {"отменено": "CANCELLED", "отложено": "TENTATIVE"}
Record = dict[str, str]


def make_events(number: int) -> Iterator[tuple[str, Record]]:
    """Every sort of day and hours, near today, so that some are past, some on, some ahead."""
    dice = Random(29)  # noqa: S311 - invented data
    for i in range(number):
        first = TODAY + timedelta(days=dice.randrange(-40, 60))
        row = {"title": f"Встреча-пример {i}", "kind": dice.choice(("seminar", "meeting", "other"))}
        row["starts_on"] = first.isoformat()
        days = dice.choice((0, 0, 0, 1, 3))
        if days:
            row["ends_on"] = (first + timedelta(days=days)).isoformat()
        if dice.randrange(4):
            row["start"] = f"{dice.randrange(8, 20):02}:{dice.choice((0, 15, 30)):02}"
            row["end"] = f"{dice.randrange(20, 23):02}:30"
            if days == 1 and dice.randrange(2):  # over midnight
                row["start"], row["end"] = "22:00", "06:00"
            elif days and dice.randrange(3) == 0:
                row["continuous"] = "yes"
        if dice.randrange(2):
            row["venue"] = f"Дом культуры, зал {i}"
        if dice.randrange(3) == 0:
            row["online_url"] = ROOM
        told = dice.choice(("", "", "", "cancelled_on", "postponed_on", "changed_on"))
        if told:
            row[told] = (TODAY - timedelta(days=1 + dice.randrange(5))).isoformat()
        yield f"primer-{i}", row | {"source": "план-пример"}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    from tests.conftest import copy_root

    root: Path = copy_root(tmp_path_factory.mktemp("agreement") / "root")
    folder = root / "content" / "events"
    folder.mkdir(exist_ok=True)
    for name, row in make_events(NUMBER):
        text = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in row.items())
        (folder / f"{name}.yml").write_text(text, "utf-8")
    checked = check_root(root)
    assert [problem for problem in checked.problems if problem.severity == "error"] == []
    return make_catalog(checked, now(ZONE).replace(year=2026, month=11, day=23))


def read_calendar(entry: icalendar.Event) -> dict[str, Any]:
    """Days, hours, place, state and link, by the calendar alone, as a program would show them."""
    repeats = int(entry["RRULE"]["COUNT"][0]) if "RRULE" in entry else 1
    timed = isinstance(entry.start, datetime)
    first = entry.start.date() if timed else entry.start
    end = entry.end.date() if timed else entry.end - timedelta(days=1)
    last = first + timedelta(days=repeats - 1) if repeats > 1 else end
    about = str(entry["DESCRIPTION"])
    return {
        "days": format_dates(first, last).replace("\u00a0", " "),
        "hours": f"{entry.start:%H:%M}–{entry.end:%H:%M}" if timed else "",
        "place": str(entry.get("LOCATION", "")),
        "state": str(entry["STATUS"]),
        "link": ROOM if ROOM in about else "",
        "page": about.splitlines()[-1],
    }


def read_page(tree: LexborHTMLParser, url: str) -> dict[str, Any]:
    """The same by the page alone."""
    when = tree.css_first(".head__when").text().replace("\u00a0", " ").strip()
    days, _, hours = when.partition(", ")
    where = tree.css_first(".head__where")
    link = tree.css_first(f'dd a[href="{ROOM}"]')
    return {
        "days": days,
        "hours": re.sub(r"\s+", " ", hours),
        "place": where.text() if where else ROOM if link else "",
        "state": STATES.get(tree.css_first(".head .chip").text(), "CONFIRMED"),
        "link": ROOM if link else "",
        "page": url,
    }


def test_calendar_page_and_data_agree(catalog: Catalog) -> None:
    files, renderer, seen = export_calendars(catalog), Renderer(catalog), 0
    for page in list_pages(catalog):
        if page.kind != "event" or not page.entity:
            continue
        (entry,) = icalendar.Calendar.from_ical(files[f"{page.url}calendar.ics"]).walk("VEVENT")
        tree = LexborHTMLParser(str(renderer.render(page)["main"]))
        read = read_calendar(entry)
        assert read == read_page(tree, catalog.settings["url"] + page.url), page.url
        prefix = {"CANCELLED": "Отменено: ", "TENTATIVE": "Отложено: "}.get(read["state"], "")
        assert str(entry["SUMMARY"]) == prefix + tree.css_first("h1").text()
        data = json.loads(describe_entity(page.entity, catalog))["@graph"][0]
        status = {"CANCELLED": "Cancelled", "TENTATIVE": "Postponed"}.get(read["state"], "Scheduled")
        assert data["eventStatus"] == f"https://schema.org/Event{status}"
        assert data["startDate"] == (entry.start.isoformat() if read["hours"] else str(entry.start))
        places = data.get("location", [])
        kinds = {place["@type"] for place in (places if isinstance(places, list) else [places])}
        assert kinds == ({"Place"} if read["place"] not in ("", ROOM) else set()) | (
            {"VirtualLocation"} if read["link"] else set()
        )
        seen += 1
    assert seen == NUMBER


def test_every_sort_of_event_is_among_them() -> None:
    rows = [row for _, row in make_events(60)]
    for name in ("ends_on", "start", "continuous", "venue", "online_url", "cancelled_on", "postponed_on", "changed_on"):
        assert any(name in row for row in rows), name
        assert not all(name in row for row in rows), name
    assert any(row.get("start", "") > row.get("end", "99") for row in rows)
