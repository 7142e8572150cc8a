"""The meanings a town's search gets: pages for errands, kinds of help and people; what nobody does."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import clock
from generator.catalog.catalog import make_catalog
from generator.catalog.models import Catalog
from generator.pages.search_entries import join_address
from generator.records.check import check_root
from generator.search.meanings import NEXT_FORUM, Meanings, Shown
from tests.hostile.roots import write_root
from tests.scripts.node import ask_module

NGO = "name: Клуб\nstatus: unknown\nsource: анкета\nservices:\n  - {title: Уход, needs: [care], audiences: [elderly]}\n"
FORUM = "title: Форум\nseason: {season}\nstarts_on: '{day}'\nends_on: '{day}'\nsource: план\n"
TOLD = "sessions:\n  - {code: a, title: Открытие, type: opening}\n"
LINES = (
    "title: Телефоны\nsource: памятка\nchecked_on: '2026-06-01'\n"
    "items:\n  - {code: trust, label: Доверие, phone: '+73916909901', needs: [care, legal]}\n"
)
PAGES = ("help/care/", "help/care--elderly/", "help/for-elderly/", "support/")


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    files: dict[str, str | bytes] = {
        "ngos/klub.yml": NGO,
        "content/lists/crisis_lines.yml": LINES,
        "forums/soon.yml": FORUM.format(season="2027-winter", day="2027-01-20"),
        "forums/later.yml": FORUM.format(season="2027-summer", day="2027-06-20") + TOLD,
    }
    checked = check_root(write_root(tmp_path_factory.mktemp("meanings"), files))
    assert [p for p in checked.problems if p.severity == "error"] == []
    return make_catalog(checked, clock.now("Asia/Krasnoyarsk"))


def test_the_next_forum_is_the_first_with_a_programme(catalog: Catalog) -> None:
    targets = Meanings(catalog).targets()
    assert "forums/later/" in targets
    assert NEXT_FORUM not in targets


def test_pages_represent_what_is_meant_and_words_for_what_is_lacking(catalog: Catalog) -> None:
    shown = {url: Shown(url, url, "Кто поможет", "") for url in PAGES}
    packed = Meanings(catalog).pack(shown, {"support/": "abc"})
    urls = [page[1] for page in packed["pages"]]
    assert sorted(urls) == sorted(PAGES)
    assert {page[1]: page[0] for page in packed["pages"]}["support/"] == "abc"
    needs = {phrases.split("|")[0]: (place, lacking) for phrases, place, lacking in packed["needs"]}
    assert urls[needs["уход и помощь на дому"][0]] == "help/care/"
    assert needs["юридическая помощь"] == (-1, "Юридической помощи в реестре пока ни у кого нет.")
    assert [urls[place] for _, _, place in packed["pairs"]] == ["help/care--elderly/"]
    assert all(place < len(urls) for _, places, _ in packed["answers"] for place in places)
    # A crisis line leads to the kinds of help that have a page.
    assert ["73916909901", urls.index("help/care/")] in packed["contacts"]
    assert len([text for text, _ in packed["contacts"] if text == "73916909901"]) == 1


def test_every_kind_of_help_can_be_said_to_lack(catalog: Catalog) -> None:
    needs = [term for term in catalog.vocabulary.lists["needs"].values() if term.code != "other"]
    assert len(needs) > 15
    assert [term.code for term in needs if not term.genitive] == []


ADDRESSES = ("Info@Example.org", "https://m.vk.com/club_1/", "http://www.primer.рф/о-нас", "t.me/primer", "")


def test_addresses_are_joined_as_the_script_joins_them() -> None:
    assert ask_module("query.js", "given.map(module.joinAddress)", list(ADDRESSES)) == [*map(join_address, ADDRESSES)]
    assert join_address("https://m.vk.com/club_1/") == "vkcomclub1"


def test_no_list_of_words_is_of_a_town_alone() -> None:
    folder = Path(__file__).resolve().parents[2] / "generator" / "lists"
    assert "Зеленогорск" not in (folder / "answers.yml").read_text("utf-8")
