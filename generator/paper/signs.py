"""Substitutes for characters the print fonts lack, so that no text ever stops printing.

The fonts are inside typst, which reports a missing character only by refusing a document. So a word with a character
not known to be there is first set by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Literal

import typst

STANDARD: Literal["ua-1"] = "ua-1"  # PDF/UA-1 refuses text that its reader would not see
SUBSTITUTE = "□"
# Characters the fonts are known to have; a test sets them all.
SURE = r"\x20-\x7e\nА-яЁё\u00a0«»„“”‘’–—…№•·§°×−→₽□"
ODD = re.compile(f"[^{SURE}]")
WORD = re.compile(r"\S+")
LEFT_OVER = re.compile(f"{SUBSTITUTE}[\ufe0e\ufe0f]+")  # a variation selector whose character was substituted
PROBE = b"""#set document(title: "-")
#set text(font: "Libertinus Serif", lang: "ru", region: "RU")
#for style in (it => it, strong) { style("a " + sys.inputs.word + " a") }
"""


def printable(data: Any) -> Any:
    """Replace each character that no font has in a document's data."""
    if isinstance(data, str):
        return WORD.sub(lambda word: _printable_word(word[0]), data) if ODD.search(data) else data
    if isinstance(data, dict):
        return {key: printable(value) for key, value in data.items()}
    return [printable(value) for value in data] if isinstance(data, (list, tuple)) else data


def surely_printable(data: Any) -> Any:
    """Do the same without asking the fonts: keep only characters known to be there."""
    if isinstance(data, str):
        return ODD.sub(SUBSTITUTE, data)
    if isinstance(data, dict):
        return {key: surely_printable(value) for key, value in data.items()}
    return [surely_printable(value) for value in data] if isinstance(data, (list, tuple)) else data


def unprintable(text: str) -> list[str]:
    """Return the characters of a text that get a substitute, in order, without repeats."""
    words = [word for word in text.split() if ODD.search(word) and _printable_word(word) != word]
    signs = [sign for word in words for sign in ODD.findall(word) if sign not in _printable_word(word)]
    return list(dict.fromkeys(signs))


def texts(data: Any) -> Iterator[str]:
    """Yield all texts in a document's data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, (dict, list, tuple)):
        for value in data.values() if isinstance(data, dict) else data:
            yield from texts(value)


@lru_cache(maxsize=1 << 14)
def _printable_word(word: str) -> str:
    """Return as much of a word as can be set. A character may fit by itself but not beside its neighbour."""
    if not ODD.search(word) or _fits(word):
        return word
    tried = ODD.sub(lambda sign: sign[0] if _fits(sign[0]) else SUBSTITUTE, word)
    tried = LEFT_OVER.sub(SUBSTITUTE, tried)
    return tried if _fits(tried) else ODD.sub(SUBSTITUTE, word)


@lru_cache(maxsize=1 << 14)
def _fits(word: str) -> bool:
    """Whether typst can set the word in regular and in bold."""
    try:
        typst.compile(
            PROBE, format="pdf", ignore_system_fonts=True, sys_inputs={"word": word}, pdf_standards=[STANDARD]
        )
    except typst.TypstError:
        return False
    return True
