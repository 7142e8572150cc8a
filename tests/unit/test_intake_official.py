"""Registers as offices keep them, invented: captions, two-level headers, counters, totals, merged cells, units.

The text form comes in every Russian encoding and line end; the spreadsheet form is saved by LibreOffice as XLS, XLSX
and ODS, with formulas and typed cells. All must give the same rows, and a second import nothing.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from generator.cli import main
from generator.intake import Options, Report, import_file
from generator.intake.columns import field_of, is_counter, unit_of
from generator.problems.problem import has_errors
from generator.records.check import check_root
from tests.unit.test_intake import INN, LOST, OTHER_INN, bring, counts, tree

SPREAD, FALL = "table:number-columns-spanned", "table:number-rows-spanned"
# Cells: text; number; («=formula», value); «^» is covered by the merged cell to the left or above.
TABLE: list[list[object]] = [
    ["Реестр НКО – получателей поддержки", *"^^^^^^^^^"],
    ["Администрация города Примерска\nпо состоянию на 01.11.2026", *"^^^^^^^^^"],
    [""] * 10,
    [
        "№ п/п", "Номер реестро-\nвой записи и дата включения сведений", "Сведения об организации", *"^^^",
        "Сведения о предоставленной поддержке", *"^^", "Информация (если имеется) о нарушениях",
    ],
    [
        *"^^", "Наименование\nоргана НКО", "Почтовый адрес\u00a0(место нахождения)",
        "Основной государст-венный регистра-ционный номер", "ИНН",
        "форма поддержки", "размер поддержки, тыс. руб.", "срок оказания поддержки", "^",
    ],
    [*range(1, 11)],
    [
        1, "1\n31.05.2016", 'АНО\u00a0"Клуб "Пример""', "663690, г.\u00a0Примерск, ул. Примерная, д. 1",
        1022400000006, int(INN), "субсидия", 100, "2016 год", "-",
    ],
    [
        2, "2\n01.06.2016", ('="Фонд «"&"Вымысел»"', "Фонд «Вымысел»"), "663690, г. Примерск", "",
        ("=7707083890+3", int(OTHER_INN)), "имущественная", "20 кв. м", "бессрочно", "",
    ],
    ["", "", "", "", "", "", "консультационная", "", "2017 г.", ""],
    [3, "3\n01.07.2016", "Союз «Солнце»", "", "", int(LOST), "финансовая", 50.5, "", ""],
    [4, "4", "Человек", "", "", 500100732259, "финансовая", 1, "", ""],
    [5, "5", "", "", "", "", "финансовая", 7, "", ""],
    ["Итого:", "", "", "", "", "", "", 158.5, "", ""],
]  # fmt: skip
FATES = ["created", "created", "merged", "rejected", "rejected", "rejected", "rejected"]
REASONS = ["девять цифр", "ИНН человека", "нет ни названия, ни номера", "строка итогов"]


def as_text(separator: str, end: str) -> str:
    rows = [["" if c == "^" else str(c[1]) if isinstance(c, tuple) else str(c) for c in row] for row in TABLE]
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator="\n").writerows(rows)
    return stream.getvalue().replace("\n", end)


def check(report: Report, root: Path) -> None:
    assert [row.fate for row in report.rows] == FATES, [row.draft.reason for row in report.rows]
    assert counts(report) == (7, 2, 1, 0, 4)
    reasons = [row.draft.reason for row in report.rows if row.draft.reason]
    assert all(words in reason for words, reason in zip(REASONS, reasons, strict=True)), reasons
    checked = check_root(root)
    assert not has_errors(checked.problems)
    ngos = checked.records["ngos"]
    assert (ngos["klub-primer"]["inn"], ngos["klub-primer"]["ogrn"], ngos["klub-primer"]["postcode"]) == (
        INN,
        "1022400000006",
        "663690",
    )
    assert ngos["klub-primer"]["address"] == "г. Примерск, ул. Примерная, д. 1"
    (paid,) = ngos["klub-primer"]["support"]
    assert (paid["sum"], paid["entry_number"], str(paid["entered_on"]), paid["form"]) == (
        100_000,
        "1",
        "2016-05-31",
        "financial",
    )
    assert "violations" not in paid
    lent, advised = ngos["vymysel"]["support"]
    assert (lent["size"], advised["form"], advised["provider"]) == (
        "20 кв. м",
        "consulting",
        "Администрация города Примерска",
    )
    assert main(["fmt", "--check", "--root", str(root), str(root / "ngos")]) == 0


def check_again(again: Report, root: Path, kept: dict[str, bytes]) -> None:
    assert counts(again) == (7, 0, 0, 3, 4)
    assert tree(root) == kept


@pytest.mark.parametrize(
    ("encoding", "separator", "end"),
    [("cp1251", ";", "\r\n"), ("mac_cyrillic", "\t", "\r"), ("utf-8-sig", ",", "\n"), ("koi8_r", ";", "\n")],
)
def test_a_register_comes_in_as_text(encoding: str, separator: str, end: str, fresh_root: Path) -> None:
    text = as_text(separator, end)
    if encoding == "koi8_r":  # the encoding lacks these characters
        text = text.replace("«", '""').replace("»", '""').replace("–", "-").replace("№", "N")
        text = text.replace('Фонд ""Вымысел""', '"Фонд ""Вымысел"""').replace('Союз ""Солнце""', '"Союз ""Солнце"""')
    check(bring(fresh_root, text.encode(encoding), "reestr.csv"), fresh_root)
    kept = tree(fresh_root)
    check_again(import_file(fresh_root.parent / "reestr.csv", fresh_root, Options()), fresh_root, kept)


