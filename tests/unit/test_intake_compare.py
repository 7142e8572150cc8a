"""Official lists compared with the records. The lists are invented, in the forms that ministries publish."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.cli import main
from generator.intake.addresses import in_town, same_name, same_place
from generator.intake.cells import read_status
from generator.intake.compared import compared_json, compared_text
from generator.intake.comparing import compare_files
from generator.intake.findings import Comparison
from generator.intake.job import Options
from generator.intake.sheets import load_sheets
from generator.problems.problem import PortalError, has_errors
from generator.records.check import check_root
from tests.hostile.roots import REPOSITORY
from tests.unit.test_intake import OFFICIAL

HEADER = ["Полное наименование", "Форма", "Учетный номер", "ОГРН", "ИНН", "Адрес", "Статус", "Решение суда"]
TOWN = "663690, КРАЙ КРАСНОЯРСКИЙ, Г ЗЕЛЕНОГОРСК, "
RECORDS = {
    "kedr": 'name: АНО «Кедр»\nstatus: registered\nogrn: "1022400000006"\n# вход со двора\naddress: ул. Лазо, 2а\n',
    "rucheek": "name: АНО «Ручеёк»\nstatus: unknown\n",
    "sosna": 'name: Фонд «Сосна»\nstatus: registered\nminjust_number: "2412010000"\nsources:\n'
    "  - fields: [name, address]\n    source: старый список\n",
    "tuman": "name: АНО «Туман»\nstatus: registered\n",
    "zarya": "name: Союз «Заря»\nstatus: liquidated\n",
}
ROWS = [
    ['АНО "Кедр"', "АНО", "", "1022400000006", "", TOWN + "УЛ ЛАЗО, Д. 2-А", "зарегистрирована", ""],
    ['АВТОНОМНАЯ НЕКОММЕРЧЕСКАЯ ОРГАНИЗАЦИЯ "РУЧЕЕК"', "", "", "", "7707083893", TOWN + "УЛ МИРА, Д 5", "", ""],
    ['Фонд "Сосновый бор"', "", "2412010000", "", "", TOWN + "ул. Лесная, д. 1", "исключена 14.05.2019", "A33"],
    ['АНО "Новая"', "АНО", "", "", "2453000002", TOWN + "ул. Мира, 7", "зарегистрирована", ""],
    ['АНО "Туман"', "АНО", "", "", "", "Томская область, г. Томск, ул. Мира, 1", "ликвидирована", ""],
    ['АНО "Чужая"', "АНО", "", "", "105078660", "г. Зеленогорск", "зарегистрирована", ""],
    ['Союз "Заря"', "Союз", "", "", "", "г. Зеленогорск", "зарегистрирована", ""],
]  # fmt: skip


@pytest.fixture
def root(fresh_root: Path) -> Path:
    for path in (fresh_root / "ngos").glob("*.yml"):
        path.unlink()
    for name, text in RECORDS.items():
        (fresh_root / "ngos" / f"{name}.yml").write_text(f"{text}source: анкета\n", "utf-8")
    return fresh_root


def listed(root: Path, rows: list[list[str]] = ROWS, name: str = "minjust.csv") -> Path:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([["Сведения портала Минюста"], HEADER, *rows])
    path = root.parent / name
    path.write_bytes(out.getvalue().encode("cp1251"))
    return path


def compare(root: Path, *paths: Path, write: list[str] | None = None) -> tuple[Comparison, dict[str, Any]]:
    found = compare_files(paths or (listed(root),), root, Options(source="портал Минюста"), write)
    actual = json.loads(compared_json(found))
    assert actual["matched"] + actual["missing_here"] + actual["elsewhere"] + len(actual["unread"]) == actual["rows"]
    return found, actual


def kinds(actual: dict[str, Any]) -> set[tuple[str, str]]:
    return {(one["kind"], one.get("record", "")) for one in actual["findings"]}


EXPECTED = {
    ("ceased", "sosna"), ("renamed", "sosna"), ("moved", "sosna"), ("moved", "rucheek"), ("lacks", "rucheek"),
    ("lacks", "kedr"), ("differs", "zarya"), ("lacks", "zarya"), ("lacks", "sosna"), ("missing_here", "2453000002"),
    ("missing_there", "tuman"),
}  # fmt: skip


def test_what_differs_is_told_by_kind_and_nothing_is_written(root: Path) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*.yml")}
    found, actual = compare(root)
    assert kinds(actual) == EXPECTED
    assert (actual["rows"], actual["matched"], actual["missing_here"], actual["elsewhere"]) == (7, 4, 1, 1)
    assert [row["row"] for row in actual["unread"]] == [8]
    assert actual["unknown_columns"] == ["Решение суда"]
    words = compared_text(found, wrote=False, dry_run=False)
    assert "Не сравнивались столбцы: «Решение суда»." in words
    assert "Полное название: «Фонд «Сосна»» → «Фонд «Сосновый бор»»" in words
    assert "Состояние регистрации: «зарегистрирована» → «больше не зарегистрирована»" in words
    assert "Дата прекращения: нет → 14\u00a0мая 2019\u00a0г." in words
    assert "строка 8: inn «105078660»" in words
    assert {path: path.read_bytes() for path in root.rglob("*.yml")} == before


def test_what_is_sure_is_written_with_its_source_and_then_nothing_is_left(root: Path) -> None:
    path = listed(root)
    today = check_root(root).today
    compare(root, path, write=[])
    checked = check_root(root)
    assert not has_errors(checked.problems), checked.problems
    sosna = checked.records["ngos"]["sosna"]
    assert (sosna["status"], sosna["liquidated_on"], sosna["name"]) == (
        "liquidated", date(2019, 5, 14), "Фонд «Сосновый бор»",
    )  # fmt: skip
    assert "address" not in sosna, "an address of a register is taken only when it was chosen"
    assert sosna["sources"][0] == {"fields": ["address"], "source": "старый список"}
    assert sosna["sources"][1]["source"] == "портал Минюста"
    assert (set(sosna["sources"][1]["fields"]), sosna["sources"][1]["on"]) == (
        {"status", "liquidated_on", "name", "legal_form"}, today,
    )  # fmt: skip
    assert checked.records["ngos"]["rucheek"]["inn"] == "7707083893"
    assert checked.records["ngos"]["novaya"]["status"] == "registered"
    assert "address" not in checked.records["ngos"]["novaya"]
    assert "# вход со двора" in (root / "ngos" / "kedr.yml").read_text("utf-8")
    kept = {path: path.read_bytes() for path in root.rglob("*.yml")}
    _, again = compare(root, path, write=[])
    assert again["written"] == []
    assert not [one for one in again["findings"] if "changes" in one and not one.get("doubt")]
    _, last = compare(root, path, write=["moved"])
    assert len(last["written"]) == 3
    found, nothing = compare(root, path)
    assert not [one for one in nothing["findings"] if "changes" in one]
    assert "Менять нечего." in compared_text(found, wrote=False, dry_run=False)
    assert {path for path in kept if path.read_bytes() != kept[path]} == {
        root / "ngos" / f"{name}.yml" for name in ("sosna", "rucheek", "novaya")
    }  # fmt: skip


def test_what_is_chosen_alone_is_written(root: Path) -> None:
    _, actual = compare(root, write=["ceased", "2453000002"])
    assert actual["written"] == ["ngos/novaya.yml", "ngos/sosna.yml"]
    assert check_root(root).records["ngos"]["sosna"]["name"] == "Фонд «Сосна»"
    with pytest.raises(PortalError, match="нет «neznayu»"):
        compare(root, write=["neznayu"])


def test_who_is_known_by_name_alone_is_not_taken_unasked(root: Path) -> None:
    """The list names no town: an organisation of the same name may exist elsewhere."""
    path = listed(root, [['АНО "Туман"', "АНО", "2412010913", "", "", "", "ликвидирована", ""]])
    _, actual = compare(root, path, write=[])
    assert actual["written"] == []
    assert all("только по названию" in one["doubt"] for one in actual["findings"] if one["record"] == "tuman")
    _, actual = compare(root, path, write=["ceased"])
    assert actual["written"] == []
    _, actual = compare(root, path, write=["tuman"])
    assert actual["written"] == ["ngos/tuman.yml"]


def test_who_is_like_a_record_makes_no_second_one(root: Path) -> None:
    """The same quoted name with another legal form: reported, and taken only under the record's own code."""
    name = 'Автономная некоммерческая организация социальных услуг "Кедр"'
    (root / "ngos" / "kedr.yml").write_text("name: АНО СУ «Кедр»\nstatus: unknown\nsource: анкета\n", "utf-8")
    path = listed(root, [[name, "", "2412010913", "", "", "г. Зеленогорск, ул. Мира, 1", "зарегистрирована", ""]])
    _, actual = compare(root, path, write=[])
    assert (actual["matched"], actual["missing_here"], actual["written"]) == (1, 0, [])
    assert all("похожа названием" in one["doubt"] for one in actual["findings"] if one["record"] == "kedr")
    assert compare(root, path, write=["lacks"])[1]["written"] == []
    assert compare(root, path, write=["kedr"])[1]["written"] == ["ngos/kedr.yml"]
    (root / "ngos" / "kedr.yml").write_text("name: Клуб «Кедр»\nstatus: unknown\nsource: анкета\n", "utf-8")
    (root / "ngos" / "kedr-2.yml").write_text("name: Лыжная база «Кедр»\nstatus: unknown\nsource: анкета\n", "utf-8")
    _, actual = compare(root, path, write=[])
    (new,) = [one for one in actual["findings"] if one["kind"] == "missing_here"]
    assert (new["doubt"], actual["written"]) == ("похожи на неё записи «kedr», «kedr-2»", [])
    assert compare(root, path, write=["2412010913"])[1]["written"] == ["ngos/kedr-2412010913.yml"]


