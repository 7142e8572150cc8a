"""The words of problems about one field: what is wrong, what is allowed, the corrected line. All in Russian."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from generator.schemas import Field, Table
from generator.text import LAYOUT, LOOKALIKES, MONTHS, fold, suggest
from generator.vocabulary import Term

Words = tuple[str, str]


def name_of(field: Field) -> str:
    """«Телефоны» (phones)."""
    return f"«{field.title}» ({field.name})"


def example_of(field: Field) -> str:
    """The field's example as a line ready to copy."""
    example = field.example
    if isinstance(example, list):
        return f"{field.name}: [{', '.join(str(item) for item in example)}]"
    text = str(example)
    return f'{field.name}: "{text}"' if needs_quotes(text) else f"{field.name}: {text}"


def needs_quotes(text: str) -> bool:
    """Whether another YAML reader would retype or misread this plain scalar (dates, numbers, booleans, signs)."""
    if not text or text != text.strip() or text[0] in "!&*-?|>@`%{}[],#:'\"=<+.~0123456789":
        return True
    if re.fullmatch(r"(?i)y|n|yes|no|on|off|true|false|null", text):
        return True
    return ": " in text or " #" in text or text.endswith(":") or "\n" in text


def unknown_key(key: str, names: list[str]) -> Words:
    guess = suggest(key, names)
    if not guess and re.search("[а-яё]", key, re.IGNORECASE):
        guess = suggest(key.lower().translate(LOOKALIKES), names) or suggest(key.lower().translate(LAYOUT), names)
    if guess:
        return f"Неизвестное поле «{key}» — возможно, «{guess}».", f"Замените название поля: {guess}"
    return f"Неизвестное поле «{key}».", f"Уберите строку. Здесь есть поля: {', '.join(names)}."


def missing_field(field: Field) -> Words:
    return f"Нет обязательного поля {name_of(field)}.", f"Добавьте строку. Например: {example_of(field)}"


def wrong_id(typed: str, stem: str) -> Words:
    return f"Код «{typed}» не совпадает с именем файла «{stem}».", "Уберите строку id: код берётся из имени файла."


def rows_expected(table: Table) -> Words:
    lines = f"{table.key}: с новой строки «- {table.fields[0].name}: …»"
    return f"«{table.title}» ({table.key}): нужен список.", f"Каждый пункт начинайте с дефиса: {lines}"


def row_expected(table: Table) -> Words:
    names = ", ".join(f.name for f in table.fields[:6])
    message = f"«{table.title}» ({table.key}): пункт списка должен состоять из полей."
    return message, f"Например: - {example_of(table.fields[0])}. Поля пункта: {names}."


def one_value_expected(field: Field) -> Words:
    return f"{name_of(field)}: нужно одно значение, а записан список или набор полей.", f"Например: {example_of(field)}"


def list_expected(field: Field, typed: str) -> Words:
    parts = [part.strip() for part in re.split(r"[,;]", typed) if part.strip()]
    line = f"{field.name}: [{', '.join(_quote(p) for p in parts)}]" if parts else example_of(field)
    return f"{name_of(field)}: нужен список в квадратных скобках.", f"Возможно, {line}"


def _quote(text: str) -> str:
    return f'"{text}"' if needs_quotes(text) else text


def repeated_value(field: Field, value: str) -> Words:
    return f"{name_of(field)}: «{value}» записано дважды.", "Оставьте одно."


def empty_value(field: Field) -> Words:
    return f"{name_of(field)}: значение пусто.", "Заполните поле или удалите всю строку: неизвестное не записывают."


def not_a_number(field: Field, text: str) -> Words:
    return f"{name_of(field)}: «{text}» — не число.", f"Например: {example_of(field)}"


