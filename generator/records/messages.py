"""The words of problems about one field: what is wrong, what is allowed, what the field is to hold. All in Russian.

Where one answer is right, words carry it as ``changes``; the writer of fields makes the ready lines of it. Samples are
called samples («например»).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from generator.model.identifiers import CODE, SLUG
from generator.model.schemas import Field, Table
from generator.model.sections import SECTIONS
from generator.model.verdicts import Verdict
from generator.problems import readings, spellings, weeks
from generator.records.yaml.lines import NO_SPACE
from generator.text import slugify

Changes = Mapping[str, Any]  # fields of the row → values; None takes a field away
SHOWN = 80
LONGEST_WEEK = 400  # signs of opening hours in words
LONG_LINE = 160
BULLET = re.compile(r"(?:^|\s)[-–—•*]\s*(?=\S)")
YES = frozenset(("да", "есть", "имеется", "имеются", "yes", "+"))  # says that there is something, and not what
NUMBERS = re.compile(r"\d[\d ]*(?:[,.]\d+)?[EeЕе]\s?\+?\d{1,2}")  # of a table's program that has dropped digits


class Words(NamedTuple):
    """What is wrong and what to do; ``changes``: the one right answer, in fields of the row."""

    message: str
    hint: str
    changes: Changes | None = None


class Coded(NamedTuple):
    """The same with its code."""

    code: str
    message: str
    hint: str
    changes: Changes | None = None


def left_out(key: str, part: str) -> Words:
    """A field of a section that the town is without."""
    hint = f"Строки могут остаться. Включить раздел: уберите {part} из without в content/settings.yml."
    return Words(f"Раздел «{SECTIONS[part]}» выключен: его поле ({key}) на сайт не попадёт.", hint)


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


def wrong_id(typed: str, stem: str) -> Words:
    message = f"«Код записи» (id): «{shorten(typed)}» не совпадает с именем файла «{stem}»."
    return Words(message, "Удалите строку id: код берётся из имени файла.", {"id": None})


def rows_expected(table: Table, typed: str) -> Words:
    """``typed``: what stands there as one text instead of a list of items."""
    name = f"«{table.title}» ({table.key})"
    message = f"{name}: нужен список, а записан текст."
    if readings.is_absent(typed):
        return Words(message, "Чего нет или что неизвестно, не записывают: удалите поле.", {table.key: None})
    if rows := week_rows(table, typed):
        return Words(message, "Дни и часы записывают по отдельности.", {table.key: rows})
    if rows := numbered_rows(table, typed):
        return Words(message, "Каждый пункт начинается с дефиса на своей строке.", {table.key: rows})
    if (row := row_of(table, typed)) and not re.search("[,;]", typed):
        return Words(message, "Каждый пункт начинается с дефиса на своей строке.", {table.key: [row]})
    return Words(message, f"Начните с новой строки, с отступом и дефисом. Например: {sample_row(table)}")


def week_rows(table: Table, typed: str) -> list[Changes]:
    """Rows of opening hours that a text says in words; none of another table, or where a part is not understood."""
    if not {"days", "opens", "closes"} <= table.by_name.keys() or len(typed) > LONGEST_WEEK:
        return []
    week = weeks.read_week(typed) or []
    return [{key: value for key, value in row._asdict().items() if value} for row in week]


def labelled_rows(table: Table, labels: Mapping[str, str]) -> Changes | None:
    """«code: label» or «number: text» of each row, where rows have both; None of another table or of other keys."""
    if {"number", "text"} <= table.by_name.keys() and all(map(str.isdecimal, labels)) and all(labels.values()):
        return {table.key: [{"number": number, "text": text} for number, text in labels.items()]}
    if {"code", "label"} != {field.name for field in table.fields if field.required}:
        return None
    if not all(CODE.fullmatch(code) and label for code, label in labels.items()):
        return None
    return {table.key: [{"code": code, "label": label} for code, label in labels.items()]}


def numbered_rows(table: Table, typed: str) -> list[Changes]:
    """«1. … 2. …» in one text, where rows have a number and a text."""
    parts = re.split(r"(?:^|\s)(\d{1,3})[.)]\s+", typed)
    numbers, texts = parts[1::2], [text.strip() for text in parts[2::2]]
    if parts[0] or len(numbers) < 2 or numbers != [str(n) for n in range(1, len(numbers) + 1)] or not all(texts):
        return []
    rows = [{"number": number, "text": text} for number, text in zip(numbers, texts, strict=True)]
    return list(rows) if {"number", "text"} <= table.by_name.keys() else []


def row_of(table: Table, typed: str) -> Changes | None:
    """The row that a text stands for, where the table asks for one text and no more, or where it names somebody."""
    if typed and {"ngo", "name"} <= table.by_name.keys() and "\n" not in typed and ":" not in typed:
        return {"ngo" if SLUG.fullmatch(typed) else "name": typed}
    if typed and {"code", "label"} == {field.name for field in table.fields if field.required} and ":" not in typed:
        code = slugify(typed).replace("-", "_")
        return {"code": code, "label": typed} if code and "\n" not in typed else None
    required = [field for field in table.fields if field.required]
    plain = len(required) == 1 and required[0].type == "string" and not (required[0].list or required[0].check)
    fits = typed and "\n" not in typed and len(typed) <= required[0].constraints.get("maxLength", 0) if plain else False
    return {required[0].name: typed} if fits and ":" not in typed and not BULLET.search(typed) else None


def sample_row(table: Table) -> str:
    """The required fields of an item, as an example to begin with."""
    required = [field for field in table.fields if field.required] or list(table.fields[:1])
    return (
        f"- {', '.join(map(example_of, required[:3]))}"
        if len(required) == 1
        else (f"- {example_of(required[0])}, под ней {', '.join(map(example_of, required[1:4]))}")
    )


def empty_rows(table: Table) -> Words:
    message = f"«{table.title}» ({table.key}): список пуст."
    hint = f"Удалите строку, если добавить нечего. Пункт начинается с дефиса, например: {sample_row(table)}"
    return Words(message, hint, {table.key: None})


def row_expected(table: Table, typed: str) -> tuple[Coded, Changes | None]:
    """The words for an item that is a text where fields are wanted, and the row that was meant."""
    name = f"«{table.title}» ({table.key})"
    if (found := NO_SPACE.match(typed)) and found["key"] in table.by_name:
        hint = "Поставьте пробел после двоеточия."
        return Coded("E124", f"{name}: после двоеточия нужен пробел.", hint), {found["key"]: found["value"]}
    if typed.rstrip(":") in table.by_name:
        hint = f"Допишите значение после двоеточия и пробела. Например: {sample_row(table)}"
        return Coded("E207", f"{name}: у поля {typed} нет значения.", hint), None
    names = ", ".join(f.name for f in table.fields[:8])
    hint = f"Поля пункта: {names}. Например: {sample_row(table)}"
    return Coded("E207", f"{name}: пункт списка состоит из полей.", hint), row_of(table, typed)


def one_value_expected(field: Field, inner: str) -> Words:
    """``inner``: the one text within the brackets, when there is but one."""
    message = f"{name_of(field)}: нужно одно значение, а записан список или набор полей."
    if inner:
        return Words(message, "Уберите скобки или дефис.", {field.name: inner})
    return Words(message, f"Оставьте одно. Например: {example_of(field)}")


def text_item_expected(field: Field, inner: str) -> Words:
    message = f"{name_of(field)}: пункт списка — один текст, а записано поле со значением."
    hint = f'Двоеточие — часть текста? Возьмите весь текст в кавычки: "{inner}"' if inner else ""
    return Words(message, hint or f"Например: {example_of(field)}")


def list_expected(field: Field, parts: Sequence[str], *, bullets: bool, sure: bool) -> Words:
    """``parts``: the values that stand in one text, as they should be written; ``sure``: nothing else can be meant."""
    changes = {field.name: list(dict.fromkeys(parts))} if sure else None
    if bullets:
        return Words(f"{name_of(field)}: после дефиса нужен пробел.", "Каждый пункт — отдельное значение.", changes)
    message = f"{name_of(field)}: нужен список в квадратных скобках."
    if sure:
        return Words(message, "Значения берут в квадратные скобки, через запятую.", changes)
    hint = f"Значений несколько? Разделите их сами: каждое с новой строки после «- ». Например: {example_of(field)}"
    return Words(message, hint)


def not_known(field: Field, text: str) -> Words:
    """Words instead of a value: what is not known is not recorded."""
    message = f"{name_of(field)}: «{shorten(text)}» — не значение."
    return Words(message, "Чего нет или что неизвестно, не записывают: удалите поле.", {field.name: None})


def digits_lost(field: Field, text: str) -> Words:
    """A long number that a table's program shortened."""
    message = f"{name_of(field)}: «{shorten(text)}» — номер, укороченный таблицей: часть цифр пропала."
    hint = "Возьмите номер из документа или из исходной таблицы: формат ячейки «Текст», затем скопируйте заново."
    return Words(message, hint)


