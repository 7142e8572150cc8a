"""``portal import``: reads a table of organisations into records. Every row is accepted, or rejected with a reason.

Accepted rows create records, add to records or change nothing. Records are written only if the whole root, including
them, has no new error: a row whose record would fail the check is rejected with the check's own message.
"""

from __future__ import annotations

from pathlib import Path

from generator.disk import write_file
from generator.intake.drafts import Draft
from generator.intake.edits import Reader, refuse, write_edits
from generator.intake.forum_sheets import take_forum
from generator.intake.job import Options, Report, Row, Town, load_town
from generator.intake.mapping import load_decisions, save_decisions
from generator.intake.merging import Registry, Target, from_source, merge
from generator.intake.own_cells import CellReader
from generator.intake.own_lists import Lists
from generator.intake.own_tables import OwnSheet, own_sheet
from generator.intake.rows import read_rows_of, source_of
from generator.intake.sheets import load_sheets
from generator.model.schemas import Table
from generator.problems.problem import PortalError
from generator.records.writing import AddRow, Change, SetField, set_fields, write_new

__all__ = ["Options", "Report", "import_file"]


def import_file(path: Path, root: Path, options: Options) -> Report:
    """Import a table into the records of ``root``. Raises PortalError if it cannot be read or has no known columns."""
    town, report = load_town(root), Report(path.name)
    checked = town.checked
    decided = load_decisions(root)
    sheets = report.look_at(load_sheets(path))
    own = [] if options.columns else [found for sheet in sheets if (found := own_sheet(sheet, checked.package))]
    if own:
        report.skipped = [sheet.name for sheet in sheets if sheet not in [found.sheet for found in own]]
        _take_edits(report, own, town, options)
        return report
    if options.forum:
        take_forum(report, sheets, options.forum, town, options)
        return report
    read_rows_of(report, sheets, town, decided, options)
    if not report.columns:
        hint = "Нужна строка заголовков: «Наименование», «ИНН» или «ОГРН» и ещё хотя бы один столбец. "
        hint += "Если заголовков нет, назовите столбцы по порядку: --columns name,-,ogrn. "
        hint += "Если это программа или решения, назовите запись: --forum 2026-summer"
        raise PortalError(f"В таблице {path.name} не нашлись столбцы НКО. {hint}")
    registry = Registry(checked.records["ngos"], town.broken)
    for row in report.rows:
        _settle(row, registry, options, source_of(report, row.sheet, options))
    report.written = _write_texts(report, registry, town)
    if not options.dry_run:
        for shown, text in report.written.items():
            write_file(root, shown, text.encode())  # bytes, so that line endings stay as they are
        pairs = dict(pair for pairs in report.columns.values() for pair in pairs)
        if not options.columns and any(decided.get(column) != name for column, name in pairs.items()):
            report.mapping = save_decisions(root, path, pairs.items())
    return report


def _take_edits(report: Report, own: list[OwnSheet], town: Town, options: Options) -> None:
    """Import the site's own tables: apply the cells that differ from the records, and nothing else."""
    checked = town.checked
    for found in own:
        for title in found.strange:
            report.remarks.append(f"лист «{found.sheet.name}»: столбца «{title[:60]}» в таблице нет, он пропущен")
    records = {name: dict(known) for name, known in checked.records.items()}
    lists = Lists(records["lists"], checked.files, checked.package.tables["lists"])
    cells = CellReader(checked.vocabulary, checked.settings.get("phone_code", ""))
    edits = Reader(checked.package, records, cells, lists, options.clear).all_edits(own)
    broken = {problem.path for problem in checked.problems if problem.severity == "error"}
    for edit in edits:
        if edit.says and edit.target in broken:
            edit.reason = edit.reason or "в записи есть ошибки: сначала исправьте её"
    new = {edit.target for edit in edits if edit.record is not None}
    changed = {edit.target for edit in edits if edit.says and not edit.reason} - new
    texts = {path: _text_before(path, town, lists) for path in changed}
    while wrong := town.errors_with(written := write_edits(edits, texts, checked.package)):
        refuse(edits, written, wrong, checked.package)
    for edit in edits:
        fate = "created" if edit.record is not None else "merged" if edit.changes else "unchanged"
        draft = Draft(notes=edit.notes, reason=edit.reason)
        report.rows.append(Row(edit.sheet, edit.number, draft, edit.target, "rejected" if edit.reason else fate))
    report.written = written
    if not options.dry_run:
        for shown, text in written.items():
            write_file(town.root, shown, text.encode())


def _text_before(path: str, town: Town, lists: Lists) -> str:
    """Return a record as it is on disk, line endings included, or the beginning of a file that does not exist yet."""
    table = town.source.package.table_of(path)
    if (town.root / path).is_file():
        return (town.root / path).read_bytes().decode("utf-8", "replace")
    return f"{table.key}: []\n" if table and table.key else lists.begin(Path(path).stem)


def _settle(row: Row, registry: Registry, options: Options, source: str) -> None:
    """Find or create the record of a row."""
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
    """Return path → text of records created or changed. Rows whose records fail the check are rejected and undone."""
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
    changes += from_source(target.before, [([name for name in touched if name != "name"], {"source": target.origin})])
    before = (root / "ngos" / f"{target.id}.yml").read_bytes().decode("utf-8")
    return set_fields(before, table, changes)
