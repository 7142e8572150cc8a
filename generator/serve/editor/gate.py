"""Decides who may call the editor: only pages of this very server that were given its token.

A page of any other site can send requests to this machine, and can make its own name resolve to it. So the Host header,
the origin and a token that only pages of this server can read are all checked. Pure.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from generator.serve.editor.desk import RefusedError

NAMES = ("127.0.0.1", "localhost")
TOKEN_HEADER = "x-portal-token"  # noqa: S105 - a name
MAX_REQUEST = 1 << 20  # bytes of a request


class Gate:
    """Checks the headers of requests to a server at ``port``; header names are in lower case."""

    def __init__(self, port: int) -> None:
        self.token = secrets.token_urlsafe(24)
        self.hosts = {f"{name}:{port}" for name in NAMES} | (set(NAMES) if port == 80 else set())

    def check_host(self, headers: Mapping[str, str]) -> None:
        """Refuse requests that do not address this machine by its own name."""
        if headers.get("host", "").lower() not in self.hosts:
            raise RefusedError(HTTPStatus.MISDIRECTED_REQUEST, f"Откройте портал по адресу http://{min(self.hosts)}/")

    def check_token(self, headers: Mapping[str, str]) -> None:
        """Refuse callers that are not pages of this server."""
        origin = headers.get("origin")
        if origin is not None and origin.removeprefix("http://").lower() not in self.hosts:
            raise RefusedError(HTTPStatus.FORBIDDEN, "Править записи может только страница самого портала.")
        if not secrets.compare_digest(headers.get(TOKEN_HEADER, "").encode(), self.token.encode()):
            words = "Портал запущен заново: обновите страницу. Набранное сохранено в черновике."
            raise RefusedError(HTTPStatus.FORBIDDEN, words)

    def check_post(self, headers: Mapping[str, str]) -> int:
        """Return the length of a request's body; its origin must be given."""
        if headers.get("origin") is None:
            raise RefusedError(HTTPStatus.FORBIDDEN, "Править записи может только страница самого портала.")
        self.check_token(headers)
        if headers.get("content-type", "").split(";")[0].strip() != "application/json":
            raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Нужен JSON.")
        length = headers.get("content-length", "")
        if not length.isascii() or not length.isdecimal() or int(length) > MAX_REQUEST:
            raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Слишком длинная запись.")
        return int(length)


def read_body(body: bytes) -> dict[str, Any]:
    """Return what a request carries. Raises RefusedError."""
    try:
        found = json.loads(body)
        json.dumps(found, ensure_ascii=False).encode()  # halves of surrogate pairs are no text
    except (ValueError, RecursionError) as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST, "Это не JSON.") from error
    if not isinstance(found, dict):
        raise RefusedError(HTTPStatus.BAD_REQUEST, "Нужен объект JSON.")
    return found


def let_in(page: bytes, token: str) -> bytes:
    """Return the form's page with the token, allowed to show a page of the site beside it."""
    meta = f'<meta name="portal-editor" content="{token}"></head>'
    page = page.replace(b"base-uri &#39;none&#39;", b"base-uri &#39;none&#39;; frame-src &#39;self&#39;", 1)
    page = page.replace(b"base-uri 'none'", b"base-uri 'none'; frame-src 'self'", 1)
    return page.replace(b"</head>", meta.encode(), 1)
