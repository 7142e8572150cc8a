"""The process that loads MkDocs ahead of time."""

from __future__ import annotations

import subprocess
from pathlib import Path

import material
import pytest
from jinja2 import FileSystemLoader

from generator.mkdocs import process as mkdocs
from tests.hostile.roots import REPOSITORY


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[str]]:
    """The processes prepared by a test; those that other tests left wait on."""
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


def test_only_hidden_files_of_the_theme_are_passed_over() -> None:
    loader = FileSystemLoader([REPOSITORY / "generator" / "theme", Path(material.__file__).with_name("templates")])
    every = loader.list_templates()
    shown = [name for name in every if not any(part.startswith(".") for part in name.split("/")[:-1])]
    assert mkdocs.list_shown(loader) == shown
    assert len(every) > 10 * len(shown) > 100
