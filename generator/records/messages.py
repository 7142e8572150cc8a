"""The words of problems about one field: what is wrong, what is allowed, the corrected line. All in Russian."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from generator.model.identifiers import Verdict
from generator.model.schemas import DATES, Field, Table
from generator.problems import suggestions
from generator.records.yaml import ScalarNode, SequenceNode
from generator.records.yaml.lines import NO_SPACE
from generator.text import MONTH_NAMES, plural

Pair = tuple[str, str]
Triple = tuple[str, str, str]
Write = Callable[[str], str]  # a value → the corrected line
SHOWN = 80
LONG_LINE = 160
BULLET = re.compile(r"(?:^|\s)[-–—•*]\s*(?=\S)")


def shorten(text: str) -> str:
    """What was typed, in one line and not too long for a message."""
    plain = " ".join(text.split())
    return plain if len(plain) <= SHOWN else f"{plain[: SHOWN - 1]}…"


def name_of(field: Field) -> str:
    """«Телефоны» (phones)."""
    return f"«{field.title}» ({field.name})"


def name_at(table: Table, trail: tuple[str | int, ...]) -> str:
    """The name of what a trail leads to: a field, or a nested list."""
    name = f"«{table.title}»"
    for step in trail:
        if not isinstance(step, str):
            continue
        if child := table.nested.get(step):
            table, name = child, f"«{child.title}» ({step})"
        elif table.key == step:
            name = f"«{table.title}» ({step})"
        elif field := table.by_name.get(step):
            name = name_of(field)
    return name


def needs_quotes(text: str) -> bool:
    """Whether another YAML reader would retype or misread this plain scalar (dates, numbers, booleans, signs)."""
    if not text or text != text.strip() or text[0] in "!&*-?|>@`%{}[],#:'\"=<+.~0123456789":
        return True
    if re.fullmatch(r"(?i)y|n|yes|no|on|off|true|false|null", text):
        return True
    return ": " in text or " #" in text or text.endswith(":") or "\n" in text


def quoted(text: str) -> str:
    """A value as it may be pasted into a record."""
    if not needs_quotes(text) and not re.search(r"[,\[\]{}]", text):
        return text
    return "'{}'".format(text.replace("'", "''")) if '"' in text or "\\" in text else f'"{text}"'


def line_of(name: str, value: str) -> str:
    return f"{name}: {quoted(value)}"


def list_line(name: str, values: Iterable[str]) -> str:
    """A list as a line, or, when that is too long, how to begin its lines. Reads no more than the line holds."""
    first = [*islice(values, LONG_LINE)]
    line = f"{name}: [{', '.join(map(quoted, first))}]"
    return line if len(line) <= LONG_LINE else f"{name}: и с новой строки каждый пункт: - {quoted(shorten(first[0]))}"


def example_of(field: Field) -> str:
    """The field's example as a line ready to copy."""
    if isinstance(field.example, list):
        return list_line(field.name, [str(item) for item in field.example])
    return line_of(field.name, str(field.example))


def line_at(field: Field, node: ScalarNode, row: SequenceNode | None, value: str) -> str:
    """The line on which ``node`` stands with another value in its place: a field, or an item of the list ``row``."""
    if row is None:
        return line_of(field.name, value)
    if not row.flow:
        return f"- {quoted(value)}"
    texts = (value if item is node else item.text for item in row.items if isinstance(item, ScalarNode))
    return list_line(field.name, texts)


def maybe(line: str) -> str:
    return f"Возможно, {line}" if line else ""


def guess_at(field: Field, value: str) -> str:
    """«Возможно, …» with the corrected line of a field that is no list."""
    return maybe(line_of(field.name, value)) if value else ""


def wrong_id(typed: str, stem: str) -> Pair:
    message = f"«Код записи» (id): «{shorten(typed)}» не совпадает с именем файла «{stem}»."
    return message, "Удалите строку id: код берётся из имени файла."


def rows_expected(table: Table, typed: str, first_line: str) -> Pair:
    """``typed``: what stands there as one text; ``first_line``: the first field when the dash is missing."""
    name = f"«{table.title}» ({table.key})"
    if first_line:
        hint = f"Поставьте дефис перед первым полем каждого пункта: - {first_line}"
        return f"{name}: пункт списка должен начинаться с дефиса.", hint
    example = line_of(table.fields[0].name, shorten(typed)) if typed else example_of(table.fields[0])
    return f"{name}: нужен список, а записан текст.", f"Начните с новой строки, с отступом и дефисом: - {example}"


def empty_rows(table: Table) -> Pair:
    message = f"«{table.title}» ({table.key}): список пуст."
    return message, f"Удалите строку или добавьте под ней пункт: - {example_of(table.fields[0])}"


