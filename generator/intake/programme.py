"""Reads sessions from a forum's programme in a spreadsheet as people write it.

Three layouts are read, also mixed: a table with a header; the same with days and halls as headings in rows of their
own; a grid whose columns are halls or days. Lines below a session may belong to it («Модератор: …», questions). Any
other row is reported by its number and not imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from generator.intake.columns import plain_title
from generator.intake.forum_words import (
    BULLET,
    HALL,
    Times,
    is_body,
    kind_of,
    label_of,
    lines_of,
    names_person,
    read_day,
    read_times,
    split_many,
    unquoted_title,
)
from generator.intake.sheets import Sheet
from generator.records.validate import Record

HEADERS: tuple[tuple[str, str], ...] = (
    ("times", r"^время|^часы"),
    ("start", r"^начало"),
    ("end", r"^(?:окончание|конец)"),
    ("date", r"^(?:дата|день)"),
    ("hall", r"^(?:зал|где|место|площадка|аудитория|помещение|локация)"),
    ("people", r"модератор|ведущ|спикер|докладчик|эксперт|участник|фио\b"),
    ("kind", r"формат|^вид|^тип"),
    ("topics", r"вопрос|обсужд"),
    ("title", r"тема|назван|мероприяти|событи|содержани|встреч|программа"),
    ("organisations", r"организатор|кто (?:ведет|проводит)|ответственн"),
    ("summary", r"описани|аннотаци|о чем"),
    ("outcome", r"^итог|результат"),
)
CELLS = 2  # minimum for a header
SHOWN = 80


@dataclass(slots=True)
class Slot:
    """A session read from a sheet, or a row that was not understood (``reason``)."""

    sheet: str
    number: int
    fields: Record = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    reason: str = ""


@dataclass(slots=True)
class Programme:
    """Reads the rows of one sheet in order. ``first``: the forum's first day, for days without a year."""

    sheet: Sheet
    first: date | None
    columns: tuple[str, ...] = ()
    halls: tuple[str, ...] = ()  # of a grid, by column; empty for other columns
    passed: list[str] = field(default_factory=list)  # titles of columns that are ignored
    day: date | None = None
    hall: str = ""
    above: list[Slot] = field(default_factory=list)  # sessions that following lines may belong to
    before: Times = field(default_factory=Times)

    def slots(self) -> Iterator[Slot]:
        """Yield sessions and rows not understood, in sheet order."""
        for number, row in enumerate(self.sheet.rows, start=1):
            texts = [text for text in row if text]
            if not texts:
                continue
            if self._is_header(row):
                continue
            made = list(self._row(number, row, texts))
            self.above = [slot for slot in made if not slot.reason] or self.above
            yield from made

    def _is_header(self, row: Sequence[str]) -> bool:
        names = [_column(cell) for cell in row]
        known = {name for name in names if name}
        if not known & {"times", "start"} or len([cell for cell in row if cell]) < CELLS or any(map(_has_time, row)):
            return False
        grid = not known & {"title", "kind", "hall"}
        self.columns = tuple(names)
        self.halls = tuple(
            " ".join(cell.split()) if grid and cell and not name else "" for cell, name in zip(row, names, strict=True)
        )
        if not grid:
            self.passed += [cell for cell, name in zip(row, names, strict=True) if cell and not name]
        return True

    def _row(self, number: int, row: Sequence[str], texts: list[str]) -> Iterator[Slot]:
        cells = dict(zip(self.columns, row, strict=False)) if self.columns else {}
        spread = cells.get("times") or " – ".join(filter(None, (cells.get("start"), cells.get("end"))))
        times = read_times(spread or ("" if self.columns and len(texts) > 1 else texts[0]))
        slot = Slot(self.sheet.name, number)
        if times.fault:
            slot.reason = times.fault
            yield slot
        elif len(set(texts)) == 1 and not times.start:
            yield from self._lone(slot, texts[0])
        elif any(self.halls):
            yield from self._grid(number, row, times)
        elif self.columns:
            yield from self._table(slot, row, times)
        elif times.start:
            self._begin(slot, times, "")
            _read_lines(slot, "\n".join([times.rest, *texts[1:]]))
            yield from self._done(slot)
        else:
            slot.reason = f"строка не понята: «{' | '.join(texts)[:SHOWN]}»"
            yield slot

    def _lone(self, slot: Slot, text: str) -> Iterator[Slot]:
        """Read a row with one text: a day, a hall, a line of the session above, or an unknown text."""
        label, rest = label_of(text)
        day = read_day(text, self.first)
        if day and not BULLET.match(text) and not label:
            self.day, self.hall, self.above, self.before = day, "", [], Times()
        elif label == "hall" or (not label and HALL.search(text) and len(text) < SHOWN and not BULLET.match(text)):
            self.hall, self.before = " ".join(rest.split()), Times()
        elif self.above and (label or BULLET.match(text)):
            _go_on(self.above[-1], slot.number, text)
        elif not self.above and not self.day and not self.columns:
            return  # a caption above the programme
        else:
            slot.reason = f"строка не понята: «{text[:SHOWN]}»"
            yield slot

    def _grid(self, number: int, row: Sequence[str], times: Times) -> Iterator[Slot]:
        """Read one session per hall or day. A break or registration that is the only text of a row has no hall.

        Rows without a time are lines of the sessions above.
        """
        found = [(hall, cell) for hall, cell in zip(self.halls, row, strict=False) if hall and cell]
        days = {hall: day for hall, _ in found if (day := read_day(hall, self.first))}
        common = len({cell for _, cell in found}) == 1 and kind_of(found[0][1]) in ("break", "registration")
        for hall, cell in found[:1] if common and not days else found:
            slot = Slot(self.sheet.name, number)
            self.day, heading = days.get(hall, self.day), ("date", days[hall]) if hall in days else ("hall", hall)
            known = next((one for one in self.above if one.fields.get(heading[0]) == heading[1]), None)
            if times.start:
                self._begin(slot, times, "" if common or days else hall)
                _read_lines(slot, cell)
                yield from self._done(slot)
            elif known and (label_of(cell)[0] or BULLET.match(cell)):
                _go_on(known, slot.number, cell)
            else:
                slot.reason = f"у строки нет времени: «{cell[:SHOWN]}»"
                yield slot

    def _table(self, slot: Slot, row: Sequence[str], times: Times) -> Iterator[Slot]:
        cells: dict[str, str] = {}
        for name, cell in zip(self.columns, row, strict=False):
            if name and cell:
                cells[name] = f"{cells[name]}\n{cell}" if name in cells else cell
        if cells.get("date"):
            self.day = read_day(cells["date"], self.first)
            if self.day is None:
                slot.notes.append(f"день «{cells['date'][:SHOWN]}» не прочитан")
        hall = " ".join(cells.get("hall", "").split())
        if not times.start and self.before.start and hall and hall != self.hall:
            times = self.before
            slot.notes.append(f"время {times.start} взято из строки выше")
        self._begin(slot, times, hall)
        if cells.get("kind"):
            _take_kind(slot, " ".join(cells["kind"].split()))
        for name in ("title", "summary", "topics", "people", "organisations", "outcome"):
            if cells.get(name):
                _read_lines(slot, cells[name], "" if name == "title" else name)
        yield from self._done(slot)

    def _begin(self, slot: Slot, times: Times, hall: str) -> None:
        fields = {"date": self.day, "start": times.start, "end": times.end, "hall": hall or self.hall}
        slot.fields |= {name: value for name, value in fields.items() if value}
        self.before = times

    def _done(self, slot: Slot) -> Iterator[Slot]:
        """Name a session without a title by its kind; reject it if it has neither, note it if it has no time."""
        fields = slot.fields
        fields.setdefault("title", fields.get("type_text", ""))
        fields.setdefault("type", "other")
        if not fields["title"]:
            slot.reason = "у встречи нет ни названия, ни вида"
        elif not fields.get("start"):
            slot.notes.append("встреча без времени")
        if names_person(fields["title"]):
            slot.notes.append("в названии, похоже, назван человек: нужно основание для публикации")
        yield slot


