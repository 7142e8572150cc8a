"""All records of a root: each in its place, however many processes read them."""

from __future__ import annotations

import pytest

from generator.records import settle
from generator.records.source import RawFile
from generator.records.verdict import start_judges
from tests.hostile.roots import check_file, town

HEAD = "status: registered\nsource: выдумано\n"
NAMES = ["Клуб", "'Кружок'", "Клуб #1", "Kлуб", "[Клуб]", "|\n  Хор", "«Сосна»", "А: Б", '"Кедр"', "~"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_outcomes_come_in_the_order_of_the_files(jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settle, "WORTH_PARTING", 4)
    files = [RawFile(f"ngos/{i}.yml", "ngos", str(i), f"{HEAD}name: {name}\n") for i, name in enumerate(NAMES * 3)]
    context = town()
    with start_judges(jobs) as judges:
        drafts = settle.read_files(files, context.package, context.vocabulary, jobs)
        outcomes = settle.settle_files(files, drafts, context, judges)
    assert [outcome.id for outcome in outcomes] == [raw.id for raw in files]
    assert outcomes == [check_file(raw, context) for raw in files]
    assert {bool(outcome.problems) for outcome in outcomes} == {False, True}
