"""Hostile pages and files of ``content/`` and settings of ``mkdocs.yml``: each refused with its code."""

from __future__ import annotations

import os
from pathlib import Path

import material
import pytest
import yaml
from mkdocs.config import defaults
from selectolax.lexbor import LexborHTMLParser

from generator.frame.mkdocs.config import load_site_config
from generator.frame.page_top import read_top
from generator.frame.prose import load_prose
from generator.model.schemas import load_package
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
    "E516": ("content/a.md", "---\ntitle: А\n\n# А\n"),
    "E509": ("content/a.md", "# А\n\n@@portal-body@@\n"),
}


def prose_problems(root: Path) -> list[Problem]:
    return load_prose(root, load_package()).problems


@pytest.mark.parametrize("code", PAGES)
def test_a_bad_page_or_file_is_refused(code: str, tmp_path: Path) -> None:
    path, content = PAGES[code]
    root = write_root(tmp_path, {path: content, "content/good.md": "# Хорошая страница\n"})
    prose = load_prose(root, load_package())
    assert [(p.code, p.path) for p in prose.problems] == [(code, path)]
    assert path.removeprefix("content/") not in prose.assets
    assert "good.md" in prose.pages


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(
            (name, "E006")
            for name in ("README.md", "about/readme.md", "X.MD", "a.Md", "О нас.md", "a b.md", "portal-shell.md")
        ),
        *(
            (name, "E006")
            for name in ("javascript:alert(1).md", "a_b.md", "ngos/portal-shell.md", "-a.md", f"{'a' * 61}.md")
        ),
        *((name, "E006") for name in (os.fsdecode(b"\xff\xfe.md"), "data/ngos.json.md", "search/words.json.md")),
        *((name, "E512") for name in ("assets.md", "find/need/x.md", "staff/index.md", "ngos/klub.md", "help/food.md")),
        *((name, "E512") for name in ("feeds/news.md", "data/portal.md", "search/more/index.md", "list.md")),
        *(
            (name, "")
            for name in ("about.md", "about/index.md", "ngos/index.md", "data/index.md", "support/register.md")
        ),
    ],
)
def test_pages_are_named_as_records_are(name: str, code: str, tmp_path: Path) -> None:
    root = write_root(tmp_path, {f"content/{name}": "# А\n"})
    prose = load_prose(root, load_package())
    assert [problem.code for problem in prose.problems] == ([code] if code else [])
    assert all(problem.hint and problem.path.encode() for problem in prose.problems)
    assert (name in prose.pages) == (not code)


@pytest.mark.parametrize(
    ("typed", "title", "description"),
    [
        ("#Заголовок\n\nтекст\n", "Заголовок", "Заголовок"),
        ("---\ntitle: А\ndescription: Б\n\n# А\n", "А", "Б"),
        ("---\nTitle: А\n---\nтекст\n", "А", "А"),
        ("---\nзаголовок: А\nописание: Б\n---\nтекст\n", "А", "Б"),
        ("---\ntitle:А\n---\nтекст\n", "А", "А"),
        ("---\ntitle: О нас: кто мы\n---\nтекст\n", "О нас: кто мы", "О нас: кто мы"),
        ('---\ntitle: "О нас\n---\nтекст\n', "О нас", "О нас"),
    ],
)
def test_the_top_of_a_page_is_mended_from_its_messages(typed: str, title: str, description: str) -> None:
    text = typed
    for _ in range(4):
        top, problems = read_top(text, "content/a.md")
        fix = next((problem.fix for problem in problems if problem.fix), None)
        if not fix:
            break
        text = fix.apply(text)
    assert text != typed
    assert [problem.message for problem in problems] == []
    assert (top.title, top.description) == (title, description)


@pytest.mark.parametrize("text", ["---\n\n# А\n", "---\ntitle: А\n---\n", "# А\n\n---\n\ntitle: б\n", "# А: б\n"])
def test_lines_that_part_a_text_are_no_top(text: str) -> None:
    assert read_top(text, "content/a.md")[1] == []


