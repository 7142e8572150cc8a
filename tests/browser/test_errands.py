"""Errands of residents, from the home page to the goal: by finger on a phone, without scripts, by keyboard.

An errand takes at most three taps.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, Served
from tests.browser.kinds import pages

pytestmark = pytest.mark.browser

Serve = Callable[[Path], Served]
PHONE = {"width": 360, "height": 800}
MAX_TAPS = 3
MAX_TABS = 120
TEL = re.compile(r"tel:\+7\d{10}")


class Resident:
    """Someone with an errand: follows links one after another and counts them."""

    def __init__(self, page: Page, home: str, *, keyboard: bool = False, scripts: bool = True) -> None:
        self.page, self.home, self.keyboard, self.scripts, self.taps = page, home, keyboard, scripts, 0

    def start(self) -> None:
        self.taps = 0
        self.page.goto(self.home)

    def take(self, target: Locator) -> None:
        """Tap what is visible, or reach it by keyboard, skipping the header by its own link."""
        self.taps += 1
        assert self.taps <= MAX_TAPS
        expect(target).to_be_visible()
        if not self.keyboard:
            target.click()
            return
        self.page.keyboard.press("Tab")
        if self.page.evaluate("() => document.activeElement.matches('.skip')"):
            self.page.keyboard.press("Enter")
        node = target.element_handle()
        for _ in range(MAX_TABS):
            if self.page.evaluate("node => node === document.activeElement", node):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"{target} is too far for the keyboard")
        self.page.keyboard.press("Enter")

    def link(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.locator("main").get_by_role("link", name=name).first

    def centre(self) -> None:
        """The centre can be called from here."""
        expect(self.page.locator("main a[href^='tel:'], .bottom a[href^='tel:']").first).to_be_visible()


def open_record(who: Resident, site: Path) -> str:
    """Open the fullest organisation from the home page, by its letter; return its address."""
    address = pages(site)["ngo-rich"]
    letters = (path for path in sorted(site.glob("find/letter/*/index.html")) if f'{address}"' in path.read_text())
    who.take(who.link("Все организации"))
    who.take(who.page.locator(f".letters a[href$='{next(letters).parent.name}/']").first)
    who.take(who.page.locator(f"main a[href$='{address}']").first)
    who.page.wait_for_url(f"**/{address}")
    return address


def child_with_a_disability(who: Resident, site: Path) -> None:
    """«Занятия для ребёнка с ОВЗ, бесплатно»"""
    who.take(who.link("Дети с инвалидностью и ОВЗ"))
    expect(who.page.locator("h1")).to_contain_text("детей с инвалидностью")
    if "demo" in str(site):
        expect(who.page.locator("main")).to_contain_text("бесплатно")
    who.centre()


def veterans(who: Resident, site: Path) -> None:
    """The veterans' phone."""
    if not who.link("Ветераны").is_visible():
        who.take(who.link("Не знаю, к кому идти"))
    who.take(who.link("Ветераны"))
    expect(who.page.locator(".line").first.locator("a[href^='tel:']").first).to_be_visible()


def session_of_the_forum(who: Resident, site: Path) -> None:
    """The next forum: whether a wheelchair gets in, and one meeting for one's own calendar."""
    if "demo" not in str(site):
        who.take(who.link(re.compile("Гражданский форум")))
        who.centre()
        return
    who.take(who.link("Программа"))
    expect(who.page.locator("main")).to_contain_text("пандус")
    who.take(who.page.locator(".session__more:has(a[download]) > summary").first)
    file = who.page.locator(".session__more[open] a[download]").first
    answer = who.page.request.get(str(file.evaluate("node => node.href")))
    assert answer.text().count("BEGIN:VEVENT") == 1


def grants_of_an_organisation(who: Resident, site: Path) -> None:
    """What support an organisation has received."""
    open_record(who, site)
    if "demo" in str(site):
        expect(who.page.locator("section[aria-labelledby=support] li").first).to_contain_text("руб")


def found(who: Resident, site: Path) -> None:
    """«Хочу создать свою НКО»: in steps."""
    who.take(who.link(re.compile("У меня есть идея")))
    if "demo" not in str(site):
        who.take(who.link("«Создать свою НКО»"))
        expect(who.page.locator("h1")).to_contain_text("Создать свою НКО")
    expect(who.page.locator("main ol li").first).to_be_visible()


def premises(who: Resident, site: Path) -> None:
    """Where a room is available free of charge."""
    who.take(who.link(re.compile("У меня есть идея")))
    who.take(who.link("ресурсный центр"))
    who.take(who.page.locator("main a[href$='partnerships/']").first)
    expect(who.page.locator("main")).to_contain_text(re.compile("Зал|Помещени"))


def registry_as_a_file(who: Resident, site: Path) -> None:
    """The registry as a spreadsheet."""
    who.take(who.link("Все организации"))
    who.page.wait_for_url("**/ngos/")
    scripts = who.page.locator("html.js").count()
    if scripts:
        expect(who.page.get_by_role("button", name="Скачать")).to_be_visible()
    assert who.page.request.get(who.home + "data/ngos.csv").ok


