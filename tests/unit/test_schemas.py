"""The data model: complete, in Russian, with good examples; Frictionless agrees with our reading of cells."""

from __future__ import annotations

import re
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
import yaml
from frictionless import Package, Resource, Schema, system

from generator.catalog.catalog import make_catalog
from generator.clock import now
from generator.model.identifiers import CHECKS
from generator.model.schemas import FOLDER, STRICT, Field, Table, load_package, table_schema
from generator.records.check import check_root
from generator.records.tables import Rows, columns, make_tables
from generator.records.verdict import Batch, judge
from tests.hostile.roots import REPOSITORY, check_text, record_around, way_to

PROPERTIES = {
    "part",
    *("name", "type", "format", "title", "description", "example", "constraints"),  # of Frictionless
    *("check", "list", "ref", "items", "show", "personal", "implied", "stays"),  # of the portal
    *("open", "derived", "unless"),
}
SHOWN = {"own", "facts", "identifier", "hidden", "staff"}
FIELDS = [(table, field) for table in load_package().tables.values() for field in table.fields]
TYPED = [(table, field) for table, field in FIELDS if not field.derived]
IDS = [f"{table.name}.{field.name}" for table, field in FIELDS]
RUSSIAN = re.compile("[А-Яа-яЁё]")


@pytest.mark.parametrize(("table", "field"), FIELDS, ids=IDS)
def test_a_field_is_described_in_russian(table: Table, field: Field) -> None:
    assert RUSSIAN.search(field.title)
    assert RUSSIAN.search(field.description)
    assert field.description.endswith(".")
    assert len(field.title) <= 50
    assert field.example not in (None, "", [])
    assert field.show in SHOWN
    standard = table.name == "own_fields"  # properties of Table Schema, under its own names
    assert re.fullmatch("[a-z][a-zA-Z0-9]*" if standard else "[a-z][a-z0-9_]*", field.name)


@pytest.mark.parametrize(("table", "field"), FIELDS, ids=IDS)
def test_what_a_field_points_to_exists(table: Table, field: Field) -> None:
    package = load_package()
    assert field.check in {"", *CHECKS}
    assert field.items in {"", *CHECKS}
    assert not field.list or (REPOSITORY / "generator" / "lists" / f"{field.list}.yml").is_file()
    assert not field.ref or package.tables[field.ref].folder
    assert field.type in {"string", "array", *STRICT}
    assert not (field.type == "array" and field.check), "lists check their items"


def test_only_known_properties_are_in_the_schemas() -> None:
    found = 0
    for path in FOLDER.glob("*.yaml"):
        if path.name == "package.yaml":
            continue
        for field in yaml.safe_load(path.read_text("utf-8"))["fields"]:
            found += 1
            assert set(field) <= PROPERTIES, (path.name, field["name"], set(field) - PROPERTIES)
    assert found == len(FIELDS) > 200


@pytest.mark.parametrize(("table", "field"), TYPED, ids=[f"{table.name}.{field.name}" for table, field in TYPED])
def test_every_example_is_accepted(table: Table, field: Field) -> None:
    required = [f for f in table.fields if f.required and not f.implied and f is not field]
    lines = record_around(table, [field, *required])
    stem = str(field.example) if field.name == "id" else "primer"
    problems = check_text("\n".join(lines) + "\n", way_to(table)[0], stem)
    actual = {(p.code, p.field) for p in problems if p.field == field.name}
    # Good values that rightly demand another field or contradict the rest of the record.
    alone = {("E332", "verdict"), ("W362", "url"), ("E321", "consent_withdrawn"), ("W308", "branch_of")}
    alone |= {("E333", "file"), ("E334", "session"), ("W326", "photo_file"), ("E407", "photo_file"), ("E407", "file")}
    assert actual <= alone, problems
    assert "E201" not in {p.code for p in problems}


def test_titles_within_a_table_differ() -> None:
    for table in load_package().tables.values():
        titles = [field.title for field in table.fields]
        assert len(titles) == len(set(titles)), table.name


@pytest.mark.parametrize("table", load_package().tables.values(), ids=lambda table: table.name)
def test_frictionless_takes_every_schema(table: Table) -> None:
    schema = Schema.from_descriptor(table_schema(table))
    assert [f.name for f in schema.fields]


@pytest.fixture(scope="module")
def rows() -> Rows:
    checked = check_root(REPOSITORY)
    assert not [p for p in checked.problems if p.severity == "error"]
    catalog = make_catalog(checked, now("Asia/Krasnoyarsk"))
    roots = {t.name: [e.row for e in catalog.entities[t.name].values()] for t in load_package().record_tables}
    roots |= {"indicators": list(catalog.indicators), "lists": list(catalog.lists.values())}
    return make_tables(load_package(), roots | {"practice": [catalog.practice] if catalog.practice else []})


def plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def package_of(rows: Rows, changes: dict[str, Any] | None = None) -> Package:
    """Return one resource per table that has rows; ``changes`` go into the first row of ``ngos``."""
    resources = []
    for name, table_rows in rows.items():
        if not table_rows:
            continue
        data = [dict(zip(columns(load_package().tables[name]), map(plain, row), strict=True)) for row in table_rows]
        if name == "ngos":
            data[0] |= changes or {}
        schema = table_schema(load_package().tables[name])
        present = [key for key in schema.pop("foreignKeys", []) if rows.get(key["reference"]["resource"])]
        descriptor = schema | ({"foreignKeys": present} if present else {})
        resources.append(Resource(name=name, data=data, schema=Schema.from_descriptor(descriptor)))
    return Package(name="civic-portal", resources=resources)


def errors_of(package: Package) -> list[list[Any]]:
    with system.use_context(trusted=True):
        return list(package.validate().flatten(["rowNumber", "fieldName", "type"]))


def test_the_package_of_the_real_records_is_valid(rows: Rows) -> None:
    assert len(rows["ngos"]) >= 9
    assert errors_of(package_of(rows)) == []


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("name", None, "constraint-error"),
        ("name", "а" * 301, "constraint-error"),
        ("registered_on", "12.11.2015", "type-error"),
        ("founded", "давно", "type-error"),
        ("founded", 1200, "constraint-error"),
        ("lat", "север", "type-error"),
        ("postcode", "6636", "constraint-error"),
    ],
)
def test_a_planted_fault_makes_the_package_invalid(rows: Rows, name: str, value: Any, fault: str) -> None:
    alone = {"ngos": rows["ngos"]}
    assert errors_of(package_of(alone)) == []
    assert errors_of(package_of(alone, {name: value})) == [[2, name, fault]]


CELLS = [
    *(
        ("registered_on", text, good)
        for text, good in [("2015-03-20", 1), ("2015-02-30", 0), ("2015-13-01", 0), ("вчера", 0)]
    ),
    *(("founded", text, good) for text, good in [("2012", 1), ("1899", 0), ("2101", 0), ("2012.5", 0), ("год", 0)]),
    *(("lat", text, good) for text, good in [("56.1", 1), ("-5", 1), ("56,1", 0), ("север", 0)]),
    *(("postcode", text, good) for text, good in [("663690", 1), ("66369", 0), ("66369а", 0)]),
    *(("okved", text, good) for text, good in [("93.12", 1), ("93.", 0), ("93.12.1.1", 0)]),
    *(("short_name", text, good) for text, good in [("а" * 200, 1), ("а" * 201, 0)]),
]


def broken(table: Table, **cells: Any) -> list[str]:
    """Return what Frictionless alone finds in a row's cells."""
    return [fault.broken for fault in judge(Batch(table, [cells])) if fault.field in cells]


@pytest.mark.parametrize(("name", "text", "good"), CELLS)
def test_frictionless_and_we_agree_on_cells(name: str, text: str, good: int) -> None:
    table = load_package().tables["ngos"]
    record = f'name: А\nstatus: unknown\nsource: б\n{name}: "{text}"\n' + ('lon: "94.5"\n' if name == "lat" else "")
    ours = [p for p in check_text(record, table) if p.field == name and p.code < "E300"]
    assert (not broken(table, **{name: text})) == bool(good)
    assert (not ours) == bool(good), ours


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("registered_on", text) for text in ("2015-3-20", "٢٠١٥-03-20")),
        *(("founded", text) for text in ("2_012", "+2012", "٢٠١٢")),
        *(("lat", text) for text in ("5e1", "NaN", "Infinity", "56.", ".5", "5_6.1", "٥٦.1")),
    ],
)
def test_where_frictionless_is_looser_we_are_strict(name: str, text: str) -> None:
    table = load_package().tables["ngos"]
    alone = Schema.from_descriptor({"fields": [table.by_name[name].judged(unique=False)]}).fields[0]
    assert alone.read_cell(text)[1] is None, "Frictionless by itself takes it"
    assert broken(table, **{name: text}) == ["type"]
    record = f'name: А\nstatus: unknown\nsource: б\nlon: "94.5"\n{name}: "{text}"\n'
    actual = {p.field for p in check_text(record, table) if p.code in ("E210", "E212", "E213")}
    assert actual == {name}


def test_spaces_around_a_cell_are_no_fault() -> None:
    assert check_text('name: А\nstatus: unknown\nsource: б\nfounded: " 2012 "\n', load_package().tables["ngos"]) == []


def test_typed_values_of_a_record() -> None:
    from generator.records.source import RawFile
    from tests.hostile.roots import check_file, town

    text = "name: А\nstatus: unknown\nsource: б\nregistered_on: 2015-03-20\nfounded: 2012\nlat: 56.0\nlon: 94.5\n"
    text += "hours:\n  - {days: [mon], opens: 10:00, closes: 18:30}\n"
    record = check_file(RawFile("ngos/a.yml", "ngos", "a", text), town())[2]
    assert (record["registered_on"], record["founded"]) == (date(2015, 3, 20), 2012)
    assert (record["lat"], record["lon"]) == (56, 94.5)
    assert record["hours"] == [{"days": ["mon"], "opens": time(10), "closes": time(18, 30)}]


def test_the_folder_of_schemas_has_nothing_else() -> None:
    names = {path.stem for path in Path(FOLDER).iterdir()}
    assert names == {*load_package().tables, "package"}
