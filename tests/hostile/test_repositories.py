"""A repository is strangers' data: nothing it names is run, none of its dates stops a build, no path leads outside."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from generator.past.revisions import read_log, read_revision, uncommitted, write_former
from generator.problems.problem import PortalError
from tests.conftest import git, run_portal
from tests.hostile.roots import write_root

RECORD = "name: Клуб\nstatus: unknown\nsource: анкета\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = write_root(tmp_path / "root", {"ngos/klub.yml": RECORD, "content/index.md": "# Портал\n"})
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "начало")
    return root


def set_traps(root: Path, trap: Path) -> None:
    """Configure what a hostile repository would have run: each trap leaves a file."""
    script = root.parent / "trap.sh"
    script.write_text(f"#!/bin/sh\ntouch '{trap}'\ncat\n")
    script.chmod(0o755)
    hooks = root / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("post-index-change", "pre-commit", "post-checkout"):
        (hooks / hook).write_text(f"#!/bin/sh\ntouch '{trap}'\n")
        (hooks / hook).chmod(0o755)
    for driver in ("evil", "other.name", "с пробелом"):
        git(root, "config", f"filter.{driver}.clean", str(script))
        git(root, "config", f"filter.{driver}.smudge", str(script))
        git(root, "config", f"diff.{driver}.textconv", str(script))
        git(root, "config", f"diff.{driver}.command", str(script))
    for name in ("core.fsmonitor", "core.pager", "diff.external", "core.sshCommand", "gpg.program"):
        git(root, "config", name, str(script))
    git(root, "config", "log.showSignature", "true")
    (root / ".git" / "info").mkdir(exist_ok=True)
    (root / ".git" / "info" / "attributes").write_text("*.yml filter=evil diff=evil\n*.md filter=other.name\n")


def test_nothing_that_a_repository_names_is_run(repository: Path, tmp_path: Path) -> None:
    trap = tmp_path / "sprung"
    set_traps(repository, trap)
    path = repository / "ngos" / "klub.yml"
    path.write_text(RECORD.replace("Клуб", "Клуб «Сосна»"), "utf-8")
    assert read_revision(repository, "HEAD").former
    assert uncommitted(repository, ["ngos"]) == {"ngos/klub.yml"}
    write_former(repository, "HEAD", ("ngos",), tmp_path / "former")
    assert run_portal("check", "--since", "HEAD", "--root", repository).returncode == 0
    assert run_portal("build", "--no-search", "--root", repository).returncode == 0
    assert not trap.exists()
    git(repository, "status")
    assert trap.exists()  # positive control: git by itself runs them


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_TRACE2"])
def test_what_another_repository_left_in_the_environment_is_not_followed(
    repository: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = repository / "ngos" / "klub.yml"
    path.write_text(RECORD.replace("Клуб", "Дом"), "utf-8")
    theirs = tmp_path / "theirs"
    monkeypatch.setenv(name, str(theirs))
    assert uncommitted(repository, ("ngos",)) == {"ngos/klub.yml"}
    assert run_portal("check", "--root", repository, "--since", "HEAD").returncode != 2
    assert not theirs.exists()


@pytest.mark.parametrize("moment", ["253402300800", "99999999999999", "-1", "-99999999999"])
def test_a_commit_of_an_impossible_day_stops_nothing(repository: Path, moment: str) -> None:
    tree, parent = git(repository, "rev-parse", "HEAD^{tree}"), git(repository, "rev-parse", "HEAD")
    who = f"Пример <primer@example.org> {moment} +0000"
    body = f"tree {tree}\nparent {parent}\nauthor {who}\ncommitter {who}\n\nдень\n"
    made = git(repository, "hash-object", "-t", "commit", "-w", "--stdin", "--literally", feed=body)
    git(repository, "reset", "-q", "--hard", made)
    (repository / "ngos" / "klub.yml").write_text(RECORD.replace("Клуб", "Клуб «Сосна»"), "utf-8")
    git(repository, "commit", "-q", "-a", "-m", "правка")
    done = run_portal("build", "--no-search", "--root", repository)
    assert done.returncode == 0, done.stdout + done.stderr


def test_days_that_nobody_commits_at_are_left_out() -> None:
    def entry(moment: int) -> bytes:
        return f"\x01{moment}\0:100644 100644 {'a' * 40} {'b' * 40} M\0ngos/a.yml\0".encode()

    assert [moment for moment, *_ in read_log(entry(1_700_000_000))] == [1_700_000_000]
    assert list(read_log(entry(253_402_300_800) + entry(-5) + entry(10**20))) == []


@pytest.mark.parametrize("names", [("..", "escaped.yml"), ("ngos", "..", "..", "escaped.yml"), (".git", "hooks", "x")])
def test_a_path_of_a_tree_leads_nowhere_else(repository: Path, tmp_path: Path, names: tuple[str, ...]) -> None:
    blob = git(repository, "hash-object", "-w", "--stdin", feed="взлом\n")
    made, kind = blob, "100644 blob"
    for name in reversed(names):
        mode = "100644" if kind.endswith("blob") else "40000"
        body = f"{mode} {name}".encode() + b"\0" + bytes.fromhex(made)
        command = ["git", "-C", str(repository), "hash-object", "-t", "tree", "-w", "--stdin", "--literally"]
        made = subprocess.run(command, input=body, capture_output=True, check=True).stdout.decode().strip()
        kind = "40000 tree"
    commit = git(repository, "commit-tree", made, "-p", "HEAD", "-m", "дерево")
    git(repository, "update-ref", "HEAD", commit)
    target = tmp_path / "deep" / "former"
    write_former(repository, commit, (".",), target)
    assert [*tmp_path.rglob("escaped.yml"), *target.rglob("hooks")] == []
    assert (target / "..").resolve() == tmp_path / "deep"


def test_the_advice_for_a_folder_of_another_owner_can_be_pasted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "папка с 'кавычкой'; rm -rf"
    folder.mkdir()
    refused = subprocess.CompletedProcess([], 128, b"", b"fatal: detected dubious ownership")
    monkeypatch.setattr("generator.past.revisions.ask_git", lambda *_, **__: refused)
    with pytest.raises(PortalError) as actual:
        read_revision(folder, "HEAD")
    import shlex

    assert shlex.split(str(actual.value))[-1] == str(folder)
