"""The catalogue of codes: complete, true (bad snippets give their code, good ones do not), and tested elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from generator.demo.pictures import draw_logo
from generator.model.schemas import Table, load_package
from generator.problems.problem import CatalogueEntry, load_catalogue
from generator.records.check import check_root
from generator.records.keys import keys_of
from tests.hostile.roots import REPOSITORY, record_around, write_root
from tests.hostile.test_cases import CASES

CODE = re.compile(r'"([EW]\d{3})"')
# Codes that a record's text alone cannot cause, and the file that tests them.
ELSEWHERE = {
    "tests/site/test_secrets.py": "E650 W651",
    "tests/site/test_paper.py": "W660",
    "tests/unit/test_since.py": "E412",
    "tests/hostile/test_answers.py": "W414 W415",
    "tests/hostile/test_trees.py": "E001 E002 E003 E004 E005 E006 E008 E411 W001 W362 E361",
    "tests/hostile/test_prose.py": "E501 E502 E503 E504 E505 E506 E507 E508 E509 E510 E511 E512 E516",
    "tests/unit/test_attachments.py": "E513 W514 E518",
    "tests/site/test_audit.py": (
        "E601 E603 E604 E605 E610 E611 E612 E613 E614 E615 E616 E617 E618 E620 E621 E622 E623 E624 "
        "E630 E631 E632 E633 E640 E641"
    ),
}
NEIGHBOURS: dict[str, str | bytes] = {
    "ngos/klub-sosna.yml": (
        'name: Клуб «Сосна»\nstatus: unknown\ninn: "7736050003"\nogrn: "1032400004240"\n'
        'minjust_number: "2412011084"\nsource: анкета\n'
    ),
    "forums/2025-winter.yml": (
        "title: Форум\nseason: 2025-winter\nsource: план\n"
        'decisions:\n  - {number: "1", text: Провести конкурс, addressees: [administration]}\n'
    ),
    "content/images/logo.png": draw_logo(1),
}
WITH_SNIPPETS = [entry for entry in load_catalogue().values() if entry.bad]


def codes_in_program() -> set[str]:
    texts = (path.read_text("utf-8") for path in (REPOSITORY / "generator").rglob("*.py"))
    return {code for text in texts for code in CODE.findall(text)}


def test_every_code_of_the_program_is_in_the_catalogue_and_no_other() -> None:
    found = codes_in_program()
    assert len(found) > 140
    assert found == set(load_catalogue())


@pytest.mark.parametrize("entry", load_catalogue().values(), ids=lambda entry: entry.code)
def test_an_entry_is_written_for_a_librarian(entry: CatalogueEntry) -> None:
    assert 0 < len(entry.title) <= 60
    assert not entry.title.endswith(".")
    assert re.match("[А-ЯЁ]", entry.title)
    assert re.fullmatch(r"[А-ЯЁ].*[.)]|[A-Z]+ [а-яё].*[.]", entry.meaning)
    assert 40 <= len(entry.meaning) <= 250
    assert bool(entry.bad) == bool(entry.good)


def test_codes_are_in_order() -> None:
    codes = list(load_catalogue())
    assert codes == sorted(codes, key=lambda code: (code[1:], code))


def test_every_code_has_a_fixture_or_another_test() -> None:
    fixtures = {e["code"] for path in CASES for e in yaml.safe_load(path.read_text("utf-8"))["expect"]}
    elsewhere = {code for codes in ELSEWHERE.values() for code in codes.split()}
    assert set(load_catalogue()) - fixtures - elsewhere == set()
    for path, codes in ELSEWHERE.items():
        text = Path(REPOSITORY / path).read_text("utf-8")
        assert [code for code in codes.split() if code not in text] == [], path


def tables_for(entry: CatalogueEntry) -> list[Table]:
    """Return the tables whose records have all fields of the good snippet."""
    keys = set(re.findall(r"^([a-z_]+):", entry.good, re.MULTILINE))
    return [t for t in load_package().roots if keys <= {t.key, *keys_of(t), *(f.name for f in t.fields)}]


def ways_to_read(snippet: str, tables: list[Table]) -> Iterator[tuple[str, str]]:
    """Yield the snippet as a record of each kind: alone, or after the required fields it lacks."""
    for table in tables:
        stem = "ngos" if table.name == "fields" else "primer"
        path = table.file or f"{table.folder}/{stem}.yml"
        yield path, snippet
        if not (table.file and table.key):
            yield path, _base(table, snippet) + snippet


def _base(table: Table, snippet: str) -> str:
    needed = [f for f in table.fields if f.required and not f.implied]
    if table.name == "forums" and "\nstarts_on:" not in f"\n{snippet}":
        needed.append(table.by_name["season"])
    fields = [f for f in needed if f"\n{f.name}:" not in f"\n{snippet}"]
    text = "\n".join(record_around(table, fields)) if fields else ""
    return f"{text}\n".replace("Автономная некоммерческая организация «Пример»", "Кружок «Ромашка»").lstrip("\n")


def codes_of(path: str, text: str, root: Path) -> set[str]:
    checked = check_root(write_root(root, NEIGHBOURS | {path: text}))
    return {problem.code for problem in checked.problems if problem.path == path}


@pytest.mark.parametrize("entry", WITH_SNIPPETS, ids=lambda entry: entry.code)
def test_the_bad_snippet_gives_the_code_and_the_good_one_is_good(entry: CatalogueEntry, tmp_path: Path) -> None:
    tables = tables_for(entry)
    bare = set() if entry.code == "E203" else {"E203"}  # a snippet need not be a complete record
    seen = []
    for number, (path, text) in enumerate(ways_to_read(entry.bad, tables)):
        good = list(ways_to_read(entry.good, tables))[number][1]
        seen.append(
            (codes_of(path, text, tmp_path / f"bad-{number}"), codes_of(path, good, tmp_path / f"good-{number}"))
        )
        if entry.code in seen[-1][0] and seen[-1][1] <= bare:
            return
    pytest.fail(f"no table takes the snippets as they are meant: {seen}")


def test_most_record_codes_have_snippets() -> None:
    without = {entry.code for entry in load_catalogue().values() if not entry.bad}
    bare = {"E133", "E361", "E364", "E365", "E410", "E411", "E412", "E420"}
    assert {code for code in without if "E102" < code < "E500"} == bare
