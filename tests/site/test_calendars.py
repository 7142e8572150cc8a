"""Calendars from records, through the check and the catalog, read back by a parser that is not ours."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import icalendar
import pytest

from generator.catalog.catalog import make_catalog
from generator.clock import now
from generator.exports.calendars import export_calendars
from generator.model.schemas import load_package
from generator.past.history import Log
from generator.records.check import check_root
from tests.unit.test_calendars import LONGEST
from tests.unit.test_history import git

ZONE = "Asia/Krasnoyarsk"
WORDS = ["Встреча,", "«Диалог»;", "круглый", "стол", "дворы\\скверы", "ёлка:", "итоги", "—", "N°", "5", "двор"]
KINDS = {"seminar": "семинар", "round_table": "круглый стол", "head_meeting": "встреча с Главой", "contest": "конкурс"}
EVENT = 'title: Семинар-пример\nkind: seminar\nstarts_on: "2026-12-01"\nsource: план\n'
FORUM = 'title: Форум-пример\nseason: 2026-winter\nstarts_on: "2026-12-09"\nsource: план\nsessions:\n' + (
    '  - {code: dvory, type: panel, title: Дворы, start: "10:00", end: "11:00"}\n'
)
Record = dict[str, str]


def make_events(number: int) -> dict[str, Record]:
    """Id → a record as staff would write it: all texts."""
    dice, found = Random(11), {}  # noqa: S311 - invented data
    for i in range(number):
        first = date(2025, 1, 1) + timedelta(days=dice.randrange(900))
        row = {"title": f"{' '.join(dice.choices(WORDS, k=1 + dice.randrange(20)))} {i}", "kind": dice.choice([*KINDS])}
        if row["kind"] == "contest" and dice.randrange(2):
            row["deadline"] = first.isoformat()
        else:
            row["starts_on"] = first.isoformat()
            if dice.randrange(3) == 0:
                row["ends_on"] = (first + timedelta(days=1 + dice.randrange(3))).isoformat()
            if dice.randrange(3):
                row["start"] = f"{dice.randrange(9, 19):02}:{dice.randrange(60):02}"
                if dice.randrange(2):
                    row["end"] = f"{dice.randrange(19, 24):02}:{dice.randrange(60):02}"
        for name in ("summary", "venue"):
            if dice.randrange(2):
                row[name] = " ".join(dice.choices(WORDS, k=1 + dice.randrange(25)))
        if i % 7 == 0:
            row["cancelled_on"] = "2026-11-20"
        found[f"primer-{i}"] = row | {"source": "план-пример"}
    return found


def told(row: Record) -> tuple[date | datetime, date | datetime]:
    """Beginning and end by the record alone."""
    first = date.fromisoformat(row.get("starts_on") or row["deadline"])
    last = date.fromisoformat(row["ends_on"]) if "ends_on" in row else first
    if "start" not in row:
        return first, last + timedelta(days=1)
    start = datetime.combine(first, time.fromisoformat(row["start"]), ZoneInfo(ZONE))
    hour_later = (start + timedelta(hours=1)).time()
    until = time.fromisoformat(row["end"]) if "end" in row else hour_later
    day = first if until > time.fromisoformat(row["start"]) else last
    return start, datetime.combine(day, until, ZoneInfo(ZONE))


def test_five_hundred_records_come_back_from_their_calendar(fresh_root: Path) -> None:
    records = make_events(500)
    folder = fresh_root / "content" / "events"
    folder.mkdir(exist_ok=True)
    for name, row in records.items():
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in row.items()]
        (folder / f"{name}.yml").write_text("".join(lines), "utf-8")
    checked = check_root(fresh_root)
    assert [problem for problem in checked.problems if problem.severity == "error"] == []
    files = export_calendars(make_catalog(checked, now(ZONE)))
    body = files["events/calendar.ics"]
    assert max(map(len, body.split(b"\r\n"))) <= LONGEST
    read = {str(event["UID"]): event for event in icalendar.Calendar.from_ical(body).walk("VEVENT")}
    assert len(read) == 500
    described = icalendar.Calendar.from_ical(body).walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
    for name, row in records.items():
        event = read[f"event.{name}@dialog-zelenogorsk.example"]
        title = row["title"] if "starts_on" in row else f"Заявки до этого дня: {row['title']}"
        title = f"Отменено: {title}" if "cancelled_on" in row else title
        page = f"https://dialog-zelenogorsk.example/events/{name}/"
        words = "\n\n".join(filter(None, (row.get("summary", ""), page)))
        assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (title, words)
        days = (
            (date.fromisoformat(row["ends_on"]) - date.fromisoformat(row["starts_on"])).days if "ends_on" in row else 0
        )
        repeated = days > 0 and "start" in row and event.end.date() == event.start.date()
        assert ("RRULE" in event) is repeated
        assert not repeated or event["RRULE"]["COUNT"] == [days + 1]
        assert str(event.get("LOCATION", "")) == row.get("venue", "")
        assert [str(kind) for kind in event["CATEGORIES"].cats] == [KINDS[row["kind"]]]
        assert event["STATUS"] == ("CANCELLED" if "cancelled_on" in row else "CONFIRMED")
        assert event["URL"] == f"https://dialog-zelenogorsk.example/events/{name}/"
        assert (event.start, event.end) == told(row)
        if isinstance(event.start, datetime):  # the zone that the file describes tells the same moment
            assert event.start.replace(tzinfo=described).utcoffset() == timedelta(hours=7)
        alone = icalendar.Calendar.from_ical(files[f"events/{name}/calendar.ics"]).walk("VEVENT")
        assert [one.to_ical() for one in alone] == [event.to_ical()]


def calendars(root: Path) -> dict[str, dict[str, icalendar.Event]]:
    """Address → UID without the host → entry, as a build of the root makes them now."""
    checked = check_root(root)
    assert [problem for problem in checked.problems if problem.severity == "error"] == []
    log = Log(root, load_package(), "ngos")
    try:
        catalog = make_catalog(checked, now(ZONE), log.read(ZONE))
    finally:
        log.close()
    return {
        address: {str(e["UID"]).partition("@")[0]: e for e in icalendar.Calendar.from_ical(body).walk("VEVENT")}
        for address, body in export_calendars(catalog).items()
    }


def test_numbers_rise_and_names_stay_through_the_life_of_a_record(
    fresh_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Committed, changed and committed, changed and not yet committed, renamed, taken down."""
    root = fresh_root

    def commit(on: str) -> None:
        git(root, "add", "-A", on=on)
        git(root, "commit", "-qm", "edit", on=on)

    git(root, "init", "-q")
    event, forum = root / "content" / "events" / "primer.yml", root / "forums" / "2026-winter.yml"
    event.parent.mkdir(exist_ok=True)
    event.write_text(EVENT, "utf-8")
    forum.write_text(FORUM, "utf-8")
    commit("2026-03-01T10:00:00Z")
    numbers = []

    def look(address: str, uid: str) -> icalendar.Event:
        found = calendars(root)
        every = (address, "calendar.ics", "events/calendar.ics")
        assert len({found[place][uid].to_ical() for place in every}) == 1
        numbers.append(int(found[address][uid]["SEQUENCE"]))
        return found[address][uid]

    place, uid = "events/primer/calendar.ics", "event.primer"
    look(place, uid)
    event.write_text(EVENT.replace("12-01", "12-02"), "utf-8")
    commit("2026-03-01T10:00:20Z")
    look(place, uid)
    event.write_text(EVENT.replace("12-01", "12-03"), "utf-8")  # not committed: as of the build, 2026-11-23
    assert look(place, uid)["LAST-MODIFIED"].dt == datetime(2026, 11, 23, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(datetime(2026, 11, 27, tzinfo=UTC).timestamp())))
    commit("2026-11-24T10:00:00Z")
    look(place, uid)
    event.rename(event.with_name("novoe.yml"))
    moved = root / "content" / "moved.yml"
    moved.write_text("moved:\n  - {kind: events, id: primer, to: novoe, on: 2026-11-25}\n", "utf-8")
    commit("2026-11-25T10:00:00Z")
    look("events/novoe/calendar.ics", uid)
    assert calendars(root)[place] == calendars(root)["events/novoe/calendar.ics"]
    event.with_name("novoe.yml").unlink()
    moved.write_text("moved:\n  - {kind: events, id: primer, gone: семинара не будет, on: 2026-11-26}\n", "utf-8")
    commit("2026-11-26T10:00:00Z")
    entry = look(place, uid)
    assert (entry["STATUS"], str(entry["DESCRIPTION"])) == ("CANCELLED", f"семинара не будет\n\n{entry['URL']}")
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 6


