"""Frictionless' verdict: every cell of every row against its Table Schema, one table a call.

Rows go in as texts; what comes back says which cell broke what. Traps of the library are met here: a row without any
value would hide what it lacks, reading would stop after a thousand errors, bounds that exclude their limit are known to
version 2 of the standard alone. Frictionless takes half a second to load, so it is loaded where it is used, and by
``Judges`` while records are still being read.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import chain
from typing import Any, ClassVar, NamedTuple, Self

from generator.model.schemas import Field, Table
from generator.processes import Attendants

Row = Mapping[str, Any]
CHUNK = 2000  # rows of one call: two processes share a long table
COLUMN = 100  # rows that take about as long as to make a column known to Frictionless
NUMBERED = "#"  # a column that is never empty: no row is blank
# Names of the standard's version 2; nothing is fetched from there.
STANDARD = "https://datapackage.org/profiles/2.0/{}.json"
CONSTRAINT = re.compile(r'constraint "(\w+)"')
SAME_AS = re.compile(r"position (\d+)")


class CellFault(NamedTuple):
    """A cell that its schema refuses. ``row`` counts from 0; ``broken``: ``type`` or the name of a constraint.

    ``twin``: of a value that is not unique, the row before that has it too.
    """

    row: int
    field: str
    broken: str
    twin: int = -1


class Batch(NamedTuple):
    """Rows of one table, each cell a text or a list of texts. ``alone``: what each row is by itself is judged, or
    only what is to be unique among all.
    """

    table: Table
    rows: Sequence[Row]
    alone: bool = True


class Question(NamedTuple):
    """What Frictionless is asked of a batch: the columns that could be refused, and the cells in them.

    A column is its descriptor and the form that its texts have, if they have one.
    """

    columns: list[tuple[dict[str, Any], re.Pattern[str] | None]]
    rows: list[list[Any]]
    alone: bool


def judge(batch: Batch) -> list[CellFault]:
    """The faults of a table's rows."""
    return answer(ask(batch))


def ask(batch: Batch) -> Question:
    """The question that a batch is. Far less than the model is sent to another process."""
    fields = _judged_fields(batch)
    names = [field.name for field in fields]
    columns = [(field.judged(unique=not batch.alone), field.form if batch.alone else None) for field in fields]
    if batch.alone:
        rows = [[n, *map(row.get, names)] for n, row in enumerate(batch.rows)]
    else:
        rows = [[n, *(_as_text(row.get(name)) for name in names)] for n, row in enumerate(batch.rows)]
    return Question(columns, rows, batch.alone)


def answer(question: Question) -> list[CellFault]:
    """Frictionless' verdict. What it says of anything but a cell is a fault of the program."""
    from frictionless import Checklist, Resource, Schema  # late: see above

    columns, rows, alone = question
    if not columns or not rows:
        return []
    descriptors = [{"name": NUMBERED, "type": "any"}, *(descriptor for descriptor, _ in columns)]
    schema = Schema.from_descriptor({"$schema": STANDARD.format("tableschema"), "fields": descriptors})
    profile = STANDARD.format("dataresource")
    head = [descriptor["name"] for descriptor in descriptors]
    resource = Resource(data=[head, *rows], schema=schema, schema_profile=profile)
    checks = Checklist(checks=[_strict_forms(question)] if alone else [])
    report = resource.validate(checks, limit_errors=2 * len(rows) * len(descriptors) + 1)
    if report.valid:
        return []
    faults = [_fault(*error) for error in report.flatten(["type", "rowNumber", "fieldName", "note"])]
    return sorted(faults, key=lambda fault: fault.broken != "type")  # what has no value has no bounds to keep


def _strict_forms(question: Question) -> Any:
    """A check that has Frictionless refuse what it reads loosely: «2026-1-5», «1_000», «1e9», other scripts' digits."""
    from frictionless import Check, errors

    forms = [(n, descriptor["name"], form) for n, (descriptor, form) in enumerate(question.columns, start=1) if form]

    class StrictForms(Check):
        type = "strict-forms"
        Errors: ClassVar = [errors.TypeError]

        def validate_row(self, row: Any) -> Iterator[Any]:
            for number, name, form in forms:
                text = row.cells[number]
                if text is not None and not form.fullmatch(text):
                    yield errors.TypeError.from_row(row, note=f'form is "{form.pattern}"', field_name=name)

    return StrictForms()


