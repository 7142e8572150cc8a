"""Random events: programs read in calendar, feed and JSON-LD what people read on the page.

``EVENTS`` sets how many (``make judge`` takes 500).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import icalendar
import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.catalog.catalog import make_catalog
from generator.catalog.models import Catalog
from generator.clock import now
from generator.exports import feeds
from generator.exports.calendars import export_calendars
from generator.exports.json_ld import describe_entity
from generator.pages.pages import list_pages
from generator.pages.render import Renderer
from generator.records.check import check_root
from tests.property.readers import PREFIXES, Entry, read_calendar, read_feed

ZONE = "Asia/Krasnoyarsk"
NUMBER = int(os.environ.get("EVENTS", "60"))
TODAY = date(2026, 11, 23)
ROOM = "https://example.org/room"
# What staff write about an event, former notes kept: moved and then cancelled, put off and then moved.
TOLD = (
    (),
    (),
    (),
    ("cancelled_on",),
    ("postponed_on",),
    ("changed_on",),
    ("changed_on", "cancelled_on"),
    ("postponed_on", "cancelled_on"),
    ("postponed_on", "changed_on"),
)
STATES = {"отменено": "CANCELLED", "отложено": "TENTATIVE"}
Record = dict[str, str]


def make_events(number: int) -> Iterator[tuple[str, Record]]:
    """Make every sort of days and hours near today, so that some are past, some current, some ahead."""
    dice = Random(29)  # noqa: S311 - invented data
    for i in range(number):
        first = TODAY + timedelta(days=dice.randrange(-40, 60))
        row = {"title": f"Встреча-пример {i}", "kind": dice.choice(("seminar", "meeting", "other"))}
        row["starts_on"] = first.isoformat()
        if i % 5 == 4:
            row |= {"kind": "contest", "deadline": (first - timedelta(days=dice.randrange(20))).isoformat()}
        days = dice.choice((0, 0, 0, 1, 3))
        if days:
            row["ends_on"] = (first + timedelta(days=days)).isoformat()
        if dice.randrange(4):
            row["start"] = f"{dice.randrange(8, 20):02}:{dice.choice((0, 15, 30)):02}"
            if dice.randrange(4):
                row["end"] = f"{dice.randrange(20, 23):02}:30"
            if days == 1 and dice.randrange(2):  # past midnight
                row["start"], row["end"] = "22:00", "06:00"
            elif days and dice.randrange(3) == 0:
                row["continuous"] = "yes"
        places = (
            ("venue", 2, f"Дом культуры, зал {i}"),
            ("address", 4, f"ул. Примерная, д. {i}"),
            ("online_url", 3, ROOM),
        )
        row |= {name: value for name, odds, value in places if dice.randrange(odds) == 0}
        for name in dice.choice(TOLD):
            row[name] = (TODAY - timedelta(days=1 + dice.randrange(5))).isoformat()
        if "postponed_on" in row and dice.randrange(2):  # no new day is known, and the former one was removed
            for name in ("starts_on", "ends_on", "start", "end", "continuous"):
                row.pop(name, "")
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


def read_page(tree: LexborHTMLParser) -> dict[str, Any]:
    """Return state, days, hours, place and link from the page alone."""
    days, _, hours = tree.css_first(".head__when").text().replace("\u00a0", " ").strip().partition(", ")
    days = re.sub(r" \([а-я]{2}\)$", "", days)  # the weekday, for people
    where = tree.css_first(".head__where")
    link = tree.css_first(f'dd a[href="{ROOM}"]')
    block = re.fullmatch(r"с (\S+) первого дня до (\S+) последнего", hours)
    return {
        "days": days,
        "when": ", ".join(filter(None, (days, hours))),
        "block": bool(block),
        "hours": f"{block[1]}–{block[2]}" if block else hours.removeprefix("ежедневно "),
        "daily": hours.startswith("ежедневно "),
        "place": where.text().replace("\u00a0", " ") if where else "",
        "state": STATES.get(tree.css_first(".head .chip").text(), "CONFIRMED"),
        "link": ROOM if link else "",
    }


def test_calendar_feed_and_data_agree_with_the_page(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "KEPT", NUMBER * 2)  # a subscriber's program would have read each in its time
    files, renderer, seen = export_calendars(catalog), Renderer(catalog), 0
    feed = read_feed(feeds.export_feeds(catalog)["feeds/events.xml"])
    zone = catalog.now.tzinfo
    for page in list_pages(catalog):
        if page.kind != "event" or not page.entity:
            continue
        entries = read_calendar(files[f"{page.url}calendar.ics"])
        tree, url = LexborHTMLParser(str(renderer.render(page)["main"])), catalog.settings["url"] + page.url
        actual = read_page(tree)
        entry = assert_deadline(entries, tree, actual, alarms(files[f"{page.url}calendar.ics"]))
        title = PREFIXES.get(actual["state"], "") + tree.css_first("h1").text()
        assert entry.page == url
        row = page.entity.row
        alone = bool(row["deadline"] and not row["starts_on"])  # only the deadline for applications remains
        assert (entry.state, entry.place.replace("\u00a0", " ")) == (actual["state"], actual["place"] or actual["link"])
        assert alone or entry.title == title
        if row["starts_on"]:
            assert entry.days(zone) == actual["days"]
        elif not alone:  # the page names no day: programs keep the former one, with the day it was put off
            assert (actual["days"], entry.times[0][0]) == ("", row["cancelled_on"] or row["postponed_on"])
        assert actual["hours"] in (entry.hours(zone), entry.hours(zone).partition("–")[0])  # an hour if there is no end
        assert (len(entry.times) > 1) is actual["daily"]
        assert actual["block"] is (row["continuous"] == "yes" and "–" in actual["hours"])
        assert (ROOM in entry.about) is bool(actual["link"])
        if url in feed or any(row[name] and row[name] <= TODAY for name in feeds.EVENT_DAYS):
            assert_feed(feed.pop(url), title, actual)
        assert_data(json.loads(describe_entity(page.entity, catalog))["@graph"][0], entry, actual, zone)
        seen += 1
    assert seen == NUMBER
    assert {url for url in feed if "/primer-" in url} == set()


def alarms(body: bytes) -> list[timedelta]:
    return [alarm["TRIGGER"].dt for alarm in icalendar.Calendar.from_ical(body).walk("VALARM")]


def assert_deadline(
    entries: dict[str, Entry], tree: LexborHTMLParser, actual: dict[str, Any], alarms: list[timedelta]
) -> Entry:
    """Check a contest's deadline, with its alarm on the morning of the day before. Return the entry of the event."""
    (node,) = [node for node in tree.css(".head__when") if "Заявки до" in node.text()] or [None]
    parts = {uid.endswith(".deadline@dialog-zelenogorsk.example"): entry for uid, entry in entries.items()}
    last = parts.get(True) or (parts[False] if node and not actual["days"] else None)
    assert bool(node) is bool(last)
    assert alarms == ([-timedelta(hours=15)] if last and actual["state"] != "CANCELLED" else [])
    if node and last:
        assert node.text().replace("\u00a0", " ").strip() == f"Заявки до {last.days(None)}"
        title = f"Заявки до этого дня: {tree.css_first('h1').text()}"
        assert (last.title, last.state) == (PREFIXES.get(actual["state"], "") + title, actual["state"])
    return parts[False]


