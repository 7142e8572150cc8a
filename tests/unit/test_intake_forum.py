"""Programmes and decisions as people write them in spreadsheets: what is read is right, the rest is reported by row."""

from __future__ import annotations

import json
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.cli import main
from generator.exports.book import write_book
from generator.intake import Options, Report, import_file
from generator.intake.forum_words import is_body, kind_of, label_of, read_day, read_deadline, read_times, unquoted_title
from generator.intake.report import write_json
from generator.problems.problem import PortalError, has_errors
from generator.records.check import check_root
from generator.records.tables import runs_of
from tests.hostile.roots import REPOSITORY

STRUCTURE = REPOSITORY.parent / "shared" / "data" / "forum-programme-structure.json"
FORUM = "title: Форум «Пример»\nstarts_on: '2026-06-10'\nends_on: '2026-06-11'\nsource: оргкомитет\n"
Rows = list[list[str]]


def write(root: Path, rows: Rows, name: str = "programma.xlsx") -> Path:
    width = max(map(len, rows))
    even = [tuple(row + [""] * (width - len(row))) for row in rows]
    path = root.parent / name
    path.write_bytes(write_book([("Программа", even[0], list(runs_of(even[1:])))]))
    return path


def bring(root: Path, rows: Rows, text: str = FORUM, **options: Any) -> tuple[Report, dict[str, Any]]:
    record = root / "forums" / "2026-summer.yml"
    if not record.exists():
        record.write_text(text, "utf-8")
    path = write(root, rows)
    report = import_file(path, root, Options(forum="2026-summer", **options))
    found = json.loads(write_json(report))
    assert found["rows"] == found["accepted"] + found["rejected"]
    checked = check_root(root)
    assert not has_errors(checked.problems), checked.problems
    before = record.read_bytes()
    again = import_file(path, root, Options(forum="2026-summer"))
    assert again.count("created", "merged") == 0
    assert record.read_bytes() == before
    return report, checked.records["forums"]["2026-summer"]


def outcome(record: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (str(s.get("date", ""))[5:], f"{s['start']:%H:%M}" if "start" in s else "", s.get("hall", ""), s["title"])
        for s in record["sessions"]
    ]


YARDS = "«Дворы нашего города»\nВопросы:\n– освещение\n– лавочки"
TABLE: Rows = [
    ["Программа форума «Пример»"],
    ["Время", "Место", "Формат", "Тема", "Модератор", "Примечание"],
    ["10 июня 2026 г., среда"],
    ["9:00 – 10:00", "Холл", "Регистрация, утренний кофе", "", "", "столик"],
    ["10.00-11.30", "Большой зал", "Круглый стол", YARDS, "Иванов И. И.", ""],
    ["", "Малый зал", "Фокус-группа", "Соседи", "АНО «Клуб соседей»", ""],
    ["25:00 – 26:00", "Малый зал", "Семинар", "Ошибка времени", "", ""],
    ["11 июня"],
    ["с 10:00 до 12:00", "Большой зал", "Мастер-класс", "Заявка на грант", "", ""],
    ["11:00–12:30", "Большой зал", "Семинар", "Накладка в зале", "", ""],
    ["Кофе пьём весь день", "", "", "", "", ""],
    ["13:00", "", "Подведение итогов", "", "", ""],
]  # fmt: skip


