"""Tables made to break their reader: far cells, repeats, bombs.

Each is reported in Russian, and the command survives.
"""

from __future__ import annotations

import faulthandler
import io
import os
import signal
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from generator.intake import sheets
from generator.intake.sheets import load_sheets
from generator.problems.problem import PortalError
from generator.processes import BeyondLimitsError, confined
from tests.conftest import run_portal
from tests.hostile.roots import write_root

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKED = "http://schemas.openxmlformats.org/package/2006/relationships"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
HEADS = ("Название организации", "ИНН")
ROW = ("Клуб «Пример»", "2453000002")
GIGABYTE = 1024**3


def pack(parts: dict[str, bytes | str]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return whole.getvalue()


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def table(*more: str) -> str:
    """Return the rows of a good sheet, and more."""
    rows = [f'<row r="{n}">{cell(f"A{n}", a)}{cell(f"B{n}", b)}</row>' for n, (a, b) in enumerate((HEADS, ROW), 1)]
    return "".join([*rows, *more])


def xlsx(rows: str, *, shared: str = "", count: int = 1, head: str = "") -> bytes:
    """Return a workbook of ``count`` sheets with the same rows."""
    numbers = range(1, count + 1)
    listed = "".join(f'<sheet name="Лист{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    to = f'Type="{LINKS}/worksheet" Target="worksheets/sheet'
    links = "".join(f'<Relationship Id="r{n}" {to}{n}.xml"/>' for n in numbers)
    sheet = f'{head}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    office = f'<Relationship Id="r" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/>'
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{PACKED}">{office}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKED}">{links}</Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        **{f"xl/worksheets/sheet{n}.xml": sheet for n in numbers},
    }
    return pack(dict(parts))


def ods(rows: str) -> bytes:
    spaces = f'xmlns:office="{ODF}:office:1.0" xmlns:table="{ODF}:table:1.0" xmlns:text="{ODF}:text:1.0"'
    begin = f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="Лист1">'
    end = "</table:table></office:spreadsheet></office:body></office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return pack({"mimetype": kind, "META-INF/manifest.xml": "<manifest/>", "content.xml": begin + rows + end})


def ods_row(*texts: str, cell: str = "", row: str = "") -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string" {cell}><text:p>{t}</text:p></table:table-cell>' for t in texts
    )
    return f"<table:table-row {row}>{cells}</table:table-row>"


GOOD_CSV = f"{';'.join(HEADS)}\n{';'.join(ROW)}\n"
GOOD_ODS = ods_row(*HEADS) + ods_row(*ROW)
REPEATED = 'table:number-columns-repeated="16384"', 'table:number-rows-repeated="1048576"'
ENTITIES = '<!DOCTYPE x [<!ENTITY a "ааааааааааааааааа">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 16}">' for n in range(9)
)
BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "one far cell": ("a.xlsx", lambda: xlsx(table(f'<row r="1048576">{cell("XFD1048576", "а")}</row>'))),
    "a cell rather far": ("a.xlsx", lambda: xlsx(table(f'<row r="1048576">{cell("DZ1048576", "а")}</row>'))),
    "a cell far enough": ("a.xlsx", lambda: xlsx(table(f'<row r="300000">{cell("J300000", "а")}</row>'))),
    "sheets each not too large": (
        "a.xlsx",
        lambda: xlsx(table(f'<row r="200000">{cell("C200000", "а")}</row>'), count=2),
    ),
    "very many sheets": ("a.xlsx", lambda: xlsx(table(), count=5000)),
    "a huge cell": ("a.xlsx", lambda: xlsx(table(f"<row>{cell('A3', 'а' * 140_000_000)}</row>"))),
    "one string in a million cells": (
        "a.xlsx",
        lambda: xlsx(
            table('<row r="3">' + '<c t="s"><v>0</v></c>' * 16000 + "</row>"), shared=f"<si><t>{'а' * 90_000}</t></si>"
        ),
    ),
    "millions of shared strings": ("a.xlsx", lambda: xlsx(table(), shared="<si><t/></si>" * 40_000_000)),
    "entities": ("a.xlsx", lambda: xlsx(table(f'<row r="3">{cell("A3", "&j;")}</row>'), head=f"{ENTITIES}]>")),
    "repeated columns": ("a.ods", lambda: ods(GOOD_ODS + ods_row("а" * 1000, cell=REPEATED[0]) * 2000)),
    "repeated rows": ("a.ods", lambda: ods(GOOD_ODS + ods_row("а", cell=REPEATED[0], row=REPEATED[1]))),
    "repeated spaces": ("a.ods", lambda: ods(GOOD_ODS + ods_row('а<text:s text:c="4000000000"/>б', "б"))),
    "a large page": ("a.ods", lambda: ods(GOOD_ODS + ods_row("а" * 140_000_000))),
    "cells of one wide row": ("a.csv", lambda: f"{GOOD_CSV}{';' * 2000}".encode() + b"\nx" * 2000),
    "cells that span": ("a.xls", lambda: b"<table><tr>" + b"<td colspan=100>a" * 500_000),
    "cut off": ("a.xlsx", lambda: xlsx(table())[:-30]),
    "nothing but a sign": ("a.ods", lambda: b"PK\x03\x04"),
    "an old book of noise": ("a.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5000),
}  # fmt: skip


