"""Where help is missing: nobody gives it, nobody gives it to an audience, or someone asked in vain."""

from __future__ import annotations

from pathlib import Path

from generator.catalog.catalog import make_catalog
from generator.catalog.gaps import Asked, list_asked, list_gaps
from generator.catalog.models import Catalog
from generator.clock import now
from generator.pages.pages import list_pages
from generator.pages.render import Renderer
from generator.records.check import check_root

NGO = """\
name: АНО «Пример»
status: registered
source: план
services:
  - {title: Консультации, needs: [legal], audiences: [AUDIENCE], cost: free}
"""
REQUESTS = """\
requests:
  - {month: 2026-11, need: legal, audience: veterans, count: "3"}
  - {month: 2026-01, need: legal, audience: veterans, count: "2"}
  - {month: 2025-11, need: legal, audience: veterans, count: "50"}
  - {month: 2026-10, need: housing, count: "7"}
"""


def read(root: Path) -> Catalog:
    checked = check_root(root)
    assert [problem for problem in checked.problems if problem.severity == "error"] == []
    return make_catalog(checked, now("Asia/Krasnoyarsk"))


def with_ngo(root: Path, audience: str, more: str = "") -> Catalog:
    for path in (root / "ngos").glob("*.yml"):
        path.unlink()
    (root / "ngos" / "primer.yml").write_text(NGO.replace("AUDIENCE", audience) + more, "utf-8")
    return read(root)


def test_who_is_helped_by_nobody(fresh_root: Path) -> None:
    gaps = {gap.need.code: [term.code for term in gap.audiences] for gap in list_gaps(with_ngo(fresh_root, "children"))}
    assert "children" not in gaps["legal"]
    assert "veterans" in gaps["legal"]
    assert not {"everyone", "activists", "ngo_leaders"} & set(gaps["legal"])
    assert "animals" not in gaps["legal"]
    assert gaps["animals_help"] == gaps["housing"] == []  # nobody gives these
    assert "other" not in gaps
    gaps = {gap.need.code: gap.audiences for gap in list_gaps(with_ngo(fresh_root, "everyone"))}
    assert "legal" not in gaps
    closed = list_gaps(with_ngo(fresh_root, "everyone", "activity: dormant\n"))
    assert next(gap for gap in closed if gap.need.code == "legal").audiences == ()


def test_what_was_asked_for_in_vain_within_a_year(fresh_root: Path) -> None:
    (fresh_root / "content" / "requests.yml").write_text(REQUESTS, "utf-8")
    catalog = with_ngo(fresh_root, "everyone")
    housing, legal = list_asked(catalog)
    assert (housing.times, housing.answers) == (7, 0)
    assert legal == Asked("Юридическая помощь для ветеранов", 5, 1)
    page = next(page for page in list_pages(catalog) if page.kind == "staff")
    assert "Юридическая помощь для ветеранов" in str(Renderer(catalog).render(page)["main"])
    assert all("requests" not in address for address in catalog.package.tables["forums"].nested)


def test_a_request_is_judged_like_any_row(fresh_root: Path) -> None:
    path = fresh_root / "content" / "requests.yml"
    path.write_text('requests:\n  - {month: "2026-13", need: legl, count: "0", name: Примеров}\n', "utf-8")
    actual = {
        (problem.field, problem.path) for problem in check_root(fresh_root).problems if problem.severity == "error"
    }
    assert {(name, "content/requests.yml") for name in ("month", "need", "count", "name")} <= actual
