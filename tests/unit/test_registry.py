"""The registry's parts, its panel of facets and its script's index, compared with the records."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType

import pytest

from generator.catalog.catalog import make_catalog
from generator.catalog.facets import FACET_TITLES, facet_codes, facet_values
from generator.catalog.models import Catalog, Ngo
from generator.demo import DemoSize, write_demo
from generator.exports.registry import ADDRESS, export_registry, make_index
from generator.pages.pages import PAGE_SIZE, WHOLE, Page, Selection, list_pages
from generator.pages.render import Renderer
from generator.pages.views import LONG_FACET, panel
from generator.phones import format_phone
from generator.records.check import check_root
from generator.text import fold

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    root = tmp_path_factory.mktemp("registry") / "root"
    write_demo(root, DemoSize(ngos=110, forums=1, partnerships=1), 1, TODAY)
    return make_catalog(check_root(root), NOW)


def of_size(catalog: Catalog, size: int) -> Catalog:
    """Return the same town with another number of organisations."""
    ngos = list(catalog.ngos.values())
    rows = {f"n{i}": replace(ngos[i % len(ngos)], id=f"n{i}") for i in range(size)}
    return replace(catalog, entities={**catalog.entities, "ngos": MappingProxyType(rows)})


def parts(catalog: Catalog, facet: str = "page") -> list[Selection]:
    found = [page.selection for page in list_pages(catalog) if page.kind in ("ngos", "find")]
    return [part for part in found if part and part.facet == facet]


@pytest.mark.parametrize("size", [0, 1, 9, WHOLE, WHOLE + 1, 5 * PAGE_SIZE, 5 * PAGE_SIZE + 1])
def test_a_long_registry_is_paged(catalog: Catalog, size: int) -> None:
    town = of_size(catalog, size)
    pages = parts(town)
    shown = [ngo for page in pages for ngo in page.ngos]
    closed = [ngo for page in pages for ngo in page.closed]
    assert sorted(ngo.id for ngo in shown + closed) == sorted(town.ngos)
    assert [ngo.id for ngo in shown] == [ngo_id for ngo_id in town.ngos if ngo_id not in {c.id for c in closed}]
    assert closed == ([ngo for ngo in town.ngos.values() if ngo.closed] if size <= WHOLE else [])
    assert len(pages) == (1 if size <= WHOLE else -(-size // PAGE_SIZE))
    assert [(page.first, page.last) for page in pages] == [
        (min(at + 1, len(shown)), min(at + len(pages[0].ngos), len(shown)))
        for at in range(0, max(len(shown), 1), len(pages[0].ngos) or 1)
    ]
    assert [page.url(page.number) for page in pages][:3] == ["ngos/", "find/page/2/", "find/page/3/"][: len(pages)]


def test_every_organisation_is_on_its_facets_pages(catalog: Catalog) -> None:
    town = of_size(catalog, 3 * WHOLE)
    for facet in FACET_TITLES:
        listed: dict[str, set[str]] = {}
        for part in parts(town, facet):
            listed.setdefault(part.code, set()).update(ngo.id for ngo in (*part.ngos, *part.closed))
            assert len(part.ngos) <= WHOLE
            assert part.count == {code: count for code, _, count in part.siblings}[part.code]
        if facet != "letter":
            held = {code: {ngo.id for ngo in town.ngos.values() if code in facet_codes(ngo)[facet]} for code in listed}
            assert listed == held
        else:
            assert set().union(*listed.values()) == set(town.ngos)


def test_headings_say_what_is_listed(catalog: Catalog) -> None:
    headings = {(part.facet, part.code): part.heading for facet in FACET_TITLES for part in parts(catalog, facet)}
    assert headings["audience", "children"] == "Дети"
    assert headings["cost", "free"] == "Стоимость: бесплатно"
    assert headings["alive", "unknown"] == "Действует ли: неизвестно"
    assert headings["letter", "p"] == "Организации на «П»"
    assert len(set(headings.values())) == len(headings)


def test_panel_leaves_out_what_parts_nothing(catalog: Catalog) -> None:
    groups = panel(facet_values(catalog), len(catalog.ngos))
    assert [group.facet for group in groups] == [facet for facet in FACET_TITLES if facet != "letter"]
    one = of_size(catalog, 1)
    assert panel(facet_values(one), 1) == []
    for group in groups:
        values = facet_values(catalog)[group.facet]
        assert {code for code, _, _ in [*group.shown, *group.folded]} == set(values)
        assert all(count == len(values[code][1]) for code, _, count in [*group.shown, *group.folded])
        assert len(group.shown) <= LONG_FACET
        order = list(values)
        assert [code for code, _, _ in group.shown] == sorted((code for code, _, _ in group.shown), key=order.index)
        if group.folded:
            assert len(group.folded) > 2
            assert min(count for _, _, count in group.shown) >= max(count for _, _, count in group.folded)


def test_order_is_offered_only_where_it_tells(catalog: Catalog) -> None:
    def page_of(town: Catalog) -> str:
        (page,) = (page for page in list_pages(town) if page.kind == "ngos")
        return Renderer(town).render(page)["main"]

    assert 'value="fresh"' in page_of(catalog)
    assert 'value="active"' in page_of(catalog)
    bare = {
        name: replace(ngo, row={**ngo.row, "confirmed_on": None, "activity": "unknown"})
        for name, ngo in catalog.ngos.items()
    }
    assert "data-sort" not in page_of(replace(catalog, entities={**catalog.entities, "ngos": bare}))
    assert "data-registry" not in page_of(of_size(catalog, 0))


def test_index_says_what_the_records_say(catalog: Catalog) -> None:
    index = make_index(catalog)
    ngos = list(catalog.ngos.values())
    columns = ("codes", "words", "ids", "emblems", "titles", "summaries", "phones", "addresses", "confirmed")
    assert {len(index[column]) for column in columns} == {len(ngos)}
    counts: Counter[tuple[str, str]] = Counter()
    for i, ngo in enumerate(ngos):
        keys = [(index["values"][number][0], index["values"][number][1]) for number in index["codes"][i]]
        assert len(keys) == len(set(keys))
        assert set(keys) == {(facet, code) for facet, codes in facet_codes(ngo).items() for code in codes}
        counts.update(keys)
        assert index["ids"][i] == ngo.id
        assert index["titles"][i] == ngo.title
        assert index["phones"][i] == (format_phone(ngo.row["phones"][0], "39169") if ngo.row["phones"] else "")
        said = fold(f"{index['titles'][i]} {index['words'][i]}")
        assert all(fold(text) in said for text in [ngo.row["name"], *(s["title"] for s in ngo.row["services"])])
    values = facet_values(catalog)
    assert counts == {(f, code): len(held) for f in values if f != "letter" for code, (_, held) in values[f].items()}
    assert [row[2] for row in index["values"]] == [values[row[0]][row[1]][0] for row in index["values"]]


def test_index_knows_synonyms_of_needs(catalog: Catalog) -> None:
    spoken = {(row[0], row[1]): row[3] for row in make_index(catalog)["values"]}
    assert "сиделка" in spoken["need", "care"]
    assert "ребенок" in spoken["audience", "children"]
    assert spoken["activity", "a09"] == ""


def test_index_names_no_person(catalog: Catalog) -> None:
    text = json.dumps(make_index(catalog), ensure_ascii=False)
    persons = [person["name"] for ngo in catalog.ngos.values() for person in ngo.row["persons"]]
    assert persons
    assert [name for name in persons if name in text] == []


def test_index_of_an_empty_registry_is_not_made(catalog: Catalog) -> None:
    assert export_registry(of_size(catalog, 0)) == {}
    assert list(export_registry(catalog)) == [ADDRESS] == ["find/registry.json"]


def test_index_of_ten_thousand_is_cheap(catalog: Catalog) -> None:
    town = of_size(catalog, 10_000)
    costs = []
    for _ in range(3):
        start = time.process_time()
        export_registry(town)
        costs.append(time.process_time() - start)
    assert min(costs) < 0.6  # 0.15 s on a quiet machine; more allows for a busy one


def test_markup_in_a_record_stays_text(catalog: Catalog) -> None:
    name = "<img src=x onerror=alert(1)>"
    first = next(iter(catalog.ngos.values()))
    hostile = Ngo("ngos", "hostile", {**first.row, "name": name, "summary": name, "address": name}, name)
    town = replace(
        catalog, entities={**catalog.entities, "ngos": {"hostile": hostile, **of_size(catalog, WHOLE + 5).ngos}}
    )
    renderer = Renderer(town)
    for page in list_pages(town):
        if page.kind in ("ngos", "find") and page.selection and hostile in page.selection.ngos:
            assert "<img" not in renderer.render(page)["main"]
    assert isinstance(Page("ngos", "ngos/").root, str)
