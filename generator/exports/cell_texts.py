"""Columns of a run of rows → the texts of their cells in CSV and in JSON.

A column is written at once, by the one kind of its values; only where kinds are mixed is each cell looked at.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, time
from functools import lru_cache
from json.encoder import encode_basestring as quote

from generator.records.tables import Column, column_of, plain

ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, default=plain).encode
FORMULA = frozenset("=+-@\t\r")
iso = lru_cache(maxsize=4096)(plain)  # for dates and times alone: few of them, many times over


@lru_cache(maxsize=4096)
def write_texts(texts: tuple[str, ...]) -> str:
    """A list of texts as JSON."""
    return f"[{', '.join(map(quote, texts))}]"


def csv_cells(column: Column) -> list[str]:
    """A text that a spreadsheet would run as a formula gets an apostrophe.

    Phone numbers are not formulas: they stay what they are inside their JSON arrays.
    """
    kind, values = column
    if kind is None:
        return [""] * len(values)
    if kind is float:
        return ["" if value is None else repr(value) for value in values]
    if kind is date or kind is time:
        return ["" if value is None else iso(value) for value in values]
    if kind is object:
        return [csv_cells(column_of([value]))[0] for value in values]
    if kind is str:
        return quote_csv([f"'{text}" if text and text[0] in FORMULA else text or "" for text in values])
    if kind is tuple:
        return quote_csv([write_texts(tuple(texts)) if texts else "" for texts in values])
    return quote_csv(["" if value is None else str(value) for value in values])


def quote_csv(texts: list[str]) -> list[str]:
    """Texts that hold a comma, a quote or the end of a line stand in quotes (RFC 4180).

    Several times quicker than ``csv.writer``, which looks at each letter; a test holds the two together.
    """
    whole = "".join(texts)
    if not any(sign in whole for sign in ',"\n\r'):
        return texts
    return [
        '"' + text.replace('"', '""') + '"' if "," in text or '"' in text or "\n" in text or "\r" in text else text
        for text in texts
    ]


def json_members(name: str, column: Column) -> Sequence[str]:
    """``"name": value`` for each cell; an empty text where nothing is known."""
    kind, values = column
    head = f"{quote(name)}: "
    if kind is None:
        return [""] * len(values)
    if kind is str:
        return [head + quote(text) if text else "" for text in values]
    if kind is tuple:
        return [head + write_texts(tuple(texts)) if texts else "" for texts in values]
    if kind is date or kind is time:
        return [f'{head}"{iso(value)}"' if value else "" for value in values]
    if kind is float:
        return [f"{head}{value!r}" if value is not None else "" for value in values]
    return [head + ENCODE(value) if value or value == 0 else "" for value in values]
