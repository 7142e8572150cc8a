"""What a text contains beyond the one value of its field: both days of a range, date and number, amount and precision.

Pure functions: either the whole text is understood, or nothing.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

from generator.problems.spellings import guess_date, guess_integer, guess_number, guess_time, month_of

# Words that negate or limit a meaning: next to them no value is certain.
TURNS = re.compile(
    r"\b(?:не|ни|нет|без|кроме|частично|почти|бывш\w*|если|или|пока|ещё|еще|уже|временно|иногда|возможно|наверное"
    r"|вряд|никогда|лишь|только|полу\w*|псевдо\w*|not?|non|partly|former\w*|ex)\b|\?",
    re.IGNORECASE,
)
ENDLESS = re.compile(
    r"(?:действует\s+)?(?:бессрочн(?:о|ый|ое|ая)|без\s+(?:ограничения\s+)?срока|не\s+ограничен[оа]?)\.?"
)
UNKNOWN = frozenset(
    [
        "-",
        "--",
        "—",
        "–",
        "?",
        "??",
        "н/д",
        "нд",
        "неизвестно",
        "не известно",
        "неизвестен",
        "неизвестна",
        "не указано",
        "не указан",
        "не указана",
        "нет данных",
        "нет сведений",
        "данных нет",
        "не знаю",
        "уточняется",
        "уточнить",
        "пусто",
        "не заполнено",
        "none",
        "null",
        "n/a",
    ]
)
ABSENT = frozenset(["нет", "нету", "отсутствует", "отсутствуют", "не имеется", "не имеем", "no"]) | UNKNOWN
KINDS = r"(?:сайт|телефон|почт|страниц|групп|адрес|ссылк)\w*"
NONE_OF = re.compile(rf"(?:пока\s+|ещ[её]\s+)?нет(?:\s+{KINDS})?|(?:своего\s+)?{KINDS}\s+(?:пока\s+|ещ[её]\s+)?нет")
DASH = r"\s*(?:[-–—−]|по|до)\s*"
DAY = r"(\d{1,2})(?:-?го)?"
WORDED_YEAR = r"(\d{4})(?:\s*г\.?|\s*года?)?"
MONTH = r"([а-яё]{3,8})\.?"
# «10–12 декабря 2026», «10.12–12.12.2026»: one year, and a month for both days or for each.
ONE_MONTH = re.compile(rf"(?:с\s+)?{DAY}{DASH}{DAY}\s+{MONTH}\s+{WORDED_YEAR}")
TWO_MONTHS = re.compile(rf"(?:с\s+)?{DAY}\s+{MONTH}{DASH}{DAY}\s+{MONTH}\s+{WORDED_YEAR}")
# Words for a term that has no last day, or whose last day is an event.
ENDLESS_WORDS = re.compile(
    r"бессрочн|пролонгац|продлева|без\s+(?:ограничения\s+)?срока|не\s+ограничен|до\s+(?:полного\s+)?исполнения"
    r"|до\s+расторжения|до\s+отзыва|до\s+отмены|постоянно",
    re.IGNORECASE,
)
LISTED = re.compile(rf"((?:\d{{1,2}}\s*(?:и|,)\s*)+{DAY})\s+{MONTH}(?:\s+{WORDED_YEAR})?")
IN_NUMBERS = re.compile(rf"(?:с\s+)?(\d{{1,2}})(?:\.(\d{{2}}))?{DASH}(\d{{1,2}})\.(\d{{2}})\.{WORDED_YEAR}")
WHOLE_DAYS = re.compile(
    r"(?:с\s+)?(.{6,24}?)\s*(?:\s[-–—−]\s|[–—−]|\s(?:по|до)\s|/|\.\.+|…|(?<=\d{4})-(?=\d))\s*(.{6,24})"
)
ORDER = {"1": 1, "i": 1, "2": 2, "ii": 2, "3": 3, "iii": 3, "4": 4, "iv": 4}
ORDER |= {"перв": 1, "втор": 2, "трет": 3, "четверт": 4, "четвёрт": 4}
PERIOD = re.compile(
    r"(?P<end>(?:по|до)?\s*кон(?:ца|ец|це)\s+|до\s+окончания\s+)?"
    r"(?:(?P<month>[а-яё]{3,8})\s+"
    r"|(?:(?P<which>[1-4]|i{1,3}|iv|перв|втор|трет|четв[её]рт)(?:-?[а-яё]{1,3})?\s+"
    r"(?P<part>кв\.|квартала?|полугоди[ея])\s+)?)"
    r"(?P<year>20\d{2})\s*(?:г\.?|год[а]?)?"
)
A_DAY = re.compile(r"\d{1,2}\s+[а-яё]{3,8}\s+\d{4}|\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2}")
BEFORE_DATE = (
    r"\b(?:после|до|с|со|по|ранее|раньше|позже|позднее|около|примерно|начиная)\s+$"  # the date is only a limit
)
ACT = re.compile(r"(?:от\s+)?(.{6,24}?),?\s+(?:№|N|No\.?)\s*([\w/.-]{1,40})")
ACT_FIRST = re.compile(r"(?:№|N|No\.?)\s*([\w/.-]{1,40})\s+от\s+(.{6,24})")
WITH_TIME = re.compile(
    r"(.{6,24}?),?\s+(?:в\s+)?(\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s*[-–—]\s*\d{1,2}[:.]\d{2})?|\d{1,2}\s+час(?:ов|а)?)"
)
ISO_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[tT](\d{2}:\d{2}).*")
HOURS = re.compile(
    r"(?:с\s+)?(\d{1,2}(?:[:.]\d{2})?)\s*(?:ч\.?|час\w*)?(\s*[-–—−]\s*|\s+до\s+)"
    r"(\d{1,2}(?:[:.]\d{2})?)\s*(?:ч\.?|час\w*)?"
)
HOURS_IN_WORDS = re.compile(r"с\s+(\d{1,2}-\d{2})(\s+до\s+)(\d{1,2}-\d{2})")
EXTENT = {"около": "about", "примерно": "about", "порядка": "about", "~": "about", "более": "more_than"}
EXTENT |= {"больше": "more_than", "свыше": "more_than", ">": "more_than", "ровно": "exact"}
AMOUNT = re.compile(r"([а-яё]+|[~>])\s*(\d.*)")
PLUS = re.compile(r"(\d[\d\s]*)\+")
BETWEEN = re.compile(
    r"(?:от\s+)?(\d[\d\s]*?)(?:\s*[-–—−]\s*|\s+до\s+)(\d[\d\s]*?)(?:\s*(?:чел(?:овека?|\.)?|лет|года?))?"
)


def turns(text: str) -> bool:
    """Tell whether a word in the text negates or limits what the others say."""
    return TURNS.search(text) is not None


def simplified(text: str) -> str:
    """Return the text in lower case, with single spaces and no sign at the end."""
    return " ".join(text.lower().replace("\u00a0", " ").split()).rstrip(";,")


def is_unknown(text: str) -> bool:
    """Tell whether the text only says that something is not known."""
    return simplified(text).rstrip(".") in UNKNOWN


def is_absent(text: str) -> bool:
    """Tell whether the text only says that there is nothing, or that it is not known."""
    plain = simplified(text).rstrip(".")
    return plain in ABSENT or NONE_OF.fullmatch(plain) is not None


def is_endless(text: str) -> bool:
    return ENDLESS.fullmatch(simplified(text)) is not None


def says_endless(text: str) -> bool:
    """Tell whether words of the text say that a term has no last day of its own."""
    return ENDLESS_WORDS.search(text) is not None


def read_days(text: str) -> tuple[str, str] | None:
    """Return the first and last day of a range."""
    plain = simplified(text)
    if found := LISTED.fullmatch(plain):
        days = _listed(found)
        if not found[4] or not _follow(days):
            return None
        first, last = (f"{day} {found[3]} {found[4]}" for day in (days[0], days[-1]))
    elif found := ONE_MONTH.fullmatch(plain):
        first, last = (f"{found[n]} {found[3]} {found[4]}" for n in (1, 2))
    elif found := TWO_MONTHS.fullmatch(plain):
        first, last = f"{found[1]} {found[2]} {found[5]}", f"{found[3]} {found[4]} {found[5]}"
    elif found := IN_NUMBERS.fullmatch(plain):
        first, last = f"{found[1]}.{found[2] or found[4]}.{found[5]}", f"{found[3]}.{found[4]}.{found[5]}"
    elif found := WHOLE_DAYS.fullmatch(plain):
        first, last = found[1], found[2]
    else:
        return None
    both = guess_date(first), guess_date(last)
    return both if all(both) and both[0] < both[1] else None


def days_apart(text: str) -> list[str]:
    """Return the days of «5 и 12 декабря 2026» that do not follow one another; «ГГГГ» stands for a missing year."""
    plain = simplified(text)
    parts = re.split(r"\s*[,;]\s*|\s+и\s+", plain)
    if len(parts) > 1 and all(exact := [guess_date(part) for part in parts]):
        return exact
    found = LISTED.fullmatch(plain)
    days, month = (_listed(found), month_of(found[3])) if found else ([], 0)
    if not found or not month or max(days) > 31 or (_follow(days) and found[4]):
        return []
    return [f"{found[4] or 'ГГГГ'}-{month:02}-{day:02}" for day in days]


def _listed(found: re.Match[str]) -> list[int]:
    return [int(day) for day in re.findall(r"\d+", found[1])]


def _follow(days: list[int]) -> bool:
    """Tell whether the days follow one another, and so are one range."""
    return days == [*range(days[0], days[-1] + 1)]


def days_without_year(text: str) -> tuple[str, str] | None:
    """Return both days of «с 3 по 10 декабря», with «ГГГГ» for the year."""
    both = read_days(f"{simplified(text)} 2024")  # a leap year: any day is possible
    return (f"ГГГГ{both[0][4:]}", f"ГГГГ{both[1][4:]}") if both and not re.search(r"\d{4}", text) else None


def last_day(text: str) -> tuple[str, bool]:
    """Return the last day of a month, quarter, half or whole year, and whether the text asks for it.

    The day is empty where there is no such period.
    """
    found = PERIOD.fullmatch(simplified(text))
    if not found:
        return "", False
    months = {"к": 3, "п": 6}.get((found["part"] or " ")[0], 12)
    month = month_of(found["month"]) if found["month"] else ORDER.get(found["which"] or "1", 0) * months
    if not 1 <= month <= 12:
        return "", False
    year = int(found["year"])
    return f"{year}-{month:02}-{calendar.monthrange(year, month)[1]}", bool(re.match("[дп]о", found["end"] or ""))


def day_of_table(text: str) -> str:
    """Return the day for a spreadsheet's day number, if it falls between 1990 and 2050; else an empty text."""
    found = re.fullmatch(r"\d{5}", text.strip(), re.ASCII)
    day = date(1899, 12, 30) + timedelta(int(found[0])) if found else date.min
    return day.isoformat() if 1990 <= day.year <= 2050 else ""


