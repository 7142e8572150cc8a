"""Guesses at what was meant: a key, a code, an id, a date, a time, a number. Nothing is ever repaired silently.

Pure functions; a guess only goes into the words of a problem.
"""

from __future__ import annotations

import calendar
import difflib
import re
from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from itertools import product

from generator.text import LAYOUT, LOOKALIKES, MONTH_NAMES, MONTHS, slugify

MOST_COMPARED = 100  # of one run, where thousands may be asked for
FAR = 3  # a distance that is no guess any more
MAX_CANDIDATES = 400  # among more words than this only a slip of one letter is looked for
LONG = 80
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
SHORT = 5  # words below this length are too near to one another for a changed letter to be sure
# Words of their own, one letter from a code that says something else.
OTHER_WORDS = frozenset(("adapted", "content", "contract", "export", "aware", "bread", "honey", "orange", "abort"))
SCALES = {"тыс": 1_000, "млн": 1_000_000, "млрд": 1_000_000_000}


class Words:
    """Known words (keys of a table, codes of a list, ids of records) among which a misspelt one is sought.

    ``most``: how many different words are compared with all that are known; thousands would take minutes. A slip of
    one letter is found for any number.
    """

    def __init__(self, known: Iterable[str], most: int | None = None) -> None:
        self.known = frozenset(known)
        self.most = most
        self._compared: set[str] = set()
        self._slips: dict[str, list[str]] = {}
        self._near: dict[str, list[str]] = {}

    def guess(self, typed: str, taken: Collection[str] = ()) -> str:
        """The word most likely meant, or an empty text. Words in ``taken`` are there already: less likely."""
        if len(typed) > LONG:
            return ""
        forms = forms_of(typed)
        if not forms:
            return ""
        if exact := next((form for form in forms if form in self.known), ""):
            return exact
        for form in forms:
            if close := self._close(form, typed):
                return min(close, key=lambda word: _rank(form, word, taken))
        return next(iter(self._similar(forms)), "") if self._may_compare(typed) else ""

    def _may_compare(self, typed: str) -> bool:
        if self.most is None or len(self._compared) < self.most:
            self._compared.add(typed)
        return typed in self._compared

    def surely(self, typed: str, taken: Collection[str] = ()) -> str:
        """The guess when it is one slip away from what was typed, else an empty text."""
        found = self.guess(typed, taken)
        return found if any(distance(form, found) <= 1 for form in forms_of(typed)) else ""

    def only(self, typed: str) -> str:
        """The one word that was surely meant, or an empty text.

        It is what was typed in another writing, or that alone which is one slip of letters away; a changed digit is
        no slip, and neither is a changed letter of a short word.
        """
        if len(typed) > LONG or typed.strip().lower() in OTHER_WORDS:
            return ""
        forms = forms_of(typed)
        if exact := dict.fromkeys(form for form in forms if form in self.known):
            return next(iter(exact)) if len(exact) == 1 else ""
        written = [form for form in forms if form in _as_written(typed)]
        near = {word for form in written for word in self._close(form, typed) if distance(form, word) == 1}
        if len(near) != 1:
            return ""
        word = near.pop()
        return word if any(_is_slip(form, word) for form in written) else ""

    def _close(self, form: str, typed: str) -> Collection[str]:
        if not self._slips:
            for word in self.known:
                for part in _shortened(word):
                    self._slips.setdefault(part, []).append(word)
        reach = 1 if len(form) < 4 else 2
        slips = {word for part in _shortened(form) for word in self._slips.get(part, ())}
        slips = {word for word in slips if distance(form, word) <= reach}
        if slips or len(self.known) > MAX_CANDIDATES or reach == 1 or not self._may_compare(typed):
            return slips
        return {word for word in self.known if len(word) > 3 and distance(form, word) <= reach}

    def _similar(self, forms: tuple[str, ...]) -> list[str]:
        """Words that share most of their letters, for slips of more than two letters."""
        if len(self.known) > MAX_CANDIDATES:
            return []
        if forms[0] not in self._near:
            ordered = sorted(self.known)
            found = [difflib.get_close_matches(form, ordered, n=1, cutoff=0.64) for form in forms]
            self._near[forms[0]] = next((close for close in found if close), [])
        return self._near[forms[0]]


