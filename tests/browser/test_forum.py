"""A forum through its life in the reader's browser: the page was built on the tests' date, and the clock moves on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import icalendar
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, Served

pytestmark = pytest.mark.browser

FORUM = "forums/2026-winter/"  # 9 and 10 December 2026; its programme is published
DAY = "2026-12-09T11:20:00+07:00"
Show = Callable[..., Page]


@pytest.fixture
def show(served: Callable[[Path], Served], demo_site: Path, open_page: OpenPage) -> Show:
    def start(moment: str, url: str = FORUM, **options: object) -> Page:
        visit = open_page(**{"viewport": {"width": 1280, "height": 900}, **options})
        visit.page.clock.set_fixed_time(datetime.fromisoformat(moment))
        return visit.go(served(demo_site).portal + url)

    return start


def stage(page: Page) -> str:
    """Return the stage marked as current; the chip and the page's code must agree with it."""
    code = page.locator("[data-forum]").get_attribute("data-code")
    assert page.locator(".stages [aria-current]").get_attribute("data-stage") == code
    return str(code)


def shown(page: Page, css: str) -> bool:
    found = page.locator(css)
    return found.count() > 0 and found.first.is_visible()


STAGES = (
    ("2026-11-24T09:00:00+07:00", "forums/2027-summer/", "announced", "объявлен"),
    ("2026-11-24T09:00:00+07:00", FORUM, "programme", "программа опубликована"),
    ("2026-12-08T23:59:00+07:00", FORUM, "programme", "программа опубликована"),
    (DAY, FORUM, "now", "идёт сейчас"),
    ("2026-12-10T23:59:00+07:00", FORUM, "now", "идёт сейчас"),
    ("2026-12-11T00:01:00+07:00", FORUM, "held", "прошёл"),
    ("2027-06-20T09:00:00+07:00", FORUM, "archived", "в архиве"),
)


def test_each_stage(show: Show) -> None:
    page = show(DAY, timezone_id="America/Los_Angeles")
    for moment, url, code, chip in STAGES:
        page.clock.set_fixed_time(datetime.fromisoformat(moment))
        page.goto(page.url.split("forums/")[0] + url)
        assert stage(page) == code
        assert page.locator(".head .chip").inner_text() == chip
        ahead = code in ("announced", "programme")
        assert shown(page, ".actions__join") == (ahead and moment < "2026-12-08"), (
            moment
        )  # registration ended the day before
        assert shown(page, "#visit") == (ahead or code == "now"), moment
        assert shown(page, "[data-star]") == (code in ("programme", "now")), moment
        assert shown(page, "[data-now]") == (moment[:10] in ("2026-12-09", "2026-12-10")), moment


def test_a_forum_that_was_held_opens_with_what_came_of_it(show: Show) -> None:
    page = show("2026-11-24T09:00:00+07:00", "forums/2026-summer/")
    assert stage(page) == "held"
    assert page.locator("article h2").first.inner_text() == "Решения"
    assert not shown(page, "[data-star], [data-now], .actions__join")
    assert not shown(page, ".session__outcome")
    page.locator(".day summary").first.click()
    assert shown(page, ".session__outcome")


@pytest.mark.parametrize("zone", ["Asia/Krasnoyarsk", "America/Los_Angeles", "Pacific/Auckland"])
def test_what_is_on_now_is_told_by_the_towns_clock(show: Show, zone: str) -> None:
    page = show(DAY, timezone_id=zone)
    box = page.locator("[data-now]")
    assert "В городе 11:20" in box.inner_text()
    on = [row.inner_text() for row in box.locator("[data-on] li").all()]
    assert on == ["Город, в котором хочется участвовать Большой зал, до 11:45"]
    assert box.locator("[data-next] h3").inner_text() == "Дальше, 12:00"
    assert box.locator("[data-next] li").count() >= 3
    assert page.locator(".session--now .session__title").all_inner_texts() == ["Город, в котором хочется участвовать"]


