"""Sending one saved record: a branch with one commit of it, pushed to where the repository came from.

All is done in a bare repository of its own below ``build``: the person's repository, its index and working tree are not
touched, and nothing that its configuration names is run. Of it only the address and the name of the person are read.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from generator import disk
from generator.past.revisions import ask_git, history_of, read_blobs
from generator.problems.problem import PortalError
from generator.serve.editor.merging import merge_texts

FOLDER = "build/outbox.git"
NETWORK = {"GIT_ALLOW_PROTOCOL": "https:ssh:file"}
# What git may be given as an address: no helper programs, no options, no names that lead on.
ADDRESS = re.compile(r"(?:https://|ssh://|file:///|/)[^\s\\-][^\s\\]*|[\w.-]+@[\w.-]+:[^\s\\-][^\s\\]*")
ROLES = ("AUTHOR", "COMMITTER")
BASE = "refs/heads/base"
SHUT = "Хранилище не пустило или не ответило. Проверьте связь и доступ: без них правку можно отправить через сайт."


class ConflictError(Exception):
    """The record was changed there too, and both changes touch the same lines. ``theirs``: its text there."""

    def __init__(self, theirs: str) -> None:
        super().__init__("the record was changed there too")
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent. ``seen``: the text there that the sender has looked at and wants replaced by this one."""

    path: str
    text: str
    message: str
    branch: str
    main: str
    author: tuple[str, str]
    seen: str | None = None


def address_of(root: Path) -> str:
    """Where the repository of a root came from; empty when there is none, or when it is no plain address."""
    if history_of(root) == "none":
        return ""
    found = ask_git(root, "config", "--get", "remote.origin.url").stdout.decode("utf-8", "replace").strip()
    if not ADDRESS.fullmatch(found):
        return ""
    local = found.removeprefix("file://")
    if local.startswith("/") and root.resolve() in Path(local).resolve().parents:
        return ""  # a repository that came with the records would run its own hooks
    return found


def author_of(root: Path, otherwise: tuple[str, str]) -> tuple[str, str]:
    """Who sends, as git knows them."""
    known = [
        ask_git(root, "config", "--get", f"user.{key}").stdout.decode("utf-8", "replace").strip()
        for key in ("name", "email")
    ]
    return (known[0], known[1]) if all(known) else otherwise


def base_of(root: Path, path: str) -> str | None:
    """The text of a record in the last commit; None where it has none."""
    prefix = _prefix(root)
    found = ask_git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"HEAD:{prefix}{path}")
    return _text_of(root, found.stdout.decode().strip()) if found.returncode == 0 else None


def send(root: Path, address: str, letter: Letter) -> str:
    """Push the letter; the text that was sent, with what others changed meanwhile in other lines.

    Raises ConflictError, and PortalError in words when the other side cannot be reached.
    """
    place = disk.make_fresh(root, FOLDER)
    _done(ask_git(place, "init", "--quiet", "--bare", "--template="))
    fetched = ("fetch", "--quiet", "--depth=1", "--no-tags", "--", address, f"+refs/heads/{letter.main}:{BASE}")
    _done(ask_git(place, *fetched, settings=NETWORK))
    path = _prefix(root) + letter.path
    text = _merged(root, place, path, letter)
    _commit(place, path, text, letter)
    push = ("push", "--quiet", "--", address, f"refs/heads/sent:refs/heads/{letter.branch}")
    _done(ask_git(place, *push, settings=NETWORK))
    disk.remove(root, FOLDER)
    return text


def _merged(root: Path, place: Path, path: str, letter: Letter) -> str:
    there = ask_git(place, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{BASE}:{path}")
    theirs = _text_of(place, there.stdout.decode().strip()) if there.returncode == 0 else None
    if theirs == letter.text:
        raise PortalError("Отправлять нечего: в хранилище эта запись уже такая.")
    if theirs is None or theirs == letter.seen:
        return letter.text
    base = base_of(root, letter.path)
    merged = merge_texts(base, letter.text, theirs) if base is not None else None
    if merged is None:
        raise ConflictError(theirs)
    return merged


def _commit(place: Path, path: str, text: str, letter: Letter) -> None:
    name, email = letter.author
    who = {f"GIT_{role}_NAME": name for role in ROLES} | {f"GIT_{role}_EMAIL": email for role in ROLES}
    blob = _done(ask_git(place, "hash-object", "-w", "--no-filters", "--stdin", feed=text.encode()))
    _done(ask_git(place, "read-tree", BASE))
    _done(ask_git(place, "update-index", "--add", "--cacheinfo", f"100644,{blob},{path}"))
    tree = _done(ask_git(place, "write-tree"))
    feed = letter.message.encode()
    commit = _done(ask_git(place, "commit-tree", tree, "-p", BASE, "-F", "-", feed=feed, settings=who))
    _done(ask_git(place, "update-ref", "refs/heads/sent", commit))


def _prefix(root: Path) -> str:
    """Where a root lies in its repository."""
    return ask_git(root, "rev-parse", "--show-prefix").stdout.decode("utf-8", "surrogateescape").strip("\n")


def _text_of(place: Path, blob: str) -> str:
    return read_blobs(place, {blob}).get(blob, b"").decode("utf-8", "replace")


def _done(answer: subprocess.CompletedProcess[bytes]) -> str:
    if answer.returncode:
        said = answer.stderr.decode("utf-8", "replace").strip()[-300:]
        raise PortalError(f"{SHUT} Ответ: {said}")
    return answer.stdout.decode("utf-8", "replace").strip()
