"""What git says about the files of a root: differences from a revision, and former texts.

The only module that starts git. A revision and paths are untrusted: they go to git as separate arguments, after
``--end-of-options`` and ``--``, never through a shell, and come back separated by NULs.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Literal

from generator import disk
from generator.problems.problem import PortalError

SECONDS = 120
ABSENT = "0" * 40
REGULAR = ("100644", "100755")
COPIED_OR_RENAMED = ("R", "C")
EARLIEST, LATEST = 0, 4_102_444_800  # 1970 and 2100, Unix seconds
LogEntry = tuple[int, str, str, str]  # commit time (Unix), path, blobs before and after (empty: no file)


@dataclass(frozen=True, slots=True)
class Revision:
    """How the working tree differs from a revision. Paths are relative to the root, with forward slashes.

    ``former``: path → former bytes, for every file changed or removed since (None if it was not a regular file).
    ``added``: files that did not exist then. ``renamed``: former path → present path, as git guesses.
    """

    name: str
    former: dict[str, bytes | None] = field(default_factory=dict)
    added: frozenset[str] = frozenset()
    renamed: dict[str, str] = field(default_factory=dict)

    @property
    def touched(self) -> frozenset[str]:
        return self.added | self.former.keys()


def read_revision(root: Path, revision: str) -> Revision:
    """Compare the working tree with the commit where ``revision`` and HEAD parted. Raises PortalError if it cannot."""
    base = find_base(root, revision)
    options = ("--raw", "-z", "--no-abbrev", "--find-renames", "--relative", "--no-ext-diff", "--ignore-submodules")
    listed = ask_git(root, "diff", *options, base, "--", ".")
    others = ask_git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    for done in (listed, others):
        if done.returncode:
            raise PortalError(f"git не смог сравнить файлы: {done.stderr.decode('utf-8', 'replace').strip()}")
    return _put_together(root, revision, list(_entries(listed.stdout)), others.stdout)


def find_base(root: Path, revision: str) -> str:
    """Return the commit where ``revision`` and HEAD parted.

    Raises PortalError without git, without a repository, or without that revision.
    """
    if shutil.which("git") is None:
        raise PortalError("Для --since нужна программа git: установите её или проверьте всё без --since.")
    inside = ask_git(root, "rev-parse", "--is-inside-work-tree")
    if inside.returncode or inside.stdout.strip() != b"true":
        if b"dubious ownership" in inside.stderr:
            message = f"git не доверяет папке {root}: её владелец другой. Выполните: git config --global --add "
            raise PortalError(f"{message}safe.directory {shlex.quote(str(root.resolve()))}")
        raise PortalError(f"Папка {root} не лежит в хранилище git: сравнить не с чем. Проверьте всё без --since.")
    found = ask_git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found.returncode:
        raise PortalError(
            f"В хранилище нет версии «{revision[:80]}». Посмотрите, какие есть: git log --oneline. "
            "Если хранилище получено не целиком, выполните: git fetch --unshallow"
        )
    commit = found.stdout.decode().strip()
    parted = ask_git(root, "merge-base", commit, "HEAD")
    return parted.stdout.decode().strip() or commit


def write_former(root: Path, revision: str, names: Sequence[str], target: Path) -> None:
    """Write the regular files among ``names`` into ``target`` as they were at ``find_base``."""
    base = find_base(root, revision)
    listed = ask_git(root, "ls-tree", "-r", "-z", base, "--", *names)
    found: dict[str, str] = {}
    for line in listed.stdout.split(b"\0"):
        head, _, path = line.partition(b"\t")
        mode, _, sha = head.decode().partition(" blob ")
        if mode in REGULAR:
            found[name_of(path)] = sha
    texts = read_blobs(root, set(found.values()))
    place, below = disk.aim(target, target)
    for name, sha in found.items():
        if disk.is_plain(name) and "\\" not in name:
            with suppress(PortalError):  # a tree git would never write: a file where another has its folder
                disk.write_file(place, f"{below}/{name}", texts.get(sha, b""))


def _put_together(root: Path, name: str, entries: list[tuple[str, str, str, str]], others: bytes) -> Revision:
    texts = read_blobs(root, {sha for sha, _, _, _ in entries if sha})
    revision = Revision(name)
    added = {name_of(path) for path in others.split(b"\0") if path}
    for sha, status, old, new in entries:
        if status in COPIED_OR_RENAMED:
            added.add(new)
        if status == "R":
            revision.renamed[old] = new
        if status == "A":
            added.add(old)
        elif status != "C":
            revision.former[old] = texts.get(sha)
    return Revision(name, revision.former, frozenset(added), revision.renamed)


def _entries(raw: bytes) -> Iterator[tuple[str, str, str, str]]:
    """Yield for each difference: blob (empty if not a regular file), status letter, former path, present path."""
    parts = iter(raw.split(b"\0"))
    for head in parts:
        if not head:
            continue
        old_mode, _, sha, _, status = head.decode().removeprefix(":").split(" ")
        old = name_of(next(parts))
        new = name_of(next(parts)) if status[0] in COPIED_OR_RENAMED else old
        yield sha if old_mode in REGULAR and sha != ABSENT else "", status[0], old, new


def read_blobs(root: Path, objects: set[str]) -> dict[str, bytes]:
    """Return the contents of objects by name, read all at once."""
    wanted = sorted(objects)
    answer = ask_git(root, "cat-file", "--batch", feed="".join(f"{sha}\n" for sha in wanted).encode()).stdout
    found: dict[str, bytes] = {}
    start = 0
    for sha in wanted:
        end = answer.index(b"\n", start)
        words = answer[start:end].split(b" ")
        start = end + 1
        if words[-1] == b"missing":  # in a partial clone
            continue
        size = int(words[2])
        found[sha] = answer[start : start + size]
        start += size + 1
    return found


def history_of(root: Path) -> Literal["none", "cut", "whole"]:
    """Return whether ``root`` is in a repository, and whether its history is complete or cut short (shallow)."""
    if shutil.which("git") is None:
        return "none"
    answer = ask_git(root, "rev-parse", "--is-inside-work-tree", "--is-shallow-repository")
    if answer.returncode or answer.stdout.split()[:1] != [b"true"]:
        return "none"
    return "whole" if answer.stdout.split()[1:] == [b"false"] else "cut"


def head_of(root: Path) -> str:
    """Return the hash of the last commit; empty before the first."""
    return ask_git(root, "rev-parse", "--verify", "--quiet", "HEAD").stdout.decode().strip()


def start_log(root: Path, folders: Sequence[str], out: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start writing to ``out`` which files of ``folders`` each commit changed, newest first, for ``read_log``."""
    options = ("--format=%x01%ct", "--raw", "-z", "--no-abbrev", "--no-renames", "--relative", "--no-ext-diff")
    return subprocess.Popen(  # noqa: S603 - a fixed program, arguments of its own, no shell
        _command(root, "log", *options, "--", *folders), env=_environment(), stdout=out, stderr=subprocess.DEVNULL
    )


