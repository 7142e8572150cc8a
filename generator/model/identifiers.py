"""Checks of organisations' identifiers, phones, mailboxes and addresses: one text in, a verdict in words out.

Checksums come from python-stdnum, phones from phonenumbers, mailboxes from email-validator; rules they lack are added
here. Nothing is repaired silently, and a merely likely answer is given only as a hint.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from functools import cache

from generator.model.hosts import check_url
from generator.model.mailboxes import check_email
from generator.model.sections import check_section
from generator.model.verdicts import Verdict, by_form
from generator.phones import Phone, after_comma, parse_phone
from generator.problems.spellings import IN_DIGITS, LETTERS_IN_NUMBERS, guess_decision, guess_month
from generator.text import plural, slugify

# «О-ОО-О2»: letters typed for zeros, with no other letter in the number.
ONLY_ZEROS = re.compile(r"[\d\s()+–-]*[ОоO][\d\s()+–ОоO-]*")
CANONICAL_PHONE = re.compile(r"\+7[3489][0-9]{9}")
CODE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
KINDS = ("png", "jpg", "jpeg", "webp", "pdf", "docx", "xlsx", "odt")
FILE_NAME = re.compile(rf"[a-z0-9][a-z0-9._-]*\.(?:{'|'.join(KINDS)})")
MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
DECISION = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*#[1-9][0-9]{0,3}")
KPP = re.compile(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}")
MINJUST = re.compile(r"[0-9]{2}(?:11|12|14)[0-9]{6}")
# Weights of a number's digits: the weighted sum modulo 11, then 10, is the last digit. Only the site's form uses them;
# here stdnum does the checking.
WEIGHTS = {"inn": (2, 4, 10, 3, 5, 9, 4, 6, 8), "ogrn": (10, 1) * 6, "ogrn_any": (10, 1) * 6}
OGRNIP, COMPARE = re.compile(r"3[0-9]{14}"), "Сверьте номер с документом."
LONGEST_PHONE = 120


def _digits(text: str) -> str:
    """Remove spaces, dots, dashes, number signs and the name of the number in front of it."""
    plain = re.sub(r"(?<=\d)[.,]0$", "", text)  # a spreadsheet may write a whole number this way
    return re.sub(r"^\s*(?:инн|огрн(?:ип)?|кпп)(?![^\W\d_])[\s:]*|[\s.\-–№]", "", plain, flags=re.IGNORECASE)


def _is_inn(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{10}", text) or text == "0000000000":
        return False
    from stdnum.ru import inn  # imported late: it loads ssl and pydoc

    return inn.is_valid(text)


def _is_ogrn(text: str) -> bool:
    if not re.fullmatch(r"[15][0-9]{12}", text):
        return False
    from stdnum.ru import ogrn  # imported late, as above

    return ogrn.is_valid(text)


def check_inn(text: str) -> Verdict:
    """Check a legal entity's ИНН: ten digits with a checksum (приказ ФНС).

    Twelve digits belong to a person. Ten zeros pass the checksum but are refused.
    """
    if _is_inn(text):
        return Verdict(text)
    bare = _digits(text)
    if bare != text and _is_inn(bare):
        return Verdict(text, "ИНН записан с лишними знаками", "Запишите цифры подряд.", bare)
    if re.fullmatch(r"[0-9]{12}", bare):
        hint = "Удалите строку: ИНН человека — личные данные. У организации ИНН из десяти цифр."
        if _is_inn(bare[:10]):
            hint = f'Если это ИНН организации, две цифры лишние, сверьте: inn: "{bare[:10]}". Иначе это номер человека.'
            hint = f"{hint} Его удалите: это личные данные."
        return Verdict(text, "двенадцать цифр — это ИНН человека", hint)
    if re.fullmatch(r"[0-9]{9}", bare) and _is_inn("0" + bare):
        hint = f"Возможно, потерян ноль в начале: 0{bare}. Сверьте с документом: подобранный ноль бывает неверным."
        return Verdict(text, "девять цифр вместо десяти", hint)
    if _is_ogrn(bare):
        return Verdict(text, "это похоже на ОГРН, а здесь нужен ИНН", "Перенесите номер в поле ogrn.")
    if (both := re.fullmatch(r"([0-9]{10})\D{1,5}([0-9]{9})", bare)) and _is_inn(both[1]):
        hint = f'У каждого своё поле: inn: "{both[1]}" и строкой ниже kpp: "{both[2]}"'
        return Verdict(text, "здесь ИНН и КПП", hint)
    if not re.fullmatch(r"[0-9]{10}", bare):
        return Verdict(text, "ИНН организации — десять цифр", f"{_has(bare)} {COMPARE}")
    return Verdict(text, "контрольная цифра ИНН не сходится", f"{COMPARE} В нём описка.")


def check_ogrn(text: str) -> Verdict:
    """Check an ОГРН: thirteen digits with a checksum, starting with 1 or 5 (legal entities)."""
    if _is_ogrn(text):
        return Verdict(text)
    bare = _digits(text)
    if bare != text and _is_ogrn(bare):
        return Verdict(text, "ОГРН записан с лишними знаками", "Запишите цифры подряд.", bare)
    if OGRNIP.fullmatch(bare):
        return Verdict(text, "пятнадцать цифр — это ОГРНИП предпринимателя", "У организации ОГРН из тринадцати цифр.")
    if _is_inn(bare):
        return Verdict(text, "это похоже на ИНН, а здесь нужен ОГРН", "Перенесите номер в поле inn.")
    if not re.fullmatch(r"[0-9]{13}", bare):
        return Verdict(text, "ОГРН — тринадцать цифр", f"{_has(bare)} {COMPARE}")
    if bare[0] not in "15":
        return Verdict(text, "ОГРН организации начинается с 1 или 5", COMPARE)
    return Verdict(text, "контрольная цифра ОГРН не сходится", f"{COMPARE} В нём описка.")


def _has(bare: str) -> str:
    count = len(re.findall("[0-9]", bare))
    if count != len(bare):
        return "Уберите буквы и лишние знаки."
    return f"Здесь {count} {plural(count, 'цифра', 'цифры', 'цифр')}."


def check_ogrn_any(text: str) -> Verdict:
    """Check an ОГРН or an entrepreneur's ОГРНИП.

    ОГРНИП is checked by form only: python-stdnum 2.2 rejects many valid ones.
    """
    return Verdict(text) if OGRNIP.fullmatch(text) else check_ogrn(text)


def check_kpp(text: str) -> Verdict:
    """Check a КПП: four digits, two characters of 0–9 and A–Z, three digits."""
    if KPP.fullmatch(text):
        return Verdict(text)
    bare = _digits(text).upper()
    hint = "Сверьте с документом."
    if KPP.fullmatch("0" + bare):  # which digit is lost, only the document tells
        hint = f"Не хватает одной цифры. {hint} Если там ноль в начале (таблицы его теряют), запишите 0{bare}."
    return Verdict(text, "КПП — девять знаков, обычно цифры", hint, bare if KPP.fullmatch(bare) else "")


def check_minjust(text: str) -> Verdict:
    """Check a Minjust number of ten digits: region (2), class 11, 12 or 14 (2), number (6)."""
    if MINJUST.fullmatch(text):
        return Verdict(text)
    bare = _digits(text)
    hint = "Нужно десять цифр, третья и четвёртая — 11, 12 или 14. Сверьте с порталом Минюста."
    if MINJUST.fullmatch("0" + bare):
        hint = f"Возможно, потерян ноль в начале: 0{bare}. {hint}"
    return Verdict(text, "учётный номер Минюста записан неверно", hint, bare if MINJUST.fullmatch(bare) else "")


def check_phone(text: str) -> Verdict:
    """Check a phone in any usual notation.

    It is kept as E.164 (``+7`` and ten digits), with its extension and note.
    """
    if len(text) > LONGEST_PHONE:
        return Verdict(text, "это не номер телефона", "Каждый номер — отдельное значение списка.")
    phone = parse_phone(text)
    verdict = _check_number(phone.number)
    parts = after_comma(text) if verdict.fault else None
    if parts and not (alone := _check_number(parts.number)).fault:
        hint = f"Если {parts.extension} — добавочный, запишите: {parts._replace(number=alone.value)}"
        return verdict._replace(fault="за номером стоят цифры", hint=hint)
    guess = verdict.guess and str(phone._replace(number=verdict.guess))
    return verdict._replace(value=str(phone._replace(number=verdict.value)), guess=guess)


def _check_number(text: str) -> Verdict:
    if CANONICAL_PHONE.fullmatch(text):
        return Verdict(text)
    import phonenumbers  # imported late: its metadata takes 60 ms

    hint = "Запишите номер с кодом города или оператора, например +73916912345."
    as_digits = ONLY_ZEROS if ONLY_ZEROS.fullmatch(text) else IN_DIGITS
    digits = as_digits.sub(lambda found: found[0].translate(LETTERS_IN_NUMBERS), text)
    if digits != text and not (other := _check_number(digits)).fault:
        return Verdict(text, "вместо цифр стоят буквы", "Наберите цифры.", other.value)
    if re.search(r"[0-9].*(?:[,;/]| и ).*[0-9]", text) and len(re.findall("[0-9]", text)) > 12:
        return Verdict(text, "здесь не один номер", "Каждый номер — отдельное значение списка, в своих кавычках.")
    try:
        number = phonenumbers.parse(text, "RU")
    except phonenumbers.NumberParseException:
        return Verdict(text, "это не номер телефона", hint)
    canonical = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if number.extension:
        return Verdict(text, "номер с добавочным", "Запишите так.", str(Phone(canonical, number.extension)))
    if not phonenumbers.is_valid_number(number):
        count = sum(map(str.isdigit, text))
        return Verdict(text, f"номер неверный или неполный (цифр: {count}, а нужно 11)", hint)
    return Verdict(canonical)


def whole_phone(text: str, area: str) -> str:
    """Return the full number of a local phone, with its words; an empty text if it is none."""
    phone = parse_phone(text)
    digits = re.sub(r"[\s()–—-]", "", phone.number)
    whole = f"+7{area}{digits}"
    short = digits.isdecimal() and digits.isascii() and len(whole) == len("+7") + 10 and area
    return str(phone._replace(number=whole)) if short and not _check_number(whole).fault else ""


def check_timezone(text: str) -> Verdict:
    """Check a time zone of the IANA database."""
    if text in (zones := _zones()):
        return Verdict(text)
    typed = re.sub(r"\s+", "_", text.casefold())
    towns = {slugify(word) for word in re.findall(r"[^\W\d_]{4,}", text)}  # «Красноярск (МСК+4)»
    same = [zone for zone in zones if zone.casefold() == typed or zone.rpartition("/")[2].casefold() in towns]
    close = difflib.get_close_matches(text[:60], sorted(zones), n=1)
    hint = "Нужно имя вида Asia/Krasnoyarsk." + (f" Возможно, {close[0]}." if close and not same else "")
    return Verdict(text, "такого часового пояса нет", hint, same[0] if len(same) == 1 else "")


@cache
def _zones() -> frozenset[str]:
    from zoneinfo import available_timezones

    return frozenset(available_timezones())


def _put(kind: str) -> str:
    return " Файл положите в content/images." if re.fullmatch("png|jpe?g|webp", kind.lower()) else ""


def check_file(text: str) -> Verdict:
    """Check the bare name of a picture or an attachment, which becomes part of an address."""
    if FILE_NAME.fullmatch(text):
        return Verdict(text)
    name = re.split(r"[/\\]", text.strip())[-1]
    stem, _, kind = name.rpartition(".")
    better = f"{slugify(stem) or 'foto-1'}.{kind.lower()}" if stem else ""
    if "://" in text:
        return Verdict(text, "это адрес, а нужно имя файла", "Скачайте файл в content/images и запишите его имя.")
    if FILE_NAME.fullmatch(name) and name != text:
        return Verdict(text, "нужно имя файла без папок", f"Запишите одно имя.{_put(kind)}", name)
    if kind.isalnum() and kind.lower() not in KINDS and stem:
        fit = SVG_HINT if kind.lower() == "svg" else f"Сохраните его иначе. Годятся {', '.join(KINDS)}."
        return Verdict(text, f"файлы вида .{kind[:10]} не публикуют", fit)
    example = better if FILE_NAME.fullmatch(better) else "foto-1.png"
    alone = "Пишут одно имя, без папок. " if name != text.strip() else ""
    hint = f"{alone}Переименуйте и сам файл: латинские строчные буквы, цифры, дефис; например {example}.{_put(kind)}"
    return Verdict(text, "имя файла не годится", hint)


def _slug_of(text: str) -> str:
    """Return the id that a text stands for; of an address or a path its last part, without the file's ending."""
    last = re.sub(r"\.ya?ml$", "", re.split(r"[/\\]", text.strip().rstrip("/"))[-1])
    return last if "://" in text else slugify(last)


