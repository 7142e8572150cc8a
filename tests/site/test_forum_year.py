"""A forum's year as one table: each day has one edit, and what page, calendar, feed, data and letters say after it.

Every row starts where the one before ended. Nothing is compared with earlier output: the table was written by people.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.catalog.catalog import make_catalog
from generator.catalog.models import Catalog
from generator.clock import now
from generator.exports.calendars import export_calendars
from generator.exports.feeds import export_feeds
from generator.exports.json_ld import describe_entity
from generator.exports.open_data import export_record
from generator.exports.schedule import export_schedules
from generator.pages.pages import list_pages
from generator.pages.render import Renderer
from generator.paper import outcomes
from generator.records.check import check_root
from generator.upkeep import news, reminders
from tests.property.readers import read_calendar, read_feed

ZONE = "Asia/Krasnoyarsk"
FORUM = """\
title: Форум-пример
starts_on: "2026-06-10"
venue: Дом культуры
source: план
"""
SESSIONS = """\
sessions:
  - {code: dvory, type: panel, title: Дворы, start: "10:00", end: "11:00"}
  - {code: deti, type: panel, title: Дети, start: "12:00", end: "13:00"}
"""
DECISIONS = """\
decisions:
  - {number: "1", text: Поставить скамейки., addressees: [administration], deadline: "2026-09-01", session: dvory}
  - {number: "2", text: Открыть школу., addressees: [council], deadline: "2026-10-01"}
