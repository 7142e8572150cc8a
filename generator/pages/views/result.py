"""What the pages of results and of partnerships receive. Pure.

That is indicators beside the counted figures, the life of the register, the chronicle, and who works with whom.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from generator.catalog.models import Catalog, Forum, Ngo, Partnership
from generator.catalog.states import turns
from generator.model.rows import IndicatorsRow, IndicatorValuesRow, PartnershipSidesRow
from generator.pages.views.charts import Chart, Picture, column_chart, link_picture
from generator.pages.views.forum import tally
from generator.pages.views.resident import event_kinds, kind_of, year_of
from generator.records.evidence import EVENTS, Rows, agrees, count_evidence, counted_for, is_shown, last_actual
from generator.text import sort_key

Context = dict[str, Any]
# Kind of evidence → address of what shows it, from the site's root, and the words of the link.
SHOWN_AT = {
    "ngos": ("ngos/", "реестр организаций"),
    "active_ngos": ("find/alive/active/", "действующие организации"),
    "registry": ("ngos/", "реестр организаций"),
    "partnerships": ("partnerships/", "все соглашения"),
    "projects": ("#projects", "проекты с грантом"),
    "support": ("support/register/", "реестр получателей поддержки"),
}
TOOK_PLACE = ("past", "held", "archived")
CHRONICLE = ("#chronicle", "хроника по годам")
LAST_FORUMS = 2
# Groups of the dashboard by kind of evidence; what has none is about the organisations.
GROUPS = (
    ("Консультации и обучение", ("consultations", "reviews", "seminars", "publications")),
    ("Проекты и партнёры", ("projects", "support", "partnerships")),
    ("Организации и жители", ()),
)
MAX_NODES = 60
AUTHORS = ("ngo", "group")


class Shown(NamedTuple):
    """An indicator on the dashboard: the last actual value, what was counted for its period, whether they agree."""

    row: IndicatorsRow
    actual: IndicatorValuesRow | None
    baseline: IndicatorValuesRow | None
    target: IndicatorValuesRow | None
    chart: Chart | None
    counted: int | None
    agrees: bool
    evidence: tuple[str, str]

    @property
    def single(self) -> bool:
        """Whether the indicator is one thing that has been done, not a number of them."""
        value = self.actual
        return bool(
            value and value["value"] == 1 and value["qualifier"] == "exact" and "{}" not in (self.row["short"] or "{}")
        )


def evidence_rows(catalog: Catalog) -> Rows:
    """Return public rows by table."""
    tables = ("ngos", "forums", "partnerships", "events")
    return {table: [entity.row for entity in catalog.entities.get(table, {}).values()] for table in tables}


def results_context(catalog: Catalog) -> Context:
    """Return the dashboard, the money, the life of the register and the chronicle."""
    rows = evidence_rows(catalog)
    projects = [(ngo, item) for ngo in catalog.ngos.values() for item in ngo.row["projects"] if item["giver"]]
    return {
        "indicators": _grouped([_shown(row, rows, catalog) for row in catalog.indicators]),
        "practice": catalog.practice,
        "life": register_life(catalog),
        "counts": tally(catalog.decisions.values(), catalog.today),
        "chronicle": chronicle(catalog),
        "projects": projects,
    }


def _grouped(indicators: list[Shown]) -> list[tuple[str, list[Shown]]]:
    """Divide indicators among the groups that have any; what is simply there («создан реестр») comes last."""
    found: dict[str, list[Shown]] = {title: [] for title, _ in GROUPS}
    for shown in sorted(indicators, key=lambda shown: shown.single):
        evidence = shown.row["evidence"]
        found[next((title for title, kinds in GROUPS if evidence in kinds), GROUPS[-1][0])].append(shown)
    return [(title, items) for title, items in found.items() if items]


def _shown(row: IndicatorsRow, rows: Rows, catalog: Catalog) -> Shown:
    values = row["values"]
    actual = last_actual(row)
    kind = row["evidence"] if row["evidence"] and is_shown(row["evidence"], catalog.package) else ""
    years = count_evidence(kind, rows, catalog.today) if kind else None
    counted = counted_for(actual, years) if actual else None

    def last(role: str) -> IndicatorValuesRow | None:
        return next((value for value in reversed(values) if value["role"] == role), None)

    address = SHOWN_AT.get(kind, CHRONICLE)
    kinds = EVENTS.get(row["evidence"] or "", ())
    if len(kinds) == 1 and years:
        address = (f"events/?kind={kinds[0]}#chronicle", "в хронике событий")
    if address[0] == "find/alive/active/" and not any(ngo.row["activity"] == "active" for ngo in catalog.ngos.values()):
        address = SHOWN_AT["ngos"]
    fits = actual is None or counted is None or agrees(actual, counted)
    return Shown(row, actual, last("baseline"), last("target"), column_chart(values), counted, fits, address)


def chronicle(catalog: Catalog) -> tuple[list[str], list[tuple[str, Counter[str]]]]:
    """Return the kinds of events in use, and for each year, newest first, how many of each took place."""
    years: dict[str, Counter[str]] = defaultdict(Counter)
    for entity in (*catalog.events.values(), *catalog.forums.values()):
        if entity.state and entity.state.code in TOOK_PLACE and (year := year_of(entity)):
            count = entity.row.get("count")
            years[year][kind_of(entity)] += 1 if count is None else count
    used = {kind for counts in years.values() for kind in counts}
    return event_kinds(catalog, used), sorted(years.items(), reverse=True)


class Life(NamedTuple):
    """The «ревизия»: who is registered, who is active, who was seen at the last forums' stands; by year."""

    total: int
    statuses: Counter[str]
    activities: Counter[str]
    forums: list[Forum]
    seen: list[Ngo]
    years: list[tuple[int, int, int, int]]


