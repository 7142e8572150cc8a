"""The text-only subset of YAML in which records are written: text in, a tree with positions out.

Every scalar stays the text that was typed; types come from the schema. What YAML would change silently is refused,
with a remedy. The reader checks the parser's events as they come: building objects (``safe_load``) raises half a dozen
kinds of errors and can crash the process on deep nesting. After a syntax error with an obvious remedy, reading starts
again on the mended text, so that one run reports all faults.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import Any, NoReturn

import yaml

from generator.problems.problem import Fix, Problem, TooManyError, add_problem
from generator.records.yaml.characters import FORBIDDEN, WRITTEN, clean_characters
from generator.records.yaml.faults import explain_syntax_error, line_between, record_below
from generator.records.yaml.indents import pushed_right, without_dashes
from generator.records.yaml.lines import (
    TextFault,
    cut_off,
    entry_of,
    indent_of,
    key_fault,
    open_quote,
    sign_fault,
)
from generator.records.yaml.nodes import MappingNode, Mark, Node, Parsed, ScalarNode, SequenceNode
from generator.records.yaml.repeated import advice_on_repeated

__all__ = [
    "FORBIDDEN",
    "MAX_BYTES",
    "MappingNode",
    "Mark",
    "Node",
    "Parsed",
    "ScalarNode",
    "SequenceNode",
    "parse_record",
]

MAX_BYTES = 64 * 1024
MAX_DEPTH = 12
MAX_NODES = 20_000
MAX_MENDED = 12
MAX_NODES_TO_MEND = 5_000
MAX_SHIFTED = 3
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CUT = re.compile(r"\s+#")
SWALLOWED = re.compile(r"( *)(?:- +)?[a-z_]+:(?: |$)")


class _StopReading(Exception):  # noqa: N818 - a way out of the walk, not an error
    """The rest of the file makes no sense after the last problem."""


class _Mended(Exception):  # noqa: N818 - a way out of the walk, not an error
    """A fault found during the walk; reading starts again with the mended line."""

    def __init__(self, fault: TextFault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def parse_record(text: str, path: str) -> Parsed:
    """Read one record. ``path`` is used in messages only. Raises nothing, whatever the file contains."""
    cleaned = clean_characters(text)
    problems = [_problem(fault, path) for fault in cleaned.faults]
    if cleaned.hopeless:
        return Parsed(None, problems)
    refused, text = set(cleaned.refused), cleaned.text
    for _ in range(MAX_MENDED):
        reader = _Reader(text, path, refused)
        try:
            return Parsed(reader.read_document(), problems + reader.problems, text)
        except (_StopReading, TooManyError):
            return Parsed(None, problems + reader.problems)
        except _Mended as found:
            fault = found.fault
        except yaml.MarkedYAMLError as error:
            fault = explain_syntax_error(error, reader.lines)
        again = {(known.code, known.line) for known in problems}
        shifted = sum(known.code == "E128" for known in problems)
        mended = fault.mended if reader.nodes < MAX_NODES_TO_MEND and shifted < MAX_SHIFTED else None
        if mended is None or mended == reader.lines[fault.line] or (fault.code, fault.line + 1) in again:
            reported = again | {(known.code, known.line) for known in reader.problems}
            here = (fault.code, fault.line + 1)
            problems = [replace(known, fix=None) if (known.code, known.line) == here else known for known in problems]
            if here not in reported:
                problems.append(_problem(fault._replace(sure=mended != reader.lines[fault.line]), path))
            return Parsed(None, problems + reader.problems)
        problems.append(_problem(fault, path))
        if fault.code in ("E111", "E112", "E113", "E126"):
            refused.add(fault.line + 1)
        reader.lines[fault.line] = mended
        text = "\n".join(reader.lines)
    return Parsed(None, problems)


def _problem(fault: TextFault, path: str) -> Problem:
    return Problem(fault.code, path, fault.line + 1, fault.column + 1, fault.message, fault.hint, fix=fault.answer)


class _Reader:
    """One walk over the events of a text. ``refused``: lines (from 1) whose values are not checked."""

    def __init__(self, text: str, path: str, refused: set[int]) -> None:
        self.text, self.path, self.refused = text, path, refused
        self.problems: list[Problem] = []
        self.nodes = 0
        self.has_hash = "#" in text
        self.has_escapes = "\\" in text
        self.next_event: Any = LOADER(text).get_event

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    def report(self, code: str, mark: Mark, message: str, hint: str, fix: Fix | None = None) -> None:
        add_problem(self.problems, Problem(code, self.path, mark.line, mark.column, message, hint, fix=fix))

    def stop(self, *words: Any) -> _StopReading:
        self.report(*words)
        return _StopReading()

    def count(self, nodes: int, mark: Mark) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise self.too_much(mark, f"больше {MAX_NODES} значений")

    def too_much(self, mark: Mark, limit: str) -> _StopReading:
        hint = "Сделайте запись проще: уберите лишние скобки и вложенные списки."
        return self.stop("E106", mark, f"Слишком сложный файл: {limit}.", hint)

    def read_document(self) -> MappingNode | None:
        self.next_event()  # stream start
        event = self.next_event()
        if isinstance(event, yaml.StreamEndEvent):
            raise self.stop("E107", Mark(1, 1), "Файл пуст.", "Заполните запись или удалите файл.")
        if event.version or event.tags:
            self.report("E108", Mark(1, 1), "Строка с «%» в начале файла не нужна.", "Удалите эту строку.")
        root = self.read_node(self.next_event(), 1)
        again = [(one.field, one.line) for one in self.problems if one.code == "E117" and one.column == 1]
        if below := record_below(self.lines, again):
            self.problems = [*(one for one in self.problems if one.line <= below.line), _problem(below, self.path)]
        end = self.next_event()
        following = end if end.explicit else self.next_event()
        if not isinstance(following, yaml.StreamEndEvent):
            fault = line_between(self.lines, following.start_mark.line)
            self.problems.append(_problem(fault, self.path))
        return root if isinstance(root, MappingNode) else self.no_mapping(root)

    def no_mapping(self, root: Node) -> NoReturn:
        """Report why the file is not a record, by the nearest cause in its first line."""
        if isinstance(root, ScalarNode) and not root.text:
            raise self.stop("E107", Mark(1, 1), "Файл пуст.", "Заполните запись или удалите файл.")
        if isinstance(root, ScalarNode) and (fault := key_fault(root.mark.line - 1, self.lines[root.mark.line - 1])):
            raise _Mended(fault)
        hint, fix = "Каждая строка — название поля, двоеточие, пробел, значение. Например: name: Клуб «Пример»", None
        if isinstance(root, SequenceNode):
            hint = "Запись — не список: уберите дефис и начните с названия поля. Например: name: Клуб «Пример»"
            fix = without_dashes(self.lines)
        raise self.stop("E110", root.mark, "Запись должна состоять из строк «поле: значение».", hint, fix)

    def read_node(self, event: Any, depth: int) -> Node:
        if event.__class__ is yaml.ScalarEvent:
            return self.read_scalar(event)
        mark = _mark(event)
        if depth > MAX_DEPTH:
            raise self.too_much(mark, f"вложенность больше {MAX_DEPTH}")
        if event.__class__ is yaml.AliasEvent or event.anchor is not None or event.tag is not None:
            self.refuse_sign(event)
        if event.__class__ is yaml.AliasEvent:
            return ScalarNode("", mark, refused=True)
        if event.__class__ is yaml.SequenceStartEvent:
            items: list[Node] = []
            while (item := self.next_event()).__class__ is not yaml.SequenceEndEvent:
                items.append(self.read_node(item, depth + 1))
            self.count(len(items), mark)
            return SequenceNode(items, mark, bool(event.flow_style))
        return self.read_mapping(mark, depth)

    def read_scalar(self, event: Any) -> ScalarNode:
        start, end, style = event.start_mark, event.end_mark, event.style
        scalar = ScalarNode(event.value, Mark(start.line + 1, start.column + 1), not style)
        if event.anchor is not None or event.tag is not None:
            self.refuse_sign(event)
            scalar.refused = True
        elif not style:
            if self.has_hash:
                self.check_cut(scalar, end)
            if end.line > start.line:
                scalar.folded = True
                self.check_folded(start.line, end.line)
        elif style in "'\"":
            if end.line > start.line:
                self.check_swallowed(start.line, end.line)
            if self.has_escapes and (found := WRITTEN.search(event.value)):
                hint = "Уберите запись с обратной косой чертой: она вставляет в текст невидимый знак."
                self.report("E104", scalar.mark, f"Невидимый или служебный знак: U+{ord(found[0]):04X}.", hint)
                scalar.refused = True
        elif not event.value:
            hint = "Впишите текст с новой строки, сдвинув его на два пробела, или удалите поле."
            fix = pushed_right(self.lines, start.line)
            raise self.stop("E128", scalar.mark, "После знака | или > нет текста, сдвинутого вправо.", hint, fix)
        if self.refused:
            last = end.line if end.column else end.line - 1
            scalar.refused |= any(line + 1 in self.refused for line in range(start.line, last + 1))
        return scalar

    def refuse_sign(self, event: Any) -> None:
        """Report an anchor, an alias or a tag: a sign that means something to YAML at the start of a value."""
        fault = sign_fault(self.lines, event.start_mark.line, event.start_mark.column)
        add_problem(self.problems, _problem(fault, self.path))

    def check_cut(self, scalar: ScalarNode, end: Any) -> None:
        """Report a ``#`` after a space: YAML takes the rest of the line for a comment, and it would be lost."""
        line, column = (end.line, end.column) if end.column else (end.line - 1, 0)
        text = self.lines[line] if line < len(self.lines) else ""
        found = CUT.match(text, column) if end.column else re.search(r"\s#", text)
        entry = entry_of(text)
        value = (entry["value"] or "").strip() if entry else ""
        if not found or not (scalar.text or value):
            return
        message, hint, mended = cut_off(text, text[: found.start()], text[found.end() :], entry, value)
        fix = Fix(line + 1, line + 1, mended) if mended is not None and end.line == line else None
        self.report("E114", Mark(line + 1, found.end()), message, hint, fix)
        scalar.refused = True

    def check_folded(self, first: int, last: int) -> None:
        """Report lines that YAML reads as the rest of an unquoted value although they look like fields or items."""
        for number in range(first + 1, min(last + 1, len(self.lines))):
            line = self.lines[number]
            if re.match(r" *- ", line):
                hint = "Текст в строке поля перенесите ниже, после «- », а если это не значение списка, удалите его."
                raise self.stop("E132", Mark(number + 1, indent_of(line) + 1), "Список начат в строке поля.", hint)
            if (fault := key_fault(number, line)) and fault.code == "E124":
                raise _Mended(fault)

    def check_swallowed(self, first: int, last: int) -> None:
        """Report a quoted value that swallowed the fields below: its quote was meant to close on its own line."""
        entry = entry_of(self.lines[first])
        if not entry or (entry["value"] or " ")[0] not in "'\"":
            return
        for line in self.lines[first + 1 : last + 1]:
            if (found := SWALLOWED.match(line)) and len(found[1]) <= entry.start("key"):
                raise _Mended(open_quote(first, entry))

    def read_mapping(self, mark: Mark, depth: int) -> MappingNode:
        entries: dict[str, Node] = {}
        keys: dict[str, Mark] = {}
        while (event := self.next_event()).__class__ is not yaml.MappingEndEvent:
            self.count(2, mark)
            key = self.read_scalar(event) if event.__class__ is yaml.ScalarEvent else self.read_node(event, depth + 1)
            if not isinstance(key, ScalarNode) or not (key.text or key.refused):
                hint = "Название поля — одно слово. Если скобки — часть текста, возьмите всё значение в кавычки."
                raise self.stop("E115", key.mark, "На месте названия поля — скобки или пустое место.", hint)
            value = self.read_node(self.next_event(), depth + 1)
            if key.text in entries or key.text == "<<" or key.text[:1] == "-":
                self.refuse_key(key, keys, (entries.get(key.text, value), value))
            elif key.text:
                entries[key.text] = value
                keys[key.text] = key.mark
        return MappingNode(entries, keys, mark)

    def refuse_key(self, key: ScalarNode, keys: dict[str, Mark], values: tuple[Node, Node]) -> None:
        """Report a key that is repeated (``values``: both of them), is «<<» or lacks the space after its dash."""
        if key.text == "<<":
            hint = "Удалите её и запишите поля прямо здесь."
            self.report("E116", key.mark, "Строка «<<» не поддерживается.", hint)
        elif key.text in keys:
            message = f"Поле «{key.text[:80]}» записано дважды; первый раз — в строке {keys[key.text].line}."
            hint, fix = advice_on_repeated(self.lines, (keys[key.text], key.mark), values)
            hint = hint.format(f"{key.text[:80]}:")
            add_problem(
                self.problems, Problem("E117", self.path, *key.mark, message, hint, field=key.text[:80], fix=fix)
            )
        else:
            line = self.lines[key.mark.line - 1]
            mended = line.replace("-", "- ", 1)
            message, hint = "После дефиса нужен пробел.", "Поставьте пробел после дефиса."
            raise _Mended(TextFault("E124", key.mark.line - 1, key.mark.column - 1, message, hint, mended))


def _mark(event: Any) -> Mark:
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)
