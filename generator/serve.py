"""Live preview on this machine only: pages are rendered when asked for, from the last good catalog.

A changed record is checked at once, the others are remembered; a changed page of prose or setting starts MkDocs
anew. Nothing is written but ROOT/build. The site served is what a build would give, but for the reload script.
"""

from __future__ import annotations

import json
import mimetypes
import re
import threading
import time
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from generator import clock
from generator.build import start_theme
from generator.catalog import make_catalog
from generator.check import Memo, check_source
from generator.exports.open_data import export_record
from generator.history import Log, Past
from generator.mkdocs_config import SiteConfig, load_site_config
from generator.models import Catalog
from generator.pages import Page
from generator.problems import PortalError, Problem, arrange, has_errors
from generator.prose import Prose, load_prose
from generator.render import Renderer
from generator.report import write_json, write_text
from generator.shells import BuiltTheme, read_theme
from generator.site import Work, exported_files, plan_pages
from generator.source import Source, load_source

POLL_SECONDS = 0.1
# Search lags: it is that of the last build.
INDEX = re.compile(r"search/words\.json|pagefind/(?:[a-z]+/)?[\w-][\w.-]*")
RELOAD = Path(__file__).with_name("theme") / "reload.js"
SCRIPT = b'<script src="/__portal__/reload.js" defer></script></body>'


class Preview:
    """The last good site in memory, and what is wrong with the files as they are now."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.lock = threading.Lock()
        self.version = 0
        self.problems: list[Problem] = []
        self.pages: dict[str, Page] = {}
        self.theme: BuiltTheme | None = None
        self.renderer: Renderer | None = None
        self.prose = Prose()
        self.files: dict[str, bytes] | None = None
        self._memo = Memo()
        self._past: Past | None = None  # that of the start: it changes with a commit, not with an edit
        self._stamps: dict[str, tuple[int, int]] = {}
        self._theme_of: object = None

    def changed(self) -> bool:
        """Whether any file of people has changed since the last look."""
        stamps: dict[str, tuple[int, int]] = {}
        for name in ("mkdocs.yml", "content", "ngos", "forums"):
            top = self.root / name
            for path in [top, *(top.rglob("*") if top.is_dir() else ())]:
                try:
                    status = path.lstat()
                except OSError:
                    continue
                stamps[str(path)] = (status.st_mtime_ns, status.st_size)
        if stamps == self._stamps:
            return False
        self._stamps = stamps
        return True

    def refresh(self) -> None:
        """Check the files as they are now; take them over when nothing is wrong with them."""
        source = load_source(self.root)
        prose = load_prose(self.root)
        config = load_site_config(self.root, set(prose.pages))
        checked = check_source(source, self.root, memo=self._memo)
        problems = arrange([*checked.problems, *prose.problems, *config.problems])
        with self.lock:
            self.problems = problems
            self.version += 1
        if has_errors(problems):
            return
        theme = self._theme(source, prose, config)
        zone = checked.settings["timezone"]
        if self._past is None:
            log = Log(self.root, "ngos")
            self._past = log.read(zone)
            log.close()
        catalog = make_catalog(checked, clock.now(zone), self._past)
        pages, _ = plan_pages(catalog, theme)
        with self.lock:
            self.prose, self.theme, self.renderer, self.files = prose, theme, Renderer(catalog), None
            self.pages = {page.dest_uri: page for page in pages}
            self.version += 1

    def _theme(self, source: Source, prose: Prose, config: SiteConfig) -> BuiltTheme:
        settings = next((raw.text for raw in source.files if raw.table == "settings"), "")
        key = (prose.pages, settings, config)
        if self.theme is None or key != self._theme_of:
            process = start_theme(source, prose, config, self.root / "build")
            self.theme = read_theme(process, self.root / "build" / "mkdocs", prose, config.site_name)
            self._theme_of = key
        return self.theme

    def body(self, address: str) -> bytes | None:
        """The file at an address of the site, or None."""
        with self.lock:
            if self.theme is None or self.renderer is None:
                return None
            if page := self.pages.get(address):
                return self.renderer.page(page, self.theme.shells[page.shell]).encode()
            url = address.removesuffix("index.html")
            if address.endswith("index.html") and url in self.theme.prose:
                return self.theme.prose[url].encode()
            asset = {**self.theme.assets, **self.prose.assets}.get(address)
            if asset is not None:
                return asset.read_bytes()
            if INDEX.fullmatch(address):
                built = self.root / "site" / address
                return built.read_bytes() if built.is_file() else None
            return self._made(address, self.renderer.catalog, self.theme)

    def _made(self, address: str, catalog: Catalog, theme: BuiltTheme) -> bytes | None:
        folder, _, name = address.removeprefix("data/").rpartition("/")
        if folder in ("ngos", "forums", "partnerships", "events"):
            entity = catalog.table(folder).get(name.removesuffix(".json"))
            return export_record(entity) if entity else None
        if self.files is None:
            work = Work(catalog, theme, self.root, list(self.pages.values()))
            self.files = exported_files(work)
        return self.files.get(address)

    def state(self) -> bytes:
        """What the reload script asks for."""
        with self.lock:
            problems = json.loads(write_json(self.problems))
            return json.dumps({"version": self.version, "problems": problems}, ensure_ascii=False).encode()


class _Handler(BaseHTTPRequestHandler):
    """Answers from the preview's memory."""

    protocol_version = "HTTP/1.1"

    def __init__(self, preview: Preview, *connection: Any) -> None:
        self.preview = preview
        super().__init__(*connection)

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).lstrip("/")
        if path == "__portal__/state":
            self.answer(HTTPStatus.OK, "application/json", self.preview.state())
        elif path == "__portal__/reload.js":
            self.answer(HTTPStatus.OK, "text/javascript", RELOAD.read_bytes())
        else:
            self.answer_page(path + "index.html" if path == "" or path.endswith("/") else path)

    def answer_page(self, address: str) -> None:
        body = self.preview.body(address)
        if body is None:
            if self.preview.body(f"{address}/index.html") is not None:
                self.send_response(HTTPStatus.MOVED_PERMANENTLY)
                self.send_header("Location", f"/{address}/")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.answer(HTTPStatus.NOT_FOUND, "text/html", self.preview.body("404.html") or b"")
            return
        kind = mimetypes.guess_type(address)[0] or "application/octet-stream"
        if kind == "text/html":
            body = body.replace(b"</body>", SCRIPT)
        self.answer(HTTPStatus.OK, kind, body)

    def answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        charset = "; charset=utf-8" if kind.startswith("text/") or kind == "application/json" else ""
        self.send_response(status)
        self.send_header("Content-Type", kind + charset)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base's own name
        """Requests are not news."""


def make_server(preview: Preview, port: int) -> ThreadingHTTPServer:
    """A server on the loopback only. Port 0 takes any free one."""
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, preview))
    except OSError as error:
        raise PortalError(f"Порт {port} занят. Укажите другой: portal serve --port {port + 1}") from error


def serve(root: Path, port: int) -> int:
    """Serve until interrupted."""
    preview = Preview(root)
    preview.changed()
    preview.refresh()
    tell(preview)
    server = make_server(preview, port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"Портал открыт: http://127.0.0.1:{server.server_address[1]}/  (остановить: Ctrl+C)", flush=True)
    try:
        while True:
            time.sleep(POLL_SECONDS)
            if preview.changed():
                preview.refresh()
                tell(preview)
    finally:
        server.shutdown()


def tell(preview: Preview) -> None:
    """Problems of the last look, on the terminal."""
    print(write_text(preview.problems, {}), flush=True)
