"""Signs that the fonts for paper have, and what stands for the others: print never stops at a text.

The fonts lie inside typst, which tells of a missing sign only by refusing a document. So a word with a sign that is not
plainly there is set alone first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Literal

import typst

STANDARD: Literal["ua-1"] = "ua-1"  # PDF/UA-1 refuses a text that its reader would not see
SUBSTITUTE = "□"
# Signs that the fonts are known to have: a test sets them all.
SURE = r"\x20-\x7e\nА-яЁё\u00a0«»„“”‘’–—…№•·§°×−→₽□"
ODD = re.compile(f"[^{SURE}]")
WORD = re.compile(r"\S+")
LEFT_OVER = re.compile(f"{SUBSTITUTE}[\ufe0e\ufe0f]+")  # picks the look of a sign that is not there any more
PROBE = b"""#set document(title: "-")
#set text(font: "Libertinus Serif", lang: "ru", region: "RU")
#for style in (it => it, strong) { style("a " + sys.inputs.word + " a") }
"""


def printable(data: Any) -> Any:
    """Data of a document with a substitute for each sign that no font has."""
    if isinstance(data, str):
        return WORD.sub(lambda word: _printable_word(word[0]), data) if ODD.search(data) else data
    if isinstance(data, dict):
        return {key: printable(value) for key, value in data.items()}
    return [printable(value) for value in data] if isinstance(data, (list, tuple)) else data


def surely_printable(data: Any) -> Any:
    """The same without asking the fonts: only what is plainly there stays."""
    if isinstance(data, str):
        return ODD.sub(SUBSTITUTE, data)
    if isinstance(data, dict):
        return {key: surely_printable(value) for key, value in data.items()}
    return [surely_printable(value) for value in data] if isinstance(data, (list, tuple)) else data


def unprintable(text: str) -> list[str]:
    """The signs of a text for which a substitute is set, in their order, each once."""
    words = [word for word in text.split() if ODD.search(word) and _printable_word(word) != word]
    signs = [sign for word in words for sign in ODD.findall(word) if sign not in _printable_word(word)]
    return list(dict.fromkeys(signs))


def texts(data: Any) -> Iterator[str]:
    """All texts of a document's data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, (dict, list, tuple)):
        for value in data.values() if isinstance(data, dict) else data:
            yield from texts(value)


@lru_cache(maxsize=1 << 14)
def _printable_word(word: str) -> str:
    """The word, or as much of it as can be set: a sign may be there alone and not beside its neighbour."""
    if not ODD.search(word) or _fits(word):
        return word
    tried = ODD.sub(lambda sign: sign[0] if _fits(sign[0]) else SUBSTITUTE, word)
    tried = LEFT_OVER.sub(SUBSTITUTE, tried)
    return tried if _fits(tried) else ODD.sub(SUBSTITUTE, word)


@lru_cache(maxsize=1 << 14)
def _fits(word: str) -> bool:
    """Whether typst sets the word, in plain and in bold letters."""
    try:
        typst.compile(
            PROBE, format="pdf", ignore_system_fonts=True, sys_inputs={"word": word}, pdf_standards=[STANDARD]
        )
    except typst.TypstError:
        return False
    return True
