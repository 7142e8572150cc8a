"""Changes of nested rows as replacements in a text, and matching of new rows to old ones.

Rows keep their indentation and the comments inside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.model.schemas import Table
from generator.records.canonical import is_bare, write_record
from generator.records.writing.edits import Edits, WritingError
from generator.records.writing.lists import add_to_flow, flow_text
from generator.records.writing.spans import Fields, Items, column_of, line_end, line_start

KEYS = ("code", "number", "id")  # columns whose value identifies a row


def add_row(edits: Edits, rows: Items, child: Table, row: dict[str, Any], at: int) -> None:
    """Insert a row before the one at ``at``, or append it. The list must not be empty."""
    at = min(max(at, 0), len(rows.items))
    if rows.flow:
        add_to_flow(edits, rows, at, flow_text(row[child.plain] if is_bare(row, child) else row))
        return
    lines = _row_lines(edits, rows, child, row)
    # A list may begin on the line of its key's dash: a new first row then follows that dash.
    place = line_end(edits.text, rows.items[at - 1].end) if at else line_start(edits.text, rows.dashes[0])
    edits.insert_lines(place, lines)


def _row_lines(edits: Edits, rows: Items, child: Table, row: dict[str, Any]) -> list[str]:
    """The lines of a row as its neighbours stand: the column of their dash, and of what follows it."""
    # Rows of a file that is one list are written with their own table.
    owner = child if child.file and child.key else child.owners[0]
    lines = write_record({child.key: [row]}, owner).rstrip("\n").split("\n")[1:]
    column = column_of(edits.text, rows.start)
    deep = 2
    for dash, item in zip(rows.dashes, rows.items, strict=True):
        inside = edits.text[dash + 1 : item.start]
        if isinstance(item, Fields) and not item.flow and "\n" not in inside:
            deep = len(inside) + 1
            break
    found = []
    for number, line in enumerate(lines):
        head = " " * column + ("-" + " " * (deep - 1) if number == 0 else " " * deep)
        found.append(head + line[4:] if line.strip() else "")
    return found


def move_row(edits: Edits, rows: Items, at: int, to: int) -> None:
    """Move a row to index ``to``, counted without the row itself."""
    if not 0 <= to < len(rows.items):
        raise WritingError(f"Строку нельзя поставить на место {to + 1}: их {len(rows.items)}.")
    if at == to:
        return
    others = [number for number in range(len(rows.items)) if number != at]
    if rows.flow:
        order = [*others[:to], at, *others[to:]]
        for here, number in zip(rows.items, order, strict=True):
            there = rows.items[number]
            if there is not here:
                edits.replace(here.start, here.end, edits.text[there.start : there.end])
        return
    start, end = line_start(edits.text, rows.dashes[at]), line_end(edits.text, rows.items[at].end)
    text = edits.text[start:end].rstrip("\r\n")
    lines = text.replace("\r\n", "\n").split("\n")
    edits.cut_lines(rows.dashes[at], rows.items[at].end)
    place = line_end(edits.text, rows.items[others[to - 1]].end) if to else line_start(edits.text, rows.dashes[0])
    edits.insert_lines(place, lines)


def match_rows(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]], child: Table) -> list[int | None]:
    """Return for each new row the index of the old row that it continues, or None if it is new.

    Identical rows match first, then those with the same code or number, then those with the same first required field;
    the rest match in order if equally many are left on both sides.
    """
    found: list[int | None] = [None] * len(after)
    left = list(range(len(before)))

    def take(same: Any) -> None:
        for place, row in enumerate(after):
            if found[place] is None:
                at = next((at for at in left if same(before[at], row)), None)
                if at is not None:
                    found[place] = at
                    left.remove(at)

    take(lambda old, new: _known(old) == _known(new))
    required = [field.name for field in child.fields if field.required]
    for column in (*KEYS, *required[:1]):
        if column in child.by_name:
            take(lambda old, new, column=column: bool(new.get(column)) and old.get(column) == new.get(column))
    open_places = [place for place, at in enumerate(found) if at is None]
    if len(open_places) == len(left):
        for place, at in zip(open_places, list(left), strict=True):
            found[place] = at
    return found


def _known(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value not in (None, "", [])}
