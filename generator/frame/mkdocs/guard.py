"""Python-Markdown extension for untrusted prose: whatever is not plain Markdown comes out as text.

No raw HTML, no attribute lists; links only with allowed schemes, images only from the site itself, alignment by class.
Emphasis, code and links without a Russian letter («**Commit changes**», `make serve`) are marked as English.
"""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from generator.model.hosts import deceiving
from generator.text import slugify

SCHEMES = frozenset({"http", "https", "mailto", "tel", "geo"})
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\ufeff]")
ALIGN = re.compile(r"text-align:\s*(left|right|center)")
TAGS_WITHOUT_ADDRESS = frozenset({"style", "srcdoc", "formaction"})

SET_APART = frozenset({"strong", "em", "code", "a"})
LATIN, CYRILLIC = re.compile(r"[A-Za-z]{2}"), re.compile(r"[А-Яа-яЁё]")
PROGRAM = Path(__file__).parents[2]
OWN_NAME = re.compile(r'\bid="([a-z][a-z0-9_-]*)"')


def safe_address(address: str, *, image: bool = False) -> bool:
    """Whether a browser would read the address as relative, or as having an allowed scheme."""
    plain = address
    for _ in range(3):
        plain = html.unescape(plain)
    plain = IGNORED.sub("", plain)
    if plain.startswith(("//", "\\", "/\\")):
        return False
    found = SCHEME.match(plain)
    if found is None:
        return ":" not in plain.split("/")[0].split("?")[0].split("#")[0]
    return not image and found[1].lower() in SCHEMES and not _misleads(plain)


def _misleads(address: str) -> bool:
    """Whether the host passes for another, a user name passes for a host, or a letter would also go to others."""
    try:
        parts = urlsplit(address)
        host, query = parts.hostname or "", parse_qs(parts.query)
    except ValueError:
        return False  # the audit reports it with its line
    if parts.scheme == "mailto":
        return any(name.lower() in ("to", "cc", "bcc") for name in query)
    return deceiving(host) or "@" in parts.netloc


class _Guard(Treeprocessor):
    def run(self, root: Element) -> None:
        for element in root.iter():
            for name in list(element.attrib):
                if name.startswith("on") or (name in TAGS_WITHOUT_ADDRESS and name != "style"):
                    del element.attrib[name]
            style = element.attrib.pop("style", "")
            if align := ALIGN.search(style):
                element.set("class", f"align-{align[1]}")
            if element.tag == "a" and not safe_address(element.get("href", "")):
                element.tag = "span"  # MkDocs fails on a link without an address
                element.attrib.clear()
            if element.tag == "img":
                if safe_address(element.get("src", ""), image=True):
                    element.set("loading", "lazy")
                else:
                    element.tag = "span"
                    element.text = element.get("alt", "")
                    element.attrib.clear()
            if element.tag in SET_APART:
                text = "".join(element.itertext())
                if LATIN.search(text) and not CYRILLIC.search(text):
                    element.set("lang", "en")


def name_heading(title: str) -> str:
    """Return a heading's anchor that differs from every id in the program's own templates."""
    name = slugify(title) or "razdel"
    return f"razdel-{name}" if name in _own_names() else name


@cache
def _own_names() -> frozenset[str]:
    sources = [*(PROGRAM / "templates").glob("*.html"), *(PROGRAM / "theme").rglob("*.html")]
    return frozenset(name for path in sources for name in OWN_NAME.findall(path.read_text("utf-8")))


class GuardExtension(Extension):
    """Registers with Python-Markdown as ``generator.frame.mkdocs.guard``."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.treeprocessors.register(_Guard(md), "portal-guard", 5)
        if "toc" in md.treeprocessors:  # anchors that survive when a heading moves, unlike _1, _2, _3
            toc: Any = md.treeprocessors["toc"]
            toc.slugify = lambda title, separator: name_heading(title)


def makeExtension(**config: Any) -> GuardExtension:  # noqa: N802 - Python-Markdown's name
    return GuardExtension(**config)
