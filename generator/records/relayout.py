"""Lists whose structure is broken, laid out anew: dashes lost or replaced by other marks, lines shifted.

The keys of the table say which line belongs to which item, so what is indented wrongly can still be read. Text in,
blocks of lines out; nothing here knows YAML's own rules, and whether a block is any better is for the caller to try.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from generator.model.schemas import Table
from generator.records.bare_values import ENTRY, MARK, TAB, Line, LostError, bare_rows, bare_values, marked_values
from generator.records.canonical import quote
from generator.records.keys import keys_of
from generator.records.row_texts import row_of, session_row

MOST = 5_000  # lines of one block


class Block(NamedTuple):
    """Lines of a file (from 0, both included) and their new layout.

    ``cause``: what is wrong before all else: «spaces», «tabs», «marks», «dash» or «shift».
    """

    key: str
    first: int
    last: int
    lines: list[Line]
    cause: str

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


@dataclass(slots=True)
class _Entry:
    """A field of an item: its line, the lines of its text below it, or the items of its own list."""

    key: str
    value: str
    source: int
    column: int
    body: list[Line] = field(default_factory=list)
    rows: list[_Item] | None = None

    @property
    def in_block(self) -> bool:
        """Whether its text stands below it, after a sign for that."""
        return self.rows is None and self.value[:1] in ("|", ">")


@dataclass(slots=True)
class _Item:
    entries: list[_Entry] = field(default_factory=list)
    above: list[Line] = field(default_factory=list)  # comments and blank lines
    dashed: bool = True

    def has(self, key: str) -> bool:
        return any(entry.key == key for entry in self.entries)


def lay_out(text: str, table: Table) -> list[Block]:
    """The lists of a record's own that look otherwise in a new layout, in their order."""
    lines = text.split("\n")
    found: list[Block] = []
    number = 0
    while number < len(lines):
        header = re.match(r"(?P<key>[a-z_]+)[^\S\n]*:\s*$", lines[number])
        end = _end_of(lines, number + 1, table) if header else number + 1
        if header and (block := _lay_out_one(lines, number, end, header["key"], table)):
            found.append(block)
        number = max(end, number + 1)
    return found


def _end_of(lines: list[str], start: int, table: Table) -> int:
    """Past the last line of a block that begins at ``start``: before a field of the record itself."""
    known = {*keys_of(table), "id"}
    for number in range(start, min(len(lines), start + MOST)):
        entry = ENTRY.match(lines[number])
        if (entry and entry["key"] in known) or re.match(r"(?:---|\.\.\.)\s*$", lines[number]):
            start = number
            break
    else:
        start = min(len(lines), start + MOST)
    while start > 0 and (not lines[start - 1].strip() or lines[start - 1].startswith("#")):
        start -= 1
    return start


def _lay_out_one(lines: list[str], header: int, end: int, key: str, table: Table) -> Block | None:
    rows = table.nested.get(key) or (table if table.file and table.key == key else None)
    listed = table.by_name.get(key)
    body = list(enumerate(lines))[header + 1 : end]
    if not body:
        return None
    try:
        if rows is not None and rows.plain and (values := bare_rows(body)):
            laid, cause = values, _cause_of(body)
        elif rows is not None and rows.plain and (values := bare_values(body, rows.by_name[rows.plain])):
            laid, cause = values, "dash"
        elif rows is not None:
            reader = _Reader(body, (rows, table))
            items, rest = reader.read(0, rows, -1 if lines[header + 1][:1].strip() else 0)
            if rest < len(body):
                return None
            together = _together(items, rows)
            laid = list(_write(together or items, TAB))
            cause = "dashes" if together else reader.cause(laid)
        elif listed is not None and listed.type == "array":
            bare = bare_values(body, listed)
            laid, cause = (bare, "dash") if bare else (marked_values(body), _cause_of(body))
        else:
            return None
    except LostError:
        return None
    old = lines[header + 1 : end]
    if [line.text for line in laid] == old:
        return None
    if heads := "".join(line[: len(line) - len(line.lstrip())] for line in old).replace(" ", ""):
        cause = "tabs" if "\t" in heads else "spaces"
    return Block(key, header + 1, end - 1, laid, cause)


def _cause_of(body: list[tuple[int, str]]) -> str:
    return "shift" if all(line.lstrip().startswith("- ") for _, line in body) else "marks"


def _begin_alike(items: list[_Item]) -> None:
    """Raise LostError where an item without a dash begins as no other does: its line may be a field written twice."""
    heads = [(item.entries[0].key, item.dashed) for item in items if item.entries]
    known = {key for key, dashed in heads if dashed} or {key for key, _ in heads[:1]}
    if any(key not in known for key, _ in heads):
        raise LostError


def _together(items: list[_Item], table: Table) -> list[_Item]:
    """Items each of which is one field, as those of fewer items; none where they may be whole by themselves."""
    required = {field.name for field in table.fields if field.required}
    if len(items) < 2 or len(required) < 2 or any(len(item.entries) != 1 for item in items):
        return []
    found: list[_Item] = []
    for item in items:
        if not found or found[-1].has(item.entries[0].key):
            found.append(_Item([], item.above))
        elif item.above:
            return []
        found[-1].entries += item.entries
    whole = all(required <= {entry.key for entry in item.entries} for item in found)
    return found if whole else []


