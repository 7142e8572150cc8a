"""``check --since``: an author hears only of what the change caused; revisions and file names are never commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.cli import main
from generator.past.revisions import read_revision, write_former
from generator.past.since import blame
from generator.problems.problem import PortalError
from generator.records.check import check_root
from generator.records.missing import moved_line
from tests.conftest import git
from tests.hostile.roots import TODAY, write_root

GOOD = "name: Клуб «{0}»\nstatus: unknown\nsource: анкета\n"
BAD = "name: Клуб «Старый»\nstatus: unknown\n"  # the source is missing
NEW = BAD.replace("Старый", "Новый")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A root under git: one record was bad before, and two are good, one of which refers to the other."""
    files = {
        "ngos/staryj.yml": BAD,
        "ngos/klub.yml": GOOD.format("Пример") + 'inn: "7707083893"\n',
        "content/events/vstrecha.yml": (
            "title: Встреча\nkind: seminar\nstarts_on: 2026-12-03\nngos: [klub]\nsource: план\n"
        ),
        "content/index.md": "# Портал\n",
    }
    root = write_root(tmp_path / "root", files)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "start")
    return root


def codes(root: Path, revision: str = "main") -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    found = blame(check_root(root), [], read_revision(root, revision), root)
    return [(p.path, p.code) for p in found.brought], [(p.path, p.code) for p in found.older]


def test_former_files_are_written_as_they_were(repository: Path, tmp_path: Path) -> None:
    (repository / "link.yml").symlink_to("ngos/klub.yml")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "link")
    (repository / "ngos/klub.yml").write_text("x", "utf-8")
    write_former(repository, "main", ("ngos", "link.yml", "none"), tmp_path / "former")
    found = {path.name: path.read_text("utf-8") for path in (tmp_path / "former").rglob("*") if path.is_file()}
    assert found == {"klub.yml": GOOD.format("Пример") + 'inn: "7707083893"\n', "staryj.yml": BAD}


OLD = [("ngos/staryj.yml", "E203")]


def test_what_nobody_touched_is_older(repository: Path) -> None:
    assert codes(repository) == ([], OLD)


def test_a_touched_file_answers_for_all_its_problems(repository: Path) -> None:
    (repository / "ngos/staryj.yml").write_text(BAD + "phones: [1]\n", "utf-8")
    (repository / "ngos/novyj.yml").write_text(NEW, "utf-8")
    brought, older = codes(repository)
    assert brought == [("ngos/novyj.yml", "E203"), ("ngos/staryj.yml", "E203"), ("ngos/staryj.yml", "E234")]
    assert older == []


def test_committed_staged_and_new_changes_count_alike(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "pravka")
    for number, step in enumerate(("commit", "stage", "leave")):
        (repository / f"ngos/n{number}.yml").write_text(BAD.replace("Старый", step), "utf-8")
        if step != "leave":
            git(repository, "add", ".")
        if step == "commit":
            git(repository, "commit", "-q", "-m", "one")
    assert [path for path, _ in codes(repository)[0]] == ["ngos/n0.yml", "ngos/n1.yml", "ngos/n2.yml"]


