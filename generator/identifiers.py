"""Identifiers of organisations, phones, mailboxes and addresses: one text in, a verdict in words out.

Checksums come from python-stdnum, phones from phonenumbers, mailboxes from email-validator; on top stand the
rules these do not know (see each function). Nothing is repaired silently: a likely value is only suggested.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from stdnum.ru import inn as ru_inn
from stdnum.ru import ogrn as ru_ogrn


class Verdict(NamedTuple):
    """``value`` is what to keep; a non-empty ``fault`` says what is wrong, ``hint`` what to do."""

    value: str
    fault: str = ""
    hint: str = ""


URL = re.compile(r"https?://[^\s<>\"'`{}|\\^\[\]]+")
HOST = re.compile(r"(?=.{1,253}$)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]$")
CANONICAL_PHONE = re.compile(r"\+7[3489]\d{9}")
CANONICAL_EMAIL = re.compile(r"(?=.{6,120}$)[a-z0-9]+(?:[._-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,12}")
CODE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*\.(?:png|jpg|jpeg|webp|pdf|docx|xlsx|odt)")
MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
DECISION = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*#[1-9]\d{0,3}")


def check_inn(text: str) -> Verdict:
    """Ten digits with a checksum (приказ ФНС). Twelve digits are a person's; ten zeros pass the checksum."""
    if re.fullmatch(r"\d{12}", text):
        hint = "Уберите: ИНН человека — личные данные. У организации ИНН из десяти цифр."
        return Verdict(text, "Двенадцать цифр — это ИНН человека", hint)
    if re.fullmatch(r"\d{9}", text) and ru_inn.is_valid("0" + text):
        hint = f"Возможно, потерян ноль в начале: «0{text}». Сверьте с документом: подобранный ноль бывает неверным."
        return Verdict(text, "Девять цифр вместо десяти", hint)
    if not re.fullmatch(r"\d{10}", text):
        return Verdict(text, "ИНН организации — десять цифр", "Уберите пробелы и лишние знаки, сверьте с документом.")
    if text == "0000000000" or not ru_inn.is_valid(text):
        return Verdict(text, "Контрольная цифра ИНН не сходится", "Сверьте номер с документом: в нём описка.")
    return Verdict(text)


def check_ogrn(text: str) -> Verdict:
    """Thirteen digits with a checksum, the first 1 or 5 (legal persons)."""
    if not re.fullmatch(r"\d{13}", text):
        return Verdict(text, "ОГРН — тринадцать цифр", "Уберите пробелы и лишние знаки, сверьте с документом.")
    if text[0] not in "15":
        return Verdict(text, "ОГРН организации начинается с 1 или 5", "Сверьте номер с документом.")
    if not ru_ogrn.is_valid(text):
        return Verdict(text, "Контрольная цифра ОГРН не сходится", "Сверьте номер с документом: в нём описка.")
    return Verdict(text)


def check_ogrn_any(text: str) -> Verdict:
    """ОГРН, or ОГРНИП of an entrepreneur by form only: python-stdnum 2.2 rejects many valid ones."""
    return Verdict(text) if re.fullmatch(r"3\d{14}", text) else check_ogrn(text)


def check_kpp(text: str) -> Verdict:
    """Nine characters: four digits, two of digits and A–Z, three digits."""
    if re.fullmatch(r"\d{4}[0-9A-Z]{2}\d{3}", text):
        return Verdict(text)
    return Verdict(text, "КПП — девять знаков", "Сверьте с документом; начальный ноль не теряйте.")


def check_minjust(text: str) -> Verdict:
    """Ten digits: region 2, class 2 (11, 12, 14), number 6."""
    if re.fullmatch(r"\d{2}(?:11|12|14)\d{6}", text):
        return Verdict(text)
    hint = "Десять цифр; третья и четвёртая — 11, 12 или 14. Сверьте с порталом Минюста."
    return Verdict(text, "Учётный номер Минюста записан неверно", hint)


