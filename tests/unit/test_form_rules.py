"""The rules of the published form against the validator: over three thousand values, each judged by both.

The form may know less (numbers and hosts that do not exist, targets of references), but must never refuse a good value.
"""

from __future__ import annotations

import json
import random
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from generator.exports.record_form import _slot
from generator.model.identifiers import SLUG
from generator.model.json_schema import record_schema
from generator.model.schemas import Field, Table, load_package
from generator.records.canonical import field_order
from generator.records.settle import read_files, settle_files
from generator.records.source import RawFile
from generator.records.verdict import start_judges
from tests.hostile.roots import record_around, town, way_to
from tests.scripts.node import ask_module

SEED = 20261127
EACH = 16  # values of a field, in addition to its example
POOL = [
    "yes", "no", "да", "нет", "active", "-", "—", "0", "-1", "7", "07", "120", "1.5", "1,5", "1e9", "100000",
    "2026", "1899", "2026-12-12", "2026-02-30", "2026-13-01", "12.12.2026", "5 марта 2026", "2026-12",
    "2026-winter", "09:30", "9:30", "24:00", "25:61", "09:30:00", "663690", "66369", "2453012343", "2453012344",
    "24 5301 2343", "1022400012348", "+73916912345", "8 (39169) 2-00-01", "89130000000 доб. 12 (приёмная)",
    "2-00-01", "info@primer.ru", "info primer.ru", "a@b", "https://primer.ru/", "http://primer.ru/a?b=1",
    "www.primer.ru", "primer.ru", "ftp://primer.ru", "https://", "klub-primer", "klub_primer", "Klub", "клуб",
    "2026-winter#2", "2026-winter", "foto-1.png", "Фото.png", "foto.exe", "62.09", "6209", "а", "Клуб «Пример»",
    "х" * 39, "х" * 101, "х" * 200, "х" * 201, "х" * 301, "х" * 700, "#1", "a: b", "@primer", "[а]", "true", "Yes",
    "null", "~", "1799-12-31", "2101-01-01", "2024-02-29", "2023-02-29", "1900-02-29", "2026-04-31", "2026-00-10",
    "а\u200bб", "а\u00a0б", "И\u0306", "администрация", "Администрация города", "mayor_office", "8 800 FLOWERS", "112",
    "+375 17 222-33-44", "тел. 8 (39169) 2-00-01 (вахта, 1 этаж)", "83916920001, 83916920002", "9131234567", "+2903456",
    "810 375 17 2223344", "инфо@пример.рф", "info@primer", "info@primer.ru.", "a?b@primer.ru", "a+b@primer.ru",
    "https://primer", "https://primer.r", "https://пример.рф/путь", "https://a@primer.ru/", "https://primer.ru:80/?x#y",
    "https://primer.ru:99999/", "HTTPS://primer.ru", "https://primer.ru.", "https://сосо.com", "0000000000",
    "1234567890", "7707083893", "1027700132195", "1022400012340", "304500116000157", "23:60", "1000000000000000",
    "2026-winter#0", "2411000001", "2413000001", "99", "100", "2100",
]  # fmt: skip
# What the form cannot know about a value its rules accept, by the code of the check.
BEYOND = {
    "E234": "numbers that nobody has",
    "E236": "hosts that nobody has, or that deceive the eye",
}


class Tried(NamedTuple):
    table: Table
    field: Field
    slot: dict[str, Any]
    value: str


def slots_of(table: Table) -> Iterator[tuple[Table, dict[str, Any]]]:
    """Return the form's slots for a table and its nested lists, each with its table."""
    schema = record_schema(way_to(table)[0], town().vocabulary)
    todo = [(table, _slot(slot, table, schema)) for slot in field_order(table)]
    while todo:
        owner, slot = todo.pop()
        if "rows" in slot:
            child = owner.nested[slot["key"]]
            todo += [(child, inner) for inner in slot["rows"]]
        elif slot["key"] in owner.by_name:
            yield owner, slot


def tries() -> list[Tried]:
    dice = random.Random(SEED)  # noqa: S311 - reproducible
    found = []
    for root in load_package().record_tables:
        for table, slot in slots_of(root):
            field = table.by_name[slot["key"]]
            example = field.example[0] if isinstance(field.example, list) else field.example
            codes = [code for code, _ in slot.get("options", ())][:2]
            values = [str(example), *codes, *dice.sample(POOL, EACH)]
            if "maxLength" in slot:
                values += ["х" * (slot["maxLength"] - 1), "х" * slot["maxLength"]]
            found += [Tried(table, field, slot, value) for value in dict.fromkeys(values)]
    return found


def refused(tried: list[Tried]) -> list[set[str]]:
    """Return the check's error codes for each value, without rules over several fields.

    An id that has the wrong form refers to nothing, whatever records exist (E401, found across records).
    """
    files = []
    for number, (table, field, _, value) in enumerate(tried):
        mark = replace(field, example=["ЗДЕСЬ"] if field.type == "array" else "ЗДЕСЬ")
        fields = [mark if f is field else f for f in table.fields if (f.required and not f.implied) or f is field]
        quoted = "'{}'".format(value.replace("'", "''"))
        text = "\n".join(record_around(table, fields)).replace("ЗДЕСЬ", quoted) + "\n"
        owner = way_to(table)[0]
        files.append(RawFile(f"{owner.folder}/zapis-{number}.yml", owner.name, f"zapis-{number}", text))
    context = town()
    with start_judges(0) as judges:
        drafts = read_files(files, context.package, context.vocabulary, area=context.area)
        outcomes = settle_files(files, drafts, context, judges)
    found = [
        {p.code for p in outcome.problems if p.severity == "error" and (p.code < "E200" or p.field == one.field.name)}
        for one, outcome in zip(tried, outcomes, strict=True)
    ]
    for one, codes in zip(tried, found, strict=True):
        codes.difference_update({code for code in codes if code > "E300"})
        codes.update({"E401"} if one.field.ref and not SLUG.fullmatch(one.value) else ())
    return found


@pytest.fixture(scope="module")
def both() -> list[tuple[Tried, str, set[str]]]:
    tried = tries()
    tried = [one._replace(value=unicodedata.normalize("NFC", one.value)) for one in tried]  # as the form reads them
    feed = [[one.slot, one.value] for one in tried]
    said = ask_module("record-text.js", "given.map(([slot, text]) => module.findFault(slot, text))", feed)
    return list(zip(tried, said, refused(tried), strict=True))


def test_the_form_refuses_nothing_that_passes(both: list[tuple[Tried, str, set[str]]]) -> None:
    assert len(both) >= 3_000
    wrong = [(one.table.name, one.field.name, one.value, said) for one, said, codes in both if said and not codes]
    assert wrong == []


def test_what_the_form_lets_through_is_refused_only_for_what_it_cannot_know(
    both: list[tuple[Tried, str, set[str]]],
) -> None:
    missed = [(one.field.name, one.value, codes) for one, said, codes in both if codes and not said]
    assert [one for one in missed if not one[2] <= BEYOND.keys()] == []
    agreed = Counter(bool(said) for _, said, codes in both if bool(said) == bool(codes))
    assert agreed[True] > 400  # positive control: both refuse many, and both accept many
    assert agreed[False] > 300
    assert len(missed) < len(both) / 200


def test_the_rules_come_with_the_form_as_they_are_judged_here() -> None:
    slots = {table.name: [slot for _, slot in slots_of(table)] for table in load_package().record_tables}
    assert json.dumps(slots)
    assert sum(map(len, slots.values())) > 120
