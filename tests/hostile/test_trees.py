"""Whole folders made to harm: links, devices, twins, strange names. None of them is read as a record."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.problems.problem import PortalError, Problem
from generator.records.check import check_root
from tests.conftest import run_portal
from tests.hostile.roots import SETTINGS, write_root

GOOD = "name: Клуб «Пример»\nstatus: unknown\nsource: анкета\n"


def problems_of(root: Path) -> list[tuple[str, str]]:
    return [(problem.code, problem.path) for problem in check_root(root).problems]


def only(root: Path) -> Problem:
    problems = check_root(root).problems
    assert len(problems) == 1, problems
    assert problems[0].hint
    assert (problems[0].line, problems[0].column) == (0, 0)
    return problems[0]


def test_a_good_tree_gives_nothing(tmp_path: Path) -> None:
    root = write_root(
        tmp_path, {"ngos/primer.yml": GOOD, "ngos/README.md": "о папке", "content/events/index.md": "# А"}
    )
    assert problems_of(root) == []
    assert list(check_root(root).records["ngos"]) == ["primer"]


def test_a_link_to_a_file_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(GOOD, "utf-8")
    root = write_root(tmp_path / "root", {"ngos/primer.yml": GOOD})
    (root / "ngos" / "ssylka.yml").symlink_to(secret)
    problem = only(root)
    assert (problem.code, problem.path) == ("E002", "ngos/ssylka.yml")
    assert "ssylka" not in check_root(root).records["ngos"]


def test_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    root = write_root(tmp_path, {"ngos/primer.yml": GOOD})
    (root / "ngos" / "ssylka.yml").symlink_to("nowhere")
    assert only(root).code == "E002"


def test_a_link_in_the_place_of_a_folder(tmp_path: Path) -> None:
    other = write_root(tmp_path / "other", {"ngos/chuzhoj.yml": GOOD})
    root = write_root(tmp_path / "root", {})
    (root / "ngos").symlink_to(other / "ngos")
    problem = only(root)
    assert (problem.code, problem.path) == ("E002", "ngos")
    assert check_root(root).records["ngos"] == {}


def test_a_link_in_the_place_of_the_settings(tmp_path: Path) -> None:
    outside = tmp_path / "settings.yml"
    outside.write_text(SETTINGS, "utf-8")
    root = write_root(tmp_path / "root", {})
    (root / "content" / "settings.yml").unlink()
    (root / "content" / "settings.yml").symlink_to(outside)
    assert problems_of(root) == [("E002", "content/settings.yml"), ("E411", "content/settings.yml")]


def test_a_pipe_does_not_hang_the_check(tmp_path: Path) -> None:
    root = write_root(tmp_path, {"ngos/primer.yml": GOOD})
    os.mkfifo(root / "ngos" / "truba.yml")
    problem = only(root)
    assert (problem.code, problem.path) == ("E001", "ngos/truba.yml")


def test_an_unreadable_file(tmp_path: Path) -> None:
    root = write_root(tmp_path, {"ngos/primer.yml": GOOD, "ngos/zakryt.yml": GOOD})
    (root / "ngos" / "zakryt.yml").chmod(0)
    if os.access(root / "ngos" / "zakryt.yml", os.R_OK):
        pytest.skip("this user may read everything")
    assert only(root).code == "E001"


def test_a_folder_among_records(tmp_path: Path) -> None:
    root = write_root(tmp_path, {"ngos/primer.yml": GOOD, "ngos/arhiv/staryj.yml": GOOD})
    problem = only(root)
    assert (problem.code, problem.path) == ("E003", "ngos/arhiv")


def test_a_folder_named_like_a_record(tmp_path: Path) -> None:
    root = write_root(tmp_path, {"ngos/primer.yml/zapis.yml": GOOD})
    assert problems_of(root) == [("E003", "ngos/primer.yml")]


def test_case_twins(tmp_path: Path) -> None:
    root = write_root(tmp_path, {"ngos/primer.yml": GOOD, "ngos/Primer.yml": GOOD})
    found = problems_of(root)
    assert ("E004", "ngos/primer.yml") in found
    assert {code for code, _ in found} <= {"E004", "E006"}


def test_twins_by_ending(tmp_path: Path) -> None:
    root = write_root(tmp_path, {"ngos/primer.yml": GOOD, "ngos/primer.yaml": GOOD})
    found = problems_of(root)
    assert "E004" in {code for code, _ in found}
    assert {code for code, _ in found} <= {"E004", "E005"}


@pytest.mark.parametrize("ending", ["yaml", "YML", "Yml", "yml.txt", "YML.txt", "yaml.doc"])
def test_another_ending(tmp_path: Path, ending: str) -> None:
    problem = only(write_root(tmp_path, {f"ngos/primer.{ending}": GOOD}))
    assert problem.code == "E005"
    assert "primer.yml" in problem.hint


@pytest.mark.parametrize(
    ("name", "proposal"),
    [
        ("Клуб «Пример».yml", "klub-primer.yml"),
        ("Klub.yml", "klub.yml"),
        ("klub_primer.yml", "klub-primer.yml"),
        ("klub primer.yml", "klub-primer.yml"),
        ("-klub.yml", "klub.yml"),
        ("klub--primer.yml", "klub-primer.yml"),
        ("klub.staryj.yml", "klub-staryj.yml"),
        ("a" * 61 + ".yml", "a" * 60 + ".yml"),
        ("»«.yml", "zapis.yml"),
    ],
)
def test_a_name_that_makes_no_address(tmp_path: Path, name: str, proposal: str) -> None:
    problem = only(write_root(tmp_path, {f"ngos/{name}": GOOD}))
    assert problem.code == "E006"
    assert f"«{proposal}»" in problem.hint


@pytest.mark.parametrize("name", ["foto.jpg", "zapis.txt", "spisok.csv", "zapis"])
def test_a_stray_file_is_a_warning(tmp_path: Path, name: str) -> None:
    problem = only(write_root(tmp_path, {f"ngos/{name}": "x"}))
    assert (problem.code, problem.severity) == ("W001", "warning")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("content/event/vstrecha.yml", "«content/events»"),
        ("content/seminars/vstrecha.yml", "partnerships"),
        ("content/setings.yml", "«content/settings.yml»"),
    ],
)
def test_records_where_nothing_reads_them_are_reported(tmp_path: Path, name: str, meant: str) -> None:
    root = write_root(tmp_path, {name: GOOD, "content/law/index.md": "# Документы\n"})
    problem = only(root)
    assert (problem.code, problem.path) == ("W001", "/".join(name.split("/")[:2]))
    assert meant in problem.hint


@pytest.mark.parametrize(
    ("name", "meant"),
    [("ngo/klub.yml", "ngos/"), ("forum/leto.yml", "forums/"), ("events/vstrecha.yml", "content/events/")],
)
def test_folders_next_to_those_of_records_are_reported(tmp_path: Path, name: str, meant: str) -> None:
    others = {"tests/data.yml": GOOD, "ngos/klub-2.yml": GOOD, "package.yml": "scripts: {}\nversion: 1\n"}
    problem = only(write_root(tmp_path, {name: GOOD, **others}))
    assert (problem.code, problem.path) == ("W001", name.partition("/")[0])
    assert f"в {meant}." in problem.hint


@pytest.mark.parametrize(("name", "meant"), [("forums/klub.yml", "ngos/"), ("content/events/klub.yml", "ngos/")])
def test_a_record_in_the_folder_of_another_kind_is_one_problem(tmp_path: Path, name: str, meant: str) -> None:
    problem = only(write_root(tmp_path, {name: GOOD + "legal_form: ano\nphones: [x]\n"}))
    assert (problem.code, problem.path) == ("E008", name)
    assert f"в папку {meant}." in problem.hint


def test_wrong_keys_alone_make_no_other_kind(tmp_path: Path) -> None:
    root = write_root(tmp_path, {"ngos/klub.yml": GOOD + "season: x\nhalls: [y]\nstarts_on: z\n"})
    assert {code for code, _ in problems_of(root)} == {"E201"}


@pytest.mark.parametrize("name", ["klub.yml", "klub.yml.txt"])
def test_a_record_at_the_top_is_reported(tmp_path: Path, name: str) -> None:
    problem = only(write_root(tmp_path, {name: GOOD}))
    assert (problem.code, problem.path) == ("W001", name)
    assert problem.hint.endswith("перенесите в ngos/.")


@pytest.mark.parametrize("name", [".primer.yml.swp", ".DS_Store", "primer.yml~", "primer.yml.bak"])
def test_what_editors_leave_behind_is_passed_by(tmp_path: Path, name: str) -> None:
    assert problems_of(write_root(tmp_path, {f"ngos/{name}": "\0"})) == []


def test_no_settings_is_one_problem(tmp_path: Path) -> None:
    root = write_root(tmp_path, {"ngos/primer.yml": GOOD})
    (root / "content" / "settings.yml").unlink()
    problem = only(root)
    assert (problem.code, problem.path) == ("E411", "content/settings.yml")


def test_settings_without_an_address_or_with_a_bad_one(tmp_path: Path) -> None:
    slashless = SETTINGS.replace('.ru/"', '.ru"')
    assert problems_of(write_root(tmp_path / "a", {"content/settings.yml": slashless})) == [
        ("E361", "content/settings.yml")
    ]
    placeholder = SETTINGS.replace("zelenogorsk.ru", "zelenogorsk.example")
    assert problems_of(write_root(tmp_path / "b", {"content/settings.yml": placeholder})) == [
        ("W362", "content/settings.yml")
    ]


def test_a_broken_zone_does_not_stop_the_check(tmp_path: Path) -> None:
    wrong = SETTINGS.replace("Asia/Krasnoyarsk", "Asia/Krasnojarsk")
    problems = check_root(write_root(tmp_path, {"content/settings.yml": wrong})).problems
    assert [p.code for p in problems] == ["E237"]
    assert "Asia/Krasnoyarsk" in problems[0].hint


def test_an_unknown_kind_of_moved_record_does_not_stop_the_check(tmp_path: Path) -> None:
    moved = 'moved:\n  - {kind: kluby, id: staryj, gone: закрылась, "on": "2026-11-01"}\n'
    assert problems_of(write_root(tmp_path, {"content/moved.yml": moved})) == [("E215", "content/moved.yml")]


def test_a_folder_that_is_no_root(tmp_path: Path) -> None:
    with pytest.raises(PortalError, match="нет портала"):
        check_root(tmp_path)


def test_problems_come_in_order_and_once(tmp_path: Path) -> None:
    bad = "name: А\nstatus: да\nsource:\n"
    problems = check_root(write_root(tmp_path, {"ngos/b.yml": bad, "ngos/a.yml": bad})).problems
    places = [(p.path, p.line, p.code) for p in problems]
    assert places == sorted(set(places))
    assert [place[0] for place in places] == ["ngos/a.yml"] * 2 + ["ngos/b.yml"] * 3
    assert places[-3] == ("ngos/b.yml", 1, "W405")


@pytest.mark.parametrize("stem", ["con", "aux", "nul", "prn", "com1", "lpt9"])
def test_names_that_windows_keeps_for_itself_are_refused(tmp_path: Path, stem: str) -> None:
    root = write_root(tmp_path, {f"ngos/{stem}.yml": GOOD, f"ngos/{stem}-klub.yml": GOOD})
    found = [(problem.code, problem.path) for problem in check_root(root).problems if problem.severity == "error"]
    assert found == [("E006", f"ngos/{stem}.yml")]


@pytest.mark.parametrize("name", ["а\nб", "а\r", "а\u2028б", os.fsdecode(b"\xff\xfe"), "а\x1b[31mб"])
def test_a_root_whose_path_cannot_be_handed_on_is_refused_in_words(name: str, tmp_path: Path) -> None:
    root = write_root(tmp_path / name, {"content/index.md": "# А\n"})
    for command in ("check", "build"):
        done = run_portal(command, "--root", root)
        assert done.returncode == 2
        assert "Переименуйте папку" in done.stderr
        assert "Traceback" not in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
    assert run_portal("check", "--root", write_root(tmp_path / "а «б» %20'", {})).returncode != 2


@pytest.mark.parametrize("name", ["ngos/sait", "content/sait", "forums", "content/about/a"])
def test_a_site_is_not_put_among_the_files_of_people(name: str, tmp_path: Path) -> None:
    root = write_root(tmp_path / "root", {"content/index.md": "# А\n"})
    done = run_portal("build", "--no-search", "--root", root, "--site", root / name)
    assert (done.returncode, "среди файлов людей" in done.stderr) == (2, True)
    assert not [path for path in root.rglob("*") if path.name == "datapackage.json"]
