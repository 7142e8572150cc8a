"""A file that is a text (a visiting card, a letter) and no record: what of it a record can begin with."""

from __future__ import annotations

import re
from typing import Any

from generator.model.identifiers import CHECKS
from generator.model.schemas import Table
from generator.model.vocabulary import Vocabulary
from generator.problems import readings, spellings
from generator.problems.problem import Fix, Problem
from generator.problems.weeks import read_week
from generator.records.glossary import code_in_front
from generator.records.keys import guess_key, keys_of
from generator.records.messages import example_of, line_of, list_line
from generator.records.source import RawFile

LABELLED = re.compile(r"\s*(?:- +)?([^:;|\t]{1,40}?)\s*:(?:\s|$)")
TITLE = re.compile(r"[А-ЯЁA-Z«][^@]{3,119}(?<![.!?,;:])")
NO_TITLE = re.compile(
    r"здравств|добр(?:ый|ое)|уважаем|объявлени|анкета|визитка|письмо|внимание|приглаша|тел|адрес|заявк", re.IGNORECASE
)
STREET = r"(?:г\.|город\s|ул\.|улица\s|пр\.|пр-т|просп|пер\.|наб\.|б-р|мкр)"
ADDRESS = re.compile(rf"(?:(\d{{6}}),?\s*)?({STREET}.{{3,100}}\d\w?)\.?")
VENUE = re.compile(r"([А-ЯЁ][^,«»]{2,60}«[^«»]{2,60}»), ")  # between a day and a street
LABELS = {
    "phones": re.compile(r"(?:тел(?:ефон)?ы?\.?|т\.)\s*:?\s*", re.IGNORECASE),
    "emails": re.compile(r"(?:e-?mail|(?:эл(?:ектронная|\.)?\s*)?почта)\s*:?\s*", re.IGNORECASE),
    "site": re.compile(r"(?:наш\s+)?сайт\s*:?\s*", re.IGNORECASE),
    "address": re.compile(r"(?:наш\s+)?адрес\s*:?\s*", re.IGNORECASE),
    "hours": re.compile(r"(?:часы|время)\s+(?:работы|приёма|приема)\s*:?\s*|режим\s+работы\s*:?\s*", re.IGNORECASE),
}
MOBILE = re.compile(r"\D*[78]\D*9")
PERSON = re.compile(r"руководител|директор|председател|президент|контактн|ответственн|организатор", re.IGNORECASE)
FORM = "Проще без файла: форма на странице «/editors/form/» сама составит запись."


def text_instead_of_record(raw: RawFile, table: Table, vocabulary: Vocabulary) -> Problem | None:
    """Return the one problem of a file that has no field at all; None if any line may be a field."""
    lines = [line.strip() for line in raw.text.split("\n") if line.strip()]
    if not table.folder or table.internal or not lines or not _is_text(lines, table):
        return None
    known, rest = _read(lines, table, vocabulary)
    required = [field for field in table.fields if field.required and not field.implied]
    lacking = [field for field in required if field.name not in known]
    head = "name" if "name" in table.by_name else "title"
    hint = "Каждая строка записи — название поля, двоеточие, пробел, значение. Обязательны: "
    hint += f"{', '.join(f'{field.name} ({field.title})' for field in required)}."
    fix = None
    if head in known and len(known) > 2 and len(lacking) < 2:
        fix = Fix(1, raw.text.rstrip("\n").count("\n") + 1, _written(known, rest))
        hint += " Прочитанное — ниже, прочее — после #: разнесите по полям." if rest else " Прочитанное — ниже."
        hint += "".join(f" Потом допишите {field.name}, например: {example_of(field)}." for field in lacking)
    else:
        start = [example_of(field) for field in lacking]
        start += [_written({name: value}, []) for name, value in known.items() if name != "hours"]
        hint += f" Начните, например, так, каждое с новой строки: {'; '.join(start)}."
    if any(PERSON.search(line) for line in lines) and "persons" in table.nested:
        hint += " Человека — в persons, с основанием (basis)."
    message = "В файле нет ни одного поля: это текст, а не запись."
    return Problem("E110", raw.path, 1, 1, message, f"{hint} {FORM}", raw.id, fix=fix)


