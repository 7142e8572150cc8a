"""Options of an import, the root before it, and the outcome of each row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.intake.drafts import Draft
from generator.intake.sheets import Sheet
from generator.problems.problem import Problem
from generator.records.check import Checked, Memo, check_source
from generator.records.source import RawFile, Source, load_source, raw_file


@dataclass(frozen=True, slots=True)
class Options:
    """Options set by staff: ``zeros`` restores suggested leading zeros; ``overwrite`` prefers the table to the record.

    ``columns``: fields in column order, for a table without a header; ``source``: the published source of the facts;
    ``clear``: an empty cell in the site's own table removes the value; ``forum``: the forum whose programme and
    decisions are imported; ``local``: addresses that name no town are in this one.
    """

    dry_run: bool = False
    overwrite: bool = False
    zeros: bool = False
    provider: str = ""
    columns: tuple[str, ...] = ()
    source: str = ""
    clear: bool = False
    forum: str = ""
    local: bool = False


@dataclass(slots=True)
class Row:
    """A row of the file. ``fate``: ``created``, ``merged``, ``unchanged`` or ``rejected``."""

    sheet: str
    number: int
    draft: Draft
    target: str = ""
    fate: str = ""


@dataclass(slots=True)
class Report:
    """The outcome of an import. ``columns``: sheet → (column, field) pairs; ``written``: path → text."""

    file: str
    columns: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    mapping: str = ""

    def look_at(self, every: Sequence[Sheet]) -> list[Sheet]:
        """Return the visible sheets; note the names of hidden ones and the remarks on all."""
        self.hidden = [sheet.name for sheet in every if sheet.hidden]
        self.remarks = [f"лист «{sheet.name}»: {words}" for sheet in every for words in sheet.remarks]
        return [sheet for sheet in every if not sheet.hidden]

    def count(self, *fates: str) -> int:
        return sum(row.fate in fates for row in self.rows)


@dataclass(frozen=True, slots=True)
class Town:
    """The root before an import. ``memo``: earlier verdicts, so that a trial judges only what it changes."""

    root: Path
    source: Source
    checked: Checked
    memo: Memo = field(default_factory=Memo)

    @property
    def broken(self) -> frozenset[str]:
        """Codes of НКО whose records have errors, so their content is unknown."""
        found = (p.path for p in self.checked.problems if p.severity == "error")
        return frozenset(Path(path).stem for path in found if path.startswith("ngos/"))

    def errors_with(self, texts: Mapping[str, str]) -> list[Problem]:
        """Return the errors that the root would have with these texts and does not have now."""
        if not texts:
            return []
        before = {(p.path, p.code, p.message) for p in self.checked.problems}
        trial = [raw for raw in self.source.files if raw.path not in texts]
        for path, text in texts.items():
            table = self.source.package.table_of(path)
            raw = raw_file(path, table, Path(path).stem, text.encode()) if table else None
            trial += [raw] if isinstance(raw, RawFile) else []
        tried = Source(trial, self.source.problems, package=self.source.package)
        found = [p for p in check_source(tried, self.root, memo=self.memo).problems if p.severity == "error"]
        return [p for p in found if (p.path, p.code, p.message) not in before]

    def wrong_with(self, texts: Mapping[str, str]) -> dict[str, list[str]]:
        """Return the same as path → messages."""
        wrong: dict[str, list[str]] = defaultdict(list)
        for problem in self.errors_with(texts):
            wrong[problem.path].append(words_of(problem))
        return wrong


def words_of(problem: Problem) -> str:
    return f"{problem.code} {problem.message}"


def load_town(root: Path) -> Town:
    """Load and check the root on disk."""
    source, memo = load_source(root), Memo()
    return Town(root, source, check_source(source, root, memo=memo), memo)
