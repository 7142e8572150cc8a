"""Reads texts of cells as values of fields: numbers, dates, phones, sums. What is unclear is reported, not guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from generator.exports.book import EPOCH
from generator.model.hosts import check_url
from generator.model.identifiers import CHECKS, check_phone
from generator.model.mailboxes import check_email
from generator.model.verdicts import Verdict
from generator.model.vocabulary import Vocabulary
from generator.phones import Phone, parse_phone
from generator.text import MONTHS, fold


class Read(NamedTuple):
    """A value, or None; ``note`` tells staff what is wrong with the text or was changed in it."""

    value: object = None
    note: str = ""


DOTTED = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b")
ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?!\d)")
WORDED = re.compile(rf"\b(\d{{1,2}})\s+({'|'.join(MONTHS)})\s+(\d{{4}})", re.IGNORECASE)
SUM = re.compile(r"(\d[\d  ]*(?:[.,]\d+)?)\s*(тыс|млн)?[.\s]*(?:р\b|руб|₽|$)?", re.IGNORECASE)
HELD_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
# What people put next to a number in its cell: its name, a numero sign, a dot after it.
BESIDE_NUMBER = re.compile(r"^\W*(?:ИНН|ОГРН(?:ИП)?|КПП|уч[её]тный номер|№|N)[\s.:№-]*|[\s.;,]+$", re.IGNORECASE)
LONGEST_SUM = 60  # characters; Python refuses to convert numbers of thousands of digits
UNITS = {"тыс": 1_000, "млн": 1_000_000}
# States of registration as registers word them; matched in folded text.
GOING = re.compile(r"(?:стадии|процессе|решение о|подлежит|предстоящ\w+)\s+(?:ликвидац|реорганизац|исключен|прекращен)")
CEASED = re.compile(r"(?<!не )(?:ликвидирован|исключен|прекра[щт]|утратил)|недейств|не действ|снят[ао]? с уч")
STANDING = re.compile(r"(?<!не )(?:зарегистрирован|действующ|действует)")
LEGAL_WORDS = """
автономная некоммерческая организация общественная общественный благотворительный благотворительная фонд ассоциация
союз местная региональная городская областная краевая районная религиозная частное учреждение государственная
государственное корпорация компания некоммерческое партнерство партнёрство товарищество профсоюз движение общество
объединение отделение казачье образовательное дошкольное профессиональное высшего дополнительного образования
общественно-государственное общественно-государственная публично-правовая федерация центр и
"""
LEGAL = frozenset(LEGAL_WORDS.split())
ENOUGH = 6  # leading letters by which two forms of a Russian word count as the same


def read_number(field: str, text: str) -> tuple[str, Verdict]:
    """Return an identifier without what spreadsheets and people add to it, and the verdict on it."""
    bare = re.sub(r"[\s'`’]", "", BESIDE_NUMBER.sub("", unquoted(text)))
    bare = re.sub(r"[.,]0+$", "", bare)
    check = CHECKS["minjust" if field == "minjust_number" else field]
    verdict = check(bare)
    if verdict.fault and not verdict.guess and not check(f"0{bare}").fault:
        verdict = verdict._replace(guess=f"0{bare}")  # spreadsheets drop it; staff decide whether they did
    return bare, verdict


def unquoted(text: str) -> str:
    """Return the content of ``="0123"``, a formula that keeps a spreadsheet from treating text as a number."""
    found = HELD_AS_TEXT.fullmatch(text.strip())
    return found[1].replace('""', '"') if found else text


def read_date(text: str) -> Read:
    """Read the first date in the text; the caller deals with the rest."""
    if found := ISO.search(text):
        year, month, day = map(int, found.groups())
    elif found := DOTTED.search(text):
        day, month, year = map(int, found.groups())
        if "/" in found[0] and day != month and max(day, month) <= len(MONTHS):  # Americans begin with the month
            return Read(None, f"дата «{text}»: неясно, что в ней день, а что месяц. Запишите её с точками")
    elif found := WORDED.search(text):
        day, month, year = int(found[1]), MONTHS.index(found[2].lower()) + 1, int(found[3])
    else:
        return Read(None, f"дата «{text}» не прочитана{_as_serial(text)}")
    try:
        return Read(date(year, month, day))
    except ValueError:
        return Read(None, f"такого дня нет: «{text}»")


def _as_serial(text: str) -> str:
    """Explain a bare number as a spreadsheet's serial date, if it may be one: the column has lost its date format."""
    if not re.fullmatch(r"[2-6]\d{4}", text.strip()):
        return ""
    day = date.fromordinal(EPOCH + int(text))
    return f"; таблица хранит дни числами, это может быть {day.isoformat()}: задайте столбцу вид «дата»"


def without_date(text: str) -> str:
    """Return the text of a cell without its date: «протокол № 2»."""
    rest = ISO.sub("", DOTTED.sub("", WORDED.sub("", text)))
    return re.sub(r"^\s*(?:г\.?(?=\s|$|,))?[\s,;.]*(?:от\b)?\s*|[\s,;]+(?:от)?[\s,;]*$", "", " ".join(rest.split()))


