"""Tables as one XLSX workbook: a sheet per table, real numbers and dates, no formulas, reproducible bytes.

Written by hand (ECMA-376, part 1) with inline strings, so a text beginning with «=» stays a text. ZIP archives of the
open data are made here too, with fixed timestamps.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from html import escape
from typing import Any

from generator.records.tables import Column, Run, column_of

EPOCH = date(1899, 12, 30).toordinal()  # day 0 in spreadsheets
HEAD, DAY, HOURS = 1, 2, 3  # style indexes
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


def write_archive(files: Mapping[str, bytes | Iterable[bytes]], level: int = 6) -> bytes:
    """Return a ZIP whose bytes depend only on the files and the compression ``level``.

    A large file may come in parts.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, body in files.items():
            with archive.open(name, "w") as packed:  # dated 1 January 1980, the default of streamed entries
                for part in (body,) if isinstance(body, bytes) else body:
                    packed.write(part)
            archive.getinfo(name).external_attr = 0o644 << 16  # set now: the central directory is written last
    return stream.getvalue()


def write_book(sheets: Sequence[tuple[str, Sequence[str], Iterable[Run]]], level: int = 6) -> bytes:
    """Return an XLSX workbook of one or more sheets, each given as title, column titles and rows."""
    files: dict[str, bytes | Iterable[bytes]] = {}
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
        f'<sheet name="{escape(title)}" sheetId="{n}" r:id="rId{n}"/>' for n, title in zip(numbers, titles, strict=True)
    )
    files["xl/workbook.xml"] = (
        f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>'
    ).encode()
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    files["xl/_rels/workbook.xml.rels"] = _relations([*targets, ("styles", "styles.xml")])
    files["xl/styles.xml"] = STYLES.encode()
    for n, (_, columns, runs) in zip(numbers, sheets, strict=True):
        files[f"xl/worksheets/sheet{n}.xml"] = _sheet(columns, runs)
    return write_archive(files, level)


def _relations(targets: Sequence[tuple[str, str]]) -> bytes:
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'.encode()


def _titles(titles: Iterable[str]) -> list[str]:
    """Make titles valid in a spreadsheet: at most 31 characters, no forbidden ones, all different."""
    found: list[str] = []
    for title in titles:
        plain = "".join(" " if sign in "[]:*?/\\'" else sign for sign in title)[:MAX_TITLE].strip()
        found.append(plain if plain not in found else f"{plain[: MAX_TITLE - 3]} {len(found)}")
    return found


def letters(number: int) -> str:
    """Return the letters of a spreadsheet column: 1 is A, 27 is AA."""
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def _sheet(titles: Sequence[str], runs: Iterable[Run]) -> Iterator[bytes]:
    """Yield the sheet in parts, one per run of rows. The start of a row closes the row before it."""
    places = [letters(n) for n in range(1, len(titles) + 1)]
    head = "".join(
        f'<c r="{place}1" t="inlineStr" s="{HEAD}"><is><t xml:space="preserve">{title}</t></is></c>'
        for place, title in zip(places, _texts(str, titles), strict=True)
    )
    yield (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f'<cols><col min="1" max="{len(titles)}" width="24" customWidth="1"/></cols><sheetData><row r="1">{head}'
    ).encode()
    number = 2
    for run in runs:
        numbers = list(map(str, range(number, number + len(run[0].values))))
        starts = [f'</row><row r="{n}">' for n in numbers]
        cells = [_cells(place, numbers, column) for place, column in zip(places, run, strict=True)]
        yield "".join(map("".join, zip(starts, *cells, strict=True))).encode()
        number += len(numbers)
    yield b"</row></sheetData></worksheet>"


def _cells(place: str, numbers: Sequence[str], column: Column) -> list[str]:
    """Return the cells of a column, formatted by the kind of its values; empty where nothing is known."""
    kind, values = column
    if kind is None:
        return [""] * len(values)
    if kind is object:
        return [_cells(place, [n], column_of([value]))[0] for n, value in zip(numbers, values, strict=True)]
    known = zip(numbers, values, strict=True)
    if kind is float:
        return [f'<c r="{place}{n}"><v>{value!r}</v></c>' if value is not None else "" for n, value in known]
    if kind is date:
        return [f'<c r="{place}{n}" s="{DAY}"><v>{day.toordinal() - EPOCH}</v></c>' if day else "" for n, day in known]
    if kind is time:
        return [f'<c r="{place}{n}" s="{HOURS}"><v>{_part_of_day(hour)!r}</v></c>' if hour else "" for n, hour in known]
    return [
        f'<c r="{place}{n}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' if text else ""
        for n, text in zip(numbers, _texts(kind, values), strict=True)
    ]


def _part_of_day(hour: time) -> float:
    return (hour.hour * 60 + hour.minute) / 1440


def _texts(kind: type, values: Sequence[Any]) -> Sequence[str | None]:
    """Return texts escaped for XML, each list joined into one text.

    Most columns need no escaping; joining the whole column finds that out at once.
    """
    if kind is tuple:
        values = ["; ".join(texts) if texts else "" for texts in values]
    elif kind is not str:
        values = [str(value) if value or value == 0 else "" for value in values]
    whole = "".join(filter(None, values))
    if len(whole) > MAX_CELL:
        values = [text and text[:MAX_CELL] for text in values]
    if any(sign in whole for sign in "&<>"):
        values = [text and escape(text, quote=False) for text in values]
    return values
