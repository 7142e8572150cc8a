"""The check accepts what the editors' guide tells people to write, and refuses what it warns of."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from generator.cli import make_parser
from generator.frame.guide import guide_pages
from generator.model.schemas import load_package
from generator.problems.problem import CatalogueEntry, load_catalogue
from generator.records.check import check_root
from tests.conftest import REPOSITORY
from tests.hostile.roots import write_root
from tests.hostile.test_catalogue import NEIGHBOURS, tables_for, ways_to_read


def read(guide: Path) -> str:
    """Return the page as a town with all sections gets it."""
    return guide_pages(load_package())[f"editors/{guide.name}"]


GUIDES = sorted((REPOSITORY / "generator" / "guide").glob("*.md"))
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SNIPPETS = [(guide.stem, kind, text) for guide in GUIDES for kind, text in FENCE.findall(read(guide))]
GOOD = [(stem, text) for stem, kind, text in SNIPPETS if kind == "yaml"]
REFUSED = [(stem, text) for stem, kind, text in SNIPPETS if kind == "text" and re.match(r"[a-z_]+:", text)]
AROUND = NEIGHBOURS | {
    "ngos/klub-primer-goroda.yml": "name: Кружок «Осина»\nstatus: unknown\nsource: анкета\n",
}


def errors(text: str, root: Path, around: dict[str, str]) -> list[list[str]]:
    """Return the errors of the snippet as a record of each kind that has its fields."""
    found = []
    entry = CatalogueEntry("", "", "", "", text)
    for number, (path, whole) in enumerate(ways_to_read(text, tables_for(entry))):
        checked = check_root(write_root(root / str(number), around | {path: whole}))
        found.append([f"{p.code} {p.message}" for p in checked.problems if p.path == path and p.severity == "error"])
    return found


@pytest.mark.parametrize(("stem", "text"), GOOD, ids=[f"{stem}-{n}" for n, (stem, _) in enumerate(GOOD)])
def test_a_snippet_to_copy_is_good(stem: str, text: str, tmp_path: Path) -> None:
    around = dict(AROUND)
    if "kind: ngos" not in text:  # a moved record no longer exists
        around["ngos/klub-primer.yml"] = "name: Кружок «Берёза»\nstatus: unknown\nsource: анкета\n"
    found = errors(text, tmp_path, around)
    assert [] in found, found


@pytest.mark.parametrize(("stem", "text"), REFUSED, ids=[f"{stem}-{n}" for n, (stem, _) in enumerate(REFUSED)])
def test_a_snippet_to_avoid_is_refused(stem: str, text: str, tmp_path: Path) -> None:
    record = f"{text}source: анкета\n" if "name:" in text else f"name: А\n{text}source: анкета\n"
    record += "" if "status:" in text else "status: unknown\n"
    checked = check_root(write_root(tmp_path, {"ngos/primer.yml": record}))
    assert any(p.path == "ngos/primer.yml" and p.severity == "error" for p in checked.problems)


def test_there_is_enough_to_test() -> None:
    assert len(GOOD) >= 15
    assert len(REFUSED) >= 5


def test_commands_of_the_guide_exist() -> None:
    pattern = r"(?:`|^)portal ([^`\n]+)"
    calls = [call for guide in GUIDES for call in re.findall(pattern, read(guide), re.MULTILINE)]
    assert len(calls) > 5
    for call in calls:
        make_parser().parse_args(shlex.split(call))


def test_codes_named_in_the_guide_exist() -> None:
    codes = {code for guide in GUIDES for code in re.findall(r"\b[EW]\d{3}\b", read(guide))}
    assert codes
    assert codes <= set(load_catalogue())


def test_every_guide_is_in_the_list_of_guides() -> None:
    index = read(REPOSITORY / "generator/guide/index.md")
    assert [guide.name for guide in GUIDES if guide.stem != "index" and f"({guide.name})" not in index] == []


def test_librarians_are_not_sent_into_the_folder_of_the_program() -> None:
    """Nor told to run make, which a town lacks: only the portal command is always there."""
    assert [guide.name for guide in GUIDES if re.search(r"\.venv|`make |^make ", read(guide), re.MULTILINE)] == []


def test_the_guide_begins_with_the_form_and_the_phone() -> None:
    index = read(REPOSITORY / "generator/guide/index.md")
    first = index.partition("\n# Редакторам\n")[2].strip().partition("\n## ")[0]
    begin = first[: first.index("## ")] if "## " in first else first
    assert "(form.md)" in begin
    assert "телефон" in begin


def test_each_task_on_a_record_begins_with_the_form() -> None:
    records = ("add-ngo", "change-phone", "close-ngo", "event", "partnership", "person", "send")
    for stem in (*records, "decisions", "forum-held", "programme", "programme-changed"):
        text = read(REPOSITORY / f"generator/guide/{stem}.md")
        assert "(form.md)" in re.split(r"\n## |```", text)[0], stem
        assert "make " not in text, stem
