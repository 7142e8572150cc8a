"""An organisation as shown on paper: plain texts, nothing that needs a screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.catalog.models import Catalog, Ngo
from generator.model.palette import LIGHT, chosen, light_palette
from generator.model.rows import NgoServicesRow, NgosRow
from generator.phones import format_phone
from generator.text import capital, format_date, format_days, format_times

Data = dict[str, Any]


def on_paper(catalog: Catalog, ngo: Ngo) -> Data:
    """Return the texts of one organisation, empty where nothing is known."""
    row, labels = ngo.row, catalog.vocabulary
    form = labels.label("legal_forms", row["legal_form"]) if row["legal_form"] else ""
    return {
        "id": ngo.id,
        "name": ngo.title,
        "full": row["name"] if row["name"] != ngo.title else "",
        "form": capital(form),
        "summary": row["summary"] or "",
        "audiences": ", ".join(labels.labels("audiences", row["audiences"])),
        "services": [_service(catalog, service) for service in row["services"]],
        "phones": _phones(catalog, row),
        "contacts": [[title, text] for title, text in _contacts(catalog, row)],
        "fresh": f"Подтверждено {format_date(row['confirmed_on'])}" if row["confirmed_on"] else "Не подтверждено",
        "url": catalog.settings["url"] + ngo.url,
    }


def frame(catalog: Catalog) -> Data:
    """Return what every document has: facts of the portal, its date, the town's words and colours."""
    settings = catalog.settings
    phone = settings["operator_phone"]
    return {
        "town": settings["town"],
        "operator": settings["operator"],
        "phone": format_phone(phone, settings["phone_code"]) if phone else "",
        "hours": settings["operator_hours"] or "",
        "url": settings["url"],
        "day": format_date(catalog.today),
        "example": settings["example"] == "yes",
        "licence": settings["data_licence"],
        "center": catalog.package.wording.center._asdict(),
        "colours": LIGHT | light_palette(chosen(settings)),
    }


def _service(catalog: Catalog, service: NgoServicesRow) -> Data:
    cost = catalog.vocabulary.label("costs", service["cost"]) if service["cost"] else ""
    details = [service["summary"], service["when"] and f"Когда: {service['when']}", service["how"]]
    return {
        "title": service["title"],
        "cost": cost,
        "details": ". ".join(capital(text).rstrip(".") for text in details if text),
    }


def _phones(catalog: Catalog, row: NgosRow) -> list[str]:
    return [format_phone(number, catalog.settings["phone_code"]) for number in row["phones"]]


def _contacts(catalog: Catalog, row: NgosRow) -> Iterator[tuple[str, str]]:
    if row["address"]:
        yield "Адрес", row["address"]
    if row["accessible"]:
        access = catalog.vocabulary.label("accessibility", row["accessible"])
        yield "Вход", f"{access}; {row['access_note']}" if row["access_note"] else access
    hours = [
        f"{format_days(item['days'])} {format_times(item['opens'], item['closes'])}"
        + (f" ({item['note']})" if item["note"] else "")
        for item in row["hours"]
    ]
    if row["hours_note"]:
        hours.append(row["hours_note"])
    if hours:
        yield "Часы", "; ".join(hours)
    if row["emails"]:
        yield "Почта", ", ".join(row["emails"])
    links = [*([row["site"]] if row["site"] else []), *row["links"]]
    if links:
        yield "В сети", ", ".join(link.removeprefix("https://").removeprefix("http://").rstrip("/") for link in links)
