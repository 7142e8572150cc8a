"""A page built on the tests' date and opened later says what a page built on that later day would say."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page
from selectolax.lexbor import LexborHTMLParser

from generator.catalog.catalog import make_catalog
from generator.pages.pages import list_pages
from generator.pages.render import Renderer
from generator.records.check import Checked, check_root
from generator.text import count_of, plural
from tests.browser.conftest import OpenPage, Served

pytestmark = pytest.mark.browser

TOWN = ZoneInfo("Asia/Krasnoyarsk")
BUILT = datetime(2026, 11, 23, 11, tzinfo=TOWN)
MOMENTS = [  # the reader's clock is at the first minute of the town's day, wherever the reader is
    pytest.param(BUILT.replace(day=24, hour=0, minute=1), "America/Los_Angeles", marks=pytest.mark.slow),
    pytest.param(BUILT.replace(day=30, hour=0, minute=1), "Pacific/Auckland", marks=pytest.mark.slow),
    (BUILT.replace(year=2027, hour=23, minute=59), "America/Los_Angeles"),
]
# Page → selectors of what depends on the day: texts of all elements, in order.
FOLLOWS_THE_DAY = {
    "decisions/": (
        ".count-line", ".share__key li:not([hidden])", ".decision__head .chip", ".table--tally tr", ".trail li",
    ),
    "forums/2026-summer/": (".count-line", ".head .chip", ".decision__head .chip", ".trail li"),
    "forums/2025-winter/": (".count-line", ".head .chip", ".decision__head .chip", ".trail li"),
    "": (".forum-banner__counts",),
    "results/": ("#decided ~ .count-line",),
}  # fmt: skip


@pytest.fixture(scope="module")
def checked(demo_root: Path) -> Checked:
    return check_root(demo_root)


@pytest.fixture
def later(checked: Checked) -> Callable[[datetime], Callable[[str], LexborHTMLParser]]:
    """``later(moment)(url)``: the main part of a page as built at that moment."""

    def at(moment: datetime) -> Callable[[str], LexborHTMLParser]:
        catalog = make_catalog(checked, moment)
        renderer, pages = Renderer(catalog), {page.url: page for page in list_pages(catalog)}
        return lambda url: LexborHTMLParser(str(renderer.render(pages[url])["main"]))

    return at


@pytest.fixture
def show(served: Callable[[Path], Served], demo_site: Path, open_page: OpenPage) -> Callable[..., Page]:
    def start(url: str, moment: datetime, zone: str) -> Page:
        visit = open_page(timezone_id=zone)
        visit.page.clock.set_fixed_time(moment)
        return visit.go(served(demo_site).portal + url)

    return start


AS_OF = re.compile(r" ?на \d{1,2} [а-я]+ \d{4} г\.")  # only the script says it


def left_words(deadline: str, today: date) -> str:
    """Return what the script says about the days that are left."""
    left = (date.fromisoformat(deadline) - today).days
    verb = plural(left, "остался", "осталось", "осталось")
    return words(f"{verb} {count_of(left, 'день', 'дня', 'дней')}") if left else "последний день"


def words(text: str | None) -> str:
    return " ".join((text or "").split())


def seen(page: Page, css: str) -> list[str]:
    return [AS_OF.sub("", words(text)) for text in page.locator(css).all_text_contents()]


def built(tree: LexborHTMLParser, css: str) -> list[str]:
    return [words(node.text()) for node in tree.css(css)]


def links(nodes: list[str]) -> list[str]:
    return sorted(address.rstrip("/").rpartition("/")[2] for address in nodes)


def hrefs(page: Page, css: str) -> list[str]:
    """Return records linked from what is visible."""
    found = page.locator(css).filter(visible=True)
    return links(found.evaluate_all("nodes => nodes.map(node => node.getAttribute('href'))"))


def hrefs_built(tree: LexborHTMLParser, css: str) -> list[str]:
    return links([node.attributes["href"] or "" for node in tree.css(css)])


@pytest.mark.parametrize(("moment", "zone"), MOMENTS)
def test_counts_and_states(show, later, moment: datetime, zone: str) -> None:  # type: ignore[no-untyped-def]
    then, now = later(BUILT), later(moment)
    changed = []
    for url, selectors in FOLLOWS_THE_DAY.items():
        page = show(url, moment, zone)
        for css in selectors:
            expected = built(now(url), css)
            assert expected, (url, css)
            shown = seen(page, css)  # a page built later has overdue decisions elsewhere
            assert sorted(shown) == sorted(expected) if url == "decisions/" else shown == expected, (url, css)
            changed += [css] if expected != built(then(url), css) else []
    if moment.year > BUILT.year:
        assert {
            ".count-line",
            ".table--tally tr",
            ".forum-banner__counts",
            "#decided ~ .count-line",
            ".trail li",
        } <= set(changed)


@pytest.mark.parametrize(("moment", "zone"), MOMENTS)
def test_agreements(show, later, moment: datetime, zone: str) -> None:  # type: ignore[no-untyped-def]
    page = show("partnerships/", moment, zone)
    cards = zip(seen(page, "[data-sifted] .pact__title"), seen(page, "[data-sifted] .chip"), strict=True)
    tree = later(moment)("partnerships/")
    expected = dict(zip(built(tree, "[data-sifted] .pact__title"), built(tree, "[data-sifted] .chip"), strict=True))
    assert dict(cards) == expected
    ending = [label for label in expected.values() if label.startswith("истекает")]
    if moment - BUILT < timedelta(days=9):
        assert len(ending) > 3
        page.locator("[name=state]").select_option("expiring")
        assert page.locator("[data-sifted] .pact:visible").count() == len(ending)
    else:
        page.locator("[name=state]").select_option("expired")
        ended = [label for label in expected.values() if label.startswith("срок истёк")]
        assert page.locator("[data-sifted] .pact:visible").count() == len(ended) > 3


@pytest.mark.parametrize(("moment", "zone"), MOMENTS)
def test_what_is_ahead(show, later, moment: datetime, zone: str) -> None:  # type: ignore[no-untyped-def]
    page, now = show("forums/", moment, zone), later(moment)
    for css in ("[aria-labelledby=ahead] .card__title a", "[aria-labelledby=past] .card__title a"):
        assert hrefs(page, css) == hrefs_built(now("forums/"), css)
    page = show("events/", moment, zone)
    for css in (
        "[aria-labelledby=week] .happening > a:first-child",
        "[aria-labelledby=contests] .happening > a:first-child",
    ):
        assert hrefs(page, css) == hrefs_built(now("events/"), css), css
    every = "[data-ahead] .happening > a:first-child"
    assert hrefs(page, every) == hrefs_built(now("events/"), every)
    left = ".happening [data-left]"
    days = [node.attributes["data-left"] or "" for node in now("events/").css(left)]
    assert seen(page, f"{left}:visible") == [left_words(day, moment.date()) for day in days]
    assert page.locator("[data-list]:visible:not(:has(li:visible, .empty:visible))").count() == 0
    over = page.locator("[aria-labelledby=over] li:visible").count()
    assert over == 0 if moment.day == 24 and moment.year == 2026 else over > 3


def test_on_the_day_itself_nothing_moves(show, later) -> None:  # type: ignore[no-untyped-def]
    page = show("events/", BUILT, "Asia/Krasnoyarsk")
    assert not page.locator("[aria-labelledby=over]").is_visible()
    tree = later(BUILT)("events/")
    assert built(tree, ".happening [data-left]").count("") == len(tree.css(".happening [data-left]")) > 0
    days = [node.attributes["data-left"] or "" for node in tree.css(".happening [data-left]")]
    assert seen(page, ".happening [data-left]") == [left_words(day, BUILT.date()) for day in days]


def test_the_day_is_said_by_the_readers_clock(show) -> None:  # type: ignore[no-untyped-def]
    page = show("decisions/", BUILT.replace(day=30), "America/Los_Angeles")
    assert words(page.locator(".count-line [data-as-of]").text_content()) == "на 30 ноября 2026 г."


def test_staff_are_warned_of_a_site_that_is_old(show) -> None:  # type: ignore[no-untyped-def]
    page = show("staff/", BUILT.replace(day=24), "Asia/Krasnoyarsk")
    page.get_by_text("Сайт собран 23 ноября 2026").wait_for()
    assert not page.locator("[data-stale]").is_visible()
    page = show("staff/", BUILT.replace(year=2027), "Asia/Krasnoyarsk")
    page.locator("[data-stale]").wait_for()
    assert "ночная сборка не идёт" in (page.locator("[data-stale]").text_content() or "")


def test_nobody_is_called_to_an_event_that_is_over(show) -> None:  # type: ignore[no-untyped-def]
    page = show("events/", BUILT, "Asia/Krasnoyarsk")
    url = "events/" + (page.locator("[data-week] a").first.get_attribute("href") or "").removeprefix("../events/")
    assert show(url, BUILT, "Asia/Krasnoyarsk").locator(".head .actions").is_visible()
    page = show(url, BUILT.replace(year=2027), "America/Los_Angeles")
    assert not page.locator(".head .actions").is_visible()
    assert page.locator(".head .chip").last.inner_text() == "прошло"


def test_registration_ends_by_itself(show) -> None:  # type: ignore[no-untyped-def]
    page = show("forums/2026-winter/", BUILT.replace(month=12, day=7, hour=23), "America/Los_Angeles")
    assert page.get_by_text("Записаться").is_visible()
    page = show("forums/2026-winter/", BUILT.replace(month=12, day=8, hour=0), "America/Los_Angeles")
    assert not page.get_by_text("Записаться").is_visible()