def unknown_code(field: Field, text: str, terms: Mapping[str, Term]) -> Words:
    folded = fold(text)
    for term in terms.values():
        if folded in (fold(term.label), *map(fold, term.synonyms), term.official_code.casefold()):
            return f"{name_of(field)}: нужен код, а записано «{text}».", f"Возможно, «{term.code}»: это «{term.label}»."
    guess = suggest(text, terms)
    labels = {fold(term.label): term.code for term in terms.values()}
    guess = guess or labels.get(suggest(folded, labels), "")
    allowed = ", ".join(f"{t.code} ({t.label})" for t in list(terms.values())[:12])
    allowed += "…" if len(terms) > 12 else "."
    if guess:
        allowed = f"Возможно, «{guess}»: это «{terms[guess].label}». Все коды: {allowed}"
    else:
        allowed = f"Допустимые коды: {allowed}"
    return f"{name_of(field)}: нет такого значения: «{text}».", allowed


def mixed_word(field: Field, word: str) -> Words:
    message = f"{name_of(field)}: в слове «{word}» смешаны русские и латинские буквы."
    return message, "Наберите слово заново: похожие буквы мешают поиску."


def broken_constraint(field: Field, text: str, notes: Mapping[str, str]) -> tuple[str, str, str]:
    """Code, message and hint for what Frictionless said of a cell."""
    name, shown = name_of(field), text[:80]
    if "type" in notes:
        if field.type == "date":
            return ("E210", f"{name}: «{shown}» — не дата.", date_hint(text))
        if field.type == "time":
            return ("E211", f"{name}: «{shown}» — не время.", time_hint(text))
        if field.type == "integer":
            return ("E212", f"{name}: «{shown}» — не целое число.", integer_hint(text))
        return ("E213", f"{name}: «{shown}» — не число.", number_hint(text))
    if "maxLength" in notes:
        limit = field.constraints["maxLength"]
        hint = f"Сократите до {limit} знаков."
        return ("E214", f"{name}: слишком длинно: {len(text)} знаков, можно {limit}.", hint)
    if "pattern" in notes:
        return ("E215", f"{name}: «{shown}» записано не по образцу.", f"Например: {example_of(field)}")
    limits = [f"от {field.constraints['minimum']}"] if "minimum" in field.constraints else []
    limits += [f"до {field.constraints['maximum']}"] if "maximum" in field.constraints else []
    return ("E216", f"{name}: «{shown}» вне допустимых границ.", f"Допустимо {' '.join(limits)}.")


def date_hint(text: str) -> str:
    """A likely date for what was typed, or how to write one."""
    found = re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:\s*г\.?)?", text)
    numbers = (int(found[3]), int(found[2]), int(found[1])) if found else None
    words = re.fullmatch(r"(\d{1,2})\s+([а-яё]+)\s+(\d{4})(?:\s*г\.?|\s*года)?", text.lower().replace("\u00a0", " "))
    if words and words[2] in MONTHS:
        numbers = (int(words[3]), MONTHS.index(words[2]) + 1, int(words[1]))
    loose = re.fullmatch(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})", text)
    if loose:
        numbers = (int(loose[1]), int(loose[2]), int(loose[3]))
    if numbers:
        try:
            return f'Возможно, "{date(*numbers).isoformat()}".'
        except ValueError:
            return "Такого дня нет в календаре: проверьте число и месяц."
    return 'Запишите год, месяц и день через дефис: "2026-11-12". Если день неизвестен, удалите строку.'


def time_hint(text: str) -> str:
    found = re.fullmatch(r"(\d{1,2})[.:\-, ](\d{2})(?::\d{2})?", text)
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return f'Возможно, "{int(found[1]):02}:{found[2]}".'
    return 'Запишите часы и минуты через двоеточие: "09:30".'


def integer_hint(text: str) -> str:
    digits = re.sub(r"[\s\u00a0']|руб\.?|₽", "", text)
    return f'Возможно, "{digits}".' if digits.isdigit() else "Только цифры, без пробелов и слов."


def number_hint(text: str) -> str:
    plain = text.replace(",", ".").replace(" ", "")
    return f'Возможно, "{plain}".' if re.fullmatch(r"-?\d+\.\d+", plain) else "Только цифры; дробная часть через точку."
