"""Rules for a town's own fields: their table, their lists, and combinations that make no sense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.model.schemas import DataPackage, Table
from generator.model.town import NUMBERS
from generator.problems.suggestions import Words
from generator.records.findings import Finding
from generator.records.messages import shorten
from generator.records.validate import Record, Trail

TEXTS = ("string", "array")


def find_faults(package: DataPackage, records: Mapping[str, Mapping[str, Record]]) -> Iterator[tuple[str, Finding]]:
    """Yield findings with the path of their file."""
    files, lists = package.tables["fields"], Words(records["lists"])
    for name, record in records["fields"].items():
        path, table = files.path(name), package.tables.get(name)
        if name in {table.name for table in package.absent}:
            continue
        if table is None or not table.extensible:
            yield path, _no_table(package, name)
            continue
        titles = {field.title: field.name for field in reversed(table.fields)}
        for i, row in enumerate(record.get("fields", ())):
            for finding in (*_list(row, lists), *_fitting(row), *_personal(row, table), *_title(row, titles)):
                yield path, finding._replace(trail=("fields", i, *finding.trail))


def _no_table(package: DataPackage, name: str) -> Finding:
    known = [table.name for table in package.tables.values() if table.extensible]
    guess = Words(known).guess(name)
    hint = f"Возможно, «{guess}.yml»." if guess else f"Имя файла — имя таблицы: {', '.join(known)}."
    return Finding("E420", (), f"у таблицы «{shorten(name)}» своих полей не бывает.", hint)


def _list(row: Record, lists: Words) -> Iterator[Finding]:
    name = row.get("list")
    if name and name not in lists.known:
        guess = lists.guess(name)
        hint = f"Возможно, list: {guess}" if guess else f"Создайте content/lists/{name}.yml или назовите другой."
        yield Finding("E421", ("list",), f"справочника «{shorten(name)}» нет.", hint)


def _fitting(row: Record) -> Iterator[Finding]:
    """Yield a finding for the first property that does not suit the field's type."""
    kind = row.get("type", "string")
    rules: list[tuple[str, bool, str]] = [
        ("list", kind not in TEXTS, "коды из справочника бывают у текста и у списка"),
        ("format", kind not in TEXTS, "вид текста бывает у текста и у списка"),
        ("format", "list" in row, "у кодов из справочника вида текста нет"),
        ("format", kind == "array" and row.get("format") == "longtext", "пункт списка — одна строка"),
        ("maxLength", kind not in TEXTS or "list" in row, "длина бывает у текста и у списка без справочника"),
        ("minimum", kind not in NUMBERS, "наименьшее значение бывает у чисел"),
        ("maximum", kind not in NUMBERS, "наибольшее значение бывает у чисел"),
    ]
    for name, wrong, why in rules:
        if name in row and wrong:
            yield _unfit((name,), f"не сочетается с остальным: {why}.", "Удалите эту строку или смените type.")
            return
    low, high = row.get("minimum"), row.get("maximum")
    if low is not None and high is not None and high < low:
        yield _unfit(("maximum",), f"{high} меньше, чем minimum {low}.", "Поменяйте minimum и maximum местами.")


def _unfit(trail: Trail, message: str, hint: str) -> Finding:
    return Finding("E422", trail, message, hint)


def _personal(row: Record, table: Table) -> Iterator[Finding]:
    """Reject ``personal`` outside tables of people: it is known whose consent to ask only there."""
    if row.get("personal") == "yes" and not table.personal:
        hint = "Перенесите поле в content/fields/persons.yml или запишите show: staff вместо personal."
        yield Finding("E423", ("personal",), "согласие спрашивают у человека, а здесь записи не о людях.", hint)


def _title(row: Record, titles: dict[str, Any]) -> Iterator[Finding]:
    title, name = row.get("title"), row.get("name")
    if title and titles.get(title, name) != name:
        hint = "Назовите поле иначе: по названию его находят в таблицах и в форме."
        yield Finding("E422", ("title",), f"«{shorten(title)}» уже есть: так называется {titles[title]}.", hint)
