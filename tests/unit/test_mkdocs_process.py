"""The process that loads MkDocs ahead of time."""

from __future__ import annotations

from pathlib import Path

from generator import mkdocs_process


def test_without_a_configuration_it_ends_quietly() -> None:
    mkdocs_process.prepare()
    (process,) = mkdocs_process._waiting
    mkdocs_process._waiting.clear()
    output, _ = process.communicate(timeout=60)
    assert (process.returncode, output) == (0, "")


def test_a_configuration_reaches_the_process_prepared(tmp_path: Path) -> None:
    mkdocs_process.prepare()
    (prepared,) = mkdocs_process._waiting
    process = mkdocs_process.start_mkdocs(tmp_path / "нет.yml")
    assert process is prepared
    output, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "нет.yml" in output
