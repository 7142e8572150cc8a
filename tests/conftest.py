"""Roots and sites shared by tests: each is built once per run and read by many."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.portal import Portal, judge_once, render_once

REPOSITORY = Path(__file__).resolve().parent.parent
EPOCH = "1795392000"  # 2026-11-23T00:00:00Z, the tests' date
for name in [name for name in os.environ if name.startswith("GIT_")]:
    del os.environ[name]  # set by git for hooks: tests that make their own repositories would change this one


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)


def pytest_collection_finish() -> None:
    """Ten thousand tests stay until the end: the garbage collector need not look at them again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # a checked town is tens of thousands of objects that stay for the test


PORTAL = Portal()


@pytest.fixture(scope="session", autouse=True)
def _portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with once(tmp_path_factory, "known") as PORTAL.known:
        PORTAL.known.mkdir(exist_ok=True)
    judge_once(PORTAL.known)
    render_once(PORTAL.known)
    yield
    PORTAL.close()


def run_portal(*arguments: object, at: str = EPOCH) -> subprocess.CompletedProcess[str]:
    """Run the command as staff do, in its own process (see ``tests/portal.py``), at a given moment."""
    return PORTAL.run([*map(str, arguments)], os.environ | {"SOURCE_DATE_EPOCH": at})


def run_anew(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command with the whole program loaded for it."""
    command = [sys.executable, "-m", "generator", *map(str, arguments)]
    environment = os.environ | {"SOURCE_DATE_EPOCH": EPOCH}
    return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=300)


def start_build(root: Path) -> subprocess.Popen[bytes]:
    """Start a build in its own session, for tests that kill it or change things meanwhile."""
    return subprocess.Popen(
        [sys.executable, "-m", "generator", "build", "--root", str(root)],
        cwd=REPOSITORY,
        env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def copy_root(target: Path) -> Path:
    """Copy the repository's own root: records, prose, configuration; nothing of the program."""
    target.mkdir(parents=True)
    for name in ("content", "ngos", "forums"):
        shutil.copytree(REPOSITORY / name, target / name)
    shutil.copyfile(REPOSITORY / "mkdocs.yml", target / "mkdocs.yml")
    return target


def git(root: Path, *arguments: str, at: str = "", feed: str = "", **environment: str) -> str:
    """Return git's output without its last newline; ``at``: the moment of a commit, used for both its dates.

    Neither the user's settings nor what a test sets for the program's own git has any effect.
    """
    said = {"NAME": "Пример", "EMAIL": "primer@example.org", **({"DATE": at} if at else {})}
    who = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in said.items()}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    surroundings = clean | who | {"GIT_CONFIG_GLOBAL": os.devnull} | environment
    command = ["git", "-C", str(root), *arguments]
    done = subprocess.run(command, env=surroundings, input=feed, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.removesuffix("\n")


@contextlib.contextmanager
def once(tmp_path_factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """Return a folder shared by all processes of a test run; the first to come finds it absent and fills it."""
    base = tmp_path_factory.getbasetemp()
    if base.name.startswith("popen-"):
        base = base.parent
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield base / name


@pytest.fixture(scope="session")
def real_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real root, built. Read only."""
    with once(tmp_path_factory, "real") as root:
        if not root.exists():
            copy_root(root)
            done = run_anew("build", "--root", root)
            assert done.returncode == 0, done.stdout + done.stderr
        return root


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default demo, built. Read only."""
    with once(tmp_path_factory, "demo") as root:
        if not root.exists():
            done = run_anew("demo", root)
            assert done.returncode == 0, done.stdout + done.stderr
            done = run_anew("build", "--root", root)
            assert done.returncode == 0, done.stdout + done.stderr
        return root


@pytest.fixture(scope="session")
def real_site(real_root: Path) -> Path:
    return real_root / "site"


@pytest.fixture(scope="session")
def demo_site(demo_root: Path) -> Path:
    return demo_root / "site"


@pytest.fixture
def fresh_root(tmp_path: Path) -> Path:
    """The real root, unbuilt, for a test to change."""
    return copy_root(tmp_path / "root")
