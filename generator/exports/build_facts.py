"""``data/build.json``: when a site was built, from what, by which program, and until when it may stay up.

It has the date without the hour, so the same records give the same bytes all day. It holds nothing about people but one
date.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any, NamedTuple

from generator import __version__
from generator.catalog.models import Catalog

ADDRESS = "data/build.json"


class BuildFacts(NamedTuple):
    """What a site tells about its build. ``consents_until`` is the first day on which a consent in use ends."""

    built: date
    commit: str
    program: str
    consents_until: date | None
    fallen: int


def export_build_facts(catalog: Catalog) -> dict[str, bytes]:
    ends = [day for _, _, day in catalog.consents if day >= catalog.term.covered]
    facts = {
        "built": catalog.today.isoformat(),
        "commit": catalog.commit,
        "program": __version__,
        "schema_version": catalog.package.schema_version,
        "consents_until": min(ends).isoformat() if ends else None,
        "fallen": len(catalog.fallen),
    }
    return {ADDRESS: (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode()}


def read_build_facts(text: str) -> BuildFacts:
    """Read the facts of a published site. Raises ValueError if the text holds none."""
    found: Any = json.loads(text)
    try:
        until = found["consents_until"]
        ends = date.fromisoformat(until) if until is not None else None
        return BuildFacts(
            date.fromisoformat(found["built"]), str(found["commit"]), str(found["program"]), ends, int(found["fallen"])
        )
    except (KeyError, TypeError) as error:
        raise ValueError("no facts of a build") from error