def uncommitted(root: Path, folders: Sequence[str]) -> frozenset[str]:
    """Return files of ``folders`` that differ from the last commit: changed, new or removed. Empty before the first."""
    lying = ("--modified", "--deleted", "--others", "--exclude-standard", "-z")
    staged = ("--cached", "--name-only", "-z", "--relative", "--no-renames")
    asked = (
        ask_git(root, "ls-files", *lying, "--", *folders),
        ask_git(root, "diff-index", *staged, "HEAD", "--", *folders),
    )
    return frozenset(name_of(path) for done in asked for path in done.stdout.split(b"\0") if path)


def read_log(log: bytes) -> Iterator[LogEntry]:
    """Yield one entry for each file of each commit, newest first."""
    moment, known = 0, False
    parts = iter(log.split(b"\0"))
    for part in parts:
        head = part.lstrip(b"\n")
        if head.startswith(b"\1"):
            moment = int(head[1:])
            known = EARLIEST <= moment <= LATEST
        elif head.startswith(b":"):
            _, _, before, after, _ = head.decode().split(" ")
            path = name_of(next(parts))
            if not known:
                continue  # an impossible commit time carries no information
            yield moment, path, before if before != ABSENT else "", after if after != ABSENT else ""


def name_of(path: bytes) -> str:
    """Return a path as git writes it."""
    return path.decode("utf-8", "surrogateescape")


# A repository is untrusted: nothing its configuration names is run, and nothing is fetched for it.
QUIET = (
    "core.quotepath=off",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    f"core.attributesFile={os.devnull}",
)
COMMANDS = re.compile(rb"filter\.(.*)\.(?:clean|smudge|process|required)", re.DOTALL)


# A hook of another repository leaves these behind; with them git would read that one, or write its trace elsewhere.
POINTERS = ("GIT_DIR", "GIT_WORK", "GIT_COMMON", "GIT_INDEX", "GIT_OBJECT", "GIT_ALTER", "GIT_NAMESPACE", "GIT_TRACE")
SHUT = ("GIT_ALLOW_PROTOCOL", "GIT_NO_LAZY_FETCH")


def _command(root: Path, *arguments: str) -> list[str]:
    return [*_program(root), *_without_filters(root.resolve()), *arguments]


def _program(root: Path) -> list[str]:
    return ["git", *(part for setting in QUIET for part in ("-c", setting)), "-C", str(root)]


@cache
def _without_filters(root: Path) -> tuple[str, ...]:
    """Return settings that disable the filters a repository would run on compare.

    Reading a configuration runs nothing.
    """
    listed = subprocess.run(  # noqa: S603 - a fixed program, arguments of its own, no shell
        [*_program(root), "config", "--list", "--name-only", "-z", "--includes"],
        env=_environment(),
        capture_output=True,
        check=False,
    )
    names = {found[1] for key in listed.stdout.split(b"\0") if (found := COMMANDS.fullmatch(key))}
    off = ("clean=", "smudge=", "process=", "required=false")
    return tuple(part for name in sorted(names) for end in off for part in ("-c", f"filter.{name_of(name)}.{end}"))


def _environment() -> dict[str, str]:
    here = {name: value for name, value in os.environ.items() if not name.startswith(POINTERS)}
    return here | {
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",
    }


def run_git(
    root: Path, *arguments: str, settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run git for publishing, with network access by whatever protocol the remote uses."""
    open_ways = {key: value for key, value in _environment().items() if key not in SHUT}
    return subprocess.run(  # noqa: S603 - a fixed program, arguments of its own, no shell
        _command(root, "-c", "core.autocrlf=false", *arguments),
        env=open_ways | dict(settings or {}),
        capture_output=True,
        timeout=10 * SECONDS,
        check=False,
    )


def ask_git(
    root: Path, *arguments: str, feed: bytes = b"", settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder, offline unless ``settings``, extra environment variables, allow protocols."""
    try:
        return subprocess.run(  # noqa: S603 - a fixed program, arguments of its own, no shell
            _command(root, *arguments),
            input=feed,
            env=_environment() | dict(settings or {}),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PortalError("git не ответил за две минуты.") from None
