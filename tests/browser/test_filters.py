"""Filters over lists of decisions, agreements and events: by pointer and keyboard, in the address, and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, Served

pytestmark = pytest.mark.browser

ITEMS = "[data-sifted] :is(.decision, .pact, .happening)"
PAGES = {
    "decisions/": ("forum", "state", "to", "topic"),
    "partnerships/": ("kind", "year", "state"),
    "events/": ("kind", "year"),
}
DATA = {"state": "mark", "forum": "forum-id"}


@pytest.fixture
def show(served: Callable[[Path], Served], demo_site: Path, open_page: OpenPage) -> Callable[[str], Page]:
    def start(address: str) -> Page:
        visit = open_page(viewport={"width": 1280, "height": 900})
        visit.page.clock.set_fixed_time("2026-11-23T11:20:00+07:00")
        return visit.go(served(demo_site).portal + address)

    return start


def values(page: Page, name: str) -> list[str]:
    """Return what the visible items say about themselves under the filter's name."""
    found = page.locator(f"{ITEMS}:visible").evaluate_all(
        "(nodes, name) => nodes.map(node => node.getAttribute(name))", f"data-{DATA.get(name, name)}"
    )
    return [str(value) for value in found]


@pytest.mark.parametrize(("address", "names"), PAGES.items(), ids=PAGES)
def test_each_value_shows_what_it_says_and_only_that(
    show: Callable[[str], Page], address: str, names: tuple[str, ...]
) -> None:
    page = show(address)
    every = {
        name: page.locator(ITEMS).evaluate_all(
            "(nodes, name) => nodes.map(node => node.getAttribute(name))", f"data-{DATA.get(name, name)}"
        )
        for name in names
    }
    assert [field.get_attribute("name") for field in page.locator("[data-sift] select").all()] == list(names)
    for name in names:
        field = page.locator(f"[data-sift] [name={name}]")
        options = [option.get_attribute("value") or "" for option in field.locator("option").all()][1:]
        assert len(options) > 1
        for option in options[:3]:
            field.select_option(option)
            held = [value for value in every[name] if option in str(value).split("|")]
            assert values(page, name) == held, (name, option)
            actual = page.locator("[data-count]").inner_text()
            assert re.sub(r"\D+", " ", actual).split() == ([str(len(held)), str(len(every[name]))])
            assert (
                page.locator("[data-group]:visible").count()
                == page.locator("[data-group]:visible:has(li:visible)").count()
            )
        field.select_option("")
    assert len(values(page, names[0])) >= min(len(every[names[0]]), 5)


def test_by_keyboard_and_back(show: Callable[[str], Page]) -> None:
    page = show("decisions/")
    every = page.locator(f"{ITEMS}:visible").count()
    assert 0 < every < page.locator(ITEMS).count()  # older forums are folded until something is asked
    page.locator("[data-sift] [name=forum]").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.name") == "state"
    page.keyboard.press("ArrowDown")
    assert "state=confirmed" in page.url
    assert set(values(page, "state")) == {"confirmed"}
    address = page.url
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.type") == "reset"
    page.keyboard.press("Enter")
    page.wait_for_function("() => !location.search")  # the form is reset only after its event
    assert page.locator(f"{ITEMS}:visible").count() == every
    page.goto(address)
    assert page.locator("[name=state]").input_value() == "confirmed"
    assert set(values(page, "state")) == {"confirmed"}
    page.goto(address.replace("state=confirmed", "state=нет&forum=%3Cb%3E"))
    assert page.locator(f"{ITEMS}:visible").count() == every


def test_every_number_of_the_chronicle_leads_to_its_events(show: Callable[[str], Page]) -> None:
    page = show("results/")
    cells = page.locator(".table--chronicle td a")
    links = [(link.get_attribute("href") or "", int(link.inner_text().split()[0])) for link in cells.all()]
    assert len(links) > 12
    base = page.url
    for address, count in links[:: max(1, len(links) // 6)]:
        page.goto(base + address)
        shown = page.locator(f"{ITEMS}:visible").filter(has_not=page.locator(".chip--bad"))
        several = [
            int(found[1]) for text in shown.all_inner_texts() if (found := re.search(r"\d{4}[^:\n]*: (\d+)", text))
        ]
        assert shown.count() - len(several) + sum(several) == count, address


def test_every_number_of_agreements_leads_to_them(show: Callable[[str], Page]) -> None:
    page = show("partnerships/")
    cells = page.locator("[aria-labelledby=kinds] td a")
    links = [(link.get_attribute("href") or "", int(link.inner_text().split()[0])) for link in cells.all()]
    assert len(links) > 8
    for address, count in links[:: max(1, len(links) // 4)]:
        page.goto(page.url.partition("?")[0] + address)
        assert page.locator(f"{ITEMS}:visible").count() == count, address


def test_figures_of_the_register_lead_to_those_counted(show: Callable[[str], Page]) -> None:
    page = show("results/")
    figure = page.locator("a.figure[href='#stood']")
    figure.click()
    seen = page.locator("#stood li:visible")
    assert seen.count() == int(figure.locator("b").inner_text()) > 0


def test_the_register_is_searched_by_what_is_folded_too(show: Callable[[str], Page]) -> None:
    page = show("support/register/")
    field, groups = page.locator("[data-look-for]"), page.locator(".table--register tbody")
    group = groups.nth(2)
    inn = group.locator("dt:text-is('ИНН') + dd").text_content() or ""
    for words in (group.locator("th").inner_text(), inn, group.locator("td .nowrap").first.inner_text().strip(",")):
        field.fill(words)
        assert page.locator("[data-count]").inner_text() == "Найдено: 1\u00a0организация", words
        assert groups.and_(page.locator(":visible")).count() == 1, words
        assert group.is_visible(), words
    field.fill("паровоз")
    assert page.locator("[data-count]").inner_text() == "Найдено: ничего"
    field.fill("")
    assert groups.and_(page.locator(":visible")).count() == groups.count() > 3