def row_expected(table: Table, typed: str) -> Triple:
    """Code, message and hint for an item that is a text where fields are wanted."""
    name = f"«{table.title}» ({table.key})"
    if (found := NO_SPACE.match(typed)) and found["key"] in table.by_name:
        line = line_of(found["key"], found["value"])
        return ("E124", f"{name}: после двоеточия нужен пробел.", f"Возможно, - {line}")
    if typed.rstrip(":") in table.by_name:
        return ("E207", f"{name}: у поля {typed} нет значения.", f"Например: - {example_of(table.fields[0])}")
    names = ", ".join(f.name for f in table.fields[:8])
    line = line_of(table.fields[0].name, shorten(typed)) if typed else example_of(table.fields[0])
    return ("E207", f"{name}: пункт списка состоит из полей.", f"Возможно, - {line}. Поля пункта: {names}.")


def one_value_expected(field: Field, inner: str) -> Pair:
    """``inner``: the one text within the brackets or before the colon, when there is but one."""
    hint = guess_at(field, inner) or f"Например: {example_of(field)}"
    return f"{name_of(field)}: нужно одно значение, а записан список или набор полей.", hint


def text_item_expected(field: Field, inner: str) -> Pair:
    message = f"{name_of(field)}: пункт списка — один текст, а записано поле со значением."
    hint = f'Если двоеточие — часть текста, возьмите его в кавычки: - "{inner}"' if inner else ""
    return message, hint or f"Например: {example_of(field)}"


def list_expected(field: Field, typed: str, meant: Write = str) -> Pair:
    """``meant``: a value as typed → as it should be written (a code for a label)."""
    by_dash = BULLET.match(typed)
    parts = BULLET.split(typed) if by_dash else re.split(r"[,;\n]", typed)
    values = [meant(part.strip()) for part in parts if part.strip()]
    if by_dash and typed[0] == "-":
        return f"{name_of(field)}: после дефиса нужен пробел.", f"Возможно, {list_line(field.name, values)}"
    message = f"{name_of(field)}: нужен список в квадратных скобках."
    return message, f"Возможно, {list_line(field.name, values)}" if values else f"Например: {example_of(field)}"


def repeated_value(field: Field, value: str) -> Pair:
    return f"{name_of(field)}: «{shorten(value)}» записано дважды.", "Оставьте одно."


def empty_value(field: Field) -> Pair:
    hint = "Впишите значение или удалите всю строку: неизвестное не записывают."
    return f"{name_of(field)}: значение пусто.", hint


def several_lines(field: Field, text: str) -> Pair:
    hint = "Соедините их в одну"
    whole = line_of(field.name, " ".join(text.split()))
    hint += f": {whole}" if len(whole) <= LONG_LINE else "."
    return f"{name_of(field)}: значение занимает несколько строк, а нужна одна.", hint


def tab_inside(field: Field, text: str) -> Pair:
    whole = line_of(field.name, " ".join(text.split()))
    hint = "Замените её одним пробелом"
    hint += f": {whole}" if len(whole) <= LONG_LINE else "."
    return f"{name_of(field)}: табуляция внутри значения.", hint


def mixed_word(field: Field, word: str) -> Pair:
    message = f"{name_of(field)}: в слове «{shorten(word)}» смешаны русские и латинские буквы."
    guess = suggestions.one_alphabet(word)
    hint = "Похожие буквы мешают поиску: наберите слово заново"
    return message, f"{hint}: «{guess}»." if guess else f"{hint} или разделите дефисом."


def broken_constraint(field: Field, value: str | list[str], broken: str) -> Triple:
    """Code, message and hint for what Frictionless said of a cell: ``type``, or the constraint that it breaks."""
    text = value if isinstance(value, str) else ", ".join(value)
    limits = field.limits
    if broken == "type":
        return wrong_type(field, text)
    name = name_of(field)
    if broken in ("maxLength", "minLength"):
        return _wrong_length(field, value, broken)
    if broken == "pattern":
        guess = suggestions.guess_form(text, str(limits["pattern"])) if len(text) <= SHOWN else ""
        hint = guess_at(field, guess) or f"Например: {example_of(field)}"
        return ("E215", f"{name}: «{shorten(text)}» записано не по образцу. {field.description}", hint)
    if broken == "enum":
        allowed = (", ".join(map(str, one)) if isinstance(one, list) else str(one) for one in limits["enum"])
        hint = f"Допустимо только: {'; '.join(allowed)}."
        return ("E215", f"{name}: такого значения здесь не бывает: «{shorten(text)}».", hint)
    if broken not in BOUNDS:
        return ("E215", f"{name}: «{shorten(text)}» не годится.", f"Требование схемы: {broken} — {limits[broken]}.")
    if field.type == "date" and not BOUNDS.keys() & field.constraints.keys():
        return out_of_range(field, text, f"от {DATES['minimum'][:4]} до {DATES['maximum'][:4]} года")
    return out_of_range(field, text, _bounds(limits))


