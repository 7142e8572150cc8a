"""Phones as records hold them. What makes a valid number is decided in ``model.identifiers``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from generator.text import NBSP


class Phone(NamedTuple):
    """A phone of a record: an E.164 number, with an optional extension and note for readers."""

    number: str
    extension: str = ""
    note: str = ""

    def __str__(self) -> str:
        extension = f" доб. {self.extension}" if self.extension else ""
        return f"{self.number}{extension}{f' ({self.note})' if self.note else ''}"


PHONE = re.compile(
    r"(?P<number>.*?)(?:[,;]? *(?:доб|вн|ext)\w*\.? *№? *(?P<extension>\d{1,8}))?"
    r"(?: *\((?P<note>[^()]*[^\W\d_][^()]*)\))?"
)


def parse_phone(text: str) -> Phone:
    """Split a phone such as ``+73916900000 доб. 12 (приёмная)`` into its parts. The number is not validated."""
    found = PHONE.fullmatch(text[:200].strip())
    return Phone(*(part or "" for part in found.groups())) if found else Phone(text)


WITH_WORDS = re.compile(
    r"\s*(?P<number>\+?\d[\d\s()–-]{3,}\d)\s*(?:[,;]|\s[–—-]|\s)\s*(?P<words>[^\W\d_][^()]*?)[\s.]*"
)
ANOTHER = re.compile(r"\d[\d\s()–-]{4,}\d")  # as many digits as in a phone


def after_comma(text: str) -> Phone | None:
    """Read «+7 39169 0-30-01, 12 приёмная», whose last digits may be an extension; None for any other text."""
    found = re.fullmatch(r"(\+?[\d\s()–-]{10,24}),\s*(\d{1,4})\b\s*\(?([^\d()]*)\)?", text.strip())
    return Phone(found[1], found[2], found[3].strip()) if found else None


def with_note(text: str) -> str:
    """Put the words after a phone in brackets: «8 391 69 3-60-16, после 15:00». Any other text stays as it is."""
    found = WITH_WORDS.fullmatch(text[:200])
    if not found or ANOTHER.search(found["words"]) or re.match("(?:доб|вн|ext)", found["words"]):
        return text
    return f"{found['number'].strip()} ({found['words']})"


@lru_cache(maxsize=65536)
def format_phone(phone: str, area: str = "") -> str:
    """Format a Russian E.164 number for readers.

    «+7 39169 9-51-03» within the local ``area`` code, «+7 912 345-67-89» otherwise; the extension and the note follow.
    """
    number, extension, note = parse_phone(phone)
    tail = f", доб.{NBSP}{extension}" if extension else ""
    return f"{_format_number(number, area)}{tail}{f' ({note})' if note else ''}"


def _format_number(number: str, area: str) -> str:
    digits = number[2:]
    if not number.startswith("+7") or len(digits) != 10 or not digits.isdecimal():
        return number
    if area and digits.startswith(area):
        local = digits[len(area) :]
    else:
        area, local = digits[:3], digits[3:]
    head, pairs = local[:-4], local[-4:]
    return f"+7{NBSP}{area}{NBSP}{head}-{pairs[:2]}-{pairs[2:]}"


def split_phone(number: str, area: str = "") -> tuple[str, str]:
    """Return how a resident dials a number, in town and from elsewhere: «3-60-16» and «8 391 69 3-60-16».

    A number outside the local ``area`` is dialled the same everywhere, so the second string is empty.
    """
    shown = format_phone(number, area)
    start = f"+7{NBSP}{area}{NBSP}"
    if not area or not shown.startswith(start):
        return shown, ""
    local = shown[len(start) :]
    return local, NBSP.join(filter(None, ("8", area[:3], area[3:], local)))
