"""One record: tree with places → typed values and problems.

Frictionless casts and checks each cell by the Table Schema of its table; what it lets through (unknown keys,
blank text, codes of lists, identifiers, addresses) is checked on top. References to other records and rules
over several fields stand in ``rules`` and ``integrity``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from generator import messages
from generator.identifiers import CHECKS
from generator.problems import Problem
from generator.record_yaml import Mapping, Mark, Node, Scalar, Sequence
from generator.schemas import Field, Table, load_package
from generator.text import mixed_alphabet
from generator.vocabulary import Vocabulary

Record = dict[str, Any]
Trail = tuple[str | int, ...]
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


@cache
def cell_readers(table: str) -> dict[str, Callable[[Any], tuple[Any, dict[str, str] | None]]]:
    """Frictionless' own cell readers of a table: cell → (value, notes of broken constraints)."""
    from frictionless import Schema  # late: half a second

    fields = [
        {k: v for k, v in f.descriptor.items() if k in ("name", "type", "format", "constraints")}
        for f in load_package().tables[table].fields
    ]
    readers: dict[str, Callable[[Any], Any]] = Schema.from_descriptor({"fields": fields}).create_cell_readers()
    return readers


def check_record(root: Mapping, table: Table, record_id: str, path: str, vocabulary: Vocabulary) -> tuple[Record, list[Problem]]:
    """Typed values of a record (only the good ones) with nested lists, and its problems, all at once."""
    checker = _Checker(path, record_id, vocabulary)
    if table.file and table.key:  # the file is only a list
        record: Record = checker.check_list_file(root, table)
    else:
        record = checker.check_mapping(root, table)
        if "id" in table.by_name:
            record.setdefault("id", record_id)
    return record, checker.problems


class _Checker:
    def __init__(self, path: str, record_id: str, vocabulary: Vocabulary) -> None:
        self.path = path
        self.record_id = record_id
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []

    def report(self, code: str, mark: Mark, key: str, message: str, hint: str = "") -> None:
        self.problems.append(
            Problem(code, self.path, mark.line, mark.column, message, hint, record=self.record_id, field=key)
        )

    def check_list_file(self, root: Mapping, table: Table) -> Record:
        for key, mark in root.keys.items():
            if key != table.key:
                self.report("E201", mark, key, *messages.unknown_key(key, [table.key]))
        node = root.entries.get(table.key)
        return {table.key: self.check_rows(node, table) if node is not None else []}

    def check_mapping(self, node: Mapping, table: Table) -> Record:
        nested = load_package().nested[table.name]
        readers = cell_readers(table.name)
        record: Record = {}
        for key, value in node.entries.items():
            if field := table.by_name.get(key):
                found = self.check_field(field, value, readers[key])
                if found is not None:
                    record[key] = found
            elif key in nested:
                rows = self.check_rows(value, nested[key])
                if rows:
                    record[key] = rows
            else:
                names = [f.name for f in table.fields if not f.implied] + list(nested)
                self.report("E201", node.keys[key], key, *messages.unknown_key(key, names))
        for field in table.fields:
            if field.required and field.name not in node.entries and not field.implied:
                self.report("E203", node.mark, field.name, *messages.missing_field(field))
        if table.name != "lists" and record.get("id", self.record_id) != self.record_id and table.folder:
            self.report("E222", node.keys["id"], "id", *messages.wrong_id(record["id"], self.record_id))
        return record

    def check_rows(self, node: Node, table: Table) -> list[Record]:
        if isinstance(node, Scalar):
            self.report("E206", node.mark, table.key, *messages.rows_expected(table))
            return []
        items = node.items if isinstance(node, Sequence) else [node]
        if isinstance(node, Mapping):
            self.report("E206", node.mark, table.key, *messages.rows_expected(table))
            return []
        rows: list[Record] = []
        for item in items:
            if isinstance(item, Mapping):
                row = self.check_mapping(item, table)
                rows.append(row)
            else:
                self.report("E207", item.mark, table.key, *messages.row_expected(table))
        return rows

    def check_field(self, field: Field, node: Node, reader: Callable[[Any], Any]) -> Any:
        if field.type == "array":
            return self.check_array(field, node)
        if not isinstance(node, Scalar):
            self.report("E205", node.mark, field.name, *messages.one_value_expected(field))
            return None
        return self.check_cell(field, node, reader)

    def check_array(self, field: Field, node: Node) -> list[str] | None:
        if not isinstance(node, Sequence):
            typed = node.text if isinstance(node, Scalar) else ""
            self.report("E208", node.mark, field.name, *messages.list_expected(field, typed))
            return None
        values: list[str] = []
        for item in node.items:
            if not isinstance(item, Scalar):
                self.report("E205", item.mark, field.name, *messages.one_value_expected(field))
                continue
            value = self.check_text(field, item, field.items)
            if value is not None and value in values:
                self.report("E221", item.mark, field.name, *messages.repeated_value(field, value))
            elif value is not None:
                values.append(value)
        if field.required and not node.items:
            self.report("E203", node.mark, field.name, *messages.missing_field(field))
        return values or None

    def check_cell(self, field: Field, node: Scalar, reader: Callable[[Any], Any]) -> Any:
        if field.type == "string":
            text = self.check_text(field, node, field.check)
            if text is None:
                return None
        else:
            text = node.text.strip()
            if not text:
                self.report("E204", node.mark, field.name, *messages.empty_value(field))
                return None
        value, notes = reader(text)
        if notes:
            code, message, hint = messages.broken_constraint(field, text, notes)
            self.report(code, node.mark, field.name, message, hint)
            return None
        if isinstance(value, Decimal):
            return self.check_number(field, node, value)
        return value

    def check_number(self, field: Field, node: Scalar, value: Decimal) -> float | int | None:
        if not value.is_finite():
            self.report("E213", node.mark, field.name, *messages.not_a_number(field, node.text))
            return None
        return int(value) if value == value.to_integral_value() else float(value)

    def check_text(self, field: Field, node: Scalar, check: str) -> str | None:
        """A text value trimmed and checked by its list or its form; None when it is not to be kept."""
        text = node.text.strip()
        if not text:
            self.report("E204", node.mark, field.name, *messages.empty_value(field))
            return None
        if field.list:
            terms = self.vocabulary.lists[field.list]
            if text not in terms:
                self.report("E220", node.mark, field.name, *messages.unknown_code(field, text, terms))
                return None
            return text
        if check:
            verdict = CHECKS[check](text)
            if verdict.fault:
                message = f"{messages.name_of(field)}: {verdict.fault[0].lower() + verdict.fault[1:]}: «{text[:80]}»."
                if verdict.fault[:3].isupper():
                    message = f"{messages.name_of(field)}: {verdict.fault}: «{text[:80]}»."
                self.report(CHECK_CODES.get(check, "E237"), node.mark, field.name, message, verdict.hint)
                return None
            text = verdict.value
        if MIXED.search(text) and check in ("", "text", "longtext") and not field.ref:
            for word in re.findall(r"[^\W\d_]+", text):
                if mixed_alphabet(word):
                    self.report("W202", node.mark, field.name, *messages.mixed_word(field, word))
                    break
        return text
