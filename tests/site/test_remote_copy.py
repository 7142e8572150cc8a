"""A site elsewhere: what ``status --url`` says about it, and that only changes are sent to a plain host."""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import EPOCH, REPOSITORY, run_portal

pytestmark = pytest.mark.xdist_group("copy")  # one process builds what all tests read

DAY = 24 * 3600
README = (REPOSITORY / "README.md").read_text("utf-8")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("town") / "root"
    assert run_portal("init", root).returncode == 0
    assert run_portal("build", "--root", root, "--no-search").returncode == 0
    return root / "site"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def status(address: str, days: int, *options: str) -> subprocess.CompletedProcess[str]:
    """Return the status this many days after the build."""
    return run_portal("status", "--url", address, *options, at=str(int(EPOCH) + days * DAY))


@pytest.mark.parametrize(
    ("days", "options", "code"),
    [(0, (), 0), (2, (), 0), (3, (), 1), (3, ("--older-than", "5d"), 0), (6, ("--older-than", "5d"), 1)],
)
def test_a_site_says_how_old_it_is(address: str, days: int, options: tuple[str, ...], code: int) -> None:
    done = status(address, days, *options)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Сайт собран" in done.stdout
    assert ("устарел" in done.stdout + done.stderr) is (code == 1)


def test_an_address_without_a_site_is_reported(address: str) -> None:
    for wrong in (f"{address}no/such/", "http://127.0.0.1:9/"):
        done = status(wrong, 0)
        assert done.returncode == 2, done.stdout
        assert "Traceback" not in done.stderr


def test_only_what_changed_is_sent(site: Path, tmp_path: Path) -> None:
    rsync = shutil.which("rsync")
    if rsync is None:
        pytest.skip("rsync is not here: apt-get install rsync")
    (options,) = set(re.findall(r"`rsync (-[^`]*?) site/ ", README))
    source, target = tmp_path / "site", tmp_path / "host"
    shutil.copytree(site, source)

    def send() -> set[str]:
        command = [rsync, *options.split(), "--out-format=%o %n", f"{source}/", f"{target}/"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return {line for line in done.stdout.splitlines() if not line.endswith("/")}

    assert len(send()) > 50
    for path in source.rglob("*"):  # a build rewrites all files
        os.utime(path, (1, 1))
    assert send() == set()
    (source / "index.html").write_text("иначе", "utf-8")
    (source / "search/index.html").unlink()
    assert send() == {"send index.html", "del. search/index.html"}
    assert (target / "index.html").read_text("utf-8") == "иначе"
    assert not (target / "search/index.html").exists()
