"""All records of a root: text in, typed records and problems out, over both cores when it pays.

The order: controlled lists and settings first (the rest is checked against them), then every record by itself,
then across records. Positions for findings across records come from reading the one file again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache, partial
from pathlib import Path

from generator.clock import today
from generator.model import vocabulary
from generator.model.schemas import load_package
from generator.model.vocabulary import Vocabulary, make_vocabulary
from generator.problems.problem import Problem, arrange, has_errors
from generator.processes import Workers, in_background
from generator.records import integrity
from generator.records.evidence import check_figures
from generator.records.findings import named
from generator.records.plain_records import PlainReader
from generator.records.rules import Finding, RuleContext, find_faults
from generator.records.source import RawFile, Source, load_source
from generator.records.validate import Record, Trail, check_record
from generator.records.yaml import MappingNode, Mark, Node, SequenceNode, parse_record

CHUNK = 200
WORTH_PARTING = 1000  # records; of fewer it is not worth parting
FALLBACK_ZONE = "Europe/Moscow"


@dataclass(slots=True)
class Checked:
    """What ``check`` knows of a root. ``records``: table → id → typed record (only what is good in it)."""

    records: dict[str, dict[str, Record]] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary({}))
    settings: Record = field(default_factory=dict)
    today: date = date.min
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, RawFile] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """What a record is checked against; the same for all records of a run."""

    vocabulary: Vocabulary
    frame: RuleContext
    plain: PlainReader = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "plain", PlainReader(self.vocabulary))


Outcome = tuple[str, str, Record, list[Problem]]


@dataclass(slots=True)
class Memo:
    """Outcomes of records under one context, for checking again only what changed."""

    context: Context | None = None
    outcomes: dict[RawFile, Outcome] = field(default_factory=dict)


def check_root(root: Path, jobs: int = 1) -> Checked:
    """Check everything under ``root``. Raises PortalError only when there is no root."""
    return check_source(load_source(root), root, jobs)


def check_source(source: Source, root: Path, jobs: int = 1, memo: Memo | None = None) -> Checked:
    """Check what was read from ``root``. ``memo`` remembers outcomes of records between calls, for a live preview."""
    checked, context = _prepare(source)
    rest = [raw for raw in checked.files.values() if raw.table not in ("lists", "settings")]
    outcomes = check_files(rest, context, jobs) if memo is None else _check_remembered(rest, context, memo)
    for table, record_id, record, problems in outcomes:
        checked.records[table][record_id] = record
        checked.problems += problems
    for path, finding in integrity.find_faults(checked.records, checked.files, root):
        checked.problems.append(place(finding, checked.files.get(path), path))
    if not has_errors(checked.problems):  # a record that is refused is not counted
        for path, finding in check_figures(checked.records, checked.today):
            checked.problems.append(place(named("indicators", finding), checked.files.get(path), path))
    checked.problems = arrange(checked.problems)
    return checked


def check_files(files: Sequence[RawFile], context: Context, jobs: int) -> list[Outcome]:
    """Check records each by itself, in the order given; many of them in two processes, odd ones in ``jobs``."""
    half = len(files) // 2 if len(files) > WORTH_PARTING else 0
    with in_background(partial(_check_plain, files[:half], context), jobs if half else 1) as others:
        rest = _check_plain(files[half:], context)
        outcomes = [*others(), *rest]
    odd = [raw for raw, outcome in zip(files, outcomes, strict=True) if outcome is None]
    full = iter(list(_check_odd(odd, context, jobs)))
    return [outcome or next(full) for outcome in outcomes]


def _check_plain(files: Sequence[RawFile], context: Context) -> list[Outcome | None]:
    return [check_plainly(raw, context) for raw in files]


def _check_odd(files: Sequence[RawFile], context: Context, jobs: int) -> Iterator[Outcome]:
    _Shared.files, _Shared.context = files, context
    with Workers(jobs) as workers:
        for outcomes in workers.over(_check_chunk, range(0, len(files), CHUNK)):
            yield from outcomes


def _check_remembered(files: Sequence[RawFile], context: Context, memo: Memo) -> Iterable[Outcome]:
    """Outcomes of unchanged records under an equal context are taken from ``memo``; what is gone is forgotten."""
    known = memo.outcomes if memo.context == context else {}
    memo.context, memo.outcomes = context, {}
    for raw in files:
        outcome = memo.outcomes[raw] = known.get(raw) or check_file(raw, context)
        yield outcome


class _Shared:
    """What forked processes inherit instead of having it sent to them."""

    files: Sequence[RawFile] = ()
    context: Context | None = None


def _check_chunk(start: int) -> list[Outcome]:
    context = _Shared.context
    if context is None:
        raise RuntimeError("process without context")
    return [check_fully(raw, context) for raw in _Shared.files[start : start + CHUNK]]


def check_file(raw: RawFile, context: Context) -> Outcome:
    """One record: read, cast, checked by its schema and rules."""
    return check_plainly(raw, context) or check_fully(raw, context)


def check_plainly(raw: RawFile, context: Context) -> Outcome | None:
    """A plain record without a fault; None of any other."""
    table = load_package().tables[raw.table]
    if not table.folder:
        return None
    record = context.plain.read(raw.text, raw.table, raw.id)
    if record is None or any(find_faults(raw.table, record, context.frame)):
        return None
    return raw.table, raw.id, record, []


def check_fully(raw: RawFile, context: Context) -> Outcome:
    """Any record, with all that is to be said of it."""
    parsed = parse_record(raw.text, raw.path)
    if parsed.root is None:
        return raw.table, raw.id, {}, parsed.problems
    table = load_package().tables[raw.table]
    record, problems = check_record(parsed.root, table, raw.id, raw.path, context.vocabulary)
    findings = find_faults(raw.table, record, context.frame)
    found = [
        put(finding, parsed.root, raw)
        for finding in findings
        if not (finding.absent and _node_at(parsed.root, finding.trail))
    ]
    return raw.table, raw.id, record, parsed.problems + problems + found


def put(finding: Finding, root: MappingNode | None, raw: RawFile) -> Problem:
    """A finding with the place its trail leads to (as far as the file has it)."""
    mark = locate(root, finding.trail) if root else Mark(0, 0)
    name = next((str(part) for part in reversed(finding.trail) if isinstance(part, str)), "")
    message = finding.message.replace("г..", "г.")  # a date in words ends a sentence with its own dot
    return Problem(finding.code, raw.path, mark.line, mark.column, message, finding.hint, record=raw.id, field=name)


def place(finding: Finding, raw: RawFile | None, path: str) -> Problem:
    """A finding across records: its file is read once more for the place."""
    if raw is None:
        return Problem(finding.code, path, 0, 0, finding.message, finding.hint)
    return put(finding, _tree(raw), raw)


@lru_cache(maxsize=16)
def _tree(raw: RawFile) -> MappingNode | None:
    """The tree of a file in which findings were made: they come file by file, many for one at worst."""
    return parse_record(raw.text, raw.path).root


def locate(root: MappingNode, trail: Trail) -> Mark:
    """The place of the value at the trail's end, or of the innermost part of the trail that the file has."""
    node: Node = root
    for step in trail:
        found = _step(node, step)
        if found is None:
            break
        node = found
    return node.mark


