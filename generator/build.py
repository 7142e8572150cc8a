"""One build, phase by phase: check, render, write, audit, publish. The old site stays until the new one is whole."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from generator import clock
from generator.catalog import make_catalog
from generator.check import Checked, check_rest, prepare
from generator.mkdocs_config import derive_config, load_site_config
from generator.problems import PortalError, Problem, arrange, has_errors
from generator.prose import Prose, load_prose
from generator.publish import only_build, publish
from generator.shells import read_theme, stage_docs, start_mkdocs
from generator.site import Work, audit_site, plan_pages, write_site
from generator.source import load_source


@dataclass(slots=True)
class BuildReport:
    """What a build did. ``published`` is false when problems stopped it; times in seconds by phase, in order."""

    checked: Checked
    problems: list[Problem] = field(default_factory=list)
    published: bool = False
    pages: int = 0
    phases: dict[str, float] = field(default_factory=dict)


Notify = Callable[[str], None]


def build_site(root: Path, site: Path, jobs: int, notify: Notify = lambda phase: None) -> BuildReport:
    """Build the portal of ``root`` into ``site``. Raises PortalError for what no record can mend."""
    root = root.resolve()
    build = root / "build"
    source = load_source(root)  # before the lock: says at once when this is no root
    with only_build(build), _quiet_collector():
        checked, context = prepare(source)
        report = BuildReport(checked)
        phase = _Phases(report, notify)
        phase("проза")
        prose = load_prose(root)
        config = load_site_config(root, set(prose.pages))
        early = [*checked.problems, *prose.problems, *config.problems]
        if has_errors(early):
            check_rest(checked, context, root, jobs)
            return _refused(report, [*checked.problems, *prose.problems, *config.problems], phase)
        built = build / "mkdocs"
        stage_docs(prose, build / "docs")
        derived = derive_config(config, checked.settings, checked.today, (build / "docs", built))
        (build / "mkdocs.yml").write_text(derived, "utf-8")
        process = start_mkdocs(build / "mkdocs.yml")
        try:
            phase("проверка записей")
            check_rest(checked, context, root, jobs)
            report.problems = arrange([*checked.problems, *prose.problems, *config.problems])
            if has_errors(report.problems):
                return _refused(report, report.problems, phase)
            phase("каталог")
            catalog = make_catalog(checked, clock.now(checked.settings["timezone"]))
            phase("тема")
            theme = read_theme(process, built, prose, config.site_name)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        pages, twice = plan_pages(catalog, prose, theme)
        if twice:
            return _refused(report, [*report.problems, *map(_claimed_twice, twice)], phase)
        fresh = build / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        work = Work(catalog, theme, fresh, pages)
        phase("страницы")
        write_site(work, prose, jobs)
        phase("проверка сайта")
        faults = audit_site(work, jobs)
        if faults:
            return _refused(report, [*report.problems, *(site_problem(f, prose) for f in faults)], phase)
        phase("публикация")
        publish(fresh, site.absolute(), build / "previous")
        phase("")
        report.published, report.pages = True, len(pages) + len(theme.prose)
        return report


class _Phases:
    """Times of the phases, one after another."""

    def __init__(self, report: BuildReport, notify: Notify) -> None:
        self.report, self.notify = report, notify
        self.name, self.since = "", clock.stopwatch()

    def __call__(self, name: str) -> None:
        now = clock.stopwatch()
        if self.name:
            self.report.phases[self.name] = now - self.since
        self.name, self.since = name, now
        if name:
            self.notify(name)


def _refused(report: BuildReport, problems: list[Problem], phase: _Phases) -> BuildReport:
    phase("")
    report.problems = arrange(problems)
    return report


def _claimed_twice(url: str) -> Problem:
    hint = "Переименуйте страницу или запись: у каждого адреса одна."
    return Problem("E512", f"content/{url.rstrip('/')}.md", 0, 0, f"Адрес /{url} заняли двое.", hint)


@contextmanager
def _quiet_collector() -> Iterator[None]:
    """A build makes much and throws away little: collecting cycles on the way only costs."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def site_problem(fault: object, prose: Prose) -> Problem:
    raise PortalError(str(fault))
