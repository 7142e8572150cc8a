"""Codes by their everyday names: in no list is a name that negates or limits a label taken for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from generator.problems import weeks
from generator.records.glossary import sure_codes
from tests.hostile.roots import town

BEFORE = ("не", "без", "частично", "почти", "бывший", "ещё не", "кроме", "или", "только", "временно")
BEHIND = ("?", " (не всегда)", ", но не сейчас", " или другое", " и что-то ещё", ", кроме выходных")
LISTS = town().vocabulary.lists


def names() -> Iterator[tuple[str, str]]:
    for list_id, terms in LISTS.items():
        for term in terms.values():
            yield from ((list_id, name) for name in (term.label, *term.synonyms))


def test_labels_and_synonyms_are_answers() -> None:
    found = [bool(sure_codes(name, LISTS[list_id])) for list_id, name in names()]
    assert len(found) > 300
    assert sum(found) > 0.95 * len(found)  # a synonym of two codes counts for neither


def test_what_turns_a_label_is_never_taken_for_it() -> None:
    wrong, tried = [], 0
    for list_id, name in names():
        known = {one.casefold() for term in LISTS[list_id].values() for one in (term.label, *term.synonyms)}
        turned = [*(f"{word} {name}" for word in BEFORE), *(f"{name}{more}" for more in BEHIND)]
        for typed in turned:
            if typed.casefold() in known:
                continue  # «больше не зарегистрирована» is itself a label
            tried += 1
            if codes := sure_codes(typed, LISTS[list_id]):
                wrong.append((list_id, typed, codes))
    assert wrong == []
    assert tried > 3_000


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("средства", ""),
        ("средний", ""),
        ("вторник?", ""),
        ("не среда", ""),
        ("по средам", "wed"),
        ("в субботу", "sat"),
        ("с понедельника по среду", "mon tue wed"),
        ("воскресенье", "sun"),
        ("Чт.", "thu"),
        ("пт-пн", ""),
    ],
)
def test_days_of_the_week(text: str, days: str) -> None:
    assert " ".join(weeks.read_weekdays(text)) == days
