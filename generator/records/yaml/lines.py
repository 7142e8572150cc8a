"""Lines of a record as text: their structure and values, quoting, and faults visible within one line.

Knows the special characters of YAML, not its grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.problems.problem import Fix

KEY = r"[^\W\d][\w-]*|\"[^\"]*\"|'[^']*'"
ENTRY = re.compile(rf"(?P<indent> *)(?P<dash>(?:- +)*)(?P<key>{KEY}) *:(?: +(?P<value>.*))?$")
ITEM = re.compile(r"(?P<indent> *)(?P<dash>(?:- +)+)(?P<key>)(?P<value>.*)$")
LOOSE = re.compile(r"(?P<indent> *)(?P<dash>(?:- +)*)(?P<key>[^\s:\"'\[{#|>-][^:]{0,60}):(?: +(?P<value>.*))?$")
BLOCK = re.compile(rf"( *(?:- +)*)(?:(?:{KEY}) *: +)?[|>][-+1-9]* *(?:#.*)?$")
QUOTED = {'"': re.compile(r'"(?:[^"\\]|\\.)*"'), "'": re.compile(r"'(?:[^']|'')*'")}
NO_SPACE = re.compile(r"(?P<indent> *)(?P<dash>(?:- +)?)(?P<key>[^\W\d][\w-]*):(?P<value>(?!//)[^\s:].*)$")
NO_COLON = re.compile(r"(?P<indent> *)(?P<dash>(?:- +)?)(?P<key>[a-z_]+)(?: *[=：;] *| +[-–—]? *|$)(?P<value>.*)$")
SIGN_CODES = {"*": "E111", "&": "E112", "!": "E113"}
SIGN_NAMES = {"*": "Звёздочка", "!": "Восклицательный знак"}
SIGNS = "*&!@`%|>,]}?"


class TextFault(NamedTuple):
    """A fault in a line; line and column count from 0.

    ``mended``: the whole line as it was probably meant, for reading on; None if that is not obvious. It is also offered
    as the fix if it is ``sure``. ``fix``: a fix that replaces other lines or several.
    """

    code: str
    line: int
    column: int
    message: str
    hint: str
    mended: str | None = None
    sure: bool = True
    fix: Fix | None = None

    @property
    def answer(self) -> Fix | None:
        """Return the fix to offer, if there is one."""
        if self.fix or self.mended is None or not self.sure:
            return self.fix
        return Fix(self.line + 1, self.line + 1, self.mended.rstrip())


class Spot(NamedTuple):
    """Where the parser stopped, what it complained about, and where the construct it was reading began."""

    lines: list[str]
    line: int
    column: int
    complaint: str
    context: str
    opened: tuple[int, int]

    @property
    def text(self) -> str:
        return self.lines[self.line] if self.line < len(self.lines) else ""

    def before_item(self) -> bool:
        """Tell whether the next structural line is a list item."""
        below = next((line for _, line in structure(self.lines[self.line + 1 :])), "")
        return below.lstrip().startswith("- ")

    def before(self, number: int) -> tuple[int, str]:
        """Return the number and text of the nearest structural line above; (-1, "") if there is none."""
        return max(structure(self.lines[:number]), default=(-1, "")) if number > 0 else (-1, "")


def structure(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield numbered lines that are neither blank, nor comments, nor the text of a block (``|``)."""
    inside = -1
    for number, line in enumerate(lines):
        bare = line.lstrip(" ")
        if not bare or (inside >= 0 and len(line) - len(bare) > inside):
            continue
        block = BLOCK.match(line)
        inside = len(block[1]) if block else -1
        if not bare.startswith("#"):
            yield number, line


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def entry_of(line: str) -> re.Match[str] | None:
    """Match ``key: value``, ``- key: value`` or ``- value``; absent groups are None."""
    return ENTRY.match(line) or ITEM.match(line)


def loose_entry_of(line: str) -> re.Match[str] | None:
    """Match an entry or item, or a line that looks like an entry although its key is not a single word."""
    return entry_of(line) or LOOSE.match(line)


def value_of(line: str) -> str:
    """Return the value of an entry or item, or an empty text."""
    found = entry_of(line)
    return (found["value"] or "").strip() if found else ""


def fields_of(value: str) -> list[str]:
    """Split a value that continues with other fields on its line («Клуб; status: unknown»); empty if it does not."""
    first, *others = re.split(r"\s*[,;]?\s+(?=(?!https?:)[a-z][a-z_]+: )", value.strip().rstrip(",;"))
    if not others or ": " in first or any(other.count(": ") > 1 for other in others):
        return []
    return [first, *others]


def rewrite(found: re.Match[str], value: str) -> str:
    """Return the line of an entry or item with another value."""
    key = f"{found['key']}: " if found["key"] else ""
    return f"{found['indent']}{found['dash']}{key}{value}"


def in_quotes(text: str) -> str:
    """Quote the text so that YAML reads it back unchanged, except that straight quotes inside become «ёлочки»."""
    inner = nested_quotes(text)
    if "\\" not in inner:
        return f'"{inner}"'
    return f"'{inner}'" if "'" not in inner else '"{}"'.format(inner.replace("\\", "\\\\"))


def nested_quotes(text: str) -> str:
    """Turn straight double quotes into «ёлочки» and drop a pair around the whole."""
    if '"' not in text:
        return text
    marked = re.sub(r'(^|[\s(«])"(?=\S)', r"\1«", text)
    marked = re.sub(r'(^|[\s(«])"(?=\S)', r"\1«", marked).replace('"', "»")
    depth = 0
    for place, sign in enumerate(marked):
        depth += {"«": 1, "»": -1}.get(sign, 0)
        if depth <= 0 and place < len(marked) - 1:
            return marked
    return marked[1:-1] if depth == 0 else marked


