"""My list: organisations picked in the registry, on their own page, which is printed, sent and scanned by a camera."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import segno
from playwright.sync_api import Page, expect

from tests.browser.checks import sideways, small_targets, violations
from tests.browser.conftest import OpenPage, Served

pytestmark = pytest.mark.browser

Serve = Callable[[Path], Served]
TITLE = "h1"
ROWS = "[data-rows] .line"


def pick(page: Page, number: int) -> str:
    """Press a line's button by keyboard; return the line's name."""
    line = page.locator("[data-list] .line:visible").nth(number)
    button = line.get_by_role("button", name="В мой список")
    button.focus()
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    return line.locator(".line__name a").inner_text()


def test_three_of_a_filtered_registry_on_paper(demo_site: Path, served: Serve, open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 360, "height": 800}).go(f"{served(demo_site).portal}ngos/?need=care")
    expect(page.locator("[data-shown]")).to_contain_text(" из 110")
    names = [pick(page, number) for number in (0, 1, 2)]
    assert len(set(names)) == 3
    expect(page.locator("[data-picked-count]")).to_have_text("В списке 3\u00a0организации")
    assert "need=care" in page.url
    page.reload()
    expect(page.locator("[data-picked-count]")).to_have_text("В списке 3\u00a0организации")
    page.get_by_role("link", name="Открыть мой список").press("Enter")
    expect(page.locator(TITLE)).to_have_text("Мой список")
    expect(page.locator(f"{ROWS} .line__name a")).to_have_text(names)
    assert urlsplit(page.url).path == "/portal/list/"
    assert page.evaluate("localStorage.length") == 0
    page.emulate_media(media="print")
    expect(page.locator(ROWS).first).to_be_visible()
    expect(page.locator("[data-qr] svg")).to_be_visible()
    expect(page.locator(".pick").first).to_be_hidden()
    expect(page.get_by_role("button", name="Напечатать")).to_be_hidden()


def test_the_code_is_of_the_address(demo_site: Path, served: Serve, open_page: OpenPage) -> None:
    page = open_page().go(f"{served(demo_site).portal}list/?ids=primer-zaboty-16,primer-lapy-106")
    expect(page.locator(ROWS)).to_have_count(2)
    expect(page.locator("[data-address]")).to_have_text(page.url)
    side = segno.make(page.url.encode(), error="m", mode="byte", boost_error=False, micro=False).symbol_size()[0]
    expect(page.locator("[data-qr] svg")).to_have_attribute("viewBox", f"0 0 {side} {side}")


def test_one_is_taken_off_and_the_rest_goes_back_to_the_registry(
    demo_site: Path, served: Serve, open_page: OpenPage
) -> None:
    page = open_page().go(f"{served(demo_site).portal}list/?ids=primer-zaboty-16,primer-lapy-106,net-takoj")
    expect(page.locator("[data-said]")).to_contain_text("Ещё 1\u00a0организация на портале больше не найти")
    page.locator(ROWS).first.get_by_role("button").press("Enter")
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator(f"{ROWS} button")).to_be_focused()
    assert page.url.endswith("?ids=primer-lapy-106,net-takoj")
    page.get_by_role("link", name="Добавить из реестра").click()
    expect(page.locator(".pick[data-pick='primer-lapy-106']")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Очистить").click()
    expect(page.locator("[data-picked]")).to_be_hidden()
    assert "ids=" not in page.url


@pytest.mark.parametrize("ids", ["", "?ids=", "?ids=<img src=x>,../../x,%00", "?ids=" + "a," * 500])
def test_an_empty_or_hostile_address_is_an_empty_list(
    ids: str, demo_site: Path, served: Serve, open_page: OpenPage
) -> None:
    page = open_page().go(f"{served(demo_site).portal}list/{ids}")
    expect(page.locator("[data-said]")).to_contain_text("Список пуст")
    expect(page.locator(ROWS)).to_have_count(0)
    expect(page.get_by_role("button", name="Напечатать")).to_be_hidden()
    expect(page.locator("[data-mylist] img")).to_have_count(0)


def test_a_table_and_the_page_of_an_organisation_lead_to_it(
    demo_site: Path, served: Serve, open_page: OpenPage
) -> None:
    page = open_page().go(f"{served(demo_site).portal}ngos/?view=table")
    page.locator(".registry__table tbody .pick").first.press("Enter")
    expect(page.locator("[data-picked-count]")).to_have_text("В списке 1\u00a0организация")
    assert sideways(page) == small_targets(page) == violations(page) == []
    link = page.locator(".registry__table tbody th a").first
    name = link.inner_text()
    link.click()
    page.get_by_role("link", name="В мой список").click()
    expect(page.locator(f"{ROWS} .line__name a")).to_have_text([name])


def test_without_a_script_it_says_so(demo_site: Path, served: Serve, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False).go(f"{served(demo_site).portal}list/?ids=primer-zaboty-16")
    expect(page.get_by_text("для этого нужен JavaScript")).to_be_visible()
    expect(page.locator("[data-mylist]")).to_be_hidden()
    page.locator(".strip a[href$='ngos/']").click()
    expect(page.locator(TITLE)).to_have_text("Реестр организаций")
    expect(page.locator(".pick")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_it_is_accessible(width: int, scheme: str, demo_site: Path, served: Serve, open_page: OpenPage) -> None:
    visit = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for address in ("list/?ids=primer-zaboty-16,primer-lapy-106", "ngos/?ids=primer-zaboty-16"):
        page = visit.go(served(demo_site).portal + address)
        expect(page.locator(".pick").first).to_be_visible()
        assert violations(page) == []
        assert sideways(page) == []
        assert small_targets(page) == []
