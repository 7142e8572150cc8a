"""The open data in other readers: JavaScript, LibreOffice, the types of schema.org."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.browser.conftest import serve
from tests.conftest import REPOSITORY
from tests.judges.conftest import HERE

pytestmark = pytest.mark.slow

SITES = pytest.mark.parametrize("site", ["real_site", "demo_site"])
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
MOST = 12  # pages per table that the compiler reads
TSC = ("--noEmit", "--strict", "--skipLibCheck", "--module", "esnext", "--moduleResolution", "bundler")
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def read_package(tools: Path, descriptor: Path) -> dict[str, Any]:
    command = ["node", HERE / "read_package.cjs", tools, descriptor]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@SITES
def test_a_reader_in_javascript_reads_every_table(site: str, tools: Path, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(site) / "data"
    found = read_package(tools, folder / "datapackage.json")
    assert found["faults"] == []
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    texts = {resource["name"]: (folder / resource["path"]).read_text("utf-8") for resource in package["resources"]}
    rows = {name: len(list(csv.reader(io.StringIO(text)))) - 1 for name, text in texts.items()}
    assert found["tables"] == rows
    assert len(rows) > 8


def test_the_reader_in_javascript_finds_faults(real_site: Path, tools: Path, tmp_path: Path) -> None:
    shutil.copytree(real_site / "data", tmp_path / "data")
    path = tmp_path / "data" / "ngo_projects.csv"
    path.write_text(path.read_text("utf-8").replace("solnechnyj-gorod,1,", "nobody,one,", 1), "utf-8")
    faults = read_package(tools, tmp_path / "data" / "datapackage.json")["faults"]
    assert any(fault.startswith("ngo-projects") for fault in faults)


def graphs(folder: Path) -> list[str]:
    """Return the JSON-LD of the data page and of some records of each table, the fullest ones among them."""
    texts = DATA.findall((folder / "data" / "index.html").read_text("utf-8"))
    for table in ("ngos", "forums", "partnerships", "events"):
        found = [DATA.findall(path.read_text("utf-8")) for path in sorted((folder / table).glob("*/index.html"))]
        texts += sorted((part for parts in found for part in parts), key=len, reverse=True)[:MOST]
    return texts


def judge_words(tools: Path, folder: Path, texts: list[str]) -> str:
    """Return the output of a compiler that knows schema.org's types, their properties and what these may contain."""
    lines = [f"export const graph{n}: Graph = {text};" for n, text in enumerate(texts)]
    (folder / "graphs.ts").write_text("\n".join(['import type { Graph } from "schema-dts";', *lines]), "utf-8")
    (folder / "node_modules").symlink_to(tools)
    command = ["node", tools / "typescript" / "bin" / "tsc", *TSC, "graphs.ts"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240).stdout


@SITES
def test_json_ld_uses_words_of_schema_org_where_they_belong(
    site: str, tools: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    texts = graphs(request.getfixturevalue(site))
    assert len(texts) > 10
    assert judge_words(tools, tmp_path, texts) == ""


def test_the_list_of_words_is_of_schema_org(tools: Path) -> None:
    """The list by which the quick tests judge JSON-LD and the model's profile."""
    known = set(re.findall(r'"(\w+)"', (tools / "schema-dts" / "dist" / "schema.d.ts").read_text("utf-8")))
    words = (REPOSITORY / "tests" / "site" / "schema_org.txt").read_text("utf-8").split()
    assert set(words) - known == set()
    assert "legalForm" not in known  # positive control: unknown words are reported


def test_a_word_at_a_wrong_place_is_found(tools: Path, tmp_path: Path) -> None:
    nodes = [
        '{"@type":"NGO","nme":"x"}',
        '{"@type":"Event","taxID":"1"}',
        '{"@type":"NGO","openingHoursSpecification":[]}',
    ]
    texts = [f'{{"@context":"https://schema.org","@graph":[{node}]}}' for node in nodes]
    said = judge_words(tools, tmp_path, texts)
    assert [word in said for word in ("nme", "taxID", "openingHoursSpecification")] == [True, True, True]


def open_in_office(book: Path | str, out: Path) -> ElementTree.Element:
    """Return a workbook or a table, from a file or an address, as LibreOffice reads it."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-calc-nogui")
    profile = f"-env:UserInstallation={(out / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "fods", "--outdir", out, book]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    opened = out / f"{Path(book).stem}.fods"
    if not opened.is_file():
        pytest.skip(
            f"LibreOffice has no tables here: apt-get install libreoffice-calc-nogui ({done.stderr.strip()[-200:]})"
        )
    return ElementTree.fromstring(opened.read_bytes())  # noqa: S314 - LibreOffice's own file


def formulas(tree: ElementTree.Element) -> list[str]:
    return [
        cell.attrib[f"{TABLE}formula"] for cell in tree.iter(f"{TABLE}table-cell") if f"{TABLE}formula" in cell.attrib
    ]


def test_the_workbook_opens_in_libreoffice(demo_site: Path, tmp_path: Path) -> None:
    tree = open_in_office(demo_site / "data" / "portal.xlsx", tmp_path)
    package = json.loads((demo_site / "data" / "datapackage.json").read_text("utf-8"))
    tables = [table for table in tree.iter(f"{TABLE}table") if table.get(f"{TABLE}name")]
    assert len(tables) == len(package["resources"])
    kinds = {cell.get(f"{OFFICE}value-type") for cell in tree.iter(f"{TABLE}table-cell")}
    assert {"string", "float", "date", "time"} <= kinds
    assert formulas(tree) == []
    assert "+7391" in "".join(tree.itertext())  # phones are intact


def test_a_formula_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "live.csv").write_text("a,b\n=1+1,2\n", "utf-8")
    tree = open_in_office(tmp_path / "live.csv", tmp_path)
    assert formulas(tree) == ["of:=1+1"]


@pytest.mark.parametrize("name", ["ngos", "forum_sessions"])
def test_a_table_in_csv_runs_nothing_in_libreoffice(name: str, demo_site: Path, tmp_path: Path) -> None:
    tree = open_in_office(demo_site / "data" / f"{name}.csv", tmp_path)
    assert formulas(tree) == []
    assert "".join(tree.itertext()).count("+7391") > 20 or name != "ngos"


def test_the_address_printed_for_a_spreadsheet_opens_in_one(demo_site: Path, tmp_path: Path) -> None:
    page = (demo_site / "data" / "index.html").read_text("utf-8")
    (address,) = re.findall(r'data-example="address"[^>]*><code>(.*?)</code>', page, re.DOTALL)
    with serve(demo_site) as base:
        tree = open_in_office(re.sub(r"https://[^/]+/", base, address), tmp_path)
    rows = [row for row in tree.iter(f"{TABLE}table-row") if "".join(row.itertext()).strip()]
    assert len(rows) == 111
    assert "registered" in "".join(tree.itertext())
