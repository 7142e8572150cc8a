"""The program on a system with less than Linux: no forks, locks, limits, folder handles, exchange, UTF-8.

Simulated: names that Windows lacks are removed in every process before the program is loaded.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import EPOCH, REPOSITORY, run_portal

LESS = """
import ctypes, multiprocessing, os, sys, sysconfig

sysconfig.get_config_vars()  # by the true name of the system
for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[name] = None  # importing it fails
for name in (*(n for n in dir(os) if n.startswith("O_") and n not in {kept}), "fork", "geteuid", "getuid", "fchmod"):
    if hasattr(os, name):
        delattr(os, name)
if hasattr(os, "sched_getaffinity"):
    del os.sched_getaffinity
for known in (os.supports_dir_fd, os.supports_follow_symlinks):
    known.clear()
whole, load = multiprocessing.get_context, ctypes.CDLL


def get_context(method=None):
    if method == "fork":
        raise ValueError("cannot find context for 'fork'")
    return whole(method)


def no_library(name, *rest, **more):
    if name is None:
        raise TypeError("no library of this process")
    return load(name, *rest, **more)


multiprocessing.get_context = get_context
multiprocessing.get_all_start_methods = lambda: ["spawn"]
ctypes.CDLL = no_library
sys.platform = "elsewhere"
"""
KEPT = ("O_RDONLY", "O_WRONLY", "O_RDWR", "O_CREAT", "O_EXCL", "O_TRUNC", "O_APPEND")
NGO = "name: Клуб «Пример»\nstatus: unknown\nsource: анкета организации\n"


@pytest.fixture(scope="module")
def less(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("less")
    (folder / "sitecustomize.py").write_text(LESS.replace("{kept}", repr(KEPT)), "utf-8")
    return folder


def run(less: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run Python with these names removed, under a locale that knows only ASCII."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    environment |= {"PYTHONPATH": f"{less}{os.pathsep}{REPOSITORY}", "LC_ALL": "C", "SOURCE_DATE_EPOCH": EPOCH}
    environment |= {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=300)


def portal(less: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return run(less, "-m", "generator", *arguments)


def test_the_simulation_takes_away_what_it_says(less: Path) -> None:
    lacking = run(less, "-c", "import os, locale; print(hasattr(os, 'O_NOFOLLOW'), locale.getpreferredencoding(False))")
    assert lacking.stdout.split()[0] == "False"
    assert "UTF" not in lacking.stdout.split()[1].upper()
    assert run(less, "-c", "import fcntl").returncode == 1
    assert run(less, "-c", "import os; os.stat('x', dir_fd=3); os.fork()").returncode == 1


def test_every_module_loads(less: Path) -> None:
    code = (
        "import importlib, pkgutil, generator\n"
        "found = pkgutil.walk_packages(generator.__path__, 'generator.')\n"
        "names = [module.name for module in found if '__main__' not in module.name]\n"
        "for name in names: importlib.import_module(name)\n"
        "print(len(names))"
    )
    done = run(less, "-c", code)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 150


def test_a_town_is_made_checked_and_built(less: Path, tmp_path: Path) -> None:
    root = tmp_path / "town"
    assert run_portal("init", tmp_path / "usual").returncode == 0
    done = portal(less, "init", root)
    assert done.returncode == 0, done.stderr
    assert {p.relative_to(root) for p in root.rglob("*")} == {
        p.relative_to(tmp_path / "usual") for p in (tmp_path / "usual").rglob("*")
    }
    (root / "ngos" / "klub.yml").write_text(NGO, "utf-8")
    for arguments in (["check"], ["new", "event", "vstrecha"], ["schema"], ["fmt", "--check"]):
        done = portal(less, *arguments, "--root", root)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    (root / "content/events/vstrecha.yml").unlink()
    for _ in range(2):  # the second build replaces a site
        done = portal(less, "build", "--root", root)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (root / "build/previous/index.html").is_file()
    assert run_portal("build", "--root", root, "--site", tmp_path / "again").returncode == 0
    made, usual = (
        {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}
        for site in (root / "site", tmp_path / "again")
    )
    assert len(made) > 60
    assert made == usual


def test_a_preview_looks(less: Path, tmp_path: Path) -> None:
    root = tmp_path / "town"
    assert run_portal("init", root).returncode == 0
    code = (
        "import sys; from pathlib import Path; from generator.serve.preview import Preview\n"
        f"preview = Preview(Path({str(root)!r})); preview.look()\n"
        "sys.exit(preview.body('index.html') is None)"
    )
    done = run(less, "-c", code)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_link_is_refused_there_too(less: Path, tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "town", tmp_path / "elsewhere"
    assert run_portal("init", root).returncode == 0
    elsewhere.mkdir()
    (elsewhere / "kept").write_text("x", "utf-8")
    (root / "build").symlink_to(elsewhere)
    done = portal(less, "build", "--root", root)
    assert done.returncode == 2, done.stdout
    assert [path.name for path in elsewhere.iterdir()] == ["kept"]
    (root / "build").unlink()
    (elsewhere / "klub.yml").write_text(NGO, "utf-8")
    (root / "ngos" / "klub.yml").symlink_to(elsewhere / "klub.yml")
    assert "E002" in portal(less, "check", "--root", root).stdout
