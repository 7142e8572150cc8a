"""Facets of the registry and the organisations under each value. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Mapping
from functools import lru_cache

from generator.catalog.models import Catalog, Ngo
from generator.model.rows import NgoServicesRow
from generator.text import capital, letter_of, slugify

# In the order readers need them; the statutory kinds of activity come late, for those who know the law.
FACET_TITLES = {
    "audience": "Для кого",
    "need": "Вид помощи",
    "direction": "Направление",
    "cost": "Стоимость",
    "access": "Доступность",
    "status": "Регистрация",
    "alive": "Действует ли",
    "activity": "Вид деятельности по закону",
    "letter": "По букве",
}
FACET_LISTS = {
    "audience": "audiences",
    "need": "needs",
    "direction": "directions",
    "cost": "costs",
    "access": "accessibility",
    "status": "ngo_status",
    "alive": "ngo_activity",
    "activity": "activities",
}
Facets = Mapping[str, Mapping[str, tuple[str, list[Ngo]]]]


@lru_cache(maxsize=1 << 15)
def facet_codes(ngo: Ngo) -> dict[str, tuple[str, ...]]:
    """Return the codes of an organisation by facet, including those of its services."""
    row = ngo.row
    audiences, needs, costs = [*row["audiences"]], list[str](), list[str]()
    for service in row["services"]:
        audiences += service["audiences"]
        needs += service["needs"]
        costs += [service["cost"]] if service["cost"] else []
    return {
        "audience": tuple(dict.fromkeys(audiences)),
        "need": tuple(dict.fromkeys(needs)),
        "direction": (row["direction"],) if row["direction"] else (),
        "cost": tuple(dict.fromkeys(costs)),
        "access": (row["accessible"],) if row["accessible"] else (),
        "status": (row["status"],) if row["status"] else (),
        "alive": (row["activity"],) if row["activity"] else (),
        "activity": tuple(row["activities"]),
    }


@lru_cache(maxsize=1 << 15)
def why(ngo: Ngo, facet: str, code: str) -> tuple[str, ...]:
    """Return titles of the services that put an organisation under a facet value; empty if it has the value itself."""
    values_of: Callable[[NgoServicesRow], Container[str | None]] | None = {
        "need": lambda item: item["needs"],
        "audience": lambda item: item["audiences"],
        "cost": lambda item: (item["cost"],),
    }.get(facet)
    return tuple(item["title"] for item in ngo.row["services"] if values_of and code in values_of(item))


@lru_cache(maxsize=1)
def facet_values(catalog: Catalog) -> Facets:
    """Map facet and code to a label and its organisations.

    Codes follow the order of their lists, letters the alphabet.
    """
    members: dict[str, dict[str, list[Ngo]]] = defaultdict(lambda: defaultdict(list))
    letters: dict[str, list[Ngo]] = defaultdict(list)
    for ngo in catalog.ngos.values():
        for facet, codes in facet_codes(ngo).items():
            holders = members[facet]
            for code in codes:
                holders[code].append(ngo)
        letters[letter_of(ngo.title)].append(ngo)
    found: dict[str, dict[str, tuple[str, list[Ngo]]]] = {}
    for facet, list_id in FACET_LISTS.items():
        terms = catalog.vocabulary.lists[list_id]
        holders = members[facet]
        found[facet] = {code: (capital(term.label), holders[code]) for code, term in terms.items() if holders.get(code)}
    found["letter"] = {LETTER_CODES[letter]: (letter, letters[letter]) for letter in LETTER_CODES if letters[letter]}
    return found


def _letter_codes() -> dict[str, str]:
    codes = {letter: slugify(letter) for letter in "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЭЮЯ"}
    codes |= {"Й": "j", "Щ": "shch", "Э": "eh", "Ы": "y", "A–Z": "latin", "0–9": "digits"}
    return codes


LETTER_CODES = _letter_codes()
