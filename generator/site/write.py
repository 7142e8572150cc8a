"""Everything of a site as files: prose, stamped pages, exports, the 404 page, the site map.

Writes only into the fresh folder it is given; pages are stamped in several processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup

from generator.catalog.models import Catalog
from generator.disk import write_quickly
from generator.exports.build_facts import export_build_facts
from generator.exports.calendars import export_calendars
from generator.exports.feeds import export_feeds
from generator.exports.former import at_former_addresses, export_former_data
from generator.exports.open_data import export_record, export_tables
from generator.exports.profile import export_profile
from generator.exports.record_form import export_form
from generator.exports.registry import export_registry
from generator.exports.schedule import export_schedules
from generator.exports.support import export_support
from generator.frame.mkdocs.config import style_hash
from generator.frame.prose import Prose
from generator.frame.shells import BuiltTheme
from generator.model.palette import chosen, dark_palette, light_palette
from generator.pages.pages import UNLISTED, Page
from generator.pages.render import Renderer
from generator.persons.matcher import Matcher
from generator.processes import Workers
from generator.records.attachments import publishable
from generator.site.look import look_files
from generator.site.plan import published_files

CHUNK = 50
LISTS = frozenset({"find", "need"})  # kinds whose pages share lines: an organisation is on a dozen of them
NOT_FOUND_STYLE = (
    "body{margin:0;background:#f6f7f3;color:#1b2a22;font:18px/1.55 system-ui,sans-serif}"
    "main{max-width:36rem;margin:9vh auto;padding:1.5rem}h1{line-height:1.2}a{color:#1f6b45}li{padding:.35rem 0}"
    "li a{display:inline-block;min-height:1.55em}"
    ".over{display:flex;gap:.65rem;align-items:center;font-weight:650}svg{flex:none}.back{fill:#9cc4ac}"
    ".hill{fill:#1f6b45}@media(prefers-color-scheme:dark){body{background:#121a16;color:#e7ede9}"
    "a{color:#7fd3a6}.back{fill:#3c6b51}.hill{fill:#7fd3a6}}a[href^=tel]{white-space:nowrap}"
)


def not_found_style(settings: Mapping[str, object]) -> str:
    """Return the style of the 404 page in the town's colours."""
    own, style = chosen(settings), NOT_FOUND_STYLE
    light, dark = light_palette(own), dark_palette(own)
    for token, usual, palette in (
        ("mist", "#f6f7f3", light),
        ("pine", "#1f6b45", light),
        ("hill", "#9cc4ac", light),
        ("pine", "#7fd3a6", dark),
        ("hill", "#3c6b51", dark),
    ):
        style = style.replace(usual, palette.get(token, usual))
    return style


@dataclass(frozen=True, slots=True)
class Work:
    """What stamping and audit share; forked processes inherit it.

    ``matcher``: who may not be named in any file.
    """

    catalog: Catalog
    theme: BuiltTheme
    fresh: Path
    pages: list[Page]
    matcher: Matcher = field(default_factory=Matcher)


def write_site(work: Work, prose: Prose, workers: Workers) -> Iterator[Sequence[int]]:
    """Write all files of the site. The fresh folder must be empty and this program's own.

    Yields the numbers of pages once they are written; all are when it ends.
    """
    _Shared.work, _Shared.renderer = work, None
    for url, text in work.theme.prose.items():
        write_quickly(f"{work.fresh}/{url}index.html", text.encode())
    for address, body in work.theme.assets.items():
        write_quickly(f"{work.fresh}/{address}", body)
    for address, path in published_files(prose, work.catalog).items():
        write_quickly(f"{work.fresh}/{address}", publishable(path))
    for address, body in single_files(work).items():
        write_quickly(f"{work.fresh}/{address}", body)
    return workers.over(_write_part, share_out(work.pages))


def share_out(pages: Sequence[Page]) -> list[list[int]]:
    """Split the pages among processes, by number: all lists of a kind together, as they share lines, then the others.

    Those come a few at a time, by address: the search reads them in this order, and does not wait for the last.
    """
    kinds: dict[str, list[int]] = {kind: [] for kind in sorted(LISTS)}
    others: list[int] = []
    for number, page in enumerate(pages):
        kinds.get(page.kind, others).append(number)
    others.sort(key=lambda number: pages[number].url)
    chunks = (others[at : at + CHUNK] for at in range(0, len(others), CHUNK))
    return list(filter(None, [*kinds.values(), *chunks]))


