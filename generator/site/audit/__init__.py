"""Reads the built site back: links, anchors, ids, scripts, hosts, policy. Knows files, not records.

Each page yields its own faults and its outgoing links; links are resolved once every page is known. One page of each
kind is read whole; for the others the shared frame is compared literally and only the rest is read.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from posixpath import normpath

from selectolax.lexbor import LexborHTMLParser

from generator.site.audit.elements import elements_of, split_address

MAX_PAGE = 4_000_000
NOT_FOUND = "404.html"
AT_ANY_DEPTH = ("E613", "E623")  # the page for lost addresses has its own styles and whole addresses
FOLDER_ENDS = ("/", "/.", "/..")
END_TAG = "portal-end"
END = f"<{END_TAG}></{END_TAG}>"  # follows a page's own parts; lost if markup before it is not closed
SIGN = 40  # bytes by which a piece of the frame is found
NAMED = 5  # pages reported per shared dead link, for each part of the site
PLAIN_PARTS = ("title", "description", "canonical")  # elements without markup inside
MARKS = re.compile('["<>]')


@dataclass(frozen=True, slots=True)
class SiteFault:
    """What is wrong on a page, by its address in the site; ``needle`` may occur in the page's source."""

    page: str
    code: str
    what: str
    needle: str = ""


