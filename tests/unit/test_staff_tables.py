"""``portal export`` and back: unchanged, nothing is new; one cell changes one field; people come only on request."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from generator.cli import main
from generator.exports.staff_tables import STAFF, make_sheets, sheets_as_book, title_of
from generator.intake import Options, Report, import_file
from generator.intake.job import load_town
from generator.intake.report import write_json, write_text
from generator.problems.problem import has_errors
from generator.records.check import check_root
from generator.records.yaml import MappingNode, SequenceNode, parse_record
from tests.conftest import run_portal

Rows = list[list[str]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo. Read only."""
    root = tmp_path_factory.mktemp("staff") / "town"
    assert run_portal("demo", root, "--ngos", 14, "--forums", 3, "--partnerships", 6).returncode == 0
    return root


@pytest.fixture
def town(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "town"))


def export(root: Path, *flags: str) -> dict[str, Path]:
    out = root.parent / "tables"
    shutil.rmtree(out, ignore_errors=True)
    assert main(["export", "--root", str(root), "--out", str(out), *flags]) == 0
    return {path.name: path for path in sorted(out.iterdir())}


def records(root: Path) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in root.rglob("*.yml")}


def unchanged(report: Report) -> None:
    found = json.loads(write_json(report))
    assert found["rows"] == found["unchanged"] > 0, write_text(report, dry_run=False)
    assert found["notes"] == found["skipped_sheets"] == []


