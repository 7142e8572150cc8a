"""One command measured: wall and processor seconds, and peak memory of all its processes together."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PAUSE = 0.2  # seconds between samples of memory
PROCESSES = Path("/proc")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds, and MiB at the worst moment: shared pages counted once. Without /proc, of the largest process alone."""

    wall: float
    processor: float
    memory: float

    def __add__(self, later: Cost) -> Cost:
        return Cost(self.wall + later.wall, self.processor + later.processor, max(self.memory, later.memory))


def measure(command: list[str], folder: Path) -> Cost:
    """Run once in ``folder``. A command that fails ends the bench with what it said."""
    with tempfile.TemporaryFile("w+") as output:
        start = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        )
        samples: list[int] = []
        ended = threading.Event()
        sampler = threading.Thread(target=_sample, args=(process.pid, samples, ended))
        sampler.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        ended.set()
        sampler.join()
        output.seek(0)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{output.read()}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, max(max(samples, default=0), usage.ru_maxrss) / 1024)


def _sample(session: int, samples: list[int], ended: threading.Event) -> None:
    while not ended.wait(PAUSE):
        samples.append(sum(map(_kilobytes, _members(session))))


def _members(session: int) -> Iterator[str]:
    """Processes of a session: what a command has started, and what those have."""
    if not PROCESSES.is_dir():
        return
    for name in filter(str.isdigit, os.listdir(PROCESSES)):
        try:
            if int((PROCESSES / name / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                yield name
        except (OSError, IndexError):  # it has just ended
            continue


def _kilobytes(process: str) -> int:
    """Its share of memory: a page that n processes hold counts 1/n."""
    try:
        rows = (PROCESSES / process / "smaps_rollup").read_text().split("\n")
    except OSError:
        return 0
    return next((int(row.split()[1]) for row in rows if row.startswith("Pss:")), 0)
