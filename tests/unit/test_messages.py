"""The words of problems: calm, complete, with a line ready to copy; and guesses at keys and codes by Russian names."""

from __future__ import annotations

import pytest

from generator.model.schemas import Field, Table, load_package
from generator.model.vocabulary import Term
from generator.records import glossary, keys, messages, pairs, row_texts
from generator.records.wrong_values import wrong_type
from generator.records.yaml import ScalarNode, parse_record

NGOS = load_package().tables["ngos"]


def field(name: str, table: Table = NGOS) -> Field:
    return table.by_name[name]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Клуб", "k: Клуб"),
        ("no", 'k: "no"'),
        ("2026-11-12", 'k: "2026-11-12"'),
        ("+7391", 'k: "+7391"'),
        ("а: б", 'k: "а: б"'),
        ("а, б", 'k: "а, б"'),
        ('клуб "Лад" [1]', "k: 'клуб \"Лад\" [1]'"),
        ("https://example.org/", "k: https://example.org/"),
    ],
)
def test_lines_read_back_as_they_were(text: str, line: str) -> None:
    assert messages.line_of("k", text) == line
    root = parse_record(line + "\n", "x.yml").root
    assert root is not None
    value = root.entries["k"]
    assert isinstance(value, ScalarNode)
    assert value.text == text


def test_what_was_typed_is_shortened() -> None:
    assert messages.shorten("а\nб  в") == "а б в"
    assert messages.shorten("я" * 100) == "я" * 79 + "…"


def test_names_along_a_trail() -> None:
    forums = load_package().tables["forums"]
    assert messages.name_at(forums, ("season",)) == "«Сезон» (season)"
    assert messages.name_at(forums, ("sessions", 0, "persons", 2, "basis")) == "«Основание публикации» (basis)"
    assert messages.name_at(forums, ("sessions", 0, "persons")) == "«Люди» (persons)"
    moved = load_package().tables["moved"]
    assert messages.name_at(moved, ("moved", 0, "to")) == "«Новый код» (to)"


@pytest.mark.parametrize(
    ("typed", "key", "sure"),
    [
        ("nmae", "name", True),
        ("телефоны", "phones", True),
        ("Телефон", "phones", True),
        ("ИНН", "inn", True),
        ("Полное название", "name", True),
        ("e-mail", "emails", True),
        ("website", "site", True),
        ("vk", "links", False),
        ("услуги", "services", True),
        ("цвет", "", False),
        *((word, "", False) for word in ("сорт", "тест", "текст_песни", "нота", "спорт", "лампа")),
        ("дата_регистрации", "registered_on", True),
        ("coordinates", "lat", False),
    ],
)
def test_keys_by_slips_titles_and_synonyms(typed: str, key: str, sure: bool) -> None:
    assert keys.guess_key(NGOS, typed, ()) == (key, sure)


def test_a_key_of_another_level_is_shown_its_place() -> None:
    words = keys.unknown_key(NGOS, "cost_note", "")
    assert "внутри пункта списка «Услуги» (services)" in words[1]
    services = load_package().tables["ngo_services"]
    assert "самой записи" in keys.unknown_key(services, "okved", "")[1]


TERMS = {
    "children": Term("children", "дети", synonyms=("ребёнок", "школьники")),
    "families": Term("families", "семьи с детьми", official_code="20"),
    "unknown": Term("unknown", "неизвестно"),
}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Дети", "children"),
        ("ребенок", "children"),
        ("семьи с детьми", "families"),
        ("семьи с детми", ""),
        ("не дети", ""),
        ("дети?", ""),
        ("families (семьи с детьми)", "families"),
        ("20", "families"),
        ("childern", "children"),
        ("сhildren", "children"),
        ("CHILDREN", "children"),
        ("школьник", ""),
        ("кошки", ""),
    ],
)
def test_codes_by_labels_synonyms_and_slips(typed: str, code: str) -> None:
    assert glossary.sure_code(typed, TERMS) == code
    changes = {"audiences": [code]} if code else None
    message, hint, kept = glossary.unknown_code(field("audiences"), typed, TERMS, changes)
    assert "«Для кого» (audiences)" in message
    assert (f"«{code}»" in hint) == bool(code)
    assert ("Выберите код" in hint) == (not code)
    assert kept == changes


