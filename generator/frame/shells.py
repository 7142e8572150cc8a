"""The theme, rendered once: MkDocs renders the prose and one shell per page kind; here shells are prepared and split.

A shell is a built page cut at its placeholders. Each placeholder must occur a declared number of times; any other
number means that the theme has changed and is a bug.
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
from generator.frame.kinds import PageKind, index_kinds, stamped_kinds
from generator.frame.mkdocs import process as entrance
from generator.frame.mkdocs.config import theme_version
from generator.frame.pictures import picture_size
from generator.frame.prose import Prose, ProsePage, page_source
from generator.model.schemas import DataPackage
from generator.model.words import fill
from generator.problems.problem import PortalError, Problem
from generator.problems.reasons import words_of
from generator.problems.report import printable

PLACEHOLDER = re.compile(r"@@portal-([a-z]+)@@")
# Parts of the base template that the portal has no use for: toggles, a skip link, a snackbar.
LEFT_OVER = re.compile(
    r'(?<=<body dir="ltr">).*?(?=<header class="top[ "])|<div class="md-dialog".*?</div>\s*</div>', re.DOTALL
)
PICTURE = re.compile(r'(<img [^>]*?src="(?:\.\./)*(images/[^"]+)")')
IMPORTED = re.compile(rb'(\b(?:from |import\()"\./[a-z-]+\.js)(?=")')
# Comments of the portal's own scripts, whole lines and types within lines: a quarter of the weight of what is loaded.
COMMENT = re.compile(rb"^[ \t]*/\*(?:(?!\*/)[\s\S])*\*/[ \t]*\n|^[ \t]*//.*\n|/\*\* @(?:(?!\*/).)*\*/ ?", re.MULTILINE)
PROGRAM = Path(__file__).parents[1]
ENTRANCE = entrance.__file__  # appears in every traceback of MkDocs
UNREAD = re.compile(r"Error reading page '([^'\n]+)':")
FRAME = re.compile(r'^ +File "([^"\n]+)", line', re.MULTILINE)
RECORD_PARTS = {"title": 2, "description": 2, "canonical": 2, "head": 1, "main": 1}  # twice: also in link previews
INDEX_PARTS = {"head": 1, "main": 1}


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
        """The placeholders between the texts."""
        return self.pieces[1::2]

    def stamp(self, parts: Mapping[str, str]) -> bytes:
        """Return the whole page. ``parts`` must have every placeholder."""
        page = [b""] * len(self.pieces)
        page[::2] = self.texts
        page[1::2] = [parts[name].encode() for name in self.names]
        return b"".join(page)


class UnrenderedError(Exception):
    """MkDocs failed on a page of prose. ``problem`` reports it as the page's own fault, without a line."""

    def __init__(self, page: ProsePage, error: str) -> None:
        super().__init__(error)
        message = f"MkDocs не смог прочитать эту страницу: {printable(error)[:200]}"
        hint = "Верните прежний текст и вносите правку по частям: одно место разметки ему не по силам. Упростите его."
        self.problem = Problem("E505", f"content/{page.src_uri}", 0, 0, message, hint)


@dataclass(frozen=True, slots=True)
class BuiltTheme:
    """What MkDocs built: shells by page kind, prose pages and theme files by address."""

    shells: dict[str, Shell]
    prose: dict[str, str]
    assets: dict[str, bytes]
    site_name: str


def index_pages(prose: Prose, package: DataPackage) -> dict[PageKind, ProsePage]:
    """Map page kinds to their introductions, made up where the root has none."""
    titles = {kind: fill(kind.title, package.wording) for kind in index_kinds(package)}
    return {
        kind: prose.pages.get(kind.source) or ProsePage(kind.source, title, title, f"# {title}\n")
        for kind, title in titles.items()
    }


