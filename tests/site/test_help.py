"""Need pages, boards and the calendar of a built site against the records the site itself publishes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

EVERYONE = "everyone"


def records(site: Path) -> dict[str, dict[str, Any]]:
    rows = (json.loads(path.read_text("utf-8")) for path in site.glob("data/ngos/*.json"))
    return {row["id"]: row for row in rows}  # a renamed one is also at its former address


def expected_of(ngos: dict[str, dict[str, Any]], need: str, audience: str) -> set[str]:
    found = set()
    for ngo_id, row in ngos.items():
        for service in row.get("services", ()):
            who = service.get("audiences") or row.get("audiences", ())
            if need in service.get("needs", ()) and (not audience or audience in who or EVERYONE in who):
                found.add(ngo_id)
    return found


def told_of_all(path: Path) -> bool:
    """Tell whether it is an audience's page with everything done for it."""
    return path.parent.name.startswith("for-")


def shown_on(path: Path) -> list[str]:
    tree = LexborHTMLParser(path.read_text("utf-8"))
    links = tree.css(".answers .card__title a, .lines .line__name a")
    return [(link.attributes["href"] or "").rstrip("/").rpartition("/")[2] for link in links]


@pytest.mark.parametrize(("root", "least"), [("demo_site", 60), ("real_site", 3)])
def test_need_pages_are_exact(root: str, least: int, request: pytest.FixtureRequest) -> None:
    site: Path = request.getfixturevalue(root)
    ngos = records(site)
    pages = {path.parent.name: shown_on(path) for path in site.glob("help/*/index.html") if not told_of_all(path)}
    assert len(pages) >= least
    for name, shown in pages.items():
        need, _, audience = name.partition("--")
        assert len(shown) == len(set(shown)), name
        assert set(shown) == expected_of(ngos, need, audience), name
    wanted = {
        f"{need}--{audience}"
        for row in ngos.values()
        for service in row.get("services", ())
        for need in service.get("needs", ())
        for audience in service.get("audiences") or row.get("audiences", ())
    }
    assert {name for name in pages if "--" in name} == wanted


def test_every_need_page_gives_a_way_on(demo_site: Path) -> None:
    """Each answer has a phone, the organisation's or the centre's, and the page ends with the centre's."""
    centre = "tel:+73916909999"
    for path in demo_site.glob("help/*/index.html"):
        tree = LexborHTMLParser(path.read_text("utf-8"))
        assert tree.css_first(f'.ask a[href="{centre}"]') is not None, path
        for answer in tree.css(".answer"):
            assert answer.css_first('a[href^="tel:"]') is not None, path


def test_audiences_are_told_of_who_works_for_them(demo_site: Path) -> None:
    ngos = records(demo_site)
    closed = {i for i, row in ngos.items() if row["status"] == "liquidated" or row.get("activity") == "dormant"}
    pages = [path for path in demo_site.glob("help/*/index.html") if told_of_all(path)]
    assert len(pages) > 8
    for path in pages:
        code = path.parent.name.removeprefix("for-")
        for name in set(shown_on(path)):
            row = ngos[name]
            said = {
                *row.get("audiences", ()),
                *(a for item in row.get("services", ()) for a in item.get("audiences", ())),
            }
            assert {code, EVERYONE} & said, (path, name)
            assert name not in closed, (path, name)
    assert any(row["audiences"] for i, row in ngos.items() if i in closed and "audiences" in row)


def test_closed_organisations_are_not_counted_among_helpers(demo_site: Path) -> None:
    ngos = records(demo_site)
    closed = {i for i, row in ngos.items() if row["status"] == "liquidated" or row.get("activity") == "dormant"}
    folded = 0
    for path in [*demo_site.glob("find/need/*/index.html"), *demo_site.glob("find/audience/*/index.html")]:
        tree = LexborHTMLParser(path.read_text("utf-8"))
        shown = shown_on(path)
        open_ones = [name for name in shown if name not in closed]
        count = (tree.css_first(".count-line") or tree.root).text().split()[0]  # type: ignore[union-attr]
        assert int(count) == len(open_ones), path
        assert shown[len(open_ones) :] == [name for name in shown if name in closed], path  # they come last
        folded += len(shown) - len(open_ones)
    assert folded > 5


def test_wishes_come_from_the_records(demo_site: Path) -> None:
    ngos = {i: row for i, row in records(demo_site).items() if row.get("activity") != "dormant"}
    offers = [text for row in ngos.values() if row["status"] != "liquidated" for text in row.get("offers", ())]
    offers = [offer["text"] for offer in offers]
    tree = LexborHTMLParser((demo_site / "exchange/offers/index.html").read_text("utf-8"))
    assert len(tree.css(".wishes > li")) == len(offers) > 20
    assert {node.text(deep=False).strip() for node in tree.css(".wishes > li")} == {
        text[:1].upper() + text[1:] for text in offers
    }


def test_a_closed_organisation_promises_no_hours(demo_site: Path) -> None:
    """Its page tells what it was, not when it opens next."""
    heads: dict[bool, set[str]] = {True: set(), False: set()}
    idle = 0
    for name, row in records(demo_site).items():
        tree = LexborHTMLParser((demo_site / "ngos" / name / "index.html").read_text("utf-8"))
        closed = tree.css_first(".strip--closed") is not None
        assert bool(tree.css("[data-hours]")) == (bool(row.get("hours")) and not closed), name
        idle += closed and bool(row.get("hours"))
        heads[closed] |= {head.text(strip=True) for head in tree.css("#reach, #services")}
    assert idle
    assert heads == {True: {"Прежние контакты", "Чем занималась"}, False: {"Как обратиться", "Чем поможет"}}


def test_the_home_page_invites_to_nothing_put_off(demo_site: Path) -> None:
    events = [json.loads(path.read_text("utf-8")) for path in demo_site.glob("data/events/*.json")]
    put_off = {f"events/{event['id']}/" for event in events if event.get("postponed_on")}
    home, calendar = (
        {link.attributes["href"] for link in LexborHTMLParser((demo_site / page).read_text("utf-8")).css("main a")}
        for page in ("index.html", "events/index.html")
    )
    assert put_off
    assert not put_off & home
    assert {f"../{address}" for address in put_off} <= calendar
