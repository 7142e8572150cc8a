"""Small roots for hostile records, and records made from the examples of the schemas."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from generator.model.schemas import Field, Table, load_package
from generator.problems.problem import Problem
from generator.records.check import check_source
from generator.records.findings import RuleContext
from generator.records.messages import example_of
from generator.records.settle import Context, read_files, settle_files
from generator.records.source import RawFile, Source
from generator.records.validate import Outcome
from generator.records.verdict import start_judges
from generator.records.yaml.nodes import MappingNode, Node, ScalarNode

REPOSITORY = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 23)
SETTINGS = (REPOSITORY / "content" / "settings.yml").read_text("utf-8").replace("-zelenogorsk.example", ".example")
AREA = "39169"  # the area code, as in the settings
SETTINGS = SETTINGS.replace("dialog.example", "dialog-zelenogorsk.ru")


def write_root(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a minimal root with these files; settings are added if they are not among them."""
    whole: dict[str, str | bytes] = {"mkdocs.yml": "site_name: Портал\n", "content/settings.yml": SETTINGS, **files}
    for path, content in whole.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return root


@cache
def town() -> Context:
    """Return what records of the tests' town are checked against."""
    checked = check_source(Source([RawFile("content/settings.yml", "settings", "settings", SETTINGS)]), REPOSITORY)
    assert not checked.problems
    return Context(
        checked.package,
        checked.vocabulary,
        RuleContext(TODAY, (55.9, 56.3), (94.2, 95.0), checked.package.schema_version, vocabulary=checked.vocabulary),
        AREA,
    )


def check_file(raw: RawFile, context: Context) -> Outcome:
    """Check one record: read, judged by its schema and by the rules."""
    with start_judges(0) as judges:
        drafts = read_files([raw], context.package, context.vocabulary, area=context.area)
        return settle_files([raw], drafts, context, judges)[0]


def check_text(text: str, table: Table, record_id: str = "primer") -> list[Problem]:
    """Return the problems of one record by itself."""
    path = table.file or f"{table.folder}/{record_id}.yml"
    return check_file(RawFile(path, table.name, record_id, text), town())[3]


def way_to(table: Table) -> list[Table]:
    """Return the table that owns the file, the nested tables in between, and the table itself."""
    parents = [load_package().tables[name] for name in table.parents]
    return [*way_to(parents[0]), table] if parents else [table]


def row_lines(table: Table, fields: list[Field], indent: str = "") -> list[str]:
    """Return the fields with their examples, one line each."""
    return [f"{indent}{example_of(field)}" for field in fields]


def record_around(table: Table, fields: list[Field]) -> list[str]:
    """Return a record of the owner of ``table`` with one row of these fields; outer rows get their required ones."""
    lines: list[str] = []
    indent = ""
    for step in way_to(table):
        if step.parents or (step.file and step.key):
            lines.append(f"{indent}{step.key}:")
            indent += "  "
        wanted = fields if step is table else [f for f in step.fields if f.required and not f.implied]
        rows = row_lines(step, wanted, indent)
        if step.parents or (step.file and step.key):
            rows = [f"{indent}- {rows[0].lstrip()}", *(f"  {row}" for row in rows[1:])]
            indent += "  "
        lines += rows
    return lines


def as_plain(node: Node) -> Any:
    """Return the tree without positions: texts, mappings, lists."""
    if isinstance(node, ScalarNode):
        return node.text
    if isinstance(node, MappingNode):
        return {key: as_plain(value) for key, value in node.entries.items()}
    return [as_plain(item) for item in node.items]
