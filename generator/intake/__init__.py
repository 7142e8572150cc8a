"""``portal import``: a table of organisations into records. Every row is accepted or rejected with a reason.

Accepted rows make records, add to records, or say nothing new. Records are written only when the whole root, with
them in it, has no new error: a row whose record would break the check is rejected with the check's own words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from generator.disk import write_file
from generator.intake.cells import find_legal_form
from generator.intake.columns import (
    FIELDS,
    SKIP,
    Header,
    find_header,
    is_counter,
    is_numbering,
    known_titles,
    propose,
    unit_of,
)
from generator.intake.drafts import SUM, Draft, RowContext, is_total, read_row
from generator.intake.edits import OwnSheet, Reader, own_sheet, write_edits
from generator.intake.mapping import load_decisions, save_decisions
from generator.intake.merging import Registry, Target, merge
from generator.intake.sheets import NULLS, Sheet, load_sheets
from generator.model.schemas import Table
from generator.model.vocabulary import Vocabulary
from generator.problems.problem import PortalError
from generator.records.check import Checked, check_source
from generator.records.source import RawFile, Source, load_source, raw_file
from generator.records.writing import AddRow, Change, SetField, set_fields, write_new

LOOKED_AT = 50  # rows by which it is told what a column holds
MAX_LETTERS = 32_767  # of a cell, as in Excel
BODIES = ("департамент", "администрац", "министерств", "комитет", "управлени", "агентств", "отдел ", "муниципал")


@dataclass(frozen=True, slots=True)
class Options:
    """What staff chose: ``zeros`` takes suggested lost zeros, ``overwrite`` lets the table win over the record.

    ``columns``: fields of the columns in turn, of a table without a header; ``source``: where the facts come from, as
    readers are told; ``clear``: an empty cell of the site's own table takes a value away.
    """

    dry_run: bool = False
    overwrite: bool = False
    zeros: bool = False
    provider: str = ""
    columns: tuple[str, ...] = ()
    source: str = ""
    clear: bool = False


@dataclass(slots=True)
class Row:
    """A row of the file and what became of it: ``created``, ``merged``, ``unchanged`` or ``rejected``."""

    sheet: str
    number: int
    draft: Draft
    target: str = ""
    fate: str = ""


@dataclass(slots=True)
class Report:
    """What an import did. ``columns``: sheet → (column, field)."""

    file: str
    columns: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    mapping: str = ""

    def count(self, *fates: str) -> int:
        return sum(row.fate in fates for row in self.rows)


@dataclass(frozen=True, slots=True)
class Town:
    """What the root held before an import."""

    root: Path
    source: Source
    checked: Checked

    def wrong_with(self, texts: Mapping[str, str]) -> dict[str, list[str]]:
        """Path → errors that the root would have with these texts in it and has not now."""
        if not texts:
            return {}
        before = {(p.path, p.code, p.message) for p in self.checked.problems}
        trial = [raw for raw in self.source.files if raw.path not in texts]
        for path, text in texts.items():
            table = self.source.package.table_of(path)
            raw = raw_file(path, table, Path(path).stem, text.encode()) if table else None
            trial += [raw] if isinstance(raw, RawFile) else []
        wrong: dict[str, list[str]] = defaultdict(list)
        tried = Source(trial, self.source.problems, package=self.source.package)
        for problem in check_source(tried, self.root).problems:
            if problem.severity == "error" and (problem.path, problem.code, problem.message) not in before:
                wrong[problem.path].append(f"{problem.code} {problem.message}")
        return wrong


def import_file(path: Path, root: Path, options: Options) -> Report:
    """Read a table into the records of ``root``. Raises PortalError when the file cannot be read or is no table."""
    source = load_source(root)
    checked = check_source(source, root)
    town, report = Town(root, source, checked), Report(path.name)
    decided = load_decisions(root)
    every = load_sheets(path)
    sheets = [sheet for sheet in every if not sheet.hidden]
    report.hidden = [sheet.name for sheet in every if sheet.hidden]
    own = [] if options.columns else [found for sheet in sheets if (found := own_sheet(sheet, checked.package))]
    if own:
        report.skipped = [sheet.name for sheet in sheets if sheet not in [found.sheet for found in own]]
        _take_edits(report, own, town, options)
        return report
    _read_sheets(report, sheets, town, decided, options)
    if not report.columns:
        hint = "Нужна строка заголовков: «Наименование», «ИНН» или «ОГРН» и ещё хотя бы один столбец. "
        hint += "Если заголовков нет, назовите столбцы по порядку: --columns name,-,ogrn"
        raise PortalError(f"В таблице {path.name} не нашлись столбцы НКО. {hint}")
    broken = {Path(p.path).stem for p in checked.problems if p.severity == "error" and p.path.startswith("ngos/")}
    registry = Registry(checked.records["ngos"], broken)
    for row in report.rows:
        _settle(row, registry, options, _source_of(report, row.sheet, options))
    report.written = _write_texts(report, registry, town)
    if not options.dry_run:
        for shown, text in report.written.items():
            write_file(root, shown, text.encode())  # as it is: line ends too
        pairs = dict(pair for pairs in report.columns.values() for pair in pairs)
        if not options.columns and any(decided.get(column) != name for column, name in pairs.items()):
            report.mapping = save_decisions(root, path, pairs.items())
    return report


def _read_sheets(report: Report, sheets: list[Sheet], town: Town, decided: Mapping[str, str], options: Options) -> None:
    """The rows of every sheet that has columns of organisations."""
    known = known_titles(town.checked.package.tables["ngos"])
    for sheet in sheets:
        given = tuple(f"{n}-й столбец" for n in range(1, len(sheet.rows[0]) + 1))
        header = Header(0, given, ()) if options.columns else find_header(sheet)
        if header is None:
            report.skipped.append(sheet.name)
            continue
        if options.columns:
            report.columns[sheet.name] = list(zip(given, _given(options.columns, sheet), strict=True))
        else:
            forms = partial(_holds_forms, sheet, header, town.checked.vocabulary)
            report.columns[sheet.name] = propose(header.titles, decided, known, forms)
        report.rows += _read_rows(sheet, header, report, town.checked, options)


def _take_edits(report: Report, own: list[OwnSheet], town: Town, options: Options) -> None:
    """The site's own tables: what their cells say otherwise goes into the records, and nothing else."""
    checked = town.checked
    code = checked.settings.get("phone_code", "")
    reader = Reader(checked.package, checked.records, checked.vocabulary, code, options.clear)
    edits = [edit for found in own for edit in reader.edits(found)]
    changed = {edit.target for edit in edits if edit.changes}
    # As they are on disk, line ends too.
    texts = {path: (town.root / path).read_bytes().decode("utf-8", "replace") for path in changed}
    wrong = {p.path: ["в записи есть ошибки: сначала исправьте её"] for p in checked.problems if p.severity == "error"}
    while True:
        for edit in edits:
            if edit.target in wrong and (edit.changes or edit.record):
                edit.reason = edit.reason or "; ".join(wrong[edit.target])
        written = write_edits(edits, texts, checked.package)
        if not (wrong := town.wrong_with(written)).keys() & written.keys():
            break
    report.written = written
    for edit in edits:
        fate = "created" if edit.record is not None else "merged" if edit.changes else "unchanged"
        draft = Draft(notes=edit.notes, reason=edit.reason)
        report.rows.append(Row(edit.sheet, edit.number, draft, edit.target, "rejected" if edit.reason else fate))
    if not options.dry_run:
        for shown, text in written.items():
            write_file(town.root, shown, text.encode())


