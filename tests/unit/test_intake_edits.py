"""The site's own tables come back: unchanged, they change nothing; a changed cell changes only its field."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from generator.exports.book import write_book
from generator.intake import Options, Report, import_file
from generator.intake.edits import Reader
from generator.intake.own_cells import CellReader, parts_of, reads_as
from generator.intake.own_lists import Lists
from generator.intake.own_tables import Edit, own_sheet
from generator.intake.report import write_json, write_text
from generator.intake.sheets import Sheet, read_sheets
from generator.model.schemas import Table, load_package
from generator.model.vocabulary import FOLDER, GROWING
from generator.problems.problem import PortalError, has_errors
from generator.records.check import check_root
from generator.records.csv_text import write_csv
from generator.records.tables import columns, make_tables, runs_of
from generator.records.writing import AddRow, Change, DropRow, set_fields
from tests.conftest import run_portal

pytestmark = pytest.mark.xdist_group("edits")  # one process builds what all tests read

Rows = list[list[str]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small built demo: its tables and their source. Read only."""
    root = tmp_path_factory.mktemp("own") / "town"
    for arguments in (["demo", root, "--ngos", "30", "--forums", "2"], ["build", "--root", root, "--no-search"]):
        done = run_portal(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
    return root


@pytest.fixture
def town(built: Path, tmp_path: Path) -> Path:
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


# Every published table: a new table of the model is added automatically, and the demo must have rows of it.
TABLES = [name for name, table in load_package().tables.items() if table.exported]


def says(root: Path, *paths: Path) -> list[Edit]:
    """Return what rows of tables would change, before any check; the root is read once for all of them."""
    checked = held(root)
    own = [found for path in paths for sheet in read_sheets(path) if (found := own_sheet(sheet, checked.package))]
    assert own
    records = {name: dict(known) for name, known in checked.records.items()}
    lists = Lists(records["lists"], checked.files, checked.package.tables["lists"])
    cells = CellReader(checked.vocabulary, checked.settings["phone_code"])
    return Reader(checked.package, records, cells, lists, clear=True).all_edits(own)


held = cache(check_root)


@pytest.mark.parametrize("name", TABLES)
def test_an_unchanged_table_changes_nothing(name: str, built: Path) -> None:
    edits = says(built, built / "site" / "data" / f"{name}.csv")
    assert edits, "the demo has no row of this table"
    assert not [edit for edit in edits if edit.says or edit.reason or edit.notes]


def test_the_workbook_changes_nothing(town: Path, built: Path) -> None:
    before = records(town)
    report = import_file(built / "site" / "data" / "portal.xlsx", town, Options())
    found = json.loads(write_json(report))
    assert found["rows"] == found["unchanged"] > 900
    assert found["skipped_sheets"] == found["notes"] == []
    assert records(town) == before


FIXED = frozenset(path.stem for path in FOLDER.glob("*.yml") if 'fixed: "yes"' in path.read_text("utf-8")) - GROWING
NUMBERS = ("n", "number", "inn", "ogrn", "kpp", "minjust_number")  # no new row copies another's
TIMES = {"service_times": ("start", "07:05"), "ngo_hours": ("opens", "07:05")}  # tables with few columns
Edited = tuple[list[str], Rows, list[str]]  # header, rows, what should become of the last row, and in which column


def edited(table: Table, head: list[str], rows: Rows) -> Edited:
    """Edit a table as staff do: one value, one cleared cell, a new row, a row of an unknown record."""
    words = [f for f in table.typed if f.type == "string" and f.check in ("", "longtext") and f.name in head]
    words = [f for f in words if f.show in ("own", "facts") and not f.list and not f.ref and f.name not in NUMBERS]
    filled = [f.name for f in words if any(row[head.index(f.name)] for row in rows)]
    column, value = TIMES.get(table.name) or (filled[0], "Иначе")
    place = head.index(column)
    closed = FIXED if table.name in ("lists", "list_items") else ()
    changed = next(row for row in reversed(rows) if row[place] and row[0] not in closed)
    new, nobody = list(changed), list(changed)
    changed[place] = value
    for at, name in enumerate(head):
        if name in NUMBERS:
            new[at] = nobody[at] = ""
    if not table.parents or "code" in head:
        new[head.index("code" if "code" in head else "id")] = "novaya"
    new[place] = "07:10" if column in ("start", "opens") else "Новое"
    nobody[0 if "record" not in head else 1] = "Нет такого"
    rows += [new, nobody]
    return head, rows, [column, value]


@pytest.fixture(scope="module")
def brought(
    built: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Edited], Report, Report, dict[str, Rows]]:
    """All tables edited in one book: what was imported, its report, a repeat's report, and all tables afterwards."""
    root = tmp_path_factory.mktemp("brought") / "town"
    shutil.copytree(built, root, ignore=shutil.ignore_patterns("build", "site"))
    tables, package = {}, load_package()
    for name in TABLES:
        head, *rows = list(csv.reader(io.StringIO((built / "site" / "data" / f"{name}.csv").read_text("utf-8"))))
        tables[name] = edited(package.tables[name], head, rows)
    path = root.parent / "all.xlsx"
    path.write_bytes(write_book([(n, head, runs_of(map(tuple, rows))) for n, (head, rows, _) in tables.items()]))
    first, again = (import_file(path, root, Options()) for _ in range(2))
    return tables, first, again, tables_of(root)


