"""For every reference of the model: if its target is broken for good, the referring record is published without it."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from generator.model.schemas import Field, Table, load_package
from generator.problems.problem import has_errors
from generator.records.check import check_root
from generator.records.loose import target_of
from generator.records.validate import Record, Trail
from tests.conftest import run_portal

PACKAGE = load_package()


class Reference(NamedTuple):
    """A cell that names a record: its table and field, its file, and the file it needs."""

    table: str
    field: str
    path: str
    target: str
    rows: int  # of the innermost list that contains it


def refers(table: Table, field: Field) -> bool:
    return bool(field.ref) or field.check == "decision" or (table.name == "moved" and field.name == "to")


KINDS = sorted(
    (table.name, field.name) for table in PACKAGE.tables.values() for field in table.fields if refers(table, field)
)


def references(owner: Table, table: Table, record: Record, row: Record, trail: Trail) -> Iterator[Reference]:
    """Yield all references of a row and of its nested rows."""
    around: Any = record
    for step in trail[:-1]:
        around = around[step]
    for field in table.fields:
        value = row.get(field.name)
        if value is not None and refers(table, field):
            for number in range(len(value)) if isinstance(value, list) else [None]:
                at = (*trail, field.name) if number is None else (*trail, field.name, number)
                target = target_of(PACKAGE, owner, record, at)
                yield Reference(table.name, field.name, owner.path(record["id"]), target, len(around))
    nested = {table.key: table} if table.file and table.key and not trail else table.nested
    for key, child in nested.items():
        for number, inner in enumerate(row.get(key, ())):
            yield from references(owner, child, record, inner, (*trail, key, number))


def choose(root: Path) -> dict[tuple[str, str], Reference]:
    """Return one reference of each kind, so that no referring file is one that breaks."""
    records = check_root(root).records
    every: dict[tuple[str, str], list[Reference]] = {}
    for table in PACKAGE.roots:
        for record_id, record in records[table.name].items():
            for one in references(table, table, {"id": record_id} | record, record, ()):
                every.setdefault((one.table, one.field), []).append(one)
    chosen: dict[tuple[str, str], Reference] = {}
    for kind, known in sorted(every.items(), key=lambda item: len(item[1])):
        refer, broken = {one.path for one in chosen.values()}, {one.target for one in chosen.values()}
        fit = (one for one in known if one.path not in broken and one.target not in {one.path, *refer})
        chosen[kind] = max(fit, key=lambda one: one.rows)
    return chosen


def test_who_refers_to_what_is_broken_for_good_is_published_without_it(demo_root: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(demo_root, root, ignore=shutil.ignore_patterns("build", "site", ".git"))
    chosen = choose(root)
    assert sorted(chosen) == KINDS, "the demo has a reference of each kind"
    for path in {one.target for one in chosen.values()}:
        (root / path).write_text("name: [\n", "utf-8")
    done = run_portal("ci", "publish", "--root", root)
    assert done.returncode == 3, done.stdout[-3000:] + done.stderr
    standing = check_root(root / "build/standing")
    assert not has_errors(standing.problems)
    for one in chosen.values():
        assert not (root / "build/standing" / one.target).exists()
        assert f"{one.path}: на сайте без ссылок на то, чего там нет" in done.stdout, one
        before, after = (
            Counter((folder / one.path).read_text("utf-8").splitlines()) for folder in (root, root / "build/standing")
        )
        assert (after - before).total() <= (before - after).total() < before.total() / 2, "nothing else changes"
