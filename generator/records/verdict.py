"""Frictionless' verdict: every cell of every row is judged by its Table Schema, one call per table.

Rows go in as texts; the result says which constraint each bad cell breaks. Pitfalls of the library are handled here: an
empty row would hide its missing cells, reading stops after 1,000 errors by default, and exclusive bounds exist only in
version 2 of the standard. Frictionless takes half a second to load, so it is imported late, and by ``Judges`` while
records are being read.
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
CHUNK = 2000  # rows per call, so that two processes can share a long table
COLUMN = 100  # setting up a column takes about as long as this many rows
NUMBERED = "#"  # a column that is never empty, so that no row is blank
# Identifiers of the standard's version 2; nothing is fetched.
STANDARD = "https://datapackage.org/profiles/2.0/{}.json"
CONSTRAINT = re.compile(r'constraint "(\w+)"')
SAME_AS = re.compile(r"position (\d+)")


class CellFault(NamedTuple):
    """A cell that its schema refuses. ``row`` counts from 0; ``broken``: ``type`` or the name of a constraint.

    ``twin``: for a repeated value, the earlier row that has it.
    """

    row: int
    field: str
    broken: str
    twin: int = -1


class Batch(NamedTuple):
    """Rows of one table; each cell is a text or a list of texts.

    ``alone``: judge each row by itself, else only uniqueness among all rows.
    """

    table: Table
    rows: Sequence[Row]
    alone: bool = True


class Question(NamedTuple):
    """What Frictionless is asked about a batch: the columns that it could refuse, and their cells.

    A column is its descriptor and the pattern that its texts must match, if any.
    """

    columns: list[tuple[dict[str, Any], re.Pattern[str] | None]]
    rows: list[list[Any]]
    alone: bool


def judge(batch: Batch) -> list[CellFault]:
    """Return the faults of a table's rows."""
    return answer(ask(batch))


def ask(batch: Batch) -> Question:
    """Reduce a batch to a question, which is much smaller to send to another process than the model."""
    fields = _judged_fields(batch)
    names = [field.name for field in fields]
    columns = [(field.judged(unique=not batch.alone), field.form if batch.alone else None) for field in fields]
    if batch.alone:
        rows = [[n, *map(row.get, names)] for n, row in enumerate(batch.rows)]
    else:
        rows = [[n, *(_as_text(row.get(name)) for name in names)] for n, row in enumerate(batch.rows)]
    return Question(columns, rows, batch.alone)


def answer(question: Question) -> list[CellFault]:
    """Return Frictionless' verdict. Raises RuntimeError for any error that is not about a cell."""
    from frictionless import Checklist, Resource, Schema  # imported late, see above

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
    return sorted(faults, key=lambda fault: fault.broken != "type")  # types first: no value, no bounds


def _strict_forms(question: Question) -> Any:
    """Return a check that refuses what Frictionless accepts loosely: «2026-1-5», «1_000», «1e9», non-ASCII digits."""
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
    """Return a value as text, such that equal values give equal texts."""
    if value is None:
        return None
    return "\n".join(value) if isinstance(value, list) else str(value)


def _judged_fields(batch: Batch) -> list[Field]:
    """Return the fields that a schema could refuse in these rows, and all required ones."""
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
    """Load what the first verdict needs, including plugins."""
    gc.disable()  # loading allocates much that stays until the process ends
    from frictionless import Schema

    Schema.from_descriptor({"fields": [{"name": NUMBERED, "type": "any"}]})


class Judges:
    """Judges batches in processes that have already loaded Frictionless, or in this one. A context manager.

    ``meanwhile`` is called once, in this process, during the next ``judge``.
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
        """Return the faults of each batch, in order. Long tables are split, unless rows are compared."""
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
    """Distribute parts over the judges: indexes of parts per task, with tasks few and of similar length."""
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
    """Answer several questions."""
    return [answer(question) for question in questions]


def start_judges(jobs: int) -> Judges:
    """Return judges that load on entry in two processes; with one job, this process judges."""
    return Judges(Attendants(_load, answer_all, 2 if jobs > 1 else 0))