def tables_of(root: Path) -> dict[str, Rows]:
    """Return every table as the records have it now."""
    checked = check_root(root)
    assert not has_errors(checked.problems)
    roots = {table.name: list(checked.records[table.name].values()) for table in checked.package.roots}
    roots["indicators"] = roots["indicators"][0]["indicators"]
    tables = make_tables(checked.package, {name: found for name, found in roots.items() if name in TABLES})
    found = {name: write_csv(columns(checked.package.tables[name]), rows).decode() for name, rows in tables.items()}
    return {name: list(csv.reader(io.StringIO(text))) for name, text in found.items()}


@pytest.mark.parametrize("name", TABLES)
def test_what_staff_change_in_a_published_table_is_in_the_records(name: str, brought: Any) -> None:
    tables, first, again, after = brought
    table, (head, _, (column, value)) = load_package().tables[name], tables[name]
    *old, new, nobody = [row for row in first.rows if row.sheet == name]
    assert Counter(row.fate for row in old) == Counter({"unchanged": len(old) - 1, "merged": 1})
    assert nobody.fate == "rejected"
    assert "Нет такого" in nobody.draft.reason
    if name in ALONE:
        assert new.fate == "rejected"
        assert ALONE[name] in new.draft.reason
    else:
        assert new.fate == ("merged" if table.parents or table.key else "created"), new
    assert {row.fate for row in again.rows if row.sheet == name} <= {"unchanged", "rejected"}
    place = head.index(column)
    assert sum(row[place] == value for row in after[name][1:]) == 1
    assert sum(row[place] in ("Новое", "07:10") for row in after[name][1:]) == (name not in ALONE)


# Tables whose new row is incomplete by itself, and what the check asks for.
ALONE = {
    "forum_sessions": "E304",
    "forum_decisions": "E203",
    "partnerships": "E341",
    "practice": "здесь не завести",
    "lists": "нет значений",
}


