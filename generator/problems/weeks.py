"""Opening hours and weekdays in words. Pure functions: either all of the text is understood, or nothing."""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.problems.readings import read_hours, simplified
from generator.text import SHORT_DAYS, WEEKDAYS

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
ALWAYS = re.compile(r"(?:ежедневно,?\s+)?круглосуточно(?:,?\s+(?:ежедневно|без\s+выходных))?|24\s*/\s*7")
PART = re.compile(r"(?P<days>\D+?)[\s:,]*(?P<hours>(?:с\s*)?\d.*)")
TURNED = re.compile(r"(?P<hours>(?:с\s*)?\d[\d:.]*(?:\s*[-–—]\s*|\s+до\s+)\d[\d:.]*)\s+(?P<days>\D+)")
CLOSED = re.compile(r"(?P<days>\D+?)\s*[-–—:,]?\s*(?:выходн(?:ой|ые)|не\s+работаем|закрыто)(?:\s+(?:день|дни))?")


class DayHours(NamedTuple):
    """Weekdays by code, with their opening and closing times."""

    days: tuple[str, ...]
    opens: str
    closes: str
    note: str = ""


def read_week(text: str) -> list[DayHours] | None:
    """Read opening hours in words: «пн-пт с 9 до 18, сб 10:00–14:00»."""
    if ALWAYS.fullmatch(simplified(text).rstrip(".")):
        return [DayHours(CODES, "00:00", "00:00")]  # round the clock
    found: list[DayHours] = []
    closed: set[str] = set()
    for part in _parts(re.sub(r"(?<=\d)\s+(?=обед|перерыв)", ", ", simplified(text).rstrip("."))):
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
    open_days = [day for one in found for day in one.days]
    return found if found and len(set(open_days)) == len(open_days) and closed.isdisjoint(open_days) else None


def _parts(plain: str) -> list[str]:
    """Split the text into pieces that begin with days and end with hours."""
    return [part.strip(" ,") for part in re.split(r"(?<=\d)\s*,\s*(?=[а-яa-z])|;|\n", plain) if part.strip(" ,")]


def _bare_hours(text: str) -> tuple[str, str] | None:
    """Read «9-18» beside weekdays, where it can be nothing else."""
    found = re.fullmatch(r"(\d{1,2})\s*-\s*(\d{1,2})", text.strip())
    return read_hours(f"с {found[1]} до {found[2]}") if found else None


def read_weekdays(text: str) -> tuple[str, ...]:
    """Return the weekday codes of «пн-пт», «вторник, четверг», «по будням»; empty if any word is none."""
    plain = re.sub(r"\s*[-–—−]\s*", "-", simplified(text)).strip(" :,.")
    if "?" in plain:
        return ()
    if plain in NAMED:
        return NAMED[plain]
    plain = re.sub(r"^(?:с\s+)?(\S+)\s+(?:по|до)\s+(\S+)$", r"\1-\2", plain)
    codes: dict[str, None] = {}
    for part in re.split(r"\s*[,/]\s*|\s+и\s+|\s+", re.sub(r"^(?:по|в|во|с)\s+", "", plain)):
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
