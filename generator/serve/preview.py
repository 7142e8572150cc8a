"""The site in memory for a live preview: the last good state of the files, and what is wrong with them as they are.

A changed record is checked at once, the others are remembered; a changed page of prose or setting restarts MkDocs.
Only ROOT/build/preview is written. What is shown is what a build would give.
"""

from __future__ import annotations

import json
import os
import re
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from generator import clock, disk
from generator.build import outside_links, start_theme
from generator.catalog import links
from generator.catalog.catalog import make_catalog
from generator.exports.open_data import export_record
from generator.frame.answers import find_dead
from generator.frame.mkdocs.config import SiteConfig, load_site_config
from generator.frame.mkdocs.process import prepare_mkdocs
from generator.frame.prose import Prose, load_prose
from generator.frame.shells import BuiltTheme, UnrenderedError, read_theme
from generator.frame.withheld import find_withheld
from generator.pages.pages import Page
from generator.pages.render import Renderer
from generator.past.history import CALENDARS, NOTHING, Log, Past
from generator.past.revisions import uncommitted
from generator.problems.problem import PortalError, Problem, arrange, has_errors
from generator.problems.report import write_json
from generator.records.attachments import publishable
from generator.records.check import Checked, Memo, check_source
from generator.records.source import RawFile, Source, load_source
from generator.serve.watch import Watch
from generator.site.plan import plan_pages, published_files
from generator.site.prose_audit import find_unsound
from generator.site.write import Work, exporters, single_files

RECORD_ROOTS = ("mkdocs.yml", "content", "ngos", "forums")
ASSETS = ("content/images/", "content/files/")
# Search is that of the last build.
INDEX = re.compile(r"search/words\.json|pagefind/(?:[a-z]+/)?[\w-][\w.-]*")
RECORD_DATA = re.compile(r"data/(ngos|forums|partnerships|events)/([^/]+)\.json")
MADE = (".json", ".csv", ".xml", ".ics", ".xlsx", ".zip", ".html", ".txt", ".css")  # endings of what exports write
BUG = "Ошибка программы; она описана в окне, где запущен просмотр."
SETTINGS = "content/settings.yml"  # they may leave pages out


@dataclass(slots=True)
class Shown:
    """A good state of the site: pages are rendered and exports made on request."""

    checked: Checked
    work: Work
    prose: Prose
    pages: dict[str, Page] = field(init=False)
    files: dict[str, Path] = field(init=False)
    _renderer: Renderer = field(init=False)
    _files: dict[str, bytes] = field(default_factory=dict)
    _waiting: list[Callable[[], dict[str, bytes]]] = field(init=False)
    _rendering: threading.Lock = field(default_factory=threading.Lock)
    _exporting: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.pages = {page.dest_uri: page for page in self.work.pages}
        self.files = published_files(self.prose, self.work.catalog)
        self._renderer = Renderer(self.work.catalog)
        self._waiting = [partial(single_files, self.work), *exporters(self.work.catalog)]

    def body(self, address: str) -> bytes | None:
        """The file at an address of the site, or None."""
        theme = self.work.theme
        if page := self.pages.get(address):
            with self._rendering:
                return self._renderer.page(page, theme.shells[page.shell])
        url = address.removesuffix("index.html")
        if address.endswith("index.html") and url in theme.prose:
            return theme.prose[url].encode()
        if address in theme.assets:
            return theme.assets[address]
        if path := self.files.get(address):
            return publishable(path) if path.is_file() else None
        found = RECORD_DATA.fullmatch(address)
        if found and (entity := self.work.catalog.entities[found[1]].get(found[2])):
            return export_record(entity, self.work.catalog.package)
        return self._made(address) if address.endswith(MADE) else None

    def _made(self, address: str) -> bytes | None:
        with self._exporting:
            while address not in self._files and self._waiting:
                self._files |= self._waiting.pop(0)()
            return self._files.get(address)


