"""A notice-board sheet for each audience: who helps, with what, by which phone. A4, with a QR code of its page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

from generator.catalog.crowds import Crowd, list_crowds
from generator.catalog.models import Catalog, Ngo
from generator.catalog.needs import Match
from generator.paper.cards import draw_qr
from generator.paper.organisations import Data, frame
from generator.paper.typesetting import typeset_first
from generator.phones import parse_phone, split_phone
from generator.text import NBSP, capital, format_date

# Text size (pt), organisations per kind of help, kinds of help. The first that fits on one page is used.
# A wall is read from a step or two away, so large letters come before long lists.
FITS = (
    *((size, 6, 12) for size in (26.0, 22.0, 19.0, 16.5)),
    *((15.0, listed, 20) for listed in (4, 3)),
    *((14.0, listed, 20) for listed in (2, 1)),
    *((size, 1, 20) for size in (12.0, 10.0)),
    (9.0, 1, 12),
)
HANGS = timedelta(days=90)  # a quarter; then a new one is due


def make(catalog: Catalog) -> Iterator[tuple[str, bytes]]:
    for crowd in list_crowds(catalog):
        yield address(crowd.audience.code), make_board(catalog, crowd)


def describe_all(catalog: Catalog) -> Iterator[Data]:
    return (describe(catalog, crowd) for crowd in list_crowds(catalog))


def address(audience: str) -> str:
    """Return the address of an audience's sheet from the site's root."""
    return f"print/boards/{audience}.pdf"


def describe(catalog: Catalog, crowd: Crowd) -> Data:
    """Return everything a sheet may say; how much of it fits is decided later."""
    page = catalog.settings["url"] + crowd.url
    return frame(catalog) | {
        "title": crowd.heading,
        "dial": _dial(catalog, catalog.settings["operator_phone"] or ""),
        "until": format_date(catalog.today + HANGS),
        "page": page,
        "qr": draw_qr(page),
        "parts": [
            {
                "title": capital(answer.need.label),
                "rows": [_line(catalog, match) for match in answer.working],
                "more": answer.count - len(answer.working),
            }
            for answer in crowd.answers
        ],
        "others": [_who(catalog, ngo) for ngo in crowd.others],
    }


def make_board(catalog: Catalog, crowd: Crowd) -> bytes:
    return fit_board(catalog, crowd)[1]


def fit_board(catalog: Catalog, crowd: Crowd) -> tuple[Data, bytes]:
    """Return what the sheet says and how large, in the first fit that takes one page, and the sheet."""
    data = describe(catalog, crowd)
    tries = (data | {"size": size, "listed": listed, "kinds": kinds} for size, listed, kinds in FITS)
    shortest = data | {"size": 9.0, "listed": 1, "kinds": 4, "others": data["others"][:3]}
    return typeset_first("board", chain(tries, [shortest]), catalog)


def _line(catalog: Catalog, match: Match) -> Data:
    service = match.services[0]
    cost = catalog.vocabulary.label("costs", service["cost"]) if service["cost"] else ""
    return _who(catalog, match.ngo) | {"service": service["title"], "cost": cost}


def _who(catalog: Catalog, ngo: Ngo) -> Data:
    dial = _dial(catalog, next(iter(ngo.row["phones"]), ""))
    return {"name": ngo.title, "phone": dial, "service": "", "cost": ""}


def _dial(catalog: Catalog, phone: str) -> str:
    """Return how residents dial a phone: a board hangs in the town, so without the town's code."""
    number, extension, _ = parse_phone(phone)
    near, _ = split_phone(number, catalog.settings["phone_code"])
    return f"{near}, доб.{NBSP}{extension}" if extension else near
