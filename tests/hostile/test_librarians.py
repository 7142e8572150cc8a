"""Mistakes of two librarians in every kind of file; doing literally what the messages say mends each.

Without thinking: a fix is applied; otherwise a key is renamed as the message says, a line it names is added, the first
code it lists is taken. What only people can know may remain, and is named.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from generator.model.schemas import Table, load_package
from generator.problems.problem import Problem
from generator.records.yaml import parse_record
from tests.hostile.mistakes import DAY, DEAL, EVENT, MISTAKES, NGO, SIDES
from tests.hostile.mistakes_of_forums import FORUM
from tests.hostile.roots import as_plain, check_text

RENAMED = re.compile(r"исправьте название поля на (?P<key>\w+)")
ADDED = re.compile(r"Добавьте строку, например: (?P<line>[^—]*?)(?: — или.*)?$")
CHOSEN = re.compile(r"Выберите код по смыслу: (?P<code>\w+) \(")


def obey(text: str, problem: Problem) -> str:
    """Return the text after one problem's advice is followed literally; unchanged if it asks what people know."""
    if problem.fix:
        return problem.fix.apply(text)
    lines = text.split("\n")
    at = problem.line - 1
    if found := RENAMED.search(problem.hint):
        lines[at] = re.sub(r"[^\s-][^:]*(?=:)", found["key"], lines[at], count=1)
    elif found := ADDED.match(problem.hint):
        lines.insert(len(lines) - 1, found["line"])
    elif found := CHOSEN.search(problem.hint):
        lines[at] = lines[at][: problem.column - 1] + found["code"]
    return "\n".join(lines)


def obeyed(text: str, table: Table) -> str:
    """Return the text after everything its messages say is done, in order, whatever changes something."""
    for _ in range(12):
        actual = check_text(text, table)
        again = next((new for problem in actual if (new := obey(text, problem)) != text), text)
        if again == text:
            break
        text = again
    return text


def assert_mended(name: str, typed: str, meant: dict[str, Any]) -> None:
    """Check that a text is a mistake and, once obeyed, has what was ``meant``; ``left``: what only people can know."""
    table = load_package().tables[name]
    assert check_text(typed, table)
    again = obeyed(typed, table)
    assert {problem.code for problem in check_text(again, table)} == meant.get("left", set()), again
    root = parse_record(again, "x.yml").root
    assert root is not None
    record = as_plain(root)
    assert {key: record.get(key) for key in meant if key != "left"} == {
        key: value for key, value in meant.items() if key != "left"
    }


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_mended_by_what_its_messages_say(mistake: str) -> None:
    assert_mended(*MISTAKES[mistake])


LONG_LINE = "Муниципальное бюджетное учреждение культуры города и"
OPEN = {
    "a line that may go on in the next": ("forums", FORUM + f"organisers:\n  {LONG_LINE}\n  Администрации района\n"),
    "lines that begin with small letters": ("ngos", NGO + "offers:\n  зал\n  сцена\n"),
    "a remark below the last field": ("ngos", NGO + "Проверил Примеров 25.11\n"),
    "a text with a comma": ("ngos", NGO + "services: Занятия, экскурсии\n"),
    "a side and what it does": ("partnerships", DEAL + SIDES + "  - АНО «Клуб» ведёт занятия\n"),
    "sides in a text": ("partnerships", DEAL + "sides: klub-primer, Школа\n"),
    "a code that words follow": ("ngos", NGO.replace("unknown", "unknown\nзарегистрирована в 2012")),
    "the head of a table": ("ngos", "name;status;source\nКлуб;unknown;анкета\n"),
    "«да» for a list": ("ngos", NGO + "offers: да\n"),
    "a person as a text": ("ngos", NGO + "persons: Примеров Пример, руководитель\n"),
    "two records in one file": ("forums", FORUM + "---\n" + FORUM),
    "two records without a line between": ("forums", FORUM + FORUM.replace("Форум", "Слёт")),
    "lines of a list below its field": ("ngos", NGO + "address:\nстеллажи\nстолы\n"),
    "a word parted at the end of a line": ("ngos", NGO + "summary: Ведём запол-\nнение анкет\n"),
    "a day among wishes": ("ngos", NGO + "seeks: водитель; склад; до 1 марта\n"),
    "a name before a mailbox": ("ngos", NGO + "emails: [Клуб, klub@example.org]\n".replace("Клуб, ", "Клуб: ")),
    "a remark after a date in quotes": ("events", EVENT + 'starts_on: "2026-12-12" (по плану)\n'),
    "a winner in one line": ("events", EVENT + DAY + "winners:\n  - Клуб «Пример» — сквер, 40 000 руб.\n"),
    "one of several keys": ("partnerships", DEAL + "side1: Школа\nside2: Клуб\n"),
}


@pytest.mark.parametrize("mistake", OPEN)
def test_where_the_text_may_mean_two_things_nothing_is_offered(mistake: str) -> None:
    name, typed = OPEN[mistake]
    problems = check_text(typed, load_package().tables[name])
    assert problems
    assert [problem.fix for problem in problems if problem.fix] == []
    assert all(problem.hint for problem in problems)


LAST = {"start": "16:00", "end": "17:30", "title": "Дворы", "hall": "Малый зал"}
PROGRAMMES = {
    "  - 16:00–17:30 Дворы, Малый зал\n": LAST,
    "16.00-17.30 Дворы, Малый зал\n": LAST,
    "12.12.2026\t16:00\t17:30\tМалый зал\tДворы\n": {"date": "2026-12-12", **LAST},
    "  - с 16:00 до 17:30 | Дворы, парки, скверы\n": {**LAST, "title": "Дворы, парки, скверы", "hall": None},
}


@pytest.mark.parametrize("line", PROGRAMMES)
def test_a_line_of_a_programme_becomes_a_session(line: str) -> None:
    table, first = load_package().tables["forums"], "sessions:\n  - type: seminar\n    title: Гранты\n"
    text = f"{FORUM}{first}{line}venue: Клуб\n"
    fix = next(problem.fix for problem in check_text(text, table) if problem.fix)
    root = parse_record(fix.apply(text), "x.yml").root
    assert root is not None
    record = as_plain(root)
    assert record["venue"] == "Клуб"
    assert record["sessions"] == [
        {"type": "seminar", "title": "Гранты"},
        {key: value for key, value in PROGRAMMES[line].items() if value},
    ]
    assert {problem.code for problem in check_text(fix.apply(text), table)} <= {"E203", "E303", "W307"}


def test_a_programme_pasted_from_a_table_under_its_day() -> None:
    table = load_package().tables["forums"]
    pasted = "sessions:\n09.12\n10.00-10.30\tГранты\tМалый зал\n10.30-12.00\tДворы\tМалый зал\n"
    text = f'{FORUM}starts_on: "2026-12-09"\nhalls: [Малый зал]\n{pasted}'
    problem, *others = check_text(text, table)
    assert others == []
    assert "допишите type" in problem.hint
    assert problem.fix
    root = parse_record(problem.fix.apply(text), "x.yml").root
    assert root is not None
    day = {"date": "2026-12-09", "hall": "Малый зал"}
    assert as_plain(root)["sessions"] == [
        {**day, "start": "10:00", "end": "10:30", "title": "Гранты"},
        {**day, "start": "10:30", "end": "12:00", "title": "Дворы"},
    ]


def test_there_are_enough_of_them() -> None:
    assert len(MISTAKES) >= 60
    assert sum("left" in meant for _, _, meant in MISTAKES.values()) <= 6
