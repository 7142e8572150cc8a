"""Search as a reader uses it: words typed into a field, pages in a list; its quality is printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import yaml
from playwright.sync_api import Page, expect

from tests.browser.checks import sideways, small_targets, violations
from tests.browser.conftest import OpenPage, Served
from tests.conftest import run_portal

pytestmark = pytest.mark.browser

Serve = Callable[[Path], Served]
QUERIES: dict[str, Any] = yaml.safe_load((Path(__file__).with_name("queries.yaml")).read_text("utf-8"))
WANTED = 0.95
# Bytes loaded, page included, until the first results are shown. Pagefind cuts its index into parts of some 27 KB: four
# words may need four of them, or three and a short one.
LARGEST = 320_000
RESULTS = "[data-search-results] h3 a"
DONE = "[data-search-state=done]"


@pytest.fixture
def address(served: Serve, request: pytest.FixtureRequest) -> Callable[[str], str]:
    """``address("real")``: the site's address under a sub-path."""

    def find(root: str) -> str:
        site: Path = request.getfixturevalue(f"{root}_site")
        return served(site).portal

    return find


def look_for(page: Page, query: str, field: str = "#find-main") -> list[str]:
    """Type the words and press Enter; return the pages found, from the site's root."""
    page.locator(field).fill(query)
    page.locator(field).press("Enter")
    page.wait_for_selector(DONE, state="attached")
    return found(page)


def found(page: Page) -> list[str]:
    paths = page.eval_on_selector_all(RESULTS, "links => links.map(link => new URL(link.href).pathname)")
    return [path.removeprefix("/portal/") for path in paths]


# What the page does with a query, without rendering: hundreds of queries in seconds.
ASK = """async (queries) => {
  const script = document.querySelector("script[src*='portal/search.js']").src;
  const { start, search } = await import(script.replace("search.js", "search-engine.js"));
  const engine = await start(), answers = {};
  for (const query of queries) {
    const found = await search(query, engine);
    const first = await Promise.all(found.list.slice(0, 3).map((page) => page.load()));
    answers[query] = { count: found.list.length, first: first.map((page) => page.raw_url), lacking: found.lacking };
  }
  return answers;
}"""


def misses(page: Page, groups: dict[str, dict[str, str]]) -> tuple[int, list[str]]:
    """Return how many queries were asked, and which found the wrong pages."""
    wanted = {query: pages for queries in groups.values() for query, pages in queries.items()}
    missed = [
        f"«{query}»: wanted {wanted[query]}, found {answer['first']}"
        for query, answer in page.evaluate(ASK, list(wanted)).items()
        if not any(fnmatch(path, pattern) for path in answer["first"] for pattern in wanted[query].split("|"))
    ]
    return len(wanted), missed


def test_queries_find_their_pages(
    address: Callable[[str], str], open_page: OpenPage, capsys: pytest.CaptureFixture[str]
) -> None:
    for root, least in (("real", 150), ("demo", 200)):
        page = open_page().go(f"{address(root)}search/")
        asked, missed = misses(page, QUERIES[root])
        share = 1 - len(missed) / asked
        with capsys.disabled():
            print(f"\nsearch, {root}: {asked - len(missed)} of {asked} queries find their page among the first three")
        assert asked >= least
        assert share >= WANTED, "\n".join(missed)


@pytest.mark.parametrize("root", ["real", "demo"])
def test_what_nothing_fits_is_said_so(root: str, address: Callable[[str], str], open_page: OpenPage) -> None:
    page = open_page().go(f"{address(root)}search/")
    answers = page.evaluate(ASK, QUERIES["nothing"][root])
    assert len(answers) > 10
    assert {query: answer for query, answer in answers.items() if answer["count"] or answer["lacking"]} == {}
    assert look_for(page, QUERIES["nothing"][root][0]) == []
    expect(page.get_by_role("status")).to_contain_text("ничего не нашлось")
    expect(page.locator("[data-search-nothing] a[href^='tel:']")).to_be_visible()
    for way in ("ngos/", "help/", "idea/"):
        expect(page.locator(f"[data-search-nothing] a[href$='{way}']")).to_be_visible()


