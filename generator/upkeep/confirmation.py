"""Once a year each НКО is asked to confirm its record: makes the letters and records the answer.

A letter says what the portal shows and what it lacks. It is addressed to the organisation, never to a person, and
contains no records of people. Only ``record_answer`` touches the disk.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from generator.catalog.freshness import unconfirmed
from generator.catalog.models import Catalog, Ngo
from generator.disk import is_plain, read_file, write_file
from generator.model.rows import AnyRow
from generator.model.schemas import Field, load_package
from generator.phones import format_phone
from generator.problems.completeness import measure
from generator.problems.problem import PortalError
from generator.records.canonical import text_of
from generator.records.writing import set_fields
from generator.records.yaml import MAX_BYTES
from generator.text import format_date
from generator.upkeep.letters import Letter, heading, listed, paragraph, signature

TITLE = "Кто не подтвердил запись за год"
SHOWN = (
    "name",
    "short_name",
    "legal_form",
    "status",
    "summary",
    "audiences",
    "address",
    "phones",
    "emails",
    "site",
    "links",
)
LISTS = ("services", "projects")
OURS = ("подтверждение", "когда видели")  # gaps that the centre fills in itself


def make_letters(catalog: Catalog) -> list[Letter]:
    """Return a letter to each organisation that has not confirmed its record for a year."""
    return [make_letter(ngo, catalog) for ngo in unconfirmed(catalog)]


def make_letter(ngo: Ngo, catalog: Catalog) -> Letter:
    """Return a letter with the record's data as readers see it."""
    row: AnyRow = ngo.row
    table = catalog.package.tables["ngos"]
    fields = table.by_name
    lines = [f"{fields[name].title}: {_show(fields[name], row[name], catalog)}" for name in SHOWN if row[name]]
    for key in LISTS:
        lines += [f"{table.nested[key].title}: {item['title']}" for item in row[key]]
    missing = [title for title in measure("ngos", row).missing if not title.startswith(OURS)]
    page = f"{catalog.settings['url']}{ngo.url}"
    blocks = [
        paragraph(f"Кому: {row['name']}"),
        paragraph("Раз в год мы просим каждую организацию проверить, что сказано о ней на портале. Вот запись:"),
        listed(lines),
        paragraph(f"Страница: {page}"),
        *([heading("Чего не хватает"), listed(missing)] if missing else []),
        paragraph(
            "Если всё верно, ответьте «Подтверждаем». Если нет — напишите, что исправить. "
            "Личные телефоны и имена без согласия человека не присылайте."
        ),
        paragraph(signature(catalog)),
    ]
    last = row["confirmed_on"]
    return Letter(
        ngo.id,
        row["emails"][0] if row["emails"] else "",
        ngo.title,
        f"подтверждено {format_date(last)}" if last else "не подтверждали ни разу",
        f"Проверьте запись о вас на портале: {ngo.title}",
        tuple(blocks),
        f"Проверьте, пожалуйста, запись о вас: {page}\nПодробности в письме, файл {ngo.id}.docx.\n",
    )


def _show(field: Field, value: object, catalog: Catalog) -> str:
    values = value if isinstance(value, list | tuple) else [value]
    if field.list:
        return ", ".join(catalog.vocabulary.labels(field.list, [str(code) for code in values]))
    if field.items == "phone":
        return ", ".join(format_phone(str(number), catalog.settings["phone_code"]) for number in values)
    return ", ".join(text_of(item) for item in values)


def record_answer(root: Path, ngo_id: str, day: date) -> Path:
    """Write ``confirmed_on`` into a record. Raises PortalError if the record is absent or has errors."""
    name = f"ngos/{ngo_id}.yml"
    if not is_plain(name) or not os.path.lexists(root / name):
        raise PortalError(f"Записи {name} нет. Код записи — имя её файла без .yml.")
    try:
        text = read_file(root, name, MAX_BYTES).decode("utf-8")
        changed = set_fields(text, load_package().tables["ngos"], {"confirmed_on": day})
    except ValueError as error:
        raise PortalError(f"{name}: в записи ошибки, сначала исправьте их (portal check). Файл не тронут.") from error
    return write_file(root, name, changed)
