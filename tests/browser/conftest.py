"""A Chromium, sites served on loopback by a plain file server, and pages watched while they are open."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.conftest import EPOCH

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
HERE = Path(__file__).parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or "/usr/bin/chromium"


@contextlib.contextmanager
def launch(playwright: Playwright, fonts: str) -> Iterator[Browser]:
    """Start a Chromium with the fonts of a file in this folder: lengths must not depend on the machine's fonts."""
    environment: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(HERE / fonts)}
    chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, env=environment)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def engine() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(engine: Playwright) -> Iterator[Browser]:
    with launch(engine, "fonts.conf") as chromium:
        yield chromium


@pytest.fixture(scope="session")
def wide_browser(engine: Playwright) -> Iterator[Browser]:
    """The same with the widest font that systems commonly have."""
    with launch(engine, "wide-fonts.conf") as chromium:
        yield chromium


class _Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on a free loopback port, as ``python -m http.server`` does; yield the address of its root."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@dataclass(frozen=True)
class Served:
    """A site at two addresses: ``root`` is a whole host, ``portal`` a sub-path."""

    site: Path
    root: str
    portal: str


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Served]]:
    """``served(site)``: the site under ``/`` and under ``/portal/``; each is served once per session."""
    with contextlib.ExitStack() as stack:
        known: dict[Path, Served] = {}

        def start(site: Path) -> Served:
            if site not in known:
                above = tmp_path_factory.mktemp("host")
                (above / "portal").symlink_to(site, target_is_directory=True)
                root, host = stack.enter_context(serve(site)), stack.enter_context(serve(above))
                known[site] = Served(site, root, f"{host}portal/")
            return known[site]

        yield start


@dataclass
class Visit:
    """A watched page: its requests, its complaints, its dialogs."""

    context: BrowserContext
    page: Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @property
    def foreign(self) -> list[str]:
        """Requests to any host but loopback."""
        hosts = ("127.0.0.1", "localhost")
        return [url for url in self.requests if url.startswith("http") and urlsplit(url).hostname not in hosts]

    def go(self, url: str) -> Page:
        """Load an address; it must exist."""
        response = self.page.goto(url)
        assert response is not None, url
        assert response.ok, f"{response.status} {url}"
        return self.page

    def check(self) -> None:
        """Nothing foreign was requested, nothing went wrong, no dialog opened."""
        assert self.foreign == []
        assert self.errors == []
        assert self.dialogs == []


def watch(context: BrowserContext) -> Visit:
    """Return a new watched page."""
    visit = Visit(context, context.new_page())
    page = visit.page
    page.on("request", lambda request: visit.requests.append(request.url))
    page.on("pageerror", lambda error: visit.errors.append(f"page: {error}"))
    page.on("console", lambda said: visit.errors.append(f"console: {said.text}") if said.type == "error" else None)

    def dismiss(dialog: Any) -> None:
        visit.dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    return visit


def start_visit(browser: Browser, view: dict[str, str] | None = None, **options: Any) -> Visit:
    """Return a watched page of its own context, at the tests' date; ``view``: choices of the panel."""
    context = browser.new_context(**{"reduced_motion": "reduce", "locale": "ru-RU", **options})
    if view:
        stored = json.dumps(json.dumps(view))
        context.add_init_script(f"try {{ localStorage.setItem('portal-view', {stored}); }} catch (error) {{}}")
    visit = watch(context)
    visit.page.clock.set_fixed_time(datetime.fromtimestamp(int(EPOCH), UTC))
    return visit


OpenPage = Callable[..., Visit]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """``open_page(**context options)``: a watched page; at the end of the test each is checked and closed.

    ``checked=False`` leaves the check to the test, for pages that are meant to fail.
    """
    opened: list[tuple[Visit, bool]] = []

    def start(*, checked: bool = True, view: dict[str, str] | None = None, **options: Any) -> Visit:
        visit = start_visit(browser, view, **options)
        opened.append((visit, checked))
        return visit

    try:
        yield start
        for visit, checked in opened:
            if checked:
                visit.check()
    finally:
        for visit, _ in opened:
            visit.context.close()
