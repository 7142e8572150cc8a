"""Good records with a few characters changed: always a list of problems in time, never an exception.

``MUTANTS=20000`` in the environment runs more of them (``make judge``).
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from generator.model.schemas import load_package
from generator.problems.problem import Problem, load_catalogue
from generator.records.yaml import parse_record
from tests.hostile.roots import REPOSITORY, as_plain, check_text

MUTANTS = int(os.environ.get("MUTANTS", "1000"))
SLOW = 2.0
SEED = 20261123
SIGNS = "\n\t :-#[]{}\"'|>*&!%@`,?\\«»—.0123456789eEоОаАxX_/~\u00a0\u200b\u202e\ufeff\u0306\u0000\u0085\ufffe\U0001f600"
FOLDERS = {"ngos": "ngos", "forums": "forums", "content/partnerships": "partnerships"}


def good_records() -> list[tuple[str, str]]:
    """Yield table and text of the repository's own records."""
    paths = [(table, path) for folder, table in FOLDERS.items() for path in sorted((REPOSITORY / folder).glob("*.yml"))]
    return [(table, path.read_text("utf-8")) for table, path in paths]


def mutate(text: str, dice: random.Random) -> str:
    """Make one to four changes: characters, a line's position or its end."""
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(text) + 1)
        kind = dice.randrange(6)
        if kind == 0:
            text = text[:place] + text[place + dice.randint(1, 3) :]
        elif kind == 1:
            text = text[:place] + dice.choice(SIGNS) + text[place:]
        elif kind == 2:
            text = text[:place] + dice.choice(SIGNS) + text[place + 1 :]
        elif kind == 3:
            text = text[:place] + text[place + 1 : place + 2] + text[place : place + 1] + text[place + 2 :]
        elif kind == 4:
            lines = text.split("\n")
            lines.insert(dice.randrange(len(lines)), dice.choice(lines))
            text = "\n".join(lines)
        else:
            lines = text.split("\n")
            number = dice.randrange(len(lines))
            lines[number] = " " * dice.randint(0, 3) + lines[number].lstrip() + dice.choice(("", " ", ":", '"', " #x"))
            text = "\n".join(lines)
    return text


def mutants(count: int, seed: int) -> Iterator[tuple[str, str]]:
    dice = random.Random(seed)  # noqa: S311 - reproducible mutants
    records = good_records()
    for _ in range(count):
        table, text = dice.choice(records)
        yield table, mutate(text, dice)


def in_shape(problem: Problem, text: str) -> bool:
    lines = text.split("\n")
    placed = 1 <= problem.line <= len(lines) and 1 <= problem.column <= len(lines[problem.line - 1]) + 40
    return placed and problem.code in load_catalogue() and bool(problem.hint) and "\n" not in problem.message


def test_no_mutant_breaks_the_checker() -> None:
    slow, out_of_shape, refused = [], [], 0
    for table, text in mutants(MUTANTS, SEED):
        start = time.perf_counter()
        problems = check_text(text, load_package().tables[table])
        if time.perf_counter() - start > SLOW:
            slow.append(text)
        out_of_shape += [(problem, text) for problem in problems if not in_shape(problem, text)]
        refused += bool(problems)
    assert slow == []
    assert out_of_shape == []
    assert refused > MUTANTS / 2  # positive control: most mutants are faulty


def test_what_is_accepted_is_what_every_reader_of_yaml_reads() -> None:
    accepted = 0
    for _, text in mutants(MUTANTS, SEED + 1):
        parsed = parse_record(text, "x.yml")
        if parsed.root is None or parsed.problems:
            continue
        accepted += 1
        assert as_plain(parsed.root) == yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - text only
    assert accepted > MUTANTS / 10


@pytest.mark.parametrize("path", sorted(FOLDERS), ids=str)
def test_the_originals_are_good(path: str) -> None:
    texts = [file.read_text("utf-8") for file in sorted((REPOSITORY / path).glob("*.yml"))]
    assert texts
    table = load_package().tables[FOLDERS[path]]
    assert [p for text in texts for p in check_text(text, table) if p.severity == "error"] == []
    assert Path(REPOSITORY / path).is_dir()
