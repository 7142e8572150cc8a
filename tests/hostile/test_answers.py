"""A town's own best answers in search: addresses that lead nowhere are reported at their place, others are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.frame.answers import find_dead
from generator.frame.prose import load_prose
from generator.model.schemas import load_package
from generator.problems.problem import Problem
from generator.records.check import check_root
from tests.hostile.roots import write_root

LIST = "title: Ответы\nsource: портал\nitems:\n  - {{code: a, label: А, synonyms: [баня], addresses: [{address}]}}\n"
NGO = "name: Клуб\nstatus: unknown\nsource: анкета\n"


def found(root: Path, address: str) -> list[Problem]:
    files: dict[str, str | bytes] = {
        "content/lists/answers.yml": LIST.format(address=address),
        "content/about/index.md": "# О портале\n",
        "ngos/klub.yml": NGO,
    }
    write_root(root, files)
    return find_dead(check_root(root), load_prose(root, load_package()))


@pytest.mark.parametrize(
    "address",
    [
        "supprot/",
        "ngos/nikto/",
        "help/nothing/",
        "about",
        "/about/",
        "https://x.example/",
        "javascript:alert(1)",
        "../",
    ],
)
def test_an_address_without_a_page_is_reported(address: str, tmp_path: Path) -> None:
    (problem,) = found(tmp_path, f'"{address}"')
    assert (problem.code, problem.severity, problem.path, problem.line) == (
        "W414", "warning", "content/lists/answers.yml", 4,
    )  # fmt: skip
    assert address in problem.message
    assert problem.hint


@pytest.mark.parametrize(
    "address",
    ["support/", "ngos/klub/", "help/legal/", "help/legal--elderly/", "help/for-elderly/", "about/", "forums/next/"],
)
def test_an_address_of_a_page_is_not(address: str, tmp_path: Path) -> None:
    assert found(tmp_path, address) == []


def test_a_list_that_cannot_be_read_is_reported_once(tmp_path: Path) -> None:
    assert found(tmp_path, "[вложенный]") == []
    assert [p.code for p in check_root(tmp_path).problems if p.path == "content/lists/answers.yml"] != []


LINES = """title: Телефоны доверия
source: сайт края
{day}items:
  - {{code: a, label: Телефон доверия, needs: [psychological]{phone}}}
"""


@pytest.mark.parametrize(
    ("day", "phone", "lines"),
    [
        ('checked_on: "2026-11-01"\n', ', phone: "+73916900001"', []),
        ("", ', phone: "+73916900001"', [1]),
        ('checked_on: "2026-11-01"\n', "", [5]),
    ],
)
def test_a_crisis_line_without_number_or_day_is_reported(
    day: str, phone: str, lines: list[int], tmp_path: Path
) -> None:
    root = write_root(tmp_path, {"content/lists/crisis_lines.yml": LINES.format(day=day, phone=phone)})
    checked = check_root(root)
    assert [problem for problem in checked.problems if problem.severity == "error"] == []
    actual = find_dead(checked, load_prose(root, load_package()))
    assert [(problem.code, problem.severity, problem.line) for problem in actual] == [
        ("W415", "warning", line) for line in lines
    ]


def test_the_programs_own_answers_lead_to_pages(tmp_path: Path) -> None:
    """Against a root with the guide and the pages of this repository."""
    repository = Path(__file__).resolve().parents[2]
    own = (repository / "generator" / "lists" / "answers.yml").read_text("utf-8")
    write_root(tmp_path, {"content/lists/answers.yml": own})
    assert find_dead(check_root(tmp_path), load_prose(repository, load_package())) == []
