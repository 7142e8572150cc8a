"""Everything of a site as files: prose, stamped pages, exports, the page for lost addresses, the site map.

Writes only into the fresh folder it is given; many pages are stamped in several processes.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from xml.sax.saxutils import escape

from markupsafe import Markup

from generator.audit import Fault, PageReport, read_page, resolve_links
from generator.exports.open_data import export_record, export_tables
from generator.mkdocs_config import style_hash
from generator.models import Catalog
from generator.pages import Page, list_pages
from generator.prose import Prose
from generator.render import Renderer
from generator.shells import BuiltTheme

CHUNK = 250
T = TypeVar("T")
NOT_FOUND_STYLE = (
    "body{margin:0;background:#f6f7f3;color:#1b2a22;font:18px/1.55 system-ui,sans-serif}"
    "main{max-width:36rem;margin:12vh auto;padding:1.5rem}h1{line-height:1.2}a{color:#1f6b45}li{padding:.35rem 0}"
    ".over{color:#4b5a52}@media(prefers-color-scheme:dark){body{background:#121a16;color:#e7ede9}"
    "a{color:#7fd3a6}.over{color:#a9b8b0}}"
)


@dataclass(frozen=True, slots=True)
class Work:
    """What stamping and audit share, handed to forked processes by inheritance."""

    catalog: Catalog
    theme: BuiltTheme
    fresh: Path
    pages: list[Page]


def write_site(work: Work, prose: Prose, jobs: int) -> None:
    """All files of the site. The fresh folder must be empty or absent."""
    for url, text in work.theme.prose.items():
        _write(work.fresh / url / "index.html", text.encode())
    for address, path in {**work.theme.assets, **prose.assets}.items():
        target = work.fresh / address
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    for address, body in {**export_tables(work.catalog), **single_files(work)}.items():
        _write(work.fresh / address, body)
    chunks = range(0, len(work.pages), CHUNK)
    for _ in _over_processes(_stamp_chunk, chunks, jobs, work):
        pass


def single_files(work: Work) -> dict[str, bytes]:
    """404.html (self-contained: it is served at any depth) and the site map."""
    catalog = work.catalog
    renderer = Renderer(catalog)
    base = catalog.settings["url"]
    not_found = renderer.environment.get_template("notfound.html").render(
        style=Markup(NOT_FOUND_STYLE),  # noqa: S704 - our own constant
        style_hash=Markup(style_hash(NOT_FOUND_STYLE)),  # noqa: S704 - a digest
        base=base,
        site_name=work.theme.site_name,
    )
    urls = sorted({page.url for page in work.pages if not page.moved} | set(work.theme.prose))
    rows = "".join(f"<url><loc>{escape(base + url)}</loc></url>\n" for url in urls)
    sitemap = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{rows}</urlset>\n"
    )
    return {"404.html": not_found.encode(), "sitemap.xml": sitemap.encode()}


def plan_pages(catalog: Catalog, theme: BuiltTheme) -> tuple[list[Page], list[str]]:
    """Pages to stamp, and addresses that two sources claim."""
    pages = list_pages(catalog)
    seen: set[str] = set(theme.prose)
    twice = []
    for page in pages:
        if page.url in seen:
            twice.append(page.url)
        seen.add(page.url)
    return pages, twice


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


class _Shared:
    work: Work | None = None
    files: list[str] = []
    renderer: Renderer | None = None


def _work() -> Work:
    if _Shared.work is None:
        raise RuntimeError("process without work")
    return _Shared.work


def _over_processes(function: Callable[[int], T], starts: range, jobs: int, work: Work) -> Iterator[T]:
    """Run ``function(start)`` for each chunk, in this process when there are few."""
    _Shared.work, _Shared.renderer = work, None
    if jobs < 2 or len(starts) < 4 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(function, starts)
        return
    gc.freeze()
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork")) as pool:
        yield from pool.map(function, starts)


def _stamp_chunk(start: int) -> int:
    """Render, stamp and write one chunk of pages, with the records' own data files."""
    work = _work()
    if _Shared.renderer is None:
        _Shared.renderer = Renderer(work.catalog)
    pages = work.pages[start : start + CHUNK]
    for page in pages:
        folder = work.fresh / page.url
        os.makedirs(folder, exist_ok=True)
        body = _Shared.renderer.page(page, work.theme.shells[page.shell])
        (folder / "index.html").write_bytes(body.encode())
        if page.entity:
            target = work.fresh / "data" / page.entity.table
            os.makedirs(target, exist_ok=True)
            (target / f"{page.entity.id}.json").write_bytes(export_record(page.entity))
    return len(pages)


def audit_site(work: Work, jobs: int) -> list[Fault]:
    """Read every page of the fresh site back from the disk."""
    files = sorted(path for path in _walk(work.fresh))
    _Shared.files = [path for path in files if path.endswith(".html")]
    reports: list[PageReport] = []
    for part in _over_processes(_audit_chunk, range(0, len(_Shared.files), CHUNK), jobs, work):
        reports += part
    faults = [fault for report in reports for fault in report.faults]
    return faults + resolve_links(reports, frozenset(files))


def _audit_chunk(start: int) -> list[PageReport]:
    fresh = _work().fresh
    return [read_page(path, (fresh / path).read_text("utf-8")) for path in _Shared.files[start : start + CHUNK]]


def _walk(folder: Path) -> Iterable[str]:
    for base, _, names in os.walk(folder):
        relative = os.path.relpath(base, folder)
        for name in names:
            yield name if relative == "." else f"{relative}/{name}"
