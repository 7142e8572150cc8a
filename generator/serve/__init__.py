"""``portal serve``: the preview over HTTP, on this machine only, with a script that reloads a page when it changes."""

from __future__ import annotations

import errno
import gc
import mimetypes
import os
import re
import subprocess
import sys
import threading
import time
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from generator.problems.problem import PortalError
from generator.problems.report import write_text
from generator.serve.editor.desk import RefusedError
from generator.serve.editor.gate import let_in
from generator.serve.editor.routes import FORM, PREFIX, Editor
from generator.serve.preview import BUG, Preview
from generator.serve.watch import Watch

FIRST_FREE = 8000  # the usual port: those below it may be the system's
POLL = 0.03  # seconds between looks, more where a look takes long
POLL_PROGRAM = 0.5
PATIENCE = 20.0  # seconds for which an answer about changes may wait
QUIET = 2.0  # seconds without a change after which memory is tidied
MAX_CHANGES = 20  # changes after which it is in any case
PROGRAM = Path(__file__).parents[1]
RELOAD = PROGRAM / "theme" / "reload.js"
VERSIONED = re.compile(r"\?v=[0-9a-f]{8}$|/main\.[0-9a-f]{8}\.min\.css$")  # changed bytes have another address
EMPTY = "<!doctype html><html lang=ru><title>Портал</title><body>".encode()
SCRIPT = '<script src="/__portal__/reload.js?seen={}" defer></script></body>'


class _Handler(BaseHTTPRequestHandler):
    """Answers from the preview's memory, only requests that address this machine by its own name."""

    server: _Server

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, preview: Preview, *connection: Any) -> None:
        self.preview = preview
        super().__init__(*connection)

    def do_GET(self) -> None:
        if not self.is_welcome():
            return
        parts = urlsplit(self.path)
        path = unquote(parts.path).lstrip("/")
        if path.startswith(PREFIX):
            status, body = self.server.editor.get(path.removeprefix(PREFIX), parts.query, self.request_headers())
            self.answer(status, "application/json", body)
        elif path == "__portal__/state":
            seen = parse_qs(parts.query).get("seen", ["0"])[0]
            self.answer(
                HTTPStatus.OK, "application/json", self.preview.state(int(seen) if seen.isdecimal() else 0, PATIENCE)
            )
        elif path == "__portal__/reload.js":
            self.answer(HTTPStatus.OK, "text/javascript", RELOAD.read_bytes())
        else:
            self.answer_page(path + "index.html" if path == "" or path.endswith("/") else path)

    def do_POST(self) -> None:
        path = urlsplit(self.path).path.lstrip("/")
        if not self.is_welcome():
            return
        if not path.startswith(PREFIX):
            self.close_connection = True  # its body is not read
            self.answer(HTTPStatus.METHOD_NOT_ALLOWED, "text/plain", b"")
            return
        status, body = self.server.editor.post(path.removeprefix(PREFIX), self.request_headers(), self.rfile.read)
        self.close_connection = status >= HTTPStatus.BAD_REQUEST  # a body that was refused is not read
        self.answer(status, "application/json", body)

    def request_headers(self) -> dict[str, str]:
        """Return the request's headers, names in lower case."""
        return {name.lower(): value for name, value in self.headers.items()}

    def is_welcome(self) -> bool:
        """Tell whether the request names this machine; if not, refuse it."""
        try:
            self.server.editor.gate.check_host(self.request_headers())
        except RefusedError as error:
            self.close_connection = True
            self.answer(error.status, "text/plain", str(error).encode())
            return False
        return True

    def answer_page(self, address: str) -> None:
        version = self.preview.version  # read before the page: a page that turns out newer is only loaded again
        if self.preview.shown is None:
            self.answer(HTTPStatus.OK, "text/html", EMPTY + SCRIPT.format(version).encode())
            return
        body = self.preview.body(address)
        if body is None:
            if self.preview.body(f"{address}/index.html") is not None:
                self.send_response(HTTPStatus.MOVED_PERMANENTLY)
                self.send_header("Location", f"/{address}/")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            lost = self.preview.body("404.html") or b""
            self.answer(HTTPStatus.NOT_FOUND, "text/html", lost.replace(b"</body>", SCRIPT.format(version).encode()))
            return
        kind = mimetypes.guess_type(address)[0] or "application/octet-stream"
        if address == FORM:  # it is not loaded anew when records change: it changes them
            body = let_in(body, self.server.editor.gate.token)
        elif kind == "text/html":
            body = body.replace(b"</body>", SCRIPT.format(version).encode())
        self.answer(HTTPStatus.OK, kind, body)

    def answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        charset = "; charset=utf-8" if kind.startswith("text/") or kind == "application/json" else ""
        self.send_response(status)
        self.send_header("Content-Type", kind + charset)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Frame-Options", "SAMEORIGIN")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "max-age=3600" if VERSIONED.search(self.path) else "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base's own name
        """Log nothing: requests are not news."""