def test_a_cancelled_session_is_never_on(show: Show) -> None:
    page = show("2026-12-09T14:20:00+07:00")
    cancelled = page.locator(".session[data-cancelled] .session__title").inner_text()
    on = page.locator("[data-on]").inner_text()
    assert on
    assert cancelled not in on


def test_filters_are_in_the_address(show: Show) -> None:
    page = show(DAY)
    every = page.locator(".session:visible").count()
    assert shown(page, ".grid__hall")
    page.locator("[name=hall]").select_option("Малый зал")
    page.locator("[name=kind]").select_option("round_table")
    found = page.locator(".session:visible")
    assert 0 < found.count() < every
    assert set(found.evaluate_all("nodes => nodes.map(n => n.dataset.hall + n.dataset.kind)")) == {
        "Малый залround_table"
    }
    assert not shown(page, ".grid__hall")
    assert f"из {every}" in page.locator("[data-count]").inner_text()
    address = page.url
    page.goto(address)
    assert page.locator(".session:visible").count() == found.count()
    assert page.locator("[name=hall]").input_value() == "Малый зал"
    page.goto(address.split("?")[0] + "?hall=нет-такого&view=list")
    assert page.locator(".session:visible").count() == every
    assert not shown(page, ".grid__hall")


def test_own_programme_is_kept_and_saved_as_one_calendar(show: Show, tmp_path: Path) -> None:
    page = show("2026-11-24T09:00:00+07:00")
    assert not shown(page, "[data-mine]")
    stars = page.locator("[data-star]")
    titles = page.locator(".session:has([data-star]) .session__title").all_inner_texts()
    stars.nth(0).click()
    stars.nth(4).press("Enter")
    stars.nth(7).click()
    stars.nth(7).click()
    assert page.locator("[data-mine-count]").inner_text().split() == ["2", "встречи"]
    page.reload()
    assert stars.nth(4).get_attribute("aria-pressed") == "true"
    page.locator("[data-mine-only]").click()
    assert page.locator(".session:visible").count() == 2
    with page.expect_download() as waiting:
        page.locator("[data-mine-save]").click()
    waiting.value.save_as(tmp_path / "mine.ics")
    assert not shown(page, "[data-mine-lost]")
    read = icalendar.Calendar.from_ical((tmp_path / "mine.ics").read_bytes())
    actual = [str(event["SUMMARY"]).removeprefix("Перенесено: ") for event in read.walk("VEVENT")]
    assert actual == [titles[0], titles[4]]
    assert len(read.walk("VTIMEZONE")) == 1
    page.locator("[data-mine-clear]").click()
    assert page.locator(".session:visible").count() > 20
    assert page.evaluate("() => localStorage.getItem('portal-mine')") == "{}"


