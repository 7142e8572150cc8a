"""The words for a value that its schema refuses, and what can be read from it: dates, hours, numbers, forms.

If a text has more than its field asks for (both days of a range, a date with a number), the fix fills the other fields
too, as long as they are free.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from generator.model.schemas import DATES, Field, Table
from generator.problems import readings, spellings
from generator.records.advice import PAIRS, Advice, field_for_words, several, with_others
from generator.records.amounts import is_year, read_number
from generator.records.messages import (
    NUMBERS,
    SHOWN,
    Coded,
    digits_lost,
    example_of,
    line_of,
    name_of,
    not_known,
    shorten,
)
from generator.text import MONTH_NAMES, WEEKDAYS, plural

# Fields of a beginning and of an end: there «с 9:00» and «до 1 декабря» mean no more than the bare value.
BEGINS = frozenset(PAIRS)
ENDS = frozenset(PAIRS.values()) | {"deadline", "registration_until", "consent_until"}
FROM = re.compile(r"\s*(?:начиная\s+)?(?:с|со|от)\s+(?=\S*\d)", re.IGNORECASE)
UNNUMBERED = re.compile(r"\s*(?:б/н\s+)?от\s+(?P<day>.*\d.*)|(?P<same>.*\d.*?),?\s+б/н\s*", re.IGNORECASE)
TO = re.compile(r"\s*(?:по|до|не\s+поздне[ей])\s+(?=\S*\d)", re.IGNORECASE)
MOMENTS = {"starts_on": ("start", "end"), "date": ("start", "end")}
STATES = frozenset(("cancelled_on", "postponed_on", "ended_on", "consent_withdrawn", "liquidated_on", "changed_on"))
CLOSED = re.compile(r"\s*(?:выходн|закрыт|не\s+работа|нет\b|приёма\s+нет)", re.IGNORECASE)
BOUNDS = {
    "minimum": "от {}",
    "exclusiveMinimum": "больше {}",
    "maximum": "до {}",
    "exclusiveMaximum": "меньше {}",
}


def broken_constraint(field: Field, row: Mapping[str, Any], broken: str, table: Table) -> Coded:
    """Return the words for a cell that Frictionless refused. ``broken``: ``type`` or the violated constraint."""
    value = row[field.name]
    text = value if isinstance(value, str) else ", ".join(value)
    limits = field.limits
    if broken == "type":
        return wrong_type(field, text, row, table)
    name = name_of(field)
    if broken in ("maxLength", "minLength"):
        return _wrong_length(field, value, broken)
    if broken == "pattern":
        guess = spellings.guess_form(text, str(limits["pattern"])) if len(text) <= SHOWN else ""
        message = f"{name}: «{shorten(text)}» записано не по образцу."
        if guess:
            return Coded("E215", message, field.description, {field.name: guess})
        if among := _one_among_words(field, text):
            return Coded("E215", message, among)
        return Coded("E215", message, f"{field.description} Например: {example_of(field)}")
    if broken == "enum":
        allowed = (", ".join(map(str, one)) if isinstance(one, list) else str(one) for one in limits["enum"])
        hint = f"Допустимо только: {'; '.join(allowed)}."
        return Coded("E215", f"{name}: такого значения здесь не бывает: «{shorten(text)}».", hint)
    if broken not in BOUNDS:
        hint = f"Требование схемы: {broken} — {limits[broken]}."
        return Coded("E215", f"{name}: «{shorten(text)}» не годится.", hint)
    if field.type == "date" and not BOUNDS.keys() & field.constraints.keys():
        return out_of_range(field, text, f"от {DATES['minimum'][:4]} до {DATES['maximum'][:4]} года")
    return out_of_range(field, text, _bounds(limits))


def _one_among_words(field: Field, text: str) -> str:
    """Say what to leave where one word of a text has the field's form; empty if none or several have."""
    words = re.findall(r"[^\s,;()«»\"]+", text[:SHOWN])
    found = [word for word in words if re.fullmatch(str(field.limits["pattern"]), word, re.ASCII)]
    return f"Здесь оставьте {line_of(field.name, found[0])}, остальное — в своё поле." if len(found) == 1 else ""


def _wrong_length(field: Field, value: str | list[str], broken: str) -> Coded:
    limit, name = int(field.constraints[broken]), name_of(field)
    words = ("знак", "знака", "знаков") if isinstance(value, str) else ("пункт", "пункта", "пунктов")
    amount = f"{len(value)} {plural(len(value), *words)}"
    if broken == "maxLength":
        more = f"{len(value) - limit} {plural(len(value) - limit, *words)}"
        hint = f"Сократите на {more}." if isinstance(value, str) else f"Уберите {more}."
        return Coded("E214", f"{name}: слишком длинно: {amount}, можно {limit}.", hint)
    hint = f"Например: {example_of(field)}"
    return Coded("E214", f"{name}: слишком коротко: {amount}, нужно не меньше {limit}.", hint)


