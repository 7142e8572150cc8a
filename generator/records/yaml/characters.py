"""Characters that do not belong in a record: invisible ones, tabs, spaces from word processors, decomposed letters.

Each is reported by name, then dropped or replaced, so that the rest of the file can be read. Lines and columns count
from 0 here.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass, field

from generator.problems.problem import Fix
from generator.records.yaml.lines import KEY, TextFault, indent_of, structure
from generator.records.yaml.merges import HINT, MESSAGE, find_merge_mark

MAX_REPORTED = 20
APART = "\x0b\x0c\x85\u2028\u2029"  # separate words, so a space replaces them
MAX_INDENT = 40
# Control characters, separators that YAML treats as line ends, zero-width and bidi marks, non-characters, and letters
# that look like a space: Unicode's Default_Ignorable_Code_Point but for FE00..FE0F (emoji need them), and U+2800.
NONCHARACTERS = "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]|[\ud800-\udfff]"
    f"|[{NONCHARACTERS}]"
)
WRITTEN = re.compile(f"\r|{FORBIDDEN.pattern}")  # not even by an escape; \r is allowed only in a file's line ends
SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
HEAD = re.compile(rf"[ {SPACES}]*(?:-[ {SPACES}]+)*(?:(?:{KEY})[ {SPACES}]*:(?:[ {SPACES}]+|$))?")
ODD_SPACE = re.compile(f"[{SPACES}]")
PLAIN_SPACES = dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
NAMES = {
    0x00: "нулевой знак",
    0x1B: "управляющий знак терминала",
    0xAD: "мягкий перенос",
    0x200B: "пробел нулевой ширины",
    0x200C: "разделитель нулевой ширины",
    0x200D: "соединитель нулевой ширины",
    0x200E: "знак направления письма",
    0x200F: "знак направления письма",
    0x2028: "разделитель строк",
    0x2029: "разделитель абзацев",
    0x2060: "соединитель слов",
    0x2800: "пустой знак шрифта Брайля",
    0x3164: "пустая корейская буква",
    0xFFA0: "пустая корейская буква",
    0xFEFF: "метка порядка байтов",
}


@dataclass(slots=True)
class Cleaned:
    """The text to read on, the faults found, and the lines (from 1) whose values are already reported.

    ``hopeless``: reading on makes no sense (merge marks, CR line ends, tabs as indents).
    """

    text: str
    faults: list[TextFault] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    hopeless: bool = False


def clean_characters(text: str) -> Cleaned:
    """Report characters that do not belong in a record, and drop or replace them."""
    cleaned = Cleaned(text)
    if (number := find_merge_mark(text)) is not None:
        return Cleaned(text, [TextFault("E134", number, 0, MESSAGE, HINT)], hopeless=True)
    if "\r" in text:
        _line_ends(cleaned)
    if not cleaned.hopeless and FORBIDDEN.search(text):
        _invisible(cleaned)
    if "\t" in text:
        _tabs(cleaned)
    if not text.isascii() and ODD_SPACE.search(cleaned.text):
        _spaces(cleaned)
    if not unicodedata.is_normalized("NFC", cleaned.text):
        _letters_in_parts(cleaned)
    return cleaned


def describe_character(sign: str) -> str:
    """Return the name of a character and its code point, for a message."""
    name = NAMES.get(ord(sign), "")
    if not name and unicodedata.bidirectional(sign) in {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}:
        name = NAMES[0x200E]
    return f"{name}, U+{ord(sign):04X}" if name else f"U+{ord(sign):04X}"


def _add_fault(cleaned: Cleaned, fault: TextFault) -> None:
    """Add a fault. If the line above has the same one, extend that one's fix instead, so that both are one block."""
    before = cleaned.faults[-1] if cleaned.faults else None
    answer = fault.answer
    if before and answer and before.message == fault.message and (block := before.answer) and block.last == fault.line:
        fix = Fix(block.first, answer.last, f"{block.text}\n{answer.text}")
        cleaned.faults[-1] = before._replace(fix=fix)
    elif len(cleaned.faults) < MAX_REPORTED:
        cleaned.faults.append(fault)


def _line_ends(cleaned: Cleaned) -> None:
    number, line = next((n, line) for n, line in enumerate(cleaned.text.split("\n")) if "\r" in line)
    hint = "Сохраните файл с обычными концами строк (LF или CRLF)."
    message = "Строки разделены знаком возврата каретки, как в очень старых программах."
    cleaned.faults.append(TextFault("E104", number, line.index("\r"), message, hint))
    cleaned.hopeless = True


