"""Columns and their fields as staff decided: files ``content/imports/<name>.yml``, one per form of table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from generator.disk import read_file, write_file
from generator.intake.columns import FIELDS, SKIP
from generator.problems.problem import PortalError
from generator.problems.suggestions import Words
from generator.records.canonical import quote
from generator.records.yaml import MAX_BYTES, MappingNode, ScalarNode, SequenceNode, parse_record
from generator.text import slugify

FOLDER = "content/imports"
HEAD = """\
# Какой столбец таблицы в какое поле записи НКО переносит portal import.
# Исправьте поле справа и запустите импорт снова. Прочерк «-»: столбец не переносить.
# Поля: {fields}.
"""


def load_decisions(root: Path) -> dict[str, str]:
    """Return column → field from all files in order of name. Raises PortalError with the place of a mistake."""
    found: dict[str, str] = {}
    for path in sorted((root / FOLDER).glob("*.yml")):
        shown = f"{FOLDER}/{path.name}"
        parsed = parse_record(read_file(root, shown, MAX_BYTES).decode("utf-8", "replace"), shown)
        if parsed.root is None or parsed.problems:
            problem = parsed.problems[0]
            raise PortalError(f"{shown}:{problem.line}: {problem.message} {problem.hint}")
        node = parsed.root.entries.get("columns")
        for item in node.items if isinstance(node, SequenceNode) else ():
            column, field = _pair(item)
            if field != SKIP and field not in FIELDS:
                guess = Words(FIELDS).guess(field)
                hint = f"Возможно, «{guess}»." if guess else f"Годятся: {', '.join(FIELDS)}."
                raise PortalError(f"{shown}:{item.mark.line}: нет поля «{field}» для столбца «{column}». {hint}")
            found[column] = field
    return found


def _pair(item: object) -> tuple[str, str]:
    entries = item.entries if isinstance(item, MappingNode) else {}
    column, field = entries.get("column"), entries.get("field")
    return (column.text if isinstance(column, ScalarNode) else "", field.text if isinstance(field, ScalarNode) else "")


def write_decisions(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the text of a mapping file."""
    lines = [HEAD.format(fields=", ".join(field for field in FIELDS if field != SKIP)) + "columns:"]
    for column, field in pairs:
        lines += [f"  - column: {quote(column)}", f"    field: {quote(field)}"]
    return "\n".join(lines) + "\n"


def save_decisions(root: Path, file: Path, pairs: Iterable[tuple[str, str]]) -> str:
    """Save the decisions on a file's columns. Returns the path relative to the root."""
    name = f"{slugify(file.stem) or 'tablica'}.yml"
    write_file(root, f"{FOLDER}/{name}", write_decisions(pairs))
    return f"{FOLDER}/{name}"