@pytest.mark.parametrize(
    ("name", "column", "value", "line"),
    [
        ("ngos", "summary", "Другие слова.", "summary: Другие слова."),
        ("ngos", "founded", "1 999,0", 'founded: "1999"'),
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
    # Importing the same table again changes nothing.
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


def test_a_table_that_excel_has_saved_changes_nothing(built: Path, tmp_path: Path) -> None:
    """A file with commas and ISO dates, saved by a Russian Excel with its own numbers, days, hours and encoding."""

    def as_excel(cell: str) -> str:
        if cell.isdigit():
            return f"{int(cell):.5E}".replace(".", ",") if len(cell) > 11 else str(int(cell))
        if re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
            return ".".join(reversed(cell.split("-")))
        if re.fullmatch(r"\d\d:\d\d", cell):
            return cell.removeprefix("0")
        return cell.replace(".", ",") if re.fullmatch(r"\d+\.\d+", cell) else cell

    paths = []
    for name in TABLES:
        rows = list(csv.reader(io.StringIO((built / "site" / "data" / f"{name}.csv").read_text("utf-8"))))
        place = rows[0].index("okved") if "okved" in rows[0] else -1
        saved = [[cell if at == place else as_excel(cell) for at, cell in enumerate(row)] for row in rows]
        out = io.StringIO()
        csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(saved)
        paths.append(tmp_path / f"{name}.csv")
        paths[-1].write_bytes(out.getvalue().encode("cp1251", "replace"))
    edits = says(built, *paths)
    assert len(edits) > 900
    assert not [edit for edit in edits if edit.says or edit.reason or edit.notes]


def test_items_of_a_cell() -> None:
    assert parts_of('["а; б", "в"]') == ["а; б", "в"]
    assert parts_of("а; б\nв;") == ["а", "б", "в"]
    assert parts_of("[не список") == ["[не список"]


def table_of(root: Path, name: str) -> Rows:
    return list(csv.reader(io.StringIO((root / "site" / "data" / f"{name}.csv").read_text("utf-8"))))


def saved(folder: Path, name: str, rows: Rows) -> Path:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path = folder / f"{name}.csv"
    path.write_text(out.getvalue(), "utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "column"), [("forum_sessions", "title"), ("ngos", "summary"), ("indicators", "title")]
)
def test_a_copied_row_with_the_number_of_another_is_refused(
    name: str, column: str, built: Path, tmp_path: Path
) -> None:
    rows = table_of(built, name)
    copied = list(rows[2])
    copied[rows[0].index(column)] = "Копия"
    edits = says(built, saved(tmp_path, name, [*rows[:3], copied, *rows[3:]]))
    (refused,) = [edit for edit in edits if edit.reason]
    assert (refused.number, "в строке 3" in refused.reason) == (4, True)
    assert not [edit for edit in edits if edit.says and not edit.reason]


@pytest.mark.parametrize(
    "change", [AddRow("sessions", {"title": "Новая", "code": "novaya"}, 0), DropRow("sessions", 0)]
)
def test_a_table_older_than_the_record_overwrites_no_other_row(change: Change, built: Path, tmp_path: Path) -> None:
    rows = table_of(built, "forum_sessions")
    place = rows[0].index("title")
    rows[2][place] = "Правка в старой таблице"
    root = tmp_path / "town"
    shutil.copytree(built, root, ignore=shutil.ignore_patterns("build", "site"))
    path = root / "forums" / f"{rows[2][0]}.yml"
    path.write_text(set_fields(path.read_text("utf-8"), load_package().tables["forums"], [change]), "utf-8")
    edits = says(root, saved(tmp_path, "forum_sessions", rows))
    assert {edit.number for edit in edits if edit.says} == {edit.number for edit in edits if edit.reason} >= {3}
    assert all("таблица старше записи" in edit.reason for edit in edits if edit.reason)
    rows[2][place] = table_of(built, "forum_sessions")[2][place]
    untouched = says(root, saved(tmp_path, "forum_sessions", rows))
    assert not [edit for edit in untouched if edit.says and not edit.reason]


def test_without_its_column_of_numbers_a_changed_row_is_neither_new_nor_another(built: Path, tmp_path: Path) -> None:
    rows = table_of(built, "ngo_services")
    rows[1][rows[0].index("title")] = "Иначе"
    place = rows[0].index("n")
    edits = says(built, saved(tmp_path, "ngo_services", [row[:place] + row[place + 1 :] for row in rows]))
    assert [edit.number for edit in edits if edit.reason] == [2]
    assert not [edit for edit in edits if edit.says]


def test_tables_with_the_same_header_are_told_by_their_names(built: Path, tmp_path: Path) -> None:
    rows = table_of(built, "ngo_seeks")
    assert rows[0] == table_of(built, "ngo_offers")[0]
    for name in ("ngo_seeks", "ngo_seeks (1)", "Что ищут у партнёров — правка"):
        assert not [edit for edit in says(built, saved(tmp_path, name, rows)) if edit.says or edit.reason]
    with pytest.raises(PortalError, match=r"ngo_offers.+ngo_seeks.+Назовите лист или файл"):
        says(built, saved(tmp_path, "правка", rows))


def test_a_header_may_be_below_a_caption(built: Path, tmp_path: Path) -> None:
    rows = table_of(built, "practice_acts")
    rows[2][rows[0].index("title")] = "Другой акт"
    edits = says(built, saved(tmp_path, "акты", [["Выгрузка"], [], *rows]))
    assert [(edit.number, bool(edit.says)) for edit in edits] == [(n + 2, n == 3) for n in range(2, len(rows) + 1)]


def test_what_a_table_cannot_change_is_reported(town: Path) -> None:
    def edit(rows: Rows) -> None:
        put("reported", "declined")(rows)
        rows[0].append("Комментарий")
        rows[1].append("позвонить")

    report = bring(town, "forum_decisions", edit)
    actual = write_text(report, dry_run=False)
    assert report.count("unchanged") == len(report.rows)
    assert "reported: следует из других полей" in actual
    assert "столбца «Комментарий» в таблице нет" in actual
    assert "note: открытая таблица это поле не меняет" in write_text(
        bring(town, "ngos", put("note", "x")), dry_run=True
    )


def test_a_season_that_follows_from_the_dates_is_no_edit(town: Path) -> None:
    path = next((town / "forums").glob("*.yml"))
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"(?m)^season: .*\n", "", text), "utf-8")
    assert path.read_text("utf-8") != text
    before = records(town)
    assert bring(town, "forums").count("unchanged") > 0
    assert records(town) == before


