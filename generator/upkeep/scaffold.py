"""The text of a new record to fill in: all fields in order with explanations, optional ones commented out.

Required fields are left empty, so that the check asks for them. From a given record, fields marked ``stays`` in the
schemas (a venue, organisers, halls) are taken over; people never are.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from generator.disk import refuse_link, write_file
from generator.model.schemas import Field, Table
from generator.model.vocabulary import Vocabulary
from generator.problems.problem import PortalError
from generator.records.canonical import FieldPlace, field_order, write_record
from generator.records.check import Checked, check_source
from generator.records.glossary import MAX_SHOWN
from generator.records.messages import example_of
from generator.records.source import MAX_ID, RECORD_ID, load_source
from generator.records.yaml import MappingNode, Node, ScalarNode, parse_record
from generator.text import slugify

FREE = ("", "text", "longtext")
NAMES = ("name", "venue", "address", "giver", "outlet")  # kept even with a day in them: «ул. 9 Мая»
# Words that tie a sentence to one occasion: a day, an hour, a year, a season, an ordinal number.
PASSING = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}\.\d{1,2}(?:\.\d{2,4})?\b|\b\d{1,2}:\d{2}\b|\b[IVXL]{1,6}\b"
    r"|\b\d{1,3}-?(?:й|го|ый|ий|му)\b"
    r"|\b\d{1,2}\s+(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)"
    r"|\b(?:в|до|по|с|к|на)\s+(?:конц\w+\s+|начал\w+\s+)?"
    r"(?:январ|феврал|март|апрел|ма[ейюя]\b|июн|июл|август|сентябр|октябр|ноябр|декабр)"
    r"|\b(?:зимн|весенн|летн|осенн|юбилейн|нынешн)\w+|\b(?:зимой|весной|летом|осенью|сегодня|завтра|вчера|впервые)\b"
    r"|\bв\s+(?:этом|прошлом|следующем)\s+(?:году|месяце)|\bв\s+\S+\s+раз\b"
    r"|\b(?:понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресень[ея])\b",
    re.IGNORECASE,
)
# Fields of which a record needs at least one (E318, E341, E350).
ONE_OF = {"forums": ("season", "starts_on"), "partnerships": ("sides",), "events": ("starts_on",)}
UNKNOWN = "unknown"


def make_scaffold(table: Table, record_id: str, vocabulary: Vocabulary, taken: dict[str, Any]) -> str:
    """Return a record of the table with comments. ``taken``: key → value taken over from another record."""
    depth = "../" * (table.folder.count("/") + 1)
    lines = [
        f"# yaml-language-server: $schema={depth}build/schemas/{table.name}.json",
        "# Впишите значения в открытые строки. В остальных уберите знак #, если сведения известны, и замените пример.",
        "# Чего не знаете, удалите. Проверить: portal check",
    ]
    for slot in sorted(field_order(table), key=lambda slot: not _is_asked(slot, table)):
        lines.append("")
        if slot.rows is not None:
            lines += _nested(slot, slot.rows, vocabulary, taken)
        else:
            field = table.by_name[slot.key]
            lines += [f"# {line}" for line in explain(field, vocabulary)]
            lines += _entry(field, table, record_id, vocabulary, taken)
    return "\n".join(lines) + "\n"


def _is_asked(slot: FieldPlace, table: Table) -> bool:
    """Tell whether a field is required, or one of a group of which one is: these come first."""
    return slot.key in ONE_OF.get(table.name, ()) or (slot.rows is None and table.by_name[slot.key].required)


def explain(field: Field, vocabulary: Vocabulary) -> list[str]:
    """Return lines that say what a field is for and list its first codes."""
    lines = [f"{field.title}. {field.description}"]
    terms = list(vocabulary.lists.get(field.list, {}).values())
    if terms:
        shown = "; ".join(f"{term.code} — {term.label}" for term in terms[:MAX_SHOWN])
        lines.append(f"Коды: {shown}{'; остальные — на странице «Как заполнять»' if len(terms) > MAX_SHOWN else ''}.")
    return lines


def _entry(field: Field, table: Table, record_id: str, vocabulary: Vocabulary, taken: dict[str, Any]) -> list[str]:
    if field.name in taken:
        return write_record({field.name: taken[field.name]}, table).rstrip("\n").split("\n")
    pattern = field.constraints.get("pattern")
    if pattern and re.fullmatch(str(pattern), record_id):
        return [f"{field.name}: {record_id}"]
    if not field.required:
        return [f"#{example_of(field)}"]
    if UNKNOWN in vocabulary.lists.get(field.list, {}):
        return [f"{field.name}: {UNKNOWN}"]
    return [f"# Например: {example_of(field)}", f"{field.name}:"]


def _nested(slot: FieldPlace, table: Table, vocabulary: Vocabulary, taken: dict[str, Any]) -> list[str]:
    """Return a nested list: the rows taken over, or a commented example of one row."""
    head = [f"# {table.title}: список, каждый пункт с дефиса."]
    if slot.key in taken:
        parent = table.owners[0]
        return head + write_record({slot.key: taken[slot.key]}, parent).rstrip("\n").split("\n")
    body = [f"#{slot.key}:"]
    mark = "  - "
    for inner in field_order(table):
        if inner.rows is not None:
            continue
        field = table.by_name[inner.key]
        note = "" if field.required else " (можно без него)"
        body.append(f"#{mark}{example_of(field)}")
        head.append(f"# {inner.key}: {' '.join(explain(field, vocabulary))}{note}")
        mark = "    "
    return head + body


def what_stays(root: MappingNode, table: Table) -> dict[str, Any]:
    """Return the field texts that a new record takes over from one of the same kind."""
    taken: dict[str, Any] = {}
    for key, node in root.entries.items():
        field, child = table.by_name.get(key), table.nested.get(key)
        if field is not None and field.stays and (value := _texts(node)):
            kept = (
                lasting(value)
                if isinstance(value, str) and field.check in FREE and not field.list and field.name not in NAMES
                else value
            )
            if kept:
                taken[key] = kept
        elif child is not None and not isinstance(node, ScalarNode | MappingNode):
            rows = [what_stays(item, child) for item in node.items if isinstance(item, MappingNode)]
            if any(rows):
                taken[key] = [row for row in rows if row]
    return taken


def lasting(text: str) -> str:
    """Return the sentences of a text that are not tied to one occasion, and so may be true next time."""
    lines = (re.split(r"(?<=[.!?…])\s+(?=[А-ЯЁA-Z«])", line) for line in text.split("\n"))
    return "\n".join(" ".join(part for part in parts if not PASSING.search(part)) for parts in lines).strip()


def _texts(node: Node) -> Any:
    if isinstance(node, ScalarNode):
        return node.text.strip()
    items = [] if isinstance(node, MappingNode) else node.items
    return [item.text.strip() for item in items if isinstance(item, ScalarNode)]


def lists_of(root: Path) -> Checked:
    """Check a root's lists, settings and own fields, without its other records."""
    source = load_source(root)
    source.files = [raw for raw in source.files if raw.table in ("lists", "settings", "fields")]
    return check_source(source, root)


