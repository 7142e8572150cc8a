"""The weekly check of outside links: the only module that opens connections; builds never use it.

Each server gets one request at a time, with a pause: HEAD, then GET if that fails; bodies are not read. Only public
addresses are asked, as a record could name one inside the network where the check runs.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote, urldefrag, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser

from generator.catalog.links import Answer
from generator.clock import stopwatch
from generator.problems.problem import PortalError

GONE = (404, 410)
BROKEN = 500
WEB = ("http", "https")
AGENT = "Mozilla/5.0 (compatible; civic-portal link check; {home})"
PATH_SIGNS = "/%:@!$&'()*+,;=~-._"
OWN_PAGES = ("staff/",)  # these pages show the results of this check


@dataclass(frozen=True, slots=True)
class Manner:
    """How to ask. Times are in seconds; ``private`` allows addresses that are not public, for tests on loopback."""

    home: str = ""
    timeout: float = 20.0
    pause: float = 1.0
    deadline: float = 1800.0
    threads: int = 8
    private: bool = False


def collect_links(site: Path) -> dict[str, tuple[str, ...]]:
    """Return outside link → pages of a built site that have it, without links to the site itself, its forge or maps.

    Raises PortalError if the folder has no built site.
    """
    if not (site / "data" / "datapackage.json").is_file():
        raise PortalError(f"В папке {site} нет собранного портала: укажите папку, в которую его собрал portal build.")
    own = tuple(_own_addresses(site))
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(site.rglob("index.html")):
        page = path.parent.relative_to(site).as_posix().removeprefix(".")
        if f"{page}/".startswith(OWN_PAGES):
            continue
        tree = LexborHTMLParser(path.read_text("utf-8"))
        for node in tree.css('a[href^="http"]'):
            url = urldefrag(node.attributes.get("href") or "").url
            maps = (
                node.parent is not None and node.parent.parent is not None and _is_maps(node.parent.parent.attributes)
            )
            if url.startswith(own) or maps or page in found[url]:
                continue
            found[url].append(page)
    return {url: tuple(f"/{page}/".replace("//", "/") for page in pages) for url, pages in found.items() if pages}


def _is_maps(attributes: Mapping[str, str | None]) -> bool:
    return "maps" in (attributes.get("class") or "").split()


def home_of(site: Path) -> str:
    """Return the address of a built site from its data package."""
    return str(json.loads((site / "data" / "datapackage.json").read_text("utf-8"))["homepage"])


def _own_addresses(site: Path) -> Iterator[str]:
    yield home_of(site)
    form = site / "editors" / "form" / "form.json"
    if form.is_file() and (forge := json.loads(form.read_text("utf-8"))["forge"]):
        yield forge


def ask_links(urls: Iterable[str], manner: Manner) -> dict[str, Answer]:
    """Return link → answer; links left when the deadline passed are ``unasked``."""
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[urlsplit(url).netloc].append(url)
    end = stopwatch() + manner.deadline

    def ask_host(host: str) -> dict[str, Answer]:
        found = {}
        for n, url in enumerate(by_host[host]):
            if stopwatch() > end:
                found[url] = Answer("unasked")
                continue
            if n:
                time.sleep(manner.pause)
            found[url] = ask(url, manner)
        return found

    answers: dict[str, Answer] = {}
    with ThreadPoolExecutor(manner.threads) as pool:
        for found in pool.map(ask_host, by_host):
            answers |= found
    return answers


def ask(url: str, manner: Manner) -> Answer:
    """Ask for one link as a browser would. Many servers refuse HEAD, so GET decides."""
    answer = _ask(url, "HEAD", manner)
    return answer if answer.fate == "alive" else _ask(url, "GET", manner)


def _ask(url: str, method: str, manner: Manner) -> Answer:
    try:
        address = to_ascii(url)
        check_public(address, manner)
        headers = {"User-Agent": AGENT.format(home=manner.home), "Accept": "*/*", "Accept-Language": "ru,en;q=0.5"}
        request = urllib.request.Request(address, headers=headers, method=method)  # noqa: S310 - to_ascii knows schemes
        with urllib.request.build_opener(_Redirects(manner)).open(request, timeout=manner.timeout):
            return Answer("alive")
    except urllib.error.HTTPError as error:
        error.close()
        return judge_status(error.code)
    except urllib.error.URLError as error:
        return Answer("dead", _why(error.reason))
    except (OSError, HTTPException, ValueError) as error:
        return Answer("dead", _why(error))


def fetch(url: str, most: int, timeout: float = 20.0) -> bytes:
    """Return up to ``most`` bytes of a file of the portal's own site. Raises PortalError if there is no answer."""
    headers = {"Cache-Control": "no-cache"}
    try:
        request = urllib.request.Request(to_ascii(url), headers=headers)  # noqa: S310 - to_ascii knows schemes
        with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310 - the same
            return bytes(answer.read(most))
    except (OSError, HTTPException, ValueError) as error:
        raise PortalError(f"{url} не отвечает: {_why(getattr(error, 'reason', error))}.") from error


def judge_status(code: int) -> Answer:
    """Judge an HTTP status: 404, 410 and 5xx are dead; other refusals may be meant for programs only."""
    if code in GONE:
        return Answer("dead", f"такой страницы нет (ответ {code})")
    if code >= BROKEN and code < 600:
        return Answer("dead", f"сервер не справился (ответ {code})")
    return Answer("unsure", f"ответ {code}")


def _why(reason: object) -> str:
    if isinstance(reason, socket.gaierror):
        return "нет такого сервера"
    if isinstance(reason, TimeoutError):
        return "сервер не ответил вовремя"
    if isinstance(reason, ssl.SSLError):
        return "сертификат не годится"
    if isinstance(reason, ConnectionRefusedError):
        return "сервер не принимает соединений"
    if isinstance(reason, _PrivateAddressError | UnicodeError):
        return "это не адрес общедоступного сервера"
    return "соединение не удалось"


def to_ascii(url: str) -> str:
    """Encode an address for a request: host in punycode, the rest in percent. Raises ValueError if not http(s)."""
    parts = urlsplit(url)
    if parts.scheme not in WEB or not parts.hostname:
        raise ValueError("not an address of the web")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname.encode("idna").decode()
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(
        (parts.scheme, host + port, quote(parts.path, PATH_SIGNS), quote(parts.query, PATH_SIGNS + "?"), "")
    )


class _PrivateAddressError(ValueError):
    pass


def check_public(url: str, manner: Manner) -> None:
    """Raise ValueError for an address outside the public network, OSError for a host that cannot be resolved."""
    parts = urlsplit(url)
    if manner.private or not parts.hostname:
        return
    for *_, place in socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM):
        if not ipaddress.ip_address(str(place[0]).partition("%")[0]).is_global:
            raise _PrivateAddressError(parts.hostname)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but only to public addresses."""

    def __init__(self, manner: Manner) -> None:
        self.manner = manner

    def redirect_request(self, req: urllib.request.Request, *rest: Any) -> urllib.request.Request | None:
        """Check the new address, the last of ``rest``, and keep the method HEAD."""
        address = to_ascii(rest[-1])
        check_public(address, self.manner)
        fp, code, msg, headers, _ = rest
        found = super().redirect_request(req, fp, code, msg, headers, address)
        if found is not None and req.get_method() == "HEAD":
            found.method = "HEAD"
        return found
