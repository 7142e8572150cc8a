"""Decisions and the register of support: one change in a record changes every place that counts it."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from python_calamine import load_workbook
from selectolax.lexbor import LexborHTMLParser

from generator.catalog.catalog import make_catalog
from generator.catalog.models import Catalog
from generator.clock import now
from generator.exports.feeds import export_feeds
from generator.exports.open_data import export_record, export_tables
from generator.exports.support import COLUMNS, CSV, XLSX, export_support, register_lines
from generator.pages.pages import list_pages
from generator.pages.render import Renderer
from generator.records.check import check_root

FORUM = """\
title: Форум-пример
season: 2026-summer
starts_on: "2026-06-10"
source: план
decisions:
  - {number: "1", text: Поставить скамейки, addressees: [Администрация], deadline: "2026-10-01"}
  - {number: "2", text: Открыть школу, addressees: [Администрация, Библиотека], steps: [{state: accepted}]}
"""
LATER = """\
title: Форум осенью
season: 2026-winter
starts_on: "2026-11-20"
source: план
decisions:
  - {number: "1", text: Скамейки снова, addressees: [Библиотека], continues: "2026-summer#1"}
"""
STEP = '{"on": "2026-09-01", state: done, evidence: "https://example.org/act"}'
DONE = f'deadline: "2026-10-01", steps: [{STEP}]'


def read(root: Path) -> Catalog:
    checked = check_root(root)
    assert [problem for problem in checked.problems if problem.severity == "error"] == []
    return make_catalog(checked, now("Asia/Krasnoyarsk"))


def counts(catalog: Catalog) -> dict[str, object]:
    """Return what each place of the site says about decisions: every one that counts them or names their state."""
    renderer = Renderer(catalog)
    made = {page.url: page for page in list_pages(catalog)}

    def texts(url: str, css: str) -> list[str]:
        tree = LexborHTMLParser(str(renderer.render(made[url])["main"]))
        return [" ".join(node.text().split()) for node in tree.css(css)]

    shown = LexborHTMLParser(str(renderer.render(made["decisions/"])["main"]))
    widths = {node.attributes["data-mark"]: node.text().strip() for node in shown.css(".share > g")}
    table = json.loads(export_tables(catalog)["data/forum_decisions.json"])
    record = json.loads(export_record(catalog.forums["2026-summer"], catalog.package))
    return {
        "home": texts("", ".forum-banner__counts"),
        "results": texts("results/", "#decided ~ .count-line"),
        "forums": texts("forums/", ".card__small")[-1],
        "forum": texts("forums/2026-summer/", "#decisions ~ .count-line"),
        "forum: states": texts("forums/2026-summer/", ".decision__head .chip"),
        "later forum: history": texts("forums/2026-winter/", ".trail li"),
        "line": texts("decisions/", ".count-line [data-tally]"),
        "key": {node.attributes["data-tally"]: node.text() for node in shown.css(".share__key [data-tally]")},
        "bar": {mark: width for mark, width in widths.items() if width != "0"},
        "filter": [node.attributes["value"] for node in shown.css("[name=state] option")],
        "states": texts("decisions/", ".decision__head .chip"),
        "marks": [node.attributes["data-mark"] for node in shown.css(".decision")],
        "history": texts("decisions/", ".trail li"),
        "addressees": texts("decisions/", ".table--tally tbody tr"),
        "feed": re.findall("<summary[^>]*>([^<]*)", export_feeds(catalog)["feeds/decisions.xml"].decode()),
        "JSON of all": [row.get("reported") for row in table],
        "JSON of one": [row.get("reported") for row in record["decisions"]],
        "CSV": export_tables(catalog)["data/forum_decisions.csv"],
    }


def test_a_decision_that_is_done_is_counted_everywhere(fresh_root: Path) -> None:
    path = fresh_root / "forums" / "2026-summer.yml"
    path.write_text(FORUM, "utf-8")
    path.with_name("2026-winter.yml").write_text(LATER, "utf-8")
    before = counts(read(fresh_root))
    actual = "выполнено 0, просрочено 1"
    assert before["line"] == ["0", "0", "0", "1"]
    assert before["bar"] == {"accepted": "1", "open": "1", "overdue": "1"}
    assert before["addressees"][0] == "Администрация 2 0 1"  # type: ignore[index]
    assert before["forum"] == [f"2 решения: {actual}"]
    assert before["home"] == [f"3 решения форумов: {actual}"]
    assert before["results"] == [f"3 решения: {actual}"]
    assert before["forums"] == "2 решения, просрочено 1"
    path.write_text(FORUM.replace('deadline: "2026-10-01"', DONE), "utf-8")
    after = counts(read(fresh_root))
    actual = "выполнено 1, просрочено 0"
    assert after["line"] == ["1", "0", "0", "0"]
    assert after["bar"] == {"reported": "1", "accepted": "1", "open": "1"}
    assert after["addressees"][0] == "Администрация 2 1 0"  # type: ignore[index]
    assert after["forum"] == [f"2 решения: {actual}"]
    assert after["home"] == [f"3 решения форумов: {actual}"]
    assert after["results"] == [f"3 решения: {actual}"]
    assert after["forums"] == "2 решения, выполнено 1"
    assert [place for place in before if before[place] == after[place]] == []


def test_the_register_is_the_same_on_the_page_in_csv_and_in_xlsx(demo_root: Path) -> None:
    catalog = make_catalog(check_root(demo_root), now("Asia/Krasnoyarsk"))
    lines = [[line.cells[name] for name, _ in COLUMNS] for line in register_lines(catalog)]
    assert len(lines) > 10
    assert len(COLUMNS) == 11
    files = export_support(catalog)
    written = list(csv.reader(io.StringIO(files[CSV].decode())))
    assert written == [[title for _, title in COLUMNS], *lines]
    assert (demo_root / "site" / CSV).read_bytes() == files[CSV]
    book = load_workbook(io.BytesIO(files[XLSX])).get_sheet_by_index(0).to_python()
    assert [[str(cell) for cell in row] for row in book[1:]] == lines
    page = LexborHTMLParser((demo_root / "site/support/register/index.html").read_text("utf-8"))
    said = []
    chips = page.css(".table--register .chip")
    assert 0 < len(chips) == sum("прекращено" in line[1] for line in lines) < len(lines)
    for chip in chips:
        chip.decompose()
    for group in page.css(".table--register tbody"):
        _short, name, address, ogrn, inn, activities, *of_lines = [
            node.text(separator=" ", strip=True) for node in group.css("th a, dd")
        ]
        for row, decision in zip(group.css("tr:has(.register__form)"), of_lines, strict=True):
            size, form, term, entry = [re.sub(r"\s*\n", " ", node.text().strip()) for node in row.css("td")]
            (told,) = re.findall("решение:(.+);\\s*нарушения:(.+)$", decision, re.DOTALL)
            decided, violations = (part.strip() for part in told)
            said.append([entry, decided, name, address, ogrn, inn, activities, form, size, term, violations])
    assert sorted(said) == sorted([cell or "—" for cell in line] for line in lines)
    groups = [tuple(node.text() for node in group.css("th a")) for group in page.css(".table--register tbody")]
    assert len(set(groups)) == len(groups) < len(lines)  # an organisation's lines stand together


def test_of_a_long_register_the_page_shows_a_part_and_says_so(demo_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.pages.views.REGISTER", 5)
    catalog = make_catalog(check_root(demo_root), now("Asia/Krasnoyarsk"))
    (page,) = [page for page in list_pages(catalog) if page.kind == "register"]
    main = Renderer(catalog).render(page)["main"].replace("\u00a0", " ")
    assert len(LexborHTMLParser(main).css(".register__form")) == 5
    assert "первые 5 записей" in main
    assert f"<b>{len(register_lines(catalog))} записей</b>" in main
