"""Records in schema.org terms, for machines that read pages. Public rows in, JSON text out.

Unknown values are left out. Terms: https://schema.org (NGO, Event, Dataset, BreadcrumbList); a test holds their list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any, cast

from generator.catalog.models import Catalog, Decision, Entity, Forum, Ngo
from generator.catalog.programme import day_of, make_anchors
from generator.catalog.states import is_daily, is_off
from generator.model.rows import AnyRow, NgoServicesRow, NgosRow
from generator.model.schemas import DataPackage
from generator.phones import parse_phone

Node = dict[str, Any]
DAYS = dict(
    zip(
        ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True,
    )
)
STATUS = "https://schema.org/"
# Characters that could end a script element or start markup, as in Jinja's ``tojson``.
SAFE = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("'", "\\u0027"))
ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def write_json_ld(nodes: Iterable[Node]) -> str:
    """Return JSON that is safe inside a script element."""
    text = ENCODE({"@context": "https://schema.org", "@graph": list(nodes)})
    for sign, escaped in SAFE:
        text = text.replace(sign, escaped)
    return text


def describe_entity(entity: Entity, catalog: Catalog) -> str:
    """Describe a record's page: the record and its breadcrumbs. Agreements get breadcrumbs only."""
    way = _breadcrumbs(entity, catalog.package, catalog.settings["url"])
    if entity.table == "ngos":
        return write_json_ld((ngo_node(cast(Ngo, entity), catalog), way))
    if entity.table in ("forums", "events"):
        return write_json_ld((event_node(entity, catalog), way))
    return write_json_ld((way,))


def describe_decision(decision: Decision, catalog: Catalog) -> str:
    """Return the breadcrumbs of a decision's page: schema.org has no term for a forum's decision."""
    forum, base = decision.forum, catalog.settings["url"]
    section = catalog.package.tables["forums"].section
    number = f"Решение {decision.row['number']}"
    steps = (("Главная", ""), (section, "forums/"), (forum.title, forum.url), (number, decision.url))
    return write_json_ld((_way((name, base + url) for name, url in steps),))


def ngo_node(ngo: Ngo, catalog: Catalog) -> Node:
    """Describe an organisation.

    Most have little to tell, so each key is added only when known.
    """
    row, settings = ngo.row, catalog.settings
    url = f"{settings['url']}{ngo.url}"
    found: Node = {"@type": "NGO", "@id": url, "name": ngo.title, "legalName": row["name"], "url": url}
    if row["summary"]:
        found["description"] = row["summary"]
    if row["phones"]:
        found["telephone"] = _one_or_list([parse_phone(phone).number for phone in row["phones"]])
    if row["emails"]:
        found["email"] = _one_or_list(row["emails"])
    if row["site"] or row["links"]:
        found["sameAs"] = [*([row["site"]] if row["site"] else ()), *row["links"]]
    if since := row["registered_on"] or row["founded"]:
        found["foundingDate"] = str(since)
    if row["liquidated_on"]:
        found["dissolutionDate"] = str(row["liquidated_on"])
    if row["inn"]:
        found["taxID"] = row["inn"]
    if address := _address(row, catalog):
        found["address"] = address
    if place := _ngo_place(row, address):
        found["location"] = place
    found["areaServed"] = settings["town_short"]
    if row["ogrn"]:
        found["identifier"] = {"@type": "PropertyValue", "propertyID": "ОГРН", "value": row["ogrn"]}
    if row["services"]:
        found["makesOffer"] = [{"@type": "Offer", "itemOffered": _service(service)} for service in row["services"]]
    return found


def _service(row: NgoServicesRow) -> Node:
    about = {"description": row["summary"]} if row["summary"] else {}
    return {"@type": "Service", "name": row["title"], **about}


def _ngo_place(row: NgosRow, address: Node | None) -> Node | None:
    """Return where and when to find an organisation: in schema.org opening hours belong to a place."""
    hours = [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [DAYS[day] for day in part["days"]],
            "opens": part["opens"].isoformat("minutes"),
            "closes": "23:59" if part["opens"] == part["closes"] else part["closes"].isoformat("minutes"),
        }
        for part in row["hours"]
    ]
    if hours:
        return {**(_place(row, address) or {"@type": "Place"}), "openingHoursSpecification": hours}
    return _place(row, address) if row["lat"] is not None else None


def _status(row: AnyRow) -> str:
    if row["cancelled_on"]:
        return "EventCancelled"
    return "EventPostponed" if row.get("postponed_on") else "EventScheduled"


