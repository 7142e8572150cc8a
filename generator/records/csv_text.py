"""Writes tables as CSV: UTF-8, commas, LF (RFC 4180). No cell runs as a formula when a spreadsheet opens the file.

A spreadsheet recognises a formula by the first character of a cell, and splits lines by the delimiter of its locale: a
Russian one by «;», in which case our quotes do not hold a cell together. So an apostrophe is put before a formula's
beginning after any delimiter, not only at the start of a cell. ``restore`` removes the apostrophes. Downloads made by
scripts follow the same rule (``theme/assets/portal/csv.js``).
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
DELIMITER = r"[;,|\t\n\r\"]"  # including the quote, which may open a cell
SKIPPED = r"[ \u00a0\"]*"  # what a spreadsheet may strip from a cell first
OPENER = r"[=+\-@\t\r＝＋－＠]"
# Each delimiter is matched once with all that is skipped after it, so time is linear in the length. The apostrophes
# of the text itself follow the one added, so ``restore`` is exact.
DANGER = re.compile(rf"(?:^|{DELIMITER}){SKIPPED}(?=('*{OPENER})?)")
INNER_DANGER = re.compile(rf"{DELIMITER}{SKIPPED}(?=('*{OPENER})?)")
DEFUSED = re.compile(rf"((?:^|{DELIMITER}){SKIPPED})('(?='*{OPENER}))?")


def write_csv(names: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Return a table with its header; lists become JSON arrays, times have no seconds."""
    lines = _Lines()
    writer = csv.writer(lines)
    writer.writerow(names)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return "".join(f"{line.removesuffix(END)}\n" for line in lines).encode()


class _Lines(list[str]):
    """Collects a writer's lines. With LF as terminator, the writer of Python 3.11 would leave CR in a cell unquoted."""

    write = list.append


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return defuse(value)
    if isinstance(value, (tuple, list)):
        # Texts of a list are not at the start of a cell, so a phone's «+7…» may stay.
        return json.dumps([_mark(INNER_DANGER, text) for text in value], ensure_ascii=False) if value else ""
    return plain(value) if isinstance(value, (date, time)) else value


def defuse(text: str) -> str:
    """Put an apostrophe before whatever a spreadsheet could take for the beginning of a formula."""
    return _mark(DANGER, text)


def restore(text: str) -> str:
    """Undo ``defuse``."""
    return DEFUSED.sub(r"\1", text) if "'" in text else text


def _mark(danger: re.Pattern[str], text: str) -> str:
    return danger.sub(lambda found: found[0] if found[1] is None else f"{found[0]}'", text)
