"""Formats a record as people wrote it: text in, text out; comments survive and the meaning never changes.

A comment on its own lines belongs to the entry below it; one at the end of a line belongs to that line's entry and is
moved above it (after an unquoted value it would truncate it); one indented deeper than what follows belongs to the
entry above. A file's first comments, up to a blank line, stay first; those after its last entry stay last.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from generator.disk import write_file
from generator.model.schemas import Table
from generator.problems.problem import PortalError
from generator.records.canonical import Noted, NotedList, field_order, write_record
from generator.records.codes import missing_codes
from generator.records.source import load_source
from generator.records.writing import SetField, set_fields
from generator.records.writing.edits import WritingError
from generator.records.yaml import MappingNode, Node, ScalarNode, SequenceNode, parse_record

COMMENT = re.compile(r"#[^\n]*")
BEFORE_VALUE = re.compile(r"[\s-]*")
DASH = 2  # characters of «- » before an item
MODELINE = "# yaml-language-server:"


class Comment(NamedTuple):
    """A comment; line and column count from 1. ``alone``: nothing but a dash precedes it, whose column it then has."""

    line: int
    column: int
    text: str
    alone: bool


class Anchor(NamedTuple):
    """An entry that comments can be attached to: its position, owner and key."""

    line: int
    column: int
    owner: Noted | NotedList
    key: Any


class UnfitError(Exception):
    """The record has faults that prevent formatting."""


@dataclass(slots=True)
class _Page:
    """A record being formatted: rows with comments, and comments of the file itself."""

    record: Noted
    head: list[str] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)


def lay_out(text: str, path: str, table: Table) -> str:
    """Return the record in canonical form. Raises UnfitError if it is not fully readable or has unknown fields."""
    parsed = parse_record(text, path)
    if parsed.root is None or parsed.problems:
        raise UnfitError
    anchors: list[Anchor] = []
    page = _Page(_row(parsed.root, table, anchors, is_file=True))
    comments = find_comments(text)
    _hang(comments, anchors, page, text.split("\n"))
    body = write_record(page.record, table) if not table.key or not table.file else _write_list(page, table)
    laid = "\n".join([*page.head, body.strip("\n"), *page.foot]) + "\n"
    again = parse_record(laid, path)
    kept = Counter(comment.text for comment in find_comments(laid))
    if again.root is None or again.problems or meaning(again.root) != meaning(parsed.root):
        raise UnfitError
    if kept != Counter(comment.text for comment in comments):
        raise UnfitError
    return laid


def meaning(node: Node) -> Any:
    """Return a record's content as a reader sees it: keys and texts, without surrounding blanks."""
    if isinstance(node, ScalarNode):
        return node.text.strip()
    if isinstance(node, MappingNode):
        return {key: meaning(value) for key, value in node.entries.items()}
    return [meaning(item) for item in node.items]


def find_comments(text: str) -> list[Comment]:
    """Find all comments: they are in the gaps between the tokens of YAML's scanner."""
    breaks = [found.start() for found in re.finditer("\n", text)]
    found = []
    for start, end in _gaps(text):
        for comment in COMMENT.finditer(text, start, end):
            line = bisect_left(breaks, comment.start())
            first = breaks[line - 1] + 1 if line else 0
            alone = BEFORE_VALUE.fullmatch(text, first, comment.start()) is not None
            dash = text.find("-", first, comment.start()) if alone else -1
            column = (dash if dash >= 0 else comment.start()) - first + 1
            found.append(Comment(line + 1, column, comment.group().rstrip(), alone))
    return found


