"""The only writer of fields: changes named fields of a record's text and keeps everything else byte for byte.

Comments, order, blank lines, line endings, quotes and indentation belong to the people who wrote them. A change names a
place (a trail of nested rows) and a field; new fields are put where the schema orders them. Text in, text out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.model.schemas import Table
from generator.records.canonical import field_order, in_quotes, text_of, write_record
from generator.records.writing.edits import Edits, WritingError
from generator.records.writing.fields import set_field, stands_first
from generator.records.writing.lists import drop_items, set_item
from generator.records.writing.rows import add_row, match_rows, move_row
from generator.records.writing.spans import Fields, Items, Text, Tree, load_spans
from generator.records.yaml import parse_record

BOM = "\ufeff"
# A nested row: the key of its list, and its index or a column with its text, such as ("code", "dvory").
Step = tuple[str, int | tuple[str, str]]
Trail = tuple[Step, ...]
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SetField:
    """Sets a field to a typed value; None or an empty one removes it. Rows of a nested list change individually."""

    key: str
    value: Any
    trail: Trail = ()


@dataclass(frozen=True, slots=True)
class AddRow:
    """Inserts a row into a nested list before index ``at``, or appends it."""

    key: str
    row: Record
    at: int | None = None
    trail: Trail = ()


@dataclass(frozen=True, slots=True)
class DropRow:
    """Removes a row of a nested list and the comments inside it."""

    key: str
    at: int
    trail: Trail = ()


@dataclass(frozen=True, slots=True)
class MoveRow:
    """Moves a row of a nested list to index ``to``, counted without the row itself."""

    key: str
    at: int
    to: int
    trail: Trail = ()


Change = SetField | AddRow | DropRow | MoveRow


def set_fields(text: str, table: Table, changes: Record | Iterable[Change]) -> str:
    """Return the record's text with the changes made in order; a mapping sets fields of the record itself.

    ``text`` may have any line endings and a byte order mark. Raises WritingError if it cannot be read as a record, or
    if a trail leads nowhere.
    """
    wanted: list[Change] = []
    wanted += [SetField(*item) for item in changes.items()] if isinstance(changes, Mapping) else changes
    mark = BOM if text.startswith(BOM) else ""
    text = text.removeprefix(BOM)
    parsed = parse_record(text.replace("\r\n", "\n"), "")
    if parsed.problems or parsed.root is None:
        first = f"{parsed.problems[0].line}: {parsed.problems[0].message}" if parsed.problems else "пусто"
        raise WritingError(f"Запись не читается, строка {first}")
    while wanted:
        text, wanted = _write_some(text, table, wanted)
    return mark + text


def write_new(record: Record, table: Table) -> str:
    """Return the canonical text of a new record."""
    return write_record(record, table)


def _write_some(text: str, table: Table, wanted: list[Change]) -> tuple[str, list[Change]]:
    """Make the first changes that do not affect each other's lines. Returns the new text and the remaining changes.

    Fields of one mapping are written together; a change that moves rows is written alone, as it shifts offsets.
    """
    root = load_spans(text)
    edits = Edits(text)
    first = wanted[0]
    node, inner, in_flow = reach(root, table, first.trail)
    if isinstance(node, Text):
        return _write_bare(edits, node, inner, first, in_flow), wanted if _opens(first, inner) else wanted[1:]
    if not isinstance(first, SetField):
        _change_rows(edits, node, inner, first)
        return edits.apply(), wanted[1:]
    run: list[SetField] = []
    for change in wanted:
        known = {one.key for one in run}
        if not isinstance(change, SetField) or change.trail != first.trail or change.key in known:
            break
        run.append(change)
    left = wanted[len(run) :]
    order = [slot.key for slot in field_order(inner)]
    run.sort(key=lambda change: order.index(change.key) if change.key in order else len(order))
    for number, change in enumerate(run):
        value, old = plain_value(change.value), node.values.get(change.key)
        rows = _child(inner, change.key, change.trail)
        if rows and value and isinstance(old, Items) and old.items:
            left = [*_row_changes(old, rows, change), *left]
        elif _moves_others(edits, node, change.key, value):
            if edits:
                return edits.apply(), [*run[number:], *left]
            set_field(edits, node, inner, change.key, value)
            return edits.apply(), [*run[number + 1 :], *left]
        else:
            set_field(edits, node, inner, change.key, value)
    return edits.apply(), left


def _moves_others(edits: Edits, node: Fields, key: str, value: Any) -> bool:
    """Tell whether a change must be written alone: its neighbour moves, or it is the first entry in brackets."""
    return not node.keys if value is not None else node.flow or stands_first(edits, node, key)


def _child(table: Table, key: str, trail: Trail) -> Table | None:
    """Return the table of a nested list; for the list that a file consists of, the file's own table."""
    if table.file and table.key == key and not trail:
        return table
    return table.nested.get(key)


def _opens(change: Change, table: Table) -> bool:
    """Tell whether a change needs a bare text to become a mapping."""
    return not isinstance(change, SetField) or change.key != table.plain or not change.value