def test_one_wrong_row_keeps_no_other_row_of_its_record_out(town: Path) -> None:
    def edit(rows: Rows) -> None:
        put("title", "Верная правка")(rows)
        put("unit", "длинно" * 20, 2)(rows)

    report = bring(town, "indicators", edit)
    assert (report.count("merged"), report.count("rejected")) == (1, 1)
    assert "Верная правка" in (town / "content" / "indicators.yml").read_text("utf-8")


def test_a_list_of_the_program_becomes_the_town_s(town: Path) -> None:
    def edit(rows: Rows) -> None:
        head = rows[0]
        for row in rows[1:]:
            if row[0] in ("event_kinds", "yes_no", "audiences") and row[head.index("n")] == "1":
                row[head.index("label")] = "Иначе"
        rows.append(["event_kinds", "", "picnic", "Пикник", *[""] * (len(head) - 4)])

    report = bring(town, "list_items", edit)
    assert (report.count("merged"), report.count("rejected")) == (3, 1), write_text(report, dry_run=False)
    lists = {path.stem: path.read_text("utf-8") for path in (town / "content" / "lists").glob("*.yml")}
    assert "yes_no" not in lists
    assert lists["event_kinds"].count("- code:") == 2  # the file of an extended list has only the town's additions
    assert lists["audiences"].count("- code:") == len(held(town).vocabulary.lists["audiences"]) > 5
    checked = check_root(town)
    assert not has_errors(checked.problems)
    assert checked.vocabulary.label("event_kinds", "picnic") == "Пикник"
    assert next(iter(checked.vocabulary.lists["audiences"].values())).label == "Иначе"


def test_a_new_record_and_its_rows_come_in_together(town: Path) -> None:
    ngo = {"id": "novyj", "name": "Клуб «Новый»", "status": "unknown", "source": "анкета"}
    service = {"ngo": "novyj", "n": "1", "title": "Занятия", "summary": "Учим.", "cost": "free"}
    sheets = [("ngo_services", list(service), [tuple(service.values())]), ("ngos", list(ngo), [tuple(ngo.values())])]
    path = town.parent / "both.xlsx"
    path.write_bytes(write_book([(name, head, runs_of(rows)) for name, head, rows in sheets]))
    report = import_file(path, town, Options())
    assert (report.count("created"), report.count("merged")) == (1, 1), write_text(report, dry_run=False)
    assert check_root(town).records["ngos"]["novyj"]["services"][0]["title"] == "Занятия"
    assert import_file(path, town, Options()).count("unchanged") == 2
