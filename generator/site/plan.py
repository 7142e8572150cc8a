"""What a site will contain, before any of it is made: its pages and the attachments it shows."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from generator.catalog.models import Catalog
from generator.frame.kinds import INDEXES
from generator.frame.prose import Prose
from generator.pages.pages import Page, list_pages
from generator.records.named_files import folder_of, named_files
from generator.site.look import TOWN


def plan_pages(catalog: Catalog, prose: Collection[str]) -> tuple[list[Page], list[str]]:
    """Return the pages to stamp and the addresses two sources claim. ``prose``: addresses of the pages MkDocs makes."""
    guided = "editors/" in prose  # without a guide of its own, a root has no pages that go with one
    guide = {kind.name for kind in INDEXES if kind.guide}
    pages = [page for page in list_pages(catalog) if guided or page.kind not in guide]
    seen: set[str] = set(prose)
    twice = []
    for page in pages:
        if page.url in seen:
            twice.append(page.url)
        seen.add(page.url)
    return pages, twice


def published_files(prose: Prose, catalog: Catalog) -> dict[str, Path]:
    """Return the pictures and documents a published page or row names, by address; others are not copied."""
    named = set(prose.named)
    look = [name for _, name in named_files(catalog.package.tables["settings"], dict(catalog.settings))]
    for name, entities in catalog.entities.items():
        table = catalog.package.tables[name]
        for entity in entities.values():
            named |= {f"{folder_of(file)}/{file}" for _, file in named_files(table, entity.row)}
    found = {address: prose.assets[address] for address in sorted(named) if address in prose.assets}
    own = {name: prose.assets.get(f"images/{name}") for name in look}
    return found | {f"{TOWN}/{name}": path for name, path in own.items() if path}
