"""Reads the data rows of a file's sheets: finds the header, maps columns to fields, reads each row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from generator.intake.cells import find_legal_form, read_status
from generator.intake.columns import (
    FIELDS,
    SKIP,
    Header,
    find_header,
    is_counter,
    is_numbering,
    known_titles,
    propose,
    unit_of,
)
from generator.intake.drafts import SUM, Draft, RowContext, is_total, read_row
from generator.intake.job import Options, Report, Row, Town
from generator.intake.own_cells import CellReader
from generator.intake.sheets import NULLS, Sheet
from generator.model.schemas import DataPackage
from generator.model.sections import SECTIONS
from generator.model.vocabulary import Vocabulary
from generator.problems.problem import PortalError
from generator.records.check import Checked

LOOKED_AT = 50  # rows sampled to see what a column contains
PART = re.compile(r"(?:раздел|подраздел|глава|часть)\s+(?:\d|[IVX]+\b)|[IVX]+\.\s", re.IGNORECASE)
MAX_LETTERS = 32_767  # characters of a cell, as in Excel
BODIES = ("департамент", "администрац", "министерств", "комитет", "управлени", "агентств", "отдел ", "муниципал")


def read_rows_of(report: Report, sheets: list[Sheet], town: Town, decided: Mapping[str, str], options: Options) -> None:
    """Read the rows of every sheet that has columns of organisations."""
    known = known_titles(town.checked.package.tables["ngos"])
    for sheet in sheets:
        given = tuple(f"{n}-й столбец" for n in range(1, len(sheet.rows[0]) + 1))
        header = Header(0, given, ()) if options.columns else find_header(sheet)
        if header is None:
            report.skipped.append(sheet.name)
            continue
        if options.columns:
            report.columns[sheet.name] = list(zip(given, _given(options.columns, sheet), strict=True))
        else:
            holds = _mostly_fits(sheet, header, town.checked.vocabulary)
            report.columns[sheet.name] = propose(header.titles, decided, known, holds)
        if idle := _idle(report.columns[sheet.name], town.checked.package):
            report.remarks.append(f"раздел «{idle}» выключен, его столбцы не перенесены")
        report.rows += _read_rows(sheet, header, report, town.checked, options)


def _idle(columns: list[tuple[str, str]], package: DataPackage) -> str:
    """Return the title of a section that the town has switched off and these columns belong to, or an empty text."""
    absent = package.tables["ngos"].absent
    return next((SECTIONS[absent[part]] for _, name in columns if (part := name.partition(".")[0]) in absent), "")


def _given(columns: Sequence[str], sheet: Sheet) -> list[str]:
    """Return the fields that staff gave in column order, «-» for the rest. Raises PortalError for an unknown field."""
    for name in columns:
        if name != SKIP and name not in FIELDS:
            raise PortalError(f"--columns: нет поля «{name}». Годятся: {', '.join(FIELDS)}; «-» — не переносить.")
    width = len(sheet.rows[0])
    return [*columns[:width], *[SKIP] * (width - len(columns))]


def _mostly_fits(sheet: Sheet, header: Header, vocabulary: Vocabulary) -> Callable[[str, int], bool]:
    """Return a test of whether most values of a column fit a field: a legal form, or a registration state."""
    readers: dict[str, Callable[[str], object]] = {
        "legal_form": lambda text: find_legal_form(vocabulary, [text]),
        "status": lambda text: read_status(text, vocabulary),
    }

    def holds(name: str, column: int) -> bool:
        values = [row[column] for row in sheet.rows[header.start : header.start + LOOKED_AT] if row[column]]
        return sum(bool(readers[name](value)) for value in values) * 2 > len(values)

    return holds


def source_of(report: Report, sheet: str, options: Options) -> str:
    """Return the published source of the facts: never the file's name, which is internal to staff."""
    source = options.source or "таблица, переданная для портала"
    return f"{source}, лист «{sheet}»" if len(report.columns) > 1 else source


def _read_rows(sheet: Sheet, header: Header, report: Report, checked: Checked, options: Options) -> Iterator[Row]:
    """Yield the data rows. A row without an organisation continues the one above it."""
    absent = checked.package.tables["ngos"].absent
    fields = [SKIP if name.partition(".")[0] in absent else name for _, name in report.columns[sheet.name]]
    provider = options.provider or next(
        (line for line in reversed(header.caption) if line.casefold().startswith(BODIES)), ""
    )
    code = checked.settings.get("phone_code", "")
    reader, places = CellReader(checked.vocabulary, code), checked.package.tables["ngos"].by_name
    context = RowContext(
        *(checked.vocabulary, source_of(report, sheet.name, options), provider, options.zeros, code),
        lambda name, text: reader.read(places[name], text),
    )
    above: dict[str, str] = {}
    titles = [title for title, _ in report.columns[sheet.name]]
    counters = [i for i, title in enumerate(titles) if is_counter(title) and title]
    counted = any(row[i].isdigit() for row in sheet.rows[header.start :] for i in counters)
    units = {name: unit_of(title) for title, name in report.columns[sheet.name] if name == SUM}
    for number, cells in enumerate(sheet.rows[header.start :], start=header.start + 1):
        texts = ["" if text.casefold() in NULLS else text for text in cells]
        if not any(texts) or is_numbering(texts):
            continue
        if max(map(len, texts)) > MAX_LETTERS:
            long = f"клетка длиннее {MAX_LETTERS} знаков: сократите её; в CSV проверьте, закрыты ли кавычки"
            yield Row(sheet.name, number, Draft(reason=long))
            continue
        row = {name: text for name, text in zip(fields, texts, strict=True) if text and name != SKIP}
        row = {name: text + units.get(name, "") if text[-1].isdigit() else text for name, text in row.items()}
        numbered = any(texts[i].isdigit() for i in counters)
        own = {name for name in row if not name.startswith("support.")}
        if reason := _not_one(row, texts, own, None if not counted else numbered):
            yield Row(sheet.name, number, Draft(reason=reason))
            continue
        if own:
            above = {name: text for name, text in row.items() if name in own}
        yield Row(sheet.name, number, read_row(row if own else above | row, context))


def _not_one(row: Mapping[str, str], texts: Sequence[str], own: set[str], numbered: bool | None) -> str:
    """Return why a row is about no organisation. ``numbered``: whether it has a number, None if no row has one."""
    if is_total(texts):
        return "строка итогов"
    if not row or (numbered and not own):
        return "в строке нет ни названия, ни номера"
    if row.keys() == {"name"} and (numbered is False or PART.match(row["name"])):
        return "в строке одно название, похоже на заголовок раздела"
    return ""
