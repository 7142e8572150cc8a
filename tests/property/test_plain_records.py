"""The quick way of reading a record and the full one agree: on good records and on whatever is near them."""

from __future__ import annotations

import os
import random
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.model.identifiers import CHECKS
from generator.model.vocabulary import FOLDER, Vocabulary
from generator.records.cells import SURE
from generator.records.check import Context, check_fully, check_plainly
from generator.records.plain_records import ODD, USUAL, is_odd
from generator.records.source import RawFile
from tests.hostile.roots import town
from tests.property.test_yaml_mutants import good_records, mutate

MUTANTS = int(os.environ.get("MUTANTS", "1000")) * 2


@pytest.fixture
def context() -> Context:
    return Context(town().vocabulary, town().frame)  # with a reader that remembers nothing


def texts(demo_root: Path) -> Iterator[tuple[str, str]]:
    """Table and text of records: the repository's own, the program's lists and those of the demo."""
    yield from good_records()
    lists = (path.read_text("utf-8") for path in sorted(FOLDER.glob("*.yml")))
    yield from (("lists", text) for text in lists if "{" not in text)  # mappings in one line are not plain
    for folder in ("ngos", "forums", "content/partnerships", "content/events"):
        for path in sorted((demo_root / folder).glob("*.yml"))[:40]:
            yield path.parent.name, path.read_text("utf-8")


def disagreement(table: str, text: str, context: Context) -> object:
    """What the two ways say differently; None when they agree or the quick one declines."""
    raw = RawFile(f"{table}/x.yml", table, "x", text)
    quick = check_plainly(raw, context)
    if quick is None:
        return None
    full = check_fully(raw, context)
    same = (quick == full and list(quick[2]) == list(full[2])) and repr(quick[2]) == repr(full[2])
    return None if same else (quick, full)


def test_good_records_go_the_quick_way(demo_root: Path, context: Context) -> None:
    declined = []
    for table, text in texts(demo_root):
        raw = RawFile(f"{table}/x.yml", table, "x", text)
        assert disagreement(table, text, context) is None
        if check_plainly(raw, context) is None and not check_fully(raw, context)[3]:
            declined.append(text)
    assert declined == []


def test_mutants_are_read_alike(demo_root: Path, context: Context) -> None:
    dice = random.Random(20261124)  # noqa: S311 - the same mutants every time are wanted
    records = list(texts(demo_root))
    taken = 0
    for _ in range(MUTANTS):
        table, text = dice.choice(records)
        mutant = mutate(text, dice)
        assert disagreement(table, mutant, context) is None, mutant
        taken += check_plainly(RawFile("x", table, "x", mutant), context) is not None
    assert MUTANTS / 20 < taken < MUTANTS


TRAPS = [
    "name: Клуб: «Пример»",
    "name: Клуб #1",
    "name: Клуб # пояснение",
    "name: Клуб:",
    'name: "Клуб" «Пример»',
    "name: Клуб\n  «Пример»",
    "name: Клуб\n\n  «Пример»",
    "name: Клуб\nname: Клуб",
    "name : Клуб",
    "name:Клуб",
    "name: |",
    "name: |\n  Клуб\n  «Пример»",
    "name: Клуб\ndescription: |\n\n  Абзац.\n   Ещё.\n\n\n",
    "name: Клуб\ndescription: |\n  Абзац.\n Меньше.\n",
    "name: Клуб\ndescription: |\n    Абзац.\n  # не пояснение\n",
    "name: Клуб\ndescription: |\n  Абзац.\n# пояснение\n",
    "name: Клуб\ndescription: |\n  Абзац.\n \nsummary: Да",
    "name: Клуб\naudiences: [youth, youth]",
    "name: Клуб\naudiences: [youth , elderly]",
    "name: Клуб\naudiences: [youth,elderly]",
    "name: Клуб\naudiences: [youth, ]",
    "name: Клуб\naudiences: [ youth]",
    'name: Клуб\naudiences: ["youth", elderly, "veterans"]',
    "name: Клуб\naudiences:\n  - youth\n  - elderly",
    "name: Клуб\naudiences:\n- youth",
    "name: Клуб\naudiences:\n    - youth",
    "name: Клуб\naudiences:\n  - youth\n\n  - elderly\n   ",
    "name: Клуб\naudiences:",
    "name: Клуб\nservices:\n  - title: Да\n    needs: [legal]\n  - title: Нет",
    "name: Клуб\nservices:\n  - title: Да\n   needs: [legal]",
    "name: Клуб\nservices:\n  - title: Да\n  needs: [legal]",
    "name: Клуб\nservices:\n  -\n    title: Да",
    "name: Клуб\nservices: Да",
    "name: Клуб\nservices:\n    title: Да",
    "name: Клуб\nservices:\n    title: Да\n  - title: Нет",
    "name: Клуб\nservices:\n  - needs:\n      - legal\n      # пояснение\n    title: Да\n",
    'name: Клуб\n"summary": Да',
    'name: Клуб\nsummary: "',
    'name: Клуб\nsummary: ""',
    "name: Клуб\nsummary: ",
    "name: Клуб\nservices",
    "name: Клуб\nsummary",
    " name: Клуб",
    "  name: Клуб\n  status: registered",
    "- name: Клуб",
    "---\nname: Клуб\n---\n",
    "name: Клуб\n...\n",
    "name: ~",
    "name: Kлуб",
    "name: 3D-клуб\nshort_name: «3D»",
    "name: Клуб\nsummary: 'Да'",
    "name: (Клуб) [да]",
    "name: Клуб\nfounded: 2019",
    "name: Клуб\nfounded: 0x7E3",
    "name: Клуб\nregistered_on: 2019-2-3",
    "name: Клуб\nregistered_on: 2019-02-03",
    "name: Клуб\nlat: 56.1\nlon: 94.5",
    "name: Клуб\nphones: [83916936016]",
    'name: Клуб\nphones: ["+73916936016", "+73916936017"]',
    "name: Клуб\nid: y",
    "name: Клуб\n# пояснение\nsummary: Да # нет",
    'name: Клуб\nsummary: "Да\\nнет"',
    'name: Клуб\nsummary: " Да "',
    'name: Клуб\nsummary: " "',
    "name: Клуб\nsummary: Да  ",
    "name: Клуб\tДа",
    "name: Клуб\u00a0Да",
    "name: Клуб \U0001f600",
    "name: Клуб\x85Да",
]


