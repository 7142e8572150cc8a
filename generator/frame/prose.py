"""Prose in ``content/``: Markdown pages, images and attachments, checked and staged for MkDocs.

Front matter is read as a record (only ``title`` and ``description``) and rewritten, escaped. Only Markdown, allowed
images and attachments are staged, never a ``.yml``.
"""

from __future__ import annotations

import html
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import yaml

from generator.frame.burden import find_burden
from generator.frame.guide import guide_pages, has_guide
from generator.frame.kinds import PageKind, part_of
from generator.frame.page_top import read_top
from generator.model.identifiers import SVG_HINT
from generator.model.schemas import DataPackage
from generator.model.sections import SECTIONS
from generator.problems.problem import Problem
from generator.problems.report import printable
from generator.records.attachments import judge_file
from generator.records.yaml import FORBIDDEN
from generator.records.yaml.merges import HINT, MESSAGE, find_merge_mark
from generator.text import slugify

MAX_PAGE = 128 * 1024
MAX_ASSET = 8 * 1024 * 1024
IMAGES = frozenset({".png", ".jpg", ".jpeg", ".webp"})
FILES = frozenset({".pdf", ".docx", ".xlsx", ".odt"})
NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
NAMED = re.compile(r"(?:images|files)/[a-z0-9][a-z0-9._-]*")
PAGE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_NAME = 60
RESERVED = ("readme", "portal-shell")
OWN_FOLDERS = ("assets", "feeds", "find", "list", "pagefind", "staff")  # no page by people is allowed there
OWN_SECTIONS = (  # one is allowed: the introduction
    *("data", "decisions", "events", "exchange", "forums", "help", "join"),
    *("ngos", "partnerships", "practice", "results", "search"),
)


@dataclass(frozen=True, slots=True)
class ProsePage:
    """A page of prose.

    ``src_uri`` is relative to ``content/``, ``body`` is Markdown, and texts are not escaped.
    """

    src_uri: str
    title: str
    description: str
    body: str
    first_line: int = 1

    @property
    def url(self) -> str:
        """Address from the site's root, as MkDocs' directory URLs."""
        stem = self.src_uri.removesuffix(".md")
        if stem == "index":
            return ""
        return f"{stem.removesuffix('/index')}/"

    @property
    def depth(self) -> int:
        return self.url.count("/")


@dataclass(slots=True)
class Prose:
    """All prose of a root. ``assets`` maps addresses to files; ``named`` holds the addresses that pages name."""

    pages: dict[str, ProsePage] = field(default_factory=dict)
    assets: dict[str, Path] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def load_prose(root: Path, package: DataPackage) -> Prose:
    """Read ``content/`` without following links; whatever may not be published becomes a problem.

    Pages of sections the town lacks (by ``package``, its model) are left out.
    """
    prose = Prose()
    for path in _walk(root / "content", prose, root):
        shown = os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "replace")
        uri = path.relative_to(root / "content").as_posix()
        ending = path.suffix.lower()
        size = path.stat().st_size
        if ending == ".md" or path.name.lower().startswith("readme."):
            if not _is_wanted(uri, shown, prose, package.without):
                continue
            if size > MAX_PAGE:
                _report(prose, shown, "E501", f"Страница слишком велика: {size // 1024} КБ.", "Разделите её на две.")
            elif page := _read_page(path, shown, uri, prose):
                prose.pages[uri] = page
        elif uri.startswith(("images/", "files/")):
            allowed = IMAGES if uri.startswith("images/") else FILES
            if ending not in allowed or not NAME.fullmatch(path.name):
                hint = f"Годятся {', '.join(sorted(allowed))}; имя — латинские строчные буквы и цифры."
                hint = SVG_HINT if ending == ".svg" else hint
                _report(prose, shown, "E502", f"Файл «{path.name}» публиковать нельзя.", hint)
            elif size > MAX_ASSET:
                _report(prose, shown, "E503", "Файл больше 8 МБ.", "Уменьшите картинку или документ.")
            else:
                prose.assets[uri] = path
    if has_guide(root):
        _add_guide(prose, package)
    _find_twins(prose)
    for page in prose.pages.values():
        _judge_named(page, prose)
    return prose


def _is_wanted(uri: str, shown: str, prose: Prose, without: frozenset[str]) -> bool:
    """Whether a page has a valid address and belongs to a section the town has."""
    if not _has_good_name(uri, shown, prose):
        return False
    if (part := part_of(uri)) not in without:
        return True
    hint = f"Страница может остаться. Включить раздел: уберите {part} из without в content/settings.yml."
    _report(prose, shown, "W425", f"Раздел «{SECTIONS[part]}» выключен: этой страницы на сайте нет.", hint)
    return False


def _add_guide(prose: Prose, package: DataPackage) -> None:
    """Add the program's guide for librarians, except pages the town has replaced."""
    for uri, text in guide_pages(package).items():
        if uri not in prose.pages and (page := _page_of(text, f"content/{uri}", uri, prose)):
            prose.pages[uri] = page