def test_what_nobody_does_is_named(address: Callable[[str], str], open_page: OpenPage) -> None:
    page = open_page().go(f"{address('real')}search/")
    wanted: dict[str, str] = QUERIES["lacking"]["real"]
    answers = page.evaluate(ASK, list(wanted))
    actual = {query: (answer["first"], " ".join(answer["lacking"])) for query, answer in answers.items()}
    assert {query: said for query, said in actual.items() if wanted[query] not in said[1]} == {}
    # The only other pages are those of the people the query names: «логопед для сына».
    assert [url for first, _ in actual.values() for url in first if not url.startswith("help/for-")] == []
    query = next(iter(wanted))
    look_for(page, query)
    expect(page.get_by_role("status")).to_have_text(f"{actual[query][1]}")
    expect(page.locator("[data-search-nothing] a[href^='tel:']")).to_be_visible()


def test_what_is_left_of_a_query_is_said(address: Callable[[str], str], open_page: OpenPage) -> None:
    page = open_page().go(f"{address('real')}search/")
    assert look_for(page, "психолог гипнотизёр")[0] == "help/psychological/"
    expect(page.get_by_role("status")).to_contain_text("Точного ответа нет. Показано по слову «психолог».")
    assert look_for(page, "паспорт гипнотизёр") == []
    expect(page.get_by_role("status")).to_have_text("По запросу «паспорт гипнотизёр» ничего не нашлось.")


def test_a_result_shows_the_service_its_price_and_the_phone(address: Callable[[str], str], open_page: OpenPage) -> None:
    page = open_page().go(f"{address('demo')}search/")
    look_for(page, "прокат лыж")
    result = page.locator(".result", has=page.locator("a[href*='/ngos/primer-sporta-']")).first
    expect(result.locator(".result__offer").first).to_contain_text("Прокат лыж: ")
    expect(result.locator(".result__line")).to_contain_text("0")


@pytest.mark.parametrize("page_url", ["", "ngos/liniya-zhizni/", "editors/add-ngo/", "help/"])
def test_the_field_of_every_page_leads_to_results(
    page_url: str, address: Callable[[str], str], open_page: OpenPage
) -> None:
    base = address("real")
    page = open_page().go(base + page_url)
    assert "ngos/kiber-atom/" in look_for(page, "кибератом", "#find-top")
    assert page.url.startswith(f"{base}search/?")
    assert parse_qs(urlsplit(page.url).query) == {"q": ["кибератом"]}
    expect(page.locator("#find-main")).to_have_value("кибератом")


def test_served_from_the_root_of_a_host(served: Serve, real_site: Path, open_page: OpenPage) -> None:
    page = open_page().go(f"{served(real_site).root}search/?q={quote('психолог')}")
    page.wait_for_selector(DONE, state="attached")
    page.locator(RESULTS).first.click()
    assert page.url == f"{served(real_site).root}help/psychological/"


def test_state_is_in_the_address(address: Callable[[str], str], open_page: OpenPage) -> None:
    page = open_page().go(f"{address('demo')}search/")
    look_for(page, "семинар")
    status = page.get_by_role("status")
    whole = status.inner_text()
    events = page.get_by_role("checkbox", name="События")
    count = int(events.locator("xpath=..").locator(".kinds__count").inner_text())
    events.check()
    page.wait_for_selector(DONE, state="attached")
    assert parse_qs(urlsplit(page.url).query) == {"q": ["семинар"], "kind": ["event"]}
    assert all(path.startswith("events/") for path in found(page))
    expect(status).to_contain_text(str(count))
    page.locator(RESULTS).first.click()
    page.go_back()
    page.wait_for_selector(DONE, state="attached")
    expect(page.get_by_role("checkbox", name="События")).to_be_checked()
    page.go_back()
    expect(status).to_have_text(whole)
    expect(page.get_by_role("checkbox", name="События")).not_to_be_checked()
    page.go_back()
    expect(page.locator("[data-search-state=idle]")).to_be_attached()
    expect(page.locator("#find-main")).to_have_value("")