def test_a_forum_that_is_cancelled_or_taken_down_says_so(fresh_root: Path) -> None:
    forum = fresh_root / "forums" / "2026-winter.yml"
    forum.write_text(FORUM, "utf-8")
    session = "2026-winter.session-dvory"
    assert calendars(fresh_root)["forums/2026-winter/calendar.ics"][session]["STATUS"] == "CONFIRMED"
    forum.write_text(FORUM + 'cancelled_on: "2026-11-20"\n', "utf-8")
    found = calendars(fresh_root)
    assert found["forums/2026-winter/calendar.ics"][session]["STATUS"] == "CANCELLED"
    assert found["forums/calendar.ics"]["forum.2026-winter"]["STATUS"] == "CANCELLED"
    assert int(found["forums/calendar.ics"]["forum.2026-winter"]["SEQUENCE"]) > 0
    forum.unlink()
    moved = fresh_root / "content" / "moved.yml"
    moved.write_text("moved:\n  - {kind: forums, id: 2026-winter, gone: не состоится, on: 2026-11-21}\n", "utf-8")
    found = calendars(fresh_root)
    for address in ("forums/2026-winter/calendar.ics", "forums/calendar.ics", "calendar.ics"):
        assert found[address]["forum.2026-winter"]["STATUS"] == "CANCELLED"


