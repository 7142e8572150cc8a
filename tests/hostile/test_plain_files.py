"""Files that are texts instead of records: one message, and what can be read of them as a beginning."""

from __future__ import annotations

from typing import Any

import pytest

from generator.model.schemas import load_package
from generator.records.yaml import parse_record
from tests.hostile.roots import as_plain, check_text

CARD = """\
Хор ветеранов «Примерная песня»

Адрес: 663690, ул. Примерная, д. 12
Телефон: 8 (39169) 3-11-22
почта hor@example.org
www.hor.example
пн, ср с 10 до 12
Директор Примеров Пример
"""
POSTER = """\
Семинар «Как писать заявку»
5 мая 2027 года в 15:00, Библиотека «Пример», ул. Примерная, д. 3
Приходите все!
"""
READ: dict[str, tuple[str, str, dict[str, Any], list[str]]] = {
    "a visiting card": (
        "ngos",
        CARD,
        {
            "name": "Хор ветеранов «Примерная песня»",
            "status": "unknown",
            "postcode": "663690",
            "address": "ул. Примерная, д. 12",
            "phones": ["8 (39169) 3-11-22"],
            "emails": ["hor@example.org"],
            "site": "https://www.hor.example",
            "hours": [{"days": ["mon", "wed"], "opens": "10:00", "closes": "12:00"}],
        },
        ["Директор Примеров Пример"],
    ),
    "an announcement": (
        "events",
        POSTER,
        {
            "title": "Семинар «Как писать заявку»",
            "kind": "seminar",
            "starts_on": "2027-05-05",
            "start": "15:00",
            "venue": "Библиотека «Пример»",
            "address": "ул. Примерная, д. 3",
        },
        ["Приходите все!"],
    ),
}


@pytest.mark.parametrize("kind", READ)
def test_a_record_begins_with_what_is_certain(kind: str) -> None:
    name, text, meant, rest = READ[kind]
    table = load_package().tables[name]
    (problem,) = check_text(text, table)
    assert problem.code == "E110"
    assert problem.fix is not None
    mended = problem.fix.apply(text)
    root = parse_record(mended, "x.yml").root
    assert root is not None
    assert as_plain(root) == meant
    assert [line for line in mended.split("\n") if line.startswith("#")] == [f"# {line}" for line in rest]
    assert [(one.code, one.field) for one in check_text(mended, table)] == [("E203", "source")]
    assert "допишите source" in problem.hint
    assert "/editors/form/" in problem.hint


TEXTS = {
    "a letter": ("ngos", "Здравствуйте!\nПросим добавить нас: мы собираемся по средам.\nС уважением, Примеров\n"),
    "an invitation": ("events", "Приглашаем на вечер!\n5 мая 2027 года в 15:00\nВход свободный.\n"),
    "a sentence": ("partnerships", "Школа и клуб договорились вместе вести кружок\nпо средам и пятницам\n"),
    "a name and a mobile": ("ngos", "Клуб «Пример»\nмоб. 8 913 000-00-01\n"),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_of_other_texts_only_the_required_fields_are_named(kind: str) -> None:
    name, text = TEXTS[kind]
    table = load_package().tables[name]
    (problem,) = check_text(text, table)
    assert (problem.code, problem.fix) == ("E110", None)
    assert "например" in problem.hint
    for field in table.fields:
        assert not field.required or field.implied or f"{field.name} ({field.title})" in problem.hint


@pytest.mark.parametrize(
    "text",
    [
        "name: Клуб\nМы поём\nи танцуем\n",
        "Название: Клуб\nТелефон: 8(39169)2-00-01\n",
        "name Клуб\nstatus unknown\n",
        "Название;Телефон;Адрес\nКлуб;2-00-01;ул. Мира\n",
    ],
)
def test_a_file_with_a_field_is_read_as_a_record(text: str) -> None:
    problems = check_text(text, load_package().tables["ngos"])
    assert problems
    assert not any(problem.message.startswith("В файле нет ни одного поля") for problem in problems)
