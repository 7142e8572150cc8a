"""The words of a town: no text of the program has a fixed name for the forum or for the portal's operator."""

from __future__ import annotations

import re

import pytest

from generator.model.words import USUAL_WORDING, fill, words_of
from tests.conftest import REPOSITORY

PROGRAM = REPOSITORY / "generator"
NAMED = re.compile("форум|ресурсн(?:ый|ого|ому|ым|ом) центр", re.IGNORECASE)
# File → why it may: what people type, names of others, the usual words themselves and what is derived from them.
MAY = {
    "model/words.py": "the usual words",
    "model/sections.py": "a section's name in messages about the settings",
    "schemas/package.yaml": "titles that model.town puts the town's words in place of",
    "schemas/events.yaml": "the same",
    "schemas/partnerships.yaml": "the same",
    "lists/synonyms.yml": "words that people search by",
    "lists/answers.yml": "words that people search by",
    "commands/staff.py": "what init calls the operator where it is not actual",
}


def test_no_text_of_the_program_has_a_town_s_word() -> None:
    found = {}
    for path in PROGRAM.rglob("*"):
        name = path.relative_to(PROGRAM).as_posix()
        if path.is_file() and not name.startswith(("demo/", "exports/profiles/")) and "__pycache__" not in name:
            text = path.read_bytes().decode("utf-8", "replace")
            if actual := NAMED.search(text):
                found[name] = text[max(actual.start() - 40, 0) : actual.end() + 40]
    assert {name: text for name, text in found.items() if name not in MAY} == {}
    assert MAY.keys() - found.keys() == set(), "a reason that is none any more"


def test_places_are_filled_in_every_case() -> None:
    said = words_of(
        {"forum_forms": "сход, схода, сходу, сход, сходом, сходе, сходы, сходов, сходам, сходы, сходами, сходах"}
    )
    assert fill("[[Forum.nom]], [[forum.gen]], [[forums.ins]]: [[center.dat]]", said) == (
        "Сход, схода, сходами: ресурсному центру"
    )
    assert fill("[[forum.who]] [[раздел]]", said) == "[[forum.who]] [[раздел]]"


@pytest.mark.parametrize("forms", ["", "сход", "сход, схода, , сход, сходом, сходе", ","])
def test_words_that_lack_forms_are_not_taken(forms: str) -> None:
    assert words_of({"forum_forms": forms, "operator_forms": forms}) == USUAL_WORDING
