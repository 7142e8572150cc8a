"""JSON Schemas for editors: in Russian, complete, and agreeing with the validator wherever both express a rule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from generator.model.json_schema import make_schemas
from generator.model.schemas import load_package
from generator.records.source import load_source
from generator.records.yaml import parse_record
from tests.conftest import REPOSITORY
from tests.hostile.roots import as_plain, town
from tests.hostile.test_cases import CASES, load
from tests.unit.test_schemas import FIELDS

SCHEMAS = make_schemas(town().package, town().vocabulary)
VALIDATORS = {name.removesuffix(".json"): Draft7Validator(schema) for name, schema in SCHEMAS.items()}
# What both can express; the rest (checksums, calendars, phones, references, rules) only the check knows.
SHARED = {
    "E201",
    "E203",
    "E204",
    "E205",
    "E206",
    "E207",
    "E208",
    "E210",
    "E211",
    "E212",
    "E213",
    "E214",
    "E215",
    "E220",
}
SHARED |= {"E221", "E232", "E233"}
# Cases of shared codes that only the check can see, each with its reason.
BEYOND = {
    "E204-only-marks": "which signs are marks",
    "E221-same-phone": "two writings of one number",
}


def readable(path: Path) -> bool:
    """Tell whether the case's record is well-formed YAML."""
    case = load(path)
    if not isinstance(case["record"], str):
        return False
    parsed = parse_record(case["record"], "x.yml")
    return parsed.root is not None and not parsed.problems


READABLE = [path for path in CASES if readable(path)]


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.stem)
def test_schema_and_check_agree_on_a_hostile_case(path: Path) -> None:
    case = load(path)
    root = parse_record(case["record"], "x.yml").root
    assert root is not None
    faults = [error.message for error in VALIDATORS[case["table"]].iter_errors(as_plain(root))]
    own = {expected["code"] for expected in case["expect"] if expected.get("path", case["file"]) == case["file"]}
    if path.stem in BEYOND:
        assert not faults
    elif own & SHARED:
        assert faults
    elif not own:
        assert faults == []


def test_the_hostile_set_is_large_enough_to_mean_something() -> None:
    codes = [{expected["code"] for expected in load(path)["expect"]} for path in READABLE]
    assert len(READABLE) > 150
    assert sum(bool(found & SHARED) for found in codes) > 60
    assert sum(not found for found in codes) > 5


def test_good_records_are_good_for_the_schema_however_they_are_typed() -> None:
    """Both as we read them (all text) and as an editor's YAML 1.2 parser types them."""
    seen = 0
    for table in load_package().roots:
        paths = [REPOSITORY / table.file] if table.file else sorted((REPOSITORY / table.folder).glob("*.yml"))
        for path in paths:
            if not path.is_file():
                continue
            root = parse_record(path.read_text("utf-8"), "x.yml").root
            assert root is not None
            typed = yaml.safe_load(path.read_text("utf-8"))
            for instance in (as_plain(root), typed):
                assert [e.message for e in VALIDATORS[table.name].iter_errors(instance)] == [], path
                seen += 1
    assert seen > 20


def test_good_records_of_any_make_are_good_for_the_schema(demo_root: Path) -> None:
    files = load_source(demo_root).files[::4]
    for raw in files:
        root = parse_record(raw.text, raw.path).root
        assert root is not None
        assert [e.message for e in VALIDATORS[raw.table].iter_errors(as_plain(root))] == [], raw.path
    assert len(files) > 30


def test_numbers_without_quotes_are_no_faults() -> None:
    record = {"name": "А", "status": "unknown", "source": "x", "founded": 2012, "lat": 56.1131, "phones": [73916900000]}
    assert not list(VALIDATORS["ngos"].iter_errors(record))


def test_every_field_is_in_its_schema_with_title_description_and_example() -> None:
    found = {}

    def walk(schema: dict[str, Any]) -> None:
        for key, value in schema.get("properties", {}).items():
            found[value["title"]] = key
            if "description" in value:
                assert value["examples"]
            walk(value)
            walk(value.get("items", {}))
            for way in value.get("items", {}).get("anyOf", ()):
                walk(way)

    for schema in SCHEMAS.values():
        Draft7Validator.check_schema(schema)
        walk(schema)
    assert [field.name for _, field in FIELDS if field.title not in found and not field.derived] == []


def test_examples_are_good_for_their_own_schema() -> None:
    for table, field in FIELDS:
        from generator.model.json_schema import _property

        schema = _property(field, town().vocabulary)
        assert [e.message for e in Draft7Validator(schema).iter_errors(field.example)] == [], (table.name, field.name)


def test_allowed_values_carry_their_labels() -> None:
    status = SCHEMAS["ngos.json"]["properties"]["status"]
    assert "registered" in status["enum"]
    assert len(status["enum"]) == len(status["enumDescriptions"])
    assert any("зарегистр" in label for label in status["enumDescriptions"])


def test_the_settings_of_the_editor_name_the_schema_of_every_kind_of_file() -> None:
    settings = json.loads((REPOSITORY / ".vscode" / "settings.json").read_text("utf-8"))
    wanted = {
        f"./build/schemas/{table.name}.json": table.file or f"{table.folder}/*.yml" for table in load_package().roots
    }
    assert settings["yaml.schemas"] == wanted
