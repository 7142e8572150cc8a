"""Publishing despite faulty files: each is replaced by its last valid version in git, or left out.

A copy of the root is mended round by round until it builds; the root itself is never changed. Errors of any phase
count. A file without a valid version is left out, except the settings and ``mkdocs.yml``, which are required.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from math import inf
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from generator import disk
from generator.build import BuildReport, Notify, Wanted, build_site
from generator.catalog.standing import Fallen, Newest, Standing, touches_people
from generator.past.revisions import versions_of
from generator.problems.problem import Problem, has_errors
from generator.records.check import FALLBACK_ZONE, Checked

READ = ("mkdocs.yml", "content", "ngos", "forums")  # what a root consists of
NEEDED = frozenset({"mkdocs.yml", "content/settings.yml"})
ROUNDS = 12
OLDEST = 8  # older versions tried per file
REPEATED = frozenset({"E402", "E403", "E404"})  # two records share a number; the error may be reported at either
PLAIN = Wanted()
MOST = 64 * 1024 * 1024  # bytes; larger files are never published


class History(NamedTuple):
    """Where older versions come from: a git folder and the newest revision to use."""

    root: Path
    revision: str = "HEAD"


class InSpite(NamedTuple):
    """Both builds: ``found`` of the files as they are, ``built`` as published; the same one if there were no errors."""

    found: BuildReport
    built: BuildReport


def build_in_spite(
    root: Path,
    site: Path,
    jobs: int,
    notify: Notify = lambda phase: None,
    wanted: Wanted = PLAIN,
    *,
    history: History | None = None,
) -> InSpite:
    """Build ``root``, replacing faulty files with their last valid versions.

    Nothing is published if that does not help.
    """
    found = build_site(root, site, jobs, notify, wanted)
    if found.published or not has_errors(found.problems):
        return InSpite(found, found)
    mender = _Mender(_copy(root), history or History(root), found.checked)
    built = found
    for _ in range(ROUNDS):
        if not mender.mend(built.problems):
            break
        standing = Standing(mender.files, mender.fallen(), mender.newest())
        built = build_site(root, site, jobs, notify, wanted, standing=standing)
        if built.published:
            built.fallen = standing.fallen
            return InSpite(found, built)
    return InSpite(found, found)


def _copy(root: Path) -> Path:
    """Copy the regular files a root consists of into its build folder."""
    target = disk.make_fresh(root, "build/standing")
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        if path.stat().st_size <= MOST:
            disk.write_file(target, name, disk.read_file(root, name, MOST))
    disk.make_folder(target, "content")
    return target


def _files(root: Path) -> Iterator[Path]:
    for name in READ:
        start = root / name
        if start.is_symlink():
            continue
        if start.is_file():
            yield start
        for folder, _, names in os.walk(start):
            yield from (path for one in names if (path := Path(folder, one)).is_file() and not path.is_symlink())


@dataclass(slots=True)
class _Mender:
    """A copy of a root and what has been tried in it.

    ``stands`` maps a path to the date of the version now in place, or None if the file is left out.
    """

    files: Path
    history: History
    checked: Checked
    stands: dict[str, date | None] = field(default_factory=dict)
    known: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)
    left: dict[str, Iterator[tuple[int, bytes]]] = field(default_factory=dict)

    def mend(self, problems: list[Problem]) -> bool:
        """Replace each faulty file with its next older version.

        Returns False if a required file has none left, or if an error is not about the root's own files.
        """
        errors = [problem for problem in problems if problem.severity == "error"]
        if not all(problem.path.split("/")[0] in READ and disk.is_plain(problem.path) for problem in errors):
            return False  # not a fault of people's files
        holders = [self._holders(problem) for problem in errors]
        self._learn({path for paths in holders for path in paths})
        broken = sorted({max(paths, key=self._changed) for paths in holders})
        replaced = [self._replace(path) for path in broken]
        return all(replaced)

    def _holders(self, problem: Problem) -> list[str]:
        """Return the files one of which is at fault: the one reported and those holding the same number."""
        table = self.checked.package.table_of(problem.path)
        if problem.code not in REPEATED or table is None:
            return [problem.path]
        records = self.checked.records[table.name]
        value = records.get(problem.record, {}).get(problem.field)
        same = (table.path(other) for other, row in records.items() if value and row.get(problem.field) == value)
        return [problem.path, *(path for path in same if path != problem.path)]

    def _learn(self, paths: set[str]) -> None:
        if new := sorted(paths - self.known.keys()):
            found = versions_of(self.history.root, new, self.history.revision)
            self.known |= {path: found.get(path, [])[:OLDEST] for path in new}
            self.left |= {path: iter(self.known[path]) for path in new}

    def _changed(self, path: str) -> float:
        """Return when a file got its present content, in Unix seconds; infinity if it is not committed."""
        lying, known = self.files / path, self.known[path]
        committed = bool(known) and lying.is_file() and lying.read_bytes() == known[0][1]
        return known[0][0] if committed else inf

    def _replace(self, path: str) -> bool:
        lying = self.files / path
        was = lying.read_bytes() if lying.is_file() else b""
        moment, text = next((one for one in self.left[path] if one[1] != was), (0, b""))
        if not moment and (path in NEEDED or self.stands.get(path, date.min) is None):
            return False
        disk.remove(self.files, path)
        if moment:
            disk.write_file(self.files, path, text)
        zone = ZoneInfo(self.checked.settings.get("timezone", FALLBACK_ZONE))
        self.stands[path] = datetime.fromtimestamp(moment, zone).date() if moment else None
        return True

    def fallen(self) -> tuple[Fallen, ...]:
        return tuple(Fallen(path, day) for path, day in sorted(self.stands.items()))

    def newest(self) -> dict[str, Newest]:
        """Return what the newest versions of the replaced records say, as far as they can be read."""
        found = {}
        for path in self.stands:
            if (table := self.checked.package.table_of(path)) is not None:
                record = self.checked.records[table.name].get(Path(path).stem, {})
                errors = [one for one in self.checked.problems if one.path == path and one.severity == "error"]
                found[path] = Newest(table.name, record, not any(touches_people(table, one) for one in errors))
        return found