def test_a_list_of_this_town_alone_need_not_name_it(root: Path) -> None:
    path = listed(root, [["АНО «Новая»", "", "2412010913", "", "", "ул. Мира, 7", "зарегистрирована", ""]])
    _, actual = compare(root, path, write=["missing_here"])
    assert (actual["missing_here"], actual["elsewhere"], actual["written"]) == (1, 0, [])
    found = compare_files([path], root, Options(local=True), [])
    assert list(found.written) == ["ngos/novaya.yml"]


def test_lists_at_odds_change_nothing(root: Path) -> None:
    one = listed(root, [['АНО "Кедр"', "", "", "1022400000006", "", "", "зарегистрирована", ""]], "odin.csv")
    two = listed(root, [['АНО "Кедр"', "", "", "1022400000006", "", "", "исключена", ""]], "dva.csv")
    _, actual = compare(root, one, two, write=[])
    (odds,) = [found for found in actual["findings"] if found["kind"] == "differs"]
    assert (
        "Состояние регистрации: в списках по-разному: «зарегистрирована», «больше не зарегистрирована»" in odds["note"]
    )
    assert check_root(root).records["ngos"]["kedr"]["status"] == "registered"


def test_a_change_that_breaks_the_check_is_left_and_reported(root: Path) -> None:
    path = listed(root, [['АНО "Кедр"', "", "", "1022400000006", "2453000002", TOWN, "зарегистрирована", ""]])
    (root / "ngos" / "tuman.yml").write_text(
        'name: АНО «Туман»\nstatus: registered\nregistered_on: "2020-01-01"\nminjust_number: "2412010000"\n'
        "source: анкета\n"
    )
    (root / "ngos" / "sosna.yml").unlink()
    gone = listed(root, [["АНО «Туман»", "", "2412010000", "", "", "", "исключена 01.02.2010", ""]], "gone.csv")
    found, actual = compare(root, path, gone, write=[])
    assert "прекращена до регистрации" in str(actual["refused"]["ngos/tuman.yml"])
    assert actual["written"] == ["ngos/kedr.yml"]
    assert "ngos/tuman.yml не записан" in compared_text(found, wrote=True, dry_run=False)