def register_life(catalog: Catalog) -> Life:
    """Return the life of the register.

    ``years``: (year, registered, struck off, at its forums' stands), newest first.
    """
    rows = [ngo.row for ngo in catalog.ngos.values()]
    past_forums = [f for f in catalog.forums.values() if f.state and f.state.code in ("now", "held", "archived")]
    stood = {forum.id: _stood(forum) for forum in past_forums}
    with_stands = [forum for forum in past_forums if stood[forum.id]][:LAST_FORUMS]
    seen = set().union(*(stood[forum.id] for forum in with_stands)) if with_stands else set()
    begun = Counter(row["registered_on"].year for row in rows if row["registered_on"])
    ended = Counter(row["liquidated_on"].year for row in rows if row["liquidated_on"])
    stands: dict[int, set[str]] = defaultdict(set)
    for forum in past_forums:
        stands[int(forum.row["season"][:4])] |= stood[forum.id]
    years = sorted({*begun, *ended, *(year for year, found in stands.items() if found)}, reverse=True)
    return Life(
        len(rows),
        Counter(row["status"] for row in rows),
        Counter(row["activity"] or "unknown" for row in rows),
        with_stands,
        [ngo for ngo in catalog.ngos.values() if ngo.id in seen],
        [(year, begun[year], ended[year], len(stands[year])) for year in years],
    )


def _stood(forum: Forum) -> set[str]:
    return {ngo for session in forum.row["sessions"] if session["type"] == "stand" for ngo in session["ngos"]}


def partnerships_context(catalog: Catalog) -> Context:
    """Return all agreements with filters by kind of partner, year and state, and who works with whom."""
    label = catalog.vocabulary.label
    kinds: dict[str, str] = {}
    years: set[int] = set()
    counts: Counter[tuple[str, int | None]] = Counter()
    states: dict[str, str] = {}
    for agreement in catalog.partnerships.values():
        year = agreement_year(agreement)
        for kind in agreement_kinds(agreement):
            kinds[kind] = label("body_kinds", kind)
            counts[kind, year] += 1
        if year:
            years.add(year)
        if agreement.state:
            to_come = [turn.state for turn in turns("partnerships", agreement.row, catalog.today)]
            for state in (agreement.state, *to_come):
                states[state.code] = STATES.get(state.code, state.label)
    sieves: list[tuple[str, str, list[tuple[Any, str]]]] = [
        ("kind", "Кто партнёр", list(kinds.items())),
        ("year", "Год", [(year, str(year)) for year in sorted(years, reverse=True)]),
        ("state", "Срок", list(states.items())),
    ]
    declared = next((row for row in catalog.indicators if row["evidence"] == "partnerships"), None)
    return {
        "agreements": catalog.partnerships.values(),
        "by_year": by_year(catalog.partnerships.values()),
        "sieves": [sieve for sieve in sieves if len(sieve[2]) > 1],
        "kinds": kinds,
        "years": [*sorted(years, reverse=True), *([None] if any(year is None for _, year in counts) else [])],
        "counts": counts,
        "declared": last_actual(declared) if declared else None,
        "picture": picture(catalog),
        "pairs": working_together(catalog),
        "shared": shared_side(catalog.partnerships.values()),
        "kinds_of": agreement_kinds,
        "year_of": agreement_year,
    }