def _column(cell: str) -> str:
    plain = plain_title(cell)
    return next((name for name, words in HEADERS if re.search(words, plain)), "") if len(plain) < SHOWN else ""


def _has_time(cell: str) -> bool:
    return bool(read_times(cell).start)


def _take_kind(slot: Slot, words: str) -> None:
    slot.fields["type"], slot.fields["type_text"] = kind_of(words) or "other", words.rstrip(". ")[:100]


def _read_lines(slot: Slot, text: str, mode: str = "") -> None:
    """Read the lines of a cell: a kind, a title, then labelled lines and questions."""
    for line in lines_of(text):
        label, rest = label_of(line)
        mode = label or mode
        bullet = BULLET.match(rest)
        plain = BULLET.sub("", rest) if bullet else rest
        if not plain:
            continue
        if mode in ("people", "organisations"):
            _take_people(slot, plain)
        elif mode == "topics" or (bullet and not mode):
            slot.fields.setdefault("topics", []).append(" ".join(plain.split()))
        elif mode == "hall":
            slot.fields["hall"] = plain
        elif mode in ("outcome", "materials_url", "online_url"):
            slot.fields[mode] = plain
        elif mode == "" and "title" not in slot.fields:
            _take_title(slot, plain)
        elif names_person(plain):
            slot.notes.append("строка описания, похоже, называет человека и не перенесена: впишите его в persons")
        else:
            slot.fields["summary"] = "\n\n".join(filter(None, (slot.fields.get("summary", ""), plain)))


def _go_on(slot: Slot, number: int, text: str) -> None:
    """Read a line below a session as the session's; its problems name its own row."""
    known = len(slot.notes)
    _read_lines(slot, text)
    slot.notes[known:] = [f"строка {number}: {note}" for note in slot.notes[known:]]


def _take_title(slot: Slot, line: str) -> None:
    """«Круглый стол «Дворы»» and «Круглый стол: дворы» are a kind and a title; a kind alone waits for its title."""
    found = re.fullmatch(r"([^«\":]{3,80}?)\s*(?:[:–—]\s+(?=\S)|(?=[«\"]))(.+)", line)
    if "type_text" not in slot.fields and found and kind_of(found[1]):
        _take_kind(slot, " ".join(found[1].split()))
        slot.fields["title"] = unquoted_title(found[2])
    elif "type_text" not in slot.fields and kind_of(line) and len(line.split()) <= 4:
        _take_kind(slot, line)
    else:
        slot.fields.setdefault("type", kind_of(line) or "other")
        slot.fields["title"] = unquoted_title(line)


def _take_people(slot: Slot, text: str) -> None:
    """Bodies are taken; who may be a person is not: publishing a name needs a basis."""
    for part in split_many(text):
        if is_body(part):
            slot.fields.setdefault("organisations", []).append(part)
        else:
            slot.notes.append("кто ведёт или участвует, перенесено не полностью: людей впишите в persons с основанием")
