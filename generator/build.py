"""One build, phase by phase: check, render, write, audit, publish. The old site stays until the new one is complete."""

from __future__ import annotations

import os
import subprocess
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from generator import clock, disk
from generator.catalog import links
from generator.catalog.catalog import make_catalog
from generator.catalog.facets import facet_values
from generator.catalog.links import LinkReport
from generator.catalog.models import Catalog
from generator.catalog.standing import Fallen, Standing, hold_back
from generator.exports.ical import read_numbers
from generator.frame.answers import find_dead
from generator.frame.mkdocs.config import SiteConfig, derive_config, load_site_config
from generator.frame.mkdocs.process import start_mkdocs
from generator.frame.prose import Prose, load_prose
from generator.frame.shells import UnrenderedError, read_theme, stage_docs
from generator.frame.withheld import find_withheld, matcher_of
from generator.model.json_schema import write_schemas
from generator.past.history import Log
from generator.problems.problem import Problem, arrange, has_errors
from generator.processes import Workers, in_background, quiet_collector
from generator.records.check import Checked, check_source
from generator.records.source import Source, load_source
from generator.records.verdict import Judges
from generator.search.index import index_site
from generator.site.audit import Findings
from generator.site.audit.site import audit_pages, audit_site
from generator.site.compress import compress_site
from generator.site.plan import plan_pages
from generator.site.prose_audit import claimed_twice, site_problem
from generator.site.publish import check_target, only_build, publish, published_calendars, put_aside, sweep
from generator.site.write import Work, write_exports, write_site

PHASES = ("чтение", "записи", "каталог", "тема", "страницы", "поиск", "проверка сайта", "публикация", "уборка")


@dataclass(slots=True)
class BuildReport:
    """The outcome of a build.

    ``published`` is False when problems stopped it. ``phases`` maps each phase, in order, to its seconds.
    """

    checked: Checked
    problems: list[Problem] = field(default_factory=list)
    published: bool = False
    pages: int = 0
    phases: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    fallen: tuple[Fallen, ...] = ()


