"""Publishing despite faulty files: each is replaced by its last valid version in git, or left out.

A copy of the root is mended round by round until it builds; the root itself is never changed. Errors of any phase
count. A file without a valid version is left out, except the settings and ``mkdocs.yml``, which are required. What
others refer to it with is taken out of their texts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from generator import disk
from generator.build import BuildReport, Crew, Notify, Wanted, build_site
from generator.catalog.standing import Standing
from generator.fallback.mender import MAX_FILE, READ, History, Mender
from generator.problems.problem import has_errors

ROUNDS = 24
PLAIN = Wanted()


class InSpite(NamedTuple):
    """Both builds: ``found`` of the files as they are, ``built`` as published; the same one if there were no errors."""

    found: BuildReport
    built: BuildReport


def build_in_spite(
    root: Path,
    site: Path,
    jobs: int,
    notify: Notify = lambda phase: None,
    wanted: Wanted = PLAIN,
    *,
    history: History | None = None,
) -> InSpite:
    """Build ``root``, replacing faulty files with their last valid versions.

    Nothing is published if that does not help.
    """
    found = build_site(root, site, Crew(jobs), notify, wanted)
    if found.published or not has_errors(found.problems):
        return InSpite(found, found)
    mender = Mender(_copy(root), history or History(root), found.checked)
    built = found
    for _ in range(ROUNDS):
        if not mender.mend(built.problems, built.checked):
            break
        standing = Standing(mender.files, mender.fallen(), mender.newest())
        built = build_site(root, site, Crew(jobs), notify, wanted, standing=standing)
        if built.published:
            built.fallen = standing.fallen
            return InSpite(found, built)
    return InSpite(found, found)


def _copy(root: Path) -> Path:
    """Copy the regular files a root consists of into its build folder."""
    target = disk.make_fresh(root, "build/standing")
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        if path.stat().st_size <= MAX_FILE:
            disk.write_file(target, name, disk.read_file(root, name, MAX_FILE))
    disk.make_folder(target, "content")
    return target


def _files(root: Path) -> Iterator[Path]:
    for name in READ:
        start = root / name
        if start.is_symlink():
            continue
        if start.is_file():
            yield start
        for folder, _, names in os.walk(start):
            yield from (path for one in names if (path := Path(folder, one)).is_file() and not path.is_symlink())