def _judge_named(page: ProsePage, prose: Prose) -> None:
    """Collect the files a page names; report a faulty one where it is first named."""
    for number, line in enumerate(page.body.split("\n"), page.first_line):
        for found in NAMED.findall(unquote(html.unescape(line)).replace("\\", "")):
            address = found.rstrip(".")
            if address not in prose.assets or address in prose.named:
                continue
            prose.named.add(address)
            fault = judge_file(prose.assets[address])
            if fault is not None:
                code, message, hint = fault
                message = f"Файл content/{address} {message}."
                prose.problems.append(Problem(code, f"content/{page.src_uri}", number, 1, message, hint))


def _has_good_name(uri: str, shown: str, prose: Prose) -> bool:
    """Whether a page's path is a valid address: named like a record, and not taken by the program."""
    *folders, name = uri.split("/")
    stem = name.removesuffix(".md")
    bad = next((part for part in (*folders, stem) if not PAGE_NAME.fullmatch(part) or len(part) > MAX_NAME), None)
    if bad is not None or not name.endswith(".md") or stem in RESERVED:
        guess = slugify(stem) or "stranica"
        hint = f"Латинские строчные буквы и цифры через дефис, до {MAX_NAME} знаков, окончание .md. "
        hint += f"Возможно, «{guess if guess not in RESERVED else 'index'}.md»."
        _report(prose, shown, "E006", f"Имя «{printable(bad or name)}» не годится для адреса страницы.", hint)
        return False
    owner = folders[0] if folders else stem if stem != "index" else ""
    if owner in OWN_FOLDERS or (owner in OWN_SECTIONS and folders and uri != f"{owner}/index.md"):
        address = f"/{uri.removesuffix('.md').removesuffix('index')}"
        hint = "Переименуйте страницу или положите её в другую папку, например content/about/."
        _report(prose, shown, "E512", f"Адрес {address} занят программой.", hint)
        return False
    return True


def _find_twins(prose: Prose) -> None:
    """Report pages that share an address (``about.md`` and ``about/index.md``): MkDocs would silently drop one."""
    known: dict[str, str] = {}
    for page in prose.pages.values():
        first = known.setdefault(page.url, page.src_uri)
        if first != page.src_uri:
            message = f"Адрес /{page.url} уже у страницы content/{first}."
            _report(prose, f"content/{page.src_uri}", "E512", message, "Оставьте одну из двух.")


def _walk(folder: Path, prose: Prose, root: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.startswith("."):
                continue
            mode = entry.stat(follow_symlinks=False).st_mode
            path = Path(entry.path)
            if stat.S_ISDIR(mode):
                yield from _walk(path, prose, root)
            elif stat.S_ISREG(mode):
                yield path
            elif not entry.name.endswith(".yml"):  # unreadable record files are reported in source.py
                shown = path.relative_to(root).as_posix()
                message = "Это не обычный файл (ссылка или устройство)."
                _report(prose, shown, "E504", message, "Замените его настоящим файлом.")


def _read_page(path: Path, shown: str, uri: str, prose: Prose) -> ProsePage | None:
    try:
        text = path.read_text("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError:
        _report(prose, shown, "E101", "Файл не в кодировке UTF-8.", "Сохраните файл в кодировке UTF-8.")
        return None
    return _page_of(text, shown, uri, prose)


def _page_of(text: str, shown: str, uri: str, prose: Prose) -> ProsePage | None:
    bad = FORBIDDEN.search(text)
    if bad:
        line = text.count("\n", 0, bad.start()) + 1
        message = f"Невидимый или служебный знак: U+{ord(bad.group()):04X}."
        prose.problems.append(Problem("E104", shown, line, 1, message, "Наберите это место заново."))
        return None
    if (number := find_merge_mark(text, prose=True)) is not None:
        prose.problems.append(Problem("E134", shown, number + 1, 1, MESSAGE, HINT))
        return None
    if burden := find_burden(text):
        line = text.count("\n", 0, burden.start) + 1
        prose.problems.append(Problem("E505", shown, line, 1, burden.message, burden.hint))
        return None
    if "@@portal-" in text:
        _report(prose, shown, "E509", "Слово «@@portal-» занято программой.", "Уберите его со страницы.")
        return None
    top, problems = read_top(text, shown)
    prose.problems += problems
    if not top.title:
        return None
    return ProsePage(uri, top.title, top.description, top.body, top.first_line)


def _report(prose: Prose, path: str, code: str, message: str, hint: str) -> None:
    prose.problems.append(Problem(code, path, 0, 0, message, hint))


def page_source(page: ProsePage, template: str = "", kind: PageKind | None = None) -> str:
    """Return the page as MkDocs gets it: front matter rewritten, its texts escaped for HTML."""
    head: dict[str, object] = {"title": html.escape(page.title), "description": html.escape(page.description)}
    if kind:
        head |= {"template": template, "searched": kind.searched}
        head |= {name: list(getattr(kind, name)) for name in ("styles", "scripts")}
    dumped = yaml.safe_dump(head, allow_unicode=True, width=10_000, sort_keys=False)
    return f"---\n{dumped}---\n{page.body}"