def repeated_value(field: Field, value: str) -> Words:
    return Words(f"{name_of(field)}: «{shorten(value)}» записано дважды.", "Оставьте одно.")


def empty_value(field: Field) -> Words:
    message = f"{name_of(field)}: значение пусто."
    if field.required:
        return Words(message, f"Это поле обязательное: впишите значение. Например: {example_of(field)}")
    hint = "Впишите значение или удалите всю строку: неизвестное не записывают."
    return Words(message, hint, {field.name: None})


def several_lines(field: Field, text: str) -> Words:
    message = f"{name_of(field)}: значение занимает несколько строк, а нужна одна."
    return Words(message, "Соедините их в одну.", {field.name: " ".join(text.split())})


def tab_inside(field: Field, text: str) -> Words:
    whole = " ".join(text.split())
    return Words(f"{name_of(field)}: табуляция внутри значения.", "Замените её одним пробелом.", {field.name: whole})


def mixed_words(field: Field, text: str, words: Iterable[str]) -> Words:
    """``words``: those of the text with letters of both alphabets; mended all at once, or none."""
    first, whole = "", text
    for word in words:
        first = first or word
        guess = spellings.one_alphabet(word)
        whole = re.sub(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", guess, whole) if whole and guess else ""
    message = f"{name_of(field)}: в слове «{shorten(first)}» смешаны русские и латинские буквы."
    hint = "Похожие буквы мешают поиску: наберите слово заново"
    guess = spellings.one_alphabet(first)
    hint = f"{hint}: «{guess}»." if guess else f"{hint} или разделите дефисом."
    return Words(message, hint, {field.name: whole} if whole else None)


def missing_list(table: Table) -> Words:
    return Words(f"В файле нет списка «{table.title}» ({table.key}).", f"Начните файл строкой: {table.key}:")


def bad_form(field: Field, text: str, verdict: Verdict) -> Words:
    """What is wrong with an identifier, a phone, an address."""
    fault = verdict.fault if verdict.fault[:3].isupper() else verdict.fault[0].lower() + verdict.fault[1:]
    changes = {field.name: verdict.guess} if verdict.guess else None
    return Words(f"{name_of(field)}: {fault}: «{shorten(text)}».", verdict.hint, changes)
