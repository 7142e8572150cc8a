"""A new version of the model: old records are migrated, comments included, or nothing is written.

Most tests use invented versions; the real step from 1.0 to 2.0 is at the end.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.cli import main
from generator.model.schemas import load_package
from generator.problems.problem import PortalError
from generator.records.check import check_root
from generator.upkeep.migrations import (
    STEPS,
    Place,
    Recode,
    Rename,
    Retire,
    Step,
    change_text,
    plan_migration,
    write_migration,
)

NGO, SETTINGS = "ngos/klub.yml", "content/settings.yml"
OLD = """\
# клуб с вокзальной улицы
name: Клуб «Пример»
"state": registered
kinds: [kids, 'old', "kids"]  # кому
helps:
  # по субботам
  - how_much: даром
    title: Занятия
    state: other
  - title: "state: нет"
    how_much: |
      даром

      и всегда
    # конец
source: анкета
"""
NEW = """\
# клуб с вокзальной улицы
name: Клуб «Пример»
status: registered
kinds: [children, elderly, children]  # кому
services:
  # по субботам
  # how_much: даром
  - title: Занятия
    state: other
  - title: "state: нет"
    # how_much: |
    #   даром
    #
    #   и всегда
    # конец
source: анкета
"""
TO_TWO = Step(
    "1.0",
    "1.1",
    (
        Rename(Place("ngos"), "state", "status"),
        Recode(Place("ngos"), "kinds", {"kids": "children", "old": "elderly"}),
        Rename(Place("ngos"), "helps", "services"),
    ),
)
TO_THREE = Step("1.1", "2.0", (Retire(Place("ngos", ("services",)), "how_much"),))
CHAIN = (TO_THREE, TO_TWO)  # in any order


def write(root: Path, text: str) -> Path:
    (root / NGO).write_text(text, "utf-8")
    return aged(root)


def aged(root: Path) -> Path:
    """Return the root as one of the first version."""
    settings = root / SETTINGS
    settings.write_text(re.sub("(?m)^schema_version:.*\n", "", settings.read_text("utf-8")), "utf-8")
    return root


def test_a_root_is_taken_through_two_versions(fresh_root: Path) -> None:
    aged(fresh_root)
    before = {path: path.read_bytes() for path in fresh_root.rglob("*") if path.is_file()}
    root = write(fresh_root, OLD)
    migration = plan_migration(root, CHAIN, "2.0")
    assert set(migration.texts) == {NGO, SETTINGS}
    write_migration(root, migration)
    assert (root / NGO).read_text("utf-8") == NEW
    settings = (root / SETTINGS).read_text("utf-8")
    assert 'schema_version: "2.0"\n' in settings
    assert settings.replace('schema_version: "2.0"\n', "") == before[root / SETTINGS].decode()
    changed = {path for path, data in before.items() if path.read_bytes() != data}
    assert changed == {root / SETTINGS}
    assert plan_migration(root, CHAIN, "2.0").texts == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: А\nstate: x\nstatus: y\n", "рядом стоят «state» и «status»"),
        ("name: [\n", "Сначала исправьте"),
        ("helps:\n  - {how_much: даром, title: Занятия}\n", "уберите его сами"),
        ("helps:\n  - how_much: даром\n", "только поле «how_much»"),
    ],
)
def test_what_cannot_be_done_stops_all_of_it(fresh_root: Path, text: str, words: str) -> None:
    root = write(fresh_root, OLD)
    (root / "ngos" / "zadom.yml").write_text(text, "utf-8")
    with pytest.raises(PortalError, match=r"ngos/zadom.yml:\d+: ") as actual:
        plan_migration(root, CHAIN, "2.0")
    assert words in str(actual.value)
    assert (root / NGO).read_text("utf-8") == OLD


def test_versions_without_a_way_are_reported(fresh_root: Path) -> None:
    aged(fresh_root)
    with pytest.raises(PortalError, match=r"не знает, как перевести записи версии 1\.0 в 3\.0"):
        plan_migration(fresh_root, (), "3.0")
    with (fresh_root / SETTINGS).open("a") as stream:
        stream.write('schema_version: "9.0"\n')
    with pytest.raises(PortalError, match="обновите программу"):
        plan_migration(fresh_root)
    assert [p.code for p in check_root(fresh_root).problems if p.severity == "error"] == ["E364"]
    with pytest.raises(PortalError, match="не папка портала"):
        plan_migration(fresh_root / "ngos")


def test_moves_are_made_where_they_are_reported() -> None:
    move = Rename(Place("forums", ("sessions", "persons")), "post", "position")
    text = "post: x\nsessions:\n- post: y\n  persons:\n  - post: z\n"
    assert change_text(text, move, "x") == text.replace("- post: z", "- position: z")
    assert change_text("a: b\n", Retire(Place("ngos"), "c"), "x") == "a: b\n"
    assert change_text("a:\n- b\n- c\nd: e\n", Retire(Place("ngos"), "a"), "x") == "# a:\n# - b\n# - c\nd: e\n"


def test_todays_root_needs_no_migration(fresh_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--root", str(fresh_root)]) == 0
    assert f"уже версии {load_package().schema_version}" in capsys.readouterr().out


def test_the_real_chain_leads_to_todays_version() -> None:
    """Each step begins where another ends, so no version is left behind."""
    known = {"1.0", *(step.to for step in STEPS)}
    assert load_package().schema_version in known
    assert all(step.since in known for step in STEPS)


FORUM_ONE = """\
# резолюция лежит в папке 3
title: Форум «Пример»
season: 2018-summer
sessions:
- title: "Кофе-пауза"   # в холле
  type: break
