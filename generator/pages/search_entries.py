"""What a search result shows of a page, and the extra words a record is found by. Pure.

The words come from the controlled lists: a search for «сиделка» finds every organisation with a service marked as care
at home. They are searched but never shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from generator.catalog.facets import FACET_LISTS, facet_codes
from generator.catalog.models import Catalog, Decision, Entity
from generator.catalog.needs import Answer
from generator.model.schemas import DataPackage
from generator.model.words import words_of
from generator.pages.pages import Page
from generator.phones import parse_phone, split_phone
from generator.records.validate import Record
from generator.text import count_of, format_date, format_dates

# Codes of the other facets are shared by too many organisations to find one by.
FOUND_BY = ("audience", "need", "direction", "activity")
OVER = frozenset({"held", "archived", "cancelled", "past", "ended", "expired"})
SHORT = {"ngos": "НКО", "partnerships": "Партнёрства"}  # where the table's own title is too long
SCHEME = re.compile(r"^(?:https?://)?(?:www\.|m\.)?")
BEHIND = 0.75  # weight of what is over or closed
HELPED = "Кто поможет"
ORGANISATIONS = ("организация", "организации", "организаций")
SPOKEN_FOR = frozenset({"needs", "audiences"})  # queries cover their synonyms, see search.meanings
SEASONS = {
    "winter": "зимний зима",
    "spring": "весенний весна",
    "summer": "летний лето",
    "autumn": "осенний осень",
}


def search_kinds(package: DataPackage) -> dict[str, str]:
    """Map the kinds that results can be filtered by to their titles: those of records, and two or three more."""
    records = {table.singular: SHORT.get(table.name, table.title) for table in package.record_tables}
    decisions = package.tables.get("forum_decisions")
    records |= {"decision": decisions.title} if decisions else {}
    return records | {"need": "Виды помощи", "page": "Страницы портала"}


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """What the search index stores for a page.

    ``kind`` filters; ``over`` and ``line`` are shown above and below the excerpt; ``words`` are only searched.
    ``offers``: services with their price, separated by « | ». ``worth``: below 1 for what is over or closed, so that it
    ranks after its equals. ``tel``: the number that the line begins with, as it is dialled.
    """

    kind: str
    over: str
    line: str = ""
    words: str = ""
    offers: str = ""
    worth: float = 1.0
    tel: str = ""


def make_entry(page: Page, catalog: Catalog) -> SearchEntry:
    """Return the entry of a page made from one record, or of an answer, an audience or a decision."""
    if page.answer:
        return _need_entry(page.answer)
    if page.decision:
        return _decision_entry(page.decision)
    if page.crowd:
        return SearchEntry("need", HELPED, count_of(page.crowd.count, *ORGANISATIONS))
    entity = page.entity
    if entity is None:
        raise ValueError(f"page {page.url} is not a record's")
    return SearchEntry(
        page.kind,
        _over(entity, catalog),
        " · ".join(part for part in _line(entity, catalog) if part),
        " ".join(dict.fromkeys(chain.from_iterable(_words(entity, catalog)))),
        " | ".join(_offers(entity, catalog)),
        BEHIND if _is_over(entity) else 1.0,
        parse_phone(_number(entity, catalog)).number if entity.table == "ngos" else "",
    )


def _number(entity: Entity, catalog: Catalog) -> str:
    """Return the number to call an organisation by: its own, else the centre's."""
    phones: list[str] = entity.row["phones"]
    return phones[0] if phones else catalog.settings["operator_phone"] or ""


def _offers(entity: Entity, catalog: Catalog) -> Iterator[str]:
    for service in entity.row["services"] if entity.table == "ngos" else ():
        if service["cost"]:
            note = f", {service['cost_note']}" if service["cost_note"] else ""
            yield f"{service['title']}: {catalog.vocabulary.label('costs', service['cost'])}{note}"


def _need_entry(answer: Answer) -> SearchEntry:
    found = count_of(answer.count, *ORGANISATIONS)
    line = f"{found}, бесплатно: {answer.free}" if answer.free else found
    return SearchEntry("need", HELPED, line, answer.need.spoken)