SLUG_HINT = "Только латинские строчные буквы и цифры, слова через дефис."
CODE_HINT = "Только латинские строчные буквы и цифры, слова через подчёркивание."
SVG_HINT = "В SVG может стоять программа, его не публикуют. Сохраните картинку как PNG, шириной от 512 точек."
CHECKS: dict[str, Callable[[str], Verdict]] = dict.fromkeys(("longtext", "text"), Verdict) | {
    "inn": check_inn,
    "ogrn": check_ogrn,
    "ogrn_any": check_ogrn_any,
    "kpp": check_kpp,
    "minjust": check_minjust,
    "phone": check_phone,
    "email": check_email,
    "url": check_url,
    "timezone": check_timezone,
    "slug": by_form(SLUG, _slug_of, "код записан неверно", SLUG_HINT),
    "code": by_form(CODE, lambda text: slugify(text).replace("-", "_"), "код записан неверно", CODE_HINT),
    "file": check_file,
    "month": by_form(
        MONTH,
        guess_month,
        "месяц записан неверно",
        "Нужны год и один месяц через дефис, например 2026-11; второму месяцу — своя запись или свой пункт.",
    ),
    "section": check_section,
    "decision": by_form(
        DECISION,
        guess_decision,
        "ссылка на решение записана неверно",
        "Код записи (имя её файла), знак # и номер решения: kod-zapisi#7.",
    ),
}