def check_phone(text: str) -> Verdict:
    """Any usual writing of a phone number; kept as E.164 (``+7`` and ten digits)."""
    if CANONICAL_PHONE.fullmatch(text):
        return Verdict(text)
    import phonenumbers  # late: its metadata cost 60 ms

    hint = "Запишите с кодом города, например +73916912345."
    try:
        number = phonenumbers.parse(text, "RU")
    except phonenumbers.NumberParseException:
        return Verdict(text, "Это не номер телефона", hint)
    canonical = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not phonenumbers.is_valid_number(number) or number.extension:
        guess = f" Возможно, «{canonical}»." if len(canonical) == 12 else ""
        return Verdict(text, "Номер телефона неполный или неверный", hint + guess)
    return Verdict(canonical)


def check_email(text: str) -> Verdict:
    """A mailbox by RFC 5321/5322 rules (email-validator), without asking the network."""
    if CANONICAL_EMAIL.fullmatch(text):
        return Verdict(text)
    from email_validator import EmailNotValidError, validate_email  # late: it imports a DNS library

    try:
        found = validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return Verdict(text, "Это не адрес электронной почты", "Нужен адрес вида info@example.org, без пробелов.")
    return Verdict(found.normalized)


def check_url(text: str) -> Verdict:
    """An absolute http(s) address with a host name, without user names."""
    if text.startswith("@"):
        return Verdict(text, "Это имя в соцсети, а не адрес", f"Возможно, «https://vk.com/{text[1:]}».")
    if not text.lower().startswith(("http://", "https://")):
        scheme, _, rest = text.partition(":")
        if rest and re.fullmatch(r"[a-zA-Z][a-zA-Z0-9+.-]*", scheme) and "." not in scheme:
            return Verdict(text, f"Адрес не может начинаться с «{scheme}:»", "Годятся только https:// и http://.")
        return Verdict(text, "Адрес без https://", f"Возможно, «https://{text.lstrip('/')}».")
    parts = urlsplit(text) if URL.fullmatch(text) else None
    try:
        port_is_good = parts is not None and (parts.port is None or parts.port > 0)
    except ValueError:
        port_is_good = False
    if parts is None or not port_is_good or "@" in parts.netloc or not HOST.match(parts.hostname or ""):
        hint = "Скопируйте адрес из строки браузера целиком, без пробелов и кавычек."
        return Verdict(text, "Адрес страницы записан неверно", hint)
    return Verdict(text)


def check_timezone(text: str) -> Verdict:
    """A zone of the IANA database."""
    from zoneinfo import available_timezones

    if text in available_timezones():
        return Verdict(text)
    return Verdict(text, "Такого часового пояса нет", "Нужно имя вида Asia/Krasnoyarsk.")


def _by_form(pattern: re.Pattern[str], fault: str, hint: str) -> Callable[[str], Verdict]:
    def check(text: str) -> Verdict:
        return Verdict(text) if pattern.fullmatch(text) else Verdict(text, fault, hint)

    return check


def _accept(text: str) -> Verdict:
    return Verdict(text)


CHECKS: dict[str, Callable[[str], Any]] = {
    "inn": check_inn,
    "ogrn": check_ogrn,
    "ogrn_any": check_ogrn_any,
    "kpp": check_kpp,
    "minjust": check_minjust,
    "phone": check_phone,
    "email": check_email,
    "url": check_url,
    "timezone": check_timezone,
    "slug": _by_form(SLUG, "Код записан неверно", "Только латинские строчные буквы и цифры через дефис."),
    "code": _by_form(CODE, "Код записан неверно", "Только латинские строчные буквы, цифры и подчёркивание."),
    "file": _by_form(FILE_NAME, "Имя файла не годится", "Латинские строчные буквы, например foto-1.png."),
    "month": _by_form(MONTH, "Месяц записан неверно", "Год и месяц: 2026-11."),
    "decision": _by_form(DECISION, "Ссылка на решение записана неверно", "Код форума, #, номер: 2025-winter#2."),
    "longtext": _accept,
    "text": _accept,
}