def _is_text(lines: list[str], table: Table) -> bool:
    """Tell whether no line can be a field: none begins with a key, and labels are few."""
    words = {*keys_of(table), "id", *(key for child in table.nested.values() for key in keys_of(child))}
    labels = [found[1] for line in lines if (found := LABELLED.match(line))]
    if any((found := re.match(r"[-\s\"']*([A-Za-z_]+)", line)) and found[1].lower() in words for line in lines):
        return False
    if any(line[0] in "{[<>&*|%#=" or line[:3] in ("---", "...") or re.search(r"\t|;.*;", line) for line in lines):
        return False
    sure = sum(guess_key(table, label, ())[1] for label in labels[:20])
    prose = any(re.search(r"[а-яё]{3}", line, re.IGNORECASE) for line in lines)
    return prose and len(lines) > len(labels) and 2 * sure <= len(lines)


def _read(lines: list[str], table: Table, vocabulary: Vocabulary) -> tuple[dict[str, Any], list[str]]:
    """Return the fields that the lines give beyond doubt, and the other lines."""
    known: dict[str, Any] = {}
    rest: list[str] = []
    head = "name" if "name" in table.by_name else "title"
    for number, line in enumerate(lines):
        if number == 0 and _is_title(lines):
            found: dict[str, Any] = {head: line}
        else:
            found = _fields_of(line, table)
        if not found or any(name in known and name not in ("phones", "emails") for name in found):
            rest.append(line)
            continue
        for name, value in found.items():
            known[name] = [*known.get(name, []), *value] if name in ("phones", "emails") else value
    for field in table.fields:
        if field.required and field.list and not field.implied and head in known:
            terms = vocabulary.lists.get(field.list, {})
            if code := "unknown" if "unknown" in terms else code_in_front(known[head], terms):
                known[field.name] = code
    return {name: known[name] for name in keys_of(table) if name in known}, rest


def _is_title(lines: list[str]) -> bool:
    """Tell whether the first line is a name: no greeting, no heading, no sentence that goes on."""
    line = lines[0]
    whole = TITLE.fullmatch(line) and not NO_TITLE.match(line) and not re.search(r"\d{4}", line)
    return bool(whole) and not any(re.match(r"[а-яё]+\s+[а-яё]", below) for below in lines[1:2])


def _fields_of(line: str, table: Table) -> dict[str, Any]:
    """Return the fields that one line gives, all of it; empty if a part is not understood."""
    have = {*keys_of(table)}
    bare = {name: label.sub("", line, count=1) if label.match(line) else line for name, label in LABELS.items()}
    if "phones" in have and not CHECKS["phone"](bare["phones"]).fault and not MOBILE.match(bare["phones"]):
        return {"phones": [bare["phones"]]}
    if "emails" in have and not CHECKS["email"](bare["emails"]).fault:
        return {"emails": [bare["emails"]]}
    if "site" in have and re.fullmatch(r"(?:https?://|www\.)?[\w-]+(?:\.[\w-]+)+/?", bare["site"]):
        verdict = CHECKS["url"](bare["site"])
        return {"site": verdict.guess or bare["site"]} if verdict.guess or not verdict.fault else {}
    if "address" in have and (found := ADDRESS.fullmatch(bare["address"])):
        index = {"postcode": found[1]} if found[1] and "postcode" in have else {}
        return {**index, "address": found[2]} if bool(found[1]) == bool(index) else {}
    if "hours" in have and (week := read_week(bare["hours"])):
        names = ("days", "opens", "closes", "note")
        return {"hours": [{key: value for key, value in zip(names, row, strict=True) if value} for row in week]}
    return _moment(line, have)


def _moment(line: str, have: set[str]) -> dict[str, Any]:
    """Return day, hours and address of an announcement's line: «5 мая 2027 года в 12:00, ул. Мира, д. 1»."""
    if not {"starts_on", "start"} <= have:
        return {}
    when, _, where = line.rstrip(".").partition(", ")
    day, start, end = readings.read_moment(when) or (spellings.guess_date(when), "", "")
    place = VENUE.match(where)
    found = ADDRESS.fullmatch(where[place.end() :] if place else where)
    if not day or (where and not (found and not found[1])):
        return {}
    venue = {"venue": place[1]} if place and "venue" in have else {}
    hours = {name: hour for name, hour in (("start", start), ("end", end)) if hour}
    return {"starts_on": day, **hours, **venue, **({"address": found[2]} if found else {})}


def _written(known: dict[str, Any], rest: list[str]) -> str:
    """Return the fields as lines of a record; lines that were not understood follow as comments."""
    lines = []
    for name, value in known.items():
        if name == "hours":
            lines.append("hours:")
            for row in value:
                lines.append(f"  - days: [{', '.join(row['days'])}]")
                lines += [f"    {line_of(key, text)}" for key, text in row.items() if key != "days"]
        else:
            lines.append(list_line(name, value) if isinstance(value, list) else line_of(name, value))
    return "\n".join([*lines, *(f"# {line}" for line in rest)])
