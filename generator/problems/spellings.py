"""Dates, times, numbers and codes written differently from how a record has them: what they say, as it is recorded.

Pure functions; nothing is ever repaired silently: a guess only goes into the words of a problem.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

from generator.text import LOOKALIKES, MONTH_NAMES, MONTHS, SHORT_DAYS, WEEKDAYS, slugify

SHORT_NAMES = tuple(SHORT_DAYS.values())
ACCUSATIVE = {2: "среду", 4: "пятницу", 5: "субботу"}

LETTERS_IN_NUMBERS = str.maketrans("ОоOoЗзIl|", "000033111")
SEASONS = {
    "лето": "summer",
    "летний": "summer",
    "зима": "winter",
    "зимний": "winter",
    "весна": "spring",
    "весенний": "spring",
    "осень": "autumn",
    "осенний": "autumn",
}
SEASON_STEMS = {"лет[аоне]": "summer", "зим[аын]": "winter", "вес[ен]": "spring", "осен": "autumn"}
SEASON_STEMS |= {code: code for code in SEASON_STEMS.values()}
DECISION_NUMBER = re.compile(
    r"(?:№|#|(?<!\w)(?:п|пп|пункт\w*|реш|решени\w*|номер\w*)\b\.?)\s*№?\s*0*([1-9]\d{0,2})(?!\d)"
)
SCALES = {"тыс": 1_000, "млн": 1_000_000, "миллио": 1_000_000, "млрд": 1_000_000_000, "миллиа": 1_000_000_000}
SCALE = r"(?:тыс(?:яч[аи]?)?|млн|миллион(?:а|ов)?|млрд|миллиард(?:а|ов)?)"
MONEY = rf"\d[\d\s.,]*{SCALE}?\.?\s*(?:руб\w*\.?|р\b\.?|₽)"  # a sum with its unit
# Words around the digits of a whole number that add nothing.
NOT_DIGITS = (
    r"^(?:№|n[o.]?)\s*(?=\d)|\s*(?:год[ау]?|г\.)$|[\s']|руб(?:лей|ля|ль|\.)?|₽|чел(?:овека?|\.)?|шт\.?|лет$"
    r"|участник(?:ов|а)?$"
)
DAY_FIRST = re.compile(r"(\d{1,2})\s*[./\- ]\s*(\d{1,2})\s*[./\- ]\s*(\d{4}|\d{2})(?:\s*г\.?|\s*год[а]?)?", re.ASCII)
YEAR_FIRST = re.compile(
    r"(\d{4})(?:\s*[./\- ]\s*(\d{1,2})\s*[./\- ]\s*(\d{1,2})|(\d\d)(\d\d))(?:[tT ]0?0[:.]00\S*|\s*г\.?)?", re.ASCII
)
CLOCK = re.compile(r"(\d{1,2})(?:\s*[.:\-,; ]\s*(\d{2}))?(?::\d{2})?(?:\s*ч\.?|\s*час(?:ов|а)?)?", re.ASCII)
IN_WORDS = re.compile(
    r"[«\"„]?(\d{1,2})[»\"“]?(?:-?(?:го|е))?\s+([а-яё]{3,})\.?,?\s+(\d{4}|\d{2}(?=\s*г))(?:\s*г\.?|\s*год[а]?)?",
    re.ASCII,
)
OF_TABLES = re.compile(r"(\d{1,2})[-.]([а-яё]{3,4})\.?[-.](\d{4}|\d{2})(?:\s*г\.?)?", re.ASCII)
# A weekday before or after a date; it must match the date.
OF_WEEK = re.compile(
    r"(?P<before>[а-яё]{2,11})[.,]?\s+(?P<date>.*\d.*)|(?P<same>.*?\d[^(]*?),?\s*\(?(?P<after>[а-яё]{2,11})\)?"
)
HALVES = {"утра": (4, 11, 0), "дня": (1, 5, 12), "вечера": (4, 11, 12)}  # first and last hour, and what to add
EARLY = 8  # a lower hour without minutes may be in the afternoon
IN_DIGITS = re.compile(r"(?<=\d)[ОоOoЗзIl|]+|[ОоOoЗзIl|]+(?=\d)")


def undressed(text: str) -> str:
    """Return a value without quotes or brackets around the whole of it."""
    found = re.fullmatch(r"[«“„\"'‘(<\[]+\s*([^«»“”„\"'‘’()<>\[\]]+?)\s*[»”“\"'’)>\]]+", text.strip())
    return found[1] if found else text


def guess_date(text: str) -> str:
    """Return the ISO date of a text, or an empty text, also if it may mean two days."""
    if len(two_readings(text)) > 1:
        return ""
    text = text.strip().rstrip(".;,")
    if week := _with_weekday(text):
        return week
    numbers = date_numbers(text)
    for year, month, day in (numbers, (numbers[0], numbers[2], numbers[1])) if numbers else ():
        if found := _iso(year, month, day):
            return found
        if not 12 < month <= 31:  # the middle number is the day only if it cannot be a month
            break
    return ""


def _with_weekday(text: str) -> str:
    """Return the date of «чт, 5 марта 2026» if that is a Thursday, else an empty text."""
    day, named = day_of_week(text)
    return day if day and named == WEEKDAYS[date.fromisoformat(day).weekday()] else ""


def day_of_week(text: str) -> tuple[str, str]:
    """Return a date and the weekday beside it, right or wrong; empty texts unless both are there."""
    found = OF_WEEK.fullmatch(re.sub(r"^во?\s+(?=[а-яё])", "", " ".join(text.lower().split())))
    word = (found["before"] or found["after"]) if found else ""
    named = next((d for n, d in enumerate(WEEKDAYS) if word in (d, SHORT_NAMES[n], ACCUSATIVE.get(n))), "")
    day = guess_date(found["date"] or found["same"]) if found and named else ""
    return (day, named) if day else ("", "")


def two_readings(text: str) -> list[str]:
    """Return the days that «03/04/2026» and «25-11-12» may mean, in a spreadsheet's order or as people write."""
    plain = " ".join(text.split())
    found = re.fullmatch(r"(\d{1,2})\s*([/-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})", plain, re.ASCII)
    if not found:
        return []
    first, second, year = int(found[1]), int(found[3]), whole_year(found[4])
    days = [(year, second, first), (year, first, second) if found[2] == "/" else (0, 0, 0)]
    if len(found[4]) == 2 and found[2] == "-":
        days.append((whole_year(found[1]), second, int(found[4])))
    return list(dict.fromkeys(iso for day in days if (iso := _iso(*day))))