def _bounds(limits: Mapping[str, Any]) -> str:
    """Return all limits of a value in words, whichever is violated."""
    return " ".join(words.format(limits[name]) for name, words in BOUNDS.items() if name in limits)


def out_of_range(field: Field, text: str, allowed: str) -> Coded:
    message = f"{name_of(field)}: «{shorten(text)}» вне допустимых границ."
    return Coded("E216", message, f"Допустимо {allowed}. Проверьте, нет ли описки.")


CODES = {"date": "E210", "time": "E211", "integer": "E212", "number": "E213"}
KINDS = {"date": "не дата", "time": "не время", "integer": "не целое число", "number": "не число"}


def wrong_type(field: Field, text: str, row: Mapping[str, Any], table: Table) -> Coded:
    """Return the words for a text that does not have its field's type. ``row``: the row of ``table`` that has it."""
    name, shown = name_of(field), shorten(text)
    if field.type not in CODES:  # a text with a format, such as an address
        hint = f"{field.description} Например: {example_of(field)}"
        return Coded("E215", f"{name}: «{shown}» записано не по образцу.", hint)
    code = CODES[field.type]
    if readings.is_unknown(text) and not field.required:
        return Coded(code, *not_known(field, text))
    if NUMBERS.fullmatch(text.strip()) and field.type in ("integer", "number"):
        return Coded(code, *digits_lost(field, text))
    message = f"{name}: «{shown}» — {KINDS[field.type]}."
    text = _bare(field, spellings.undressed(text)) if len(text) <= SHOWN else ""  # too long to guess at
    words = _date(field, text, row, table) if field.type == "date" else None
    words = _time(field, text, row, table) if field.type == "time" else words
    hint, changes = words or read_number(field, text, row, table)
    return Coded(code, message, hint, changes)


def _bare(field: Field, text: str) -> str:
    """Drop the preposition that the field's name already implies («с» at a beginning, «до» at an end)."""
    if field.name in BEGINS and not TO.search(text[1:]):
        whole = FROM.sub("", text, count=1) if FROM.match(text) else text
        return whole.removesuffix("+") if field.name == "age_from" else whole
    if field.name in ENDS and not FROM.match(text):
        return TO.sub("", text, count=1) if TO.match(text) else text
    if field.type == "date" and (found := UNNUMBERED.fullmatch(text)):
        return found["day"] or found["same"]  # «б/н от …», as in documents
    if is_year(field) and (year := re.fullmatch(r"\s*(?:в|с|основана?\s+в)\s+(\d{4}\s*(?:г\.?|году?|года))\s*", text)):
        return year[1]
    return text


def _date(field: Field, text: str, row: Mapping[str, Any], table: Table) -> Advice:
    if guess := spellings.guess_date(text):
        return "Дату записывают так: год-месяц-день.", {field.name: guess}
    pair = PAIRS.get(field.name, "")
    if readings.is_endless(text) and "open_ended" in table.by_name:
        return "Бессрочное отмечают отдельным полем.", with_others(field, row, table, None, open_ended="yes")
    if days := readings.read_days(text):
        return several(field, "Здесь два дня, у каждого своё поле.", days, row, table, **{pair or "-": days[1]})
    if act := readings.read_act(text):
        return several(field, "Здесь дата и номер, у каждого своё поле.", act, row, table, number=act[1])
    if moment := readings.read_moment(text):
        start, end = MOMENTS.get(field.name, ("", ""))
        if not start and (words := field_for_words(table)):
            hour = f"«до {moment[1]}»" if field.name in ENDS else f"«{moment[1]}»"
            line = line_of(field.name, moment[0])
            return f"Час здесь не записывают. День — {line}, а час — словами в {words}, например {hour}.", None
        others = {name: hour for name, hour in ((start, moment[1]), (end, moment[2])) if hour}
        return several(field, "Здесь день и время, у каждого своё поле.", moment, row, table, **others)
    day, exact = readings.last_day(text) if field.name in ENDS else ("", False)
    if day and exact:
        return "Дату записывают так: год-месяц-день.", {field.name: day}
    if day:
        return f"Нужен день. Если это последний день срока, запишите: {line_of(field.name, day)}", None
    return date_hint(field, text, table), None


def _two_days(field: Field, text: str, table: Table) -> str:
    """Say where each day of a text goes; empty if it has one."""
    if apart := readings.days_apart(text):
        one = "Здесь несколько дней врозь, а поле принимает один: на каждый день своя запись или свой пункт."
        return f"{one} Прочитано: {', '.join(apart)}. Например: {line_of(field.name, apart[0])}"
    if (pair := PAIRS.get(field.name)) and pair in table.by_name and (both := readings.days_without_year(text)):
        lines = f'{field.name}: "{both[0]}" и {pair}: "{both[1]}"'
        return f"Здесь два дня, у каждого своё поле, и не хватает года. Впишите его вместо ГГГГ: {lines}"
    return ""