def write_exports(catalog: Catalog, fresh: Path) -> None:
    """Write all files made from the records that are not pages."""
    for make in exporters(catalog):
        for address, body in make().items():
            write_quickly(f"{fresh}/{address}", body)


def exporters(catalog: Catalog) -> list[Callable[[], dict[str, bytes]]]:
    """Return what makes the files that are not pages, the expensive last; no two make the same file."""
    register = [partial(export_support, catalog)] if catalog.package.has("register") else []
    return [
        *register,
        partial(export_build_facts, catalog),
        partial(export_form, catalog),
        partial(export_profile, catalog.package, catalog.settings["url"]),
        partial(export_feeds, catalog),
        partial(export_calendars, catalog),
        partial(export_schedules, catalog),
        partial(export_former_data, catalog),
        partial(export_registry, catalog),
        partial(export_tables, catalog),
        partial(_printed_files, catalog),
    ]


def _printed_files(catalog: Catalog) -> dict[str, bytes]:
    if not catalog.printed:
        return {}
    from generator.paper import make_documents  # typst is heavy, and an extra

    files = dict(make_documents(catalog, sorted(catalog.printed)))
    return files | at_former_addresses(catalog, files)


def single_files(work: Work) -> dict[str, bytes]:
    """Return 404.html (self-contained, as it is served at any depth) and the site map."""
    catalog = work.catalog
    renderer, style = Renderer(catalog), not_found_style(catalog.settings)
    base = catalog.settings["url"]
    not_found = renderer.environment.get_template("notfound.html").render(
        style=Markup(style),  # noqa: S704 - our own, with colours of six digits
        style_hash=Markup(style_hash(style)),  # noqa: S704 - a digest
        base=base,
        site_name=work.theme.site_name,
    )
    public = {page.url for page in work.pages if page.kind != "moved" and page.kind not in UNLISTED}
    urls = sorted(public | set(work.theme.prose))
    changed = {f"{table}/{name}/": known.last for (table, name), known in catalog.changed.items()}
    for page in work.pages:
        if page.decision and (forum := changed.get(page.decision.forum.url)):
            changed[page.url] = forum  # it is in the forum's file
    rows = "".join(
        f"<url><loc>{escape(base + url, quote=False)}</loc>{_modified(changed.get(url))}</url>\n" for url in urls
    )
    sitemap = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{rows}</urlset>\n"
    )
    files = {"404.html": not_found.encode(), "sitemap.xml": sitemap.encode(), "robots.txt": write_robots(base).encode()}
    return files | look_files(catalog.settings)


def write_robots(base: str) -> str:
    """Return robots.txt: everything may be read; pages not meant for search say noindex, and must be read for that.

    Robots ask for it at the host's root only: for a site in a sub-path it is up to whoever keeps the root.
    """
    parts = urlsplit(base)
    lines = ["User-agent: *", "Allow: /"]
    if parts.path not in ("", "/"):
        where = f"{parts.scheme}://{parts.netloc}/robots.txt"
        lines.insert(0, f"# Роботы читают только {where}: допишите туда строку Sitemap.")
    if not parts.netloc.endswith(".example"):  # until the address is known there is no map to name
        lines += ["", f"Sitemap: {base}sitemap.xml"]
    return "\n".join(lines) + "\n"


def _modified(moment: datetime | None) -> str:
    return f"<lastmod>{moment.isoformat()}</lastmod>" if moment else ""


class _Shared:
    """What each process has of the site: inherited when forked, or made at its first task."""

    work: Work | None = None
    renderer: Renderer | None = None


def shared_work() -> Work:
    """Return what ``write_site`` was given last, in this process or the one it was forked from."""
    if _Shared.work is None:
        raise RuntimeError("process without work")
    return _Shared.work


def _write_part(part: Sequence[int]) -> Sequence[int]:
    """Write some of the pages, with the data files of their records."""
    work = shared_work()
    if _Shared.renderer is None:
        _Shared.renderer = Renderer(work.catalog)
    base = str(work.fresh)
    for page in map(work.pages.__getitem__, part):
        write_quickly(f"{base}/{page.dest_uri}", _Shared.renderer.page(page, work.theme.shells[page.shell]))
        if page.entity:
            write_quickly(f"{base}/{page.data_uri}", export_record(page.entity, work.catalog.package))
    return part
