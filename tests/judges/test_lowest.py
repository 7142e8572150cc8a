"""The declared version ranges are true: the program checks and builds with the lowest versions they allow."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import EPOCH, REPOSITORY, copy_root
from tests.unit.test_supply import EXTRAS, PROJECT

UV = str(Path(sys.executable).with_name("uv"))


@pytest.fixture(scope="module")
def lowest(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A Python with the lowest versions, and which they are. Uses the machine's own package index."""
    folder = tmp_path_factory.mktemp("lowest")
    lock = folder / "lowest.txt"
    compiled = [UV, "pip", "compile", "-q", "--resolution", "lowest-direct", "--python-version", "3.11"]
    compiled += ["--extra", "documents", "--no-annotate", "--no-header"]
    done = subprocess.run(
        [*compiled, str(REPOSITORY / "pyproject.toml"), "-o", str(lock)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no package index: {done.stderr.strip()[-200:]}")
    subprocess.run([UV, "venv", "-q", str(folder / "venv")], check=True)
    python = folder / "venv" / "bin" / "python"
    subprocess.run([UV, "pip", "install", "-q", "--python", str(python), "-r", str(lock)], check=True)
    return python, dict(re.findall(r"^([\w.-]+)==(\S+)", lock.read_text("utf-8"), re.MULTILINE))


def test_they_are_the_lowest(lowest: tuple[Path, dict[str, str]]) -> None:
    _, versions = lowest
    lines = [*PROJECT["dependencies"], *EXTRAS["documents"]]
    floors = {}
    for wanted in map(Requirement, lines):
        floors[canonicalize_name(wanted.name)] = next(s.version for s in wanted.specifier if s.operator == ">=")
    assert len(floors) > 12
    exact = [name for name, floor in floors.items() if versions[name].startswith(floor.removesuffix(".0"))]
    assert len(exact) > len(floors) * 0.8, versions


def test_the_program_checks_and_builds(lowest: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    python, _ = lowest
    root = copy_root(tmp_path / "root")
    environment = {"PATH": os.environ["PATH"], "SOURCE_DATE_EPOCH": EPOCH, "PYTHONPATH": str(REPOSITORY)}

    def portal(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(python), "-m", "generator", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)

    built = portal("build", "--with-print", "--root", str(root))
    assert built.returncode == 0, built.stdout + built.stderr
    assert (root / "site" / "index.html").is_file()
    wrong = root / "ngos" / "primer.yml"
    wrong.write_text('name: Клуб «Пример»\nstatus: unknown\nsource: анкета\ninn: "2453000001"\n', "utf-8")
    checked = portal("check", "--root", str(root))
    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert "ngos/primer.yml:4:" in checked.stdout