def year_known(words: Coded, field: Field, record: Mapping[str, Any]) -> Coded:
    """Complete a day without a year, if in only one year it lies among the days of its record."""
    found = re.search(r'"ГГГГ-(\d\d-\d\d)"$', words.hint)
    first = str(record.get("starts_on", ""))
    last = str(record.get("ends_on", first))
    years = {first[:4], last[:4]} if found and field.name == "date" else set()
    days = [f"{year}-{found[1]}" for year in sorted(years) if found and first <= f"{year}-{found[1]}" <= last]
    if len(days) != 1:
        return words
    hint = "Год — как у самой записи. Дату записывают так: год-месяц-день."
    return words._replace(hint=hint, changes={field.name: days[0]})


def date_hint(field: Field, text: str, table: Table) -> str:
    """Say what is impossible in a date, which days it may mean, or how to write one."""
    words = "note" if "note" in table.by_name else field_for_words(table)  # often a remark of staff
    note = f", а слова перенесите в {words}" if words else ""
    if found := _two_days(field, text, table):
        return found
    if len(days := spellings.two_readings(text)) > 1:
        return f"Эту дату читают по-разному: {' или '.join(days)}. Запишите верную: год-месяц-день."
    numbers = spellings.date_numbers(text)
    if numbers and not 1 <= numbers[1] <= 12:
        return f"Месяца {numbers[1]} не бывает: нужно от 01 до 12, сначала год, потом месяц, потом день."
    if numbers and 1900 <= numbers[0] <= 2100 and numbers[2]:
        last = calendar.monthrange(numbers[0], numbers[1])[1]
        month = f"{MONTH_NAMES[numbers[1] - 1]} {numbers[0]} года"
        return f"Такого дня нет: {month} кончается {last} числом. Проверьте число и месяц."
    if (wrong := spellings.day_of_week(text)) != ("", ""):
        is_one = WEEKDAYS[date.fromisoformat(wrong[0]).weekday()]
        return f"{wrong[0]} — {is_one}, а записано «{wrong[1]}»: проверьте день и запишите его: год-месяц-день."
    if day := readings.day_of_table(text):
        return f"Похоже на день из таблицы Excel: {day}. Сверьте и запишите: {line_of(field.name, day)}"
    short = re.fullmatch(r"(\d{1,2})(?:\s+([а-яё]{3,8})|\.(\d{2}))\.?", text.strip().lower())
    if short and 0 < (named := spellings.month_of(short[2]) if short[2] else int(short[3])) <= 12:
        return f'Не хватает года. Впишите его вместо ГГГГ: {field.name}: "ГГГГ-{named:02}-{int(short[1]):02}"'
    if day := readings.the_one_day(text):
        return f"Если день — {day}, запишите: {line_of(field.name, day)}{note}."
    return _no_day(field, text, table, note)


def _no_day(field: Field, text: str, table: Table, note: str) -> str:
    """Say what to do with a text that has no day in it. ``note``: where its words go."""
    if field.name == "consent_withdrawn":
        return "Согласие отозвано? Удалите человека из записи, день не нужен. Не отозвано — удалите эту строку."
    if field.name == "consent_until":
        day = f"Нужен день из бланка согласия, например: {example_of(field)}. Без него человека на сайте не будет."
        return f"{day} Если дня в бланке нет, договоритесь с человеком о сроке и впишите его последний день."
    if field.name in ENDS and readings.says_endless(text):
        rule = 'Если срок не ограничен или продлевается сам, вместо этой строки — open_ended: "yes"'
        rule = rule if "open_ended" in table.by_name else "Если последнего дня нет, удалите строку"
        return f"{rule}, а слова — в {place}." if (place := field_for_words(table)) else f"{rule}."
    ask = "Поле обязательное." if field.required else f"Если день неизвестен, удалите строку{note}."
    if field.name in STATES:  # without its day the state would be lost
        ask = f"Если день неизвестен, поставьте тот, когда об этом узнали{note}."
    return f"Запишите год, месяц и день через дефис, например: {example_of(field)}. {ask}"


def _time(field: Field, text: str, row: Mapping[str, Any], table: Table) -> Advice:
    if guess := spellings.guess_time(text):
        return "Время записывают так: часы:минуты.", {field.name: guess}
    if re.fullmatch(r"24[:.\- ]?00", text.strip()) and field.name in ENDS:
        return "Конец дня записывают иначе.", {field.name: "00:00" if field.name == "closes" else "23:59"}
    if "days" in table.by_name and CLOSED.match(text):
        return "Когда закрыто, часов не пишут: удалите этот пункт целиком, с его дефисом и днями.", None
    pair = PAIRS.get(field.name, "")
    if hours := readings.read_hours(text):
        both = hours[::-1] if field.name in ENDS else hours
        return several(field, "Здесь два времени, у каждого своё поле.", both, row, table, **{pair or "-": both[1]})
    if re.search(r"\d\s*[-–—]\s*\d", text):
        return f"Здесь только одно время, второе запишите в соседнем поле. Например: {example_of(field)}", None
    return f"Запишите часы (00–23) и минуты (00–59) через двоеточие, например: {example_of(field)}", None
