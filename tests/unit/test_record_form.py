"""The form's writer of records against the program's, over every record of the demo and over odd texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from generator import clock
from generator.catalog.catalog import make_catalog
from generator.exports.record_form import ADDRESS, _hint, export_form
from generator.model.forges import FORGES, edit_address, forge_of
from generator.model.schemas import load_package
from generator.records.canonical import write_record
from generator.records.check import check_root
from generator.records.tables import plain
from generator.upkeep.pipelines import FORGES as PIPELINES
from tests.scripts.node import ask_module

ODD = [  # texts that somebody could type
    "no", "Yes", "12:30", "+7", "а: б", "а #б", "#", "- а", "«ёлки»", 'кавычки "тут"', "путь\\сюда", " пробел ",
    "конец:",
    "https://example.org/a,b", "а\nб", "а" * 130, "а" * 121 + "\n\nб", "\U0001f600", "\u200b", "таб\tтут",
    "~", "0", "𐍈 #",
]  # fmt: skip


def values(value: Any) -> Any:
    """Return a typed record as its JSON has it, so that both writers start from the same text."""
    if isinstance(value, dict):
        return {key: values(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [values(inner) for inner in value]
    return plain(value)


def written_by_the_form(form: dict[str, Any], cases: list[tuple[str, dict[str, Any]]]) -> list[str]:
    slots = {kind["name"]: kind["slots"] for kind in form["kinds"]}
    feed = {"form": form, "cases": [[slots[name], record] for name, record in cases]}
    write = "given.cases.map(([slots, record]) => module.writeRecord(slots, record, given.form))"
    found: list[str] = ask_module("record-text.js", write, feed)
    return found


@pytest.fixture(scope="module")
def form(demo_root: Path) -> dict[str, Any]:
    checked = check_root(demo_root)
    catalog = make_catalog(checked, clock.now(checked.settings["timezone"]))
    found: dict[str, Any] = json.loads(export_form(catalog)[ADDRESS])
    return found


def test_both_write_the_same_of_every_record(demo_root: Path, form: dict[str, Any]) -> None:
    records = check_root(demo_root).records
    tables = load_package().record_tables
    cases = [(table.name, values(record)) for table in tables for record in records[table.name].values()]
    texts = written_by_the_form(form, cases)
    assert len(texts) > 200
    for (name, record), text in zip(cases, texts, strict=True):
        table = load_package().tables[name]
        assert text == write_record(record, table)


def test_both_quote_the_same(form: dict[str, Any]) -> None:
    cases = [
        ("ngos", {"name": text, "audiences": [text, text], "description": text, "services": [{"title": text}]})
        for text in ODD
    ]
    for (_, record), text in zip(cases, written_by_the_form(form, cases), strict=True):
        assert text == write_record(record, load_package().tables["ngos"])


ADDRESSES = """given.kinds.flatMap((form) => given.texts.flatMap((text) => [false, true].map((known) =>
    module.forgeAddress(form, "ngos", "klub", text, known))))
"""
LETTERS = 'given.map((text) => module.mailAddress("a@example.org", "klub", text))'


def test_forges_get_what_they_take() -> None:
    """GitHub takes the text of a new file if the address is short enough; GitLab takes only the file's name."""
    short, long = "name: Клуб & «Пример»\n", "name: Клуб\n" * 900
    base = "https://forge.example/a/b"
    kinds = [forge_of({"forge": base, "forge_kind": kind})._asdict() for kind in ("github", "gitlab", "gitea")]
    found = ask_module("record-text.js", ADDRESSES, {"kinds": kinds, "texts": [short, long]})
    letters = ask_module("record-text.js", LETTERS, [short, long])
    value = quote(short, safe="!'()*")
    assert [(one["address"], one["whole"]) for one in found] == [
        (f"{base}/new/main?filename=ngos%2Fklub.yml&value={value}", True),
        (f"{base}/edit/main/ngos/klub.yml", False),
        (f"{base}/new/main?filename=ngos%2Fklub.yml", False),
        (f"{base}/edit/main/ngos/klub.yml", False),
        *[(f"{base}/-/new/main?file_name=ngos%2Fklub.yml", False), (f"{base}/-/edit/main/ngos/klub.yml", False)] * 2,
        *[(f"{base}/_new/main/ngos", False), (f"{base}/_edit/main/ngos/klub.yml", False)] * 2,
    ]
    assert letters[0].endswith(f"&body={value}")
    assert "klub.yml" in unquote(letters[1])
    assert len(letters[1]) < 1900


def test_each_forge_has_a_page_where_a_record_is_mended() -> None:
    base = {"forge": "https://forge.example/a/b/", "forge_branch": "glavnaya"}
    for kind in FORGES:
        address = edit_address(base | {"forge_kind": kind}, "ngos/klub.yml")
        assert address.startswith("https://forge.example/a/b")
        assert "{" not in address
    own = {"forge_edit": "{forge}/pravka?f={path}&b={branch}"}
    assert edit_address(base | own, "ngos/x.yml") == "https://forge.example/a/b/pravka?f=ngos/x.yml&b=glavnaya"
    assert edit_address({}, "ngos/x.yml") == ""
    assert set(PIPELINES) == set(FORGES)


def test_the_form_asks_first_what_is_required(form: dict[str, Any]) -> None:
    for kind in form["kinds"]:
        keys = {slot["key"] for slot in kind["slots"]}
        required = {slot["key"] for slot in kind["slots"] if slot.get("required")}
        assert set(kind["first"]) <= keys
        assert required <= set(kind["first"])


def test_hints_do_not_speak_of_codes_where_a_list_is_chosen_from() -> None:
    hints = {field.name: _hint(field) for table in load_package().tables.values() for field in table.fields}
    assert hints["status"] == "Зарегистрирована ли организация."
    assert hints["legal_form"] == ""
    assert hints["open_ended"] == "Да, если срок не ограничен."
    chosen = [field for table in load_package().tables.values() for field in table.fields if field.list]
    assert [field.name for field in chosen if "справочник" in _hint(field)] == []
    assert len(chosen) > 30