def test_a_table_with_days_as_rows(fresh_root: Path) -> None:
    report, record = bring(fresh_root, TABLE)
    assert outcome(record) == [
        ("06-10", "09:00", "Холл", "Регистрация, утренний кофе"),
        ("06-10", "10:00", "Большой зал", "Дворы нашего города"),
        ("06-10", "10:00", "Малый зал", "Соседи"),
        ("06-11", "10:00", "Большой зал", "Заявка на грант"),
        ("06-11", "13:00", "", "Подведение итогов"),
    ]
    kinds = [(s["type"], s.get("type_text")) for s in record["sessions"]]
    assert kinds == [
        ("registration", "Регистрация, утренний кофе"), ("round_table", None), ("other", "Фокус-группа"),
        ("master_class", None), ("closing", None),
    ]  # fmt: skip
    assert record["sessions"][1]["topics"] == ["освещение", "лавочки"]
    assert record["sessions"][2]["organisations"] == ["АНО «Клуб соседей»"]
    assert len({s["code"] for s in record["sessions"]}) == 5
    reasons = {row.number: row.draft.reason for row in report.rows if row.draft.reason}
    assert set(reasons) == {7, 10, 11}
    assert "время «25:00 – 26:00» не прочитано" in reasons[7]
    assert "E304" in reasons[10]
    assert "строка не понята" in reasons[11]
    notes = {row.number: " ".join(row.draft.notes) for row in report.rows if row.draft.notes}
    assert "людей впишите в persons" in notes[5]
    assert "время 10:00 взято из строки выше" in notes[6]
    assert "Иванов" not in (fresh_root / "forums" / "2026-summer.yml").read_text("utf-8")
    assert list(report.columns.values()) == [[("Примечание", "-")]]


def test_a_programme_without_a_header_and_halls_as_rows(fresh_root: Path) -> None:
    rows: Rows = [
        ["ПРОГРАММА"],
        ["День 1"],
        ["Большой зал"],
        ["10⁰⁰–11⁰⁰", "Пленарное заседание «Город и люди»"],
        ["Модератор: Администрация города"],
        ["Темы для обсуждения:"],
        ["1. Бюджет города"],
        ["2. Соседи"],
        ["Малый зал"],
        ["10:00-11:00 Семинар: Отчёты НКО"],
        ["День 2"],
        ["12:00–13:00", "Награждение"],
        ["Стулья принести свои"],
    ]
    report, record = bring(fresh_root, rows)
    assert outcome(record) == [
        ("06-10", "10:00", "Большой зал", "Город и люди"),
        ("06-10", "10:00", "Малый зал", "Отчёты НКО"),
        ("06-11", "12:00", "", "Награждение"),
    ]
    assert record["sessions"][0]["topics"] == ["Бюджет города", "Соседи"]
    assert record["sessions"][0]["organisations"] == ["Администрация города"]
    assert [(row.number, row.fate) for row in report.rows if row.draft.reason] == [(13, "rejected")]


def test_a_grid_whose_columns_are_halls(fresh_root: Path) -> None:
    """Its header is repeated for each day; lines below a session belong to the hall of their column."""
    rows: Rows = [
        ["10 июня"],
        ["Время", "Большой зал", "Малый зал"],
        ["09:30–10:00", "Регистрация", ""],
        ["10:00–11:00", "Круглый стол «Дворы»\nВедущий: Центр «Диалог»", "Мастер-класс «Отчёт»"],
        ["", "Вопросы: свет", "Модератор: АНО «Клуб»"],
        ["", "Стулья", ""],
        *[[] for _ in range(40)],
        ["11 июня"],
        ["Время", "Лекторий", "Сцена"],
        ["11:00–11:15", "Лекция «Город»", "Концерт"],
    ]
    report, record = bring(fresh_root, rows)
    assert outcome(record) == [
        ("06-10", "09:30", "", "Регистрация"),
        ("06-10", "10:00", "Большой зал", "Дворы"),
        ("06-10", "10:00", "Малый зал", "Отчёт"),
        ("06-11", "11:00", "Лекторий", "Город"),
        ("06-11", "11:00", "Сцена", "Концерт"),
    ]
    yards, account = record["sessions"][1:3]
    assert (yards["topics"], yards["organisations"]) == (["свет"], ["Центр «Диалог»"])
    assert account["organisations"] == ["АНО «Клуб»"]
    assert [(row.number, row.draft.reason) for row in report.rows if row.draft.reason] == [
        (6, "строка не понята: «Стулья»")
    ]


