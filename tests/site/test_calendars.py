"""Calendars from records, through the check and the catalog, read back by an independent parser."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from generator.catalog.catalog import make_catalog
from generator.catalog.models import Catalog
from generator.clock import now
from generator.exports.calendars import export_calendars
from generator.exports.ical import read_numbers
from generator.exports.json_ld import describe_entity
from generator.model.schemas import load_package
from generator.past.history import Log
from generator.records.check import check_root
from generator.site.publish import published_calendars
from tests.conftest import git
from tests.unit.test_calendars import LONGEST

ZONE = "Asia/Krasnoyarsk"
WORDS = ["Встреча,", "«Диалог»;", "круглый", "стол", "дворы\\скверы", "ёлка:", "итоги", "—", "N°", "5", "двор"]
KINDS = {"seminar": "семинар", "round_table": "круглый стол", "head_meeting": "встреча с Главой", "contest": "конкурс"}
EVENT = 'title: Семинар-пример\nkind: seminar\nstarts_on: "2026-12-01"\nsource: план\n'
FORUM = 'title: Форум-пример\nseason: 2026-winter\nstarts_on: "2026-12-09"\nsource: план\nsessions:\n' + (
    '  - {code: dvory, type: panel, title: Дворы, start: "10:00", end: "11:00"}\n'
)
Record = dict[str, str]


def make_events(number: int) -> dict[str, Record]:
    """Return id → a record as staff would write it, all in texts."""
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


def outcome(row: Record) -> tuple[date | datetime, date | datetime]:
    """Return start and end according to the record alone."""
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
        assert (event.start, event.end) == outcome(row)
        if isinstance(event.start, datetime):  # the zone described in the file gives the same instant
            assert event.start.replace(tzinfo=described).utcoffset() == timedelta(hours=7)
        alone = icalendar.Calendar.from_ical(files[f"events/{name}/calendar.ics"]).walk("VEVENT")
        assert [one.to_ical() for one in alone] == [event.to_ical()]


def catalog_of(root: Path) -> Catalog:
    """Return what a build of the root would publish now, with its history."""
    checked = check_root(root)
    assert [problem for problem in checked.problems if problem.severity == "error"] == []
    log = Log(root, load_package(), "ngos")
    try:
        return make_catalog(checked, now(ZONE), log.read(ZONE))
    finally:
        log.close()


def calendars(root: Path) -> dict[str, dict[str, icalendar.Event]]:
    """Return address → UID without the host → entry, as a build of the root makes them now."""
    return {
        address: {str(e["UID"]).partition("@")[0]: e for e in icalendar.Calendar.from_ical(body).walk("VEVENT")}
        for address, body in export_calendars(catalog_of(root)).items()
    }


def test_numbers_rise_and_names_stay_through_the_life_of_a_record(
    fresh_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Committed, changed and committed, changed but not yet committed, renamed, removed."""
    root = fresh_root

    def commit(on: str) -> None:
        git(root, "add", "-A", at=on)
        git(root, "commit", "-qm", "edit", at=on)

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
    event.write_text(EVENT.replace("12-01", "12-03"), "utf-8")  # not committed: dated by the build, 2026-11-23
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


def test_a_change_on_a_day_to_come_is_refused(fresh_root: Path) -> None:
    """A mistyped day would outrank all later changes for months."""
    forum = fresh_root / "forums" / "2026-winter.yml"
    forum.write_text(FORUM.replace('"11:00"}', '"11:00", change: moved, changed_on: 2026-12-08}'), "utf-8")
    assert "E312" in [problem.code for problem in check_root(fresh_root).problems]
    forum.write_text(FORUM.replace('"11:00"}', '"11:00", change: moved, changed_on: 2026-11-22}'), "utf-8")
    assert "LAST-MODIFIED" in calendars(fresh_root)["forums/calendar.ics"]["forum.2026-winter"]


