"""What readers, machines and staff get, kept as files: the effect of a change in a template or message is visible.

``GOLDEN=write .venv/bin/python -m pytest tests/golden -n 0`` rewrites the files; read the difference before you
commit it.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tests.conftest import run_portal

EXPECTED = Path(__file__).with_name("expected")
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>')
# Golden file → address in the demo's site.
PAGES = {
    "ngo.html": "ngos/primer-pamyati-21/index.html",
    "forum.html": "forums/2018-summer/index.html",
    "partnership.html": "partnerships/primer-soglasheniya-2/index.html",
    "event.html": "events/2018-summer-konkurs/index.html",
    "letter.html": "find/letter/d/index.html",
    "need.html": "help/emergency/index.html",
    "join.html": "join/index.html",
}
FILES = {
    "ngo.json": "data/ngos/primer-pamyati-21.json",
    "event.ics": "events/2018-summer-konkurs/calendar.ics",
    "not_found.html": "404.html",
}
BROKEN = """\
name: Клуб «Пример
status: registred
audience: [дети]
phones: [8 391 69 0-00]
inn: "2463000000"
founded: вчера
services:
  - tilte: Кружок
    cost: даром
"""


def compare(name: str, text: str) -> None:
    kept = EXPECTED / name
    if os.environ.get("GOLDEN") == "write":
        kept.write_text(text, "utf-8")
    assert kept.read_text("utf-8").split("\n") == text.split("\n")


@pytest.mark.parametrize("name", PAGES)
def test_the_part_of_a_page_that_is_its_own(name: str, demo_site: Path) -> None:
    (main,) = MAIN.findall((demo_site / PAGES[name]).read_text("utf-8"))
    compare(name, re.sub(r"\n+", "\n", main) + "\n")


@pytest.mark.parametrize("name", FILES)
def test_files_for_machines(name: str, demo_site: Path) -> None:
    compare(name, (demo_site / FILES[name]).read_bytes().decode().replace("\r\n", "\n"))


def test_the_data_inside_a_page(demo_site: Path) -> None:
    (data,) = DATA.findall((demo_site / PAGES["ngo.html"]).read_text("utf-8"))
    compare("ngo.jsonld", json.dumps(json.loads(data), ensure_ascii=False, indent=1) + "\n")


def test_what_is_said_of_a_broken_record(fresh_root: Path) -> None:
    (fresh_root / "ngos" / "slomano.yml").write_text(BROKEN, "utf-8")
    said = run_portal("check", "--root", fresh_root)
    assert said.returncode == 1
    compare("broken.txt", said.stdout[said.stdout.index("ngos/slomano.yml") :])


def test_another_text_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOLDEN", raising=False)
    with pytest.raises(AssertionError):
        compare("broken.txt", "Ошибок нет.\n")
