"""Tables as CSV: UTF-8, commas, LF (RFC 4180). A spreadsheet that opens one runs nothing of it.

A spreadsheet takes a cell for a formula by its first sign, and parts a line by the delimiter of its country: a Russian
one by «;», whatever our own is, and then our quotes do not hold a cell together. So an apostrophe goes before what
begins a formula after any delimiter, not only at the beginning of a cell. ``restore`` takes the apostrophes off again.
The downloads that scripts make follow the same rule (``theme/assets/portal/csv.js``).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

from generator.records.tables import Row, plain

END = "\r\n"
DELIMITER = r"[;,|\t\n\r\"]"  # a quote as well: it may open a cell
SKIPPED = r"[ \u00a0\"]*"  # what a spreadsheet may take off a cell before it looks at the first sign
OPENER = r"[=+\-@\t\r＝＋－＠]"
# Each delimiter is looked at once, with all that is skipped behind it: time grows as the length does. The apostrophes
# that a text has of its own stay behind the one that is added, so that ``restore`` gives back every text.
DANGER = re.compile(rf"(?:^|{DELIMITER}){SKIPPED}(?=('*{OPENER})?)")
INNER_DANGER = re.compile(rf"{DELIMITER}{SKIPPED}(?=('*{OPENER})?)")
DEFUSED = re.compile(rf"((?:^|{DELIMITER}){SKIPPED})('(?='*{OPENER}))?")


def write_csv(names: Sequence[str], rows: Iterable[Row]) -> bytes:
    """The table with its header; lists as JSON arrays, times without seconds."""
    lines = _Lines()
    writer = csv.writer(lines)
    writer.writerow(names)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return "".join(f"{line.removesuffix(END)}\n" for line in lines).encode()


class _Lines(list[str]):
    """The lines a writer makes. Told to end them by LF, the writer of Python 3.11 leaves a CR in a cell unquoted."""

    write = list.append


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return defuse(value)
    if isinstance(value, (tuple, list)):
        # No text of a list begins a cell, so «+7…» of a phone stays what it is.
        return json.dumps([_mark(INNER_DANGER, text) for text in value], ensure_ascii=False) if value else ""
    return plain(value) if isinstance(value, (date, time)) else value


def defuse(text: str) -> str:
    """The text with an apostrophe before whatever a spreadsheet could take for the beginning of a formula."""
    return _mark(DANGER, text)


def restore(text: str) -> str:
    """The text as it was before ``defuse``."""
    return DEFUSED.sub(r"\1", text) if "'" in text else text


def _mark(danger: re.Pattern[str], text: str) -> str:
    return danger.sub(lambda found: found[0] if found[1] is None else f"{found[0]}'", text)
