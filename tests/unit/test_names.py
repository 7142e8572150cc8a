"""Names cut short or written loosely: the one that was meant, or the nearest."""

from __future__ import annotations

import pytest

from generator.problems.names import nearest, the_one_begun, the_one_with

HALLS = ["Читальный зал", "Кабинет 12", "Кабинет 1", "Фойе «Весна»"]


@pytest.mark.parametrize(
    ("typed", "begun", "within"),
    [
        ("читальный", "Читальный зал", "Читальный зал"),
        ("каб. 1", "Кабинет 1", "Кабинет 1"),
        ("каб. 12", "Кабинет 12", "Кабинет 12"),
        ("кабинет", "", ""),
        ("фойе", "Фойе «Весна»", "Фойе «Весна»"),
        ("весна", "", "Фойе «Весна»"),
        ("кабинет 2", "", ""),
        ("ф", "", ""),
        ("", "", ""),
        ("сцена", "", ""),
    ],
)
def test_the_one_that_was_meant(typed: str, begun: str, within: str) -> None:
    assert the_one_begun(typed, HALLS) == begun
    assert the_one_with(typed, HALLS) == within


def test_the_nearest_share_the_rarest_words() -> None:
    titles = ["Встреча о дворах", "Встреча с Главой", "Встреча о парках", "Праздник двора"]
    assert nearest("встреча про дворы", titles, 1) == ["Встреча о дворах"]
    assert nearest("космос", titles) == []
