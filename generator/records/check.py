"""Checks all records of a root: text in, typed records and problems out.

First controlled lists and settings, which the rest is read with; then each record on its own (``settle``); then rules
across records, whose findings get a position by reading the file concerned again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path

from generator.clock import today
from generator.model import vocabulary
from generator.model.schemas import DataPackage, load_package
from generator.model.sections import PLACES
from generator.model.vocabulary import GROWING, Vocabulary, grown, make_vocabulary
from generator.model.words import USUAL_WORDING, fill
from generator.problems.problem import Problem, arrange, bounded, has_errors
from generator.records import integrity
from generator.records.casts import typed_record
from generator.records.evidence import check_figures
from generator.records.findings import REPUBLISH_DAYS, RuleContext, named
from generator.records.known import Known
from generator.records.misplaced import misplaced
from generator.records.places import place
from generator.records.reading import read_file
from generator.records.settle import Context, Remembered, find_repeated, read_files, settle_files
from generator.records.source import RawFile, Source, load_source
from generator.records.validate import Outcome, Record, Spoiled
from generator.records.verdict import Judges, start_judges

FALLBACK_ZONE = "Europe/Moscow"
# Section → its codes in the list of search words.
SPOKEN_OF = {
    "forum": ("forum",),
    "decisions": ("decision",),
    "partnerships": ("agreement", "partner"),
    "practice": ("practice",),
}
CENTRE = "ресурсн"  # how the usual name of the centre begins
NAMED = {"forum": USUAL_WORDING.forum.nom}  # section → how queries name it


@dataclass(slots=True)
class Checked:
    """The result of a check. ``records``: table → id → typed record, with valid values only.

    ``unread``: table and id of files that could not be opened. ``rules``: the context of the records' rules.
    """

    package: DataPackage = field(default_factory=load_package)
    records: dict[str, dict[str, Record]] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary({}))
    settings: Record = field(default_factory=dict)
    today: date = date.min
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, RawFile] = field(default_factory=dict)
    unread: Sequence[tuple[str, str]] = ()
    rules: RuleContext | None = None


@dataclass(frozen=True, slots=True)
class Memo:
    """Outcomes kept by a live preview between checks, so that only changes are judged."""

    lists: Remembered = field(default_factory=Remembered)
    settings: Remembered = field(default_factory=Remembered)
    records: Remembered = field(default_factory=Remembered)


def check_root(root: Path, jobs: int = 1) -> Checked:
    """Check everything under ``root``. Raises PortalError only if it is not a root."""
    return check_source(load_source(root), root, jobs)


def check_source(
    source: Source,
    root: Path,
    jobs: int = 1,
    memo: Memo | None = None,
    *,
    judges: Judges | None = None,
    meanwhile: Callable[[Checked], object] = lambda checked: None,
) -> Checked:
    """Check what was read from ``root``. ``memo`` keeps outcomes of records between calls.

    ``judges`` may already be started, and are closed at the end. ``meanwhile`` is called while they judge the records.
    """
    memo = memo or Memo()
    with judges or start_judges(jobs) as ready:
        checked = Checked(source.package, problems=list(source.problems), files={raw.path: raw for raw in source.files})
        checked.records = {table.name: {} for table in source.package.roots}
        base = _read_base(source, checked)
        rest = [raw for raw in source.files if raw.table not in ("lists", "settings")]
        known = memo.records.outcomes
        drafts = read_files(rest, source.package, checked.vocabulary, jobs, known, area=base.area)
        lists, context = _settle_base(checked, base, ready, memo)
        ready.meanwhile = partial(meanwhile, checked)
        outcomes = settle_files(rest, drafts, context, ready, memo.records)
        repeated = find_repeated([*lists, *outcomes], source.package, ready)
    checked.unread, files = source.unread, checked.files
    elsewhere = _take_outcomes(checked, rest, outcomes)
    known_records = Known(source.package, checked.records, files, [*source.unread, *elsewhere])
    found = integrity.find_faults(known_records, root, repeated, checked.today)
    checked.problems += bounded(place(finding, files.get(path), path, table) for table, path, finding in found)
    if not has_errors(checked.problems):  # counts would be wrong without the refused records
        figures = source.package.tables["indicators"]
        for finding in check_figures(checked.records, checked.today, source.package):
            checked.problems.append(place(named(figures, finding), files.get(figures.file), figures.file, figures))
    checked.problems = arrange(checked.problems)
    return checked


def _take_outcomes(checked: Checked, files: Sequence[RawFile], outcomes: Sequence[Outcome]) -> list[tuple[str, str]]:
    """Add records and their problems; return table and id of the records that lie in the folder of another kind."""
    elsewhere = []
    for raw, (table, record_id, record, problems) in zip(files, outcomes, strict=True):
        found = misplaced(raw, problems, checked.package)
        checked.records[table][record_id] = Spoiled.entirely() if found else record
        checked.problems += [found[1]] if found else problems
        elsewhere += [(found[0], record_id)] if found else []
    return elsewhere


@dataclass(slots=True)
class _Base:
    """Lists and settings as read; they are judged once Frictionless has loaded."""

    lists: list[RawFile]
    drafts: dict[RawFile, Outcome]
    settings: list[RawFile]
    settings_drafts: dict[RawFile, Outcome]
    area: str


def _area_of(settings: Sequence[RawFile]) -> str:
    """Return the town's area code as typed: lists need it too, and they are read before the settings."""
    found = [re.search(r"^phone_code: *[\"']?(\d+)", raw.text, re.MULTILINE) for raw in settings]
    return next((one[1] for one in found if one), "")


