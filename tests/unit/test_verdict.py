"""Frictionless decides: without its verdict, no fault of type, format or constraint is refused; with it, all are."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from frictionless import Report, Resource

from generator.model.schemas import load_package
from generator.problems.problem import Problem
from generator.records.check import check_root
from generator.records.verdict import Batch, judge
from tests.hostile.roots import REPOSITORY, check_text, write_root
from tests.hostile.test_cases import CASES, load, run

# Codes that only Frictionless decides: required fields, types, lengths, patterns, bounds, uniqueness.
JUDGED = {"E203", "E210", "E211", "E212", "E213", "E214", "E215", "E216", "E402", "E403", "E404"}
OURS = {"E203-list-file-without-list"}  # a file that should be a single list has no row to judge
CONCERNED = [path for path in CASES if path.stem[:4] in JUDGED and path.stem not in OURS]
BASE = "name: Клуб\nstatus: unknown\nsource: анкета\n"


def judged_codes(case: Mapping[str, Any]) -> list[str]:
    return sorted(expected["code"] for expected in case["expect"] if expected["code"] in JUDGED)


def ours(problems: list[Problem]) -> list[str]:
    return sorted(p.code for p in problems if p.code not in JUDGED and p.severity == "error")


def call_all_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    def validate(self: Resource, *args: object, **options: object) -> Report:
        return Report.from_validation_task(self, time=0)

    for kind in {Resource, type(Resource(data=[["a"]]))}:
        monkeypatch.setattr(kind, "validate", validate)


@pytest.mark.parametrize("path", CONCERNED, ids=lambda path: path.stem)
def test_what_frictionless_judges_is_refused_by_its_verdict_alone(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = load(path)
    actual = [p for p in run(case, tmp_path / "judged").problems if p.code in JUDGED]
    assert sorted(p.code for p in actual) == judged_codes(case) != []
    assert all(p.line > 0 < p.column for p in actual)
    call_all_valid(monkeypatch)
    problems = run(case, tmp_path / "unjudged").problems
    assert [p for p in problems if p.code in JUDGED] == []
    # Nothing else refuses instead, so a record without other faults passes.
    assert ours(problems) == sorted(
        e["code"] for e in case["expect"] if e["code"][0] == "E" and e["code"] not in JUDGED
    )


def test_each_judged_code_has_a_case() -> None:
    assert {path.stem[:4] for path in CONCERNED} == JUDGED
    assert len(CONCERNED) >= 30


class Probe(NamedTuple):
    """A schema field, a constraint on it, a cell that violates it and one that does not."""

    type: str
    constraint: str
    limit: Any
    bad: Any
    good: Any
    code: str
    says: str

    @property
    def format(self) -> str:
        return "%H:%M" if self.type == "time" else "default"


def bounds(kind: str, low: str, middle: str, high: str) -> list[Probe]:
    """Return every constraint of a type whose values are ordered."""
    return [
        Probe(kind, "required", True, None, middle, "E203", "Нет обязательного поля"),
        Probe(kind, "unique", True, middle, high, "E221", "уже есть у записи"),
        Probe(kind, "enum", [middle, high], low, middle, "E215", middle),
        Probe(kind, "minimum", middle, low, middle, "E216", f"от {middle}"),
        Probe(kind, "maximum", middle, high, middle, "E216", f"до {middle}"),
        Probe(kind, "exclusiveMinimum", middle, middle, high, "E216", f"больше {middle}"),
        Probe(kind, "exclusiveMaximum", middle, middle, low, "E216", f"меньше {middle}"),
    ]


PROBES = [
    *bounds("integer", "3", "5", "7"),
    *bounds("number", "2.5", "3.5", "4.5"),
    *bounds("date", "2020-01-01", "2021-01-01", "2022-01-01"),
    *bounds("time", "09:00", "10:00", "11:00"),
    Probe("string", "required", True, None, "да", "E203", "Нет обязательного поля"),
    Probe("string", "unique", True, "да", "нет", "E221", "уже есть у записи"),
    Probe("string", "enum", ["да", "нет"], "ага", "да", "E215", "да; нет"),
    Probe("string", "minLength", 5, "клуб", "кружок", "E214", "слишком коротко: 4 знака"),
    Probe("string", "maxLength", 5, "кружок", "клуб", "E214", "Сократите на 1 знак"),
    Probe("string", "pattern", "клуб|круг", "клубень", "круг", "E215", "не по образцу"),
    Probe("string", "pattern", "клуб|круг", "вклуб", "клуб", "E215", "не по образцу"),
    Probe("array", "required", True, None, ["да"], "E203", "Нет обязательного поля"),
    Probe("array", "unique", True, ["да"], ["нет"], "E221", "уже есть у записи"),
    Probe("array", "enum", [["да"], ["нет"]], ["ага"], ["нет"], "E215", "да; нет"),
    Probe("array", "minLength", 2, ["да"], ["да", "нет"], "E214", "слишком коротко: 1 пункт"),
    Probe("array", "maxLength", 1, ["да", "нет"], ["да"], "E214", "Уберите 1 пункт"),
]


def field_of(probe: Probe, number: int) -> dict[str, Any]:
    found = {"name": f"probe_{number}", "type": probe.type, "format": probe.format, "title": f"Проба {number}"}
    found |= {
        "description": "Проверка ограничения.",
        "example": probe.good,
        "constraints": {probe.constraint: probe.limit},
    }
    return found | ({"items": "text"} if probe.type == "array" else {})


def cells(probes: list[Probe], *, good: bool) -> dict[str, Any]:
    values = {f"probe_{number}": probe.good if good else probe.bad for number, probe in enumerate(probes)}
    return {name: value for name, value in values.items() if value is not None}


def write_program(folder: Path, probes: Mapping[str, list[Probe]]) -> Path:
    """Write a copy of the program whose schema files have the probes as fields; nothing else is changed."""
    shutil.copytree(REPOSITORY / "generator", folder / "generator", ignore=shutil.ignore_patterns("__pycache__"))
    for table, wanted in probes.items():
        path = folder / "generator" / "schemas" / f"{table}.yaml"
        fields = [field_of(probe, number) for number, probe in enumerate(wanted)]
        lines = [f"  - {json.dumps(field, ensure_ascii=False)}\n" for field in fields]
        path.write_text(path.read_text("utf-8").rstrip("\n") + "\n" + "".join(lines), "utf-8")
    return folder


def check_with(program: Path, root: Path) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "generator", "check", "--format", "json", "--root", str(root)]
    environment = os.environ | {"PYTHONPATH": str(program)}
    done = subprocess.run(command, cwd=program, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def as_yaml(record: Mapping[str, Any]) -> str:
    apart = json.loads(json.dumps(record))  # YAML would write a shared list as an anchor
    return yaml.safe_dump(apart, allow_unicode=True, sort_keys=False, default_style='"')


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Problems and texts of records that keep or violate constraints found only in schema files."""
    program = write_program(tmp_path_factory.mktemp("program"), {"ngos": PROBES, "ngo_services": PROBES})
    base: dict[str, Any] = {"status": "unknown", "source": "анкета"}
    texts = {}
    for name in ("bad", "same", "whole"):  # "same" repeats a unique value
        values = cells(PROBES, good=name == "whole")
        if name == "same":
            values |= {
                key: v for key, v in cells(PROBES, good=True).items() if PROBES[int(key[6:])].constraint != "unique"
            }
        services = [{"title": "Занятия"} | values]
        texts[f"ngos/{name}.yml"] = as_yaml({"name": f"Клуб {name}"} | base | values | {"services": services})
    return check_with(program, write_root(tmp_path_factory.mktemp("root"), texts)), texts


