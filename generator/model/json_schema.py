"""JSON Schemas of records, made from the Table Schemas, so that an editor's YAML plug-in can complete and check them.

They cover what JSON Schema can express: keys, required ones, codes of lists, lengths, forms of dates, numbers, phones
and addresses. Checksums, numbers that cannot exist and references are left to ``portal check``, the only judge. A
scalar may be typed without quotes, so numbers are accepted where the program reads text.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from generator.disk import write_file
from generator.model.hosts import URL
from generator.model.identifiers import CODE, DECISION, FILE_NAME, KPP, MINJUST, MONTH, SLUG
from generator.model.schemas import STRICT, DataPackage, Field, Table
from generator.model.vocabulary import Vocabulary

DIALECT = "http://json-schema.org/draft-07/schema#"  # the newest draft that the YAML language server supports in full
LEAP = "[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00"
TIMES = {
    "date": "[0-9]{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)"
    f"|(?:0[13578]|1[02])-31)|(?:{LEAP})-02-29",
    "time": "(?:[01][0-9]|2[0-3]):[0-5][0-9]",
}
KEY = "[^0-9A-Za-z]*[0-9A-Za-z]"  # one digit or letter of a phone
FORMS = {
    "inn": r"(?!0{10})\d{10}",
    "ogrn": r"[15]\d{12}",
    "ogrn_any": r"[15]\d{12}|3\d{14}",
    "kpp": KPP.pattern,
    "minjust": MINJUST.pattern,
    "code": CODE.pattern,
    "slug": SLUG.pattern,
    "file": FILE_NAME.pattern,
    "month": MONTH.pattern,
    "decision": DECISION.pattern,
    "email": r"[^\s@?&%=#/!*`{|}^$~]+@[^\s@/]+\.[^\s@./]+",
    "url": URL.pattern,
    # Text, then a foreign or a Russian number (in the latter, letters of the keypad count as digits), then a note.
    "phone": rf"[^0-9+]*(?:(?:\++\D*(?=[1-79])|8\D*10)(?:{KEY}){{7,15}}|(?:[78]\D*){{0,2}}[346-9](?:{KEY}){{9}})"
    r"(?!\d).*",
}
LEGIBLE = r"\S"
CLOSED = {"additionalProperties": False}
SCALAR = ["string", "number", "boolean"]


def make_schemas(package: DataPackage, vocabulary: Vocabulary) -> dict[str, dict[str, Any]]:
    """Map file names such as ``ngos.json`` to schemas, one for every table that owns files."""
    return {f"{table.name}.json": record_schema(table, vocabulary) for table in package.roots}


def record_schema(table: Table, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the schema of one record file of the table."""
    head = {"$schema": DIALECT, "title": table.title, "$comment": "Сделано программой; правят generator/schemas."}
    if table.file and table.key:
        rows = _rows(table, vocabulary)
        return {**head, "type": "object", "properties": {table.key: rows}, "required": [table.key]} | CLOSED
    return head | _mapping(table, vocabulary)


def _mapping(table: Table, vocabulary: Vocabulary) -> dict[str, Any]:
    properties = {field.name: _property(field, vocabulary) for field in table.typed}
    for key, child in table.nested.items():
        properties[key] = _rows(child, vocabulary)
    required = [field.name for field in table.fields if field.required and not field.implied]
    found: dict[str, Any] = {"type": "object", "properties": properties} | CLOSED
    return found | ({"required": required} if required else {})


def _rows(table: Table, vocabulary: Vocabulary) -> dict[str, Any]:
    item: dict[str, Any] = _mapping(table, vocabulary)
    if table.plain:
        item = {"anyOf": [{"type": SCALAR, "pattern": LEGIBLE}, item]}
    return {"title": table.title, "type": "array", "items": item}


def _property(field: Field, vocabulary: Vocabulary) -> dict[str, Any]:
    found: dict[str, Any] = {"title": field.title, "description": field.description, "examples": [field.example]}
    if field.type != "array":
        return found | _value(field, field.check, vocabulary)
    found |= {"type": "array", "items": _value(field, field.items, vocabulary), "uniqueItems": True}
    return found | ({"minItems": 1} if field.required else {})


def _value(field: Field, check: str, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the constraints of one scalar."""
    if field.list in vocabulary.lists and not field.open:
        terms = vocabulary.lists[field.list].values()
        codes, labels = [term.code for term in terms], [term.label for term in terms]
        # an extension of the language server; other tools ignore it
        return {"enum": codes, "enumDescriptions": labels, "markdownEnumDescriptions": labels}
    patterns = [LEGIBLE]
    if field.ref:
        patterns = [SLUG.pattern]
    elif field.type in STRICT:
        patterns = [TIMES.get(field.type, STRICT[field.type].pattern)]
    elif check in FORMS:
        patterns = [FORMS[check]]
    elif field.list in vocabulary.lists:  # open to free text, but a text in the form of a code must be one of the list
        patterns = ["|".join([*vocabulary.lists[field.list], rf"(?!{CODE.pattern}\s*$)[\s\S]*\S[\s\S]*"])]
    if "pattern" in field.constraints and field.type == "string":
        patterns = [str(field.constraints["pattern"])]
    found: dict[str, Any] = {"type": SCALAR}
    found["pattern"] = LEGIBLE if patterns == [LEGIBLE] else rf"^\s*(?:{patterns[0]})\s*$"
    if "maxLength" in field.constraints and field.type == "string":
        found["maxLength"] = field.constraints["maxLength"] + 1  # a block scalar ends with a newline
    return found


def write_schema(schema: dict[str, Any]) -> bytes:
    """Serialise a schema to the bytes of its file."""
    return (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()


def write_schemas(base: Path, folder: str, package: DataPackage, vocabulary: Vocabulary) -> list[Path]:
    """Write all schemas into ``folder`` below ``base``, making it if missing; return their paths."""
    schemas = make_schemas(package, vocabulary)
    return [write_file(base, f"{folder}/{name}", write_schema(schema)) for name, schema in schemas.items()]