def cell(value: object, beside: int, below: int) -> str:
    """Return a cell of an OpenDocument sheet; ``beside`` and ``below``: how many cells it spans in each direction."""
    if value == "^":
        return "<table:covered-table-cell/>"
    merged = f' {SPREAD}="{beside + 1}" {FALL}="{below + 1}"' if beside or below else ""
    formula = ""
    if isinstance(value, tuple):
        source, value = value
        formula = f' table:formula="of:{escape(source, {chr(34): "&quot;"})}"'
    text = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n")) if value != "" else ""
    kind = "string" if isinstance(value, str) else f'float" office:value="{value}'
    return f'<table:table-cell office:value-type="{kind}"{formula}{merged}>{text}</table:table-cell>'


def as_document() -> str:
    rows = []
    for n, row in enumerate(TABLE):
        cells = []
        for i, value in enumerate(row):
            beside = next((k for k, other in enumerate(row[i + 1 :]) if other != "^"), len(row) - i - 1)
            below = int(n + 1 < len(TABLE) and TABLE[n + 1][i] == "^" and not beside and n == 3)
            cells.append(cell(value, beside if value != "^" else 0, below))
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    note = f"<table:table-row>{cell('Составил отдел', 0, 0)}</table:table-row>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} '
        'xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.2" '
        'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>'
        f'<table:table table:name="Пояснения">{note}</table:table>'
        f'<table:table table:name="Реестр">{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document>"
    )


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["xls", "xlsx", "ods"])
def test_a_register_comes_in_as_a_spreadsheet(ending: str, fresh_root: Path, tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-calc-nogui")
    source = tmp_path / "reestr.fods"
    source.write_text(as_document(), "utf-8")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", ending, "--outdir", tmp_path, source]
    subprocess.run(command, capture_output=True, timeout=120)
    book = tmp_path / f"reestr.{ending}"
    if not book.is_file():
        pytest.skip("LibreOffice has no tables here: apt-get install libreoffice-calc-nogui")
    report = import_file(book, fresh_root, Options())
    assert report.skipped == ["Пояснения"]
    check(report, fresh_root)
    kept = tree(fresh_root)
    check_again(import_file(book, fresh_root, Options()), fresh_root, kept)


def test_a_list_by_inn_comes_in(fresh_root: Path) -> None:
    """As the tax service and ministries publish it: two numbers in a cell, separate short names, supporters, people."""
    table = (
        "N п/п;Наименование организации (полное);Наименование организации (сокращенное);ИНН/КПП;ОГРН;Эл. почта;"
        "Дата создания;Направления уставной деятельности;Наименование уполномоченного органа;Форма поддержки;"
        "Объем субсидии, млн. руб.;Руководитель\n"
        f"1;ФОНД «ВЫМЫСЕЛ»;Фонд;{OTHER_INN}/770701001;1027700132195;a@example.org;12.03.2015;культура;Отдел;финансовая;"
        "1,5;Проба Первая\n"
    )
    assert counts(bring(fresh_root, table)) == (1, 1, 0, 0, 0)
    record = check_root(fresh_root).records["ngos"]["fond"]
    assert (record["inn"], record["kpp"], record["founded"], record["short_name"]) == (
        OTHER_INN,
        "770701001",
        2015,
        "Фонд",
    )
    assert (record["activities_text"], record["emails"]) == ("культура", ["a@example.org"])
    assert (record["support"][0]["sum"], record["support"][0]["provider"]) == (1_500_000, "Отдел")
    assert "Проба" not in json.dumps(record, default=str, ensure_ascii=False)


HTML = """<html><head><meta charset="windows-1251"></head><body><table border=1>
<tr><td rowspan="2">№ п/п</td><th colspan=2>Сведения об НКО</th><td rowspan="2">Телефон</td></tr>
<tr><td>Наименование</td><td>ИНН</td></tr>
<tr><td>1</td><td>АНО &laquo;Пример&raquo;<br>(пример)</td><td>{0}</td><td>8 (391) 690-00-00</td></tr>
</table></body></html>"""


def test_a_page_or_a_text_may_be_named_a_spreadsheet(fresh_root: Path) -> None:
    """State portals export HTML as «.xls»; plain text occurs too."""
    assert counts(bring(fresh_root, HTML.format(INN).encode("cp1251"), "spisok.xls")) == (1, 1, 0, 0, 0)
    (record,) = [r for r in check_root(fresh_root).records["ngos"].values() if r.get("inn") == INN]
    assert (record["name"], record["phones"]) == ("АНО «Пример» (пример)", ["+73916900000"])
    text = f"Название\tИНН\nАНО «Пример»\t{INN}\nФонд «Вымысел»\t{OTHER_INN}\n"
    assert counts(bring(fresh_root, text.encode("cp1251"), "spisok2.xls")) == (2, 1, 0, 1, 0)


def test_a_quote_that_is_never_closed_swallows_no_row(fresh_root: Path) -> None:
    rows = [f'"Клуб ""Пример"" № {n}";{n}' for n in range(60)]
    rows[2] = '"Клуб без конца;2'
    report = bring(fresh_root, "Название;Примечание;ИНН\n" + "".join(f"{row};\n" for row in rows))
    assert counts(report) == (60, 60, 0, 0, 0)
    loose = f'Название;ИНН;Адрес\n"АНО "Пример";{INN};"ул. Первая\nдом 1"\n'  # as some programs save it
    assert counts(bring(fresh_root, loose)) == (1, 1, 0, 0, 0)
    names = {record["name"] for record in check_root(fresh_root).records["ngos"].values()}
    assert {"Клуб «Пример» № 0", "Клуб «Пример» № 59"} <= names
    huge = "Название;ИНН\n" + "Клуб " + "а" * 200_000 + f";{OTHER_INN}\n"
    assert counts(bring(fresh_root, huge)) == (1, 0, 0, 0, 1)


def test_headers_that_only_count_or_name_a_unit() -> None:
    assert [title for title in ("№ п/п", "№", "п/п", "N п/п", "Номер записи", "ИНН") if is_counter(title)] == [
        "№ п/п", "№", "п/п", "N п/п",
    ]  # fmt: skip
    assert [unit_of(title) for title in ("Размер, тыс. руб.", "Сумма (млн рублей)", "Сумма, руб.")] == [
        " тыс. руб.", " млн. руб.", "",
    ]  # fmt: skip
    assert field_of("Наименование органа, предоставившего поддержку") == "support.provider"
