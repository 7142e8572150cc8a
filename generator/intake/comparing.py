"""``portal import --compare``: compares official lists with the records. Differences come with a ready change.

A row is matched to a record by ОГРН, ИНН or the ministry's number, else by a name that only one record has. Only what
staff choose is written; a doubtful difference is written only if its kind or record is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.intake.addresses import bare_name, in_town, same_name, same_place, within
from generator.intake.findings import (
    BY_NAME,
    CAPITALS,
    GONE,
    KINDS,
    LIKE,
    OFFICIAL_FACTS,
    OTHER_TOWN,
    PLACE,
    RECEPTION,
    TELLING,
    Comparison,
    Finding,
    Words,
)
from generator.intake.job import Options, Report, Row, Town, load_town
from generator.intake.mapping import load_decisions
from generator.intake.merging import NUMBERS, Registry, Target, same_value
from generator.intake.rows import read_rows_of, source_of
from generator.intake.sheets import load_sheets
from generator.intake.taking import take_chosen
from generator.problems.problem import PortalError
from generator.records.validate import Record
from generator.text import IN_QUOTES, LONGEST_NAME

LONGEST_SHORT = 5  # letters; a word in capitals up to this length is an abbreviation, such as «СОНКО»


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a list.

    ``by``: how its record was found (``like``: by its name in quotes); for a row without a record, the similar records.
    ``here``: whether its address is in the town, None if it does not say.
    """

    file: str
    row: Row
    facts: Record
    by: str
    source: str
    here: bool | None


def compare_files(paths: Sequence[Path], root: Path, options: Options, chosen: Sequence[str] | None) -> Comparison:
    """Compare lists with the records. Raises PortalError if a list has no columns of organisations.

    ``chosen``: what to write: None for nothing, empty for all findings without doubt, else kinds, records or numbers.
    """
    town = load_town(root)
    found = Comparison(Words(town.source.package.tables["ngos"], town.checked.vocabulary))
    found.records = len(town.checked.records["ngos"])
    decided = load_decisions(root)
    registry = Registry(town.checked.records["ngos"], town.broken)
    sorting = _Sorting(registry, _Names(registry), town, found, options.local)
    for path in paths:
        report = Report(path.name)
        read_rows_of(report, report.look_at(load_sheets(path)), town, decided, options)
        if not report.columns:
            raise PortalError(f"В списке {path.name} не нашлись столбцы НКО: нужны «Наименование», «ОГРН» или «ИНН».")
        found.reports.append(report)
        for row in report.rows:
            sorting.place(path.name, row, source_of(report, row.sheet, options))
    for record_id, about in sorting.lines.items():
        found.findings += _Differences(registry.targets[record_id], about, town, found.words).differences()
    found.findings += [_newcomer(line) for line in sorting.absent.values()]
    for record_id, target in registry.targets.items():
        if (
            record_id not in sorting.lines
            and record_id not in sorting.named
            and target.record.get("status") not in GONE
            and not target.record.get("branch_of")
        ):
            note = "нет ни в одном из списков; если список неполный, это ничего не значит"
            found.findings.append(Finding("missing_there", record_id, target.record.get("name", ""), note=note))
    found.findings.sort(key=lambda one: KINDS.index(one.kind))
    if chosen is not None:
        take_chosen(found, chosen, registry, town, dry_run=options.dry_run)
    return found


