"""Merges drafts into records. An НКО is identified by its numbers, else by its full name. What staff wrote stays.

A draft fills in what a record lacks. Where they differ, the record stays and the difference is noted, unless staff
asked to overwrite.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count

from generator.intake.drafts import Draft
from generator.records.canonical import text_of
from generator.records.source import MAX_ID
from generator.records.validate import Record
from generator.records.writing import AddRow, Change, DropRow, SetField
from generator.text import fold, name_key, public_name, slugify

NUMBERS = ("ogrn", "inn", "minjust_number")
LABELS = {"ogrn": "ОГРН", "inn": "ИНН", "minjust_number": "учётный номер Минюста"}
UNTOLD = ("unknown",)  # placeholders that any value replaces
FORM_FIELDS = ("name", "short_name")  # compared by meaning, not by letters


@dataclass(slots=True)
class Target:
    """A record that rows are merged into. ``before``: the record on disk, None for a new one."""

    id: str
    record: Record
    before: Record | None = None
    origin: str = ""
    filled: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    supports: list[Record] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return bool(self.before is None or self.filled or self.replaced or self.supports)


class Registry:
    """All НКО of a root and those an import creates, indexed by number and name."""

    def __init__(self, records: Mapping[str, Record], broken: Iterable[str]) -> None:
        self.targets = {ngo_id: Target(ngo_id, dict(record), record) for ngo_id, record in records.items()}
        self.broken = frozenset(broken)
        self.taken = set(self.targets) | self.broken
        self.by_number: dict[tuple[str, str], str] = {}
        self.by_name: dict[str, list[str]] = {}
        for target in self.targets.values():
            self._index(target)

    def _index(self, target: Target) -> None:
        for name in NUMBERS:
            if target.record.get(name):
                self.by_number.setdefault((name, target.record[name]), target.id)
        names = self.by_name.setdefault(fold(target.record.get("name", "")), [])
        if target.id not in names:
            names.append(target.id)

    def find(self, record: Record) -> tuple[Target | None, str]:
        """Return the record a draft is about; None with a reason if that is unclear, None alone if there is none."""
        found = {name: hit for name in NUMBERS if (hit := self.by_number.get((name, record.get(name, ""))))}
        if len(set(found.values())) > 1:
            parts = [f"{LABELS[name]} — из записи «{ngo_id}»" for name, ngo_id in found.items()]
            return None, f"номера принадлежат разным организациям: {', '.join(parts)}"
        candidates = list(found.values())[:1] or self._namesakes(record)
        if not candidates:
            return None, ""
        if len(candidates) > 1:
            shown = ", ".join(f"«{ngo_id}»" for ngo_id in sorted(candidates))
            return None, f"с таким названием не одна запись: {shown}; допишите в таблицу ИНН или ОГРН"
        target = self.targets[candidates[0]]
        if target.id in self.broken:
            return None, f"в записи «{target.id}» есть ошибки: сначала исправьте её"
        for name in NUMBERS:
            mine, theirs = target.record.get(name), record.get(name)
            if mine and theirs and mine != theirs:
                return None, f"{LABELS[name]} {theirs} не тот, что в записи «{target.id}» ({mine})"
        return target, ""

    def _namesakes(self, record: Record) -> list[str]:
        """Return ids of records with the same name and no contradicting number."""
        found = self.by_name.get(fold(record.get("name", "")), []) if record.get("name") else []
        return [
            ngo_id
            for ngo_id in found
            if all(
                not record.get(name) or self.targets[ngo_id].record.get(name) in (None, record[name])
                for name in NUMBERS
            )
        ]

    def create(self, record: Record, source: str) -> Target:
        """Create a record, with status ``unknown`` unless the draft has one."""
        target = Target(self._new_id(record), {"status": "unknown", **record, "source": source})
        self.targets[target.id] = target
        self.taken.add(target.id)
        self._index(target)
        return target

    def _new_id(self, record: Record) -> str:
        name = record["name"]
        stem = slugify(public_name(record.get("short_name") or name)) or slugify(name) or "nko"
        number = next((record[name] for name in ("inn", "ogrn", "minjust_number") if record.get(name)), "")
        options = chain(
            [stem], [shortened(stem, number)] if number else [], (shortened(stem, str(n)) for n in count(2))
        )
        return next(option for option in options if option not in self.taken)

    def drop(self, ngo_id: str) -> None:
        """Undo what an import did to a record."""
        target = self.targets[ngo_id]
        if target.before is None:
            del self.targets[ngo_id]
        else:
            self.targets[ngo_id] = Target(ngo_id, dict(target.before), target.before)


def shortened(stem: str, tail: str) -> str:
    """Return a record id with a distinguishing tail, cut to the maximum length."""
    return f"{stem[: MAX_ID - 1 - len(tail)].rstrip('-')}-{tail}"


def merge(target: Target, draft: Draft, *, overwrite: bool) -> bool:
    """Merge a draft into a record. Returns whether anything changed; differences are added to the draft's notes."""
    touched = False
    for name, value in draft.record.items():
        mine = target.record.get(name)
        mine = None if mine in UNTOLD else mine
        if same_value(name, mine, value):
            continue
        if mine is None or overwrite:
            touched = True
            (target.filled if mine is None else target.replaced).append(name)
            target.record[name] = value
        else:
            draft.notes.append(
                f"{name}: в записи «{shown_value(mine)}», в таблице «{shown_value(value)}»; оставлено как в записи"
            )
    if draft.support and _known_support(target.record.get("support", ()), draft.support):
        return touched
    if draft.support and _is_entered(target.before, draft.support):
        number = draft.support["entry_number"]
        draft.notes.append(f"запись реестра {number}: в таблице иначе; оставлено как в записи, исправьте её сами")
    elif draft.support:
        target.record["support"] = [*target.record.get("support", ()), draft.support]
        target.supports.append(draft.support)
        touched = True
    return touched


