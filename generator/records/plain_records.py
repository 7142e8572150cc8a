"""Plain good records, read and checked in one go: a fifteenth of the time of the full way.

Only the simplest of YAML is read here, where a line can have one meaning: ``key: text``, ``key: "text"``,
``key: [a, b]``, ``key: |`` with its text, lists by ``- ``. Whatever else stands in a record, and whatever the
schema does not plainly accept, is not judged: the answer is None, and the full way (``record_yaml``, ``validate``)
reads the record anew and tells what is wrong. Both ways give the same values; a test holds them together.

Records repeat each other's lines, so each table remembers what a line of its rows says, judged (``_Plan.lines``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from typing import Any

from generator.model.identifiers import CHECKS, Verdict
from generator.model.schemas import STRICT, Field
from generator.model.vocabulary import Vocabulary
from generator.records.cells import SURE, CellReader, plan_of
from generator.records.validate import LATIN, MIXED, YEARS, Record, typed
from generator.records.yaml.characters import FORBIDDEN, SPACES

# Signs that records are mostly made of: none is odd, none has another form in NFC.
USUAL = re.compile("[\n -~А-Яа-яЁё«»„“”—–№…]*")
ODD = re.compile(FORBIDDEN.pattern + f"|[\t\r{SPACES}]")
TAGS = re.compile("[\U000e0000-\U000e0fff]")  # the only odd signs that count as printable
BEGIN = "_«(№"  # signs besides letters and digits with which a text may begin: YAML gives them no meaning
FLOW = re.compile(r"\[ITEM(?:, ITEM)*\]".replace("ITEM", r'(?:[\w«(№][^",:#\[\]{}]*|"[^"\\\[\]{}]+")'))
FLOW_ITEM = re.compile(r'(?:"([^"]+)"|([^",]+))(?:, )?')
MOST = 1 << 13  # lines of a table that are remembered

# What a line says: whether a row begins with it, its key (none of a comment), its value (None: it stands below).
Entry = tuple[bool, str, Any]
Judge = Callable[[str], Any]


def is_odd(text: str) -> bool:
    """Whether a sign in the text has no place in a record, or is a space of another kind."""
    if text.replace("\n", "").isprintable() and not TAGS.search(text):
        return False
    return ODD.search(text) is not None


class _UnusualError(Exception):
    """Not for this reader."""


class PlainReader:
    """Reads records against one vocabulary. Remembers lines that it has met."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._plans: dict[str, _Plan] = {}

    def read(self, text: str, table: str, record_id: str) -> Record | None:
        """The record as ``check_record`` would give it without a problem; None when that is not plain.

        Lists of texts may be shared with other records: nobody changes them.
        """
        if not USUAL.fullmatch(text) and (is_odd(text) or not unicodedata.is_normalized("NFC", text)):
            return None
        plan = self._plans.get(table) or self._plans.setdefault(table, _Plan(table, self.vocabulary))
        lines = text.split("\n")
        try:
            (record,), end = _read_rows(lines, 0, plan)
        except _UnusualError:
            return None
        if end != len(lines) or record.setdefault("id", record_id) != record_id:
            return None
        return record


class _Plan:
    """How the rows of a table are read whose keys stand at ``indent``.

    ``heads``: what stands in front of a value, indent and all → whether a row begins here, the key, the value's reader.
    ``judges``: key → judge of the trimmed text, or of each text of a list.
    """

    def __init__(self, table: str, vocabulary: Vocabulary, indent: int = 0) -> None:
        plan = plan_of(table)
        self.indent = indent
        self.nested = {key: _Plan(child.name, vocabulary, indent + 4) for key, child in plan.nested.items()}
        self.required = frozenset(field.name for field in plan.required)
        self._openers: dict[str, Entry] = {}
        self.heads: dict[str, tuple[bool, str, Judge]] = {}
        self.judges: dict[str, Judge] = {}
        for key in self.nested:
            self._expect(key, ":")
        for key, (field, reader, free) in plan.fields.items():
            if field.type == "array":
                self.judges[key] = _text_judge(field, field.items, vocabulary)
                self._expect(key, ":", _read_flow)
            else:
                text_judge = _text_judge(field, field.check, vocabulary)
                string = partial(_judge_string, text_judge, reader, free)
                self.judges[key] = string if field.type == "string" else partial(_judge_cell, field, reader)
                self._expect(key, ": |", _read_scalar)
        self.lines = dict(self._openers)

    def _expect(self, key: str, opener: str, read: Callable[[Judge, str], Any] | None = None) -> None:
        """The key may open a value that stands below, or have it read from its own line."""
        pads = [(False, " " * self.indent), *([(True, " " * (self.indent - 2) + "- ")] if self.indent else [])]
        for begins, pad in pads:
            for head in (pad + key, f'{pad}"{key}"'):
                self._openers[head + opener] = (begins, key, None)
                if read:
                    self.heads[head] = (begins, key, partial(read, self.judges[key]))

    def learn(self, line: str) -> Entry | None:
        """What a line says that was not met before; None when it is not of this table."""
        head, _, text = line.partition(": ")
        if known := self.heads.get(head):
            begins, key, read = known
            entry: Entry = (begins, key, read(text))
        elif line.lstrip(" ")[:1] in ("", "#"):
            entry = (False, "", None)
        else:
            return None
        if len(self.lines) > MOST:
            self.lines = dict(self._openers)
        self.lines[line] = entry
        return entry


