"""Judges pages of prose before anything is built: headings, addresses, link targets. One audit for check and build.

``check`` learns here what the audit of the built site would say about people's own pages. Markdown is read as MkDocs
reads it, but without the pages around; other pages are made only where a link names a place on them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from selectolax.lexbor import LexborHTMLParser

from generator import clock
from generator.catalog.catalog import make_catalog
from generator.catalog.models import Catalog
from generator.frame.kinds import index_kinds
from generator.frame.mkdocs.config import SiteConfig
from generator.frame.mkdocs.guard import OWN_NAME, GuardExtension
from generator.frame.mkdocs.process import THEME
from generator.frame.prose import OWN_FOLDERS, OWN_SECTIONS, Prose, ProsePage
from generator.frame.withheld import HINT
from generator.model.schemas import DataPackage
from generator.model.sections import PLACES, SECTIONS
from generator.pages.pages import Page
from generator.problems.names import nearest
from generator.problems.problem import Problem, has_errors
from generator.records.check import Checked
from generator.records.named_files import FOLDERS, folder_of
from generator.site.audit import Findings, Frame, PageReport, SiteFault, count_headings, read_own, resolve_links
from generator.site.plan import plan_pages, published_files

BUILT_IN = ("toc", "tables", "fenced_code")  # always part of MkDocs
WRITTEN = ("404.html", "sitemap.xml", "robots.txt")
MADE = ("print/", "pagefind/", "assets/")  # whether these are there, the build alone knows
PAGES = (".html", ".md")
NO_HEADING = "Начните страницу строкой «# Заголовок»."
MAIN_HEADING = re.compile(r"^(?:#(?!#)|[^\n]+\n=+[ \t]*$)", re.MULTILINE)
DEAD = re.compile("ссылка в никуда: «(.+)»")
FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
HINTS = {
    "E605": "Оставьте один заголовок с одной решёткой; у остальных поставьте две: «## Раздел».",
    "E623": "Пишите адрес от этой страницы: «../ngos/index.md» или «../data/».",
    "E640": "Проверьте адрес: он считается от этой страницы, например «../ngos/index.md».",
    "E641": "Проверьте, как теперь называется этот раздел, или уберите из адреса всё после решётки.",
    "E650": HINT,
}


class _Links(Treeprocessor):
    """Turns links to page files into links to pages, as MkDocs does; all others stay as they are."""

    def __init__(self, md: Markdown, reader: _Reader) -> None:
        super().__init__(md)
        self.reader = reader

    def run(self, root: Element) -> None:
        for element in root.iter("a"):
            element.set("href", self.follow(element.get("href", ""), self.reader.page))

    def follow(self, address: str, page: ProsePage) -> str:
        try:
            scheme, netloc, path, query, anchor = urlsplit(address)
        except ValueError:
            return address
        if scheme or netloc or not path or address.startswith(("/", "\\")):
            return address
        url = self.reader.urls.get(normpath(join(dirname(page.src_uri), unquote(path))).lstrip("/"))
        return address if url is None else urlunsplit(("", "", "../" * page.depth + url or ".", query, anchor))


class _Reader(Extension):
    """Reads one page after another as the audit of the built site does, without the frame around them."""

    page: ProsePage

    def __init__(self, urls: dict[str, str], config: SiteConfig) -> None:
        super().__init__()
        self.urls = urls
        named = dict.fromkeys([*BUILT_IN, *config.extensions])
        self.markdown = Markdown(extensions=[*named, GuardExtension(), self])
        self.frame = Frame((), (), _frame_ids(), 0)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        md.treeprocessors.register(_Links(md, self), "portal-links", 4)

    def read(self, page: ProsePage) -> PageReport:
        self.page = page
        html = self.markdown.reset().convert(page.body)
        report = read_own(f"{page.url}index.html", {"head": "", "main": html}, self.frame)
        if report is None:
            raise RuntimeError(f"markup of {page.src_uri} does not end")
        return report


def read_pages(prose: Prose, config: SiteConfig) -> list[PageReport]:
    """Return what is on people's pages. The configuration must be free of errors."""
    reader = _Reader(_urls(prose), config)
    return [reader.read(page) for page in prose.pages.values()]


def _urls(prose: Prose) -> dict[str, str]:
    return {page.src_uri: page.url for page in prose.pages.values()}