def event_node(entity: Entity, catalog: Catalog) -> Node:
    """Describe an event, or a forum with its sessions."""
    row, zone = entity.row, catalog.now.tzinfo
    base = catalog.settings["url"]
    url = f"{base}{entity.url}"
    found: Node = {
        "@type": "Event",
        "@id": url,
        "name": entity.title,
        "url": url,
        "description": row["summary"],
        "startDate": _moment(row["starts_on"], row.get("start"), zone),
        "endDate": _moment(row["ends_on"] or (row["starts_on"] if row.get("end") else None), row.get("end"), zone),
        "eventStatus": STATUS + _status(row),
        "location": _place(row, _address(row, catalog)),
        "organizer": [{"@type": "Organization", "name": name} for name in row["organisers"]],
    }
    found |= _where(found["location"], row.get("online_url"))
    if entity.table == "events" and is_daily(row):
        found["eventSchedule"] = _schedule(row, catalog.settings["timezone"])
    if entity.table == "forums":
        found["subEvent"] = list(_sessions(cast(Forum, entity), url, zone))
    return _kept(found)


def _where(place: Node | None, online: str | None) -> Node:
    """Return the place, the online address, or both."""
    if not online:
        return {"location": place}
    afar = {"@type": "VirtualLocation", "url": online}
    mode = f"{STATUS}{'Mixed' if place else 'Online'}EventAttendanceMode"
    return {"location": [place, afar] if place else afar, "eventAttendanceMode": mode}


def _schedule(row: AnyRow, zone: str) -> Node:
    """Return the same hours for each day. Start and end alone would mean that it runs through the nights."""
    return _kept(
        {
            "@type": "Schedule",
            "startDate": row["starts_on"].isoformat(),
            "endDate": row["ends_on"].isoformat(),
            "startTime": row["start"].isoformat(),
            "endTime": row["end"].isoformat() if row["end"] else None,
            "repeatFrequency": "P1D",
            "repeatCount": (row["ends_on"] - row["starts_on"]).days + 1,
            "scheduleTimezone": zone,
        }
    )


def dataset_node(catalog: Catalog) -> Node:
    """Describe the open data as a whole, for the data page."""
    settings = catalog.settings
    base = f"{settings['url']}data/"
    kinds = {"portal.zip": "application/zip", "portal.xlsx": XLSX, "datapackage.json": "application/json"}
    return {
        "@type": "Dataset",
        "@id": base,
        "name": f"{catalog.package.title}: {settings['town']}",
        "description": f"{', '.join(table.title for table in catalog.package.record_tables)}: таблицами.",
        "url": base,
        "license": settings["data_licence_url"],
        "inLanguage": "ru",
        "isAccessibleForFree": True,
        "version": catalog.package.schema_version,
        **({"dateModified": changed.date().isoformat()} if (changed := catalog.last_changed) else {}),
        "creator": {"@type": "Organization", "name": settings["operator"]},
        "distribution": [
            {"@type": "DataDownload", "contentUrl": base + name, "encodingFormat": kind} for name, kind in kinds.items()
        ],
    }


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _sessions(forum: Forum, url: str, zone: Any) -> Iterator[Node]:
    """Yield sessions with a known date, their own or the forum's. Cancelled ones are marked so."""
    place = _place(forum.row, None)
    for anchor, row in zip(make_anchors(forum), forum.row["sessions"], strict=True):
        day = day_of(forum, row)
        if not day:
            continue
        yield _kept(
            {
                "@type": "Event",
                "@id": f"{url}#{anchor}",
                "name": row["title"],
                "startDate": _moment(day, row["start"], zone),
                "endDate": _moment(day, row["end"], zone) if row["end"] else None,
                "eventStatus": STATUS + ("EventCancelled" if is_off(row, forum.row) else "EventScheduled"),
                **_where({"@type": "Place", "name": row["hall"]} if row["hall"] else place, row["online_url"]),
            }
        )


def _breadcrumbs(entity: Entity, package: DataPackage, base: str) -> Node:
    """Return the path to a record: the portal, its section, the record."""
    steps = (
        ("Главная", base),
        (package.tables[entity.table].section, f"{base}{entity.table}/"),
        (entity.title, base + entity.url),
    )
    return _way(steps)


def _way(steps: Iterable[tuple[str, str]]) -> Node:
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": address}
        for place, (name, address) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _place(row: AnyRow, address: Node | None) -> Node | None:
    geo = {"@type": "GeoCoordinates", "latitude": row["lat"], "longitude": row["lon"]} if row.get("lat") else None
    if not (geo or address or row.get("venue")):
        return None
    return _kept({"@type": "Place", "name": row.get("venue"), "address": address, "geo": geo})


def _address(row: AnyRow, catalog: Catalog) -> Node | None:
    if not row["address"]:
        return None
    return _kept(
        {
            "@type": "PostalAddress",
            "streetAddress": row["address"],
            "postalCode": row.get("postcode"),
            "addressLocality": catalog.settings["town_short"],
            "addressRegion": catalog.settings["region"],
            "addressCountry": "RU",
        }
    )


def _moment(day: date | None, hour: time | None, zone: Any) -> str | None:
    """Return an ISO 8601 date, or a date and time with the town's zone."""
    if day is None:
        return None
    return datetime.combine(day, hour, zone).isoformat() if hour else day.isoformat()


def _one_or_list(values: Any) -> Any:
    """Return a single value as it is, several as a list."""
    return values[0] if len(values) == 1 else list(values)


def _kept(node: Node) -> Node:
    return {name: value for name, value in node.items() if value}
