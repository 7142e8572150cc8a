"""The words for a text where a number is expected, and what can be read from it: amounts, ranges, units."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from generator.model.schemas import Field, Table
from generator.problems import readings, spellings
from generator.records.advice import PAIRS, Advice, field_for_words, several, with_others
from generator.records.messages import example_of, line_of, shorten

MONEY = re.compile(
    rf"(?P<number>\d[\d\s]*(?:[.,]\d+)?\s*{spellings.SCALE}?\.?\s*(?P<roubles>руб(?:лей|ля|ль|\.)?|р\.|₽)?)\s*"
    r"(?:(?:[(;]|,\s*(?=из\s|в\s+том|вкл))\s*(?P<aside>[^()]+?)\)?|[,;(]?\s*(?P<rest>[^\d)]*)\)?)"
)
WORDS = ("один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять")
GROUPS = ("", "двое", "трое", "четверо", "пятеро", "шестеро", "семеро")
IN_WORDS = {word: number for names in (WORDS, GROUPS) for number, word in enumerate(names, start=1) if word}
# One word after a number: what is counted.
COUNTED = re.compile(r"(\d[\d\s]*?)\s*[а-яё]{3,}\.?", re.IGNORECASE)
# Units of what is no money, as in «20 кв. м».
UNITS = re.compile(r"(?:кв|м|м2|м²|шт|кг|час|дн|мест|экз|комплект|пар|раз|чел|л|км)\b", re.IGNORECASE)
OF_WHAT = re.compile(r"(?:в|на|за|из|для|по|от|ежегодно|ежемесячно|всего|итого)\b", re.IGNORECASE)


def is_year(field: Field) -> bool:
    return field.type == "integer" and str(field.constraints.get("maximum", "")) == "2100"


def _fits(field: Field, text: str) -> bool:
    """Tell whether the unit in a text suits the field: «12 лет» is no year, and «2012 года» no count of people."""
    if re.search(r"\d\s*лет\b", text):
        return field.name.startswith("age_")
    return is_year(field) or not re.search(r"\d\s*(?:г\.|г$|год)", text.strip(), re.IGNORECASE)


def read_number(field: Field, text: str, row: Mapping[str, Any], table: Table) -> Advice:
    """Return what to do with a text that is no number, and the changes of the row if only one thing was meant."""
    whole = field.type == "integer"
    if (
        guess := (spellings.guess_integer(text) if whole else spellings.guess_number(text))
        if _fits(field, text)
        else ""
    ):
        return "Только цифры" + (", без пробелов и слов." if whole else "; дробная часть через точку."), {
            field.name: guess
        }
    if whole and (number := IN_WORDS.get(text.strip().lower())):
        return "Число записывают цифрами.", {field.name: str(number)}
    if field.name == "lat" and (point := readings.read_point(text)):
        return "Здесь две координаты, у каждой своё поле.", with_others(field, row, table, point[0], lon=point[1])
    if is_year(field) and (day := spellings.guess_date(text)):
        return "Нужен только год.", {field.name: day[:4]}
    amount = readings.read_amount(text, whole=whole)
    if amount and amount.value_to and (pair := PAIRS.get(field.name)):
        values = (amount.value, amount.value_to)
        return several(field, "Здесь два числа, у каждого своё поле.", values, row, table, **{pair: amount.value_to})
    qualifier = next((name for name in (f"{field.name}_qualifier", "qualifier") if name in table.by_name), "")
    if amount and qualifier and (not amount.value_to or f"{field.name}_to" in table.by_name):
        others = {qualifier: amount.qualifier} | ({f"{field.name}_to": amount.value_to} if amount.value_to else {})
        return several(field, "Число и его точность — разные поля.", amount, row, table, **others)
    if whole and "руб" in field.title and (advice := _roubles(field, text, row, table)):
        return advice
    counted = COUNTED.fullmatch(text.strip())
    is_count = whole and _fits(field, text) and not (is_year(field) or field.name.startswith("age_"))
    if counted and is_count and not readings.turns(text):
        return "Только цифры: что считают, поле уже говорит.", {field.name: spellings.guess_integer(counted[1])}
    if amount and not amount.value_to:
        line = line_of(field.name, amount.value)
        return f"Точности здесь не записывают. Если число — {amount.value}, запишите: {line}", None
    return _digits_only(field, text, table), None


def _roubles(field: Field, text: str, row: Mapping[str, Any], table: Table) -> Advice | None:
    """Advise on words in a field of roubles: beside a sum, or without any number."""
    if (money := MONEY.fullmatch(text.strip())) and (money["rest"] or money["aside"]):
        return _money(field, text, money, row, table)
    return _no_money(field, text, row, table) if "size" in table.by_name and not re.search(r"\d", text) else None


def _no_money(field: Field, text: str, row: Mapping[str, Any], table: Table) -> Advice:
    """Send what is no sum to the field of sizes, or to that of words."""
    place = "size" if "size" in table.by_name else field_for_words(table) or "note"
    is_sure = place == "size" and not field.required and not readings.turns(text)
    changes = with_others(field, row, table, None, size=text) if is_sure else None
    return f"Здесь не рубли. Перенесите в другое поле: {line_of(place, text)}", changes


def _money(field: Field, text: str, money: re.Match[str], row: Mapping[str, Any], table: Table) -> Advice:
    """Part a sum from the words after it; what is no money goes where sizes are recorded."""
    value, rest = spellings.guess_integer(money["number"]), (money["rest"] or money["aside"]).strip(" .,;")
    if not money["roubles"] and UNITS.match(rest):
        return _no_money(field, text, row, table)
    if not value:
        return f"Только цифры: рубли целиком, без слов. Например: {example_of(field)}", None
    if not (place := field_for_words(table, row)):
        hint = f"Только цифры, рубли целиком: {line_of(field.name, value)}."
        filled = field_for_words(table)
        put = f"допишите в {filled}" if filled else "удалите: поля для них здесь нет"
        return f"{hint} Слова «{shorten(rest)}» {put}.", None
    hint = "Сумма и слова о ней — разные поля."
    if OF_WHAT.match(rest) and not readings.turns(text):
        return several(field, hint, (value,), row, table, **{place: rest})
    return f"{hint} Сумма: {line_of(field.name, value)}, а «{shorten(rest)}» запишите в {place}.", None


def _digits_only(field: Field, text: str, table: Table) -> str:
    """Say what a number must look like, and where what is beside it goes."""
    whole = field.type == "integer"
    rule = "Только цифры, без пробелов и слов." if whole else "Только цифры; дробная часть через точку."
    if len(re.findall(r"\d[\d ]*", text)) > 1 and re.search(r"\d\D*(?:-|–|—|до)\s*\d", text):
        if f"{field.name}_to" in table.by_name:
            return f"Здесь два числа, у каждого своё поле: {field.name} и {field.name}_to; слова рядом уберите."
        words = field_for_words(table)
        place = f", а «{shorten(text)}» запишите словами в {words}" if words else ""
        return f"Поле принимает одно число: оставьте его{place}."
    if whole and re.fullmatch(r"[\d\s]+[.,]\d{2}(?:\s*руб\.?)?", text):
        rule = "Только целое число: копейки не пишут."
    if text.endswith("%") and (bare := spellings.guess_number(text[:-1])):
        return f"Без знака %: {line_of(field.name, bare)}, если единица (unit) — процент."
    return f"{rule} Например: {example_of(field)}"