def test_who_is_in_a_row_that_was_not_read_is_not_missing(root: Path) -> None:
    path = listed(root, [['АНО "Кедр"', "", "2412010000", "1022400000006", "", TOWN, "", ""]])  # two owners
    _, actual = compare(root, path)
    assert len(actual["unread"]) == 1
    assert {name for kind, name in kinds(actual) if kind == "missing_there"} == {"rucheek", "tuman"}


def test_the_command_compares_and_reports(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = str(listed(root)), root / "build"
    for name in ("sverka.json", "sverka.xlsx"):
        assert main(["import", path, "--compare", "--root", str(root), "--report", str(out / name)]) == 0
    assert "Прекратили деятельность (ceased): 1" in capsys.readouterr().out
    assert json.loads((out / "sverka.json").read_text("utf-8"))["rows"] == 7
    (sheet,) = load_sheets(out / "sverka.xlsx")
    assert sheet.rows[1][:2] == ("Прекратили деятельность", "sosna")
    assert main(["import", path, path, "--root", str(root)]) == 2
    assert main(["import", path, "--compare", "--root", str(root), "--write", "ceased"]) == 0
    assert "Записано: 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("г. Зеленогорск, ул. Лазо, 2а", TOWN + "УЛ ЛАЗО, Д. 2-А", True),
        ("ул. Лазо", "ул. Лазо, 2 а", True),
        ("ул. Мира, д. 5", "ул. Мира, д. 6", False),
        ("ул. Мира, д. 5", "ул. Лазо, д. 5", False),
    ],
)
def test_addresses_are_told_by_their_words(one: str, other: str, same: bool) -> None:
    assert same_place(one, other, ["Красноярский край", "Зеленогорск"]) is same


