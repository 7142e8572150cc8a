"""Everything of a site as files: prose, stamped pages, exports, the page for lost addresses, the site map.

Writes only into the fresh folder it is given; many pages are stamped in several processes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import ClassVar
from xml.sax.saxutils import escape

from markupsafe import Markup

from generator.audit import Fault, Findings, Frame, make_frame, read_page, read_stamped, resolve_links
from generator.catalog import open_texts
from generator.elements import MarkupReader
from generator.exports.calendars import export_calendars
from generator.exports.feeds import export_feeds
from generator.exports.open_data import export_record, export_tables
from generator.exports.profile import export_profile
from generator.exports.record_form import export_form
from generator.exports.registry import export_registry
from generator.exports.support import export_support
from generator.mkdocs_config import style_hash
from generator.models import Catalog
from generator.pages import KINDS, Page, list_pages
from generator.processes import over_processes
from generator.prose import Prose
from generator.render import Renderer
from generator.shells import RECORD_SHELLS, BuiltTheme

CHUNK = 50
EXPORTS = -1
TEXTS = (".html", ".json", ".csv", ".xml", ".ics", ".txt", ".js")
PERSONAL = "сведения о человеке, на которые нет основания"  # which ones, a public log must not tell
BUFFER = 1 << 17
NOT_FOUND_STYLE = (
    "body{margin:0;background:#f6f7f3;color:#1b2a22;font:18px/1.55 system-ui,sans-serif}"
    "main{max-width:36rem;margin:9vh auto;padding:1.5rem}h1{line-height:1.2}a{color:#1f6b45}li{padding:.35rem 0}"
    ".over{display:flex;gap:.65rem;align-items:center;font-weight:650}svg{flex:none}.back{fill:#9cc4ac}"
    ".hill{fill:#1f6b45}@media(prefers-color-scheme:dark){body{background:#121a16;color:#e7ede9}"
    "a{color:#7fd3a6}.back{fill:#3c6b51}.hill{fill:#7fd3a6}}a[href^=tel]{white-space:nowrap}"
)


@dataclass(frozen=True, slots=True)
class Work:
    """What stamping and audit share, handed to forked processes by inheritance.

    ``secrets``: personal texts that no file may hold, unless a record gives them to readers in another place.
    """

    catalog: Catalog
    theme: BuiltTheme
    fresh: Path
    pages: list[Page]
    secrets: frozenset[str] = frozenset()


def write_site(work: Work, prose: Prose, jobs: int) -> None:
    """All files of the site. The fresh folder must be empty or absent."""
    for url, text in work.theme.prose.items():
        _write(work.fresh / url / "index.html", text.encode())
    for address, path in {**work.theme.assets, **prose.assets}.items():
        target = work.fresh / address
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    for table in KINDS:
        os.makedirs(work.fresh / table, exist_ok=True)
        os.makedirs(work.fresh / "data" / table, exist_ok=True)
    # The exports are one long task: begun first, so that one process makes them while the others stamp.
    tasks = [EXPORTS, *range(0, len(work.pages), CHUNK)]
    _Shared.work, _Shared.renderer = work, None
    for _ in over_processes(_write_part, tasks, jobs):
        pass


def exporters(work: Work) -> list[Callable[[], dict[str, bytes]]]:
    """What makes the files that are not pages, the costly last; no two make the same file."""
    catalog = work.catalog
    return [
        partial(export_form, catalog),
        partial(export_profile, catalog.settings["url"]),
        partial(single_files, work),
        partial(export_feeds, catalog),
        partial(export_calendars, catalog),
        partial(export_support, catalog),
        partial(export_registry, catalog),
        partial(export_tables, catalog),
        partial(_printed_files, catalog),
    ]


def exported_files(work: Work) -> dict[str, bytes]:
    """All files made from the records that are not pages."""
    return {address: body for make in exporters(work) for address, body in make().items()}


def _printed_files(catalog: Catalog) -> dict[str, bytes]:
    if not catalog.printed:
        return {}
    from generator.paper import make_documents  # typst is heavy, and an extra

    return dict(make_documents(catalog, sorted(catalog.printed)))


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
    urls = sorted({page.url for page in work.pages if not page.moved and page.kind != "staff"} | set(work.theme.prose))
    changed = {f"{table}/{name}/": known.last for (table, name), known in catalog.changed.items()}
    rows = "".join(f"<url><loc>{escape(base + url)}</loc>{_modified(changed.get(url))}</url>\n" for url in urls)
    sitemap = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{rows}</urlset>\n"
    )
    return {"404.html": not_found.encode(), "sitemap.xml": sitemap.encode()}


def _modified(moment: datetime | None) -> str:
    return f"<lastmod>{moment.isoformat()}</lastmod>" if moment else ""


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
    all: frozenset[str] = frozenset()
    files: ClassVar[list[str]] = []
    frames: ClassVar[dict[str, Frame]] = {}
    reader = MarkupReader(frozenset())
    renderer: Renderer | None = None


def _work() -> Work:
    if _Shared.work is None:
        raise RuntimeError("process without work")
    return _Shared.work


def _write_part(start: int) -> None:
    """Write the exports, or one chunk of pages with the records' own data files."""
    work = _work()
    if start == EXPORTS:
        for address, body in exported_files(work).items():
            _write(work.fresh / address, body)
        return
    if _Shared.renderer is None:
        _Shared.renderer = Renderer(work.catalog)
    base = str(work.fresh)
    for page in work.pages[start : start + CHUNK]:
        _make_folder(f"{base}/{page.url}")
        _write_quickly(f"{base}/{page.dest_uri}", _Shared.renderer.page(page, work.theme.shells[page.shell]))
        if page.entity:
            _write_quickly(f"{base}/data/{page.entity.table}/{page.entity.id}.json", export_record(page.entity))


