"""Once a year each НКО is asked to confirm its record: letters, who has not answered, and the answer in one line.

A letter says what the portal shows and what is missing in it. It is addressed to the organisation, never to a person:
records of people stay out of it. Public rows in, texts out; ``write_letters`` and ``record_answer`` touch the disk.
"""

from __future__ import annotations

import os
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from generator import locks
from generator.catalog.freshness import unconfirmed
from generator.catalog.models import Catalog, Entity
from generator.disk import is_plain, read_file, write_file
from generator.model.schemas import Field, load_package
from generator.phones import format_phone
from generator.problems.completeness import measure
from generator.problems.problem import PortalError
from generator.records.canonical import text_of
from generator.records.writing import set_fields
from generator.records.yaml import MAX_BYTES
from generator.text import format_date

INSTALL = f"Чтобы делать письма, доставьте разбор документов: {locks.how_to_install(locks.DOCUMENTS)}"
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


OURS = ("подтверждение", "когда видели")  # what the centre finds out itself
LONGEST = 1900  # characters of a mail link: programs for letters cut longer ones


class Letter(NamedTuple):
    """A letter to one organisation; ``to`` is its mailbox, if any; ``short`` asks to read what is attached."""

    ngo: str
    to: str
    subject: str
    text: str
    short: str

    @property
    def mailto(self) -> str:
        """A link that opens the letter ready to send; of a long one, the note that goes with it."""
        links = (
            f"mailto:{self.to}?subject={quote(self.subject)}&body={quote(text)}" for text in (self.text, self.short)
        )
        whole, short = links
        return whole if len(whole) <= LONGEST else short


def make_letter(ngo: Entity, catalog: Catalog) -> Letter:
    """The letter with the record's data as readers see them."""
    row, settings = ngo.row, catalog.settings
    table = catalog.package.tables["ngos"]
    fields = table.by_name
    lines = [f"{fields[name].title}: {_show(fields[name], row[name], catalog)}" for name in SHOWN if row[name]]
    for key in LISTS:
        lines += [f"{table.nested[key].title}: {item['title']}" for item in row[key]]
    missing = [f"— {title}" for title in measure("ngos", row).missing if not title.startswith(OURS)]
    contact = ", ".join(
        part
        for part in (format_phone(settings["operator_phone"] or "", settings["phone_code"]), settings["operator_email"])
        if part
    )
    parts = [
        f"{row['name']}\n",
        "Раз в год мы просим каждую организацию проверить, что сказано о ней на портале. Вот запись:\n",
        "\n".join(lines) + "\n",
        f"Страница: {settings['url']}{ngo.url}\n",
        *(["Чего не хватает:\n" + "\n".join(missing) + "\n"] if missing else []),
        "Если всё верно, ответьте «Подтверждаем». Если нет — напишите, что исправить. "
        "Личные телефоны и имена без согласия человека не присылайте.\n",
        f"{settings['operator']}{', ' + contact if contact else ''}\n",
    ]
    to = row["emails"][0] if row["emails"] else ""
    short = (
        f"Проверьте, пожалуйста, запись о вас: {settings['url']}{ngo.url}\nПодробности в письме, файл {ngo.id}.docx.\n"
    )
    return Letter(ngo.id, to, f"Проверьте запись о вас на портале: {ngo.title}", "\n".join(parts), short)


def _show(field: Field, value: object, catalog: Catalog) -> str:
    values = value if isinstance(value, list | tuple) else [value]
    if field.list:
        return ", ".join(catalog.vocabulary.labels(field.list, [str(code) for code in values]))
    if field.items == "phone":
        return ", ".join(format_phone(str(number), catalog.settings["phone_code"]) for number in values)
    return ", ".join(text_of(item) for item in values)


def write_letters(catalog: Catalog, base: Path, folder: str) -> list[Letter]:
    """A TXT and a DOCX for each unconfirmed organisation, and the list of them with mail links.

    They go into a folder below ``base``.
    """
    try:
        from docx import Document  # late: an extra that costs to import
    except ImportError as error:
        raise PortalError(INSTALL) from error
    waiting = unconfirmed(catalog)
    letters = [make_letter(ngo, catalog) for ngo in waiting]
    rows = ["# Кто не подтвердил запись за год\n"]
    for ngo, letter in zip(waiting, letters, strict=True):
        write_file(base, f"{folder}/{letter.ngo}.txt", letter.text)
        document = Document()
        document.core_properties.title = letter.subject
        document.add_heading(letter.subject, 1)
        for paragraph in letter.text.strip().split("\n"):
            document.add_paragraph(paragraph)
        body = BytesIO()
        document.save(body)
        write_file(base, f"{folder}/{letter.ngo}.docx", body.getvalue())
        last = ngo.row["confirmed_on"]
        since = f"подтверждено {format_date(last)}" if last else "не подтверждали ни разу"
        rows.append(f"- {ngo.title} ({letter.ngo}): {since}; " + (f"<{letter.mailto}>" if letter.to else "почты нет"))
    write_file(base, f"{folder}/spisok.md", "\n".join(rows) + "\n")
    return letters


def record_answer(root: Path, ngo_id: str, day: date) -> Path:
    """Write ``confirmed_on`` into the record; all else in the file stays. Raises PortalError for no such record."""
    name = f"ngos/{ngo_id}.yml"
    if not is_plain(name) or not os.path.lexists(root / name):
        raise PortalError(f"Записи {name} нет. Код записи — имя её файла без .yml.")
    try:
        text = read_file(root, name, MAX_BYTES).decode("utf-8")
        changed = set_fields(text, load_package().tables["ngos"], {"confirmed_on": day})
    except ValueError as error:
        raise PortalError(f"{name}: в записи ошибки, сначала исправьте их (portal check). Файл не тронут.") from error
    return write_file(root, name, changed)
