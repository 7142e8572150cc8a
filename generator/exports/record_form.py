"""The description the record form is drawn from: kinds, fields in canonical order, choices, rules. Pure.

Value rules come from the generated JSON Schema; order and text layout from ``canonical``.
"""

from __future__ import annotations

import json
import re
from typing import Any

from generator.catalog.models import Catalog
from generator.model.forges import forge_of
from generator.model.identifiers import WEIGHTS
from generator.model.json_schema import record_schema
from generator.model.schemas import Field, Table
from generator.records.canonical import FLOW_SIGNS, LONG_TEXT, SHORT_ITEM, WIDTH, FieldPlace, field_order
from generator.records.named_files import PICTURES
from generator.text import capital

ADDRESS = "editors/form/form.json"
OF_LIST = re.compile(r"[;:]? *[Кк]оды? из справочника \w+[: ]*")
# Nested lists shown as a grid, with its columns; a row's other fields fold away below it.
GRIDS = {"forum_sessions": "date start end title hall type"}
RULES = ("pattern", "maxLength", "minimum", "maximum")
# What a new record needs first; the rest is under «Дополнительно».
FIRST = {
    "ngos": "name short_name legal_form status summary direction audiences address phones emails site source",
    "forums": "title season starts_on ends_on halls summary venue address source",
    "partnerships": "title number signed_on ends_on subject source",
    "events": "title kind starts_on start end summary venue address source",
}


def export_form(catalog: Catalog) -> dict[str, bytes]:
    """Return the form's description as a file."""
    settings = catalog.settings
    forge = forge_of(settings)
    found = {
        "width": WIDTH,
        "short": SHORT_ITEM,
        "long": LONG_TEXT,
        "flow": FLOW_SIGNS.pattern,
        "forge": (settings["forge"] or "").rstrip("/"),
        "edit": forge.edit,
        "new": forge.new,
        "email": settings["operator_email"] or "",
        "kinds": [_kind(table, catalog) for table in catalog.package.record_tables],
    }
    return {ADDRESS: json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()}


def _kind(table: Table, catalog: Catalog) -> dict[str, Any]:
    schema = record_schema(table, catalog.vocabulary)
    return {
        "name": table.name,
        "title": table.title,
        "folder": table.folder,
        "first": FIRST.get(table.name, "").split(),
        "slots": [_slot(slot, table, schema) for slot in field_order(table)],
        "known": [[entity.id, entity.title] for entity in catalog.entities[table.name].values()],
    }


def _slot(slot: FieldPlace, table: Table, schema: dict[str, Any]) -> dict[str, Any]:
    rules = schema["properties"][slot.key]
    required = slot.key in schema.get("required", ())
    found: dict[str, Any] = {"key": slot.key, "title": rules["title"]} | ({"required": True} if required else {})
    if slot.rows is not None:
        row = rules["items"]
        row = row["anyOf"][-1] if slot.rows.plain else row  # rows may also be bare texts
        rows = [_slot(inner, slot.rows, row) for inner in field_order(slot.rows)]
        grid = {"grid": GRIDS[slot.rows.name].split()} if slot.rows.name in GRIDS else {}
        bare = {"bare": slot.rows.plain} if slot.rows.plain else {}
        return found | {"rows": rows} | grid | bare | ({"hidden": True} if slot.rows.personal else {})
    field = table.by_name[slot.key]
    value = rules["items"] if slot.is_array else rules
    found |= {"hint": _hint(field), "example": field.example, "type": field.type}
    found |= {name: True for name, is_so in (("array", slot.is_array), ("block", slot.is_long)) if is_so}
    found |= {"hidden": True} if field.show == "staff" else {}
    if "enum" in value:
        found["options"] = list(zip(value["enum"], value["enumDescriptions"], strict=True))
    elif field.ref:
        found["ref"] = field.ref
    found |= {name: value[name] for name in RULES if name in value}
    found |= {name: str(limit) for name, limit in field.limits.items() if name in RULES[2:]}
    check = field.items if slot.is_array else field.check
    found |= {"picture": True} if check == "file" and str(field.example).endswith(PICTURES) else {}
    found |= {"weights": WEIGHTS[check]} if check in WEIGHTS else {}
    return found


def _hint(field: Field) -> str:
    """Return what the field is for, without mentioning codes where people choose from a list."""
    if not field.list:
        return field.description
    hint = OF_LIST.sub("", field.description).strip()
    if field.list == "yes_no":
        hint = re.sub(r"\b(yes|no)\b", lambda found: {"yes": "да", "no": "нет"}[found[0]], hint)
    return capital(hint) if hint.strip(".") else ""
