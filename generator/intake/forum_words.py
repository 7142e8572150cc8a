"""Parses words of programmes and resolutions: times, days, kinds of sessions, deadlines, responsible bodies.

Ambiguous text is not parsed: it is reported with its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from generator.intake.cells import DOTTED, ISO, Read, read_date
from generator.persons.folding import folded_word
from generator.persons.names import given_names
from generator.text import MONTH_NAMES, MONTHS, fold

CLOCK = r"([01]?\d|2[0-4])\s?[:.\-ч]\s?([0-5]\d)(?!\d)"
TIMES = re.compile(
    rf"(?:\b[свк]\s+)?(?<![\d.:]){CLOCK}(?::00)?(?:\s*(?:[-–—−‒]|\bдо\b)\s*{CLOCK}(?::00)?)?", re.IGNORECASE
)
WORDED = r"(\d{1,2})\s?(?:часов|часа|час|ч\.?)(?![а-яё])(?:\s*([0-5]\d)(?!\d)(?:\s*мин\w*\.?)?)?"
HOURS = re.compile(rf"^(\s*(?:[свк]\s+)?){WORDED}(?:(\s*(?:\bдо\b|[-–—])\s*){WORDED})?", re.IGNORECASE)
HALF_DAY = re.compile(r"(?<!\d)(\d{1,2})[:.](\d\d)(?::00)?\s*(?:([ap])\.?m\b\.?|(утра|дня|вечера)\b)", re.IGNORECASE)
MOSCOW = re.compile(r"^\W*(?:мск|московск)", re.IGNORECASE)
RAISED = re.compile(r"(?<=\d)([⁰¹²³⁴⁵]{1}[⁰¹²³⁴⁵⁶⁷⁸⁹]{1})")
DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
LIKE_TIME = re.compile(r"^\s*(?:с\s+)?\d{1,2}\s?[:.\-ч]\s?\d{2}(?!\d|[./]\d)")
SHORT_DAY = re.compile(rf"\b(\d{{1,2}})\s+({'|'.join(MONTHS)})\b", re.IGNORECASE)
NTH_DAY = re.compile(
    r"\bдень\s*(?:№\s*)?(\d)\b|\b(\d)(?:-?[ыой]{1,2})?\s+день\b|\b(перв|втор|трет)\w+ день", re.IGNORECASE
)
NTH = {"перв": 1, "втор": 2, "трет": 3}
HALL = re.compile(
    r"\b(?:зал|холл|фойе|вестибюл|аудитори|лектори|кабинет|каб\b|комнат|сцен|площадк|конференц|студи|библиотек|читальн|"
    r"сквер|двор|этаж|шат[её]р|павильон|ауд\b)\w*",
    re.IGNORECASE,
)
KINDS: tuple[tuple[str, str], ...] = (
    ("registration", r"регистрац|сбор участников"),
    ("break", r"перерыв|кофе|обед|ужин|завтрак"),
    ("closing", r"итогов\w+ (?:сесси|пленар|заседан)|подведени\w+ итогов|закрыти"),
    ("opening", r"открытие|приветстви"),
    ("award", r"награжден|вручени"),
    ("plenary", r"пленарн"),
    ("round_table", r"кругл\w+ стол"),
    ("panel", r"панельн"),
    ("strategy", r"стратегическ"),
    ("master_class", r"мастер\W?класс"),
    ("seminar", r"семинар|практикум"),
    ("stand", r"стендов"),
    ("head_meeting", r"встреча с глав"),
    ("pitch", r"защит\w+ проект|питч"),
    ("section", r"секци[яи]\b"),
)
OTHERS = (
    r"дискусси|дебат|сесси|хакатон|фокус\W?групп|совещан|заседан|конференци|тренинг|лекци|экскурси|встреча|выставк|"
    r"концерт|форсайт"
)
LABELS: tuple[tuple[str, str], ...] = (
    (
        "people",
        r"модератор\w*|ведущ\w+|вед[её]т|спикер\w*|эксперт\w*|докладчик\w*|участник\w*(?: дискуссии)?|выступа\w+",
    ),
    ("organisations", r"организатор\w*|провод[иф]т"),
    ("topics", r"(?:ключевые )?вопросы(?: для обсуждения)?|темы(?: для обсуждения)?|для обсуждения|обсуждаем|повестка"),
    ("outcome", r"итог\w*|результат\w*"),
    ("hall", r"зал|место(?: проведения)?|площадка"),
    ("summary", r"описание|аннотация|о встрече"),
    ("materials_url", r"материалы|презентация"),
    ("online_url", r"подключиться|подключение|(?:онлайн.?)?трансляция"),
)
LABEL = re.compile(
    r"^\s*(?:" + "|".join(f"(?P<{name}>{words})" for name, words in LABELS) + r")\s*[:—–]\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
INNER = re.compile(rf"\n|(?<=[.;»\")])\s+(?=(?:{LABELS[0][1]})\s*:)", re.IGNORECASE)
BULLET = re.compile(r"^\s*(?:[-–—•*·▪]\s*|\d{1,2}[.)]\s+)")
BODY = re.compile(
    r"администрац|министерств|комитет|управлени|отдел|центр|\bсовет|дум[аы]\b|фонд|союз|ассоциац|организац|учрежден|"
    r"библиотек|школ|университет|институт|клуб|федерац|обществ|движени|департамент|агентств|служб|\b(?:АНО|НКО|МБУ|МКУ|"
    r"ООО|ОАО|АО|ПАО|ТОС|РОО|МОО|БФ)\b",
    re.IGNORECASE,
)
POSTS = re.compile(
    r"директор|\bглав[аыуе]\b|председател|руководител|начальник|заместител|президент\b|депутат|специалист|"
    r"доцент|профессор",
    re.IGNORECASE,
)
INITIALS = re.compile(r"\b[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?")
PATRONYMIC = re.compile(r"\b[А-ЯЁ][а-яё]+(?:ович|евич|ич|овн[аыеу]|евн[аыеу]|ичн[аыеу])\b")
QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
QUARTER = re.compile(r"\b(iv|i{1,3}|[1-4])(?:-?[йго]{1,2})?\s+квартал\w*\s+(\d{4})", re.IGNORECASE)
MONTH = re.compile(rf"\b({'|'.join([*MONTHS, *MONTH_NAMES])})\s+(\d{{4}})", re.IGNORECASE)
YEAR = re.compile(r"\b(?:конца?|течение|до)?\s*(20\d\d)\s*(?:г\b|год)", re.IGNORECASE)


class Times(NamedTuple):
    """The time of a session; ``rest``: the text without it; ``fault``: why what looks like a time is invalid."""

    start: str = ""
    end: str = ""
    rest: str = ""
    fault: str = ""


def read_times(text: str) -> Times:
    """Read the first time or range in a text: «10:00–10:30», «с 10.00 до 11.30», «10⁰⁰-11⁰⁰», «в 2:30 дня»."""
    plain = RAISED.sub(lambda found: ":" + found[1].translate(DIGITS), text)
    plain = HALF_DAY.sub(_of_whole_day, HOURS.sub(_in_figures, plain))
    plain = ISO.sub(" ", DOTTED.sub(" ", plain))
    found = TIMES.search(plain)
    if not found:
        fault = f"время «{text[:40]}» не прочитано" if LIKE_TIME.match(plain) else ""
        return Times(rest=text, fault=fault)
    hours = [int(found[1]), int(found[3] or 0)]
    start, end = f"{hours[0]:02}:{found[2]}", f"{hours[1]:02}:{found[4]}" if found[3] else ""
    if 24 in hours or (end and end <= start):
        return Times(
            rest=text, fault=f"время «{found[0].strip()}» не годится: конец не позже начала или такого часа нет"
        )
    if MOSCOW.match(plain[found.end() :]):
        return Times(rest=text, fault=f"время «{text[:40]}» московское: запишите местное")
    rest = plain[: found.start()] + plain[found.end() :]
    return Times(start, end, rest.strip(" \n,;.–—-"))


def _in_figures(found: re.Match[str]) -> str:
    """Rewrite «С 9 часов до 10 часов 30 мин» as «с 9:00 до 10:30»."""
    end = f"{found[4]}{found[5]}:{found[6] or '00'}" if found[5] else ""
    return f"{found[1]}{found[2]}:{found[3] or '00'}{end}"


def _of_whole_day(found: re.Match[str]) -> str:
    """Rewrite «2:30 PM» and «2:30 дня» as «14:30»."""
    late = (found[3] or found[4]).lower() in ("p", "дня", "вечера")
    hour = int(found[1]) % 12 + 12 * late if int(found[1]) <= 12 else int(found[1])
    return f"{hour:02}:{found[2]}"


def read_day(text: str, first: date | None) -> date | None:
    """Read the day in a heading or cell. A day without a year, or «День 2», is resolved by the forum's first day."""
    if ISO.search(text) or DOTTED.search(text) or re.search(rf"(?:{'|'.join(MONTHS)})\s+\d{{4}}", text, re.IGNORECASE):
        found = read_date(text).value
        return found if isinstance(found, date) else None
    if first is None:
        return None
    if named := SHORT_DAY.search(text):
        try:
            return date(first.year, MONTHS.index(named[2].lower()) + 1, int(named[1]))
        except ValueError:
            return None
    if nth := NTH_DAY.search(text):
        number = int(nth[1] or nth[2] or NTH[nth[3].lower()])
        return date.fromordinal(first.toordinal() + number - 1)
    return None


