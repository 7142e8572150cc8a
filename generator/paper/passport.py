"""The passport of the practice as the town submits it: eleven sections in the original order, as PDF and DOCX.

Both come from one description: a section has a heading and blocks; a block is a text, a list or a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from generator.catalog.models import Catalog
from generator.model.rows import IndicatorValuesRow, PracticeActsRow, PracticePointsRow, PracticeRow
from generator.paper.organisations import Data, frame
from generator.paper.typesetting import typeset
from generator.paper.word import write_docx
from generator.phones import format_phone
from generator.records.evidence import last_actual
from generator.text import NBSP, format_date, format_money, format_number, paragraphs

PDF, DOCX = "print/passport.pdf", "print/passport.docx"
TITLE = "Паспорт проекта"
SILENT = "в источнике не указано"
Block = dict[str, Any]
Row = Sequence[str]


def make(catalog: Catalog) -> Iterator[tuple[str, bytes]]:
    """Yield both files; nothing for a portal without a passport."""
    for data in describe_all(catalog):
        yield PDF, typeset("passport", data, catalog)
        yield DOCX, write_docx(data, catalog.today)


def describe_all(catalog: Catalog) -> Iterator[Data]:
    if catalog.practice:
        sections = describe(catalog, catalog.practice)
        yield frame(catalog) | {"title": TITLE, "lead": catalog.practice["title"], "sections": sections}


def describe(catalog: Catalog, row: PracticeRow) -> list[Block]:
    """Return sections 1 to 11 as {"title", "blocks"}; a block is {"kind": head | text | points | table, …}."""
    sections = (
        ("Наименование практики", [_text(row["title"])]),
        ("Наименование региона, в котором была реализована практика", [_text(row["region"])]),
        ("Предпосылки реализации", _background(row)),
        ("Результаты проекта (что было достигнуто) — по возможности в измеримых величинах", [_results(catalog)]),
        ("Участники проекта внедрения практики", [_participants(row)]),
        ("Краткое описание бизнес-модели реализации практики", list(_model(row))),
        (
            "Действия по развёртыванию практики — перечень мероприятий, которые были предприняты для того, "
            "чтобы реализовать практику",
            [_actions(row)],
        ),
        (
            "Нормативно-правовое обеспечение реализации практики — какие нормативные правовые акты были разработаны "
            "или утверждены для того, чтобы практика была реализована",
            list(_acts(row)),
        ),
        ("Выгодополучатели (стейкхолдеры): регион, предприниматели, жители", [_beneficiaries(row)]),
        ("Затраты на реализацию проекта", list(_costs(row))),
        ("Список контактов ответственных за реализацию проекта в регионе", [_contacts(catalog, row)]),
    )
    return [{"title": f"{number}. {title}", "blocks": blocks} for number, (title, blocks) in enumerate(sections, 1)]


def _text(words: str) -> Block:
    return {"kind": "text", "text": words}


def _head(words: str) -> Block:
    return {"kind": "head", "text": words}


def _table(columns: Row, widths: Sequence[int], rows: Iterable[Row]) -> Block:
    """Return a table with numbered rows; ``widths`` are shares of the width beside the number."""
    numbered = [[str(number), *row] for number, row in enumerate(rows, 1)]
    return {"kind": "table", "columns": ["№", *columns], "widths": list(widths), "rows": numbered}


def _points(row: PracticeRow, section: str) -> list[PracticePointsRow]:
    return [point for point in row["points"] if point["section"] == section]


def _background(row: PracticeRow) -> list[Block]:
    problems = [[point["text"]] for point in _points(row, "problem")]
    enablers = [[point["text"]] for point in _points(row, "enabler")]
    return [
        _head("Краткое описание ситуации, обусловившей реализацию практики"),
        *map(_text, paragraphs(row["background"])),
        *_before(row),
        _head("Проблемы, которые должны были быть решены реализацией практики"),
        _table(["Описание проблемы"], [1], problems),
        _head("Возможности, которые позволили реализовать практику"),
        _table(["Описание возможности"], [1], enablers),
    ]


def _before(row: PracticeRow) -> Iterator[Block]:
    """Yield the figures from before the practice, if any."""
    sentences = [
        f"зарегистрировано СО НКО: {row['registered']}" if row["registered"] is not None else "",
        f"постоянную деятельность вели: {row['active']}" if row["active"] is not None else "",
        f"доля действующих: {row['active_share']}" if row["active_share"] else "",
        f"получали поддержку в год: {row['supported_before']}" if row["supported_before"] else "",
    ]
    if any(sentences):
        yield _text(f"До начала практики: {'; '.join(part for part in sentences if part)}.")


def _results(catalog: Catalog) -> Block:
    rows = []
    for item in catalog.indicators:
        value = last_actual(item)
        unit = f", {item['unit']}" if item["unit"] else ""
        rows.append([f"{item['title']}{unit}", qualified(value) if value else SILENT])
    return _table(["Показатель, единица измерения", "Значение показателя"], [3, 1], rows)


def qualified(value: IndicatorValuesRow) -> str:
    """Return «более 100», «около 5», «8–10» or the number."""
    before = {"more_than": "более ", "about": "около "}.get(value["qualifier"], "")
    after = f"–{format_number(value['value_to'])}" if value["qualifier"] == "range" and value["value_to"] else ""
    return f"{before}{format_number(value['value'])}{after}"


def _participants(row: PracticeRow) -> Block:
    rows = [[item["name"], item["role"] or "роль в источнике не указана"] for item in row["participants"]]
    return _table(["Участник", "Описание его роли в проекте внедрения практики"], [1, 1], rows)


def _model(row: PracticeRow) -> Iterator[Block]:
    for point in _points(row, "model"):
        if point["title"]:
            yield _head(point["title"])
        yield from map(_text, paragraphs(point["text"]))
    if processes := _points(row, "process"):
        yield _head("Ключевые процессы (процессы, правила и условия, нормы — взаимоотношения)")
        yield {"kind": "points", "items": [_joined(point) for point in processes]}


def _joined(point: PracticePointsRow) -> str:
    return f"{point['title']}: {point['text']}" if point["title"] else str(point["text"])


def _actions(row: PracticeRow) -> Block:
    rows = [[item["title"], item["executor"] or SILENT] for item in row["actions"]]
    return _table(["Описание мероприятия", "Исполнитель"], [3, 2], rows)


def _acts(row: PracticeRow) -> Iterator[Block]:
    adopted = [[_act(act), act["result"] or SILENT] for act in row["acts"] if act["relation"] == "adopted"]
    amended = [
        [_act(act), act["change"] or SILENT, act["result"] or SILENT]
        for act in row["acts"]
        if act["relation"] == "amended"
    ]
    if adopted:
        yield _head("Принятые НПА")
        yield _table(["Наименование НПА", "Результат принятия НПА (в аспекте реализации практики)"], [1, 1], adopted)
    if amended:
        yield _head("Изменённые НПА")
        columns = ["Наименование НПА", "Изменения, внесённые в НПА", "Результат внесения изменений"]
        yield _table(columns, [1, 1, 1], amended)


def _act(act: PracticeActsRow) -> str:
    number = f" №{NBSP}{act['number']}" if act["number"] and act["number"] not in act["title"] else ""
    since = f" от {format_date(act['on'])}" if act["on"] else ""
    return f"{act['title']}{number}{since}"


def _beneficiaries(row: PracticeRow) -> Block:
    rows = [[item["name"], item["benefit"]] for item in row["beneficiaries"]]
    columns = [
        "Выгодополучатель / группа выгодополучателей",
        "Описание выгод, полученных в результате внедрения практики",
    ]
    return _table(columns, [1, 2], rows)


def _costs(row: PracticeRow) -> Iterator[Block]:
    """Yield the costs, as in the original, and the income apart from them."""
    for direction, title, columns in (
        ("cost", "", ("Статья затрат", "Объём затрат")),
        ("income", "Привлечено (не затраты)", ("Статья", "Объём")),
    ):
        rows = [
            [item["title"], f"{format_money(item['sum'])}, {item['basis']}"]
            for item in row["costs"]
            if item["direction"] == direction
        ]
        if rows:
            yield from [_head(title)] if title else []
            yield _table(columns, [1, 1], rows)


def _contacts(catalog: Catalog, row: PracticeRow) -> Block:
    area = catalog.settings["phone_code"]
    rows = []
    for person in row["persons"]:
        who = ", ".join(part for part in (person["name"], person["position"], person["organisation"]) if part)
        phone = format_phone(person["phone"], area) if person["phone"] else ""
        rows.append([who, ", ".join(part for part in (phone, person["email"]) if part)])
    return _table(["Ответственный (ФИО, должность)", "Телефон, электронная почта"], [3, 2], rows)