def the_one_day(text: str) -> str:
    """Return the only date in a text; empty if words say it is something else's."""
    found = [*A_DAY.finditer(simplified(text))]
    if len(found) != 1 or turns(text) or re.search(BEFORE_DATE, simplified(text)[: found[0].start()]):
        return ""
    return guess_date(found[0][0])


def read_act(text: str) -> tuple[str, str] | None:
    """Return date and number of «27 августа 2026 г. № 12»."""
    plain = " ".join(text.replace("\u00a0", " ").split())
    if found := ACT.fullmatch(plain):
        day, number = guess_date(found[1].removesuffix(",")), found[2]
    elif found := ACT_FIRST.fullmatch(plain):
        day, number = guess_date(found[2]), found[1]
    else:
        return None
    return (day, number) if day else None


def read_moment(text: str) -> tuple[str, str, str] | None:
    """Return day, start and end (which may be empty) of «12 декабря 2026, 15:00»."""
    plain = simplified(text)
    found = ISO_TIME.fullmatch(plain) or WITH_TIME.fullmatch(plain)
    if not found or not (day := guess_date(found[1])):
        return None
    hours = read_hours(found[2])
    start, end = hours or (guess_time(found[2]), "")
    return (day, start, end) if start else None


def read_hours(text: str) -> tuple[str, str] | None:
    """Return start and end: «с 9 до 18», «9:00–18:00»."""
    found = HOURS.fullmatch(simplified(text)) or HOURS_IN_WORDS.fullmatch(simplified(text))
    if not found:
        return None
    bare = not re.search(r"[:.]", found[1] + found[3]) and "до" not in found[2] and not text.lstrip().startswith("с ")
    hours = guess_time(found[1]), guess_time(found[3])
    if not all(hours) or hours[0] >= hours[1] or (bare and "-" in found[2]):
        return None
    return hours