def _node_at(root: MappingNode, trail: Trail) -> Node | None:
    node: Node | None = root
    for step in trail:
        node = _step(node, step) if node is not None else None
    return node


def _step(node: Node, step: str | int) -> Node | None:
    if isinstance(node, MappingNode) and isinstance(step, str):
        return node.entries.get(step)
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


def _prepare(source: Source) -> tuple[Checked, Context]:
    """Lists and settings first; a root without settings gets one problem, not a train of them."""
    checked = Checked(problems=list(source.problems), files={raw.path: raw for raw in source.files})
    checked.records = {table.name: {} for table in load_package().roots}
    bare = _bare()
    lists = {**_own_lists()}
    for raw in source.files:
        if raw.table != "lists":
            continue
        _, list_id, record, problems = check_file(raw, bare)
        checked.problems += problems
        if lists.get(list_id, {}).get("fixed") == "yes":
            hint = "Удалите файл: от этих кодов зависит программа."
            message = f"Справочник «{list_id}» менять нельзя."
            checked.problems.append(Problem("E410", raw.path, 0, 0, message, hint, record=list_id))
        elif record.get("items") and not problems:
            lists[list_id] = record
    checked.records["lists"] = lists
    checked.vocabulary = make_vocabulary(lists)
    settings = next((raw for raw in source.files if raw.table == "settings"), None)
    if settings is None:
        hint = "Создайте content/settings.yml: образец — на странице «Как заполнять»."
        checked.problems.append(Problem("E411", "content/settings.yml", 0, 0, "Нет настроек портала.", hint))
        record = {}
    else:
        _, _, record, problems = check_file(settings, Context(checked.vocabulary, bare.frame))
        checked.problems += problems
    checked.settings = checked.records["settings"]["settings"] = record
    checked.today = today(record.get("timezone", FALLBACK_ZONE))
    lat = (record.get("lat_min", -90.0), record.get("lat_max", 90.0))
    lon = (record.get("lon_min", -180.0), record.get("lon_max", 180.0))
    return checked, Context(checked.vocabulary, RuleContext(checked.today, lat, lon))


def _bootstrap_vocabulary() -> Vocabulary:
    """The one list that lists themselves refer to."""
    items = [{"code": "yes", "label": "да"}, {"code": "no", "label": "нет"}]
    return make_vocabulary({"yes_no": {"title": "Да или нет", "items": items}})


@cache
def _bare() -> Context:
    """What lists and settings are checked against: no list is known yet, nor where the town lies."""
    return Context(_bootstrap_vocabulary(), RuleContext(date.min, (-90.0, 90.0), (-180.0, 180.0)))


@cache
def _own_lists() -> dict[str, Record]:
    return {path.stem: _own_list(path, _bare()) for path in sorted(vocabulary.FOLDER.glob("*.yml"))}


def _own_list(path: Path, bare: Context) -> Record:
    raw = RawFile(path.name, "lists", path.stem, path.read_text("utf-8"))
    _, _, record, problems = check_file(raw, bare)
    if problems:
        raise ValueError(f"the program's own list is broken: {problems[0]}")
    return record
