"""Elements of a page: what they are, where they point, what is wrong with them. Knows markup, not pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

# Attributes that hold addresses, and those among them that a browser loads by itself: some of any element, a link's
# and a drawing's of these.
ADDRESSES = ("href", "src", "data", "action", "poster", "background", "xlink:href")
SETS = ("srcset", "imagesrcset")  # addresses with sizes
FETCHED = frozenset({"src", "data", "poster", "background"})
FETCHING = frozenset({"link", "use", "image", "feimage"})
JUDGED = frozenset({"script", "img", "meta", "form"})  # elements whose values matter too
# The last three: content no audit can read, and attributes that change a link later.
NESTING = ["iframe", "object", "embed", "base", "frame", "frameset", "applet", "portal", "fencedframe"]
FORBIDDEN_TAGS = frozenset([*NESTING, "template", "animate", "set"])
FORBIDDEN_ATTRIBUTES = frozenset({"style", "srcdoc", "formaction", "ping"})
POINTING = frozenset({"canonical", "alternate", "license", "author", "help", "next", "prev"})  # links that load nothing
OUTSIDE = frozenset({"http", "https", "mailto", "tel", "geo", "webcal"})  # the last only in our own templates
PLAIN_OUTSIDE = re.compile(r"(?:https?://|mailto:|tel:|geo:)[\w.~!$&'()*+,;=:@%/?#-]+", re.ASCII)
NO_ICON = "data:,"  # keeps a browser from asking for one
REFRESH = re.compile(r"""^[^;,]*[;,]\s*(?:url\s*=\s*)?["']?""", re.IGNORECASE)
# What an element needs to have to be judged: all but attributes of events, which no selector can name.
# One ``:is``: a list of selectors would give an element for each that fits.
ASKED = ("id", *(name for name in ADDRESSES if ":" not in name), *SETS, *sorted(FORBIDDEN_ATTRIBUTES))
SELECTOR = f":is(h1, style, {', '.join([*sorted(JUDGED | FORBIDDEN_TAGS), *(f'[{name}]' for name in ASKED)])})"
EVENTS = re.compile(r"""[oO](?<=[\s"'/].)[nN][a-zA-Z]+\s*=""")  # led by its letter, which is rare: half the time


class Element(NamedTuple):
    """``faults``: code and words; ``addresses``: the value as written, and whether the browser loads it at once."""

    tag: str
    id: str | None = None
    faults: tuple[tuple[str, str], ...] = ()
    addresses: tuple[tuple[str, bool], ...] = ()


def look_at(tag: str, attributes: Mapping[str, str | None]) -> Element:
    """Judge an element by its tag and attributes; an attribute without a value is None."""
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
    """Return the faults in the values of some attributes."""
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
    """What the tag and the attribute names say, and which attributes hold addresses or sets of addresses."""

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


def elements_of(tree: LexborHTMLParser, text: str) -> Iterable[Element]:
    """Yield the elements of a parsed text that may have a fault, an id or an address, and its headings."""
    for node in tree.css("*" if EVENTS.search(text) else SELECTOR):
        yield look_at(node.tag or "", node.attributes)


@lru_cache(maxsize=65536)
def split_address(address: str, loads: bool) -> tuple[str, str, str]:
    """Split an address into a path from the page's folder, an anchor and a fault code; all empty for another host."""
    if not loads and PLAIN_OUTSIDE.fullmatch(address):
        return "", "", ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", "", "E620"
    if parts.scheme or parts.netloc:
        return "", "", "E621" if loads else "" if parts.scheme in OUTSIDE else "E622"
    if address.startswith("/"):
        return "", "", "E623"
    return unquote(parts.path) or ".", unquote(parts.fragment), ""