def _wrong_length(field: Field, value: str | list[str], broken: str) -> Triple:
    limit, name = int(field.constraints[broken]), name_of(field)
    words = ("знак", "знака", "знаков") if isinstance(value, str) else ("пункт", "пункта", "пунктов")
    amount = f"{len(value)} {plural(len(value), *words)}"
    if broken == "maxLength":
        more = f"{len(value) - limit} {plural(len(value) - limit, *words)}"
        hint = f"Сократите на {more}." if isinstance(value, str) else f"Уберите {more}."
        return ("E214", f"{name}: слишком длинно: {amount}, можно {limit}.", hint)
    return ("E214", f"{name}: слишком коротко: {amount}, нужно не меньше {limit}.", f"Например: {example_of(field)}")


BOUNDS = {
    "minimum": "от {}",
    "exclusiveMinimum": "больше {}",
    "maximum": "до {}",
    "exclusiveMaximum": "меньше {}",
}


def _bounds(limits: Mapping[str, Any]) -> str:
    """The limits of a value in words; the same words whatever limit is broken."""
    return " ".join(words.format(limits[name]) for name, words in BOUNDS.items() if name in limits)


def out_of_range(field: Field, text: str, allowed: str) -> Triple:
    message = f"{name_of(field)}: «{shorten(text)}» вне допустимых границ."
    return ("E216", message, f"Допустимо {allowed}. Проверьте, нет ли описки.")


def wrong_type(field: Field, text: str) -> Triple:
    name, shown = name_of(field), shorten(text)
    text = text if len(text) <= SHOWN else ""  # nothing to be guessed of
    if field.type in ("string", "array"):  # a text of a format, such as an address
        return (
            "E215",
            f"{name}: «{shown}» записано не по образцу. {field.description}",
            f"Например: {example_of(field)}",
        )
    if field.type == "date":
        return ("E210", f"{name}: «{shown}» — не дата.", date_hint(field, text))
    if field.type == "time":
        return ("E211", f"{name}: «{shown}» — не время.", time_hint(field, text))
    if field.type == "integer":
        guess = guess_at(field, suggestions.guess_integer(text))
        hint = guess or f"Только цифры, без пробелов и слов. Например: {example_of(field)}"
        return ("E212", f"{name}: «{shown}» — не целое число.", hint)
    guess = guess_at(field, suggestions.guess_number(text))
    hint = guess or f"Только цифры; дробная часть через точку. Например: {example_of(field)}"
    return ("E213", f"{name}: «{shown}» — не число.", hint)


def date_hint(field: Field, text: str) -> str:
    """A likely date for what was typed, what is impossible in it, or how to write one."""
    if guess := suggestions.guess_date(text):
        return guess_at(field, guess)
    numbers = suggestions.date_numbers(text)
    if numbers and not 1 <= numbers[1] <= 12:
        return f"Месяца {numbers[1]} не бывает: нужно от 01 до 12, сначала год, потом месяц, потом день."
    if numbers and 1900 <= numbers[0] <= 2100:
        last = calendar.monthrange(numbers[0], numbers[1])[1]
        month = f"{MONTH_NAMES[numbers[1] - 1]} {numbers[0]} года"
        return f"Такого дня нет: {month} кончается {last} числом. Проверьте число и месяц."
    return f"Запишите год, месяц и день через дефис: {example_of(field)}. Если день неизвестен, удалите строку."


def time_hint(field: Field, text: str) -> str:
    if guess := suggestions.guess_time(text):
        return guess_at(field, guess)
    if re.search(r"\d\s*[-–—]\s*\d", text):
        return f"Здесь только одно время, второе запишите в соседнем поле. Например: {example_of(field)}"
    return f"Запишите часы (00–23) и минуты (00–59) через двоеточие: {example_of(field)}"


def missing_list(table: Table) -> Pair:
    return f"В файле нет списка «{table.title}» ({table.key}).", f"Начните файл строкой: {table.key}:"


def bad_form(field: Field, text: str, verdict: Verdict, write: Write) -> Pair:
    """What is wrong with an identifier, a phone, an address."""
    fault = verdict.fault if verdict.fault[:3].isupper() else verdict.fault[0].lower() + verdict.fault[1:]
    guess = maybe(write(verdict.guess)) if verdict.guess else ""
    return f"{name_of(field)}: {fault}: «{shorten(text)}».", f"{verdict.hint} {guess}".strip()
