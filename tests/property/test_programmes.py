"""Random forums: calendars (by two parsers), schedule.json, JSON-LD and feed agree with the page on each session.

``EVENTS`` sets roughly how many sessions there are (``make judge`` takes 500).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from generator.catalog.catalog import make_catalog
from generator.catalog.models import Catalog
from generator.clock import now
from generator.exports import feeds
from generator.exports.calendars import export_calendars
from generator.exports.json_ld import describe_entity
from generator.exports.schedule import export_schedules
from generator.pages.pages import Page, list_pages
from generator.pages.render import Renderer
from generator.records.check import check_root
from tests.property.readers import Entry, read_calendar, read_feed, read_schedule

ZONE = "Asia/Krasnoyarsk"
SESSIONS = 7  # the maximum per forum
NUMBER = max(9, int(os.environ.get("EVENTS", "60")) // (SESSIONS - 2))
TODAY = date(2026, 11, 23)
ROOM = "https://example.org/room"
HALLS = ("Большой зал", "Лекторий", "Мастерская")
CHANGES = {"перенесено": "Перенесено: ", "отменено": "Отменено: ", "добавлено": ""}
Row = dict[str, Any]


def make_forums(number: int) -> Iterator[tuple[str, Row]]:
    """Make forums of one day and of several, of unknown days, called off as a whole; with sessions of every sort."""
    dice = Random(37)  # noqa: S311 - invented data
    for i in range(number):
        first, days = TODAY + timedelta(days=dice.randrange(-30, 60)), dice.choice((1, 1, 2, 3))
        row: Row = {"title": f"Форум-пример {i}", "source": "план-пример"}
        if i % 8 == 7:
            row |= {"season": f"{2021 + i // 8}-winter"}
        else:
            row |= {"starts_on": first.isoformat()}
            if days > 1 or dice.randrange(3) == 0:
                row["ends_on"] = (first + timedelta(days=days - 1)).isoformat()
        if dice.randrange(3):
            row["venue"] = "Дом культуры"
        if i % 6 == 5:
            row["cancelled_on"] = (TODAY - timedelta(days=2)).isoformat()
        dated = [first + timedelta(days=n) for n in range(days)] if "starts_on" in row else []
        row["sessions"] = list(_sessions(dice, dated))
        yield f"primer-{i}", row


def _sessions(dice: Random, days: list[date]) -> Iterator[Row]:
    for number in range(dice.randrange(SESSIONS + 1)):
        row: Row = {"code": f"vstrecha-{number}", "type": dice.choice(("panel", "seminar", "pitch", "other"))}
        row["title"] = f"Встреча «{number}»: дворы, дети; двор\\\\сквер 🌲"
        if days and dice.randrange(6):  # an hour of its own, so that no hall is double-booked
            row["start"] = f"{9 + number:02}:{dice.choice((0, 5, 30)):02}"
            if dice.randrange(3):
                row["end"] = f"{9 + number:02}:{dice.choice((45, 50, 59)):02}"
        if days and (len(days) > 1 or dice.randrange(2)):
            row["date"] = dice.choice(days).isoformat()
        optional = (("hall", 2, dice.choice(HALLS)), ("online_url", 3, ROOM), ("summary", 3, "Обсудим; решим."))
        row |= {name: value for name, odds, value in optional if dice.randrange(odds) == 0}
        if dice.randrange(2):
            row["change"] = dice.choice(("moved", "cancelled", "added"))
            row["changed_on"] = (TODAY - timedelta(days=1 + dice.randrange(9))).isoformat()
        yield row


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    from tests.conftest import copy_root

    root: Path = copy_root(tmp_path_factory.mktemp("programmes") / "root")
    for name, row in make_forums(NUMBER):
        (root / "forums" / f"{name}.yml").write_text(_text(row), "utf-8")
    checked = check_root(root)
    assert [problem for problem in checked.problems if problem.severity == "error"] == []
    return make_catalog(checked, now(ZONE).replace(year=2026, month=11, day=23))


def _text(row: Row) -> str:
    """Write a record as YAML, its lists of sessions as items in JSON."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in row.items() if key != "sessions"]
    items = "".join(f"  - {json.dumps(session, ensure_ascii=False)}\n" for session in row["sessions"])
    return "".join(lines) + (f"sessions:\n{items}" if items else "")


class Shown:
    """A session as its page shows it. ``begins`` and ``ends`` in UTC, None if the page has no hour or no day."""

    def __init__(self, node: LexborNode, zone: Any, called_off: bool) -> None:
        time_node, hall, change = (node.css_first(name) for name in ("time", ".session__hall", ".chip"))
        chip = change.text().strip() if change else ""
        self.cancelled = called_off or "data-cancelled" in node.attributes
        title = node.css_first(".session__title").text()
        self.title = f"{'Отменено: ' if self.cancelled else CHANGES[chip] if chip else ''}{title}"
        self.hours = time_node.text().strip() if time_node and time_node.text()[1:2].isdigit() else ""
        self.hall = hall.text() if hall else ""
        self.link = ROOM if node.css_first(f'a[href="{ROOM}"]') else ""
        actual = [node.attributes.get(name) for name in ("data-start", "data-end")]
        self.begins, self.ends = (
            datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC) if text else None for text in actual
        )


