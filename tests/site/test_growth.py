"""What CONTRIBUTING promises of growth: a field is one file, a page at most four, a kind of record six, an export two.

Each is added to a copy of the program by edits of that many files; then the copy builds a town that uses it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import EPOCH, REPOSITORY, copy_root

FIELD = {
    "schemas/ngos.yaml": (
        "  - {name: note, type: string,",
        "  - {name: motto, type: string, title: Девиз, description: Одной строкой., example: Вместе, show: facts,\n"
        "     constraints: {maxLength: 80}}\n  - {name: note, type: string,",
    )
}
PAGE = {
    "frame/kinds.py": (
        '    PageKind("exchange",',
        '    PageKind("thanks", "thanks/index.md", "Спасибо", ("forum",), ("days",)),\n    PageKind("exchange",',
    ),
    "pages/views/__init__.py": (
        "VIEWS: dict[str, Callable[[Catalog, Page], Context]] = {",
        "VIEWS: dict[str, Callable[[Catalog, Page], Context]] = {\n"
        '    "thanks": lambda catalog, page: {"helpers": [ngo.title for ngo in catalog.ngos.values()]},',
    ),
    "templates/thanks.html": ("", "<ul>{% for name in helpers %}<li>{{ name }}</li>{% endfor %}</ul>\n"),
}
KIND = {
    "schemas/package.yaml": (
        "  - {name: lists,",
        "  - {name: places, singular: place, folder: content/places, title: Места, nouns: [место, места, мест],\n"
        "     section: Места}\n"
        "  - {name: lists,",
    ),
    "schemas/places.yaml": (
        "",
        "fields:\n"
        "  - {name: id, type: string, title: Код, description: Имя файла., example: primer, implied: true,\n"
        "     show: hidden, constraints: {required: true}}\n"
        "  - {name: title, type: string, title: Название, description: Как называют., example: Зал, show: own,\n"
        "     constraints: {required: true, maxLength: 200}}\n"
        "  - {name: seats, type: integer, title: Мест, description: Сколько сядет., example: 60, show: facts,\n"
        "     constraints: {minimum: 1}}\n",
    ),
    "pages/views/__init__.py": (
        "VIEWS: dict[str, Callable[[Catalog, Page], Context]] = {",
        "VIEWS: dict[str, Callable[[Catalog, Page], Context]] = {\n"
        '    "place": lambda catalog, page: {"place_": _entity(page), "row": _entity(page).row},',
    ),
    "templates/place.html": (
        "",
        '<article data-pagefind-body><h1>{{ place_.title }}</h1>{% for fact in facts("places", row) %}'
        "<p>{{ fact.title }}: {{ fact.text }}</p>{% endfor %}</article>\n",
    ),
}
EXPORT = {
    "exports/names.py": (
        "",
        "from generator.catalog.models import Catalog\n\n\n"
        "def export_names(catalog: Catalog) -> dict[str, bytes]:\n"
        '    return {"data/names.tsv": "\\n".join(catalog.ngos).encode()}\n',
    ),
    "site/write.py": (
        "        partial(export_feeds, catalog),",
        '        lambda: __import__("generator.exports.names", fromlist=["x"]).export_names(catalog),\n'
        "        partial(export_feeds, catalog),",
    ),
}
MOST = ((FIELD, 1), (PAGE, 3), (KIND, 6), (EXPORT, 2))  # and one line in the town's mkdocs.yml for a page
NGO = "name: Клуб «Пример»\nstatus: unknown\nsource: анкета организации\nmotto: Вместе теплее\n"


def grow(program: Path) -> None:
    for edits, most in MOST:
        assert len(edits) <= most
        for name, (before, after) in edits.items():
            path = program / name
            text = path.read_text("utf-8") if before else ""
            assert text.count(before) == 1 or not before, name
            path.write_text(text.replace(before, after, 1) if before else after, "utf-8")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"SOURCE_DATE_EPOCH": EPOCH, "PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", "generator", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A grown copy of the program, and a root it built."""
    folder = tmp_path_factory.mktemp("grown")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "generator", folder / "generator", ignore=ignored)
    grow(folder / "generator")
    root = copy_root(folder / "root")
    (root / "ngos" / "primer.yml").write_text(NGO, "utf-8")
    (root / "content" / "places").mkdir()
    (root / "content" / "places" / "zal.yml").write_text("title: Малый зал\nseats: 60\n", "utf-8")
    (root / "content" / "thanks").mkdir()
    (root / "content" / "thanks" / "index.md").write_text("# Кому спасибо\n\nПомощникам.\n", "utf-8")
    built = run(folder, "build", "--root", str(root))
    assert built.returncode == 0, built.stdout + built.stderr
    return folder, root


def test_a_field_is_one_file(town: tuple[Path, Path]) -> None:
    folder, root = town
    page = (root / "site/ngos/primer/index.html").read_text("utf-8")
    assert "Девиз" in page
    assert "Вместе теплее" in page
    assert json.loads((root / "site/data/ngos/primer.json").read_text("utf-8"))["motto"] == "Вместе теплее"
    schema = json.loads((root / "build/schemas/ngos.json").read_text("utf-8"))
    assert schema["properties"]["motto"]["title"] == "Девиз"
    (root / "ngos" / "dlinnyj.yml").write_text(NGO.replace("Вместе теплее", "д" * 81).replace("Клуб", "Дом"), "utf-8")
    checked = run(folder, "check", "--root", str(root))
    (root / "ngos" / "dlinnyj.yml").unlink()
    assert checked.returncode == 1
    assert "ngos/dlinnyj.yml:4:8: ошибка E214 «Девиз» (motto)" in checked.stdout, checked.stdout


def test_a_page_is_four_files(town: tuple[Path, Path]) -> None:
    _, root = town
    page = (root / "site/thanks/index.html").read_text("utf-8")
    assert "Помощникам." in page
    assert "<li>Клуб «Пример»</li>" in page
    assert "assets/portal/forum.css" in page
    assert "assets/portal/days.js" in page


def test_a_kind_of_record_is_six_files(town: tuple[Path, Path]) -> None:
    folder, root = town
    assert "Мест: 60" in (root / "site/places/zal/index.html").read_text("utf-8")
    assert json.loads((root / "site/data/places/zal.json").read_text("utf-8")) == {
        "id": "zal",
        "title": "Малый зал",
        "seats": 60,
    }
    assert (root / "site/data/places.csv").read_text("utf-8").startswith("id,title,seats\nzal,Малый зал,60")
    made = run(folder, "new", "place", "sad", "--root", str(root))
    assert made.returncode == 0, made.stderr
    assert "seats:" in (root / "content/places/sad.yml").read_text("utf-8")
    checked = run(folder, "check", "--root", str(root))
    (root / "content" / "places" / "sad.yml").unlink()
    assert "content/places/sad.yml" in checked.stdout
    assert "«Название» (title)" in checked.stdout


def test_an_export_is_two_files(town: tuple[Path, Path]) -> None:
    _, root = town
    assert "primer" in (root / "site/data/names.tsv").read_text("utf-8").split("\n")