@dataclass(slots=True)
class _Sorting:
    """Sorts rows: about one of our records, about an organisation without one, or about another town's."""

    registry: Registry
    names: _Names
    town: Town
    found: Comparison
    local: bool
    lines: dict[str, list[_Line]] = field(default_factory=dict)
    absent: dict[str, _Line] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)  # records whose numbers appear in rows that could not be read

    def place(self, file: str, row: Row, source: str) -> None:
        draft, by = row.draft, "name"
        if not draft.reason:
            target, draft.reason = self.registry.find(draft.record)
            same = (name for name in NUMBERS if target and draft.record.get(name, "") == target.record.get(name))
            by = next(same, by)
            target = target or self.names.same(draft.record)
            alike = [] if target else self.names.like(draft.record)
            if len(alike) == 1:
                target, by = alike[0], "like"
        here = _in_town(draft.record, self.town, local=self.local)
        if draft.reason:
            self.found.unread.append((file, row))
            written = ((name, str(draft.record.get(name, ""))) for name in NUMBERS)
            self.named |= {hit for number in written if (hit := self.registry.by_number.get(number))}
        elif target and (by in NUMBERS or here is not False):
            self.found.matched += 1
            self.lines.setdefault(target.id, []).append(_Line(file, row, draft.record, by, source, here))
        elif here is False:
            self.found.elsewhere += 1
        elif not draft.record.get("name"):
            draft.reason = "нет названия, а по номеру записи нет"
            self.found.unread.append((file, row))
        else:
            self.found.missing_here += 1
            numbers = (str(draft.record[name]) for name in NUMBERS if draft.record.get(name))
            key = next(numbers, "") or bare_name(draft.record["name"])
            namesakes = ", ".join(f"«{name}»" for name in sorted(one.id for one in alike))
            self.absent.setdefault(key, _Line(file, row, draft.record, namesakes, source, here))


class _Names:
    """Records by their names, and by the quoted part of their names."""

    def __init__(self, registry: Registry) -> None:
        self.whole: dict[str, list[Target]] = {}
        self.quoted: dict[str, list[Target]] = {}
        for target in registry.targets.values():
            if target.id not in registry.broken:
                for known, keys in ((self.whole, _keys(target.record)), (self.quoted, _quoted(target.record))):
                    for key in keys:
                        known.setdefault(key, []).append(target)

    def same(self, facts: Record) -> Target | None:
        """Return the only record with the same name, ignoring the legal form."""
        found = _fitting(self.whole, _keys(facts), facts)
        return found[0] if len(found) == 1 else None

    def like(self, facts: Record) -> list[Target]:
        """Return records with the same name in quotes: «АНО СУ «Пример»» and «Автономная … услуг «Пример»»."""
        return _fitting(self.quoted, _quoted(facts), facts)


def _keys(record: Record) -> set[str]:
    return set(map(bare_name, _names(record)))


def _quoted(record: Record) -> set[str]:
    return {bare_name(found[1]) for name in _names(record) if (found := IN_QUOTES.search(name[:LONGEST_NAME]))}


def _fitting(known: dict[str, list[Target]], keys: set[str], facts: Record) -> list[Target]:
    """Return records with one of these names and no number that contradicts the row's."""
    found = {one.id: one for key in keys for one in known.get(key, ())}
    numbers = [name for name in NUMBERS if facts.get(name)]
    return [one for one in found.values() if all(one.record.get(n) in (None, "", facts[n]) for n in numbers)]


def _names(record: Record) -> list[str]:
    return [record[name] for name in ("name", "short_name") if record.get(name)]


def _in_town(facts: Record, town: Town, *, local: bool) -> bool | None:
    """Tell whether an address in a list is in the town; if it does not say, True with ``local``, else None."""
    settings = town.checked.settings
    address, name = facts.get("address", ""), settings.get("town_short", "")
    found = in_town(address, name, settings.get("region", "")) if address and name else None
    return True if found is None and local else found