def read_minutes(text: str) -> int:
    """Return the minutes of «30 минут», «1,5 часа», «1 ч 20 мин»; 0 for any other text."""
    found = re.fullmatch(
        r"(?:(\d{1,2}(?:[.,]\d)?)\s*(?:ч|час|часа|часов)\.?)?\s*(?:(\d{1,3})\s*(?:м|мин|минут|минуты|минута)\.?)?",
        simplified(text).lower(),
        re.ASCII,
    )
    return round(60 * float((found[1] or "0").replace(",", ".")) + int(found[2] or 0)) if found else 0


def read_point(text: str) -> tuple[str, str] | None:
    """Return both numbers of «56.11, 94.58», as maps give them."""
    found = re.fullmatch(r"(\d{1,2}[.,]\d{2,9})[°,;\s]+(\d{1,3}[.,]\d{2,9})°?", simplified(text), re.ASCII)
    return (guess_number(found[1]), guess_number(found[2])) if found else None


class Amount(NamedTuple):
    """A number, the second one of a range, and a code of ``qualifiers``."""

    value: str
    value_to: str
    qualifier: str


def read_amount(text: str, *, whole: bool) -> Amount | None:
    """Read «около 120», «более 30», «100–120», «50+»."""
    plain, read = simplified(text), guess_integer if whole else guess_number
    if (found := BETWEEN.fullmatch(plain)) and (low := read(found[1])) and (high := read(found[2])):
        return Amount(low, high, "range") if float(low) < float(high) else None
    if (found := PLUS.fullmatch(plain)) and (value := read(found[1])):
        return Amount(value, "", "more_than")
    if (found := AMOUNT.fullmatch(plain)) and found[1] in EXTENT and (value := read(found[2])):
        return Amount(value, "", EXTENT[found[1]])
    return None
