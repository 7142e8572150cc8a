"""Syntax errors of YAML in plain words, on the line of the mistake: the parser often complains lines later.

Where the intention is obvious, a fault carries the mended line, so that the rest of the file can be read and its other
faults reported in the same run. Lines and columns count from 0 here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from generator.problems.problem import Fix
from generator.records.yaml.indents import PROSE, block_text, no_field, shifted
from generator.records.yaml.lines import (
    BLOCK,
    NO_SPACE,
    QUOTED,
    SIGNS,
    Spot,
    TextFault,
    entry_of,
    fields_of,
    in_quotes,
    indent_of,
    key_fault,
    open_quote,
    requoted,
    rewrite,
    sign_fault,
    structure,
    value_of,
)

ESCAPE = re.compile("escape|hexa?decimal")  # complaints about a backslash: «\\U» wants eight digits
LEAST_REPEATED = 3  # so many repeated keys are another record, not a slip
Finder = Callable[[Spot], TextFault | None]
# The first quote belongs to YAML and was not closed: another one opens before any closes.
UNCLOSED = re.compile(r"\"[^\"]*\s\"(?=\w)[^\"]*\w\"(?!\w)[^\"]*")


def explain_syntax_error(error: Any, lines: list[str]) -> TextFault:
    """Find the cause of a parser's error. ``lines`` are those of the whole file, without line ends."""
    mark = error.problem_mark or error.context_mark
    opened = error.context_mark or mark
    place = (opened.line, opened.column)
    spot = Spot(lines, mark.line, mark.column, error.problem or "", error.context or "", place)
    for find in FINDERS:
        if fault := find(spot):
            return fault
    return _otherwise(spot)


def line_between(lines: list[str], number: int) -> TextFault:
    """Report a line «---» or «...» inside a file: superfluous, or the border of a second record."""
    before, after = (
        {entry["key"] for _, line in structure(part) if (entry := entry_of(line)) and not indent_of(line)}
        for part in (lines[:number], lines[number + 1 :])
    )
    below = any(True for _ in structure(lines[number + 1 :]))
    if not below or (after and before and not before & after):
        hint = "Запись не делят чертой: удалите эту строку."
        fix = Fix(number + 1, number + 1, "")
        return TextFault("E109", number, 0, "В записи лишняя черта.", hint, fix=fix)
    return _two_records(lines, number, number + 2, " вместе с чертой")


def _two_records(lines: list[str], number: int, first: int, also: str = "") -> TextFault:
    last = _last(lines)
    what = f"строки {first}–{last}" if first < last else f"строку {first}"
    hint = (
        f"Одна запись — один файл. Перенесите {what} в новый файл той же папки "
        f"(имя латинскими буквами, окончание .yml), а здесь удалите их{also}."
    )
    return TextFault("E109", number, 0, "В файле две записи подряд.", hint)


def record_below(lines: list[str], repeated: list[tuple[str, int]]) -> TextFault | None:
    """Report a second record that follows without a separator: it repeats the first key and at least two more.

    ``repeated``: top-level keys that occur again, with their lines (from 1).
    """
    begins = next((entry["key"] for _, line in structure(lines) if (entry := entry_of(line))), "")
    if len(repeated) < LEAST_REPEATED or repeated[0][0] != begins:
        return None
    first = repeated[0][1]
    if "\n".join(lines[first - 1 :]).split() == "\n".join(lines[: first - 1]).split():
        fix = Fix(first, _last(lines), "")
        return TextFault("E109", first - 1, 0, "Запись вставлена в файл дважды.", "Оставьте её один раз.", fix=fix)
    return _two_records(lines, first - 1, first)


def _last(lines: list[str]) -> int:
    """Return the last line (from 1) that is not blank."""
    return max(place for place, line in enumerate(lines, start=1) if line.strip())


def _directive(spot: Spot) -> TextFault | None:
    if not ("directive" in spot.context or "document start" in spot.complaint):
        return None
    number = next((n for n, line in structure(spot.lines[: spot.line + 1]) if line.startswith("%")), None)
    if number is None:
        return None
    return TextFault("E108", number, 0, "Строка с «%» в начале файла не нужна.", "Удалите эту строку.", "")


def _open_quote(spot: Spot) -> TextFault | None:
    last = spot.opened[0] if "quoted scalar" in spot.context else spot.line
    rows = list(structure(spot.lines[: max(last, spot.line) + 1]))
    for place, (number, line) in enumerate(rows):
        entry = entry_of(line)
        if number > last or not entry or not entry["value"] or entry["value"][0] not in QUOTED:
            continue
        if not QUOTED[entry["value"][0]].match(entry["value"]):
            follower = rows[place + 1][1] if place + 1 < len(rows) else "x: "
            if number == last or (entry_of(follower) and indent_of(follower) <= entry.start("key")):
                return open_quote(number, entry)
    if "quoted scalar" in spot.context and not ESCAPE.search(spot.complaint):
        hint = f'Закройте кавычку в конце строки: {spot.lines[spot.opened[0]].strip()}"'
        return TextFault("E123", *spot.opened, "Кавычка открыта, но не закрыта.", hint)
    return None