class _Server(ThreadingHTTPServer):
    def __init__(self, preview: Preview, port: int) -> None:
        super().__init__(("127.0.0.1", port), partial(_Handler, preview))
        self.editor = Editor(preview, self.server_port)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a reader who left; show a fault of ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def make_server(preview: Preview, port: int) -> ThreadingHTTPServer:
    """Return a server on the loopback interface only. Port 0 takes any free port."""
    try:
        return _Server(preview, port)
    except OSError as error:
        other = port - 1 if port > FIRST_FREE else port + 1
        if error.errno == errno.EACCES:  # ports of the system's own services
            raise PortalError(f"Порт {port} только для администратора: portal serve --port {FIRST_FREE}") from error
        if error.errno != errno.EADDRINUSE:
            raise
        raise PortalError(f"Порт {port} занят. Укажите другой: portal serve --port {other}") from error


def serve(root: Path, port: int) -> int:
    """Serve until interrupted. Raises PortalError if there is no root or the port is taken."""
    preview = Preview(root)
    server = make_server(preview, port)
    program = Watch([PROGRAM])
    program.look()
    gc.disable()  # tens of thousands of records would be gone through while a reader waits
    preview.look()
    if preview.shown is None and preview.note and preview.note != BUG:  # a fault of ours may be mended while it runs
        raise PortalError(preview.note)
    print_problems(preview)
    gc.collect()
    gc.freeze()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}/"
    print(f"Портал открыт: {address}  (остановить: Ctrl+C)\nФорма записей: {address}editors/form/", flush=True)
    try:
        watch(preview, program)
    finally:
        server.shutdown()
    return 0


def watch(preview: Preview, program: Watch) -> None:
    """Look for changes repeatedly. If the program itself has changed, restart it in place."""
    changes, last, program_at = 0, 0.0, 0.0
    while True:
        began = time.monotonic()
        if preview.look():
            print_problems(preview)
            changes, last = changes + 1, time.monotonic()
        elif (changes and began - last > QUIET) or changes > MAX_CHANGES:
            gc.collect()
            changes = 0
        if began - program_at > POLL_PROGRAM:
            program_at = began
            if any("__pycache__" not in path for path in program.look()):
                restart(preview.root)
        time.sleep(max(POLL, 2 * (time.monotonic() - began)) if not changes else POLL)


def restart(root: Path) -> None:
    """Continue as the changed program if it works, otherwise as this one."""
    command = [sys.executable, "-m", "generator"]
    tried = subprocess.run(  # noqa: S603 - this program itself
        [*command, "check", "--root", str(root)], capture_output=True, encoding="utf-8", check=False
    )
    if tried.returncode in (0, 1):
        print("Программа изменилась: просмотр начат заново.", flush=True)
        os.execv(sys.executable, [*command, *sys.argv[1:]])  # noqa: S606 - this program itself
    print(f"Программа изменилась и не работает; показан прежний сайт.\n{tried.stderr}", flush=True)


def print_problems(preview: Preview) -> None:
    """Print the problems of the last look on the terminal."""
    print(preview.note or write_text(preview.problems, {}), flush=True)
