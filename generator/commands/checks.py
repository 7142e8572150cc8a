"""What ``check`` finds in a root, for every command that needs it: all problems, or only those a change introduced."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # everything is imported only after the judges have started
    from generator.frame.mkdocs.config import SiteConfig
    from generator.frame.prose import Prose
    from generator.model.schemas import DataPackage
    from generator.problems.problem import Problem
    from generator.records.check import Checked
    from generator.records.verdict import Judges
    from generator.site.audit import PageReport

BASE = ("mkdocs.yml", "content/settings.yml", "content/lists/")  # errors here leave no pages to check links against


@dataclass(frozen=True, slots=True)
class Findings:
    """The result of a check.

    ``problems`` are the person's own to fix; ``older`` is a text about problems left by others, or empty.
    """

    checked: Checked
    problems: list[Problem]
    older: str = ""


def find_problems(root: Path, since: str | None = None) -> Findings:
    """Check records, prose and configuration; with ``since``, blame only what changed after that revision."""
    from generator.processes import quiet_collector, usable_cores
    from generator.records.verdict import start_judges

    jobs = usable_cores()
    with quiet_collector(), start_judges(jobs) as judges:  # Frictionless loads alongside everything else
        return _find_problems(root, since, jobs, judges)


def _find_problems(root: Path, since: str | None, jobs: int, judges: Judges) -> Findings:
    from generator.past.revisions import read_revision
    from generator.past.since import blame, write_older
    from generator.problems.problem import arrange
    from generator.records.check import check_source
    from generator.records.source import load_source

    source = load_source(root)
    prose = cache(partial(_read_prose, root, source.package))
    checked = check_source(source, root, jobs, judges=judges, meanwhile=lambda checked: prose())
    others = _other_problems(checked, prose(), root)
    if since is None:
        return Findings(checked, arrange([*checked.problems, *others]))
    blamed = blame(checked, others, read_revision(root, since), root)
    return Findings(checked, blamed.brought, write_older(blamed.older, since))


class _Read(NamedTuple):
    """Prose and configuration. ``reports`` is None if the configuration does not say how to read the pages."""

    prose: Prose
    config: SiteConfig
    reports: list[PageReport] | None


def _read_prose(root: Path, package: DataPackage) -> _Read:
    """Read everything that does not need the verdict on the records."""
    from generator.frame.mkdocs.config import load_site_config
    from generator.frame.prose import load_prose
    from generator.problems.problem import has_errors
    from generator.site.prose_audit import read_pages

    prose = load_prose(root, package)
    config = load_site_config(root, set(prose.pages), package.without)
    return _Read(prose, config, None if has_errors(config.problems) else read_pages(prose, config))


def _other_problems(checked: Checked, read: _Read, root: Path) -> list[Problem]:
    """Return problems of pages and configuration, including those that records cause in them."""
    from generator.frame.answers import find_dead
    from generator.frame.withheld import find_withheld
    from generator.site.prose_audit import find_unsound

    prose, config, reports = read
    others = [*prose.problems, *config.problems, *find_withheld(checked, prose, root), *find_dead(checked, prose)]
    errors = [problem for problem in [*checked.problems, *others] if problem.severity == "error"]
    if reports is None or any(problem.path.startswith(BASE) for problem in errors):
        return others
    return [*others, *find_unsound(checked, prose, config, root, reports)]
