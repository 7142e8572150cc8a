"""Sends one saved record: a branch with one commit, pushed to where the repository came from.

Everything happens in a bare repository of our own below ``build``: the user's repository, index and working tree are
not touched, and nothing its configuration names is run. Only the address and the user's name are read from it.
"""

from __future__ import annotations

import os
import re
import secrets
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator import disk
from generator.past.revisions import ask_git, history_of, read_blobs
from generator.problems.problem import PortalError
from generator.serve.editor.merging import merge_texts

FOLDER = "build/outbox.git"
# ssh must not ask: nobody would see a question in the preview's terminal.
SSH = "ssh -o BatchMode=yes -o ConnectTimeout=20"
# What git may be given as an address: no helper programs, no options, no names that lead on.
ADDRESS = re.compile(
    r"(?:https://|ssh://)[^\s\\-][^\s\\]*|[\w.-]+@[\w.-]+:[^\s\\-][^\s\\]*|(?:file://)?/[^\s\\-][^\n\\]*"
)
ROLES = ("AUTHOR", "COMMITTER")
BASE = "refs/heads/base"
TAKEN = re.compile(
    rb"cannot lock ref|cannot create|already exists|non-fast-forward|fetch first|directory file conflict"
)
SAME = "Отправлять нечего: в хранилище эта запись уже такая."
# What the other side reports, in words; git's own words follow, for whoever set it up.
SHUT = {
    r"resolve host|timed out|timeout|unreachable|refused|reset by peer|не ответил": "Нет связи с хранилищем.",
    r"could not read (?:Username|Password)|Authentication|Permission denied|access denied|HTTP 40[13]|publickey": (
        "Хранилище не узнало этот компьютер: попросите того, кто его настраивал, дать ему доступ."
    ),
    r"remote ref|does not appear to be|not found|HTTP 404": (
        "Хранилища по этому адресу нет, или в нём нет главной ветки (forge_branch в настройках)."
    ),
    r"declined|rejected|protected": "Хранилище не приняло ветку с правкой.",
    "": "Хранилище не пустило или не ответило.",
}


class ShutError(PortalError):
    """The other side cannot be reached, or accepts nothing."""


