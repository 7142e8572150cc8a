"""Writes what staff chose of a comparison into the records, with its source and date."""

from __future__ import annotations

from collections.abc import Sequence

from generator.disk import write_file
from generator.intake.findings import KINDS, Comparison, Finding
from generator.intake.job import Town
from generator.intake.merging import Registry, from_source
from generator.problems.problem import PortalError
from generator.records.validate import Record
from generator.records.writing import Change, SetField, set_fields, write_new

NEW = "missing_here"


def is_chosen(one: Finding, chosen: Sequence[str]) -> bool:
    """Tell whether staff chose a finding: by record or number; by kind if the organisation is certain."""
    if not one.changes:
        return False
    if one.record in chosen:
        return True
    return not one.loose and (one.kind in chosen or (not chosen and not one.doubt))


def take_chosen(found: Comparison, chosen: Sequence[str], registry: Registry, town: Town, *, dry_run: bool) -> None:
    """Write the chosen changes. A record that would have a new error is left unchanged and reported."""
    known = {*KINDS, *(one.record for one in found.findings if one.record)}
    if wrong := [word for word in chosen if word not in known]:
        hint = f"Годятся: {', '.join(KINDS)}, код записи или номер."
        raise PortalError(f"--write: среди различий нет «{wrong[0]}». {hint}")
    table = town.source.package.tables["ngos"]
    texts: dict[str, str] = {}
    about: dict[str, list[Finding]] = {}
    for one in filter(lambda one: is_chosen(one, chosen), found.findings):
        if one.kind == NEW:
            made = registry.create(dict(one.changes), one.source)
            one.made = table.path(made.id)
            texts[one.made] = write_new(made.record, table)
        about.setdefault(one.made or table.path(one.record), []).append(one)
    for path, mine in about.items():
        if path not in texts:
            before = (town.root / path).read_bytes().decode("utf-8")
            changes = changes_of(mine, registry.targets[mine[0].record].record, town.checked.today)
            texts[path] = set_fields(before, table, changes)
    while wrong_now := {path: why for path, why in town.wrong_with(texts).items() if path in texts}:
        found.refused |= wrong_now
        texts = {path: text for path, text in texts.items() if path not in wrong_now}
    found.written = texts
    for path, text in texts.items():
        for one in about[path]:
            one.written = True
        if not dry_run:
            write_file(town.root, path, text.encode())


def changes_of(mine: Sequence[Finding], record: Record, today: object) -> list[Change]:
    """Return the changes of one record: its fields and their sources."""
    changes: list[Change] = [SetField(name, value) for one in mine for name, value in one.changes.items()]
    sources = dict.fromkeys(one.source for one in mine)
    rows = [
        ([name for one in mine if one.source == source for name in one.changes], {"source": source, "on": today})
        for source in sources
    ]
    return [*changes, *from_source(record, rows)]
