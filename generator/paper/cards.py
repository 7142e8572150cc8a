"""A one-page card of each organisation, for a notice board or to hand out, with a QR code of its page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import chain

import segno

from generator.catalog.models import Catalog, Ngo
from generator.paper.organisations import Data, frame, on_paper
from generator.paper.typesetting import typeset_first

# Text size (pt), services, services with details; from roomy to what fits almost any record.
FITS = ((16.0, 8, 8), (13.0, 8, 8), (11.5, 12, 12), (10.5, 16, 6), (10.0, 14, 0), (9.0, 10, 0), (8.5, 5, 0))


def make(catalog: Catalog) -> Iterator[tuple[str, bytes]]:
    for ngo in catalog.ngos.values():
        yield address(ngo.id), make_card(catalog, ngo)


def describe_all(catalog: Catalog) -> Iterator[Data]:
    for ngo in catalog.ngos.values():
        yield describe(catalog, ngo)


def describe(catalog: Catalog, ngo: Ngo) -> Data:
    """Return everything a card may say; how much of it fits is decided later."""
    return frame(catalog) | {"ngo": on_paper(catalog, ngo), "title": ngo.title}


def address(ngo_id: str) -> str:
    """Return the address of an organisation's card from the site's root."""
    return f"print/ngos/{ngo_id}.pdf"


def make_card(catalog: Catalog, ngo: Ngo) -> bytes:
    """Return the card in the first fit that takes one page."""
    data = describe(catalog, ngo)
    data["qr"] = draw_qr(data["ngo"]["url"])
    tries = (data | {"size": size, "listed": listed, "detailed": detailed} for size, listed, detailed in FITS)
    return typeset_first("card", chain(tries, [_shortest(data)]), catalog)[1]


def _shortest(data: Data) -> Data:
    """Shorten a record whose texts are all of maximum length; its services are left to its page."""
    ngo = data["ngo"]
    short = {"full": "", "audiences": "", "summary": ngo["summary"][:300], "phones": ngo["phones"][:3]}
    contacts = [[title, text[:200]] for title, text in ngo["contacts"]]
    return data | {"ngo": ngo | short | {"contacts": contacts}, "size": 8.5, "listed": 0, "detailed": 0}


def draw_qr(url: str) -> str:
    """Return the QR code of an address as SVG, with its quiet zone."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", scale=4, border=4, xmldecl=False, nl=False)
    return out.getvalue().decode()
