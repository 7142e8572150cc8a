"""What VK, OK and Telegram show with a link: title, words, address and a picture of the stated size."""

from __future__ import annotations

import re
import struct
from html import unescape
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

NEEDED = ("title", "description", "url", "type", "locale", "site_name", "image", "image:width", "image:height")


def faults_of(page: str, site: Path, base: str) -> list[str]:
    """Return what a network could not show of a page."""
    tree = LexborHTMLParser(page)
    actual = {
        (node.attributes["property"] or "").removeprefix("og:"): unescape(node.attributes.get("content") or "")
        for node in tree.css('meta[property^="og:"]')
    }
    found = [f"no og:{name}" for name in NEEDED if not actual.get(name, "").strip()]
    if found:
        return found
    canonical = tree.css_first('link[rel="canonical"]')
    if canonical is None or canonical.attributes.get("href") != actual["url"]:
        found.append(f"og:url {actual['url']} is not the canonical address")
    picture = site / actual["image"].removeprefix(base)
    if not actual["image"].startswith(base) or not picture.is_file():
        return [*found, f"og:image {actual['image']} is no file of the site"]
    data = picture.read_bytes()
    size = struct.unpack(">2I", data[16:24]) if data[:4] == b"\x89PNG" else None
    if size != (int(actual["image:width"]), int(actual["image:height"])):
        found.append(f"og:image is of {size}")
    return found


@pytest.mark.parametrize("name", ["real_site", "demo_site"])
def test_every_page_can_be_shared(name: str, request: pytest.FixtureRequest) -> None:
    site: Path = request.getfixturevalue(name)
    home = (site / "index.html").read_text("utf-8")
    found = re.search(r'<link rel="canonical" href="([^"]+)"', home)
    assert found
    pages = [path for path in site.rglob("*.html") if 'http-equiv="refresh"' not in path.read_text("utf-8")]
    pages = [path for path in pages if path.name != "404.html"]
    assert len(pages) > 100
    actual = {path.relative_to(site).as_posix(): faults_of(path.read_text("utf-8"), site, found[1]) for path in pages}
    assert {address: faults for address, faults in actual.items() if faults} == {}


@pytest.mark.parametrize(
    ("old", "new", "actual"),
    [
        ('property="og:title" content="', 'property="og:title" content="" data-was="', "no og:title"),
        ('property="og:url" content="', 'property="og:url" content="https://other.example/', "not the canonical"),
        ("/preview.png", "/gone.png", "no file of the site"),
        ('content="1200"', 'content="1201"', "og:image is of (1200, 630)"),
        ('content="https://portal.example/assets', 'content="/assets', "no file of the site"),
    ],
)
def test_what_could_not_be_shown_is_found(demo_site: Path, old: str, new: str, actual: str) -> None:
    page = (demo_site / "index.html").read_text("utf-8")
    assert old in page
    (fault,) = faults_of(page.replace(old, new, 1), demo_site, "https://portal.example/")
    assert actual in fault
