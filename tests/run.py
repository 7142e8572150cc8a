"""``make test``: lint, types and every test, with one plain line at the end. ``--judge``: the slow ones as well."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# The headless shell draws no browser window: the same engine in two thirds of the time.
SCRIPT_TESTS = (ROOT / "tests" / "scripts").glob("*.test.js")
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str:
    """Return the path of a Chromium: ``CHROMIUM``, or one on PATH."""
    named = os.environ.get("CHROMIUM", "")
    mac = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    found = named or next(filter(None, map(shutil.which, BROWSERS)), "")
    return found or (str(mac) if mac.exists() else "")


def run_step(name: str, command: list[str], environment: dict[str, str]) -> tuple[int, int]:
    """Run one check; return (passed, failed) of its tests, or of itself if it counts none."""
    start = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    seconds = f"{time.monotonic() - start:.0f} s, exit {done.returncode}"
    print(f"== {name}\n{done.stdout}   {seconds}", flush=True)
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error)", done.stdout)}
    of_node = re.findall(r"^\S (pass|fail) (\d+)$", done.stdout, re.MULTILINE)
    counts |= {f"{word}ed": int(number) for word, number in of_node}
    if "passed" in counts or "failed" in counts:
        failed = counts.get("failed", 0) + counts.get("error", 0)
        return counts.get("passed", 0), max(failed, int(done.returncode != 0))
    return (0, 1) if done.returncode else (1, 0)


def main() -> int:
    if subprocess.run(["bash", str(ROOT / ".ci" / "needs")], check=False).returncode:
        return 2
    chromium = find_chromium()
    if not chromium:
        print("Browser tests need Chromium: set CHROMIUM to its path.")
        return 2
    judge = "--judge" in sys.argv[1:]
    environment = (
        os.environ
        | {"CHROMIUM": chromium, "PYTHONHASHSEED": "0"}
        | ({"MUTANTS": "20000", "EVENTS": "500", "NIGHTS": "30"} if judge else {})
    )
    steps = [
        ("lint", [str(BIN / "ruff"), "check", "generator", "tests"]),
        ("layout", [str(BIN / "ruff"), "format", "--check", "generator", "tests"]),
        ("types", [str(BIN / "mypy")]),
        ("scripts: lint", ["node_modules/.bin/eslint", "."]),
        ("scripts: types", ["node_modules/.bin/tsc"]),
        ("scripts: tests", ["node", "--test", "--test-reporter=spec", *map(str, sorted(SCRIPT_TESTS))]),
        (
            "tests",
            [
                sys.executable,
                "-m",
                "pytest",
                "-n",
                "3",  # each waits for its browser or for other processes: three keep two cores busy
                "--dist",
                "loadgroup",
                *(["-rs"] if judge else ["-m", "not slow"]),
            ],
        ),
    ]
    *quick, (name, command) = steps
    with ThreadPoolExecutor(2) as pool:  # each of these keeps one core busy, the tests keep both
        counts = list(pool.map(lambda step: run_step(*step, environment), quick))
    counts.append(run_step(name, command, environment))
    passed, failed = map(sum, zip(*counts, strict=True))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
