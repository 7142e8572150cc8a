"""Habits of Excel and of offices, one by one: each is read as people see it, or reported; none goes wrong silently.

Books are written by hand: the details that matter are those that libraries for writing books hide.
"""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from generator.intake import Options, Report, import_file
from generator.intake.encodings import decode
from generator.intake.report import write_json, write_text
from generator.intake.sheets import load_sheets
from generator.problems.problem import has_errors
from generator.records.check import check_root
from tests.unit.test_intake import INN, OTHER_INN, bring

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = """<numFmts count="2"><numFmt numFmtId="170" formatCode="0000000000"/><numFmt numFmtId="171"
formatCode="dd\\.mm\\.yyyy"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>
<cellXfs count="5"><xf numFmtId="0"/>
<xf numFmtId="171"/><xf numFmtId="9"/><xf numFmtId="170"/><xf numFmtId="10"/></cellXfs>"""
DAY, PERCENT, ZEROS, EXACT = 1, 2, 3, 4
LOST = "105005510"  # an ИНН of Adygea without its leading zero
WITH_ZERO = "0105005510"


def book(rows: list[str], *, before: str = "", epoch: str = "", merged: str = "") -> bytes:
    """Return a book with one sheet. ``rows``: cells of each row as XML, or a whole row."""
    lines = [
        row if row.startswith("<row") else f'<row r="{n}">{row.replace("~", str(n))}</row>'
        for n, row in enumerate(rows, start=1)
    ]
    files = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="text/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/><Override '
        f'PartName="/xl/worksheets/one.xml" ContentType="{TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" '
        f'ContentType="{TYPE}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{epoch}<sheets>'
        '<sheet name="Список &amp; прочее" sheetId="1" r:id="rId7"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Target='
        f'"worksheets/one.xml" Id="rId7" Type="{OFFICE}/worksheet"/><Relationship Id="s" Type="{OFFICE}/styles" '
        'Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{STYLES}</styleSheet>',
        "xl/worksheets/one.xml": f'<worksheet xmlns="{MAIN}">{before}<sheetData>{"".join(lines)}</sheetData>{merged}'
        "</worksheet>",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, body in files.items():
            packed.writestr(name, body)
    return stream.getvalue()


def text(place: str, words: str) -> str:
    return f'<c r="{place}~" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


def number(place: str, value: object, style: int = 0) -> str:
    return f'<c r="{place}~" s="{style}"><v>{value}</v></c>'


def head(*titles: str) -> str:
    return "".join(text(chr(65 + n), title) for n, title in enumerate(titles))


def take(root: Path, rows: list[str], **parts: Any) -> tuple[Report, dict[str, Any], str]:
    """Return the report of an import, the records by name, and everything printed."""
    report = bring(root, book(rows, **parts), "privychki.xlsx")
    checked = check_root(root)
    assert not has_errors(checked.problems)
    found = json.loads(write_json(report))
    assert found["rows"] == found["accepted"] + found["rejected"]
    said = write_text(report, dry_run=False)
    again = import_file(root.parent / "privychki.xlsx", root, Options())
    assert again.count("created", "merged") == 0
    return report, {record["name"]: record for record in checked.records["ngos"].values()}, said


@pytest.mark.parametrize(
    ("epoch", "serial"), [("", 42083), ('<workbookPr date1904="1"/>', 40621), ('<workbookPr date1904="true"/>', 40621)]
)
def test_days_are_numbers_from_either_epoch(epoch: str, serial: int, fresh_root: Path) -> None:
    rows = [head("Наименование", "ИНН", "Дата регистрации"), text("A", "Клуб") + number("C", serial, DAY)]
    _, records, _ = take(fresh_root, rows, epoch=epoch)
    assert records["Клуб"]["registered_on"] == date(2015, 3, 20)


def test_a_day_that_has_lost_its_form_is_reported(fresh_root: Path) -> None:
    rows = [head("Наименование", "ИНН", "Дата регистрации"), text("A", "Клуб") + number("C", 42083)]
    _, records, said = take(fresh_root, rows)
    assert "registered_on" not in records["Клуб"]
    assert "это может быть 2015-03-20: задайте столбцу вид «дата»" in said


def test_numbers_of_organisations(fresh_root: Path) -> None:
    """Rounded, without the leading zero, with a zero from the cell's format, as a formula's text, with a fraction."""
    rows = [
        head("Наименование", "ИНН", "ОГРН"),
        text("A", "Округлённый") + text("C", "1,02E+12"),
        text("A", "Потерянный") + number("B", LOST),
        text("A", "Показанный") + number("B", LOST, ZEROS),
        text("A", "Текст") + text("B", f"=&quot;{OTHER_INN}&quot;"),
        text("A", "Дробный") + number("B", f"{INN}.0"),
    ]
    report, records, said = take(fresh_root, rows)
    reasons = {row.number: row.draft.reason for row in report.rows if row.draft.reason}
    assert set(reasons) == {2, 3}
    assert "округлён таблицей" in reasons[2]
    assert "девять цифр" in reasons[3]
    assert {name: records[name]["inn"] for name in ("Показанный", "Текст", "Дробный")} == {
        "Показанный": WITH_ZERO, "Текст": OTHER_INN, "Дробный": INN,
    }  # fmt: skip
    assert f"Возможно, «{WITH_ZERO}»" in said


def test_signs_that_nobody_sees_are_no_part_of_a_value(fresh_root: Path) -> None:
    name = "  Клуб\u00a0«Весё\u00adлый\u200b  двор» \u00a0"
    rows = [head("Наимено\u00adвание ", " ИНН\u00a0", "Адрес"), text("A", name) + text("B", f"\u00a0{INN} ")]
    _, records, _ = take(fresh_root, [*rows, text("A", "   ") + text("C", "\u00a0")])
    assert records["Клуб «Весёлый двор»"]["inn"] == INN


