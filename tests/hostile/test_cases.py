"""Every file in ``cases/``: a record, and exactly the problems it must give, each at its line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.model.schemas import load_package
from generator.problems.problem import Problem
from generator.records.check import Checked, check_root
from generator.records.tables import plain
from tests.hostile.roots import write_root

FOLDER = Path(__file__).with_name("cases")
CASES = sorted(FOLDER.glob("*.yaml"))
TITLED_FROM = "E201"  # codes about a field
WITHOUT_FIELD = {"E410", "E411", "E420", "W425"}


def load(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - our own, text only
    table = load_package().tables[case["table"]]
    case.setdefault("file", table.file or f"{table.folder}/primer.yml")
    if "bytes_hex" in case:
        case["record"] = bytes.fromhex(case["bytes_hex"])
    elif again := case.get("repeat"):
        case["record"] = again["before"] + again["text"] * int(again["times"]) + again["after"]
    return case


def run(case: Mapping[str, Any], root: Path) -> Checked:
    others = {path: text.encode() for path, text in case.get("others", {}).items()}
    return check_root(write_root(root, {case["file"]: case["record"], **others}))


def describe(problem: Problem) -> str:
    return f"{problem.path}:{problem.line}:{problem.column} {problem.code} {problem.message} → {problem.advice}"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_gives_exactly_its_problems(path: Path, tmp_path: Path) -> None:
    case = load(path)
    checked = run(case, tmp_path)
    everything = "\n".join(map(describe, checked.problems))
    wanted = [(e.get("path", case["file"]), int(e["line"]), e["code"]) for e in case["expect"]]
    assert sorted((p.path, p.line, p.code) for p in checked.problems) == sorted(wanted), everything
    for expected in case["expect"]:
        said = [p for p in checked.problems if p.code == expected["code"] and p.line == int(expected["line"])]
        assert any(expected.get("says", "") in f"{p.message} {p.advice}" for p in said), everything
        assert "column" not in expected or int(expected["column"]) in {p.column for p in said}, everything
    for problem in checked.problems:
        assert_calm_and_whole(problem)
    if "values" in case:
        record = checked.records[case["table"]][Path(case["file"]).stem]
        wanted_values = yaml.safe_load(path.read_text("utf-8"))["values"]
        assert {name: readable(record[name]) for name in wanted_values} == wanted_values


def assert_calm_and_whole(problem: Problem) -> None:
    """One line, not shouted, not endless, with a remedy; the field by its Russian title and its key."""
    said = problem.message + problem.hint
    assert problem.message.endswith("."), problem
    assert problem.hint, problem
    assert len(problem.message) < 400, problem
    assert len(problem.hint) < 900, problem
    assert "\n" not in said, problem
    assert (problem.line > 0) == (problem.column > 0), problem
    if problem.code > TITLED_FROM and problem.code not in WITHOUT_FIELD:
        assert problem.field, problem
        assert f"({problem.field})" in problem.message, problem


def readable(value: object) -> object:
    if isinstance(value, list):
        return [readable(item) for item in value]
    if isinstance(value, dict):
        return {name: readable(item) for name, item in value.items()}
    return plain(value) if isinstance(value, date | time) else value


def test_the_harness_sees_what_is_wrong(tmp_path: Path) -> None:
    """Positive control: a good record gives nothing, and a case expecting nothing of a bad one would fail."""
    good = {"table": "ngos", "file": "ngos/a.yml", "record": "name: А\nstatus: unknown\nsource: x\n"}
    assert run(good, tmp_path / "good").problems == []
    bad = run(good | {"record": "name: А\n"}, tmp_path / "bad").problems
    assert [p.code for p in bad] == ["E203", "E203"]
    assert len(CASES) >= 90
    assert json.dumps([describe(p) for p in bad], ensure_ascii=False).count("status") == 2
