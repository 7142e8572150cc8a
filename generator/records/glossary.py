"""Keys and codes by their Russian names: which one was meant, and the words to say so."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache, lru_cache

from generator.model.schemas import Field, Table
from generator.model.vocabulary import Term
from generator.problems.suggestions import LONG, Words
from generator.records.messages import SHOWN, Pair, Write, example_of, line_of, list_line, name_of, shorten
from generator.records.yaml import Node, ScalarNode, SequenceNode
from generator.text import fold

FEW = 12
SYNONYMS = {
    "tel": ("phones", "phone", "operator_phone"),
    "telephone": ("phones", "phone", "operator_phone"),
    "mail": ("emails", "email", "operator_email"),
    "website": ("site", "url"),
    "www": ("site", "url"),
    "web": ("site", "url"),
    "vk": ("links",),
    "telegram": ("links",),
    "title": ("name",),
    "name": ("title",),
    "about": ("summary", "description"),
    "time": ("start", "opens"),
    "date": ("starts_on", "on"),
}


@cache
def keys_of(table: Table) -> tuple[str, ...]:
    """Keys that a record of the table may have, as people write them."""
    return (*(f.name for f in table.typed if not f.implied), *table.nested)


@cache
def _key_words(table: Table) -> tuple[Words, dict[str, str], Words]:
    """Keys; Russian titles → keys; the titles as words."""
    titles = {_joined(f.title): f.name for f in table.typed if not f.implied}
    titles |= {_joined(child.title): key for key, child in table.nested.items()}
    return Words(keys_of(table)), titles, Words(titles)


def _joined(title: str) -> str:
    return fold(title).replace(" ", "_")


def guess_key(table: Table, typed: str, taken: Collection[str]) -> tuple[str, bool]:
    """The key most likely meant, and whether that is as good as sure."""
    words, titles, title_words = _key_words(table)
    if exact := titles.get(_joined(typed[:LONG])):
        return exact, exact not in taken
    if typed not in SYNONYMS and (found := words.guess(typed, taken)):
        return found, found not in taken and words.surely(typed, taken) == found
    if found := next((key for key in SYNONYMS.get(typed.lower(), ()) if key in words.known), ""):
        return found, False
    if found := words.guess(typed, taken):
        return found, False
    if re.search("[а-яё]{3}", typed, re.IGNORECASE) and len(typed) <= LONG:
        whole = [key for title, key in titles.items() if fold(typed) in title.split("_")]
        return titles.get(title_words.guess(fold(typed)), whole[0] if whole else ""), False
    return "", False


def unknown_key(table: Table, typed: str, guess: str, value: Node) -> Pair:
    """``value``: what stands after the key, for writing the line anew."""
    shown = shorten(typed)
    if guess:
        field = table.by_name.get(guess)
        title = field.title if field else table.nested[guess].title
        line = _line_with(guess, value)
        return f"Неизвестное поле «{shown}» — возможно, «{guess}» ({title}).", f"Исправьте название поля: {line}"
    message = f"Неизвестное поле «{shown}»."
    for key, child in table.nested.items():
        if typed in child.by_name:
            hint = f"Поле {name_of(child.by_name[typed])} стоит внутри пункта списка «{child.title}» ({key}): "
            return message, hint + "сдвиньте строку вправо, под поля этого пункта."
    for parent in table.owners:
        if typed in keys_of(parent):
            spaces = "уберите пробелы в начале строки" if not parent.owners else "сдвиньте её"
            return message, f"Это поле самой записи, а не пункта списка «{table.title}»: {spaces}."
    names = ", ".join(keys_of(table))
    return message, f"Уберите строку или выберите другое поле. Здесь бывают: {names}."


def _line_with(key: str, value: Node) -> str:
    texts = (
        [item.text for item in value.items if isinstance(item, ScalarNode)] if isinstance(value, SequenceNode) else []
    )
    if isinstance(value, SequenceNode) and value.flow and texts and len(texts) == len(value.items):
        return list_line(key, texts)
    is_short = isinstance(value, ScalarNode) and 0 < len(value.text) <= SHOWN and "\n" not in value.text
    return line_of(key, value.text) if is_short and isinstance(value, ScalarNode) else f"{key}:"


@lru_cache(maxsize=256)
def _code_words(terms: tuple[Term, ...]) -> tuple[Words, dict[str, str], Words]:
    """Codes; folded labels, synonyms and official codes → codes; the labels as words."""
    labels: dict[str, str] = {}
    for term in terms:
        for name in (term.label, term.text, term.official_code, *term.synonyms):
            labels.setdefault(_joined(name), term.code)
    labels.pop("", None)
    return Words(term.code for term in terms), labels, Words(labels)


def meant_code(typed: str, terms: Mapping[str, Term]) -> str:
    """The code whose label or synonym was typed instead of it; otherwise the text itself."""
    _, labels, _ = _code_words(tuple(terms.values()))
    return labels.get(_joined(typed[: 4 * SHOWN]), typed)


def unknown_code(field: Field, text: str, terms: Mapping[str, Term], write: Write | None) -> Pair:
    """``write`` writes the corrected line; without it no code is guessed."""
    name, shown = name_of(field), shorten(text)
    if write is None:
        return f"{name}: нет кода «{shown}».", f"Допустимые коды: {_listed(terms)}."
    words, labels, label_words = _code_words(tuple(terms.values()))
    typed = _joined(text[: 4 * SHOWN])
    code = labels.get(typed, "")
    message = f"{name}: нужен код, а записано «{shown}»." if code else f"{name}: нет кода «{shown}»."
    code = code or words.guess(text) or labels.get(label_words.guess(typed), "")
    if not code and len(typed) > 3:
        parts = [known for label, known in labels.items() if label.startswith(typed) or typed in label.split("_")]
        code = parts[0] if len(set(parts)) == 1 else ""
    if not code:
        return message, f"Допустимые коды: {_listed(terms)}."
    others = f" Все коды: {_listed(terms)}." if len(terms) <= FEW else ""
    return message, f"Возможно, «{code}» — это «{terms[code].label}».{others} Исправленная строка: {write(code)}"


def _listed(terms: Mapping[str, Term]) -> str:
    shown = [f"{term.code} ({term.label})" for term in terms.values()]
    more = f" и ещё {len(shown) - FEW}, все — на странице «Как заполнять»" if len(shown) > FEW else ""
    return "; ".join(shown[:FEW]) + more


def missing_field(field: Field, terms: Mapping[str, Term] | None) -> Pair:
    hint = f"Добавьте строку, например: {example_of(field)}"
    if terms:
        example = line_of(field.name, "unknown") if "unknown" in terms else example_of(field)
        hint = f"Добавьте строку, например: {example} — или с другим кодом: {_listed(terms)}."
    return f"Нет обязательного поля {name_of(field)}.", hint
