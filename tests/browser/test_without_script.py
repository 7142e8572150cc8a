"""With JavaScript off, every page is readable, and links lead from the home page to every record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urldefrag, urljoin
from urllib.request import urlopen

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.browser.checks import hidden_texts
from tests.browser.conftest import OpenPage, Served
from tests.browser.kinds import pages, records

pytestmark = pytest.mark.browser

Serve = Callable[[Path], Served]
TABLES = ("ngos", "forums", "partnerships", "events")


@pytest.mark.parametrize("root", ["real", "demo"])
def test_every_kind_of_page_is_readable(
    root: str, served: Serve, open_page: OpenPage, request: pytest.FixtureRequest
) -> None:
    site: Path = request.getfixturevalue(f"{root}_site")
    visit = open_page(java_script_enabled=False, viewport={"width": 360, "height": 800})
    for kind, url in pages(site).items():
        page = visit.go(served(site).portal + url)
        assert page.locator("h1").is_visible(), kind
        assert len(page.locator("main").inner_text()) > 80, kind
        assert hidden_texts(page) == [], kind
        if kind.startswith("ngo-") or kind in ("partnership", "event"):  # has no script
            assert page.locator("main [hidden]:not(.needs-js), main noscript").count() == 0, kind
            lists = page.locator("main .needs-js").all()  # except the button of «Мой список»
            assert len(lists) == kind.startswith("ngo-"), kind
            assert not any(part.is_visible() for part in lists), kind
    page = visit.go(served(site).portal)
    page.locator(".top__bar .menu > summary").click()
    page.get_by_role("navigation", name="Меню").get_by_role("link", name="Организации", exact=True).click()
    assert page.url.endswith("/portal/ngos/")
    page.locator("[type=search]").first.fill("дети")
    page.keyboard.press("Enter")
    page.wait_for_url(served(site).portal + "search/?q=*")


@pytest.mark.parametrize("lost", ["registry.js", "text.js"])
def test_a_script_that_does_not_load_leaves_the_plain_page(
    lost: str, served: Serve, demo_site: Path, open_page: OpenPage
) -> None:
    """Whether it is the page's own script or one it imports."""
    visit = open_page(checked=False, viewport={"width": 360, "height": 800})
    page = visit.go(served(demo_site).portal + "ngos/")
    assert page.locator("[data-registry] > .needs-js").is_visible()
    page.route(f"**/{lost}*", lambda route: route.abort())
    page.reload()
    assert page.locator(".needs-js:visible").count() == 0
    assert page.locator(".to-facets").is_visible()
    if lost == "text.js":  # the form's as well
        page.goto(served(demo_site).portal + "editors/form/")
        assert page.get_by_text("Форме нужны скрипты").is_visible()


def test_hidden_text_is_found(served: Serve, demo_site: Path, open_page: OpenPage) -> None:
    page = open_page().go(served(demo_site).portal + "help/")
    assert hidden_texts(page) == []
    page.evaluate(
        "() => document.querySelector('main h1').insertAdjacentHTML('afterend', '<p class=\"tabs\">тайна</p>')"
    )
    page.set_viewport_size({"width": 360, "height": 800})  # this class is hidden there
    assert hidden_texts(page) == ["тайна"]


def crawl(start: str, ignored: str = "-") -> set[str]:
    """Return addresses under ``start`` that plain links lead to, except those beginning with ``ignored``."""
    found, waiting = {""}, [""]
    while waiting:
        here = start + waiting.pop()
        with urlopen(here) as answer:  # noqa: S310 - our own loopback server
            tree = LexborHTMLParser(answer.read().decode())
        for node in tree.css("[hidden], template, noscript"):
            node.decompose()
        for node in tree.css("a[href]"):
            target = urldefrag(urljoin(here, node.attributes["href"] or ""))[0].partition("?")[0]
            url = target.removeprefix(start)
            if target.startswith(start) and url not in found and not url.startswith(ignored):
                found.add(url)
                if url.endswith("/") or not url:
                    waiting.append(url)
    return found


@pytest.mark.parametrize("root", ["real", "demo"])
def test_links_lead_to_every_record(root: str, served: Serve, request: pytest.FixtureRequest) -> None:
    site: Path = request.getfixturevalue(f"{root}_site")
    expected = {f"{table}/{row['id']}/" for table in TABLES for row in records(site, table)}
    reached = crawl(served(site).portal)
    assert len(expected) >= 14
    assert expected - reached == set()
    sitemap = LexborHTMLParser((site / "sitemap.xml").read_text("utf-8"))
    host = sitemap.css_first("loc").text()
    others = {node.text().removeprefix(host) for node in sitemap.css("loc")} - reached
    # What a narrower page says of few organisations, the page of the whole help says too: it is not linked.
    assert {url for url in others if not url.startswith("find/") and "--" not in url} == set()


def test_an_unreachable_record_is_found(served: Serve, real_site: Path) -> None:
    reached = crawl(served(real_site).portal, ignored="ngos/")
    assert "partnerships/molodezhnyj-centr/" in reached
    assert "ngos/kiber-atom/" not in reached