def _write_bare(edits: Edits, node: Text, table: Table, change: Change, in_flow: bool) -> str:
    """Change a row that is a bare text: replace the text, or make it a mapping that can hold other fields."""
    if isinstance(change, SetField) and not _opens(change, table):
        set_item(edits, node, text_of(change.value), in_flow=in_flow)
    else:
        raw = edits.text[node.start : node.end] if node.style not in ("|", ">") else in_quotes(node.text.strip())
        put = f"{{{table.plain}: {raw}}}" if in_flow else f"{table.plain}: {raw}"
        edits.replace(node.start, node.end, put)
    return edits.apply()


def follow(node: Tree, table: Table, trail: Trail) -> tuple[Fields, Table]:
    """Return the mapping at the end of a trail and its table. Raises WritingError if there is none."""
    found, inner, _ = reach(node, table, trail)
    if isinstance(found, Text):
        raise WritingError("Пункт списка — не набор полей.")
    return found, inner


def reach(node: Tree, table: Table, trail: Trail, *, bare: bool = False) -> tuple[Fields | Text, Table, bool]:
    """Return the value at the end of a trail, its table, and whether its list is in brackets. Raises WritingError.

    ``bare``: accept a text where a mapping is required.
    """
    in_flow = False
    for depth, (key, wanted) in enumerate(trail):
        child = _child(table, key, trail[:depth])
        if child is None:
            raise WritingError(f"В таблице «{table.name}» нет списка «{key}».")
        table = child
        below = node.values.get(key) if isinstance(node, Fields) else None
        items = below.items if isinstance(below, Items) else []
        in_flow = isinstance(below, Items) and below.flow
        if isinstance(wanted, int):
            found = items[wanted] if 0 <= wanted < len(items) else None
        else:
            found = next((item for item in items if _values(item, table).get(wanted[0]) == wanted[1]), None)
        if found is None:
            raise WritingError(f"В списке «{key}» нет пункта {wanted}.")
        node = found
    if not isinstance(node, Fields) and not (isinstance(node, Text) and (table.plain or bare)):
        raise WritingError("Пункт списка — не набор полей.")
    return node, table, in_flow


def _change_rows(edits: Edits, node: Fields, table: Table, change: AddRow | DropRow | MoveRow) -> None:
    rows = node.values.get(change.key)
    child = _child(table, change.key, change.trail)
    if child is None:
        raise WritingError(f"В таблице «{table.name}» нет списка «{change.key}».")
    if isinstance(change, AddRow):
        row = {key: plain_value(value) for key, value in change.row.items()}
        if isinstance(rows, Items) and rows.items:
            add_row(edits, rows, child, row, len(rows.items) if change.at is None else change.at)
        else:
            set_field(edits, node, table, change.key, [row])
        return
    if not isinstance(rows, Items) or not 0 <= change.at < len(rows.items):
        raise WritingError(f"В списке «{change.key}» нет пункта {change.at}.")
    if isinstance(change, MoveRow):
        move_row(edits, rows, change.at, change.to)
    elif len(rows.items) == 1:
        set_field(edits, node, table, change.key, None)
    else:
        drop_items(edits, rows, change.at, change.at + 1)


def _row_changes(old: Items, child: Table, change: SetField) -> Iterable[Change]:
    """Yield the changes that turn a list's rows into others: rows that stay keep their text and change by field."""
    new = [
        {key: plain_value(value) for key, value in row.items() if value not in (None, "", [], ())}
        for row in change.value
    ]
    before = [_values(item, child) for item in old.items]
    matched = match_rows(before, new, child)
    for at in reversed(range(len(before))):
        if at not in matched:
            yield DropRow(change.key, at, change.trail)
    current = [at for at in range(len(before)) if at in matched]
    for place, row in enumerate(new):
        known = matched[place]
        if known is None:
            yield AddRow(change.key, row, place, change.trail)
            current.insert(place, -1 - place)
            continue
        now = current.index(known)
        if now != place:
            yield MoveRow(change.key, now, place, change.trail)
            current.insert(place, current.pop(now))
        trail = (*change.trail, (change.key, place))
        for key in {**before[known], **row}:
            if before[known].get(key) != row.get(key):
                yield SetField(key, row.get(key), trail)


def _values(item: Tree, table: Table | None = None) -> dict[str, Any]:
    """Return the values of a row; a bare text is keyed by the column that it stands for."""
    if isinstance(item, Text) and table and table.plain:
        return {table.plain: _value(item)}
    return {key: _value(value) for key, value in item.values.items()} if isinstance(item, Fields) else {}


def _value(value: Tree) -> Any:
    if isinstance(value, Text):
        return value.text.strip() or None  # a block scalar ends with a newline that is not part of it
    if isinstance(value, Items):
        return [_value(item) for item in value.items]
    return _values(value)


def plain_value(value: Any) -> Any:
    """Return a typed value as texts and lists of texts or rows; None for an empty one."""
    if value is None or value in ("", [], ()):
        return None
    if isinstance(value, Mapping):
        return {key: plain_value(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain_value(inner) for inner in value]
    return text_of(value)