def _mail_mark(spot: Spot) -> TextFault | None:
    """Report a line of a letter that was answered: «> phones: […]»."""
    number = spot.opened[0] if spot.context and "block scalar" in spot.context else spot.line
    line = spot.lines[number] if number < len(spot.lines) else ""
    found = re.fullmatch(r"((?:>\s?)+)(\S.*)", line)
    if not found or not entry_of(found[2]):
        return None
    hint = "Знак > перед строкой остался от письма: уберите его."
    return TextFault("E126", number, 0, "Строка начинается знаком из письма.", hint, found[2])


def _sign(spot: Spot) -> TextFault | None:
    words = ("cannot start", "alphabetic or numeric", "node content", "comment or line break", "keys are not allowed")
    entry = entry_of(spot.text)
    starts = entry is not None and bool(entry["value"]) and entry["value"][0] in SIGNS
    if starts and entry and ("a tag" in spot.context or "expected key" in spot.complaint or "'-'" in spot.complaint):
        return sign_fault(spot.lines, spot.line, entry.start("value"))
    if not any(word in spot.complaint for word in words) and "a tag" not in spot.context:
        return None
    line, column = spot.opened if spot.context else (spot.line, spot.column)
    sign = spot.lines[line][column : column + 1] if line < len(spot.lines) else ""
    if "block scalar" in spot.context or (sign and sign in SIGNS):
        return sign_fault(spot.lines, line, column)
    return None


def _escape(spot: Spot) -> TextFault | None:
    if not ESCAPE.search(spot.complaint) or not (entry := entry_of(spot.text)) or not entry["value"]:
        return None
    mended = rewrite(entry, entry["value"].replace("\\", "/"))
    hint = "Замените \\ на /."
    return TextFault("E130", spot.line, spot.text.find("\\"), "Обратная косая черта в двойных кавычках.", hint, mended)


def _bracket(spot: Spot) -> TextFault | None:
    if "flow" not in spot.context or spot.opened[0] >= len(spot.lines):
        return None
    number, column = spot.opened
    line, closing = spot.lines[number], "]" if "sequence" in spot.context else "}"
    if found := re.search(r"\s#", line[column:]):
        place = column + found.end() - 1
        hint = "Если это часть значения, возьмите каждое значение в кавычки."
        return TextFault(
            "E114", number, place, "Знак # обрывает список: всё после него пропадёт.", hint, requoted(line)
        )
    if spot.line == number:
        if line.count('"') % 2:
            whole = requoted(line)
            hint = "Каждому значению — свои кавычки."
            return TextFault("E123", number, line.index('"', column), "Кавычка открыта, но не закрыта.", hint, whole)
        hint = "Поставьте запятую между значениями или закройте скобку после последнего."
        return TextFault("E131", number, spot.column, "В списке не хватает запятой или скобки.", hint)
    if line.rstrip(" ,")[-1] in ")}]" and line.count("(") < line.count(")") + (closing == "}"):
        line = line.rstrip(" ,")[:-1]  # closed with the wrong kind of bracket
    mended = line.rstrip(" ,") + closing if line[column + 1 :].strip() else None
    hint = f"Закройте скобку знаком {closing} после списка."
    return TextFault("E131", number, column, "Скобка открыта, но не закрыта.", hint, mended)


def _text_after(spot: Spot) -> TextFault | None:
    entry = entry_of(spot.text)
    if not entry or not entry["value"] or not ("expected key" in spot.complaint or "'-'" in spot.complaint):
        return None
    value, before = entry["value"].strip(), spot.text[: spot.column].rstrip()
    if before.endswith(("]", "}")) and value[0] in "[{":
        extra = value.rstrip("]}")
        whole = extra + value[len(extra)] if len(value) - len(extra) > 1 else in_quotes(value)
        mended = rewrite(entry, whole)
        hint = "Оставьте одну скобку в конце, а если скобки — часть текста, возьмите всё в кавычки."
        return TextFault("E129", spot.line, spot.column, "После закрывающей скобки стоит лишнее.", hint, mended)
    if not before.endswith(('"', "'")):
        return None
    if (
        (first := re.match(r"""["'][^"']*["']""", value))
        and not re.search(r"[^\W\d_]", first[0])
        and re.match(r"\s*[(\d]", value[first.end() :])
    ):
        hint = f"Здесь оставьте {first[0]}, остальное — в свои поля: часы в start и end, слова в note."
        return TextFault("E129", spot.line, spot.column, "После закрывающей кавычки стоит лишний текст.", hint)
    if found := re.fullmatch(r"""("[^"]*"|'[^']*')\s*([,;])""", value):  # as in JSON
        hint = f"После кавычки ничего не пишут: уберите «{found[2]}»."
        mended = rewrite(entry, found[1])
    elif re.fullmatch(r'"[^"]*"(?:\s*[,;]\s*"[^"]*")+', value):
        mended = rewrite(entry, f"[{value.replace(';', ',')}]")
        hint = "Несколько значений берут в квадратные скобки."
    else:
        inner = value[1:-1] if value[0] == value[-1] == "'" else value
        inner = value[1:] if UNCLOSED.fullmatch(value) else inner
        mended = rewrite(entry, in_quotes(inner))
        hint = "Кавычки внутри значения замените на «ёлочки»."
    return TextFault("E129", spot.line, spot.column, "После закрывающей кавычки стоит лишний текст.", hint, mended)


