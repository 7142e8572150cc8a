"""Keys and codes by their Russian names: which one was meant, and the words to say so."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache, lru_cache

from generator.model.schemas import Field, Table
from generator.model.vocabulary import Term
from generator.problems import readings, spellings, suggestions, weeks
from generator.problems.suggestions import LONG
from generator.records.messages import SHOWN, Changes, Words, example_of, line_of, name_of, shorten
from generator.text import SHORT_DAYS, fold

FEW = 12
WITH_LABEL = re.compile(r"(?P<code>\w+)\s*(?:[(:—–-]\s*)(?P<label>[^()]+?)\)?")  # as lists of codes are printed
BOTH = re.compile(r"([^()]+?)\s*\(([^()]+)\)")
SAME = {  # of one meaning: sure where the table has but one of these
    "tel": ("phones", "phone", "operator_phone"),
    "telephone": ("phones", "phone", "operator_phone"),
    "тел": ("phones", "phone", "operator_phone"),
    "моб": ("phones", "phone", "operator_phone"),
    "телефон": ("phones", "phone", "operator_phone"),
    "mail": ("emails", "email", "operator_email"),
    "e-mail": ("emails", "email", "operator_email"),
    "почта": ("emails", "email", "operator_email"),
    "website": ("site",),
    "web_site": ("site",),
    "адрес_сайта": ("site",),
}
LIKE = {  # of one meaning now and then
    "www": ("site", "url"),
    "web": ("site", "url"),
    "vk": ("links",),
    "telegram": ("links",),
    "title": ("name",),
    "name": ("title",),
    "about": ("summary", "description"),
    "time": ("start", "opens"),
    "date": ("signed_on", "starts_on", "date", "on"),
    "when": ("starts_on", "on"),
    "когда": ("starts_on", "on"),
    "price": ("cost",),
    "цена": ("cost",),
    "director": ("persons",),
    "директор": ("persons",),
    "председатель": ("persons",),
    "руководитель": ("persons",),
    "координаты": ("lat",),
    "ссылка": ("url", "site", "links"),
    "link": ("url", "site", "links"),
}


# How people shorten labels beyond what a list's own synonyms say: nothing else is shortened so.
SHORT_NAMES = {short: code for code, short in SHORT_DAYS.items()}


@cache
def keys_of(table: Table) -> tuple[str, ...]:
    """Keys that a record of the table may have, as people write them."""
    return (*(f.name for f in table.typed if not f.implied), *table.nested)


@cache
def _key_words(table: Table) -> tuple[suggestions.Words, dict[str, str], suggestions.Words]:
    """Keys; Russian titles → keys; the titles as words."""
    titles = {_joined(f.title): f.name for f in table.typed if not f.implied}
    titles |= {_joined(child.title): key for key, child in table.nested.items()}
    return suggestions.Words(keys_of(table)), titles, suggestions.Words(titles)


def _joined(title: str) -> str:
    return re.sub(r"[ _\-–]+", "_", fold(title))


def guess_key(table: Table, typed: str, taken: Collection[str]) -> tuple[str, bool]:
    """The key most likely meant, and whether that is as good as sure."""
    words, titles, title_words = _key_words(table)
    small = re.sub(r"\s+", "_", typed.strip().lower())
    if exact := titles.get(_joined(typed[:LONG])):
        return exact, exact not in taken
    if same := [key for key in SAME.get(small, ()) if key in words.known]:
        return same[0], len(same) == 1 and same[0] not in taken
    if (small not in LIKE or small in words.known) and (found := words.guess(typed, taken)):
        if set(re.findall(r"\d", typed)) - set(found):  # «side1»: one of several
            return found, False
        only = words.only(typed) or (words.surely(typed, taken) if len(typed) > 2 else "")
        return found, found not in taken and only == found
    if found := next((key for key in LIKE.get(small, ()) if key in words.known), ""):
        return found, False
    if found := words.guess(typed, taken):
        return found, False
    if re.search("[а-яё]{3}", typed, re.IGNORECASE) and len(typed) <= LONG:
        whole = [key for title, key in titles.items() if fold(typed) in title.split("_")]
        return titles.get(title_words.guess(fold(typed)), whole[0] if whole else ""), False
    return "", False


def unknown_key(table: Table, typed: str, guess: str, *, sure: bool = False) -> Words:
    """``guess``: the key most likely meant; where that is ``sure``, the writer of fields renames it."""
    shown = shorten(typed)
    if guess:
        field = table.by_name.get(guess)
        title = field.title if field else table.nested[guess].title
        if sure:
            return Words(f"Неизвестное поле «{shown}»: это «{guess}» ({title}).", "Исправьте название поля.")
        message = f"Неизвестное поле «{shown}» — возможно, «{guess}» ({title})."
        return Words(message, f"Если это оно, исправьте название поля на {guess}; если другое, выберите по справке.")
    message = f"Неизвестное поле «{shown}»."
    for key, child in table.nested.items():
        if typed in child.by_name:
            hint = f"Поле {name_of(child.by_name[typed])} стоит внутри пункта списка «{child.title}» ({key}): "
            return Words(message, hint + "сдвиньте строку вправо, под поля этого пункта.")
    for parent in table.owners:
        if typed in keys_of(parent):
            spaces = "уберите пробелы в начале строки" if not parent.owners else "сдвиньте её"
            return Words(message, f"Это поле самой записи, а не пункта списка «{table.title}»: {spaces}.")
    names = ", ".join(keys_of(table))
    hint = f"Сведения, для которых поля нет, запишите в note или description. Здесь бывают: {names}."
    return Words(message, hint if {"note", "description"} & table.by_name.keys() else f"Здесь бывают: {names}.")


@lru_cache(maxsize=256)
def _code_words(terms: tuple[Term, ...]) -> tuple[suggestions.Words, dict[str, str]]:
    """Codes; folded labels, synonyms and official codes → codes, where they say but one."""
    labels: dict[str, str] = {}
    for term in terms:
        for name in (term.label, term.text, term.official_code):
            labels.setdefault(_joined(name), term.code)
    shared: dict[str, set[str]] = {}
    for term in terms:
        for name in (*term.synonyms, term.label.partition(" (")[0]):
            shared.setdefault(_joined(name), set()).add(term.code)
    labels = {name: min(codes) for name, codes in shared.items() if len(codes) == 1} | labels
    labels.pop("", None)
    return suggestions.Words(term.code for term in terms), labels


def sure_code(typed: str, terms: Mapping[str, Term]) -> str:
    """The code that was meant beyond doubt: by its label, a synonym, or one slip of a letter; else an empty text."""
    words, labels = _code_words(tuple(terms.values()))
    text = spellings.undressed(typed.strip().rstrip("."))
    if text != typed and text in terms:
        return text
    if found := labels.get(_joined(text[: 4 * SHOWN])):
        return found
    if (short := SHORT_NAMES.get(text.lower(), "")) in terms:
        return short
    if (both := WITH_LABEL.fullmatch(text)) and labels.get(_joined(both["label"])) == both["code"]:
        return both["code"]
    if (
        (twice := BOTH.fullmatch(text[: 4 * SHOWN]))
        and (one := labels.get(_joined(twice[1])))
        and one == labels.get(_joined(twice[2]))
    ):
        return one  # the name, and its short one
    return "" if readings.turns(text) else words.only(text)


def sure_codes(typed: str, terms: Mapping[str, Term]) -> list[str]:
    """All codes that a text says, each beyond doubt: «пн-пт», «дети и подростки»; empty when a part says none."""
    if typed in terms:
        return [typed]
    if code := sure_code(typed, terms):
        return [code]
    days = weeks.read_weekdays(typed[: 4 * SHOWN]) if terms.keys() == SHORT_DAYS.keys() else ()
    if days:
        return list(days)
    parts = [part for part in re.split(r"\s+и\s+|\s*[,;+]\s*", typed[: 4 * SHOWN]) if part]
    codes = [part if part in terms else sure_code(part, terms) for part in parts] if len(parts) > 1 else []
    return list(dict.fromkeys(codes)) if all(codes) else []


def several_codes(
    field: Field, text: str, codes: list[str], terms: Mapping[str, Term], changes: Changes | None
) -> Words:
    """The words for one text of several codes. ``changes``: the whole list, where the field holds one."""
    named = ", ".join(f"{code} ({terms[code].label})" for code in codes)
    hint = "Каждое значение записывают своим кодом." if changes else "Поле принимает одно: выберите главное."
    return Words(f"{name_of(field)}: в «{shorten(text)}» — {named}.", hint, changes)


def unknown_code(field: Field, text: str, terms: Mapping[str, Term], changes: Changes | None) -> Words:
    """``changes``: the right answer, where there is one."""
    name, shown = name_of(field), shorten(text)
    code = sure_code(text, terms)
    if code and changes is not None:
        message = f"{name}: нужен код, а записано «{shown}»."
        return Words(message, f"«{code}» — это «{terms[code].label}».", changes)
    return Words(f"{name}: нет кода «{shown}».", f"Выберите код по смыслу: {_listed(terms, text)}.")


def choice(terms: Mapping[str, Term], typed: str, field: Field) -> str:
    """How to write a list of codes: which there are, those nearest to what was typed first."""
    return f"Выберите коды по смыслу: {_listed(terms, typed)}. Например: {example_of(field)}"


def _listed(terms: Mapping[str, Term], typed: str = "") -> str:
    """Codes with their labels, those nearest to what was typed first."""
    ordered = sorted(terms.values(), key=lambda term: -_likeness(typed, term)) if typed else list(terms.values())
    shown = [f"{term.code} ({term.label})" for term in ordered]
    more = f" и ещё {len(shown) - FEW}, все — на странице «Как заполнять»" if len(shown) > FEW else ""
    return "; ".join(shown[:FEW]) + more


def _likeness(typed: str, term: Term) -> float:
    """How much of the letters, in threes, a text shares with a code or its names; less where only one is turned."""
    mine = _threes(fold(typed[:SHOWN]))
    best = 0.0
    for name in (term.code, term.label, term.spoken, *term.synonyms):
        if name and (other := _threes(fold(name))):
            share = len(mine & other) / len(mine | other)
            best = max(best, share if readings.turns(typed) == readings.turns(name) else share / 2)
    return best


@lru_cache(maxsize=2048)
def _threes(text: str) -> frozenset[str]:
    padded = f" {text} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def missing_field(field: Field, terms: Mapping[str, Term] | None) -> Words:
    hint = f"Добавьте строку, например: {example_of(field)}"
    if terms:
        example = line_of(field.name, "unknown") if "unknown" in terms else example_of(field)
        hint = f"Добавьте строку, например: {example} — или с другим кодом: {_listed(terms)}."
    return Words(f"Нет обязательного поля {name_of(field)}.", hint)
