"""The scripts in Safari's engine: search, registry, programme and form work in WebKit, opened by Debian's driver."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.browser.conftest import serve

pytestmark = pytest.mark.slow
PROGRAMS = {"WebKitWebDriver": "webkit2gtk-driver", "Xvfb": "xvfb"}
PATIENCE = 30.0  # seconds for a page to reach a state


class WebKit:
    """A browser, with the few WebDriver commands (w3.org/TR/webdriver2) that the tests need."""

    def __init__(self, address: str) -> None:
        self.address = address
        started = self._say("POST", "/session", {"capabilities": {"alwaysMatch": {}}})
        self.session = f"/session/{started['sessionId']}"

    def _say(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - the driver on loopback
            self.address + path, data, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
            return json.load(answer)["value"]

    def go(self, url: str) -> None:
        """Open an address, with scripts."""
        self._say("POST", f"{self.session}/url", {"url": url})
        self.wait("document.readyState === 'complete'")

    def ask(self, expression: str) -> Any:
        """Return the value of an expression on the page."""
        return self._say("POST", f"{self.session}/execute/sync", {"script": f"return {expression}", "args": []})

    def wait(self, expression: str) -> Any:
        """Return the value once it is true."""
        end = time.monotonic() + PATIENCE
        while not (found := self.ask(expression)):
            assert time.monotonic() < end, f"{expression} is {found!r}"
            time.sleep(0.1)
        return found

    def close(self) -> None:
        self._say("DELETE", self.session)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/status", timeout=5):  # noqa: S310
            return True
    except urllib.error.URLError:
        return False


@pytest.fixture(scope="module")
def webkit() -> Iterator[WebKit]:
    if missing := [package for program, package in PROGRAMS.items() if not shutil.which(program)]:
        pytest.skip(f"WebKit is judged where it is: apt-get install {' '.join(missing)}")
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert screen.stdout is not None
    with screen.stdout as said:
        number, port = said.readline().strip(), free_port()
    environment = os.environ | {"DISPLAY": f":{number}", "GDK_BACKEND": "x11", "LIBGL_ALWAYS_SOFTWARE": "1"}
    driver = subprocess.Popen(
        ["WebKitWebDriver", f"--port={port}", "--host=127.0.0.1"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address, end = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE
    try:
        while not answers(address):
            assert time.monotonic() < end, "the driver does not answer"
            time.sleep(0.1)
        browser = WebKit(address)
        yield browser
        browser.close()
    finally:
        for process in (driver, screen):
            process.terminate()
            process.wait(timeout=30)


@pytest.fixture(scope="module")
def portal(demo_site: Path) -> Iterator[str]:
    with serve(demo_site) as address:
        yield address


def text(css: str) -> str:
    return f"document.querySelector({json.dumps(css)}).textContent.trim().replace(/\\s+/g, ' ')"


def test_registry(webkit: WebKit, portal: str) -> None:
    webkit.go(f"{portal}ngos/?need=sport")
    waited = "!document.querySelector('.registry--waiting') && document.querySelectorAll('.facet__label').length"
    webkit.wait(waited)
    assert re.fullmatch(r"Показано \d+ из 110 организаций", webkit.ask(text("[data-shown]")))
    webkit.ask("document.querySelector('[data-view=table]').click()")
    assert webkit.ask("document.querySelectorAll('.registry__table tbody tr').length") > 1
    assert webkit.ask("location.search") == "?need=sport&view=table"


def test_search(webkit: WebKit, portal: str) -> None:
    webkit.go(f"{portal}search/?q={quote('псехолог')}")
    webkit.wait("document.querySelector('[data-search-state=done]') !== null")
    assert webkit.ask(text("[data-search-status]")).startswith("Показано по запросу «психолог». Нашл")
    assert webkit.ask("document.querySelectorAll('.result mark').length") > 0


def test_programme(webkit: WebKit, portal: str, demo_site: Path) -> None:
    pages = (path for path in sorted(demo_site.glob("forums/*/index.html")) if "data-mine-only" in path.read_text())
    webkit.go(f"{portal}{next(pages).parent.relative_to(demo_site).as_posix()}/")
    webkit.ask("document.querySelector('[data-star]').click()")
    assert webkit.ask("document.querySelector('[data-star]').getAttribute('aria-pressed')") == "true"
    assert webkit.wait(text("[data-mine-count]")) == "1 встреча"
    webkit.ask("document.querySelector('[data-mine-only]').click()")
    assert webkit.ask("location.search") == "?mine=1"
    assert webkit.ask("document.querySelectorAll('.session:not([hidden])').length") == 1
    assert re.fullmatch(r"Показано: 1 встреча из \d+", webkit.ask(text("[data-sieve] [data-count]")))


def test_form(webkit: WebKit, portal: str, demo_site: Path) -> None:
    name = sorted(path.stem for path in demo_site.glob("data/ngos/*.json"))[0]
    webkit.go(f"{portal}editors/form/?kind=ngos&id={name}")
    webkit.wait("document.querySelector('[data-form-state=ready]') !== null")
    assert "name: " in webkit.wait("document.querySelector('[data-form-output]').value")
    assert webkit.ask(text("[data-form-path]")) == f"ngos/{name}.yml"
    webkit.ask("document.querySelector('[data-form-check]').click()")
    assert webkit.ask("document.querySelector('p[data-form-state]').textContent").startswith("Ошибок в полях нет")
