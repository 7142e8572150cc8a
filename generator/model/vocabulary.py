"""Controlled lists: codes used in records and their Russian labels. Data with a source and a date, never an enum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "lists"
# Lists some of whose codes the program relies on. A town may add codes and relabel the program's.
GROWING = frozenset(
    ("event_kinds", "session_types", "material_kinds", "help_ways", "person_roles", "levels", "answers", "elsewhere")
)


@dataclass(frozen=True, slots=True)
class Term:
    """One value of a controlled list."""

    code: str
    label: str
    spoken: str = ""  # the label in everyday words, fit for a sentence
    genitive: str = ""
    text: str = ""
    official_code: str = ""
    email: str = ""  # of a body: its own mailbox, not a person's
    since: date | None = None
    until: date | None = None
    source: str = ""
    synonyms: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()  # from the site's root
    phone: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All controlled lists by id. An unknown list or code is a bug and raises KeyError."""

    lists: Mapping[str, Mapping[str, Term]]
    titles: Mapping[str, str] = field(default_factory=dict)

    def label(self, list_id: str, code: str) -> str:
        return self.lists[list_id][code].label

    def name(self, list_id: str, value: str) -> str:
        """Return the label of a code in an open list, or the free text itself."""
        term = self.lists[list_id].get(value)
        return term.label if term else value

    def labels(self, list_id: str, codes: Iterable[str] | None) -> list[str]:
        return [self.lists[list_id][code].label for code in codes or ()]

    def terms(self, list_id: str) -> Iterator[Term]:
        return iter(self.lists[list_id].values())


def grown(program: Mapping[str, Any], town: Mapping[str, Any]) -> dict[str, Any]:
    """Extend a program's list with a town's: new codes at the end, new labels for known ones.

    A known errand (an item with addresses) keeps the program's queries besides the town's.
    """
    own = {item["code"]: item for item in town["items"]}
    items = []
    for item in program["items"]:
        new = own.pop(item["code"], {})
        asked = [*new.get("synonyms", ()), *item.get("synonyms", ())] if item.get("addresses") else ()
        items.append(item | new | ({"synonyms": list(dict.fromkeys(asked))} if asked else {}))
    return {**program, "title": town["title"], "items": [*items, *own.values()]}


def make_vocabulary(lists: Mapping[str, Mapping[str, Any]]) -> Vocabulary:
    """Build a Vocabulary from checked records of the table ``lists`` (id → record with ``items``)."""
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
