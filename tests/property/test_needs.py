"""Need pages have exactly the organisations whose services answer, however services and audiences are mixed."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from generator.catalog.models import Ngo
from generator.catalog.needs import EVERYONE, PAGE_SIZE, WHOLE, Answer, answer_pages, match_services
from generator.model.vocabulary import Term

NEEDS = ["sport", "care", "legal"]
AUDIENCES = ["children", "elderly", EVERYONE]
some = st.lists(st.sampled_from(AUDIENCES), max_size=3, unique=True)
services = st.fixed_dictionaries(
    {
        "needs": st.lists(st.sampled_from(NEEDS), max_size=3, unique=True),
        "audiences": some,
        "cost": st.sampled_from([None, "free", "paid"]),
    }
)
rows = st.fixed_dictionaries(
    {
        "services": st.lists(services, max_size=4),
        "audiences": some,
        "status": st.sampled_from(["registered", "liquidated"]),
        "activity": st.sampled_from([None, "active", "dormant"]),
    }
)


def entities(found: list[dict[str, Any]]) -> list[Ngo]:
    return [Ngo("ngos", f"n{number}", row, f"n{number}") for number, row in enumerate(found)]


def answers(row: dict[str, Any], need: str, audience: str) -> bool:
    """The plain definition: a service of this kind for this audience, for everyone, or for its organisation's."""
    of_kind = [service for service in row["services"] if need in service["needs"]]
    whom = [service["audiences"] or row["audiences"] for service in of_kind]
    return bool(of_kind) and (not audience or any(audience in who or EVERYONE in who for who in whom))


@given(st.lists(rows, max_size=8))
def test_exactly_those_whose_services_match(found: list[dict[str, Any]]) -> None:
    ngos = entities(found)
    matched = match_services(ngos)
    for need in NEEDS:
        for audience in ("", *AUDIENCES):
            expected = {ngo.id for ngo in ngos if answers(ngo.row, need, audience)}
            named = any(
                need in service["needs"] and (not audience or audience in (service["audiences"] or row["audiences"]))
                for row in found
                for service in row["services"]
            )
            matches = matched.get((need, audience), [])
            assert [match.ngo.id for match in matches] == list(dict.fromkeys(match.ngo.id for match in matches))
            assert {match.ngo.id for match in matches} == (expected if named else set())
            assert all(need in service["needs"] for match in matches for service in match.services)


@given(st.lists(rows, max_size=8))
def test_who_is_closed_is_last(found: list[dict[str, Any]]) -> None:
    for matches in match_services(entities(found)).values():
        closed = [match.closed for match in matches]
        assert closed == sorted(closed)


@given(st.integers(min_value=1, max_value=3 * PAGE_SIZE))
def test_pages_part_the_answer(count: int) -> None:
    service = {"needs": ["sport"], "audiences": ["children"], "cost": None}
    row = {"services": [service], "audiences": [], "status": "registered", "activity": None}
    matches = match_services(entities([row] * count))["sport", "children"]
    pages = list(answer_pages(Answer(Term("sport", "спорт"), None, tuple(matches), count, 0)))
    assert [match.ngo.id for page in pages for match in page.matches] == [f"n{number}" for number in range(count)]
    assert len({page.url(page.number) for page in pages}) == len(pages) == pages[0].total
    assert all(len(page.matches) <= (WHOLE if page.full else PAGE_SIZE) for page in pages)
