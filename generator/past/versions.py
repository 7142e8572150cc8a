"""Former texts of files in git, also under the names they had before they were renamed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from pathlib import Path
from types import MappingProxyType

from generator.past.revisions import ask_git, history_of, name_of, read_blobs, read_log

Versions = dict[str, list[tuple[int, bytes]]]
MOVES: Mapping[str, str] = MappingProxyType({})
LOG = ("--format=%x01%ct", "--raw", "-z", "--no-abbrev", "--relative", "--no-ext-diff", "-m")
FIND_RENAMES = "--find-renames=30%"  # a short record renamed and broken at once keeps little; ``same_subject`` decides
SUBJECT = re.compile(rb"^(?:(?:name|title):|# ).*\S", re.MULTILINE)


def versions_of(root: Path, paths: Sequence[str], revision: str = "HEAD", moves: Mapping[str, str] = MOVES) -> Versions:
    """Map paths to their texts up to a revision, newest first, each with its commit time; empty without history.

    Texts under former names follow: those that ``moves`` (new path → former) tells, and those that git finds alike and
    that name the same subject in the same words.
    """
    if history_of(root) == "none":
        return {}
    renames = _renames(root, revision)
    chains = {path: list(_chain(path, renames, moves)) for path in paths}
    names = sorted({name for chain in chains.values() for name, _ in chain})
    asked = (*LOG, "--no-renames", "--end-of-options", revision, "--", *names)
    found: dict[str, list[tuple[int, str]]] = {}
    for moment, path, _, after in read_log(ask_git(root, "--literal-pathspecs", "log", *asked).stdout):
        if after:
            found.setdefault(path, []).append((moment, after))
    texts = read_blobs(root, {sha for versions in found.values() for _, sha in versions})
    whole = {
        name: [(moment, texts[sha]) for moment, sha in versions if sha in texts] for name, versions in found.items()
    }
    return {path: _joined(chain, whole, moves) for path, chain in chains.items()}


def _renames(root: Path, revision: str) -> dict[str, tuple[int, str]]:
    """Map files to their former names, with the time of the newest such commit."""
    asked = (*LOG, FIND_RENAMES, "--diff-filter=R", "--end-of-options", revision, "--", ".")
    found: dict[str, tuple[int, str]] = {}
    moment = 0
    parts = iter(ask_git(root, "log", *asked).stdout.split(b"\0"))
    for part in parts:
        head = part.lstrip(b"\n")
        if head.startswith(b"\1"):
            moment = int(head[1:])
        elif head.startswith(b":"):
            former, new = name_of(next(parts)), name_of(next(parts))
            found.setdefault(new, (moment, former))
    return found


def _chain(path: str, renames: Mapping[str, tuple[int, str]], moves: Mapping[str, str]) -> Iterator[tuple[str, float]]:
    """Yield the names of a file, newest first, each with the time until which it was called so."""
    until, seen = inf, set[str]()
    while path not in seen:
        seen.add(path)
        yield path, until
        if path in moves:
            path = moves[path]
        elif path in renames and renames[path][0] <= until:
            until, path = renames[path]


def _joined(chain: list[tuple[str, float]], whole: Versions, moves: Mapping[str, str]) -> list[tuple[int, bytes]]:
    joined: list[tuple[int, bytes]] = []
    newer = ""
    for name, until in chain:
        older = [one for one in whole.get(name, ()) if one[0] <= until]
        renamed = moves.get(newer) == name
        if joined and older and not renamed and not same_subject(older[0][1], joined[-1][1]):
            break  # similar only because both records are short
        joined += older
        newer = name
    return joined


def same_subject(older: bytes, newer: bytes) -> bool:
    """Whether the first line that names what a text is about stands in the newer one as well."""
    named = SUBJECT.search(older)
    return named is not None and named[0] in [line.rstrip() for line in newer.splitlines()]
