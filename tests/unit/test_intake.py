"""Tables of organisations become records: headers, encodings, numbers, merging, and official files where available."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from generator.exports.book import write_book
from generator.intake import Options, Report, import_file
from generator.intake.cells import quote_marks, read_date, read_name, read_sum, without_date
from generator.intake.columns import FIELDS, field_of, find_header, known_titles, plain_title
from generator.intake.drafts import suggests_zero
from generator.intake.encodings import decode
from generator.intake.merging import shortened
from generator.intake.report import write_json, write_table, write_text
from generator.intake.sheets import Sheet, text_of
from generator.model.schemas import load_package
from generator.problems.problem import PortalError, has_errors
from generator.records.check import check_root
from generator.records.source import MAX_ID, RECORD_ID
from generator.records.tables import runs_of
from generator.records.writing import AddRow, set_fields
from tests.hostile.roots import REPOSITORY

OFFICIAL = REPOSITORY.parent / "shared" / "data" / "import"
INN, OTHER_INN, LOST = "2453000002", "7707083893", "105078660"
OGRN = "1022400000017"
TEXT = "Название организации;ИНН;Телефон\r\nАНО «Пример города»;2453000002;8 (391) 690-00-00\r\n"


def bring(root: Path, text: str | bytes, name: str = "tablica.csv", **options: object) -> Report:
    path = root.parent / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return import_file(path, root, Options(**options))  # type: ignore[arg-type]


def counts(report: Report) -> tuple[int, ...]:
    found = json.loads(write_json(report))
    assert found["rows"] == found["accepted"] + found["rejected"]
    assert found["accepted"] == found["created"] + found["merged"] + found["unchanged"]
    assert len(found["reasons"]) == found["rejected"]
    assert all(reason["reason"] for reason in found["reasons"])
    return tuple(found[name] for name in ("rows", "created", "merged", "unchanged", "rejected"))


def tree(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*.yml")}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "mac_cyrillic", "koi8_r", "cp866"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_russian_encoding_is_reported(encoding: str, end: str) -> None:
    text = TEXT.replace("«", '"').replace("»", '"').replace("\r\n", end)
    assert decode(text.encode(encoding))[0] == text.replace(end, "\n")


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8"])
@pytest.mark.parametrize("text", ["hours;note\n1;обед 13:00–14:00\n", "days;note\n1;пн – пт\n", "a;b\n1;2016–2026\n"])
def test_few_russian_letters_are_enough(text: str, encoding: str) -> None:
    """A dash in one encoding is a capital letter in another."""
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_row_becomes_a_record(fresh_root: Path, separator: str) -> None:
    report = bring(fresh_root, TEXT.replace(";", separator).encode("cp1251"))
    assert counts(report) == (1, 1, 0, 0, 0)
    record = check_root(fresh_root).records["ngos"]["primer-goroda"]
    assert (record["inn"], record["phones"], record["legal_form"]) == (INN, ["+73916900000"], "ano")
    assert not has_errors(check_root(fresh_root).problems)
    kept = tree(fresh_root)
    assert counts(bring(fresh_root, TEXT)) == (1, 0, 0, 1, 0)
    assert tree(fresh_root) == kept


def test_what_staff_wrote_stays(fresh_root: Path) -> None:
    path = fresh_root / "ngos" / "primer.yml"
    text = f'# наша запись\nname: Пример\nstatus: registered\ninn: "{INN}"\nsource: анкета\n'
    path.write_text(text)
    table = f"Название,ИНН,Дата регистрации,Адрес\nДругое имя,{INN},20.03.2015,ул. Примерная\n"
    report = bring(fresh_root, table)
    assert counts(report) == (1, 0, 1, 0, 0)
    assert [note for row in report.rows for note in row.draft.notes] == [
        "name: в записи «Пример», в таблице «Другое имя»; оставлено как в записи"
    ]
    found = path.read_text()
    assert found.startswith("# наша запись\nname: Пример\nstatus: registered\n")
    assert 'registered_on: "2015-03-20"\naddress: ул. Примерная\nsource: анкета\nsources:\n  - fields: [' in found
    assert not has_errors(check_root(fresh_root).problems)
    bring(fresh_root, table, overwrite=True)
    assert "name: Другое имя\n" in path.read_text()


def test_a_name_of_two_records_is_no_answer(fresh_root: Path) -> None:
    for record_id, more in (("lad", f'inn: "{INN}"\n'), ("lad-2", "namesake_note: другой\n")):
        (fresh_root / f"ngos/{record_id}.yml").write_text(
            f"name: Клуб «Лад»\nstatus: unknown\n{more}source: анкета\n", "utf-8"
        )
    report = bring(fresh_root, f"Название,ИНН,Адрес\nКлуб «Лад»,,ул. Примерная\nКлуб «Лад»,{INN},ул. Примерная\n")
    assert counts(report) == (2, 0, 1, 0, 1)
    assert "«lad», «lad-2»" in report.rows[0].draft.reason
    assert "ул. Примерная" in (fresh_root / "ngos/lad.yml").read_text("utf-8")
    assert "ул. Примерная" not in (fresh_root / "ngos/lad-2.yml").read_text("utf-8")


def test_a_broken_record_is_mended_first(fresh_root: Path) -> None:
    (fresh_root / "ngos" / "primer.yml").write_text(f'name: Пример\ninn: "{INN}"\nstatus: registered # да\nsource: x\n')
    report = bring(fresh_root, TEXT)
    assert counts(report) == (1, 0, 0, 0, 1)
    assert "сначала исправьте" in report.rows[0].draft.reason


def test_rows_are_refused_with_reasons(fresh_root: Path) -> None:
    rows = [
        f"Потерян ноль,{LOST},",
        "Человек,500100732259,",
        "Описка,2453000003,",
        ",,",
        ",7707083893,",
        "Итого,12,",
        "Название,ИНН,ОГРН",
        "Округлено,2.4E+09,",
        f"Чужой номер,{INN},1027700132195",
        f"Чужой номер,{INN},1022400000006",
    ]
    report = bring(fresh_root, "Название,ИНН,ОГРН\n" + "\n".join(rows))
    reasons = [row.draft.reason for row in report.rows if row.fate == "rejected"]
    assert counts(report) == (9, 1, 0, 0, 8)
    for reason, words in zip(
        reasons,
        ["девять цифр", "ИНН человека", "контрольная", "нет названия", "итогов", "повтор", "округлён", "не тот"],
        strict=True,
    ):
        assert words in reason
    assert report.rows[0].draft.suggestion == f"0{LOST}"
    assert "--accept-zeros" in write_text(report, dry_run=False)


def test_a_zero_is_taken_only_when_told(fresh_root: Path) -> None:
    table = f"Название,ИНН,ОГРН\nПример один,{LOST},\nПример два,673004802,1026700000810\n"
    assert counts(bring(fresh_root, table)) == (2, 0, 0, 0, 2)
    report = bring(fresh_root, table, zeros=True)
    assert counts(report) == (2, 1, 0, 0, 1)
    assert "не первый ноль" in report.rows[1].draft.reason


def test_one_organisation_on_many_rows(fresh_root: Path) -> None:
    table = (
        "Департамент примеров;;;;;\n;;;;;\n№ реестровой записи и дата;Сведения об НКО;;Сведения о поддержке;;\n"
        ";Наименование;ИНН;форма поддержки;размер поддержки;срок оказания поддержки\n1;2;3;4;5;6\n"
        f"1.31.05.2016;АНО «Пример»;{INN};Субсидия;100 000,00 руб.;2016 год\n;;;имущественная;20 кв. м;\n"
    ).replace("№", "Номер")
    report = bring(fresh_root, table)
    assert counts(report) == (2, 1, 1, 0, 0)
    rows = check_root(fresh_root).records["ngos"]["primer"]["support"]
    assert [(row["form"], row.get("sum"), row.get("size")) for row in rows] == [
        ("financial", 100000, None),
        ("property", None, "20 кв. м"),
    ]
    assert rows[0]["provider"] == "Департамент примеров"
    assert counts(bring(fresh_root, table)) == (2, 0, 0, 2, 0)
    again = bring(fresh_root, table.replace("100 000,00", "200 000,00"))  # the same entry with another sum
    assert counts(again) == (2, 0, 0, 2, 0)
    assert "запись реестра 1: в таблице иначе" in write_text(again, dry_run=False)
    assert len(check_root(fresh_root).records["ngos"]["primer"]["support"]) == 2
    assert "W001" not in {problem.code for problem in check_root(fresh_root).problems}


def test_a_heading_among_the_rows_is_no_organisation(fresh_root: Path) -> None:
    table = f"№ п/п;Наименование;ИНН\n;Спорт;\n1;АНО «Пример»;{INN}\nII. Культура;;\n;Раздел 3;\n2;Клуб без номера;\n"
    report = bring(fresh_root, table)
    assert [row.fate for row in report.rows if row.draft.record.get("name")] == ["created", "created"]
    assert sum("заголовок раздела" in row.draft.reason for row in report.rows) == 2
    uncounted = bring(fresh_root, "Наименование;ИНН\nСпорт на льду;\nРаздел IV. Досуг;\n", "drugaya.csv")
    assert [row.fate for row in uncounted.rows] == ["created", "rejected"]


def test_staff_decide_what_a_column_is(fresh_root: Path) -> None:
    table = f"Название,ИНН,Прочее\nПример,{INN},ул. Примерная\n"
    bring(fresh_root, table)
    path = fresh_root / "content" / "imports" / "tablica.yml"
    assert '  - column: Прочее\n    field: "-"\n' in path.read_text()
    path.write_text(path.read_text().replace('field: "-"', "field: address"))
    assert counts(bring(fresh_root, table)) == (1, 0, 1, 0, 0)
    path.write_text(path.read_text().replace("field: address", "field: adress"))
    with pytest.raises(PortalError, match=r"imports/tablica.yml:\d+: нет поля «adress».*«address»"):
        bring(fresh_root, table)


def test_a_dry_run_writes_nothing(fresh_root: Path) -> None:
    kept = tree(fresh_root)
    assert counts(bring(fresh_root, TEXT, dry_run=True)) == (1, 1, 0, 0, 0)
    assert tree(fresh_root) == kept


@pytest.mark.parametrize(
    ("name", "data"), [("a.xlsx", b"no book"), ("a.pdf", b""), ("a.csv", b""), ("a.csv", b"a,b\n1,2")]
)
def test_what_is_no_table_is_refused(fresh_root: Path, name: str, data: bytes) -> None:
    with pytest.raises(PortalError):
        bring(fresh_root, data, name)


def test_a_field_of_a_person_is_not_taken() -> None:
    assert field_of("ФИО руководителя") == "-"
    assert field_of("идентифика- ционный \nномер \nналогопла-тельщика\n") == "inn"
    assert find_header(Sheet("x", (("Погода", "Сегодня"), ("1", "2")))) is None
    assert find_header(Sheet("x", (("name", "short_name", "погода"), ("Клуб", "К", "1")))) is not None


def test_cells_are_read_as_people_write_them() -> None:
    assert text_of(1026700000810.0) == "1026700000810"
    assert text_of("#ССЫЛКА!") == text_of(None) == ""
    days = ("31 мая 2016 г.", "2016-05-31T00:00:00", "31/05/2016", "31.05.2016 0:00:00")
    assert [str(read_date(text).value) for text in days] == ["2016-05-31"] * 4
    assert read_date("05/12/2016").value is None  # American dates begin with the month
    assert "что в ней день" in read_date("05/12/2016").note
    assert str(read_date("05/05/2016").value) == "2016-05-05"
    assert without_date("29.04.2016, протокол № 2") == "протокол № 2"
    assert [read_sum(text).value for text in ("144,2 тыс. руб.", "350 000,00", "20 кв. м")] == [144200, 350000, None]
    assert quote_marks('АНО "Клуб "Пример"') == "АНО «Клуб «Пример»"
    assert (
        read_name('АВТОНОМНАЯ НЕКОММЕРЧЕСКАЯ ОРГАНИЗАЦИЯ "ПРИМЕР"') == "Автономная некоммерческая организация «ПРИМЕР»"
    )


def test_additions_keep_what_stands_around() -> None:
    table = load_package().tables["ngos"]
    text = "name: Пример\n# о городе\nsource: анкета\nsupport:\n- provider: Орган\n  form: other\n# конец\n"
    assert set_fields(text, table, {"inn": INN}) == text.replace("# о", f'inn: "{INN}"\n# о')
    added = set_fields(text, table, [AddRow("support", {"provider": "Орган", "form": "financial"})])
    assert added == text.replace("# конец", "- provider: Орган\n  form: financial\n# конец")


@pytest.mark.skipif(not OFFICIAL.is_dir(), reason="official files are not here")
@pytest.mark.parametrize(
    ("name", "first", "zeros"),
    [
        ("support-register-2016.xls", (31, 29, 0, 0, 2), 1),
        pytest.param("ngo-federal-list-2020.xlsx", (1014, 892, 0, 46, 76), 75, marks=pytest.mark.slow),
    ],
)
def test_official_files_come_in(fresh_root: Path, name: str, first: tuple[int, ...], zeros: int) -> None:
    report = import_file(OFFICIAL / name, fresh_root, Options())
    assert counts(report) == first
    assert sum("девять цифр" in row.draft.reason and bool(row.draft.suggestion) for row in report.rows) == zeros
    assert not has_errors(check_root(fresh_root).problems)
    kept = tree(fresh_root)
    again = counts(import_file(OFFICIAL / name, fresh_root, Options()))
    assert again == (first[0], 0, 0, first[0] - first[-1], first[-1])
    assert tree(fresh_root) == kept


HEADED = "Наименование;ИНН;{}\n"


def one(root: Path, title: str, cell: str, **options: object) -> dict[str, object]:
    """Return the record imported from one row with one more column."""
    text = HEADED.format(title) + f"АНО «Пример»;{INN};{cell}\n"
    path = root.parent / "odna.csv"
    path.write_text(text, "utf-8")
    report = import_file(path, root, Options(**options))  # type: ignore[arg-type]
    return check_root(root).records["ngos"]["primer"] | {
        "notes": [note for row in report.rows for note in row.draft.notes]
    }


@pytest.mark.parametrize(
    ("cell", "phones", "said"),
    [
        ("3-61-01", ["+73916936101"], "дополнен кодом города"),
        ("(39169) 3-61-01", ["+73916936101"], ""),
        ("8 (39169) 3-61-01 доб. 12", ["+73916936101 доб. 12"], ""),
        ("8 (39169) 3-61-01, доб. 12", ["+73916936101 доб. 12"], ""),
        ("3-61-01 вн. 5", ["+73916936101 доб. 5"], "дополнен кодом"),
        ('="83916936101"', ["+73916936101"], ""),
        ("3-61", None, "телефон «3-61»"),
        ("361-01-0", None, "телефон"),
    ],
)
def test_phones_are_completed_and_nothing_is_lost_in_silence(
    cell: str, phones: list[str] | None, said: str, fresh_root: Path
) -> None:
    found = one(fresh_root, "Телефон", cell.replace('"', '""').join('""') if '"' in cell else cell)
    assert found.get("phones") == phones
    assert said in " ".join(found["notes"])  # type: ignore[arg-type]
    assert bool(found["notes"]) is bool(said)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (f"{INN}/245301001", {"kpp": "245301001"}), (f"ИНН {INN}, КПП 245301001", {"kpp": "245301001"}),
        (f'"{INN}\n245301001"', {"kpp": "245301001"}), (f"{INN} ОГРН {OGRN}", {"ogrn": OGRN}),
        (f"{OGRN}, {INN}", {"ogrn": OGRN}), (f"{INN}, {OTHER_INN}", None), (f"{INN},0", {}),
    ],
)  # fmt: skip
def test_two_numbers_in_a_cell_are_told_apart(cell: str, found: dict[str, str] | None, fresh_root: Path) -> None:
    report = bring(fresh_root, f"Наименование;ИНН/КПП/ОГРН;Сайт\nАНО «Пример»;{cell};\n")
    assert bool(report.rows[0].draft.reason) is (found is None)
    if found is not None:
        assert report.rows[0].draft.record.items() >= {"inn": INN, **found}.items()
        assert not suggests_zero(report.rows[0].draft)


@pytest.mark.parametrize(
    "cell", [INN, f"ИНН {INN}", f"ИНН: {INN}", f"инн№{INN}", f"{INN}.", f"'{INN}", f"{INN}.0", f" {INN[:4]} {INN[4:]} "]
)
def test_a_number_is_found_next_to_its_name(cell: str, fresh_root: Path) -> None:
    report = bring(fresh_root, f"Наименование;ИНН\nАНО «Пример»;{cell}\n")
    assert [row.draft.reason for row in report.rows] == [""]
    assert check_root(fresh_root).records["ngos"]["primer"]["inn"] == INN


def test_a_number_held_as_a_text_by_a_formula_is_a_number(fresh_root: Path) -> None:
    report = bring(fresh_root, f'Наименование;ИНН\nАНО «Пример»;"=""{INN}"""\n')
    assert [row.draft.reason for row in report.rows] == [""]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (["АНО", "Общественная организация", "Фонд"], "legal_form"),
        (["финансовая", "имущественная", "консультационная"], "support.form"),
        (["", "", ""], "support.form"),
    ],
)
def test_a_column_is_told_by_its_values_too(values: list[str], field: str, fresh_root: Path) -> None:
    rows = "".join(f"Клуб «Пример {n}»;;{value}\n" for n, value in enumerate(values))
    report = bring(fresh_root, HEADED.format("Форма") + rows)
    assert dict(report.columns["tablica"])["Форма"] == field


