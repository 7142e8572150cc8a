"""Mends a copy of a root, a round at a time: older texts in place of faulty ones, references to what is left out taken
out, and files without a valid text removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from math import inf
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from generator import disk
from generator.catalog.standing import Fallen, Newest, touches_people
from generator.fallback.links import DEAD, leads_to, unlink
from generator.model.schemas import DataPackage
from generator.past.versions import versions_of
from generator.problems.problem import Problem
from generator.records.check import FALLBACK_ZONE, Checked
from generator.records.integrity import LOOSE, find_loose
from generator.records.loose import find_unlisted, in_words, take_out, target_of, with_typed
from generator.records.source import FIRST
from generator.records.validate import Trail

READ = ("mkdocs.yml", "content", "ngos", "forums")  # what a root consists of
NEEDED = frozenset({"mkdocs.yml", "content/settings.yml"})
OLDEST = 8  # older versions tried per file
ONCE_MORE = 3  # of them tried again without what they refer to in vain
REPEATED = frozenset({"E402", "E403", "E404"})  # two records share a number; the error may be reported at either
LISTS = ("content/lists/", "content/fields/")
UNLISTED = frozenset({"E201", "E220"})  # an unknown field, an unknown code
NO_PAGE = "E510"  # the menu names a page that is not there
MAX_FILE = 64 * 1024 * 1024  # bytes; larger files are never published


class History(NamedTuple):
    """Where older versions come from: a git folder and the newest revision to use."""

    root: Path
    revision: str = "HEAD"


class _Try(NamedTuple):
    """A text to put in place: when it was committed (Unix seconds; 0 is the present one).

    ``bare``: without its own references to what is not there.
    """

    moment: int
    text: bytes
    bare: bool = False


def _by_rank(errors: list[Problem], package: DataPackage) -> dict[int, list[Problem]]:
    """Group errors by what is mended first: settings and lists, which all else is read with, and the menu last."""
    found: dict[int, list[Problem]] = defaultdict(list)
    for problem in errors:
        table = package.table_of(problem.path)
        first = table is not None and table.name in FIRST
        found[0 if first else 2 if problem.path == "mkdocs.yml" else 1].append(problem)
    return found


@dataclass(slots=True)
class Mender:
    """A copy of a root and what has been tried in it.

    ``in_place`` maps a path to the date of the version now in place, or None if the file is left out. ``parted`` tells
    what was taken out of texts, ``why`` why others do not stand as they are. ``own``: references that led nowhere
    before anything was mended. ``bare``: files that stand without such of their own.
    """

    files: Path
    history: History
    checked: Checked
    in_place: dict[str, date | None] = field(default_factory=dict)
    parted: dict[str, list[str]] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    known: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)
    left: dict[str, Iterator[_Try]] = field(default_factory=dict)
    own: set[tuple[str, Trail]] = field(default_factory=set)
    referring: set[str] = field(default_factory=set)
    bare: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.own = set(self._loose(self.checked))

    def mend(self, problems: list[Problem], checked: Checked) -> bool:
        """Mend each faulty file a little: without what it refers to in vain, else by its next older version.

        Returns False if a required file has none left, or if an error is not about the root's own files.
        """
        errors = [problem for problem in problems if problem.severity == "error"]
        if not all(problem.path.split("/")[0] in READ and disk.is_plain(problem.path) for problem in errors):
            return False  # not a fault of people's files
        errors = min(_by_rank(errors, checked.package).items(), default=(0, errors))[1]
        by_path: dict[str, list[Problem]] = defaultdict(list)
        for problem in errors:
            by_path[problem.path].append(problem)
        loose: dict[str, list[Trail]] = defaultdict(list)
        for path, trail in self._loose(checked):
            loose[path].append(trail)
        parted = {path for path, mine in by_path.items() if self._part(path, mine, loose[path], checked)}
        blamed = [(problem, self._holders(problem)) for problem in errors if problem.path not in parted]
        self._learn({path for _, paths in blamed for path in paths})
        broken: dict[str, Problem] = {}
        for problem, paths in blamed:
            broken.setdefault(max(paths, key=self._changed), problem)
        for path, problem in broken.items():
            place = f", строка {problem.line}" if problem.line else ""
            self.why.setdefault(path, f"ошибка {problem.code}{place}")  # no more: the page for staff is public
        replaced = [self._replace(path) for path in sorted(broken)]
        return all(replaced)

    def _loose(self, checked: Checked) -> Iterator[tuple[str, Trail]]:
        return find_loose(checked.package, checked.records, checked.files, self.files, checked.unread)

    def _part(self, path: str, problems: list[Problem], loose: list[Trail], checked: Checked) -> bool:
        """Take out of a file what refers to something left out, if nothing else is wrong with it."""
        codes = {problem.code for problem in problems}
        if path == "mkdocs.yml":
            return codes == {NO_PAGE} and self._unlist(path, problems)
        if path.endswith(".md"):
            return codes <= DEAD and self._unlink(path, problems)
        table = checked.package.table_of(path)
        raw = checked.files.get(path)
        if table is None or raw is None or checked.rules is None or not codes <= LOOSE | UNLISTED:
            return False
        gone = [Path(name).stem for name, since in self.in_place.items() if since is None and name.startswith(LISTS)]
        typed = dict(find_unlisted(raw.text, table, checked.vocabulary, gone)) if gone else {}
        if not (loose or typed):
            return False
        self.referring.add(path)
        record = with_typed(checked.records[table.name][raw.id], typed.items())
        mine = [trail for trail in loose if self._may_go(path, trail, target_of(checked.package, table, record, trail))]
        if len(mine) < len(loose):
            return False
        if (found := take_out(raw.text, table, record, [*mine, *typed], checked.rules)) is None:
            self.why[path] = f"не бывает без того, чего на сайте нет: {in_words(table, record, [*mine, *typed])}"
            return False
        self._write(path, found.text.encode(), found.removed)
        return True

    def _may_go(self, path: str, trail: Trail, target: str) -> bool:
        """Whether a reference led somewhere before files were mended; others wait until no version is left."""
        return path in self.bare or target in self.in_place or not (path in self.in_place or (path, trail) in self.own)

    def _unlink(self, path: str, problems: list[Problem]) -> bool:
        """Turn links of a page into plain text; False if they led nowhere before, or cannot be found."""
        self.referring.add(path)
        package = self.checked.package
        if path not in self.bare and not all(leads_to(problem, package, self.in_place) for problem in problems):
            return False
        text = (self.files / path).read_bytes().decode("utf-8", "replace")
        lines = tuple(f"ссылка в строке {problem.line}" for problem in problems)
        if (found := unlink(text, problems)) is None:
            return False
        self._write(path, found.encode(), lines)
        return True

    def _unlist(self, path: str, problems: list[Problem]) -> bool:
        """Take pages that are left out off the menu; False if another one is missing there."""
        gone = [name.removeprefix("content/") for name, since in self.in_place.items() if since is None]
        lines = self._lying(path).decode("utf-8", "replace").split("\n")
        for problem in sorted(problems, key=lambda one: -one.line):
            page = lines[problem.line - 1].rpartition(" ")[2].strip("\r\"'")
            if not problem.line or page not in gone:
                return False
            del lines[problem.line - 1]
        self._write(path, "\n".join(lines).encode(), tuple(f"строка меню {problem.line}" for problem in problems))
        return True

    def _write(self, path: str, text: bytes, notes: tuple[str, ...]) -> None:
        disk.remove(self.files, path)
        if text:
            disk.write_file(self.files, path, text)
        self.parted.setdefault(path, []).extend(notes)

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
            found = versions_of(self.history.root, new, self.history.revision, self._moves())
            self.known |= {path: found.get(path, [])[:OLDEST] for path in new}
            self.left |= {path: self._tries(path, self._lying(path)) for path in new}

    def _moves(self) -> dict[str, str]:
        """Map paths of records to their former ones, by the list of moves, where nothing lies any more."""
        tables = self.checked.package.tables
        rows = self.checked.records["moved"].get("moved", {}).get("moved", ())
        targets = [(tables.get(row.get("kind")), row.get("id"), row.get("to")) for row in rows]
        moves = {table.path(new): table.path(old) for table, old, new in targets if table and old and new}
        return {new: old for new, old in moves.items() if not (self.files / old).exists()}

    def _tries(self, path: str, present: bytes) -> Iterator[_Try]:
        """Yield the texts to put in place of a faulty one, the best first."""
        yield from (_Try(*one) for one in self.known[path])
        if path in self.referring:
            yield _Try(0, present, bare=True)
            yield from (_Try(*one, bare=True) for one in self.known[path][:ONCE_MORE])

    def _lying(self, path: str) -> bytes:
        lying = self.files / path
        return lying.read_bytes() if lying.is_file() else b""

    def _changed(self, path: str) -> float:
        """Return when a file got its present content, in Unix seconds; infinity if it is not committed."""
        known = self.known[path]
        return known[0][0] if known and self._lying(path) == known[0][1] else inf

    def _replace(self, path: str) -> bool:
        was = self._lying(path)
        found = next((one for one in self.left[path] if one.bare or one.text != was), None)
        if found is None and (path in NEEDED or self.in_place.get(path, date.min) is None):
            return False
        disk.remove(self.files, path)
        self.parted.pop(path, None)
        self.bare.discard(path)
        if found is not None:
            disk.write_file(self.files, path, found.text)
            self.bare |= {path} if found.bare else set()
        zone = ZoneInfo(self.checked.settings.get("timezone", FALLBACK_ZONE))
        self.in_place[path] = datetime.fromtimestamp(found.moment, zone).date() if found else None
        if found and not found.moment:
            del self.in_place[path]
        return True

    def fallen(self) -> tuple[Fallen, ...]:
        """Return the files that are not published as they are."""
        return tuple(
            Fallen(path, self.in_place.get(path), tuple(self.parted.get(path, ())), self.why.get(path, ""))
            for path in sorted(self.in_place.keys() | self.parted.keys())
        )

    def newest(self) -> dict[str, Newest]:
        """Return what the newest versions of the records that are not published as they are say, where legible."""
        found = {}
        for path in self.in_place.keys() | self.parted.keys():
            if (table := self.checked.package.table_of(path)) is not None:
                record = self.checked.records[table.name].get(Path(path).stem, {})
                errors = [one for one in self.checked.problems if one.path == path and one.severity == "error"]
                found[path] = Newest(table.name, record, not any(touches_people(table, one) for one in errors))
        return found
