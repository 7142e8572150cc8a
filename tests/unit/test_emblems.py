"""The emblems drawn for codes and organisations."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from generator.catalog.emblems import OTHER, PICTOGRAMS, monogram, pictogram
from generator.model.schemas import load_package
from generator.records.check import own_vocabulary
from tests.conftest import REPOSITORY

ICONS = (REPOSITORY / "generator" / "theme" / "assets" / "portal" / "icons.svg").read_text("utf-8")
SYMBOLS = set(re.findall(r'<symbol id="([a-z]+)"', ICONS))


def test_every_code_has_a_symbol_that_is_drawn() -> None:
    assert {*PICTOGRAMS.values(), OTHER} <= SYMBOLS
    assert pictogram("unheard_of") == OTHER


@pytest.mark.parametrize("list_id", ["audiences", "needs", "directions", "help_ways", "body_kinds"])
def test_codes_of_one_list_are_told_apart_by_their_signs(list_id: str) -> None:
    drawn = [pictogram(code) for code in own_vocabulary(load_package()).lists[list_id]]
    twins = {sign: number for sign, number in Counter(drawn).items() if number > 1 and sign != OTHER}
    assert twins == {}


@pytest.mark.parametrize(
    ("title", "letters"),
    [
        ("Клуб «Пример заботы 1»", "ПЗ"),
        ("АНО «Ресурсный центр»", "РЦ"),
        ("Совет ветеранов", "СВ"),
        ("Дети и мир", "ДМ"),
        ("Забота", "З"),
        ("«7»", "•"),
    ],
)
def test_monogram(title: str, letters: str) -> None:
    assert monogram(title) == letters