def test_keys_of_the_model_and_their_titles_are_always_headers() -> None:
    table = load_package().tables["ngos"]
    known = known_titles(table)
    for field in table.fields:
        if field.name in FIELDS:
            assert known[plain_title(field.name)] == known[plain_title(field.title)] == field.name
    assert len(known) > 20


def test_columns_named_by_our_own_keys_and_titles_are_read_as_our_tables_are(fresh_root: Path) -> None:
    text = (
        "name;Направление;summary;audiences;Страницы в сети;lat;lon\n"
        'Клуб «Пример»;Здоровье и спорт;Играем в шахматы.;"дети; elderly";https://example.org/x;56,11;94,58\n'
        "Клуб «Другой»;Чушь;;;;нет;\n"
    )
    report = bring(fresh_root, text)
    assert json.loads(write_json(report))["created"] == 2
    records = check_root(fresh_root).records["ngos"]
    (one,) = [record for record in records.values() if record["name"] == "Клуб «Пример»"]
    (other,) = [record for record in records.values() if record["name"] == "Клуб «Другой»"]
    assert (one["direction"], one["summary"], list(one["audiences"]), one["lat"]) == (
        *("health_sport", "Играем в шахматы.", ["children", "elderly"]),
        56.11,
    )
    assert list(one["links"]) == ["https://example.org/x"]
    assert "direction" not in other
    notes = [note for row in report.rows for note in row.draft.notes]
    assert [name for name in ("direction", "lat") if not any(note.startswith(f"{name}:") for note in notes)] == []
    again = json.loads(write_json(bring(fresh_root, text)))
    assert (again["created"], again["merged"]) == (0, 0)