def test_days_and_hours_kept_as_days_and_hours(fresh_root: Path) -> None:
    """Cells with a spreadsheet's date and time types; a day merged over several rows is in the first of them."""
    head = ["Дата", "Начало", "Окончание", "Мероприятие"]
    rows = [
        (date(2026, 6, 10), time(9, 30), time(10), "Открытие"),
        (None, time(10), time(11, 15), "Семинар «Отчёты»"),
        (date(2026, 6, 11), time(12), None, "Закрытие"),
    ]
    (fresh_root / "forums" / "2026-summer.yml").write_text(FORUM, "utf-8")
    path = fresh_root.parent / "dni.xlsx"
    path.write_bytes(write_book([("Дни", head, list(runs_of(rows)))]))
    report = import_file(path, fresh_root, Options(forum="2026-summer"))
    assert report.count("created") == 3
    assert outcome(check_root(fresh_root).records["forums"]["2026-summer"]) == [
        ("06-10", "09:30", "", "Открытие"), ("06-10", "10:00", "", "Отчёты"), ("06-11", "12:00", "", "Закрытие"),
    ]  # fmt: skip


CELLS = (
    "", "10:00–11:00", "25:00", "10 июня", "День 2", "12.06.2026", "Большой зал", "Модератор: Иванов И. И.", "– свет",
    "Круглый стол «Дворы»", "Время", "Зал", "Тема", "№", "Решение", "Срок", "Ответственный", "1.", "2", "1. Сделать.",
    "администрация", "IV квартал 2026", "Итого", "=1+1", "«", "x" * 400, "Срок: скоро", "31 февраля 2026",
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(st.sampled_from(CELLS), min_size=1, max_size=4), min_size=1, max_size=12))
def test_whatever_is_in_a_sheet_adds_up_and_passes_the_check(rows: Rows, fresh_root: Path) -> None:
    (fresh_root / "forums" / "2026-summer.yml").write_text(FORUM, "utf-8")
    try:
        report = import_file(write(fresh_root, rows), fresh_root, Options(forum="2026-summer"))
    except PortalError:
        return
    found = json.loads(write_json(report))
    assert found["rows"] == found["accepted"] + found["rejected"]
    assert found["accepted"] == found["created"] + found["merged"] + found["unchanged"]
    assert len(found["reasons"]) == found["rejected"]
    assert not has_errors(check_root(fresh_root).problems)


def test_what_staff_wrote_stays_until_the_table_is_to_win(fresh_root: Path) -> None:
    text = FORUM + "sessions:\n  # главная встреча\n  - code: dvory\n    type: panel\n    title: Дворы нашего города\n"
    report, record = bring(fresh_root, TABLE, text)
    first = record["sessions"][0]
    assert (first["code"], first["type"], first["start"]) == ("dvory", "panel", time(10))
    assert any("type: в записи «panel»" in note for row in report.rows for note in row.draft.notes)
    _, record = bring(fresh_root, TABLE, overwrite=True)
    assert record["sessions"][0]["type"] == "round_table"
    assert "# главная встреча" in (fresh_root / "forums" / "2026-summer.yml").read_text("utf-8")


DECISIONS: Rows = [
    ["Резолюция форума"],
    ["№ п/п", "Решение", "Срок", "Ответственный", "Примечание"],
    ["1.", "Провести конкурс дворовых инициатив", "до 1 декабря 2026 года", "администрация; Совет депутатов", "важно"],
    ["2.", "Открыть школу волонтёров", "IV квартал 2026 г.", "МБУ «Библиотека»", ""],
    ["3.", "Собирать отзывы жителей", "постоянно", "Петров П. П.", ""],
    ["4.1", "Дробный пункт", "", "администрация", ""],
    ["", "", "", "", ""],
]


def test_a_table_of_decisions(fresh_root: Path) -> None:
    report, record = bring(fresh_root, DECISIONS)
    assert record["decisions"] == [
        {"number": 1, "text": "Провести конкурс дворовых инициатив", "addressees": ["administration", "council"],
         "deadline": date(2026, 12, 1)},
        {"number": 2, "text": "Открыть школу волонтёров", "addressees": ["МБУ «Библиотека»"],
         "deadline": date(2026, 12, 31)},
    ]  # fmt: skip
    reasons = {row.number: row.draft.reason for row in report.rows if row.draft.reason}
    assert set(reasons) == {5, 6}
    assert "кому адресовано" in reasons[5]
    assert "не целый" in reasons[6]
    assert any("записан последним днём: 2026-12-31" in note for row in report.rows for note in row.draft.notes)


