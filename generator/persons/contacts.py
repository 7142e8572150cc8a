"""A person's phones and mailboxes as people write them: patterns over folded text (see ``folding``)."""

from __future__ import annotations

import re
from functools import lru_cache

from generator.persons.folding import CODE, digits_of, fold, folded_word

APART = rb"[\s().,:;|=+\[\]\-/*_~\\\x02\x95\xb7]*"  # what may separate two digits of one number
# Folded: «at» and «dot» have Cyrillic letters where these look alike.
AT = r"(?:[\W_]{0,5}@[\W_]{0,5}|[\W_]{1,5}(?:ат|эт|ет|а|собак[аи])[\W_]{1,5})"
DOT = r"(?:[\W_]{0,5}[.•][\W_]{0,5}|[\W_]{1,5}(?:dот|дот|точка)[\W_]{1,5})"
LETTER = r"[\w\xa1-\xff]"
TAGGED = rf"(?:\+{LETTER}{{1,40}})?"  # «box+news@…» is the same mailbox
CALLED = re.compile(
    rb"(?:\xf2\xe5\xeb(?:\xe5\xf4\xee\xed\w{0,3})?|\xf2|\xe7\xe2\xee\xed\w{1,5}|\xf4\xe0\xea\xf1)\W{0,4}$"
)
MAX_KNOWN = 4096  # cached patterns; one is made only if a text contains such a number, which is rare
MAX_BEFORE = 16  # characters before a number in which «тел.» is looked for
LOCAL = {5: (1, 2, 2), 6: (2, 2, 2), 7: (3, 2, 2)}  # how local numbers are hyphenated


def national(phone: str) -> bytes:
    """Return the digits dialled within the country: ten in Russia, all of them elsewhere."""
    digits = digits_of(fold(phone))
    return digits[1:] if len(digits) == 11 and digits[:1] in b"78" else digits


@lru_cache(maxsize=MAX_KNOWN)
def phone_pattern(phone: str, number: bytes) -> re.Pattern[bytes]:
    """Return a pattern of the number in any notation, but not within a longer one (ИНН, ОГРН, an account)."""
    home = len(number) == 10 and len(digits_of(fold(phone))) == 11
    country = rb"(?:(?:(?:\+|00|810" + APART + rb")?7|8)" + APART + rb")?" if home else rb""
    return re.compile(rb"(?<!\d)(?<!\d\.)\+?" + country + _spaced(number) + rb"(?!\d)")


def local_number(number: bytes, area: str) -> bytes:
    """Return what is dialled within the town with this code; empty for a number of another place."""
    code = area.encode()
    local = number[len(code) :] if code and len(number) == 10 and number.startswith(code) else b""
    return local if len(local) in LOCAL else b""


@lru_cache(maxsize=MAX_KNOWN)
def local_pattern(local: bytes) -> re.Pattern[bytes]:
    """Return a pattern of the number without the town's code, hyphenated as such numbers are or in any notation."""
    parts, start = [], 0
    for size in LOCAL[len(local)]:
        parts.append(local[start : start + size])
        start += size
    return re.compile(
        rb"(?<![\d.])(?:(?P<parted>" + rb" ?[-\x96\x97] ?".join(parts) + rb")|" + _spaced(local) + rb")(?![\d.]?\d)"
    )


def is_local(text: bytes, found: re.Match[bytes]) -> bool:
    """Tell whether a match has no other town's code before it and is a phone: hyphenated as one, or called one."""
    before = text[max(0, found.start() - MAX_BEFORE) : found.start()]
    if before.rstrip(b" ()-\xa0")[-1:].isdigit():
        return False
    return found["parted"] is not None or CALLED.search(before.lower()) is not None


def mail_key(mail: str) -> str:
    """Return the folded mailbox without the part of its name from «+» on."""
    local, _, host = folded_word(mail).partition("@")
    return f"{local.partition('+')[0] or local}@{host}"


@lru_cache(maxsize=MAX_KNOWN)
def mail_pattern(mail: str) -> re.Pattern[bytes]:
    """Return a pattern of the mailbox (as ``mail_key`` gives it) that matches no longer address."""
    local, _, host = mail.partition("@")
    parts = [re.escape(local) + TAGGED, DOT.join(map(re.escape, host.split(".")))]
    return re.compile((f"(?<!{LETTER}|[.+-])" + AT.join(parts) + f"(?!{LETTER}|-|\\.{LETTER})").encode(CODE, "replace"))


def _spaced(number: bytes) -> bytes:
    return APART.join(re.escape(number[i : i + 1]) for i in range(len(number)))
