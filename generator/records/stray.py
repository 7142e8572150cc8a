"""Reports records in places that are never read; they are left there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from generator.model.schemas import DataPackage, Table
from generator.problems.problem import Problem
from generator.problems.suggestions import Words
from generator.records.keys import kind_of
from generator.records.yaml import MAX_BYTES

IMPORTS = "imports"  # column mappings decided by staff, see ``intake.mapping``
A_RECORD = re.compile(r"^(?:name|title|source) *:", re.MULTILINE)


def find_stray(root: Path, package: DataPackage) -> Iterator[Problem]:
    """Yield problems for files and folders in ``content`` without a table, and for records outside their folders."""
    yield from _unread(root, package)
    yield from _outside(root, package)


def _unread(root: Path, package: DataPackage) -> Iterator[Problem]:
    """Yield problems for records in files and folders of ``content`` that belong to no table."""
    roots = (*package.roots, *package.absent)
    known = {(table.file or table.folder).removeprefix("content/") for table in roots} - {""} | {IMPORTS}
    for entry in entries_of(root / "content"):
        if entry.name in known or entry.name.startswith("."):
            continue
        names = [entry.name]
        if entry.is_dir(follow_symlinks=False):
            with suppress(OSError):
                names = os.listdir(entry.path)
        if any(name.endswith((".yml", ".yaml")) for name in names):
            guess = Words(known).guess(entry.name)
            hint = f"Возможно, «content/{guess}»." if guess else f"В content читают: {', '.join(sorted(known))}."
            if not guess and len(names) == 1 and (table := _kind(Path(entry.path), package)):
                hint = f"Это запись вида «{table.title}»: перенесите файл в папку {table.folder}/."
            yield _stray(f"content/{entry.name}", "Записей здесь программа не читает.", hint)


def _kind(path: Path, package: DataPackage) -> Table | None:
    """Guess the table of a record outside its folder by its keys."""
    with suppress(OSError):
        text = path.read_bytes()[:MAX_BYTES].decode("utf-8", "replace")
        return kind_of(re.findall(r"^([a-z_]+):", text, re.MULTILINE), package)
    return None


def _outside(root: Path, package: DataPackage) -> Iterator[Problem]:
    """Yield problems for records at the top of the root and in folders with misspelt names."""
    folders = {table.folder.rpartition("/")[2]: table.folder for table in package.roots if table.folder}
    known, like = (
        Words(folders),
        Words([*folders, *(table.singular for table in package.roots if table.singular)]),
    )
    for entry in entries_of(root):
        if entry.name.startswith(".") or entry.name in ("mkdocs.yml", "content", "ngos", "forums"):
            continue
        if entry.is_file(follow_symlinks=False) and entry.name.endswith((".yml", ".yaml", ".yml.txt")):
            with suppress(OSError):
                text = Path(entry.path).read_bytes()[:MAX_BYTES].decode("utf-8", "replace")
                if len(A_RECORD.findall(text)) > 1:
                    table = _kind(Path(entry.path), package)
                    hint = f"Перенесите в папку записей: {', '.join(sorted(folders.values()))}."
                    hint = f"Это запись вида «{table.title}»: перенесите в {table.folder}/." if table else hint
                    yield _stray(entry.name, "Запись вне папок записей: на сайт она не попадёт.", hint)
        elif entry.is_dir(follow_symlinks=False) and like.surely(entry.name):
            with suppress(OSError):
                if any(name.endswith((".yml", ".yaml")) for name in os.listdir(entry.path)):
                    guess = folders.get(known.guess(entry.name), "")
                    hint = f"Перенесите записи в {guess}/." if guess else "Перенесите их в папку записей."
                    yield _stray(entry.name, "Записей здесь программа не читает.", hint)


def _stray(path: str, message: str, hint: str) -> Problem:
    return Problem("W001", path, 0, 0, message, hint)


def entries_of(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        yield from sorted(entries, key=lambda entry: entry.name)
