"""A town's model: the program's tables plus the town's own fields, minus the sections it does without.

Made from the texts of the settings and of ``content/fields/<table>.yml`` before any record is read. Faulty descriptions
are skipped here and reported by the check, which reads the same files as records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from generator.model.schemas import DataPackage, Field, Table, linked
from generator.model.words import USUAL_WORDING, Wording
from generator.text import capital

OWN_NAME = re.compile("x_[a-z0-9]+(?:_[a-z0-9]+)*")
# Code of field_types → an example value; code of field_formats → the check of a text and an example.
TYPES = {"string": "текст", "integer": "12", "number": "1.5", "date": "2026-11-01", "time": "10:00", "array": "текст"}
FORMATS = {
    "default": ("", "текст"),
    "longtext": ("longtext", "текст"),
    "email": ("email", "info@example.org"),
    "uri": ("url", "https://example.org/"),
    "phone": ("phone", "+73916900000"),
}
LONGEST = {"longtext": 4000}  # characters, unless the field sets a limit; LONGEST_LIST counts items
LONGEST_LINE, LONGEST_LIST = 400, 50
CLOSING = ("source", "confirmed_on", "note")  # fields that stay at the end of a record
NUMBERS = ("integer", "number")
Row = tuple[tuple[str, str], ...]
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Town:
    """What files say about a town's model.

    ``own``: tables and the rows of their field files, as text. ``examples``: known lists and the first code of each.
    ``without``: sections it lacks (see ``sections``). ``wording``: its words for its forum and its operator.
    """

    own: tuple[tuple[str, tuple[Row, ...]], ...] = ()
    examples: tuple[tuple[str, str], ...] = ()
    without: frozenset[str] = frozenset()
    wording: Wording = USUAL_WORDING


@lru_cache(maxsize=8)
def town_package(program: DataPackage, town: Town) -> DataPackage:
    """Return the model of a town, or the program's own if there is nothing to change.

    Cached: the same town gets the same object, so a live preview can keep what it caches by table.
    """
    if not (town.own or town.without or town.wording != USUAL_WORDING):
        return program
    examples = dict(town.examples)
    added = {name: own_fields(program.tables[name], map(dict, rows), examples) for name, rows in town.own}
    absent = tuple(table for table in program.tables.values() if table.part in town.without)
    gone = {table.name: table.part for table in absent}
    tables = (
        _fitted(table, _joined(table.fields, added.get(table.name, ())), town.without, gone)
        for table in program.tables.values()
        if table.name not in gone
    )
    if town.wording.forums != USUAL_WORDING.forums:
        tables = (_renamed(table, town.wording) for table in tables)
    return replace(program, tables=linked(tables), without=town.without, absent=absent, wording=town.wording)


def _renamed(table: Table, wording: Wording) -> Table:
    """Put the town's word for its forum into the table's titles and into references to forums."""
    one, many = wording.forum, wording.forums
    fields = tuple(replace(f, title=capital(one.nom)) if f.ref == "forums" else f for f in table.fields)
    titles = {
        "forums": capital(many.nom),
        "forum_sessions": f"Программа {many.gen}",
        "forum_decisions": f"Решения {many.gen}",
    }
    table = replace(table, fields=fields, title=titles.get(table.name, table.title))
    if table.name == "forums":
        return replace(table, nouns=(one.nom, one.gen, many.gen), section=capital(one.nom))
    return table


def _fitted(table: Table, fields: tuple[Field, ...], without: frozenset[str], gone: Texts) -> Table:
    """Rebuild the table with ``fields``, without anything of absent sections. ``gone``: table → its section."""
    lost = {field.name: field.part or gone.get(field.ref, "") for field in fields}
    lost = {name: part for name, part in lost.items() if part in without}
    nested = {key: child.part for key, child in table.nested.items() if child.name in gone}
    return replace(
        table,
        fields=tuple(field for field in fields if field.name not in lost),
        parents=tuple(name for name in table.parents if name not in gone),
        absent=lost | nested,
        nested={},
        owners=[],
    )


def _joined(fields: tuple[Field, ...], own: tuple[Field, ...]) -> tuple[Field, ...]:
    """Insert the town's fields before those that end a record."""
    at = len(fields)
    while at and fields[at - 1].name in CLOSING:
        at -= 1
    return (*fields[:at], *own, *fields[at:])


def own_fields(table: Table, rows: Iterable[Texts], examples: Texts) -> tuple[Field, ...]:
    """Return the well-formed fields among the rows of ``content/fields/<table>.yml``, given as text.

    ``examples`` maps known lists to the first code of each.
    """
    if not table.extensible:
        return ()
    found = {row["name"]: _field(row, table, examples) for row in rows if _is_whole(row)}
    return tuple(found.values())


def _is_whole(row: Texts) -> bool:
    named = OWN_NAME.fullmatch(row.get("name", "")) and row.get("title", "").strip()
    return bool(named) and row.get("type", "string") in TYPES and row.get("format", "default") in FORMATS


def _field(row: Texts, table: Table, examples: Texts) -> Field:
    kind, form = row.get("type", "string"), row.get("format", "default")
    is_array, is_text = kind == "array", kind in ("string", "array")
    check, usual = FORMATS[form] if is_text else ("", TYPES[kind])
    codes = row.get("list", "") if is_text else ""
    example = row.get("example") or (examples.get(codes) or "kod" if codes else usual)
    limits: dict[str, Any] = {name: True for name in ("required", "unique") if row.get(name) == "yes"}
    if is_text and not codes:
        longest = LONGEST_LIST if is_array else LONGEST.get(form, LONGEST_LINE)
        limits["maxLength"] = _whole(row.get("maxLength", "")) or longest
    limits |= {name: _number(row[name]) for name in ("minimum", "maximum") if kind in NUMBERS and _is_number(row, name)}
    show = row.get("show", "facts")
    return Field(
        name=row["name"],
        type=kind,
        title=row["title"].strip(),
        description=row.get("description") or "Поле этого города.",
        example=[example] if is_array else example,
        check="" if is_array or codes else check,
        list=codes,
        items=("" if codes else check or "text") if is_array else "",
        show=show if show in ("facts", "staff") else "staff",
        personal=table.personal,
        format="%H:%M" if kind == "time" else "default",
        constraints=limits,
    )


def _whole(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,4}", text) else 0


def _is_number(row: Texts, name: str) -> bool:
    return re.fullmatch(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?", row.get(name, "")) is not None


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)
