"""The one writer of fields: a change to any handwritten record changes that field and nothing else."""

from __future__ import annotations

import json
import os
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.model.schemas import Table, load_package
from generator.records.canonical import quote, quote_in_flow
from generator.records.writing import AddRow, Change, DropRow, MoveRow, SetField, set_fields
from generator.records.yaml import MappingNode, Node, ScalarNode, parse_record

TEXTS = (
    "Помогаем семьям",
    "no",
    "2026-01-05",
    "024501001",
    "с «кавычками» и #решёткой",
    'в "прямых" кавычках',
    "it's",
    "вопрос: ответ",
    "- тире",
    "# не примечание",
    "📞 +7 39169 2-00-01",
    "обратная \\ косая",
    "а" * 130,
    "Первый абзац.\n\nВторой абзац, подлиннее.",
    "строка\nещё строка",
    "{не набор}, [не список]",
    "@собака",
    "12:30",
)
NESTED = {"ngos": ("services", "support"), "forums": ("sessions", "decisions"), "lists": ("items",)}
NESTED |= {"indicators": ("values",), "practice": ("points", "acts")}
RUNS = int(os.environ.get("WRITINGS", "400"))


class Hand:
    """Writes a record as people do: odd order, comments, indents, quotes, blank lines; reproducible by its seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - not a secret
        self.comments = 0

    def comment(self, likely: float = 0.2) -> str:
        if self.random.random() > likely:
            return ""
        self.comments += 1
        return f"# заметка {self.comments}"

    def scalar(self, text: str, indent: int) -> str:
        ways = [quote(text)]
        if "\n" not in text and "\\" not in text and '"' not in text:
            ways.append(f'"{text}"')
        if "\n" not in text:
            ways.append("'{}'".format(text.replace("'", "''")))
        block = "\n".join(" " * (indent + 2) + line if line else "" for line in text.split("\n"))
        if text == text.strip() and text[0] not in " #":
            ways.append(f"{self.random.choice(('|', '|-', '| # как есть'))}\n{block}")
        words = text.split(" ")
        if "\n" not in text and len(words) > 2 and all(words):
            folded = ("\n" + " " * (indent + 2)).join([" ".join(words[:2]), " ".join(words[2:])])
            ways.append(f">-\n{' ' * (indent + 2)}{folded}")
        return self.random.choice(ways)

    def field(self, key: str, value: Any, indent: int) -> list[str]:
        pad = " " * indent
        if isinstance(value, str):
            text = self.scalar(value, indent)
            tail = self.comment() if text[0] in "'\"" else ""
            return f"{pad}{key}: {text}{f'  {tail}' if tail else ''}".split("\n")
        if all(isinstance(item, str) for item in value) and self.random.random() < 0.5:
            return [f"{pad}{key}: [{', '.join(quote_in_flow(item) for item in value)}]"]
        shift = self.random.choice((0, 2, 4))
        lines = [f"{pad}{key}:"]
        for item in value:
            if note := self.comment():
                lines.append(" " * (indent + shift) + note)
            dash, deep = " " * (indent + shift) + "-", self.random.choice((1, 1, 3))
            if isinstance(item, str):
                tail = self.comment() if quote(item) != item else ""
                lines.append(f"{dash} {quote(item)}{f'  {tail}' if tail else ''}")
                continue
            inner = self.fields(item, indent + shift + 1 + deep)
            first = next(number for number, line in enumerate(inner) if line.strip() and line.lstrip()[0] != "#")
            inner[first] = dash + " " * deep + inner[first].lstrip()
            lines += inner[first:]
        return lines

    def fields(self, record: dict[str, Any], indent: int = 0) -> list[str]:
        keys = list(record)
        if self.random.random() < 0.5:
            self.random.shuffle(keys)
        lines = []
        for key in keys:
            if note := self.comment():
                lines.append(" " * indent + note)
            lines += self.field(key, record[key], indent)
            if self.random.random() < 0.15:
                lines.append("")
        return lines

    def text(self, record: dict[str, Any]) -> str:
        text = "\n".join(self.fields(record)).rstrip("\n") + ("\n" if self.random.random() < 0.9 else "")
        if self.random.random() < 0.3:
            text = text.replace("\n", "\r\n")
        return ("\ufeff" if self.random.random() < 0.1 else "") + text


def a_record(table: Table, chance: random.Random, depth: int = 0) -> dict[str, Any]:
    """Return a record with some of its fields; the values are texts, whose meaning does not matter to the writer."""
    found: dict[str, Any] = {}
    for field in table.typed:
        if not field.implied and (field.required or chance.random() < 0.35):
            found[field.name] = a_value(field.type == "array", chance)
    for key in NESTED.get(table.name, ()) if depth == 0 else ():
        child = table.nested[key]
        rows = [a_record(child, chance, 1) for _ in range(chance.randint(0, 4))]
        if rows:
            found[key] = [row | ({"code": f"r{n}"} if "code" in child.by_name else {}) for n, row in enumerate(rows)]
    return found


def a_value(several: bool, chance: random.Random) -> Any:
    if not several:
        return chance.choice(TEXTS)
    return chance.sample([text for text in TEXTS if "\n" not in text], chance.randint(1, 4))


def plain(node: Node | None) -> Any:
    if isinstance(node, ScalarNode):
        return node.text.strip()
    if isinstance(node, MappingNode):
        return {key: plain(value) for key, value in node.entries.items()}
    return [plain(item) for item in node.items] if node else None


def read(text: str) -> Any:
    parsed = parse_record(text.removeprefix("\ufeff").replace("\r\n", "\n"), "запись")
    assert parsed.problems == [], text
    return plain(parsed.root)


def a_change(record: dict[str, Any], table: Table, chance: random.Random) -> Change:
    lists = [key for key in NESTED[table.name] if record.get(key)]
    kind = chance.choice(("field", "field", "gone", "row", "add", "drop", "move") if lists else ("field", "gone"))
    key = chance.choice(lists) if lists else ""
    child = table.nested.get(key, table)
    place = chance.randrange(len(record[key])) if key else 0
    if kind == "gone":
        return SetField(chance.choice([name for name in record if name not in lists]), None)
    if kind == "field":
        field = chance.choice([field for field in table.typed if not field.implied])
        return SetField(field.name, a_value(field.type == "array", chance))
    if kind == "row":
        field = chance.choice(child.typed)
        value = a_value(field.type == "array", chance) if chance.random() < 0.7 else None
        return SetField(field.name, value, ((key, place),))
    if kind == "add":
        return AddRow(key, a_record(child, chance, 1), chance.choice((None, place)))
    return DropRow(key, place) if kind == "drop" else MoveRow(key, place, chance.randrange(len(record[key])))


def expected(record: dict[str, Any], change: Change) -> dict[str, Any]:
    """Return the record after a change made on the values alone."""
    found: dict[str, Any] = dict(record)
    target = found
    for key, place in change.trail:
        target[key] = list(target[key])
        target[key][place] = target = dict(target[key][place])
    if isinstance(change, SetField):
        if change.value is None:
            target.pop(change.key, None)
        else:
            target[change.key] = change.value
        return found
    rows = target[change.key] = list(target[change.key])
    if isinstance(change, AddRow):
        rows.insert(len(rows) if change.at is None else change.at, change.row)
    else:
        row = rows.pop(change.at)
        if isinstance(change, MoveRow):
            rows.insert(change.to, row)
    if not rows:
        del target[change.key]
    return found


def head_and_tail(before: str, after: str) -> tuple[str, str]:
    """Return the part of the first text that neither begins nor ends the second."""
    at = common(before, after)
    rest = common(before[at:][::-1], after[at:][::-1])
    return before[at : len(before) - rest], after[at : len(after) - rest]


def common(one: str, other: str) -> int:
    """Return how many leading characters two texts share."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(one), len(other)))


