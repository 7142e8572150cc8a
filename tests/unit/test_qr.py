"""QR codes drawn by the theme equal those of segno, module by module."""

from __future__ import annotations

import pytest
import segno

from tests.scripts.node import ask_module

# Bytes that fill a symbol of each version, level M (ISO/IEC 18004, table 7); writers differ in padding.
FULL = {1: 14, 2: 26, 3: 42, 5: 84, 6: 106, 7: 122, 9: 180, 10: 213, 14: 362, 15: 412, 20: 666, 22: 779, 25: 997}
LETTERS = "https://portal.example/list/?ids=primer-zaboty-16,primer-dvora-3,"


def text_of(length: int) -> str:
    return (LETTERS * (length // len(LETTERS) + 1))[:length]


@pytest.mark.parametrize("mask", range(8))
def test_a_symbol_is_that_of_another_writer(mask: int) -> None:
    texts = [text_of(length) for length in FULL.values()]
    made = ask_module("qr.js", f"given.map((text) => module.makeQr(text, {mask}).map((row) => row.map(Number)))", texts)
    for version, text, rows in zip(FULL, texts, made, strict=True):
        other = segno.make(text.encode(), error="m", mode="byte", boost_error=False, mask=mask, micro=False)
        assert other.version == version
        assert rows == [[int(bool(module)) for module in row] for row in other.matrix], version


def test_one_more_letter_takes_the_next_size_and_what_is_too_long_is_none() -> None:
    texts = [text_of(14), text_of(15), "дом", text_of(997), text_of(998)]
    sizes = ask_module("qr.js", "given.map((text) => (module.makeQr(text) || []).length)", texts)
    assert sizes == [21, 25, 21, 117, 0]


def test_a_path_has_a_square_for_each_dark_module() -> None:
    found = ask_module("qr.js", "module.pathOf([[true, false], [false, true]])", None)
    assert found == {"side": 10, "path": "M4 4h1v1h-1zM5 5h1v1h-1z"}
