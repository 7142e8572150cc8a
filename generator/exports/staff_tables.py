"""``portal export``: records as tables for staff spreadsheets, which ``portal import`` takes back.

Besides public columns they hold staff-only ones, marked as such, and people only on request. Derived columns are left
out: nobody could change them there. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.exports.book import write_book
from generator.model.schemas import DataPackage, Field, Table, link_field
from generator.model.vocabulary import GROWING, Vocabulary
from generator.records.csv_text import write_csv
from generator.records.tables import runs_of
from generator.records.validate import Record

STAFF = " (служебное)"  # suffix of column titles the public never sees
PARTS = ";\n"  # separates items in a cell


class Sheet(NamedTuple):
    """A table for staff: its name in the model, its title, column titles and rows."""

    name: str
    title: str
    titles: list[str]
    rows: list[tuple[Any, ...]]


def make_sheets(
    package: DataPackage,
    records: Mapping[str, Mapping[str, Record]],
    vocabulary: Vocabulary,
    *,
    labels: bool = True,
    people: bool = False,
) -> list[Sheet]:
    """Return every table that people fill in, except the settings. ``labels``: words of lists instead of codes."""
    words = _words(vocabulary) if labels else {}
    found: dict[str, Sheet] = {}
    for table in package.tables.values():
        if not table.internal and (people or not table.personal):
            links = [str(link_field(name, table)["title"]) for name in table.link_columns]
            titles = links + [title_of(field) for field in fields_of(table, people=people)]
            found[table.name] = Sheet(table.name, table.title, titles, [])
    for table in package.roots:
        for name, record in _records(table, records.get(table.name, {})):
            for child, tied, row in _rows_of(table, record, name, ()):
                if sheet := found.get(child.name):
                    cells = (_cell(row.get(f.name), f, words) for f in fields_of(child, people=people))
                    sheet.rows.append((*tied, *cells))
    return [sheet for sheet in found.values() if sheet.rows]


def fields_of(table: Table, *, people: bool) -> Iterator[Field]:
    """Yield the fields that people fill in; personal ones only if ``people`` is set."""
    return (field for field in table.typed if people or not field.personal)


def title_of(field: Field) -> str:
    """Return the title of a column, marked if it is not public."""
    unseen = field.personal or (field.show in ("staff", "hidden") and not field.implied)
    return field.title + STAFF if unseen else field.title


def _records(table: Table, known: Mapping[str, Record]) -> Iterator[tuple[str, Record]]:
    """Yield a table's records by id, without the lists that no town may change."""
    for name, record in known.items():
        if table.file and table.key:
            yield from ((row.get("id", ""), row) for row in record.get(table.key, ()))
        elif name in GROWING or record.get("fixed") != "yes":
            yield name, record


def _rows_of(
    table: Table, record: Record, name: str, links: tuple[Any, ...]
) -> Iterator[tuple[Table, tuple[Any, ...], Record]]:
    """Yield the rows of a record and of its lists, each with the columns that tie it to its parent."""
    yield table, links, record
    for key, child in table.nested.items():
        for number, row in enumerate(record.get(key, ()), start=1):
            parent = (name, number) if len(child.owners) == 1 else (table.name, name, number)
            yield from _rows_of(child, row, f"{name}#{row.get('number') or number}", parent)


def _words(vocabulary: Vocabulary) -> dict[str, dict[str, str]]:
    """Map list and code to the label, if the label is unique and fits into a cell."""
    found: dict[str, dict[str, str]] = {}
    for list_id, terms in vocabulary.lists.items():
        labels = [term.label.casefold() for term in terms.values()]
        found[list_id] = {
            code: term.label
            for code, term in terms.items()
            if labels.count(term.label.casefold()) == 1 and not set(PARTS) & set(term.label)
        }
    return found


def _cell(value: Any, field: Field, words: Mapping[str, Mapping[str, str]]) -> Any:
    known = words.get(field.list, {}) if field.list else {}
    if isinstance(value, (list, tuple)):
        return tuple(known.get(str(item), str(item)) for item in value)
    return known.get(value, value) if isinstance(value, str) else value


def sheets_as_book(sheets: Sequence[Sheet]) -> bytes:
    """Return one XLSX with a sheet per table."""
    return write_book([(sheet.title, sheet.titles, runs_of(sheet.rows)) for sheet in sheets])


def sheets_as_csv(sheets: Sequence[Sheet]) -> dict[str, bytes]:
    """Return a CSV per table by file name, with a UTF-8 mark for Excel."""
    return {f"{sheet.name}.csv": b"\xef\xbb\xbf" + write_csv(sheet.titles, sheet.rows) for sheet in sheets}