- {title: Дворы, type: seminar, code: dvory}
- title: Кофе-пауза
  type: break
decisions:
  - number: "1"
    # звонили в мае
    reported: "done"   # со слов секретаря
    text: Провести конкурс.
    addressees: ["Администрация"]
    evidence: "https://example.org/act"
    answer: |
      Провели.

      Спасибо.
    reported_on: "2018-09-01"
  - {number: "2", text: Открыть сквер., addressees: [Совет], reported: accepted, verdict: disputed}
  - number: "3"
    text: Ничего не слышно.
    addressees: [Совет]
    # ждём ответа
    reported:
    answer: ""
source: план
"""


def test_answers_become_steps_and_sessions_get_codes(fresh_root: Path) -> None:
    root = aged(fresh_root)
    (root / "forums" / "staryj.yml").write_text(FORUM_ONE, "utf-8")
    assert {p.code for p in check_root(root).problems if p.severity == "error"} >= {"E364", "E201"}
    assert main(["migrate", "--root", str(root)]) == 0
    text = (root / "forums" / "staryj.yml").read_text("utf-8")
    for comment in re.findall("#.*", FORUM_ONE):
        assert text.count(comment) == 1
    sessions = [row["code"] for row in check_root(root).records["forums"]["staryj"]["sessions"]]
    assert sessions == ["kofe-pauza", "dvory", "kofe-pauza-2"]
    first, second, third = check_root(root).records["forums"]["staryj"]["decisions"]
    assert [first["steps"][0][key] for key in ("state", "text", "evidence")] == [
        "done",
        "Провели.\n\nСпасибо.",
        "https://example.org/act",
    ]
    assert str(first["steps"][0]["on"]) == "2018-09-01"
    assert second["steps"] == [{"state": "accepted"}]
    assert "steps" not in third
    assert not [p for p in check_root(root).problems if p.severity == "error"]
    assert main(["migrate", "--root", str(root)]) == 0
    assert (root / "forums" / "staryj.yml").read_text("utf-8") == text


OWN = {
    "content/lists/event_kinds.yml": "title: Вид события\nsource: центр\nitems:\n  - {code: fair, label: ярмарка}\n",
    "content/fields/ngos.yml": "fields:\n  - {name: x_room, title: Кабинет приёма}  # спросили в мае\n",
    "content/events/yarmarka.yml": "title: Ярмарка\nkind: fair\nstarts_on: 2018-06-01\nsource: план\n",
    "ngos/klub-dvor.yml": "name: Клуб «Двор»\nstatus: unknown\nx_room: кабинет 12\nsource: анкета\n",
}


def test_a_town_with_its_own_loses_nothing(fresh_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From model 1.0, with its own lists, fields and colours: announced in words first, the rest unchanged."""
    root = aged(fresh_root)
    for name, text in (OWN | {"forums/staryj.yml": FORUM_ONE}).items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")
    settings = root / "content/settings.yml"
    settings.write_text(settings.read_text("utf-8") + 'colour_main: "#1f5fa8"\n', "utf-8")
    before = {path: path.read_bytes() for path in root.rglob("*.yml")}
    assert main(["migrate", "--root", str(root), "--dry-run"]) == 0
    actual = capsys.readouterr().out
    assert "forums/staryj.yml: ответы адресатов решений становятся шагами (steps); встречи получают" in actual
    assert "Ничего не записано" in actual
    assert {path: path.read_bytes() for path in root.rglob("*.yml")} == before
    assert main(["migrate", "--root", str(root)]) == 0
    changed = {path.relative_to(root).as_posix() for path, body in before.items() if path.read_bytes() != body}
    assert {"forums/staryj.yml", "content/settings.yml"} <= changed
    assert {name for name in changed if not name.startswith("forums/")} == {"content/settings.yml"}
    checked = check_root(root)
    assert [p for p in checked.problems if p.severity == "error"] == []
    assert checked.records["ngos"]["klub-dvor"]["x_room"] == "кабинет 12"
    assert checked.records["events"]["yarmarka"]["kind"] == "fair"
    assert checked.settings["colour_main"] == "#1f5fa8"


def test_line_ends_stay(fresh_root: Path) -> None:
    root = aged(fresh_root)
    (root / "forums" / "staryj.yml").write_bytes(FORUM_ONE.replace("\n", "\r\n").encode())
    assert main(["migrate", "--root", str(root)]) == 0
    text = (root / "forums" / "staryj.yml").read_bytes().decode()
    assert text.count("\n") == text.count("\r\n") > FORUM_ONE.count("\n")