@dataclass(slots=True)
class PageReport:
    """One page read back. ``links``: address from the site's root (empty for the page itself), anchor, as written."""

    page: str
    ids: frozenset[str] = frozenset()
    links: list[tuple[str, str, str]] = field(default_factory=list)
    faults: list[SiteFault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages of a kind share literally: the shell's encoded texts, its ids and its number of h1.

    ``names`` are the placeholders between the texts.
    """

    texts: tuple[bytes, ...]
    names: tuple[str, ...]
    ids: frozenset[str]
    headings: int


def make_frame(pieces: tuple[str, ...]) -> Frame:
    """Return the frame of a shell, given as text and placeholder names in turn.

    One page of the kind must be audited whole as well.
    """
    tree = LexborHTMLParser("".join(pieces[::2]))
    ids = frozenset(node.attributes["id"] or "" for node in tree.css("[id]"))
    return Frame(tuple(piece.encode() for piece in pieces[::2]), pieces[1::2], ids, len(tree.css("h1")))


def own_parts(body: bytes, frame: Frame) -> dict[str, str] | None:
    """Map each placeholder to what replaces it on a page; None if the rest is not the frame."""
    first, *inner, last = frame.texts
    place, end = len(first), len(body) - len(last)
    if end < place or not body.startswith(first) or not body.endswith(last):
        return None
    parts: dict[str, str] = {}
    for name, text in zip(frame.names, inner, strict=False):
        sign = text[:SIGN]  # to find a long text, ``find`` prepares itself at length
        found = body.find(sign, place, end)
        while found >= 0 and not body.startswith(text, found, end):
            found = body.find(sign, found + 1, end)
        if found < 0:
            return None
        parts[name] = body[place:found].decode()
        place = found + len(text)
    parts[frame.names[-1]] = body[place:end].decode()
    return parts


def read_own(page: str, parts: Mapping[str, str], frame: Frame) -> PageReport | None:
    """Like ``read_page``, but read only the page's own parts; None if their markup runs on into the frame."""
    if MARKS.search("".join(parts.get(name, "") for name in PLAIN_PARTS)) or not parts.get("title", "?").strip():
        return None
    text = f"{parts['head']}{END}{parts['main']}{END}"
    tree = LexborHTMLParser(text)
    if len(tree.css(f"body > {END_TAG}")) != 2:
        return None
    report = PageReport(page)
    headings = _judge(report, tree, text)
    repeated = report.ids & frame.ids
    report.faults += [SiteFault(page, "E603", f"id «{name}» повторяется") for name in sorted(repeated)]
    report.ids |= frame.ids
    if headings + frame.headings != 1:
        report.faults.append(SiteFault(page, "E605", count_headings(headings + frame.headings)))
    return report


def count_headings(number: int) -> str:
    """Return the fault in the number of main headings, if any: there must be exactly one."""
    return f"главных заголовков {number}, а нужен один" if number else "нет главного заголовка"


def read_page(page: str, text: str) -> PageReport:
    """Return the faults a page shows by itself, and where it points."""
    report = PageReport(page)
    tree = LexborHTMLParser(text)
    headings = _judge(report, tree, text)
    _check_policy(report, tree)
    window = tree.css_first("title")
    if window is None or not window.text().strip():
        report.faults.append(SiteFault(page, "E604", "нет заголовка окна"))
    if len(text) > MAX_PAGE:
        report.faults.append(SiteFault(page, "E601", f"страница больше {MAX_PAGE // 1_000_000} МБ"))
    if headings != 1:
        report.faults.append(SiteFault(page, "E605", count_headings(headings)))
    return report


def _judge(report: PageReport, tree: LexborHTMLParser, text: str) -> int:
    """Add the faults, ids and links of a document's elements to the report; return its number of h1."""
    page, folder = report.page, report.page.rpartition("/")[0]
    spared = AT_ANY_DEPTH if page == NOT_FOUND else ()
    ids: list[str] = []
    headings = 0
    for tag, name, faults, addresses in elements_of(tree, text):
        headings += tag == "h1"
        if name is not None:
            ids.append(name)
        report.faults += [SiteFault(page, code, what) for code, what in faults if code not in spared]
        for value, loads in addresses:
            path, anchor, fault = split_address(value, loads)
            if fault and fault not in spared:
                report.faults.append(SiteFault(page, fault, f"<{tag}> {value[:80]}", value))
            elif path:
                _follow(report, folder, path, anchor, value)
    for node in tree.css('script[type="application/ld+json"]'):
        _check_data(report, node.text(deep=True) or "")
    report.ids = frozenset(ids)
    if len(ids) > len(report.ids):
        repeated = [name for name, count in Counter(ids).items() if count > 1]
        report.faults += [SiteFault(page, "E603", f"id «{name}» повторяется") for name in repeated]
    return headings


def _check_data(report: PageReport, text: str) -> None:
    """Check that data embedded in a page can be read."""
    try:
        json.loads(text)
    except ValueError:
        report.faults.append(SiteFault(report.page, "E612", "данные JSON-LD не читаются"))


def _follow(report: PageReport, folder: str, path: str, anchor: str, value: str) -> None:
    """Add a link, relative to the page's folder, to the report by its address from the root, empty for the page."""
    if value.startswith(("#", "?")) or not value:
        report.links.append(("", anchor, value))
        return
    target = normpath(f"{folder}/{path}" if folder else path)
    if target.startswith(".."):
        report.faults.append(SiteFault(report.page, "E624", f"адрес вне сайта: «{value[:80]}»", value))
        return
    if path.endswith(FOLDER_ENDS) or path in (".", ".."):
        target = "index.html" if target == "." else f"{target}/index.html"
    report.links.append((target, anchor, value))


REQUIRED_POLICY = ("default-src 'none'", "base-uri 'none'", "form-action 'self'")


# What a directive may allow in addition to the site itself or nothing.
ALLOWED = {
    "script-src": re.compile("'wasm-unsafe-eval'"),
    "img-src": re.compile("data:"),
    "style-src": re.compile("'sha256-.*'"),
}


def _check_policy(report: PageReport, tree: LexborHTMLParser) -> None:
    """Check the policy: present, before anything that loads, and no wider than it must be."""
    found = tree.css_first('meta[http-equiv="Content-Security-Policy" i]')
    policy = (found.attributes.get("content") or "") if found else ""
    if found is None or not policy:
        report.faults.append(SiteFault(report.page, "E630", "нет политики защиты (CSP)"))
        return
    before = found.prev
    while before is not None and before.tag not in ("script", "link", "style"):
        before = before.prev
    if before is not None or found.parent is None or found.parent.tag != "head":
        report.faults.append(SiteFault(report.page, "E633", "политика защиты (CSP) стоит слишком поздно"))
    rules = [rule.split() for rule in policy.split(";") if rule.strip()]
    if any(
        source not in ("'none'", "'self'") and not _allowed(name, source)
        for name, *sources in rules
        for source in sources
    ):
        report.faults.append(SiteFault(report.page, "E631", "политика защиты (CSP) ослаблена"))
    elif any(rule not in policy for rule in REQUIRED_POLICY):
        report.faults.append(SiteFault(report.page, "E632", "политика защиты (CSP) неполна"))


def _allowed(directive: str, source: str) -> bool:
    more = ALLOWED.get(directive)
    return more is not None and more.fullmatch(source) is not None


@dataclass(slots=True)
class Findings:
    """What many pages give together. ``links``: address from the site's root and anchor → some pages that point there.

    Only links that are dead or lead to a place on another page are kept.
    """

    faults: list[SiteFault] = field(default_factory=list)
    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    links: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)

    def add(self, report: PageReport, files: frozenset[str]) -> None:
        """Add one page; for each link the first few pages that share it are remembered."""
        page, links = report.page, self.links
        self.faults += report.faults
        self.ids[page] = _one(report.ids)
        for place, anchor, written in report.links:
            target = place or page
            if target in files and (not anchor or (target == page and anchor in report.ids)):
                continue
            sources = links.setdefault((target, anchor), [])
            if len(sources) < NAMED:
                sources.append((page, written))


@lru_cache(maxsize=4096)
def _one(ids: frozenset[str]) -> frozenset[str]:
    """Return the same object for equal sets: they travel between processes once for many pages."""
    return ids


def resolve_links(findings: Iterable[Findings], files: frozenset[str]) -> list[SiteFault]:
    """Return dead links and anchors of the whole site."""
    found = list(findings)
    ids = {page: names for part in found for page, names in part.ids.items()}
    faults: list[SiteFault] = []
    for part in found:
        for (target, anchor), sources in part.links.items():
            if target not in files:
                code, what = "E640", f"ссылка в никуда: «{target}»"
            elif anchor and target in ids and anchor not in ids[target]:
                code, what = "E641", f"нет места «#{anchor}» на «{target}»"
            else:
                continue
            faults += [SiteFault(page, code, what, anchor or written) for page, written in dict.fromkeys(sources)]
    return faults
