"""Lines of a record as text: which are structure, what stands in them, how a value is put in quotes.

For explaining what the parser refused and for writing lines ready to copy. Knows YAML's signs, not its grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

KEY = r"[^\W\d][\w-]*|\"[^\"]*\"|'[^']*'"
ENTRY = re.compile(rf"(?P<indent> *)(?P<dash>(?:- +)*)(?P<key>{KEY}) *:(?: +(?P<value>.*))?$")
ITEM = re.compile(r"(?P<indent> *)(?P<dash>(?:- +)+)(?P<key>)(?P<value>.*)$")
BLOCK = re.compile(rf"( *(?:- +)*)(?:(?:{KEY}) *: +)?[|>][-+1-9]* *(?:#.*)?$")
QUOTED = {'"': re.compile(r'"(?:[^"\\]|\\.)*"'), "'": re.compile(r"'(?:[^']|'')*'")}


class Fault(NamedTuple):
    """What is wrong in a line; line and column count from 0.

    ``mended`` is the whole line as it was probably meant, for reading on; None when that is not plain.
    """

    code: str
    line: int
    column: int
    message: str
    hint: str
    mended: str | None = None


def structure(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Numbered lines that are neither blank, nor comments, nor text of a block (``|``)."""
    inside = -1
    for number, line in enumerate(lines):
        bare = line.lstrip(" ")
        if not bare or (inside >= 0 and len(line) - len(bare) > inside):
            continue
        block = BLOCK.match(line)
        inside = len(block[1]) if block else -1
        if not bare.startswith("#"):
            yield number, line


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def entry_of(line: str) -> re.Match[str] | None:
    """``key: value``, ``- key: value`` or ``- value``; absent groups are None."""
    return ENTRY.match(line) or ITEM.match(line)


def value_of(line: str) -> str:
    """The value of an entry or item, or an empty text."""
    found = entry_of(line)
    return (found["value"] or "").strip() if found else ""


def rewrite(found: re.Match[str], value: str) -> str:
    """The line of an entry or item with another value."""
    key = f"{found['key']}: " if found["key"] else ""
    return f"{found['indent']}{found['dash']}{key}{value}"


def in_quotes(text: str) -> str:
    """The text in quotes that YAML reads back as it is; straight quotes inside become «ёлочки»."""
    inner = nested_quotes(text)
    if "\\" not in inner:
        return f'"{inner}"'
    return f"'{inner}'" if "'" not in inner else '"{}"'.format(inner.replace("\\", "\\\\"))


def nested_quotes(text: str) -> str:
    """Straight double quotes made «ёлочки», the pair around the whole left out."""
    if '"' not in text:
        return text
    marked = re.sub(r'(^|[\s(«])"(?=\S)', r"\1«", text)
    marked = re.sub(r'(^|[\s(«])"(?=\S)', r"\1«", marked).replace('"', "»")
    depth = 0
    for place, sign in enumerate(marked):
        depth += {"«": 1, "»": -1}.get(sign, 0)
        if depth <= 0 and place < len(marked) - 1:
            return marked
    return marked[1:-1] if depth == 0 else marked
