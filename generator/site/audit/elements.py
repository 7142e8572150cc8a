"""Elements of a page: what they are, where they point, what is wrong with them. Knows markup, not pages.

An element comes from a parser's node or from markup in the strict form in which our templates write it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from functools import lru_cache
from html import unescape
from itertools import filterfalse
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

# Attributes that hold addresses, and those among them that a browser loads by itself: some of any element, a link's
# and a drawing's of these.
ADDRESSES = ("href", "src", "data", "action", "poster", "background", "xlink:href")
SETS = ("srcset", "imagesrcset")  # addresses with sizes
FETCHED = frozenset({"src", "data", "poster", "background"})
FETCHING = frozenset({"link", "use", "image", "feimage"})
JUDGED = frozenset({"script", "img", "meta", "form"})  # elements whose values say more
# The last three: what no audit sees into, and what changes a link while nobody looks.
NESTING = ["iframe", "object", "embed", "base", "frame", "frameset", "applet", "portal", "fencedframe"]
FORBIDDEN_TAGS = frozenset([*NESTING, "template", "animate", "set"])
FORBIDDEN_ATTRIBUTES = frozenset({"style", "srcdoc", "formaction", "ping"})
POINTING = frozenset({"canonical", "alternate", "license", "author", "help", "next", "prev"})  # links that load nothing
OUTSIDE = frozenset({"http", "https", "mailto", "tel", "geo"})
PLAIN_OUTSIDE = re.compile(r"(?:https?://|mailto:|tel:|geo:)[\w.~!$&'()*+,;=:@%/?#-]+", re.ASCII)
NO_ICON = "data:,"  # keeps a browser from asking for one
REFRESH = re.compile(r"""^[^;,]*[;,]\s*(?:url\s*=\s*)?["']?""", re.IGNORECASE)
# Elements whose content is no markup: a page that has one is left to a parser.
RAW = frozenset({"script", "style", "textarea", "title", "xmp", "noembed", "noframes", "noscript", "plaintext"})
# An element's beginning up to its first ``>``, well written or not. Of its end nothing needs to be known.
TAG = re.compile("<(?!/)[^>]*")
STRICT = re.compile(r'<[a-z][a-z0-9]*(?: [a-z][a-z0-9:-]*(?:="[^"<>\n]*")?)*')
MOST = 1 << 17  # tags that are remembered
# A plain link that a reader may follow: to another host, or to a file by its way from the site's root.
LINK = re.compile(
    r'<(?:a(?: class="[^"<>&]*")?|link rel="alternate" type="[a-z/+]*") href="'
    r"(?:(?:https?://|mailto:|tel:|geo:)[\w.~!$&'()*+,;=:@%/?#-]+|((?:\.\./)+)([a-z0-9][a-z0-9./-]*)?)"
    r'"(?: rel="[a-z ]*")?(?: lang="[a-z]*")?',
    re.ASCII,
)
ATTRIBUTE = re.compile(r' ([a-z][a-z0-9:-]*)(?:="([^"]*)")?')


class Element(NamedTuple):
    """``faults``: code and words; ``addresses``: the value as written, and whether the browser loads it at once."""

    tag: str
    id: str | None = None
    faults: tuple[tuple[str, str], ...] = ()
    addresses: tuple[tuple[str, bool], ...] = ()


def look_at(tag: str, attributes: Mapping[str, str | None]) -> Element:
    """An element by its tag and attributes; an attribute without a value has None."""
    faults, holders, sets = _named(tag, tuple(attributes))
    if tag in JUDGED:
        faults += _judge_values(tag, attributes)
    found = attributes.get("id", "") or "" if "id" in attributes else None
    if not holders and not sets:
        return Element(tag, found, faults)
    fetching = tag in FETCHING and not (
        tag == "link" and POINTING.issuperset((attributes.get("rel") or "?").lower().split())
    )
    addresses = [
        ((attributes[name] or "").strip(), name in FETCHED or (fetching and name != "action"))
        for name in holders
        if attributes[name] != NO_ICON
    ]
    for name in sets:
        addresses += [(part.split()[0], True) for part in (attributes[name] or "").split(",") if part.strip()]
    return Element(tag, found, faults, tuple(addresses))


def _judge_values(tag: str, attributes: Mapping[str, str | None]) -> tuple[tuple[str, str], ...]:
    """What the values of some elements' attributes say."""
    if tag == "script" and "src" not in attributes and attributes.get("type") != "application/ld+json":
        return (("E611", "скрипт внутри страницы"),)
    if tag == "img" and attributes.get("alt") is None:
        return (("E616", "картинка без описания"),)
    if tag == "meta" and (attributes.get("http-equiv") or "").lower() == "refresh":
        if _is_foreign(REFRESH.sub("", attributes.get("content") or "")):
            return (("E617", "переадресация на чужой адрес"),)
    elif tag == "form" and _is_foreign(attributes.get("action") or ""):
        return (("E618", "форма отправляет на чужой адрес"),)
    return ()


