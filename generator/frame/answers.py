"""Checks of a town's own lists: search answers that lead nowhere, crisis lines without a date or a number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from generator.catalog.crisis import LIST
from generator.catalog.crowds import crowd_address
from generator.catalog.facets import FACET_LISTS
from generator.frame.kinds import index_kinds
from generator.frame.prose import Prose
from generator.problems.problem import Problem, has_errors
from generator.records.check import Checked
from generator.records.findings import Finding, named
from generator.records.places import place
from generator.records.reading import read_file
from generator.records.validate import Record

ANSWERS = "answers"
ADDRESS = re.compile(r"(?:[a-z0-9_-]+/)+")
MADE = ("forums/next/", "list/", "data/", "staff/")  # pages the program makes besides those of records
HINT = "Запишите адрес от корня портала, с чертой в конце: support/, help/legal/, ngos/primer/."


def find_dead(checked: Checked, prose: Prose) -> list[Problem]:
    """Return a warning for each search answer no page can have, and for each crisis line without number or date.

    Addresses come from ``content/lists/answers.yml``. Pages for a kind of help count as existing, because they come and
    go with the records.
    """
    return [
        *_of_list(checked, ANSWERS, lambda row: _findings(row.get("items", ()), set(_known(checked, prose)))),
        *_of_list(checked, LIST, _unsure),
    ]


def _of_list(checked: Checked, name: str, judge: Callable[[Record], Iterator[Finding]]) -> list[Problem]:
    raw = next((raw for raw in checked.files.values() if raw.table == "lists" and raw.id == name), None)
    if raw is None or has_errors([problem for problem in checked.problems if problem.path == raw.path]):
        return []  # an unreadable list is reported elsewhere, and the program's own replaces it
    table = checked.package.tables["lists"]
    own = read_file(raw, table, checked.vocabulary).record  # the town's own lines, unmerged
    return [place(named(table, found), raw, raw.path, table) for found in judge(own)]


def _unsure(row: Record) -> Iterator[Finding]:
    if not row.get("checked_on"):
        hint = "Сверьте телефоны с источником и запишите день в checked_on."
        yield Finding("W415", ("checked_on",), "не сказано, когда телефоны сверяли: на сайт они не выйдут.", hint, True)
    for number, item in enumerate(row.get("items", ())):
        if not item.get("phone"):
            message = "у строки нет телефона: на сайт она не выйдет."
            yield Finding("W415", ("items", number, "phone"), message, "Впишите телефон или уберите строку.", True)


def _findings(items: object, known: set[str]) -> Iterator[Finding]:
    for number, item in enumerate(items if isinstance(items, list) else ()):
        for position, address in enumerate(item.get("addresses", ())):
            if address not in known or not ADDRESS.fullmatch(address):
                message = f"по адресу «{address}» на портале нет страницы: поиск его не покажет."
                yield Finding("W414", ("items", number, "addresses", position), message, HINT)


def _known(checked: Checked, prose: Prose) -> Iterator[str]:
    yield from MADE
    yield from (kind.url for kind in index_kinds(checked.package))
    yield from (page.url for page in prose.pages.values())
    for table in checked.package.record_tables:
        yield from (f"{table.name}/{record_id}/" for record_id in checked.records[table.name])
    people = list(checked.vocabulary.lists["audiences"])
    yield from map(crowd_address, people)
    for facet, codes in FACET_LISTS.items():
        yield from (f"find/{facet}/{code}/" for code in checked.vocabulary.lists[codes])
    for need in checked.vocabulary.lists["needs"]:
        yield f"help/{need}/"
        yield from (f"help/{need}--{code}/" for code in people)
