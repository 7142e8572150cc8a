"""Pictures and attachments that rows name: where each is named, and in which folder it lies."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from generator.model.schemas import Table
from generator.records.validate import Record, Trail

FOLDERS = ("images", "files")  # of content: pictures lie apart from documents
PICTURES = (".png", ".jpg", ".jpeg", ".webp")


def folder_of(name: str) -> str:
    """The folder of ``content``, and of the site, in which a file lies."""
    return FOLDERS[0] if name.endswith(PICTURES) else FOLDERS[1]


def named_files(table: Table, row: Record, trail: Trail = ()) -> Iterator[tuple[Trail, str]]:
    """Each file that a row names, nested rows included, with where it is named. The row may be a public one."""
    files, nested = _filing(table)
    yield from (((*trail, name), row[name]) for name in files if row.get(name))
    for key, child in nested.items():
        for number, inner in enumerate(row.get(key, ())):
            yield from named_files(child, inner, (*trail, key, number))


@cache
def _filing(table: Table) -> tuple[list[str], dict[str, Table]]:
    """Columns of a table that name files, and its nested lists that hold such columns, however deep."""
    nested = {key: child for key, child in table.nested.items() if any(_filing(child))}
    return [field.name for field in table.fields if field.check == "file"], nested
