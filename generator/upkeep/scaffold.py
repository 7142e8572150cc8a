"""The text of a new record to fill in: every field in its place with what it means; optional ones as comments.

What is required stands open and empty, so that the check asks for it. With another record to start from, the
fields marked ``stays`` in the schemas (a venue, organisers, halls) are taken over; people never are.
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
from generator.records.glossary import FEW
from generator.records.messages import example_of
from generator.records.source import MAX_ID, RECORD_ID, load_source
from generator.records.yaml import MappingNode, Node, ScalarNode, parse_record
from generator.text import slugify

FREE = ("", "text", "longtext")
NAMES = ("name", "venue", "address", "giver", "outlet")  # of places and bodies: «ул. 9 Мая» stays what it is
# What a sentence says of one time alone: a day, an hour, a year, a season, which one in a row it is.
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
# Without which a record says too little, though no one of them is required by itself (E318, E341, E350).
ONE_OF = {"forums": ("season", "starts_on"), "partnerships": ("sides",), "events": ("starts_on",)}
UNKNOWN = "unknown"


def make_scaffold(table: Table, record_id: str, vocabulary: Vocabulary, taken: dict[str, Any]) -> str:
    """A record of the table with comments. ``taken``: texts by key that stay from another record."""
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
    """Whether a slot must be filled, or one of a few: such ones stand first."""
    return slot.key in ONE_OF.get(table.name, ()) or (slot.rows is None and table.by_name[slot.key].required)


def explain(field: Field, vocabulary: Vocabulary) -> list[str]:
    """What the field is for, and the codes it takes when they are few."""
    lines = [f"{field.title}. {field.description}"]
    terms = list(vocabulary.lists.get(field.list, {}).values())
    if terms:
        shown = "; ".join(f"{term.code} — {term.label}" for term in terms[:FEW])
        lines.append(f"Коды: {shown}{'; остальные — на странице «Как заполнять»' if len(terms) > FEW else ''}.")
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
    """A nested list: taken over, or as a commented example of one item."""
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
    """Texts of the fields that a new record takes over from a record of the same kind."""
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
    """The sentences of a text that name no day, year, season or turn: they may be true the next time too."""
    lines = (re.split(r"(?<=[.!?…])\s+(?=[А-ЯЁA-Z«])", line) for line in text.split("\n"))
    return "\n".join(" ".join(part for part in parts if not PASSING.search(part)) for parts in lines).strip()


def _texts(node: Node) -> Any:
    if isinstance(node, ScalarNode):
        return node.text.strip()
    items = [] if isinstance(node, MappingNode) else node.items
    return [item.text.strip() for item in items if isinstance(item, ScalarNode)]


def lists_of(root: Path) -> Checked:
    """The model and the controlled lists of a root, its own ones in their places; none of its records."""
    source = load_source(root)
    source.files = [raw for raw in source.files if raw.table in ("lists", "settings", "fields")]
    return check_source(source, root)


def new_record(root: Path, kind: str, record_id: str, model: str, checked: Checked) -> Path:
    """Write the scaffold of a new record; never over another. Raises PortalError with the remedy."""
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
