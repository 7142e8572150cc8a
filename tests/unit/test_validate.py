"""One record against its table: what is kept, what is reported; one cause makes one problem."""

from __future__ import annotations

from typing import Any

import pytest

from generator.problems.problem import Problem
from generator.records.source import RawFile
from generator.records.validate import Record, Spoiled
from tests.hostile.roots import check_file, town

BASE = "name: Клуб\nstatus: unknown\nsource: анкета\n"


def check(text: str, table: str = "ngos", record_id: str = "klub") -> tuple[Record, list[Problem]]:
    return check_file(RawFile("x.yml", table, record_id, text), town())[2:]


def outcome(text: str, table: str = "ngos") -> list[tuple[str, int, str]]:
    return [(p.code, p.line, p.field) for p in check(text, table)[1]]


def test_a_good_record_is_kept_whole() -> None:
    record, problems = check(BASE + 'phones: ["8 (39169) 9-51-03"]\nservices:\n  - {title: Занятия, needs: [care]}\n')
    assert problems == []
    assert record == {
        "name": "Клуб",
        "status": "unknown",
        "source": "анкета",
        "phones": ["+73916995103"],
        "services": [{"title": "Занятия", "needs": ["care"]}],
        "id": "klub",
    }


def test_texts_are_trimmed() -> None:
    assert check(BASE.replace("Клуб", '"  Клуб\u00a0 "'))[0]["name"] == "Клуб"


def test_a_misspelt_required_key_is_one_problem_and_its_value_is_kept() -> None:
    record, problems = check(BASE.replace("source", "sourse"))
    assert [(p.code, p.field) for p in problems] == [("E201", "sourse")]
    assert record["source"] == "анкета"


def test_a_guess_that_is_not_sure_is_not_taken() -> None:
    record, problems = check(BASE.replace("source", "sorce_of"))
    assert [p.code for p in problems] == ["E201"]
    assert "source" not in record
    assert isinstance(record, Spoiled)
    assert record.hides("source")


def test_a_key_next_to_its_misspelt_twin() -> None:
    assert outcome(BASE + "sourse: другое\n") == [("E201", 4, "sourse")]
    assert check(BASE + "sourse: другое\n")[0]["source"] == "анкета"


def test_bad_values_are_left_out_and_remembered() -> None:
    record, _ = check(BASE + "seen_on: вчера\nlat: да\nphones: [x]\n")
    assert isinstance(record, Spoiled)
    assert record.refused == {"seen_on", "lat", "phones"}
    assert set(record) == {"name", "status", "source", "id"}


def test_good_items_of_a_list_with_a_bad_one_are_kept() -> None:
    record, problems = check(BASE + "audiences: [children, дети-дошкольники, teens]\n")
    assert record["audiences"] == ["children", "teens"]
    assert [p.code for p in problems] == ["E220"]


def test_an_empty_list_is_no_value_and_no_fault() -> None:
    record, problems = check(BASE + "audiences: []\n")
    assert problems == []
    assert "audiences" not in record
    assert not isinstance(record, Spoiled)


def test_bad_rows_keep_their_place() -> None:
    record, problems = check(BASE + "services:\n  - Занятия\n  - {title: Кружок}\n  - {}\n")
    assert [row.get("title") for row in record["services"]] == [None, "Кружок", None]
    assert [isinstance(row, Spoiled) and row.hides("title") for row in record["services"]] == [True, False, True]
    assert [(p.code, p.line) for p in problems] == [("E207", 5), ("E207", 7)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("summary:", "E204"),
        ('summary: "\u00a0"', "E204"),
        ("phones:", "E204"),
        ("services:", "E204"),
        ("summary: [Занятия]", "E205"),
        ("offers: [{а: б}]", "E205"),
        ("services: Занятия", "E206"),
        ("services: {title: Занятия}", "E206"),
        ("services: [Занятия]", "E207"),
        ("services: [[Занятия]]", "E207"),
        ("services: [title:Занятия]", "E124"),
        ("phones: {а: б}", "E208"),
        ("founded: 12.5", "E212"),
        ("founded: 999999999999999999999999", "E212"),
        ("founded: 2150", "E216"),
        ("seen_on: 9999-12-31", "E216"),
        ('short_name: "а\\nб"', "E217"),
        ("inn: 1234567890", "E230"),
        ("zzz: да", "E201"),
    ],
)
def test_each_fault_is_reported_once_at_its_line(line: str, code: str) -> None:
    assert [(p[0], p[1]) for p in outcome(BASE + line + "\n")] == [(code, 4)]


def test_several_faults_are_reported_at_once() -> None:
    text = "nmae: Клуб\nstatus: да\nseen_on: вчера\nphones: [x, y]\nservices:\n  - {titel: А, cost: даром}\n"
    wanted = [("E201", 1), ("E203", 1), ("E210", 3), ("E220", 2), ("E220", 6), ("E201", 6), ("E234", 4), ("E234", 4)]
    assert sorted(p[:2] for p in outcome(text)) == sorted(wanted)


def test_nested_places() -> None:
    text = BASE + "services:\n  - title: А\n    cost: даром\n"
    assert outcome(text) == [("E220", 6, "cost")]


def test_an_id_must_be_that_of_the_file() -> None:
    assert outcome(BASE + "id: klub\n") == []
    assert outcome(BASE + "id: drugoj\n") == [("E222", 4, "id")]
    assert outcome(BASE + "id: Другой\n") == [("E237", 4, "id")]


def test_a_file_that_is_one_list() -> None:
    record, problems = check("moved: []\n", "moved", "moved")
    assert (record, problems) == ({"moved": []}, [])
    assert outcome("perenos: []\n", "moved") == [("E201", 1, "perenos")]
    assert outcome("{}\n", "moved") == [("E203", 1, "moved")]


def test_problems_know_their_record() -> None:
    problems = check("name: Клуб\n", record_id="klub")[1]
    assert {p.record for p in problems} == {"klub"}
    assert {p.path for p in problems} == {"x.yml"}


def test_endless_values_make_short_messages() -> None:
    long = "я" * 20_000
    for line in (f"status: {long}", f"{long[:900]}: x", f"inn: {long}", f"audiences: [{long}]", f"seen_on: {long}"):
        for problem in check(BASE.replace("status: unknown\n", "") + line + "\n")[1]:
            assert len(problem.message) < 400
            assert len(problem.hint) < 1_200
            assert len(problem.field) <= 80


def values(text: str) -> Any:
    return check(BASE + text)[0]


def test_numbers_are_whole_when_they_can_be() -> None:
    record = values('lat: "56.0"\nlon: "94.50"\nfounded: "2012"\n')
    assert (record["lat"], record["lon"], record["founded"]) == (56, 94.5, 2012)
    assert isinstance(record["lat"], int)