def test_more_results_come_by_keyboard(address: Callable[[str], str], open_page: OpenPage) -> None:
    page = open_page().go(f"{address('demo')}search/?q={quote('форум')}")
    page.wait_for_selector(DONE, state="attached")
    assert len(found(page)) == 10
    page.get_by_role("button", name="Показать ещё").press("Enter")
    expect(page.locator(RESULTS)).to_have_count(20)
    eleventh = page.locator(RESULTS).nth(10)
    expect(eleventh).to_be_focused()
    eleventh.press("Enter")
    page.wait_for_load_state()
    page.go_back()
    expect(page.locator(RESULTS)).to_have_count(20)


def test_words_of_the_query_are_marked(address: Callable[[str], str], open_page: OpenPage) -> None:
    page = open_page().go(f"{address('real')}search/?q={quote('социальные услуги пенсионерам')}")
    page.wait_for_selector(DONE, state="attached")
    marks = page.locator(".result").first.locator("mark").all_inner_texts()
    assert len(marks) > 2
    assert [mark for mark in marks if not mark.lower().startswith(("социальн", "услуг", "пенсионер", "пожил"))] == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("картинг", "Нашлась 1 страница."),
        ("психолог", "Нашлось 2 страницы."),
        ("ветераны", "Нашлось 4 страницы."),
        ("помещение", "Нашлось 8 страниц."),
        ("rb,thfnjv", "Показано по запросу «кибератом». Нашлась 1 страница."),
    ],
)
def test_what_was_found_is_said_in_right_words(
    query: str, said: str, address: Callable[[str], str], open_page: OpenPage
) -> None:
    page = open_page().go(f"{address('real')}search/")
    look_for(page, query)
    expect(page.get_by_role("status")).to_have_text(said)


def test_a_hostile_query_is_only_words(address: Callable[[str], str], open_page: OpenPage) -> None:
    page = open_page().go(f"{address('real')}search/")
    for query in (
        '"><img src=x onerror=alert(1)>',
        "<script>alert(1)</script>",
        "%00 ' \\ [[[",
        "(" * 200,
        "а" * 5000,
        "🙂 ветераны",
    ):
        page.goto(f"{address('real')}search/?q={quote(query)}")
        page.wait_for_selector(DONE, state="attached")
        assert page.locator("[data-search-results] :is(img, script)").count() == 0
    assert "ngos/gorodskaya-organizaciya-veteranov/" in found(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("query", ["обучение волонтёров", "ремонт айфона"])
def test_results_are_accessible(
    query: str, width: int, scheme: Any, address: Callable[[str], str], open_page: OpenPage
) -> None:
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme).go(
        f"{address('demo')}search/?q={quote(query)}"
    )
    page.wait_for_selector(DONE, state="attached")
    assert violations(page) == []
    assert sideways(page) == []
    assert small_targets(page) == []


def test_without_an_index_it_says_so(real_site: Path, served: Serve, open_page: OpenPage) -> None:
    """As in a site built with --no-search, or when the connection fails."""
    visit = open_page(checked=False)
    visit.context.route("**/pagefind/**", lambda route: route.abort())
    page = visit.go(f"{served(real_site).portal}search/?q={quote('ветераны')}")
    page.wait_for_selector("[data-search-state=failed]", state="attached")
    expect(page.locator("[data-search-broken]")).to_be_visible()
    expect(page.locator("[data-search-nothing] a[href^='tel:']")).to_be_visible()
    visit.context.unroute("**/pagefind/**")
    assert look_for(page, "союз ветеранов")[0] == "ngos/soyuz-veteranov/"


