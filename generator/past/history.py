"""What changed in a record, from the history of its file: «изменено: телефоны». Never the values.

A withdrawn value, above all of a withdrawn consent, must not come out again. So only fields are named, and for people
and staff-only data not even those. Without git, without full history, or with a history git cannot read, nothing is
told.
"""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path, PurePath
from typing import NamedTuple
from zoneinfo import ZoneInfo

from generator.model.identifiers import SLUG
from generator.model.schemas import DataPackage, Table
from generator.past.revisions import LogEntry, head_of, history_of, read_blobs, read_log, start_log, uncommitted
from generator.problems.problem import PortalError
from generator.records.yaml import MAX_BYTES, MappingNode, Node, ScalarNode, parse_record

SHOWN = 5  # changes shown per record
MAX_COMPARED = 4_000  # newest changes whose texts are compared in one build
FORUMS = "forums"
CALENDARS = (FORUMS, "content/events")  # folders whose records appear in calendars
CUT_SHORT = "Что менялось в записях, страницы не скажут: хранилище получено не целиком (git fetch --unshallow)."


class Change(NamedTuple):
    """What one day's edit did to a record."""

    day: date
    text: str


History = Mapping[str, tuple[Change, ...]]  # record id → its changes, newest first


class Left(NamedTuple):
    """What had its own address in a deleted forum's file: decisions by number, sessions by code."""

    decisions: tuple[int, ...] = ()
    sessions: tuple[str, ...] = ()


NONE_LEFT = Left()


class Past(NamedTuple):
    """What history tells.

    ``changes``: changes of one table's records, in words. ``times``: path → first and last commit (Unix seconds).
    ``edited``: uncommitted files of records that appear in calendars. ``left``: path → what a forum's file held when it
    was deleted. ``commit``: the last commit.
    """

    changes: History
    times: Mapping[str, tuple[int, int]]
    edited: frozenset[str] = frozenset()
    left: Mapping[str, Left] = {}
    commit: str = ""


NOTHING = Past({}, {})


class Log:
    """A history being read: git writes it while other work goes on. Always ``close`` it.

    It gives changes for records of ``table``, and times for all records with pages.
    """

    def __init__(self, root: Path, package: DataPackage, table: str) -> None:
        self.root, self.table = root, package.tables[table]
        self.known = history_of(root)
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - close() closes it
        folders = [table.folder for table in package.record_tables]
        self.process = start_log(root, folders, self.file) if self.known == "whole" else None

    @property
    def note(self) -> str:
        """What the editor should know; empty if all is well or if there is no history at all."""
        return CUT_SHORT if self.known == "cut" else ""

    def read(self, zone: str) -> Past:
        """Wait for git and return the past, with dates in the town's zone; empty if there is nothing to tell."""
        commit = head_of(self.root) if self.known != "none" else ""
        if self.process is None or self.process.wait(timeout=120):
            return NOTHING._replace(commit=commit)
        self.file.seek(0)
        entries = list(read_log(self.file.read()))
        try:
            changes = changes_by_record(self.root, self.table, entries, zone)
        except PortalError:
            changes = {}
        left = find_left(self.root, entries)
        return Past(changes, lifetimes(entries), uncommitted(self.root, CALENDARS), left, commit)

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.file.close()


def find_left(root: Path, entries: Iterable[LogEntry]) -> dict[str, Left]:
    """Map deleted forum files to their decisions' numbers and sessions' codes, which cannot hold people's text."""
    last: dict[str, str] = {}
    for _, path, before, after in entries:
        if PurePath(path).parent.as_posix() == FORUMS and path not in last and not (root / path).exists():
            last[path] = after or before
    texts = read_blobs(root, {sha for sha in last.values() if sha}) if last else {}
    found = {}
    for path, sha in last.items():
        record = _fields(texts.get(sha, b"").decode("utf-8", "replace"))
        numbers, codes = _named(record, "decisions", "number"), _named(record, "sessions", "code")
        decisions = tuple(int(number) for number in numbers if re.fullmatch(r"[1-9]\d{0,3}", number))
        found[path] = Left(decisions, tuple(code for code in codes if SLUG.fullmatch(code)))
    return found


