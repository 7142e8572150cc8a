"""Plain good records, read and checked in one go: a tenth of the time of the full way.

Only the simplest of YAML is read here, where a line can have one meaning: ``key: text``, ``key: "text"``,
``key: [a, b]``, ``key: |`` with its text, lists by ``- ``. Whatever else stands in a record, and whatever the
schema does not plainly accept, is not judged: the answer is None, and the full way (``record_yaml``, ``validate``)
reads the record anew and tells what is wrong. Both ways give the same values; a test holds them together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from generator.cells import STRICT, CellReader, plan_of
from generator.identifiers import CHECKS
from generator.schemas import Field
from generator.validate import LATIN, MIXED, YEARS, Record, typed
from generator.vocabulary import Vocabulary
from generator.yaml_characters import FORBIDDEN, SPACES

ODD = re.compile(FORBIDDEN.pattern + f"|[\t\r{SPACES}]")
TAGS = re.compile("[\U000e0000-\U000e0fff]")  # the only odd signs that count as printable
# No sign in front that YAML gives a meaning; what ends a text early is looked for apart.
LINE = re.compile(r'( *)(- )?(?:([a-z_]+)|"([a-z_]+)"):(?: (?:([\w«(№].*)|"([^"\\]+)"|\[([^\[\]{}]+)\]|(\|)))?')
ITEM = re.compile(r'( *)- (?:([\w«(№].*)|"([^"\\]+)")')
FLOW = re.compile(r'(?:[\w«(№][^",:#]*|"[^"\\]+")(?:, (?:[\w«(№][^",:#]*|"[^"\\]+"))*')
FLOW_ITEM = re.compile(r'(?:"([^"]+)"|([^",]+))(?:, )?')
BLOCK = "|"
MOST = 4096  # lines, and values of a field, that are remembered

Token = tuple[int, bool, str, Any]


def is_odd(text: str) -> bool:
    """Whether a sign in the text has no place in a record, or is a space of another kind."""
    if text.replace("\n", "").isprintable() and not TAGS.search(text):
        return False
    return ODD.search(text) is not None


class _UnusualError(Exception):
    """Not for this reader."""


class PlainReader:
    """Reads records against one vocabulary. Remembers lines and values that it has met."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._lines: dict[str, Token | None] = {}
        self._plans: dict[str, _Plan] = {}

    def read(self, text: str, table: str, record_id: str) -> Record | None:
        """The record as ``check_record`` would give it without a problem; None when that is not plain."""
        if is_odd(text) or not unicodedata.is_normalized("NFC", text):
            return None
        try:
            tokens = self._tokens(text)
            record, end = self._mapping(tokens, 0, 0, table)
        except _UnusualError:
            return None
        if end != len(tokens) or record.setdefault("id", record_id) != record_id:
            return None
        return record

    def _tokens(self, text: str) -> list[Token]:
        """Indent, whether an item begins here, key (empty of an item of text), value. Comments are left out."""
        known, found = self._lines, []
        lines = text.split("\n")
        number, end = 0, len(lines)
        while number < end:
            line = lines[number]
            number += 1
            if line in known:
                token = known[line]
            else:
                token = _token(line)
                if len(known) < MOST:
                    known[line] = token
            if token is None:
                continue
            if token[3] is BLOCK:
                token, number = _with_block(token, lines, number)
            found.append(token)
        return found

    def _mapping(self, tokens: list[Token], at: int, indent: int, table: str) -> tuple[Record, int]:
        """A mapping whose keys stand at ``indent``; the first may begin an item two columns before."""
        plan = self._plans.get(table) or self._plans.setdefault(table, _Plan(table, self.vocabulary))
        row: Record = {}
        first, end = at, len(tokens)
        while at < end:
            depth, dash, key, value = tokens[at]
            if dash:
                if at != first or not indent:
                    break
                depth += 2
            if depth != indent:
                break
            if key in row:
                raise _UnusualError
            at += 1
            if value.__class__ is str:
                row[key] = plan.scalar(key, value)
            elif value is None and key in plan.nested:
                row[key], at = self._rows(tokens, at, indent + 2, plan.nested[key])
            else:
                if value is None:
                    value, at = _items(tokens, at, indent + 2)
                row[key] = plan.array(key, value)
        if not row.keys() >= plan.required:
            raise _UnusualError
        return row, at

    def _rows(self, tokens: list[Token], at: int, indent: int, table: str) -> tuple[list[Record], int]:
        found = []
        while at < len(tokens) and tokens[at][1] and tokens[at][0] == indent:
            row, at = self._mapping(tokens, at, indent + 2, table)
            found.append(row)
        if not found:
            raise _UnusualError
        return found, at