def test_a_table_without_a_header_is_read_by_the_columns_named(fresh_root: Path) -> None:
    text = f"АНО «Пример»;лишнее;{INN};зал\n"
    with pytest.raises(PortalError, match="--columns name,-,ogrn"):
        bring(fresh_root, text)
    report = bring(fresh_root, text, columns=("name", "-", "inn"))
    assert counts(report) == (1, 1, 0, 0, 0)
    assert report.mapping == ""
    assert check_root(fresh_root).records["ngos"]["primer"]["inn"] == INN
    with pytest.raises(PortalError, match="нет поля «nmae»"):
        bring(fresh_root, text, columns=("nmae",))


def test_readers_are_told_the_source_and_never_the_name_of_a_file(fresh_root: Path) -> None:
    bring(fresh_root, TEXT, "База Ивановой последняя (копия).csv")
    text = (fresh_root / "ngos" / "primer-goroda.yml").read_text("utf-8")
    assert "копия" not in text
    assert "source: таблица, переданная для портала" in text
    other = TEXT.replace(INN, OTHER_INN).replace("Пример города", "Другой пример")
    bring(fresh_root, other, source="сведения отдела по делам молодёжи")
    assert "source: сведения отдела" in (fresh_root / "ngos" / "drugoj-primer.yml").read_text("utf-8")


