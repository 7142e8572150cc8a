"""Printed documents: one module per kind; this one only dispatches.

``make(catalog)`` of a module yields the address from the site's root and the bytes of each document, ``describe_all``
the texts in them. Modules import heavy libraries themselves: a build without ``--with-print`` needs nothing of this
package.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from generator import locks
from generator.problems.problem import PortalError, Problem

if TYPE_CHECKING:  # the command line needs only the names of documents, so nothing else is imported
    from generator.catalog.models import Catalog
    from generator.records.check import Checked

# Command-line name → what it is. The module of that name makes it.
DOCUMENTS = {
    "catalogue": "каталог организаций",
    "cards": "карточки организаций",
    "boards": "листки для досок объявлений: кому помогают и по какому телефону",
    "leaflets": "программы по часам и залам",
    "passport": "паспорт практики (PDF и DOCX)",
    "outcomes": "что стало с решениями прошлого раза (PDF и DOCX)",
}
MISSING = f"Для печати и писем нужна вёрстка документов, она ставится отдельно: {locks.how_to_install(locks.DOCUMENTS)}"


def make_documents(catalog: Catalog, names: Iterable[str] = DOCUMENTS) -> Iterator[tuple[str, bytes]]:
    """Yield addresses and bytes of documents of these kinds.

    Raises PortalError when what they need is not installed.
    """
    for name in names:
        yield from _module(name).make(catalog)


def find_unprinted(checked: Checked, catalog: Catalog, names: Iterable[str] = DOCUMENTS) -> list[Problem]:
    """Return warnings about characters that no font of these documents has.

    Raises PortalError as ``make_documents`` does.
    """
    documents = [data for name in names for data in _module(name).describe_all(catalog)]
    found: list[Problem] = _module("unprinted").find_unprinted(checked, documents)
    return found


def _module(name: str) -> Any:
    try:
        return import_module(f"generator.paper.{name}")
    except ModuleNotFoundError as error:
        raise PortalError(MISSING) from error
