"""Tables → one XLSX workbook: a sheet a table, real numbers and dates, no formula, the same bytes for the same rows.

Written by hand (ECMA-376, part 1): texts stand inline, so that a text beginning with «=» is a text and stays one.
Archives of the open data are made here too, their files all of one time.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any
from xml.sax.saxutils import escape

FIXED_TIME = (1980, 1, 1, 0, 0, 0)
EPOCH = date(1899, 12, 30).toordinal()  # day 0 of spreadsheets
HEAD, DAY, HOURS = 1, 2, 3  # styles
MAX_TITLE = 31
MAX_CELL = 32_767
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = (
    f'{XML}<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/>'
    '<numFmt numFmtId="165" formatCode="hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/>'
    '</font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill '
    'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border>'
    '<left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" '
    'fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" '
    'xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="164" '
    'fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" '
    'borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def write_archive(files: Mapping[str, bytes], level: int = 6) -> bytes:
    """A ZIP whose bytes depend on its files alone."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, body)
    return stream.getvalue()


def write_book(sheets: Sequence[tuple[str, Sequence[tuple[str, str]], Iterable[Mapping[str, Any]]]]) -> bytes:
    """An XLSX file of sheets: title, columns as (name, title), rows. A book has at least one sheet."""
    files: dict[str, bytes] = {}
    numbers = range(1, len(sheets) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{KIND}.worksheet+xml"/>' for n in numbers
    )
    files["[Content_Types].xml"] = (
        f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>{overrides}</Types>'
    ).encode()
    files["_rels/.rels"] = _relations([("officeDocument", "xl/workbook.xml")])
    titles = _titles(title for title, _, _ in sheets)
    listed = "".join(
        f'<sheet name="{escape(title, {chr(34): "&quot;"})}" sheetId="{n}" r:id="rId{n}"/>'
        for n, title in zip(numbers, titles, strict=True)
    )
    files["xl/workbook.xml"] = (
        f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>'
    ).encode()
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    files["xl/_rels/workbook.xml.rels"] = _relations([*targets, ("styles", "styles.xml")])
    files["xl/styles.xml"] = STYLES.encode()
    for n, (_, columns, rows) in zip(numbers, sheets, strict=True):
        files[f"xl/worksheets/sheet{n}.xml"] = _sheet(columns, rows).encode()
    return write_archive(files, level=1)


def _relations(targets: Sequence[tuple[str, str]]) -> bytes:
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'.encode()


def _titles(titles: Iterable[str]) -> list[str]:
    """Titles that a spreadsheet takes: at most 31 characters, none of its signs, each once."""
    found: list[str] = []
    for title in titles:
        plain = "".join(" " if sign in "[]:*?/\\'" else sign for sign in title)[:MAX_TITLE].strip()
        found.append(plain if plain not in found else f"{plain[: MAX_TITLE - 3]} {len(found)}")
    return found


def letters(number: int) -> str:
    """Column letters of a spreadsheet: 1 is A, 27 is AA."""
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def _sheet(columns: Sequence[tuple[str, str]], rows: Iterable[Mapping[str, Any]]) -> str:
    named = [(name, letters(n)) for n, (name, _) in enumerate(columns, start=1)]
    parts = [
        f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f'<cols><col min="1" max="{len(named)}" width="24" customWidth="1"/></cols><sheetData><row r="1">'
    ]
    parts += [_cell(f"{letters(n)}1", title, HEAD) for n, (_, title) in enumerate(columns, start=1)]
    parts.append("</row>")
    for number, row in enumerate(rows, start=2):
        parts.append(f'<row r="{number}">')
        for name, letter in named:
            value = row[name]
            if value or value == 0:
                parts.append(_cell(f"{letter}{number}", value))
        parts.append("</row>")
    parts.append("</sheetData></worksheet>")
    return "".join(parts)


def _cell(place: str, value: Any, style: int = 0) -> str:
    """One cell by the kind of its value; arrays as one text."""
    kind = value.__class__
    if kind is int or kind is float:
        return f'<c r="{place}"><v>{value!r}</v></c>'
    if kind is date:
        return f'<c r="{place}" s="{DAY}"><v>{value.toordinal() - EPOCH}</v></c>'
    if kind is time:
        return f'<c r="{place}" s="{HOURS}"><v>{(value.hour * 60 + value.minute) / 1440!r}</v></c>'
    text = "; ".join(map(str, value)) if kind is list or kind is tuple else str(value)
    if "&" in text or "<" in text or ">" in text:
        text = escape(text)
    styled = f' s="{style}"' if style else ""
    return f'<c r="{place}" t="inlineStr"{styled}><is><t xml:space="preserve">{text[:MAX_CELL]}</t></is></c>'
