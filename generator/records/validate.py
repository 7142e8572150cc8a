"""One record: the parsed tree → a draft of texts, and the problems that Frictionless cannot see.

Cells are checked against their Table Schema in ``verdict``, a table at a time. Checked here: unknown keys, blank text,
codes of lists, identifiers, addresses. References and rules over fields are in ``rules`` and ``integrity``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from generator.model.identifiers import CODE_HINT
from generator.model.schemas import Field, Table
from generator.model.vocabulary import Vocabulary
from generator.problems.problem import Problem, TooManyError
from generator.records import keys, messages, pairs, row_texts
from generator.records.beside import is_empty
from generator.records.identified import Wanted
from generator.records.messages import Changes, Coded, Words
from generator.records.plain_nodes import only_text, pairs_in, words_in
from generator.records.unknown_keys import KeyChecker
from generator.records.yaml import MappingNode, Node, ScalarNode, SequenceNode

Record = dict[str, Any]
Trail = tuple[str | int, ...]
MAX_ROWS = 1_000  # items of all lists in one file


class Spoiled(Record):
    """A row some of whose values were refused (``whole``: all of them). No rule may call these missing."""

    refused: frozenset[str] = frozenset()
    whole: bool = False

    @classmethod
    def entirely(cls) -> Spoiled:
        """Return a row of which nothing could be read."""
        found = cls()
        found.whole = True
        return found

    @classmethod
    def without(cls, row: Record, name: str) -> Spoiled:
        """Return the row without a value that was refused."""
        found = cls({key: value for key, value in row.items() if key != name})
        found.refused = frozenset((name, *(row.refused if isinstance(row, cls) else ())))
        return found

    def hides(self, name: str) -> bool:
        return self.whole or name in self.refused


class Outcome(NamedTuple):
    """What came of one file: its accepted texts (typed values, once settled) and its problems."""

    table: str
    id: str
    record: Record
    problems: list[Problem]


class Draft(NamedTuple):
    """The accepted texts of a record, its problems, and the fixes of some of them."""

    record: Record
    problems: list[Problem]
    wanted: list[Wanted]


def draft_record(
    root: MappingNode, table: Table, record_id: str, path: str, vocabulary: Vocabulary, *, area: str = ""
) -> Draft:
    """Return a record's draft, with nested lists. ``area``: the town's area code, for phones without one."""
    checker = _Checker(path, record_id, vocabulary, area)
    try:
        record = checker.check(root, table)
    except TooManyError:
        record = Spoiled.entirely()
    return Draft(record, checker.problems, checker.wanted)


class _Checker(KeyChecker):
    def __init__(self, path: str, record_id: str, vocabulary: Vocabulary, area: str) -> None:
        super().__init__(path, record_id, vocabulary, area)
        self.rows = 0

    def check(self, root: MappingNode, table: Table) -> Record:
        """Check the whole file."""
        if table.file and table.key:  # the file is one list
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
                self.report("E201", mark, key, Words(f"Неизвестное поле «{messages.shorten(key)}».", hint))
        if node is None and len(root.keys) != 1:
            self.report("E203", root.mark, table.key, messages.missing_list(table))
        return {table.key: self.check_rows(node, table) if node is not None else []}

    def check_mapping(self, node: MappingNode, table: Table) -> Record:
        nested = table.nested
        record: Record = {}
        unknown: list[str] = []
        refused: list[str] = []
        above, self.row, before = self.row, (table, node), len(self.wanted)
        for key, value in node.entries.items():
            if key in table.absent:
                self.report("W425", node.keys[key], key, messages.left_out(key, table.absent[key]))
            elif (key not in table.by_name and key not in nested) or (
                key in table.by_name and table.by_name[key].derived
            ):
                unknown.append(key)
            elif not self.check_entry(record, key, value, table):
                refused.append(key)
        self.forget_empty(node, before)
        if found := pairs.mixed_numbers(node, refused):
            lines = {node.entries[name].mark.line for name in found.changes or () if name in node.entries}
            self.problems[:] = [one for one in self.problems if one.line not in lines]
            self.report("E230", node.entries["inn"].mark, "inn", found)
        meant = [*self.check_numbered(unknown, node, table)]
        meant += [self.check_unknown(record, key, node, table) for key in unknown]
        if table.folder and table.name != "lists" and record.get("id", self.record_id) != self.record_id:
            self.report("E222", node.keys["id"], "id", messages.wrong_id(record["id"], self.record_id))
        if refused or any(name not in record for name in meant):
            record = Spoiled(record)
            record.refused = frozenset((*refused, *meant))
        self.row = above
        return record

    def forget_empty(self, node: MappingNode, before: int) -> None:
        """Take back that fields are empty which a fix wanted since ``before`` fills with a part of another's text."""
        fixes = [one.changes for one in self.wanted[before:] if one.steps == self.steps and len(one.changes) > 1]
        filled = {name for changes in fixes for name, value in changes.items() if value and name in node.entries}
        marks = {node.entries[name].mark for name in filled if is_empty(node, name)}
        gone = [one for one in self.problems if one.code == "E204" and (one.line, one.column) in marks] if marks else []
        self.problems[:] = [one for one in self.problems if one not in gone] if gone else self.problems
        self.wanted[:] = [one for one in self.wanted if one.problem not in gone] if gone else self.wanted

    def check_entry(self, record: Record, key: str, value: Node, table: Table) -> bool:
        """Put the entry's value into the record if it is good; return False if it was refused."""
        before = len(self.problems)
        child = table.nested.get(key)
        found: Any = self.check_field(value, table.by_name[key]) if child is None else self.check_rows(value, child)
        if found:
            record[key] = found
            return True
        return len(self.problems) == before and not (isinstance(value, ScalarNode) and value.refused)

    def check_bare(self, item: Node, place: int, table: Table) -> Record | None:
        """Return the row for an item that is plain text; None if the item should be read as a set of fields."""
        if isinstance(item, MappingNode) and any(
            key in table.by_name or keys.guess_key(table, key, ())[0] for key in item.entries
        ):
            return None
        if not isinstance(item, ScalarNode):
            self.report("E205", item.mark, table.key, messages.text_item_expected(bare_field(table), only_text(item)))
            return Spoiled.entirely()
        before = len(self.wanted)
        value = self.check_text(bare_field(table), item, "text")
        for number, one in enumerate(self.wanted[before:], start=before):
            here = (*one.steps, (table.key, place))
            self.wanted[number] = one._replace(steps=here, changes={table.plain: one.changes[table.key]})
        return Spoiled.entirely() if value is None else {table.plain: value}

    def check_rows(self, node: Node, table: Table) -> list[Record]:
        if table.plain and not isinstance(node, SequenceNode):
            before = len(self.wanted)
            self.refuse_list(bare_field(table), node)
            for place, one in enumerate(self.wanted[before:], start=before):
                rows = [{table.plain: text} for text in one.changes.get(table.key) or ()]
                self.wanted[place] = one._replace(changes={table.key: rows or None})
            return []
        if not isinstance(node, ScalarNode) and "opens" in table.by_name and (week := self.week_in(node, table)):
            hint = "Дни и часы записывают по отдельности."
            message = f"«{table.title}» ({table.key}): пункт списка состоит из полей."
            self.report("E207", node.mark, table.key, Words(message, hint, {table.key: week}))
            return []
        if isinstance(node, SequenceNode) and (labels := pairs_in(node)) and row_texts.labelled_rows(table, labels):
            hint = f"Например: {row_texts.sample_row(table)}"
            message = f"«{table.title}» ({table.key}): у каждого значения пункта своё поле."
            self.report("E207", node.mark, table.key, Words(message, hint, row_texts.labelled_rows(table, labels)))
            return []
        if isinstance(node, SequenceNode):
            return self.check_items(node, table)
        if isinstance(node, ScalarNode) and node.refused:
            return []
        text = node.text.strip() if isinstance(node, ScalarNode) else ""
        if isinstance(node, MappingNode):
            hint = "Поставьте дефис перед первым полем каждого пункта, с отступом."
            changes: Changes | None = None
            if not node.entries.keys() & {*table.by_name, *table.nested}:
                changes = row_texts.labelled_rows(table, {key: words_in(value) for key, value in node.entries.items()})
                hint = f"Каждый пункт начинается с дефиса и состоит из полей. Например: {row_texts.sample_row(table)}"
            words = Words(f"«{table.title}» ({table.key}): пункт списка должен начинаться с дефиса.", hint, changes)
        else:
            words = row_texts.rows_expected(table, text) if text else row_texts.empty_rows(table)
        self.report("E206" if text or isinstance(node, MappingNode) else "E204", node.mark, table.key, words)
        return []

    def week_in(self, node: MappingNode | SequenceNode, table: Table) -> list[Changes]:
        """Return opening hours written by day («пн: 9–18»); empty if the keys are fields of the rows."""
        rows = node.items if isinstance(node, SequenceNode) else [node]
        known = any(isinstance(row, MappingNode) and row.entries.keys() & table.by_name.keys() for row in rows)
        return [] if known else row_texts.week_rows(table, words_in(node))

    def check_items(self, node: SequenceNode, table: Table) -> list[Record]:
        rows: list[Record] = []
        above, before = self.steps, len(self.wanted)
        texts: list[tuple[int, Coded, Changes | None]] = []
        for place, item in enumerate(node.items):
            self.count_row(item, table.key)
            if table.plain and (row := self.check_bare(item, place, table)) is not None:
                rows.append(row)
                continue
            if isinstance(item, MappingNode) and item.entries:
                self.steps = (*above, (table.key, place))
                rows.append(self.check_mapping(item, table))
                self.steps = above
                continue
            if not isinstance(item, ScalarNode) or not item.refused:
                text = item.text.strip() if isinstance(item, ScalarNode) else ""
                words, meant = row_texts.row_expected(table, text)
                texts.append((place, words, meant and self.completed(meant, table, node, place)))
            rows.append(Spoiled.entirely())  # trails count rows, so it keeps its position
        self.forget_taken({str(row["code"]) for row in rows if row.get("code")}, before)
        whole = [row for _, _, row in texts if row] if len(texts) == len(node.items) else []
        for place, words, meant in texts:
            changes: Changes | None = {table.key: whole} if whole and len(whole) == len(texts) else None
            if not changes and meant:  # other rows are sets of fields
                changes, self.steps = meant, (*above, (table.key, place))
            self.report(words.code, node.items[place].mark, table.key, Words(words.message, words.hint, changes))
            self.steps = above
        return rows

    def forget_taken(self, taken: set[str], before: int) -> None:
        """Take back the codes offered since ``before`` that another item of the list has."""
        for one in self.wanted[before:]:
            if (code := one.changes.get("code")) in taken:
                self.wanted.remove(one)
                hint = f"{code} стоит уже у другого пункта. У каждого пункта свой код: {CODE_HINT.lower()}"
                self.problems[self.problems.index(one.problem)] = replace(one.problem, hint=hint)

    def completed(self, row: Changes, table: Table, node: SequenceNode, place: int) -> Changes:
        """Complete a session read from one line with its kind, if its title names one, and its neighbours' day."""
        kinds = table.by_name["type"].list if "type" in table.by_name else ""
        near = [item for item in node.items[max(place - 1, 0) : place + 2] if isinstance(item, MappingNode)]
        days = {day.text for item in near if isinstance(day := item.entries.get("date"), ScalarNode)}
        return row_texts.completed(row, self.vocabulary.lists[kinds], days) if kinds and "start" in row else row

    def count_row(self, item: Node, key: str) -> None:
        self.rows += 1
        if self.rows > MAX_ROWS:
            hint = "Разделите запись на несколько или уберите лишние пункты."
            self.report("E106", item.mark, key, Words(f"Слишком сложный файл: больше {MAX_ROWS} пунктов.", hint))
            raise TooManyError


def bare_field(table: Table) -> Field:
    """Return the column that a plain-text row fills, under the list's own name."""
    field = table.by_name[table.plain]
    return replace(field, name=table.key, title=table.title, example=[field.example])
