"""Russian text: words, dates, money, order. Pure functions that know nothing of records."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from functools import lru_cache

NBSP = "\u00a0"
MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
MONTH_NAMES = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
]
WEEKDAYS = ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"]
SHORT_DAYS = {"mon": "пн", "tue": "вт", "wed": "ср", "thu": "чт", "fri": "пт", "sat": "сб", "sun": "вс"}
QUOTES = "«»„“”\"'’"
# Cyrillic letters typed by mistake for the Latin letters they look like, in keys and codes.
LOOKALIKES = str.maketrans("авсеноркстхуАВСЕНОРКТХ", "abcehopkctxyABCEHOPKTX")
LAYOUT = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.")
TRANSLIT = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "j",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "h",
            "ts",
            "ch",
            "sh",
            "sch",
            "",
            "y",
            "",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)


def plural(number: int, one: str, few: str, many: str) -> str:
    """Return the noun form for a whole number by the CLDR rules: 1 запись, 2 записи, 5 записей."""
    tail, tens = abs(number) % 10, abs(number) % 100
    if tail == 1 and tens != 11:
        return one
    if 2 <= tail <= 4 and not 12 <= tens <= 14:
        return few
    return many


def count_of(number: int, one: str, few: str, many: str) -> str:
    """Return «5 записей», with a no-break space."""
    return f"{format_number(number)}{NBSP}{plural(number, one, few, many)}"


def format_number(number: float | Decimal) -> str:
    """Format a number with a decimal comma, never an exponent; no-break spaces group digits from 10 000 up.

    A float is shown with the 15 digits it is sure to hold.
    """
    exact = Decimal(f"{number:.15g}") if isinstance(number, float) else Decimal(number)
    integer, _, fraction = f"{exact or Decimal():,f}".partition(".")
    grouped = integer.replace(",", NBSP if abs(exact) >= 10_000 else "")
    fraction = fraction.rstrip("0")
    return f"{grouped},{fraction}" if fraction else grouped


def format_money(roubles: int) -> str:
    """Format whole roubles: «721,4 тыс. руб.», «1,2 млн руб.»; in full when rounding would change the sum."""
    for unit, word in ((1_000_000, "млн"), (1_000, "тыс.")):
        if abs(roubles) >= unit and (roubles * 10) % unit == 0:
            return f"{format_number(roubles / unit)}{NBSP}{word}{NBSP}руб."
    return f"{format_number(roubles)}{NBSP}руб."


def format_date(day: date) -> str:
    """Return «12 ноября 2015 г.», with no-break spaces."""
    return f"{day.day}{NBSP}{MONTHS[day.month - 1]} {day.year}{NBSP}г."


def format_day(day: date) -> str:
    """Return «12 ноября, четверг»."""
    return f"{day.day}{NBSP}{MONTHS[day.month - 1]}, {WEEKDAYS[day.weekday()]}"


def format_month(month: str) -> str:
    """Turn «2026-11» into «ноябрь 2026 г.»."""
    return f"{MONTH_NAMES[int(month[5:]) - 1]} {month[:4]}{NBSP}г."


def format_dates(first: date, last: date | None) -> str:
    """Return «12–14 ноября 2026 г.», «30 ноября – 2 декабря 2026 г.», or a single date."""
    if last is None or last == first:
        return format_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{format_date(last)}"
    if first.year == last.year:
        return f"{first.day}{NBSP}{MONTHS[first.month - 1]}{NBSP}– {format_date(last)}"
    return f"{format_date(first)}{NBSP}– {format_date(last)}"


def format_times(start: time | None, end: time | None) -> str:
    """Return «10:00–11:30», «10:00», «круглосуточно» (midnight to midnight), or an empty string."""
    if start is None:
        return ""
    if start == end == time():
        return "круглосуточно"
    return f"{start:%H:%M}–{end:%H:%M}" if end else f"{start:%H:%M}"


def format_days(codes: Iterable[str]) -> str:
    """Return weekdays in short, three or more in a row as a range: «пн–чт, сб»."""
    order = list(SHORT_DAYS)
    runs: list[list[int]] = []
    for place in sorted({order.index(code) for code in codes}):
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    words = [SHORT_DAYS[code] for code in order]
    parts = [f"{words[run[0]]}–{words[run[-1]]}" if len(run) > 2 else ", ".join(words[i] for i in run) for run in runs]
    return ", ".join(parts)


def format_ages(low: int | None, high: int | None) -> str:
    """Return an age range: «от 3 до 7 лет», «с 18 лет», «до 1 года», «3 года». One bound must be known."""
    if low is not None and low == high:
        return count_of(low, "год", "года", "лет")
    if high is None:
        return f"с {count_of(low or 0, 'года', 'лет', 'лет')}"
    until = f"до {count_of(high, 'года', 'лет', 'лет')}"
    return f"от {low} {until}" if low else until


_TIED = re.compile(r"(?<![^\W\d_])(ул|пр|просп|пер|наб|пл|б-р|пр-т|ш|мкр|г|пос|с|д|корп|стр|кв|каб|оф|им)\. (?=\S)")


def tie(address: str) -> str:
    """Keep the kind of a street, and the word «д.», on the line of what they name."""
    return _TIED.sub(rf"\1.{NBSP}", address)


def fold(text: str) -> str:
    """Normalise text for comparison: case, ё, quotes and white space."""
    return " ".join(unquoted(text.casefold()).replace("ё", "е").split())


def unquoted(text: str) -> str:
    """Remove quotes of any kind. Replacing them one by one is several times faster than ``translate``."""
    for sign in QUOTES:
        text = text.replace(sign, "")
    return text


# Words of legal forms, in any gender; «Примерская» counts if such a word follows. Matches lower-case
# text: ignoring case in the pattern takes three times as long.
_FORM = (
    r"автономн\w+|некоммерческ\w+|социально|ориентированн\w+|благотворительн\w+|общественн\w+|экологическ\w+|"
    r"частн\w+|религиозн\w+|казачь\w+|инициативн\w+|профессиональн\w+|территориальн\w+|первичн\w+|"
    r"местн\w+|городск\w+|районн\w+|региональн\w+|межрегиональн\w+|краев\w+|всероссийск\w+|общероссийск\w+|"
    r"учреждени[ея]|организаци[яи]|групп[аы]|(?:эко)?фонд|ассоциаци[яи]|союз|объединени[ея]|объединений|движени[ея]|"
    r"орган|самодеятельности|самоуправлени[ея]|партн[её]рств[оа]|профсоюз|общество|община|"
    r"ано|нко|сонко|оо|роо|кроо|моо|гоо|мроо|мбоо|мро|од|оос|соо|обо|ооо|бф|обф|бу|оу|чу|нп|ик|ско|хко|тос|тсж|сс|зато"
)
LEGAL_WORDS = re.compile(rf"(?:\w+ск(?:ая|ий|ое)\s+(?=(?:{_FORM})\b))?(?:(?:{_FORM})(?=[\s«\"]|$)\s*)+")
LONGEST_NAME = 1000  # characters; the pattern is quadratic in the length
IN_QUOTES = re.compile(r"[«\"]+([^»\"]+)[»\"]+$")


def capital(text: str) -> str:
    """Capitalise the first letter and leave the rest as it is."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=65536)