"""
NEXT = 'title: Следующий форум\nstarts_on: "2026-12-09"\nsource: план\n'
ANSWER = '{"on": "2026-09-18", state: done, text: "Письмо №12: скамейки стоят.", evidence: "https://example.org/12"}'


class Row(NamedTuple):
    """A day, an edit of the forum's file (what is replaced, by what), and what every place must say after it.

    ``sessions``: the iCal state and the title with hours of each. ``asked``: who is reminded, and of what.
    """

    day: str
    was: str
    becomes: str
    state: str
    sessions: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


BOTH = ("CONFIRMED Дворы 10:00–11:00", "CONFIRMED Дети 12:00–13:00")
MOVED = ("CONFIRMED Перенесено: Дворы 15:00–16:00", BOTH[1])
ONE = (MOVED[0], "CANCELLED Отменено: Дети 12:00–13:00")
OPEN = ("ответа пока нет", "ответа пока нет")
DVORY = '"10:00", end: "11:00"}'
DETI = '"12:00", end: "13:00"}'
YEAR = (
    Row("2026-03-01", "", "", "объявлен"),
    Row("2026-05-20", "", SESSIONS, "программа опубликована", BOTH),
    Row(
        "2026-06-01",
        DVORY,
        '"15:00", end: "16:00", change: moved, changed_on: "2026-06-01"}',
        "программа опубликована",
        MOVED,
    ),
    Row(
        "2026-06-05",
        DETI,
        '"12:00", end: "13:00", change: cancelled, changed_on: "2026-06-05"}',
        "программа опубликована",
        ONE,
    ),
    Row("2026-06-10", "", "", "идёт сейчас", ONE),
    Row("2026-06-11", "", "", "прошёл", ONE),
    Row("2026-06-20", "", DECISIONS, "прошёл", ONE, OPEN),
    Row("2026-08-20", "", "", "прошёл", ONE, OPEN, ("administration: до срока 12 дней",)),
    Row(
        "2026-09-15",
        "",
        "",
        "прошёл",
        ONE,
        ("просрочено", "ответа пока нет"),
        ("administration: срок прошёл 14 дней назад", "council: до срока 16 дней"),
    ),
    Row(
        "2026-09-20",
        "session: dvory",
        f"session: dvory, steps: [{ANSWER}]",
        "прошёл",
        ONE,
        ("выполнено, по словам адресата", "ответа пока нет"),
        ("council: до срока 11 дней",),
    ),
    Row(
        "2026-10-05",
        "session: dvory",
        'session: dvory, verdict: disputed, verdict_on: "2026-10-05", verdict_note: Скамеек нет.',
        "прошёл",
        ONE,
        ("выполнение оспорено", "просрочено"),
        ("administration: срок прошёл 34 дня назад", "council: срок прошёл 4 дня назад"),
    ),
    Row(
        "2026-12-08",
        "",
        "",
        "прошёл",
        ONE,
        ("выполнение оспорено", "просрочено"),
        ("administration: срок прошёл 98 дней назад", "council: срок прошёл 68 дней назад"),
    ),
    Row("2026-12-12", "", "", "в архиве", ONE, ("выполнение оспорено", "просрочено"), ("administration", "council")),
)


def read(root: Path) -> Catalog:
    checked = check_root(root)
    assert [problem for problem in checked.problems if problem.severity == "error"] == []
    return make_catalog(checked, now(ZONE))


class Places:
    """What each place says about the forum on one day."""

    def __init__(self, root: Path) -> None:
        self.catalog = read(root)
        self.renderer = Renderer(self.catalog)
        self.pages = {page.url: page for page in list_pages(self.catalog)}
        self.page = self.main("forums/2026-summer/")
        body = export_calendars(self.catalog)["forums/2026-summer/calendar.ics"]
        self.entries = list(read_calendar(body).values())  # read by two parsers
        forum = self.catalog.forums["2026-summer"]
        self.data: dict[str, Any] = json.loads(describe_entity(forum, self.catalog))["@graph"][0]
        self.record: dict[str, Any] = json.loads(export_record(forum, self.catalog.package))
        self.feeds = {name: body.decode() for name, body in export_feeds(self.catalog).items()}

    def main(self, url: str) -> LexborHTMLParser:
        return LexborHTMLParser(str(self.renderer.render(self.pages[url])["main"]))

    def calendar(self) -> tuple[str, ...]:
        zone = now(ZONE).tzinfo
        timed = [one for one in self.entries if one.local(zone)]
        return tuple(f"{one.state} {one.title} {one.hours(zone)}" for one in timed)

    def news(self) -> set[str]:
        """Return the programme's news in the feed of events: «Отменено: Дети» for «Отменено 5 июня 2026 г.: «Дети»»."""
        (actual,) = [
            text for url, (_, text) in read_feed(self.feeds["feeds/events.xml"].encode()).items() if "summer" in url
        ]
        return {f"{word}: {title}" for word, title in re.findall(r"(Перенесено|Отменено) [^:]*: «([^»]*)»", actual)}

    def schedule(self) -> tuple[str, ...]:
        """Return the sessions from the file for conference apps."""
        body = export_schedules(self.catalog).get("forums/2026-summer/schedule.json")
        days = json.loads(body)["schedule"]["conference"]["days"] if body else []
        found = []
        for one in (one for day in days for hall in day["rooms"].values() for one in hall):
            hours, minutes = map(int, one["duration"].split(":"))
            begins = datetime.fromisoformat(one["date"])
            until = begins + timedelta(hours=hours, minutes=minutes)
            assert one["start"] == f"{begins:%H:%M}"
            state = "CANCELLED" if one["title"].startswith("Отменено: ") else "CONFIRMED"
            found.append(f"{state} {one['title']} {begins:%H:%M}–{until:%H:%M}")
        return tuple(sorted(found, key=lambda text: "Дети" in text))

    def page_sessions(self) -> tuple[str, ...]:
        """Return the sessions from the page, by code: state, prefix of the title, title, hours."""
        found = {}
        for node in self.page.css(".session"):
            cancelled = "data-cancelled" in node.attributes
            chip = (node.css_first(".chip") or node).text().strip() if node.css_first(".chip") else ""
            before = {"перенесено": "Перенесено: ", "отменено": "Отменено: "}.get(chip, "")
            title = node.css_first(".session__title").text()
            hours = node.css_first(".session__time time").text().strip()
            found[node.attributes["id"]] = f"{'CANCELLED' if cancelled else 'CONFIRMED'} {before}{title} {hours}"
        return tuple(found[f"session-{code}"] for code in ("dvory", "deti") if f"session-{code}" in found)