STATES = {
    "active": "действует",
    "expiring": "скоро истекает",
    "expired": "срок истёк",
    "ended": "прекращено",
    "planned": "ещё не действует",
    "unknown": "срок не указан",
}


def by_year(agreements: Iterable[Partnership]) -> list[tuple[int | None, list[Partnership]]]:
    """Group agreements by year of signing, newest first, those without a year last."""
    found: dict[int | None, list[Partnership]] = defaultdict(list)
    for agreement in agreements:
        found[agreement_year(agreement)].append(agreement)
    return sorted(found.items(), key=lambda item: -(item[0] or 0))


def agreement_kinds(agreement: Partnership) -> list[str]:
    """Return the kinds of an agreement's partners, leaving out citizens' organisations unless there is nobody else."""
    kinds = list(dict.fromkeys(side["kind"] or "ngo" for side in agreement.row["sides"]))
    return [kind for kind in kinds if kind not in AUTHORS] or kinds


def agreement_year(agreement: Partnership) -> int | None:
    """Return the year an agreement was signed, else the year it starts; None if unknown."""
    day = agreement.row["signed_on"] or agreement.row["starts_on"]
    return day.year if day else None


def shared_side(agreements: Iterable[Partnership]) -> str:
    """Return the name of a body that is a side of every agreement, else nothing."""
    names = [{str(side["name"]) for side in one.row["sides"] if not side["ngo"]} for one in agreements]
    return next(iter(sorted(set.intersection(*names))), "") if names else ""


def working_together(catalog: Catalog) -> list[tuple[str, list[tuple[Partnership, list[PartnershipSidesRow]]]]]:
    """Return the picture in words: each partner with its agreements and the other sides of each."""
    found: dict[str, list[tuple[Partnership, list[PartnershipSidesRow]]]] = defaultdict(list)
    for agreement in catalog.partnerships.values():
        left, right = _sides(agreement)
        for side in left:
            found[_name(side, catalog)].append((agreement, right))
    return sorted(found.items(), key=lambda item: (-len(item[1]), sort_key(item[0])))


def picture(catalog: Catalog) -> Picture | None:
    """Return partners (left) and citizens' organisations (right); None if there is nothing or too much to draw."""
    pairs = []
    for agreement in catalog.partnerships.values():
        left, right = _sides(agreement)
        pairs += [(_party(a, catalog), _party(b, catalog)) for a in left for b in right]
    drawn = link_picture(pairs)
    return drawn if drawn.edges and max(len(drawn.left), len(drawn.right)) <= MAX_NODES else None


def _sides(agreement: Partnership) -> tuple[list[PartnershipSidesRow], list[PartnershipSidesRow]]:
    """Return partners and whom they work with: citizens' organisations, else the sides after the first."""
    sides = agreement.row["sides"]
    right = [side for side in sides if side["ngo"] or side["kind"] in AUTHORS]
    left = [side for side in sides if side not in right]
    return (left, right) if left and right else (list(sides[:1]), list(sides[1:]))


def _party(side: PartnershipSidesRow, catalog: Catalog) -> tuple[str, str]:
    return _name(side, catalog), side["kind"] or "ngo"


def _name(side: PartnershipSidesRow, catalog: Catalog) -> str:
    return catalog.ngos[side["ngo"]].title if side["ngo"] else str(side["name"])
