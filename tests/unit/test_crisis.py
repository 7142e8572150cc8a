"""Crisis lines: only verified numbers, and only with the kind of help they belong to."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import clock
from generator.catalog.catalog import make_catalog
from generator.catalog.crisis import Line, crisis_lines
from generator.records.check import check_root
from tests.hostile.roots import write_root

LIST = """title: Телефоны доверия
source: сайт края
{day}items:
  - {{code: a, label: Доверие, phone: "+73916900001", needs: [psychological, violence]}}
  - {{code: b, label: Центр, phone: "+73916900002", needs: [violence], source: памятка}}
  - {{code: c, label: Без номера, needs: [violence]}}
"""


def lines(root: Path, need: str, day: str = 'checked_on: "2026-11-01"\n') -> list[Line]:
    checked = check_root(write_root(root, {"content/lists/crisis_lines.yml": LIST.format(day=day)}))
    return crisis_lines(make_catalog(checked, clock.now("Asia/Krasnoyarsk")), need)


@pytest.mark.parametrize(
    ("need", "found"),
    [("violence", [("Доверие", "сайт края"), ("Центр", "памятка")]), ("psychological", [("Доверие", "сайт края")])],
)
def test_lines_of_a_kind_of_help_with_their_source(need: str, found: list[tuple[str, str]], tmp_path: Path) -> None:
    shown = lines(tmp_path, need)
    assert [(line.label, line.source) for line in shown] == found
    assert {line.checked_on.isoformat() for line in shown} == {"2026-11-01"}


def test_none_of_another_kind_and_none_without_a_day(tmp_path: Path) -> None:
    assert lines(tmp_path / "other", "sport") == []
    assert lines(tmp_path / "undated", "violence", day="") == []


def test_a_town_without_the_list_has_none(tmp_path: Path) -> None:
    catalog = make_catalog(check_root(write_root(tmp_path, {})), clock.now("Asia/Krasnoyarsk"))
    assert crisis_lines(catalog, "violence") == []