def stage_docs(prose: Prose, package: DataPackage, docs: Path) -> None:
    """Fill MkDocs' empty docs folder: prose, introductions, and one empty page per stamped kind."""
    for page in prose.pages.values():
        write_quickly(f"{docs}/{page.src_uri}", page_source(page).encode())
    for kind, page in index_pages(prose, package).items():
        write_quickly(f"{docs}/{page.src_uri}", page_source(page, "index.html", kind).encode())
    for kind in stamped_kinds(package):
        empty = ProsePage(kind.source, kind.name, kind.name, "")
        write_quickly(f"{docs}/{kind.source}", page_source(empty, "record.html", kind).encode())


def _page_at_fault(output: str, prose: Prose) -> ProsePage | None:
    """Return the page MkDocs could not read; None if this program appears in the traceback."""
    found = UNREAD.search(output)
    own = [path for path in FRAME.findall(output) if Path(path).is_relative_to(PROGRAM)]
    return prose.pages.get(found[1]) if found and set(own) <= {ENTRANCE} else None


def read_theme(
    process: subprocess.Popen[str], built: Path, prose: Prose, package: DataPackage, site_name: str
) -> BuiltTheme:
    """Wait for MkDocs and read what it built.

    Raises PortalError for faults of the machine, such as a full disk, and UnrenderedError for a page of prose that
    MkDocs cannot read. Any other failure is a bug, because prose was checked before.
    """
    output, _ = process.communicate(timeout=300)
    if process.returncode > entrance.REFUSED:
        refused = OSError(process.returncode - entrance.REFUSED, "")
        raise PortalError(f"{built}: {words_of(refused, writing=True)}.")
    if process.returncode:
        if page := _page_at_fault(output, prose):
            raise UnrenderedError(page, output.strip().rpartition("\n")[2])
        raise RuntimeError(f"mkdocs build failed:\n{output}")
    shells = {
        kind.name: _split(_read(built / _dest(kind.source)), kind.source, RECORD_PARTS)
        for kind in stamped_kinds(package)
    }
    indexes = index_pages(prose, package)
    for kind, page in indexes.items():
        text = sized(_read(built / page.url / "index.html"), prose)
        shells[kind.name] = _split(text, page.src_uri, INDEX_PARTS)
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
    """Add the sizes of pictures to a page, so that nothing moves while they load."""

    def with_size(found: re.Match[str]) -> str:
        path = prose.assets.get(unquote(found[2]))
        size = picture_size(path.read_bytes()) if path else None
        return f'{found[1]} width="{size[0]}" height="{size[1]}"' if size else found[1]

    return PICTURE.sub(with_size, text)


def _dest(uri: str) -> str:
    return uri.removesuffix(".md") + "/index.html"


def _read(path: Path) -> str:
    """Read a page MkDocs built, without the leftovers of the base template."""
    text, found = LEFT_OVER.subn("\n", path.read_text("utf-8"))
    if found != 2:
        raise RuntimeError(f"the base template has changed: {found} of 2 known parts found in {path}")
    return text


def _split(text: str, uri: str, declared: dict[str, int]) -> Shell:
    pieces = PLACEHOLDER.split(text)
    counts = {name: pieces[1::2].count(name) for name in {*declared, *pieces[1::2]}}
    if counts != declared:
        raise RuntimeError(f"placeholders of {uri}: found {counts}, declared {declared}")
    if declared is RECORD_PARTS:  # it has no prose, so white space may go
        pieces[::2] = [re.sub(r"\n\s*", "\n", piece) for piece in pieces[::2]]
    return Shell(tuple(pieces))


def _assets(built: Path) -> dict[str, bytes]:
    """Return the theme files that pages use: Material's main style sheet and the portal's own.

    Imports in scripts carry the theme's version, like everything a page links to, so a cache never mixes versions.
    Comments stay behind: a reader on a phone would download them.
    """
    version = rb"\1?v=" + theme_version().encode()
    found = {path.name: path.read_bytes() for path in sorted((built / "assets" / "portal").iterdir())}
    assets = {
        f"assets/portal/{name}": IMPORTED.sub(version, COMMENT.sub(b"", body)) if name.endswith(".js") else body
        for name, body in found.items()
    }
    (sheet,) = (built / "assets" / "stylesheets").glob("main.*.min.css")
    return assets | {f"assets/stylesheets/{sheet.name}": sheet.read_bytes()}
