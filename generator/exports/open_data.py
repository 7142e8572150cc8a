"""The data package: CSV and JSON per table, JSON per record, ``datapackage.json``. No personal columns."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from generator.catalog.models import Catalog, Entity
from generator.exports.bundle import export_bundle
from generator.model.rows import AnyRow, SettingsRow
from generator.model.schemas import DataPackage, Table, table_schema
from generator.model.vocabulary import Vocabulary
from generator.records.csv_text import write_csv
from generator.records.tables import Row, Run, columns, make_tables, plain, runs_of, shape_of
from generator.records.validate import Record

PROFILES = "https://datapackage.org/profiles/2.0"
MAX_SOURCES = 20
LICENCE = re.compile("[-a-zA-Z0-9._]+")
ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, default=plain).encode


def export_tables(catalog: Catalog) -> dict[str, bytes]:
    """Return the files of the whole package under ``data/``."""
    package = catalog.package
    rows = make_tables(package, _roots(catalog))
    files: dict[str, bytes] = {}
    runs: dict[str, list[Run]] = {}
    resources = []
    for name, table in package.tables.items():
        if not table.exported:
            continue
        names, runs[name] = columns(table), list(runs_of(rows[name]))
        body = write_csv(names, rows[name])
        files[f"data/{name}.csv"] = body
        files[f"data/{name}.json"] = write_json_rows(names, rows[name])
        if rows[name]:
            resources.append(_resource(table, body, rows[name], catalog.vocabulary))
    files["data/datapackage.json"] = write_json(_descriptor(catalog, resources))
    return files | export_bundle(package, files, runs, catalog.settings)


def export_record(entity: Entity, package: DataPackage) -> bytes:
    """Return one record as JSON with its nested lists, without people."""
    return (ENCODE(public_json(package.tables[entity.table], entity.row)) + "\n").encode()


def public_json(table: Table, row: AnyRow) -> dict[str, Any]:
    """Return a row with its nested lists for JSON, without empty values."""
    shape = shape_of(table)
    found = {name: value for name in shape.own if (value := row.get(name)) or value == 0}
    for key, child, _ in shape.lists:
        if rows := row.get(key):
            found[key] = [public_json(child, item) for item in rows]
    return found


def _roots(catalog: Catalog) -> dict[str, list[Record]]:
    roots = {name: [entity.row for entity in found.values()] for name, found in catalog.entities.items()}
    roots["indicators"] = list(catalog.indicators)
    if catalog.package.has("practice"):
        roots["practice"] = [catalog.practice] if catalog.practice else []
    roots["lists"] = list(catalog.lists.values())
    return roots


def write_json_rows(names: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Write a JSON array, one row per line, without empty values."""
    lines = (
        ENCODE({name: value for name, value in zip(names, row, strict=True) if value or value == 0}) for row in rows
    )
    body = ",\n".join(lines)
    return f"[\n{body}\n]\n".encode()


def write_json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _schema(table: Table, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the Table Schema with ``categories`` (Data Package v2): codes of coded fields and their labels.

    Categories mean that a field holds nothing else and a single value. So open lists and fields with several values
    only name their list.
    """
    schema = table_schema(table)
    fields = []
    for field in schema["fields"]:
        known = table.by_name.get(field["name"])
        if known and known.list and known.type == "string" and not known.open:
            terms = vocabulary.terms(known.list)
            categories = [{"value": term.code, "label": term.label} for term in terms]
            field = {**field, "categories": categories}  # noqa: PLW2901
        fields.append(field)
    return {"$schema": f"{PROFILES}/tableschema.json", **schema, "fields": fields}


def _resource(table: Table, body: bytes, rows: list[Row], vocabulary: Vocabulary) -> dict[str, Any]:
    names = columns(table)
    place = names.index("source") if "source" in names else None
    named = Counter(row[place] for row in rows if row[place]) if place is not None else Counter()
    sources = [{"title": title} for title, _ in named.most_common(MAX_SOURCES)]
    found: dict[str, Any] = {
        "name": table.name.replace("_", "-"),
        "title": table.title,
        "type": "table",
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(body),
        "hash": f"sha256:{hashlib.sha256(body).hexdigest()}",
        "sources": sources,
        "schema": _schema(table, vocabulary),
    }
    return {key: value for key, value in found.items() if value}


def _licence(settings: SettingsRow) -> dict[str, str]:
    """Return the licence. It has a ``name`` (an Open Definition id) only if the title can be one."""
    named = settings["data_licence"].replace(" ", "-")
    name = {"name": named} if LICENCE.fullmatch(named) else {}
    return {**name, "path": settings["data_licence_url"], "title": settings["data_licence"]}


def _descriptor(catalog: Catalog, resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the Data Package descriptor.

    Empty tables have a file but no resource, because Frictionless reports an empty one as an error.
    """
    package, settings = catalog.package, catalog.settings
    present = {resource["name"].replace("-", "_") for resource in resources}
    for resource in resources:
        foreign = resource["schema"].get("foreignKeys", [])
        kept = [key for key in foreign if key["reference"]["resource"] in present]
        for key in kept:
            key["reference"]["resource"] = key["reference"]["resource"].replace("_", "-")
        resource["schema"].pop("foreignKeys", None)
        if kept:
            resource["schema"]["foreignKeys"] = kept
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": package.name,
        "title": f"{package.title}: {settings['town']}",
        "version": package.schema_version,
        "model": {"version": package.schema_version, "path": f"{settings['url']}{package.profile_url}profile.json"},
        **({"created": changed.isoformat()} if (changed := catalog.last_changed) else {}),
        "homepage": settings["url"],
        "licenses": [_licence(settings)],
        "sources": [{"title": settings["operator"], "path": settings["url"]}],
        "contributors": [{"title": settings["operator"], "roles": ["publisher"]}],
        "resources": resources,
    }