def test_programmes_agree_with_their_pages(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "KEPT", NUMBER * 2)
    renderer, zone, base = Renderer(catalog), catalog.now.tzinfo, catalog.settings["url"]
    calendars, schedules = export_calendars(catalog), export_schedules(catalog)
    feed, common = read_feed(feeds.export_feeds(catalog)["feeds/events.xml"]), read_calendar(calendars["calendar.ics"])
    timed = cancelled = 0
    for page in (page for page in list_pages(catalog) if page.kind == "forum" and "primer" in page.url):
        tree = LexborHTMLParser(str(renderer.render(page)["main"]))
        called_off = tree.css_first(".head .chip").text() == "отменён"
        shown = {f"{base}{page.url}#{node.id}": Shown(node, zone, called_off) for node in tree.css(".session")}
        known = {url: session for url, session in shown.items() if session.begins}
        assert_calendar(calendars, page, known, tree)
        assert_schedule(schedules, page, known, tree)
        assert_data(page, catalog, shown)
        assert_whole(page, common, feed, tree, called_off)
        timed, cancelled = timed + len(known), cancelled + sum(one.cancelled for one in known.values())
    assert timed > NUMBER
    assert 0 < cancelled < timed


def where(tree: LexborHTMLParser) -> str:
    node = tree.css_first(".head__where")
    return str(node.text().strip()) if node else ""


def assert_calendar(calendars: dict[str, bytes], page: Page, known: dict[str, Shown], tree: LexborHTMLParser) -> None:
    """Check the forum's calendar and that of each session: title, state, times, place, link, page."""
    found = {entry.page: entry for entry in read_calendar(calendars[f"{page.url}calendar.ics"]).values()}
    if not known:
        assert not any("#" in url for url in found)
        return
    assert found.keys() == known.keys()
    over = not tree.css_first("[data-star]") and not tree.css_first("[data-mine]")
    for url, session in known.items():
        entry: Entry = found[url]
        assert (entry.title, entry.times) == (session.title, ((session.begins, session.ends),))
        assert (entry.state == "CANCELLED") is session.cancelled
        place = ", ".join(filter(None, (session.hall, where(tree))))
        assert entry.place == place or (not place and entry.place in ("", ROOM))
        assert (ROOM in entry.about) is bool(session.link) or (over and not session.cancelled)
        assert list(read_calendar(calendars[f"{page.url}{url.partition('#')[2]}.ics"]).values()) == [entry]


def assert_schedule(schedules: dict[str, bytes], page: Page, known: dict[str, Shown], tree: LexborHTMLParser) -> None:
    """Check schedule.json, if there is one: the same sessions, titles, times and rooms."""
    address = f"{page.url}schedule.json"
    found = read_schedule(schedules[address]) if address in schedules else {}
    assert found.keys() == known.keys()
    for url, session in known.items():
        actual = found[url]
        assert (actual["title"], actual["begins"], actual["ends"]) == (session.title, session.begins, session.ends)
        assert actual["room"] in (session.hall, where(tree), "зал не указан")
        assert actual["room"] == session.hall or not session.hall
        assert not session.link or {"title": "Подключиться", "url": ROOM} in actual["links"]
    guids = [actual["guid"] for actual in found.values()]
    assert len(guids) == len({*guids})


def assert_data(page: Page, catalog: Catalog, shown: dict[str, Shown]) -> None:
    """Check the JSON-LD of each session with a known day: state, start, end if the page has one, place and link."""
    assert page.entity
    nodes = {
        node["@id"]: node for node in json.loads(describe_entity(page.entity, catalog))["@graph"][0].get("subEvent", ())
    }
    for url, session in shown.items():
        if session.begins:
            node = nodes[url]
            assert node["eventStatus"].endswith("Cancelled") is session.cancelled
            assert datetime.fromisoformat(node["startDate"]) == session.begins
            assert ("endDate" in node) is ("–" in session.hours)
            assert "endDate" not in node or datetime.fromisoformat(node["endDate"]) == session.ends
            places = node.get("location", [])
            names = {
                place.get("name", place.get("url")) for place in (places if isinstance(places, list) else [places])
            }
            assert not session.hall or session.hall in names
            assert not session.link or ROOM in names


def assert_whole(
    page: Page,
    common: dict[str, Entry],
    feed: dict[str, tuple[str, str]],
    tree: LexborHTMLParser,
    called_off: bool,
) -> None:
    """Check the forum itself, in the calendar of all events and in the feed."""
    assert page.entity
    uid = f"forum.{page.entity.id}@dialog-zelenogorsk.example"
    title = f"{'Отменено: ' if called_off else ''}{tree.css_first('h1').text(deep=False).strip()}"
    when = "".join(node.text() for node in tree.css(".head__when")).replace("\u00a0", " ").strip()
    if not page.entity.row["starts_on"]:
        assert uid not in common
    else:
        entry = common[uid]
        assert (entry.title, entry.days(None), entry.place) == (title, when, where(tree))
        assert (entry.state == "CANCELLED") is called_off
    url = next((url for url in feed if url.endswith(f"/{page.url}")), "")
    changed = [node.text().strip() for node in tree.css(".changes .rows a")]
    if url:
        actual = feed[url]
        assert actual[0] == title
        assert actual[1].startswith("Отменено ") is called_off
        assert not page.entity.row["starts_on"] or when.removesuffix(".") in actual[1]
        assert where(tree) in actual[1]
        assert all(name.replace("«", "„").replace("»", "“") in actual[1] for name in changed)
    assert url or not changed


def test_every_sort_of_programme_is_among_them() -> None:
    forums = [row for _, row in make_forums(9)]
    assert {len({session.get("date") for session in row["sessions"]}) for row in forums} >= {0, 1, 2}
    assert any("starts_on" not in row for row in forums)
    assert any("cancelled_on" in row and row["sessions"] for row in forums)
    sessions = [session for row in forums for session in row["sessions"]]
    for name in ("start", "end", "hall", "online_url", "change", "date"):
        assert any(name in row for row in sessions), name
        assert not all(name in row for row in sessions), name
    assert {row.get("change") for row in sessions} == {None, "moved", "cancelled", "added"}
