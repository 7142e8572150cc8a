"""A second root for another town: made by ``init``, builds with its own zone and lists, knows nothing of the first."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, run_portal

TOWN = ["--town", "Примерск", "--zone", "Europe/Kaliningrad", "--operator", "Центр «Пример»", "--phone-code", "4012"]
NGO = "name: АНО «Пример»\nstatus: unknown\naudiences: [bees]\nsource: анкета\n"
LIST = "title: Для кого\nsource: пример\nitems:\n  - code: bees\n    label: пчеловоды\n"


FORUM = """\
title: Форум «Пример»
season: 2026-winter
starts_on: "2026-12-10"
ends_on: "2026-12-10"
sessions:
  - code: vstrecha
    type: seminar
    title: Семинар
    date: "2026-12-10"
    start: "10:00"
    end: "11:00"
source: план
"""
# The first town, its region and zone, its library and phone, its forum and newspaper.
FIRST_TOWN = re.compile(
    "зеленогор|zelenogorsk|красноярск|krasnoyarsk|им. маяковск|диалог|«панорама»|3-60-16|3916936016", re.IGNORECASE
)


def test_another_town_by_data_alone(tmp_path: Path, real_site: Path) -> None:
    root = tmp_path / "town"
    assert run_portal("init", root, *TOWN).returncode == 0
    done = run_portal("build", "--root", root, "--no-search")
    assert done.returncode == 0, done.stdout
    (root / "ngos" / "primer.yml").write_text(NGO, "utf-8")
    (root / "forums" / "2026-winter.yml").write_text(FORUM, "utf-8")
    (root / "content" / "lists").mkdir()
    (root / "content" / "lists" / "audiences.yml").write_text(LIST, "utf-8")
    done = run_portal("build", "--root", root)  # this includes the audit of the whole site
    assert done.returncode == 0, done.stdout
    assert run_portal("fmt", "--check", "--root", root, root / "content").returncode == 0
    site = root / "site"
    assert "пчеловоды" in (site / "ngos" / "primer" / "index.html").read_text("utf-8")
    calendar = (site / "forums" / "2026-winter" / "calendar.ics").read_text("utf-8")
    assert "DTSTART;TZID=Europe/Kaliningrad:20261210T100000" in calendar
    texts = {path: path.read_bytes().decode("utf-8", "replace") for path in site.rglob("*") if path.is_file()}
    assert [str(path) for path, text in texts.items() if FIRST_TOWN.search(text)] == []
    assert any("Примерск" in text for text in texts.values())
    home = (real_site / "index.html").read_text("utf-8")
    assert FIRST_TOWN.search(home)  # positive control


@pytest.mark.slow
def test_another_town_needs_no_copy_of_the_program(tmp_path: Path) -> None:
    """The program as an installed package, with a root elsewhere."""
    source, installed = tmp_path / "source", tmp_path / "installed"
    source.mkdir()
    for name in ("generator", "pyproject.toml", "setup.py", "README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md"):
        copy = shutil.copytree if (REPOSITORY / name).is_dir() else shutil.copy2
        copy(REPOSITORY / name, source / name)
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run([*command, "--target", installed, source], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    run = [sys.executable, "-m", "generator"]
    environment = os.environ | {"PYTHONPATH": str(installed)}
    for arguments in (["init", "town", *TOWN], ["build", "--root", "town", "--no-search"]):
        done = subprocess.run([*run, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    actual = subprocess.run([*run, "--help"], cwd=tmp_path, env=environment, capture_output=True, text=True).stdout
    assert "init" in actual
    where = [sys.executable, "-c", "import generator; print(generator.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, env=environment, capture_output=True, text=True).stdout
    assert found.startswith(str(installed))


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    assert run_portal("init", tmp_path).returncode == 2
    assert run_portal("init", tmp_path / "b", "--zone", "Moon/Sea").returncode == 2
    for wrong in ("directionz", "weekdays"):
        assert run_portal("init", tmp_path / "b", "--list", wrong).returncode == 2
    assert not (tmp_path / "b").exists()


@pytest.mark.slow
def test_a_town_takes_lists_and_a_passport_when_it_wants_them(tmp_path: Path) -> None:
    root = tmp_path / "town"
    done = run_portal("init", root, *TOWN, "--passport", "--list", "directions", "audiences")
    assert done.returncode == 0, done.stderr
    assert run_portal("fmt", "--check", "--root", root).returncode == 0
    path = root / "content" / "lists" / "directions.yml"
    path.write_text(path.read_text("utf-8").replace("Природа и животные", "Море и чайки"), "utf-8")
    (root / "ngos" / "primer.yml").write_text(NGO.replace("audiences: [bees]", "direction: ecology"), "utf-8")
    done = run_portal("build", "--root", root, "--no-search")
    assert done.returncode == 0, done.stdout
    assert "Море и чайки" in (root / "site" / "ngos" / "primer" / "index.html").read_text("utf-8")
    assert "Практика: Примерск" in (root / "site" / "practice" / "index.html").read_text("utf-8")
    assert 'href="practice/"' in (root / "site" / "index.html").read_text("utf-8")