def _as_text(value: Any) -> str | None:
    """A typed value as a text that is equal where the value is."""
    if value is None:
        return None
    return "\n".join(value) if isinstance(value, list) else str(value)


def _judged_fields(batch: Batch) -> list[Field]:
    """Fields that some row fills and whose schema can refuse it, and those that every row must fill."""
    if not batch.alone:
        return list(batch.table.unique)
    filled = {name for row in batch.rows for name in row}
    return [field for field in batch.table.fields if field.required or (field.name in filled and field.limited)]


def _fault(kind: str, number: int | None, name: str, note: str) -> CellFault:
    if number is None or kind not in ("type-error", "constraint-error", "unique-error"):
        raise RuntimeError(f"Frictionless could not judge a table: {kind}: {note}")
    if kind == "constraint-error":
        found = CONSTRAINT.search(note)
        return CellFault(number - 2, name, found[1] if found else "constraint")
    if kind == "unique-error" and (found := SAME_AS.search(note)):
        return CellFault(number - 2, name, "unique", int(found[1]) - 2)
    return CellFault(number - 2, name, "type")


def _load() -> None:
    """Load what the first judgement needs, plugins and all."""
    gc.disable()  # the library makes much, and nothing of it is thrown away before the process ends
    from frictionless import Schema

    Schema.from_descriptor({"fields": [{"name": NUMBERED, "type": "any"}]})


class Judges:
    """Judge batches: processes that loaded Frictionless meanwhile, or this one. A context manager.

    ``meanwhile`` is done once, here, while the tables are judged that are given next.
    """

    def __init__(self, attendants: Attendants[Sequence[Question], list[list[CellFault]]]) -> None:
        self._attendants = attendants
        self.meanwhile: Callable[[], object] | None = None

    def __enter__(self) -> Self:
        self._attendants.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._attendants.__exit__(*error)

    def judge(self, batches: Sequence[Batch]) -> list[list[CellFault]]:
        """The faults of each batch, in their order. Long tables are parted, but where rows are compared."""
        parts, places = [], []
        for number, batch in enumerate(batches):
            step = CHUNK if batch.alone else len(batch.rows)
            for start in range(0, len(batch.rows), step or 1):
                parts.append(batch._replace(rows=batch.rows[start : start + step]))
                places.append((number, start))
        shares = _share_out(parts, self._attendants.count)
        meanwhile, self.meanwhile = self.meanwhile or (lambda: None), None
        answers = self._attendants.map(([ask(parts[n]) for n in share] for share in shares), meanwhile)
        judged = dict(zip(chain(*shares), chain(*answers), strict=True))
        found: list[list[CellFault]] = [[] for _ in batches]
        for n, (number, start) in enumerate(places):
            found[number] += [fault._replace(row=fault.row + start) for fault in judged[n]]
        return found


def _share_out(parts: Sequence[Batch], count: int) -> list[list[int]]:
    """Numbers of the parts that are judged in one go: as few goes as keep all judges at work, and alike in length."""
    rounds = 1 + sum(len(part.rows) for part in parts) // (CHUNK * max(count, 1))
    goes: list[list[int]] = [[] for _ in range(min(rounds * max(count, 1), len(parts)))]
    burdens = [len(part.table.fields) * (COLUMN + len(part.rows)) for part in parts]
    laden = [(0, number) for number in range(len(goes))]
    for number in sorted(range(len(parts)), key=lambda n: -burdens[n]):
        burden, least = heappop(laden)
        goes[least].append(number)
        heappush(laden, (burden + burdens[number], least))
    return goes


def answer_all(questions: Sequence[Question]) -> list[list[CellFault]]:
    """The faults of several batches."""
    return [answer(question) for question in questions]


def start_judges(jobs: int) -> Judges:
    """Judges that get ready as soon as they are entered, in two processes; with one job this one judges."""
    return Judges(Attendants(_load, answer_all, 2 if jobs > 1 else 0))
