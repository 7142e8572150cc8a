"""The Russian words of problems with one field: what is wrong, what is allowed, what to write.

``changes`` is the fix, if only one is possible; the writer of fields turns it into lines. Examples are marked as such
(«например»).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from generator.model.schemas import Field, Table
from generator.model.sections import SECTIONS
from generator.model.verdicts import Verdict
from generator.problems import spellings
from generator.text import plural

Changes = Mapping[str, Any]  # fields of the row → values; None removes a field
SHOWN = 80
LONGEST_WEEK = 400  # characters
LONG_LINE = 160
BULLET = re.compile(r"(?:^|\s)[-–—•*]\s*(?=\S)")
YES = frozenset(("да", "есть", "имеется", "имеются", "yes", "+"))  # that there is something, but not what
NUMBERS = re.compile(r"\d[\d ]*(?:[,.]\d+)?[EeЕе]\s?\+?\d{1,2}")  # a spreadsheet dropped the digits of a long number


class Words(NamedTuple):
    """What is wrong and what to do; ``changes``: the only possible fix, as fields of the row."""

    message: str
    hint: str
    changes: Changes | None = None


class Coded(NamedTuple):
    """Words with the code of their problem."""

    code: str
    message: str
    hint: str
    changes: Changes | None = None


def left_out(key: str, part: str) -> Words:
    """Return the words for a field of a section that the town has switched off."""
    hint = f"Строки могут остаться. Включить раздел: уберите {part} из without в content/settings.yml."
    return Words(f"Раздел «{SECTIONS[part]}» выключен: его поле ({key}) на сайт не попадёт.", hint)


def shorten(text: str) -> str:
    """Return what was typed on one line, short enough for a message."""
    plain = " ".join(text.split())
    return plain if len(plain) <= SHOWN else f"{plain[: SHOWN - 1]}…"


def name_of(field: Field) -> str:
    """Return a field's title and name: «Телефоны» (phones)."""
    return f"«{field.title}» ({field.name})"


def name_at(table: Table, trail: tuple[str | int, ...]) -> str:
    """Return the name of what a trail leads to: a field or a nested list."""
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
    """Tell whether another YAML reader would read this plain scalar differently (dates, numbers, booleans, signs)."""
    if not text or text != text.strip() or text[0] in "!&*-?|>@`%{}[],#:'\"=<+.~0123456789":
        return True
    if re.fullmatch(r"(?i)y|n|yes|no|on|off|true|false|null", text):
        return True
    return ": " in text or " #" in text or text.endswith(":") or "\n" in text


def quoted(text: str) -> str:
    """Return a value as it can be pasted into a record."""
    if not needs_quotes(text) and not re.search(r"[,\[\]{}]", text):
        return text
    return "'{}'".format(text.replace("'", "''")) if '"' in text or "\\" in text else f'"{text}"'


def line_of(name: str, value: str) -> str:
    return f"{name}: {quoted(value)}"


def list_line(name: str, values: Iterable[str]) -> str:
    """Return a list as one line, or, if that is too long, how to start it on several. Reads only what fits the line."""
    first = [*islice(values, LONG_LINE)]
    line = f"{name}: [{', '.join(map(quoted, first))}]"
    return line if len(line) <= LONG_LINE else f"{name}: и с новой строки каждый пункт: - {quoted(shorten(first[0]))}"


def example_of(field: Field) -> str:
    """Return the field's example as a line ready to copy."""
    if isinstance(field.example, list):
        return list_line(field.name, [str(item) for item in field.example])
    return line_of(field.name, str(field.example))


def wrong_id(typed: str, stem: str) -> Words:
    message = f"«Код записи» (id): «{shorten(typed)}» не совпадает с именем файла «{stem}»."
    return Words(message, "Удалите строку id: код берётся из имени файла.", {"id": None})


def one_value_expected(field: Field, inner: str, texts: Sequence[str] = ()) -> Words:
    """Return the words for brackets around one value.

    ``inner``: the only text within them, if there is just one; ``texts``: those among which a person must choose.
    """
    message = f"{name_of(field)}: нужно одно значение, а записан список или набор полей."
    if inner or len(texts) == 1:
        return Words(message, "Уберите скобки или дефис.", {field.name: inner or texts[0]})
    if texts:
        return Words(
            message, f"Оставьте одно, главное: {' или '.join(line_of(field.name, text) for text in texts[:4])}."
        )
    return Words(message, f"Оставьте одно. Например: {example_of(field)}")


def text_item_expected(field: Field, inner: str) -> Words:
    message = f"{name_of(field)}: пункт списка — один текст, а записано поле со значением."
    value = inner.partition(": ")[2]
    hint = (
        f'Оставьте одно значение: {value}. Двоеточие — часть текста? Возьмите всё в кавычки: "{inner}"' if value else ""
    )
    return Words(message, hint or f"Например: {example_of(field)}")


def list_expected(field: Field, parts: Sequence[str], *, bullets: bool, sure: bool) -> Words:
    """Return the words for a text in place of a list.

    ``parts``: its values as they should be written; ``sure``: certain.
    """
    changes = {field.name: list(dict.fromkeys(parts))} if sure else None
    if bullets:
        return Words(f"{name_of(field)}: после дефиса нужен пробел.", "Каждый пункт — отдельное значение.", changes)
    message = f"{name_of(field)}: нужен список в квадратных скобках."
    if sure:
        return Words(message, "Значения берут в квадратные скобки, через запятую.", changes)
    hint = f"Значений несколько? Разделите их сами: каждое с новой строки после «- ». Например: {example_of(field)}"
    if len(parts) > 1 and all(parts):
        amount = f"{len(parts)} {plural(len(parts), 'значение', 'значения', 'значений')}"
        line = list_line(field.name, parts)
        hint = f"Если здесь {amount}, запишите: {line}. Если одно, возьмите его целиком в кавычки, а потом в скобки."
    return Words(message, hint)


def not_known(field: Field, text: str) -> Words:
    """Return the words for «нет данных» and the like: what is unknown is not recorded."""
    message = f"{name_of(field)}: «{shorten(text)}» — не значение."
    return Words(message, "Чего нет или что неизвестно, не записывают: удалите поле.", {field.name: None})


def digits_lost(field: Field, text: str) -> Words:
    """Return the words for a long number that a spreadsheet shortened."""
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
    """Return the words for ``words`` of the text that mix alphabets; the fix mends all of them, or there is none."""
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
    """Return the words for a wrong identifier, phone or address."""
    fault = verdict.fault if verdict.fault[:3].isupper() else verdict.fault[0].lower() + verdict.fault[1:]
    changes = {field.name: verdict.guess} if verdict.guess else None
    return Words(f"{name_of(field)}: {fault}: «{shorten(text)}».", verdict.hint, changes)
