"""Good records with beginners' lines put in, and the fixes applied to them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from generator.model.schemas import Table, load_package
from generator.problems.problem import Problem
from generator.records.yaml import parse_record
from tests.hostile.roots import as_plain, check_text, way_to

HERE = re.compile(r"^(?P<pad> *)# здесь\n", re.MULTILINE)
NGO = "# здесь\nname: Клуб «Пример»\nstatus: unknown\nsource: анкета\n"
FORUM = "# здесь\ntitle: Форум «Пример»\nseason: 2026-winter\nsource: план\n"
EVENT = '# здесь\ntitle: Занятие\nkind: meeting\nstarts_on: "2026-12-12"\nsource: план\n'
PARTNERSHIP = "# здесь\ntitle: Соглашение о занятиях\nsource: план\nsides:\n"
SIDES = "  - name: Школа «Пример»\n    kind: municipal\n  - name: Клуб «Пример»\n    kind: group\n"
# One good record per table: the row begins below the comment.
RECORDS = {
    "ngos": NGO,
    "forums": FORUM,
    "events": EVENT,
    "partnerships": PARTNERSHIP + SIDES,
    "partnership_sides": PARTNERSHIP[8:] + "  # здесь\n" + SIDES,
    "ngo_services": NGO[8:] + "services:\n  # здесь\n  - title: Занятия\n",
    "service_times": NGO[8:]
    + 'services:\n  - title: Занятия\n    times:\n      # здесь\n      - days: [mon]\n        start: "10:00"\n',
    "ngo_hours": NGO[8:] + 'hours:\n  # здесь\n  - days: [mon]\n    opens: "08:00"\n    closes: "20:00"\n',
    "ngo_projects": NGO[8:] + "projects:\n  # здесь\n  - title: Лыжня\n",
    "ngo_support": NGO[8:] + "support:\n  # здесь\n  - provider: Фонд «Пример»\n    form: other\n",
    "ngo_help": NGO[8:] + "help_wanted:\n  # здесь\n  - way: volunteer\n    text: Пройти с нами лыжню\n",
    "ngo_offers": NGO[8:] + "offers:\n  # здесь\n  - text: Зал\n",
    "forum_sessions": FORUM[8:] + "sessions:\n  # здесь\n  - title: Дворы\n    type: panel\n    code: dvory\n",
    "forum_decisions": FORUM[8:]
    + 'decisions:\n  # здесь\n  - number: "1"\n    text: Провести конкурс.\n    addressees: [council]\n',
    "decision_steps": FORUM[8:] + 'decisions:\n  - number: "1"\n    text: Провести конкурс.\n'
    "    addressees: [council]\n    steps:\n      # здесь\n      - text: Собрали совет\n",
    "materials": FORUM[8:] + "materials:\n  # здесь\n  - title: Доклад\n    kind: document\n",
    "persons": NGO[8:] + "persons:\n  # здесь\n  - name: Примеров Пример\n    role: contact\n    basis: official\n",
    "indicator_values": "indicators:\n  - id: uchastniki\n    title: Участники\n    source: план\n    values:\n"
    '      # здесь\n      - role: actual\n        value: "5"\n        qualifier: exact\n        period: 2026 год\n'
    "        source: план\n",
}


def owner_of(table: Table) -> Table:
    """Return the table of the file that contains rows of ``table``."""
    return way_to(table)[0]


def put_in(where: str, typed: str, without: Iterable[str] = ()) -> tuple[Table, str]:
    """Return the file's table, and the good record in which the field «table.field» is as it was typed.

    ``without``: fields left out of the row.
    """
    table, name = where.split(".")
    text = RECORDS[table]
    at = HERE.search(text)
    assert at is not None
    before, row, pad = text[: at.start()], text[at.end() :], at["pad"]
    dash = "- " if row.startswith(f"{pad}- ") else ""
    for other in {*without} - {name}:
        row = re.sub(rf"^{pad}  {other}:.*\n", "", row, count=1, flags=re.MULTILINE)
    had = re.compile(rf"^({pad}(?:- |  )?){name}:.*\n", re.MULTILINE)
    if had.search(row):
        row = had.sub(lambda found: f"{found[1]}{name}: {typed}\n", row, count=1)
    else:
        first, _, rest = row.partition("\n")
        row = f"{first}\n{pad}{' ' * len(dash)}{name}: {typed}\n{rest}"
    return owner_of(load_package().tables[table]), before + row


def problems_of(where: str, typed: str) -> tuple[str, list[Problem]]:
    table, text = put_in(where, typed)
    return text, check_text(text, table)


def mend(text: str, table: Table, most: int = 9) -> str:
    """Return the text after each fix its messages offer is applied, one after another."""
    for _ in range(most):
        fix = next((problem.fix for problem in check_text(text, table) if problem.fix), None)
        if fix is None:
            break
        text = fix.apply(text)
    return text


def value_at(where: str, text: str, fields: Any) -> Any:
    """Return the fields of a row as plain values: those named in ``fields``, or the field itself."""
    table, name = where.split(".")
    steps = [step.key for step in way_to(load_package().tables[table]) if step.parents or (step.file and step.key)]
    node = as_plain(parse_record(text, "x.yml").root)  # type: ignore[arg-type]
    for step in steps:
        node = node[step][0]
    return {key: node.get(key) for key in fields} if isinstance(fields, dict) else node.get(name)