Notify = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Optional parts of a site: the search index, printable documents, gzipped copies."""

    search: bool = True
    documents: Iterable[str] = ()
    compressed: bool = False


@dataclass(frozen=True, slots=True)
class Crew:
    """How many processes a build may keep busy. ``judges``: those that began to load before anything else did."""

    jobs: int
    judges: Judges | None = None


def build_site(
    root: Path,
    site: Path,
    crew: Crew,
    notify: Notify = lambda phase: None,
    wanted: Wanted = Wanted(),
    *,
    standing: Standing | None = None,
) -> BuildReport:
    """Build the portal of ``root``, reading its files from ``standing`` when given.

    Raises PortalError for faults that no record can fix.
    """
    base, name = disk.aim(root, site)
    root = root.resolve()
    standing = standing or Standing(root)
    with quiet_collector():
        source = load_source(standing.files)  # before the lock, so that a folder that is not a root fails at once
        disk.refuse_link(base, name)
        check_target(base / name, root)
        with only_build(root), disk.readable_by_all():
            disk.make_folder(base, name.rpartition("/")[0])
            return _Build(root, base / name, crew, wanted, standing, _Phases(notify)).run(source)


@dataclass(frozen=True, slots=True)
class _Build:
    """The inputs and the progress of one build."""

    root: Path
    site: Path
    crew: Crew
    wanted: Wanted
    standing: Standing
    phase: _Phases

    @property
    def folder(self) -> Path:
        """The build folder of the root."""
        return self.root / "build"

    @property
    def fresh(self) -> Path:
        """Where the new site grows until it is published."""
        return self.folder / "fresh"

    def run(self, source: Source) -> BuildReport:
        """Run all phases in order."""
        put_aside(self.folder, self.fresh.name)
        disk.make_folder(self.folder, self.fresh.name)
        phase = self.phase
        phase("чтение")
        files = self.standing.files
        prose = load_prose(files, source.package)
        config = load_site_config(files, set(prose.pages), source.package.without)
        phase("записи")
        with closing(Log(self.root, source.package, "ngos")) as log, ExitStack() as rendering:  # git reads meanwhile
            started: list[subprocess.Popen[str]] = []

            def render(checked: Checked) -> None:
                """Start MkDocs while the records are judged, unless it is known already that nothing is to be built."""
                if not has_errors([*checked.problems, *prose.problems, *config.problems]):
                    process = start_theme(checked, prose, config, self.folder)
                    started.append(rendering.enter_context(ended(process)))

            crew = self.crew
            checked = check_source(source, files, crew.jobs, judges=crew.judges, meanwhile=render)
            phase.report.checked = checked
            matcher = matcher_of(checked, hold_back(checked, self.standing))
            withheld = [*find_withheld(checked, prose, files, matcher), *find_dead(checked, prose)]
            phase.report.problems = arrange([*checked.problems, *prose.problems, *config.problems, *withheld])
            if has_errors(phase.report.problems):
                return phase.stop()
            try:
                catalog = self.catalog(checked, log)
                # Tables and calendars are one long task, so it starts while the pages are still being planned.
                with in_background(partial(write_exports, catalog, self.fresh), crew.jobs) as exported:
                    phase("тема")
                    theme = read_theme(started[0], self.folder / "mkdocs", prose, checked.package, config.site_name)
                    pages, twice = plan_pages(catalog, theme.prose)
                    if twice:
                        return phase.stop(map(claimed_twice, twice))
                    return self.make(Work(catalog, theme, self.fresh, pages, matcher), prose, exported)
            except UnrenderedError as error:
                return phase.stop([error.problem])

    def catalog(self, checked: Checked, log: Log) -> Catalog:
        """Build the catalog that the pages are made from, and write the JSON schemas for editors."""
        self.phase("каталог")
        write_schemas(
            self.folder, "schemas", checked.package, checked.vocabulary
        )  # keeps the hints in people's editors up to date
        zone = checked.settings["timezone"]
        catalog = make_catalog(checked, clock.now(zone), log.read(zone))
        self.phase.report.notes += filter(None, [log.note])
        catalog = replace(catalog, printed=frozenset(self.wanted.documents), fallen=self.standing.fallen)
        catalog = replace(catalog, outside=outside_links(self.folder))
        if not catalog.changed:  # without history the published site is all that is known of the past
            catalog = replace(catalog, numbered=read_numbers(published_calendars(self.site)))
        facet_values(catalog)  # computed before the fork: this process and the export process both need them
        return catalog

    def make(self, work: Work, prose: Prose, exported: Callable[[], None]) -> BuildReport:
        """Write, audit and publish the site."""
        phase = self.phase
        package = work.catalog.package
        phase("страницы")
        with Workers(self.crew.jobs) as workers, ExitStack() as sweeping:
            written = write_site(work, prose, workers)

            def read_back() -> Iterator[Findings]:
                deque(written, maxlen=0)
                exported()
                sweeping.enter_context(sweep(self.folder))
                if self.wanted.search:
                    phase("поиск")
                return audit_pages(work, workers)  # runs while the index is being made

            pages = index_site(work, written, read_back) if self.wanted.search else read_back()
            phase("проверка сайта")
            faults = audit_site(work, pages)
            if faults:
                return phase.stop(site_problem(fault, package, prose, self.standing.files) for fault in faults)
            phase("публикация")
            if self.wanted.compressed:
                compress_site(self.fresh, self.crew.jobs)
            publish(self.fresh, self.site, self.folder)
            unprinted = self.find_unprinted(work.catalog)
            phase.report.published, phase.report.pages = True, len(work.pages) + len(work.theme.prose)
            phase("уборка")
        return phase.stop(unprinted)

    def find_unprinted(self, catalog: Catalog) -> list[Problem]:
        """Return warnings about what the printed documents could not show."""
        if not catalog.printed:
            return []
        from generator.paper import find_unprinted  # imported here: typst is heavy and optional

        return find_unprinted(self.phase.report.checked, catalog, sorted(catalog.printed))


def outside_links(build: Path) -> LinkReport:
    """Return the last report of the link check, empty if there is none."""
    kept = os.path.lexists(build / links.FILE)
    text = disk.read_file(build, links.FILE, links.MAX_REPORT).decode("utf-8", "replace") if kept else ""
    return links.read_links(text)


def start_theme(checked: Checked, prose: Prose, config: SiteConfig, build: Path) -> subprocess.Popen[str]:
    """Start MkDocs in the background to render the theme with the texts of the settings."""
    return start_mkdocs(stage_theme(checked, prose, config, build))


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """A process that is gone afterwards."""
    with process:
        try:
            yield process
        finally:
            process.kill()


def stage_theme(checked: Checked, prose: Prose, config: SiteConfig, build: Path) -> Path:
    """Write everything MkDocs renders into ``build``, which must exist, and return the path of its configuration."""
    built = (disk.make_fresh(build, "docs"), disk.make_fresh(build, "mkdocs"))
    stage_docs(prose, checked.package, built[0])
    return disk.write_file(build, "mkdocs.yml", derive_config(config, checked.settings, built))


class _Phases:
    """Times the phases one after another."""

    def __init__(self, notify: Notify) -> None:
        self.report, self.notify = BuildReport(Checked()), notify
        self.name, self.since = "", clock.stopwatch()

    def __call__(self, name: str) -> None:
        now = clock.stopwatch()
        if self.name:
            self.report.phases[self.name] = now - self.since
        self.name, self.since = name, now
        if name:
            self.notify(name)

    def stop(self, problems: Iterable[Problem] = ()) -> BuildReport:
        """Return the finished report, with problems found late added."""
        self("")
        self.report.problems = arrange([*self.report.problems, *problems])
        return self.report
