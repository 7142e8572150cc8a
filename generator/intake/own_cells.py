"""Reads cells of the site's own tables as values of fields, and compares them with values of records."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from generator.intake import cells
from generator.intake.sheets import text_of as shown_text
from generator.model.schemas import Field
from generator.model.vocabulary import Vocabulary
from generator.records.tables import plain

ROUNDED = re.compile(r"(\d)(?:[.,](\d+))?[EeЕе]\+?(\d{1,2})")


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads cells as values of fields. ``phone_code``: the town's area code, for phones without one."""

    vocabulary: Vocabulary
    phone_code: str = ""

    def read(self, place: Field, text: str) -> cells.Read:
        """Read a cell as a value of the field."""
        if place.type != "array":
            return self._one(place, text, place.check)
        values, notes = [], []
        for part in parts_of(text):
            read = self._one(place, part, place.items)
            notes += [read.note] if read.note else []
            if read.value is None:
                return read
            values.append(read.value)
        return cells.Read(values or None, "; ".join(notes))

    def _one(self, place: Field, text: str, check: str) -> cells.Read:
        if place.list:
            terms = self.vocabulary.lists[place.list]
            code = text if text in terms else next((c for c, t in terms.items() if t.label.lower() == text.lower()), "")
            if not code and place.open:
                return cells.Read(text)
            return cells.Read(code or None, "" if code else f"«{text}» нет в списке: {', '.join(terms)}")
        if place.type == "date":
            return cells.read_date(text)
        if place.type == "time":
            found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::00)?", text)
            return cells.Read(
                f"{int(found[1]):02}:{found[2]}" if found else None, "" if found else f"время «{text}» не прочитано"
            )
        if place.type in ("integer", "number"):
            plain_number = re.sub(r"\.0+$", "", re.sub(r"\s", "", text).replace(",", "."))
            good = re.fullmatch(r"-?\d+(?:\.\d+)?", plain_number)
            return cells.Read(plain_number if good else None, "" if good else f"число «{text}» не прочитано")
        if check == "phone":
            return cells.read_phone(text, self.phone_code)
        if check in ("inn", "ogrn", "kpp", "minjust"):
            return cells.Read(cells.read_number(check, text)[0])
        if check == "longtext":
            return cells.Read(re.sub(r"\n+", "\n\n", text))  # each line of a cell is a paragraph
        return cells.Read(text)


def parts_of(text: str) -> list[str]:
    """Split a cell into the items of a list: JSON as in our CSV, or separated by semicolons or lines."""
    if text.startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if isinstance(found, list):
            return [str(item).strip() for item in found if str(item).strip()]
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


def reads_as(value: Any, text: str) -> bool:
    """Tell whether a cell shows the value as our tables do, ignoring white space and what Excel does to digits."""
    if value is None or value == "" or (isinstance(value, (list, tuple)) and not value):
        return not text
    if isinstance(value, (list, tuple)):
        return parts_of(text) == [" ".join(str(item).split()) for item in value] or folded(text) == folded(
            "; ".join(map(str, value))
        )
    if isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool)):
        try:
            return float(text.replace(",", ".")) == float(value)
        except ValueError:
            return False
    shown = plain(value)
    if isinstance(value, str) and value.isdigit() and as_number(value, text):
        return True
    return folded(str(shown)) == folded(text.removesuffix(":00") if text.count(":") == 2 else text)


def as_number(digits: str, text: str) -> bool:
    """Tell whether a cell is what Excel makes of digits: without leading zeros, or «1,0224E+12»."""
    if found := ROUNDED.fullmatch(text.strip()):
        after = len(found[2] or "")
        return f"{int(digits):.{after}E}" == f"{found[1]}{'.' if after else ''}{found[2] or ''}E+{int(found[3]):02}"
    return text.strip() == digits.lstrip("0") != ""


def folded(text: str) -> str:
    """Return a text as a cell shows it, on one line."""
    return " ".join(shown_text(text).split())