def test_decisions_in_words(fresh_root: Path) -> None:
    rows: Rows = [
        ["По итогам форума участники решили:"],
        ["1. Провести конкурс дворовых инициатив. Срок: до 01.12.2026. Ответственный: Администрация города."],
        ["2) Открыть школу волонтёров."],
        ["Ответственные: Совет депутатов, Центр поддержки НКО"],
        ["Срок исполнения – март 2027 г."],
        ["Спасибо всем!"],
    ]
    report, record = bring(fresh_root, rows)
    first, second = record["decisions"]
    assert (first["text"], first["deadline"], first["addressees"]) == (
        "Провести конкурс дворовых инициатив.", date(2026, 12, 1), ["administration"],
    )  # fmt: skip
    assert (second["deadline"], second["addressees"]) == (date(2027, 3, 31), ["council", "Центр поддержки НКО"])
    assert [(row.number, row.draft.reason) for row in report.rows if row.draft.reason] == [
        (6, "строка не понята: «Спасибо всем!»")
    ]


def test_a_forum_that_is_not_there_is_reported(fresh_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(fresh_root, TABLE)
    assert main(["import", str(path), "--root", str(fresh_root), "--forum", "2030-net"]) == 2
    assert "portal new forum 2030-net" in capsys.readouterr().err
    assert main(["import", str(path), "--root", str(fresh_root)]) == 2
    assert "--forum" in capsys.readouterr().err
    with pytest.raises(PortalError, match="ни программа, ни решения"):
        bring(fresh_root, [["Смета"], ["Бумага", "12"]])


@pytest.mark.skipif(not STRUCTURE.is_file(), reason="the real programmes are not here")
@pytest.mark.parametrize("shape", ["table", "halls"])
@pytest.mark.parametrize("year", ["2019", "2020"])
def test_real_programmes_come_in_whole(shape: str, year: str, fresh_root: Path) -> None:
    slots = [s for s in json.loads(STRUCTURE.read_text("utf-8")) if s["date"].startswith(year)]
    rows: Rows = [["Время", "Зал", "Формат", "Тема", "Вопросы"]] if shape == "table" else [["Программа"]]
    for day in sorted({s["date"] for s in slots}):
        rows.append([".".join(reversed(day.split("-")))])
        of_day = [s for s in slots if s["date"] == day]
        for hall in dict.fromkeys(s["place"] for s in of_day) if shape == "halls" else [None]:
            rows += [[hall]] if hall else []
            for slot in of_day if hall is None else [s for s in of_day if s["place"] == hall]:
                questions = [f"вопрос {n}" for n in range(1, slot["list_items"] + 1)]
                if shape == "table":
                    rows.append([slot["time"], slot["place"], slot["type"], slot["topic"], "\n".join(questions)])
                else:
                    rows += [[slot["time"], f"{slot['type']}\n{slot['topic']}"]]
                    rows += [["Темы для обсуждения:"], *([f"– {q}"] for q in questions)] if questions else []
    report, record = bring(fresh_root, rows, f"title: Форум\nseason: {year}-autumn\nsource: кэш программы\n")
    assert report.count("created") == len(slots)
    read = {
        (
            str(s["date"]),
            f"{s['start']:%H:%M}",
            f"{s['end']:%H:%M}",
            s.get("hall", ""),
            s["title"],
            len(s.get("topics", ())),
        )
        for s in record["sessions"]
    }
    expected = set()
    for slot in slots:
        start, end = (part.strip().zfill(5) for part in slot["time"].split("–"))
        title = unquoted_title(slot["topic"] or slot["type"].rstrip("."))
        expected.add((slot["date"], start, end, slot["place"], title, slot["list_items"]))
    assert read == expected


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("9:00 – 10:00", "09:00", "10:00"), ("10.00-11.30", "10:00", "11:30"), ("с 9:00 до 9:45", "09:00", "09:45"),
        ("10⁰⁰–11³⁰", "10:00", "11:30"), ("18:00", "18:00", ""), ("10:00:00", "10:00", ""), ("10 июня", "", ""),
        ("10.06.2026", "", ""), ("2026-06-10", "", ""), ("12:00–11:00", "", ""), ("27:00", "", ""),
        ("с 9 часов до 10 часов", "09:00", "10:00"), ("10 ч 00 мин", "10:00", ""), ("в 11:00", "11:00", ""),
        ("12 часов", "12:00", ""), ("2:30 PM", "14:30", ""), ("12:00 AM", "00:00", ""), ("12:15 дня", "12:15", ""),
        ("2.30 дня – 4.00 дня", "14:30", "16:00"), ("9:30 утра", "09:30", ""), ("10:00 мск", "", ""),
        ("10:00 (московское)", "", ""), ("2018-01-01 11:00:00", "11:00", ""),
    ],
)  # fmt: skip
def test_times(text: str, start: str, end: str) -> None:
    found = read_times(text)
    assert found[:2] == (start, end)
    assert bool(found.fault) == (text in ("12:00–11:00", "27:00") or "м" in text[6:8])
    assert not (start and found.rest)


