"""What the templates of the editors' guide receive: the catalogue of problems, all fields and codes. Pure."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from generator.catalog.models import Catalog
from generator.exports.profile import profile_tables
from generator.model.schemas import Field, Table
from generator.pages.pages import Page
from generator.problems.problem import CatalogueEntry, load_catalogue
from generator.records.messages import example_of
from generator.text import count_of

Context = dict[str, Any]
# First digit of a code → what such problems are about.
GROUPS = {
    "0": "Файл и его имя",
    "1": "Как записан текст файла",
    "2": "Поле и его значение",
    "3": "Смысл записи",
    "4": "Связи между записями и файлами",
    "5": "Страницы с текстом и настройки сайта",
    "6": "Готовый сайт",
}
SIGNS = {"\t": "→", "\u00a0": "␣"}


class Kind(NamedTuple):
    """Problems of one kind, in the order of the catalogue."""

    digit: str
    title: str
    entries: list[CatalogueEntry]


def _problems(catalog: Catalog, page: Page) -> Context:
    by_digit: dict[str, list[CatalogueEntry]] = defaultdict(list)
    for entry in load_catalogue().values():
        if catalog.package.has(entry.part):
            by_digit[entry.code[1]].append(entry)
    return {"groups": [Kind(digit, GROUPS[digit], entries) for digit, entries in by_digit.items()], "shown": shown}


def shown(snippet: str) -> str:
    """Return a snippet with its invisible characters made visible."""
    return "".join(map(_visible, snippet.rstrip("\n")))


def _visible(sign: str) -> str:
    if sign in SIGNS:
        return SIGNS[sign]
    odd = sign != "\n" and unicodedata.category(sign) in ("Cc", "Cf", "Mn", "Cn", "Co", "Zl", "Zp")
    return f"⟨U+{ord(sign):04X}⟩" if odd else sign


class Part(NamedTuple):
    """A kind of file, or a nested list in it.

    ``depth`` is 0 for the file itself. ``where`` is its path or its key.
    """

    table: Table
    where: str
    depth: int
    fields: list[tuple[Field, list[str]]]


def _fields(catalog: Catalog, page: Page) -> Context:
    parts = [list(_parts(table, table.file or f"{table.folder}/код.yml", 0)) for table in catalog.package.roots]
    used = {field.list for table in catalog.package.tables.values() for field in table.fields if field.list}
    vocabulary = catalog.vocabulary
    lists = [(name, vocabulary.titles[name], list(vocabulary.terms(name))) for name in sorted(used)]
    return {"parts": parts, "lists": sorted(lists, key=lambda item: item[1]), "example": example_of}


def _parts(table: Table, where: str, depth: int) -> Iterator[Part]:
    fields = [(field, limits(field)) for field in table.fields if not field.implied]
    yield Part(table, where, depth, fields)
    for key, child in table.nested.items():
        yield from _parts(child, key, depth + 1)


def limits(field: Field) -> list[str]:
    """Return in words what the field's value must satisfy beyond its description."""
    rules = field.constraints
    found = ["обязательное"] if field.required else []
    found += ["список"] if field.type == "array" else []
    if "maxLength" in rules:
        found.append(f"до {count_of(rules['maxLength'], 'знака', 'знаков', 'знаков')}")
    found += [f"не меньше {rules['minimum']}"] if "minimum" in rules else []
    found += [f"не больше {rules['maximum']}"] if "maximum" in rules else []
    if field.personal:
        found.append("на сайте только с основанием")
    elif field.show == "staff":
        found.append("на сайт не выходит")
    return found


KINDS = {
    "string": "текст",
    "integer": "целое число",
    "number": "число",
    "date": "дата",
    "time": "время",
    "array": "список",
}


def _profile(catalog: Catalog, page: Page) -> Context:
    return {
        "version": catalog.package.schema_version,
        "tables": profile_tables(catalog.package),
        "kinds": KINDS,
    }


EDITOR_VIEWS: dict[str, Callable[[Catalog, Page], Context]] = {
    "problems": _problems,
    "fields": _fields,
    "form": lambda catalog, page: {},
    "profile": _profile,
}
