"""``make bench``: cold builds of the same invented records by us, by Hugo and by plain MkDocs with Material.

In turn, in one run; each round from a fresh root (no output, no caches) whose records were read beforehand, so that
all find them in the page cache. For us everything is measured: checks of the records, facets, needs, open data,
calendars, the audit. The others make a bare page per record and an index; ``hugo-facets`` is Hugo with each record's
data and lists by facet. With search, Pagefind's own command indexes the finished pages of the others; ours is part of
the build.

Environment: ``BENCH_SIZES`` (110,1000,10000), ``BENCH_ROUNDS`` (3), ``BENCH_WITH`` (portal,hugo,hugo-facets,mkdocs),
``BENCH_SEARCH`` (no,yes), ``BENCH_MKDOCS_MOST`` (1000: the largest size at which MkDocs takes part, as it needs
minutes for more), ``BENCH_LIVE`` (yes: also how soon a saved record is on its page in the preview). Writes
``build/bench.json`` and the table as ``build/bench.md``.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.bench.hugo import WITH_FACETS, find_hugo, hugo_command, write_hugo_root
from tests.bench.live import Live, measure_live
from tests.bench.material import material_command, write_material_root
from tests.bench.measure import Cost, measure, measure_memory

REPOSITORY = Path(__file__).resolve().parents[2]
PORTAL = [sys.executable, "-m", "generator"]
TITLES = {"portal": "portal", "hugo": "Hugo", "hugo-facets": "Hugo, facets and JSON", "mkdocs": "MkDocs, Material"}


@dataclass(slots=True)
class Runs:
    """Measurements of one program at one size, with or without search."""

    size: int
    program: str
    search: bool
    costs: list[Cost] = field(default_factory=list)
    memory: float = 0.0
    phases: list[dict[str, float]] = field(default_factory=list)
    pages: int = 0

    @property
    def wall(self) -> float:
        return statistics.median(cost.wall for cost in self.costs)

    def summary(self) -> dict[str, Any]:
        walls = sorted(cost.wall for cost in self.costs)
        found: dict[str, Any] = {"organisations": self.size, "program": self.program, "search": self.search}
        found |= {"wall": round(self.wall, 2), "walls": [round(wall, 2) for wall in walls]}
        found["processor"] = round(statistics.median(cost.processor for cost in self.costs), 2)
        found |= {"memory_mib": round(self.memory), "pages": self.pages}
        if self.phases:
            names = self.phases[0]
            found["phases"] = {name: round(statistics.median(p[name] for p in self.phases), 2) for name in names}
        return found


def chosen(name: str, default: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def write_origins(size: int, workshop: Path) -> dict[str, Path]:
    """Return program → a root with the records in its own form."""
    roots = {program: workshop / f"{program}-{size}" for program in TITLES}
    command = [*PORTAL, "demo", str(roots["portal"]), "--ngos", str(size)]
    subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)
    write_hugo_root(roots["hugo"], roots["portal"] / "ngos")
    write_hugo_root(roots["hugo-facets"], roots["portal"] / "ngos", WITH_FACETS)
    write_material_root(roots["mkdocs"], roots["portal"] / "ngos")
    return roots


def fresh_root(origin: Path, target: Path) -> Path:
    """Return an unbuilt root whose files share their bytes with the origin's, already in the page cache."""
    shutil.copytree(origin, target, copy_function=os.link)
    os.sync()
    for path in target.rglob("*"):
        if path.is_file():
            path.read_bytes()
    return target


def commands_of(runs: Runs, root: Path) -> list[tuple[list[str], Path]]:
    """Return the commands that make the site, with search if asked, each with its folder."""
    if runs.program == "portal":
        options = [] if runs.search else ["--no-search"]
        return [([*PORTAL, "build", "--root", str(root), *options], REPOSITORY)]
    command = material_command(root) if runs.program == "mkdocs" else hugo_command(find_hugo(), root)
    if not runs.search:
        return [(command, root)]
    from pagefind_bin import get_executable  # type: ignore[import-untyped]

    return [(command, root), ([str(get_executable()), "--site", str(root / "site"), "--force-language", "ru"], root)]


def build(runs: Runs, root: Path) -> Cost:
    """Make one cold build and add it to ``runs``."""
    cost = sum((measure(*command) for command in commands_of(runs, root)), Cost(0, 0))
    runs.costs.append(cost)
    runs.pages = sum(1 for _ in (root / "site").rglob("index.html"))
    if runs.program == "portal":
        runs.phases.append(json.loads((root / "build" / "report.json").read_text("utf-8"))["seconds"])
    return cost