def _given(columns: Sequence[str], sheet: Sheet) -> list[str]:
    """Fields of a sheet's columns as staff named them in turn; the rest is passed over."""
    for name in columns:
        if name != SKIP and name not in FIELDS:
            raise PortalError(f"--columns: нет поля «{name}». Годятся: {', '.join(FIELDS)}; «-» — не переносить.")
    width = len(sheet.rows[0])
    return [*columns[:width], *[SKIP] * (width - len(columns))]


def _holds_forms(sheet: Sheet, header: Header, vocabulary: Vocabulary, column: int) -> bool:
    """Whether most of a column's values are legal forms, and not forms of support."""
    values = [row[column] for row in sheet.rows[header.start : header.start + LOOKED_AT] if row[column]]
    forms = [bool(find_legal_form(vocabulary, [value])) for value in values]
    return sum(forms) * 2 > len(values)


def _source_of(report: Report, sheet: str, options: Options) -> str:
    """Where the facts come from, as readers are told: never a file's name, which is the staff's own."""
    source = options.source or "таблица, переданная ресурсному центру"
    return f"{source}, лист «{sheet}»" if len(report.columns) > 1 else source


def _read_rows(sheet: Sheet, header: Header, report: Report, checked: Checked, options: Options) -> Iterator[Row]:
    """Rows of data, empty ones left out; a row that only goes on is read with the organisation above it."""
    fields = [name for _, name in report.columns[sheet.name]]
    provider = options.provider or next(
        (line for line in reversed(header.caption) if line.casefold().startswith(BODIES)), ""
    )
    code = checked.settings.get("phone_code", "")
    frame = RowContext(checked.vocabulary, _source_of(report, sheet.name, options), provider, options.zeros, code)
    above: dict[str, str] = {}
    titles = [title for title, _ in report.columns[sheet.name]]
    counters = [i for i, title in enumerate(titles) if is_counter(title) and title]
    units = {name: unit_of(title) for title, name in report.columns[sheet.name] if name == SUM}
    for number, cells in enumerate(sheet.rows[header.start :], start=header.start + 1):
        texts = ["" if text.casefold() in NULLS else text for text in cells]
        if not any(texts) or is_numbering(texts):
            continue
        if max(map(len, texts)) > MAX_LETTERS:
            reason = f"клетка длиннее {MAX_LETTERS} знаков: сократите её; в CSV проверьте, закрыты ли кавычки"
            yield Row(sheet.name, number, Draft(reason=reason))
            continue
        row = {name: text for name, text in zip(fields, texts, strict=True) if text and name != SKIP}
        row = {name: text + units.get(name, "") if text[-1].isdigit() else text for name, text in row.items()}
        numbered = any(texts[i].isdigit() for i in counters)
        if is_total(texts):
            yield Row(sheet.name, number, Draft(reason="строка итогов"))
            continue
        own = {name for name in row if not name.startswith("support.")}
        if not row or (numbered and not own):
            yield Row(sheet.name, number, Draft(reason="в строке нет ни названия, ни номера"))
            continue
        if own:
            above = {name: text for name, text in row.items() if name in own}
        yield Row(sheet.name, number, read_row(row if own else above | row, frame))


