"""What organisations seek and offer, gathered on boards: whose words are shown, and on how many pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator import clock
from generator.catalog.boards import PAGE_SIZE, SHOWN, WHOLE, Board, Wish, board_pages, list_boards
from generator.catalog.catalog import make_catalog
from generator.catalog.models import Catalog
from generator.records.check import check_root
from tests.hostile.roots import write_root

NGO = """name: "{name}"
status: {status}
{more}source: анкета
offers: ["зал {name}"]
seeks: ["водитель {name}"]
help_wanted:
  - way: volunteer
    text: "разобрать книги {name}"
  - way: things
    text: "книги {name}"
"""


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    def ngo(name: str, status: str = "unknown", more: str = "") -> str:
        return NGO.format(name=name, status=status, more=more)

    files = {
        "ngos/b.yml": ngo("Бета"),
        "ngos/a.yml": ngo("Альфа"),
        "ngos/c.yml": ngo("Вега", more="activity: dormant\n"),
        "ngos/d.yml": ngo("Гамма", "liquidated", "liquidated_on: 2020-01-01\n"),
    }
    checked = check_root(write_root(tmp_path_factory.mktemp("boards"), files))
    assert [p for p in checked.problems if p.severity == "error"] == []
    return make_catalog(checked, clock.now("Asia/Krasnoyarsk"))


def texts(board: Board) -> list[str]:
    return [wish.text for wish in board.wishes]


def test_requests_are_sorted_by_way_and_offers_by_side_in_the_order_of_the_registry(catalog: Catalog) -> None:
    boards = {board.code: texts(board) for section in SHOWN for board in list_boards(catalog, section)}
    assert boards == {
        "volunteer": ["разобрать книги Альфа", "разобрать книги Бета"],
        "things": ["книги Альфа", "книги Бета"],
        "seeks": ["водитель Альфа", "водитель Бета"],
        "offers": ["зал Альфа", "зал Бета"],
    }


def test_who_is_closed_or_dormant_asks_for_nothing(catalog: Catalog) -> None:
    words = " ".join(text for section in SHOWN for board in list_boards(catalog, section) for text in texts(board))
    assert "Альфа" in words
    assert "Вега" not in words
    assert "Гамма" not in words


def test_a_town_without_wishes_has_no_boards(tmp_path: Path) -> None:
    checked = check_root(write_root(tmp_path, {"ngos/a.yml": "name: Клуб\nstatus: unknown\nsource: анкета\n"}))
    empty = make_catalog(checked, clock.now("Asia/Krasnoyarsk"))
    assert [*list_boards(empty, "join"), *list_boards(empty, "exchange")] == []


@pytest.mark.parametrize(
    ("number", "sizes"),
    [
        (SHOWN["join"], []),
        (SHOWN["join"] + 1, [SHOWN["join"] + 1]),
        (WHOLE, [WHOLE]),
        (WHOLE + 1, [WHOLE + 1]),
        (PAGE_SIZE + 1, [PAGE_SIZE, 1]),
        (PAGE_SIZE * 2, [PAGE_SIZE, PAGE_SIZE]),
    ],
)
def test_a_long_board_has_pages_of_its_own(catalog: Catalog, number: int, sizes: list[int]) -> None:
    ngo = next(iter(catalog.ngos.values()))
    wishes = tuple(Wish(ngo, "ngo_help", {"text": f"просьба {n}"}) for n in range(number))
    board = replace(list_boards(catalog, "join")[0], wishes=wishes, count=number)
    pages = list(board_pages(board))
    assert [len(page.wishes) for page in pages] == sizes
    assert [wish for page in pages for wish in page.wishes] == list(wishes if sizes else ())
    assert [page.url(page.number) for page in pages] == [
        f"join/volunteer{f'-{n}' if n > 1 else ''}/" for n in range(1, len(sizes) + 1)
    ]