def assert_feed(shown: tuple[str, str], title: str, actual: dict[str, Any]) -> None:
    """Check title, state, days, hours, place and link, each in the words of the page."""
    assert shown[0] == title
    state = {"CANCELLED": "Отменено ", "TENTATIVE": "Отложено "}.get(actual["state"], "")
    assert shown[1].startswith(state)
    assert state or not shown[1].startswith(("Отменено", "Отложено"))
    assert actual["when"].removesuffix(".") in shown[1]
    assert actual["place"] in shown[1]
    assert shown[1].endswith(f"Подключиться: {ROOM}") is bool(actual["link"])


def assert_data(data: dict[str, Any], entry: Entry, actual: dict[str, Any], zone: Any) -> None:
    """Check the JSON-LD: state, times, places; several days with the same hours are not one continuous block."""
    status = {"CANCELLED": "Cancelled", "TENTATIVE": "Postponed"}.get(actual["state"], "Scheduled")
    assert data["eventStatus"] == f"https://schema.org/Event{status}"
    local = entry.local(zone)
    first, last = (local[0][0], local[-1][1]) if local else (entry.times[0][0], None)
    assert data.get("startDate", "") == (first.isoformat() if actual["days"] else "")
    assert "–" not in actual["hours"] or data["endDate"] == last.isoformat()
    assert data.get("eventSchedule", {}).get("repeatCount", 1) == len(entry.times)
    places = data.get("location", [])
    kinds = {place["@type"] for place in (places if isinstance(places, list) else [places])}
    assert ("Place" in kinds) is bool(actual["place"])
    assert ("VirtualLocation" in kinds) or not actual["link"]


def test_every_sort_of_event_is_among_them() -> None:
    rows = [row for _, row in make_events(60)]
    for name in ("ends_on", "start", "continuous", "venue", "online_url", "cancelled_on", "postponed_on", "changed_on"):
        assert any(name in row for row in rows), name
        assert not all(name in row for row in rows), name
    assert any(row.get("start", "") > row.get("end", "99") for row in rows)
    assert any(row["starts_on"] < row["ends_on"] and "end" not in row for row in rows if {"start", "ends_on"} <= {*row})
    actual = {tuple(name for name in row if name.endswith("ed_on")) for row in rows}
    assert {tuple(sorted(names)) for names in actual} == {tuple(sorted(names)) for names in TOLD}
