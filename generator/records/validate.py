"""One record: tree with places → a draft of texts, the problems that Frictionless cannot see, and typed values.

Cells are judged by their Table Schema in ``verdict``, a table at a time. Here is what it lets through: unknown keys,
blank text, codes of lists, identifiers, addresses. References and rules over fields: ``rules`` and ``integrity``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

from generator.model.identifiers import CHECKS, CODE, Verdict
from generator.model.schemas import Field, Table
from generator.model.vocabulary import Vocabulary
from generator.problems.problem import Problem, TooManyError, tell
from generator.records import glossary, messages
from generator.records.yaml import MappingNode, Mark, Node, ScalarNode, SequenceNode
from generator.text import blank, mixed_alphabet

Record = dict[str, Any]
Trail = tuple[str | int, ...]
MOST_GUESSED = 50  # words of one file that are sought among the known ones: a few seconds' work for thousands
MOST_ROWS = 1_000  # items of all lists of one file
LATIN = re.compile("[a-zA-Z]")
MIXED = re.compile(r"[a-zA-Z][а-яА-ЯёЁ]|[а-яА-ЯёЁ][a-zA-Z]")
CHECK_CODES = {
    "inn": "E230",
    "ogrn": "E231",
    "ogrn_any": "E231",
    "kpp": "E232",
    "minjust": "E233",
    "phone": "E234",
    "email": "E235",
    "url": "E236",
}


class Spoiled(Record):
    """A row some of whose values were refused (or all: ``whole``). No rule is to call these absent."""

    refused: frozenset[str] = frozenset()
    whole: bool = False

    @classmethod
    def entirely(cls) -> Spoiled:
        """A row of which nothing could be read."""
        found = cls()
        found.whole = True
        return found

    @classmethod
    def without(cls, row: Record, name: str) -> Spoiled:
        """The row without a value that was refused."""
        found = cls({key: value for key, value in row.items() if key != name})
        found.refused = frozenset((name, *(row.refused if isinstance(row, cls) else ())))
        return found

    def hides(self, name: str) -> bool:
        return self.whole or name in self.refused


def draft_record(
    root: MappingNode, table: Table, record_id: str, path: str, vocabulary: Vocabulary
) -> tuple[Record, list[Problem]]:
    """The texts of a record that we have nothing against, with nested lists, and its problems, all at once."""
    checker = _Checker(path, record_id, vocabulary)
    try:
        return checker.check(root, table), checker.problems
    except TooManyError:
        return Spoiled.entirely(), checker.problems


class _Checker:
    def __init__(self, path: str, record_id: str, vocabulary: Vocabulary) -> None:
        self.path, self.record_id, self.vocabulary = path, record_id, vocabulary
        self.problems: list[Problem] = []
        self.sought: set[str] = set()
        self.rows = 0

    def may_guess(self, typed: str) -> bool:
        """Whether it is still worth the time to find out which known word was meant."""
        if len(self.sought) < MOST_GUESSED:
            self.sought.add(typed)
        return typed in self.sought

    def report(self, code: str, mark: Mark, key: str, words: tuple[str, str]) -> None:
        message, hint = words
        told = Problem(code, self.path, mark.line, mark.column, message, hint, self.record_id, key[: messages.SHOWN])
        tell(self.problems, told)

    def check(self, root: MappingNode, table: Table) -> Record:
        """The whole file."""
        if table.file and table.key:  # it is only a list
            return self.check_list_file(root, table)
        record = self.check_mapping(root, table)
        if "id" in table.by_name:
            record.setdefault("id", self.record_id)
        return record

    def check_list_file(self, root: MappingNode, table: Table) -> Record:
        node = root.entries.get(table.key)
        for key, mark in root.keys.items():
            if key != table.key:
                hint = f"В этом файле одно поле: {table.key}. Сдвиньте строку вправо, под пункт списка, или удалите."
                self.report("E201", mark, key, (f"Неизвестное поле «{messages.shorten(key)}».", hint))
        if node is None and len(root.keys) != 1:
            self.report("E203", root.mark, table.key, messages.missing_list(table))
        return {table.key: self.check_rows(node, table) if node is not None else []}

    def check_mapping(self, node: MappingNode, table: Table) -> Record:
        nested = table.nested
        record: Record = {}
        unknown: list[str] = []
        refused: list[str] = []
        for key, value in node.entries.items():
            if (key not in table.by_name and key not in nested) or (
                key in table.by_name and table.by_name[key].derived
            ):
                unknown.append(key)
            elif not self.check_entry(record, key, value, table):
                refused.append(key)
        meant = [self.check_unknown(record, key, node, table) for key in unknown]
        if table.folder and table.name != "lists" and record.get("id", self.record_id) != self.record_id:
            self.report("E222", node.keys["id"], "id", messages.wrong_id(record["id"], self.record_id))
        if refused or any(name not in record for name in meant):
            record = Spoiled(record)
            record.refused = frozenset((*refused, *meant))
        return record

    def check_entry(self, record: Record, key: str, value: Node, table: Table) -> bool:
        """Keep the entry's value in the record when it is good; False when it was refused."""
        told = len(self.problems)
        child = table.nested.get(key)
        found: Any = self.check_field(value, table.by_name[key]) if child is None else self.check_rows(value, child)
        if found:
            record[key] = found
            return True
        return len(self.problems) == told and not (isinstance(value, ScalarNode) and value.refused)

    def check_unknown(self, record: Record, key: str, node: MappingNode, table: Table) -> str:
        """Tell of an unknown key; where it is all but sure which was meant, its value is checked as that one's."""
        guess, sure = glossary.guess_key(table, key, node.entries) if self.may_guess(key) else ("", False)
        value = node.entries[key]
        self.report("E201", node.keys[key], key, glossary.unknown_key(table, key, guess, value))
        if sure and guess not in node.entries:
            self.check_entry(record, guess, value, table)
        return guess

    def check_bare(self, item: Node, table: Table) -> Record | None:
        """The row that a bare text stands for; None of an item that is to be read as a set of fields."""
        if isinstance(item, MappingNode) and not item.entries.keys().isdisjoint(table.by_name):
            return None
        if not isinstance(item, ScalarNode):
            self.report("E205", item.mark, table.key, messages.text_item_expected(_bare(table), _only_text(item)))
            return Spoiled.entirely()
        value = self.check_text(_bare(table), item, "text")
        return Spoiled.entirely() if value is None else {table.plain: value}

    def check_rows(self, node: Node, table: Table) -> list[Record]:
        key = table.key
        if table.plain and not isinstance(node, SequenceNode):
            self.refuse_list(_bare(table), node)
            return []
        if isinstance(node, ScalarNode):
            if not node.refused:
                text = node.text.strip()
                words = messages.rows_expected(table, text, "") if text else messages.empty_rows(table)
                self.report("E206" if text else "E204", node.mark, key, words)
            return []
        if isinstance(node, MappingNode):
            first, value = next(iter(node.entries.items()), (table.fields[0].name, None))
            line = messages.line_of(first, value.text) if isinstance(value, ScalarNode) else f"{first}: …"
            self.report("E206", node.mark, key, messages.rows_expected(table, "", line))
            return []
        rows: list[Record] = []
        for item in node.items:
            self.count_row(item, key)
            if table.plain and (row := self.check_bare(item, table)) is not None:
                rows.append(row)
                continue
            if isinstance(item, MappingNode) and item.entries:
                rows.append(self.check_mapping(item, table))
                continue
            if not isinstance(item, ScalarNode) or not item.refused:
                text = item.text.strip() if isinstance(item, ScalarNode) else ""
                code, message, hint = messages.row_expected(table, text)
                self.report(code, item.mark, key, (message, hint))
            rows.append(Spoiled.entirely())  # keeps its place in the list: trails count rows
        return rows

    def count_row(self, item: Node, key: str) -> None:
        self.rows += 1
        if self.rows > MOST_ROWS:
            hint = "Разделите запись на несколько или уберите лишние пункты."
            self.report("E106", item.mark, key, (f"Слишком сложный файл: больше {MOST_ROWS} пунктов.", hint))
            raise TooManyError

    def check_field(self, node: Node, field: Field) -> str | list[str] | None:
        if field.type == "array":
            return self.check_array(field, node)
        if not isinstance(node, ScalarNode):
            words = messages.one_value_expected(field, _only_text(node))
            self.report("E205", node.mark, field.name, words)
            return None
        return self.check_text(field, node, field.check) if field.type == "string" else self.check_form(field, node)

    def check_array(self, field: Field, node: Node) -> list[str] | None:
        if not isinstance(node, SequenceNode):
            self.refuse_list(field, node)
            return None
        values: dict[str, None] = {}
        for item in node.items:
            if not isinstance(item, ScalarNode):
                self.report("E205", item.mark, field.name, messages.text_item_expected(field, _only_text(item)))
                continue
            value = self.check_text(field, item, field.items, node)
            if value is not None and value in values:
                self.report("E221", item.mark, field.name, messages.repeated_value(field, value))
            elif value is not None:
                values[value] = None
        if field.required and not node.items:
            self.report("E204", node.mark, field.name, messages.empty_value(field))
        return list(values) or None

    def refuse_list(self, field: Field, node: Node) -> None:
        typed = node.text.strip() if isinstance(node, ScalarNode) else _only_text(node)
        if isinstance(node, ScalarNode) and not typed:
            if not node.refused:
                self.report("E204", node.mark, field.name, messages.empty_value(field))
        elif not isinstance(node, ScalarNode) or not node.refused:
            terms = self.vocabulary.lists.get(field.list, {})
            meant = partial(glossary.meant_code, terms=terms)
            self.report("E208", node.mark, field.name, messages.list_expected(field, typed, meant))

    def check_form(self, field: Field, node: ScalarNode) -> str | None:
        """The text of a value that is no text: Frictionless judges it."""
        text = node.text.strip()
        if node.refused:
            return None
        if not text:
            self.report("E204", node.mark, field.name, messages.empty_value(field))
            return None
        return text

    def check_text(self, field: Field, node: ScalarNode, check: str, row: SequenceNode | None = None) -> str | None:
        """A text value trimmed and checked by its list or its form; None when it is not to be kept.

        ``row``: the list in which it is an item.
        """
        if node.refused:
            return None
        text = node.text.strip()
        if blank(text):
            self.report("E204", node.mark, field.name, messages.empty_value(field))
            return None
        if field.list and not (field.open and not CODE.fullmatch(text)):
            terms = self.vocabulary.lists.get(field.list, {})
            if text not in terms and field.list in self.vocabulary.lists:  # else told where the list is named
                write = partial(messages.line_at, field, node, row)
                words = glossary.unknown_code(field, text, terms, write if self.may_guess(text) else None)
                self.report("E220", node.mark, field.name, words)
                return None
            return text
        if check and check not in ("text", "longtext"):
            verdict: Verdict = CHECKS[check](text)
            if verdict.fault:
                words = messages.bad_form(field, text, verdict, partial(messages.line_at, field, node, row))
                self.report(CHECK_CODES.get(check, "E237"), node.mark, field.name, words)
                return None
            return verdict.value
        if "\t" in text and check != "longtext":
            self.report("E121", node.mark, field.name, messages.tab_inside(field, text))
            return None
        if "\n" in text and check != "longtext":
            self.report("E217", node.mark, field.name, messages.several_lines(field, text))
            return None
        if LATIN.search(text) and MIXED.search(text) and not field.ref:
            for word in re.findall(r"[^\W\d_]+", text):
                if mixed_alphabet(word):
                    self.report("W202", node.mark, field.name, messages.mixed_word(field, word))
                    break
        return text


def _bare(table: Table) -> Field:
    """The column that a row written as a bare text stands for, under the list's own name."""
    field = table.by_name[table.plain]
    return replace(field, name=table.key, title=table.title, example=[field.example])


def _only_text(node: Node) -> str:
    """The one text that a list of one item or a set of one field stands for, else an empty text."""
    if isinstance(node, SequenceNode) and len(node.items) == 1 and isinstance(node.items[0], ScalarNode):
        return node.items[0].text.strip()
    if isinstance(node, MappingNode) and len(node.entries) == 1:
        key, value = next(iter(node.entries.items()))
        return f"{key}: {value.text.strip()}".strip(": ") if isinstance(value, ScalarNode) else ""
    return ""