@pytest.mark.parametrize("number", range(len(PROBES)), ids=lambda n: f"{n}-{PROBES[n].type}-{PROBES[n].constraint}")
def test_a_constraint_in_a_schema_file_alone_refuses_a_record(
    probed: tuple[list[dict[str, Any]], dict[str, str]], number: int
) -> None:
    problems, texts = probed
    probe, name = PROBES[number], f"probe_{number}"
    path = "ngos/same.yml" if probe.constraint == "unique" else "ngos/bad.yml"
    actual = [p for p in problems if p["field"] == name and p["path"] == path]
    assert [p["code"] for p in actual] == [probe.code] * 2, "once in the record, once in a row of its list"
    assert all(probe.says in f"{p['message']} {p['hint']}" for p in actual), actual
    assert all(f"«Проба {number}» ({name})" in p["message"] for p in actual), actual
    lines = texts[path].split("\n")
    if probe.bad is not None:
        assert all(name in lines[p["line"] - 1] or name in lines[p["line"] - 2] for p in actual), actual
        assert len({p["line"] for p in actual}) == 2
    others = [p for p in problems if p["field"] == name and p not in actual]
    assert [p["path"] for p in others] == [], "a record that keeps the constraint is not spoken of"


def test_records_that_keep_all_constraints_pass(probed: tuple[list[dict[str, Any]], dict[str, str]]) -> None:
    assert [p for p in probed[0] if p["path"] == "ngos/whole.yml"] == []
    assert {probe.constraint for probe in PROBES} == {
        *("required", "unique", "enum", "pattern", "minLength", "maxLength"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    }


def test_a_row_without_any_good_cell_still_lacks_what_is_required() -> None:
    actual = check_text(BASE + "hours:\n  - days:\n  - {zzz: да}\n", load_package().tables["ngos"])
    assert [(p.code, p.line, p.field) for p in actual if p.code == "E203"] == [
        *(("E203", 5, name) for name in ("opens", "closes")),
        *(("E203", 6, name) for name in ("days", "opens", "closes")),
    ]


def test_all_of_many_faults_are_reported(tmp_path: Path) -> None:
    """More than the thousand errors at which Frictionless stops reading a table by default."""
    rows = "  - {opens: 9, closes: 25, days: [mon]}\n" * 60
    problems = check_root(write_root(tmp_path, {f"ngos/k{i}.yml": f"{BASE}hours:\n{rows}" for i in range(10)})).problems
    assert sum(p.code == "E211" for p in problems) == 2 * 60 * 10


def test_frictionless_names_the_earlier_row() -> None:
    table = load_package().tables["ngos"]
    rows = [{"inn": "1"}, {"inn": "2"}, {}, {"inn": "1"}, {"inn": "1"}]
    faults = judge(Batch(table, rows, alone=False))
    assert [(f.row, f.field, f.broken, f.twin) for f in faults] == [(3, "inn", "unique", 0), (4, "inn", "unique", 3)]