def test_codes_to_choose_from_begin_with_the_nearest() -> None:
    hint = glossary.unknown_code(field("audiences"), "семья с ребёнком", TERMS, None).hint
    assert hint.index("families") < hint.index("unknown")


def test_a_missing_field_is_shown_with_unknown_where_there_is_such_a_code() -> None:
    assert "status: unknown" in glossary.missing_field(field("status"), TERMS)[1]
    assert glossary.missing_field(field("source"), None)[1].startswith("Добавьте строку, например: source:")


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("03/04/2026", "2026-04-03 или 2026-03-04"),
        ("2026-02-30", "февраль 2026 года кончается 28 числом"),
        ("2024-02-30", "февраль 2024 года кончается 29 числом"),
        ("2026-14-14", "Месяца 14 не бывает"),
        ("давно", "удалите строку"),
    ],
)
def test_dates(typed: str, wanted: str) -> None:
    code, message, hint, changes = wrong_type(field("seen_on"), typed, {"seen_on": typed}, NGOS)
    assert changes is None
    assert code == "E210"
    assert "«Когда видели в деле» (seen_on)" in message
    assert wanted in hint


@pytest.mark.parametrize(
    ("table", "text", "changes", "says"),
    [
        (
            load_package().tables["practice"].nested["costs"],
            "640 тыс. руб. в год",
            {"sum": "640000", "basis": "в год"},
            "",
        ),
        (NGOS.nested["support"], "20 кв. м", {"sum": None, "size": "20 кв. м"}, "не рубли"),
        (NGOS.nested["support"], "640 тыс. руб. на ремонт", None, 'sum: "640000"'),
        (NGOS.nested["support"], "не больше 5 тыс. руб.", None, "Только цифры"),
    ],
)
def test_a_sum_and_the_words_beside_it(
    table: Table, text: str, changes: dict[str, str | None] | None, says: str
) -> None:
    words = wrong_type(field("sum", table), text, {"sum": text}, table)
    assert words.changes == changes
    assert says in words.hint


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("since", "с 3 по 10 декабря", 'since: "ГГГГ-12-03" и until: "ГГГГ-12-10"'),
        ("until", "5 и 12 декабря 2026", "2026-12-05, 2026-12-12"),
        ("until", "5 и 12 декабря", "ГГГГ-12-05"),
    ],
)
def test_days_that_one_field_cannot_hold(name: str, text: str, says: str) -> None:
    notices = NGOS.nested["notices"]
    words = wrong_type(field(name, notices), text, {name: text}, notices)
    assert (words.changes, says in words.hint) == (None, True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("отменено 27.11.2026", {"status": None, "cancelled_on": "2026-11-27"}),
        ("27 ноября 2026 года отменили", {"status": None, "cancelled_on": "2026-11-27"}),
        ("не отменено 27.11.2026", None),
        ("перенесено на 27.11.2026", None),
        ("отменят, если не придёт ответ 27.11.2026", None),
    ],
)
def test_a_state_under_another_name(text: str, found: dict[str, str | None] | None) -> None:
    root = parse_record(f"status: {text}\n", "x.yml").root
    assert root is not None
    advice = pairs.under_one_key(load_package().tables["events"], "status", "", root)
    assert (advice and dict(advice[1])) == found


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("klub-primer, «Сквер», 50000", {"ngo": "klub-primer", "project": "Сквер", "sum": "50000"}),
        ("ТОС «Двор», «Сквер», 50 тыс. руб.", {"name": "ТОС «Двор»", "project": "Сквер", "sum": "50000"}),
        ("klub-primer, klub-drugoj", None),
        ("ТОС «Двор», klub-primer, 50000", None),
    ],
)
def test_a_winner_in_one_line(text: str, row: dict[str, str] | None) -> None:
    assert row_texts.winner_row(text) == row