class _Reader:
    """Reads the lines of one block into items. ``tables``: that of the list, and those around it."""

    def __init__(self, body: list[tuple[int, str]], tables: tuple[Table, ...]) -> None:
        self.body = body
        self.around = tables[1:]
        self.marks = self.dashes = 0

    def cause(self, laid: list[Line]) -> str:
        if self.marks:
            return "marks"
        return "dash" if sum(line.text.lstrip().startswith("- ") for line in laid) != self.dashes else "shift"

    def read(self, at: int, table: Table, floor: int) -> tuple[list[_Item], int]:
        """Items from a place on, and the place past them. ``floor``: the column of the list's own key."""
        items: list[_Item] = []
        waiting: list[Line] = []
        around, self.around = self.around, (table, *self.around)
        while at < len(self.body):
            source, line = self.body[at]
            if not line.strip() or line.lstrip().startswith("#"):
                waiting.append(Line(line.strip(), source))
                at += 1
                continue
            match = MARK.match(line.replace("\t", TAB))
            assert match is not None  # noqa: S101 - the pattern takes any line
            last = items[-1].entries[-1] if items and items[-1].entries else None
            entry, past = ENTRY.match(match["rest"]), self.is_past(line, match, table, floor)
            if last and last.in_block and len(match["indent"]) > last.column:
                last.body += [*waiting, Line(line.rstrip(), source)]
                waiting, at = [], at + 1
            elif past or (entry and self.is_around(entry["key"], match, table, floor, items)):
                break
            elif entry and entry["key"] in keys_of(table):
                if match["mark"] or not items or items[-1].has(entry["key"]):
                    items.append(_Item(above=waiting, dashed=(match["mark"] or "").strip() == "-"))
                    waiting = []
                self.count(match)
                if waiting and items[-1].entries:
                    items[-1].entries[-1].body += waiting
                waiting = []
                at = self.add(items[-1], match, entry, table, at)
            elif match["mark"] or ("start" in table.by_name and session_row(line)):
                items.append(self.text_item(match, table, source, waiting))
                waiting, at = [], at + 1
            elif last and last.rows is None and len(match["indent"]) > last.column:
                last.body.append(Line(line.rstrip(), source))
                at += 1
            else:
                raise LostError
        self.around = around
        _begin_alike(items)
        return items, at - len(waiting)

    def is_around(self, key: str, match: re.Match[str], table: Table, floor: int, items: list[_Item]) -> bool:
        """Whether a field is one of the records around the list."""
        if not any(key in keys_of(one) for one in self.around[1:]):
            return False
        if key not in keys_of(table):
            return True
        indent = len(match["indent"])
        again = bool(items) and items[-1].has(key) and indent < items[-1].entries[-1].column
        return not match["mark"] and (indent <= floor or again)

    def is_past(self, line: str, match: re.Match[str], table: Table, floor: int) -> bool:
        """Whether a lone dash, or a line of a printed programme, belongs to a list around this one."""
        if match["mark"] and not match["rest"].strip():
            return len(match["indent"]) < floor
        return "start" not in table.by_name and "start" in self.around[1].by_name and session_row(line) is not None

    def count(self, match: re.Match[str]) -> None:
        mark = (match["mark"] or "").strip()
        self.dashes += mark == "-"
        self.marks += mark not in ("", "-")

    def add(self, item: _Item, match: re.Match[str], entry: re.Match[str], table: Table, at: int) -> int:
        """Add a field to an item; the place past it and what is its own."""
        source, key, value = self.body[at][0], entry["key"], entry["value"].strip()
        found = _Entry(key, value, source, len(match["indent"]) + len(match["mark"] or ""))
        item.entries.append(found)
        if key in table.nested and not value:
            found.rows, at = self.read(at + 1, table.nested[key], found.column)
            return at
        return at + 1

    def text_item(self, match: re.Match[str], table: Table, source: int, above: list[Line]) -> _Item:
        """An item that is a text: a numbered one of decisions, or the one field that its table asks for."""
        text = match["rest"].strip()
        self.count(match)
        if not text:  # a dash alone in its line
            return _Item([], above)
        if (match["mark"] and not self.marks) or text[:1] in "{[":
            raise LostError  # a text behind a dash is told of where values are judged
        if {"number", "text"} <= table.by_name.keys() and match["number"]:
            row = {"number": match["number"], "text": text}
        else:
            row = dict(row_of(table, text) or {})
        if not row or not text:
            raise LostError
        entries = [_Entry(key, quote(value), source, -1) for key, value in row.items()]
        return _Item(entries, above)


def _write(items: list[_Item], pad: str) -> Iterator[Line]:
    """The lines of items with their dashes at an indentation."""
    for item in items:
        yield from (Line(pad + line.text if line.text else "", line.source) for line in item.above)
        for number, entry in enumerate(item.entries):
            head = f"{pad}{TAB}" if number else f"{pad}- "
            value = _whole_text(entry) if entry.column < 0 else entry.value
            yield Line(f"{head}{entry.key}: {value}".rstrip(), entry.source)
            if entry.rows is not None:
                yield from _write(entry.rows, pad + TAB * 2)
            elif entry.column >= 0:
                yield from _shifted(entry.body, pad + TAB * 2)


def _whole_text(entry: _Entry) -> str:
    """The text of an item with the lines that go on with it."""
    plain = entry.value[1:-1] if entry.value[:1] == '"' else entry.value
    return quote(" ".join([plain, *(line.text.strip() for line in entry.body)])) if entry.body else entry.value


def _shifted(body: list[Line], pad: str) -> Iterator[Line]:
    """Lines of a text at an indentation of their own; comments stay where they are."""
    depths = [len(line.text) - len(line.text.lstrip()) for line in body if line.text.strip() and line.text[:1] != "#"]
    least = min(depths, default=0)
    for line in body:
        text = line.text[least:] if line.text[:1] == " " else line.text
        yield Line((pad + text).rstrip(), line.source)
