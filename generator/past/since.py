"""Blame only what changed: which problems a person's edits introduced, and which were there before.

A problem is introduced if its file was touched, or if the same check of the former files did not find it (a reference
to a record now removed, a number now used twice).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from generator.model.schemas import DataPackage
from generator.past.revisions import Revision
from generator.problems.problem import Problem, arrange
from generator.problems.report import printable
from generator.records.check import Checked, check_source
from generator.records.missing import moved_line
from generator.records.source import RawFile, Source, model_of, raw_file
from generator.text import count_of

SHOWN = 10


@dataclass(slots=True)
class Blame:
    """``brought``: problems this change introduced; ``older``: all others."""

    brought: list[Problem] = field(default_factory=list)
    older: list[Problem] = field(default_factory=list)


def blame(checked: Checked, others: Iterable[Problem], revision: Revision, root: Path) -> Blame:
    """Split the problems of a checked root. ``others`` are problems of prose and configuration."""
    known = [*checked.problems, *others]
    before = former_problems(checked, revision, root) if revision.touched else {*map(_bare, known)}
    found = Blame()
    for problem in known:
        (found.brought if _is_brought(problem, revision, before, root) else found.older).append(problem)
    found.brought = arrange([*found.brought, *lost_addresses(checked, revision)])
    return found


def _is_brought(problem: Problem, revision: Revision, before: set[Problem], root: Path) -> bool:
    if problem.path in revision.touched:
        return True
    if problem.path == "mkdocs.yml":  # its navigation names pages
        return any(path.endswith(".md") for path in revision.touched)
    if problem.code == "E407":  # only the present images can be inspected
        return any(path.startswith("content/images/") for path in revision.touched)
    if problem.code == "E650":  # records decide who may be named
        return any(path.endswith(".yml") for path in revision.touched)
    if problem.code == "E640":  # the page or record a link led to may be gone
        return any(not (root / path).is_file() for path in revision.former)
    if problem.code == "E641":  # or no longer have that anchor
        return bool(revision.former)
    return problem.path.endswith(".yml") and _bare(problem) not in before


def _bare(problem: Problem) -> Problem:
    """Return the problem without its advice, which may change with other files."""
    return replace(problem, hint="", fix=None)


def former_problems(checked: Checked, revision: Revision, root: Path) -> set[Problem]:
    """Return the problems the records had at the revision, without advice."""
    files = [raw for path, raw in checked.files.items() if path not in revision.touched]
    for path, data in revision.former.items():
        if (raw := _former_file(checked.package, path, data)) is not None:
            files.append(raw)
    files.sort(key=lambda raw: raw.path)
    former = check_source(Source(files, package=model_of(files)), root)
    return {_bare(problem) for problem in (*former.problems, *(p for p in checked.problems if p.code < "E101"))}


def _former_file(package: DataPackage, path: str, data: bytes | None) -> RawFile | None:
    table = package.table_of(path)
    if table is None or data is None:
        return None
    found = raw_file(path, table, PurePosixPath(path).stem, data)
    return found if isinstance(found, RawFile) else None


def lost_addresses(checked: Checked, revision: Revision) -> list[Problem]:
    """Report records that had a page at the revision but left no line in ``content/moved.yml``."""
    package = checked.package
    moved = package.tables["moved"]
    rows = checked.records["moved"].get("moved", {}).get("moved", ())
    named = {(row.get("kind"), row.get("id")) for row in rows}
    problems = []
    for path in revision.former:
        table = checked.package.table_of(path)
        stem = PurePosixPath(path).stem
        if (
            table is None
            or table not in checked.package.record_tables
            or path in checked.files
            or (table.name, stem) in named
        ):
            continue
        new = PurePosixPath(revision.renamed.get(path, ""))
        target = new.stem if str(new.parent) == table.folder and str(new) in checked.files else ""
        line = moved_line(table.name, stem, target, checked.today)
        what = f"переименована в «{target}»" if target else "удалена"
        message = f"«{moved.title}» (moved): запись {path} {what}, а её прежний адрес ведёт в никуда."
        start = (
            "Добавьте в content/moved.yml" if rows else "Начните content/moved.yml строкой moved: и под ней добавьте"
        )
        why = "" if target else " (причину замените своей)"
        hint = f"{start} строку с отступом в два пробела{why}: {line}"
        problems.append(Problem("E412", moved.file, 0, 0, message, hint, stem, "moved"))
    return problems


def write_older(older: list[Problem], revision: str) -> str:
    """Write the older problems, counted by file; an empty string if there are none."""
    if not older:
        return ""
    counts: dict[str, list[int]] = {}
    for problem in older:
        counts.setdefault(problem.path, [0, 0])[problem.severity == "warning"] += 1
    errors, warnings = (sum(count[i] for count in counts.values()) for i in (0, 1))
    lines = [f"Было и до {revision}, к вашей правке не относится: {_counted(errors, warnings)}."]
    lines += [f"    {printable(path)}: {_counted(*count)}" for path, count in list(counts.items())[:SHOWN]]
    if len(counts) > SHOWN:
        lines.append(f"    и ещё {count_of(len(counts) - SHOWN, 'файл', 'файла', 'файлов')}")
    return "\n".join([*lines, "Показать их: portal check"])


def _counted(errors: int, warnings: int) -> str:
    parts = [count_of(errors, "ошибка", "ошибки", "ошибок")] if errors else []
    parts += [count_of(warnings, "предупреждение", "предупреждения", "предупреждений")] if warnings else []
    return ", ".join(parts)
