"""Rows of tables are typed: a misspelt column is found before anything runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from generator.model.schemas import load_package
from tests.rows import FILE, write_rows

ROOT = FILE.parents[2]
CODE = """from generator.catalog.models import Catalog, Decision, Ngo
from generator.model.rows import ForumsRow


def read(catalog: Catalog, ngo: Ngo, decision: Decision, forum: ForumsRow) -> list[object]:
    return [{expression}]
"""


def test_the_types_are_those_of_the_schemas() -> None:
    assert FILE.read_text("utf-8") == write_rows(load_package()), "run: python -m tests.rows"


def judge(expressions: dict[str, str], tmp_path: Path) -> dict[str, bool]:
    """Return which of the expressions mypy accepts; one module each, one run for all."""
    for name, expression in expressions.items():
        (tmp_path / f"{name}.py").write_text(CODE.format(expression=expression), "utf-8")
    files = [str(tmp_path / f"{name}.py") for name in expressions]
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(ROOT / ".mypy_cache" / "rows"), "--strict", *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    return {name: f"{name}.py:" not in done.stdout for name in expressions}


@pytest.mark.xdist_group("mypy")
def test_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    found = judge(
        {
            "right": 'ngo.row["registered_on"], ngo.row["services"][0]["cost"], decision.row["steps"][0]["on"]',
            "of_record": 'ngo.row["strats_on"]',
            "of_list": 'ngo.row["services"][0]["prise"]',
            "of_decision": 'decision.row["steps"][0]["starts_on"]',
            "of_settings": 'catalog.settings["twon"]',
            "of_raw_row": 'forum["sessions"][0]["tittle"]',
            "of_all": '[event.row["strats_on"] for event in catalog.events.values()]',
        },
        tmp_path,
    )
    assert found == {name: name == "right" for name in found}