def _named(record: Mapping[str, object], key: str, name: str) -> list[str]:
    rows = record.get(key)
    return [str(row.get(name, "")) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def lifetimes(entries: Iterable[LogEntry]) -> dict[str, tuple[int, int]]:
    """Map paths to the first and last commit of the file."""
    times: dict[str, tuple[int, int]] = {}
    for moment, path, _, _ in entries:
        first, last = times.get(path, (moment, moment))
        times[path] = (min(first, moment), max(last, moment))
    return times


def changes_by_record(root: Path, table: Table, entries: Iterable[LogEntry], zone: str) -> History:
    """Return the changes of each record of a table, from git's log, newest first."""
    town = ZoneInfo(zone)
    folder = table.folder
    newest: dict[str, list[tuple[date, str, str]]] = defaultdict(list)
    compared = 0
    for moment, path, before, after in entries:
        if not path.startswith(f"{folder}/"):
            continue
        place = Path(path)
        if place.suffix != ".yml" or not after or len(newest[place.stem]) >= SHOWN or compared >= MAX_COMPARED:
            continue
        compared += bool(before)
        newest[place.stem].append((datetime.fromtimestamp(moment, town).date(), before, after))
    edits = [(before, after) for found in newest.values() for _, before, after in found if before]
    texts = read_blobs(root, {sha for pair in edits for sha in pair}) if edits else {}
    changes: dict[str, tuple[Change, ...]] = {}
    for record_id, found in newest.items():
        words = ((day, _words(table, texts, before, after)) for day, before, after in found)
        changes[record_id] = tuple(Change(day, text) for day, text in words if text)
    return changes


def _words(table: Table, texts: Mapping[str, bytes], before: str, after: str) -> str:
    if not before:
        return "запись добавлена"
    if before not in texts or after not in texts:
        return ""
    return describe_change(table, texts[before].decode("utf-8", "replace"), texts[after].decode("utf-8", "replace"))


def describe_change(table: Table, before: str, after: str) -> str:
    """Describe which fields differ between two texts of a record; empty if only the layout does."""
    titles = _titles(table)
    old, new = _fields(before), _fields(after)
    if not old or not new:
        return ""
    if old.get("confirmed_on") != new.get("confirmed_on") and "confirmed_on" in new:
        confirmed = ["сведения подтверждены"]
    else:
        confirmed = []
    parts = {
        "изменено": [key for key in titles if key in old and key in new and old[key] != new[key]],
        "добавлено": [key for key in titles if key in new and key not in old],
        "убрано": [key for key in titles if key in old and key not in new],
    }
    changes = [f"{verb}: {', '.join(titles[key] for key in keys)}" for verb, keys in parts.items() if keys]
    return "; ".join([*changes, *confirmed])


def _fields(text: str) -> dict[str, object]:
    """Map fields to plain values, which layout, quotes and comments cannot affect.

    Empty for a text that is not a record.
    """
    root = parse_record(text.removeprefix("\ufeff").replace("\r\n", "\n"), "").root if len(text) <= MAX_BYTES else None
    return {key: _value(node) for key, node in root.entries.items()} if root else {}


def _value(node: Node) -> object:
    if isinstance(node, ScalarNode):
        return node.text.strip()
    if isinstance(node, MappingNode):
        return {key: _value(value) for key, value in node.entries.items()}
    return [_value(item) for item in node.items]


@cache
def _titles(table: Table) -> dict[str, str]:
    """Return titles of the fields readers see and of nested tables, except people and sources."""
    titles = {field.name: field.title for field in table.fields if field.show not in ("staff", "hidden")}
    titles.pop("confirmed_on", None)
    titles |= {
        key: child.title for key, child in table.nested.items() if child.name not in ("persons", "record_sources")
    }
    return {key: title if title[:2].isupper() else title[:1].lower() + title[1:] for key, title in titles.items()}