def _settle(row: Row, registry: Registry, options: Options, source: str) -> None:
    """Find or make the record of a row."""
    draft, row.fate = row.draft, "rejected"
    if draft.reason:
        return
    target, draft.reason = registry.find(draft.record)
    if draft.reason:
        return
    if target is None and not draft.record.get("name"):
        draft.reason = "нет названия, а по номеру записи нет"
        return
    fresh = target is None
    target = target or registry.create(draft.record, source)
    row.target, target.origin = target.id, source
    touched = merge(target, draft, overwrite=options.overwrite)
    row.fate = "created" if fresh else "merged" if touched else "unchanged"


def _write_texts(report: Report, registry: Registry, town: Town) -> dict[str, str]:
    """Path → text of every record made or changed. Rows whose records fail the check are rejected, and undone."""
    table = town.source.package.tables["ngos"]
    while True:
        texts = {f"ngos/{t.id}.yml": _text(t, table, town.root) for t in registry.targets.values() if t.changed}
        wrong = town.wrong_with(texts)
        if not (undone := [path for path in wrong if path in texts]):
            return texts
        for path in undone:
            ngo_id = Path(path).stem
            registry.drop(ngo_id)
            for row in report.rows:
                if row.target == ngo_id and row.fate != "rejected":
                    row.fate, row.draft.reason = "rejected", "; ".join(wrong[path])


def _text(target: Target, table: Table, root: Path) -> str:
    if target.before is None:
        return write_new(target.record, table)
    touched = (*target.filled, *target.replaced)
    changes: list[Change] = [SetField(name, target.record[name]) for name in touched]
    changes += [AddRow("support", row) for row in target.supports]
    if known := [name for name in touched if name != "name"]:
        changes.append(AddRow("sources", {"fields": known, "source": target.origin}))
    before = (root / "ngos" / f"{target.id}.yml").read_bytes().decode("utf-8")
    return set_fields(before, table, changes)
