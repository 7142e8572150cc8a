"""Checks each file on its own: text → tree → texts → verdict → typed values, with all its problems.

Files may be read in two processes. The rows of a table from all files are judged in one call (``verdict``); then each
record is typed and checked by the rules of its kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from generator.model.schemas import DataPackage, Field, Table
from generator.model.vocabulary import Vocabulary
from generator.problems.problem import Problem, TooManyError, add_problem
from generator.processes import in_background
from generator.records.casts import typed_record
from generator.records.findings import Finding, RuleContext
from generator.records.glossary import missing_field
from generator.records.messages import Coded
from generator.records.places import node_at, put, tree_of, without_mended
from generator.records.reading import read_file
from generator.records.rules import find_faults
from generator.records.source import RawFile
from generator.records.validate import Outcome, Record, Spoiled, Trail
from generator.records.verdict import Batch, CellFault, Judges
from generator.records.wrong_values import broken_constraint, year_known

WORTH_PARTING = 400  # files; fewer are read before another process could begin
At = tuple[int, Trail]  # index of a file, and the trail of a row in it


@dataclass(frozen=True, slots=True)
class Context:
    """What records are checked against, the same in one run. ``area``: the town's area code for phones."""

    package: DataPackage
    vocabulary: Vocabulary
    rules: RuleContext
    area: str = ""


class Repeated(NamedTuple):
    """A cell that must be unique but has the value of an earlier row, in the record ``twin``."""

    table: str
    id: str
    trail: Trail
    field: Field
    value: Any
    twin: str


@dataclass(slots=True)
class Remembered:
    """Outcomes of files in one context."""

    context: Context | None = None
    outcomes: dict[RawFile, Outcome] = field(default_factory=dict)

    def under(self, context: Context) -> dict[RawFile, Outcome]:
        """Return the outcomes if the context is unchanged, else nothing."""
        return self.outcomes if self.context == context else {}


NOTHING: Mapping[RawFile, Outcome] = MappingProxyType({})


def read_files(
    files: Sequence[RawFile],
    package: DataPackage,
    vocabulary: Vocabulary,
    jobs: int = 1,
    known: Mapping[RawFile, Outcome] = NOTHING,
    *,
    area: str = "",
) -> dict[RawFile, Outcome]:
    """Return drafts of the records not in ``known``; many files are read in two processes."""
    fresh = [raw for raw in files if raw not in known]
    half = len(fresh) // 2 if len(fresh) > WORTH_PARTING else 0
    with in_background(partial(_read_some, fresh[:half], package, vocabulary, area), jobs if half else 1) as others:
        rest = _read_some(fresh[half:], package, vocabulary, area)
        return dict(zip(fresh, [*others(), *rest], strict=True))


def _read_some(files: Sequence[RawFile], package: DataPackage, vocabulary: Vocabulary, area: str) -> list[Outcome]:
    return [read_file(raw, package.tables[raw.table], vocabulary, area) for raw in files]


def settle_files(
    files: Sequence[RawFile],
    drafts: Mapping[RawFile, Outcome],
    context: Context,
    judges: Judges,
    memory: Remembered | None = None,
) -> list[Outcome]:
    """Return the outcomes of all files. Drafts not in memory are judged, one call per table."""
    memory = memory or Remembered()
    known = memory.under(context)
    fresh = [raw for raw in files if raw not in known]
    # A file has no draft if its outcome was remembered, but in another context.
    tables = context.package.tables
    read = [drafts.get(raw) or read_file(raw, tables[raw.table], context.vocabulary, context.area) for raw in fresh]
    faults = _judge_rows(read, context.package, judges)
    pairs = enumerate(zip(fresh, read, strict=True))
    new = {raw: _settle(raw, draft, faults.get(number, ()), context) for number, (raw, draft) in pairs}
    memory.context, memory.outcomes = context, {raw: new.get(raw) or known[raw] for raw in files}
    return [memory.outcomes[raw] for raw in files]


def _rows(table: Table, record: Record, trail: Trail = ()) -> Iterator[tuple[str, Trail, Record]]:
    """Yield table, trail and cells of the rows of a record, without rows that were refused as a whole."""
    lists = table.nested
    if table.file and table.key and not trail:
        lists = {table.key: table}
    elif not (isinstance(record, Spoiled) and record.whole):
        yield table.name, trail, record
    for key, child in lists.items():
        for number, row in enumerate(record.get(key, ())):
            yield from _rows(child, row, (*trail, key, number))


def _gather(outcomes: Sequence[Outcome], package: DataPackage) -> dict[str, tuple[list[At], list[Record]]]:
    """Return table → places of its rows, and their cells."""
    found: dict[str, tuple[list[At], list[Record]]] = {}
    for number, outcome in enumerate(outcomes):
        for name, trail, row in _rows(package.tables[outcome.table], outcome.record):
            places, rows = found.setdefault(name, ([], []))
            places.append((number, trail))
            rows.append(row)
    return found


