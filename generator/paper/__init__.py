"""Documents for paper: each kind is one module here with ``make(catalog)``; this one only hands out the work.

A module gives (address from the site's root, bytes) for each document it makes. What is heavy it imports itself:
nothing of this package is needed by a build without ``--with-print``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module

from generator.catalog.models import Catalog
from generator.problems.problem import PortalError

# Name for the command line → what it is. The module of the same name makes it.
DOCUMENTS = {
    "catalogue": "каталог организаций",
    "cards": "карточки организаций",
    "leaflets": "программы форумов",
    "passport": "паспорт практики (PDF и DOCX)",
}
MISSING = "Для печати нужна вёрстка PDF, она ставится отдельно: .venv/bin/pip install -e '.[documents]'"


def make_documents(catalog: Catalog, names: Iterable[str] = DOCUMENTS) -> Iterator[tuple[str, bytes]]:
    """Addresses and bytes of the documents of these kinds. Raises PortalError when what they need is not installed."""
    for name in names:
        try:
            module = import_module(f"generator.paper.{name}")
        except ModuleNotFoundError as error:
            raise PortalError(MISSING) from error
        yield from module.make(catalog)