def test_a_tap_says_at_once_what_can_be_done_next(show: Show, tmp_path: Path) -> None:
    """«Моя программа: 2 · В календарь · Поделиться», and what is shared is what the recipient sees."""
    page = show("2026-11-24T09:00:00+07:00")
    page.evaluate(
        "() => { navigator.share = undefined; navigator.clipboard.writeText = async text => { window.told = text; } }"
    )
    stars = page.locator("[data-star]")
    stars.nth(0).click()
    stars.nth(4).click()
    said = page.locator(".session:has(.star__said) .star__said")
    assert " ".join(said.inner_text().split()) == "Моя программа: 2 · В календарь · Поделиться"
    with page.expect_download() as waiting:
        said.get_by_role("button", name="В календарь").click()
    waiting.value.save_as(tmp_path / "mine.ics")
    assert len(icalendar.Calendar.from_ical((tmp_path / "mine.ics").read_bytes()).walk("VEVENT")) == 2
    said.get_by_role("button", name="Поделиться").click()
    said.get_by_text("Ссылка скопирована").wait_for()
    said.get_by_role("img", name="QR-код моей программы").wait_for()
    address = page.evaluate("() => window.told")
    assert "?programme=" in address
    stars.nth(4).click()
    stars.nth(0).click()
    assert " ".join(said.inner_text().split()) == "Убрано."
    page.goto(address)
    assert page.locator(".session:visible").count() == 2
    assert page.locator("[data-given-count]").inner_text().split() == ["2", "встречи"]
    page.locator("[data-given-take]").click()
    assert page.locator(".session:visible").count() == 2
    assert "?mine=1" in page.url
    assert page.locator("[data-star][aria-pressed=true]").count() == 2
    cancelled, other = (page.locator(f".session{which}").first for which in ("[data-cancelled]", ":has([data-star])"))
    codes = ",".join((node.get_attribute("id") or "").removeprefix("session-") for node in (cancelled, other))
    page.goto(f"{address.split('?')[0]}?programme={codes}")
    assert page.locator("[data-given-count]").inner_text() == "2\u00a0встречи, из них отменено: 1"
    page.goto(address.split("?")[0] + "?programme=no-such")
    assert not shown(page, "[data-given]")
    assert page.locator(".session:visible").count() > 20


def test_a_calendar_that_did_not_load_is_said_with_a_way_out(show: Show) -> None:
    page = show("2026-11-24T09:00:00+07:00", checked=False)
    page.locator("[data-star]").first.click()
    for status in (0, 500):
        answer = (lambda route: route.fulfill(status=500)) if status else (lambda route: route.abort())
        page.route("**/calendar.ics", answer)
        page.locator("[data-mine-save]").click()
        page.locator("[data-mine-lost] a[href='calendar.ics']").wait_for()
        page.unroute("**/calendar.ics")
        with page.expect_download():
            page.locator("[data-mine-save]").click()
        assert not shown(page, "[data-mine-lost]")


def test_a_link_to_a_session_opens_it(show: Show) -> None:
    page = show(DAY, FORUM + "#session-vstrecha-5")
    assert page.locator("#session-vstrecha-5 .session__more").get_attribute("open") is not None
    assert page.locator(".session__more[open]").count() == 1


@pytest.mark.parametrize("width", [1440, 1024])
def test_sessions_are_in_the_columns_of_their_halls(show: Show, width: int) -> None:
    page = show(DAY, viewport={"width": width, "height": 900})
    places = page.evaluate(
        """() => [...document.querySelectorAll(".grid")].flatMap(grid => {
        const left = node => Math.round(node.getBoundingClientRect().left);
        const halls = Object.fromEntries([...grid.querySelectorAll(".grid__hall")].map(n => [n.innerText, left(n)]));
        return [...grid.querySelectorAll(".session:not(.c0)")].map(n => [halls[n.dataset.hall], left(n)]); })"""
    )
    assert len(places) > 12
    assert [place for place in places if place[0] != place[1]] == []
    tops = page.evaluate(
        """() => [...document.querySelectorAll(".grid")].flatMap(grid => {
        const top = node => Math.round(node.getBoundingClientRect().top);
        const times = Object.fromEntries([...grid.querySelectorAll(".grid__time")].map(n => [n.innerText, top(n)]));
        return [...grid.querySelectorAll(".session")].map(n => [times[n.dataset.start.slice(11)], top(n)]); })"""
    )
    assert [place for place in tops if place[0] != place[1]] == []


def test_on_a_phone_it_is_a_list(show: Show) -> None:
    page = show(DAY, viewport={"width": 360, "height": 740})
    assert not shown(page, ".grid__hall, .sieve__view")
    assert page.locator(".day[open]").count() == 1  # the other days are folded
    lefts = page.locator(".day[open] .session").evaluate_all(
        "nodes => [...new Set(nodes.map(n => n.getBoundingClientRect().left))]"
    )
    assert len(lefts) == 1
