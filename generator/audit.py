"""The built site read back: links, anchors, ids, scripts, hosts, policy. Knows files, not records.

Each page gives its own faults and its outgoing links; links are resolved when every page is known. One page of
each kind is read whole; of its siblings the shared frame is compared word for word and the rest is read.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from generator.elements import Element, elements_of, look_at

MAX_PAGE = 4_000_000
OUTSIDE = frozenset({"http", "https", "mailto", "tel", "geo"})
MAX_PAGE = 4_000_000
NOT_FOUND = "404.html"
OUTSIDE = frozenset({"http", "https", "mailto", "tel", "geo"})
DATA = re.compile(r'<script type="application/ld\+json">([^<]*)</script>')
NAMED = 5  # pages told of a dead link that many share, for each part of the site
PLAIN_PARTS = ("title", "description", "canonical")  # what no markup may stand in


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong on a page, by its address in the site; ``needle`` may be found in the page's source."""

    page: str
    code: str
    what: str
    needle: str = ""


@dataclass(slots=True)
class PageReport:
    """One page read back. ``links``: (address as resolved from the site's root, anchor, as written)."""

    page: str
    ids: frozenset[str] = frozenset()
    links: list[tuple[str, str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages of a kind share word for word: the shell's pieces, its ids and its number of h1."""

    pieces: tuple[str, ...]
    ids: frozenset[str]
    headings: int


def make_frame(pieces: tuple[str, ...]) -> Frame:
    """The frame of a shell (text and names of placeholders in turn). Audit one page of the kind whole as well."""
    tree = LexborHTMLParser("".join(pieces[::2]))
    ids = frozenset(node.attributes["id"] or "" for node in tree.css("[id]"))
    return Frame(pieces, ids, len(tree.css("h1")))


def read_stamped(page: str, text: str, frame: Frame) -> PageReport:
    """As ``read_page``, reading only what is the page's own; what it shares is compared with the frame."""
    parts: dict[str, str] = {}
    place = len(frame.pieces[0])
    if not text.startswith(frame.pieces[0]) or not text.endswith(frame.pieces[-1]):
        return read_page(page, text)
    for name, piece in zip(frame.pieces[1::2], frame.pieces[2::2], strict=True):
        last = name == frame.pieces[-2]
        found = len(text) - len(piece) if last else text.find(piece, place)
        if found < place:
            return read_page(page, text)
        parts[name] = text[place:found]
        place = found + len(piece)
    if len(text) > MAX_PAGE or any(sign in parts.get(name, "") for name in PLAIN_PARTS for sign in '"<>'):
        return read_page(page, text)
    if "title" in parts and not parts["title"].strip():
        return read_page(page, text)
    report = PageReport(page)
    own = parts["head"] + parts["main"]
    for data in DATA.findall(own):
        _check_data(report, data)
    elements = elements_of(DATA.sub("", own))
    if elements is None:
        return read_page(page, text)
    headings = _judge(report, elements)
    repeated = report.ids & frame.ids
    report.faults += [Fault(page, "E603", f"id «{name}» повторяется") for name in sorted(repeated)]
    report.ids |= frame.ids
    if headings + frame.headings != 1:
        report.faults.append(Fault(page, "E605", f"заголовков h1: {headings + frame.headings}"))
    return report


def read_page(page: str, text: str) -> PageReport:
    """Faults that one page shows by itself, and where it points."""
    report = PageReport(page)
    tree = LexborHTMLParser(text)
    headings = _read(report, tree)
    policy = tree.css_first('meta[http-equiv="Content-Security-Policy" i]')
    _check_policy(report, (policy.attributes.get("content") or "") if policy else "")
    if len(text) > MAX_PAGE:
        report.faults.append(Fault(page, "E601", f"страница больше {MAX_PAGE // 1_000_000} МБ"))
    if headings != 1:
        report.faults.append(Fault(page, "E605", f"заголовков h1: {headings}"))
    return report


def _read(report: PageReport, tree: LexborHTMLParser) -> int:
    """Read elements, ids and addresses of a document into the report; the number of its h1."""
    elements = []
    for node in tree.css("*"):
        attributes = node.attributes
        elements.append(look_at(node.tag or "", attributes))
        if node.tag == "script" and attributes.get("type") == "application/ld+json":
            _check_data(report, node.text(deep=True) or "")
    window = tree.css_first("title")
    if window is None or not window.text().strip():
        report.faults.append(Fault(report.page, "E604", "нет заголовка окна"))
    return _judge(report, elements)


def _judge(report: PageReport, elements: list[Element]) -> int:
    """Faults, ids and links of elements into the report; the number of h1 among them."""
    page = report.page
    ids: list[str] = []
    headings = 0
    for tag, name, faults, addresses in elements:
        if tag == "h1":
            headings += 1
        if name is not None:
            ids.append(name)
        for code, what in faults:
            if code != "E613" or page != NOT_FOUND:
                report.faults.append(Fault(page, code, what))
        for value, loads in addresses:
            _check_address(report, tag, value, loads)
    report.ids = frozenset(ids)
    if len(ids) > len(report.ids):
        repeated = [name for name, count in Counter(ids).items() if count > 1]
        report.faults += [Fault(page, "E603", f"id «{name}» повторяется") for name in repeated]
    return headings


def _check_data(report: PageReport, text: str) -> None:
    """Data inside a page must be readable."""
    try:
        json.loads(text)
    except ValueError:
        report.faults.append(Fault(report.page, "E612", "данные JSON-LD не читаются"))


def _check_address(report: PageReport, tag: str, value: str, loads: bool) -> None:
    kind, target, anchor, fault = _resolve(value, report.page.count("/"), loads)
    if fault and not (fault == "E623" and report.page == NOT_FOUND):
        report.faults.append(Fault(report.page, fault, f"<{tag}> {target[:80]}", value))
    elif kind == "here":
        report.links.append((report.page, anchor, value))
    elif kind == "site":
        report.links.append((target, anchor, value))
    elif kind == "near":
        folder = str(PurePosixPath(report.page).parent)
        joined = normpath(f"{folder}/{target}")
        if joined.startswith(".."):
            report.faults.append(Fault(report.page, "E624", f"адрес вне сайта: «{value[:80]}»", value))
        else:
            whole = joined + "/index.html" if target.endswith(("/", "..")) or target == "." else joined
            report.links.append((normpath(whole), anchor, value))


@lru_cache(maxsize=65536)
def _resolve(address: str, depth: int, loads: bool) -> tuple[str, str, str, str]:
    """What an address is from a page at a depth: (kind, target, anchor, code of its fault).

    ``here``: an anchor of the page; ``site``: the target from the site's root, when the address climbs just to it;
    ``near``: relative to the page's folder; ``outside``: another host or scheme.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return "outside", address, "", "E620"
    if parts.scheme or parts.netloc:
        return "outside", address, "", "E621" if loads else "" if parts.scheme in OUTSIDE else "E622"
    if address.startswith("/"):
        return "outside", address, "", "E623"
    path, anchor = unquote(parts.path), unquote(parts.fragment)
    if not path:
        return "here", "", anchor, ""
    climb = "../" * depth
    if depth and (path + "/").startswith(climb):
        rest = (path + "/")[len(climb) :].rstrip("/") if not path.endswith("/") else path[len(climb) :]
        if not rest.startswith("..") and "/.." not in rest:
            whole = f"{rest}index.html" if rest.endswith("/") or not rest else rest
            return "site", whole, anchor, ""
    return "near", path, anchor, ""


REQUIRED_POLICY = ("default-src 'none'", "base-uri 'none'", "form-action 'self'")


def _check_policy(report: PageReport, policy: str) -> None:
    if not policy:
        report.faults.append(Fault(report.page, "E630", "нет политики защиты (CSP)"))
    elif "'unsafe-inline'" in policy or "*" in policy or "'unsafe-eval'" in policy:
        report.faults.append(Fault(report.page, "E631", "политика защиты (CSP) ослаблена"))
    elif any(rule not in policy for rule in REQUIRED_POLICY):
        report.faults.append(Fault(report.page, "E632", "политика защиты (CSP) неполна"))


@dataclass(slots=True)
class Findings:
    """What many pages give together. ``links``: (address from the site's root, anchor) → some who point there."""

    faults: list[Fault] = field(default_factory=list)
    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    links: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)

    def add(self, report: PageReport) -> None:
        """Take in one page; of those that share a link, the first few are remembered with it."""
        self.faults += report.faults
        self.ids[report.page] = report.ids
        links = self.links
        for target, anchor, written in report.links:
            sources = links.setdefault((target, anchor), [])
            if len(sources) < NAMED:
                sources.append((report.page, written))


def resolve_links(findings: Iterable[Findings], files: frozenset[str]) -> list[Fault]:
    """Dead links and anchors over the whole site."""
    found = list(findings)
    ids = {page: names for part in found for page, names in part.ids.items()}
    faults: list[Fault] = []
    for part in found:
        for (target, anchor), sources in part.links.items():
            if target not in files:
                code, what = "E640", f"ссылка в никуда: «{target}»"
            elif anchor and target in ids and anchor not in ids[target]:
                code, what = "E641", f"нет места «#{anchor}» на «{target}»"
            else:
                continue
            faults += [Fault(page, code, what, anchor or written) for page, written in dict.fromkeys(sources)]
    return faults
