"""Mailboxes: their form, and what people write around them. Works offline."""

from __future__ import annotations

import re

from generator.model.hosts import WORD, deceiving
from generator.model.verdicts import Verdict
from generator.text import LOOKALIKES, mixed_alphabet

LONGEST = 254
# Characters that would continue a mailto address as mail headers (RFC 6068), and some rare ones.
NOT_IN_MAILBOX = re.compile(r"[?&%=#/!*`{|}^$~]")
CANONICAL_EMAIL = re.compile(r"(?=.{6,120}$)[a-z0-9]+(?:[._-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,12}")
MAILBOX = re.compile(r"[a-z0-9.+_-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")


def _mailbox(text: str) -> str:
    """Return the normal form of a mailbox, or an empty string."""
    from email_validator import EmailNotValidError, validate_email  # imported late: it loads a DNS library

    try:
        found: str = validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return ""
    local, _, host = found.rpartition("@")
    odd = NOT_IN_MAILBOX.search(local) or deceiving(host) or any(map(mixed_alphabet, WORD.findall(local)))
    return "" if odd else found


def check_email(text: str) -> Verdict:
    """Check a mailbox by RFC 5321/5322 (email-validator), without network access; no word may mix alphabets."""
    if CANONICAL_EMAIL.fullmatch(text):
        return Verdict(text)
    if len(text) > LONGEST:
        return Verdict(text, "это не адрес электронной почты", "Нужен один адрес вида info@example.org.")
    if found := _mailbox(text):
        return Verdict(found)
    if text.count("@") > 1:
        if len(boxes := {*MAILBOX.findall(text.lower())}) == 1:  # «name <mailto:name>», as mail programs paste it
            return Verdict(text, "адрес почты записан дважды", "Оставьте один.", _mailbox(boxes.pop()))
        return Verdict(text, "здесь не один адрес почты", "Каждый адрес — отдельное значение списка.")
    plain = re.sub(r"^(?:e-?mail|mailto|почта|эл\.?\s*(?:почта|адрес)|электронная\s+почта)\s*:?\s*", "", text.lower())
    if len(named := MAILBOX.findall(plain)) == 1 and re.search(r"[а-яё]{3,}", plain.replace("собака", "")):
        return Verdict(text, "кроме адреса здесь есть слова", f"Оставьте адрес {named[0]}, слова перенесите в note.")
    plain = re.sub(r"\s*(?:[(\[](?:at|собака|эт)[)\]]|собака)\s*", "@", plain)
    plain = re.sub(r"\s", "", plain).strip("<>.,;").replace(",", ".")
    guess = _mailbox(plain) or _mailbox(plain.translate(LOOKALIKES))
    return Verdict(text, "это не адрес электронной почты", "Нужен адрес вида info@example.org, без пробелов.", guess)
