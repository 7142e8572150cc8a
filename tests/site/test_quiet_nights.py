"""Nights without an edit: only files change whose content turned that day, and those with the date of the build."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from generator.catalog.catalog import make_catalog
from generator.catalog.decisions import WAITING
from generator.catalog.models import Decision, Entity
from generator.catalog.states import span_state
from generator.records.check import Checked, check_root
from tests.conftest import git, run_portal

pytestmark = pytest.mark.xdist_group("nights")  # one process builds what all tests read

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
NIGHTS = int(os.environ.get("NIGHTS", "7"))
BUILT = "data/build.json"
Nights = list[tuple[datetime, dict[str, bytes]]]  # moment and files of each build
SEARCH = ("pagefind/", "search/words.json")


def read_site(site: Path) -> dict[str, bytes]:
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def build_at(root: Path, moment: datetime) -> subprocess.CompletedProcess[str]:
    return run_portal("build", "--root", root, at=str(int(moment.timestamp())))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo town in a repository, so its files have a history."""
    root = tmp_path_factory.mktemp("town") / "root"
    assert run_portal("demo", root, "--ngos", 8, "--forums", 3, "--partnerships", 4).returncode == 0
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "записи"]):
        git(root, *arguments, at="2026-11-01T12:00:00+07:00")
    return root


@pytest.fixture(scope="module")
def nights(root: Path) -> Nights:
    """The site of each night, built without any edit."""
    found = []
    for number in range(NIGHTS + 1):
        moment = START + timedelta(days=number)
        done = build_at(root, moment)
        assert done.returncode == 0, done.stdout
        found.append((moment, read_site(root / "site")))
    return found


class Night:
    """What turned between two days according to the records, and which files must differ for it, no others."""

    def __init__(self, checked: Checked, days: tuple[datetime, datetime]) -> None:
        self.before, self.after = (make_catalog(checked, moment) for moment in days)
        self.today = self.after.today

    def turned(self) -> Iterator[Entity | Decision]:
        """Return everything in another state than the day before, or with such a row."""
        for table, entities in self.after.entities.items():
            for record_id, entity in entities.items():
                known = self.before.entities[table][record_id]
                if entity.state != known.state or spans(entity, self.today) != spans(known, self.before.today):
                    yield entity
        for key, decision in self.after.decisions.items():
            if decision.state != self.before.decisions[key].state:
                yield decision

    def marked(self, site: Mapping[str, bytes]) -> set[str]:
        """Return pages whose data for browsers announced, the day before, that something turns today."""
        yesterday = self.today - timedelta(days=1)
        mark = re.compile(f'data-life="(?:[^"]*;)?{self.today}\\||data-till="{yesterday}"'.encode())
        return {name for name, body in site.items() if name.endswith(".html") and mark.search(body)}

    def came(self, table: str, *codes: str) -> bool:
        return any(
            e.table == table and e.state.code in codes for e in self.turned() if isinstance(e, Entity) and e.state
        )

    def derived(self) -> Iterator[str]:
        """Return pages that count or gather by days, each by its own rule."""
        if self.came("events", "past") or self.came("forums", "now", "held"):
            yield "results/index.html"  # counts past events
        week = self.today + timedelta(days=6)
        ahead = (e for table in ("events", "forums") for e in self.after.entities[table].values())
        if any(e.row["starts_on"] == week and not e.row["cancelled_on"] for e in ahead):
            yield from ("index.html", "events/index.html")  # lists the coming week
        month = self.today + timedelta(days=30)
        due = any(d.row["deadline"] == month and d.state.code in WAITING for d in self.after.decisions.values())
        if due or self.came("partnerships", "expiring", "expired", "ended"):
            yield "staff/index.html"  # lists what is due and what has expired


def spans(entity: Entity, today: date) -> list[str]:
    """Return states of an organisation's rows that are in force for a time."""
    tables = ("notices", "offers", "seeks", "help_wanted")
    return [span_state(row, today).code for name in tables for row in entity.row.get(name) or ()]


def searched(name: str, bodies: tuple[bytes | None, ...]) -> set[str]:
    """Return the page a fragment of the search index is about; an empty text for other files of the search."""
    found = [gzip.decompress(body) for body in bodies if body and "/fragment/" in name]
    return {f"{json.loads(body[body.index(b'{') :])['url']}index.html" for body in found}


def test_files_change_with_what_turned_and_no_others(root: Path, nights: Nights) -> None:
    """Equality, night by night: the files that differ are those that must."""
    checked = check_root(root)
    turns, quiet = 0, 0
    for (earlier, old), (moment, new) in pairwise(nights):
        night = Night(checked, (earlier, moment))
        changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
        search = {name for name in changed if name.startswith(SEARCH)}
        marked = night.marked(old)
        turned = list(night.turned())
        assert changed - search == {BUILT, *marked, *night.derived()}, moment
        assert {f"{one.url}index.html" for one in turned} <= marked, moment
        pages = set().union(*(searched(name, (old.get(name), new.get(name))) for name in search))
        assert pages <= changed, moment
        assert bool(search) == bool(pages), "the index is another when what it holds of a page is"
        turns, quiet = turns + len(turned), quiet + (changed == {BUILT})
    assert turns > NIGHTS / 2  # positive control: much turns in this town
    assert quiet > 0


def test_no_page_says_when_it_was_built(nights: Nights) -> None:
    relative = re.compile("через \\d+.{0,6}(?:день|дня|дней)|осталось \\d+|истекает (?:через|сегодня)|Собрано \\d")
    pages = {name: body.decode() for name, body in nights[0][1].items() if name.endswith(".html")}
    assert len(pages) > 100
    assert [name for name, text in pages.items() if relative.search(text)] == []
    assert relative.search("осталось 3 дня")
