"""Nights without an edit: the files that change are those of what turned that day, and the day of the build's own.

What turns: a state by its dates, an event that comes within the week, a record whose year is over.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from generator.catalog.catalog import make_catalog
from generator.catalog.freshness import unconfirmed
from generator.catalog.models import Catalog, Entity
from generator.catalog.states import span_state
from generator.records.check import check_root
from tests.conftest import run_portal
from tests.unit.test_since import git

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
NIGHTS = int(os.environ.get("NIGHTS", "7"))
BUILT = "data/build.json"
WEEK = timedelta(days=7)
SOON = (7, 14, 30, 90)  # days before which pages tell of what comes
Nights = list[tuple[datetime, dict[str, bytes]]]  # moment and files of each build
COUNTED = ("results/index.html",)  # counts records and names none of them
SEARCH = ("pagefind/", "search/words.json")


def read_site(site: Path) -> dict[str, bytes]:
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def build_at(root: Path, moment: datetime) -> subprocess.CompletedProcess[str]:
    return run_portal("build", "--root", root, at=str(int(moment.timestamp())))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small town of the demo in a repository: its files have a history, as a town's have."""
    root = tmp_path_factory.mktemp("town") / "root"
    assert run_portal("demo", root, "--ngos", 8, "--forums", 3, "--partnerships", 4).returncode == 0
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "записи"]):
        git(root, *arguments, at="2026-11-01T12:00:00+07:00")
    return root


@pytest.fixture(scope="module")
def nights(root: Path) -> Nights:
    """The site of each night, built with nothing edited."""
    found = []
    for number in range(NIGHTS + 1):
        moment = START + timedelta(days=number)
        done = build_at(root, moment)
        assert done.returncode == 0, done.stdout
        found.append((moment, read_site(root / "site")))
    return found


def turned(before: Catalog, after: Catalog) -> Iterator[tuple[str, str]]:
    """Address and title of each record that is in another state than the day before."""
    for table, entities in after.entities.items():
        for record_id, entity in entities.items():
            known = before.entities[table][record_id]
            if (
                entity.state != known.state
                or spans(entity, after.today) != spans(known, before.today)
                or comes_near(entity, after.today)
            ):
                yield entity.url, entity.title
    for key, decision in after.decisions.items():
        if decision.state != before.decisions[key].state or comes_near(decision, after.today):
            yield decision.url, decision.forum.title
    for table, record_id, day in after.consents:
        if is_edge(day, after.today):
            yield f"{table}/{record_id}/", after.entities[table][record_id].title if table in after.entities else table
    for one in {ngo.id for ngo in unconfirmed(after)} ^ {ngo.id for ngo in unconfirmed(before)}:
        yield after.ngos[one].url, after.ngos[one].title


def spans(entity: Entity, today: date) -> list[str]:
    """States of an organisation's rows that are in force for a time."""
    tables = ("notices", "offers", "seeks", "help_wanted")
    return [span_state(row, today).code for name in tables for row in entity.row.get(name) or ()]


def comes_near(entity: object, today: date) -> bool:
    """Whether today is a day before which pages tell of what comes."""
    row: Mapping[str, object] = entity.row  # type: ignore[attr-defined]
    return any(is_edge(row.get(name), today) for name in ("starts_on", "deadline", "ends_on", "registration_until"))


def is_edge(day: object, today: date) -> bool:
    """Whether what is told of a day is another today than it was yesterday."""
    return any(day in (today + timedelta(days=left), today + timedelta(days=left - 1)) for left in (0, *SOON))


def explained(name: str, bodies: tuple[bytes, bytes], causes: Mapping[str, str]) -> bool:
    """Whether a file that changed is of something that turned, or names it."""
    if name == BUILT:
        return True
    if name.startswith(SEARCH) or name in COUNTED:
        return bool(causes)
    return any(
        url.encode() in body or url.rstrip("/").rpartition("/")[2].encode() in body or title.encode() in body
        for url, title in causes.items()
        for body in (*bodies, name.encode())
    )


def test_files_change_with_what_turned_and_no_others(
    root: Path, nights: list[tuple[datetime, dict[str, bytes]]]
) -> None:
    checked = check_root(root)
    for (earlier, old), (moment, new) in pairwise(nights):
        causes = dict(turned(make_catalog(checked, earlier), make_catalog(checked, moment)))
        changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
        assert BUILT in changed
        told = [n for n in sorted(changed) if not explained(n, (old.get(n, b""), new.get(n, b"")), causes)]
        assert told == [], (moment, causes)


def test_on_a_night_when_nothing_turns_one_file_changes(root: Path) -> None:
    checked = check_root(root)
    for number in range(60, 400):
        earlier, moment = START + timedelta(days=number), START + timedelta(days=number + 1)
        if not dict(turned(make_catalog(checked, earlier), make_catalog(checked, moment))):
            break
    sites = []
    for night in (earlier, moment):
        done = build_at(root, night)
        assert done.returncode == 0, done.stdout
        sites.append(read_site(root / "site"))
    assert {name for name, body in sites[1].items() if sites[0].get(name) != body} == {BUILT}
    assert sites[0].keys() == sites[1].keys()


def test_what_turns_changes_its_page(root: Path, nights: Nights) -> None:
    """The control: over half a year much turns, and each page of it is another."""
    moment = START + timedelta(days=200)
    done = build_at(root, moment)
    assert done.returncode == 0, done.stdout
    new, (earlier, old) = read_site(root / "site"), nights[0]
    checked = check_root(root)
    before, after = make_catalog(checked, earlier), make_catalog(checked, moment)
    pairs = [(e, before.entities[t][k]) for t, found in after.entities.items() for k, e in found.items()]
    states = [entity.url for entity, known in pairs if entity.state != known.state]
    assert len(states) > 3
    assert [url for url in states if old[f"{url}index.html"] == new[f"{url}index.html"]] == []


def test_no_page_says_when_it_was_built(nights: Nights) -> None:
    relative = re.compile("через \\d+.{0,6}(?:день|дня|дней)|осталось \\d+|истекает (?:через|сегодня)|Собрано \\d")
    pages = {name: body.decode() for name, body in nights[0][1].items() if name.endswith(".html")}
    assert len(pages) > 100
    assert [name for name, text in pages.items() if relative.search(text)] == []
    assert relative.search("осталось 3 дня")
