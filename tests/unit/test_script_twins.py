"""What the theme's scripts and the program both compute is equal: texts for comparison, numbers, ids, CSV."""

from __future__ import annotations

import csv
import io
import subprocess
from pathlib import Path
from typing import Any

import pytest

from generator.frame.shells import COMMENT
from generator.records.attachments import HEAVIEST
from generator.records.check import check_root
from generator.records.csv_text import defuse, restore
from generator.text import count_of, fold, plural, public_name, slugify
from tests.conftest import REPOSITORY
from tests.scripts.node import ask_module

NUMBERS = [*range(205), 999, 1001, 1011, 1111, 9999, 10_000, 10_001, 123_456, 1_234_567]
TEXTS = [
    "«Ёлка»",
    "Ё ё\u00a0Е",
    "  два   слова\tтут\n",
    "“Кибер-атом”",
    "д’Артаньян",
    'О"К',
    "АНО №5",
    "„ку“",
    "",
    "«",
    "Ассоциация «Щит и меч — Юг»",
]
OPENERS = "=+-@\t\r＝＋－＠"
BEHIND = ("a,", "a;", "a|", "a\t", "a\n", 'a"', 'a;"', "a; ", "a;'", "", "'", "a", " ")
CELLS = [
    '=HYPERLINK("http://x.example","a")',
    'a "b", c',
    "две\nстроки",
    "просто",
    *(f"{before}{opener}1+1;b" for before in BEHIND for opener in OPENERS),
]


@pytest.fixture(scope="module")
def names(demo_root: Path) -> list[str]:
    return [str(row["name"]) for row in check_root(demo_root).records["ngos"].values()]


def test_texts_are_folded_the_same(names: list[str]) -> None:
    texts = [*TEXTS, *names]
    assert len(texts) > 100
    assert ask_module("text.js", "given.map(module.fold)", texts) == [fold(text) for text in texts]


def test_nouns_and_numbers_are_the_same() -> None:
    forms = ask_module("text.js", "given.map((n) => module.plural(n, 'a', 'b', 'c'))", NUMBERS)
    assert forms == [plural(number, "a", "b", "c") for number in NUMBERS]
    assert set(forms) == {"a", "b", "c"}
    counts = ask_module("text.js", "given.map((n) => module.countOf(n, 'a', 'b', 'c'))", NUMBERS)
    assert counts == [count_of(number, "a", "b", "c") for number in NUMBERS]


def test_ids_are_the_same(names: list[str]) -> None:
    texts = [*TEXTS, *names, "Щ" * 70, "а-" * 40]
    assert ask_module("record-text.js", "given.map(module.slugify)", texts) == [slugify(text) for text in texts]
    assert len(names) > 100
    proposed = ask_module("record-text.js", "given.map(module.proposeId)", names)
    assert proposed == [slugify(public_name(name)) for name in names]


def test_what_begins_a_formula_is_defused_the_same() -> None:
    assert ask_module("csv.js", "given.map(module.defuse)", CELLS) == [defuse(cell) for cell in CELLS]
    rows = [CELLS, CELLS[::-1]]
    text = ask_module("csv.js", "module.writeCsv(given)", rows)
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert [[restore(cell) for cell in row] for row in read] == rows


def test_a_saved_registry_runs_no_formula() -> None:
    index: dict[str, Any] = {
        "facets": [["cost", "Стоимость"]],
        "values": [["cost", "free", "=1+1", ""]],
        "codes": [[0]] * len(CELLS),
        "titles": CELLS,
        **{name: [""] * len(CELLS) for name in ("words", "summaries", "addresses", "confirmed")},
        "phones": ["+7\u00a039169\u00a00-00-29"] * len(CELLS),
    }
    saved = "module.toCsv(module.prepare(given), given.titles.map((_, i) => i), (i) => `p${i}`)"
    text = ask_module("registry-core.js", saved, index)
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [row[0] for row in rows] == [defuse(cell) for cell in CELLS]
    for delimiter in ",;\t|":
        cells = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for cell in row]
        assert not any(cell.strip(' "').startswith(tuple(OPENERS)) for cell in cells)
    assert {(row[2], row[3]) for row in rows} == {("'=1+1", "(+7) 39169 0-00-29")}


def test_the_form_makes_pictures_as_light_as_the_check_wants_them() -> None:
    source = (Path("generator/theme/assets/portal") / "form-picture.js").read_text("utf-8")
    assert f"export const HEAVIEST = {HEAVIEST};" in source


TOKENS = """
import { tokenize } from "espree";
import { readFileSync } from "node:fs";
const read = (path) => tokenize(readFileSync(path, "utf8"), { ecmaVersion: 2022, sourceType: "module" });
const plain = (tokens) => JSON.stringify(tokens.map(({ type, value }) => [type, value]));
const pairs = process.argv.slice(1).map((path) => path.split("|").map(read));
console.log(pairs.filter(([a, b]) => plain(a) !== plain(b)).length, pairs.flat(2).length);
"""


def test_published_scripts_are_the_same_program_without_its_comments(tmp_path: Path) -> None:
    sources = sorted((REPOSITORY / "generator" / "theme" / "assets" / "portal").glob("*.js"))
    pairs = []
    for source in sources:
        published = tmp_path / source.name
        published.write_bytes(COMMENT.sub(b"", source.read_bytes()))
        assert b"/**" not in published.read_bytes()
        pairs.append(f"{source}|{published}")
    node = ["node", "--input-type=module", "--eval", TOKENS, *pairs]
    done = subprocess.run(node, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    different, tokens = map(int, done.stdout.split())
    assert (different, tokens > 50_000, len(sources) > 30) == (0, True, True)
