"""A decision's own page: what it says, who links to it, and that none of its addresses dies."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.catalog.catalog import make_catalog
from generator.catalog.models import Catalog
from generator.clock import now
from generator.exports.feeds import export_feeds
from generator.pages.pages import list_pages
from generator.pages.render import Renderer
from generator.records.check import check_root

FORUM = """\
title: Форум-пример
season: 2026-summer
starts_on: "2026-06-10"
source: план
sessions:
  - {code: dvory, type: panel, title: Дворы нашего города}
decisions:
  - number: "1"
    text: Поставить скамейки.
    addressees: [Администрация примера, Совет примера]
    deadline: "2026-11-03"
    session: dvory
    ngos: [solnechnyj-gorod]
    partnership: dogovor
    event: subbotnik
    steps:
      - {"on": "2026-07-01", state: accepted, text: Приняли.}
      - {"on": "2026-08-01", who: Совет примера, state: in_progress, text: Ищем деньги.,
         evidence: "https://example.org/a"}
    verdict: disputed
    verdict_on: "2026-09-01"
    verdict_note: Никто ничего не делает.
  - {number: "2", text: Открыть школу., addressees: [Администрация примера], deadline: "2026-11-03"}
"""
PARTNERSHIP = (
    "title: Договор-пример\nsource: план\nsides:\n  - {name: Завод, kind: business}\n  - {ngo: solnechnyj-gorod}\n"
)
EVENT = 'title: Субботник-пример\nkind: meeting\nstarts_on: "2026-12-01"\nsource: план\n'


@pytest.fixture
def root(fresh_root: Path) -> Path:
    for name, text in (
        ("forums/2026-summer", FORUM),
        ("content/partnerships/dogovor", PARTNERSHIP),
        ("content/events/subbotnik", EVENT),
    ):
        path = fresh_root / f"{name}.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return fresh_root


def read(root: Path) -> Catalog:
    checked = check_root(root)
    assert [problem for problem in checked.problems if problem.severity == "error"] == []
    return make_catalog(checked, now("Asia/Krasnoyarsk"))


def main_of(catalog: Catalog, url: str) -> LexborHTMLParser:
    page = next(page for page in list_pages(catalog) if page.url == url)
    return LexborHTMLParser(str(Renderer(catalog).render(page)["main"]))


def links(tree: LexborHTMLParser) -> set[str]:
    return {(node.attributes["href"] or "").removeprefix("../" * 2).removeprefix("../") for node in tree.css("a[href]")}


def text_of(tree: LexborHTMLParser) -> str:
    return " ".join(node.text(separator=" ") for node in tree.css("body")).replace("\u00a0", " ")


def test_the_page_says_all_that_is_known(root: Path) -> None:
    page = main_of(read(root), "decisions/2026-summer/1/")
    actual = " ".join(text_of(page).split())
    order = ("Приняли", "Ищем деньги", "Организатор форума оспаривает", "Никто ничего не делает")
    assert [actual.index(words) for words in order] == sorted(actual.index(words) for words in order)
    assert "Администрация примера; Совет примера (отвечает Администрация примера)" in actual
    assert "1 августа 2026 г.: Совет примера: в работе" in actual.replace(" :", ":").replace("  ", " ")
    wanted = {"ngos/solnechnyj-gorod/", "partnerships/dogovor/", "events/subbotnik/", "https://example.org/a"}
    assert wanted | {"forums/2026-summer/", "forums/2026-summer/#session-dvory"} <= links(page)
    assert "Просрочено" not in actual  # the organiser's word outranks the calendar
    late = " ".join(text_of(main_of(read(root), "decisions/2026-summer/2/")).split())
    assert "просрочено" in late
    assert "Срок был до 3 ноября 2026 г." in late
    assert "Ответа пока нет" in late


def test_everything_it_has_to_do_with_leads_to_it(root: Path) -> None:
    catalog = read(root)
    for url in ("ngos/solnechnyj-gorod/", "partnerships/dogovor/", "events/subbotnik/", "forums/2026-summer/"):
        assert "decisions/2026-summer/1/" in links(main_of(catalog, url)), url
        assert ("decisions/2026-summer/2/" in links(main_of(catalog, url))) == (url == "forums/2026-summer/")
    assert {"decisions/2026-summer/1/", "decisions/2026-summer/2/"} <= links(main_of(catalog, "decisions/"))
    session = main_of(catalog, "forums/2026-summer/").css_first("#session-dvory")
    assert session is not None
    assert [node.attributes["href"] for node in session.css('a[href^="#decision"]')] == ["#decision-1"]


def test_a_renamed_forum_takes_its_decisions_with_it(root: Path) -> None:
    feeds = re.findall("<id>(.*?)</id>", export_feeds(read(root))["feeds/decisions.xml"].decode())
    path = root / "forums" / "2026-summer.yml"
    path.rename(path.with_name("leto-2026.yml"))
    (root / "content" / "moved.yml").write_text(
        "moved:\n  - {kind: forums, id: 2026-summer, to: leto-2026, on: 2026-11-01}\n", "utf-8"
    )
    catalog = read(root)
    pages = {page.url: page for page in list_pages(catalog)}
    before = Renderer(catalog).render(pages["decisions/2026-summer/1/"])
    assert 'content="0; url=../../../decisions/leto-2026/1/"' in before["head"]
    assert 'href="../../../decisions/leto-2026/1/"' in before["main"]
    assert re.findall("<id>(.*?)</id>", export_feeds(catalog)["feeds/decisions.xml"].decode()) == feeds
    assert feeds[1].endswith("forums/2026-summer/#decision-1")
