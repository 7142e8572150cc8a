"""The register of support recipients: its eleven statutory columns as CSV and XLSX, and the sums on its page.

Columns: order no. 223 of the Ministry of Economic Development of 17.05.2011.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from generator.catalog.models import Catalog, Ngo
from generator.exports.book import write_book
from generator.model.rows import NgoSupportRow
from generator.records.csv_text import write_csv
from generator.records.tables import runs_of
from generator.text import format_date, format_money

CSV, XLSX = "support/register/register.csv", "support/register/register.xlsx"
COLUMNS = (
    ("entry", "Номер реестровой записи и дата включения"),
    ("decided", "Дата решения об оказании или прекращении поддержки"),
    ("name", "Наименование постоянно действующего органа НКО"),
    ("address", "Почтовый адрес"),
    ("ogrn", "ОГРН"),
    ("inn", "ИНН"),
    ("activities", "Виды деятельности"),
    ("form", "Форма поддержки"),
    ("size", "Размер поддержки"),
    ("term", "Срок оказания поддержки"),
    ("violations", "Нарушения, в том числе нецелевое использование"),
)


class Line(NamedTuple):
    """A line of the register: its organisation, its row and the text of each column by name, empty if unknown."""

    ngo: Ngo
    row: NgoSupportRow
    cells: dict[str, str]


class Sums(NamedTuple):
    """Support of one form in one year: how many times, and the known sum in roubles."""

    year: int
    form: str
    times: int
    roubles: int


def register_lines(catalog: Catalog) -> list[Line]:
    """Return all lines by entry number where known, else in the order of organisations."""
    entries = [(ngo, item) for ngo in catalog.ngos.values() for item in ngo.row["support"]]
    entries.sort(key=lambda pair: _number(pair[1]["entry_number"]))
    return [Line(ngo, item, _cells(catalog, ngo, item)) for ngo, item in entries]


def _number(text: str | None) -> tuple[bool, int, str]:
    digits = "".join(c for c in text or "" if c.isdigit())
    return (not digits, int(digits or 0), text or "")


def _cells(catalog: Catalog, ngo: Ngo, item: NgoSupportRow) -> dict[str, str]:
    row = ngo.row
    stopped = f"прекращено {format_date(item['stopped_on'])}" if item["stopped_on"] else ""
    decided = format_date(item["decided_on"]) if item["decided_on"] else ""
    entered = format_date(item["entered_on"]) if item["entered_on"] else ""
    size = format_money(item["sum"]) if item["sum"] is not None else ""
    activities = "; ".join(catalog.vocabulary.labels("activities", row["activities"]))
    values = (
        _join(item["entry_number"], entered),
        "; ".join(part for part in (decided, stopped) if part),
        row["name"],
        _join(row["postcode"], row["address"]),
        row["ogrn"] or "",
        row["inn"] or "",
        activities or row["activities_text"] or "",
        catalog.vocabulary.label("support_forms", item["form"]),
        _join(size, item["size"]),
        item["term"] or "",
        item["violations"] or "",
    )
    return {name: value for (name, _), value in zip(COLUMNS, values, strict=True)}


def _join(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def support_sums(catalog: Catalog) -> list[Sums]:
    """Return sums by year and form: newest first, year 0 if no date is known, forms in the order of their list."""
    counts: Counter[tuple[int, str]] = Counter()
    roubles: dict[tuple[int, str], int] = defaultdict(int)
    for ngo in catalog.ngos.values():
        for item in ngo.row["support"]:
            day = item["decided_on"] or item["entered_on"]
            key = (day.year if day else 0, item["form"])
            counts[key] += 1
            roubles[key] += item["sum"] or 0
    order = list(catalog.vocabulary.lists["support_forms"])
    keys = sorted(counts, key=lambda key: (-key[0], order.index(key[1])))
    return [Sums(year, form, counts[year, form], roubles[year, form]) for year, form in keys]


def export_support(catalog: Catalog) -> dict[str, bytes]:
    """Return the register as two files; nothing while it is empty."""
    lines = register_lines(catalog)
    if not lines:
        return {}
    titles = [title for _, title in COLUMNS]
    rows = [tuple(line.cells.values()) for line in lines]
    return {CSV: write_csv(titles, rows), XLSX: write_book([("Реестр получателей поддержки", titles, runs_of(rows))])}
