"""What a search result shows of a record, which words find it, and what ranks last."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator import clock
from generator.catalog.catalog import make_catalog
from generator.catalog.models import Catalog
from generator.catalog.needs import list_answers
from generator.pages.pages import Page, list_pages
from generator.pages.search_entries import SearchEntry, make_entry, search_kinds
from generator.records.check import check_root
from tests.hostile.roots import write_root

NGO = "name: Клуб «Пример»\nstatus: {status}\nsource: анкета\nphones: ['+7 39169 3-61-01']\naddress: ул. Примерная, 1\n"
SERVICE = "services:\n  - title: Сиделка\n    needs: [care]\n    cost: free\n"
FORUM = "title: Форум\nseason: 2026-summer\nstarts_on: 2026-06-10\nends_on: 2026-06-11\nvenue: Дом\nsource: анкета\n"
AGREEMENT = "title: Соглашение\nsides:\n  - name: АНО\n    kind: ngo\n  - name: Клуб\n    kind: group\nsource: анкета\n"
EVENT = "title: Семинар\nkind: seminar\nstarts_on: 2027-01-10\nvenue: Зал\nsource: анкета\n{more}"


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    root = write_root(
        tmp_path_factory.mktemp("entries"),
        {
            "ngos/active.yml": NGO.format(status="unknown") + "legal_form: ano\n" + SERVICE,
            "ngos/dormant.yml": NGO.format(status="unknown").replace("Клуб", "Дом") + "activity: dormant\n",
            "ngos/closed.yml": NGO.format(status="liquidated").replace("Клуб", "Круг") + "liquidated_on: 2020-01-01\n",
            "forums/leto.yml": FORUM,
            "content/partnerships/dogovor.yml": AGREEMENT,
            "content/events/seminar.yml": EVENT.format(more=""),
            "content/events/otmena.yml": EVENT.format(more="cancelled_on: 2026-11-01\n"),
        },
    )
    checked = check_root(root)
    assert [p for p in checked.problems if p.severity == "error"] == []
    return make_catalog(checked, clock.now("Asia/Krasnoyarsk"))


def entry(catalog: Catalog, url: str) -> SearchEntry:
    return make_entry(next(page for page in list_pages(catalog) if page.url == url), catalog)


@pytest.mark.parametrize(
    ("url", "over", "line"),
    [
        ("ngos/active/", "", "3-61-01 · ул. Примерная, 1"),
        ("ngos/dormant/", "Сейчас не работает", "3-61-01 · ул. Примерная, 1"),
        ("forums/leto/", "Форум · прошёл", "10–11 июня 2026 г. · Дом"),
        ("partnerships/dogovor/", "Партнёрство · срок не указан", ""),
        ("events/seminar/", "Событие · семинар", "10 января 2027 г. · Зал"),
        ("events/otmena/", "Событие · семинар · отменено", "10 января 2027 г. · Зал"),
    ],
)
def test_a_result_says_what_it_is_where_and_when(catalog: Catalog, url: str, over: str, line: str) -> None:
    found = entry(catalog, url)
    assert found.over == over
    assert found.line.replace("\u00a0", " ").replace("\u2011", "-") == line


@pytest.mark.parametrize(
    ("url", "aside"),
    [
        ("ngos/active/", False),
        ("ngos/dormant/", True),
        ("ngos/closed/", True),
        ("forums/leto/", True),
        ("events/seminar/", False),
        ("events/otmena/", True),
    ],
)
def test_what_is_over_closed_or_dormant_is_behind_the_rest(catalog: Catalog, url: str, aside: bool) -> None:
    assert (entry(catalog, url).worth < 1) is aside


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ngos/active/", ("НКО", "3916936101", "уход")),
        ("forums/leto/", ("летний", "лето", "2026")),
        ("partnerships/dogovor/", ("соглашение", "партнёрство")),
        ("events/seminar/", ("семинар",)),
    ],
)
def test_a_record_is_found_by_the_words_of_its_codes(catalog: Catalog, url: str, words: tuple[str, ...]) -> None:
    found = entry(catalog, url).words.split()
    assert [word for word in words if word not in found] == []
    assert len(found) == len(set(found)) or url != "ngos/active/"


def test_a_page_of_a_need_says_how_many_help(catalog: Catalog) -> None:
    answer = next(answer for answer in list_answers(catalog) if answer.need.code == "care")
    found = make_entry(Page("need", answer.url(1), answer=answer), catalog)
    assert (found.kind, found.over) == ("need", "Кто поможет")
    assert found.line.replace("\u00a0", " ") == "1 организация, бесплатно: 1"
    assert found.words == "нужен уход или помощь на дому"  # its synonyms are applied to queries
    paid = make_entry(Page("need", answer.url(1), answer=replace(answer, free=0)), catalog)
    assert paid.line.replace("\u00a0", " ") == "1 организация"


def test_a_result_shows_what_is_offered_and_its_price(catalog: Catalog) -> None:
    assert entry(catalog, "ngos/active/").offers == "Сиделка: бесплатно"
    assert entry(catalog, "ngos/dormant/").offers == ""


def test_other_words_of_a_kind_of_help_are_in_no_record(catalog: Catalog) -> None:
    """A need has two dozen synonyms, and a first answer must stay light."""
    others = {word for term in catalog.vocabulary.lists["needs"].values() for word in term.synonyms if " " not in word}
    assert len(others) > 50
    assert {"соцработник", "присмотр"} <= others
    assert {"соцработник", "присмотр"} & {*entry(catalog, "ngos/active/").words.split()} == set()


def test_a_page_of_no_record_has_no_entry(catalog: Catalog) -> None:
    with pytest.raises(ValueError, match="forums/"):
        make_entry(Page("forums", "forums/"), catalog)


def test_every_kind_of_record_can_be_sifted_by(catalog: Catalog) -> None:
    kinds = search_kinds(catalog.package)
    assert set(kinds) == {table.singular for table in catalog.package.record_tables} | {"decision", "need", "page"}
    assert all(kinds.values())
    assert not {*kinds} & {*kinds.values()}  # titles in words, not codes
