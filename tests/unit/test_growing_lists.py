"""Lists a town may extend: its codes follow the program's, which stay but may be renamed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.model.schemas import load_package
from generator.model.vocabulary import GROWING
from generator.problems.problem import PortalError
from generator.records.check import check_root, own_vocabulary
from generator.upkeep.starter import own_list
from tests.hostile.roots import write_root

EVENT = "title: Ярмарка мастеров\nkind: {kind}\nstarts_on: 2026-12-01\nsource: план\n"
LIST = "title: Вид события\nsource: решение центра\nitems:\n  - {code: fair, label: ярмарка}\n"


def codes(root: Path) -> list[str]:
    return [problem.code for problem in check_root(root).problems]


@pytest.mark.parametrize("name", sorted(GROWING))
def test_a_list_takes_codes_and_keeps_its_own(tmp_path: Path, name: str) -> None:
    known = list(own_vocabulary(load_package()).lists[name])
    text = f"{LIST}  - {{code: {known[0]}, label: иначе}}\n"
    checked = check_root(write_root(tmp_path, {f"content/lists/{name}.yml": text}))
    assert [problem.code for problem in checked.problems] == []
    terms = checked.vocabulary.lists[name]
    assert list(terms) == [*known, "fair"]
    assert terms["fair"].label == "ярмарка"
    assert terms[known[0]].label == "иначе"


def test_an_errand_keeps_the_programs_queries_besides_the_towns(tmp_path: Path) -> None:
    before = own_vocabulary(load_package()).lists["answers"]["found_ngo"]
    own = "  - {code: found_ngo, label: Своя НКО, addresses: [idea/nko/], synonyms: [замутить НКО]}\n"
    text = f"title: Ответы\nsource: план\nitems:\n{own}"
    after = check_root(write_root(tmp_path, {"content/lists/answers.yml": text})).vocabulary.lists["answers"]
    assert after["found_ngo"].addresses == ("idea/nko/",)
    assert after["found_ngo"].synonyms == ("замутить НКО", *before.synonyms)


def test_an_event_of_a_kind_of_the_towns_own(tmp_path: Path) -> None:
    files = {"content/events/yarmarka.yml": EVENT.format(kind="fair")}
    assert codes(write_root(tmp_path / "without", files)) == ["E220"]
    assert codes(write_root(tmp_path / "with", files | {"content/lists/event_kinds.yml": LIST})) == []
    seminar = {"content/events/seminar.yml": EVENT.format(kind="seminar")}
    assert codes(write_root(tmp_path / "still", seminar | {"content/lists/event_kinds.yml": LIST})) == []


@pytest.mark.parametrize("name", sorted(set(own_vocabulary(load_package()).lists) - {"yes_no"}))
def test_a_word_typed_over_a_code_makes_up_no_new_one(tmp_path: Path, name: str) -> None:
    """Records use the code: only the program's own code for that word may be offered."""
    terms = own_vocabulary(load_package()).lists[name]
    for term in [*terms.values()][:5]:
        for word in (term.label, f"{term.label} по-новому", "Что-то другое"):
            text = f"title: Список\nsource: решение центра\nitems:\n  - code: {word!r}\n    label: {word!r}\n"
            root = write_root(tmp_path, {f"content/lists/{name}.yml": text})
            for problem in check_root(root).problems:
                fixed = problem.fix.apply(text) if problem.fix and problem.code == "E237" else ""
                found = re.search(r"code: ['\"]?(\w+)", fixed)
                assert found is None or found[1] in terms


def test_a_label_for_a_code_gets_the_code(tmp_path: Path) -> None:
    text = LIST.replace("code: fair", "code: семинар")
    problem, *_ = check_root(write_root(tmp_path, {"content/lists/event_kinds.yml": text})).problems
    assert problem.code == "E237"
    assert problem.fix
    assert "code: seminar" in problem.fix.text


def test_other_fixed_lists_stay_as_they_are(tmp_path: Path) -> None:
    assert codes(write_root(tmp_path, {"content/lists/weekdays.yml": LIST})) == ["E410"]
    assert "fixed" not in own_list("event_kinds")
    with pytest.raises(PortalError):
        own_list("weekdays")
