"""All tables in one download: a workbook, and an archive with the descriptor."""

from __future__ import annotations

from collections.abc import Mapping

from generator.exports.book import write_archive, write_book
from generator.model.rows import SettingsRow
from generator.model.schemas import DataPackage, table_schema
from generator.records.tables import Run

LEVEL = 5  # compression level; against 6: 30 % less time, the book 4 % larger, the archive 8 %
BOOK, ARCHIVE = "data/portal.xlsx", "data/portal.zip"
README = """\
{title}

Таблицы в CSV (UTF-8, запятая), описание полей в datapackage.json (Data Package v2).
Лицензия: {licence}, {licence_url}
Откуда: {url}
"""


def export_bundle(
    package: DataPackage, files: Mapping[str, bytes], runs: Mapping[str, list[Run]], settings: SettingsRow
) -> dict[str, bytes]:
    """Return the XLSX and the ZIP by address: rows of the exported tables, and the data package's own files."""
    sheets = []
    for name, table in package.tables.items():
        if runs.get(name):
            sheets.append((table.title, [field["title"] for field in table_schema(table)["fields"]], runs[name]))
    note = README.format(
        title=f"{package.title}: {settings['town']}",
        licence=settings["data_licence"],
        licence_url=settings["data_licence_url"],
        url=settings["url"],
    )
    packed = {address.removeprefix("data/"): body for address, body in files.items() if not _is_json_rows(address)}
    return {BOOK: write_book(sheets, LEVEL), ARCHIVE: write_archive({"README.txt": note.encode(), **packed}, LEVEL)}


def _is_json_rows(address: str) -> bool:
    return address.endswith(".json") and not address.endswith("datapackage.json")
