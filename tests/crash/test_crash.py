"""``make crash-test``: whatever happens to a build, the public folder is exactly the old site or the new one."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from generator.site.publish import publish
from tests.conftest import EPOCH, REPOSITORY, run_portal, start_build
from tests.site.test_build import manifest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("crash")]
KILLS = int(os.environ.get("KILLS", "50"))
Manifest = dict[str, str]


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest, Manifest]:
    """A built demo, and its site before and after an edit of a record."""
    root = tmp_path_factory.mktemp("crash") / "root"
    run_portal("demo", root, "--ngos", 20, "--forums", 2, "--partnerships", 4)
    after = tmp_path_factory.mktemp("after") / "root"
    shutil.copytree(root, after)
    edit(after, new=True)
    for place in (root, after):
        done = run_portal("build", "--root", place)
        assert done.returncode == 0, done.stdout + done.stderr
    old, new = manifest(root / "site"), manifest(after / "site")
    assert old != new
    return root, old, new


@pytest.fixture
def root(versions: tuple[Path, Manifest, Manifest], tmp_path: Path) -> Path:
    shutil.copytree(versions[0], tmp_path / "root")
    return tmp_path / "root"


def edit(root: Path, *, new: bool) -> None:
    record = next(iter(sorted((root / "ngos").glob("*.yml"))))
    lines = [line for line in record.read_text("utf-8").split("\n") if not line.startswith("hours_note:")]
    record.write_text("\n".join(["hours_note: по новому расписанию", *lines] if new else lines), "utf-8")


def test_killed_at_any_moment(root: Path, versions: tuple[Path, Manifest, Manifest]) -> None:
    _, old, new = versions
    began = time.monotonic()
    assert run_portal("build", "--root", root).returncode == 0
    whole = time.monotonic() - began
    dice = random.Random(20261123)  # noqa: S311 - random moments of a test
    states = {False: old, True: new}
    served, killed, changed = False, 0, 0
    for number in range(4 * KILLS):
        if killed == KILLS:
            break
        wanted = not served
        edit(root, new=wanted)
        process = start_build(root)
        # Every second kill is near the end, when the sites are exchanged.
        time.sleep(dice.uniform(*((0.05, whole) if number % 2 else (whole * 0.9, whole * 1.3))))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
        found = manifest(root / "site")
        assert found in (old, new)
        changed += found == states[wanted] != states[served]
        served = found == new
    print(f"убито {killed}, сайт сменился {changed} раз")
    assert killed == KILLS
    assert changed  # positive control: some builds finished, so not all kills came too early
    edit(root, new=True)
    assert run_portal("build", "--root", root).returncode == 0
    assert manifest(root / "site") == new


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="children end with their parent on Linux")
def test_the_main_process_alone_is_killed(root: Path, versions: tuple[Path, Manifest, Manifest]) -> None:
    """As by a system out of memory: the other processes end too, and the next build does not wait."""
    _, old, new = versions
    for moment in (0.3, 0.5, 0.7, 0.9):
        edit(root, new=True)
        process = start_build(root)
        time.sleep(moment)
        process.kill()
        process.wait()
        assert manifest(root / "site") in (old, new)
        deadline = time.monotonic() + 5
        while alive := members(process.pid):
            assert time.monotonic() < deadline, alive
            time.sleep(0.02)
    assert run_portal("build", "--root", root).returncode == 0
    assert manifest(root / "site") == new


def members(session: int) -> list[str]:
    """Return processes of a session that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, _, belongs, *_ = path.read_text().rpartition(")")[2].split()
            if int(belongs) == session and state != "Z":
                found.append(path.parent.name)
    return found


def test_a_record_changed_during_the_build(root: Path, versions: tuple[Path, Manifest, Manifest]) -> None:
    _, old, new = versions
    for moment in (0.1, 0.4, 0.8, 1.2):
        edit(root, new=False)
        process = start_build(root)
        time.sleep(moment)
        edit(root, new=True)
        assert process.wait() == 0
        assert manifest(root / "site") in (old, new)
    assert run_portal("build", "--root", root).returncode == 0
    assert manifest(root / "site") == new


def in_namespace(script: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script in its own mount namespace."""
    command = ["unshare", "--map-root-user", "--mount", "sh", "-euc", script]
    return subprocess.run(
        command,
        cwd=REPOSITORY,
        env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH, "PORTAL": f"{sys.executable} -m generator"},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("size", ["64k", "1m", "3m"])
def test_a_full_disk(size: str, root: Path, versions: tuple[Path, Manifest, Manifest]) -> None:
    edit(root, new=True)
    mount = f"mount -t tmpfs -o size={size} tmpfs '{root}/build'; $PORTAL build --root '{root}'"
    done = in_namespace(mount)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    assert "место" in done.stderr
    assert manifest(root / "site") == versions[1]
    assert run_portal("build", "--root", root).returncode == 0
    assert manifest(root / "site") == versions[2]


def test_a_target_that_cannot_be_written(root: Path, tmp_path: Path, versions: tuple[Path, Manifest, Manifest]) -> None:
    target = tmp_path / "host"
    shutil.copytree(root / "site", target / "site")
    bind = f"mount --bind '{target}' '{target}'; mount -o remount,ro,bind '{target}'"
    done = in_namespace(f"{bind}; $PORTAL build --root '{root}' --site '{target}/site'")
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    assert manifest(target / "site") == versions[1]
    assert sorted(path.name for path in target.iterdir()) == ["site"]


def test_two_builds_at_once(root: Path, versions: tuple[Path, Manifest, Manifest]) -> None:
    edit(root, new=True)
    both = [start_build(root), start_build(root)]
    codes = sorted(process.wait() for process in both)
    assert codes == [0, 2]
    assert manifest(root / "site") == versions[2]


def watch(site: Path, action: Callable[[], None]) -> tuple[int, list[str]]:
    """Read pages in a loop during an action; return how many were read, and which were missing."""
    names = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))[:40]
    stop, missing, read = threading.Event(), list[str](), list[int]()

    def loop() -> None:
        while not stop.is_set():
            for name in names:
                try:
                    read.append(len((site / name).read_bytes()))
                except FileNotFoundError:
                    missing.append(name)

    reader = threading.Thread(target=loop)
    reader.start()
    try:
        action()
    finally:
        stop.set()
        reader.join()
    return len(read), missing


def test_readers_see_no_missing_file(root: Path, tmp_path: Path) -> None:
    site = root / "site"

    def exchange() -> None:
        for number in range(20):
            fresh = tmp_path / f"fresh-{number}"
            shutil.copytree(site, fresh)
            publish(fresh, site, root / "build")

    def gap() -> None:
        site.rename(tmp_path / "away")
        time.sleep(0.2)
        (tmp_path / "away").rename(site)

    read, missing = watch(site, exchange)
    assert missing == []
    assert read > 400
    assert watch(site, gap)[1] != []
