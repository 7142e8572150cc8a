"""Rules over several fields: reported in place, on the right side of each limit, never for refused values."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import count
from typing import Any

import pytest

from generator.model.schemas import Table, load_package
from generator.records.findings import AHEAD, Finding, RuleContext, lacks, not_yet
from generator.records.rules import RULES, find_faults, short_of
from generator.records.validate import Record, Spoiled
from tests.hostile.roots import TODAY

FRAME = RuleContext(TODAY, (55.9, 56.3), (94.2, 95.0), "1.0")
DAY = timedelta(days=1)


def found(table: str, **record: Any) -> list[Finding]:
    return list(find_faults(load_package().tables[table], record, FRAME))


def codes(table: str, **record: Any) -> list[str]:
    return [finding.code for finding in found(table, **record)]


def spoiled(*refused: str, **values: Any) -> Spoiled:
    row = Spoiled(values)
    row.refused = frozenset(refused)
    return row


def whole() -> Spoiled:
    row = Spoiled()
    row.whole = True
    return row


def test_every_table_with_rules_exists() -> None:
    assert set(RULES) <= set(load_package().tables)


@pytest.mark.parametrize("table", RULES)
def test_an_empty_record_breaks_no_rule(table: str) -> None:
    assert all(isinstance(finding, Finding) for finding in found(table))


def test_messages_name_the_field() -> None:
    finding = found("ngos", seen_on=TODAY + DAY)[0]
    assert finding.message.startswith("«Когда видели в деле» (seen_on): ")


@pytest.mark.parametrize(
    ("lat", "lon", "code"), [(56.1, 94.5, []), (55.9, 95.0, []), (55.8, 94.5, ["E306"]), (56.1, 95.1, ["E306"])]
)
def test_points(lat: float, lon: float, code: list[str]) -> None:
    assert codes("ngos", lat=lat, lon=lon) == code


def test_the_coordinate_at_fault_is_named() -> None:
    assert found("ngos", lat=56.1, lon=29.7)[0].trail == ("lon",)
    assert "перепутаны" in found("ngos", lat=94.5, lon=56.1)[0].hint
    assert found("ngos", lon=94.5)[0].trail == ("lat",)
    assert codes("ngos", lat=0, lon=0) == ["E306"]


def test_a_refused_coordinate_is_not_lacking() -> None:
    assert list(find_faults(load_package().tables["ngos"], spoiled("lat", lon=94.5), FRAME)) == []


@pytest.mark.parametrize("name", ["registered_on", "liquidated_on", "seen_on", "confirmed_on"])
def test_what_has_happened_is_not_ahead(name: str) -> None:
    assert codes("ngos", **{name: TODAY}) == []
    assert codes("ngos", **{name: TODAY + DAY}) == ["E312"]


@pytest.mark.parametrize("table", [table.name for table in load_package().tables.values() if table.folder])
def test_no_day_of_the_past_is_ahead_at_any_depth(table: str) -> None:
    """Every field for a day is either among those that may lie ahead, or refused when it does."""
    seen = set()

    def fill(one: Table, day: date) -> dict[str, Any]:
        days = {field.name: day for field in one.fields if field.type == "date" and not field.derived}
        seen.update(days.keys() - AHEAD)
        return days | {key: [fill(child, day)] for key, child in one.nested.items()}

    package = load_package().tables[table]
    found = {finding.trail[-1] for finding in not_yet(package, fill(package, TODAY + DAY), FRAME)}
    assert found == seen
    assert not list(not_yet(package, fill(package, TODAY), FRAME))


def test_days_in_a_rare_order_are_told() -> None:
    assert codes("ngos", founded=2015, registered_on=date(2010, 2, 5)) == ["W353"]
    assert codes("ngos", founded=2010, registered_on=date(2010, 2, 5)) == []
    signed = {"sides": SIDES, "signed_on": TODAY, "ends_on": TODAY + DAY}
    assert codes("partnerships", **signed, starts_on=TODAY - DAY) == ["W353"]
    assert codes("partnerships", **signed, starts_on=TODAY) == []
    assert "W353" in codes("events", starts_on=TODAY - DAY, cancelled_on=TODAY)
    assert "W353" not in codes("events", starts_on=TODAY, cancelled_on=TODAY)


@pytest.mark.parametrize("later", ["entered_on", "stopped_on"])
def test_support_is_decided_first(later: str) -> None:
    assert codes("ngos", support=[{"decided_on": TODAY, later: TODAY - DAY}]) == ["E301"]
    assert codes("ngos", support=[{"decided_on": TODAY - DAY, later: TODAY - DAY}]) == []


def test_a_postcode_has_its_own_field() -> None:
    row = {"address": "660000, г. Пример, ул. Примерная, 4"}
    assert found("ngos", **row)[0].changes == {"postcode": "660000", "address": "г. Пример, ул. Примерная, 4"}
    assert found("ngos", **row, postcode="660001")[0].changes is None
    assert codes("ngos", address="ул. 660-летия, 4") == codes("ngos", address="660000") == []


def test_status() -> None:
    assert codes("ngos", status="registered", legal_form="initiative_group") == ["E310"]
    assert codes("ngos", status="unregistered", legal_form="initiative_group") == []
    assert codes("ngos", status="registered", liquidated_on=date(2020, 1, 1)) == ["E311"]
    assert codes("ngos", status="liquidated", liquidated_on=date(2020, 1, 1)) == []


def test_regions() -> None:
    assert codes("ngos", inn="2453000002", ogrn="1022400008817") == []
    assert codes("ngos", inn="7707083893", ogrn="1022400008817") == ["W309"]


@pytest.mark.parametrize(
    ("table", "first", "last"),
    [
        ("ngos", "registered_on", "liquidated_on"),
        ("forums", "starts_on", "ends_on"),
        ("events", "starts_on", "ends_on"),
    ],
)
def test_order_of_days(table: str, first: str, last: str) -> None:
    early, late = date(2026, 6, 10), date(2026, 6, 11)
    assert "E301" not in codes(table, **{first: early, last: late})
    assert "E301" not in codes(table, **{first: early, last: early})
    assert "E301" in codes(table, **{first: late, last: early})


def person(**values: Any) -> Record:
    return {"persons": [{"name": "Примеров Пример", "role": "head", **values}]}


LATER = TODAY + 31 * DAY
CONSENT = {"basis": "consent", "consent_given": date(2026, 1, 10), "consent_fields": ["name"], "consent_until": LATER}
CONSENT["consent_reference"] = "папка 1"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, ["W320"]),
        ({"basis": "official"}, []),
        ({"basis": "consent"}, ["W322"]),
        (CONSENT, []),
        (CONSENT | {"consent_until": TODAY - DAY}, ["W323"]),
        (CONSENT | {"consent_until": TODAY}, ["W324"]),
        (CONSENT | {"consent_until": TODAY + 30 * DAY}, ["W324"]),
        ({key: value for key, value in CONSENT.items() if key != "consent_until"}, ["W325"]),
        ({key: value for key, value in CONSENT.items() if key != "consent_reference"}, ["W325"]),
        (CONSENT | {"photo_file": "a.jpg"}, ["W326"]),
        ({"basis": "official", "photo_file": "a.jpg"}, ["W326"]),
        (CONSENT | {"photo_file": "a.jpg", "consent_fields": ["name", "photo"]}, []),
        (CONSENT | {"consent_withdrawn": TODAY}, ["E321"]),
        ({"basis": "official", "consent_withdrawn": TODAY}, ["E321"]),
    ],
)
def test_persons(values: Record, code: list[str]) -> None:
    assert codes("ngos", **person(**values)) == code


def test_a_refused_basis_is_not_lacking() -> None:
    assert codes("ngos", persons=[spoiled("basis", name="А", role="head")]) == []
    kept = {key: value for key, value in CONSENT.items() if key != "consent_given"}
    assert codes("ngos", persons=[spoiled("consent_given", **kept)]) == []
    assert codes("ngos", persons=[whole()]) == []


CODES = count()


def session(**values: Any) -> Record:
    return {"code": f"vstrecha-{next(CODES)}", "type": "seminar", "title": "Гранты"} | values


def slot(start: int, end: int, **values: Any) -> Record:
    return session(date=date(2026, 6, 10), start=time(start), end=time(end), **values)


FORUM: Record = {"season": "2026-summer", "starts_on": date(2026, 6, 10), "ends_on": date(2026, 6, 11)}


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        (slot(10, 12, hall="А"), slot(11, 13, hall="А"), ["E304"]),
        (slot(10, 12, hall="А"), slot(11, 13, hall=" а "), ["E304"]),
        (slot(10, 12, hall="А"), slot(11, 13, hall="Б"), []),
        (slot(10, 12, hall="А"), slot(12, 13, hall="А"), []),
        (slot(10, 12, hall="А"), slot(11, 13, hall="А", change="cancelled"), []),
        (slot(10, 12, hall="А"), slot(11, 13, hall="А") | {"date": date(2026, 6, 11)}, []),
        (slot(10, 12), slot(11, 13), []),
        (slot(10, 12, hall="А"), slot(10, 12, hall="А"), ["E304"]),
    ],
)
def test_halls(first: Record, second: Record, code: list[str]) -> None:
    assert codes("forums", **FORUM, sessions=[first, second]) == code
    assert codes("forums", **FORUM, sessions=[second, first]) == code


def test_one_person_in_two_places() -> None:
    who = {"persons": [{"name": "Примеров Пример", "role": "speaker", "basis": "official"}]}
    same = {"persons": [{"name": "примеров  пример", "role": "speaker", "basis": "official"}]}
    assert codes("forums", **FORUM, sessions=[slot(10, 12, **who), slot(11, 13, **same)]) == ["W306"]
    assert codes("forums", **FORUM, sessions=[slot(10, 11, **who), slot(11, 13, **same)]) == []


def test_many_overlaps_are_reported_once_a_session() -> None:
    assert codes("forums", **FORUM, sessions=[slot(10, 12, hall="А") for _ in range(50)]) == ["E304"] * 49


def test_days_of_sessions() -> None:
    assert codes("forums", **FORUM, sessions=[session(date=date(2026, 6, 12))]) == ["E302"]
    assert codes("forums", **FORUM, sessions=[session(start=time(10))]) == ["E303"]
    assert codes("forums", **FORUM, sessions=[session()]) == []
    refused = spoiled("date", code="a", type="seminar", title="А", start=time(10))
    assert codes("forums", **FORUM, sessions=[refused]) == []


def test_who_leads_a_round_table() -> None:
    table = session(type="round_table")
    lead = {"name": "А", "role": "moderator", "basis": "official"}
    assert codes("forums", **FORUM, sessions=[table]) == ["W305"]
    assert codes("forums", **FORUM, sessions=[table | {"persons": [lead]}]) == []
    assert codes("forums", **FORUM, sessions=[table | {"persons": [lead | {"role": "speaker"}]}]) == ["W305"]
    assert codes("forums", **FORUM, sessions=[table | {"persons": [whole()]}]) == []


def test_season_and_year() -> None:
    assert codes("forums", season="2025-summer", starts_on=date(2026, 6, 10)) == ["E314"]
    assert codes("forums", season="2026-winter", starts_on=date(2027, 1, 20)) == []


def test_decisions() -> None:
    def outcome(*decisions: Record, **forum: Any) -> list[str]:
        return codes("forums", **FORUM, **forum, decisions=list(decisions))

    plain = {"number": 1, "addressees": ["А"]}
    done = {"state": "done", "evidence": "https://example.org/"}
    assert outcome({"number": 1}) == ["E330"]
    assert outcome(plain | {"steps": [{"state": "done"}]}) == ["E331"]
    assert outcome(plain | {"steps": [done]}) == []
    assert outcome(plain | {"steps": [{"state": "done", "file": "a.pdf", "redacted_on": TODAY}]}) == []
    assert outcome(plain | {"steps": [{"state": "done", "file": "a.pdf"}]}) == ["E333"]
    assert outcome(plain | {"verdict": "disputed"}) == ["E332"]
    assert outcome(spoiled("steps", **plain, verdict="disputed")) == []
    assert outcome(plain | {"steps": [done], "verdict_on": TODAY + DAY}) == ["E312"]
    assert outcome(whole()) == []
    assert outcome(plain, plain) == ["E317"]


def test_steps() -> None:
    def outcome(*steps: Record, addressees: tuple[str, ...] = ("А", "Б")) -> list[str]:
        return codes("forums", **FORUM, decisions=[{"number": 1, "addressees": [*addressees], "steps": list(steps)}])

    assert outcome({"on": TODAY - DAY, "state": "accepted"}, {"on": TODAY, "text": "Начали"}) == []
    assert outcome({"on": TODAY, "state": "accepted"}, {"on": TODAY - DAY, "text": "Начали"}) == ["E336"]
    assert outcome({"on": TODAY}) == ["E335"]
    assert outcome({"on": TODAY + DAY, "text": "Начали"}) == ["E312"]
    assert outcome({"who": "Б", "text": "Начали"}) == []
    assert outcome({"who": "В", "text": "Начали"}) == ["W337"]
    assert outcome(spoiled("state", who="Б"), whole()) == []


def test_a_decision_names_a_session_of_its_forum() -> None:
    decision = {"number": 1, "addressees": ["А"], "session": "dvory"}
    assert codes("forums", **FORUM, decisions=[decision]) == ["E334"]
    assert codes("forums", **FORUM, decisions=[decision], sessions=[session(code="dvory")]) == []


def test_codes_of_sessions_are_asked_for_once() -> None:
    timed = {"type": "seminar", "title": "Гранты", "date": date(2026, 6, 10), "start": time(10)}
    assert codes("forums", **FORUM, sessions=[timed, timed | {"start": time(12)}]) == ["W307"]
    assert codes("forums", **FORUM, sessions=[{"type": "seminar", "title": "Гранты"}]) == []
    hint = found("forums", **FORUM, sessions=[timed | {"code": "granty"}, timed])[0].hint
    assert hint.endswith("code: granty-2")


def test_when_a_forum_is() -> None:
    assert codes("forums") == ["E318"]
    assert codes("forums", season="2018-summer") == []
    assert codes("forums", starts_on=TODAY) == []


def test_rows_of_an_organisation() -> None:
    assert codes("ngos", hours=[{"opens": time(22), "closes": time(2)}, {"opens": time(), "closes": time()}]) == []
    assert codes("ngos", hours=[{"opens": time(10), "closes": time(10)}]) == ["E301"]
    assert codes("ngos", hours=[{"opens": time(18), "closes": time(10)}]) == ["E301"]
    assert codes("ngos", hours=[{"opens": time(22, 30), "closes": time(22)}]) == ["E301"]
    assert codes("ngos", hours=[{"opens": time(20), "closes": time(8)}]) == []
    assert codes("ngos", notices=[{"text": "А"}]) == ["E319"]
    assert codes("ngos", notices=[{"kind": "legal", "text": "А"}]) == ["E319"]
    assert codes("ngos", notices=[{"kind": "closed", "text": "А"}, {"text": "А", "source": "закон"}]) == []
    assert codes("ngos", notices=[{"kind": "closed", "text": "А", "since": TODAY, "until": TODAY - DAY}]) == ["E301"]
    assert codes("ngos", services=[{"age_from": 7, "age_to": 3}]) == ["E301"]
    assert codes("ngos", services=[{"age_from": 3, "times": [{"start": time(10), "end": time(9)}]}]) == ["E301"]
    assert codes("ngos", branch_of="Общество «Пример»") == ["W308"]
    assert codes("ngos", branch_of="Общество «Пример»", kpp="245301001") == []


SIDES = [{"name": "А", "kind": "group"}, {"ngo": "klub"}]


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({"sides": SIDES}, []),
        ({}, ["E341"]),
        ({"sides": SIDES[:1]}, ["E341"]),
        ({"sides": [*SIDES, {"role": "даёт зал"}]}, ["E342"]),
        ({"sides": [*SIDES, {"ngo": "a", "name": "А"}]}, ["E343"]),
        ({"sides": [*SIDES, {"name": "Б"}]}, ["E344"]),
        ({"sides": SIDES, "ends_on": TODAY - DAY}, ["W345"]),
        ({"sides": SIDES, "ends_on": TODAY}, []),
        ({"sides": SIDES, "ends_on": TODAY - DAY, "outcome": "было"}, []),
        ({"sides": SIDES, "open_ended": "yes", "ends_on": TODAY + DAY}, ["E340"]),
        ({"sides": SIDES, "signed_on": TODAY, "ended_on": TODAY - DAY}, ["E301"]),
    ],
)
def test_partnerships(record: Record, code: list[str]) -> None:
    assert codes("partnerships", **record) == code


def test_refused_sides_are_not_lacking() -> None:
    assert list(find_faults(load_package().tables["partnerships"], spoiled("sides"), FRAME)) == []
    assert codes("partnerships", sides=[SIDES[0], whole()]) == []
    assert codes("partnerships", sides=[*SIDES, spoiled("name")]) == []


def test_events() -> None:
    assert codes("events") == ["E350"]
    assert list(find_faults(load_package().tables["events"], spoiled("deadline"), FRAME)) == []
    assert codes("events", month="2026-11") == ["E351"]
    assert codes("events", month="2026-11", count=0) == []
    assert codes("events", kind="contest", starts_on=TODAY) == ["W352"]
    assert codes("events", deadline=TODAY, winners=[{"project": "Двор"}]) == ["E353"]


def test_ranges() -> None:
    value = {"role": "actual", "qualifier": "range", "value": 10}
    assert codes("indicators", indicators=[{"id": "a", "values": [value]}]) == ["E360"]
    assert codes("indicators", indicators=[{"id": "a", "values": [value | {"value_to": 10}]}]) == ["E360"]
    assert codes("indicators", indicators=[{"id": "a", "values": [value | {"value_to": 11}]}]) == []
    assert codes("indicators", indicators=[{"id": "a"}, {"id": "a"}]) == ["E316"]


def test_moved() -> None:
    assert codes("moved", moved=[{"to": "a"}, {"gone": "б"}]) == []
    assert codes("moved", moved=[{}, {"to": "a", "gone": "б"}, spoiled("to")]) == ["E363", "E363"]


def test_lacking() -> None:
    assert lacks({}, "a", "b")
    assert not lacks({"b": 0}, "a", "b")
    assert not lacks(spoiled("a"), "a", "b")
    assert lacks(spoiled("c"), "a", "b")
    assert not lacks(whole(), "a")


def test_the_name_by_which_messages_call_a_record() -> None:
    assert short_of({"short_name": "АНО «Пример»", "name": "Автономная"}) == "Пример"
    assert short_of({"id": "klub"}) == "klub"
    assert len(short_of({"name": "я" * 300})) <= 80
