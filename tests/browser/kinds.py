"""One page of each kind in a built site, chosen by the contents of the records."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FIXED = {
    "home": "",
    "registry": "ngos/",
    "forums": "forums/",
    "decisions": "decisions/",
    "partnerships": "partnerships/",
    "events": "events/",
    "results": "results/",
    "practice": "practice/",
    "register": "support/register/",
    "support": "support/",
    "help": "help/",
    "idea": "idea/",
    "join": "join/",
    "exchange": "exchange/",
    "law": "law/",
    "about": "about/",
    "data": "data/",
    "search": "search/",
    "list": "list/",
    "problems": "editors/problems/",
    "fields": "editors/fields/",
    "form": "editors/form/",
    "lost": "404.html",
}
OF_BOTH = (
    *FIXED,
    "find-facet",
    "find-letter",
    "need",
    "ngo-rich",
    "ngo-empty",
    "ngo-long-name",
    "forum-undated",
    "partnership",
    "editors",
)
OF_DEMO = (
    *OF_BOTH,
    "need-of-audience",
    "board",
    "ngo-many-services",
    "forum-programme",
    "forum-announced",
    "forum-held",
    "event",
    "decision",
    "moved",
)
OF_REAL = (*OF_BOTH, "editors-guide")
DAY = "2026-11-23"  # the tests' date


def records(site: Path, table: str) -> list[dict[str, Any]]:
    """Return the records of a table as the site publishes them; a renamed one is also at its former address."""
    rows = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((site / "data" / table).glob("*.json"))}
    return [row for name, row in rows.items() if name == row["id"]]


@cache
def pages(site: Path) -> dict[str, str]:
    """Return kind of page → address from the site's root."""
    ngos, forums = records(site, "ngos"), records(site, "forums")
    found = dict(FIXED)

    def add(kind: str, table: str, row: dict[str, Any] | None) -> None:
        if row is not None:
            found[kind] = f"{table}/{row['id']}/"

    def services(row: dict[str, Any]) -> int:
        return len(row.get("services", ()))

    common = (row for row in ngos if services(row) < 20)
    add("ngo-rich", "ngos", max(common, key=lambda row: ("inn" in row, len(str(row)))))
    add("ngo-empty", "ngos", min(ngos, key=lambda row: len(str(row))))
    add("ngo-long-name", "ngos", max(ngos, key=lambda row: len(row.get("short_name", row["name"]))))
    add("ngo-many-services", "ngos", max(ngos, key=services))
    dated = [row for row in forums if "starts_on" in row]
    ahead = [row for row in dated if row["starts_on"] > DAY]
    held = [row for row in dated if row["starts_on"] <= DAY and "cancelled_on" not in row]
    add("forum-undated", "forums", next((row for row in forums if "starts_on" not in row), None))
    add("forum-programme", "forums", next((row for row in ahead if "sessions" in row), None))
    add("forum-announced", "forums", next((row for row in ahead if "sessions" not in row), None))
    add("forum-held", "forums", max(held, key=lambda row: len(str(row)), default=None))
    for kind, table in (("partnership", "partnerships"), ("event", "events")):
        add(kind, table, max(records(site, table), key=lambda row: len(str(row)), default=None))
    for kind, pattern in (("find-facet", "find/audience/*"), ("find-letter", "find/letter/*")):
        folder = next(iter(sorted(site.glob(pattern))))
        found[kind] = f"{folder.relative_to(site).as_posix()}/"
    for kind, pattern in (("need", "help/*[!-]/"), ("need-of-audience", "help/*--*/"), ("board", "exchange/*/")):
        sizes = {folder.name: len((folder / "index.html").read_text("utf-8")) for folder in site.glob(pattern)}
        if sizes := {name: size for name, size in sizes.items() if kind != "need" or "--" not in name}:
            found[kind] = f"{pattern.partition('/')[0]}/{max(sizes, key=lambda name: sizes[name])}/"
    own = {path: len(path.read_text("utf-8")) for path in sorted(site.glob("decisions/*/*/index.html"))}
    if own:
        found["decision"] = f"{max(own, key=lambda path: own[path]).parent.relative_to(site).as_posix()}/"
    found["editors"] = "editors/"
    if (site / "editors" / "add-ngo").is_dir():
        found["editors-guide"] = "editors/add-ngo/"
    tombstone = next((p for p in sorted(site.glob("*/*/index.html")) if "Запись снята" in p.read_text("utf-8")), None)
    if tombstone:
        found["moved"] = f"{tombstone.parent.relative_to(site).as_posix()}/"
    return found