def test_two_pages_of_one_address_are_reported(tmp_path: Path) -> None:
    root = write_root(tmp_path, {"content/about.md": "# А\n", "content/about/index.md": "# Б\n"})
    assert [(p.code, p.path) for p in load_prose(root, load_package()).problems] == [("E512", "content/about.md")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# А\n\n<<<<<<< HEAD\nодно\n=======\nдругое\n>>>>>>> pravka\n", 3),
        ("# А\n\nодно\n=======\nдругое\n>>>>>>> pravka\n", 6),
        ("# А\n<<<<<<<\n", 2),
        ("---\ntitle: А\n---\n||||||| 1234567\nА\n", 4),
        ("А\n=======\n\n# Б\n", 0),
        ("# А\n\n    <<<<<<< пример в коде\n", 0),
        ("# А\n\n<<<<<<<HEAD\nодно\n", 3),
        ("# А\n\n<<<<<<<<<<<<< HEAD\nодно\n", 3),
        ("# А\r\n\r\n|||||||\t1234567\r\nодно\r\n", 3),
        *(
            (f"# А\n\n{before}<<<<<<< HEAD\n{before}одно\n{before}=======\n{before}другое\n{before}>>>>>>> б\n", 3)
            for before in ("    ", "\t", "> ", ">", "- ", "  - ", "> > ")
        ),
        ("# А\n\n```\nstatus <<<<<<< HEAD\n```\n", 0),
        ("# А\n\n> > > слово\n\n| а | б |\n|---|---|\n|||\n", 0),
    ],
)
def test_marks_of_two_edits_are_refused_at_their_line(text: str, line: int, tmp_path: Path) -> None:
    found = load_prose(write_root(tmp_path, {"content/a.md": text}), load_package()).problems
    assert [(p.code, p.line) for p in found] == ([("E134", line)] if line else [])


@pytest.mark.parametrize(
    "text",
    [
        "текст `<![>` текст\n",
        "<![CDATA[\n",
        "".join(f"{' ' * 4 * n}- а\n" for n in range(30)),
        "термин\n: смысл\n" * 500,
    ],
    ids=["sgml", "cdata", "deep list", "terms"],
)
def test_what_brings_mkdocs_down_is_refused_at_its_line(text: str, tmp_path: Path) -> None:
    found = load_prose(write_root(tmp_path, {"content/a.md": f"# А\n\n{text}"}), load_package()).problems
    assert [p.code for p in found] == ["E505"]
    assert found[0].line >= 3


def test_no_text_of_the_settings_passes_for_a_placeholder(tmp_path: Path) -> None:
    root = copy_root(tmp_path / "root")
    settings = root / "content" / "settings.yml"
    text = settings.read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith("operator:"))
    settings.write_text(text.replace(line, 'operator: "@@portal-title@@ @@portal-main@@"'), "utf-8")
    done = run_portal("build", "--root", root, "--no-search")
    assert done.returncode == 0, done.stdout + done.stderr
    page = LexborHTMLParser((root / "site" / "index.html").read_text("utf-8"))
    assert "@@portal-title@@ @@portal-main@@" in page.body.text()


def test_headings_take_no_name_of_the_page_around(tmp_path: Path) -> None:
    root = copy_root(tmp_path / "root")
    page = root / "content" / "results" / "index.md"
    page.write_text(page.read_text("utf-8") + "\n## Money\n\nтекст\n\n## Over\n\nтекст\n", "utf-8")
    done = run_portal("build", "--root", root, "--no-search")
    assert done.returncode == 0, done.stdout + done.stderr


def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    root = write_root(tmp_path, {"content/good.md": "# А\n"})
    (root / "content" / "link.md").symlink_to("/etc/passwd")
    os.mkfifo(root / "content" / "pipe.md")
    prose = load_prose(root, load_package())
    assert [(p.code, p.path) for p in prose.problems] == [("E504", "content/link.md"), ("E504", "content/pipe.md")]
    assert list(prose.pages) == ["good.md"]


def test_good_prose_is_read(tmp_path: Path) -> None:
    page = "---\ntitle: О портале\ndescription: Кто ведёт\n---\n# О нас\n\nтекст\n"
    root = write_root(tmp_path, {"content/about/index.md": page, "content/images/foto.png": b"png"})
    prose = load_prose(root, load_package())
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
        ("site_name: А\ntheme: {name: material, language: ru, font: false}\n", []),
        ("site_name: А\ntheme: {name: mkdocs}\n", ["E510"]),
        ("site_name: А\ntheme: readthedocs\n", ["E510"]),
        ("site_name: А\ntheme: {language: en}\n", ["E510"]),
        ("site_name: А\ntheme: {font: {text: Roboto}}\n", ["E510"]),
        ("site_name: А\ntheme: {favicon: images/favicon.svg}\n", ["E510"]),
        ("site_name: А\ntheme: {palette: {primary: blue}}\n", ["E510"]),
        ("site_name: А\ndocs_dir: content\nsite_dir: build/mkdocs\nuse_directory_urls: true\n", []),
        ("site_name: А\ndocs_dir: docs\n", ["E510"]),
        ("site_name: А\nsite_dir: public\n", ["E510"]),
        ("site_name: А\nuse_directory_urls: false\n", ["E510"]),
        ("site_name: А\nexclude_docs: |\n  *\n  !*.md\n  !*/\n  !images/*\n  !files/*\n", []),
        ("site_name: А\nexclude_docs: |\n  drafts/*\n", ["E510"]),
        ("site_name: А\nextra: {generator: false}\n", []),
        ("site_name: А\nextra: {analytics: counter}\n", ["E510"]),
        ("site_name: А\nmarkdown_extensions: [attr_list]\n", ["E510"]),
        ("site_name: А\nnav:\n  - Нет такой: net.md\n", ["E510"]),
        ("site_name: А\nsite_description: [А, Б]\n", ["E510"]),
        ("site_name: А\nmarkdown_extensions: tables\n", ["E510"]),
        ("site_name: А\nmarkdown_extensions: {toc: {permalink: true}}\n", ["E510"]),
        ("site_name: А\nmarkdown_extensions:\n  - toc:\n      permalink: true\n", ["E510"]),
        ("site_name: А\nnav: index.md\n", ["E510"]),
        ("site_name: А\nnav: {Главная: index.md}\n", ["E510"]),
        ("site_name: А\nnav: []\nmarkdown_extensions:\n", []),
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


