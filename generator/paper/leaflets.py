"""A leaflet of each forum's programme: A4, by day and hour, with a QR code of the forum's page."""

from __future__ import annotations

from collections.abc import Iterator

from generator.catalog.derived import season_name
from generator.catalog.models import Catalog, Forum
from generator.catalog.programme import Day, SessionSlot, kind_name, make_programme
from generator.paper.cards import draw_qr
from generator.paper.organisations import Data, frame
from generator.paper.typesetting import typeset
from generator.text import capital, format_dates, format_day, format_times


def make(catalog: Catalog) -> Iterator[tuple[str, bytes]]:
    """Yield leaflets of the forums that have a programme."""
    for forum in _with_programme(catalog):
        yield address(forum.id), typeset("leaflet", describe(catalog, forum), catalog)


def describe_all(catalog: Catalog) -> Iterator[Data]:
    return (describe(catalog, forum) for forum in _with_programme(catalog))


def _with_programme(catalog: Catalog) -> Iterator[Forum]:
    return (forum for forum in catalog.forums.values() if forum.row["sessions"])


def address(forum_id: str) -> str:
    """Return the address of a forum's leaflet from the site's root."""
    return f"print/forums/{forum_id}.pdf"


def describe(catalog: Catalog, forum: Forum) -> Data:
    """Return everything the leaflet says."""
    row = forum.row
    url = catalog.settings["url"] + forum.url
    visit = (("Как добраться", row["how_to_get"]), ("Вход", row["entry_rules"]), ("Доступность", row["access_note"]))
    return frame(catalog) | {
        "title": forum.title,
        "when": format_dates(row["starts_on"], row["ends_on"]) if row["starts_on"] else _season(row["season"]),
        "where": ", ".join(part for part in (row["venue"], row["address"]) if part),
        "summary": row["summary"] or "",
        "page": url,
        "qr": draw_qr(url),
        "visit": [[title, text] for title, text in visit if text],
        "days": [_day(catalog, day) for day in make_programme(forum)],
    }


def _season(season: str) -> str:
    """Return words for an unknown date: «2018-summer» gives «Лето 2018 года; день в источнике не указан»."""
    return f"{capital(season_name(season))} года; день в источнике не указан"


def _day(catalog: Catalog, day: Day) -> Data:
    return {
        "title": format_day(day.date) if day.date else "",
        "timed": any(slot.row["start"] for slot in day.slots),
        "slots": [_slot(catalog, slot) for slot in day.slots],
    }


def _slot(catalog: Catalog, slot: SessionSlot) -> Data:
    row, label = slot.row, catalog.vocabulary.label
    leads = [person["name"] for person in row["persons"] if person["role"] == "moderator"]
    kind = kind_name(row, catalog.vocabulary)
    change = label("session_changes", row["change"]) if row["change"] else ""
    return {
        "time": format_times(row["start"], row["end"]),
        "title": row["title"],
        "kind": kind if not row["title"].casefold().startswith(kind.casefold()) else "",
        "lead": f"ведёт {', '.join(leads)}" if leads else "",
        "hall": row["hall"] or "",
        "change": ": ".join(part for part in (change, row["change_note"]) if part),
        "cancelled": row["change"] == "cancelled",
    }
