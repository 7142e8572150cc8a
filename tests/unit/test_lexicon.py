"""A site's words packed for the browser: unpacked, they are the same words, with the common ones marked."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.search import lexicon
from generator.search.lexicon import DIGITS, LONGEST, pack_words, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Кибер-атом, ёлка!", {"кибер", "атом", "кибератом", "елка"}),
        ("Кибер\u2011атом", {"кибер", "атом", "кибератом"}),
        ("дом 12 а я", {"дом"}),
        ("x" * (LONGEST + 1), set()),
        ("e-mail: info@example.org", {"mail", "email", "info", "example", "org"}),
        ("а_б дом_сад", {"дом", "сад"}),
        ("", set()),
    ],
)
def test_words_are_taken_as_people_type_them(text: str, words: set[str]) -> None:
    assert words_of(text) == words


def unpack(packed: dict[str, str | bool]) -> dict[str, int]:
    """Unpack as ``words.js`` does: each word and the power of two of its page count."""
    found, before = {}, ""
    for line in str(packed["words"]).split("\n") if packed["words"] else ():
        digits = line[-1] if line[-1].isdigit() and len(line) > 1 else ""
        word = before[: DIGITS.index(line[0])] + line[1 : len(line) - len(digits)]
        found[word] = int(digits or 0)
        before = word
    return found


@given(st.dictionaries(st.text("абвгдежзиклмно", min_size=2, max_size=LONGEST), st.integers(1, 5000), max_size=60))
def test_packed_words_come_back(counts: dict[str, int]) -> None:
    packed = pack_words(Counter(counts))
    assert packed["complete"] is True
    found = unpack(packed)
    assert found.keys() == counts.keys()
    for word, power in found.items():
        assert 2**power <= counts[word]
        assert power == 9 or counts[word] < 2 ** (power + 1)


def test_the_rarest_words_go_first_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "MAX_WORDS", 2)
    packed = pack_words(Counter({"дом": 9, "сад": 5, "лес": 1}))
    assert packed == {"words": "0дом3\n0сад2", "complete": False}
