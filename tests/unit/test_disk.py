"""Writing follows no links and happens completely or not at all; nothing else in the program writes."""

from __future__ import annotations

import ast
import errno
import os
import stat
from pathlib import Path

import pytest

from generator import disk, folders
from generator.problems.problem import PortalError
from generator.problems.reasons import REASONS, words_of
from generator.site.publish import sweep
from tests.unit.test_imports import MODULES, parse

# Methods and functions that write, create, move or remove, on any object.
WRITERS = frozenset(
    (
        *(
            "write_text",
            "write_bytes",
            "mkdir",
            "makedirs",
            "touch",
            "unlink",
            "rmdir",
            "rmtree",
            "renames",
            "truncate",
        ),
        *("symlink_to", "hardlink_to", "symlink", "link", "mkfifo", "mknod", "copy2", "copyfile", "copytree"),
        *("copymode", "copystat", "chmod", "fchmod", "chown", "mkdtemp", "mkstemp", "NamedTemporaryFile", "save"),
    )
)
# They write to memory, or to the installation itself.
ALLOWED = {
    "cli.py": ["os.open(os.devnull, os.O_WRONLY)", "report.write_text(found.problems, found.checked.files)"],
    "ci.py": ["report.write_text(found.problems, found.checked.files)", "Path(page).open('a', encoding='utf-8')"],
    "site_branch.py": ["index.unlink(missing_ok=True)"],
    "processes.py": ["os.open(os.devnull, os.O_WRONLY)"],
    "book.py": ["archive.open(name, 'w')"],
    "cards.py": [
        "segno.make(url, error='m', micro=False).save(out, kind='svg', scale=4, border=4, xmldecl=False, nl=False)"
    ],
    "word.py": ["document.save(stream)"],
    "confirmation.py": ["document.save(body)"],
    "templating.py": [
        "(COMPILED / ORIGIN).write_text(_origin(), 'ascii')",
        "shutil.rmtree(COMPILED, ignore_errors=True)",
    ],
}


def writing(tree: ast.AST) -> set[str]:
    """Return calls that write to the disk, except those of functions of ``disk`` itself."""
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
            continue
        text, called = ast.unparse(node), ast.unparse(node.func)
        name = called.rpartition(".")[2]
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        texts += [word.value.value for word in node.keywords if isinstance(word.value, ast.Constant)]
        modes = [one for one in texts if isinstance(one, str) and 0 < len(one) < 4 and one[0] in "wax"]
        flags = called == "os.open" and ("O_CREAT" in text or "O_WRONLY" in text or "O_RDWR" in text)
        moved = called in ("shutil.move", "os.rename", "os.replace", "os.remove", "shutil.copy")
        if called != f"disk.{name}" and (
            (name in WRITERS and "." in called) or (name == "open" and modes) or flags or moved
        ):
            found.add(text)
    return found


def test_one_module_writes() -> None:
    ours = [Path(disk.__file__), Path(folders.__file__)]  # the implementation for each system
    assert all(writing(parse(path)) for path in ours)
    found = {path.name: writing(parse(path)) for path in MODULES if path not in ours}
    assert {name: texts for name, calls in found.items() if (texts := calls - set(ALLOWED.get(name, ())))} == {}


@pytest.mark.parametrize(
    "code",
    [
        *("p.write_text('x')", "open('x', 'w')", "p.open('wb')", "p.open(mode='ab')", "os.open(p, os.O_CREAT)"),
        *("shutil.rmtree(p)", "p.unlink()", "os.rename(a, b)", "shutil.move(a, b)", "p.parent.mkdir(parents=True)"),
    ],
)
def test_the_reader_of_calls_sees_them(code: str) -> None:
    assert writing(ast.parse(code)) == {code}


@pytest.mark.parametrize("name", ["a", "a/b/c", "a.b/c"])
def test_a_file_is_written_with_its_folders(tmp_path: Path, name: str) -> None:
    assert disk.write_file(tmp_path, name, "текст") == tmp_path / name
    assert (tmp_path / name).read_text("utf-8") == "текст"
    disk.write_file(tmp_path, name, b"\x00")
    assert (tmp_path / name).read_bytes() == b"\x00"
    assert [path.name for path in (tmp_path / name).parent.iterdir()] == [Path(name).name]


@pytest.mark.parametrize(
    "name", ["..", "../x", "a/../x", "/x", "", "a//b", ".git/config", "a/.GIT/config", "x\0y", "."]
)
def test_a_name_stays_below(tmp_path: Path, name: str) -> None:
    base = disk.make_folder(tmp_path, "base")
    with pytest.raises(PortalError):
        disk.write_file(base, name, "x")
    assert list(tmp_path.iterdir()) == [base]
    assert list(base.iterdir()) == []
    assert not disk.is_plain(name)