def test_codes_of_new_records_stay_within_the_longest(fresh_root: Path) -> None:
    """Many records with one long name: each gets a code that the check accepts."""
    name = "Клуб «" + "очень длинное и подробное название для примера " * 2 + "»"
    rows = "".join(f"{name};{number}\n" for number in (INN, OTHER_INN, "7736050003", "7702070139"))
    report = bring(fresh_root, "Наименование;ИНН\n" + rows)
    assert counts(report)[1] == 4
    ids = [row.target for row in report.rows]
    assert len(set(ids)) == 4
    assert all(len(one) <= MAX_ID and RECORD_ID.fullmatch(one) for one in ids), ids
    assert not has_errors(check_root(fresh_root).problems)
    assert shortened("a" * 48 + "-bbbb-cccccc", "2453000002") == f"{'a' * 48}-2453000002"


def test_remarks_name_their_rows_and_the_report_is_a_table_too(fresh_root: Path) -> None:
    rows = "".join(f"АНО «Пример {n}»;;3-61-0{n}\n" for n in range(3)) + "АНО «Пример 9»;;12\nАНО «Пример 10»;;12\n"
    report = bring(fresh_root, HEADED.format("Телефон") + rows)
    actual = write_text(report, dry_run=False)
    assert "лист «tablica», строка 2: телефон «3-61-00» дополнен" in actual
    assert "лист «tablica», строк 2: 5, 6: телефон «12»" in actual
    (sheet,) = CalamineWorkbook.from_filelike(io.BytesIO(write_table(report))).sheet_names
    assert sheet == "Отчёт"
    table = CalamineWorkbook.from_filelike(io.BytesIO(write_table(report))).get_sheet_by_name(sheet).to_python()
    assert table[0] == ["Лист", "Строка", "Что стало", "Запись", "Почему отклонена", "Возможно", "Замечание"]
    assert len(table) == 6
    assert table[1][1:4] == [2.0, "новая запись", "primer-0"]


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>',
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>',
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\n',
        "From: <Saved by Excel>\nSubject: list\nDate: Mon, 1 Jan 2024\nMIME-Version: 1.0\n\n--x\n",
    ],
)
def test_old_forms_of_excel_are_told_how_to_be_saved(text: str, fresh_root: Path) -> None:
    with pytest.raises(PortalError, match="Сохраните её в XLSX"):
        bring(fresh_root, text, "staraya.xls")


