"""Writes letters: plain text for mail, DOCX for paper, a mail link, and a list of all letters.

What a letter says is decided by its own module (confirmation, reminders, news, phone_round, paper.outcomes).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from generator.catalog.models import Catalog
from generator.disk import write_file
from generator.pages.letters import mailto
from generator.paper import MISSING
from generator.paper.organisations import frame
from generator.phones import format_phone
from generator.problems.problem import PortalError

LONGEST = 1900  # characters of a mail link: mail programs cut longer ones
LIST = "spisok.md"
Block = dict[str, Any]


class Letter(NamedTuple):
    """A letter made of ``blocks`` (see ``paper.word``).

    ``code`` names its files. ``to``: a mailbox; empty if unknown, None if the text is for anyone to publish or use.
    ``whom`` and ``why`` are shown in the list. ``short``: a note that refers to the attached letter.
    ``size``: of the text on paper in points, if it must fit; 0 for the default.
    """

    code: str
    to: str | None
    whom: str
    why: str
    subject: str
    blocks: tuple[Block, ...]
    short: str = ""
    size: float = 0

    @property
    def text(self) -> str:
        return "\n\n".join(map(_plain, self.blocks)) + "\n"

    @property
    def mailto(self) -> str:
        """A link that opens the letter ready to send; if it would be too long, with the note instead."""
        whole, note = (mailto(self.to or "", self.subject, text) for text in (self.text, self.short))
        return whole if len(whole) <= LONGEST else note


def paragraph(text: str) -> Block:
    return {"kind": "text", "text": text}


def heading(text: str) -> Block:
    return {"kind": "head", "text": text}


def listed(items: Iterable[str]) -> Block:
    return {"kind": "list", "items": list(items)}


def _plain(block: Block) -> str:
    if block["kind"] == "list":
        return "\n".join(f"— {item}" for item in block["items"])
    if block["kind"] == "table":
        return "\n".join(f"{number}. {' — '.join(cells)}" for number, *cells in block["rows"])
    return str(block["text"])


def signature(catalog: Catalog) -> str:
    """Return the operator's name, phone and mailbox."""
    settings = catalog.settings
    phone = format_phone(settings["operator_phone"], settings["phone_code"]) if settings["operator_phone"] else ""
    return ", ".join(part for part in (settings["operator"], phone, settings["operator_email"]) if part)


def write_letters(letters: Sequence[Letter], title: str, catalog: Catalog, base: Path, folder: str) -> None:
    """Write TXT and DOCX of each letter, and their list with mail links, into ``folder`` below ``base``.

    Raises PortalError if the DOCX writer is not installed.
    """
    try:
        from generator.paper.word import write_docx  # imported late: an optional extra, slow to load
    except ImportError as error:
        raise PortalError(MISSING) from error
    rows = [f"# {title}\n", *([] if letters else ["Писать некому.\n"])]
    for letter in letters:
        section = {"title": "", "blocks": letter.blocks}
        data = frame(catalog) | {"title": letter.subject, "lead": "", "sections": [section], "size": letter.size}
        write_file(base, f"{folder}/{letter.code}.txt", letter.text)
        write_file(base, f"{folder}/{letter.code}.docx", write_docx(data, catalog.today))
        way = "почты нет" if letter.to == "" else f"<{letter.mailto}>"
        rows.append(f"- {letter.whom} ({letter.code}): {letter.why}; {way}")
    write_file(base, f"{folder}/{LIST}", "\n".join(rows) + "\n")