def _decision_entry(decision: Decision) -> SearchEntry:
    until = f"срок {format_date(decision.row['deadline'])}" if decision.row["deadline"] else ""
    line = " · ".join(part for part in ("; ".join(decision.addressees), until) if part)
    return SearchEntry("decision", f"Решение · {decision.state.label}", line, f"решение {decision.forum.title}")


def _is_over(entity: Entity) -> bool:
    if entity.state:
        return entity.state.code in OVER
    return bool(entity.row.get("status") == "liquidated" or entity.row.get("activity") == "dormant")


def _over(entity: Entity, catalog: Catalog) -> str:
    """Return what the record is, in a few words."""
    row, label = entity.row, catalog.vocabulary.label
    state = f" · {entity.state.label}" if entity.state else ""
    match entity.table:
        case "ngos":
            return "Сейчас не работает" if _is_over(entity) else ""
        case "events":
            cancelled = " · отменено" if entity.state and entity.state.code == "cancelled" else ""
            return f"Событие · {label('event_kinds', row['kind'])}{cancelled}"
    return f"{catalog.package.tables[entity.table].nouns[0].capitalize()}{state}"


def _line(entity: Entity, catalog: Catalog) -> Iterator[str]:
    """Yield where to call, when and where to come."""
    row = entity.row
    if entity.table == "ngos":
        number = _number(entity, catalog)
        through = "" if row["phones"] else f" ({words_of(catalog.settings).center.nom})"
        yield f"{split_phone(number, catalog.settings['phone_code'])[0]}{through}" if number else ""
        yield row["address"] or ""
    elif entity.table in ("forums", "events"):
        if row["starts_on"]:
            yield format_dates(row["starts_on"], row["ends_on"])
        elif row.get("deadline"):
            yield f"заявки до {format_date(row['deadline'])}"
        yield row["venue"] or row["address"] or ""


def _words(entity: Entity, catalog: Catalog) -> Iterator[Iterable[str]]:
    """Yield words that find the record: labels of its codes, and what else people type."""
    row, terms = entity.row, catalog.vocabulary.lists
    codes: list[tuple[str, str]] = []
    if entity.table == "ngos":
        yield ("НКО", *_phones(row), *_places(row))
        codes = [(FACET_LISTS[facet], code) for facet in FOUND_BY for code in facet_codes(entity)[facet]]
        codes += [("legal_forms", row["legal_form"])] if row["legal_form"] else []
    elif entity.table == "forums":
        year, season = row["season"].split("-")
        yield (*SEASONS[season].split(), *words_of(catalog.settings).forum.nom.split(), year)
    elif entity.table == "partnerships":
        yield ("партнёрство", "соглашение")
        codes = [("body_kinds", side["kind"]) for side in row["sides"] if side["kind"]]
    elif entity.table == "events":
        codes = [("event_kinds", row["kind"]), *(("audiences", code) for code in row["audiences"])]
    for list_id, code in codes:
        term = terms[list_id][code]
        yield _split(term.label, () if list_id in SPOKEN_FOR else term.synonyms)


@lru_cache(maxsize=1024)
def _split(label: str, synonyms: tuple[str, ...]) -> list[str]:
    return " ".join((label, *synonyms)).split()


def _places(row: Record) -> Iterator[str]:
    """Yield mailboxes and sites, each as one word; queries are joined likewise (``joinAddress`` in query.js)."""
    for url in (*row["emails"], row["site"] or "", *row["links"]):
        whole = join_address(url)
        if whole:
            yield whole
            if "@" not in url:
                yield join_address(SCHEME.sub("", url).split("/", 1)[0])


def join_address(text: str) -> str:
    """Turn «https://m.vk.com/club_1/» into «vkcomclub1»."""
    return re.sub(r"[^0-9a-zа-я]", "", SCHEME.sub("", text.lower()))


def _phones(row: Record) -> Iterator[str]:
    """Yield numbers as digits without +7; queries drop spaces, brackets and hyphens likewise."""
    for phone in row["phones"]:
        yield re.sub(r"\D", "", phone)[1:]
