"""Rewrites lists with a broken structure: dashes lost or replaced by other marks, lines shifted.

The table's keys tell which line belongs to which item, so even wrong indentation can be read. Text in, blocks of lines
out; YAML's own rules are not known here, and the caller decides whether a block is an improvement.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import NamedTuple

from generator.model.schemas import Table
from generator.problems import spellings
from generator.records.bare_values import ENTRY, TAB, Line, LostError, bare_rows, bare_values, marked, marked_values
from generator.records.canonical import quote
from generator.records.items import EITHER, Entry, Item, begin_alike, gather, write_items
from generator.records.keys import keys_of
from generator.records.row_texts import hours_row, row_of, session_row
from generator.records.strayed import stray_items, wrapped_record

MAX_LINES = 5_000
HEADER = re.compile(r"(?P<key>[a-z_]+)[^\S\n]*:\s*(?P<value>(?<=\s)[^\W_][^:#]*)?$")
CELLS = re.compile(r"\s*(?:- )?[a-z_]+:.*\S\t")  # cells of a table in one value
ROWS = (("start", session_row), ("opens", hours_row))  # lines that are rows without a mark


class Block(NamedTuple):
    """Lines of a file (from 0, both included) and their new layout.

    ``cause``: the main fault: «spaces», «tabs», «marks», «dash», «dashes», «key», «shift», «stray» or «wrap».
    ``made``: lines of the file (from 0) that each became an item of several fields.
    """

    key: str
    first: int
    last: int
    lines: list[Line]
    cause: str
    made: frozenset[int] = frozenset()

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


def lay_out(text: str, table: Table) -> list[Block]:
    """Return the record's top-level lists whose new layout differs from the old, in order."""
    lines = text.split("\n")
    found: list[Block] = []
    number = 0
    while number < len(lines):
        header = HEADER.match(lines[number])
        end = _end_of(lines, number + 1, table) if header else number + 1
        lay = _lay_out_column if header and header["value"] else _lay_out_one
        found += filter(None, [lay(lines, number, end, header["key"], table)] if header else ())
        number = max(end, number + 1)
    whole = [Block(*move, "wrap") for move in wrapped_record(lines, table)]
    return whole or found + [Block(*move, "stray") for move in stray_items(lines, table)]


def _end_of(lines: list[str], start: int, table: Table) -> int:
    """Return the line after a block that begins at ``start``: it ends before a top-level field, «---» or «...»."""
    known = {*keys_of(table), "id"}
    for number in range(start, min(len(lines), start + MAX_LINES)):
        entry = ENTRY.match(lines[number])
        if (entry and entry["key"] in known) or re.match(r"(?:---|\.\.\.)\s*$", lines[number]):
            start = number
            break
    else:
        start = min(len(lines), start + MAX_LINES)
    while start > 0 and (not lines[start - 1].strip() or lines[start - 1].startswith("#")):
        start -= 1
    return start


def _lay_out_column(lines: list[str], header: int, end: int, key: str, table: Table) -> Block | None:
    """Lay out a list without dashes that begins on its key's line."""
    rows, listed = table.nested.get(key), table.by_name.get(key)
    listed = rows.by_name.get(rows.plain) if rows else listed
    if listed is None or not (rows or listed.type == "array"):
        return None
    body = [(header, lines[header].partition(":")[2]), *list(enumerate(lines))[header + 1 : end]]
    laid = bare_values(body, listed) if len(body) > 1 else []
    return Block(key, header, end - 1, [Line(f"{key}:", header), *laid], "dash") if laid else None


def _lay_out_one(lines: list[str], header: int, end: int, key: str, table: Table) -> Block | None:
    rows = table.nested.get(key) or (table if table.file and table.key == key else None)
    listed = table.by_name.get(key)
    body = list(enumerate(lines))[header + 1 : end]
    if not body or any(CELLS.match(line) for _, line in body):
        return None
    made: set[int] = set()
    try:
        if rows is not None and rows.plain and (values := bare_rows(body)):
            laid, cause = values, _cause_of(body)
        elif rows is not None and rows.plain and (values := bare_values(body, rows.by_name[rows.plain])):
            laid, cause = values, "dash"
        elif rows is not None:
            year = re.search(r"^starts_on: *\"?(\d{4})", "\n".join(lines), re.MULTILINE)
            reader = _Reader(body, (rows, table), year[1] if year else "")
            items, rest = reader.read(0, rows, -1 if lines[header + 1][:1].strip() else 0)
            if rest < len(body):
                return None
            together = gather(items, rows)
            laid = list(write_items(together or items, TAB))
            cause = "dashes" if together else reader.cause(laid)
            made = reader.made
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
    return Block(key, header + 1, end - 1, laid, cause, frozenset(made))


