"""The cost of a reader's first view: the page with its style sheets, scripts and pictures, as a server sends them."""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.records.attachments import HEAVIEST
from tests.browser.kinds import pages
from tests.conftest import run_portal

KB = 1000
FOR_STAFF = ("form", "fields", "problems")  # these show no picture of a record
COMPRESSED = {".html", ".css", ".js", ".svg", ".json"}
LOADED = {"link[rel=stylesheet]": "href", "link[rel=icon]": "href", "script[src]": "src", "img[src]": "src"}
IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*["'](\.[^"']+)["']""")


@cache
def sent(path: Path) -> int:
    """Return bytes on the wire: gzip -6 for texts, pictures unchanged."""
    body = path.read_bytes()
    return len(gzip.compress(body, 6)) if path.suffix in COMPRESSED else len(body)


def first_view(site: Path, page: str) -> dict[str, int]:
    """Return file → bytes sent, for everything the page loads by itself."""
    tree = LexborHTMLParser((site / page).read_text("utf-8"))
    waiting = [(dirname(page), node.attributes[name] or "") for css, name in LOADED.items() for node in tree.css(css)]
    found = {page: sent(site / page)}
    while waiting:
        folder, address = waiting.pop()
        name = normpath(join(folder, address.partition("?")[0]))
        if name not in found:
            found[name] = sent(site / name)
            if name.endswith(".js"):
                imports = IMPORT.findall((site / name).read_text("utf-8"))
                waiting += [(dirname(name), address) for address in imports]
    return found


def heaviest(site: Path) -> str:
    """Return the НКО page that weighs most."""
    return max((p.relative_to(site).as_posix() for p in site.glob("ngos/*/index.html")), key=lambda p: sent(site / p))


@pytest.mark.parametrize("root", ["real_site", "demo_site"])
def test_first_view_is_light(root: str, request: pytest.FixtureRequest) -> None:
    site: Path = request.getfixturevalue(root)
    for page in ("ngos/index.html", heaviest(site), "index.html"):
        view = first_view(site, page)
        assert len(view) >= 5, view  # the page, two style sheets, scripts, the icon
        assert sum(view.values()) <= 100 * KB, view


def test_every_kind_of_page_is_light_with_the_heaviest_picture(demo_site: Path) -> None:
    """With a picture of a record or of prose as heavy as the check allows (E518)."""
    kinds = {kind: f"{url}index.html" for kind, url in pages(demo_site).items() if kind != "lost"}
    views = {kind: first_view(demo_site, page) for kind, page in kinds.items()}
    plain = {
        kind: sum(size for name, size in view.items() if not name.startswith("images/")) for kind, view in views.items()
    }
    assert any(name.startswith("images/") for view in views.values() for name in view)
    assert {kind: size for kind, size in plain.items() if kind not in FOR_STAFF and size + HEAVIEST > 150 * KB} == {}
    assert max(plain.values()) > 150 * KB - HEAVIEST  # the form's scripts


@pytest.mark.parametrize("root", ["real_site", "demo_site"])
def test_registry_page_is_light(root: str, request: pytest.FixtureRequest) -> None:
    site: Path = request.getfixturevalue(root)
    lists = [site / "ngos" / "index.html", *site.glob("find/**/index.html")]
    assert len(lists) > 10
    assert {path: sent(path) for path in lists if sent(path) > 25 * KB} == {}


def test_registry_of_many_pages_is_light(tmp_path: Path) -> None:
    root = tmp_path / "root"
    done = run_portal("demo", root, "--ngos", 450, "--forums", 0, "--partnerships", 0)
    assert done.returncode == 0, done.stderr
    done = run_portal("build", "--root", root, "--no-search")
    assert done.returncode == 0, done.stdout + done.stderr
    first, second = root / "site/ngos/index.html", root / "site/find/page/2/index.html"
    assert first.read_text("utf-8").count('href="../ngos/') >= 100
    assert max(sent(first), sent(second)) <= 25 * KB
    assert sum(first_view(root / "site", "ngos/index.html").values()) <= 100 * KB


def test_a_heavy_page_is_found(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text("<img src='../x.png'><script src='x.js?v=1'></script>", "utf-8")
    (tmp_path / "x.png").write_bytes(bytes(101 * KB))
    (tmp_path / "a" / "x.js").write_text('import { y } from "./y.js";', "utf-8")
    (tmp_path / "a" / "y.js").write_text("export const y = 1;", "utf-8")
    view = first_view(tmp_path, "a/index.html")
    assert set(view) == {"a/index.html", "x.png", "a/x.js", "a/y.js"}
    assert sum(view.values()) > 100 * KB


def test_pictures_in_prose_have_their_size(demo_site: Path) -> None:
    about = (demo_site / "about" / "index.html").read_text("utf-8")
    pictures = re.findall(r"<img [^>]*>", about)
    assert len(pictures) == 1
    assert 'width="96" height="96"' in pictures[0]
