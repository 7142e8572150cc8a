"""Controlled lists: codes of records and their Russian labels. Data with a source and a date, never an enum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "lists"
# Lists of whose codes the program knows some: a town may add its own, and call the program's otherwise.
GROWING = frozenset(
    ("event_kinds", "session_types", "material_kinds", "help_ways", "person_roles", "levels", "answers")
)


@dataclass(frozen=True, slots=True)
class Term:
    """One value of a controlled list."""

    code: str
    label: str
    spoken: str = ""  # the label in people's own words, fit to stand in a sentence
    genitive: str = ""
    text: str = ""
    official_code: str = ""
    email: str = ""  # of a body: its own mailbox, no person's
    since: date | None = None
    until: date | None = None
    source: str = ""
    synonyms: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()  # from the site's root
    phone: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All controlled lists by id. An unknown list or code is a fault of the program and raises KeyError."""

    lists: Mapping[str, Mapping[str, Term]]
    titles: Mapping[str, str] = field(default_factory=dict)

    def label(self, list_id: str, code: str) -> str:
        return self.lists[list_id][code].label

    def name(self, list_id: str, value: str) -> str:
        """The label of a code of an open list, or the free text itself."""
        term = self.lists[list_id].get(value)
        return term.label if term else value

    def labels(self, list_id: str, codes: Iterable[str] | None) -> list[str]:
        return [self.lists[list_id][code].label for code in codes or ()]

    def terms(self, list_id: str) -> Iterator[Term]:
        return iter(self.lists[list_id].values())


def grown(program: Mapping[str, Any], town: Mapping[str, Any]) -> dict[str, Any]:
    """A list of the program with what a town adds to it: new codes behind, other labels in the place of known ones."""
    own = {item["code"]: item for item in town["items"]}
    items = [item | own.pop(item["code"], {}) for item in program["items"]]
    return {**program, "title": town["title"], "items": [*items, *own.values()]}


def make_vocabulary(lists: Mapping[str, Mapping[str, Any]]) -> Vocabulary:
    """From checked records of the table ``lists`` (id → record with ``items``)."""
    found: dict[str, dict[str, Term]] = {}
    for list_id, record in lists.items():
        found[list_id] = {
            item["code"]: Term(
                code=item["code"],
                label=item["label"],
                spoken=item.get("spoken", ""),
                genitive=item.get("genitive", ""),
                text=item.get("text", ""),
                official_code=item.get("official_code", ""),
                email=item.get("email", ""),
                since=item.get("since"),
                until=item.get("until"),
                source=item.get("source", ""),
                synonyms=tuple(item.get("synonyms", ())),
                addresses=tuple(item.get("addresses", ())),
                phone=item.get("phone", ""),
                needs=tuple(item.get("needs", ())),
            )
            for item in record.get("items", ())
        }
    return Vocabulary(found, {list_id: record["title"] for list_id, record in lists.items()})
