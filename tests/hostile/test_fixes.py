"""The test of fixes: each, once applied, mends its fault and causes no other.

Tried on every hostile case, and on good records with a few characters changed (``MUTANTS=20000`` in ``make judge``).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from generator.model.schemas import load_package
from generator.problems.problem import Fix, Problem
from generator.records.check import check_root
from tests.hostile.roots import check_text
from tests.hostile.test_cases import CASES, load, run
from tests.property.test_yaml_mutants import mutants

MUTANTS = int(os.environ.get("MUTANTS", "500"))
SEED = 20261126


def cause(problem: Problem, shift: int = 0) -> tuple[str, str, int]:
    return problem.code, problem.field, problem.line + shift


def _stopped(problems: list[Problem], after: list[Problem], fix: Fix, grown: int) -> bool:
    """Tell whether reading had stopped at a broken structure before, and none of the problems now is within the fix."""
    within = [problem for problem in after if fix.first <= problem.line <= fix.last + grown]
    return any(problem.code < "E200" for problem in problems) and not within


def faults_of_fixes(
    text: str, problems: list[Problem], again: Callable[[str], list[Problem]], *, mutant: bool = False
) -> list[str]:
    """Return what is wrong with the fixes of a file: the same cause remains, or more problems than before.

    A ``mutant`` may have several faults, some of them visible only once a broken structure is mended.
    """
    faults = []
    for fix in dict.fromkeys(problem.fix for problem in problems if problem.fix):
        mended = fix.apply(text)
        if mended == text:
            faults.append(f"nothing changes: {fix}")
            continue
        after = again(mended)
        grown = mended.count("\n") - text.count("\n")
        before = {cause(problem) for problem in problems if problem.fix == fix}
        same = before & {cause(problem) for problem in after if problem.line < fix.first}
        same |= before & {cause(problem) for problem in after if fix.first <= problem.line <= fix.last + grown}
        if same:
            faults.append(f"the same again: {same} {fix}")
        if len(after) > len(problems) and not (mutant and _stopped(problems, after, fix, grown)):
            actual = Counter(problem.code for problem in after) - Counter(problem.code for problem in problems)
            faults.append(f"more than before: {dict(actual)} {fix}")
    return faults


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_fixes_of_a_case_mend_it(path: Path, tmp_path: Path) -> None:
    case = load(path)
    record = case["record"]
    checked = run(case, tmp_path)
    problems = [problem for problem in checked.problems if problem.path == case["file"]]
    if isinstance(record, bytes) or not any(problem.fix for problem in problems):
        return

    def again(text: str) -> list[Problem]:
        (tmp_path / case["file"]).write_bytes(text.encode("utf-8", "surrogatepass"))
        return [problem for problem in check_root(tmp_path).problems if problem.path == case["file"]]

    assert faults_of_fixes(record, problems, again) == []


def test_the_fixes_of_mutants_mend_them() -> None:
    faults, offered = [], 0
    for name, text in mutants(MUTANTS, SEED):
        table = load_package().tables[name]
        problems = check_text(text, table)
        offered += any(problem.fix for problem in problems)
        again = partial(check_text, table=table)
        faults += [f"{name}: {fault}" for fault in faults_of_fixes(text, problems, again, mutant=True)]
    # Where faults of one structure meet, mending one may move another: none in 500 mutants, few in 20,000.
    assert len(faults) <= MUTANTS // 1000, faults
    assert offered > MUTANTS / 5


SESSIONS = """\
title: Форум
season: 2026-autumn
sessions:
  - code: otkrytie
    type: opening
   title: Открытие
  - code: kruglyj-stol
source: план
"""


def test_what_rows_lack_is_reported_together_with_their_layout() -> None:
    """Applying the new layout of a list brings up nothing that was not reported before."""
    table = load_package().tables["forums"]
    layout, *lacking = check_text(SESSIONS, table)
    assert layout.fix is not None
    assert (layout.fix.first, layout.fix.last) == (6, 6)  # the other lines stay as they are
    assert sorted(cause(problem) for problem in lacking) == [("E203", "title", 7), ("E203", "type", 7)]
    assert check_text(layout.fix.apply(SESSIONS), table) == lacking


@pytest.mark.parametrize(
    ("line", "goes_on"),
    [("и вручаем призы", True), ("kind\\ authority", False), ("kind3 municipal", False), ("roleВедёт кружок", False)],
)
def test_a_field_that_lost_its_colon_is_no_text_that_goes_on(line: str, goes_on: bool) -> None:
    text = f"title: Договор\nsides:\n  - name: Мы собираем команды\n    {line}\n    kind: municipal\nsource: план\n"
    problems = check_text(text, load_package().tables["partnerships"])
    assert [cause(problem) for problem in problems if problem.code < "E200"] == [("E125", "", 4)]
    assert (problems[0].fix is not None) == goes_on


def test_a_fix_that_needs_another_one_first_is_not_offered() -> None:
    text = "name: Клуб\nstatus: unknown\ndirection: social\nprojects:\n title: Передышка\n    giver: Фонд\n"
    text += "direction: social\n    source: план\n"
    problems = check_text(f"{text}source: план\n", load_package().tables["ngos"])
    assert [(problem.code, problem.line) for problem in problems if problem.fix] == [("E206", 5)]
    assert ("E128", 7) in [(problem.code, problem.line) for problem in problems]


def test_each_of_many_fixes_of_a_structure_is_tried() -> None:
    """The last of them leads to the same fault again, as the first would."""
    text = 'name: Клуб\nstatus: unknown\n links: ["https://example.org/"]"\nsummary: Хор\n   sources:"\nsource: план\n'
    text += '   sources:"\n  - fields: [summary]\n    source: анкета\nnote: Уточнить.\n  - fields: [summary]\n'
    table = load_package().tables["ngos"]
    problems = check_text(text, table)
    assert sum(problem.fix is not None for problem in problems) > 6
    assert faults_of_fixes(text, problems, partial(check_text, table=table), mutant=True) == []