def _gaps(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        start, end = token.start_mark.index, token.end_mark.index
        if end <= start:
            continue
        yield position, start
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            yield start, text.find("\n", start)  # a comment after the block indicator
        position = end
    yield position, len(text)


def _row(node: MappingNode, table: Table, anchors: list[Anchor], *, is_file: bool = False) -> Noted:
    row = Noted()
    nested = table.nested
    if is_file and table.file and table.key:
        nested, known = {table.key: table}, {table.key}
    else:
        known = {slot.key for slot in field_order(table)} | {f.name for f in table.fields if f.implied}
    for key, value in node.entries.items():
        if key not in known:
            raise UnfitError
        anchors.append(Anchor(*node.keys[key], row, key))
        if key in nested and isinstance(value, SequenceNode):
            row[key] = [_item(item, nested[key], anchors) for item in value.items]
        elif key in nested and not _is_empty(value):
            raise UnfitError
        elif isinstance(value, ScalarNode):
            if value.text.strip() and key in table.by_name and table.by_name[key].type == "array":
                raise UnfitError
            row[key] = value.text.strip()
        else:
            row[key] = _array(value, key, table, anchors)
    return row


def _is_empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.text.strip()


def _item(node: Node, table: Table, anchors: list[Anchor]) -> Noted:
    if table.plain and isinstance(node, ScalarNode) and node.text.strip():
        bare = Noted(bare=True)
        bare[table.plain] = node.text.strip()
        anchors.append(Anchor(node.mark.line, max(node.mark.column - DASH, 1), bare, ""))
        return bare
    if not isinstance(node, MappingNode) or not node.entries:
        raise UnfitError
    place = len(anchors)
    row = _row(node, table, anchors)
    anchors.insert(place, Anchor(node.mark.line, max(node.mark.column - DASH, 1), row, ""))
    return row


def _array(node: Node, key: str, table: Table, anchors: list[Anchor]) -> NotedList:
    if not isinstance(node, SequenceNode) or table.by_name[key].type != "array":
        raise UnfitError
    values = NotedList()
    for i, item in enumerate(node.items):
        if not isinstance(item, ScalarNode):
            raise UnfitError
        anchors.append(Anchor(item.mark.line, max(item.mark.column - DASH, 1), values, i))
        values.append(item.text.strip())
    return values


def _hang(comments: list[Comment], anchors: list[Anchor], page: _Page, lines: list[str]) -> None:
    """Attach every comment to its entry, with adjacent blank lines."""
    places = [(anchor.line, anchor.column) for anchor in anchors]
    head = _length_of_head(comments, places[0][0], lines)
    for number, comment in enumerate(comments):
        if number < head:
            target = page.head
        elif not comment.alone:
            nearest = max(bisect_right(places, (comment.line, comment.column)) - 1, 0)
            while isinstance(anchors[nearest].owner, NotedList) and anchors[nearest - 1].line == comment.line:
                nearest -= 1  # after a list on one line the comment is about the list
            anchor = anchors[nearest]
            anchor.owner.above.setdefault(anchor.key, []).append(comment.text)
            continue
        else:
            target = _target(comment, anchors, places, page)
        _keep(target, comment, lines, is_last=target is page.foot)
        if number == head - 1 and page.head[-1] and not lines[comment.line].strip():
            page.head.append("")


def _target(comment: Comment, anchors: list[Anchor], places: list[tuple[int, int]], page: _Page) -> list[str]:
    following = bisect_left(places, (comment.line + 1, 0))
    if following < len(anchors) and comment.column <= anchors[following].column:
        anchor = anchors[following]
        return anchor.owner.above.setdefault(anchor.key, [])
    if following == len(anchors) and comment.column == 1:
        return page.foot
    deep = [anchor for anchor in anchors[:following] if anchor.column <= comment.column]
    anchor = deep[-1] if deep else anchors[0]
    return anchor.owner.below.setdefault(anchor.key, [])


def _keep(target: list[str], comment: Comment, lines: list[str], *, is_last: bool) -> None:
    if comment.line > 1 and not lines[comment.line - 2].strip() and not (target and not target[-1]):
        target.append("")
    target.append(comment.text)
    below = lines[comment.line] if comment.line < len(lines) else ""
    after_blank = next((line for line in lines[comment.line :] if line.strip()), "")
    if not below.strip() and after_blank and not after_blank.lstrip().startswith("#") and not is_last:
        target.append("")


def _length_of_head(comments: list[Comment], first: int, lines: list[str]) -> int:
    """Count the comments above the first entry that a blank line separates from it, or that are for editors' tools."""
    above = [comment for comment in comments if comment.line < first]
    if above and not any(line.strip() for line in lines[above[-1].line : first - 1]) and above[-1].line < first - 1:
        return len(above)
    for number in range(len(above) - 1, 0, -1):
        if above[number].line > above[number - 1].line + 1:
            return number
    return sum(comment.text.startswith(MODELINE) for comment in above[:1])


def _write_list(page: _Page, table: Table) -> str:
    """Write a file that is one list; comments of its only key join those of the file."""
    noted = page.record
    rows = noted.get(table.key)
    page.head += noted.above.get(table.key, [])
    page.foot[:0] = noted.below.get(table.key, [])
    return write_record(noted, table) if rows else f"{table.key}:{' []' if isinstance(rows, list) else ''}\n"


@dataclass(frozen=True, slots=True)
class Formatted:
    """The result of formatting. ``text`` is None if the record has faults; ``changed``: the file is not canonical."""

    path: str
    text: str | None
    changed: bool = False


def lay_out_root(root: Path, paths: list[Path]) -> list[Formatted]:
    """Return the canonical form of a root's records, or only of those under ``paths``. Writes nothing.

    Raises PortalError for a path that is not a record.
    """
    wanted = [path.absolute() for path in paths]
    found = []
    seen: set[Path] = set()
    source = load_source(root)
    for problem in source.problems:
        file = (root / problem.path).absolute()
        under = [path for path in wanted if file == path or path in file.parents]
        seen.update(under)
        if problem.severity == "error" and (under or not wanted):  # refused unread: a link, a wrong name
            found.append(Formatted(problem.path, None))
    for raw in source.files:
        file = (root / raw.path).absolute()
        under = [path for path in wanted if file == path or path in file.parents]
        if wanted and not under:
            continue
        seen.update(under)
        table = source.package.tables[raw.table]
        try:
            text = lay_out(give_codes(raw.text, table), raw.path, table)
        except UnfitError:
            found.append(Formatted(raw.path, None))
        else:
            found.append(Formatted(raw.path, text, text.encode() != file.read_bytes()))
    for path in wanted:
        if path not in seen:
            raise PortalError(f"{path} — не запись этого портала. Папку портала указывает --root.")
    return found


def give_codes(text: str, table: Table) -> str:
    """Return the text with a code for every session that has none. Raises UnfitError if it cannot be changed."""
    root = parse_record(text.replace("\r\n", "\n"), "").root
    sessions = root.entries.get("sessions") if root and "sessions" in table.nested else None
    if not isinstance(sessions, SequenceNode) or not all(isinstance(one, MappingNode) for one in sessions.items):
        return text
    codes = missing_codes([meaning(session) for session in sessions.items])
    try:
        return set_fields(text, table, [SetField("code", code, (("sessions", at),)) for at, code in codes.items()])
    except WritingError as error:
        raise UnfitError from error


def write_formatted(root: Path, laid: Formatted) -> None:
    """Write the formatted file, keeping its permissions."""
    write_file(root, laid.path, laid.text or "")
