"""A sheet for calling organisations: whom to call, what to ask, where to record the answer. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from generator.catalog.freshness import unconfirmed
from generator.catalog.models import Catalog, Ngo
from generator.phones import format_phone, parse_phone
from generator.problems.completeness import measure
from generator.upkeep.confirmation import OURS
from generator.upkeep.letters import Letter, paragraph

CODE = "obzvon"
TITLE = "Обзвон: кому звонить, о чём спросить, куда записать"
ASKED = 4  # questions per call
HOW = (
    "Сначала те, у кого на портале нет телефона: номер ищут по ссылке или адресу. Представьтесь, назовите портал и "
    "спросите, верна ли запись. Личные номера и имена без согласия человека не записывайте."
)
THEN = "Ответ впишите в запись (файл назван в строке) или в форму портала, потом отметьте: portal confirm КОД."


def make_sheet(catalog: Catalog) -> Letter | None:
    """Return the sheet, organisations without a phone first; None if there is nobody to call."""
    ngos = sorted(unconfirmed(catalog), key=lambda ngo: bool(ngo.row["phones"]))
    if not ngos:
        return None
    columns = ["№", "Кому звонить", "О чём спросить", "Куда записать", "Ответ, день"]
    table = {"kind": "table", "columns": columns, "widths": [5, 5, 4, 3], "rows": list(_rows(ngos, catalog))}
    blocks = (paragraph(HOW), table, paragraph(THEN))
    return Letter(CODE, None, "Лист для обзвона", f"строк: {len(ngos)}", TITLE, blocks, TITLE + "\n")


def _rows(ngos: Iterable[Ngo], catalog: Catalog) -> Iterable[list[str]]:
    for number, ngo in enumerate(ngos, start=1):
        missing = [title for title in measure("ngos", ngo.row).missing if not title.startswith(OURS)]
        asked = "; ".join(["верна ли запись", *missing[:ASKED]])
        yield [str(number), f"{ngo.title}: {_way(ngo, catalog)}", asked, f"ngos/{ngo.id}.yml", ""]


def _way(ngo: Ngo, catalog: Catalog) -> str:
    """Return the phone, else a place where one may be found."""
    row = ngo.row
    if row["phones"]:
        return format_phone(parse_phone(row["phones"][0]).number, catalog.settings["phone_code"])
    place = next((place for place in (row["site"], *row["links"], row["address"]) if place), "")
    return f"телефона нет, искать: {place}" if place else "телефона нет, ни ссылки, ни адреса тоже"