def _iso(year: int, month: int, day: int) -> str:
    if 1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
        return date(year, month, day).isoformat()
    return ""


def whole_year(text: str) -> int:
    """Return the year for two digits: one of the last sixty or the next forty; 0 where that is open."""
    number = int(text)
    if len(text) != 2:
        return number
    return 2000 + number if number < 40 else 1900 + number if number >= 60 else 0


def date_numbers(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day as they seem to be meant, even if there is no such day."""
    plain = " ".join(text.lower().replace("\u00a0", " ").split())
    if found := IN_WORDS.fullmatch(plain) or OF_TABLES.fullmatch(plain):
        month = month_of(found[2])
        return (whole_year(found[3]), month, int(found[1])) if month else None
    plain = plain.translate(LETTERS_IN_NUMBERS)
    if found := DAY_FIRST.fullmatch(plain):
        return (whole_year(found[3]), int(found[2]), int(found[1]))
    if found := YEAR_FIRST.fullmatch(plain):
        return (int(found[1]), int(found[2] or found[4]), int(found[3] or found[5]))
    return None


def month_of(word: str) -> int:
    """Return the number of a month from its name, in either case or abbreviated; 0 if it is none."""
    short = {"сент": 9, "нояб": 11, "февр": 2}
    names = (i + 1 for i in range(12) if word in (MONTHS[i], MONTH_NAMES[i], MONTHS[i][:3]))
    return next(names, short.get(word, 0))


def guess_time(text: str) -> str:
    """Return the ``HH:MM`` of a text, or an empty text."""
    plain = IN_DIGITS.sub(lambda found: found[0].translate(LETTERS_IN_NUMBERS), text.strip().lower())
    plain = re.sub(r"^в\s+(?=\d)", "", plain).rstrip(";,")
    if plain == "полдень":
        return "12:00"
    if spoken := re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*час(?:ов|а)?)?\s+(утра|дня|вечера)", plain, re.ASCII):
        first, last, more = HALVES[spoken[3]]
        if spoken[1] == "12" and spoken[3] == "дня":
            return f"12:{spoken[2] or '00'}"
        known = first <= int(spoken[1]) <= last and int(spoken[2] or 0) < 60
        return f"{int(spoken[1]) + more:02}:{spoken[2] or '00'}" if known else ""
    plain = re.sub(r"^(\d{1,2})\s*(?:ч\.?|час(?:ов|а)?)\s*(\d{2})\s*(?:м(?:ин(?:ут[аы]?)?)?\.?)?$", r"\1:\2", plain)
    found = CLOCK.fullmatch(plain)
    if found and re.fullmatch(r"\d{1,2}\s*-\s*(?:0[1-9]|1\d|2[0-4])", plain):
        return ""  # a span of hours, or hours and minutes
    if found and not found[2] and 0 < int(found[1]) < EARLY:
        return ""  # «в 6»: morning or evening
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return f"{int(found[1]):02}:{found[2] or '00'}"
    return ""


def guess_integer(text: str) -> str:
    """Return a whole number written with spaces, a unit or a scale («721,4 тыс. руб.»), or an empty text."""
    plain = re.sub(NOT_DIGITS, "", text.lower().strip().rstrip(";,"))
    if re.fullmatch(r"\d{1,15}", plain, re.ASCII):
        return plain.lstrip("0") or "0"
    found = re.fullmatch(rf"(\d{{1,9}})(?:[.,](\d{{1,9}}))?({SCALE})?\.?", plain, re.ASCII)
    if not found:
        return ""
    scale = next((factor for stem, factor in SCALES.items() if (found[3] or "").startswith(stem)), 1)
    fraction = found[2] or ""
    if len(fraction) == 3 and not found[3]:
        return ""  # a fraction, or thousands
    scaled = int(found[1] + fraction) * scale
    return str(scaled // 10 ** len(fraction)) if scaled % 10 ** len(fraction) == 0 else ""


DEGREES = re.compile(  # latitude north or longitude east, as on maps
    r"\s*(\d{1,3})\s*°\s*(\d{1,2})\s*['′’]\s*(?:(\d{1,2}(?:[.,]\d{1,4})?)\s*(?:[\"″”]|'')?)?\s*"
    r"(?:[СсNn]\.?\s?[Шш]?\.?|[ВвEe]\.?\s?[Дд]?\.?)?\s*",
    re.ASCII,
)


def guess_number(text: str) -> str:
    """Return a number written with a comma, spaces or a degree sign, or an empty text."""
    if re.fullmatch(r"\s*\d{1,3}[,.]000\s*", text, re.ASCII):
        return ""  # a fraction, or thousands
    if degrees := DEGREES.fullmatch(text):
        whole, minutes, seconds = (float((part or "0").replace(",", ".")) for part in degrees.groups())
        return str(round(whole + minutes / 60 + seconds / 3600, 5)) if max(minutes, seconds) < 60 else ""
    plain = re.sub(r"[\s°]|[сn]\.?ш\.?|[вe]\.?д\.?", "", text.lower()).replace(",", ".")
    return plain if re.fullmatch(r"-?\d{1,15}(?:\.\d{1,15})?", plain, re.ASCII) else ""


def guess_form(text: str, pattern: str) -> str:
    """Return a text in the form a pattern asks for (seasons, postcodes, months, codes), or an empty text."""
    plain = text.lower().translate(LETTERS_IN_NUMBERS) if re.search(r"\d", text) else text.lower()
    words = re.findall(r"\d+|[a-zа-яё]+", text.lower())
    year = next((word for word in words if len(word) == 4 and word.isdigit()), "")
    season = next((SEASONS.get(word, word) for word in words if not word.isdigit()), "")
    tries = [undressed(text), f"{year}-{season}", re.sub(r"\s", "", plain)]
    tries += [re.sub(r"[\s.\-]", "", plain), re.sub(r"[,\s]+", ".", plain)]
    if number := re.fullmatch(r"([\d.]+)[\s,(–—-]+[^\d]+", text):  # a code and its label
        tries.append(number[1])
    tries.append(f"x_{slugify(text).replace('-', '_')}")  # a field of one's own by its title
    return next((found for found in tries if re.fullmatch(pattern, found, re.ASCII)), "")


def guess_decision(text: str) -> str:
    """Return «2025-winter#1» of a reference in words, or an empty text: its year, season and number are all needed."""
    plain = " ".join(text.lower().replace("ё", "е").split())
    if found := re.fullmatch(r"([a-z0-9-]+)[\s#№,./]+(?:№\s*)?0*([1-9]\d{0,2})", plain):
        return f"{found[1]}#{found[2]}"
    seasons = {code for stem, code in SEASON_STEMS.items() if re.search(rf"(?<![^\W_]){stem}", plain)}
    year, number = re.findall(r"(?<!\d)20\d\d(?!\d)", plain), DECISION_NUMBER.findall(plain)
    if len(seasons) != 1 or len(year) != 1 or len(number) != 1 or len(re.findall(r"\d+", plain)) != 2:
        return ""
    return f"{year[0]}-{seasons.pop()}#{number[0]}"


def guess_month(text: str) -> str:
    """Return ``YYYY-MM`` of «ноябрь 2026», «11.2026», «2026.11» or a whole date, or an empty text."""
    plain = " ".join(text.lower().replace("\u00a0", " ").split())
    if found := re.fullmatch(r"([а-яё]+)\s+(\d{4})(?:\s*г\.?|\s*года?)?", plain):
        month = month_of(found[1])
        return f"{found[2]}-{month:02}" if month else ""
    if found := re.fullmatch(r"(\d{1,2})[./\-](\d{4})|(\d{4})[./\- ]?(\d{1,2})", plain, re.ASCII):
        year, month_text = (found[2], found[1]) if found[1] else (found[3], found[4])
        return f"{year}-{int(month_text):02}" if 1 <= int(month_text) <= 12 else ""
    return guess_date(text)[:7]


TO_CYRILLIC = str.maketrans("aceopxyABCEHKMOPTXY", "асеорхуАВСЕНКМОРТХУ")


def one_alphabet(word: str) -> str:
    """Return the word with look-alike letters of one alphabet only; empty if it holds other letters."""
    cyrillic, latin = word.translate(TO_CYRILLIC), word.translate(LOOKALIKES)
    if re.fullmatch(r"[а-яё]+", cyrillic, re.IGNORECASE):
        return cyrillic
    return latin if re.fullmatch(r"[a-z]+", latin, re.IGNORECASE) else ""
