"""A town that made the portal its own by data alone: its own fields in everything readers and editors see."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from pathlib import Path

import pytest

from generator.model.schemas import load_package
from tests.conftest import once, run_portal

ROOM, SECRET, CONSENTED = "фиолетовый флигель", "Сиреневая улица, дом за прудом", "Кактусовод года"
NGO_FIELDS = """\
fields:
  - {name: x_room, title: Кабинет приёма, example: кабинет 12}
  - {name: x_wifi, title: Есть ли Wi-Fi, list: yes_no}
  - {name: x_tags, title: Метки города, type: array, list: x_tags}
  - {name: x_visited, title: Когда заходили, type: date, show: staff}
"""
TAGS = "title: Метки\nsource: решение совета\nitems:\n  - {code: green, label: зелёный двор}\n"
OTHER = "fields:\n  - {name: x_mark, title: Городская метка}\n"
PERSON_FIELDS = "fields:\n  - {name: x_hobby, title: Увлечение}\n  - {name: x_home, title: Дом}\n"
PERSON = f"""\
persons:
  - name: Примерова Проба
    role: contact
    basis: consent
    consent_given: "2026-01-10"
    consent_until: "2027-10-10"
    consent_fields: [name, x_hobby]
    x_hobby: {CONSENTED}
    x_home: {SECRET}
"""
NGO = f"""\
name: Клуб «Свои поля»
status: unknown
x_room: {ROOM}
x_wifi: "yes"
x_tags: [green]
x_visited: "2026-11-02"
services:
  - title: Прокат лыж
    x_mark: Метка услуги
projects:
  - title: Лыжня
    x_mark: Метка проекта
{PERSON}source: анкета организации
"""
FORUM = """\
title: Городской форум «Проба»
season: 2026-winter
starts_on: "2026-12-05"
x_mark: Метка форума
sessions:
  - {code: a, type: opening, title: Начало, x_mark: Метка встречи}
decisions:
  - {number: "1", text: Провести смотр, addressees: [Администрация], x_mark: Метка решения}
source: план
"""
EVENT = 'title: Проба пера\nkind: seminar\nstarts_on: "2026-12-01"\nx_mark: Метка события\nsource: план\n'
AGREEMENT = """\
title: Соглашение о пробах
sides:
  - {ngo: svoi-polya}
  - {name: Школа, kind: municipal}
x_mark: Метка соглашения
source: план
"""
MARKED = ("ngo_services", "ngo_projects", "forums", "forum_sessions", "forum_decisions", "partnerships", "events")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small built town with its own fields in every table that may have them."""
    with once(tmp_path_factory, "town") as root:
        if not root.exists():
            done = run_portal("demo", root, "--ngos", 6, "--forums", 2, "--partnerships", 2)
            assert done.returncode == 0, done.stderr
            files = {"ngos": NGO_FIELDS, "persons": PERSON_FIELDS} | dict.fromkeys(MARKED, OTHER)
            (root / "content" / "fields").mkdir()
            for name, text in files.items():
                (root / "content" / "fields" / f"{name}.yml").write_text(text, "utf-8")
            (root / "content" / "lists").mkdir(exist_ok=True)
            (root / "content" / "lists" / "x_tags.yml").write_text(TAGS, "utf-8")
            (root / "ngos" / "svoi-polya.yml").write_text(NGO, "utf-8")
            (root / "forums" / "2026-winter-proba.yml").write_text(FORUM, "utf-8")
            (root / "content" / "events" / "proba.yml").write_text(EVENT, "utf-8")
            (root / "content" / "partnerships" / "proba.yml").write_text(AGREEMENT, "utf-8")
            done = run_portal("build", "--root", root)
            assert done.returncode == 0, done.stdout + done.stderr
        return root


def page(town: Path, address: str) -> str:
    return " ".join((town / "site" / address / "index.html").read_text("utf-8").split())


def test_own_fields_are_on_the_page(town: Path) -> None:
    text = page(town, "ngos/svoi-polya")
    assert f"<dt>Кабинет приёма</dt> <dd>{ROOM}</dd>" in text
    assert "<dt>Есть ли Wi-Fi</dt> <dd>да</dd>" in text
    assert "зелёный двор" in text
    assert "Когда заходили" not in text


def test_every_extensible_table_shows_its_own_fields(town: Path) -> None:
    extensible = {table.name for table in load_package().tables.values() if table.extensible}
    assert extensible == {"ngos", "persons", *MARKED}
    places = {"ngos/svoi-polya": "услуги проекта", "forums/2026-winter-proba": "форума встречи решения"}
    for address, marks in {**places, "events/proba": "события", "partnerships/proba": "соглашения"}.items():
        for mark in marks.split():
            assert f"Метка {mark}" in page(town, address), (address, mark)


def test_own_fields_are_in_the_open_data(town: Path) -> None:
    rows = list(csv.DictReader((town / "site/data/ngos.csv").read_text("utf-8-sig").splitlines()))
    (row,) = [row for row in rows if row["id"] == "svoi-polya"]
    assert (row["x_room"], row["x_wifi"]) == (ROOM, "yes")
    descriptor = json.loads((town / "site/data/datapackage.json").read_text("utf-8"))
    (ngos,) = [resource for resource in descriptor["resources"] if resource["name"] == "ngos"]
    titles = {field["name"]: field["title"] for field in ngos["schema"]["fields"]}
    assert titles["x_room"] == "Кабинет приёма"
    assert not row.get("x_visited")
    assert json.loads((town / "site/data/ngos/svoi-polya.json").read_text("utf-8"))["x_tags"] == ["green"]


def test_own_fields_are_in_the_form_and_the_guide_and_the_schemas(town: Path) -> None:
    form = json.loads((town / "site/editors/form/form.json").read_text("utf-8"))
    slots = {slot["key"]: slot for kind in form["kinds"] if kind["name"] == "ngos" for slot in kind["slots"]}
    assert slots["x_tags"]["options"] == [["green", "зелёный двор"]]
    assert slots["x_visited"]["hidden"]
    guide = page(town, "editors/fields")
    assert "Кабинет приёма" in guide
    assert 'id="list-x_tags"' in guide
    schema = json.loads((town / "build/schemas/ngos.json").read_text("utf-8"))
    assert schema["properties"]["x_room"]["title"] == "Кабинет приёма"


def test_own_fields_are_searched(town: Path) -> None:
    packed = (town / "site" / "pagefind" / "fragment").glob("*.pf_fragment")
    found = [text for path in packed if ROOM in (text := gzip.decompress(path.read_bytes()).decode())]
    assert len(found) == 1
    assert "ngos/svoi-polya/" in found[0]


def test_own_fields_of_people_obey_their_consent(town: Path) -> None:
    text = page(town, "ngos/svoi-polya")
    assert CONSENTED in text
    for path in (town / "site").rglob("*"):
        if path.is_file() and path.suffix not in (".zip", ".xlsx"):
            assert SECRET.encode() not in path.read_bytes(), path


def test_the_audit_holds_for_own_fields_of_people(town: Path, tmp_path: Path) -> None:
    """What is withheld may be in no other text."""
    root = tmp_path / "root"
    shutil.copytree(town, root, ignore=shutil.ignore_patterns("site", "build"))
    (root / "content" / "events" / "proba.yml").write_text(EVENT + f"summary: Приходите — {SECRET.upper()}.\n", "utf-8")
    done = run_portal("check", "--root", root)
    assert done.returncode == 1
    assert "content/events/proba.yml:6:10: ошибка E650" in done.stdout, done.stdout
    assert SECRET not in done.stdout
