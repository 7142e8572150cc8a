"""On paper: the content stays, folds are open, controls are gone, sheets are few."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.checks import sideways
from tests.browser.conftest import OpenPage, Served
from tests.browser.kinds import pages

pytestmark = pytest.mark.browser

CONTROLS = (
    ".find, .menu, .tabs, .top__access, .top__call, .skip, .hero-find, .bottom nav, .crumbs, .letters, .pager, .facet"
)
A4 = {"width": 794, "height": 1123}  # 210 × 297 mm at 96 px an inch
TEXT = """() => [...document.querySelectorAll("main :is(h1, h2, h3, h4, p, li, dt, dd, td, th)")]
    .filter(node => !node.closest(".registry__side, .crumbs, .letters, .pager, .document__toc, .actions, .ask, .vh, "
        + ".session__more > :not(summary), .decision__more, .decisions__forum, .changes, .contest, .star__hint, "
        + "[aria-labelledby=together], .chart__data, "
        + ".forum .origin, .to-facets, .others, .jump, .entry__buttons, .registry__tools, .stages, .session__links, "
        + ".maps, .mend, .hours__today, .scriptless, form, dialog, [hidden]"))
    .filter(node => node.textContent.trim() && !node.checkVisibility())
    .map(node => node.textContent.trim().slice(0, 60))"""


def left_controls(page: Page) -> list[str]:
    seen = "controls => [...document.querySelectorAll(controls)].filter(n => n.checkVisibility()).map(n => n.className)"
    shown: list[str] = page.evaluate(seen, CONTROLS)
    return shown


@pytest.mark.parametrize("root", ["real", "demo"])
def test_printed_page(
    root: str, served: Callable[[Path], Served], open_page: OpenPage, request: pytest.FixtureRequest
) -> None:
    site: Path = request.getfixturevalue(f"{root}_site")
    visit = open_page(viewport=A4, color_scheme="dark")
    for kind, url in pages(site).items():
        page = visit.go(served(site).portal + url)
        if kind != "lost":
            assert left_controls(page) != [], kind  # positive control: visible on the screen
        page.emulate_media(media="print")
        assert left_controls(page) == [], kind
        assert kind == "search" or page.evaluate(TEXT) == [], kind
        assert sideways(page) == [], kind
        assert page.locator("h1").is_visible(), kind
        white = "() => getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)'"
        assert kind == "lost" or page.evaluate(white), kind
        page.emulate_media(media="screen")


def test_address_of_an_outside_link_is_printed(
    served: Callable[[Path], Served], demo_site: Path, open_page: OpenPage
) -> None:
    page = open_page(viewport=A4).go(served(demo_site).portal + pages(demo_site)["ngo-rich"])
    after = "() => getComputedStyle(document.querySelector('main a[rel~=external]'), '::after').content"
    assert page.evaluate(after) == "none"
    page.emulate_media(media="print")
    assert "http" in page.evaluate(after)


def test_lost_text_is_found(served: Callable[[Path], Served], demo_site: Path, open_page: OpenPage) -> None:
    page = open_page(viewport=A4).go(served(demo_site).portal + pages(demo_site)["ngo-rich"])
    folded: list[str] = page.evaluate(TEXT)
    assert "Полное название" in folded  # positive control: closed on the screen


# The maximum of A4 sheets per page in a town of 110 organisations.
SHEETS = {"ngo-rich": 2, "ngo-many-services": 4, "decisions": 3, "results": 6, "partnerships": 3, "forum-programme": 3}


def sheets(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))


def test_few_sheets_are_needed(served: Callable[[Path], Served], demo_site: Path, open_page: OpenPage) -> None:
    page, taken = open_page(viewport=A4).page, {}
    for kind in SHEETS:
        page.goto(served(demo_site).portal + pages(demo_site)[kind])
        taken[kind] = sheets(page)
    assert {kind: count for kind, count in taken.items() if count > SHEETS[kind]} == {}
    page.evaluate("document.querySelectorAll('.session').forEach(item => item.after(item.cloneNode(true)))")
    assert sheets(page) > SHEETS["forum-programme"]
