"""The data model as a versioned profile for others to adopt: ``data/profile/<version>/profile.json``. Pure.

Tables, fields and keys come from the schemas, their equivalents elsewhere from ``profile.yaml``.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from generator.model.schemas import LOADER, OWN, DataPackage, Table, table_schema

FILE = Path(__file__).parent / "profile.yaml"
FORMER = Path(__file__).parent / "profiles"  # <version>.json of former versions, kept so that no address dies
VOCABULARIES = {
    "schema_org": {"title": "schema.org", "path": "https://schema.org"},
    "hsds": {"title": "Human Services Data Specification 3.1", "path": "https://docs.openreferral.org"},
}


@cache
def load_mapping() -> dict[str, Any]:
    """Map tables to their equivalents. A fault in the file is a bug."""
    written = FILE.read_text("utf-8")
    found: dict[str, Any] = yaml.load(written, Loader=LOADER)  # noqa: S506 - our own file, a safe loader
    return found


def export_profile(package: DataPackage, base: str) -> dict[str, bytes]:
    """Return the profiles, present and former, as files under ``data/``. ``base`` is the site's address."""
    address = f"{package.profile_url}profile.json"
    profile = {
        "$id": base + address,
        "name": package.name,
        "title": package.title,
        "version": package.schema_version,
        "licenses": [{"name": "MIT", "title": "MIT", "path": "https://opensource.org/license/mit"}],
        "vocabularies": VOCABULARIES,
        "tables": profile_tables(package),
    }
    found = {address: profile}
    # A town without some sections must not publish models of what it does not have.
    for path in () if package.without else sorted(FORMER.glob("*.json")):
        former = f"data/profile/{path.stem}/profile.json"
        found[former] = json.loads(path.read_bytes()) | {"$id": base + former}
    return {name: (json.dumps(one, ensure_ascii=False, indent=1) + "\n").encode() for name, one in found.items()}


def profile_tables(package: DataPackage) -> list[dict[str, Any]]:
    """Return published tables with their schemas and equivalents, without the town's own fields."""
    return [_table(table) for table in package.tables.values() if table.exported]


def _table(table: Table) -> dict[str, Any]:
    mapping = load_mapping().get(table.name, {})
    schema = table_schema(table)
    fields = [
        field | mapping.get("fields", {}).get(field["name"], {})
        for field in schema["fields"]
        if not field["name"].startswith(OWN)
    ]
    own = {key: mapping[key] for key in VOCABULARIES if key in mapping}
    return {"name": table.name, "title": table.title, **own, "schema": schema | {"fields": fields}}
