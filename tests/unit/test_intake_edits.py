"""The site's own tables come back: unchanged they change nothing; a cell that was changed changes that field alone."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.intake import Options, Report, import_file
from generator.intake.edits import own_sheet, parts_of, reads_as
from generator.intake.report import write_json, write_text
from generator.intake.sheets import Sheet
from generator.model.schemas import load_package
from generator.problems.problem import has_errors
from generator.records.check import check_root
from tests.conftest import run_portal

Rows = list[list[str]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo, built: its own tables, and what they came from. Read only."""
    root = tmp_path_factory.mktemp("own") / "town"
    for arguments in (["demo", root, "--ngos", "30", "--forums", "2"], ["build", "--root", root, "--no-search"]):
        done = run_portal(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
    return root


@pytest.fixture
def town(built: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(built, tmp_path / "town", ignore=shutil.ignore_patterns("build")))


def records(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.yml")}


def bring(root: Path, name: str, edit: Callable[[Rows], object] = lambda rows: None, **options: object) -> Report:
    """Import one of the site's tables after an edit of its rows."""
    rows = list(csv.reader(io.StringIO((root / "site" / "data" / f"{name}.csv").read_text("utf-8"))))
    edit(rows)
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    path = root.parent / f"{name}.csv"
    path.write_bytes(out.getvalue().encode("utf-8-sig"))
    return import_file(path, root, Options(**options))  # type: ignore[arg-type]


def put(column: str, value: str, row: int = 1) -> Callable[[Rows], None]:
    def edit(rows: Rows) -> None:
        rows[row][rows[0].index(column)] = value

    return edit


TABLES = ["ngos", "ngo_services", "ngo_hours", "ngo_support", "forums", "forum_sessions", "forum_decisions", "events"]
TABLES += ["partnerships", "partnership_sides", "materials", "record_sources", "event_winners"]


@pytest.mark.parametrize("name", TABLES)
def test_an_unchanged_table_changes_nothing(name: str, town: Path) -> None:
    before = records(town)
    report = bring(town, name)
    found = json.loads(write_json(report))
    assert found["rows"] == found["unchanged"] > 0, write_text(report, dry_run=False)
    assert found["notes"] == []
    assert records(town) == before


def test_the_workbook_changes_nothing(town: Path) -> None:
    before = records(town)
    report = import_file(town / "site" / "data" / "portal.xlsx", town, Options())
    found = json.loads(write_json(report))
    assert found["rows"] == found["unchanged"] > 300
    assert records(town) == before


@pytest.mark.parametrize(
    ("name", "column", "value", "line"),
    [
        ("ngos", "summary", "Другие слова.", "summary: Другие слова."),
        ("ngos", "founded", "1999", 'founded: "1999"'),
        ("ngos", "registered_on", "01.02.2019", 'registered_on: "2019-02-01"'),
        ("ngos", "phones", "+7 (39169) 3-61-01; 8-39169-3-61-02", '["+73916936101", "+73916936102"]'),
        ("ngos", "audiences", "дети; подростки", "audiences: ["),
        ("events", "count", "30", 'count: "30"'),
        ("ngo_services", "title", "Другая услуга", "title: Другая услуга"),
        ("ngo_services", "cost", "бесплатно", "cost: free"),
        ("ngo_hours", "opens", "08:30", 'opens: "08:30"'),
        ("forum_sessions", "hall", "Другой зал", "hall: Другой зал"),
        ("forum_decisions", "deadline", "2027-01-31", 'deadline: "2027-01-31"'),
        ("events", "title", "Другой семинар", "title: Другой семинар"),
    ],
)
def test_one_cell_changes_one_field(name: str, column: str, value: str, line: str, town: Path) -> None:
    before = records(town)
    report = bring(town, name, put(column, value))
    assert report.count("merged") == 1, write_text(report, dry_run=False)
    after = records(town)
    (changed,) = [path for path, body in after.items() if before.get(path) != body]
    old, new = (texts[changed].decode().split("\n") for texts in (before, after))
    added = [text for text in new if text not in old]
    assert any(line in text for text in added), added
    assert len([text for text in old if text not in new]) <= 3
    assert not has_errors(check_root(town).problems)
    # The same table once more says nothing new.
    assert bring(town, name, put(column, value)).count("merged") == 0


def test_a_cleared_cell_is_asked_for(town: Path) -> None:
    before = records(town)
    report = bring(town, "ngos", put("summary", ""))
    assert report.count("unchanged") == len(report.rows)
    assert "чтобы убрать — --clear" in write_text(report, dry_run=False)
    assert records(town) == before
    report = bring(town, "ngos", put("summary", ""), clear=True)
    assert report.count("merged") == 1, write_text(report, dry_run=False)
    assert sum(body != before.get(path) for path, body in records(town).items()) == 1


def test_a_new_row_comes_in(town: Path) -> None:
    def add(rows: Rows) -> None:
        row = dict.fromkeys(rows[0], "")
        row |= {
            "forum": rows[1][0],
            "title": "Новая встреча",
            "type": "round_table",
            "date": rows[1][rows[0].index("date")],
        }
        rows.append([row[name] for name in rows[0]])

    report = bring(town, "forum_sessions", add)
    assert report.count("merged") == 1, write_text(report, dry_run=False)
    assert sum("title: Новая встреча" in body.decode() for body in records(town).values()) == 1

    def found(rows: Rows) -> None:
        row = dict.fromkeys(rows[0], "") | {
            "id": "novyj",
            "name": "Клуб «Новый»",
            "status": "unknown",
            "source": "анкета",
        }
        rows.append([row[name] for name in rows[0]])

    assert bring(town, "ngos", found).count("created") == 1
    assert check_root(town).records["ngos"]["novyj"]["name"] == "Клуб «Новый»"


@pytest.mark.parametrize(
    ("name", "column", "value", "reason"),
    [
        ("ngos", "status", "нет такого", "нет в списке"),
        ("ngos", "inn", "2453000001", "E230"),
        ("ngos", "registered_on", "давно", "не прочитана"),
        ("ngos", "id", "Кириллица", "код записи"),
        ("ngo_services", "ngo", "net-takoj", "записи «net-takoj» нет"),
        ("ngo_hours", "opens", "утром", "время"),
        ("ngos", "lat", "север", "число"),
    ],
)
def test_what_the_check_would_refuse_is_rejected_with_its_reason(
    name: str, column: str, value: str, reason: str, town: Path
) -> None:
    before = records(town)
    report = bring(town, name, put(column, value))
    assert report.count("rejected") == 1
    assert reason in write_text(report, dry_run=False)
    assert records(town) == before


def test_a_header_of_titles_is_known_and_a_stranger_table_is_none() -> None:
    package = load_package()
    titles = tuple(field.title for field in package.tables["ngos"].fields)
    assert own_sheet(Sheet("x", (titles,)), package) is not None
    assert own_sheet(Sheet("x", (("Наименование", "ИНН", "ОГРН", "Телефон"),)), package) is None
    assert own_sheet(Sheet("x", (("№ п/п", "Название", "Адрес", "Статус"),)), package) is None


@pytest.mark.parametrize(
    ("value", "text", "same"),
    [
        (None, "", True),
        ([], "", True),
        (("a", "b"), '["a", "b"]', True),
        (["a; b", "c"], "a; b; c", True),
        (["a"], "a\nb", False),
        (56.0, "56", True),
        (56.11, "56,11", True),
        (2019, "2020", False),
        ("две\n\nстроки", "две строки", True),
        ("а", "б", False),
        ("а", "", False),
    ],
)
def test_a_cell_shows_a_value_as_our_tables_do(value: object, text: str, *, same: bool) -> None:
    assert reads_as(value, text) is same


@pytest.mark.parametrize(
    ("value", "text", "same"),
    [
        ("1022400008817", "1,0224E+12", True),
        ("1022400008817", "1.02E+12", True),
        ("1022400008817", "1,0225E+12", False),
        ("1022400008817", "1E+12", True),
        ("0105005510", "105005510", True),
        ("0105005510", "5005510", False),
        ("2453000002", "2453000003", False),
        ("0", "", False),
        ("Клуб", "1E+12", False),
    ],
)
def test_digits_that_excel_took_for_a_number_are_the_record_s_own(value: str, text: str, *, same: bool) -> None:
    assert reads_as(value, text) is same


def test_a_table_that_excel_has_saved_changes_nothing(town: Path) -> None:
    """A file of commas and ISO dates opened and saved by a Russian Excel: its numbers, days, hours and encoding."""

    def as_excel(cell: str) -> str:
        if cell.isdigit():
            return f"{int(cell):.5E}".replace(".", ",") if len(cell) > 11 else str(int(cell))
        if re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
            return ".".join(reversed(cell.split("-")))
        if re.fullmatch(r"\d\d:\d\d", cell):
            return cell.removeprefix("0")
        return cell.replace(".", ",") if re.fullmatch(r"\d+\.\d+", cell) else cell

    before = records(town)
    for name in TABLES:
        rows = list(csv.reader(io.StringIO((town / "site" / "data" / f"{name}.csv").read_text("utf-8"))))
        place = rows[0].index("okved") if "okved" in rows[0] else -1
        saved = [[cell if at == place else as_excel(cell) for at, cell in enumerate(row)] for row in rows]
        out = io.StringIO()
        csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(saved)
        path = town.parent / f"{name}.csv"
        path.write_bytes(out.getvalue().encode("cp1251", "replace"))
        report = import_file(path, town, Options())
        assert report.count("unchanged") == len(report.rows) > 0, write_text(report, dry_run=False)
    assert records(town) == before


def test_items_of_a_cell() -> None:
    assert parts_of('["а; б", "в"]') == ["а; б", "в"]
    assert parts_of("а; б\nв;") == ["а", "б", "в"]
    assert parts_of("[не список") == ["[не список"]