def _invisible(cleaned: Cleaned) -> None:
    lines = cleaned.text.split("\n")
    for number, line in enumerate(lines):
        found = FORBIDDEN.findall(line)
        if not found:
            continue
        column = line.index(found[0])
        shown = FORBIDDEN.sub(lambda sign: " " if sign[0] in APART else "", line)
        count = f" (в строке их {len(found)})" if len(found) > 1 else ""
        message = f"Невидимый или служебный знак: {describe_character(found[0])}{count}."
        if len(cleaned.faults) < MAX_REPORTED:
            cleaned.faults.append(TextFault("E104", number, column, message, "Удалите его.", shown))
        cleaned.refused.append(number + 1)
        lines[number] = shown
    cleaned.text = "\n".join(lines)


def _tabs(cleaned: Cleaned) -> None:
    lines = cleaned.text.split("\n")
    above = _Above()
    for number, line in enumerate(lines):
        if "\t" not in line:
            above.pass_by(line)
            continue
        column = line.index("\t")
        if line.strip() and not line[:column].strip(" -"):
            lines[number] = above.spaced(line)
            message, hint = "Отступ сделан табуляцией.", "Замените её пробелами."
            cleaned.hopeless = True
        else:
            message, hint = "Табуляция внутри строки.", "Замените её одним пробелом."
        lines[number] = lines[number].replace("\t", " ")
        _add_fault(cleaned, TextFault("E121", number, column, message, hint, lines[number]))
        above.pass_by(lines[number])
    cleaned.text = "\n".join(lines)


@dataclass(slots=True)
class _Above:
    """The nearest line above that has content, and the indent of the nearest item above."""

    neighbour: str = ""
    item: int = -1

    def pass_by(self, line: str) -> None:
        bare = line.lstrip()
        if bare and not bare.startswith("#"):
            self.neighbour = line
            if bare.startswith("- "):
                self.item = indent_of(line)

    def spaced(self, line: str) -> str:
        """Return the line with spaces for leading tabs: one level below its parent, or level with its neighbour."""
        text = line.lstrip(" \t").replace("\t", " ")
        within = indent_of(self.neighbour) + (2 if self.neighbour.lstrip().startswith("- ") else 0)
        if self.neighbour.rstrip().endswith((":", "|", ">")):
            within += 2
        elif text.startswith("- ") and self.item >= 0:
            within = self.item
        return " " * min(within, MAX_INDENT) + text


def _spaces(cleaned: Cleaned) -> None:
    """Replace no-break spaces where YAML needs plain ones: before a key and around its colon. Values may keep them."""
    lines = cleaned.text.split("\n")
    for number, line in structure(lines):
        found = HEAD.match(line)
        head = found[0].translate(PLAIN_SPACES) if found else ""
        if not found or head == found[0]:
            continue
        column = next(i for i, sign in enumerate(head) if sign != line[i])
        before, colon, after = head.rpartition(":")
        lines[number] = f"{before.rstrip() if colon else before}{colon}{after}{line[found.end() :]}"
        message = "Неразрывный пробел на месте обычного (так бывает при вставке из Word)."
        hint = "Сотрите этот пробел и наберите его с клавиатуры."
        _add_fault(cleaned, TextFault("E122", number, column, message, hint, lines[number]))
    cleaned.text = "\n".join(lines)


def _first_part(line: str) -> int:
    """Return the column of the first decomposed letter. A prefix that contains one is not NFC: bisection finds it."""
    return bisect_left(range(len(line)), 1, key=lambda i: not unicodedata.is_normalized("NFC", line[: i + 1]))


def _letters_in_parts(cleaned: Cleaned) -> None:
    lines = cleaned.text.split("\n")
    for number, line in enumerate(lines):
        if unicodedata.is_normalized("NFC", line):
            continue
        column = _first_part(line)
        lines[number] = unicodedata.normalize("NFC", line)
        message = "Буква записана двумя знаками (так бывает при копировании с Mac)."
        hint = "Наберите её заново одним знаком."
        _add_fault(cleaned, TextFault("E105", number, column, message, hint, lines[number]))
    cleaned.text = "\n".join(lines)
