"""Removes references to missing targets from a record's text, and as little else as possible.

A value of a list or an optional field is removed alone. If its row breaks a rule without it, the row is removed; else
the row around that.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import deepcopy
from typing import NamedTuple

from generator.model.schemas import OWN, DataPackage, Table
from generator.model.vocabulary import Vocabulary
from generator.records.findings import RuleContext
from generator.records.messages import name_at
from generator.records.named_files import folder_of
from generator.records.places import steps_of
from generator.records.rules import find_faults
from generator.records.settle import row_at, table_at
from generator.records.validate import Record, Trail
from generator.records.writing import Change, DropRow, SetField, set_fields
from generator.records.writing.edits import WritingError
from generator.records.writing.spans import Fields, Items, Text, Tree, load_spans

CODE = re.compile(r"[a-z0-9._#-]{1,80}")  # other texts are never quoted


class Parted(NamedTuple):
    """A text after removal, empty if a file of rows has none left. ``removed``: what was, in Russian."""

    text: str
    removed: tuple[str, ...]


class _Reference(NamedTuple):
    """A field of a row with missing targets; ``places``: indexes of those values if it is a list."""

    row: Trail
    field: str
    places: tuple[int, ...]


def take_out(text: str, table: Table, record: Record, loose: Iterable[Trail], context: RuleContext) -> Parted | None:
    """Remove the loose references of a typed ``record``. Returns None if it is invalid without them."""
    changes: list[Change] = []
    removed: list[str] = []
    gone: list[Trail] = []
    record = deepcopy(record)
    for one in _by_field(loose):  # last first, so that earlier indexes stay valid
        if any(one.row[: len(row)] == row for row in gone):
            continue
        names = _named(record, one)
        if (cut := _least(table, record, one, context)) is None:
            return None
        record, change, row = cut
        gone += [row] if row else []
        changes.append(change)
        removed.append(_words(table, one, names, row))
    removed.reverse()
    if table.file and table.key and not record.get(table.key):
        return Parted("", tuple(removed))
    try:
        return Parted(set_fields(text, table, changes), tuple(removed))
    except WritingError:
        return None


def find_unlisted(
    text: str, table: Table, vocabulary: Vocabulary, lists: Collection[str]
) -> Iterator[tuple[Trail, str | list[str]]]:
    """Yield codes that none of these lists has and undeclared fields of the town's own: trail and typed value.

    A trail ends with the field, or with the index of a value in its list; the typed value is always the whole field's.
    """
    yield from _unlisted(load_spans(text), table, {name: vocabulary.lists.get(name, {}) for name in lists}, ())


def _unlisted(
    node: Tree, table: Table, lists: Mapping[str, Mapping[str, object]], trail: Trail
) -> Iterator[tuple[Trail, str | list[str]]]:
    for key, value in node.values.items() if isinstance(node, Fields) else ():
        at, field = (*trail, key), table.by_name.get(key)
        items = value.items if isinstance(value, Items) else []
        texts = [item.text.strip() if isinstance(item, Text) else "" for item in items]
        if child := table.nested.get(key):
            for number, row in enumerate(items):
                yield from _unlisted(row, child, lists, (*at, number))
        elif field is None and key.startswith(OWN):
            yield at, value.text if isinstance(value, Text) else texts
        elif field and field.list in lists and not field.open:
            known = lists[field.list]
            if isinstance(value, Text) and value.text.strip() not in known:
                yield at, value.text.strip()
            yield from (((*at, number), texts) for number, code in enumerate(texts) if code not in known)


def with_typed(record: Record, typed: Iterable[tuple[Trail, str | list[str]]]) -> Record:
    """Return the record with refused values restored to their fields."""
    whole = deepcopy(record)
    for trail, value in typed:
        at = trail if isinstance(trail[-1], str) else trail[:-1]
        row_at(whole, at[:-1])[str(at[-1])] = value
    return whole


def in_words(table: Table, record: Record, loose: Iterable[Trail]) -> str:
    """Describe the loose references in Russian: their fields and targets."""
    return "; ".join(_words(table, one, _named(record, one), ()) for one in reversed([*_by_field(loose)]))


def target_of(package: DataPackage, table: Table, record: Record, trail: Trail) -> str:
    """Return the path of the file that a reference needs."""
    one = next(_by_field([trail]))
    row, field = row_at(record, one.row), table_at(table, one.row).by_name[one.field]
    value = str(row[one.field][one.places[0]] if one.places else row[one.field])
    if field.check == "file":
        return f"content/{folder_of(value)}/{value}"
    name = row["kind"] if table.name == "moved" else field.ref or "forums"  # a reference to a decision
    return package.tables[name].path(value.partition("#")[0])


def _by_field(loose: Iterable[Trail]) -> Iterator[_Reference]:
    """Yield the references grouped by field, from the last in the record to the first."""
    found: dict[Trail, list[int]] = defaultdict(list)
    for trail in loose:
        in_list = len(trail) % 2 == 0  # keys and row indexes alternate, so a final index is that of a value
        found[trail[:-1] if in_list else trail] += [int(trail[-1])] if in_list else []
    for trail in sorted(found, reverse=True):
        yield _Reference(trail[:-1], str(trail[-1]), tuple(sorted(found[trail])))


def _named(record: Record, one: _Reference) -> str:
    """Return the targets that the reference names."""
    value = row_at(record, one.row)[one.field]
    names = [str(value[place]) for place in one.places] or [str(value)]
    return ", ".join(name if CODE.fullmatch(name) else "не код" for name in names)


def _least(table: Table, record: Record, one: _Reference, context: RuleContext) -> tuple[Record, Change, Trail] | None:
    """Remove the reference, or the innermost row that can be removed: record, change, trail of the row."""
    before = _errors(table, record, context)
    values = row_at(record, one.row)[one.field]
    left = [value for place, value in enumerate(values) if place not in one.places] if one.places else None
    field = table_at(table, one.row).by_name.get(one.field)  # None for an undeclared field of the town's own
    if left or field is None or not field.required:
        without = deepcopy(record)
        row = row_at(without, one.row)
        row.pop(one.field)
        row |= {one.field: left} if left else {}
        if not _errors(table, without, context) - before:
            return without, SetField(one.field, left, steps_of((*one.row, one.field))), ()
    for end in range(len(one.row), 0, -2):
        at = one.row[:end]
        *above, name, place = at
        key, without = str(name), deepcopy(record)
        around = row_at(without, tuple(above))
        del around[key][place]
        if not around[key]:
            del around[key]
        if not _errors(table, without, context) - before:
            return without, DropRow(key, int(place), steps_of((*above, key))), at
    return None


def _errors(table: Table, record: Record, context: RuleContext) -> Counter[str]:
    return Counter(found.code for found in find_faults(table, record, context) if found.code.startswith("E"))


def _words(table: Table, one: _Reference, names: str, row: Trail) -> str:
    """Describe what was removed: the field and its target, or the whole row."""
    steps = [
        f"{name_at(table, one.row[: number + 1])}, пункт {int(place) + 1}"
        for number, place in enumerate(one.row)
        if number % 2
    ]
    known = one.field in table_at(table, one.row).by_name
    field = f"{name_at(table, (*one.row, one.field)) if known else one.field}: {names}"
    if row:
        return f"{', '.join(steps[: len(row) // 2])}, целиком: без {field} его не бывает"
    return ", ".join([*steps, field])