def test_towns_and_names_and_states_are_told_in_any_writing() -> None:
    assert in_town("Красноярского края, г. Зеленогорска", "Зеленогорск", "Красноярский край")
    assert in_town("г. Зеленогорск, ул. Мира", "Зеленогорск", "Красноярский край")
    assert not in_town("Санкт-Петербург, г. Зеленогорск", "Зеленогорск", "Красноярский край")
    for other in ("г. Красноярск", "д. Ивановка, ул. Мира", "Томская область", "село Мирное, д. 1"):
        assert in_town(other, "Зеленогорск", "Красноярский край") is False
    for bare in ("ул. Мира, д. 5", "а/я 12", "ул. Советская, стр. 2"):
        assert in_town(bare, "Зеленогорск", "Красноярский край") is None
    assert same_name('АВТОНОМНАЯ НЕКОММЕРЧЕСКАЯ ОРГАНИЗАЦИЯ "КИБЕР АТОМ"', ["АНО «Кибер-атом»"])
    vocabulary = check_root(REPOSITORY).vocabulary
    actual = {text: read_status(text, vocabulary) for text in STATES}
    assert actual == STATES


STATES = {
    "Зарегистрирована": "registered", "действующее": "registered", "в процессе ликвидации": "registered",
    "Исключена из реестра 01.02.2020": "liquidated", "Прекратило деятельность": "liquidated",
    "больше не зарегистрирована": "liquidated", "liquidated": "liquidated", "недействующая": "liquidated",
    "Да": "", "нет": "", "не зарегистрирована": "",
}  # fmt: skip


TITLES = (
    "Наименование", "ИНН", "ОГРН", "Адрес", "Статус", "Учетный номер", "Сокращенное наименование", "Дата регистрации",
    "Телефон", "Сайт", "Форма", "Сумма", "", "Примечание",
)  # fmt: skip
CELLS = (
    "", "АНО «Кедр»", 'ФОНД "СОСНА"', "Туман", "2453000002", "105078660", "1022400000006", "2412010000", "1,02E+12",
    "=1+1", "г. Зеленогорск", "ул. Лазо, 2", "исключена 31.02.2020", "зарегистрирована", "01.01.1700", "12.03.2015",
    "Итого", "1", "«", "'", "\u202e", "+7 391 000-00-00", "http://", "x" * 400, "2099-01-01", "да",
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    head=st.lists(st.sampled_from(TITLES), min_size=2, max_size=6),
    rows=st.lists(st.lists(st.sampled_from(CELLS), min_size=6, max_size=6), min_size=1, max_size=8),
    chosen=st.sampled_from([None, [], ["moved"], ["missing_here"]]),
)
def test_whatever_is_in_a_list_adds_up_and_breaks_nothing(
    head: list[str], rows: list[list[str]], chosen: list[str] | None, root: Path
) -> None:
    path = root.parent / "sluchaj.csv"
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([head, *(row[: len(head)] for row in rows)])
    path.write_text(out.getvalue(), "utf-8")
    try:
        compare(root, path, write=chosen)
    except PortalError:
        return
    checked = check_root(root)
    assert not has_errors(checked.problems)
    _, again = compare(root, path, write=chosen)
    assert again["written"] == []


@pytest.mark.skipif(not OFFICIAL.is_dir(), reason="official files are not here")
def test_official_files_add_up(fresh_root: Path) -> None:
    paths = sorted(OFFICIAL.glob("*.xls*"))
    _, actual = compare(fresh_root, *paths)
    assert actual["rows"] > 1000
    assert {"Статус СО НКО", "всего", "отметка в ЕГРЮЛ"} <= set(actual["unknown_columns"])
    assert all(one["doubt"] for one in actual["findings"] if one["kind"] == "missing_here")
    assert compare(fresh_root, *paths, write=[])[1]["written"] == []
