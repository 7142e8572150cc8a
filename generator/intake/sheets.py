"""Reads a table file into sheets of text: XLS, XLSX, ODS with python-calamine; CSV, TSV, HTML with our own code.

The format is detected from the first bytes: offices name HTML pages and plain text «.xls», and XLSX too.

A number stored as 1026700000810.0 becomes digits, a date becomes ISO text, a formula error becomes an empty cell.
Nothing is added: a leading zero that the spreadsheet has lost stays lost.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from generator.exports.book import letters
from generator.intake.book_looks import looks_of
from generator.intake.encodings import decode, parse_table
from generator.problems.problem import PortalError
from generator.problems.reasons import words_of
from generator.processes import BeyondLimitsError, confined
from generator.records.csv_text import restore

MEGABYTE = 1024 * 1024
MAX_BYTES = 50 * MEGABYTE
MAX_UNPACKED = 256 * MEGABYTE
MAX_MEMORY = 1024 * MEGABYTE
MAX_SECONDS = 30
MAX_SHEETS = 100
MAX_LISTED = 5  # places listed in a remark
MAX_CELLS = 1_000_000  # of all sheets, empty ones included
SPREADSHEETS = (".xls", ".xlsx", ".xlsm", ".xlsb", ".ods")
BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # a ZIP (XLSX, ODS) or an OLE file (XLS)
TEXTS = (".csv", ".tsv", ".tab", ".txt")
ERRORS = re.compile(r"#(?:REF|N/A|NA|VALUE|NAME|DIV/0|NULL|NUM|ССЫЛКА|Н/Д|ЗНАЧ|ИМЯ|ДЕЛ/0|ПУСТО|ЧИСЛО)[!?]?")
EMPTY = frozenset(("-", "–", "—", "н/д", "нет данных", "отсутствует"))
NULLS = frozenset(("none", "null", "nan"))  # what programs write for no value; «none» is also a code of ours
OLD_FORMS = re.compile(
    r"\s*(?:<\?xml\b.{0,200}?\?>\s*<\?mso-application|<\?xml\b.{0,2000}?urn:schemas-microsoft-com:office:spreadsheet"
    r"|(?:[\w-]+:[^\n]*\n){0,20}?MIME-Version:)",
    re.DOTALL | re.IGNORECASE,
)
COLLAPSED = re.compile(rb"table:visibility=[\"'](?:collapse|filter)")  # hidden by hand or by a filter, in ODS
SPACES = re.compile(r"[\s\u00a0\u2007\u202f\ufeff]+")
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\x00-\x08\x0e-\x1f\x7f]")
BROKEN = "Откройте её в редакторе таблиц и сохраните заново, лучше в XLSX или CSV."
SMALLER = (
    "Скопируйте строки с организациями в новую книгу и сохраните её в XLSX или CSV: "
    "часто далеко справа или внизу осталась забытая ячейка."
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as text, rows padded to one width. ``rows[0]`` is row 1 of the file; a ``hidden`` sheet has none.

    ``remarks`` for staff: hidden parts that were left out, missing values.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    hidden: bool = False
    remarks: tuple[str, ...] = ()


def load_sheets(path: Path) -> list[Sheet]:
    """Return all sheets that are not empty, hidden ones without rows. Raises PortalError if the file cannot be read.

    The file is untrusted and may be crafted to crash its parser: it is read in a process of its own, within limits.
    """
    try:
        return confined(partial(read_sheets, path), MAX_MEMORY, MAX_SECONDS)
    except BeyondLimitsError as error:
        raise PortalError(f"Таблица {path.name} {BEYOND[str(error)]}") from error


BEYOND = {
    "memory": f"не помещается в {MAX_MEMORY // MEGABYTE} МБ памяти, и чтение прервано. {SMALLER}",
    "time": f"не прочиталась за {MAX_SECONDS} секунд, и чтение прервано. {SMALLER}",
    "end": f"не читается. {BROKEN}",
}


def read_sheets(path: Path) -> list[Sheet]:
    """``load_sheets``, in this process."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise PortalError(f"Файл {path} не открывается: {words_of(error)}.") from error
    if size > MAX_BYTES:
        raise PortalError(f"Таблица {path.name} больше {MAX_BYTES // MEGABYTE} МБ: разделите её на части.")
    ending = path.suffix.lower()
    if ending not in SPREADSHEETS + TEXTS:
        raise PortalError(f"Таблица {path.name} не того вида: годятся CSV, TSV, XLS, XLSX и ODS.")
    data, meter = path.read_bytes(), _Meter(path.name)
    if data.startswith(BOOKS):
        found = list(_read_book(data, meter))
    else:
        text, _ = decode(data)
        if OLD_FORMS.match(text):
            raise PortalError(f"Таблица {path.name} сохранена в старом виде (XML или веб-архив). Сохраните её в XLSX.")
        pages = (
            _read_html(text, meter)
            if text.lstrip().lower().startswith(("<html", "<!doctype", "<table", "<meta"))
            else None
        )
        found = [_sheet(path.stem, pages if pages is not None else _plain_rows(text), meter, [])]
    sheets = [sheet for sheet in found if sheet.hidden or sheet.rows]
    if all(sheet.hidden for sheet in sheets):
        what = "все листы скрыты: откройте её и покажите нужный" if sheets else "пусто"
        raise PortalError(f"В таблице {path.name} {what}.")
    return sheets