def _is_foreign(address: str) -> bool:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return True
    return bool(parts.scheme or parts.netloc)


class Named(NamedTuple):
    """What the tag and the names of its attributes say, and which of them hold addresses and sets of addresses."""

    faults: tuple[tuple[str, str], ...]
    holders: tuple[str, ...]
    sets: tuple[str, ...]


@lru_cache(maxsize=4096)
def _named(tag: str, names: tuple[str, ...]) -> Named:
    faults = [("E614", f"обработчик {name} у <{tag}>") for name in names if name.startswith("on")]
    faults += [("E615", f"атрибут {name} у <{tag}>") for name in names if name in FORBIDDEN_ATTRIBUTES]
    if tag in FORBIDDEN_TAGS:
        faults.append(("E610", f"<{tag}>"))
    elif tag == "style":
        faults.append(("E613", "стили внутри страницы"))
    holders = tuple(name for name in ADDRESSES if name in names)
    return Named(tuple(faults), holders, tuple(name for name in SETS if name in names))


def _element(markup: str) -> Element:
    """The element of a tag in the strict form."""
    tag, _, rest = markup[1:].partition(" ")
    attributes: dict[str, str | None] = {}
    for name, value in ATTRIBUTE.findall(" " + rest):
        attributes.setdefault(name, unescape(value) if "&" in value else value)
    return look_at(tag, attributes)


class Piece(NamedTuple):
    """What a piece of markup brings, in pages at one depth. ``faults``: code, words, as written.

    ``links``: address from the site's root (empty: this very page), anchor, as written; ``near``: address relative to
    the page's folder, anchor, as written.
    """

    headings: int
    ids: tuple[str, ...]
    faults: tuple[tuple[str, str, str], ...]
    links: tuple[tuple[str, str, str], ...]
    near: tuple[tuple[str, str, str], ...]


class MarkupReader:
    """Reads markup of pages in the strict form. Tags that bring nothing but links to files which are there it passes
    over when it meets them again: most stand on many pages.
    """

    def __init__(self, files: Container[str]) -> None:
        self.files = files
        self._quiet: dict[int, set[str]] = {}

    def read(self, text: str, depth: int) -> list[Piece] | None:
        """What the tags of a page at a depth bring, but those passed over; None when one is not of the strict form.

        Then it goes on in the next line, holds ``<`` or ``>`` within quotes, or has no end.
        """
        if text.rfind("<") > text.rfind(">"):
            return None
        quiet = self._quiet.setdefault(depth, set())
        found = []
        for tag in filterfalse(quiet.__contains__, TAG.findall(text)):
            link = LINK.fullmatch(tag)
            if link is None or not self._is_good(link, depth):
                piece = _read_tag(tag, depth)
                if piece is None:
                    return None
                if any(piece):
                    found.append(piece)
                    continue
            if len(quiet) < MOST:
                quiet.add(tag)
        return found

    def _is_good(self, link: re.Match[str], depth: int) -> bool:
        """Whether a plain link leads where it may: to another host, or to a file that is there."""
        climb, path = link.groups()
        if climb is None:
            return True
        target = f"{path or ''}index.html" if not path or path[-1] == "/" else path
        return len(climb) == 3 * depth and target in self.files


@lru_cache(maxsize=4096)
def _read_tag(markup: str, depth: int) -> Piece | None:
    if not STRICT.fullmatch(markup):
        return None
    element = _element(markup)
    return None if element.tag in RAW else sum_up([element], depth)


def sum_up(elements: Iterable[Element], depth: int) -> Piece:
    """What elements of a page at a depth (folders above it) bring together."""
    headings = 0
    ids: list[str] = []
    faults: list[tuple[str, str, str]] = []
    links: list[tuple[str, str, str]] = []
    near: list[tuple[str, str, str]] = []
    for tag, name, own, addresses in elements:
        headings += tag == "h1"
        if name is not None:
            ids.append(name)
        faults += [(code, what, "") for code, what in own]
        for value, loads in addresses:
            kind, target, anchor, fault = _resolve(value, depth, loads)
            if fault:
                faults.append((fault, f"<{tag}> {target[:80]}", value))
            elif kind != "outside":
                (near if kind == "near" else links).append((target, anchor, value))
    return Piece(headings, tuple(ids), tuple(faults), tuple(links), tuple(near))


@lru_cache(maxsize=65536)
def _resolve(address: str, depth: int, loads: bool) -> tuple[str, str, str, str]:
    """What an address is from a page at a depth: (kind, target, anchor, code of its fault).

    ``here``: an anchor of the page, the target empty; ``site``: the target from the site's root, when the address
    climbs just to it;
    ``near``: relative to the page's folder; ``outside``: another host or scheme.
    """
    if not loads and PLAIN_OUTSIDE.fullmatch(address):
        return "outside", address, "", ""
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
