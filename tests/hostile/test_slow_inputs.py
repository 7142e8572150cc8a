"""Texts made to be slow: long runs of one character, as whole files and as values of every kind of field."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from generator.model.schemas import Field, load_package
from generator.records.check import check_root
from generator.records.messages import example_of
from generator.records.yaml import MAX_BYTES, Parsed, parse_record
from tests.hostile.roots import check_text, record_around, way_to, write_root

SLOW = 2.0
RUNS = (
    *" \n\t-:#?&*!|>'\"[]{}@`%,.~<a1я\u00a0\u200b\u2003",
    *(
        "- ",
        "a: ",
        "a:\n",
        "? ",
        "&a ",
        "!a ",
        "[a,",
        "{a: ",
        '"a": ',
        "- - ",
        "\n ",
        " #",
        '" ',
        "' ",
        "a:b\n",
        "@ ",
        "1 ",
    ),
    *("а\u0306", "\u00a0a: b\n", "  a: b\n a: b\n", "x: |\n y\n", "a b\n", "« ", "1.", "//", "http://", "a@", "(8 "),
    *("б\n", "пн ", "**а ", "<a ", "(а ", "[а](", "сайт ", "1. а "),
)
KINDS = {(field.type, field.check, field.items): field for t in load_package().tables.values() for field in t.fields}


def seconds(text: str, table: str) -> float:
    start = time.process_time()
    check_text(text, load_package().tables[table])
    return time.process_time() - start


@pytest.fixture(autouse=True, scope="module")
def warm() -> None:
    seconds("name: А\nphones: [x]\nemails: [x]\nsite: x\n", "ngos")


@pytest.mark.parametrize("run", RUNS, ids=repr)
def test_a_file_of_one_sign_is_quick(run: str) -> None:
    whole = run * (MAX_BYTES // len(run.encode()))
    for text in (whole, "name: " + whole[:-10], f'name: "{whole[:-20]}', f"name: А\n{whole[:-20]}"):
        assert seconds(text, "ngos") < SLOW


@pytest.mark.parametrize("field", KINDS.values(), ids=lambda field: f"{field.type}-{field.check or field.items}")
def test_a_value_of_one_sign_is_quick(field: Field) -> None:
    table = next(t for t in load_package().tables.values() if field in t.fields)
    required = [f for f in table.fields if f.required and not f.implied and f is not field]
    lines = record_around(table, [field, *required])
    example = example_of(field)
    assert sum(example in line for line in lines) == 1
    for run in ("1", "1 ", " 1", "а", "a.", "a@", "@a", "-", "8,", "//", ":a", "г ", "1.1"):
        value = (run * MAX_BYTES)[:60_000].strip()
        shown = f'{field.name}: ["x {value}"]' if field.type == "array" else f'{field.name}: "{value}"'
        text = "\n".join(line.replace(example, shown) for line in lines) + "\n"
        assert seconds(text, way_to(table)[0].name) < SLOW


def test_a_file_with_many_findings_across_records_is_read_again_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = "".join(f"  - {{type: seminar, title: Т, ngos: [net-{n}]}}\n" for n in range(300))
    root = write_root(tmp_path, {"forums/x.yml": f"title: Ф\nseason: 2025-winter\nsessions:\n{sessions}source: x\n"})
    read: list[str] = []

    def counted(text: str, path: str) -> Parsed:
        read.append(path)
        return parse_record(text, path)

    monkeypatch.setattr("generator.records.places.parse_record", counted)
    problems = check_root(root).problems
    assert sum(problem.code == "E401" for problem in problems) == 300
    assert read.count("forums/x.yml") <= 2
