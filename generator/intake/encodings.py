"""Decodes a table saved as text: the encoding and the separator are detected from the bytes themselves.

Russian offices save tables in UTF-8 (with or without BOM), UTF-16, Windows-1251 and, less often, in DOS encodings,
KOI8-R or old Macintosh. Encodings other than UTF are told apart by letters: Russian text decoded wrongly has many rare
letters, and capitals inside words.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
RUSSIAN = ("cp1251", "mac_cyrillic", "koi8_r", "cp866")
# The most common letters, about three quarters of Russian text.
COMMON = frozenset("оеаинтсрвлкмдпу")
LETTER = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
SIGNS = frozenset("«»„“”–—№…\u00a0°")
INNER_CAPITAL = re.compile(r"[а-яё][А-ЯЁ]")
# A dash decoded wrongly becomes a capital: «13:00Ц14:00», «год Р 2026». Few letters are words on their own.
LONE_CAPITAL = re.compile(r"(?<=\d)[А-ЯЁ](?=\d)|(?<![\w.])[БГДЕЁЖЗЙЛМНПРТФХЦЧШЩЪЫЬЭЮ](?![\w.])")
SEPARATORS = (";", ",", "\t", "|")
SAMPLE = 60_000


def decode(data: bytes) -> tuple[str, str]:
    """Return the text with LF line endings and the encoding. Never fails: undecodable bytes are replaced."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return _lines(data.decode(name, "replace")), name
    for name, place in (("utf-16-le", 1), ("utf-16-be", 0)):
        if _wide(data[:SAMPLE], place):
            return _lines(data.decode(name, "replace")), name
    try:
        return _lines(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        best = max(RUSSIAN, key=lambda name: likelihood(data[:SAMPLE].decode(name, "replace")))
        return _lines(data.decode(best, "replace")), best


def _wide(data: bytes, place: int) -> bool:
    """Tell whether the data is UTF-16 without BOM: its high bytes are mostly those of Latin and Cyrillic letters."""
    high = data[place::2]
    return len(data) > 3 and (high.count(0) + high.count(4)) > 0.9 * len(high) and b"\0" in data


def likelihood(text: str) -> float:
    """Score how much a text looks like Russian: common letters add, strange characters and inner capitals subtract."""
    counts = Counter(text.casefold())
    foreign = {sign: number for sign, number in counts.items() if ord(sign) > 127}
    score = 0.0
    for sign, number in foreign.items():
        if sign in LETTER:
            score += number * (2 if sign in COMMON else 0.5)
        elif sign not in SIGNS:
            score -= 4 * number
    return score - 3 * len(INNER_CAPITAL.findall(text)) - 3 * len(LONE_CAPITAL.findall(text))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def parse_table(text: str) -> list[list[str]]:
    """Split text into rows. The separator is the one that gives the most rows an equal number of cells.

    An unclosed quote would swallow the rows below it. If quotes are malformed, the table is parsed with and without
    them, and the more regular result is used; of equal ones, the longer.
    """
    csv.field_size_limit(max(len(text), csv.field_size_limit()))  # a limit of the whole process: only ever raised
    separator = max(SEPARATORS, key=lambda sign: _regularity(_rows(text[:SAMPLE], sign)))
    rows = _rows(text, separator)
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            pass
    except csv.Error:
        plain = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=csv.QUOTE_NONE)
        bare = [[re.sub(r'^"(.*)"$', r"\1", cell).replace('""', '"') for cell in row] for row in plain]
        return max(rows, bare, key=lambda found: (_evenness(found), len(found)))
    return rows


def _rows(text: str, separator: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def _regularity(rows: list[list[str]]) -> int:
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max((number * min(width, 20) for width, number in widths.items()), default=0)


def _evenness(rows: list[list[str]]) -> float:
    """Return the share of rows that have the most common width."""
    widths = Counter(len(row) for row in rows if row)
    return max(widths.values(), default=0) / max(widths.total(), 1)
