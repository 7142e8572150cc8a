"""Values that hold more than one thing, and lists in two places: what is offered, and what is only said."""

from __future__ import annotations

from typing import Any

import pytest

from generator.model.schemas import load_package
from tests.hostile.beginners import problems_of, put_in
from tests.hostile.mistakes import DAY, EVENT, NGO, PHONES
from tests.hostile.roots import check_text
from tests.hostile.test_librarians import assert_mended
from tests.hostile.test_right_answers import (
    test_the_right_answer_is_offered_and_passes as offered,
)
from tests.hostile.test_right_answers import (
    test_where_no_one_answer_is_right_none_is_offered as not_offered,
)

# Where, what was typed (as in the file), and what the row has once the fix is applied.
RIGHT: list[tuple[str, str, Any]] = [
    ("ngos.status", "ликвидирована 12.05.2024", {"status": "liquidated", "liquidated_on": "2024-05-12"}),
    ("ngos.accessible", "full (вход со двора)", {"accessible": "full", "access_note": "вход со двора"}),
    ("ngo_services.cost", "free (для всех желающих)", {"cost": "free", "cost_note": "для всех желающих"}),
    ("ngo_services.cost", "платно, 150 руб. за урок", {"cost": "paid", "cost_note": "150 руб. за урок"}),
    ("ngo_services.bring", "сменка и полотенце", ["сменка", "полотенце"]),
    ("ngo_services.bring", "тёплая и сухая одежда", ["тёплая и сухая одежда"]),
    ("ngo_support.form", "грант 75 тыс. руб.", {"form": "financial", "sum": "75000"}),
    ("ngo_support.form", "помещение, 40 кв. м", {"form": "property", "size": "40 кв. м"}),
    ("forum_sessions.change", "перенесена на 7 июня", {"change": "moved", "change_note": "на 7 июня"}),
    ("ngos.direction", "[social, social]", "social"),
]
OPEN = [
    ("ngo_services.cost", "бесплатно для пенсионеров"),
    ("ngo_services.cost", "бесплатно по субботам"),
    ("ngos.accessible", "доступно на коляске на первый этаж"),
    ("ngos.direction", "[social, ecology]"),
]
SAID = [
    ("events.kind", "экскурсия", "other, а «экскурсия» перенесите в summary"),
    ("events.cost", "free (для всех)", "cost: free, а «для всех» перенесите в summary"),
    ("ngos.direction", "[social, ecology]", "direction: social или direction: ecology"),
]
IN_TWO_PLACES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "a list written in two places": (
        "ngos",
        NGO + "offers:\n  - зал\n\n# телефоны\nsummary: Хор\noffers:\n    - сцена\n    - рояль\naddress: ул. Мира\n",
        {"offers": ["зал", "сцена", "рояль"], "summary": "Хор", "address": "ул. Мира"},
    ),
    "rows written in two places": (
        "ngos",
        NGO + "services:\n- title: Хор\n  cost: free\nsummary: Поём\nservices:\n  - title: Танцы\n    cost: paid\n",
        {"services": [{"title": "Хор", "cost": "free"}, {"title": "Танцы", "cost": "paid"}], "summary": "Поём"},
    ),
    "lists in brackets on two lines": (
        "ngos",
        NGO + 'phones: ["8(39169)2-00-01"]\nsummary: Хор\nphones: ["8(913)000-00-01"]\n',
        {"phones": PHONES, "summary": "Хор"},
    ),
    "fields of a source by their titles": (
        "ngos",
        NGO + "address: ул. Мира\nsources:\n  - fields: адрес, телефоны\n    source: буклет\n",
        {"sources": [{"fields": ["address", "phones"], "source": "буклет"}]},
    ),
    "winners, each in one line": (
        "events",
        EVENT
        + DAY
        + "winners:\n  - Хор «Пример», «Песни двора», 30 тыс. руб.\n  - 15 000 рублей, Клуб «Лыжи», лыжня\n",
        {
            "winners": [
                {"name": "Хор «Пример»", "project": "Песни двора", "sum": "30000"},
                {"name": "Клуб «Лыжи»", "project": "лыжня", "sum": "15000"},
            ]
        },
    ),
    "a list written twice": ("ngos", NGO + "offers:\n  - зал\noffers:\n    - зал\n", {"offers": ["зал"]}),
    "a field of one's own in an item": (
        "ngos",
        NGO + 'hours:\n  - days: [mon]\n    opens: "09:00"\n    closes: "18:00"\n    lunch: с 12 до 13\n',
        {"hours": [{"days": ["mon"], "opens": "09:00", "closes": "18:00", "note": "обед с 12 до 13"}]},
    ),
    "a sum beside a form of support, and none in its place": (
        "ngos",
        NGO + "support:\n  - provider: Администрация\n    form: субсидия, 90 тыс. руб.\n    sum:\n",
        {"support": [{"provider": "Администрация", "form": "financial", "sum": "90000"}]},
    ),
}


@pytest.mark.parametrize(("where", "typed", "meant"), RIGHT, ids=[f"{where}: {typed}" for where, typed, _ in RIGHT])
def test_each_part_goes_to_its_field(where: str, typed: str, meant: Any) -> None:
    offered(where, typed, meant)


@pytest.mark.parametrize(("where", "typed"), OPEN)
def test_a_part_that_changes_the_meaning_is_left_to_people(where: str, typed: str) -> None:
    not_offered(where, typed, "")


@pytest.mark.parametrize(("where", "typed", "said"), SAID)
def test_where_a_part_belongs_is_said(where: str, typed: str, said: str) -> None:
    _, problems = problems_of(where, typed)
    assert said in problems[0].hint


@pytest.mark.parametrize("mistake", IN_TWO_PLACES)
def test_nothing_typed_is_lost(mistake: str) -> None:
    assert_mended(*IN_TWO_PLACES[mistake])


def test_what_one_fix_mends_is_said_once() -> None:
    _, problems = problems_of("ngo_hours.days", "[вт, чт, сб]")
    assert [problem.code for problem in problems] == ["E220"]
    assert all(f"«{day}»" in problems[0].message for day in ("вт", "чт", "сб"))
    assert all(f"«{code}»" in problems[0].hint for code in ("tue", "thu", "sat"))


def test_words_go_to_the_line_that_has_their_field() -> None:
    table, text = put_in("ngo_services.cost", "free (для всех)\n    cost_note: по записи", ("cost_note",))
    line = text[: text.index("cost_note")].count("\n") + 1
    (problem,) = check_text(text, table)
    assert problem.fix is None
    assert f"«для всех» допишите в cost_note (строка {line})" in problem.hint


@pytest.mark.parametrize(
    "line", ["Хор «А», Клуб «Б», 90 тыс. руб.", "Хор «А», сквер, лавочки, 5 000 руб.", "Хор «А», без денег"]
)
def test_a_winner_of_whom_a_part_is_unclear_is_left_to_people(line: str) -> None:
    problems = check_text(f"{EVENT}{DAY}winners:\n  - {line}\n", load_package().tables["events"])
    assert [(problem.code, problem.fix) for problem in problems] == [("E207", None)]
