"""Every kind of page in a browser: accessible, within its width, usable by keyboard, without outside requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.checks import LOOKS, SETTLED, focused, sideways, small_targets, unseen_focus, violations
from tests.browser.conftest import OpenPage, Served, Visit, start_visit
from tests.browser.kinds import OF_DEMO, OF_REAL, pages, records

pytestmark = pytest.mark.browser

Serve = Callable[[Path], Served]
PHONE = {"width": 360, "height": 800}
SMALLEST = {"width": 320, "height": 640}
ZOOMED = {"width": 320, "height": 256}  # a window of 1280 × 1024 px at 400 % zoom
DESK = {"width": 1440, "height": 900}
ALIKE = ("data", "fields", "form", "list", "lost", "problems", "search")  # made by the program, the same in both roots
KINDS = [("demo", kind) for kind in OF_DEMO]
KINDS += [pytest.param("real", kind, marks=pytest.mark.slow) if kind in ALIKE else ("real", kind) for kind in OF_REAL]
IDS = [f"demo-{kind}" for kind in OF_DEMO] + [f"real-{kind}" for kind in OF_REAL]


@pytest.fixture
def address(served: Serve, request: pytest.FixtureRequest) -> Callable[[str, str], str]:
    """``address("demo", "registry")``: the page's address under a sub-path."""

    def find(root: str, kind: str) -> str:
        site: Path = request.getfixturevalue(f"{root}_site")
        return served(site).portal + pages(site)[kind]

    return find


# Elements of the same tags and classes, within the same, count as one kind: axe checks three of each. The whole menus
# are checked open, by the tests of menus below.
SHORTEN = """() => {
    const own = node => node.tagName + [...node.classList].sort().join(".");
    const make = node => own(node) + "(" + [...new Set([...node.children].map(make))].join() + ")";
    const seen = new Map();
    for (const item of document.querySelectorAll("body :is(li, tr, section, details)")) {
        if (!item.isConnected) continue;
        const like = own(item.parentElement) + make(item), count = seen.get(like) ?? 0;
        seen.set(like, count + 1);
        if (count >= 3) item.remove();
    } }"""


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Visit]:
    """One watched page for all kinds: axe is compiled once."""
    visit = start_visit(browser)
    yield visit
    visit.context.close()


@pytest.mark.parametrize(("root", "kind"), KINDS, ids=IDS)
def test_page(root: str, kind: str, address: Callable[[str, str], str], tab: Visit) -> None:
    for kept in (tab.errors, tab.requests, tab.dialogs):
        kept.clear()
    tab.page.set_viewport_size(PHONE)
    tab.page.emulate_media(color_scheme="light")
    page = tab.go(address(root, kind))
    assert page.locator("h1:visible").count() == 1
    assert page.locator("html").get_attribute("lang") == "ru"
    found = {"targets, phone": small_targets(page)}
    skips(page, kind)
    found["focus"] = unseen_focus(page)
    for size, font in ((SMALLEST, ""), (ZOOMED, ""), (PHONE, "huge"), (DESK, "huge")):
        page.set_viewport_size(size)
        page.evaluate("font => { document.documentElement.dataset.font = font; }", font)
        found[f"width, {size['width']} × {size['height']} {font}"] = sideways(page)
    page.evaluate("() => { delete document.documentElement.dataset.font; }")
    found["targets, desk"] = small_targets(page)
    page.evaluate(SHORTEN)
    page.emulate_media(color_scheme="dark")
    found["axe, desk, dark"] = violations(page)
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="light")
    found["axe, phone, light"] = violations(page)
    assert {check: faults for check, faults in found.items() if faults} == {}
    tab.check()