def test_what_is_taken_back_without_a_history_is_newer_on_the_next_day(
    fresh_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (fresh_root / "content" / "events").mkdir(exist_ok=True)
    event = fresh_root / "content" / "events" / "primer.yml"
    found = []
    for day, more in ((23, ""), (24, 'cancelled_on: "2026-11-24"\n'), (25, "")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(datetime(2026, 11, day, 5, tzinfo=UTC).timestamp())))
        event.write_text(EVENT + more, "utf-8")
        found.append(calendars(fresh_root)["calendar.ics"]["event.primer"])
    assert [str(entry["STATUS"]) for entry in found] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    numbers = [int(entry["SEQUENCE"]) for entry in found]
    assert numbers == sorted(set(numbers))
    stamps = [entry["DTSTAMP"].dt for entry in found]
    assert stamps == sorted(set(stamps))


def test_what_is_taken_back_without_a_history_on_the_same_day_is_newer_than_what_is_published(
    fresh_root: Path, tmp_path: Path
) -> None:
    """Cancelled and restored, moved and restored, an hour apart: only the published site remembers."""
    event, forum = fresh_root / "content" / "events" / "primer.yml", fresh_root / "forums" / "2026-winter.yml"
    event.parent.mkdir(exist_ok=True)
    site, uids = tmp_path / "site", ("event.primer", "2026-winter.session-dvory")
    numbers: dict[str, list[int]] = {uid: [] for uid in uids}
    stamps: dict[str, list[datetime]] = {uid: [] for uid in uids}
    moved = FORUM.replace('"11:00"', '"11:30", change: moved')
    for more, programme in (
        ("", FORUM),
        ('cancelled_on: "2026-11-23"\n', moved),
        ("", FORUM),
        ("", FORUM),
        ('cancelled_on: "2026-11-23"\n', moved),
    ):
        event.write_text(EVENT + more, "utf-8")
        forum.write_text(programme, "utf-8")
        catalog = make_catalog(check_root(fresh_root), now(ZONE))
        files = export_calendars(replace(catalog, numbered=read_numbers(published_calendars(site))))
        for address, body in files.items():
            (site / address).parent.mkdir(parents=True, exist_ok=True)
            (site / address).write_bytes(body)
        for uid, place in zip(
            uids, ("events/primer/calendar.ics", "forums/2026-winter/session-dvory.ics"), strict=True
        ):
            (entry,) = icalendar.Calendar.from_ical(files[place]).walk("VEVENT")
            common = files["calendar.ics" if "event" in uid else "forums/2026-winter/calendar.ics"]
            every = [one.to_ical() for one in icalendar.Calendar.from_ical(common).walk("VEVENT")]
            assert entry.to_ical() in every  # the same number in all calendars
            numbers[uid].append(int(entry["SEQUENCE"]))
            stamps[uid].append(entry["DTSTAMP"].dt)
    for uid in uids:
        first, cancelled, back, same, again = numbers[uid]
        assert first < cancelled < back == same < again
        assert stamps[uid] == sorted(stamps[uid])
    (site / "calendar.ics").write_bytes(b"BEGIN:VEVENT\r\nUID:x\r\nSEQUENCE:99999999999\r\nEND:VEVENT\r\n\xff")
    assert "x" not in read_numbers(published_calendars(site))  # not ours, so it counts for nothing


def test_a_contest_s_deadline_reminds_a_day_ahead(fresh_root: Path) -> None:
    contest = 'title: Конкурс-пример\nkind: contest\ndeadline: "2026-12-10"\nsource: план\n'
    event = calendar_event(fresh_root, contest)
    (alarm,) = event.walk("VALARM")
    assert (alarm["TRIGGER"].dt, str(alarm["DESCRIPTION"])) == (-timedelta(hours=15), str(event["SUMMARY"]))
    assert calendar_event(fresh_root, f'{contest}cancelled_on: "2026-11-20"\n').walk("VALARM") == []
    assert calendar_event(fresh_root, EVENT).walk("VALARM") == []
    calendar_event(fresh_root, contest + 'starts_on: "2026-12-20"\n')
    found = calendars(fresh_root)
    assert set(found["events/contests.ics"]) == {"event.primer.deadline"}
    assert set(found["events/primer/calendar.ics"]) == {"event.primer", "event.primer.deadline"}