def test_merged_headers_and_percents_and_truth(fresh_root: Path) -> None:
    rows = [
        text("A", "Сведения об организации") + text("D", "Сведения о поддержке"),
        head("Наименование", "ИНН", "Сайт есть") + text("D", "форма поддержки") + text("E", "размер поддержки")
        + text("F", "срок оказания поддержки"),
        text("A", "Клуб") + '<c r="C~" t="b"><v>1</v></c>' + text("D", "финансовая") + number("E", 0.5, PERCENT)
        + text("F", "2025 год"),
        text("A", "Союз") + text("D", "финансовая") + number("E", "0.1234", EXACT),
    ]  # fmt: skip
    merged = '<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="D1:F1"/></mergeCells>'
    _, records, _ = take(fresh_root, rows, merged=merged)
    assert [records[name]["support"][0]["size"] for name in ("Клуб", "Союз")] == ["50%", "12,34%"]
    assert records["Клуб"]["support"][0]["term"] == "2025 год"
    (sheet,) = load_sheets(fresh_root.parent / "privychki.xlsx")
    assert sheet.rows[2][2] == "да"


def test_hidden_parts_are_passed_over_and_reported(fresh_root: Path) -> None:
    rows = [
        head("Наименование", "Телефон", "ИНН"),
        text("A", "Клуб") + text("B", "8 (39169) 3-61-01") + text("C", INN),
        f'<row r="3" hidden="1">{text("A", "Скрытый").replace("~", "3")}</row>',
    ]
    _, records, said = take(fresh_root, rows, before='<cols><col min="2" max="2" hidden="1" width="0"/></cols>')
    assert "phones" not in records["Клуб"]
    assert "Скрытый" not in records
    assert "скрытые столбцы пропущены: B" in said
    assert "скрытые строки пропущены, 1: 3" in said
    _, records, said = take(fresh_root, [rows[0], rows[1], text("A", "Скрытый")])  # when visible, they are read
    assert records["Клуб"]["phones"] == ["+73916936101"]
    assert "Скрытый" in records
    assert "скрыт" not in said.casefold().replace("«скрытый»", "")


NAMES = "urn:oasis:names:tc:opendocument:xmlns"
ODS = f"""<office:document-content xmlns:office="{NAMES}:office:1.0" xmlns:table="{NAMES}:table:1.0"
xmlns:text="{NAMES}:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Список">{{}}</table:table></office:spreadsheet></office:body>
</office:document-content>"""


@pytest.mark.parametrize("hidden", ["", ' table:visibility="collapse"', ' table:visibility="filter"'])
def test_hidden_rows_that_cannot_be_told_are_spoken_of(hidden: str, tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = [("Наименование", "ИНН"), ("Клуб", INN)]
    lines = [f"<table:table-row{hidden}>{''.join(map(cell.format, row))}</table:table-row>" for row in rows]
    path = tmp_path / "spisok.ods"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{NAMES}:manifest:1.0"/>')
        packed.writestr("content.xml", ODS.format("".join(lines)))
    (sheet,) = load_sheets(path)
    assert sheet.rows == tuple(rows)
    assert bool([words for words in sheet.remarks if "прочитаны вместе с видимыми" in words]) is bool(hidden)


def test_formulas_without_a_value_and_with_an_error_are_reported(fresh_root: Path) -> None:
    rows = [
        head("Наименование", "ИНН", "Адрес", "Телефон"),
        text("A", "Клуб") + '<c r="B~"><f>VLOOKUP(A2,X:Y,2)</f></c><c r="C~" t="str"><f>A1&amp;"x"</f><v></v></c>'
        '<c r="D~" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        text("A", "Союз") + '<c r="C~" t="str"><f>"ул. "&amp;"Мира, 1"</f><v>ул. Мира, 1</v></c>',
    ]
    _, records, said = take(fresh_root, rows)
    assert not {"inn", "address", "phones"} & records["Клуб"].keys()
    assert records["Союз"]["address"] == "ул. Мира, 1"
    assert "у формул нет значения, клеток 2: B2, C2" in said
    assert "ошибка вместо значения, клеток 1: D2" in said


def test_what_excel_took_for_a_day_is_reported(fresh_root: Path) -> None:
    rows = [head("Наименование", "ИНН", "ОКВЭД"), text("A", "Клуб") + number("C", 34304, DAY)]  # 93.12
    _, records, said = take(fresh_root, rows)
    assert "okved" not in records["Клуб"]
    assert "okved: «1993-12-01» не прочитано" in said


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_texts_come_in_any_encoding(encoding: str, fresh_root: Path) -> None:
    table = f"Наименование;ИНН;Сайт\r\nКлуб «Пример» ;{INN};\r\n"
    report = bring(fresh_root, table.encode(encoding), "tekst.csv")
    assert [row.fate for row in report.rows] == ["created"]
    assert decode(table.encode(encoding))[0].startswith("Наименование")


def test_nothing_of_a_cell_is_lost_in_silence(fresh_root: Path) -> None:
    """A cell of a known column gives a value or is reported."""
    table = "Наименование;Индекс;Год создания;ОПФ;Дата регистрации;Статус;Сайт;Эл. почта\n"
    rows = "Клуб;66369;давно;Непонятное;вчера;зарегистрирована;нет сайта;почта\nСоюз;;;;;действует;;\n"
    report = bring(fresh_root, table + rows + "Круг;;;;;неясно;;\n")
    actual = {note.split(":")[0].split(" ")[0] for row in report.rows for note in row.draft.notes}
    assert actual == {"postcode", "founded", "legal_form", "registered_on", "site", "почта", "status"}
