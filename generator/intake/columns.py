"""Maps headers of a table to fields of an НКО. Headers may follow a caption, have two levels or hyphenated words.

The mapping is shown to staff and kept in ``content/imports/``, so that the next table with the same columns is read as
they decided. The support register has eleven columns by order no. 223 of the Ministry of Economic Development.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.intake.sheets import Sheet
from generator.model.schemas import Table
from generator.text import fold

SKIP = "-"
ENTRY = "support.entry"  # entry number and date in one cell
# Most specific first; each pattern is searched for in the folded header without punctuation.
HEADERS: tuple[tuple[str, str], ...] = (
    (SKIP, r"руководител|директор|председател|фио\b|фамилия|контактное лицо|учредител|паспорт|снилс|дата рождения"),
    ("inn", r"\bинн\b|идентификационный номер налогоплательщика"),
    ("ogrn", r"\bогрн\b|основной государственный регистрационный номер"),
    ("kpp", r"\bкпп\b"),
    ("minjust_number", r"уч[её]тный номер|номер в минюсте|номер минюста"),
    (ENTRY, r"номер.{0,30}реестровой записи.{0,10} дата|номер и дата"),
    ("support.entry_number", r"номер.{0,30}реестровой записи|реестровый номер|номер записи"),
    ("support.entered_on", r"дата.{0,20}включени|дата внесения"),
    ("support.decided_on", r"дата.{0,20}решени"),
    ("support.stopped_on", r"дата.{0,20}прекращени.{0,20}поддержк"),
    (
        "support.provider",
        r"орган.{0,40}(?:предоставивш|оказавш)|кто (?:поддержал|оказал)|кем оказана|уполномоченного органа",
    ),
    ("support.form", r"форма.{0,20}поддержки|вид.{0,20}поддержки|^форма$"),
    ("support.sum", r"размер.{0,20}поддержки|(?:сумма|объ[её]м).{0,20}(?:поддержки|субсидии|гранта)|^размер"),
    ("support.term", r"срок.{0,20}(?:оказания|поддержки|предоставления)|^срок"),
    ("support.violations", r"нарушени"),
    (
        "short_name",
        r"(?:сокращ|кратк|коротк)\w* (?:наименование|название)|(?:наименование|название).{0,30}(?:сокращ|кратк)",
    ),
    ("liquidated_on", r"дата.{0,30}(?:ликвидации|прекращения деятельности|исключения)"),
    ("registered_on", r"дата.{0,25}регистрации|дата.{0,10}огрн"),
    ("status", r"статус|состояние|прекращени\w* деятельности|сведения о (?:ликвидации|регистрации)"),
    ("emails", r"электронн\w+ (?:почт|адрес)|^эл\w* почт|^e ?mail|^почта$|адрес эл"),
    ("site", r"сайт|страница в (?:сети|интернет)|интернетадрес|веб"),
    ("phones", r"телефон|^тел\b"),
    ("postcode", r"индекс"),
    ("address", r"адрес|место ?нахождени"),
    ("okved", r"\bоквэд\b|код.{0,20}вида экономической"),
    ("legal_form", r"правовая форма|^опф$"),
    ("activities_text", r"(?:виды?|направлени\w+).{0,30}деятельности|основная деятельность|уставные цели|^цели"),
    ("founded", r"(?:год|дата) (?:основания|создания|образования)"),
    ("name", r"(?:наименование|название)(?! (?:проекта|программы|должности))|^организация$|^нко$|^сонко$"),
)
COMPILED = tuple((field, re.compile(pattern)) for field, pattern in HEADERS)
COUNTER = re.compile(r"(?:номер|n|no)?(?: ?п ?п)?|номер по порядку|порядковый номер")  # «№» is dropped
HYPHEN = re.compile(r"(?<=\w)-\s*(?=\w)")
# Fields that official tables lack: recognised by the field's key or title, and read as in the site's own tables.
OURS = (
    *("summary", "description", "direction", "activity", "activities", "audiences", "links", "branch_of"),
    *("lat", "lon", "accessible", "access_note", "hours_note", "namesake_note"),
)
FIELDS = (*dict.fromkeys(field for field, _ in HEADERS), *OURS)
HEAD = 40  # rows searched for a header
MAX_HEADER = 200
KEYS = ("inn", "ogrn", "minjust_number", "name")


@dataclass(frozen=True, slots=True)
class Header:
    """``start``: index of the first data row, from 0; ``titles`` of columns; ``caption``: lines above the header."""

    start: int
    titles: tuple[str, ...]
    caption: tuple[str, ...]


def plain_title(title: str) -> str:
    """Normalise a header for comparison: hyphenated words joined, one line, no punctuation."""
    joined = HYPHEN.sub("", fold(title))
    return " ".join(re.sub(r"[^\w ]", " ", joined).split())


def known_titles(table: Table) -> dict[str, str]:
    """Return normalised keys and Russian titles → field, for the fields that an import reads."""
    return {plain_title(word): f.name for f in table.fields if f.name in FIELDS for word in (f.title, f.name)}


def field_of(title: str) -> str:
    """Return the field that a header means, or an empty text. A field's own key always means that field."""
    plain = plain_title(title)
    if not plain or len(plain) > MAX_HEADER:
        return ""
    if plain in FIELDS:
        return plain
    return next((field for field, pattern in COMPILED if pattern.search(plain)), "")