def test_an_organisation_has_a_calendar_of_its_events(fresh_root: Path) -> None:
    calendar_event(fresh_root, f"{EVENT}ngos: [solnechnyj-gorod]\n")
    found = calendars(fresh_root)
    assert set(found["ngos/solnechnyj-gorod/calendar.ics"]) == {"event.primer"}
    assert [address for address in found if address.startswith("ngos/")] == ["ngos/solnechnyj-gorod/calendar.ics"]


def test_what_was_put_off_or_moved_is_reported(fresh_root: Path) -> None:
    event = calendar_event(fresh_root, f'{EVENT}postponed_on: "2026-11-20"\n')
    assert (str(event["STATUS"]), str(event["SUMMARY"])) == ("TENTATIVE", "Отложено: Семинар-пример")
    event = calendar_event(fresh_root, f'{EVENT}changed_on: "2026-11-20"\n')
    assert str(event["DESCRIPTION"]).startswith("Изменено 20\u00a0ноября 2026\u00a0г.\n\n")
    assert "Изменено" not in str(calendar_event(fresh_root, EVENT)["DESCRIPTION"])


def data_of(root: Path, table: str, record_id: str) -> dict[str, Any]:
    """Return the event in the JSON-LD of a record's page."""
    catalog = make_catalog(check_root(root), now(ZONE))
    found: dict[str, Any] = json.loads(describe_entity(catalog.entities[table][record_id], catalog))["@graph"][0]
    return found


def test_machines_are_told_where_an_online_event_is(fresh_root: Path) -> None:
    online = f'{EVENT}online_url: "https://example.org/room"\n'
    calendar_event(fresh_root, online)
    data = data_of(fresh_root, "events", "primer")
    assert data["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert data["location"] == {"@type": "VirtualLocation", "url": "https://example.org/room"}
    calendar_event(fresh_root, f"{online}venue: Зал\n")
    data = data_of(fresh_root, "events", "primer")
    assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [place["@type"] for place in data["location"]] == ["Place", "VirtualLocation"]
    calendar_event(fresh_root, f"{EVENT}venue: Зал\n")
    data = data_of(fresh_root, "events", "primer")
    assert "eventAttendanceMode" not in data
    assert data["location"]["@type"] == "Place"


def test_machines_are_told_of_every_session(fresh_root: Path) -> None:
    """In a one-day forum sessions need no date of their own; a cancelled one says so."""
    forum = fresh_root / "forums" / "2026-winter.yml"
    more = '  - {code: itogi, type: panel, title: Итоги, start: "12:00", change: cancelled, changed_on: 2026-11-20}\n'
    forum.write_text(FORUM + more, "utf-8")
    dvory, itogi = data_of(fresh_root, "forums", "2026-winter")["subEvent"]
    assert (dvory["startDate"], dvory["endDate"]) == ("2026-12-09T10:00:00+07:00", "2026-12-09T11:00:00+07:00")
    assert dvory["eventStatus"] == "https://schema.org/EventScheduled"
    assert itogi["eventStatus"] == "https://schema.org/EventCancelled"
    forum.write_text(FORUM + 'cancelled_on: "2026-11-20"\n', "utf-8")
    data = data_of(fresh_root, "forums", "2026-winter")
    states = {data["eventStatus"], *(session["eventStatus"] for session in data["subEvent"])}
    assert states == {"https://schema.org/EventCancelled"}


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
    assert "Подключиться" not in str(event["DESCRIPTION"])  # nobody is invited to a cancelled event
    event = calendar_event(fresh_root, online.replace("cancelled_on", "changed_on"))
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
