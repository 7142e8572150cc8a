"""Reads a written site back on all cores. Knows where files lie; ``audit`` knows what is wrong in them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path

from generator.folders import READ
from generator.frame.kinds import stamped_kinds
from generator.persons.files import UnreadableError, texts_of
from generator.processes import Workers
from generator.site.audit import (
    MAX_PAGE,
    Findings,
    Frame,
    SiteFault,
    make_frame,
    own_parts,
    read_own,
    read_page,
    resolve_links,
)
from generator.site.look import proofs
from generator.site.write import Work, share_out, shared_work

ATTACHED = ("files/", "images/")  # searched at their source, see frame.withheld
PACKED = (b"PK\x03\x04", b"\x1f\x8b")
PERSONAL = "сведения о человеке, на которые нет основания"  # which ones, a public log must not tell
BUFFER = 1 << 17


@dataclass(frozen=True, slots=True)
class _Audit:
    """What each process knows of the site: the files of its pages and the frames of stamped pages."""

    planned: frozenset[str]
    frames: dict[str, Frame]


class _Known:
    audit: _Audit | None = None


def audit_pages(work: Work, workers: Workers) -> Iterator[Findings]:
    """Start reading back the pages ``write_site`` has just written, in the same processes.

    Data files of records are read too if there is something to keep back.
    """
    _Known.audit = None
    return workers.over(_audit_part, share_out(work.pages))


def audit_site(work: Work, pages: Iterable[Findings]) -> list[SiteFault]:
    """Return the faults of the whole site: of ``pages``, of all other files, and of the links between them."""
    files, planned = frozenset(_walk(work.fresh)), _audit().planned
    known = planned | proofs(work.catalog.settings).keys()  # files of others, by the letter
    rest = _read(sorted(path for path in files - known if work.matcher or path.endswith(".html")))
    found = [*pages, rest]
    faults = [fault for part in found for fault in part.faults]
    faults += [SiteFault(path, "E640", "файла нет") for path in sorted(planned - files)]  # links to it were not doubted
    return faults + resolve_links(found, files)


def _audit() -> _Audit:
    if _Known.audit is None:
        work = shared_work()
        planned = frozenset(path for page in work.pages for path in page.files)
        _Known.audit = _Audit(planned, _frames(work))
    return _Known.audit


def _frames(work: Work) -> dict[str, Frame]:
    """Map pages to the frame they share with their kind. The first page of each kind has none: it is read whole."""
    frames: dict[str, Frame] = {}
    seen: dict[str, Frame] = {}
    stamped = {kind.name for kind in stamped_kinds(work.catalog.package)}
    for page in work.pages:
        if page.shell in seen:
            frames[page.dest_uri] = seen[page.shell]
        elif page.shell in stamped:
            seen[page.shell] = make_frame(work.theme.shells[page.shell].pieces)
    return frames


def _audit_part(part: Sequence[int]) -> Findings:
    work = shared_work()
    pages = map(work.pages.__getitem__, part)
    return _read(path for page in pages for path in page.files if work.matcher or path.endswith(".html"))


def _read(paths: Iterable[str]) -> Findings:
    work, audit = shared_work(), _audit()
    secrets = [(secret, secret.encode()) for secret in sorted(work.matcher.literals)]
    found = Findings()
    for path in paths:
        if not path.endswith(".html"):
            if not path.startswith(ATTACHED) and secrets_in(f"{work.fresh}/{path}", secrets) and _tells(path):
                found.faults.append(SiteFault(path, "E650", PERSONAL))
            continue
        body = bytes(_read_quickly(f"{work.fresh}/{path}"))
        frame = audit.frames.get(path)
        parts = own_parts(body, frame) if frame and len(body) <= MAX_PAGE else None
        # What a page shares with its kind is looked through on the first of them. Prose is read closely once more.
        own = "\n".join(parts.values()).encode() if parts else body
        if (path not in audit.planned or any(sign in own for _, sign in secrets)) and work.matcher.tells(own.decode()):
            found.faults.append(SiteFault(path, "E650", PERSONAL))
        report = read_own(path, parts, frame) if parts and frame else None
        found.add(report or read_page(path, body.decode()), audit.planned)
    return found


def _tells(path: str) -> bool:
    """Tell whether a file names a withheld person; a file that cannot be read counts as if it did."""
    work = shared_work()
    try:
        return any(work.matcher.tells(text) for text in texts_of((work.fresh / path).read_bytes()))
    except UnreadableError:
        return True


def secrets_in(path: str, secrets: Iterable[tuple[str, bytes]]) -> list[str]:
    """Return which of the texts a file holds, packed or not."""
    body = _read_quickly(path)
    if body[:4].startswith(PACKED):
        texts = [text.encode() for text in texts_of(bytes(body))]
        return [secret for secret, sign in secrets if any(sign in text for text in texts)]
    return [secret for secret, sign in secrets if body.find(sign) >= 0]


def _read_quickly(path: str) -> bytes | mmap:
    """Read a file with three system calls; a file longer than the buffer is mapped, not copied."""
    handle = os.open(path, READ)
    try:
        body = os.read(handle, BUFFER)
        return body if len(body) < BUFFER else mmap(handle, 0, access=ACCESS_READ)
    finally:
        os.close(handle)


def _walk(folder: Path) -> Iterable[str]:
    """Yield the paths of all files below a folder, relative to it."""
    waiting = [""]
    while waiting:
        base = waiting.pop()
        with os.scandir(f"{folder}/{base}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{base}{entry.name}/")
                else:
                    yield base + entry.name