def _make_folder(path: str) -> None:
    """Most lie in a folder that is there."""
    try:
        os.mkdir(path)  # noqa: PTH102 - many thousand times
    except FileExistsError:
        return
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)


def _write_quickly(path: str, body: bytes) -> None:
    """Write a new file with three system calls: tens of thousands are written here."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        while body:
            body = body[os.write(handle, body) :]
    finally:
        os.close(handle)


def audit_site(work: Work, jobs: int) -> list[Fault]:
    """Read every page of the fresh site back from the disk, and every text when there is something to keep back."""
    _Shared.all = frozenset(_walk(work.fresh))
    _Shared.files = [path for path in sorted(_Shared.all) if path.endswith(TEXTS if work.secrets else ".html")]
    _Shared.frames = _frames(work)
    _Shared.reader = MarkupReader(_Shared.all)
    _Shared.work = work
    parts = list(over_processes(_audit_chunk, range(0, len(_Shared.files), CHUNK), jobs))
    faults = [fault for part in parts for fault in part.faults]
    if any(fault.code == "E650" for fault in faults):
        public = open_texts(work.catalog)
        faults = [fault for fault in faults if fault.code != "E650" or fault.needle not in public]
    return faults + resolve_links(parts, _Shared.all)


def _frames(work: Work) -> dict[str, Frame]:
    """Page → the frame it shares with its kind. The first page of each kind has none: it is read whole."""
    frames: dict[str, Frame] = {}
    seen: dict[str, Frame] = {}
    for page in work.pages:
        if page.shell in seen:
            frames[page.dest_uri] = seen[page.shell]
        elif page.shell in RECORD_SHELLS:
            seen[page.shell] = make_frame(work.theme.shells[page.shell].pieces)
    return frames


def _audit_chunk(start: int) -> Findings:
    work = _work()
    secrets = [(secret, secret.encode()) for secret in sorted(work.secrets)]
    found = Findings()
    for path in _Shared.files[start : start + CHUNK]:
        body = _read_quickly(f"{work.fresh}/{path}")
        found.faults += [Fault(path, "E650", PERSONAL, secret) for secret, sign in secrets if sign in body]
        if path.endswith(".html"):
            frame = _Shared.frames.get(path)
            report = read_stamped(path, body, frame, _Shared.reader) if frame else read_page(path, body.decode())
            found.add(report, _Shared.all)
    return found


def _read_quickly(path: str) -> bytes:
    handle = os.open(path, os.O_RDONLY)
    try:
        body = os.read(handle, BUFFER)
        while part := os.read(handle, BUFFER):
            body += part
        return body
    finally:
        os.close(handle)


def _walk(folder: Path) -> Iterable[str]:
    """Paths of all files below, relative to the folder."""
    waiting = [""]
    while waiting:
        base = waiting.pop()
        with os.scandir(f"{folder}/{base}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{base}{entry.name}/")
                else:
                    yield base + entry.name