def agree(places: Places, row: Row) -> None:
    """Check that page, calendar, JSON-LD, open data and feeds say what the row says."""
    assert places.page.css_first(".head .chip").text() == row.state
    assert tuple(sorted(places.calendar(), key=lambda text: "Дети" in text)) == row.sessions
    assert places.page_sessions() == row.sessions
    assert places.schedule() == row.sessions
    changed = (re.search(r"(?:Перенесено|Отменено): \S+", text) for text in row.sessions)
    if row.sessions != BOTH and row.sessions:
        assert places.news() == {match[0] for match in changed if match}
    sub = {node["name"]: node for node in places.data.get("subEvent", ())}
    for text, name in zip(row.sessions, ("Дворы", "Дети"), strict=bool(row.sessions)):
        state = "EventCancelled" if text.startswith("CANCELLED") else "EventScheduled"
        assert sub[name]["eventStatus"] == f"https://schema.org/{state}"
        first, last = sub[name]["startDate"][11:16], sub[name]["endDate"][11:16]
        assert text.endswith(f" {first}–{last}")
    assert tuple(node.text() for node in places.page.css(".decision__head .chip")) == row.decisions
    actual = re.findall(r'<summary type="text">([^.]*)\.', places.feeds["feeds/decisions.xml"])
    assert sorted(actual) == sorted(row.decisions)
    for number, state in enumerate(row.decisions, 1):
        own = places.main(f"decisions/2026-summer/{number}/")
        assert own.css_first(".head .chip").text() == state
    reported = [decision.get("reported") for decision in places.record.get("decisions", ())]
    assert reported == [("done" if "выполн" in state else None) for state in row.decisions]


def asked(catalog: Catalog) -> tuple[str, ...]:
    letters = {letter.code: letter.text.replace("\u00a0", " ") for letter in reminders.make_letters(catalog)}
    found = {code: re.search(r"Срок: .*?\((.*?)\)", text) for code, text in letters.items()}
    return tuple(sorted(f"{code}: {match[1]}" for code, match in found.items() if match))


def test_a_year_of_a_forum(fresh_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = fresh_root / "forums" / "2026-summer.yml"
    text, numbers, titles = FORUM, {}, set()
    (fresh_root / "forums" / "2026-winter.yml").write_text(NEXT, "utf-8")
    for row in YEAR:
        moment = datetime.combine(date.fromisoformat(row.day), datetime.min.time(), UTC).replace(hour=3)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))
        assert not row.was or row.was in text, row.day
        text = text.replace(row.was, row.becomes) if row.was else text + row.becomes
        path.write_text(text, "utf-8")
        places = Places(fresh_root)
        agree(places, row)
        letters = asked(places.catalog)
        assert tuple(one.split(":")[0] for one in letters) == tuple(one.split(":")[0] for one in row.asked), row.day
        assert all(letter.startswith(wanted) for letter, wanted in zip(letters, row.asked, strict=True)), row.day
        for entry in places.entries:  # whoever has an older one takes this
            assert numbers.get(entry.uid, -1) < entry.sequence
            numbers[entry.uid] = entry.sequence
            titles.add(entry.uid.partition("@")[0])
    assert titles == {"forum.2026-summer", "2026-summer.session-dvory", "2026-summer.session-deti"}


def test_the_year_ends_with_a_handout_and_a_digest(fresh_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = FORUM
    for row in YEAR[:-1]:
        text = text.replace(row.was, row.becomes) if row.was else text + row.becomes
    (fresh_root / "forums" / "2026-summer.yml").write_text(text, "utf-8")
    (fresh_root / "forums" / "2026-winter.yml").write_text(NEXT, "utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(datetime(2026, 10, 7, 3, tzinfo=UTC).timestamp())))
    catalog = read(fresh_root)
    ((data, _),) = outcomes.fitted(catalog)
    assert data["lead"].replace("\u00a0", " ") == (
        "Форум-пример (10 июня 2026 г.). Решений 2: просрочено — 1; выполнение оспорено — 1."
    )
    (first, second) = data["sections"][0]["blocks"][0]["rows"]
    assert first[2] == "Выполнение оспорено. Письмо №12: скамейки стоят. Организатор: Скамеек нет."
    assert second[2] == "Просрочено."
    (letter,) = news.make_letters(catalog, news.WEEK)
    assert "Спорно: «Поставить скамейки». Организатор оспаривает ответ: Скамеек нет." in letter.text
    assert "Срок вышел 1\u00a0октября: «Открыть школу»." in letter.text.replace("1 октября", "1\u00a0октября")
