"""Lighthouse on a mid-range phone: 100 for accessibility and best practices, at least 95 for speed."""

from __future__ import annotations

import contextlib
import functools
import gzip
import http.server
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.kinds import pages

pytestmark = pytest.mark.slow

LEAST = {"accessibility": 100, "best-practices": 100, "performance": 95}
KINDS = ["home", "registry", "ngo-rich", "forum-held", "results"]
TEXTS = {".html", ".css", ".js", ".svg", ".json"}
TRIES = 3  # its speed comes from a trace of this machine, which may be busy


class _Packed(http.server.SimpleHTTPRequestHandler):
    """Sends texts compressed, as any public server does."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file() or path.suffix not in TEXTS:
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", f"{self.guess_type(path)}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


@contextlib.contextmanager
def packed(folder: Path) -> Iterator[str]:
    """The address of a folder on loopback."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Packed, directory=str(folder))) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def judge(tools: Path, url: str) -> dict[str, int]:
    """Return category → score out of 100; what cost points is listed under its own name."""
    command = [
        *("node", str(tools / "lighthouse" / "cli" / "index.js"), url, "--quiet", "--output=json"),
        *(f"--only-categories={','.join(LEAST)}", f"--chrome-flags=--headless=new {' '.join(ARGUMENTS)}"),
    ]
    environment = os.environ | {"CHROME_PATH": CHROMIUM}
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, env=environment)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    scores = {name: round((report["categories"][name]["score"] or 0) * 100) for name in LEAST}
    for name, least in LEAST.items():
        if scores[name] < least:
            weighty = {part["id"] for part in report["categories"][name]["auditRefs"] if part["weight"]}
            audits = (report["audits"][audit] for audit in sorted(weighty))
            scores |= {audit["id"]: round((audit["score"] or 0) * 100) for audit in audits if audit["score"] != 1}
    return scores


def falls_short(scores: dict[str, int]) -> bool:
    return any(scores[name] < least for name, least in LEAST.items())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("root", ["real", "demo"])
def test_scores(
    root: str,
    kind: str,
    tools: Path,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    site: Path = request.getfixturevalue(f"{root}_site")
    known = pages(site)
    address = known[kind if kind in known else "forum-undated"]
    with packed(site) as base:
        for _ in range(TRIES):
            scores = judge(tools, base + address)
            if not falls_short(scores):
                break
    with capsys.disabled():
        print(f"\nlighthouse, {root}, {kind}: {scores}")
    assert not falls_short(scores), scores


def test_a_poor_page_falls_short(tools: Path, tmp_path: Path) -> None:
    body = "<!doctype html><title>x</title><p>Пример текста</p><img src=x.png><a href=y></a>"
    (tmp_path / "index.html").write_text(body, "utf-8")
    with packed(tmp_path) as base:
        assert falls_short(judge(tools, base))
