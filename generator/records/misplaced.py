"""Records in the folder of another kind: one problem each, instead of one per field."""

from __future__ import annotations

from collections.abc import Sequence

from generator.model.schemas import DataPackage
from generator.problems.problem import Problem
from generator.records.keys import kind_of
from generator.records.source import RawFile
from generator.records.yaml import parse_record


def misplaced(raw: RawFile, problems: Sequence[Problem], package: DataPackage) -> tuple[str, Problem] | None:
    """Return the right table and one problem if a record is in the folder of another kind, judging by its keys."""
    if sum(problem.code == "E201" for problem in problems) < 2:
        return None
    root = parse_record(raw.text, raw.path).root
    table = kind_of(root.entries if root else (), package)
    if table is None or table.name == raw.table:
        return None
    message = f"Это запись вида «{table.title}», а лежит в папке другого вида."
    hint = f"Перенесите файл в папку {table.folder}/."
    return table.name, Problem("E008", raw.path, 0, 0, message, hint, raw.id)