def _judge_rows(
    drafts: Sequence[Outcome], package: DataPackage, judges: Judges
) -> dict[int, list[tuple[Trail, CellFault]]]:
    """Return index of a draft → its faults with the trails of their rows."""
    gathered = _gather(drafts, package)
    batches = [Batch(package.tables[name], rows) for name, (_, rows) in gathered.items()]
    found: dict[int, list[tuple[Trail, CellFault]]] = defaultdict(list)
    for (places, _), faults in zip(gathered.values(), judges.judge(batches), strict=True):
        for fault in faults:
            number, trail = places[fault.row]
            found[number].append((trail, fault))
    return found


def find_repeated(outcomes: Sequence[Outcome], package: DataPackage, judges: Judges) -> list[Repeated]:
    """Return cells that must be unique but repeat an earlier row's value. Called where all rows are known."""
    tables = package.tables
    gathered = {name: found for name, found in _gather(outcomes, package).items() if tables[name].unique}
    batches = [Batch(tables[name], [*_alone(tables[name], rows)], alone=False) for name, (_, rows) in gathered.items()]
    repeated = []
    for batch, (places, _), faults in zip(batches, gathered.values(), judges.judge(batches), strict=True):
        first: dict[tuple[str, int], int] = {}
        for fault in faults:
            number, trail = places[fault.row]
            twin = first[fault.field, fault.row] = first.get((fault.field, fault.twin), fault.twin)
            found, field, value = outcomes[number], batch.table.by_name[fault.field], batch.rows[fault.row][fault.field]
            other = outcomes[places[twin][0]].id
            repeated.append(Repeated(found.table, found.id, (*trail, fault.field), field, value, other))
    return repeated


def _alone(table: Table, rows: Sequence[Record]) -> Iterator[Record]:
    """Yield rows without values they may share: a branch has the numbers of its head organisation."""
    shared = [field for field in table.unique if field.unless]
    for row in rows:
        left_out = {field.name for field in shared if field.unless in row}
        yield {key: value for key, value in row.items() if key not in left_out} if left_out else row


def _settle(raw: RawFile, draft: Outcome, faults: Sequence[tuple[Trail, CellFault]], context: Context) -> Outcome:
    """Apply the verdict to a draft: type its values and add the problems found."""
    table = context.package.tables[raw.table]
    record, problems = draft.record, list(draft.problems)
    try:
        record = typed_record(_judged(raw, record, faults, context, problems), table)
        findings = list(find_faults(table, record, context.rules))
        root = tree_of(raw) if findings else None
        for one in findings:
            if not (one.absent and root and node_at(root, one.trail)):
                add_problem(problems, put(one, raw, table))
    except TooManyError:
        record = Spoiled.entirely()
    return Outcome(raw.table, raw.id, record, problems)


def _judged(
    raw: RawFile, record: Record, faults: Sequence[tuple[Trail, CellFault]], context: Context, problems: list[Problem]
) -> Record:
    """Return the record without the cells that its schemas refuse; a problem for each is added to ``problems``."""
    table = context.package.tables[raw.table]
    supplied: set[tuple[Trail, str]] = set()  # fields that answers to other faults fill in
    for trail, fault in sorted(faults, key=lambda one: one[1].broken == "required"):
        row = row_at(record, trail)
        if (isinstance(row, Spoiled) and row.hides(fault.field)) or (trail, fault.field) in supplied:
            continue  # already reported: one cause, one problem
        field = table_at(table, trail).by_name[fault.field]
        if fault.broken == "required":
            terms = context.vocabulary.lists.get(field.list)
            words = Coded("E203", *missing_field(field, terms))
            if _goes_on(record, trail, fault.field):
                hint = f"Если эти строки относятся к пункту выше, замените дефис пробелом. {words.hint}"
                words = words._replace(hint=hint)
        else:
            words = broken_constraint(field, row, fault.broken, table_at(table, trail))
            words = year_known(words, field, record) if trail else words
        place_of = (*trail, fault.field) if fault.field in row else trail
        finding = Finding(words.code, place_of, words.message, words.hint, changes=words.changes)
        problem = replace(put(finding, raw, table), field=fault.field)
        problems[:] = without_mended(problems, [problem.fix] if problem.fix else [])
        add_problem(problems, problem)
        supplied |= {(trail, name) for name, value in (words.changes or {}).items() if value is not None}
        record = put_row(record, trail, Spoiled.without(row, fault.field))
    return record


def _goes_on(record: Record, trail: Trail, required: str) -> bool:
    """Tell whether a row without its required field may be the rest of the one above: they share no field."""
    number = trail[-1] if trail else 0
    if not isinstance(number, int) or not number:
        return False
    row, above = row_at(record, trail), row_at(record, (*trail[:-1], number - 1))
    return required in above and not row.keys() & above.keys()


def row_at(record: Record, trail: Trail) -> Record:
    """Return the nested row at a trail of keys and indexes."""
    found: Any = record
    for step in trail:
        found = found[step]
    row: Record = found
    return row


def put_row(record: Record, trail: Trail, row: Record) -> Record:
    """Replace the row at a trail; an empty trail replaces the record itself."""
    if not trail:
        return row
    rows: Any = row_at(record, trail[:-1])
    rows[trail[-1]] = row
    return record


def table_at(table: Table, trail: Trail) -> Table:
    for step in trail:
        if isinstance(step, str) and not (table.file and step == table.key):
            table = table.nested[step]
    return table
