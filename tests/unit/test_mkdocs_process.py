"""The process that loads MkDocs ahead of time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.build import stage_theme
from generator.frame.mkdocs import process as mkdocs
from generator.frame.mkdocs.config import load_site_config
from generator.frame.prose import load_prose
from generator.model.schemas import load_package
from generator.records.check import check_root
from tests.hostile.roots import REPOSITORY

QUIET = {"NO_MKDOCS_2_WARNING": "1"}


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[str]]:
    """Return the processes prepared by this test; those of other tests keep waiting."""
    found: list[subprocess.Popen[str]] = []
    monkeypatch.setattr(mkdocs, "_waiting", found)
    return found


def test_without_a_configuration_it_ends_quietly(waiting: list[subprocess.Popen[str]]) -> None:
    mkdocs.prepare_mkdocs()
    (process,) = waiting
    output, _ = process.communicate(timeout=60)
    assert (process.returncode, output) == (0, "")


def test_a_configuration_reaches_the_process_prepared(waiting: list[subprocess.Popen[str]], tmp_path: Path) -> None:
    mkdocs.prepare_mkdocs()
    (prepared,) = waiting
    process = mkdocs.start_mkdocs(tmp_path / "нет.yml")
    assert process is prepared
    output, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "нет.yml" in output


LATE = """
import sys
from generator.frame.mkdocs import process
process.load()
loaded = set(sys.modules)
try:
    process.build(sys.argv[1])
except SystemExit as end:
    print(end.code, sorted(set(sys.modules) - loaded))
"""


def test_nothing_is_loaded_when_others_wait(tmp_path: Path) -> None:
    prose = load_prose(REPOSITORY, load_package())
    config = load_site_config(REPOSITORY, set(prose.pages))
    staged = stage_theme(check_root(REPOSITORY), prose, config, tmp_path)
    command = [sys.executable, "-c", LATE, str(staged)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, env=os.environ | QUIET)
    assert done.stdout == "0 []\n", done.stderr
    assert (tmp_path / "mkdocs" / "index.html").is_file()