@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_is_reported_and_the_command_lives(kind: str, tmp_path: Path) -> None:
    root = write_root(tmp_path / "root", {})
    name, make = BOMBS[kind]
    (tmp_path / name).write_bytes(make())
    assert (tmp_path / name).stat().st_size < sheets.MAX_BYTES
    done = run_portal("import", tmp_path / name, "--root", root)
    actual = done.stdout + done.stderr
    assert "Traceback" not in actual
    assert done.returncode == 2, actual
    assert name in actual
    assert any(way in actual for way in (sheets.SMALLER, sheets.BROKEN)), actual
    assert not (root / "ngos").exists()


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods", "a.csv"])
def test_a_good_table_is_read_within_the_limits(name: str, tmp_path: Path) -> None:
    bodies = {
        "a.xlsx": xlsx(table()),
        "a.ods": ods(GOOD_ODS),
        "a.csv": f"{';'.join(HEADS)}\n{';'.join(ROW)}\n".encode(),
    }
    (tmp_path / name).write_bytes(bodies[name])
    (sheet,) = load_sheets(tmp_path / name)
    assert sheet.rows == (HEADS, ROW)


def test_a_large_table_is_no_bomb(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\n".join(";".join(HEADS) for _ in range(100_000)), "utf-8")
    (sheet,) = load_sheets(tmp_path / "a.csv")
    assert len(sheet.rows) == 100_000


def kill(number: int) -> None:
    faulthandler.disable()  # pytest would report it
    os.kill(os.getpid(), number)


@pytest.mark.parametrize(
    ("work", "why"),
    [
        (partial(bytearray, GIGABYTE), "memory"),
        (partial(kill, signal.SIGKILL), "memory"),
        (partial(kill, signal.SIGABRT), "memory"),
        (partial(kill, signal.SIGSEGV), "end"),
        (partial(kill, signal.SIGXCPU), "time"),
        (partial(time.sleep, 60), "time"),
        (partial(os._exit, 0), "end"),
    ],
)
def test_why_a_process_does_not_answer_is_reported(work: Callable[[], object], why: str) -> None:
    start = time.monotonic()
    with pytest.raises(BeyondLimitsError, match=why):
        confined(work, GIGABYTE // 4, 2)
    assert time.monotonic() - start < 30


def test_what_is_raised_and_what_is_found_come_through() -> None:
    assert confined(partial(bytearray, 1000), GIGABYTE // 4, 20) == bytearray(1000)
    with pytest.raises(PortalError, match="не открывается"):
        load_sheets(Path("/nowhere/a.csv"))
