"""The built site read back: links, anchors, ids, scripts, hosts, policy. Knows files, not records.

Each page gives its own faults and its outgoing links; links are resolved when every page is known.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_PAGE = 4_000_000
OUTSIDE = frozenset({"http", "https", "mailto", "tel", "geo"})
LOADS = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
    "embed": "src",
    "use": "href",
    "image": "href",
    "track": "src",
}
FORBIDDEN_TAGS = frozenset({"iframe", "object", "embed", "base", "frame", "applet", "portal"})
LEFTOVER = re.compile(r"@@portal-[a-z]+@@|\{\{|\{%")


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


def read_page(page: str, text: str) -> PageReport:
    """Faults that one page shows by itself, and where it points."""
    report = PageReport(page)
    if len(text) > MAX_PAGE:
        report.faults.append(Fault(page, "E601", f"страница больше {MAX_PAGE // 1_000_000} МБ"))
    if LEFTOVER.search(text):
        report.faults.append(Fault(page, "E602", "остаток шаблона"))
    tree = LexborHTMLParser(text)
    ids: list[str] = []
    policy = ""
    for node in tree.css("*"):
        attributes = node.attributes
        tag = node.tag
        _check_element(report, node, attributes)
        if name := attributes.get("id"):
            ids.append(name)
        if tag == "meta" and (attributes.get("http-equiv") or "").lower() == "content-security-policy":
            policy = attributes.get("content") or ""
        for name in ("href", "src", "data", "action"):
            if name in attributes and attributes[name] is not None and tag not in ("base",):
                _check_address(report, tag or "", name, attributes[name] or "")
    _check_policy(report, policy)
    repeated = [name for name, count in Counter(ids).items() if count > 1]
    report.faults += [Fault(page, "E603", f"id «{name}» повторяется") for name in repeated]
    report.ids = frozenset(ids)
    window = tree.css_first("title")
    if window is None or not window.text().strip():
        report.faults.append(Fault(page, "E604", "нет заголовка окна"))
    if len(tree.css("h1")) != 1:
        report.faults.append(Fault(page, "E605", f"заголовков h1: {len(tree.css('h1'))}"))
    return report


def _check_element(report: PageReport, node: LexborNode, attributes: Mapping[str, str | None]) -> None:
    tag = node.tag or ""
    if tag in FORBIDDEN_TAGS:
        report.faults.append(Fault(report.page, "E610", f"<{tag}>"))
    if tag == "script" and "src" not in attributes:
        if (attributes.get("type") or "") != "application/ld+json":
            report.faults.append(Fault(report.page, "E611", "скрипт внутри страницы"))
        else:
            try:
                json.loads(node.text(deep=True) or "")
            except ValueError:
                report.faults.append(Fault(report.page, "E612", "данные JSON-LD не читаются"))
    if tag == "style":
        if report.page != "404.html":
            report.faults.append(Fault(report.page, "E613", "стили внутри страницы"))
    for name in attributes:
        if name.startswith("on"):
            report.faults.append(Fault(report.page, "E614", f"обработчик {name} у <{tag}>"))
        elif name in ("style", "srcdoc", "formaction", "ping"):
            report.faults.append(Fault(report.page, "E615", f"атрибут {name} у <{tag}>"))
    if tag == "img" and attributes.get("alt") is None:
        report.faults.append(Fault(report.page, "E616", "картинка без описания"))
    if tag == "meta" and (attributes.get("http-equiv") or "").lower() == "refresh":
        target = (attributes.get("content") or "").partition("url=")[2]
        if urlsplit(target).scheme or target.startswith("//"):
            report.faults.append(Fault(report.page, "E617", "переадресация на чужой адрес"))


def _check_address(report: PageReport, tag: str, name: str, value: str) -> None:
    address = value.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        report.faults.append(Fault(report.page, "E620", f"адрес «{address[:80]}» не читается"))
        return
    loads = LOADS.get(tag) == name
    if parts.scheme or parts.netloc:
        rel_is_data = tag == "link"
        if loads and not rel_is_data:
            report.faults.append(Fault(report.page, "E621", f"<{tag}> грузит чужое: {address[:80]}"))
        elif parts.scheme not in OUTSIDE:
            report.faults.append(Fault(report.page, "E622", f"адрес «{address[:80]}»"))
        return
    if address.startswith("/"):
        if report.page != "404.html":
            report.faults.append(Fault(report.page, "E623", f"адрес от корня: «{address[:80]}»"))
        return
    folder = str(PurePosixPath(report.page).parent)
    target = report.page if not parts.path else normpath(f"{folder}/{unquote(parts.path)}")
    if target.startswith(".."):
        report.faults.append(Fault(report.page, "E624", f"адрес вне сайта: «{address[:80]}»"))
        return
    if parts.path and (parts.path.endswith("/") or parts.path in (".", "..") or parts.path.endswith("/..")):
        target = "index.html" if target == "." else f"{target}/index.html"
    report.links.append((target, unquote(parts.fragment), address))


REQUIRED_POLICY = ("default-src 'none'", "base-uri 'none'", "form-action 'self'")


def _check_policy(report: PageReport, policy: str) -> None:
    if not policy:
        report.faults.append(Fault(report.page, "E630", "нет политики защиты (CSP)"))
    elif "'unsafe-inline'" in policy or "*" in policy or "'unsafe-eval'" in policy:
        report.faults.append(Fault(report.page, "E631", "политика защиты (CSP) ослаблена"))
    elif any(rule not in policy for rule in REQUIRED_POLICY):
        report.faults.append(Fault(report.page, "E632", "политика защиты (CSP) неполна"))


def resolve_links(reports: Iterable[PageReport], files: frozenset[str]) -> list[Fault]:
    """Dead links and anchors over the whole site, and stylesheets of a foreign host."""
    found = list(reports)
    ids = {report.page: report.ids for report in found}
    faults: list[Fault] = []
    for report in found:
        for target, anchor, written in dict.fromkeys(report.links):
            if target not in files:
                faults.append(Fault(report.page, "E640", f"ссылка в никуда: «{target}»", written))
            elif anchor and target in ids and anchor not in ids[target]:
                faults.append(Fault(report.page, "E641", f"нет места «#{anchor}» на «{target}»", anchor))
    return faults
