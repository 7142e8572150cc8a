"""The registry as an A4 catalogue: contents, organisations by direction, indexes by name and by kind of help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from generator.catalog.models import Catalog, Ngo
from generator.catalog.needs import list_answers
from generator.paper.organisations import Data, frame, on_paper
from generator.paper.typesetting import typeset
from generator.text import capital, count_of

ADDRESS = "print/catalogue.pdf"
NOWHERE = "Направление не указано"


def make(catalog: Catalog) -> Iterator[tuple[str, bytes]]:
    for data in describe_all(catalog):
        yield ADDRESS, typeset("catalogue", data, catalog)


def describe_all(catalog: Catalog) -> Iterator[Data]:
    yield describe(catalog)


def describe(catalog: Catalog) -> Data:
    """Return everything the catalogue says.

    Organisations no longer registered are left out; only their number is given.
    """
    living = {ngo.id: ngo for ngo in catalog.ngos.values() if ngo.row["status"] != "liquidated"}
    closed = len(catalog.ngos) - len(living)
    order = {ngo_id: place for place, ngo_id in enumerate(living)}
    needs = [
        {
            "title": capital(answer.need.label),
            "ngos": sorted((m.ngo.id for m in answer.matches if m.ngo.id in living), key=lambda found: order[found]),
        }
        for answer in list_answers(catalog)
        if answer.audience is None
    ]
    return frame(catalog) | {
        "title": f"Каталог организаций: {catalog.settings['town_short']}",
        "count": count_of(len(living), "организация", "организации", "организаций"),
        "closed": f"Не вошли больше не зарегистрированные: {closed}." if closed else "",
        "groups": [
            {"title": title, "ngos": [on_paper(catalog, ngo) for ngo in ngos]}
            for title, ngos in _by_direction(catalog, living.values())
        ],
        "names": [[ngo.id, ngo.title] for ngo in living.values()],
        "needs": [need for need in needs if need["ngos"]],
    }


def _by_direction(catalog: Catalog, ngos: Iterable[Ngo]) -> Iterator[tuple[str, list[Ngo]]]:
    groups: dict[str, list[Ngo]] = defaultdict(list)
    for ngo in ngos:
        groups[ngo.row["direction"] or ""].append(ngo)
    for term in catalog.vocabulary.terms("directions"):
        if groups[term.code]:
            yield term.label, groups[term.code]
    if groups[""]:
        yield NOWHERE, groups[""]