def find_care(who: Resident, site: Path) -> None:
    """«Маме трудно одной, кто поможет?»"""
    if "demo" in str(site):
        who.take(who.link("Пожилые люди и пенсионеры"))
        expect(who.page.locator("h1")).to_contain_text("Помощь для пожилых")
        row = who.page.locator(".line").first
        expect(row.locator("a[href*='ngos/']")).to_be_visible()
        expect(row.locator("a[href^='tel:']")).to_be_visible()
    else:
        who.take(who.link("Не знаю, к кому идти"))
        who.take(who.page.locator("section[aria-labelledby=what] .tile").first)
        expect(who.page.locator(".answer h3 a").first).to_be_visible()
    who.centre()


def call(who: Resident, site: Path) -> None:
    """The number of whoever answers is a link large enough for a thumb; without a number it is the centre's."""
    who.take(who.link("Не знаю, к кому идти"))
    who.take(who.page.locator("section[aria-labelledby=what] .tile").first)
    for number in who.page.locator(".answer").first.locator("a[href^='tel:']").all():
        assert TEL.fullmatch(number.get_attribute("href") or "")
        box = number.bounding_box()
        assert box is not None
        assert box["height"] >= 24
    assert who.page.locator(".answer:not(:has(a[href^='tel:']))").count() == 0


def free_sport(who: Resident, site: Path) -> None:
    """«Куда отдать сына на спорт бесплатно?»"""
    who.take(who.link("Не знаю, к кому идти"))
    who.take(who.link(re.compile("Ищу секцию")))
    expect(who.page.locator("h1")).to_contain_text("Спорт")
    if "demo" in str(site):
        expect(who.page.locator(".answer").first).to_contain_text("бесплатно")


def overdue(who: Resident, site: Path) -> None:
    """Which decisions are overdue, whose they are and by how long."""
    who.take(who.link("Решения форумов"))
    if "demo" in str(site):
        first = who.page.locator(".decision").first
        expect(first).to_contain_text("просрочено")
        # Days are counted by the reader's clock; without scripts there is only the deadline.
        expect(first.locator(".decision__late") if who.scripts else first).to_contain_text(
            re.compile(r"на\s\d+\s(д|м|г|лет)" if who.scripts else r"срок\s+\d+\s[а-я]+\s\d{4}")
        )
        expect(who.page.locator("table tbody tr").first).to_be_visible()
    else:
        expect(who.page.locator(".empty").first).to_be_visible()


def this_week(who: Resident, site: Path) -> None:
    """The home page itself says what is on this week, or that nothing is."""
    expect(who.page.locator("section[aria-labelledby=week] :is(.leaf, .empty)").first).to_be_visible()


def go_there(who: Resident, site: Path) -> None:
    """When it is open, and how to get there."""
    open_record(who, site)
    reach = who.page.locator(".reach")
    if "demo" in str(site):
        expect(reach.locator("a[href^='geo:']")).to_be_visible()
        expect(reach.locator("a[href^='https://yandex.ru/maps/']")).to_be_visible()
        expect(reach.locator(".hours")).to_contain_text("–")
    expect(reach.locator("a[href^='tel:']").first).to_be_visible()


def help_others(who: Resident, site: Path) -> None:
    """«Хочу помочь»: a request, who asks, and how to reach them."""
    who.take(who.link(re.compile("Хочу помочь")))
    if "demo" in str(site):
        wish = who.page.locator(".wishes > li").first
        expect(wish.locator("a[href*='ngos/']")).to_be_visible()
        who.take(wish.locator("a[href*='ngos/']"))
        expect(who.page.locator(".reach")).to_be_visible()
    else:
        expect(who.page.locator(".empty").first).to_be_visible()
    who.centre()


def letter_of(link: Locator) -> str:
    parts = urlsplit(link.get_attribute("href") or "")
    assert parts.scheme == "mailto"
    assert "@" in parts.path
    return parse_qs(parts.query)["body"][0]


def propose(who: Resident, site: Path) -> None:
    """«У меня есть идея для двора»: a letter already begun, or what to say on the phone."""
    who.take(who.link(re.compile("У меня есть идея")))
    if "demo" in str(site):
        assert "Что я предлагаю" in letter_of(who.link("Написать письмо"))
    else:
        expect(who.page.locator(".letter")).to_contain_text("Что я предлагаю")
    who.centre()


def contest(who: Resident, site: Path) -> None:
    """Until when a contest takes applications."""
    who.take(who.link(re.compile("У меня есть идея")))
    section = who.page.locator("section[aria-labelledby=contests]")
    if "demo" in str(site):
        who.take(section.locator("li a").first)
        expect(who.page.locator(".head")).to_contain_text("Заявки до")
    else:
        expect(section.locator(".empty")).to_be_visible()


def speak_at_forum(who: Resident, site: Path) -> None:
    """When the next forum is, and how to speak there."""
    who.take(who.link(re.compile("У меня есть идея")))
    section = who.page.locator("section[aria-labelledby=forum]")
    expect(section.locator(".steps li")).to_have_count(4)
    expect(section.locator("time, .empty").first).to_be_visible()


