"""Whom the portal can help: one page per audience, with everything done for it. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from generator.catalog.facets import facet_values
from generator.catalog.models import Catalog, Ngo
from generator.catalog.needs import EVERYONE, Answer, list_answers
from generator.model.vocabulary import Term
from generator.text import count_of

# Audiences that look for something to do rather than for help. «Everyone» is not an audience to address.
ACTIVE = frozenset({"ngo_leaders", "activists", EVERYONE})


@dataclass(frozen=True, slots=True)
class Crowd:
    """An audience and who works for it.

    ``answers`` are its answers by need; ``others`` are organisations that name the audience but have no service for it;
    ``count`` is the number of working organisations, each counted once.
    """

    audience: Term
    answers: tuple[Answer, ...]
    others: tuple[Ngo, ...]
    count: int

    @property
    def url(self) -> str:
        """Address from the site's root."""
        return crowd_address(self.audience.code)

    @property
    def heading(self) -> str:
        """Title of the page, such as «Помощь для ветеранов»."""
        return f"Помощь {self.audience.spoken}" if self.audience.spoken else f"Помощь: {self.audience.label}"

    def describe(self, town: str) -> str:
        """Return one sentence for search engines and link previews."""
        found = count_of(self.count, "организация", "организации", "организаций")
        return f"{self.heading}: {found}, {town}. Услуги, цена, часы, телефоны."


def crowd_address(audience: str) -> str:
    """Return the address of an audience's page.

    No code of a need holds a hyphen, so it never collides with an answer's address.
    """
    return f"help/for-{audience}/"


@lru_cache(maxsize=1)
def list_crowds(catalog: Catalog) -> list[Crowd]:
    """Return audiences that somebody works for, in the order of their list."""
    answers: dict[str, list[Answer]] = defaultdict(list)
    for answer in list_answers(catalog):
        if answer.audience and answer.count:
            answers[answer.audience.code].append(answer)
    crowds = []
    for code, (_, ngos) in facet_values(catalog)["audience"].items():
        if code in ACTIVE:
            continue
        matched = {match.ngo for answer in answers[code] for match in answer.matches if not match.closed}
        named = [ngo for ngo in ngos if not ngo.closed]
        if matched or named:
            others = tuple(ngo for ngo in named if ngo not in matched)
            term = catalog.vocabulary.lists["audiences"][code]
            crowds.append(Crowd(term, tuple(answers[code]), others, len(matched) + len(others)))
    return crowds
