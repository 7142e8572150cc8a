"""What a text of people holds besides the one value that its field asks for: both days of a range, a date and a number,
hours of a week, an amount and how exact it is. Pure functions: all of the text is understood, or nothing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.problems.spellings import guess_date, guess_integer, guess_number, guess_time
from generator.text import SHORT_DAYS, WEEKDAYS

# What turns or limits a meaning: beside it no value is sure.
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
DASH = r"\s*(?:[-–—−]|по|до)\s*"
DAY = r"(\d{1,2})(?:-?го)?"
WORDED_YEAR = r"(\d{4})(?:\s*г\.?|\s*года?)?"
MONTH = r"([а-яё]{3,8})\.?"
# «10–12 декабря 2026», «10.12–12.12.2026»: days of one month, or a month for each, and one year.
ONE_MONTH = re.compile(rf"(?:с\s+)?{DAY}{DASH}{DAY}\s+{MONTH}\s+{WORDED_YEAR}")
TWO_MONTHS = re.compile(rf"(?:с\s+)?{DAY}\s+{MONTH}{DASH}{DAY}\s+{MONTH}\s+{WORDED_YEAR}")
NEIGHBOURS = re.compile(rf"{DAY}\s*(?:и|,)\s*{DAY}\s+{MONTH}\s+{WORDED_YEAR}")
IN_NUMBERS = re.compile(rf"(?:с\s+)?(\d{{1,2}})(?:\.(\d{{2}}))?{DASH}(\d{{1,2}})\.(\d{{2}})\.{WORDED_YEAR}")
WHOLE_DAYS = re.compile(
    r"(?:с\s+)?(.{6,24}?)\s*(?:\s[-–—−]\s|[–—−]|\s(?:по|до)\s|/|\.\.+|…|(?<=\d{4})-(?=\d))\s*(.{6,24})"
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
    """Whether a word in the text turns or limits what the others say."""
    return TURNS.search(text) is not None


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("\u00a0", " ").split()).rstrip(";,")


def is_unknown(text: str) -> bool:
    """Whether the text only says that something is not known."""
    return _plain(text).rstrip(".") in UNKNOWN


def is_absent(text: str) -> bool:
    """Whether the text only says that there is nothing, or that it is not known."""
    return _plain(text).rstrip(".") in ABSENT


def is_endless(text: str) -> bool:
    return ENDLESS.fullmatch(_plain(text)) is not None


def read_days(text: str) -> tuple[str, str] | None:
    """The first and the last day of a range."""
    plain = _plain(text)
    if found := ONE_MONTH.fullmatch(plain) or NEIGHBOURS.fullmatch(plain):
        first, last = (f"{found[n]} {found[3]} {found[4]}" for n in (1, 2))
        if NEIGHBOURS.fullmatch(plain) and int(found[2]) != int(found[1]) + 1:
            return None
    elif found := TWO_MONTHS.fullmatch(plain):
        first, last = f"{found[1]} {found[2]} {found[5]}", f"{found[3]} {found[4]} {found[5]}"
    elif found := IN_NUMBERS.fullmatch(plain):
        first, last = f"{found[1]}.{found[2] or found[4]}.{found[5]}", f"{found[3]}.{found[4]}.{found[5]}"
    elif found := WHOLE_DAYS.fullmatch(plain):
        first, last = found[1], found[2]
    else:
        return None
    days = guess_date(first), guess_date(last)
    return days if all(days) and days[0] < days[1] else None


def read_act(text: str) -> tuple[str, str] | None:
    """Date and number of «27 августа 2026 г. № 12»."""
    plain = " ".join(text.replace("\u00a0", " ").split())
    if found := ACT.fullmatch(plain):
        day, number = guess_date(found[1].removesuffix(",")), found[2]
    elif found := ACT_FIRST.fullmatch(plain):
        day, number = guess_date(found[2]), found[1]
    else:
        return None
    return (day, number) if day else None


def read_moment(text: str) -> tuple[str, str, str] | None:
    """Day, hour and the hour of the end, which may be empty, of «12 декабря 2026, 15:00»."""
    plain = _plain(text)
    found = ISO_TIME.fullmatch(plain) or WITH_TIME.fullmatch(plain)
    if not found or not (day := guess_date(found[1])):
        return None
    hours = read_hours(found[2])
    start, end = hours or (guess_time(found[2]), "")
    return (day, start, end) if start else None


def read_hours(text: str) -> tuple[str, str] | None:
    """From when to when: «с 9 до 18», «9:00–18:00»."""
    found = HOURS.fullmatch(_plain(text)) or HOURS_IN_WORDS.fullmatch(_plain(text))
    if not found:
        return None
    bare = not re.search(r"[:.]", found[1] + found[3]) and "до" not in found[2] and not text.lstrip().startswith("с ")
    hours = guess_time(found[1]), guess_time(found[3])
    if not all(hours) or hours[0] >= hours[1] or (bare and "-" in found[2]):
        return None
    return hours


def read_point(text: str) -> tuple[str, str] | None:
    """Both numbers of «56.11, 94.58», as maps give them."""
    found = re.fullmatch(r"(\d{1,2}[.,]\d{2,9})[°,;\s]+(\d{1,3}[.,]\d{2,9})°?", _plain(text), re.ASCII)
    return (guess_number(found[1]), guess_number(found[2])) if found else None


class Amount(NamedTuple):
    """A number, a second one of a range, and a code of ``qualifiers``."""

    value: str
    value_to: str
    qualifier: str


def read_amount(text: str, *, whole: bool) -> Amount | None:
    """«около 120», «более 30», «100–120», «50+»."""
    plain, read = _plain(text), guess_integer if whole else guess_number
    if (found := BETWEEN.fullmatch(plain)) and (low := read(found[1])) and (high := read(found[2])):
        return Amount(low, high, "range") if float(low) < float(high) else None
    if (found := PLUS.fullmatch(plain)) and (value := read(found[1])):
        return Amount(value, "", "more_than")
    if (found := AMOUNT.fullmatch(plain)) and found[1] in EXTENT and (value := read(found[2])):
        return Amount(value, "", EXTENT[found[1]])
    return None


MALE = "(?:а|и|у|е|ом|ам|ах|ов)?"
FORMS = (  # of the days' names, in every case
    *(f"понедельник{MALE}", f"вторник{MALE}", "сред(?:а|у|ы|е|ой|ам|ах)?", f"четверг{MALE}"),
    *("пятниц(?:а|у|ы|е|ей|ам|ах)?", "суббот(?:а|у|ы|е|ой|ам|ах)?", "воскресень(?:е|я|ю|ем|ям|ях)"),
)
CODES = tuple(SHORT_DAYS)
WEEK = dict(zip(CODES, CODES, strict=True)) | dict(zip(WEEKDAYS, CODES, strict=True))
WEEK |= {name: code for code, name in SHORT_DAYS.items()}
NAMED = {"будни": CODES[:5], "по будням": CODES[:5], "будние дни": CODES[:5], "рабочие дни": CODES[:5]}
NAMED |= {"рабочие": CODES[:5], "будние": CODES[:5], "в будни": CODES[:5], "в рабочие дни": CODES[:5], "все дни": CODES}
NAMED |= {"ежедневно": CODES, "каждый день": CODES, "выходные": CODES[5:], "по выходным": CODES[5:]}
NAMED |= {"без выходных": CODES, "пн-вс": CODES}
PART = re.compile(r"(?P<days>\D+?)[\s:,]*(?P<hours>(?:с\s*)?\d.*)")
TURNED = re.compile(r"(?P<hours>(?:с\s*)?\d[\d:.]*(?:\s*[-–—]\s*|\s+до\s+)\d[\d:.]*)\s+(?P<days>\D+)")
CLOSED = re.compile(r"(?P<days>\D+?)\s*[-–—:,]?\s*(?:выходн(?:ой|ые)|не\s+работаем|закрыто)(?:\s+(?:день|дни))?")


class DayHours(NamedTuple):
    """Days of the week by code, and when it opens and closes on them."""

    days: tuple[str, ...]
    opens: str
    closes: str
    note: str = ""


def read_week(text: str) -> list[DayHours] | None:
    """Opening hours in words: «пн-пт с 9 до 18, сб 10:00–14:00»."""
    found: list[DayHours] = []
    closed: set[str] = set()
    for part in _parts(re.sub(r"(?<=\d)\s+(?=обед|перерыв)", ", ", _plain(text).rstrip("."))):
        if off := CLOSED.fullmatch(part):
            if not (days := read_weekdays(off["days"])):
                return None
            closed.update(days)
            continue
        if found and re.match(r"(?:обед|перерыв)\s.*\d", part):
            found[-1] = found[-1]._replace(note=part)
            continue
        match = PART.fullmatch(part) or TURNED.fullmatch(part)
        days = read_weekdays(match["days"]) if match else ()
        hours = read_hours(match["hours"]) or _bare_hours(match["hours"]) if match else None
        if not days or not hours:
            return None
        found.append(DayHours(days, *hours))
    told = [day for one in found for day in one.days]
    return found if found and len(set(told)) == len(told) and closed.isdisjoint(told) else None


def _parts(plain: str) -> list[str]:
    """The text in pieces, each of which begins with days and ends with hours."""
    return [part.strip(" ,") for part in re.split(r"(?<=\d)\s*,\s*(?=[а-яa-z])|;|\n", plain) if part.strip(" ,")]


def _bare_hours(text: str) -> tuple[str, str] | None:
    """«9-18» beside days of the week, where it can be nothing else."""
    found = re.fullmatch(r"(\d{1,2})\s*-\s*(\d{1,2})", text.strip())
    return read_hours(f"с {found[1]} до {found[2]}") if found else None


def read_weekdays(text: str) -> tuple[str, ...]:
    """Codes of the days of «пн-пт», «вторник, четверг», «по будням»; empty when a word is none."""
    plain = re.sub(r"\s*[-–—−]\s*", "-", _plain(text)).strip(" :,.")
    if "?" in plain:
        return ()
    if plain in NAMED:
        return NAMED[plain]
    plain = re.sub(r"^(?:с\s+)?(\S+)\s+(?:по|до)\s+(\S+)$", r"\1-\2", plain)
    codes: dict[str, None] = {}
    for part in re.split(r"\s*,\s*|\s+и\s+|\s+", re.sub(r"^(?:по|в|во|с)\s+", "", plain)):
        ends = [_weekday(word) for word in part.split("-")]
        if not all(ends) or len(ends) > 2 or CODES.index(ends[0]) > CODES.index(ends[-1]):
            return ()
        codes |= dict.fromkeys(CODES[CODES.index(ends[0]) : CODES.index(ends[-1]) + 1])
    return tuple(codes)


def _weekday(word: str) -> str:
    bare = word.strip(". ")
    if bare in WEEK:
        return WEEK[bare]
    return next((code for form, code in zip(FORMS, CODES, strict=True) if re.fullmatch(form, bare)), "")
