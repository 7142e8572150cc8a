"""What ``check`` finds in a root, for every command that needs it: all problems, or only those a change introduced."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator.problems.problem import Problem
from generator.records.check import Checked

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
    from generator.frame.answers import find_dead
    from generator.frame.mkdocs.config import load_site_config
    from generator.frame.prose import load_prose
    from generator.frame.told import find_told
    from generator.past.revisions import read_revision
    from generator.past.since import blame, write_older
    from generator.problems.problem import arrange
    from generator.processes import usable_cores
    from generator.records.check import check_root
    from generator.site.prose_audit import find_unsound

    checked = check_root(root, usable_cores())
    prose = load_prose(root, checked.package)
    config = load_site_config(root, set(prose.pages), checked.package.without)
    others = [*prose.problems, *config.problems, *find_told(checked, prose, root), *find_dead(checked, prose)]
    if not any(
        problem.path.startswith(BASE) for problem in [*checked.problems, *others] if problem.severity == "error"
    ):
        others += find_unsound(checked, prose, config, root)
    if since is None:
        return Findings(checked, arrange([*checked.problems, *others]))
    blamed = blame(checked, others, read_revision(root, since), root)
    return Findings(checked, blamed.brought, write_older(blamed.older, since))
