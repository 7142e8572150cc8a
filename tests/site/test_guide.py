"""The editors' guide: generated pages are complete, snippets are true, and a new field appears everywhere."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.model.schemas import FOLDER, load_package
from generator.problems.problem import load_catalogue
from tests.conftest import REPOSITORY, copy_root
from tests.hostile.roots import town


def text_of(path: Path) -> str:
    return LexborHTMLParser(path.read_text("utf-8")).css_first("main").text()


def test_the_page_of_problems_has_every_code_with_its_words_and_snippets(real_site: Path) -> None:
    page = LexborHTMLParser((real_site / "editors/problems/index.html").read_text("utf-8"))
    for entry in load_catalogue().values():
        article = page.css_first(f"#{entry.code.lower()}")
        assert article is not None, entry.code
        said = article.text()
        assert entry.title in said
        assert entry.meaning in said
        assert ("предупреждение" in said) == entry.code.startswith("W")
        assert len(article.css("pre")) == (2 if entry.bad else 0)
        if entry.good:
            assert article.css("pre")[1].text().strip() == entry.good.strip()
    assert page.css_first("#e104 pre").text() == "summary: Занятия⟨U+200B⟩ для детей"


def test_the_page_of_fields_has_every_field_and_every_code(real_site: Path) -> None:
    page = (real_site / "editors/fields/index.html").read_text("utf-8")
    tree = LexborHTMLParser(page)
    said = text_of(real_site / "editors/fields/index.html")
    used = set()
    for table in load_package().tables.values():
        for field in table.fields:
            if not field.implied:
                assert field.title in said
                assert field.description in said
                used.add(field.list)
    for name in used - {""}:
        assert tree.css_first(f"#list-{name}") is not None
        assert [code for code in town().vocabulary.lists[name] if f'<code lang="en">{code}</code>' not in page] == []


def test_the_guide_leads_to_both(real_site: Path) -> None:
    page = (real_site / "editors/index.html").read_text("utf-8")
    assert 'href="problems/"' in page
    assert 'href="fields/"' in page


GUIDES = sorted((REPOSITORY / "content" / "editors").glob("*.md"))
ADDED = (
    "  - {name: motto, type: string, title: Девиз, description: Одной строкой., example: Вместе теплее, "
    "show: facts, constraints: {maxLength: 60}}\n"
)
PROGRAM = """
import sys
from pathlib import Path
from generator.model import schemas
schemas.FOLDER = Path(sys.argv[1])
from generator.cli import main
raise SystemExit(main(sys.argv[2:]))
"""


def run_with(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command with another data model."""
    command = [sys.executable, "-c", PROGRAM, str(folder), *map(str, arguments)]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """The schemas with one more field, added in one place."""
    folder = tmp_path / "schemas"
    shutil.copytree(FOLDER, folder)
    path = folder / "ngos.yaml"
    text = path.read_text("utf-8")
    anchor = re.search(r"  - \{name: summary,.*\n", text)
    assert anchor
    path.write_text(text.replace(anchor[0], ADDED + anchor[0]), "utf-8")
    return folder


@pytest.mark.slow
def test_one_field_added_in_one_place_is_everywhere(model: Path, tmp_path: Path) -> None:
    root = copy_root(tmp_path / "root")
    record = root / "ngos" / "kiber-atom.yml"
    original = record.read_text("utf-8")
    # the validator
    record.write_text(original.replace("summary:", "motto: Вместе теплее\nsummary:", 1), "utf-8")
    unknown = subprocess.run(
        [sys.executable, "-m", "generator", "check", "--root", root], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert "Неизвестное поле «motto»" in unknown.stdout  # positive control: today's model has no such field
    assert run_with(model, "check", "--root", root).returncode == 0
    record.write_text(original.replace("summary:", f"moto: {'а' * 61}\nsummary:", 1), "utf-8")
    refused = run_with(model, "check", "--root", root).stdout
    assert "Неизвестное поле «moto»: это «motto» (Девиз)." in refused
    assert "слишком длинно" in refused
    record.write_text(original.replace("summary:", "motto: Вместе теплее\nsummary:", 1), "utf-8")
    # the scaffold and the JSON Schema
    assert run_with(model, "new", "ngo", "novyj", "--root", root).returncode == 0
    assert "\n# Девиз. Одной строкой.\n#motto: Вместе теплее\n" in (root / "ngos/novyj.yml").read_text("utf-8")
    (root / "ngos/novyj.yml").unlink()
    schema = json.loads((root / "build/schemas/ngos.json").read_text("utf-8"))
    assert schema["properties"]["motto"]["title"] == "Девиз"
    # the canonical form keeps it, in the model's order
    assert run_with(model, "fmt", "--check", "--root", root).returncode == 0
    # the page, the open data, the guide
    built = run_with(model, "build", "--root", root, "--no-search")
    assert built.returncode == 0, built.stdout + built.stderr
    site = root / "site"
    page = text_of(site / "ngos/kiber-atom/index.html")
    assert "Девиз" in page
    assert "Вместе теплее" in page
    with (site / "data/ngos.csv").open(encoding="utf-8") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert rows["kiber-atom"]["motto"] == "Вместе теплее"
    package = json.loads((site / "data/datapackage.json").read_text("utf-8"))
    fields = next(r for r in package["resources"] if r["name"] == "ngos")["schema"]["fields"]
    assert {"name": "motto", "type": "string"}.items() <= next(f for f in fields if f["name"] == "motto").items()
    assert json.loads((site / "data/ngos/kiber-atom.json").read_text("utf-8"))["motto"] == "Вместе теплее"
    guide = text_of(site / "editors/fields/index.html")
    assert "Девиз" in guide
    assert "motto: Вместе теплее" in guide