def _read_rows(lines: list[str], at: int, plan: _Plan) -> tuple[list[Record], int]:
    """Rows from the line ``at`` on, or the one record of a file; and the number of the line behind them."""
    known, end = plan.lines, len(lines)
    row: Record = {}
    rows = [row]
    while at < end:
        line = lines[at]
        entry = known.get(line) or plan.learn(line)
        if entry is None:
            break
        at += 1
        begins, key, value = entry
        if begins:
            row = {}
            rows.append(row)
        if key in row:
            raise _UnusualError
        if value is None:
            if not key:
                continue
            value, at = _read_below(lines, at, key, plan)
        row[key] = value
    if plan.indent and (rows.pop(0) or not rows):  # keys before the first row, or none
        raise _UnusualError
    for row in rows:
        if not row.keys() >= plan.required:
            raise _UnusualError
    return rows, at


def _read_below(lines: list[str], at: int, key: str, plan: _Plan) -> tuple[Any, int]:
    """The value that stands below its key: rows, a list of texts or a long text."""
    if nested := plan.nested.get(key):
        return _read_rows(lines, at, nested)
    if lines[at - 1].endswith("|"):
        text, at = _read_block(lines, at, plan.indent)
        return plan.judges[key](text.strip()), at
    texts, at = _read_items(lines, at, " " * (plan.indent + 2) + "- ")
    return _distinct(plan.judges[key], texts), at


def _read_items(lines: list[str], at: int, head: str) -> tuple[list[str], int]:
    """A list of texts, one a line."""
    found = []
    while at < len(lines):
        line = lines[at]
        if line.startswith(head):
            found.append(_scalar(line[len(head) :]))
        elif not line.lstrip(" ").startswith("#") and line.strip(" "):
            break
        at += 1
    return found, at


def _read_block(lines: list[str], at: int, outside: int) -> tuple[str, int]:
    """A text of several lines, each further inside than the key."""
    first = lines[at] if at < len(lines) else ""
    inside = len(first) - len(first.lstrip(" "))
    if not first.strip(" ") or inside <= outside:
        raise _UnusualError
    found = []
    while at < len(lines):
        line = lines[at]
        if line and not line.startswith(" " * inside):
            if len(line) - len(line.lstrip(" ")) > outside or not line.strip(" "):
                raise _UnusualError
            break
        found.append(line[inside:])
        at += 1
    return "\n".join(found), at


def _read_flow(judge: Judge, text: str) -> list[str]:
    if not FLOW.fullmatch(text):
        raise _UnusualError
    return _distinct(judge, [(quoted or plain).strip() for quoted, plain in FLOW_ITEM.findall(text[1:-1])])


def _distinct(judge: Judge, texts: list[str]) -> list[str]:
    """A list of trimmed texts: each is good, and there is none twice."""
    values = list(map(judge, texts))
    if not values or (len(values) > 1 and len(set(values)) < len(values)):
        raise _UnusualError
    return values


def _read_scalar(judge: Judge, text: str) -> Any:
    return judge(_scalar(text))


def _scalar(text: str) -> str:
    """A text in quotes or without them, trimmed, unless a sign in it gives it another meaning or ends it early."""
    first = text[:1]
    if first == '"':
        inner = text[1:-1]
        if text[-1] != first or first in inner or "\\" in inner:
            raise _UnusualError
        return inner.strip()
    if not (first.isalnum() or first in BEGIN) or ": " in text or " #" in text or text[-1:] in (":", ""):
        raise _UnusualError
    return text.rstrip()


def _text_judge(field: Field, check: str, vocabulary: Vocabulary) -> Judge:
    """As ``check_text`` of ``validate`` judges a trimmed text of this field."""
    if field.list:
        return partial(_judge_code, vocabulary.lists[field.list])
    if check and check not in ("text", "longtext"):
        return partial(_judge_form, SURE.get(check), CHECKS[check])
    return partial(_judge_words, check == "longtext")


def _judge_code(terms: Collection[str], text: str) -> str:
    if text not in terms:
        raise _UnusualError
    return text


def _judge_form(sure: Callable[[str], object] | None, check: Callable[[str], Verdict], text: str) -> str:
    if sure and sure(text):
        return text
    verdict = check(text)
    if not text or verdict.fault:
        raise _UnusualError
    return verdict.value


def _judge_words(long: bool, text: str) -> str:
    if not text or ("\n" in text and not long) or (LATIN.search(text) and MIXED.search(text)):
        raise _UnusualError
    return text


def _judge_string(judge: Judge, reader: CellReader, free: int, text: str) -> Any:
    value = judge(text)
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