def test_rights_stay_and_a_new_file_takes_nobodys_place(tmp_path: Path) -> None:
    path = disk.write_file(tmp_path, "a", "1")
    path.chmod(0o640)
    disk.write_file(tmp_path, "a", "2")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    with pytest.raises(PortalError, match="уже есть"):
        disk.write_file(tmp_path, "a", "3", new=True)
    assert path.read_text() == "2"


@pytest.mark.parametrize("number", sorted({*REASONS, errno.EACCES, errno.ENOSPC}))
@pytest.mark.parametrize("new", [False, True])
def test_a_write_that_fails_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, new: bool
) -> None:
    name = "novyj" if new else "staryj"
    disk.write_file(tmp_path, "staryj", "было")

    def refuse(*_: object) -> int:
        raise OSError(number, "the system's own words")

    monkeypatch.setattr(os, "write", refuse)
    with pytest.raises(PortalError) as actual:
        disk.write_file(tmp_path, name, "стало", new=new)
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == ["staryj"]
    assert (tmp_path / "staryj").read_text("utf-8") == "было"
    assert str(tmp_path / name) in str(actual.value)
    assert "own words" not in str(actual.value)
    assert ("запись" in str(actual.value)) == (number == errno.EACCES)


def test_reading_and_writing_have_their_own_words() -> None:
    refused = PermissionError(errno.EACCES, "Permission denied", "x")
    assert "на чтение" in words_of(refused)
    assert "на запись" in words_of(refused, writing=True)
    assert words_of(OSError(errno.EHOSTDOWN, "Host is down")) == "Host is down"
    assert words_of(OSError("only words")) == "only words"
    assert words_of(OSError()) == "OSError"


def test_a_folder_that_is_removed_takes_nothing_with_it(tmp_path: Path) -> None:
    theirs = disk.write_file(tmp_path, "theirs/x", "моё")
    base = disk.make_folder(tmp_path, "base")
    disk.write_file(base, "made/x", "наше")
    (base / "made" / "link").symlink_to(theirs.parent)
    disk.remove(base, "made")
    assert list(base.iterdir()) == []
    assert theirs.read_text("utf-8") == "моё"
    disk.remove(base, "made")  # it no longer exists
    (base / "link").symlink_to(theirs.parent)
    with pytest.raises(PortalError, match="символьная ссылка"):
        disk.remove(base, "link")
    with pytest.raises(PortalError, match="символьная ссылка"):
        disk.remove(base, "link/x")
    assert theirs.exists()


@pytest.mark.parametrize("kind", ["folder", "pipe", "link", "missing", "huge"])
def test_what_is_no_file_is_not_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to("/etc/passwd")
    elif kind == "huge":
        path.write_bytes(b"x" * 101)
    with pytest.raises(PortalError, match=str(path)):
        disk.read_file(tmp_path, "x", 100)


def test_where_a_named_path_begins(tmp_path: Path) -> None:
    root = disk.make_folder(tmp_path, "root")
    (tmp_path / "way").symlink_to("root")
    assert disk.aim(root, root / "a" / "b") == (root, "a/b")
    assert disk.aim(tmp_path / "way", root / "a") == (root, "a")
    assert disk.aim(tmp_path / "way", tmp_path / "way" / "a") == (tmp_path / "way", "a")
    assert disk.aim(root, tmp_path / "c" / "d") == (tmp_path, "c/d")
    assert disk.aim(root, root) == (tmp_path, "root")
    assert disk.aim(root, root / ".." / "e") == (tmp_path, "e")
    with pytest.raises(PortalError):
        disk.aim(root, Path("/"))


def test_a_copy_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = disk.make_folder(tmp_path, "source")
    for name in "abc":
        disk.write_file(source, name, name)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "x")

    monkeypatch.setattr("shutil.copyfile", full)
    with pytest.raises(PortalError, match="кончилось место"):
        disk.copy_tree(source, tmp_path, "target")
    assert not (tmp_path / "target").exists()


def test_whatever_was_put_aside_is_removed_without_being_opened(tmp_path: Path) -> None:
    """A pipe would wait for a writer; a link is removed, and its target stays."""
    trash = disk.make_folder(tmp_path, "build/trash")
    (trash / "0").mkdir()
    (trash / "0" / "file").touch()
    os.mkfifo(trash / "1")
    (trash / "2").touch()
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "file").touch()
    (trash / "3").symlink_to(tmp_path / "theirs")
    with sweep(tmp_path / "build"):
        pass
    assert list(trash.iterdir()) == []
    assert (tmp_path / "theirs" / "file").exists()
