"""What the templates of forums and their outcomes receive: Catalog → names. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from generator.catalog.decisions import MARKS, last_forum, mark_of
from generator.catalog.models import Catalog, Decision, Forum, Links
from generator.catalog.programme import Day, kind_name, log_changes, make_programme
from generator.catalog.states import FORUM_OVER, turns
from generator.text import capital, sort_key

Context = dict[str, Any]
Sieve = tuple[str, str, list[tuple[str, str]]]  # name, title, (value, label) pairs
NO_LINKS = Links()
WORTH_FILTERS = 8  # sessions from which filters are offered
STAGES = (
    ("announced", "объявлен"),
    ("programme", "программа"),
    ("now", "идёт"),
    ("held", "решения и материалы"),
    ("archived", "архив"),
)


def forum_context(catalog: Catalog, forum: Forum) -> Context:
    """Return everything for a forum's own page."""
    days = make_programme(forum)
    decisions = [d for d in catalog.decisions.values() if d.forum.id == forum.id]
    slots = [slot for day in days for slot in day.slots]
    stands = dict.fromkeys(ngo for slot in slots if slot.row["type"] == "stand" for ngo in slot.row["ngos"])
    return {
        "forum": forum,
        "row": forum.row,
        "days": days,
        "changes": log_changes(days),
        "sieves": _sieves(catalog, days),
        "kind_name": lambda session: kind_name(session, catalog.vocabulary),
        "stages": STAGES,
        "timed": any(slot.row["start"] and day.date for day in days for slot in day.slots),
        "over": forum.state is not None and forum.state.code in FORUM_OVER,
        "decisions": decisions,
        "counts": tally(decisions, catalog.today),
        "links": catalog.links.get(("forums", forum.id), NO_LINKS),
        "decided": by_session(decisions),
        "stands": [catalog.ngos[ngo_id] for ngo_id in stands],
    }


def by_session(decisions: Iterable[Decision]) -> Mapping[str, list[Decision]]:
    """Map codes of sessions to the decisions made there."""
    found: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        found[decision.row["session"] or ""].append(decision)
    return found


def decision_context(catalog: Catalog, decision: Decision) -> Context:
    """Return everything for a decision's own page. ``cut``: its heading is shortened."""
    row = decision.row
    return {
        "decision": decision,
        "row": row,
        "forum": decision.forum,
        "found": history(catalog, decision),
        "cut": decision.title != " ".join(row["text"].split()),
        "late": (catalog.today - since).days if (since := late_since(decision)) else None,
    }


def _sieves(catalog: Catalog, days: list[Day]) -> list[Sieve]:
    """Return useful filters; none for a short programme."""
    label = catalog.vocabulary.label
    found: dict[str, dict[str, str]] = defaultdict(dict)
    slots = [slot for day in days for slot in day.slots]
    for slot in slots if len(slots) >= WORTH_FILTERS else ():
        row = slot.row
        if row["hall"]:
            found["hall"][row["hall"]] = row["hall"]
        found["kind"][row["type"]] = label("session_types", row["type"])
        if row["topic"]:
            found["topic"][row["topic"]] = label("directions", row["topic"])
    titles = (("hall", "Зал"), ("kind", "Вид"), ("topic", "Тема"))
    return [(name, title, list(found[name].items())) for name, title in titles if len(found[name]) > 1]


def history(catalog: Catalog, decision: Decision) -> list[Decision]:
    """Return the decision with those it continues and those that continue it, oldest first."""
    chain, seen = [decision], {decision.key}
    while (earlier := catalog.decisions.get(chain[0].continues)) and earlier.key not in seen:
        chain.insert(0, earlier)
        seen.add(earlier.key)
    waiting = list(decision.continued_by)
    while waiting:
        later = catalog.decisions[waiting.pop(0)]
        if later.key not in seen:
            chain.append(later)
            seen.add(later.key)
            waiting += later.continued_by
    return chain


class Tally(NamedTuple):
    """Numbers of all, done and overdue decisions. ``due``: the dates on which one more becomes overdue."""

    total: int
    done: int
    overdue: int
    due: tuple[date, ...]


class Late(NamedTuple):
    """An overdue decision and by how many days."""

    decision: Decision
    days: int


class Addressee(NamedTuple):
    """A body with the decisions addressed to it."""

    name: str
    decisions: list[Decision]
    counts: Tally


def tally(decisions: Collection[Decision], today: date) -> Tally:
    """Count the decisions of a forum, of an addressee or of all: the same way on every page."""
    codes = Counter(decision.state.code for decision in decisions)
    to_come = (turn for decision in decisions for turn in turns("forum_decisions", decision.row, today))
    due = sorted(turn.on for turn in to_come if turn.state.code == "overdue")
    return Tally(len(decisions), codes["done"], codes["overdue"], tuple(due))


def late_since(decision: Decision) -> date | None:
    """Return the deadline an overdue decision missed, or None."""
    return decision.row["deadline"] if decision.state.code == "overdue" else None


def session_title(decision: Decision) -> str:
    """Return the title of the session a decision came from; the check has made sure that it exists."""
    sessions = decision.forum.row["sessions"]
    return next((str(one["title"]) for one in sessions if one["code"] == decision.row["session"]), "")


def decisions_context(catalog: Catalog) -> Context:
    """Return all decisions with counts, filters and addressees; the overdue ones apart, most overdue first."""
    late = sorted(
        (Late(d, (catalog.today - due).days) for d in catalog.decisions.values() if (due := late_since(d))),
        key=lambda item: (-item.days, item.decision.key),
    )
    by_forum: dict[str, list[Decision]] = defaultdict(list)
    addressed: dict[str, list[Decision]] = defaultdict(list)
    for decision in catalog.decisions.values():
        if not late_since(decision):
            by_forum[decision.forum.id].append(decision)
        for name in decision.addressees:
            addressed[name].append(decision)
    marks = Counter(map(mark_of, catalog.decisions.values()))
    return {
        "late": late,
        "by_forum": by_forum,
        "marks": marks,
        "mark_titles": MARKS,
        "total": len(catalog.decisions),
        "last": next((f for f in catalog.forums.values() if f.state and f.state.code in FORUM_OVER), None),
        "handout": "outcomes" in catalog.printed and last_forum(catalog) is not None,
        "sieves": _decision_sieves(catalog, marks, addressed),
        "addressees": sorted(
            (Addressee(name, found, tally(found, catalog.today)) for name, found in addressed.items()),
            key=lambda a: (-a.counts.overdue, -len(a.decisions), sort_key(a.name)),
        ),
    }


def _decision_sieves(catalog: Catalog, marks: Mapping[str, int], names: Iterable[str]) -> list[Sieve]:
    """Return the filters of all decisions that leave something to choose."""
    decisions = catalog.decisions.values()
    decided = {decision.forum.id for decision in decisions}
    to_come = {turn.state.code for d in decisions for turn in turns("forum_decisions", d.row, catalog.today)}
    label = catalog.vocabulary.label
    topics = {d.row["topic"]: label("directions", d.row["topic"]) for d in decisions if d.row["topic"]}
    forums = [(forum.id, forum.title) for forum in catalog.forums.values() if forum.id in decided]
    sieves = [
        ("forum", capital(catalog.package.wording.forum.nom), forums),
        ("state", "Состояние", [(code, title) for code, title, _ in MARKS if marks[code] or code in to_come]),
        ("to", "Кому", [(name, name) for name in sorted(names, key=sort_key)]),
        ("topic", "Тема", list(topics.items())),
    ]
    return [sieve for sieve in sieves if len(sieve[2]) > 1]
