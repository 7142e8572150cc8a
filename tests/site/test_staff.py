"""The staff's page: built, hidden from search engines and the menu, without persons or notes."""

from __future__ import annotations

from pathlib import Path


def test_the_page_is_there_and_hidden(demo_site: Path) -> None:
    text = (demo_site / "staff" / "index.html").read_text("utf-8")
    assert '<meta name="robots" content="noindex">' in text
    assert "Не подтвердили за год" in text
    assert "подтверждено" in text
    assert "chelovek-" not in text
    assert "/staff/" not in (demo_site / "sitemap.xml").read_text("utf-8")
    assert 'href="staff/' not in (demo_site / "index.html").read_text("utf-8")
