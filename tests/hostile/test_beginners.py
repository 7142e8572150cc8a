"""Mistakes of people who see YAML for the first time; following the message mends each at the first try.

The test applies the offered lines where the message says, and nothing else.
"""

from __future__ import annotations

import re

import pytest

from generator.model.schemas import load_package
from generator.records.yaml import parse_record
from tests.hostile.roots import check_text
from tests.unit.test_json_schema import as_plain

NGOS = load_package().tables["ngos"]
AROUND = "name: Клуб «Пример»\nstatus: unknown\n{}source: анкета\n"
# The mistake → what was typed, and what was meant (as any YAML reader understands it).
MISTAKES = {
    "a letter left out of a key": ("sumary: Занятия\n", {"summary": "Занятия"}),
    "a key in Russian": ('телефоны: ["+73916900000"]\n', {"phones": ["+73916900000"]}),
    "a Cyrillic letter in a key": ("аctivity: active\n", {"activity": "active"}),
    "no space after the colon": ("activity:active\n", {"activity": "active"}),
    "an equals sign": ("activity = active\n", {"activity": "active"}),
    "a Russian date": ("seen_on: 12.11.2025\n", {"seen_on": "2025-11-12"}),
    "a date in words": ("seen_on: 12 ноября 2025 г.\n", {"seen_on": "2025-11-12"}),
    "a label for a code": ("activity: действует\n", {"activity": "active"}),
    "labels without brackets": ("audiences: дети, подростки\n", {"audiences": ["children", "teens"]}),
    "a phone without brackets": ("phones: +73916995103\n", {"phones": ["+73916995103"]}),
    "an address without its scheme": ("site: www.example.org\n", {"site": "https://www.example.org"}),
    "a colon in a text": ("summary: Занятия: для детей\n", {"summary": "Занятия: для детей"}),
    "a number sign in a text": ("address: ул. Примерная #5\n", {"address": "ул. Примерная #5"}),
    "a quote left open": ('summary: "Занятия для детей\n', {"summary": "Занятия для детей"}),
    "a tab before an item": ("services:\n\t- title: Занятия\n", {"services": [{"title": "Занятия"}]}),
    "a tab before a field": ("\tactivity: active\n", {"activity": "active"}),
    "a no-break space from Word": ("summary:\u00a0Занятия\n", {"summary": "Занятия"}),
    "the same line twice": ("activity: active\nactivity: active\n", {"activity": "active"}),
    "a year with its word": ("founded: 2012 год\n", {"founded": "2012"}),
    "decimal commas": ("lat: 56,1131\nlon: 94,5888\n", {"lat": "56.1131", "lon": "94.5888"}),
    "a dash in the line of the field": ("offers: - стол\n", {"offers": ["стол"]}),
    "a text for a list of items": ("services: Занятия\n", {"services": [{"title": "Занятия"}]}),
    "a field shifted": (
        "services:\n  - title: Занятия\n   cost: free\n",
        {"services": [{"title": "Занятия", "cost": "free"}]},
    ),
    "an empty field": ("summary:\n", {}),
    "a space in a mailbox": ("emails: [info @example.org]\n", {"emails": ["info@example.org"]}),
    "hours with a dot": (
        "hours:\n  - days: [mon]\n    opens: 9.30\n    closes: 18.00\n",
        {"hours": [{"days": ["mon"], "opens": "09:30", "closes": "18:00"}]},
    ),
    "a letter of the other alphabet in a code": ("legal_form: anо\n", {"legal_form": "ano"}),
}
ADDED = re.compile(r"Добавьте строку, например: (?P<line>[^—]*?)(?: — или.*)?$")


def mended(text: str) -> str:
    """Return the text after its messages are followed, one after another."""
    for _ in range(9):
        problems = check_text(text, NGOS)
        problem = next((problem for problem in problems if problem.fix), None)
        if problem and problem.fix:
            text = problem.fix.apply(text)
        elif problems and (found := ADDED.match(problems[0].hint)):
            text += f"{found['line']}\n"
        else:
            break
    return text


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_mended_from_its_message_alone(mistake: str) -> None:
    typed, meant = MISTAKES[mistake]
    text = AROUND.format(typed)
    assert check_text(text, NGOS)
    again = mended(text)
    assert [f"{p.code} {p.message} {p.hint}" for p in check_text(again, NGOS)] == []
    root = parse_record(again, "x.yml").root
    assert root is not None
    assert as_plain(root) == {"name": "Клуб «Пример»", "status": "unknown", **meant, "source": "анкета"}


def test_required_fields_are_added_from_their_messages() -> None:
    assert check_text(mended("name: Клуб «Пример»\n"), NGOS) == []


def test_there_are_enough_of_them() -> None:
    assert len(MISTAKES) >= 15
