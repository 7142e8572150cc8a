"""A running preview with its editor within a test, as one member of staff has it."""

from __future__ import annotations

import contextlib
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator.serve import make_server
from generator.serve.editor.routes import PREFIX
from generator.serve.preview import Preview


class Desk:
    """What a page of the form can request from a running preview."""

    def __init__(self, root: Path, preview: Preview, base: str, token: str) -> None:
        self.root, self.preview, self.base, self.token = root, preview, base, token

    def form(self, query: str = "") -> str:
        return f"{self.base}editors/form/{query}"

    def ask(self, name: str, body: object = None, **headers: str | None) -> tuple[int, Any]:
        """Return status and answer. A header that is None is left out."""
        actual = {"X-Portal-Token": self.token, "Origin": self.base.rstrip("/"), "Content-Type": "application/json"}
        actual |= {key.replace("_", "-"): value for key, value in headers.items()}  # type: ignore[misc]
        sent = {key: value for key, value in actual.items() if value is not None}
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.base + PREFIX + name, data=data, headers=sent)  # noqa: S310 - loopback
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                text = error.read().decode()
            return error.code, json.loads(text) if text.startswith("{") else text


@contextlib.contextmanager
def running_desk(root: Path) -> Iterator[Desk]:
    """Serve a root on a free port, watching for changes as ``portal serve`` does."""
    preview = Preview(root)
    preview.look()
    assert preview.shown is not None, preview.note or preview.problems
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            preview.look()
            time.sleep(0.03)

    with make_server(preview, 0) as server:
        threads = [threading.Thread(target=server.serve_forever, daemon=True), threading.Thread(target=watch)]
        for thread in threads:
            thread.start()
        try:
            yield Desk(root, preview, f"http://127.0.0.1:{server.server_port}/", server.editor.gate.token)
        finally:
            over.set()
            server.shutdown()
            for thread in threads:
                thread.join()