def is_counter(title: str) -> bool:
    """Tell whether a column only numbers the organisations: a row with a number does not continue the row above."""
    return bool(COUNTER.fullmatch(plain_title(title)))


def unit_of(title: str) -> str:
    """Return the unit of money that a header sets for bare numbers below it («тыс. руб.»), or an empty text."""
    found = re.search(r"\b(тыс|млн)", fold(title))
    return f" {found[1]}. руб." if found else ""


def find_header(sheet: Sheet) -> Header | None:
    """Find the header of a sheet; None if no header has a column for the name or a number of an НКО."""
    matched = [_matches(row) for row in sheet.rows[:HEAD]]
    top = next((i for i, number in enumerate(matched) if number > 1), None)
    if top is None:
        return None
    bottom = top
    for i in range(top + 1, len(matched)):
        if matched[i] > max(1, _answers(sheet.rows[top], sheet.rows[i])) and _is_head(sheet.rows[i]):
            bottom = i
        elif any(sheet.rows[i]):
            break
    while top and _goes_on_below(sheet.rows[top - 1], sheet.rows[top]):
        top -= 1
    titles = tuple(_title(column) for column in zip(*_levels(sheet.rows[top : bottom + 1]), strict=True))
    if not any(field_of(title) in KEYS for title in titles):
        return None
    start = bottom + 1
    while start < len(sheet.rows) and (not any(sheet.rows[start]) or is_numbering(sheet.rows[start])):
        start += 1
    caption = tuple(line for row in sheet.rows[:top] for cell in row for line in cell.split("\n") if line)
    return Header(start, titles, caption)


def _goes_on_below(upper: tuple[str, ...], row: tuple[str, ...]) -> bool:
    """Tell whether the line above a header is its upper level: it names a column for which the header has no title."""
    named = [cell for cell, below in zip(upper, row, strict=True) if cell and not below]
    return len([cell for cell in upper if cell]) > 1 and any(map(field_of, named)) and _is_head(upper)


def _answers(head: tuple[str, ...], row: tuple[str, ...]) -> int:
    """Count cells below a known title that are no titles themselves, as in a data row that happens to contain some."""
    return sum(bool(below and field_of(title) and not field_of(below)) for title, below in zip(head, row, strict=True))


def _matches(row: tuple[str, ...]) -> int:
    return len({field for cell in row if (field := field_of(cell))})


def _is_head(row: tuple[str, ...]) -> bool:
    """Tell whether no cell holds nine digits in a row: a header contains no ИНН or ОГРН."""
    return not any(re.search(r"\d{9}", cell) for cell in row)


def is_numbering(row: Iterable[str]) -> bool:
    """Tell whether a row is the «1 2 3 …» below a header."""
    numbers = [cell for cell in row if cell]
    return len(numbers) > 1 and numbers == [str(n) for n in range(1, len(numbers) + 1)]


def _levels(rows: tuple[tuple[str, ...], ...]) -> list[list[str]]:
    """Repeat a group's title, written in its first column only, over all columns of the group."""
    found: list[list[str]] = []
    for n, row in enumerate(rows):
        level, group = [], ""
        for i, cell in enumerate(row):
            below = any(other[i] for other in rows[n + 1 :])
            group = cell or (group if below else "")
            level.append(group if below or cell else "")
        found.append(level)
    return found


def _title(levels: tuple[str, ...]) -> str:
    """Return the lowest level's title if it means a field, else all levels joined."""
    parts = list(dict.fromkeys(" ".join(level.split()) for level in levels if level))
    telling = next((part for part in reversed(parts) if field_of(part)), "")
    return telling if parts and telling == parts[-1] else " / ".join(parts)


def propose(
    titles: Sequence[str], decided: Mapping[str, str], known: Mapping[str, str], holds: Callable[[str, int], bool]
) -> list[tuple[str, str]]:
    """Pair each column with a field or «-». Decisions of staff take precedence; else a field goes to its first column.

    ``known``: keys and titles of the model → field; ``holds``: whether the values in a column fit a field.
    """
    found: list[tuple[str, str]] = []
    taken = {decided[title] for title in titles if title in decided}
    for place, title in enumerate(titles):
        field = decided.get(title) or known.get(plain_title(title)) or field_of(title) or SKIP
        if title not in decided and field == "support.form" and holds("legal_form", place):
            field = "legal_form"
        if title not in decided and (field in taken or (field == "status" and not holds("status", place))):
            field = SKIP
        taken.add(field)
        found.append((title, field))
    return found
