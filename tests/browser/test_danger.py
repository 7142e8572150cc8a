"""Where help may be urgent: crisis lines with their source, and a quick exit that leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.checks import sideways, small_targets, violations
from tests.browser.conftest import OpenPage, Served

pytestmark = pytest.mark.browser

Serve = Callable[[Path], Served]


def test_a_way_out_that_the_back_button_does_not_undo(demo_site: Path, served: Serve, open_page: OpenPage) -> None:
    base = served(demo_site).portal
    visit = open_page(checked=False)
    away = "https://pogoda.example/"  # set by the town (leave_url)
    visit.context.route(away, lambda route: route.fulfill(body="<title>другое</title>"))
    page = visit.go(f"{base}help/")
    page.goto(f"{base}help/violence/")
    page.get_by_role("link", name="Быстро уйти").press("Enter")
    page.wait_for_url(away)
    page.go_back()
    assert page.url == f"{base}help/"


def test_crisis_lines_say_where_they_are_from(demo_site: Path, served: Serve, open_page: OpenPage) -> None:
    visit = open_page(viewport={"width": 360, "height": 800})
    page = visit.go(f"{served(demo_site).portal}help/violence/")
    crisis = page.locator(".crisis")
    expect(crisis.locator("li")).to_have_count(2)
    for line in crisis.locator("li").all():
        expect(line.locator("a[href^='tel:+7']")).to_be_visible()
        expect(line).to_contain_text("сверено")
    assert violations(page) == []
    assert sideways(page) == []
    assert small_targets(page) == []
    page = visit.go(f"{served(demo_site).portal}help/sport/")
    expect(page.locator(".crisis, [data-leave]")).to_have_count(0)
