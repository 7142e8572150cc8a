"""Hostile pages and files of ``content/`` and settings of ``mkdocs.yml``: each refused with its code."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.frame.mkdocs.config import load_site_config
from generator.frame.prose import load_prose
from generator.problems.problem import Problem
from tests.conftest import copy_root, run_portal
from tests.hostile.roots import write_root

PAGES: dict[str, tuple[str, str | bytes]] = {
    "E101": ("content/a.md", "# Заголовок".encode("cp1251")),
    "E104": ("content/a.md", "# Заголовок\n\nтекст\u202e\n"),
    "E501": ("content/a.md", "# А\n" + "текст " * 30_000),
    "E502": ("content/images/a.svg", "<svg/>"),
    "E503": ("content/images/a.png", b"\0" * (8 * 1024 * 1024 + 1)),
    "E505": ("content/a.md", "# А\n" + "[" * 3_001),
    "E506": ("content/a.md", "текст без заголовка\n"),
    "E507": ("content/a.md", "---\ntitle: А\ntemplate: evil.html\n---\nтекст\n"),
    "E508": ("content/a.md", "---\ntitle: [А]\n---\n# А\n"),
    "E509": ("content/a.md", "# А\n\n@@portal-body@@\n"),
}


def prose_problems(root: Path) -> list[Problem]:
    return load_prose(root).problems


@pytest.mark.parametrize("code", PAGES)
def test_a_bad_page_or_file_is_refused(code: str, tmp_path: Path) -> None:
    path, content = PAGES[code]
    root = write_root(tmp_path, {path: content, "content/good.md": "# Хорошая страница\n"})
    prose = load_prose(root)
    assert [(p.code, p.path) for p in prose.problems] == [(code, path)]
    assert path.removeprefix("content/") not in prose.assets
    assert "good.md" in prose.pages


def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    root = write_root(tmp_path, {"content/good.md": "# А\n"})
    (root / "content" / "link.md").symlink_to("/etc/passwd")
    os.mkfifo(root / "content" / "pipe.md")
    prose = load_prose(root)
    assert [(p.code, p.path) for p in prose.problems] == [("E504", "content/link.md"), ("E504", "content/pipe.md")]
    assert list(prose.pages) == ["good.md"]


def test_good_prose_is_read(tmp_path: Path) -> None:
    page = "---\ntitle: О портале\ndescription: Кто ведёт\n---\n# О нас\n\nтекст\n"
    root = write_root(tmp_path, {"content/about/index.md": page, "content/images/foto.png": b"png"})
    prose = load_prose(root)
    assert prose.problems == []
    assert prose.pages["about/index.md"].title == "О портале"
    assert list(prose.assets) == ["images/foto.png"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("site_name: А\n", []),
        ("site_description: А\n", ["E511"]),
        ("site_name: А\nhooks: [evil.py]\n", ["E510"]),
        ("site_name: А\nplugins: [search]\n", ["E510"]),
        ("site_name: А\nplugin: []\n", ["E510"]),
        ("site_name: А\ntheme: {name: material, custom_dir: evil}\n", ["E510"]),
        ("site_name: А\nmarkdown_extensions: [attr_list]\n", ["E510"]),
        ("site_name: А\nnav:\n  - Нет такой: net.md\n", ["E510"]),
        ("site_name: А\nextra: !!python/name:os.system\n", ["E113"]),
        ("site_name: !ENV [HOME, x]\n", ["E113"]),
        ("site_name: А\nINHERIT: ../other.yml\n", ["E510"]),
    ],
)
def test_mkdocs_settings(text: str, codes: list[str], tmp_path: Path) -> None:
    root = write_root(tmp_path, {"mkdocs.yml": text})
    found = load_site_config(root, {"index.md"}).problems
    assert {p.code for p in found} - {"E511"} == set(codes) - {"E511"}
    assert ("E511" in codes) <= ("E511" in {p.code for p in found})
    assert all(p.line and p.hint for p in found)


def test_a_page_on_the_address_of_a_record(tmp_path: Path) -> None:
    root = copy_root(tmp_path / "root")
    (root / "content" / "ngos" / "kiber-atom.md").write_text("# Чужая страница\n", "utf-8")
    done = run_portal("build", "--root", root, "--no-search")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "E512" in done.stdout + done.stderr
    assert not (root / "site").exists()