def bench(size: int, rounds: int, workshop: Path) -> list[Runs]:
    """Build in turn, each round from fresh roots: once for memory, then for time."""
    origins = write_origins(size, workshop)
    most = int(os.environ.get("BENCH_MKDOCS_MOST", "1000"))
    programs = [name for name in chosen("BENCH_WITH", ",".join(TITLES)) if name != "mkdocs" or size <= most]
    table = [
        Runs(size, program, search == "yes") for search in chosen("BENCH_SEARCH", "no,yes") for program in programs
    ]
    for number in range(rounds + 1):
        for runs in table:
            name = f"{runs.program}-{size}-{'search' if runs.search else 'bare'}-{number}"
            root = fresh_root(origins[runs.program], workshop / name)
            if number == 0:
                runs.memory = max(measure_memory(*command) for command in commands_of(runs, root))
                print(f"  {name}: {runs.memory:.0f} MiB", flush=True)
            else:
                cost = build(runs, root)
                print(f"  {name}: {cost.wall:.2f} s, processor {cost.processor:.2f} s, {runs.pages} pages", flush=True)
    return table


def bench_live(size: int, workshop: Path) -> list[Live]:
    """Measure the preview of a root of this size, if asked."""
    if chosen("BENCH_LIVE", "yes") != ["yes"]:
        return []
    found = measure_live(PORTAL, fresh_root(workshop / f"portal-{size}", workshop / f"live-{size}"), REPOSITORY)
    print(f"  live-{size}: {found.median:.2f} s, at worst {found.worst:.2f} s, of {found.saves} saves", flush=True)
    return [found]


def versions() -> dict[str, str]:
    """Return versions of everything measured, and of the machine."""
    hugo = subprocess.run([str(find_hugo()), "version"], capture_output=True, text=True, check=True).stdout.split()[1]
    packages = ("civic-portal", "mkdocs", "mkdocs-material", "pagefind")
    return {
        "machine": f"{os.cpu_count()} cores, {platform.platform()}",
        "python": platform.python_version(),
        "hugo": hugo,
        **{name: version(name) for name in packages},
    }


def write_table(found: list[dict[str, Any]], lives: list[Live], about: dict[str, str]) -> str:
    """Write Markdown for the documents: a line per program, and how soon a saved record is visible."""
    bars = {(row["organisations"], row["search"]): row["wall"] for row in found if row["program"] == "hugo"}
    lines = [
        "; ".join(f"{name} {value}" for name, value in about.items()) + ".",
        "",
        "| organisations | search | program | wall s, median (range) | processor s | peak MiB | pages | : Hugo |",
        "|---:|---|---|---:|---:|---:|---:|---:|",
    ]
    for row in found:
        bar = bars.get((row["organisations"], row["search"]))
        cells = [
            f"{row['organisations']:,}",
            "yes" if row["search"] else "no",
            TITLES[row["program"]],
            f"{row['wall']:.2f} ({row['walls'][0]:.2f} to {row['walls'][-1]:.2f})",
            f"{row['processor']:.1f}",
            f"{row['memory_mib']:,}",
            f"{row['pages']:,}",
            f"{row['wall'] / bar:.2f}" if bar else "",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    lines.append("")
    for row in found:
        if phases := row.get("phases"):
            shown = ", ".join(f"{name} {seconds:.2f}" for name, seconds in phases.items())
            mode = "with search" if row["search"] else "without search"
            lines.append(f"- {row['organisations']:,} {mode}, seconds by phase: {shown}.")
    for live in lives:
        shown = f"{live.median:.2f} s, at worst {live.worst:.2f} s of {live.saves}"
        lines.append(f"- {live.organisations:,} in the preview, from a save to its page: {shown}.")
    return "\n".join(lines) + "\n"


def main() -> None:
    rounds = int(os.environ.get("BENCH_ROUNDS", "3"))
    about = versions() | {"rounds": str(rounds)}
    print("; ".join(f"{name} {value}" for name, value in about.items()), flush=True)
    found: list[dict[str, Any]] = []
    lives: list[Live] = []
    target = REPOSITORY / "build"
    target.mkdir(exist_ok=True)
    # Nothing is removed before the end: ext4 creates files slowly where many have just been removed.
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        for size in map(int, chosen("BENCH_SIZES", "110,1000,10000")):
            found += [runs.summary() for runs in bench(size, rounds, Path(folder))]
            lives += bench_live(size, Path(folder))
            actual = {"versions": about, "runs": found, "live": list(map(asdict, lives))}
            (target / "bench.json").write_text(json.dumps(actual, ensure_ascii=False, indent=1) + "\n", "utf-8")
            (target / "bench.md").write_text(write_table(found, lives, about), "utf-8")
    print((target / "bench.md").read_text("utf-8"))


if __name__ == "__main__":
    main()
