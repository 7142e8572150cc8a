"""Keys of fields: which one a writer meant, also by its Russian name, and the words of the message."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache

from generator.model.schemas import DataPackage, Table
from generator.problems import suggestions
from generator.problems.suggestions import LONG
from generator.records.glossary import MAX_SHOWN, joined, trigrams
from generator.records.messages import SHOWN, Words, example_of, name_of, shorten
from generator.text import fold, slugify

SHORT = 5
DAYS = ("date", "time")
SAME = {  # synonyms; certain if the table has only one of the keys
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
    "fio": ("name",),
    "фио": ("name",),
}
LIKE = {  # sometimes synonyms
    "www": ("site", "url"),
    "web": ("site", "url"),
    "vk": ("links",),
    "telegram": ("links",),
    "title": ("name",),
    "name": ("title",),
    "about": ("summary", "description"),
    "time": ("start", "opens"),
    "date": ("signed_on", "starts_on", "date", "on"),
    "dates": ("starts_on",),
    "даты": ("starts_on",),
    "время": ("start", "opens"),
    "when": ("starts_on", "on"),
    "когда": ("starts_on", "on"),
    "price": ("cost",),
    "цена": ("cost",),
    "director": ("persons",),
    "директор": ("persons",),
    "председатель": ("persons",),
    "руководитель": ("persons",),
    "координаты": ("lat",),
    "coordinates": ("lat",),
    "coords": ("lat",),
    "geo": ("lat",),
    "gps": ("lat",),
    "duration": ("end",),
    "длительность": ("end",),
    "продолжительность": ("end",),
    "ссылка": ("url", "site", "links"),
    "link": ("url", "site", "links"),
    "place": ("venue",),
    "location": ("venue", "address"),
    "где": ("venue", "place", "hall", "address"),
    "место": ("venue", "place"),
    "дата": ("signed_on", "starts_on", "date", "on"),
    "режим": ("hours", "when"),
    "график": ("hours", "when"),
    "часы": ("hours",),
    "контакты": ("phones", "emails"),
    "соцсети": ("links",),
    "о": ("summary",),
    "цель": ("summary", "text"),
    "миссия": ("summary",),
    "описание": ("description", "summary", "text"),
    "стоимость": ("cost", "sum"),
    "оплата": ("cost",),
    "возраст": ("age_from", "audiences"),
    "age": ("age_from", "audiences"),
    "ages": ("age_from", "audiences"),
    "logo": ("logo_file",),
    "photo": ("photo_file", "picture_file"),
    "picture": ("picture_file", "photo_file"),
    "file": ("file", "picture_file", "photo_file", "logo_file"),
    "фото": ("picture_file", "photo_file"),
    "кто": ("organisers", "persons", "giver"),
    "участники": ("ngos", "audiences"),
    "ведущий": ("persons", "moderator"),
    "модератор": ("persons", "moderator"),
    "ответственный": ("addressees", "persons"),
    "исполнитель": ("addressees", "persons", "executor"),
    "срок": ("deadline", "ends_on"),
    "зал": ("hall", "halls", "venue"),
}


@cache
def keys_of(table: Table) -> tuple[str, ...]:
    """Return the keys that people may write in a record of the table."""
    return (*(f.name for f in table.typed if not f.implied), *table.nested)


def kind_of(keys: Iterable[str], package: DataPackage) -> Table | None:
    """Return the first table that has all these keys, three or more, and requires no others; None if there is none."""
    have = {*keys}
    for table in package.roots:
        required = {field.name for field in table.fields if field.required and not field.implied}
        if table.folder and len(have) > 2 and required <= have <= {*keys_of(table), "id"}:
            return table
    return None


@cache
def _key_words(table: Table) -> tuple[suggestions.Words, dict[str, str], suggestions.Words]:
    """Return the keys, a mapping of folded and transliterated Russian titles to keys, and those titles as words."""
    titles = {joined(f.title): f.name for f in table.typed if not f.implied}
    titles |= {joined(child.title): key for key, child in table.nested.items()}
    titles = {slugify(title.replace("_", "-")).replace("-", "_"): key for title, key in titles.items()} | titles
    return suggestions.Words(keys_of(table)), titles, suggestions.Words(titles)


def guess_key(table: Table, typed: str, taken: Collection[str]) -> tuple[str, bool]:
    """Return the key most likely meant, and whether it is as good as certain."""
    words, titles, _ = _key_words(table)
    small = re.sub(r"\s+", "_", typed.strip().lower())
    if exact := titles.get(joined(typed[:LONG])):
        return exact, exact not in taken
    if same := [key for key in SAME.get(small, ()) if key in words.known]:
        return same[0], len(same) == 1 and same[0] not in taken
    russian = re.search("[а-яё]{3}", typed, re.IGNORECASE) is not None
    guessed = words.only(typed) if russian else words.guess(typed, taken)  # Russian in Latin letters resembles anything
    if (small not in LIKE or small in words.known) and (found := guessed):
        if set(re.findall(r"\d", typed)) - set(found):  # as in «side1»: one of several
            return found, False
        only = words.only(typed) or (words.surely(typed, taken) if len(typed) > 2 else "")
        return found, found not in taken and only == found
    like = next(
        (LIKE.get(word) or SAME[word] for word in (small, *small.split("_")) if word in LIKE or word in SAME), ()
    )
    if found := next((key for key in like if key in words.known), ""):
        return found, False
    return (_by_title(table, typed) if russian else guessed), False


def fields_named(texts: Collection[str], tables: Collection[Table]) -> list[str]:
    """Return the keys that all these texts surely name, the same in every table that has them; empty if any is not."""
    found: list[str] = []
    for text in texts:
        guesses = {key for key, sure in (guess_key(table, text, ()) for table in tables) if sure}
        found += guesses if len(guesses) == 1 else []
    return found if len(found) == len(texts) else []


def _by_title(table: Table, typed: str) -> str:
    """Return the key whose Russian title is most like a Russian word, or an empty text."""
    _, titles, title_words = _key_words(table)
    if len(typed) > LONG:
        return ""
    mine = joined(typed).split("_")
    whole = [key for title, key in titles.items() if fold(typed) in title.split("_") or title in mine]
    guess = title_words.guess if len(typed) > SHORT else title_words.surely  # short words differ by little
    return titles.get(guess(fold(typed)), whole[0] if whole else "")


def named(table: Table, typed: str) -> str:
    """List keys with their titles, those nearest to what was typed first."""
    titles = {f.name: f.title for f in table.typed if not f.implied}
    titles |= {key: child.title for key, child in table.nested.items()}
    mine = trigrams(fold(typed[:SHOWN]))
    ordered = sorted(titles, key=lambda key: -len(mine & trigrams(fold(titles[key]))))
    more = " и другие — на странице «Как заполнять»" if len(ordered) > MAX_SHOWN else ""
    return "; ".join(f"{key} ({titles[key]})" for key in ordered[:MAX_SHOWN]) + more


def unknown_key(
    table: Table, typed: str, guess: str, *, sure: bool = False, look: bool = True, filled: int = 0
) -> Words:
    """Return the words for an unknown key. ``guess``: the key most likely meant; if ``sure``, it is offered as a fix.

    ``look``: whether to spend time on looking for similar keys. ``filled``: the line where the guess is already.
    """
    shown = shorten(typed)
    if guess:
        field = table.by_name.get(guess)
        title = field.title if field else table.nested[guess].title
        if sure:
            return Words(f"Неизвестное поле «{shown}»: это «{guess}» ({title}).", "Исправьте название поля.")
        message = f"Неизвестное поле «{shown}» — возможно, «{guess}» ({title})."
        like = f", значение — как здесь: {example_of(field)}" if field and field.type in DAYS else ""
        hint = f"Если это оно, исправьте название поля на {guess}{like}; если другое, выберите по справке."
        if filled:
            hint = f"Поле {guess} уже есть (строка {filled}): если это оно, верное оставьте там, а эту строку удалите."
        return Words(message, hint)
    message = f"Неизвестное поле «{shown}»."
    for key, child in table.nested.items():
        if typed in child.by_name:
            hint = f"Поле {name_of(child.by_name[typed])} стоит внутри пункта списка «{child.title}» ({key}): "
            return Words(message, hint + "сдвиньте строку вправо, под поля этого пункта.")
    for parent in table.owners:
        if typed in keys_of(parent):
            spaces = "уберите пробелы в начале строки" if not parent.owners else "сдвиньте её"
            return Words(message, f"Это поле самой записи, а не пункта списка «{table.title}»: {spaces}.")
        if look and (there := guess_key(parent, typed, ()))[1]:
            return Words(message, f"Такое поле есть у самой записи: {there[0]}. Перенесите значение туда.")
    names = named(table, typed) if look and re.search("[а-яё]{3}", typed, re.IGNORECASE) else ", ".join(keys_of(table))
    places = " или ".join(name for name in ("note", "description") if name in table.by_name)
    hint = f"Сведения, для которых поля нет, запишите в {places}. Здесь бывают: {names}."
    return Words(message, hint if places else f"Здесь бывают: {names}.")