def _read_base(source: Source, checked: Checked) -> _Base:
    """Read lists and settings, and make the vocabulary for reading the rest."""
    own = [raw for raw in source.files if raw.table == "lists"]
    settings = [raw for raw in source.files if raw.table == "settings"]
    area = _area_of(settings)
    drafts = read_files(own, source.package, own_vocabulary(source.package), area=area)
    lists = {**_own_lists(source.package)}
    for raw, draft in drafts.items():
        good = not draft.problems and _is_whole(draft.record)
        if raw.id in GROWING:
            if good:
                lists[raw.id] = grown(lists[raw.id], typed_record(draft.record, source.package.tables["lists"]))
        elif lists.get(raw.id, {}).get("fixed") == "yes":
            hint = "Удалите файл: от этих кодов зависит программа."
            message = f"Справочник «{raw.id}» менять нельзя."
            checked.problems.append(Problem("E410", raw.path, 0, 0, message, hint, record=raw.id))
        elif good:
            lists[raw.id] = typed_record(draft.record, source.package.tables["lists"])
    lists["synonyms"] = _spoken_here(lists["synonyms"], source.package)
    lists["answers"] = _answered_here(lists["answers"], source.package)
    lists["consent_fields"] = _with_own(lists["consent_fields"], source.package)
    checked.records["lists"] = lists
    checked.vocabulary = make_vocabulary(lists)
    if not settings:
        hint = "Создайте content/settings.yml: образец — на странице «Как заполнять»."
        checked.problems.append(Problem("E411", "content/settings.yml", 0, 0, "Нет настроек портала.", hint))
    return _Base(own, drafts, settings, read_files(settings, source.package, checked.vocabulary), area)


def _spoken_here(synonyms: Record, package: DataPackage) -> Record:
    """Leave out the search words of sections that the town does not have."""
    idle = {code for part, codes in SPOKEN_OF.items() if not package.has(part) for code in codes}
    return synonyms | {"items": [item for item in synonyms["items"] if item["code"] not in idle]} if idle else synonyms