class Preview:
    """What is shown, and what is wrong. ``look`` is called by one thread, the rest by any."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.version = time.time_ns() // 1_000_000  # higher than in any earlier preview
        self.problems: list[Problem] = []
        self.note = ""  # problems outside the records
        self.shown: Shown | None = None
        self._changed = threading.Condition()
        log = next((p / ".git/logs/HEAD" for p in (self.root, *self.root.parents) if (p / ".git").is_dir()), None)
        self._outside = self.root / "build" / links.FILE
        self._watch = Watch([*(self.root / name for name in RECORD_ROOTS), self._outside, *([log] if log else [])])
        self._log = str(log)
        self._past: Past | None = None
        self._memo = Memo()
        self._checking = threading.Lock()  # what is remembered belongs to one check at a time
        self._read: dict[str, RawFile] = {}
        self._seen: object = None
        self._prose: Prose | None = None
        self._theme: tuple[object, BuiltTheme] | None = None
        self._addresses: object = None  # of records, as pages of prose were judged by them
        self._unsound: list[Problem] = []
        self._again = False
        self._pending: set[str] = set()  # changed, and not taken in yet

    def look(self) -> bool:
        """Take in what has changed since the last look; return whether there is news to tell."""
        paths = self._watch.look()
        day = self.shown and clock.today(self.shown.checked.settings["timezone"]) != self.shown.checked.today
        if not paths and not day and not self._again:
            return False
        names = self._pending = self._pending | {
            path.removeprefix(f"{self.root}{os.sep}").replace(os.sep, "/") for path in paths
        }
        if self._log in paths:
            self._past = None
        elif self._past and self._past is not NOTHING and any(name.startswith(CALENDARS) for name in names):
            self._past = self._past._replace(edited=uncommitted(self.root, CALENDARS))
        try:
            self._again = False
            news = self._take(names, new_day=bool(day))
        except (PortalError, OSError) as error:  # a file gone while it was read, or the root itself: until it is back
            self._again = True
            return self._tell(self.problems, note=str(error))
        except Exception:
            traceback.print_exc()
            return self._tell(self.problems, note=BUG)
        self._pending = set()
        return news

    def _take(self, names: set[str], *, new_day: bool) -> bool:
        source = load_source(self.root, {path: raw for path, raw in self._read.items() if path not in names})
        self._read = {raw.path: raw for raw in source.files}
        prose_changed = self._prose is None or not all(name.endswith(".yml") and name != SETTINGS for name in names)
        prose = self._prose = self._load_prose(source) if prose_changed or self._prose is None else self._prose
        config = load_site_config(self.root, set(prose.pages), source.package.without)
        outside = self._outside.stat().st_mtime_ns if self._outside.is_file() else 0
        seen = (source, prose, config, self._past, outside)
        if seen == self._seen and not new_day and not any(name.startswith(ASSETS) for name in names):
            return self.note != "" and self._tell(self.problems)  # written anew, and still the same
        self._seen = None  # until all is well
        checked, found = self._check(source, prose)
        problems = arrange([*found, *prose.problems, *config.problems])
        if not has_errors(problems):
            try:
                twice, shown = self._make(checked, prose, config)
            except UnrenderedError as error:
                self._seen = (source, prose, config, self._past, outside)
                return self._tell(arrange([*problems, error.problem]))
            if not twice:
                self.shown = shown
            addresses = [[*checked.records[table.name]] for table in checked.package.record_tables]
            if prose_changed or "mkdocs.yml" in names or addresses != self._addresses:
                self._addresses, self._unsound = addresses, find_unsound(checked, prose, config, self.root)
            problems = arrange([*problems, *self._unsound])
        self._seen = (source, prose, config, self._past, outside)
        return self._tell(problems)

    def _load_prose(self, source: Source) -> Prose:
        return load_prose(self.root, source.package)

    def _check(self, source: Source, prose: Prose) -> tuple[Checked, list[Problem]]:
        with self._checking:
            checked = check_source(source, self.root, memo=self._memo)
            return checked, [*checked.problems, *find_withheld(checked, prose, self.root), *find_dead(checked, prose)]

    def judge(self, raw: RawFile) -> list[Problem]:
        """Return what ``check`` would say of the records if one of them were this."""
        source = load_source(self.root, {path: known for path, known in self._read.items() if path != raw.path})
        others = [known for known in source.files if known.path != raw.path]
        source.files = sorted([*others, raw], key=lambda known: known.path)
        source.problems = [problem for problem in source.problems if problem.path != raw.path]
        return arrange(self._check(source, self._prose or self._load_prose(source))[1])

    @property
    def files(self) -> dict[str, RawFile]:
        """Return the records as they were at the last look, by path."""
        return self._read

    def _make(self, checked: Checked, prose: Prose, config: SiteConfig) -> tuple[list[str], Shown]:
        """Addresses claimed by two, and the site."""
        theme = self._build_theme(checked, prose, config)
        zone = checked.settings["timezone"]
        if self._past is None:
            log = Log(self.root, checked.package, "ngos")
            try:
                self._past = log.read(zone)
            finally:
                log.close()
        before = (self.shown.checked, self.shown.work.catalog) if self.shown else None
        catalog = make_catalog(checked, clock.now(zone), self._past, before)
        catalog = replace(catalog, outside=outside_links(self.root / "build"))
        pages, twice = plan_pages(catalog, theme.prose)
        return twice, Shown(checked, Work(catalog, theme, self.root, pages), prose)

    def _build_theme(self, checked: Checked, prose: Prose, config: SiteConfig) -> BuiltTheme:
        key = (prose.pages, checked.settings, config)
        if self._theme is None or self._theme[0] != key:
            build = disk.make_folder(self.root, "build/preview")
            process = start_theme(checked, prose, config, build)
            theme = read_theme(process, build / "mkdocs", prose, checked.package, config.site_name)
            prepare_mkdocs()  # for the next change
            self._theme = key, theme
        return self._theme[1]

    def body(self, address: str) -> bytes | None:
        """The file at an address of the site, or None."""
        if INDEX.fullmatch(address):
            built = self.root / "site" / address
            return built.read_bytes() if built.is_file() else None
        shown = self.shown
        return shown.body(address) if shown else None

    def _tell(self, problems: list[Problem], note: str = "") -> bool:
        with self._changed:
            news = note == "" or note != self.note
            self.problems, self.note = problems, note
            self.version += news
            self._changed.notify_all()
        return news

    def state(self, seen: int, patience: float) -> bytes:
        """Return what the reload script asks for; wait up to ``patience`` seconds for a version other than ``seen``."""
        with self._changed:
            self._changed.wait_for(lambda: self.version != seen, patience)
            found = {"version": self.version, "problems": json.loads(write_json(self.problems)), "note": self.note}
            return json.dumps(found, ensure_ascii=False).encode()
