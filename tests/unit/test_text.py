"""Russian text: words, dates, phones, money, order."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from generator import phones, text
from generator.text import NBSP


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (0, "many"),
        (1, "one"),
        (2, "few"),
        (4, "few"),
        (5, "many"),
        (11, "many"),
        (14, "many"),
        (21, "one"),
        (22, "few"),
        (111, "many"),
        (112, "many"),
        (121, "one"),
    ],
)
def test_plurals(number: int, word: str) -> None:
    assert text.plural(number, "one", "few", "many") == word
    assert text.plural(-number, "one", "few", "many") == word


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0"),
        (999, "999"),
        (9999, "9999"),
        (10_000, f"10{NBSP}000"),
        (1_234_567, f"1{NBSP}234{NBSP}567"),
        (0.5, "0,5"),
        (27.3, "27,3"),
        (12_345.5, f"12{NBSP}345,5"),
        (-12_345.5, f"-12{NBSP}345,5"),
        (-0.0, "0"),
        (12_345_678_901.5, f"12{NBSP}345{NBSP}678{NBSP}901,5"),
        (1e22, f"10{f'{NBSP}000' * 7}"),
        (0.000_000_1, "0,0000001"),
        (0.1 + 0.2, "0,3"),
        (Decimal("1.50"), "1,5"),
        (Decimal("1E+5"), f"100{NBSP}000"),
        (
            Decimal("12345678901234567890.123456789"),
            f"12{NBSP}345{NBSP}678{NBSP}901{NBSP}234{NBSP}567{NBSP}890,123456789",
        ),
    ],
)
def test_numbers(number: float | Decimal, shown: str) -> None:
    assert text.format_number(number) == shown


@pytest.mark.parametrize(
    ("roubles", "shown"),
    [
        (0, f"0{NBSP}руб."),
        (721_400, f"721,4{NBSP}тыс.{NBSP}руб."),
        (300_000, f"300{NBSP}тыс.{NBSP}руб."),
        (1_200_000, f"1,2{NBSP}млн{NBSP}руб."),
        (721_450, f"721{NBSP}450{NBSP}руб."),
        (1_000, f"1{NBSP}тыс.{NBSP}руб."),
        (-721_400, f"-721,4{NBSP}тыс.{NBSP}руб."),
    ],
)
def test_money_never_lies_by_rounding(roubles: int, shown: str) -> None:
    assert text.format_money(roubles) == shown


def test_dates() -> None:
    day = date(2015, 11, 12)
    assert text.format_date(day) == f"12{NBSP}ноября 2015{NBSP}г."
    assert text.format_day(day) == f"12{NBSP}ноября, четверг"
    assert text.format_month("2026-11") == f"ноябрь 2026{NBSP}г."
    assert text.format_dates(day, None) == text.format_dates(day, day) == text.format_date(day)
    assert text.format_dates(day, date(2015, 11, 14)) == f"12–14{NBSP}ноября 2015{NBSP}г."
    assert text.format_dates(day, date(2015, 12, 2)) == f"12{NBSP}ноября{NBSP}– 2{NBSP}декабря 2015{NBSP}г."
    assert text.format_dates(day, date(2016, 1, 2)) == f"12{NBSP}ноября 2015{NBSP}г.{NBSP}– 2{NBSP}января 2016{NBSP}г."
    assert "\u202f" not in text.format_dates(day, date(2016, 1, 2))


def test_times() -> None:
    assert text.format_times(None, None) == ""
    assert text.format_times(time(9), None) == "09:00"
    assert text.format_times(time(9), time(10, 30)) == "09:00–10:30"


@pytest.mark.parametrize(
    ("number", "area", "shown"),
    [
        ("+73916995103", "39169", f"+7{NBSP}39169{NBSP}9-51-03"),
        ("+73916995103", "", f"+7{NBSP}391{NBSP}699-51-03"),
        ("+79123456789", "39169", f"+7{NBSP}912{NBSP}345-67-89"),
        ("+375291234567", "39169", "+375291234567"),
        ("", "39169", ""),
    ],
)
def test_phones(number: str, area: str, shown: str) -> None:
    assert phones.format_phone(number, area) == shown


@pytest.mark.parametrize(
    ("name", "public"),
    [
        ("АНО «Пример»", "Пример"),
        ("Автономная некоммерческая организация «Клуб „Лад“»", "Клуб «Лад»"),
        ("Федерация картинга", "Федерация картинга"),
        ("АНО Ресурсный центр", "АНО Ресурсный центр"),
        ("«Пример жизни»", "Пример жизни"),
        ("Благотворительное учреждение «Пример»", "Пример"),
        ("Территориальное общественное самоуправление «Двор»", "Двор"),
        ("Примерская городская общественная организация «Пример»", "Пример"),
        ("АНО «Клуб «Лад»»", "Клуб «Лад»"),
        ("Женский клуб «Пример»", "Женский клуб «Пример»"),
        ("Фонд «Пример» города", "Фонд «Пример» города"),
        ("«Пример» и «Пример»", "«Пример» и «Пример»"),
    ],
)
def test_names_people_look_for(name: str, public: str) -> None:
    assert text.public_name(name) == public


def test_names_in_russian_order() -> None:
    names = ["Яблоко", "АНО «Ёлка»", "«Ель»", "Абрикос", "Ёж", "еда"]
    assert sorted(names, key=text.sort_key) == ["Абрикос", "еда", "Ёж", "АНО «Ёлка»", "«Ель»", "Яблоко"]
    assert [text.letter_of(name) for name in ("АНО «Ёлка»", "IT-клуб", "1 мая")] == ["Е", "A–Z", "0–9"]


def test_near_names() -> None:
    assert text.name_key("АНО «Звёздный»") == text.name_key('Фонд "звездный"') == "звездный"
    assert text.name_key("Зеленогорский фонд «Звёздный»") == text.name_key("Примерский фонд Звездный") == "звездный"
    assert text.name_key("Женский клуб") == "женский клуб"
    assert text.name_key("АНО") == "ано"
    assert text.fold(f" «Ёж»{NBSP}ЁЖ ") == "еж еж"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Клуб «Пример»", "klub-primer"),
        ("Щука & Ёж", "schuka-ezh"),
        ("объём", "obem"),
        ("---", ""),
        ("a" * 80, "a" * 60),
    ],
)
def test_slugs(name: str, slug: str) -> None:
    assert text.slugify(name) == slug


def test_alphabets() -> None:
    assert text.mixed_alphabet("Cветлый")
    assert not text.mixed_alphabet("Светлый")
    assert not text.mixed_alphabet("VK")
    assert not text.mixed_alphabet("123")


def test_paragraphs() -> None:
    assert text.paragraphs("один\nдва\n\n \n три\n") == ["один два", "три"]
    assert text.paragraphs("") == []


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("наб. Примерная, д. 3, каб. 5", "наб.\u00a0Примерная, д.\u00a03, каб.\u00a05"),
        ("г. Зеленогорск, ул. Мира", "г.\u00a0Зеленогорск, ул.\u00a0Мира"),
        ("Вход со двора. Дверь слева", "Вход со двора. Дверь слева"),
    ],
)
def test_the_kind_of_a_street_stays_with_its_name(address: str, shown: str) -> None:
    assert text.tie(address) == shown


@pytest.mark.parametrize(
    ("codes", "shown"),
    [
        (["mon", "tue", "wed", "thu"], "пн–чт"),
        (["sun", "mon", "tue"], "пн, вт, вс"),
        (["mon", "wed", "fri", "sat", "sun"], "пн, ср, пт–вс"),
        (["sat"], "сб"),
    ],
)
def test_weekdays_in_short(codes: list[str], shown: str) -> None:
    assert text.format_days(codes) == shown


@pytest.mark.parametrize(
    ("number", "area", "expected"),
    [
        ("+73916936016", "39169", ("3-60-16", "8\u00a0391\u00a069\u00a03-60-16")),
        ("+79123456789", "39169", ("+7\u00a0912\u00a0345-67-89", "")),
        ("+74951234567", "495", ("123-45-67", "8\u00a0495\u00a0123-45-67")),
        ("+73916936016", "", ("+7\u00a0391\u00a0693-60-16", "")),
        ("112", "39169", ("112", "")),
    ],
)
def test_a_number_is_dialled_in_the_town_and_from_elsewhere(number: str, area: str, expected: tuple[str, str]) -> None:
    assert phones.split_phone(number, area) == expected


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("сайт организации", "сайт организации."),
        ("справка от 3 мая 2026 г.", "справка от 3 мая 2026 г."),
        ("«Приходите!»", "«Приходите!»"),
        ("газета «Панорама»", "газета «Панорама»."),
        ("отпуск (пример) ", "отпуск (пример)."),
        ("", ""),
    ],
)
def test_a_sentence_ends_once(said: str, shown: str) -> None:
    assert text.ended(said) == shown
