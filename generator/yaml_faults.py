"""Syntax errors of YAML in words, at the line where the mistake is: the parser often complains lines later."""

from __future__ import annotations

import re
from typing import Any

from generator.problems import Problem

KEY = r"[A-Za-zА-Яа-яЁё_][\wА-Яа-яЁё-]*"
NO_SPACE = re.compile(rf"^\s*(?:- )?({KEY}):(?![/\s])(\S.*)$")
NO_COLON = re.compile(rf"^\s*(?:- )?({KEY})\s*$")
ENTRY = re.compile(rf"^(\s*)(?:- )?({KEY}):(?:\s|$)(.*)$")
STARTS_BADLY = {
    "@": "Знак @ в начале значения",
    "`": "Знак ` в начале значения",
    "%": "Знак % в начале значения",
    "\t": "Табуляция вместо пробелов",
}


def explain_syntax_error(error: Any, lines: list[str], path: str) -> list[Problem]:
    """The cause of a parser's error as a Problem. ``lines`` are those of the whole file, without line ends."""
    mark = error.problem_mark or error.context_mark
    line, column = mark.line, mark.column
    said = error.problem or ""
    finders = (_tab_or_nbsp, _open_quote, _missing_space, _bad_start, _colon_in_value, _after_quote)
    for finder in finders:
        found = finder(lines, line, column, said, error)
        if found:
            code, at, col, message, hint = found
            return [Problem(code, path, at + 1, col + 1, message, hint)]
    return [_otherwise(lines, line, column, said, error, path)]


Found = tuple[str, int, int, str, str] | None


def _tab_or_nbsp(lines: list[str], line: int, column: int, said: str, error: Any) -> Found:
    for number in range(min(line + 1, len(lines))):
        text = lines[number]
        indent = text[: len(text) - len(text.lstrip())]
        if "\t" in indent:
            hint = "Замените табуляцию двумя пробелами на каждый уровень."
            return ("E121", number, indent.index("\t"), "Отступ сделан табуляцией.", hint)
        place = text.find("\u00a0")
        if place >= 0 and (place < len(indent) or text[:place].rstrip().endswith((":", "-"))):
            hint = "Сотрите этот пробел и наберите его с клавиатуры."
            return ("E122", number, place, "Неразрывный пробел (так бывает при вставке из Word).", hint)
    return None


def _open_quote(lines: list[str], line: int, column: int, said: str, error: Any) -> Found:
    if error.context != "while scanning a quoted scalar":
        return None
    if "unexpected end" not in said and "document" not in said:
        return None
    at, col = error.context_mark.line, error.context_mark.column
    quote = lines[at][col]
    fixed = lines[at].rstrip() + quote
    return ("E123", at, col, "Кавычка открыта, но не закрыта.", f"Закройте кавычку в конце строки: {fixed.strip()}")


def _missing_space(lines: list[str], line: int, column: int, said: str, error: Any) -> Found:
    for number in range(min(line, len(lines) - 1), max(line - 3, -1), -1):
        match = NO_SPACE.match(lines[number])
        if match and not match[2].startswith("//"):
            fixed = f"{match[1]}: {match[2]}"
            return ("E124", number, match.end(1), "После двоеточия нужен пробел.", f"Возможно, {fixed}")
        match = NO_COLON.match(lines[number])
        if match and (number < line or "could not find" in said):
            hint = f"Возможно, {match[1]}: значение"
            return ("E125", number, match.end(1), f"После «{match[1]}» нет двоеточия.", hint)
    return None


def _bad_start(lines: list[str], line: int, column: int, said: str, error: Any) -> Found:
    if "cannot start any token" not in said or line >= len(lines):
        return None
    sign = lines[line][column : column + 1]
    what = STARTS_BADLY.get(sign, f"Знак «{sign}» в начале значения")
    value = lines[line][column:].strip()
    return ("E126", line, column, f"{what}.", f'Возьмите значение в кавычки: "{value}"')


def _colon_in_value(lines: list[str], line: int, column: int, said: str, error: Any) -> Found:
    if "mapping values are not allowed" not in said or line >= len(lines):
        return None
    match = ENTRY.match(lines[line])
    if match and match[3] and match.end(2) < column:
        value = match[3].strip().replace('"', "»") if '"' in match[3] else match[3].strip()
        start = match.start(3)
        hint = f'Возьмите значение в кавычки: {match[2]}: "{value}"'
        return ("E127", line, start, "Двоеточие внутри значения.", hint)
    previous = next((n for n in range(line - 1, -1, -1) if lines[n].strip()), None)
    if match and previous is not None:
        hint = "Поставьте столько же пробелов, сколько у соседних полей."
        return ("E128", line, len(match[1]), f"Поле «{match[2]}» сдвинуто: лишние пробелы в начале строки.", hint)
    return None


def _after_quote(lines: list[str], line: int, column: int, said: str, error: Any) -> Found:
    if line >= len(lines):
        return None
    before = lines[line][:column].rstrip()
    if "did not find expected key" in said and before.endswith(('"', "'")):
        hint = "Уберите кавычки внутри значения или замените их на «ёлочки»."
        return ("E129", line, column, "После закрывающей кавычки стоит лишний текст.", hint)
    if "unknown escape" in said:
        hint = r"Замените \ на / или возьмите значение в одинарные кавычки."
        return ("E130", line, column, "Обратная косая черта в двойных кавычках.", hint)
    return None


def _otherwise(lines: list[str], line: int, column: int, said: str, error: Any, path: str) -> Problem:
    opened = error.context_mark
    if "',' or ']'" in said or "',' or '}'" in said:
        bracket = "]" if "]" in said else "}"
        hint = f"Закройте скобку {bracket} в этой строке, значения разделите запятыми."
        return Problem("E131", path, opened.line + 1, opened.column + 1, "Скобка открыта, но не закрыта.", hint)
    if "block sequence entries" in said:
        hint = "Перенесите список на следующую строку: каждое значение с «- » и отступом в два пробела."
        return Problem("E132", path, line + 1, column + 1, "Список начат в строке поля.", hint)
    if "did not find expected key" in said or "expected '-' indicator" in said:
        hint = "Поля одного уровня начинаются с одинакового числа пробелов."
        return Problem("E128", path, line + 1, column + 1, "Строка сдвинута относительно соседних.", hint)
    shown = lines[line].strip() if line < len(lines) else ""
    message = f"Строка не читается: «{shown[:60]}»." if shown else "Запись оборвана."
    hint = "Сверьте строку с образцом; значение со знаками возьмите в кавычки."
    return Problem("E133", path, line + 1, column + 1, message, hint)
