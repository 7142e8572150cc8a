"""All records of a root: each in its place, however many processes read them."""

from __future__ import annotations

import pytest

from generator.records import check
from generator.records.check import check_file, check_files
from generator.records.source import RawFile
from tests.hostile.roots import town

HEAD = "status: registered\nsource: выдумано\n"
NAMES = ["Клуб", "'Кружок'", "Клуб #1", "Kлуб", "[Клуб]", "|\n  Хор", "«Сосна»", "А: Б", '"Кедр"', "~"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_outcomes_come_in_the_order_of_the_files(jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "CHUNK", 2)
    files = [RawFile(f"ngos/{i}.yml", "ngos", str(i), f"{HEAD}name: {name}\n") for i, name in enumerate(NAMES * 3)]
    context = town()
    outcomes = check_files(files, context, jobs)
    assert [outcome[1] for outcome in outcomes] == [raw.id for raw in files]
    assert outcomes == [check_file(raw, context) for raw in files]
    assert {bool(problems) for _, _, _, problems in outcomes} == {False, True}
    assert sum(check.check_plainly(raw, context) is None for raw in files) > 4 * check.CHUNK
