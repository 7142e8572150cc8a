"""Links committed where the program creates or removes something: no command touches anything outside the root."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from generator.serve.preview import Preview
from generator.upkeep.starter import Town
from generator.upkeep.starter import write_root as write_empty_root
from tests.conftest import git, run_portal

NGO = "name: Клуб «Пример»\nstatus: unknown\nsource: анкета\n"
TABLE = "Наименование;ИНН\nКлуб «Новый»;2453000000\n"
FILES: dict[str, str | bytes] = {
    "content/images/znak.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 32,
    "ngos/primer.yml": NGO,
    "tablica.csv": TABLE,
}
# What a command creates, by its path in the root: a link is tried in place of each part of the path.
MADE = {
    "build": (
        *(
            "build/lock",
            "build/fresh",
            "build/docs",
            "build/mkdocs",
            "build/mkdocs.yml",
            "build/trash",
            "build/schemas",
        ),
        *("build/schemas/ngos.json", "build/report.json", "site"),
    ),
    "build --no-search --site verstka/sait": ("verstka/sait",),
    "build --no-search --profile": ("build/profile.txt",),
    "print catalogue --out listy/katalog": ("listy/katalog/catalogue.pdf",),
    "schema": ("build/schemas/ngos.json",),
    "schema --out shemy/vse": ("shemy/vse/ngos.json",),
    "new ngo novyj": ("ngos/novyj.yml",),
    "import tablica.csv": ("content/imports/tablica.yml",),
    "import tablica.csv --dry-run --report otchet/vnos.json": ("otchet/vnos.json",),
    "confirm": ("build/letters", "build/letters/confirm"),  # rebuilt: former contents are removed, links too
    "confirm primer": ("ngos/primer.yml",),
    "issue-forms": (".github/ISSUE_TEMPLATE",),
    "fmt": ("ngos/primer.yml",),
    "changes --since HEAD": ("build/before",),
}
STEPS = sorted(
    {
        (command, "/".join(name.split("/")[: depth + 1]))
        for command, names in MADE.items()
        for name in names
        for depth in range(name.count("/") + 1)
    }
)


def write_root(root: Path, files: dict[str, str | bytes]) -> Path:
    """Write a root that builds, with these files."""
    write_empty_root(
        root,
        Town(
            "Примерск",
            "Asia/Krasnoyarsk",
            "Ресурсный центр",
            "https://primer.example/",
            "39169",
            (55.0, 57.0, 94.0, 95.0),
        ),
    )
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return path → mode and bytes of everything in a folder; for links, their targets."""
    return {
        path.relative_to(folder).as_posix(): (
            path.lstat().st_mode,
            str(path.readlink()).encode() if path.is_symlink() else path.read_bytes() if path.is_file() else b"",
        )
        for path in sorted(folder.rglob("*"))
    }


def stranger(folder: Path) -> Path:
    """Make a folder of somebody else's, with all the names that a build removes or overwrites."""
    for name in ("docs", "mkdocs", "trash/0", "fresh", "previous", "before", "schemas", "letters", "ISSUE_TEMPLATE"):
        (folder / name).mkdir(parents=True)
        (folder / name / "dorogoe.txt").write_text("моё", "utf-8")
    for name in ("mkdocs.yml", "lock", "report.json", "primer.yml", "novyj.yml", "katalog", "sait"):
        (folder / name).write_text("моё", "utf-8")
    return folder


def commit(root: Path) -> None:
    for words in ("init -q", "add -A -f", "commit -q -m записи"):
        git(root, *words.split())


def run(command: str, root: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of staff with files inside the root."""
    return run_portal(
        *(str(root / word) if "/" in word or "." in word else word for word in command.split()), *rest(root)
    )


def begin(command: str, root: Path) -> None:
    """Prepare what the command needs: ``changes`` compares with the built site."""
    if command.startswith("changes"):
        assert run("build --no-search", root).returncode == 0
        shutil.rmtree(root / "build")


def rest(root: Path) -> tuple[str, ...]:
    return ("--root", str(root))


@pytest.mark.parametrize(("command", "name"), STEPS)
def test_no_step_of_what_is_made_is_a_link(tmp_path: Path, command: str, name: str) -> None:
    root = write_root(tmp_path / "root", FILES)
    commit(root)
    begin(command, root)
    theirs = stranger(tmp_path / "theirs")
    place = root / name
    place.parent.mkdir(parents=True, exist_ok=True)
    is_file = "." in place.name or place.name == "lock"
    if place.is_dir():
        place.rename(tmp_path / "away")
    else:
        place.unlink(missing_ok=True)
    place.symlink_to(theirs / "mkdocs.yml" if is_file else theirs)
    before = state(theirs)
    done = run(command, root)
    assert state(theirs) == before
    assert done.returncode in (1, 2), done.stdout + done.stderr
    assert place.name in done.stderr + done.stdout
    assert ("portal check" if command == "fmt" else "ссылка") in (done.stderr + done.stdout).lower()
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", MADE)
def test_each_command_makes_what_the_test_says(tmp_path: Path, command: str) -> None:
    """Positive control: without a link the command succeeds and the names exist (or did, in between)."""
    root = write_root(tmp_path / "root", FILES)
    commit(root)
    begin(command, root)
    done = run(command, root)
    assert done.returncode == 0, done.stdout + done.stderr
    passing = ("build/fresh",)
    missing = [name for name in MADE[command] if name not in passing and not (root / name).exists()]
    assert missing == []


@pytest.mark.parametrize("name", ["build", "build/preview", "build/preview/docs", "build/preview/mkdocs.yml"])
def test_the_preview_follows_no_link(tmp_path: Path, name: str) -> None:
    root = write_root(tmp_path / "root", FILES)
    theirs = stranger(tmp_path / "theirs")
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).symlink_to(theirs / "mkdocs.yml" if name.endswith(".yml") else theirs)
    before = state(theirs)
    preview = Preview(root)
    preview.look()
    assert state(theirs) == before
    assert "символьная ссылка" in preview.note
    assert preview.shown is None


@pytest.mark.parametrize(
    "name", ["content", "ngos", "content/events", "content/images", "content/index.md", "mkdocs.yml"]
)
@pytest.mark.parametrize("command", ["check", "build --no-search"])
def test_what_is_read_is_no_link(tmp_path: Path, name: str, command: str) -> None:
    other = write_root(tmp_path / "other", {**FILES, "content/events/beseda.yml": "x: y\n"})
    root = write_root(tmp_path / "root", FILES)
    place = root / name
    if place.exists():
        place.rename(tmp_path / "away")
    place.symlink_to(other / name)
    done = run(command, root)
    assert done.returncode in (1, 2)
    assert "ссылка" in done.stdout + done.stderr
    assert name in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["demo", "init"])
def test_a_new_root_is_not_written_through_a_link(tmp_path: Path, command: str) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "root").symlink_to("theirs")
    done = run_portal(command, tmp_path / "root")
    assert (done.returncode, list((tmp_path / "theirs").iterdir())) == (2, [])
    assert "символьная ссылка" in done.stderr


@pytest.mark.parametrize("where", ["/dev/null", "/dev/stdout", "folder"])
def test_a_report_is_a_file(tmp_path: Path, where: str) -> None:
    root = write_root(tmp_path / "root", FILES)
    (tmp_path / "folder").mkdir()
    done = run_portal("import", root / "tablica.csv", "--dry-run", "--root", root, "--report", tmp_path / where)
    assert done.returncode == 2
    assert done.stderr.startswith("portal: ")
    assert os.path.lexists("/dev/null")
    assert not Path("/dev/null").is_file()
