"""The theme once: MkDocs renders the prose and one shell page per page kind; here they are made and split.

A shell is a built page cut at its placeholders. Each placeholder stands a declared number of times; any other
number means that the theme has changed under us, and is an error of the program.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from generator.disk import write_quickly
from generator.frame.mkdocs.process import REFUSED
from generator.frame.pictures import picture_size
from generator.frame.prose import Prose, ProsePage, page_source
from generator.problems.problem import PortalError
from generator.problems.reasons import words_of

PLACEHOLDER = re.compile(r"@@portal-([a-z]+)@@")
# What the base template puts around our blocks and the portal has no use for: toggles, a skip link, a snackbar.
LEFT_OVER = re.compile(
    r'(?<=<body dir="ltr">).*?(?=<header class="top">)|<div class="md-dialog".*?</div>\s*</div>', re.DOTALL
)
PICTURE = re.compile(r'(<img [^>]*?src="(?:\.\./)*(images/[^"]+)")')
RECORD_PARTS = {"title": 1, "description": 1, "canonical": 1, "head": 1, "main": 1}
INDEX_PARTS = {"head": 1, "main": 1}
# Page kind → its shell's source in the staged docs. Pages of a kind lie at one depth, so relative links hold.
RECORD_SHELLS = {
    "ngo": "ngos/portal-shell.md",
    "forum": "forums/portal-shell.md",
    "partnership": "partnerships/portal-shell.md",
    "event": "events/portal-shell.md",
    "find": "find/portal/shell.md",
    "need": "help/portal-shell.md",
    "join_board": "join/portal-shell.md",
    "exchange_board": "exchange/portal-shell.md",
    "profile": "data/profile/portal-shell.md",
}
# Page kind → source of its introduction, and the title it has when the root has no such page.
INDEX_SHELLS = {
    "home": ("index.md", "Гражданский портал"),
    "ngos": ("ngos/index.md", "Реестр организаций"),
    "forums": ("forums/index.md", "Форум"),
    "decisions": ("decisions/index.md", "Решения форума"),
    "partnerships": ("partnerships/index.md", "Партнёрства"),
    "events": ("events/index.md", "События"),
    "results": ("results/index.md", "Результаты"),
    "practice": ("practice/index.md", "О практике"),
    "register": ("support/register.md", "Реестр получателей поддержки"),
    "data": ("data/index.md", "Открытые данные"),
    "search": ("search/index.md", "Поиск"),
    "help": ("help/index.md", "Мне нужна помощь"),
    "join": ("join/index.md", "Хочу помочь"),
    "idea": ("idea/index.md", "У меня есть идея"),
    "support": ("support/index.md", "Ресурсный центр"),
    "exchange": ("exchange/index.md", "Ищем партнёров"),
    "problems": ("editors/problems.md", "Что значат сообщения"),
    "fields": ("editors/fields.md", "Как заполнять"),
    "form": ("editors/form.md", "Форма записи"),
    "staff": ("staff/index.md", "Сотрудникам"),
}


@dataclass(frozen=True)
class Shell:
    """A built page in pieces: even ones are text, odd ones name a placeholder."""

    pieces: tuple[str, ...]

    @cached_property
    def texts(self) -> tuple[bytes, ...]:
        """The pieces of text, encoded once for all pages."""
        return tuple(piece.encode() for piece in self.pieces[::2])

    @property
    def names(self) -> tuple[str, ...]:
        """The placeholders between them."""
        return self.pieces[1::2]

    def stamp(self, parts: Mapping[str, str]) -> bytes:
        """The whole page. Every placeholder must be among ``parts``."""
        page = [b""] * len(self.pieces)
        page[::2] = self.texts
        page[1::2] = [parts[name].encode() for name in self.names]
        return b"".join(page)


@dataclass(frozen=True, slots=True)
class BuiltTheme:
    """What MkDocs gave: shells by page kind, finished prose pages by their address, theme files by theirs."""

    shells: dict[str, Shell]
    prose: dict[str, str]
    assets: dict[str, Path]
    site_name: str


def index_pages(prose: Prose) -> dict[str, ProsePage]:
    """Page kind → its introduction, made up where the root has none."""
    return {
        kind: prose.pages.get(uri) or ProsePage(uri, title, title, f"# {title}\n")
        for kind, (uri, title) in INDEX_SHELLS.items()
    }


def stage_docs(prose: Prose, docs: Path) -> None:
    """Write the docs_dir for MkDocs, an empty folder: prose, introductions, one empty page a record kind."""
    for page in prose.pages.values():
        write_quickly(f"{docs}/{page.src_uri}", page_source(page).encode())
    for page in index_pages(prose).values():
        write_quickly(f"{docs}/{page.src_uri}", page_source(page, "index.html").encode())
    for kind, uri in RECORD_SHELLS.items():
        write_quickly(f"{docs}/{uri}", page_source(ProsePage(uri, kind, kind, ""), "record.html").encode())


def read_theme(process: subprocess.Popen[str], built: Path, prose: Prose, site_name: str) -> BuiltTheme:
    """Wait for MkDocs and take what it built. A failure here is a fault of the program: prose was checked before.

    Raises PortalError for what is the machine's, such as a full disk.
    """
    output, _ = process.communicate(timeout=300)
    if process.returncode > REFUSED:
        refused = OSError(process.returncode - REFUSED, "")
        raise PortalError(f"{built}: {words_of(refused, writing=True)}.")
    if process.returncode:
        raise RuntimeError(f"mkdocs build failed:\n{output}")
    shells = {kind: _split(_read(built / _dest(uri)), uri, RECORD_PARTS) for kind, uri in RECORD_SHELLS.items()}
    indexes = index_pages(prose)
    for kind, page in indexes.items():
        text = sized(_read(built / page.url / "index.html"), prose)
        shells[kind] = _split(text, page.src_uri, INDEX_PARTS)
    taken = {page.src_uri for page in indexes.values()}
    pages = {
        page.url: sized(_read(built / page.url / "index.html"), prose)
        for page in prose.pages.values()
        if page.src_uri not in taken
    }
    for url, text in pages.items():
        if PLACEHOLDER.search(text):
            raise RuntimeError(f"a placeholder is left in the prose page {url}")
    return BuiltTheme(shells, pages, _assets(built), site_name)


def sized(text: str, prose: Prose) -> str:
    """The page with the sizes of its pictures, so that nothing moves when they come."""

    def with_size(found: re.Match[str]) -> str:
        path = prose.assets.get(unquote(found[2]))
        size = picture_size(path.read_bytes()) if path else None
        return f'{found[1]} width="{size[0]}" height="{size[1]}"' if size else found[1]

    return PICTURE.sub(with_size, text)


def _dest(uri: str) -> str:
    return uri.removesuffix(".md") + "/index.html"


def _read(path: Path) -> str:
    """A page that MkDocs built, without what is left over of the base template."""
    text, found = LEFT_OVER.subn("\n", path.read_text("utf-8"))
    if found != 2:
        raise RuntimeError(f"the base template has changed: {found} of 2 known parts found in {path}")
    return text


def _split(text: str, uri: str, declared: dict[str, int]) -> Shell:
    pieces = PLACEHOLDER.split(text)
    counts = {name: pieces[1::2].count(name) for name in {*declared, *pieces[1::2]}}
    if counts != declared:
        raise RuntimeError(f"placeholders of {uri}: found {counts}, declared {declared}")
    if declared is RECORD_PARTS:  # no prose in it, so blank space may go
        pieces[::2] = [re.sub(r"\n\s*", "\n", piece) for piece in pieces[::2]]
    return Shell(tuple(pieces))


def _assets(built: Path) -> dict[str, Path]:
    """Theme files that the pages use: Material's main style sheet and the portal's own."""
    found = {f"assets/portal/{path.name}": path for path in sorted((built / "assets" / "portal").iterdir())}
    (sheet,) = (built / "assets" / "stylesheets").glob("main.*.min.css")
    found[f"assets/stylesheets/{sheet.name}"] = sheet
    return found
