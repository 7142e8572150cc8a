"""A town's own fields: once in the model, and in everything made from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.exports.profile import profile_tables
from generator.model.json_schema import record_schema
from generator.model.schemas import load_package
from generator.model.town import OWN_NAME
from generator.problems.problem import has_errors
from generator.records.canonical import field_order
from generator.records.check import check_root
from generator.records.formatting import lay_out_root
from generator.records.source import load_source
from generator.records.tables import columns
from generator.upkeep.scaffold import make_scaffold
from tests.hostile.roots import write_root

FIELDS = """\
fields:
  - name: x_room
    title: Кабинет приёма
    description: Номер или этаж.
    example: кабинет 12
  - name: x_wifi
    title: Есть ли Wi-Fi
    list: yes_no
  - name: x_seats
    title: Мест в зале
    type: integer
    minimum: "1"
    required: "yes"
"""
NGO = 'name: Клуб «Пример»\nstatus: unknown\nx_room: флигель\nx_wifi: "yes"\nx_seats: "12"\nsource: анкета\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_root(tmp_path, {"content/fields/ngos.yml": FIELDS, "ngos/primer.yml": NGO})


def test_a_record_with_own_fields_is_good_and_typed(root: Path) -> None:
    checked = check_root(root)
    assert not has_errors(checked.problems), checked.problems
    assert checked.records["ngos"]["primer"]["x_seats"] == 12
    (root / "content" / "fields" / "ngos.yml").unlink()
    codes = [p.code for p in check_root(root).problems]
    assert codes.count("E201") == 3, "without the file they are unknown"


def test_own_fields_keep_their_rules(root: Path) -> None:
    bad = NGO.replace('"12"', '"0"').replace('"yes"', "да")
    (root / "ngos" / "primer.yml").write_text(bad, "utf-8")
    (root / "ngos" / "drugoj.yml").write_text("name: Дом\nstatus: unknown\nsource: анкета\n", "utf-8")
    actual = {(p.path, p.line, p.code, p.field) for p in check_root(root).problems}
    assert ("ngos/primer.yml", 4, "E220", "x_wifi") in actual
    assert ("ngos/primer.yml", 5, "E216", "x_seats") in actual
    assert ("ngos/drugoj.yml", 1, "E203", "x_seats") in actual


def test_what_is_made_of_the_model_has_them(root: Path) -> None:
    checked = check_root(root)
    table = checked.package.tables["ngos"]
    schema = record_schema(table, checked.vocabulary)
    assert schema["properties"]["x_wifi"]["enum"] == ["yes", "no"]
    assert "x_seats" in schema["required"]
    assert {"x_room", "x_wifi", "x_seats"} <= set(columns(table))
    keys = [slot.key for slot in field_order(table)]
    assert keys.index("x_seats") < keys.index("source")
    assert "#x_room: кабинет 12" in make_scaffold(table, "novyj", checked.vocabulary, {})
    assert '#x_wifi: "yes"' in make_scaffold(table, "novyj", checked.vocabulary, {})


def test_canonical_form_keeps_them(root: Path) -> None:
    laid = {one.path: one.text for one in lay_out_root(root, [])}
    assert 'x_seats: "12"\n' in (laid["ngos/primer.yml"] or "")


def test_the_model_of_a_town_is_one_object_as_long_as_its_files_say_the_same(root: Path) -> None:
    """So what a live preview caches by table stays valid."""
    first = load_source(root).package
    (root / "ngos" / "primer.yml").write_text(NGO.replace("флигель", "зал"), "utf-8")
    assert load_source(root).package is first is not load_package()
    (root / "content" / "fields" / "ngos.yml").write_text(FIELDS.replace("Мест в зале", "Мест"), "utf-8")
    assert load_source(root).package is not first


def test_the_published_model_is_the_common_one(root: Path) -> None:
    assert profile_tables(check_root(root).package) == profile_tables(load_package())


def test_no_field_of_the_program_can_be_taken_for_a_towns_own() -> None:
    for table in load_package().tables.values():
        for name in (*table.by_name, *table.nested):
            assert not OWN_NAME.fullmatch(name), (table.name, name)