def _sheet(name: str, rows: list[list[Any]], meter: _Meter, remarks: list[str]) -> Sheet:
    """Build a sheet from rows. Formula errors become empty cells and a remark."""
    wrong = [
        f"{letters(place)}{number}"
        for number, row in enumerate(rows, start=1)
        for place, cell in enumerate(row, start=1)
        if isinstance(cell, str) and cell.startswith("#") and ERRORS.fullmatch(cell.strip())
    ]
    if wrong:
        remarks = [
            *remarks,
            f"ошибка вместо значения, клеток {len(wrong)}: {', '.join(wrong[:MAX_LISTED])}. Исправьте формулы",
        ]
    return Sheet(name, meter.even(rows), remarks=tuple(remarks))


def _plain_rows(text: str) -> list[list[str]]:
    """Return the rows of a text table without the apostrophes that our exports put before formulas."""
    return [[restore(cell) for cell in row] for row in parse_table(text)]


def _read_html(text: str, meter: _Meter) -> list[list[str]]:
    """Return the rows of a page's tables. A merged cell has its text in its first place, as in a spreadsheet."""
    rows: list[list[str]] = []
    hanging: dict[int, int] = {}  # column → rows still covered by a cell above
    for line in LexborHTMLParser(text).css("tr"):
        row: list[str] = []
        for cell in [*(node for node in line.iter() if node.tag in ("td", "th")), None]:
            while hanging.get(len(row), 0):
                hanging[len(row)] -= 1
                row.append("")
            if cell is None:
                break
            wide, tall = (_span(cell.attributes.get(name)) for name in ("colspan", "rowspan"))
            meter.check(len(row) + wide)
            hanging |= {len(row) + n: tall - 1 for n in range(wide)}
            row += [cell.text(separator="\n", strip=True), *[""] * (wide - 1)]
        rows.append(row)
    return rows


def _span(text: str | None) -> int:
    return min(int(text), 100) if text and text.isdigit() and int(text) else 1


@dataclass(slots=True)
class _Meter:
    """Counts the cells read so far. Raises PortalError beyond the limit."""

    name: str
    cells: int = 0

    def count(self, height: int, width: int) -> None:
        self.check(height * width)
        self.cells += height * width

    def check(self, more: int) -> None:
        if self.cells + more > MAX_CELLS:
            raise PortalError(f"В таблице {self.name} больше {MAX_CELLS:,} клеток. {SMALLER}".replace(",", " "))

    def even(self, rows: list[list[Any]]) -> tuple[tuple[str, ...], ...]:
        """Return rows as text, padded to one width, without empty rows at the end."""
        texts = [[text_of(cell) for cell in row] for row in rows]
        while texts and not any(texts[-1]):
            texts.pop()
        width = max(map(len, texts), default=0)
        self.count(len(texts), width)
        return tuple(tuple(row + [""] * (width - len(row))) for row in texts)


def _read_book(data: bytes, meter: _Meter) -> Iterator[Sheet]:
    """Yield the sheets with their rows; a hidden sheet has none, as its author did not mean to share it."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum  # late: few commands need it

    try:
        _check_unpacked(data, meter.name)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        looks = looks_of(data) if data.startswith(BOOKS[0]) else {}
        blind = [] if looks else _unseen(data)
        if len(book.sheet_names) > MAX_SHEETS:
            raise PortalError(f"В таблице {meter.name} больше {MAX_SHEETS} листов. {SMALLER}")
        for shown in book.sheets_metadata:
            name = shown.name
            if shown.visible != SheetVisibleEnum.Visible:
                yield Sheet(name, (), hidden=True)
                continue
            sheet = book.get_sheet_by_name(name)
            meter.check(sheet.total_height * sheet.total_width)
            rows = sheet.to_python(skip_empty_area=False)
            yield _sheet(name, rows, meter, looks[name].apply(rows) if name in looks else blind)
            blind = []
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise PortalError(f"Таблица {meter.name} не читается. {BROKEN}") from error


def _unseen(data: bytes) -> list[str]:
    """Return a remark for formats in which the library cannot tell hidden rows and columns from visible ones."""
    if not data.startswith(BOOKS[0]):
        return ["скрытые строки и столбцы в XLS не отличить от видимых: если они есть, сохраните таблицу в XLSX"]
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        body = packed.read("content.xml") if "content.xml" in packed.namelist() else b""
    if body and not COLLAPSED.search(body):
        return []
    return ["скрытые строки и столбцы прочитаны вместе с видимыми: если они лишние, сохраните таблицу в XLSX"]


def _check_unpacked(data: bytes, name: str) -> None:
    """Check the unpacked size that an archive declares; a false declaration runs into the memory limit."""
    if not data.startswith(BOOKS[0]):
        return
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
            most = MAX_UNPACKED // MEGABYTE
            raise PortalError(f"Таблица {name} в распакованном виде больше {most} МБ. {SMALLER}")


def text_of(cell: Any) -> str:
    """Return what a reader sees in a cell: digits without «.0», ISO dates; line breaks kept, white space folded."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time | timedelta):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    lines = (SPACES.sub(" ", line).strip() for line in INVISIBLE.sub("", str(cell)).split("\n"))
    text = "\n".join(line for line in lines if line)
    return "" if ERRORS.fullmatch(text) or text.casefold() in EMPTY else text
