"""The published data package: valid for Frictionless, complete, without persons, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from frictionless import Package
from hypothesis import given
from hypothesis import strategies as st

from generator.exports.open_data import write_json_rows
from generator.intake.sheets import load_sheets
from generator.records.csv_text import defuse, restore, write_csv
from generator.records.tables import Row, plain

SITES = ("real_site", "demo_site")


@pytest.mark.parametrize("site", ["real_site", pytest.param("demo_site", marks=pytest.mark.slow)])
def test_frictionless_accepts_the_package(site: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(site)
    report = Package(str(folder / "data" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["code", "note"])[:5]
    assert report.stats["tasks"] >= 8


def test_frictionless_finds_a_planted_fault(real_site: Path, tmp_path: Path) -> None:
    package = json.loads((real_site / "data" / "datapackage.json").read_text("utf-8"))
    (ngos,) = [resource for resource in package["resources"] if resource["name"] == "ngos"]
    body = (real_site / "data" / "ngos.csv").read_text("utf-8")
    column = body.split("\n")[0].split(",").index("founded")
    rows = list(csv.reader(io.StringIO(body)))
    rows[1][column] = "давно"
    with (tmp_path / "ngos.csv").open("w", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    for name in ("hash", "bytes"):
        ngos.pop(name)
    report = Package({"name": "planted", "resources": [ngos]}, basepath=str(tmp_path)).validate()
    assert [error[0] for error in report.flatten(["type"])] == ["type-error"]


@pytest.mark.parametrize(
    ("site", "marks"),
    [("real_site", ("Карчушкин", "Коваленко", "Балякина")), ("demo_site", ("chelovek-",))],
)
def test_no_person_in_the_data(site: str, marks: tuple[str, ...], request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(site)
    files = [path for path in (folder / "data").rglob("*") if path.is_file() and path.suffix in (".csv", ".json")]
    assert len(files) > 40
    assert [path.name for path in files if any(mark in path.read_text("utf-8") for mark in marks)] == []
    pages = [path.read_text("utf-8") for path in folder.rglob("*.html")]
    assert all(any(mark in text for text in pages) for mark in marks)  # people with a basis are on pages


def test_private_mailboxes_are_nowhere(real_site: Path) -> None:
    texts = [path.read_bytes() for path in real_site.rglob("*") if path.is_file()]
    assert [text[:80] for text in texts if b"@mail.ru" in text or b"@yandex.ru" in text] == []
    assert any(b"admin.zelenogorsk.ru" in text for text in texts)


def test_csv_and_json_say_the_same(demo_site: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((demo_site / "data" / "ngos.csv").read_text("utf-8"))))
    listed = json.loads((demo_site / "data" / "ngos.json").read_text("utf-8"))
    assert len(rows) == len(listed) == 110
    assert [row["id"] for row in rows] == [row["id"] for row in listed]
    assert [json.loads(row["phones"] or "[]") for row in rows] == [row.get("phones", []) for row in listed]
    one = json.loads((demo_site / "data" / "ngos" / f"{rows[0]['id']}.json").read_text("utf-8"))
    assert one["name"] == rows[0]["name"]


def test_formulas_are_defused_and_phones_survive() -> None:
    body = write_csv(("a", "b", "c"), [("=1+1", ["+73916900000"], -5)]).decode()
    assert body == 'a,b,c\n\'=1+1,"[""+73916900000""]",-5\n'
    values = (*"=+-@", "\tx", "\rx", 3, None, ("a",), date(2026, 11, 23), time(9, 30), "", "x")
    mixed = write_csv(("a", "n"), [(value, n) for n, value in enumerate(values)]).decode()
    actual = ["'=", "'+", "'-", "'@", "'\tx", "'\rx", "3", "", '["a"]', "2026-11-23", "09:30", "", "x"]
    assert [row[0] for row in csv.reader(io.StringIO(mixed, newline=""))] == ["a", *actual]


OPENERS = "=+-@\t\r＝＋－＠"
BEFORE = ("", "a,", "a;", "a|", "a\t", "a\n", 'a"', 'a;"', "a; ", "a;\u00a0", '"', " ", "a;'", "a;\tb\t")


def cells_of(body: str, delimiter: str) -> list[str]:
    """Return the cells of a table in a spreadsheet with this delimiter, without what it may strip."""
    rows = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
    return [cell.strip(' "\u00a0') for row in rows for cell in row]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("opener", OPENERS)
def test_no_delimiter_lets_a_formula_begin(delimiter: str, opener: str) -> None:
    texts = [f"{before}{opener}1+1;b" for before in BEFORE]
    body = write_csv(("n", "a", "b"), [("x", text, ("y", text)) for text in texts]).decode()
    assert [cell for cell in cells_of(body, delimiter) if cell.startswith(tuple(OPENERS))] == []
    assert [restore(defuse(text)) for text in texts] == texts
    assert not any(text == defuse(text) for text in texts)


def test_a_formula_behind_a_delimiter_would_be_found() -> None:
    assert "=1+1" in cells_of("x,a;=1+1;b\n", ";")
    assert "=1+1" in cells_of('x,"a;=1+1;b"\n', ";")
    for plain_text in ("а-б", "1+1", "a@b.example", "5 - 3", "д’Артаньян", "L'Oréal", ""):
        assert defuse(plain_text) == restore(plain_text) == plain_text


@given(st.text(st.sampled_from("aя,;|\"\n\r\t' =+-@＝＠\u00a0«")))
def test_every_text_comes_back(text: str) -> None:
    assert restore(defuse(text)) == text


def test_import_reads_back_what_was_written(tmp_path: Path) -> None:
    names = ("Наименование", "Адрес", "Срок")
    rows = [("=Пример;+1", "ул. Ленина, 5; -2", "'=1"), ("@a", "a\n- b\n- c", "a;'+1"), ("Пример", "－1", "=1")]
    path = tmp_path / "table.csv"
    path.write_bytes(write_csv(names, rows))
    (sheet,) = load_sheets(path)
    assert sheet.rows == (names, *rows)
    assert "'=Пример;'+1" in path.read_text("utf-8")  # positive control: they were defused


@given(st.lists(st.tuples(*[st.none() | st.text(st.sampled_from("aя,;\"\n' =«")) | st.integers()] * 3), max_size=20))
def test_csv_has_every_text(rows: list[Row]) -> None:
    written = write_csv(("a", "b,", "c"), rows).decode()
    cells = [["" if v is None else defuse(v) if isinstance(v, str) else str(v) for v in row] for row in rows]
    assert list(csv.reader(io.StringIO(written, newline=""))) == [["a", "b,", "c"], *cells]


def test_a_long_table_says_the_same_in_csv_and_json() -> None:
    """More rows than one run: kinds that fill only some columns, zeros, and rows with a single value."""
    names = ("n", "text", "many", "on", "at", "number")
    rows: list[Row] = [
        (
            n,
            f'«{n}», "=\n' if n > 600 else None,
            [str(n), "&"] if n % 2 else (),
            date(2026, 1, 1) + timedelta(days=n) if n % 3 else None,
            time(n % 24, n % 60) if n < 500 else None,
            (0, 0.5, None)[n % 3],
        )
        for n in range(1300)
    ]
    known = [{name: plain(v) for name, v in zip(names, row, strict=True) if v or v == 0} for row in rows]
    text = write_json_rows(names, rows).decode()
    assert json.loads(text) == known
    assert text.split("\n")[1:-2] == [
        json.dumps(row, ensure_ascii=False) + ("," if row is not known[-1] else "") for row in known
    ]
    actual = list(csv.reader(io.StringIO(write_csv(names, rows).decode(), newline="")))
    cells = [
        [json.dumps(row[name]) if name == "many" and name in row else str(row.get(name, "")) for name in names]
        for row in known
    ]
    assert [[restore(cell) for cell in row] for row in actual] == [list(names), *cells]
    assert (write_json_rows(names, []), write_csv(names, [])) == (b"[\n\n]\n", (",".join(names) + "\n").encode())