class _Differences:
    """What lists say about one organisation, compared with its record. Where lists disagree, no change is offered."""

    def __init__(self, target: Target, about: list[_Line], town: Town, words: Words) -> None:
        self.id, self.record, self.about, self.words = target.id, target.record, about, words
        self.around = [town.checked.settings.get(name, "") for name in ("town", "town_short", "region")]
        self.facts: Record = {}
        self.odds: dict[str, list[object]] = {}
        for line in about:
            for name, value in line.facts.items():
                if name in self.facts and not self._alike(name, self.facts[name], value):
                    self.odds.setdefault(name, [self.facts[name]]).append(value)
                self.facts.setdefault(name, value)
        known = {line.by for line in about}
        self.loose = known == {"like"} or (known <= {"name", "like"} and not any(line.here for line in about))
        for name in self.odds:
            self.facts.pop(name)

    def _alike(self, name: str, one: object, other: object) -> bool:
        if name == "name":
            return same_name(str(one), [str(other)])
        if name == "address":
            return same_place(str(one), str(other), self.around)
        return name not in TELLING or name in ("postcode", "short_name") or same_value(name, one, other)

    def differences(self) -> Iterator[Finding]:
        """Yield the findings: at most one of each kind, except ``differs``, which has one per field."""
        for name, values in self.odds.items():
            shown = ", ".join(self.words.value(name, value) for value in values)
            yield self._finding("differs", {}, f"{self.words.title(name)}: в списках по-разному: {shown}")
        yield from self._state()
        yield from self._name_and_place()
        lacking = {n: self.facts[n] for n in OFFICIAL_FACTS if self.facts.get(n) and not self.record.get(n)}
        if self.facts.get("status") == "registered" and self.record.get("status") == "unknown":
            lacking["status"] = "registered"
        if lacking:
            yield self._finding("lacks", lacking)
        for name in OFFICIAL_FACTS:
            mine, theirs = self.record.get(name), self.facts.get(name)
            if mine and theirs and not same_value(name, mine, theirs):
                one, other = (self.words.value(name, value) for value in (mine, theirs))
                note = f"{self.words.title(name)}: в записи {one}, в списке {other}"
                yield self._finding("differs", {}, note)

    def _state(self) -> Iterator[Finding]:
        """Yield a differing registration state. A record that the list revives is reported without a change."""
        facts, record = self.facts, self.record
        state = facts.get("status") or ("liquidated" if facts.get("liquidated_on") else "")
        changes = {"status": state} if record.get("status") != state else {}
        if "liquidated_on" in facts and not record.get("liquidated_on"):
            changes["liquidated_on"] = facts["liquidated_on"]
        if state == "liquidated" and changes:
            yield self._finding("ceased", changes)
        elif state == "registered" and record.get("status") in GONE:
            yield self._finding("differs", {}, "в списке организация зарегистрирована, а в записи — нет")

    def _name_and_place(self) -> Iterator[Finding]:
        facts, known = self.facts, _names(self.record)
        name, address = facts.get("name", ""), facts.get("address", "")
        if name and not same_name(name, known) and not same_name(facts.get("short_name") or name, known):
            capitals = any(len(word) > LONGEST_SHORT and word.isupper() for word in re.findall(r"\w+", name))
            yield self._finding("renamed", {"name": name}, why=CAPITALS if capitals else "")
        mine = self.record.get("address", "")
        if within(address, self.around) and not (mine and same_place(address, mine, self.around)):
            yield self._finding("moved", {n: facts[n] for n in PLACE if facts.get(n)}, why=RECEPTION)

    def _finding(self, kind: str, changes: Record, note: str = "", why: str = "") -> Finding:
        origin = next((line for line in self.about if set(changes) & set(line.facts)), self.about[0])
        like = LIKE if self.loose and origin.by == "like" else BY_NAME if self.loose else ""
        doubt = "; ".join(filter(None, (why, like)))
        before = {name: self.record.get(name) for name in changes}
        place = (origin.file, origin.row.sheet, origin.row.number, origin.by)
        known = (self.id, self.record.get("name", ""), *place)
        return Finding(kind, *known, changes, before, origin.source, note, doubt, self.loose)


def _newcomer(line: _Line) -> Finding:
    """Return the finding of an organisation without a record.

    Its ready change is a new record without an address, which may be someone's home: the next comparison reports that.
    """
    facts = {name: value for name, value in line.facts.items() if name in TELLING and name not in PLACE}
    number = next((str(facts[name]) for name in NUMBERS if facts.get(name)), "")
    alike = f"похожи на неё записи {line.by}" if line.by else ""
    doubt = "; ".join(filter(None, ("" if line.here else OTHER_TOWN, alike)))
    place = (line.file, line.row.sheet, line.row.number, "")
    return Finding("missing_here", number, facts["name"], *place, facts, {}, line.source, "", doubt, bool(doubt))