def find_unsound(
    checked: Checked, prose: Prose, config: SiteConfig, root: Path, reports: Sequence[PageReport] | None = None
) -> list[Problem]:
    """Return what the audit of the built site would find in people's pages, as problems of their files.

    The settings, the lists and the configuration must be free of errors. While records have errors, links to pages made
    from them are not doubted, except a link to the page of a record that has no file. ``reports``: the pages as read.
    """
    sound = not has_errors(checked.problems)
    site = _whole_site(checked, prose) if sound else _barely(checked, prose)
    findings = Findings()
    for report in read_pages(prose, config) if reports is None else reports:
        findings.add(report, site.files)
    wanted = {target for target, _ in findings.links} - site.files
    files = site.files | {target for target in wanted if site.is_taken(target)}
    if site.catalog and any(not target.endswith(PAGES) for target in wanted - files):
        from generator.site.write import exporters  # exports are dear, and no pages

        files |= {address for make in exporters(site.catalog) for address in make()}
    if site.catalog:
        _name_places(findings, site.pages, site.catalog)
    else:  # of pages that begin with prose the rest is not known
        for kind in index_kinds(checked.package):
            findings.ids.pop(f"{kind.url}index.html", None)
    faults = [*findings.faults, *resolve_links([findings], files)]
    return [*map(claimed_twice, site.twice), *(site_problem(fault, checked.package, prose, root) for fault in faults)]


class _Site(NamedTuple):
    """What is known of the site before it is made. ``made``: prefixes of addresses that are not doubted."""

    files: frozenset[str]
    made: tuple[str, ...]
    folders: tuple[str, ...] = ()  # of records, where these beginnings say nothing
    pages: Mapping[str, Page] = {}
    twice: Sequence[str] = ()
    catalog: Catalog | None = None

    def is_taken(self, target: str) -> bool:
        """Tell whether the address belongs to the program and its content is not known yet."""
        own = target.startswith(self.folders) and target.count("/") > 1
        return target.startswith(self.made) and not own


def _whole_site(checked: Checked, prose: Prose) -> _Site:
    catalog = make_catalog(checked, clock.now(checked.settings["timezone"]))
    introductions = {kind.source for kind in index_kinds(checked.package)}
    whole = {url for source, url in _urls(prose).items() if source not in introductions}
    pages, twice = plan_pages(catalog, whole)
    files = {file for page in pages for file in page.files} | {f"{url}index.html" for url in whole}
    files |= {*WRITTEN, *published_files(prose, catalog)}
    return _Site(frozenset(files), MADE, (), {page.dest_uri: page for page in pages}, twice, catalog)


def _barely(checked: Checked, prose: Prose) -> _Site:
    """Return what is known while records have errors and no site can be planned: record files and pages of prose."""
    files = {f"{raw.table}/{raw.id}/index.html" for raw in checked.files.values()}
    folders = tuple(f"{table.name}/" for table in checked.package.record_tables)
    made = (
        *MADE,
        *WRITTEN,
        *(f"{name}/" for name in (*OWN_FOLDERS, *OWN_SECTIONS)),
        "calendar.ics",
        "files/",
        "images/",
    )
    return _Site(frozenset(files | {f"{url}index.html" for url in _urls(prose).values()}), made, folders)


def _name_places(findings: Findings, stamped: Mapping[str, Page], catalog: Catalog) -> None:
    """Add the ids of pages made from records, where a link of prose names a place on one."""
    named = {target for target, anchor in findings.links if anchor and target in stamped}
    if not named:
        return
    from generator.pages.render import Renderer  # dear as well

    renderer = Renderer(catalog)
    for target in named:
        tree = LexborHTMLParser(renderer.render(stamped[target])["main"])
        own = frozenset(node.attributes["id"] or "" for node in tree.css("[id]"))
        findings.ids[target] = findings.ids.get(target, _frame_ids()) | own


@cache
def _frame_ids() -> frozenset[str]:
    """Return the ids the theme gives to parts of every page."""
    return frozenset(OWN_NAME.findall((THEME / "main.html").read_text("utf-8")))