def test_days_as_columns_and_one_pause_of_all_halls(fresh_root: Path) -> None:
    _, record = bring(fresh_root, [["Программа, 10–11 июня 2026 года"], ["Время", "10 июня", "11 июня"],
                                   ["10:00", "Открытие", "Секция"], ["12:00", "Обед", "Обед"]])  # fmt: skip
    assert outcome(record) == [
        ("06-10", "10:00", "", "Открытие"), ("06-11", "10:00", "", "Секция"),
        ("06-10", "12:00", "", "Обед"), ("06-11", "12:00", "", "Обед"),
    ]  # fmt: skip


def test_a_pause_of_all_halls_is_one_pause(fresh_root: Path) -> None:
    _, record = bring(
        fresh_root, [["10 июня"], ["Время", "Малый зал", "Сцена", "Двор"], ["10:00", "Обед", "Обед", "Обед"]]
    )
    assert outcome(record) == [("06-10", "10:00", "", "Обед")]


def test_who_leads_is_no_part_of_a_title_and_the_same_row_twice_is_reported(fresh_root: Path) -> None:
    row = ["10 июня", "10:00", "Дискуссия «Дети». Спикер: Примеров Пётр Ильич, тел. 8-900-000-00-00"]
    report, record = bring(fresh_root, [["Дата", "Время", "Тема"], row, row])
    assert outcome(record) == [("06-10", "10:00", "", "Дети")]
    assert [row.fate for row in report.rows] == ["created", "rejected"]
    assert "то же стоит в строке 2" in report.rows[1].draft.reason
    assert "Примеров" not in (fresh_root / "forums" / "2026-summer.yml").read_text("utf-8")


def test_words_of_programmes() -> None:
    first = date(2026, 6, 10)
    days = {"10 июня 2026 г., среда": 10, "День 2": 11, "11 июня": 11, "12.06.2026": 12, "Второй день": 11}
    assert {text: (read_day(text, first) or first).day for text in days} == days
    assert read_day("Обед", first) is None
    assert kind_of("Серия авторских мастер-классов") == "master_class"
    assert (kind_of("Экспертная сессия"), kind_of("Дворы")) == ("other", "")
    assert label_of("Модератор: Центр") == ("people", "Центр")
    assert label_of("Участники дискуссии: все") == ("people", "все")
    assert label_of("Модераторы будут") == ("", "Модераторы будут")
    assert is_body("АНО «Надежда»")
    assert not any(map(is_body, ("Иванова Анна", "Директор АНО «Пример»", "Центр И. И. Иванова")))
    assert read_deadline("до конца 2026 года").value == date(2026, 12, 31)
    assert read_deadline("в течение месяца").value is None
    assert unquoted_title("«Город «Пример» и люди»") == "Город «Пример» и люди"
    assert unquoted_title("«Город» и «люди»") == "«Город» и «люди»"
