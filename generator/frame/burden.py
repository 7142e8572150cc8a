"""Limits for a page of prose: what would crash MkDocs' Markdown parser or keep it busy for minutes.

The parser rereads a block (lines without a blank one between them) for every heading, break or mark in it. So the
content of a block is bounded, and so is everything the parser keeps for the whole page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

MAX_BLOCKS = 6_000
MAX_LINES = 300  # in a block that is not a table
MAX_SIGNS = 1_500  # Markdown characters in a block; in a table each cell is parsed by itself
MAX_IN_TABLE = 6_000
MAX_CELLS = 12_000
MAX_DEFINITIONS = 500  # abbreviations, footnotes, link definitions: per kind and page
MAX_BRACKETS = 3_000
BLANK = re.compile(r"\n[ \t]*(?=\n)")
SIGN = re.compile(r"[*_`\[\]<>&\\!#~^{}]|  $", re.MULTILINE)
TABLE = re.compile(r"[^\n|]*\|[^\n]*\n[ \t|:-]*\|[ \t|:-]*(?:\n|$)|[^\n]*\n[ \t:-]+\|[ \t|:-]*(?:\n|$)")
DEFINITION = re.compile(r"^ {0,3}(\*|)\[(\^?)[^\]\n]*\]:", re.MULTILINE)
# An SGML section, which the HTML parser rejects; lists and quotes nested some twenty deep, on one line or by indent;
# definition lists without end.
FATAL = re.compile(
    r"<!\[|^[ \t]{64,}(?:[-*+]|\d+\.)\s|^(?:[ \t]*(?:[-*+>]|\d+\.)(?=[ \t>])){12}|(?:^.*\n:.*\n){200}", re.MULTILINE
)


class Burden(NamedTuple):
    """Where a page is too heavy (an offset in the text), why, and what to do."""

    start: int
    message: str
    hint: str


def find_burden(text: str) -> Burden | None:
    """Return the first thing in a page that MkDocs could not parse within a second or two."""
    if found := FATAL.search(text):
        hint = "Сделайте это место проще: меньше вложенных списков и знаков подряд; «<!» уберите."
        return Burden(found.start(), "Такую разметку MkDocs не осилит.", hint)
    for sign in ("[", "<!"):
        if text.count(sign) > MAX_BRACKETS:
            return Burden(text.index(sign), "Слишком много скобок: страница не соберётся.", "Уберите лишнее.")
    kinds = Counter(found.groups() for found in DEFINITION.finditer(text))
    if kinds and max(kinds.values()) > MAX_DEFINITIONS:
        first = DEFINITION.search(text)
        message = f"Сокращений, сносок или адресов ссылок больше {MAX_DEFINITIONS}."
        return Burden(first.start() if first else 0, message, "Разделите страницу на две.")
    for number, (start, block) in enumerate(_blocks(text)):
        if number >= MAX_BLOCKS:
            return Burden(start, f"Больше {MAX_BLOCKS} абзацев.", "Разделите страницу на две.")
        if words := _too_much(block):
            return Burden(start, *words)
    return None


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for found in BLANK.finditer(text):
        if block := text[start : found.start()].strip("\n"):
            yield start, block
        start = found.end()
    if block := text[start:].strip("\n"):
        yield start, block


def _too_much(block: str) -> tuple[str, str] | None:
    """Return what a block has too much of and what to do, or None."""
    lines, signs = block.count("\n") + 1, len(SIGN.findall(block))
    if TABLE.match(block):
        cells = lines * max(line.count("|") for line in block.split("\n"))
        if cells > MAX_CELLS or signs > MAX_IN_TABLE:
            return "Таблица слишком велика.", "Разделите её на несколько или приложите файлом."
    elif lines > MAX_LINES:
        return f"Больше {MAX_LINES} строк без пустой строки между ними.", "Разделите их пустыми строками."
    elif signs > MAX_SIGNS:
        return f"Больше {MAX_SIGNS} знаков разметки в одном абзаце.", "Разделите абзац пустыми строками."
    return None