def test_a_day_to_come_raises_nothing(fresh_root: Path) -> None:
    """A mistyped day would stand above all later changes for months."""
    forum = fresh_root / "forums" / "2026-winter.yml"
    forum.write_text(FORUM + "confirmed_on: 2026-11-22\n", "utf-8")
    good = calendars(fresh_root)["forums/calendar.ics"]["forum.2026-winter"]["SEQUENCE"]
    forum.write_text(FORUM.replace('"11:00"}', '"11:00", change: moved, changed_on: 2026-12-08}'), "utf-8")
    assert calendars(fresh_root)["forums/calendar.ics"]["forum.2026-winter"]["SEQUENCE"] < good


@pytest.mark.parametrize(
    ("hours", "days", "lasts"),
    [
        ('ends_on: "2026-12-06"\nstart: "10:00"\nend: "18:00"\n', 4, timedelta(hours=8)),
        ('ends_on: "2026-12-04"\nstart: "22:00"\nend: "06:00"\n', 1, timedelta(hours=8)),
        ('ends_on: "2026-12-06"\nstart: "10:00"\n', 4, timedelta(hours=1)),
        ('start: "10:00"\nend: "18:00"\n', 1, timedelta(hours=8)),
        ('ends_on: "2026-12-06"\n', 1, timedelta(days=4)),
    ],
)
def test_days_of_the_same_hours_are_days_and_a_night_is_one(
    hours: str, days: int, lasts: timedelta, fresh_root: Path
) -> None:
    event = calendar_event(fresh_root, f"{EVENT.replace('12-01', '12-03')}{hours}")
    assert event.end - event.start == lasts
    assert (event["RRULE"]["COUNT"] == [days]) if days > 1 else ("RRULE" not in event)


def test_what_programs_do_not_show_is_said_in_words(fresh_root: Path) -> None:
    online = f'{EVENT}online_url: "https://example.org/room"\nvenue: Зал\ncancelled_on: "2026-11-20"\n'
    event = calendar_event(fresh_root, online)
    assert str(event["SUMMARY"]) == "Отменено: Семинар-пример"
    assert "Подключиться: https://example.org/room" in str(event["DESCRIPTION"])
    assert str(event["DESCRIPTION"]).endswith("/events/primer/")
    assert str(event["LOCATION"]) == "Зал"
    alone = calendar_event(fresh_root, f'{EVENT}online_url: "https://example.org/room"\n')
    assert str(alone["LOCATION"]) == "https://example.org/room"
    assert str(alone["SUMMARY"]) == "Семинар-пример"


def calendar_event(root: Path, text: str) -> icalendar.Event:
    folder = root / "content" / "events"
    folder.mkdir(exist_ok=True)
    (folder / "primer.yml").write_text(text, "utf-8")
    checked = check_root(root)
    assert [problem for problem in checked.problems if problem.severity == "error"] == []
    body = export_calendars(make_catalog(checked, now(ZONE)))["events/primer/calendar.ics"]
    return next(iter(icalendar.Calendar.from_ical(body).walk("VEVENT")))