def put_into_calendar(who: Resident, site: Path) -> None:
    """What is on, and how to put it into one's own calendar."""
    who.take(who.link("Все события"))
    if "demo" in str(site):
        file = who.page.locator("#week ~ .rows a[download], section .rows a[download]").first
        answer = who.page.request.get(str(file.evaluate("node => node.href")))
        assert answer.text().startswith("BEGIN:VCALENDAR")
        assert who.page.request.get(who.home + "calendar.ics").ok
    else:
        expect(who.page.locator(".empty").first).to_be_visible()
        who.centre()


def correct(who: Resident, site: Path) -> None:
    """A mistake in a record: the letter knows which record it is about."""
    record = open_record(who, site).split("/")[1]
    if "demo" in str(site):
        assert f"ngos/{record}" in unquote(letter_of(who.link("Сообщить об ошибке")))
        assert (who.page.locator(".mend a", has_text="Исправить запись").get_attribute("href") or "").endswith(
            f"ngos/{record}.yml"
        )
    else:
        expect(who.page.locator(".mend")).to_contain_text("назовите организацию")
        expect(who.page.locator(".mend a[href^='tel:']")).to_be_visible()


def find_partner(who: Resident, site: Path) -> None:
    """Who offers a hall, who looks for a driver."""
    who.take(who.link(re.compile("У меня есть идея")))
    who.take(who.link("ресурсный центр"))
    who.take(who.link("Просьбы и предложения организаций"))
    if "demo" in str(site):
        expect(who.page.locator(".wishes > li").first).to_be_visible()
    else:
        expect(who.page.locator(".empty")).to_be_visible()


def print_page(who: Resident, site: Path) -> None:
    """On paper: the number and the address, and no buttons."""
    open_record(who, site)
    who.page.emulate_media(media="print")
    expect(who.page.locator(".reach a[href^='tel:']").first).to_be_visible()
    assert who.page.locator(".mend, .copy, .maps").filter(visible=True).count() == 0
    who.page.emulate_media(media="screen")


ERRANDS = (
    child_with_a_disability,
    veterans,
    session_of_the_forum,
    grants_of_an_organisation,
    found,
    premises,
    registry_as_a_file,
    find_care,
    call,
    overdue,
    this_week,
    free_sport,
    go_there,
    help_others,
    propose,
    contest,
    speak_at_forum,
    put_into_calendar,
    correct,
    find_partner,
    print_page,
)


# Two of the six always, alternating; the others nightly.
WAYS = [("demo", "phone"), ("real", "without script")]
MORE_WAYS = [("demo", "without script"), ("demo", "keyboard"), ("real", "phone"), ("real", "keyboard")]


@pytest.mark.parametrize(("root", "mode"), [*WAYS, *(pytest.param(*way, marks=pytest.mark.slow) for way in MORE_WAYS)])
def test_errands(root: str, mode: str, served: Serve, open_page: OpenPage, request: pytest.FixtureRequest) -> None:
    site: Path = request.getfixturevalue(f"{root}_site")
    visit = open_page(viewport=PHONE, java_script_enabled=mode != "without script")
    visit.page.set_default_timeout(5000)
    resident = Resident(visit.page, served(site).portal, keyboard=mode == "keyboard", scripts=mode != "without script")
    done = []
    for errand in ERRANDS:
        resident.start()
        errand(resident, site)
        done.append((errand.__name__, resident.taps))
    assert len(done) == len(ERRANDS) >= 12
    assert max(taps for _, taps in done) <= MAX_TAPS


HOURS = {
    "2026-11-23T03:00:00Z": "Сейчас открыто, до",  # Monday, ten in the morning in Krasnoyarsk
    "2026-11-22T23:30:00Z": "Сегодня с",  # Monday, half past six
    "2026-11-23T16:00:00Z": "Сегодня уже закрыто. Следующий приём",  # Monday, eleven in the evening
}


@pytest.mark.parametrize("moment", HOURS)
def test_hours_of_the_day_go_by_the_towns_clock(
    moment: str, served: Serve, demo_site: Path, open_page: OpenPage
) -> None:
    visit = open_page(viewport=PHONE, timezone_id="America/New_York")
    visit.page.clock.install(time=moment)
    page = visit.go(served(demo_site).portal + pages(demo_site)["ngo-rich"])
    expect(page.locator(".hours__today")).to_contain_text(HOURS[moment])


def test_identifier_is_copied(served: Serve, demo_site: Path, open_page: OpenPage) -> None:
    visit = open_page(viewport=PHONE, permissions=["clipboard-read", "clipboard-write"])
    page = visit.go(served(demo_site).portal + pages(demo_site)["ngo-rich"])
    page.locator("summary", has_text="Сведения и реквизиты").click()
    box = page.locator("dd.identifier").first
    expected = (box.evaluate("node => node.firstChild.textContent") or "").strip()
    box.get_by_role("button", name=re.compile("Скопировать")).click()
    expect(box.get_by_role("status")).to_have_text("Скопировано")
    assert page.evaluate("() => navigator.clipboard.readText()") == expected != ""