def skips(page: Page, kind: str) -> None:
    """The first tab stop is the link to the content, and it leads there."""
    if kind == "list":  # its rows are drawn when their data have come
        page.wait_for_load_state("networkidle")
    page.keyboard.press("Tab")
    if kind == "lost":  # a page without a header to skip
        return
    assert focused(page) == "#content"
    assert page.locator(".skip").bounding_box()["y"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    within = page.evaluate("() => document.activeElement.closest('main, .bottom') !== null")
    assert within


MODES = [
    {"font": "large"},
    {"font": "huge"},
    {"colors": "light"},
    {"colors": "dark"},
    {"colors": "black"},
    {"colors": "white"},
    {"colors": "blue"},
    {"images": "off"},
    {"spacing": "wide"},
    {"font": "huge", "colors": "white", "images": "off"},
]
SEEN_IN_MODES = [
    ("real", "registry"),
    ("demo", "ngo-rich"),
    ("demo", "results"),
    ("demo", "forum-undated"),
    ("demo", "event"),
]


def lacks(page: Page, mode: dict[str, str]) -> dict[str, list[str]]:
    """Return what is wrong with the page in a mode of the panel. A font changes widths, colours change contrast."""
    found = {"width": sideways(page)}
    if "colors" in mode:
        found["axe"] = violations(page, LOOKS)
    if "images" in mode:
        found["images"] = ["seen"] * page.locator("img:visible").count()
    return {check: faults for check, faults in found.items() if faults}


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: "-".join(mode.values()))
def test_view_panel_mode(mode: dict[str, str], address: Callable[[str, str], str], open_page: OpenPage) -> None:
    against = "light" if mode.get("colors") in ("dark", "white") else "dark"
    page = open_page(viewport=DESK, color_scheme=against, view=mode).go(address("demo", "home"))
    assert page.evaluate("() => ({...document.documentElement.dataset})") == mode
    page.get_by_role("button", name="Для слабовидящих").click()
    assert lacks(page, {"colors": "", **mode}) == {}


@pytest.mark.parametrize(("root", "kind"), SEEN_IN_MODES, ids=[f"{root}-{kind}" for root, kind in SEEN_IN_MODES])
def test_page_in_each_mode(root: str, kind: str, address: Callable[[str, str], str], open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE).go(address(root, kind))
    page.evaluate(SHORTEN)
    for number, mode in enumerate(MODES):
        page.emulate_media(color_scheme="light" if mode.get("colors") in ("dark", "white") else "dark")
        page.set_viewport_size(PHONE if number % 2 else DESK)
        page.evaluate(
            """mode => { for (const key of ["font", "spacing", "colors", "images"]) {
                if (key in mode) document.documentElement.dataset[key] = mode[key];
                else delete document.documentElement.dataset[key]; } }""",
            mode,
        )
        assert lacks(page, mode) == {}, mode


