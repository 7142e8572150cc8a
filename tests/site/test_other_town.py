"""A second root, of another town: made by ``init``, builds with its own zone and lists, knows nothing of the first."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import run_portal

TOWN = ["--town", "Примерск", "--zone", "Europe/Kaliningrad", "--operator", "Центр «Пример»", "--phone-code", "4012"]
NGO = "name: АНО «Пример»\nstatus: unknown\naudiences: [bees]\nsource: анкета\n"
LIST = "title: Для кого\nsource: пример\nitems:\n  - code: bees\n    label: пчеловоды\n"


def test_another_town_by_data_alone(tmp_path: Path) -> None:
    root = tmp_path / "town"
    assert run_portal("init", root, *TOWN).returncode == 0
    done = run_portal("build", "--root", root, "--no-search")
    assert done.returncode == 0, done.stdout
    (root / "ngos" / "primer.yml").write_text(NGO, "utf-8")
    (root / "content" / "lists").mkdir()
    (root / "content" / "lists" / "audiences.yml").write_text(LIST, "utf-8")
    done = run_portal("build", "--root", root, "--no-search")
    assert done.returncode == 0, done.stdout
    site = root / "site"
    assert "пчеловоды" in (site / "ngos" / "primer" / "index.html").read_text("utf-8")
    texts = {path: path.read_bytes().decode("utf-8", "replace") for path in site.rglob("*") if path.is_file()}
    assert [str(path) for path, text in texts.items() if re.search("зеленогор|zelenogorsk", text, re.IGNORECASE)] == []
    assert any("Примерск" in text for text in texts.values())


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    assert run_portal("init", tmp_path).returncode == 2
    assert run_portal("init", tmp_path / "b", "--zone", "Moon/Sea").returncode == 2
    assert not (tmp_path / "b").exists()