class ConflictError(Exception):
    """The record was changed there too, and both changes touch the same lines.

    ``theirs``: its text there, empty if it is gone.
    """

    def __init__(self, theirs: str) -> None:
        super().__init__("the record was changed there too")
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent.

    ``seen``: the text there that the sender has looked at and wants replaced by this one. ``files``: what the record
    names and the last commit has not as it is, by path.
    """

    path: str
    text: str
    message: str
    branch: str
    main: str
    author: tuple[str, str]
    seen: str | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)


def address_of(root: Path) -> str:
    """Return where the repository of a root came from; empty if nowhere, or if it is not a plain address."""
    if history_of(root) == "none":
        return ""
    names = ask_git(root, "remote").stdout.decode("utf-8", "replace").split()
    name = names[0] if len(names) == 1 else "origin"
    found = ask_git(root, "config", "--get", f"remote.{name}.url").stdout.decode("utf-8", "replace").strip()
    if not ADDRESS.fullmatch(found):
        return ""
    local = found.removeprefix("file://")
    if local.startswith("/") and root.resolve() in Path(local).resolve().parents:
        return ""  # a repository that came with the records would run its own hooks
    return found


def has_remote(root: Path) -> bool:
    """Return whether git names any place the repository came from, fit to send to or not."""
    return history_of(root) != "none" and bool(ask_git(root, "remote").stdout.strip())


def author_of(root: Path, otherwise: tuple[str, str]) -> tuple[str, str]:
    """Return who sends, as git knows them."""
    known = [
        ask_git(root, "config", "--get", f"user.{key}").stdout.decode("utf-8", "replace").strip()
        for key in ("name", "email")
    ]
    return (known[0], known[1]) if all(known) else otherwise


def base_of(root: Path, path: str) -> str | None:
    """Return the text of a record in the last commit; None if it has none."""
    data = blob_of(root, path)
    return None if data is None else data.decode("utf-8", "replace")


def blob_of(root: Path, path: str) -> bytes | None:
    """Return the bytes of a file in the last commit; None if it has none."""
    found = ask_git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"HEAD:{_prefix(root)}{path}")
    blob = found.stdout.decode().strip()
    return read_blobs(root, {blob}).get(blob) if found.returncode == 0 else None


def send(root: Path, address: str, letter: Letter) -> str:
    """Push the letter, with what others changed meanwhile in other lines; the branch that it came to.

    Raises ConflictError, ShutError, and PortalError when there is nothing to send.
    """
    place = disk.make_fresh(root, FOLDER)
    _done(ask_git(place, "init", "--quiet", "--bare", "--template="))
    fetched = ("fetch", "--quiet", "--depth=1", "--no-tags", "--", address, f"+refs/heads/{letter.main}:{BASE}")
    _done(_ask_there(place, *fetched))
    prefix = _prefix(root)
    text = _merged(root, place, prefix + letter.path, letter)
    files = {prefix + path: data for path, data in ((letter.path, text.encode()), *letter.files.items())}
    _commit(place, files, letter)
    # A name may be taken, or collide with a branch where another has its folder; then a unique one is used.
    for branch in (letter.branch, f"{letter.branch.replace('/', '-')}-{secrets.token_hex(2)}"):
        pushed = _ask_there(place, "push", "--quiet", "--", address, f"refs/heads/sent:refs/heads/{branch}")
        if pushed.returncode == 0 or not TAKEN.search(pushed.stderr):
            break
    _done(pushed)
    disk.remove(root, FOLDER)
    return branch


def _ask_there(place: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    network = {"GIT_ALLOW_PROTOCOL": "https:ssh:file"}
    if not os.environ.keys() & {"GIT_SSH", "GIT_SSH_COMMAND"}:
        network["GIT_SSH_COMMAND"] = SSH
    try:
        return ask_git(place, *arguments, settings=network)
    except PortalError as error:  # it took too long
        raise ShutError(f"{SHUT[next(iter(SHUT))]} {error}") from error


def _merged(root: Path, place: Path, path: str, letter: Letter) -> str:
    there = ask_git(place, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{BASE}:{path}")
    theirs = _text_of(place, there.stdout.decode().strip()) if there.returncode == 0 else None
    if theirs == letter.text:
        raise PortalError(SAME)
    base = base_of(root, letter.path)
    if (theirs or "") == letter.seen or (theirs is None and base is None):
        return letter.text
    if theirs is None:
        raise ConflictError("")
    merged = merge_texts(base, letter.text, theirs) if base is not None else None
    if merged is None:
        raise ConflictError(theirs)
    return merged


def _commit(place: Path, files: Mapping[str, bytes], letter: Letter) -> None:
    name, email = letter.author
    who = {f"GIT_{role}_NAME": name for role in ROLES} | {f"GIT_{role}_EMAIL": email for role in ROLES}
    _done(ask_git(place, "read-tree", BASE))
    for path, data in files.items():
        blob = _done(ask_git(place, "hash-object", "-w", "--no-filters", "--stdin", feed=data))
        _done(ask_git(place, "update-index", "--add", "--cacheinfo", f"100644,{blob},{path}"))
    tree = _done(ask_git(place, "write-tree"))
    feed = letter.message.encode()
    commit = _done(ask_git(place, "commit-tree", tree, "-p", BASE, "-F", "-", feed=feed, settings=who))
    _done(ask_git(place, "update-ref", "refs/heads/sent", commit))


def _prefix(root: Path) -> str:
    """Return where a root lies in its repository."""
    return ask_git(root, "rev-parse", "--show-prefix").stdout.decode("utf-8", "surrogateescape").strip("\n")


def _text_of(place: Path, blob: str) -> str:
    return read_blobs(place, {blob}).get(blob, b"").decode("utf-8", "replace")


def _done(answer: subprocess.CompletedProcess[bytes]) -> str:
    if answer.returncode:
        output = answer.stderr.decode("utf-8", "replace").strip()[-300:]
        words = next(words for pattern, words in SHUT.items() if re.search(pattern, output, re.IGNORECASE))
        raise ShutError(f"{words} Ответ git: {output}")
    return answer.stdout.decode("utf-8", "replace").strip()
