"""Subscriptions: a live address by ``webcal:``, which only our own templates may use."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown import markdown
from selectolax.lexbor import LexborHTMLParser

from generator.catalog.catalog import make_catalog
from generator.clock import now
from generator.exports.calendars import export_calendars
from generator.frame.mkdocs.guard import GuardExtension
from generator.pages.pages import list_pages
from generator.pages.render import Renderer
from generator.records.check import check_root

EVENT = 'title: Семинар-пример\nkind: seminar\nstarts_on: "2026-12-01"\nngos: [solnechnyj-gorod]\nsource: план\n'
CONTEST = 'title: Конкурс-пример\nkind: contest\ndeadline: "2026-12-10"\nsource: план\n'
FORUM = 'title: Форум-пример\nseason: 2026-winter\nstarts_on: "2026-12-09"\nsource: план\n'
BASE = "https://dialog-zelenogorsk.example/"


def test_every_subscription_leads_to_a_calendar(fresh_root: Path) -> None:
    (fresh_root / "content" / "events").mkdir(exist_ok=True)
    for name, text in (("events/seminar", EVENT), ("events/konkurs", CONTEST)):
        (fresh_root / "content" / f"{name}.yml").write_text(text, "utf-8")
    (fresh_root / "forums" / "2026-winter.yml").write_text(FORUM, "utf-8")
    catalog = make_catalog(check_root(fresh_root), now("Asia/Krasnoyarsk"))
    files, renderer, found = export_calendars(catalog), Renderer(catalog), {}
    for page in list_pages(catalog):
        tree = LexborHTMLParser(str(renderer.render(page)["main"]))
        for node in tree.css('a[href^="webcal"]'):
            found.setdefault(page.url, set()).add(node.attributes["href"])
            actual = node.parent.css_first("code") if node.parent else None
            assert actual is not None
            assert f"webcal:{actual.text().partition(':')[2]}" == node.attributes["href"]
    assert set(found) == {"events/", "forums/", "ngos/solnechnyj-gorod/"}
    addresses = {
        (href or "").replace("webcal:", "https:").removeprefix(BASE) for hrefs in found.values() for href in hrefs
    }
    assert addresses == {
        *("calendar.ics", "forums/calendar.ics", "events/contests.ics", "ngos/solnechnyj-gorod/calendar.ics"),
    }
    assert addresses <= set(files)


def test_prose_does_not_subscribe_anybody() -> None:
    texts = [f"[Календарь]({scheme}://example.org/a.ics)" for scheme in ("https", "webcal")]
    made = [markdown(text, extensions=[GuardExtension()]) for text in texts]
    assert ["<a " in text for text in made] == [True, False]
    assert "webcal" not in made[1]


@pytest.mark.parametrize("field", ["url", "online_url", "registration_url"])
def test_no_record_subscribes_anybody(field: str, fresh_root: Path) -> None:
    (fresh_root / "content" / "events").mkdir(exist_ok=True)
    path = fresh_root / "content" / "events" / "seminar.yml"
    for scheme, refused in (("webcal", True), ("https", False)):
        path.write_text(f"{EVENT}{field}: {scheme}://example.org/a.ics\n", "utf-8")
        errors = [p for p in check_root(fresh_root).problems if p.severity == "error" and p.field == field]
        assert bool(errors) == refused
