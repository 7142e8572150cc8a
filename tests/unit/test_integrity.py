"""Rules across records: references, duplicates, moved addresses."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from generator.demo.pictures import draw_logo
from generator.model.schemas import load_package
from generator.records.findings import Finding
from generator.records.integrity import find_faults
from generator.records.known import Known
from generator.records.settle import find_repeated
from generator.records.source import RawFile
from generator.records.twins import likeness
from generator.records.validate import Outcome, Record
from generator.records.verdict import start_judges

Table = dict[str, Record]


def records(**tables: Table) -> dict[str, Table]:
    return {table.name: {} for table in load_package().roots} | tables


def found(root: Path = Path("/nowhere"), **tables: Table) -> list[tuple[str, Finding]]:
    whole = records(**tables)
    outcomes = [Outcome(table, key, row, []) for table, rows in whole.items() for key, row in rows.items()]
    with start_judges(0) as judges:
        repeated = find_repeated([outcome for outcome in outcomes if outcome.table == "ngos"], load_package(), judges)
    return [(path, finding) for _, path, finding in find_faults(Known(load_package(), whole, {}), root, repeated)]


def codes(**tables: Table) -> list[tuple[str, str]]:
    return [(path, finding.code) for path, finding in found(**tables)]


NGOS: Table = {"klub-primer": {"name": "Клуб «Пример»"}, "sosna": {"name": "АНО «Сосна»"}}


def test_numbers_of_a_branch_in_another_record() -> None:
    numbers = {"inn": "7707083893", "kpp": "770701001"}
    branch = {"name": "Отделение", "branch_of": "Общество", **numbers}
    ((path, finding),) = found(ngos={"a": branch, "klub": {"name": "Клуб", **numbers}})
    assert (path, finding.code) == ("ngos/klub.yml", "E402")
    assert "из чужой записи" in finding.hint
    ((path, finding),) = found(ngos={"a": branch, "b": {**branch, "name": "Второе отделение"}})
    assert "У каждого филиала свой КПП" in finding.hint
    assert codes(ngos={"a": branch, "b": {**branch, "name": "Второе", "kpp": "770701002"}}) == []


def agreement(*targets: str) -> Table:
    return {"a": {"sides": [{"ngo": target} for target in targets]}}


def test_good_references() -> None:
    assert codes(ngos=NGOS, partnerships=agreement("klub-primer", "sosna")) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("klub-primr", "klub-primer"),
        ("klub_primer", "klub-primer"),
        ("Клуб-пример", "klub-primer"),
        ("АНО «Сосна»", "sosna"),
        ("АНО сосна", "sosna"),
        ("сосна", "sosna"),
        ("nikto", ""),
    ],
)
def test_a_reference_to_nothing(typed: str, meant: str) -> None:
    ((path, finding),) = found(ngos=NGOS, partnerships=agreement("sosna", typed))
    assert (path, finding.code, finding.trail) == ("content/partnerships/a.yml", "E401", ("sides", 1, "ngo"))
    assert finding.message.startswith("«НКО из реестра» (ngo): ")
    assert (f"«{meant}»" in finding.hint) == bool(meant)


def test_references_in_nested_lists() -> None:
    forum: Record = {"sessions": [{"ngos": ["sosna", "net"]}, {"ngos": ["klub-primer"]}]}
    ((path, finding),) = found(ngos=NGOS, forums={"2026-summer": forum})
    assert (path, finding.trail) == ("forums/2026-summer.yml", ("sessions", 0, "ngos", 1))


def test_a_record_that_did_not_read_still_exists() -> None:
    broken = {"ngos/lom.yml": RawFile("ngos/lom.yml", "ngos", "lom", "")}
    tables = records(ngos=NGOS, partnerships=agreement("lom", "sosna"))
    assert list(find_faults(Known(load_package(), tables, broken), Path("/nowhere"), [])) == []


@pytest.mark.parametrize(("name", "code"), [("inn", "E402"), ("ogrn", "E403"), ("minjust_number", "E404")])
def test_exact_twins(name: str, code: str) -> None:
    twins = {"a": {"name": "А", name: "1"}, "b": {"name": "Б", name: "1"}, "c": {"name": "В", name: "2"}}
    assert codes(ngos=twins) == [("ngos/b.yml", code)]


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("АНО «Звёздный»", 'Фонд "звездный"', True),
        ("Фонд «Cветлый»", "Фонд «Светлый»", True),
        ("«Светлый»", "«Светлая»", False),
        ("АНО", "Фонд", False),
    ],
)
def test_near_twins(first: str, second: str, alike: bool) -> None:
    twins: Table = {"a": {"name": first}, "b": {"name": second}}
    assert codes(ngos=twins) == ([("ngos/b.yml", "W405")] if alike else [])
    assert (likeness(first) == likeness(second)) == alike


def test_explained_and_exact_twins_are_not_reported_twice() -> None:
    same: Record = {"name": "АНО «Сосна»", "inn": "1"}
    assert codes(ngos={"a": same, "b": same}) == [("ngos/b.yml", "E402")]
    explained: Record = {"name": "АНО «Сосна»", "namesake_note": "не путать"}
    assert codes(ngos={"a": {"name": "АНО «Сосна»"}, "b": explained}) == []


def test_continued_decisions() -> None:
    old: Record = {"decisions": [{"number": 1}]}

    def new(target: str) -> Record:
        return {"decisions": [{"number": 1, "continues": target}]}

    assert codes(forums={"2025-winter": old, "2026-summer": new("2025-winter#1")}) == []
    assert codes(forums={"2025-winter": old, "2026-summer": new("2025-winter#2")}) == [
        ("forums/2026-summer.yml", "E406")
    ]
    ((_, finding),) = found(forums={"2025-winter": old, "2026-summer": new("2025-vinter#1")})
    assert "«2025-winter#1»" in finding.hint
    ((_, finding),) = found(forums={"2026-summer": new("2026-summer#1")})
    assert "само себя" in finding.message


def test_logos(tmp_path: Path) -> None:
    images = tmp_path / "content" / "images"
    images.mkdir(parents=True)
    (images / "logo-1.png").write_bytes(draw_logo(1))
    assert found(tmp_path, ngos={"a": {"name": "А", "logo_file": "logo-1.png"}}) == []
    ((_, finding),) = found(tmp_path, ngos={"a": {"name": "А", "logo_file": "logo.png"}})
    assert finding.code == "E407"
    assert "«logo-1.png»" in finding.hint


def test_sources_name_fields() -> None:
    def row(*names: str) -> Table:
        return {"a": {"name": "А", "sources": [{"fields": list(names)}]}}

    assert codes(ngos=row("address", "services")) == []
    ((_, finding),) = found(ngos=row("address", "adres"))
    assert (finding.code, finding.trail) == ("E408", ("sources", 0, "fields", 1))
    assert "«address»" in finding.hint
    actual = [one for _, one in found(ngos=row("Телефоны", "address", "адрес"))]
    assert [one.changes for one in actual] == [{"fields": ["phones", "address"]}]
    assert "«Телефоны», «адрес»" in actual[0].message
    ((_, finding),) = found(ngos=row("zzzz", "address"))
    assert finding.changes is None
    assert finding.hint.startswith("Ключи этой записи: ")


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([{"kind": "ngos", "id": "old", "to": "sosna"}], []),
        ([{"kind": "ngos", "id": "old", "gone": "закрылась"}], []),
        ([{"kind": "ngos", "id": "old", "to": "net"}], ["E401"]),
        ([{"kind": "ngos", "id": "sosna", "gone": "закрылась"}], ["E409"]),
        ([{"kind": "ngos", "id": "old", "gone": "а"}, {"kind": "ngos", "id": "old", "gone": "б"}], ["E409"]),
        ([{"kind": "ngos", "id": "old", "gone": "а"}, {"kind": "forums", "id": "old", "gone": "б"}], []),
        ([{"kind": "kluby", "id": "old", "gone": "а"}], []),
        ([{}], []),
    ],
)
def test_moved(rows: list[Record], wanted: list[str]) -> None:
    assert [code for _, code in codes(ngos=NGOS, moved={"moved": {"moved": rows}})] == wanted


def test_ten_thousand_bad_references_stay_quick() -> None:
    ngos: Table = {f"klub-{number}": {"name": f"Клуб {number}"} for number in range(10_000)}
    agreements: Table = {f"a{number}": {"sides": [{"ngo": f"klub-{number}q"}]} for number in range(5_000)}
    start = time.process_time()
    findings = found(ngos=ngos, partnerships=agreements)
    assert len(findings) == 5_000
    assert time.process_time() - start < 4
    assert sum("«klub-" in finding.hint for _, finding in findings) == 5_000


def test_guesses_know_names() -> None:
    known = Known(load_package(), records(ngos=NGOS), {})
    assert known.guess("ngos", "клуб ПРИМЕР") == "klub-primer"
    assert known.guess("ngos", "") == ""
    unnamed: dict[str, Any] = {"a": {}}
    assert Known(load_package(), records(ngos=unnamed), {}).guess("ngos", "что-то") == ""


def test_an_id_that_looks_like_a_name_of_two_records_is_no_answer() -> None:
    ngos: Table = {"klub-lad": {"name": "Клуб «Лад»"}, "klub-lad-2": {"name": "Клуб «Лад»", "namesake_note": "другой"}}
    one = Known(load_package(), records(ngos={"klub-lad": ngos["klub-lad"]}), {})
    both = Known(load_package(), records(ngos=ngos), {})
    assert one.sure("ngos", "Клуб Лад") == "klub-lad"
    assert both.sure("ngos", "Клуб Лад") == both.sure("ngos", "АНО «Лад»") == ""
    assert both.sure("ngos", "klub_lad") == "klub-lad"  # an id written differently, not a name


def test_a_name_that_two_records_bear_is_no_answer() -> None:
    twins: Table = {"lesnaya": {"name": "АНО «Сосна»"}, "gorskaya": {"name": "Фонд «Сосна»"}}
    known = Known(load_package(), records(ngos=twins), {})
    assert (known.guess("ngos", "Сосна"), known.sure("ngos", "Сосна")) == ("", "")


def test_a_renamed_record_is_answered_with_its_new_id() -> None:
    moved: Table = {"moved": {"moved": [{"kind": "ngos", "id": "staryj", "to": "sosna"}]}}
    (actual,) = [one for _, one in found(ngos=NGOS, partnerships=agreement("staryj", "sosna"), moved=moved)]
    assert actual.code == "E401"
    assert "переименована" in actual.message
    assert actual.changes == {"ngo": "sosna"}


def test_a_year_is_no_slip() -> None:
    forums: Table = {"2026-winter": {"title": "Форум"}}
    actual = [one for _, one in found(forums=forums, partnerships={"a": {"forum": "2027-winter"}})]
    assert [(one.code, one.changes) for one in actual if one.trail == ("forum",)] == [("E401", None)]


def test_a_file_that_cannot_be_read_is_known_to_be_there() -> None:
    whole = records(partnerships=agreement("zakryt", "sosna"), ngos=NGOS)
    faults = list(find_faults(Known(load_package(), whole, {}, [("ngos", "zakryt")]), Path("/nowhere"), []))
    assert faults == []
    assert list(find_faults(Known(load_package(), whole, {}), Path("/nowhere"), []))  # positive control


def test_a_renamed_file_is_answered_once_for_all_its_references() -> None:
    """Its new id is told if the name bears the former one; the certain way is moved.yml, so no line is offered."""
    renamed: Table = {"horovod": {"name": "АНО «Лесной дозор 12»"}, "les-1": {"name": "Клуб «Лесной приют 12»"}}
    first, *others = found(
        ngos=renamed, partnerships=agreement("lesnoj-dozor-12"), forums=forum_with("lesnoj-dozor-12")
    )
    assert "id: lesnoj-dozor-12, to: horovod" in first[1].hint
    assert [one.changes for _, one in (first, *others)] == [None, None]
    assert [first[0] in one.hint for _, one in others] == [True]
    alone = found(ngos=renamed, partnerships=agreement("lesnoj-dozor-13"))
    assert ["moved" in one.hint for _, one in alone] == [False]
    moved: Table = {"moved": {"moved": [{"kind": "ngos", "id": "lesnoj-dozor-12", "to": "horovod"}]}}
    ((_, after),) = found(ngos=renamed, partnerships=agreement("lesnoj-dozor-12"), moved=moved)
    assert after.changes == {"ngo": "horovod"}


def forum_with(ngo: str) -> Table:
    return {"2026-summer": {"sessions": [{"ngos": [ngo]}]}}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("klub-31", ""),  # another number is another record
        ("Лесной приют", "«les-1»"),
        ("приют для зверей", "«les-1»"),
    ],
)
def test_only_what_is_really_near_is_named(typed: str, told: str) -> None:
    ngos: Table = {"klub-13": {"name": "Клуб «Дом»"}, "les-1": {"name": "Клуб «Лесной приют 12»"}}
    ((_, one),) = found(ngos=ngos, partnerships=agreement(typed))
    assert one.changes is None
    assert told in one.hint
    assert ("klub-13" in one.hint) is False


def test_decisions_that_may_be_meant_are_listed_with_their_words() -> None:
    old: Record = {"decisions": [{"number": 1, "text": "Посадить липы."}, {"number": 2, "text": "Открыть тир."}]}
    new: Record = {"decisions": [{"number": 1, "continues": "2024-autumn#7"}]}
    ((_, one),) = found(forums={"2024-autumn": old, "2026-summer": new})
    assert "2024-autumn#1 (Посадить липы.); 2024-autumn#2 (Открыть тир.)" in one.hint