@pytest.mark.parametrize("head", ["", "status: registered\nsource: выдумано\n"])
@pytest.mark.parametrize("text", TRAPS)
def test_traps_are_read_alike(text: str, head: str, context: Context) -> None:
    assert disagreement("ngos", head + text, context) is None


def test_the_two_ways_can_disagree(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.records.plain_records._scalar", lambda text: text)
    assert disagreement("ngos", "status: registered\nsource: выдумано\nname: Клуб # да", context) is not None


def test_a_reader_keeps_to_its_vocabulary() -> None:
    raw = RawFile("ngos/x.yml", "ngos", "x", "name: Клуб\nstatus: registered\nsource: выдумано\n")
    assert check_plainly(raw, town()) is not None
    empty = Vocabulary({name: {} for name in town().vocabulary.lists})
    assert check_plainly(raw, Context(empty, town().frame)) is None


def test_the_quick_look_for_odd_signs_misses_none() -> None:
    odd = [sign for sign in map(chr, range(sys.maxunicode + 1)) if ODD.search(sign)]
    assert len(odd) > 6000
    assert [sign for sign in odd if not is_odd(f"а{sign}б")] == []
    assert not is_odd("имя: «Пример» № 5 — ёлка\n")


def test_usual_signs_are_neither_odd_nor_parts_of_others() -> None:
    usual = "".join(sign for sign in map(chr, range(sys.maxunicode + 1)) if USUAL.fullmatch(sign))
    assert len(usual) > 160
    assert ODD.search(usual) is None
    for sign in usual:  # alone and behind any other
        assert unicodedata.normalize("NFC", "".join(other + sign for other in usual)).count(sign) >= len(usual)


@pytest.mark.parametrize("name", sorted(SURE))
def test_what_is_surely_good_is_good(name: str) -> None:
    dice = random.Random(20261125)  # noqa: S311 - the same texts every time are wanted
    pieces = ["https://", "a", "a.", "b-", "-", "example.", "..", "ru", "org", "/", "?", "@", "ф", "xn--p1ai", ":80"]
    taken = 0
    for _ in range(20_000):
        if name == "url":
            text = "https://" * (dice.random() < 0.8) + "".join(dice.choices(pieces, k=dice.randint(1, 5)))
        else:
            text = "".join(dice.choices("0123456789", k=dice.randint(9, 14)))
            text = dice.choice("15") + text[1:] if dice.random() < 0.8 else text
        if SURE[name](text):
            taken += 1
            assert CHECKS[name](text) == (text, "", "", ""), text
    assert taken > 100
    assert not any(
        SURE[name](text) for text in ("", "0" * 10, "1" * 13, "٧٧٠٧٠٨٣٨٩٣", "7707083893\n", "https://a.ru\n")
    )


def test_a_reader_that_forgets_reads_the_same(demo_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = Context(town().vocabulary, town().frame)
    known = [context.plain.read(text, table, "x") for table, text in texts(demo_root)]
    monkeypatch.setattr("generator.records.plain_records.MOST", 0)
    forgetful = Context(town().vocabulary, town().frame)
    assert [forgetful.plain.read(text, table, "x") for table, text in texts(demo_root)] == known
    assert len(known) > 100
