"""The tools, installed once into build/judges by npm from the lock file; without them tests are skipped."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

HERE = Path(__file__).parent
FILES = ("package.json", "package-lock.json")


@pytest.fixture(scope="session")
def tools() -> Path:
    """The folder node_modules. Skips, with the reason, if npm is missing or its registry is out of reach."""
    if not shutil.which("npm"):
        pytest.skip("the judges come by npm: install Node.js with npm")
    folder = REPOSITORY / "build" / "judges"
    folder.mkdir(parents=True, exist_ok=True)
    if any(
        not (folder / name).exists() or (folder / name).read_bytes() != (HERE / name).read_bytes() for name in FILES
    ):
        shutil.copyfile(HERE / "package.json", folder / "package.json")
        shutil.copyfile(HERE / "package-lock.json", folder / ".locked")
        (folder / ".locked").replace(folder / "package-lock.json")
        done = subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, text=True
        )
        if done.returncode:
            (folder / "package-lock.json").unlink()  # the next run tries again
            pytest.skip(f"npm could not install the judges: {done.stderr.strip()[-300:]}")
    return folder / "node_modules"