def kind_of(text: str) -> str:
    """Return the code of the kind of session in a text: ``other`` if it is a kind not in the list, empty if none."""
    plain = fold(text)
    found = next((code for code, words in KINDS if re.search(words, plain)), "")
    return found or ("other" if re.search(OTHERS, plain) else "")


def label_of(line: str) -> tuple[str, str]:
    """Split a line such as «Модератор: …» into the field that its label means and the rest."""
    found = LABEL.match(line)
    return (next(name for name, _ in LABELS if found[name]), found["rest"].strip()) if found else ("", line)


def names_person(text: str) -> bool:
    """Tell whether a text contains initials or a patronymic."""
    return bool(INITIALS.search(text) or PATRONYMIC.search(text))


def is_body(text: str) -> bool:
    """Tell whether a text names an organisation and no person: only then may it be published as one."""
    words = re.findall(r"[а-яё]+", re.sub(r"«[^»]*»", "", text).casefold())
    person = names_person(text) or POSTS.search(text) or any(folded_word(word) in given_names() for word in words)
    return bool(BODY.search(text)) and not person


def split_many(text: str) -> list[str]:
    """Split a cell with several names; a comma separates them only before a capital letter or a quote."""
    parts = re.split(r"[;\n]|,(?=\s*[А-ЯЁA-Z«\"])", text)
    return [part.strip(" .,;") for part in parts if part.strip(" .,;")]