OBEYED = {"site_name", "site_description", "nav", "markdown_extensions"}
# https://squidfunk.github.io/mkdocs-material/setup/: what Material reads in «theme» and «extra» beyond its defaults.
OF_MATERIAL = {
    "theme": ["logo", "palette", "custom_dir", "locale", "highlightjs", "shortcuts", "navigation_depth"],
    "extra": ["analytics", "social", "alternate", "consent", "homepage", "status", "tags", "version"],
}


def test_every_setting_of_mkdocs_and_material_is_obeyed_or_refused(tmp_path: Path) -> None:
    every = {name for name, _ in defaults.get_schema()} | {"INHERIT"}
    assert len(every) > 30
    themes = yaml.safe_load((Path(material.__file__).parent / "templates" / "mkdocs_theme.yml").read_text("utf-8"))
    texts = {name: f"{name}: odd\n" for name in every - OBEYED}
    texts |= {f"theme: {name}": f"theme: {{{name}: odd}}\n" for name in {*themes, *OF_MATERIAL["theme"]}}
    texts |= {f"extra: {name}": f"extra: {{{name}: odd}}\n" for name in OF_MATERIAL["extra"]}
    passed = []
    for name, text in texts.items():
        (tmp_path / "mkdocs.yml").write_text(f"site_name: А\n{text}", "utf-8")
        found = load_site_config(tmp_path, {"index.md"}).problems
        if not found or not all(p.line and p.hint for p in found):
            passed.append(name)
    assert passed == []


def test_a_page_on_the_address_of_a_record(tmp_path: Path) -> None:
    root = copy_root(tmp_path / "root")
    (root / "content" / "ngos" / "kiber-atom.md").write_text("# Чужая страница\n", "utf-8")
    done = run_portal("build", "--root", root, "--no-search")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "E512" in done.stdout + done.stderr
    assert not (root / "site").exists()


STUB = """
import markdown
from importlib.util import find_spec

whole = markdown.Markdown.convert

def convert(self, text):
    if "НЕ ПО СИЛАМ" in text:
        raise RecursionError("markup of a stranger")
    if "СВОЯ ОШИБКА" in text:
        import generator.frame.mkdocs.guard as guard
        def fail(*_, **__):
            raise ValueError("a bug of ours")
        guard.safe_address = fail
    return whole(self, text)

markdown.Markdown.convert = convert
"""


@pytest.fixture
def stubbed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start Python with a Markdown parser that fails on some pages."""
    (tmp_path / "stub").mkdir()
    (tmp_path / "stub" / "sitecustomize.py").write_text(STUB, "utf-8")
    paths = [str(tmp_path / "stub"), *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))


@pytest.mark.usefixtures("stubbed")
def test_what_mkdocs_raises_is_reported_on_its_page(fresh_root: Path) -> None:
    (fresh_root / "content" / "about").mkdir(exist_ok=True)
    (fresh_root / "content" / "about" / "zzz.md").write_text("# А\n\nНЕ ПО СИЛАМ\n", "utf-8")
    done = run_portal("build", "--root", fresh_root, "--no-search")
    actual = done.stdout + done.stderr
    assert done.returncode == 1
    assert "content/about/zzz.md: ошибка E505 MkDocs не смог прочитать эту страницу" in actual
    assert "markup of a stranger" in actual
    assert "Traceback" not in actual
    assert not (fresh_root / "site").exists()


@pytest.mark.usefixtures("stubbed")
def test_a_bug_of_ours_on_a_page_shows_its_traceback(fresh_root: Path) -> None:
    (fresh_root / "content" / "zzz.md").write_text("# А\n\nСВОЯ ОШИБКА [а](https://example.org/)\n", "utf-8")
    done = run_portal("build", "--root", fresh_root, "--no-search")
    actual = done.stdout + done.stderr
    assert done.returncode not in (0, 1)
    assert "a bug of ours" in actual
    assert "Traceback" in actual
    assert "E505" not in actual
