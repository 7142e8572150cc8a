"""The one writer of letters: a plain text for mail, a DOCX for paper, a link that opens the letter, a list of them all.

What is in a letter its own module says (confirmation, reminders, news, and paper.outcomes). Writes into a folder.
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

LONGEST = 1900  # characters of a mail link: programs for letters cut longer ones
LIST = "spisok.md"
Block = dict[str, Any]


class Letter(NamedTuple):
    """A letter of ``blocks`` (as ``paper.word`` has them). ``code`` names its files; ``to`` is a mailbox, empty
    of who has none; None of a text that is for whoever may publish it.

    ``whom`` and ``why`` stand in the list; ``short`` asks to read what is attached.
    ``size``: of its text on paper (pt), where it must fit.
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
        """A link that opens the letter ready to send; of a long one, the note that goes with it."""
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
    """Who writes, with the phone and the mailbox of the office."""
    settings = catalog.settings
    phone = format_phone(settings["operator_phone"], settings["phone_code"]) if settings["operator_phone"] else ""
    return ", ".join(part for part in (settings["operator"], phone, settings["operator_email"]) if part)


def write_letters(letters: Sequence[Letter], title: str, catalog: Catalog, base: Path, folder: str) -> None:
    """A TXT and a DOCX of each letter, and their list with mail links, into ``folder`` below ``base``.

    Raises PortalError when what writes DOCX is not installed.
    """
    try:
        from generator.paper.word import write_docx  # late: an extra that costs to import
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
