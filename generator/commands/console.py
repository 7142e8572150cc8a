"""What commands print: progress on a terminal, the result of a build."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from types import TracebackType
from typing import TextIO

from generator import __version__
from generator.build import PHASES, BuildReport
from generator.disk import write_file
from generator.problems.report import summarize, write_text
from generator.text import count_of


class Progress:
    """A progress bar by phases on a terminal; silent elsewhere."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.shown = stream.isatty()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.shown:
            self.stream.write("\r\x1b[K")
            self.stream.flush()

    def notify(self, phase: str) -> None:
        if self.shown:
            done = PHASES.index(phase)
            bar = "█" * done + "░" * (len(PHASES) - done)
            self.stream.write(f"\r\x1b[K{bar} {phase}")
            self.stream.flush()


@contextmanager
def profiled(root: Path, *, wanted: bool) -> Iterator[None]:
    """Write the time spent by function into ``build/profile.txt``."""
    if not wanted:
        yield
        return
    from cProfile import Profile
    from pstats import Stats

    with Profile() as profile:
        yield
    stream = StringIO()
    Stats(profile, stream=stream).sort_stats("tottime").print_stats(60)
    print(f"Профиль: {write_file(root, 'build/profile.txt', stream.getvalue())}")


def write_report(report: BuildReport, root: Path) -> None:
    """Write ``build/report.json``: what was built, and the time and memory it took.

    The file stays outside the site. Seconds are by phase; memory is in MiB, for this process and the largest of its
    children.
    """
    own, others = _memory()
    found = {
        "version": __version__,
        "published": report.published,
        "pages": report.pages,
        "records": {table: len(records) for table, records in sorted(report.checked.records.items())},
        "problems": dict(sorted(Counter(problem.code for problem in report.problems).items())),
        "seconds": {name: round(seconds, 3) for name, seconds in report.phases.items()},
        "memory": {"own": round(own), "children": round(others)},
    }
    write_file(root, "build/report.json", json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def _memory() -> tuple[float, float]:
    """Return peak memory of this process and of its largest child, in MiB; zeros where the system does not tell."""
    try:
        from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
    except ImportError:  # Windows has no such module
        return 0, 0
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return getrusage(RUSAGE_SELF).ru_maxrss / unit, getrusage(RUSAGE_CHILDREN).ru_maxrss / unit


def print_build(report: BuildReport, site: Path) -> None:
    """Print problems, counts and the time of each phase."""
    if report.problems:
        print(write_text(report.problems, report.checked.files))
    if not report.published:
        print("Сайт не собран; прежний не тронут.")
        return
    records = report.checked.records
    counts = [count_of(len(records[table.name]), *table.nouns) for table in report.checked.package.record_tables]
    for note in report.notes:
        print(note)
    print(f"Сайт собран: {site}")
    print(f"{', '.join(counts)}; {count_of(report.pages, 'страница', 'страницы', 'страниц')}.")
    phases = "; ".join(f"{name} {seconds:.2f}" for name, seconds in report.phases.items())
    print(f"Секунды: {phases}; всего {sum(report.phases.values()):.2f}.")
    if not report.problems:
        print(summarize(report.problems))