def test_a_hidden_sheet_is_passed_over_and_reported(fresh_root: Path) -> None:
    head = ["Наименование", "ИНН", "Телефон"]
    shown, secret = (list(runs_of([(f"АНО «{name}»", number, "")])) for name, number in (("А", INN), ("Б", OTHER_INN)))
    book = write_book([("Список", head, shown), ("Личное", head, secret)], level=6)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "xl/workbook.xml":
                body = body.replace(b'sheetId="2"', b'sheetId="2" state="hidden"')
            new.writestr(name, body)
    before = bring(fresh_root, book, "vse.xlsx", dry_run=True)
    assert len(before.rows) == 2  # when visible, it is read
    report = bring(fresh_root, packed.getvalue(), "skryto.xlsx")
    assert [row.sheet for row in report.rows] == ["Список"]
    assert "Лист «Личное» скрыт" in write_text(report, dry_run=False)
    assert "hidden_sheets" in write_json(report)


def test_columns_of_a_section_that_is_off_are_left_aside(fresh_root: Path) -> None:
    """They are reported, and remembered in case the section is switched on."""
    text = f"Наименование;ИНН;форма поддержки;размер поддержки\nАНО «Первая»;{INN};субсидия;100\n"
    assert "support:" in next(iter(bring(fresh_root, text, dry_run=True).written.values()))
    settings = fresh_root / "content" / "settings.yml"
    settings.write_text(settings.read_text("utf-8") + "without: [register]\n", "utf-8")
    report = bring(fresh_root, text)
    assert [("support" in body, "АНО «Первая»" in body) for body in report.written.values()] == [(False, True)]
    assert "Раздел «Реестр поддержки» выключен, его столбцы не перенесены." in write_text(report, dry_run=False)
    assert "support.form" in (fresh_root / report.mapping).read_text("utf-8")
