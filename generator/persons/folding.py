"""Makes texts comparable: escapes undone, look-alike and invisible characters folded.

Folded text has one byte per letter (Windows-1251), so it is split into words and searched at the speed of C. Line
breaks stay, so line numbers are those of the text.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from collections.abc import Callable

CODE = "cp1251"
LATIN, CYRILLIC = "ABCEHKMOPTXYabcehkmoptxy", "АВСЕНКМОРТХУавсенкмортху"
GREEK = dict(zip("ΑΒΕΗΙΚΜΝΟΡΤΥΧορυχ", "АВЕНIКМNОРТУХоруx", strict=True))
SAME = str.maketrans(LATIN + "ЁёЙй\u00a0–—", CYRILLIC + "ЕеИи --")
PLAIN_ENTITY = "amp;|lt;|gt;|quot;|#34;|#39;"  # our own templates write these; no letters hide in them
ENTITY = re.compile(f"&(?!{PLAIN_ENTITY})#?[0-9A-Za-z]")
UNICODE = re.compile(r"(?:\\u[0-9A-Fa-f]{4})+")
PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
BLANK = re.compile(r"\\[nrtbf]")
FOLD_LINE = re.compile(r"\r?\n[ \t]")  # RFC 5545, 3.1
PUNYCODE = re.compile(r"\bxn--([a-z0-9-]{1,60})", re.IGNORECASE)
MAX_ROUNDS = 3  # an address in an attribute in JSON


def undo_escapes(text: str) -> str:
    r"""Return the text as its reader sees it: percents, entities, \\u, punycode and folded calendar lines undone."""
    if "BEGIN:VCALENDAR" in text[:200]:
        text = FOLD_LINE.sub("", text)
    for _ in range(MAX_ROUNDS):
        before = text
        for sign, pattern, replace in _STEPS:
            if sign in text:
                text = pattern.sub(replace, text)
        if ENTITY.search(text):
            text = html.unescape(text)
        if text == before:
            break
    return text


def _of_units(match: re.Match[str]) -> str:
    return bytes.fromhex(match[0].replace("\\u", "")).decode("utf-16-be", "replace")


def _of_percents(match: re.Match[str]) -> str:
    data = bytes.fromhex(match[0].replace("%", ""))
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode(CODE, "replace")


def _of_punycode(match: re.Match[str]) -> str:
    try:
        return match[1].encode().decode("punycode")
    except UnicodeError:
        return match[0]


_STEPS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    ("\\u", UNICODE, _of_units),
    ("%", PERCENT, _of_percents),
    ("\\", BLANK, lambda _: "  "),
    ("xn--", PUNYCODE, _of_punycode),
    ("XN--", PUNYCODE, _of_punycode),
)


def _like(error: UnicodeError) -> tuple[str, int]:
    """Replace characters missing from Windows-1251 with look-alikes; drop invisible ones."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(map(_one_like, signs)), error.end


def _one_like(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in ("Cf", "Mn", "Me") or sign in INVISIBLE:
        return ""
    if category[0] == "Z" or sign == "\u2800":
        return " "
    if category == "Nd":
        return str(unicodedata.digit(sign))
    if category == "Pd" or sign == "\u2212":
        return "-"
    parts = GREEK.get(sign) or unicodedata.normalize("NFKD", sign)
    return "".join(part for part in parts if _is_coded(part)) or "\N{BULLET}"


def _is_coded(sign: str) -> bool:
    try:
        return bool(sign.encode(CODE))
    except UnicodeEncodeError:
        return False


codecs.register_error("portal.like", _like)
SOFT_HYPHEN = b"\xad"
INVISIBLE = "\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # invisible letters and marks


def _table(change: Callable[[str], str]) -> bytes:
    """Return a table for ``bytes.translate`` from what becomes of each character."""
    signs = (bytes([number]).decode(CODE, "replace") for number in range(256))
    return b"".join(change(sign).encode(CODE, "replace")[:1] for sign in signs)


_SAME = _table(lambda sign: sign.translate(SAME))
_WORDS = _table(lambda sign: sign.lower() if sign.isalpha() else " ")
_LOWER = _table(str.lower)
_NO_DIGITS = bytes(number for number in range(256) if not 48 <= number <= 57)


def fold(text: str) -> bytes:
    """Fold to one byte per letter, case kept: ё as е, й as и, look-alikes as Cyrillic, no soft hyphens."""
    return text.encode(CODE, "portal.like").translate(_SAME, SOFT_HYPHEN)


def words_of(folded: bytes) -> list[bytes]:
    """Return all words in lower case, separated by digits and signs."""
    return folded.translate(_WORDS).split()


def lowered(folded: bytes) -> bytes:
    return folded.translate(_LOWER)


def digits_of(folded: bytes) -> bytes:
    """Return the digits alone, one after another."""
    return folded.translate(None, _NO_DIGITS)


def folded_word(text: str) -> str:
    """Return a word as it appears among those of a folded text."""
    return lowered(fold(text)).decode(CODE)
