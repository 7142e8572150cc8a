"""Measures one command: wall and processor seconds, or the peak memory of all its processes together.

Never both in one run, because sampling memory slows the processes down, the more of them the more.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from resource import struct_rusage

PAUSE = 0.2  # seconds between memory samples
PROCESSES = Path("/proc")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds."""

    wall: float
    processor: float

    def __add__(self, later: Cost) -> Cost:
        return Cost(self.wall + later.wall, self.processor + later.processor)


def measure(command: list[str], folder: Path) -> Cost:
    """Run once in ``folder``. A failing command ends the bench with its output."""
    start = time.monotonic()
    usage = _run(command, folder)
    return Cost(time.monotonic() - start, usage.ru_utime + usage.ru_stime)


def measure_memory(command: list[str], folder: Path) -> float:
    """Return the peak in MiB, shared pages counted once. Without /proc, that of the largest process alone."""
    samples: list[int] = []
    ended = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        try:
            usage = _run(command, folder, lambda session: pool.submit(_sample, session, samples, ended))
        finally:
            ended.set()
    return max(max(samples, default=0), usage.ru_maxrss) / 1024


def _run(command: list[str], folder: Path, watch: Callable[[int], object] = lambda session: None) -> struct_rusage:
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        )
        watch(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{output.read()}")
    return usage


def _sample(session: int, samples: list[int], ended: threading.Event) -> None:
    while not ended.wait(PAUSE):
        samples.append(sum(map(_kilobytes, _members(session))))


def _members(session: int) -> Iterator[str]:
    """Return the processes of a session: what a command has started, directly or not."""
    if not PROCESSES.is_dir():
        return
    for name in filter(str.isdigit, os.listdir(PROCESSES)):
        try:
            if int((PROCESSES / name / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                yield name
        except (OSError, IndexError):  # the process has just ended
            continue


def _kilobytes(process: str) -> int:
    """Return a process's proportional memory: a page shared by n processes counts 1/n."""
    try:
        rows = (PROCESSES / process / "smaps_rollup").read_text().split("\n")
    except OSError:
        return 0
    return next((int(row.split()[1]) for row in rows if row.startswith("Pss:")), 0)