def _cause_of(body: list[tuple[int, str]]) -> str:
    return "shift" if all(line.lstrip().startswith("- ") for _, line in body) else "marks"


class _Reader:
    """Reads the lines of one block into items. ``tables``: the list's own, then those around it."""

    def __init__(self, body: list[tuple[int, str]], tables: tuple[Table, ...], year: str) -> None:
        self.body, self.year, self.day = body, year, ""
        self.around = tables[1:]
        self.marks = self.dashes = self.nameless = 0
        self.made: set[int] = set()

    def cause(self, laid: list[Line]) -> str:
        if self.nameless:
            return "key"
        if self.marks:
            return "marks"
        return "dash" if sum(line.text.lstrip().startswith("- ") for line in laid) != self.dashes else "shift"

    def read(self, at: int, table: Table, floor: int) -> tuple[list[Item], int]:
        """Return the items from ``at`` on, and the index after them. ``floor``: the column of the list's key."""
        items: list[Item] = []
        waiting: list[Line] = []
        around, self.around = self.around, (table, *self.around)
        while at < len(self.body):
            source, line = self.body[at]
            if (day := self.is_day(line, table)) or not line.strip() or line.lstrip().startswith("#"):
                waiting += [] if day else [Line(line.strip(), source)]
                at += 1
                continue
            match = marked(line)
            last = items[-1].entries[-1] if items and items[-1].entries else None
            entry, past = ENTRY.match(match["rest"]), self.is_past(line, match, table, floor)
            if last and last.in_block and len(match["indent"]) > last.column:
                last.body += [*waiting, Line(line.rstrip(), source)]
                waiting, at = [], at + 1
            elif past or (entry and self.is_around(entry["key"], match, table, floor, items)):
                break
            elif entry and entry["key"] in keys_of(table):
                if match["mark"] or not items or self.is_other(at, entry["key"], items[-1]):
                    items.append(Item(above=waiting, dashed=(match["mark"] or "").strip() == "-"))
                self.count(match)
                if waiting and items[-1].entries:
                    items[-1].entries[-1].body += waiting
                waiting = []
                at = self.add(items[-1], match, entry, table, at)
            elif match["mark"] and last and self.add_inner(last, match, table, source):
                at += 1
            elif match["mark"] or any(name in table.by_name and read(line) for name, read in ROWS):
                items.append(self.text_item(at, match, table, waiting, items))
                waiting, at = [], at + 1
            elif last and last.rows is None and len(match["indent"]) > last.column:
                last.body.append(Line(line.rstrip(), source))
                at += 1
            else:
                raise LostError
        self.around = around
        begin_alike(items)
        return items, at - len(waiting)

    def is_day(self, line: str, table: Table) -> bool:
        """Tell whether a line is the day above its sessions, as printed programmes have it; it is remembered."""
        found = re.fullmatch(r"(\d{1,2})\.(\d{2})(?:\.(\d{4}))?", line.strip(" \t.:"))
        if not found or "start" not in table.by_name:
            return False
        self.day = spellings.guess_date(f"{found[1]}.{found[2]}.{found[3] or self.year}")
        return bool(self.day)

    def is_around(self, key: str, match: re.Match[str], table: Table, floor: int, items: list[Item]) -> bool:
        """Tell whether a field belongs to a record around the list."""
        if not any(key in keys_of(one) for one in self.around[1:]):
            return False
        if key not in keys_of(table):
            return True
        indent = len(match["indent"])
        level = bool(items and items[-1].entries) and items[-1].entries[-1].column == indent and not items[-1].has(key)
        again = bool(items) and items[-1].has(key) and indent < items[-1].entries[-1].column
        return not match["mark"] and ((indent <= floor and not level) or again)

    def is_past(self, line: str, match: re.Match[str], table: Table, floor: int) -> bool:
        """Tell whether a lone dash, or a line of a printed programme, belongs to a list around this one."""
        if match["mark"] and not match["rest"].strip():
            return len(match["indent"]) < floor
        return "start" not in table.by_name and "start" in self.around[1].by_name and session_row(line) is not None

    def add_inner(self, last: Entry, match: re.Match[str], table: Table, source: int) -> bool:
        """Add a bullet to the empty field above it if that takes a list; tell whether it does."""
        field = table.by_name.get(last.key)
        takes = field is not None and field.type == "array" and not last.value and last.rows is None
        if not takes or len(match["indent"]) <= last.column or not match["rest"] or ENTRY.match(match["rest"]):
            return False
        last.body.append(Line(f"- {quote(match['rest'].strip())}", source))
        self.count(match)
        return True

    def first_key(self, at: int, match: re.Match[str], table: Table, items: list[Item]) -> str:
        """Return the key missing in an item that begins with a bare value; empty if none is.

        The item's other fields follow below. The key is the one other items begin with, or the first required.
        """
        below = next((line for _, line in self.body[at + 1 :] if line.strip()), "")
        entry = ENTRY.match(below.lstrip())
        bare = match["mark"] == "- " and match["rest"].strip() and not ENTRY.match(match["rest"])
        if not bare or entry is None or entry["key"] not in keys_of(table):
            return ""
        if len(below) - len(below.lstrip()) != self.column(match):
            return ""
        heads = {item.entries[0].key for item in items if item.entries} - {""}
        required = [field.name for field in table.fields if field.required][:1]
        key = heads.pop() if len(heads) == 1 else "".join(required)
        return "" if heads or key == entry["key"] else key

    @staticmethod
    def column(match: re.Match[str]) -> int:
        return len(match["indent"]) + len(match["mark"] or "")

    def is_other(self, at: int, key: str, item: Item) -> bool:
        """Tell whether a field begins another item: the item has it, or is named already and has what follows."""
        if item.has(key):
            return True
        if key not in EITHER or not any(item.has(other) for other in EITHER - {key}):
            return False
        below = (ENTRY.match(line.lstrip()) for _, line in self.body[at + 1 :])
        return any(item.has(entry["key"]) for entry in takewhile(lambda entry: entry is not None, below) if entry)

    def count(self, match: re.Match[str]) -> None:
        mark = (match["mark"] or "").strip()
        self.dashes += mark == "-"
        self.marks += mark not in ("", "-")

    def add(self, item: Item, match: re.Match[str], entry: re.Match[str], table: Table, at: int) -> int:
        """Add a field to an item, with its nested list; return the index after them."""
        source, key, value = self.body[at][0], entry["key"], entry["value"].strip()
        found = Entry(key, value, source, self.column(match))
        item.entries.append(found)
        if key in table.nested and not value:
            found.rows, at = self.read(at + 1, table.nested[key], found.column)
            return at
        return at + 1

    def text_item(self, at: int, match: re.Match[str], table: Table, above: list[Line], items: list[Item]) -> Item:
        """Return the item for a bare text: a numbered decision, a row read from it, or its first field's value."""
        source, text = self.body[at][0], match["rest"].strip()
        self.count(match)
        if key := self.first_key(at, match, table, items):
            self.nameless += 1
            return Item([Entry(key, text, source, self.column(match))], above)
        if table.plain and (match["mark"] or "").strip() == "-" and not ENTRY.match(text):
            return Item([Entry("", text, source, self.column(match))], above)
        if not text:  # a lone dash
            return Item([], above)
        if (match["mark"] and not self.marks) or text[:1] in "{[":
            raise LostError  # the check of values reports a text after a dash
        if {"number", "text"} <= table.by_name.keys() and match["number"]:
            row = {"number": match["number"], "text": text}
        else:
            row = dict(row_of(table, text) or {})
            row = {"date": self.day, **row} if self.day and "start" in row else row
        if not row or not text:
            raise LostError
        texts = {
            key: f"[{', '.join(value)}]" if isinstance(value, list) else quote(value) for key, value in row.items()
        }
        entries = [Entry(key, value, source, -1) for key, value in texts.items()]
        if len(entries) > 1:
            self.made.add(source)
        return Item(entries, above)