def requoted(line: str) -> str:
    """Return the line of a bracketed list with each value in its own quotes; an empty text for any other line."""
    entry = entry_of(line)
    value = (entry["value"] or "").strip() if entry else ""
    if not entry or not value.startswith("["):
        return ""
    items = [part.strip(" \"'") for part in value.strip("[]").split(",")]
    return rewrite(entry, f"[{', '.join(in_quotes(item) for item in items if item)}]")


def sign_fault(lines: list[str], line: int, column: int) -> TextFault:
    """Report a character that has a meaning in YAML at the start of a value."""
    text, sign = lines[line], lines[line][column : column + 1]
    name = SIGN_NAMES.get(sign, f"Знак {sign}")
    entry = entry_of(text)
    text_alone = entry and re.match(r"[|>]\s*[^\W\d]", entry["value"] or "")  # «> 100» means «more than 100»
    if sign == "*" and entry and (bold := re.match(r"(\*{2,3})[^*\s][^*]*\1", entry["value"] or "")):
        plain = re.sub(rf"{re.escape(bold[1])}([^*]+){re.escape(bold[1])}", r"\1", entry["value"].strip())
        mended = rewrite(entry, in_quotes(plain) if re.search(r":\s|\s#|^\W", plain) else plain)
        hint = "Звёздочки вышли бы на страницу как есть: уберите их."
        return TextFault("E111", line, column, "Звёздочки выделения в начале значения.", hint, mended)
    if sign in "|>" and entry and text_alone:
        plain = entry["value"][1:].strip()
        mended = rewrite(entry, in_quotes(plain) if re.search(r":\s|\s#|^\W", plain) else plain)
    elif entry and entry["value"] is not None and entry.start("value") == column:
        mended = rewrite(entry, in_quotes(entry["value"].strip()))
    else:
        end = re.compile(r"[,\]}]|$").search(text, column + 1)
        stop = end.start() if end else len(text)
        mended = text[:column] + in_quotes(text[column:stop].strip()) + text[stop:]
    hint = "Возьмите значение в кавычки."
    if sign in "|>" and entry and line + 1 < len(lines) and indent_of(lines[line + 1]) > entry.start("key"):
        hint = f"После знака {sign} в этой строке ничего не пишут: уберите лишнее, текст начните со следующей."
        return TextFault("E126", line, column, f"После знака {sign} стоит лишнее.", hint)
    if sign == "@":
        hint = "Если это имя в соцсети, запишите адрес страницы с https://; если нет, возьмите значение в кавычки."
    hint = f"Уберите знак {sign}: текст и так стоит в строке поля." if sign in "|>" and text_alone else hint
    bullet = sign == "*" and re.match(r"\s+\w+:(\s|$)", text[column + 1 :])  # the bullet of a field
    sure = sign != "@" and not bullet
    return TextFault(SIGN_CODES.get(sign, "E126"), line, column, f"{name} в начале значения.", hint, mended, sure)


# How spreadsheets in Russian and English show that a cell has no value.
OF_TABLES = re.compile(r"#(?:Н/Д|ССЫЛКА!|ЗНАЧ!|ИМЯ\?|ДЕЛ/0!|ЧИСЛО!|ПУСТО!|N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")


def cut_off(text: str, before: str, after: str, entry: re.Match[str] | None, value: str) -> tuple[str, str, str | None]:
    """Return message, hint and the mended line for a ``#`` that YAML takes for a comment; None if it is not clear."""
    message = "Знак # обрывает значение: всё после него пропадёт."
    if OF_TABLES.match(value):
        return "Вместо значения — ошибка из таблицы.", "Так таблица пишет, что значения нет: удалите строку.", ""
    hint = "Если это пояснение, перенесите его на отдельную строку; если часть значения, возьмите в кавычки."
    if not entry or not value:
        return message, hint, None
    mended = rewrite(entry, in_quotes(value)) if value[0] not in "[{" else requoted(text)
    if re.match(r"\s+[^\W\d]", after):  # «# words» is meant as a comment
        mended = f"{entry['indent']}# {after.strip()}\n{before}"
    return message, hint, mended


def open_quote(number: int, entry: re.Match[str]) -> TextFault:
    """Report a quote that opens a value and is not closed on its line."""
    mended = rewrite(entry, entry["value"].rstrip() + entry["value"][0])
    hint = "Закройте кавычку в конце строки."
    return TextFault("E123", number, entry.start("value"), "Кавычка открыта, но не закрыта.", hint, mended)


def key_fault(number: int, line: str) -> TextFault | None:
    """Report a line whose key is not followed by a colon and a space."""
    if match := NO_SPACE.match(line):
        mended = rewrite(match, match["value"])
        hint = "Поставьте пробел после двоеточия."
        return TextFault("E124", number, match.end("key"), "После двоеточия нужен пробел.", hint, mended)
    if match := NO_COLON.match(line):
        value = match["value"].strip()
        message = f"После «{match['key']}» нет двоеточия."
        hint = f"После названия поля нужны двоеточие и пробел, например: {match['key']}: {value or 'значение'}"
        instead = line[match.end("key") : match.start("value")].strip()
        meant = (
            value[:1] == '"' or instead in ("=", "：", "-", "–", "—") or (instead == ";" and ";" not in value)
        )  # unlike a row of a table
        fix = Fix(number + 1, number + 1, rewrite(match, value)) if value and meant else None
        onward = rewrite(match, value) if value and not fix else None  # not certain enough to offer
        return TextFault("E125", number, match.end("key"), message, hint, onward, sure=False, fix=fix)
    return None