def _list_in_line(spot: Spot) -> TextFault | None:
    if "block sequence entries" not in spot.complaint:
        return None
    entry = entry_of(spot.text)
    value = spot.text[spot.column :].lstrip("- ").strip()
    hint = "Начните список со следующей строки: каждое значение после «- » и с отступом в два пробела."
    if entry and value:
        shown = in_quotes(value) if re.search(r"[,:#\[\]{}'\"]", value) else value
        if parts := [part for part in re.split(r",\s*-\s+", value) if part] if re.search(r",\s*-\s+\S", value) else []:
            fix = Fix(spot.line + 1, spot.line + 1, rewrite(entry, f"[{', '.join(parts)}]"))
            hint = "Значения в строке поля берут в квадратные скобки, без дефисов."
            return TextFault("E132", spot.line, spot.column, "Список начат в строке поля.", hint, fix=fix)
        if not spot.before_item():
            fix = Fix(spot.line + 1, spot.line + 1, rewrite(entry, f"[{shown}]"))
            hint = "Одно значение списка берут в квадратные скобки; несколько — каждое с новой строки после «- »."
            return TextFault("E132", spot.line, spot.column, "Список начат в строке поля.", hint, fix=fix)
    return TextFault("E132", spot.line, spot.column, "Список начат в строке поля.", hint)


def _colon_in_value(spot: Spot) -> TextFault | None:
    entry = entry_of(spot.text)
    if "mapping values" not in spot.complaint:
        return None
    above, header = spot.before(spot.line)
    if not entry and above >= 0 and value_of(header) and indent_of(spot.text) > indent_of(header):
        hint = "Поставьте после названия поля знак | и начните текст со следующей строки, сдвинув его вправо."
        return TextFault("E127", spot.line, spot.column, "Двоеточие внутри значения из нескольких строк.", hint)
    if not entry or not entry["value"]:
        return None
    start = entry.start("value")
    if spot.column <= start:
        return None
    if parts := fields_of(entry["value"]):
        pad = " " * entry.start("key")
        fix = Fix(spot.line + 1, spot.line + 1, f"\n{pad}".join([rewrite(entry, parts[0]), *parts[1:]]))
        message = "В одной строке несколько полей."
        return TextFault("E127", spot.line, start, message, "Каждое поле — на своей строке.", fix=fix)
    if (again := entry_of(entry["value"])) and again["key"] == entry["key"] and not again["dash"]:
        mended = rewrite(entry, (again["value"] or "").strip())
        return TextFault("E127", spot.line, start, "Название поля записано дважды.", "Оставьте его один раз.", mended)
    mended = rewrite(entry, in_quotes(entry["value"].strip()))
    hint = "Возьмите значение в кавычки."
    return TextFault("E127", spot.line, start, "Двоеточие внутри значения.", hint, mended)


def _key(spot: Spot) -> TextFault | None:
    """Report a key without a proper colon: on the line where the parser began it, or on the nearest one above."""
    if "expected ':'" in spot.complaint:
        number = spot.opened[0]
    elif "mapping values" in spot.complaint or "document start" in spot.complaint:
        number, _ = spot.before(spot.line)
    else:
        return None
    line = spot.lines[number] if 0 <= number < len(spot.lines) else ""
    if not line.strip() or (entry_of(line) and not NO_SPACE.match(value_of(line))):
        return None
    above, header = spot.before(number)
    while above >= 0 and PROSE.match(header):
        above, header = spot.before(above)
    if above >= 0 and BLOCK.match(header):
        return block_text(spot.lines, above, above + 1)
    return key_fault(number, line) or no_field(spot.lines, number)


def _otherwise(spot: Spot) -> TextFault:
    shown = spot.text.strip()[:60]
    message = f"Строка не читается: «{shown}»." if shown else "Запись оборвана."
    hint = "Сверьте строку с образцом «поле: значение»; значение со знаками возьмите в кавычки."
    return TextFault("E133", min(spot.line, len(spot.lines) - 1), spot.column, message, hint)


FINDERS: tuple[Finder, ...] = (
    _directive,
    _mail_mark,
    _open_quote,
    _sign,
    _escape,
    _bracket,
    _text_after,
    _list_in_line,
    _colon_in_value,
    _key,
    shifted,
)
