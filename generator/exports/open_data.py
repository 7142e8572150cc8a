"""The data package: CSV and JSON per table, JSON per record, ``datapackage.json``. No personal column."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter
from functools import lru_cache
from typing import Any

from generator.exports.bundle import export_bundle
from generator.models import Catalog, Entity
from generator.schemas import load_package, table_schema
from generator.tables import Rows, columns, make_tables, plain
from generator.validate import Record

PROFILES = "https://datapackage.org/profiles/2.0"
MAX_SOURCES = 20
LICENCE = re.compile("[-a-zA-Z0-9._]+")
ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, default=plain).encode
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_tables(catalog: Catalog) -> dict[str, bytes]:
    """Files under ``data/`` for the whole package."""
    package = load_package()
    rows = make_tables(_roots(catalog))
    files: dict[str, bytes] = {}
    resources = []
    for name, table in package.tables.items():
        if not table.exported:
            continue
        body = write_csv(columns(table), rows[name])
        files[f"data/{name}.csv"] = body
        files[f"data/{name}.json"] = write_json_rows(rows[name])
        if rows[name]:
            resources.append(_resource(name, body, rows[name]))
    files["data/datapackage.json"] = write_json(_descriptor(catalog, resources, rows))
    return files | export_bundle(files, rows, catalog.settings)


def export_record(entity: Entity) -> bytes:
    """JSON of one record with its nested lists, without persons."""
    return (ENCODE(public_json(entity.table, entity.row)) + "\n").encode()


def public_json(table: str, row: Record) -> dict[str, Any]:
    package = load_package()
    found: dict[str, Any] = {
        name: value for name in columns(package.tables[table]) if (value := row.get(name)) or value == 0
    }
    for key, child in package.nested[table].items():
        if child.exported and row.get(key):
            found[key] = [public_json(child.name, item) for item in row[key]]
    return found


def _roots(catalog: Catalog) -> dict[str, list[Record]]:
    roots = {table.name: [e.row for e in catalog.table(table.name).values()] for table in load_package().record_tables}
    roots["indicators"] = list(catalog.indicators)
    roots["practice"] = [catalog.practice] if catalog.practice else []
    roots["lists"] = list(catalog.lists.values())
    return roots


def write_csv(names: tuple[str, ...], rows: list[Record]) -> bytes:
    """UTF-8, commas, LF; arrays as JSON; a text that a spreadsheet would run as a formula gets an apostrophe.

    Phone numbers are not formulas: they stay what they are inside their JSON arrays.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(
        [value if value is None else _cell(value) for value in map(row.__getitem__, names)] for row in rows
    )
    return stream.getvalue().encode()


def _cell(value: Any) -> str:
    if value.__class__ is str:
        return f"'{value}" if value.startswith(FORMULA) else str(value)
    if value is None or value == ():
        return ""
    if isinstance(value, (list, tuple)):
        return _array(tuple(value))
    return str(plain(value))


@lru_cache(maxsize=4096)
def _array(texts: tuple[str, ...]) -> str:
    return json.dumps(texts, ensure_ascii=False)


def write_json_rows(rows: list[Record]) -> bytes:
    """A JSON array, one row a line, without empty values."""
    lines = (ENCODE({name: value for name, value in row.items() if value or value == 0}) for row in rows)
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()


def write_json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _resource(name: str, body: bytes, rows: list[Record]) -> dict[str, Any]:
    table = load_package().tables[name]
    named = Counter(row["source"] for row in rows if row["source"]) if "source" in columns(table) else Counter()
    sources = [{"title": title} for title, _ in named.most_common(MAX_SOURCES)]
    found: dict[str, Any] = {
        "name": name.replace("_", "-"),
        "title": table.title,
        "type": "table",
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(body),
        "hash": f"sha256:{hashlib.sha256(body).hexdigest()}",
        "sources": sources,
        "schema": {"$schema": f"{PROFILES}/tableschema.json", **table_schema(table)},
    }
    return {key: value for key, value in found.items() if value}


def _licence(settings: Record) -> dict[str, str]:
    """The licence; a name of the Open Definition only where the title can be one."""
    named = settings["data_licence"].replace(" ", "-")
    name = {"name": named} if LICENCE.fullmatch(named) else {}
    return {**name, "path": settings["data_licence_url"], "title": settings["data_licence"]}


def _descriptor(catalog: Catalog, resources: list[dict[str, Any]], rows: Rows) -> dict[str, Any]:
    """Data Package descriptor; empty tables have a file but no resource (Frictionless takes them for a fault)."""
    package, settings = load_package(), catalog.settings
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
        "created": f"{catalog.today.isoformat()}T00:00:00Z",
        "homepage": settings["url"],
        "licenses": [_licence(settings)],
        "sources": [{"title": settings["operator"], "path": settings["url"]}],
        "contributors": [{"title": settings["operator"], "roles": ["publisher"]}],
        "resources": resources,
    }