def test_view_is_kept_and_applied_before_paint(address: Callable[[str, str], str], open_page: OpenPage) -> None:
    visit = open_page(viewport=DESK)
    page = visit.go(address("demo", "ngo-rich"))
    assert page.locator("img:visible").count() > 0
    opener = page.get_by_role("button", name="Для слабовидящих")
    opener.click()
    assert opener.get_attribute("aria-expanded") == "true"
    assert page.evaluate("() => document.activeElement.type") == "radio"
    for label in ("крупный", "белым по чёрному", "скрыть"):
        page.get_by_label(label, exact=True).check()
    page.keyboard.press("Escape")
    assert opener.get_attribute("aria-expanded") == "false"
    assert page.evaluate("() => document.activeElement.hasAttribute('data-access-open')")
    chosen = {"font": "large", "colors": "white", "images": "off"}
    page.route("**/portal.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    visit.go(address("demo", "home"))
    assert page.evaluate("() => ({...document.documentElement.dataset})") == chosen
    early = page.locator("head script[src*='early.js']:not([defer]):not([async])")
    assert early.count() == 1  # it runs before the body is parsed, so nothing is painted yet
    assert page.locator("img:visible").count() == 0
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("root", ["real", "demo"])
def test_a_phone_number_is_near(
    root: str, size: dict[str, int], address: Callable[[str, str], str], open_page: OpenPage
) -> None:
    page = open_page(viewport=size).go(address(root, "home"))
    page.keyboard.press("Tab")
    assert focused(page) == "#content"
    stops = 0
    while not focused(page).startswith("tel:"):
        page.keyboard.press("Tab")
        stops += 1
        assert stops <= 8
    assert stops > 0


def test_menu_of_the_phone(address: Callable[[str, str], str], open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE).go(address("demo", "home"))
    page.locator(".top__bar .menu > summary").click()
    assert page.get_by_role("navigation", name="Меню").get_by_role("link").count() > 10
    assert violations(page) == []
    assert small_targets(page) == []
    assert sideways(page) == []
    page.keyboard.press("Escape")
    assert page.locator(".top__bar .menu__list").is_hidden()


SHIFT = """() => new Promise(done => { let sum = 0;
    new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; })
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(sum), 100); })"""
STILL = ("registry", "ngo-rich", "forum-held", "home", "decisions", "event", "form", "search?q=психолог", "list?ids=")


def test_nothing_jumps(address: Callable[[str, str], str], demo_site: Path, open_page: OpenPage) -> None:
    """Scripts arrive late, as on a slow line: what they add or remove moves nothing visible."""
    page = open_page(viewport={"width": 412, "height": 823}).page  # the viewport of Lighthouse
    page.route("**/*.js*", lambda route: (page.wait_for_timeout(20), route.continue_()))
    picked = ",".join(row["id"] for row in records(demo_site, "ngos")[:2])
    moved = {}
    for kind, _, query in (name.partition("?") for name in STILL):
        page.goto(address("demo", kind) + (f"?{query}" if query else "") + (picked if kind == "list" else ""))
        page.wait_for_selector("[data-search-state=busy], [data-waiting]", state="detached")
        moved[kind] = page.evaluate(SHIFT)
        assert page.locator("img:not([width]), img:not([height])").count() == 0, kind
    assert {kind: shift for kind, shift in moved.items() if shift >= 0.01} == {}
    page.evaluate("document.querySelector('main').prepend(document.querySelector('.bottom'))")
    assert page.evaluate(SHIFT) >= 0.01


def test_site_at_the_root_of_a_host(served: Serve, demo_site: Path, open_page: OpenPage) -> None:
    visit = open_page(viewport=DESK)
    for kind in ("home", "ngo-rich", "forum-held"):
        page = visit.go(served(demo_site).root + pages(demo_site)[kind])
        assert page.evaluate("() => getComputedStyle(document.querySelector('.top')).display") == "block"
        assert page.locator("h1:visible").count() == 1
    page.locator(".tabs a").first.click()
    page.wait_for_url("**/help/")


PLANTED = {
    "axe": (violations, "<img src='data:,'>", "image-alt"),
    "contrast": (lambda page: violations(page, LOOKS), "<p><font color='#bbbbbb'>бледно</font></p>", "color-contrast"),
    "edge": (sideways, "<table><tr><td>" + "длинно" * 80 + "</td></tr></table>", "beyond the edge"),
    "text": (sideways, "<nobr>" + "длинно" * 80 + "</nobr>", "page: "),
    "cut": (sideways, "<div class='find'><b>" + "длинно" * 80 + "</b></div>", "cut"),
    "target": (small_targets, "<button type='button'>.</button>", "<button"),
    "control": (small_targets, "<p><a class='top__call' href='#content'>номер</a></p>", "номер"),
    "focus": (unseen_focus, "<a class='hushed' href='#content'>тихо</a>", "тихо"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_planted_fault_is_found(name: str, address: Callable[[str, str], str], open_page: OpenPage) -> None:
    check, planted, expected = PLANTED[name]
    visit = open_page(viewport=PHONE, checked=False)
    page = visit.go(address("real", "help"))
    page.keyboard.press("Tab")
    assert check(page) == []
    page.evaluate("html => document.querySelector('.page').insertAdjacentHTML('beforeend', html)", planted)
    page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
        sheet.replaceSync(".hushed { outline: none !important } button:not([class]) { width: 9px; height: 9px } "
            + ".page .top__call { display: inline; border: 0 }");
        document.adoptedStyleSheets = [sheet]; }"""
    )
    assert [fault for fault in check(page) if expected in fault] != []


REACHED = (
    f"async () => {{ await {SETTLED};"
    + """
return [...document.querySelectorAll(".prose pre > code")]
.map(box => [box.scrollWidth > box.clientWidth + 1, box.tabIndex === 0]); }"""
)


def test_what_scrolls_is_reached_however_letters_grow(address: Callable[[str, str], str], open_page: OpenPage) -> None:
    page = open_page(viewport=DESK).go(address("real", "editors-guide"))
    scrolling = []
    for size, font in ((DESK, ""), (PHONE, ""), (PHONE, "huge"), (PHONE, ""), (DESK, "huge"), (DESK, "")):
        page.set_viewport_size(size)
        page.evaluate("font => { document.documentElement.dataset.font = font; }", font)
        boxes: list[tuple[bool, bool]] = page.evaluate(REACHED)
        assert [scrolls for scrolls, _ in boxes] == [reached for _, reached in boxes], (size, font)
        scrolling.append(sum(scrolls for scrolls, _ in boxes))
    assert scrolling[0] < scrolling[4] < scrolling[1], scrolling


def test_noise_is_heard(address: Callable[[str, str], str], open_page: OpenPage) -> None:
    visit = open_page(checked=False)
    page = visit.go(address("real", "help"))
    visit.check()
    page.evaluate("() => { console.error('шум'); setTimeout(() => { throw new Error('ошибка'); }); }")
    page.evaluate("() => new Promise(done => setTimeout(done, 50))")
    assert len(visit.errors) == 2
    page.route("https://example.org/*", lambda route: route.abort())
    body = "<img alt='' src='https://example.org/x.png'>"
    page.route("**/foreign/", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(address("real", "home") + "foreign/")
    assert visit.foreign == ["https://example.org/x.png"]


JUDGED = (
    "home",
    "help",
    "registry",
    "ngo-rich",
    "decisions",
    "results",
    "register",
    "partnerships",
    "events",
    "practice",
    "forum-held",
)


OTHERS = [pytest.param(kind, marks=pytest.mark.slow) for kind in OF_DEMO if kind not in JUDGED]


@pytest.mark.parametrize("kind", [*JUDGED, *OTHERS])
def test_pages_bear_the_widest_letters(kind: str, served: Serve, demo_site: Path, wide_browser: Browser) -> None:
    """Letters at 200 % or very large ones in a wide font: nothing pushes the page sideways."""
    page = wide_browser.new_page()
    page.goto(served(demo_site).portal + pages(demo_site)[kind])
    found = {}
    for width in (320, 360, 768):
        page.set_viewport_size({"width": width, "height": 800})
        for font, size in (("huge", ""), ("", "200%")):
            page.evaluate(
                "([font, size]) => { const { dataset, style } = document.documentElement;"
                "dataset.font = font; style.fontSize = size; }",
                [font, size],
            )
            found[width, font, size] = sideways(page)
    assert {look: faults for look, faults in found.items() if faults} == {}
    page.evaluate("const h1 = document.querySelector('h1'); h1.textContent = 'длинно'.repeat(40);")
    page.evaluate("Object.assign(document.querySelector('h1').style, {whiteSpace: 'nowrap', overflowWrap: 'normal'})")
    assert sideways(page) != []
    page.close()


# The maximum length, in pixels, of a page of a town with 110 organisations on a phone.
LONGEST = {
    "registry": 9000,
    "decisions": 6500,
    "results": 6000,
    "forum-programme": 7500,
    "register": 5000,
    "partnerships": 6500,
    "events": 6500,
    "practice": 5000,
    "help": 6000,
    "find-facet": 8000,
}
FOOTER = 600


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_pages_are_short_on_a_phone(script: bool, served: Serve, demo_site: Path, open_page: OpenPage) -> None:
    visit = open_page(viewport=PHONE, java_script_enabled=script)
    height = {}
    for kind in LONGEST:
        page = visit.go(served(demo_site).portal + pages(demo_site)[kind])
        height[kind] = page.evaluate("document.documentElement.scrollHeight")
        assert page.locator(".bottom").bounding_box()["height"] <= FOOTER, kind  # type: ignore[index]
    assert {kind: value for kind, value in height.items() if value > LONGEST[kind]} == {}
    page = visit.go(served(demo_site).portal + "ngos/")
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    assert page.evaluate("document.documentElement.scrollHeight") > LONGEST["registry"]  # folded, not missing


def test_folded_rows_are_printed_and_found(served: Serve, demo_site: Path, open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE).go(served(demo_site).portal + "ngos/")
    folded = page.locator(".fold--rows .line").last
    assert folded.is_hidden()
    assert page.locator(".rows-list .line").count() == len(records(demo_site, "ngos"))
    page.emulate_media(media="print")
    assert folded.evaluate("node => node.checkVisibility()")
    page.emulate_media(media="screen")
    fold = page.locator(".fold--rows").first
    fold.locator("summary").click()
    assert fold.locator(".line").first.is_visible()


def test_panel_is_reset_and_closed(address: Callable[[str, str], str], open_page: OpenPage) -> None:
    page = open_page(viewport=DESK, view={"font": "huge", "spacing": "wide"}).go(address("demo", "home"))
    opener = page.get_by_role("button", name="Для слабовидящих")
    opener.click()
    assert page.get_by_label("большие", exact=True).is_checked()
    page.get_by_role("button", name="Сбросить").click()
    assert page.evaluate("() => ({...document.documentElement.dataset})") == {}
    assert page.get_by_label("обычные", exact=True).is_checked()
    page.get_by_role("button", name="Закрыть").click()
    assert opener.get_attribute("aria-expanded") == "false"
    assert page.evaluate("() => document.activeElement.hasAttribute('data-access-open')")


def test_menu_by_task_on_a_desk(address: Callable[[str, str], str], open_page: OpenPage) -> None:
    page = open_page(viewport=DESK).go(address("demo", "home"))
    tabs = page.get_by_role("navigation", name="Разделы")
    words = ["Нужна помощь", "События", "Форум и решения", "Хочу помочь", "Организации"]
    assert tabs.locator("ul.wrap > li > a").all_inner_texts() == words
    tabs.get_by_text("О портале").click()
    assert tabs.get_by_role("link", name="Решения форума").is_visible()
    assert violations(page) == []
    assert small_targets(page) == []
    page.keyboard.press("Escape")
    assert tabs.get_by_role("link", name="Решения форума").is_hidden()