def test_what_main_did_meanwhile_is_not_this_branch(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "pravka")
    (repository / "ngos/svoj.yml").write_text(NEW, "utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "own")
    git(repository, "checkout", "-q", "main")
    (repository / "ngos/chuzhoj.yml").write_text(GOOD.format("Чужой"), "utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "of another")
    git(repository, "checkout", "-q", "pravka")
    assert codes(repository) == ([("ngos/svoj.yml", "E203")], OLD)


def test_a_problem_in_an_untouched_file_that_the_change_caused(repository: Path) -> None:
    (repository / "ngos/a.yml").write_text(GOOD.format("Новый") + 'inn: "7707083893"\n', "utf-8")
    brought, older = codes(repository)
    assert brought == [("ngos/klub.yml", "E402")]  # the second of the two in order, though nobody changed it
    assert older == OLD


def test_a_link_of_prose_is_blamed_on_who_took_its_target_away(repository: Path) -> None:
    from generator.commands.checks import find_problems

    def dead() -> list[tuple[str, str]]:
        return [(p.path, p.code) for p in find_problems(repository, "main").problems if p.code.startswith("E64")]

    page = repository / "content/index.md"
    page.write_text("# Портал\n\n[Клуб](ngos/klub/) [Старый](ngos/staryj/) [Нет](ngos/net/)\n", "utf-8")
    assert dead() == [("content/index.md", "E640")]
    git(repository, "commit", "-q", "-a", "-m", "links, one of them dead")
    (repository / "ngos/novyj.yml").write_text(GOOD.format("Новый"), "utf-8")
    assert dead() == []  # the older one
    (repository / "ngos/klub.yml").unlink()
    assert set(dead()) == {("content/index.md", "E640")}


def test_a_removed_record_asks_for_its_line(repository: Path) -> None:
    (repository / "ngos/klub.yml").unlink()
    brought, _ = codes(repository)
    assert brought == [("content/events/vstrecha.yml", "E401"), ("content/moved.yml", "E412")]


def test_a_renamed_record_gets_its_line_ready_to_copy(repository: Path) -> None:
    git(repository, "mv", "ngos/klub.yml", "ngos/klub-primer.yml")
    event = repository / "content/events/vstrecha.yml"
    event.write_text(event.read_text("utf-8").replace("[klub]", "[klub-primer]"), "utf-8")
    found = blame(check_root(repository), [], read_revision(repository, "main"), repository)
    (problem,) = found.brought
    line = moved_line("ngos", "klub", "klub-primer", TODAY)
    assert (problem.code, problem.record) == ("E412", "klub")
    assert problem.hint.endswith(f": {line}")
    (repository / "content/moved.yml").write_text(f"moved:\n  {line}\n", "utf-8")
    assert codes(repository) == ([], OLD)
    (repository / "ngos/staryj.yml").unlink()
    hint = next(
        p.hint for p in blame(check_root(repository), [], read_revision(repository, "main"), repository).brought
    )
    line = hint.rsplit(": - ")[-1]
    with (repository / "content/moved.yml").open("a", encoding="utf-8") as file:
        file.write(f"  - {line}\n")
    assert codes(repository) == ([], [])


def test_an_ending_added_to_a_name_is_a_removal_too(repository: Path) -> None:
    (repository / "ngos/klub.yml").rename(repository / "ngos/klub.txt")
    assert ("content/moved.yml", "E412") in codes(repository)[0]


@pytest.mark.parametrize("name", ["с пробелом.yml", "новая\nстрока.yml", "--output=x.yml", "$(touch x).yml", "-.yml"])
def test_odd_file_names_stay_names(repository: Path, name: str) -> None:
    (repository / "ngos" / name).write_text(BAD, "utf-8")
    git(repository, "add", ".")
    assert (f"ngos/{name}", "E006") in codes(repository)[0]
    assert not (repository / "x").exists()
    assert not (repository / "x.yml").exists()


@pytest.mark.parametrize(
    "revision", ["--output=pwned", "-O", "нет-такой", "", "main..main", "HEAD; touch pwned", "@{upstream}"]
)
def test_a_revision_is_never_an_option_and_never_a_command(
    repository: Path, revision: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--root", str(repository), f"--since={revision}"]) == 2
    assert "нет версии" in capsys.readouterr().err
    assert not list(repository.rglob("*pwned*"))


def test_no_repository_and_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_root(tmp_path, {})
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(PortalError, match="не лежит в хранилище git"):
        read_revision(root, "HEAD")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PortalError, match="нужна программа git"):
        read_revision(root, "HEAD")


def test_a_root_within_a_larger_repository(tmp_path: Path) -> None:
    root = write_root(tmp_path / "towns" / "primer", {"ngos/staryj.yml": BAD})
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "start")
    (tmp_path / "elsewhere.yml").write_text("x", "utf-8")
    (root / "ngos/novyj.yml").write_text(NEW, "utf-8")
    assert codes(root) == ([("ngos/novyj.yml", "E203")], OLD)


def test_the_command_hushes_and_counts_what_was_there(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(repository), "--since", "main"]) == 0
    said = capsys.readouterr().out
    assert "Ошибок нет." in said
    assert "Было и до main, к вашей правке не относится: 1\u00a0ошибка." in said
    assert "E203" not in said
    assert main(["check", "--root", str(repository)]) == 1
    (repository / "ngos/novyj.yml").write_text(NEW, "utf-8")
    capsys.readouterr()
    assert main(["check", "--root", str(repository), "--since", "main", "--format", "json"]) == 1
    shown = capsys.readouterr()
    assert [row["path"] for row in json.loads(shown.out)] == ["ngos/novyj.yml"]
    assert "1\u00a0ошибка" in shown.err