def ended(text: str) -> str:
    """End the text with a full stop unless it already ends like a sentence («2026 г.», «Да!»)."""
    text = text.rstrip()
    return text if not text or text.rstrip('»"')[-1:] in tuple(".!?…:;") else f"{text}."


def public_name(name: str) -> str:
    """Return the part of an organisation's name people search for: the quoted part, alone or after a legal form."""
    quoted = IN_QUOTES.search(name) if len(name) <= LONGEST_NAME else None
    if quoted and (quoted.start() == 0 or LEGAL_WORDS.match(name.lower())):
        shown = quoted[1]
        if "«" in shown:
            shown += "»" * shown.count("«")
        else:
            shown = shown.replace("„", "«").replace("“", "»")
        return shown.strip() or name
    return name


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """Return a key for finding near duplicates: without legal form and quotes, case and ё folded."""
    folded = fold(name)
    form = LEGAL_WORDS.match(folded)
    return folded[form.end() :] or folded if form else folded


@lru_cache(maxsize=65536)
def sort_key(name: str) -> tuple[str, str]:
    """Return a key for Russian alphabetical order: ё sorts with е, legal form and quotes are ignored."""
    stripped = unquoted(public_name(name)).casefold()
    return (stripped.replace("ё", "е"), stripped)


def letter_of(name: str) -> str:
    """Return the index letter of a name: «А»…«Я», «A–Z», or «0–9» for anything else."""
    first = sort_key(name)[0][:1].upper()
    if "А" <= first <= "Я" and first not in "ЪЬ":  # only misprints begin with Ъ or Ь
        return first
    return "A–Z" if "A" <= first <= "Z" else "0–9"


def slugify(text: str, limit: int = 60) -> str:
    """Make a record id from Russian text: a stable transliteration with hyphens, at most ``limit`` characters."""
    latin = "".join(TRANSLIT.get(c, c) for c in text.casefold())
    slug = re.sub(r"[^a-z0-9]+", "-", latin).strip("-")
    return slug[:limit].rstrip("-")


def blank(text: str) -> bool:
    """Tell whether nothing of the text is visible: only spaces, or combining marks without a letter."""
    return not re.search(r"\w", text) and all(unicodedata.category(sign)[0] in "CMZ" for sign in text)


def mixed_alphabet(word: str) -> bool:
    """Tell whether a word mixes Latin and Cyrillic letters («Cветлый» with a Latin C)."""
    scripts = {unicodedata.name(c, "").split(" ", 1)[0] for c in word if c.isalpha()}
    return {"LATIN", "CYRILLIC"} <= scripts


def shorten(text: str, limit: int) -> str:
    """Put text on one line and cut it at a word, ending in «…», if it is longer than ``limit`` characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 3].rsplit(" ", 1)[0].rstrip(" ,;:—–.") + "…"


def quoted(text: str) -> str:
    """Put text in quotes, turning quotes inside it into inner ones."""
    return f"«{text.strip().rstrip('.').replace('«', '„').replace('»', '“')}»"


def paragraphs(text: str) -> list[str]:
    """Split a long text into paragraphs at blank lines; line breaks inside them become spaces."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]