def read_deadline(text: str) -> Read:
    """Read a deadline. A month, quarter or year becomes its last day, which is noted."""
    plain = " ".join(text.split())
    if DOTTED.search(plain) or ISO.search(plain) or re.search(rf"\d\s+(?:{'|'.join(MONTHS)})\s+\d{{4}}", plain, re.I):
        return read_date(plain)
    if found := QUARTER.search(plain):
        return _end_of(int(found[2]), QUARTERS[found[1].lower()] * 3, plain)
    if found := MONTH.search(plain):
        word = found[1].lower()
        return _end_of(int(found[2]), (MONTHS.index(word) if word in MONTHS else MONTH_NAMES.index(word)) + 1, plain)
    if found := YEAR.search(plain):
        return _end_of(int(found[1]), 12, plain)
    return Read(None, f"срок «{plain[:60]}» не назван днём: впишите deadline сами")


def _end_of(year: int, month: int, text: str) -> Read:
    after = date(year + month // 12, month % 12 + 1, 1)
    day = date.fromordinal(after.toordinal() - 1)
    return Read(day, f"срок «{text[:60]}» записан последним днём: {day.isoformat()}")


def unquoted_title(text: str) -> str:
    """Return a title on one line, without quotes around the whole of it."""
    plain = " ".join(text.split())
    found = re.fullmatch(r"[«\"]([^«»\"]*(?:«[^«»]*»[^«»\"]*)*)[»\"]\.?", plain)
    return found[1] if found else plain


def lines_of(text: str) -> Iterator[str]:
    """Yield the lines of a cell; a label of people starts a new line: «Дискуссия. Модератор: …»."""
    yield from (line.strip() for line in INNER.split(text) if line.strip())
