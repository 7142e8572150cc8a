"""Codes of controlled lists: which one a writer meant, also by its Russian name, and the words of the message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from generator.model.schemas import Field
from generator.model.verdicts import Verdict
from generator.model.vocabulary import Term
from generator.problems import readings, spellings, suggestions, weeks
from generator.problems.names import the_one_begun
from generator.records import messages
from generator.records.messages import SHOWN, Changes, Words, example_of, line_of, name_of, shorten
from generator.text import SHORT_DAYS, fold

MAX_SHOWN = 12
WITH_LABEL = re.compile(r"(?P<code>\w+)\s*(?:[(:—–-]\s*)(?P<label>[^()]+?)\)?")  # as the guide prints codes
BOTH = re.compile(r"([^()]+?)\s*\(([^()]+)\)")
PRICE = re.compile(r"\d\s*(?:руб|р\.|₽)", re.IGNORECASE)
PARTLY = re.compile("бесплат|льгот|скидк", re.IGNORECASE)
AGE = re.compile(r"(\d{1,2})\s*\+|(?:от|с|до)\s+(\d{1,2})\b|(\d{1,2})[-–—\s]*(?:лет|год)", re.IGNORECASE)
AGES = ((12, "children"), (17, "teens"), (35, "youth"), (54, ""), (99, "elderly"))
# A label of one word that has genders: an adjective, a participle.
GENDERED = re.compile(r"(?P<stem>[а-яё]{3,}?)(?P<adjective>[ыио]й|[ая]я|[ое]е|[ыи]е)|(?P<short>[а-яё]{3,}н)[оаы]?")
SHORT = 3
GENERIC = ("город", "зато", "округ", "муниц", "район", "края", "край", "облас")  # which town it is, nothing more
MANY = 3  # labels with a word in common
NOTES = {one: f"{one}_note" for one in ("cost", "change", "verdict")} | {"accessible": "access_note", "state": "text"}
UNLIKE = 0.25  # a likeness that says nothing
# Abbreviations of week days, which are not among a list's own synonyms.
SHORT_NAMES = {short: code for code, short in SHORT_DAYS.items()}


class Place(NamedTuple):
    """Where a row takes words: «перенесите в summary». ``aged``: it has fields for an age."""

    put: str = ""
    aged: bool = False


NOWHERE = Place()


def joined(title: str) -> str:
    return re.sub(r"[ _\-–]+", "_", fold(title))


@lru_cache(maxsize=256)
def _code_words(terms: tuple[Term, ...]) -> tuple[suggestions.Words, dict[str, str]]:
    """Return the codes as words, and a mapping to codes of folded labels, official codes and unambiguous synonyms."""
    labels: dict[str, str] = {}
    for term in terms:
        for name in (term.label, term.text, term.official_code):
            labels.setdefault(joined(name), term.code)
    shared: dict[str, set[str]] = {}
    for term in terms:
        for name in (*term.synonyms, term.label.partition(" (")[0]):
            for form in (joined(name), *_genders(name)):
                shared.setdefault(form, set()).add(term.code)
    labels = {name: min(codes) for name, codes in shared.items() if len(codes) == 1} | labels
    labels.pop("", None)
    return suggestions.Words(term.code for term in terms), labels


def _genders(name: str) -> list[str]:
    """Return the other genders of a word: «муниципальный» is «муниципальная», «отменено» is «отменена»."""
    found = GENDERED.fullmatch(fold(name))
    if not found:
        return []
    if found["short"]:
        return [found["short"] + end for end in ("", "о", "а", "ы")]
    return [found["stem"] + end for end in ("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие")]


def sure_code(typed: str, terms: Mapping[str, Term]) -> str:
    """Return the code that was meant beyond doubt (by label, synonym or a one-letter slip), or an empty text."""
    words, labels = _code_words(tuple(terms.values()))
    text = spellings.undressed(typed.strip().rstrip("."))
    if text != typed and text in terms:
        return text
    if found := labels.get(joined(text[: 4 * SHOWN])):
        return found
    if (short := SHORT_NAMES.get(text.lower(), "")) in terms:
        return short
    if (both := WITH_LABEL.fullmatch(text)) and labels.get(joined(both["label"])) == both["code"]:
        return both["code"]
    if (
        (twice := BOTH.fullmatch(text[: 4 * SHOWN]))
        and (one := labels.get(joined(twice[1])))
        and one == labels.get(joined(twice[2]))
    ):
        return one  # two names of one code
    return "" if readings.turns(text) else words.only(text)


def sure_codes(typed: str, terms: Mapping[str, Term]) -> list[str]:
    """Return all codes in a text, each beyond doubt: «пн-пт», «дети и подростки»; empty if any part has none."""
    if typed in terms:
        return [typed]
    if code := sure_code(typed, terms):
        return [code]
    days = weeks.read_weekdays(typed[: 4 * SHOWN]) if terms.keys() == SHORT_DAYS.keys() else ()
    if days:
        return list(days)
    words = typed.split()
    if all(word in terms for word in words):
        return list(dict.fromkeys(words))  # only the commas are missing
    parts = [part for part in re.split(r"\s+и\s+|\s*[,;+/]\s*", typed[: 4 * SHOWN]) if part]
    codes = [part if part in terms else sure_code(part, terms) for part in parts] if len(parts) > 1 else []
    return list(dict.fromkeys(codes)) if all(codes) else []


def code_of_a_list(text: str, terms: Mapping[str, Term], verdict: Verdict) -> Verdict:
    """Judge a new code in a list that ships with the program: records use the shipped codes, so none is made up."""
    if code := sure_code(text, terms):
        return verdict._replace(hint=f"Код значения «{terms[code].label}» — {code}, так его и пишут.", guess=code)
    new = f" Для нового значения годится {verdict.guess}." if verdict.guess else ""
    hint = f"Если код здесь уже был, верните прежний: его пишут в записях.{new}"
    return verdict._replace(hint=hint, guess="")


def named_value(field: Field, text: str, terms: Mapping[str, Term]) -> Words | None:
    """Return the words for a text in an open list that names one of its values, or nearly does; else None."""
    shown = f"{name_of(field)}: «{shorten(text)}»"
    if code := sure_code(text, terms):
        return Words(f"{shown} — значение справочника.", f"Его записывают кодом: {code}.", {field.name: code})
    if code := _alike(text, terms):
        hint = f"Если это одно и то же, впишите код: {code}. Иначе на сайте их будет двое."
        return Words(f"{shown} похоже на «{terms[code].label}».", hint)
    return None


def _alike(text: str, terms: Mapping[str, Term]) -> str:
    """Return the one code whose label names the same body in other words; empty if none or several do."""
    mine = _stems(text)
    found = [
        term.code
        for term in terms.values()
        for other in [_stems(term.label)]
        if len(mine & other) > 1 and (mine <= other or other <= mine)
    ]
    return found[0] if len(found) == 1 else ""


def _stems(text: str) -> frozenset[str]:
    """Return the beginnings of the words that tell one body from another."""
    words = (word[:5] for word in fold(text).split() if len(word) > SHORT)
    return frozenset(word for word in words if not word.startswith(GENERIC))


def code_in_front(text: str, terms: Mapping[str, Term]) -> str:
    """Return the code whose label a text begins with: «Круглый стол «Город»», «Кофе-брейк»; empty if none does."""
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.partition("«")[0])[:4]
    parts = (" ".join(words[:count]) for count in range(len(words), 0, -1))
    return next((code for part in parts if (code := sure_code(part, terms))), "")


def several_codes(
    field: Field, text: str, codes: list[str], terms: Mapping[str, Term], changes: Changes | None
) -> Words:
    """Return the words for a text with several codes. ``changes``: the whole list, if the field takes one."""
    named = ", ".join(f"{code} ({terms[code].label})" for code in codes)
    hint = (
        "Каждое значение записывают своим кодом."
        if changes
        else "Поле принимает одно. Второму — свой пункт списка, если это список; иначе выберите главное."
    )
    if changes is None and "unknown" in terms:
        hint = f"Поле принимает одно. Если не знаете, какое: {line_of(field.name, 'unknown')}"
    return Words(f"{name_of(field)}: в «{shorten(text)}» — {named}.", hint, changes)


def unknown_code(
    field: Field, text: str, terms: Mapping[str, Term], changes: Changes | None, place: Place = NOWHERE
) -> Words:
    """Return the words for an unknown code. ``changes``: the fix, if there is one."""
    name, shown = name_of(field), shorten(text)
    code = sure_code(text, terms)
    if code and changes is not None:
        message = f"{name}: нужен код, а записано «{shown}»."
        return Words(message, f"«{code}» — это «{terms[code].label}».", changes)
    advice = _advice(field, terms, text, place) or _other(text, terms, place)
    options = listed(terms, "" if place is NOWHERE else text)  # no place: nothing is guessed any more
    return Words(f"{name}: нет кода «{shown}».", f"Выберите код по смыслу: {options}.{advice}")


def _advice(field: Field, terms: Mapping[str, Term], typed: str, place: Place) -> str:
    """Say where to write what a code cannot express: a price, an age, the words beside it."""
    if field.name == "basis" and (day := readings.the_one_day(typed)):
        return f" День согласия запишите рядом: {line_of('consent_given', day)}"
    if field.list == "person_roles":
        return " Должность пишут в position."
    if field.name in NOTES and re.search(r"\w[,;(\s]+\w+\s+\w" if field.name != "state" else r"\w\s+\w", typed):
        return f" Остальные слова {place.put}." if place.put else ""
    if field.name in ("cost", "verdict") and place.put and not PRICE.search(typed):
        return f" Что этим не сказать, {place.put}."
    if "paid" in terms and PRICE.search(typed) and place.put:
        return f" Цену словами {place.put}."
    if "elderly" in terms and AGE.search(typed):
        put = "запишите рядом: age_from и age_to" if place.aged else f"словами {place.put}"
        return f" Возраст {put}." if place.aged or place.put else ""
    return ""


def _other(typed: str, terms: Mapping[str, Term], place: Place) -> str:
    """Say what to do with a word that no code is like, in a list that has a code for such."""
    if "other" not in terms or not place.put or max(_likeness(typed, term) for term in terms.values()) > UNLIKE:
        return ""
    return f" Если ни один не подходит — other, а «{shorten(typed)}» {place.put}."


def choice(terms: Mapping[str, Term], typed: str, field: Field, place: Place = NOWHERE) -> str:
    """Say how to write a list of codes, with those nearest to what was typed first."""
    advice = _advice(field, terms, typed, place)
    return f"Выберите коды по смыслу: {listed(terms, typed)}. Например: {example_of(field)}.{advice}"


def ages_of(typed: str) -> str:
    """Return the audience code for an age («60+», «с 7 лет»), or an empty text."""
    found = AGE.search(typed)
    age = int(found[1] or found[2] or found[3]) if found else 0
    return next((code for most, code in AGES if 0 < age <= most), "")


def listed(terms: Mapping[str, Term], typed: str = "") -> str:
    """List codes with their labels, those nearest to what was typed first."""
    typed = _telling(typed, terms)
    ordered = sorted(terms.values(), key=lambda term: -_likeness(typed, term)) if typed else list(terms.values())
    shown = [f"{term.code} ({term.label})" for term in ordered]
    more = f" и ещё {len(shown) - MAX_SHOWN}, все — на странице «Как заполнять»" if len(shown) > MAX_SHOWN else ""
    return "; ".join(shown[:MAX_SHOWN]) + more


def _telling(typed: str, terms: Mapping[str, Term]) -> str:
    """Leave out the words that many labels share, such as «помощь», unless there are no others."""
    labels = [fold(term.label).split() for term in terms.values()]
    words = typed[:SHOWN].split()
    left = [word for word in words if sum(fold(word) in label for label in labels) < MANY]
    return " ".join(left) if len(left) < len(words) and left else typed


def _likeness(typed: str, term: Term) -> float:
    """Return the best trigram similarity of a text to a code's names, 0 to 1; 0 if only one is negated."""
    if (term.code == ("partly" if PARTLY.search(typed) else "paid") and PRICE.search(typed)) or (
        term.code == ages_of(typed)
    ):
        return 1.0
    turned, plain = readings.turns(typed), fold(typed[:SHOWN])
    words = [word for word in plain.split() if len(word) > SHORT and word != plain]
    mine = [(trigrams(plain), 1.0), *((trigrams(word), 0.7) for word in words)]
    best = 0.0
    for other, weight, turns in _named(term):
        for one, part in mine if turns == turned else ():
            small, large = sorted((len(one), len(other)))
            if small / large * part * weight > best:  # the most that two such sets can be alike
                shared = len(one & other)
                best = max(best, shared / (small + large - shared) * part * weight)
    return best


