"""Files of renamed records at their former addresses, so that links and subscriptions keep working. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from generator.catalog.models import Catalog
from generator.exports.open_data import export_record


def at_former_addresses(catalog: Catalog, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return copies of a renamed record's files, printed ones included, for its former address."""
    found = {}
    for row in catalog.moved:
        if row.get("to"):
            now, before = (f"{row['kind']}/{name}" for name in (row["to"], row["id"]))
            for address, body in files.items():
                if address.startswith(f"{now}/"):
                    found[before + address.removeprefix(now)] = body
                elif address == f"print/{now}.pdf":
                    found[f"print/{before}.pdf"] = body
    return found


def export_former_data(catalog: Catalog) -> dict[str, bytes]:
    """Return the data of renamed records under their former ids. The former pages redirect by themselves."""
    renamed = [(row, catalog.entities[row["kind"]].get(to)) for row in catalog.moved if (to := row.get("to"))]
    return {
        f"data/{row['kind']}/{row['id']}.json": export_record(entity, catalog.package)
        for row, entity in renamed
        if entity
    }
