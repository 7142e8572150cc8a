"""Pages for staff and for users of the data: as accessible as the rest, on a phone and on a desktop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.checks import sideways, violations
from tests.browser.conftest import OpenPage, Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OPEN = "document.querySelectorAll('details.fold').forEach((part) => { part.open = true; })"


@pytest.mark.parametrize("address", ["staff/", "data/profile/2.0/", "data/"])
@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1440, "light")])
def test_open_in_full_they_are_accessible(
    open_page: OpenPage, served: Callable[[Path], Served], demo_site: Path, address: str, width: int, scheme: str
) -> None:
    visit = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = visit.go(served(demo_site).portal + address)
    page.evaluate(OPEN)
    assert violations(page) == []
    assert sideways(page) == []
