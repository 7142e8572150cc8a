"""What an XLSX shows but its values do not say: hidden rows and columns, percentages, zeros added by a format.

The library returns values only. The parts of the workbook are searched once more as text, without building a tree: the
file is untrusted, and is read in a process of its own, within limits (see ``sheets``).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from generator.exports.book import letters

TAG = rb"<(?:\w+:)?%s(?=[\s/>])([^>]*)>"
SHEET, RELATION, COLUMN, ROW, CELL = (
    re.compile(TAG % name) for name in (b"sheet", b"Relationship", b"col", b"row", b"c")
)
FORMAT, STYLE = re.compile(TAG % b"numFmt"), re.compile(TAG % b"xf")
STYLES = re.compile(rb"<(?:\w+:)?cellXfs[\s>].*?</(?:\w+:)?cellXfs>", re.DOTALL)
ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
EMPTY = re.compile(
    rb"<(?:\w+:)?c(?=\s)([^>]*[^/])>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
ERROR = re.compile(rb"\bt=[\"']e[\"']")
PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
PERCENTS = {"9": 0, "10": 2}  # formats of the standard: 0% and 0.00%
ZEROS = re.compile(r"0{2,20}")
WIDEST = 16_384  # columns of a sheet
MAX_NAMED = 5


@dataclass(slots=True)
class Look:
    """How a sheet looks; indexes count from 0. ``percents``: → decimal places; ``zeros``: → number of digits shown."""

    columns: set[int] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)
    percents: dict[tuple[int, int], int] = field(default_factory=dict)
    zeros: dict[tuple[int, int], int] = field(default_factory=dict)
    empty: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)  # whose value is an error, such as «#ДЕЛ/0!»

    def apply(self, rows: list[list[Any]]) -> list[str]:
        """Change the values to what a reader sees. Returns remarks on the sheet."""
        remarks = []
        hidden = {at for at in self.rows if at < len(rows) and any(_filled(cell) for cell in rows[at])}
        for at in hidden:
            rows[at] = []
        columns = {at for at in self.columns if any(at < len(row) and _filled(row[at]) for row in rows)}
        for row in rows:
            for at in columns & set(range(len(row))):
                row[at] = ""
        for (at, place), digits in self.percents.items():
            if _is_number(rows, at, place):
                rows[at][place] = f"{rows[at][place] * 100:.{digits}f}".replace(".", ",") + "%"
        for (at, place), width in self.zeros.items():
            if _is_number(rows, at, place) and float(rows[at][place]).is_integer():
                rows[at][place] = f"{int(rows[at][place]):0{width}}"
        if columns:
            names = ", ".join(letters(at + 1) for at in sorted(columns)[:MAX_NAMED])
            remarks.append(f"скрытые столбцы пропущены: {names}. Если они нужны, покажите их")
        if hidden:
            numbers = ", ".join(str(at + 1) for at in sorted(hidden)[:MAX_NAMED])
            remarks.append(f"скрытые строки пропущены, {len(hidden)}: {numbers}. Если они нужны, снимите фильтр")
        if self.empty:
            names = ", ".join(self.empty[:MAX_NAMED])
            remarks.append(
                f"у формул нет значения, клеток {len(self.empty)}: {names}. Откройте таблицу в Excel и сохраните заново"
            )
        if self.wrong:
            names = ", ".join(self.wrong[:MAX_NAMED])
            remarks.append(f"ошибка вместо значения, клеток {len(self.wrong)}: {names}. Исправьте формулы")
        return remarks


def looks_of(data: bytes) -> dict[str, Look]:
    """Return sheet name → its look; empty if the workbook is not XLSX."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = set(packed.namelist())
        if "xl/workbook.xml" not in names:
            return {}
        relations = _read(packed, "xl/_rels/workbook.xml.rels")
        targets = {found.get("Id"): found.get("Target", "") for found in _tags(RELATION, relations)}
        percents, zeros = _styles(_read(packed, "xl/styles.xml"))
        looks = {}
        for sheet in _tags(SHEET, _read(packed, "xl/workbook.xml")):
            target = targets.get(next((value for key, value in sheet.items() if key.endswith(":id")), ""), "")
            path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            looks[unescape(sheet.get("name", ""))] = _look(_read(packed, path), percents, zeros)
        return looks


def _read(packed: zipfile.ZipFile, name: str) -> bytes:
    try:
        return packed.read(name)
    except KeyError:
        return b""


def _tags(pattern: re.Pattern[bytes], text: bytes) -> Iterator[dict[str, str]]:
    for found in pattern.finditer(text):
        yield _attributes(found[1])


def _attributes(text: bytes) -> dict[str, str]:
    found = ((key.decode("ascii", "replace"), one or other) for key, one, other in ATTRIBUTE.findall(text))
    return {key: value.decode("utf-8", "replace") for key, value in found}


def _styles(text: bytes) -> tuple[dict[str, int], dict[str, int]]:
    """Return the style numbers that show percentages (→ decimal places) and those that pad with zeros (→ width)."""
    codes = {found.get("numFmtId", ""): unescape(found.get("formatCode", "")) for found in _tags(FORMAT, text)}
    percents, zeros = {}, {}
    styles = STYLES.search(text)
    for number, style in enumerate(_tags(STYLE, styles[0]) if styles else ()):
        kind = style.get("numFmtId", "")
        code = codes.get(kind, "").split(";")[0]
        if kind in PERCENTS:
            percents[str(number)] = PERCENTS[kind]
        elif re.fullmatch(r"[#0]*(?:\.0*)?%", code):
            percents[str(number)] = len(code.partition(".")[2].removesuffix("%"))
        elif ZEROS.fullmatch(code):
            zeros[str(number)] = len(code)
    return percents, zeros


def _look(text: bytes, percents: dict[str, int], zeros: dict[str, int]) -> Look:
    look = Look()
    for found in _tags(COLUMN, text[: text.find(b"sheetData")]):
        if _true(found.get("hidden")) and found.get("min", "").isdigit() and found.get("max", "").isdigit():
            look.columns |= set(range(int(found["min"]) - 1, min(int(found["max"]), WIDEST)))
    if b"hidden" in text:
        hidden = (found for found in _tags(ROW, text) if _true(found.get("hidden")))
        look.rows = {int(found["r"]) - 1 for found in hidden if found.get("r", "").isdigit()}
    if b"<f" in text or b":f" in text:
        look.empty = [_attributes(found[1]).get("r", "?") for found in EMPTY.finditer(text)]
    for found in _tags(CELL, text) if percents or zeros or ERROR.search(text) else ():
        if found.get("t") == "e":
            look.wrong.append(found.get("r", "?"))
        place = PLACE.fullmatch(found.get("r", ""))
        style = found.get("s", "")
        if place and (style in percents or style in zeros):
            at = (int(place[2]) - 1, _number(place[1]))
            (look.percents if style in percents else look.zeros)[at] = percents.get(style, zeros.get(style, 0))
    return look


def _true(text: str | None) -> bool:
    return text in ("1", "true")


def _filled(cell: Any) -> bool:
    return cell is not None and cell != ""


def _is_number(rows: list[list[Any]], at: int, place: int) -> bool:
    if at >= len(rows) or place >= len(rows[at]):
        return False
    cell = rows[at][place]
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _number(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1
