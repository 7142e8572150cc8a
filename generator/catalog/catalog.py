"""Build the Catalog from checked records: public rows, Russian order, back-links, today's states. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from generator.catalog.derived import derive_forum
from generator.catalog.models import Catalog, Decision, Entity, Event, Forum, Lifetime, Links, Ngo, Partnership
from generator.catalog.privacy import Term, consent_ends, public_row, term_of
from generator.catalog.states import State, decision_state, event_state, forum_state, partnership_state
from generator.model.rows import NgosRow
from generator.model.schemas import DataPackage, Table
from generator.model.vocabulary import Vocabulary
from generator.past.history import NOTHING, Past
from generator.records.check import Checked
from generator.records.validate import Record
from generator.text import public_name, sort_key

# Where an undated forum sorts within its year; winter comes last.
SEASON_START = {"spring": (3, 1), "summer": (6, 1), "autumn": (9, 1), "winter": (12, 1)}


Before = tuple[Checked, Catalog]
LINKED = ("forums", "partnerships", "events")  # tables whose records refer to others


def make_catalog(checked: Checked, now: datetime, past: Past = NOTHING, before: Before | None = None) -> Catalog:
    """Index checked records as of ``now`` (in the town's zone).

    ``before`` is the previous result, for a live preview: its entities are reused for records that are still the same
    objects.
    """
    today, package, tables = now.date(), checked.package, checked.package.tables
    term = term_of(checked.settings, today)
    maker = _Maker(checked, term, before if before and before[1].today == today else None)
    entities = {table.name: maker.entities(table) for table in package.record_tables}
    practice = checked.records.get("practice", {}).get("practice")
    rows = checked.records["moved"].get("moved", {}).get("moved", ())
    moved = tuple(row for row in rows if row["kind"] in entities)
    known = ((table, record_id) for table, found in entities.items() for record_id in found)
    indicators = checked.records["indicators"].get("indicators", {}).get("indicators", ())
    decisions = _decisions(entities.get("forums", {}).values(), checked.vocabulary, today)
    return Catalog(
        package=package,
        settings=public_row(tables["settings"], checked.settings, term),
        vocabulary=checked.vocabulary,
        now=now,
        entities=entities,
        decisions=decisions,
        indicators=tuple(public_row(tables["indicators"], row, term) for row in indicators),
        practice=public_row(tables["practice"], practice, term) if practice else None,
        links=_links(*(entities.get(name, {}).values() for name in LINKED), decisions=decisions.values()),
        moved=moved,
        requests=tuple(checked.records["requests"].get("requests", {}).get("requests", ())),
        lists=_lists(checked, term),
        left={
            (row["kind"], row["id"]): past.left[path]
            for row in moved
            if row.get("gone") and (path := tables[row["kind"]].path(row["id"])) in past.left
        },
        changed=_changed(package, chain(known, ((row["kind"], row["id"]) for row in moved)), past, now),
        history=past.changes,
        consents=tuple(_consents(checked)),
        term=term,
        commit=past.commit,
    )


def _lists(checked: Checked, term: Term) -> dict[str, Any]:
    """Return the controlled lists by name, except those that only absent tables would use."""
    table, idle = checked.package.tables["lists"], checked.package.idle_lists
    known = sorted(checked.records["lists"].items())
    return {name: public_row(table, row, term) for name, row in known if name not in idle}


def _consents(checked: Checked) -> Iterator[tuple[str, str, date]]:
    """Yield which records hold consents with an end date, and that date. For staff."""
    for table in ("ngos", "forums", "practice"):
        for record_id, record in checked.records.get(table, {}).items():
            if "persons" in record or "sessions" in record:
                yield from ((table, record_id, day) for day in consent_ends(checked.package.tables[table], record))


def _changed(
    package: DataPackage, names: Iterable[tuple[str, str]], past: Past, now: datetime
) -> dict[tuple[str, str], Lifetime]:
    """Map table and id to when the record's file first and last changed, as far as history goes.

    Moved and deleted records are included. An uncommitted edit counts as made now.
    """
    changed: dict[tuple[str, str], Lifetime] = {}
    for table, record_id in names:
        path = package.tables[table].path(record_id)
        if found := past.times.get(path):
            first, last = (datetime.fromtimestamp(moment, now.tzinfo) for moment in found)
            changed[table, record_id] = Lifetime(first, last)
        if path in past.edited:
            first, last = changed.get((table, record_id), (now, now))
            changed[table, record_id] = Lifetime(first, max(last, now))
    return changed


@dataclass(frozen=True, slots=True)
class _Maker:
    checked: Checked
    term: Term
    before: Before | None

    def entities(self, table: Table) -> dict[str, Any]:
        """Return the records of a table in the order readers see them."""
        found, name, kind = [], table.name, KINDS.get(table.name, Entity)
        title, order, state = TITLES.get(name, _title), ORDERS.get(name, _by_title), STATES.get(name)
        records = self.before[0].records.get(name, {}) if self.before else {}
        known = self.before[1].entities.get(name, {}) if self.before else {}
        for record_id, record in self.checked.records[name].items():
            if records.get(record_id) is record:
                found.append(known[record_id])
                continue
            row = public_row(table, record, self.term)
            if derive := DERIVED.get(name):
                derive(row)
            found.append(kind(name, record_id, row, title(row), state(row, self.term.today) if state else None))
        found.sort(key=order)
        return {entity.id: entity for entity in found}


def _ngo_title(row: NgosRow) -> str:
    return public_name(row["short_name"] or row["name"])


def _title(row: Record) -> str:
    return str(row["title"])


def _by_title(entity: Entity) -> tuple[tuple[str, str], str]:
    return (sort_key(entity.title), entity.id)


def _forum_order(forum: Forum) -> tuple[int, str]:
    """Sort newest first, by the start date or by where the season falls in its year."""
    year, season = forum.row["season"].split("-")
    start = forum.row["starts_on"] or date(int(year), *SEASON_START[season])
    return (-start.toordinal(), forum.id)


def _agreement_order(agreement: Partnership) -> tuple[int, int, tuple[str, str], str]:
    """Sort agreements in force first, then the newest, then by title."""
    tone = {"good": 0, "wait": 0, "plain": 1, "bad": 2}[agreement.state.tone if agreement.state else "plain"]
    signed = agreement.row["signed_on"] or agreement.row["starts_on"]
    return (tone, -(signed.toordinal() if signed else 0), sort_key(agreement.title), agreement.id)


def _event_order(event: Event) -> tuple[str, str, str]:
    row = event.row
    day = row["starts_on"] or row["deadline"]
    return (str(day or row["month"] or ""), str(row["start"] or ""), event.id)


KINDS: dict[str, type[Entity]] = {"ngos": Ngo, "forums": Forum, "partnerships": Partnership, "events": Event}
TITLES: dict[str, Callable[[Any], str]] = {"ngos": _ngo_title}
ORDERS: dict[str, Callable[[Any], Any]] = {
    "forums": _forum_order,
    "partnerships": _agreement_order,
    "events": _event_order,
}
DERIVED: dict[str, Callable[[Record], None]] = {"forums": derive_forum}
STATES: dict[str, Callable[[Record, date], State]] = {
    "forums": forum_state,
    "partnerships": partnership_state,
    "events": event_state,
}


def _decisions(forums: Iterable[Forum], vocabulary: Vocabulary, today: date) -> dict[str, Decision]:
    continued: dict[str, list[str]] = defaultdict(list)
    rows = [(forum, row) for forum in forums for row in forum.row.get("decisions", ())]
    for forum, row in rows:
        if row["continues"]:
            continued[row["continues"]].append(f"{forum.id}#{row['number']}")
    found: dict[str, Decision] = {}
    for forum, row in rows:
        key = f"{forum.id}#{row['number']}"
        state = decision_state(row, today)
        names = tuple(vocabulary.name("bodies", addressee) for addressee in row["addressees"])
        found[key] = Decision(forum, row, state, names, row["continues"] or "", tuple(continued.get(key, ())))
    return found


def _links(
    forums: Iterable[Forum],
    agreements: Iterable[Partnership],
    events: Iterable[Event],
    *,
    decisions: Iterable[Decision],
) -> Mapping[tuple[str, str], Links]:
    links: dict[tuple[str, str], Links] = defaultdict(Links)
    for forum in forums:
        for ngo_id, had_stand in _participants(forum).items():
            links["ngos", ngo_id].forums.append(forum)
            if had_stand:
                links["ngos", ngo_id].stand_forums.add(forum.id)
    for agreement in agreements:
        for ngo_id in dict.fromkeys(side["ngo"] for side in agreement.row["sides"] if side["ngo"]):
            links["ngos", ngo_id].partnerships.append(agreement)
        if forum_id := agreement.row.get("forum"):
            links["forums", forum_id].partnerships.append(agreement)
    for event in events:
        winners = (winner["ngo"] for winner in event.row["winners"] if winner["ngo"])
        for ngo_id in dict.fromkeys([*event.row["ngos"], *winners]):
            links["ngos", ngo_id].events.append(event)
        if forum_id := event.row.get("forum"):
            links["forums", forum_id].events.append(event)
    _link_decisions(links, decisions)
    return dict(links)


def _link_decisions(links: Mapping[tuple[str, str], Links], decisions: Iterable[Decision]) -> None:
    """Link decisions to the organisations, agreements and events that carry them out."""
    for decision in decisions:
        row = decision.row
        for ngo_id in dict.fromkeys(row["ngos"]):
            links["ngos", ngo_id].decisions.append(decision)
        if partnership_id := row.get("partnership"):
            links["partnerships", partnership_id].decisions.append(decision)
        if row["event"]:
            links["events", row["event"]].decisions.append(decision)


def _participants(forum: Forum) -> dict[str, bool]:
    """Map each organisation in the programme to whether it presented at a stand."""
    found: dict[str, bool] = {}
    for session in forum.row["sessions"]:
        for ngo_id in session["ngos"]:
            found[ngo_id] = found.get(ngo_id, False) or session["type"] == "stand"
    return found
