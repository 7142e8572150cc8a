"""The text-only subset of YAML in which records are written: text in, a tree with places out.

Every scalar stays the text that was typed; types come from the schema. What YAML would change silently is
refused with its place and remedy. The walk goes over the parser's events, checked as they come: building
objects (``safe_load``) raises half a dozen kinds of errors and can crash the process on deep nesting.
This module does not know what keys a record may have.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from generator.problems import Problem
from generator.text import describe_character
from generator.yaml_faults import explain_syntax_error

MAX_BYTES = 64 * 1024
MAX_DEPTH = 12
MAX_NODES = 20_000
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Control characters, separators that YAML takes for line ends, zero-width and bidi marks, non-characters.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]|[\ud800-\udfff]"
    "|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0010fffe\U0010ffff]"
)
CUT = re.compile(r"\s+#")


class Mark(NamedTuple):
    """A place in a file; line and column count from 1."""

    line: int
    column: int


@dataclass(slots=True)
class Scalar:
    text: str
    mark: Mark
    plain: bool = True


@dataclass(slots=True)
class Sequence:
    items: list[Node]
    mark: Mark


@dataclass(slots=True)
class Mapping:
    """Keys in order of the file; a key's own place stands in ``keys``."""

    entries: dict[str, Node]
    keys: dict[str, Mark]
    mark: Mark


Node = Scalar | Sequence | Mapping


@dataclass(slots=True)
class Parsed:
    """The tree of a file (None when it cannot be read as one) and what is wrong with its text."""

    root: Mapping | None
    problems: list[Problem] = field(default_factory=list)


class _StopReading(Exception):
    """The rest of the file makes no sense after the last problem."""


def parse_record(text: str, path: str) -> Parsed:
    """Read one record. ``path`` is only for messages. Never raises for what a file may hold."""
    reader = _Reader(text, path)
    try:
        reader.check_characters()
        return Parsed(reader.read_document(), reader.problems)
    except _StopReading:
        return Parsed(None, reader.problems)
    except yaml.MarkedYAMLError as error:
        reader.problems += explain_syntax_error(error, reader.lines, path)
        return Parsed(None, reader.problems)


class _Reader:
    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.lines = text.split("\n")
        self.problems: list[Problem] = []
        self.nodes = 0
        self.events: Iterator[Any] = iter(())

    def report(self, code: str, mark: Mark, message: str, hint: str, key: str = "") -> None:
        self.problems.append(Problem(code, self.path, mark.line, mark.column, message, hint, field=key))

    def check_characters(self) -> None:
        """Refuse characters that cannot be seen, and text that is not NFC."""
        for match in FORBIDDEN.finditer(self.text):
            before = self.text.count("\n", 0, match.start())
            column = match.start() - (self.text.rfind("\n", 0, match.start()) + 1)
            name = describe_character(match.group())
            hint = "Наберите это место заново: знак не виден, но меняет текст."
            self.report("E104", Mark(before + 1, column + 1), f"Невидимый или служебный знак: {name}.", hint)
        if self.problems:
            raise _StopReading
        if not unicodedata.is_normalized("NFC", self.text):
            for number, line in enumerate(self.lines, start=1):
                if not unicodedata.is_normalized("NFC", line):
                    column = next(i for i, c in enumerate(line) if not unicodedata.is_normalized("NFC", line[: i + 1]))
                    message = "Буква записана двумя знаками (так бывает при копировании с Mac)."
                    self.report("E105", Mark(number, column + 1), message, "Наберите слово заново с клавиатуры.")
                    return

    def read_document(self) -> Mapping | None:
        self.events = iter(yaml.parse(self.text, Loader=LOADER))  # noqa: S506 - events only, no object is built
        next(self.events)  # stream start
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            self.report("E107", Mark(1, 1), "Файл пуст.", "Заполните запись или удалите файл.")
            return None
        if event.version or event.tags:
            mark = _mark(event)
            self.report("E108", mark, "Строка с «%» в начале файла не нужна.", "Удалите эту строку.")
        root = self.read_node(next(self.events), 1)
        next(self.events)  # document end
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            self.report("E109", _mark(event), "В файле две записи подряд.", "Одна запись — один файл; уберите «---».")
        if isinstance(root, Mapping):
            return root
        message = "Запись должна состоять из строк «поле: значение»."
        self.report("E110", root.mark, message, "Сверьтесь с примером на странице «Как заполнять».")
        return None

    def read_node(self, event: Any, depth: int) -> Node:
        self.nodes += 1
        mark = Mark(event.start_mark.line + 1, event.start_mark.column + 1)
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            limit = f"вложенность больше {MAX_DEPTH}" if depth > MAX_DEPTH else f"больше {MAX_NODES} значений"
            self.report("E106", mark, f"Слишком сложный файл: {limit}.", "Сделайте запись проще.")
            raise _StopReading
        if isinstance(event, yaml.AliasEvent):
            message = f"Звёздочка в начале значения: «*{event.anchor}»."
            self.report("E111", mark, message, "Возьмите значение в кавычки или уберите звёздочку.")
            return Scalar("", mark, False)
        if event.anchor is not None:
            message = f"Знак & в начале значения: «&{event.anchor}»."
            self.report("E112", mark, message, "Возьмите значение в кавычки или уберите знак &.")
        if event.tag is not None:
            message = f"Восклицательный знак в начале значения: «{event.tag}»."
            self.report("E113", mark, message, "Возьмите значение в кавычки или уберите знак !.")
        if isinstance(event, yaml.ScalarEvent):
            return self.read_scalar(event, mark)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(item := next(self.events), yaml.SequenceEndEvent):
                items.append(self.read_node(item, depth + 1))
            return Sequence(items, mark)
        return self.read_mapping(mark, depth)

    def read_scalar(self, event: Any, mark: Mark) -> Scalar:
        plain = event.style is None or event.style == ""
        if plain and event.value:
            end = event.end_mark
            line, column = (end.line, end.column) if end.column else (end.line - 1, 0)
            rest = self.lines[line][column:] if line < len(self.lines) else ""
            if (end.column and CUT.match(rest)) or (not end.column and CUT.search(rest)):
                message = "Знак # обрывает значение: всё после него пропадёт."
                start = self.lines[line].find("#", column) + 1
                whole = self.lines[mark.line - 1][mark.column - 1 :].rstrip()
                self.report("E114", Mark(line + 1, start), message, f'Возьмите значение в кавычки: "{whole}".')
        return Scalar(event.value, mark, plain)

    def read_mapping(self, mark: Mark, depth: int) -> Mapping:
        entries: dict[str, Node] = {}
        keys: dict[str, Mark] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.read_node(event, depth + 1)
            value = self.read_node(next(self.events), depth + 1)
            if not isinstance(key, Scalar):
                self.report("E115", key.mark, "Название поля должно быть одним словом.", "Уберите «?» или скобки.")
            elif key.text == "<<":
                self.report("E116", key.mark, "Поле «<<» не поддерживается.", "Запишите поля прямо здесь.", "<<")
            elif key.text in entries:
                message = f"Поле «{key.text}» записано дважды; первый раз — в строке {keys[key.text].line}."
                self.report("E117", key.mark, message, "Оставьте одну из строк.", key.text)
            else:
                entries[key.text] = value
                keys[key.text] = key.mark
        return Mapping(entries, keys, mark)


def _mark(event: Any) -> Mark:
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)