def claimed_twice(url: str) -> Problem:
    """Return the fault of a prose page at an address that a record or a list already has."""
    hint = "Переименуйте страницу или запись: у каждого адреса одна."
    return Problem("E512", f"content/{url.rstrip('/')}.md", 0, 0, f"Адрес /{url} заняли двое.", hint)


def site_problem(fault: SiteFault, package: DataPackage, prose: Prose, root: Path) -> Problem:
    """Return a fault of a built page as a problem at the line of its source file, as far as that can be told."""
    url = fault.page.removesuffix("index.html")
    message = f"Готовая страница «/{url}»: {fault.what}."
    page = next((page for page in prose.pages.values() if page.url == url), None)
    if page is not None:
        number, column = _place(fault, page)
        hint = HINTS.get(fault.code, "Исправьте это место на странице.")
        hint = NO_HEADING if fault.what == count_headings(0) else hint
        if fault.code == "E640" and (dead := DEAD.search(fault.what)):
            written = fault.needle in page.body and ("/" in fault.needle or "." in fault.needle)  # no place
            message = f"Готовая страница «/{url}»: ссылка в никуда: «{fault.needle if written else dead[1]}»."
            hint = _others_like(dead[1], page, prose, root, _label(fault.needle, page)) or hint
        for part in package.without:
            if f"«{PLACES[part].rstrip('/')}" in fault.what:
                hint = f"Раздел «{SECTIONS[part]}» выключен: уберите ссылку с этой страницы."
        return Problem(fault.code, f"content/{page.src_uri}", number, column, message, hint)
    table, _, rest = url.partition("/")
    found = next((t for t in package.record_tables if t.name == table), None)
    path = found.path(rest.rstrip("/")) if found and rest else ""
    if path and (root / path).is_file():
        hint = "Проверьте ссылки этой записи; если в ней всё верно, это ошибка программы: сообщите разработчикам."
        hint = HINT if fault.code == "E650" else hint
        return Problem(fault.code, path, 0, 0, message, hint, record=rest.rstrip("/"))
    hint = "Это ошибка программы: сообщите разработчикам (README, «Report a bug»)."
    return Problem(fault.code, f"site/{fault.page}", 0, 0, message, hint)


def _label(address: str, page: ProsePage) -> str:
    """Return the text of the link to an address, as the page's source has it; empty if it is not found."""
    found = re.search(rf"\[([^\[\]]*)\]\({re.escape(address)}[)\s]", page.body)
    return found[1] if found else ""


def _others_like(target: str, page: ProsePage, prose: Prose, root: Path, label: str) -> str:
    """Return the hint for a picture or page that is not there: what there is of its sort, written as from this page.

    ``label``: the text of the link; a page with such a title comes first.
    """
    folder = folder_of(target)
    if target.startswith(f"{folder}/"):
        have = [f"{folder}/{path.name}" for path in sorted((root / "content" / folder).glob("*.*"))]
        name, what = target.partition("/")[2], "картинки" if folder == FOLDERS[0] else "файла"
        start = f"Нет {what} «{name}»: положите файл в content/{folder}/ или исправьте имя."
    else:
        have, start = list(prose.pages), "Исправьте адрес: он считается от этой страницы."
    stem = target.removesuffix("index.html").rstrip("/")
    titles = {one.title: source for source, one in prose.pages.items()}
    called = [titles[name] for name in nearest(label, titles, most=1) if not target.startswith(f"{folder}/")]
    near = get_close_matches(stem, have, n=3, cutoff=0.5) or (have[:3] if target.startswith(f"{folder}/") else [])
    near = list(dict.fromkeys([*called, *near]))[:3]
    listed = ", ".join(relpath(one, dirname(page.src_uri) or ".") for one in near)
    if near:
        return f"{start} Есть: {listed}."
    return "" if have == [*prose.pages] else start


def _place(fault: SiteFault, page: ProsePage) -> tuple[int, int]:
    """Return line and column of what is at fault; zeros if not found, as it may be written another way."""
    if fault.code == "E605":
        text = FENCED.sub(lambda found: " " * len(found[0]), page.body)
        headings = list(MAIN_HEADING.finditer(text))
        at = headings[1].start() if len(headings) > 1 else -1
    else:
        at = page.body.find(fault.needle) if fault.needle else -1
    if at < 0:
        return 0, 0
    return page.first_line + page.body.count("\n", 0, at), at - page.body.rfind("\n", 0, at)