def read_sum(text: str) -> Read:
    """Read a sum in whole roubles. Kopecks are reported; any other text gives neither a value nor a note."""
    found = SUM.fullmatch(text.strip().removesuffix("лей").removesuffix(".")) if len(text) <= LONGEST_SUM else None
    if not found:
        return Read()
    try:
        amount = Decimal(re.sub(r"[  ]", "", found[1]).replace(",", ".")) * UNITS.get((found[2] or "").lower(), 1)
    except InvalidOperation:
        return Read()
    if amount != amount.to_integral_value():
        return Read(None, f"сумма с копейками: «{text}»")
    return Read(int(amount))


def read_many(text: str, read: Callable[[str], Read]) -> tuple[list[object], list[str]]:
    """Read a cell that holds several values. Returns the distinct values and the notes."""
    whole = re.sub(r"\s*[,;]\s*(?=(?:доб|вн|ext)\b)", " ", text, flags=re.IGNORECASE)  # not a second number
    found = [read(part) for part in re.split(r"[;,\n]|\s/\s|\sи\s", whole) if part.strip()]
    values = dict.fromkeys(item.value for item in found if item.value is not None)
    return list(values), [item.note for item in found if item.note]


def read_phone(text: str, code: str = "") -> Read:
    """Read a phone in any notation. ``code``: the town's area code, added to local numbers, which a note reports."""
    plain = unquoted(text).strip()
    number, extension, words = parse_phone(plain)
    digits = re.sub(r"\D", "", number)
    note = ""
    if code and len(digits) + len(code) == 10 and re.fullmatch(r"[\d\s()-]+", number):
        number, note = f"+7{code}{digits}", f"телефон «{plain}» дополнен кодом города: +7{code}{digits}"
    verdict = check_phone(number)
    if verdict.fault and not verdict.guess:
        return Read(None, f"телефон «{plain}»: {verdict.fault}")
    return Read(str(Phone(verdict.guess or verdict.value, extension, words)), note)


def read_email(text: str) -> Read:
    plain = text.strip().lower()
    verdict = check_email(plain)
    return Read(None, _doubt("почта", plain, verdict)) if verdict.fault else Read(plain)


def read_url(text: str) -> Read:
    plain = text.strip()
    verdict = check_url(plain)
    if not verdict.fault:
        return Read(plain)
    if "://" not in plain and verdict.guess == f"https://{plain}":
        return Read(verdict.guess)
    return Read(None, _doubt("адрес", plain, verdict))


def _doubt(what: str, text: str, verdict: Verdict) -> str:
    guess = f"; возможно, «{verdict.guess}»" if verdict.guess else ""
    return f"{what} «{text}»: {verdict.fault}{guess}"


def read_name(text: str) -> str:
    """Return a name on one line with «such» quotes; if all in capitals, its words of a legal form become lower case."""
    name = quote_marks(" ".join(text.split()))
    words = name.split(" ")
    if name != name.upper() or len(words) < 2:
        return name
    for i, word in enumerate(words):
        if word.casefold() not in LEGAL:
            break
        words[i] = word.capitalize() if i == 0 else word.lower()
    return " ".join(words)


def read_status(text: str, vocabulary: Vocabulary) -> str:
    """Return the code of the registration state that a cell means; empty if unclear."""
    plain = fold(text)
    terms = vocabulary.lists["ngo_status"]
    if known := next((code for code, term in terms.items() if plain in (code, fold(term.label))), ""):
        return known
    if GOING.search(plain):
        return "registered"  # being liquidated, so still registered
    return "liquidated" if CEASED.search(plain) else "registered" if STANDING.search(plain) else ""


def quote_marks(text: str) -> str:
    """Replace straight and curly quotes by «such», opening or closing by the adjacent characters."""
    opened = re.sub(r"(^|[\s(«\-])[\"“„”]+(?=\S)", r"\1«", text)
    return re.sub(r"[\"“„”]", "»", opened)


def find_term(vocabulary: Vocabulary, list_id: str, text: str) -> str:
    """Return the code of the list's first term that shares the beginning of a word with the text, or an empty text."""
    stems = {word[:ENOUGH] for word in re.findall(r"\w{4,}", fold(text))}
    for term in vocabulary.terms(list_id):
        if stems & {word[:ENOUGH] for word in re.findall(r"\w{4,}", fold(" ".join([term.label, *term.synonyms])))}:
            return term.code
    return ""


def find_legal_form(vocabulary: Vocabulary, texts: Iterable[str]) -> str:
    """Return the legal form whose official code equals a text, else the one with the longest label in the texts."""
    best, code = 0, ""
    for text in texts:
        head = re.split('[«"]', fold(text.replace("«", '"')))[0] if text.count("«") else fold(text)
        for term in vocabulary.terms("legal_forms"):
            if text == term.official_code:
                return term.code
            for form in (term.label, *term.synonyms):
                plain = fold(form)
                at = rf"\b{re.escape(plain)}\b" if len(plain) > 5 or plain == "фонд" else rf"^{re.escape(plain)}\b"
                if len(plain) > best and re.search(at, head):
                    best, code = len(plain), term.code
    return code
