"""What the commands print: progress on a terminal, the result of a build."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TextIO

from generator.build import PHASES, BuildReport
from generator.report import summarize, write_text
from generator.text import count_of


class Progress:
    """A bar by phases on a terminal; silent elsewhere."""

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


def print_build(report: BuildReport, site: Path) -> None:
    """Problems, counts and the time of each phase."""
    if report.problems:
        print(write_text(report.problems, report.checked.files))
    if not report.published:
        print("Сайт не собран; прежний не тронут.")
        return
    records = report.checked.records
    counts = [
        count_of(len(records["ngos"]), "организация", "организации", "организаций"),
        count_of(len(records["forums"]), "форум", "форума", "форумов"),
        count_of(len(records["partnerships"]), "партнёрство", "партнёрства", "партнёрств"),
        count_of(len(records["events"]), "событие", "события", "событий"),
    ]
    for note in report.notes:
        print(note)
    print(f"Сайт собран: {site}")
    print(f"{', '.join(counts)}; {count_of(report.pages, 'страница', 'страницы', 'страниц')}.")
    phases = "; ".join(f"{name} {seconds:.2f}" for name, seconds in report.phases.items())
    print(f"Секунды: {phases}; всего {sum(report.phases.values()):.2f}.")
    if not report.problems:
        print(summarize(report.problems))