def test_more_that_does_not_come_is_reported(demo_site: Path, served: Serve, open_page: OpenPage) -> None:
    visit = open_page(checked=False)
    page = visit.go(f"{served(demo_site).portal}search/?q={quote('пример')}")
    more, results, broken = (page.locator(css) for css in ("[data-search-more]", ".result", "[data-search-broken]"))
    expect(more).to_be_visible()
    before = results.count()
    visit.context.route("**/pagefind/fragment/**", lambda route: route.abort())
    more.click()
    expect(broken).to_be_visible()
    assert results.count() == before
    visit.context.unroute("**/pagefind/fragment/**")
    more.click()
    expect(results.nth(before)).to_be_visible()
    expect(broken).to_be_hidden()


def test_without_script_lists_lead_on(address: Callable[[str], str], open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False).go(f"{address('real')}search/?q={quote('ветераны')}")
    expect(page.get_by_text("нужен JavaScript")).to_be_visible()
    page.locator("[data-search-lists] a[href*='find/letter/']").first.click()
    expect(page.locator("h1")).to_be_visible()


def weigh(visit: Any, address: str) -> dict[str, int]:
    """Return URL → bytes gzipped, for everything loaded until the first results are shown."""
    import gzip

    sizes: dict[str, int] = {}

    def note(response: Any) -> None:
        body = response.body()
        sizes[response.url] = min(len(body), len(gzip.compress(body, 6)))

    visit.page.on("response", note)
    page = visit.go(address)
    page.wait_for_selector(DONE, state="attached")
    page.wait_for_load_state("networkidle")
    assert len(found(page)) >= 3
    visit.page.remove_listener("response", note)
    return sizes


LONG = ("занятия для детей с ОВЗ", "помощь пожилым на дому", "театр")


def test_first_results_are_light(
    demo_site: Path, served: Serve, open_page: OpenPage, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes = weigh(open_page(), f"{served(demo_site).portal}search/?q={quote(LONG[0])}")
    with capsys.disabled():
        print(f"\nsearch: {sum(sizes.values()) // 1000} KB gzipped until the first results, {len(sizes)} files")
    assert sum(sizes.values()) < LARGEST
    assert sizes[next(url for url in sizes if url.endswith("search/words.json"))] < 60_000


@pytest.mark.slow
@pytest.mark.parametrize(("ngos", "most"), [(1_000, LARGEST), (10_000, 460_000)])  # no town has the latter
def test_first_results_are_light_in_a_large_registry(
    ngos: int, most: int, tmp_path: Path, served: Serve, open_page: OpenPage, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "root"
    run_portal("demo", root, "--ngos", ngos)
    done = run_portal("build", "--root", root)
    assert done.returncode == 0, done.stdout + done.stderr
    place = served(root / "site").portal
    whole = {query: sum(weigh(open_page(), f"{place}search/?q={quote(query)}").values()) for query in LONG}
    with capsys.disabled():
        print(f"\nsearch in {ngos:,} organisations: {whole}; {done.stdout.strip().splitlines()[-2]}")
    assert max(whole.values()) < most


def test_nothing_of_pagefind_is_published_but_what_is_used(real_site: Path) -> None:
    names = {path.name for path in (real_site / "pagefind").iterdir()}
    fixed = {"fragment", "index", "pagefind-entry.json", "pagefind-worker.js", "pagefind.js", "wasm.ru.pagefind"}
    assert {name for name in names - fixed if not name.endswith(".pf_meta")} == set()
    words = json.loads((real_site / "search" / "words.json").read_text("utf-8"))
    fragments = {path.stem.removeprefix(words["names"]) for path in (real_site / "pagefind" / "fragment").iterdir()}
    named = [name for _, _, names in words["sets"] for name in names.split()]
    assert sorted(named) == sorted(fragments)