@pytest.mark.parametrize("table_name", sorted(NESTED))
def test_a_change_changes_that_field_and_no_more(table_name: str) -> None:
    table = load_package().tables[table_name]
    for seed in range(RUNS if table_name in ("ngos", "forums") else RUNS // 4):
        chance = random.Random(seed)  # noqa: S311 - not a secret
        record = a_record(table, chance)
        change = a_change(record, table, chance)
        if table.key and not table.parents:  # in a file that is one list, rows are like records
            rows = [a_record(table, chance) for _ in range(chance.randint(0, 2))]
            place = chance.randint(0, len(rows))
            record = {table.key: [*rows[:place], record, *rows[place:]]}
            change = replace(change, trail=((table.key, place), *change.trail))
        text = Hand(seed).text(record)
        assert read(text) == record, (seed, text)
        after = set_fields(text, table, [change])
        assert read(after) == expected(record, change), (seed, change, text, after)
        gone, _ = head_and_tail(text, after)
        notes = re.findall(r"# заметка \d+\b", text)
        lost = [note for note in notes if f"{note}\n" not in f"{after}\n".replace("\r", "") and note not in gone]
        assert lost == [], (seed, change, lost)
        if isinstance(change, SetField) and not change.trail and change.key not in record:
            assert gone.strip() == "", (seed, change, gone)
        if "\r\n" in text:
            assert "\n" not in after.replace("\r\n", ""), (seed, change)
        assert after.startswith("\ufeff") == text.startswith("\ufeff")
        if isinstance(change, SetField) and change.value is not None:
            assert set_fields(after, table, [change]) == after, (seed, change)


def test_the_values_that_are_there_change_nothing() -> None:
    table = load_package().tables["forums"]
    for seed in range(100):
        record = a_record(table, random.Random(seed))  # noqa: S311 - not a secret
        text = Hand(seed).text(record)
        assert set_fields(text, table, record) == text, (seed, text)


def test_one_word_of_many_lines_changes_alone() -> None:
    table = load_package().tables["ngos"]
    text = 'name: "Пример" # как в уставе\nsummary: >\n  Первая строка\n  и вторая строка\n# конец\nsource: анкета\n'
    after = set_fields(text, table, {"summary": "Первая строка и другая строка"})
    assert after == text.replace("вторая", "другая")


WAYS = {  # notations of a multi-line text, with the word that changes
    "folded": "summary: >-\n  Раз два\n  три\n",
    "joined": 'summary: "Раз \\\n  два \\\n  три"\n',
    "double": 'summary: "Раз\n  два\n  три"   # так\n',
    "single": "summary: 'Раз\n  два\n  три'\n",
    "plain": "summary: Раз\n  два\n\n  три\n",
    "row": "offers:\n  - >-\n    Раз два\n    три\n",
    "row in quotes": "offers:\n- 'Раз\n  два\n  три'\n",
    "value": 'cost_notes: [а, "Раз два\n  три", б]\n',
    "value of a list": "aliases:\n  - 'Раз\n     два три'   # так\n",
    "date": "seen_on: 2026-03-05   \n",
    "time": "hours:\n- opens: 09:00\n",
    "address": "site: https://example.org/a\n",
}


@pytest.mark.parametrize("way", WAYS)
def test_one_word_changes_alone_however_it_is_written(way: str) -> None:
    table = load_package().tables["ngos"]
    key = next(iter(read(WAYS[way])))
    text = f"name: А\n{WAYS[way]}# конец\nsource: б\n"
    old, new = {"date": ("05", "07"), "time": ("09", "08"), "address": ("org", "net")}.get(way, ("два", "д'в\"а"))
    record = read(text)
    wanted = json.loads(json.dumps(record[key]).replace(json.dumps(old)[1:-1], json.dumps(new)[1:-1]))
    inside = {"'": "д''в\"а", '"': "д'в\\\"а"}.get(text[max(text.find("'"), text.find('"'))], new)
    changes = [SetField("text", wanted[0], ((key, 0),))] if key == "offers" else [SetField(key, wanted)]
    after = set_fields(text, table, changes)
    assert read(after)[key] == wanted
    assert after == text.replace(old, inside)


def test_fields_come_into_empty_brackets_with_their_commas() -> None:
    table = load_package().tables["ngos"]
    changes = [SetField(key, key, (("services", 0),)) for key in ("title", "when", "description")]
    after = set_fields("name: А\nservices: [{}]\n", table, changes)
    assert read(after)["services"] == [{"title": "title", "when": "when", "description": "description"}]


def test_entries_within_brackets_go_with_their_commas() -> None:
    table = load_package().tables["ngos"]
    text = 'name: А\nphones: ["1", "2", "3", "4"]\nservices: [{title: Б, cost: free, when: "по будням"}]\n'
    after = set_fields(text, table, {"phones": ["1", "2"]})
    assert 'phones: ["1", "2"]\n' in after
    trail = (("services", 0),)
    after = set_fields(text, table, [SetField("cost", None, trail), SetField("when", None, trail)])
    assert "services: [{title: Б}]\n" in after


def test_rows_become_others_one_by_one() -> None:
    table = load_package().tables["forums"]
    for seed in range(RUNS // 2):
        chance = random.Random(seed)  # noqa: S311 - not a secret
        record = a_record(table, chance)
        if not record.get("sessions"):
            continue
        child = load_package().tables["forum_sessions"]
        rows = [dict(row) for row in record["sessions"]]
        chance.shuffle(rows)
        rows[0] = rows[0] | {"title": "Другое название"}
        if chance.random() < 0.5:
            rows.insert(chance.randrange(len(rows) + 1), a_record(child, chance, 1) | {"code": "new"})
        if len(rows) > 2 and chance.random() < 0.5:
            rows.pop(chance.randrange(len(rows)))
        text = Hand(seed).text(record)
        after = set_fields(text, table, {"sessions": rows})
        assert read(after) == record | {"sessions": rows}, (seed, text, after)


def test_a_file_that_is_one_list_is_written_like_any_other() -> None:
    table = load_package().tables["indicators"]
    text = Path("content/indicators.yml").read_text("utf-8")
    first = read(text)["indicators"][0]
    changes = [SetField("title", "Консультации", (("indicators", ("id", first["id"])),))]
    after = set_fields(text, table, changes)
    gone, come = head_and_tail(text, after)
    assert read(after)["indicators"][0] == first | {"title": "Консультации"}
    assert gone.count("\n") == come.count("\n") == 0
