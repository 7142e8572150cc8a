"""Facts read from a built site: what its records and prose say, which addresses it has. Reads the disk."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from generator.model.schemas import DataPackage, Table
from generator.problems.problem import PortalError

Row = dict[str, Any]
LISTS = "list_items"
DERIVED = ("find/", "help/", "data/", "search/", "staff/", "feeds/")


@dataclass(slots=True)
class SiteFacts:
    """What a reader can learn from a built site.

    ``records``: table → id → row with nested lists. ``tables``: rows of tables without pages. ``people``: address →
    people on a record's page. ``prose``: address → paragraphs. ``moved``: addresses that only redirect, or whose record
    is gone. ``area``: the town's phone code, as its pages print it.
    """

    package: DataPackage
    records: dict[str, dict[str, Row]] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    people: dict[str, list[str]] = field(default_factory=dict)
    prose: dict[str, list[str]] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    contacts: list[str] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    area: str = ""

    def label(self, list_id: str, code: str) -> str:
        """Return the label of a code on this site, or the code itself if the site does not know it."""
        found = (row["label"] for row in self.tables.get(LISTS, ()) if row["list"] == list_id and row["code"] == code)
        return next(found, code)


def load_site_facts(site: Path, package: DataPackage) -> SiteFacts:
    """Read a built site. Raises PortalError if the folder holds none."""
    if not (site / "data" / "datapackage.json").is_file():
        raise PortalError(f"В папке {site} нет собранного портала: укажите папку, в которую его собрал portal build.")
    facts = SiteFacts(package)
    records = {table.name for table in package.record_tables}
    for name in sorted(records):
        folder = site / "data" / name
        facts.records[name] = {path.stem: _load(path) for path in sorted(folder.glob("*.json"))}
    for table in package.tables.values():
        path = site / "data" / f"{table.name}.json"
        if table.exported and path.is_file() and not stands_within(table, records):
            facts.tables[table.name] = _load(path)
    for path in sorted(site.rglob("index.html")):
        url = path.parent.relative_to(site).as_posix().removeprefix(".")
        _read_page(facts, f"{url}/" if url else "", path)
    for folder_name in ("images", "files"):
        facts.files |= {p.relative_to(site).as_posix() for p in (site / folder_name).rglob("*") if p.is_file()}
    return facts


def _load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def stands_within(table: Table, records: Container[str]) -> bool:
    """Whether a table's rows are nested in records with pages; then they are compared there."""
    return table.name in records or bool(table.owners and all(stands_within(one, records) for one in table.owners))


def _read_page(facts: SiteFacts, url: str, path: Path) -> None:
    if url.startswith(DERIVED) and url != "search/":
        return
    tree = LexborHTMLParser(path.read_text("utf-8"))
    facts.area = facts.area or _area_of(tree)
    table, _, rest = url.partition("/")
    if table in facts.records and rest:
        if tree.css_first('meta[name="robots"][content="noindex"]'):
            refresh = tree.css_first('meta[http-equiv="refresh"]')
            facts.moved[url] = (refresh.attributes.get("content") or "").partition("url=")[2] if refresh else ""
        else:
            facts.people[url] = [_text(node) for node in tree.css(".person")]
        return
    facts.prose[url] = list(_paragraphs(tree))
    if not url:
        facts.contacts = [_text(node) for node in tree.css(".bottom__contact p")]


def _area_of(tree: LexborHTMLParser) -> str:
    """Return the area code that a page omits from the town's phones, or an empty string."""
    for node in tree.css('a[href^="tel:+7"]'):
        whole, shown = (node.attributes.get("href") or "")[len("tel:+7") :][:10], re.sub(r"\D", "", _text(node))
        if 5 <= len(shown) < len(whole) and whole.endswith(shown):
            return whole.removesuffix(shown)
    return ""


def _paragraphs(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield the blocks of a page's own prose."""
    for prose in tree.css("div.prose"):
        for node in prose.css("h1,h2,h3,h4,p,li,td,th,dt,dd,pre"):
            if text := _text(node):
                yield text


def _text(node: Any) -> str:
    return " ".join((node.text(deep=True) or "").split())
