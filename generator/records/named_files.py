"""Pictures and attachments named in rows, and the folders they belong in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from generator.model.schemas import Table
from generator.records.validate import Record, Trail

FOLDERS = ("images", "files")  # in content: pictures and documents
PICTURES = (".png", ".jpg", ".jpeg", ".webp")


def folder_of(name: str) -> str:
    """Return the folder of a file, the same in ``content`` and on the site."""
    return FOLDERS[0] if name.endswith(PICTURES) else FOLDERS[1]


def named_files(table: Table, row: Record, trail: Trail = ()) -> Iterator[tuple[Trail, str]]:
    """Yield trail and name of each file that a row names, nested rows included. Also accepts public rows."""
    files, nested = _filing(table)
    yield from (((*trail, name), row[name]) for name in files if row.get(name))
    for key, child in nested.items():
        for number, inner in enumerate(row.get(key, ())):
            yield from named_files(child, inner, (*trail, key, number))


@cache
def _filing(table: Table) -> tuple[list[str], dict[str, Table]]:
    """Return a table's columns that name files, and the nested lists with such columns at any depth."""
    nested = {key: child for key, child in table.nested.items() if any(_filing(child))}
    return [field.name for field in table.fields if field.check == "file"], nested