def _token(line: str) -> Token | None:
    bare = line.lstrip(" ")
    if not bare or bare[0] == "#":
        return None
    found = LINE.fullmatch(line)
    if found is None:
        item = ITEM.fullmatch(line)
        if item is None:
            raise _UnusualError
        return len(item[1]), True, "", item[3] or _plain(item[2])
    indent, dash, bare_key, quoted_key, plain, quoted, flow, block = found.groups()
    value: Any = quoted or (block and BLOCK)
    if plain:
        value = _plain(plain)
    elif flow:
        if not FLOW.fullmatch(flow):
            raise _UnusualError
        value = [quoted or plain for quoted, plain in FLOW_ITEM.findall(flow)]
    return len(indent), dash is not None, bare_key or quoted_key, value


def _plain(text: str) -> str:
    """A text without quotes, unless a sign in it ends it early."""
    if ": " in text or " #" in text or text[-1] == ":":
        raise _UnusualError
    return text


def _with_block(token: Token, lines: list[str], number: int) -> tuple[Token, int]:
    """The token with the text below it, and the number of the line after that."""
    indent, dash, key, _ = token
    outside = indent + 2 * dash
    first = lines[number] if number < len(lines) else ""
    inside = len(first) - len(first.lstrip(" "))
    if not first.strip(" ") or inside <= outside:
        raise _UnusualError
    found = []
    while number < len(lines):
        line = lines[number]
        if line and not line.startswith(" " * inside):
            if len(line) - len(line.lstrip(" ")) > outside or not line.strip(" "):
                raise _UnusualError
            break
        found.append(line[inside:])
        number += 1
    return (indent, dash, key, "\n".join(found)), number


def _items(tokens: list[Token], at: int, indent: int) -> tuple[list[str], int]:
    """A list of texts, one a line."""
    found = []
    while at < len(tokens) and tokens[at][:3] == (indent, True, ""):
        found.append(tokens[at][3])
        at += 1
    return found, at


class _Plan:
    """How values of a table are read: key → text → value, each text judged once."""

    def __init__(self, table: str, vocabulary: Vocabulary) -> None:
        plan = plan_of(table)
        self.nested = {key: child.name for key, child in plan.nested.items()}
        self.required = frozenset(field.name for field in plan.required)
        self.known: dict[str, dict[str, Any]] = {}
        self.judges: dict[str, Callable[[str], Any]] = {}
        self.lists: dict[str, Callable[[str], Any]] = {}
        for key, (field, reader, free) in plan.fields.items():
            self.known[key] = {}
            if field.type == "array":
                self.lists[key] = partial(_judge_text, field, field.items, vocabulary)
            elif field.type == "string":
                self.judges[key] = partial(_judge_string, field, vocabulary, reader, free)
            else:
                self.judges[key] = partial(_judge_cell, field, reader)

    def scalar(self, key: str, text: str) -> Any:
        if key not in self.judges:
            raise _UnusualError
        return self.judge(key, text, self.judges[key])

    def array(self, key: str, texts: list[str]) -> list[str]:
        if key not in self.lists or not texts:
            raise _UnusualError
        judge = self.lists[key]
        values = [self.judge(key, text, judge) for text in texts]
        if len(values) > 1 and len(set(values)) < len(values):
            raise _UnusualError
        return values

    def judge(self, key: str, text: str, judge: Callable[[str], Any]) -> Any:
        known = self.known[key]
        value = known.get(text)
        if value is None:
            value = judge(text.strip())
            if len(known) < MOST:
                known[text] = value
        return value


def _judge_text(field: Field, check: str, vocabulary: Vocabulary, text: str) -> str:
    """As ``check_text`` of ``validate``."""
    if not text:
        raise _UnusualError
    if field.list:
        if text not in vocabulary.lists[field.list]:
            raise _UnusualError
    elif check and check not in ("text", "longtext"):
        verdict = CHECKS[check](text)
        if verdict.fault:
            raise _UnusualError
        return verdict.value
    elif ("\n" in text and check != "longtext") or (LATIN.search(text) and MIXED.search(text)):
        raise _UnusualError
    return text


def _judge_string(field: Field, vocabulary: Vocabulary, reader: CellReader, free: int, text: str) -> Any:
    value = _judge_text(field, field.check, vocabulary, text)
    return value if len(value) <= free else _read_cell(reader, value)


def _judge_cell(field: Field, reader: CellReader, text: str) -> Any:
    if not STRICT[field.type].fullmatch(text):
        raise _UnusualError
    if field.type != "date":
        return _read_cell(reader, text)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _UnusualError from None
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise _UnusualError
    return day


def _read_cell(reader: CellReader, text: str) -> Any:
    value, notes = reader(text)
    if notes:
        raise _UnusualError
    return typed(value)