def _answered_here(answers: Record, package: DataPackage) -> Record:
    """Leave out the search answers on pages of sections that the town does not have, and queries that name them.

    Neither are there queries in usual words that the town has replaced by its own.
    """
    idle = tuple(PLACES[part] for part in package.without)
    usual, own = USUAL_WORDING, package.wording
    replaced = [stem for stem, word in ((usual.forum.nom, own.forum.nom), (CENTRE, own.center.nom)) if stem not in word]
    stems = (*(NAMED[part] for part in package.without if part in NAMED), *replaced)

    def left(item: Record) -> list[str]:
        return [address for address in item.get("addresses", ()) if not address.startswith(idle)]

    def asked(item: Record) -> list[str]:
        return [query for query in item.get("synonyms", ()) if not any(stem in query.lower() for stem in stems)]

    items = [item | {"addresses": left(item), "synonyms": asked(item)} for item in answers["items"] if left(item)]
    return answers | {"items": items} if idle or stems else answers


def _with_own(consents: Record, package: DataPackage) -> Record:
    """Add the town's own fields of persons to those a person can consent to."""
    own = [field for field in package.tables["persons"].fields if field.own and field.show != "staff"]
    items = [{"code": field.name, "label": field.title} for field in own]
    return consents | {"items": [*consents["items"], *items]}


def _is_whole(record: Record) -> bool:
    """Tell whether a list is complete enough for a vocabulary."""
    items = record.get("items", ())
    return bool(items and record.get("title")) and all(item.get("code") and item.get("label") for item in items)


def _settle_base(checked: Checked, base: _Base, judges: Judges, memo: Memo) -> tuple[list[Outcome], Context]:
    """Judge lists and settings. Returns the outcomes of the root's lists and the context for the records."""
    day = today(FALLBACK_ZONE)  # the town's zone is in its settings
    lists = settle_files(base.lists, base.drafts, _bare(checked.package, day), judges, memo.lists)
    for outcome in lists:
        checked.problems += outcome.problems
    record: Record = {}
    under = Context(checked.package, checked.vocabulary, _nowhere(checked.package, day))
    for outcome in settle_files(base.settings, base.settings_drafts, under, judges, memo.settings):
        record = outcome.record
        checked.problems += outcome.problems
    checked.settings = checked.records["settings"]["settings"] = record
    checked.today = today(record.get("timezone", FALLBACK_ZONE))
    lat = (record.get("lat_min", -90.0), record.get("lat_max", 90.0))
    lon = (record.get("lon_min", -180.0), record.get("lon_max", 180.0))
    republish = timedelta(days=record.get("republish_days", REPUBLISH_DAYS))
    version, words = checked.package.schema_version, checked.vocabulary
    rules = checked.rules = RuleContext(checked.today, lat, lon, version, republish, base.area, words)
    return lists, Context(checked.package, checked.vocabulary, rules, base.area)


def _bootstrap_vocabulary() -> Vocabulary:
    """Return the one list that lists themselves refer to."""
    items = [{"code": "yes", "label": "да"}, {"code": "no", "label": "нет"}]
    return make_vocabulary({"yes_no": {"title": "Да или нет", "items": items}})


def _nowhere(package: DataPackage, day: date) -> RuleContext:
    """Return the context of rules while the town's location is unknown."""
    return RuleContext(day, (-90.0, 90.0), (-180.0, 180.0), package.schema_version)


@cache
def _bare(package: DataPackage, day: date) -> Context:
    """Return the context for checking lists, when no list is known yet."""
    return Context(package, _bootstrap_vocabulary(), _nowhere(package, day))


def own_vocabulary(package: DataPackage) -> Vocabulary:
    """Return the vocabulary of the program's own lists, unchanged by a town."""
    return make_vocabulary(_own_lists(package))


@cache
def _own_lists(package: DataPackage) -> dict[str, Record]:
    """Return the program's own lists in the town's words. They are judged by a test, not in every run."""
    table = package.tables["lists"]
    found = {}
    for path in sorted(vocabulary.FOLDER.glob("*.yml")):
        raw = RawFile(path.name, "lists", path.stem, fill(path.read_text("utf-8"), package.wording))
        draft = read_file(raw, table, _bootstrap_vocabulary())
        if draft.problems:
            raise ValueError(f"the program's own list is broken: {draft.problems[0]}")
        found[path.stem] = typed_record(draft.record, table)
    return found
