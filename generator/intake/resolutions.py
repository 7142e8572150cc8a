"""Reads a forum's decisions from a spreadsheet as people write it: a table, or numbered texts followed by details.

«1. Провести конкурс. Срок: до 1 декабря 2026 г. Ответственный: Администрация города.» is one whole decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from generator.intake.columns import plain_title
from generator.intake.forum_words import is_body, names_person, read_deadline, split_many
from generator.intake.programme import Slot
from generator.intake.sheets import Sheet
from generator.model.vocabulary import Vocabulary
from generator.text import fold

HEADERS: tuple[tuple[str, str], ...] = (
    ("deadline", r"\bсрок|дата исполнения"),
    ("addressees", r"ответственн|исполнител|адресат|кому|кто исполняет"),
    ("number", r"^(?:номер|n|no|п п|номер п п|пункт)$|^номер (?:пункта|решения)"),
    ("text", r"решени|рекомендаци|поручени|предложени|мероприяти|содержание|текст|пункт"),
)
NUMBERED = re.compile(r"^\s*(?:п(?:ункт)?\.?\s*)?(\d{1,3})(?:[.)](?!\d)|\s+(?=[А-ЯЁ]))\s*(?=\S)")
PARTED = re.compile(r"^\s*\d{1,3}\.\d{1,3}\b")
INNER = re.compile(
    r"[\s(]*\b(?:(?P<deadline>срок(?: исполнения)?)|(?P<addressees>ответственн\w+(?: исполнител\w+)?|исполнител\w+|"
    r"кому))\s*[:–—-]\s*",
    re.IGNORECASE,
)
HEAD = 30
SHOWN = 80


@dataclass(slots=True)
class Resolution:
    """Reads the rows of one sheet in order."""

    sheet: Sheet
    vocabulary: Vocabulary
    columns: tuple[str, ...] = ()
    passed: list[str] = field(default_factory=list)
    last: Slot | None = None

    def decisions(self) -> Iterator[Slot]:
        """Yield decisions and rows not understood, in sheet order."""
        found: list[Slot] = []
        for number, row in enumerate(self.sheet.rows, start=1):
            texts = [text for text in row if text]
            if not texts or (number <= HEAD and not self.columns and self._is_header(row)):
                continue
            slot = Slot(self.sheet.name, number)
            if self.columns:
                self._table(slot, row)
            else:
                self._text(slot, "\n".join(texts))
            if slot.fields or slot.reason:
                found.append(slot)
        for slot in found:
            if not slot.reason and not slot.fields.get("addressees"):
                slot.reason = "не сказано, кому адресовано решение"
        yield from found

    def _is_header(self, row: Sequence[str]) -> bool:
        names = tuple(_column(cell) for cell in row)
        if "text" not in names or not {"deadline", "addressees", "number"} & set(names):
            return False
        self.columns = names
        self.passed += [cell for cell, name in zip(row, names, strict=True) if cell and not name]
        return True

    def _table(self, slot: Slot, row: Sequence[str]) -> None:
        cells = {name: cell for name, cell in zip(self.columns, row, strict=False) if name and cell}
        if not cells.get("text"):
            if set(cells) - {"number"}:
                slot.reason = f"у решения нет текста: «{' | '.join(cells.values())[:SHOWN]}»"
            return  # a heading of a part, or the row of numbers under a header
        if cells["text"].isdigit():
            return
        number, text = _parted(cells["text"])
        self._number(slot, cells.get("number", "") or number)
        self._body(slot, text)
        for name in ("deadline", "addressees"):
            if cells.get(name):
                self._take(slot, name, cells[name])

    def _text(self, slot: Slot, text: str) -> None:
        """Start a decision at a numbered text; continue it with one that has no number but begins with a label."""
        if PARTED.match(text):
            slot.reason = f"номер «{text.split(maxsplit=1)[0]}» не целый: перенумеруйте решения"
            return
        number, rest = _parted(text)
        if number:
            self._number(slot, number)
            self._body(slot, rest)
            self.last = slot
        elif self.last and INNER.match(text):
            self._body(self.last, text)
        elif self.last:
            slot.reason = f"строка не понята: «{text[:SHOWN]}»"

    def _number(self, slot: Slot, text: str) -> None:
        plain = text.strip(" .)№").removesuffix(".0")
        if plain.isdigit() and 0 < int(plain) < 1000:
            slot.fields["number"] = int(plain)
        elif text:
            slot.reason = f"номер «{text[:20]}» не целый: перенумеруйте решения"
        else:
            slot.reason = "у решения нет номера"

    def _body(self, slot: Slot, text: str) -> None:
        """Fill in the text of a decision, and its deadline and responsible bodies that follow."""
        found = list(INNER.finditer(text))
        body = " ".join(text[: found[0].start()].split()) if found else " ".join(text.split())
        if body:
            slot.fields["text"] = body
        for place, one in enumerate(found):
            until = found[place + 1].start() if place + 1 < len(found) else len(text)
            self._take(slot, str(one.lastgroup), text[one.end() : until])
        if body and names_person(body):
            slot.notes.append("в решении, похоже, назван человек: нужно основание для публикации")

    def _take(self, slot: Slot, name: str, text: str) -> None:
        plain = text.strip(" \n.;)")
        if name == "deadline":
            read = read_deadline(plain)
            if read.value:
                slot.fields["deadline"] = read.value
            if read.note:
                slot.notes.append(read.note)
            return
        for part in split_many(plain):
            code = self._code(part)
            if code or is_body(part):
                known = slot.fields.setdefault("addressees", [])
                known += [code or part] if (code or part) not in known else []
            else:
                slot.notes.append("исполнитель не перенесён: похоже на человека или неизвестно кто; впишите орган сами")

    def _code(self, text: str) -> str:
        """Return the code of the body that a text names by its label or a synonym."""
        wanted = fold(text)
        for term in self.vocabulary.terms("bodies"):
            if wanted in map(fold, (term.code, term.label, *term.synonyms)):
                return term.code
        return ""


def _column(cell: str) -> str:
    plain = plain_title(cell)
    if cell.strip() in ("№", "№ п/п"):
        return "number"
    return next((name for name, words in HEADERS if re.search(words, plain)), "") if len(plain) < SHOWN else ""


def _parted(text: str) -> tuple[str, str]:
    """Split a text into its leading number and the rest."""
    found = NUMBERED.match(text)
    return (found[1], text[found.end() :]) if found else ("", text)