def new_record(root: Path, kind: str, record_id: str, model: str, checked: Checked) -> Path:
    """Write the scaffold of a new record. Raises PortalError for a wrong kind, id or model, or an existing file."""
    kinds = {table.singular: table for table in checked.package.record_tables}
    if kind not in kinds:
        known = ", ".join(f"{name} — {table.nouns[0]}" for name, table in kinds.items())
        raise PortalError(f"Записей вида «{kind[:MAX_ID]}» нет. Какие есть: {known}.")
    table = kinds[kind]
    if not RECORD_ID.fullmatch(record_id) or len(record_id) > MAX_ID:
        guess = slugify(record_id) or "primer"
        raise PortalError(
            f"«{record_id[:MAX_ID]}» не годится для имени файла: только латинские строчные буквы и цифры через дефис, "
            f"до {MAX_ID} знаков. Возможно: portal new {kind} {guess}"
        )
    taken: dict[str, Any] = {}
    if model:
        raw = next((raw for raw in load_source(root).files if (raw.table, raw.id) == (table.name, model)), None)
        if raw is None:
            raise PortalError(f"Записи «{model[:MAX_ID]}» нет в папке {table.folder}/: взять значения не из чего.")
        tree = parse_record(raw.text, raw.path).root
        taken = what_stays(tree, table) if tree is not None else {}
    path = root / table.folder / f"{record_id}.yml"
    refuse_link(root, f"{table.folder}/{record_id}.yml")
    if path.exists():
        raise PortalError(f"{path} уже есть: откройте его или выберите другой код.")
    text = make_scaffold(table, record_id, checked.vocabulary, taken)
    return write_file(root, table.path(record_id), text, new=True)
