"""How much a record tells a reader: a share of what matters, and what is missing. Takes public rows. Pure.

What counts is what a resident needs in order to come and an НКО can give, not identifiers or history. A liquidated НКО
needs no phone, so fewer fields count for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple


class Need(NamedTuple):
    """One thing a record should tell: any of ``fields`` will do."""

    title: str
    fields: tuple[str, ...]
    weight: int


class Completeness(NamedTuple):
    """``percent`` of the weights, and the titles of what is missing, the weightiest first."""

    percent: int
    missing: tuple[str, ...]


NEEDS: Mapping[str, tuple[Need, ...]] = {
    "ngos": (
        Need("чем занимается", ("summary", "description"), 3),
        Need("телефон или почта", ("phones", "emails"), 3),
        Need("для кого", ("audiences",), 2),
        Need("услуги", ("services",), 2),
        Need("адрес", ("address",), 2),
        Need("направление", ("direction",), 1),
        Need("часы приёма", ("hours", "hours_note"), 1),
        Need("сайт или страница в сети", ("site", "links"), 1),
        Need("когда видели в деле", ("seen_on",), 1),
        Need("подтверждение организации", ("confirmed_on",), 2),
    ),
    "forums": (
        Need("дни", ("starts_on",), 3),
        Need("место", ("venue", "address"), 2),
        Need("о чём", ("summary", "description"), 1),
        Need("программа", ("sessions",), 2),
        Need("решения", ("decisions",), 2),
        Need("подтверждение организатора", ("confirmed_on",), 1),
    ),
    "partnerships": (
        Need("предмет", ("subject",), 2),
        Need("стороны", ("sides",), 2),
        Need("день подписания или начала", ("signed_on", "starts_on"), 2),
        Need("срок или бессрочность", ("ends_on", "open_ended", "ended_on"), 1),
        Need("подтверждение", ("confirmed_on",), 1),
    ),
    "events": (
        Need("день", ("starts_on", "deadline", "month"), 3),
        Need("о чём", ("summary", "description"), 2),
        Need("место или ссылка", ("venue", "address", "online_url", "url"), 2),
        Need("кто проводит", ("organisers", "ngos", "giver"), 1),
    ),
}
NOT_OF_THE_GONE = frozenset({"phones", "hours", "services", "confirmed_on", "seen_on", "audiences", "site", "address"})


def measure(table: str, row: Mapping[str, Any]) -> Completeness:
    """Return the completeness of one row of a table with pages."""
    gone = row.get("status") == "liquidated"
    missing = []
    for need in _needs(table, gone):
        for name in need.fields:
            if row.get(name):
                break
        else:
            missing.append(need.title)
    return _score(table, gone, tuple(missing))


@cache
def _needs(table: str, gone: bool) -> tuple[Need, ...]:
    return tuple(need for need in NEEDS.get(table, ()) if not gone or need.fields[0] not in NOT_OF_THE_GONE)


@lru_cache(maxsize=4096)
def _score(table: str, gone: bool, missing: tuple[str, ...]) -> Completeness:
    """Return the score; cached, as thousands of records lack the same few things."""
    needs = _needs(table, gone)
    lost = sorted((need for need in needs if need.title in missing), key=lambda need: -need.weight)
    total = sum(need.weight for need in needs)
    percent = round(100 * (total - sum(need.weight for need in lost)) / total) if total else 100
    return Completeness(percent, tuple(need.title for need in lost))