@pytest.mark.parametrize("flags", [(), ("--codes",), ("--people",), ("--xlsx",), ("--xlsx", "--people", "--codes")])
def test_what_was_exported_comes_back_unchanged(
    flags: tuple[str, ...], town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.intake.load_town", cache(load_town))  # nothing changes: one check for all tables
    before = records(town)
    files = export(town, *flags)
    assert ("persons.csv" in files) == (flags == ("--people",))
    for path in files.values():
        unchanged(import_file(path, town, Options(clear=True)))
    assert records(town) == before


def edit(town: Path, name: str, column: str, value: str, **options: bool) -> tuple[Report, list[str], list[str]]:
    """Change the first filled cell of a column; return the report and the lines added and removed."""
    path = export(town, "--people")[f"{name}.csv"]
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    place = rows[0].index(column)
    row = next(row for row in rows[1:] if row[place])
    row[place] = value
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    path.write_text(out.getvalue(), "cp1251")  # as a Russian Excel saves it
    before = records(town)
    report = import_file(path, town, Options(**options))
    after = records(town)
    changed = [name for name in after if after[name] != before[name]]
    new, gone = ([line for n in changed for line in one[n].split("\n") if line not in other[n].split("\n")]
                 for one, other in ((after, before), (before, after)))  # fmt: skip
    assert not has_errors(check_root(town).problems)
    assert len(changed) <= 1
    return report, new, gone


@pytest.mark.parametrize(
    ("name", "column", "value", "line"),
    [
        ("ngos", "Чем занимается", "Другие занятия.", "summary: Другие занятия."),
        ("ngos", "Состояние регистрации", "регистрация не проверена", "status: unknown"),
        ("ngos", "Для кого", '["подростки", "семьи с детьми"]', "audiences: [teens, families]"),
        ("ngo_services", "Услуга", "Другая услуга", "title: Другая услуга"),
        ("service_times", "Начало", "7:15", '"07:15"'),
        ("decision_steps", "Что сделано", "Сделано иначе.", "text: Сделано иначе."),
        ("forum_sessions", "Зал", "Другой зал", "hall: Другой зал"),
        ("persons", "Должность" + STAFF, "другая должность", "position: другая должность"),
    ],
)
def test_one_cell_changes_that_field_alone(name: str, column: str, value: str, line: str, town: Path) -> None:
    report, new, gone = edit(town, name, column, value)
    assert report.count("merged") == 1, write_text(report, dry_run=False)
    assert any(line in one for one in new), new
    assert len(gone) <= 1


def flat(value: object, name: str = "") -> dict[str, str]:
    """Return a record's texts by their trails."""
    if isinstance(value, MappingNode):
        found = [flat(inner, f"{name}/{key}") for key, inner in value.entries.items()]
    elif isinstance(value, SequenceNode):
        found = [flat(inner, f"{name}/{place}") for place, inner in enumerate(value.items)]
    else:
        return {name: getattr(value, "text", "")}
    return {key: text for one in found for key, text in one.items()}


@pytest.mark.parametrize("flags", [("--people",), pytest.param(("--people", "--codes"), marks=pytest.mark.slow)])
def test_a_cell_of_any_column_changes_its_own_field_or_is_reported(
    flags: tuple[str, ...], town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each column of each table, in a record of its own, gets a value from elsewhere in that column."""
    monkeypatch.setattr("generator.intake.load_town", cache(load_town))  # trials only: one check for all tables
    package = check_root(town).package
    tried = changed = 0
    for name, path in export(town, *flags).items():
        table = package.tables[name.removesuffix(".csv")]
        keys = {title_of(field): field.name for field in table.fields}
        head, *rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
        used: set[str] = set()
        wanted: dict[int, str] = {}  # row of the file → the field changed in it
        for place, title in enumerate(head):
            for number, row in enumerate(rows, start=2):
                owner = row[-len(head) + (len(table.link_columns) - 2 if table.parents else 0)].split("#")[0]
                other = next((one[place] for one in rows if one[place] not in ("", row[place])), "")
                if keys.get(title, "id") != "id" and row[place] and other and owner not in used:
                    used.add(owner)
                    row[place], wanted[number] = other, keys[title]
                    break
        out = io.StringIO()
        csv.writer(out).writerows([head, *rows])
        path.write_text(out.getvalue(), "utf-8")
        report = import_file(path, town, Options(dry_run=True))
        for row in report.rows:
            if row.number not in wanted:
                assert (row.fate, row.draft.notes) == ("unchanged", []), (name, row)
                continue
            tried += 1
            if row.fate == "rejected":
                assert row.draft.reason
                continue
            changed += 1
            assert row.fate == "merged", (name, wanted[row.number], row)
            if not (town / row.target).exists():
                continue  # a list of the program becomes the town's
            together = {wanted[one.number] for one in report.rows if one.target == row.target and one.fate == "merged"}
            before = flat(parse_record((town / row.target).read_text("utf-8"), "").root)
            after = flat(parse_record(report.written[row.target], "").root)
            fields = {key for key in {**before, **after} if before.get(key) != after.get(key)}
            assert fields, (name, wanted[row.number])
            plain = {table.key: table.plain}  # a plain-text row has no field name
            names = {re.sub(r"/\d+$", "", key).split("/")[-1] for key in fields}
            assert {plain.get(one, one) for one in names} == together, (name, fields)
    assert changed > 60
    assert changed > 0.7 * tried


def test_a_note_of_staff_is_taken_from_their_table_and_never_from_a_published_one(town: Path) -> None:
    path = next(path for path in sorted((town / "ngos").glob("*.yml")) if "\nnote:" not in path.read_text("utf-8"))
    path.write_text(path.read_text("utf-8").rstrip("\n") + "\nnote: перезвонить\n", "utf-8")
    report, new, _ = edit(town, "ngos", "Заметка сотрудникам" + STAFF, "уже позвонили")
    assert report.count("merged") == 1
    assert new == ["note: уже позвонили"]
    report, new, gone = edit(town, "ngos", "Заметка сотрудникам" + STAFF, "")
    assert (report.count("merged"), new, gone) == (0, [], [])
    assert "чтобы убрать — --clear" in write_text(report, dry_run=False)
    report, new, gone = edit(town, "ngos", "Заметка сотрудникам" + STAFF, "", clear=True)
    assert (report.count("merged"), gone) == (1, ["note: уже позвонили"])


def test_paragraphs_stay_apart(town: Path) -> None:
    edit(town, "ngos", "Подробнее", "Первый абзац.\nВторой абзац.")
    (changed,) = [r for r in check_root(town).records["ngos"].values() if "Второй абзац." in r.get("description", "")]
    assert changed["description"].strip() == "Первый абзац.\n\nВторой абзац."


def test_people_are_in_no_table_unless_asked_for(town: Path) -> None:
    checked = check_root(town)
    names = [
        person["name"]
        for ngo in checked.records["ngos"].values()
        for person in ngo.get("persons", ())
        if person.get("name")
    ]
    assert names
    plain, asked = (
        " ".join(str(cell) for sheet in make_sheets(checked.package, checked.records, checked.vocabulary, people=people)
                 for row in sheet.rows for cell in row)
        for people in (False, True)
    )  # fmt: skip
    assert all(name in asked for name in names)
    assert not any(name in plain for name in names)


def test_records_with_errors_are_mended_first(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (town / "ngos" / "slomana.yml").write_text("name: x\n", "utf-8")
    assert main(["export", "--root", str(town)]) == 2
    assert "Исправьте их: portal check" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_libreoffice_opens_and_saves_and_nothing_has_changed(ending: str, tmp_path: Path) -> None:
    """The whole demo: all 110 organisations and every other table."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-calc-nogui")
    root, out = tmp_path / "town", tmp_path / "saved"
    assert run_portal("demo", root).returncode == 0
    checked = check_root(root)
    book = tmp_path / "portal.xlsx"
    book.write_bytes(sheets_as_book(make_sheets(checked.package, checked.records, checked.vocabulary, people=True)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", ending, "--outdir", str(out), str(book)]
    subprocess.run(command, capture_output=True, timeout=300, check=False)
    saved = out / f"portal.{ending}"
    if not saved.is_file():
        pytest.skip("LibreOffice has no tables here: apt-get install libreoffice-calc-nogui")
    before = records(root)
    report = import_file(saved, root, Options(clear=True))
    unchanged(report)
    assert sum(row.target.startswith("ngos/") and row.sheet.startswith("НКО") for row in report.rows) == 110
    assert records(root) == before