def from_source(before: Record, sources: Sequence[tuple[Sequence[str], Record]]) -> list[Change]:
    """Return changes to ``sources`` for pairs (fields, source); older rows no longer list those fields."""
    fields = {name for names, _ in sources for name in names}
    kept: list[Change] = []
    dropped: list[Change] = []
    for place, row in enumerate(before.get("sources", ())):
        left = [name for name in row.get("fields", ()) if name not in fields]
        if left and len(left) < len(row["fields"]):
            kept.append(SetField("fields", left, (("sources", place),)))
        elif not left:
            dropped.insert(0, DropRow("sources", place))
    return [*kept, *dropped, *(AddRow("sources", {"fields": list(names), **row}) for names, row in sources if names)]


def same_value(name: str, mine: object, value: object) -> bool:
    if mine == value:
        return True
    if mine is None:
        return False
    if name in FORM_FIELDS and isinstance(mine, str) and isinstance(value, str):
        return name_key(mine) == name_key(value)
    if isinstance(mine, list) and isinstance(value, list):
        return set(map(str, value)) <= set(map(str, mine))
    return fold(text_of(mine)) == fold(text_of(value))


def shown_value(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else text_of(value)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _is_entered(before: Record | None, support: Record) -> bool:
    """Tell whether the record on disk already had this entry of the register, with other details."""
    keys = ("entry_number", "entered_on", "form")
    rows = before.get("support", ()) if before and support.get("entry_number") else ()
    return any(all(row.get(key) == support.get(key) for key in keys) for row in rows)


def _known_support(rows: Iterable[Record], support: Record) -> bool:
    """Tell whether support is listed already: the same entry, or without entry numbers the same decision and size."""
    keys = ("entry_number", "entered_on") if support.get("entry_number") else ("decided_on", "entered_on", "term")
    keys = (*keys, "form", "sum", "size")
    return any(all(row.get(key) == support.get(key) for key in keys) for row in rows)