@lru_cache(maxsize=4096)
def forms_of(typed: str) -> tuple[str, ...]:
    """What may have been meant letter by letter: case, look-alike letters, the other keyboard, translit, joints."""
    plain = re.sub(r"\s+", "_", typed.strip().lower())
    readings = (plain, plain.translate(LOOKALIKES), plain.translate(LAYOUT), slugify(typed, LONG))
    joints = (("", ""), ("-", "_"), ("_", "-"))
    joined = (text.replace(*pair) if pair[0] else text for text, pair in product(readings, joints))
    return tuple(dict.fromkeys(form for form in joined if form))


def _as_written(typed: str) -> set[str]:
    """The forms of a word that are but other letters of the same look, other case and other joints."""
    plain = re.sub(r"\s+", "_", typed.strip().lower())
    return {text.replace(*pair) for text in (plain, plain.translate(LOOKALIKES)) for pair in (("-", "_"), ("_", "-"))}


def _is_slip(form: str, word: str) -> bool:
    if re.findall(r"\d", form) != re.findall(r"\d", word):
        return False
    return len(word) >= SHORT or sorted(form) == sorted(word) or _squeezed(form) == _squeezed(word)


def _shortened(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _rank(typed: str, word: str, taken: Collection[str]) -> tuple[int, bool, bool, bool, str]:
    away = distance(typed, word)
    doubled = len(typed) != len(word) and _squeezed(typed) == _squeezed(word)
    return (away, word in taken, not doubled, typed[:1] != word[:1], word)


def _squeezed(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


@lru_cache(maxsize=65536)
def distance(first: str, second: str) -> int:
    """Slips between two words (a letter left out, added, changed, or two swapped), at most ``FAR``."""
    if abs(len(first) - len(second)) >= FAR:
        return FAR
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, start=1):
        older, before, row = before, row, [i]
        for j, b in enumerate(second, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and b == first[i - 2]:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) >= FAR:
            return FAR
    return min(row[-1], FAR)


DAY_FIRST = re.compile(r"(\d{1,2})\s*[./\- ]\s*(\d{1,2})\s*[./\- ]\s*(\d{4}|\d{2})(?:\s*г\.?|\s*год[а]?)?", re.ASCII)
YEAR_FIRST = re.compile(
    r"(\d{4})(?:\s*[./\- ]\s*(\d{1,2})\s*[./\- ]\s*(\d{1,2})|(\d\d)(\d\d))(?:[tT ]0?0[:.]00\S*|\s*г\.?)?", re.ASCII
)
CLOCK = re.compile(r"(\d{1,2})(?:\s*[.:\-,; ]\s*(\d{2}))?(?::\d{2})?(?:\s*ч\.?|\s*час(?:ов|а)?)?", re.ASCII)
IN_WORDS = re.compile(r"(\d{1,2})(?:-?го)?\s+([а-яё]{3,})\.?,?\s+(\d{4})(?:\s*г\.?|\s*год[а]?)?", re.ASCII)


def guess_date(text: str) -> str:
    """ISO date of what was written some other way, or an empty text; also where it may be read as two days."""
    if len(two_readings(text)) > 1:
        return ""
    numbers = date_numbers(text)
    for year, month, day in (numbers, (numbers[0], numbers[2], numbers[1])) if numbers else ():
        if found := _iso(year, month, day):
            return found
        if not 12 < month <= 31:  # only a month that cannot be one may be the day
            break
    return ""


def two_readings(text: str) -> list[str]:
    """The days that «03/04/2026» and «25-11-12» may mean: by the order of a table's program, or as people write."""
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
    """A year of two digits is one of the last sixty, or of the next forty; 0 where that is open."""
    number = int(text)
    if len(text) != 2:
        return number
    return 2000 + number if number < 40 else 1900 + number if number >= 60 else 0


def date_numbers(text: str) -> tuple[int, int, int] | None:
    """Year, month and day as they seem to be meant, even when there is no such day."""
    plain = " ".join(text.lower().replace("\u00a0", " ").split())
    if found := IN_WORDS.fullmatch(plain):
        month = next((i for i in range(12) if found[2] in (MONTHS[i], MONTH_NAMES[i], MONTHS[i][:3])), None)
        return (int(found[3]), month + 1, int(found[1])) if month is not None else None
    plain = plain.translate(LETTERS_IN_NUMBERS)
    if found := DAY_FIRST.fullmatch(plain):
        return (whole_year(found[3]), int(found[2]), int(found[1]))
    if found := YEAR_FIRST.fullmatch(plain):
        return (int(found[1]), int(found[2] or found[4]), int(found[3] or found[5]))
    return None


def guess_time(text: str) -> str:
    """``HH:MM`` of what was written some other way, or an empty text."""
    plain = text.strip().lower().translate(LETTERS_IN_NUMBERS)
    found = CLOCK.fullmatch(plain)
    if found and re.fullmatch(r"\d{1,2}\s*-\s*(?:0[1-9]|1\d|2[0-4])", plain):
        return ""  # from one hour to another, or hours and minutes
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return f"{int(found[1]):02}:{found[2] or '00'}"
    return ""


def guess_integer(text: str) -> str:
    """A whole number written with spaces, a unit or a scale («721,4 тыс. руб.»), or an empty text."""
    plain = re.sub(r"\s*(?:год[ау]?|г\.)$|[\s']|руб(?:лей|ля|ль|\.)?|₽|чел(?:овек|\.)?|шт\.?", "", text.lower())
    if re.fullmatch(r"\d{1,15}", plain, re.ASCII):
        return plain.lstrip("0") or "0"
    found = re.fullmatch(r"(\d{1,9})(?:[.,](\d{1,9}))?(тыс|млн|млрд)?\.?", plain, re.ASCII)
    if not found:
        return ""
    scale, fraction = SCALES.get(found[3], 1), found[2] or ""
    if len(fraction) == 3 and not found[3]:
        return ""  # a fraction, or thousands
    scaled = int(found[1] + fraction) * scale
    return str(scaled // 10 ** len(fraction)) if scaled % 10 ** len(fraction) == 0 else ""


def guess_number(text: str) -> str:
    """A number written with a comma, spaces or a degree sign, or an empty text."""
    if re.fullmatch(r"\s*\d{1,3}[,.]000\s*", text, re.ASCII):
        return ""  # a fraction, or thousands
    plain = re.sub(r"[\s°]|[сn]\.?ш\.?|[вe]\.?д\.?", "", text.lower()).replace(",", ".")
    return plain if re.fullmatch(r"-?\d{1,15}(?:\.\d{1,15})?", plain, re.ASCII) else ""


def guess_form(text: str, pattern: str) -> str:
    """A text brought to the form a pattern asks for (seasons, postcodes, months, codes), or an empty text."""
    plain = text.lower().translate(LETTERS_IN_NUMBERS) if re.search(r"\d", text) else text.lower()
    words = re.findall(r"\d+|[a-zа-яё]+", text.lower())
    year = next((word for word in words if len(word) == 4 and word.isdigit()), "")
    season = next((SEASONS.get(word, word) for word in words if not word.isdigit()), "")
    tries = [f"{year}-{season}", re.sub(r"\s", "", plain), re.sub(r"[\s.\-]", "", plain), re.sub(r"[,\s]+", ".", plain)]
    return next((found for found in tries if re.fullmatch(pattern, found, re.ASCII)), "")


def guess_month(text: str) -> str:
    """``YYYY-MM`` of «ноябрь 2026», «11.2026», «2026.11» or a whole date, or an empty text."""
    plain = " ".join(text.lower().replace("\u00a0", " ").split())
    if found := re.fullmatch(r"([а-яё]+)\s+(\d{4})(?:\s*г\.?|\s*года?)?", plain):
        month = next((i for i in range(12) if found[1] in (MONTHS[i], MONTH_NAMES[i], MONTHS[i][:3])), None)
        return f"{found[2]}-{month + 1:02}" if month is not None else ""
    if found := re.fullmatch(r"(\d{1,2})[./\-](\d{4})|(\d{4})[./\- ]?(\d{1,2})", plain, re.ASCII):
        year, month_text = (found[2], found[1]) if found[1] else (found[3], found[4])
        return f"{year}-{int(month_text):02}" if 1 <= int(month_text) <= 12 else ""
    return guess_date(text)[:7]


TO_CYRILLIC = str.maketrans("aceopxyABCEHKMOPTXY", "асеорхуАВСЕНКМОРТХУ")


def one_alphabet(word: str) -> str:
    """The word with look-alike letters of one alphabet only, or an empty text when others stand in it."""
    cyrillic, latin = word.translate(TO_CYRILLIC), word.translate(LOOKALIKES)
    if re.fullmatch(r"[а-яё]+", cyrillic, re.IGNORECASE):
        return cyrillic
    return latin if re.fullmatch(r"[a-z]+", latin, re.IGNORECASE) else ""