@lru_cache(maxsize=2048)
def _named(term: Term) -> tuple[tuple[frozenset[str], float, bool], ...]:
    """Return, for each name of a code and each longer word of it: trigrams, weight, whether the name is negated."""
    found = []
    for name in filter(None, (term.code, term.label, term.spoken, *term.synonyms)):
        turns = readings.turns(name)
        found.append((trigrams(fold(name)), 1.0, turns))
        found += [(trigrams(fold(word)), 0.9, turns) for word in name.split() if len(word) > SHORT and word != name]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=2048)
def trigrams(text: str) -> frozenset[str]:
    padded = f" {text} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def begun_code(typed: str, terms: Mapping[str, Term]) -> str:
    """Return the one code whose label begins with these words, as names of bodies are cut short; else empty."""
    labels = {term.label: term.code for term in terms.values()}
    return labels.get("" if readings.turns(typed) else the_one_begun(typed, labels), "")


def empty_value(field: Field, terms: Mapping[str, Term]) -> Words:
    """Return the words for a field without a value; a required code is chosen, not copied from an example."""
    words = messages.empty_value(field)
    if not field.required or not terms:
        return words
    return words._replace(hint=f"Это поле обязательное: впишите код по смыслу. Коды: {listed(terms)}.")


def missing_field(field: Field, terms: Mapping[str, Term] | None) -> Words:
    hint = f"Добавьте строку, например: {example_of(field)}"
    if terms:
        example = line_of(field.name, "unknown") if "unknown" in terms else example_of(field)
        hint = f"Добавьте строку, например: {example} — или с другим кодом: {listed(terms)}."
    return Words(f"Нет обязательного поля {name_of(field)}.", hint)
