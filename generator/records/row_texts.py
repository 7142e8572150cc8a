"""Rows that people write as one text: what each says, field by field, and the words that ask for fields."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from generator.model.identifiers import CODE, SLUG
from generator.model.schemas import Table
from generator.model.vocabulary import Term
from generator.problems import readings, spellings, weeks
from generator.records.glossary import code_in_front
from generator.records.messages import BULLET, LONGEST_WEEK, Changes, Coded, Words, example_of, line_of
from generator.records.yaml.lines import NO_SPACE
from generator.text import slugify

TIMES = re.compile(r"(?:с\s+)?(\d{1,2}[:.]\d{2})(?:\s*(?:[-–—]|до|по)\s*(\d{1,2}[:.]\d{2}))?(?![\d.])")
HALL = re.compile(
    r"(?:[^,;]{0,25}\s)?(?:зал|фойе|холл|кабинет|каб\.|аудитория|ауд\.|комната|сцена)(?:\s+(?:№\s*)?[\d«][^,;]{0,20})?",
    re.IGNORECASE,
)
DATED = re.compile(
    r"(?:от\s+)?(\d{1,2}\s+[а-яё]{3,8}\s+\d{4}(?:\s*г\.?|\s+года)?|\d{1,2}\.\d{1,2}\.\d{4})[\s,:–—-]+(\S.*)"
)
# After a name: a part of its own, a sum, a dash, words in lower case.
NOT_A_NAME = re.compile(r"[\n:]|»,\s|[»\"]\s+[а-яё]{3}|\s[—–]\s|\d\s*(?:тыс|млн|руб|₽)")
SUM = re.compile(rf"(?:сумма\s+)?({spellings.MONEY})", re.IGNORECASE)
SIDE = re.compile(r"(?P<name>[^(]*»)\s*\((?P<role>[а-яё]{3,}(?: [^()]+)?)\)")  # a side and what it does
PERSON = re.compile(
    r"(?P<name>[А-ЯЁ][а-яё-]+(?: [А-ЯЁ][а-яё.-]*){1,2}(?: \([^()]*\))?)\s*[,–—-]\s*(?P<position>[а-яё].*)"
)
OF_AN_OWNER = re.compile(r"[А-ЯЁ][\w-]*(?: [\w-]+){0,5} «[^«»]+(?:«[^«»]+»)?»")  # an organisation: words and a name
WEEK = "Дни с понедельника по воскресенье: mon, tue, wed, thu, fri, sat, sun."
BASIS = "Основание: basis: official (должность) или basis: consent."


def rows_expected(table: Table, typed: str) -> Words:
    """``typed``: what stands there as one text instead of a list of items."""
    name = f"«{table.title}» ({table.key})"
    message = f"{name}: нужен список, а записан текст."
    if readings.is_absent(typed):
        return Words(message, "Чего нет или что неизвестно, не записывают: удалите поле.", {table.key: None})
    if rows := week_rows(table, typed):
        return Words(message, "Дни и часы записывают по отдельности.", {table.key: rows})
    if rows := numbered_rows(table, typed):
        return Words(message, "Каждый пункт начинается с дефиса на своей строке.", {table.key: rows})
    two = {"ngo", "name", "role"} <= table.by_name.keys()  # one side alone is no agreement
    if not two and (row := row_of(table, typed)) and (len(row) > 1 or not re.search("[,;]", typed)):
        return Words(message, "Каждый пункт начинается с дефиса на своей строке.", {table.key: [row]})
    if "consent_until" in table.by_name:
        message = f"{message[:-1]} о человеке."
        return Words(message, f"Начните с новой строки: {sample_row(table)}, position и basis. {BASIS}")
    hint = f"Начните с новой строки, с отступом и дефисом. Поля пункта: {_fields(table)}. Например: {sample_row(table)}"
    return Words(message, f"{hint}. {WEEK}" if "days" in table.by_name else hint)


def _fields(table: Table) -> str:
    return ", ".join(f"{field.name} ({field.title})" for field in table.fields[:8])


def week_rows(table: Table, typed: str) -> list[Changes]:
    """Rows of opening hours that a text says in words; none of another table, or where a part is not understood."""
    names = next(
        (two for two in (("opens", "closes"), ("start", "end")) if {"days", *two} <= table.by_name.keys()), None
    )
    if names is None or len(typed) > LONGEST_WEEK:
        return []
    rows = [dict(zip(("days", *names, "note"), row, strict=True)) for row in weeks.read_week(typed) or ()]
    return [{key: value for key, value in row.items() if value} for row in rows]


def labelled_rows(table: Table, labels: Mapping[str, str]) -> Changes | None:
    """«code: label» or «number: text» of each row, where rows have both; None of another table or of other keys."""
    if {"number", "text"} <= table.by_name.keys() and all(map(str.isdecimal, labels)) and all(labels.values()):
        return {table.key: [{"number": number, "text": text} for number, text in labels.items()]}
    if {"code", "label"} != {field.name for field in table.fields if field.required}:
        return None
    if not all(CODE.fullmatch(code) and label for code, label in labels.items()):
        return None
    return {table.key: [{"code": code, "label": label} for code, label in labels.items()]}


def numbered_rows(table: Table, typed: str) -> list[Changes]:
    """Return the rows of «1. … 2. …» typed as one text, if the table has a number and a text; else none."""
    parts = re.split(r"(?:^|\s)(\d{1,3})[.)]\s+", typed)
    numbers, texts = parts[1::2], [text.strip() for text in parts[2::2]]
    if parts[0] or len(numbers) < 2 or numbers != [str(n) for n in range(1, len(numbers) + 1)] or not all(texts):
        return []
    rows = [{"number": number, "text": text} for number, text in zip(numbers, texts, strict=True)]
    return list(rows) if {"number", "text"} <= table.by_name.keys() else []


def row_of(table: Table, typed: str) -> Changes | None:
    """Return the row that a text stands for: a required field, a body or person, a step, a session; else None."""
    if {"start", "end", "title"} <= table.by_name.keys():
        return session_row(typed)
    if {"days", "start", "end", "note"} <= table.by_name.keys():
        return time_row(typed)
    if {"days", "opens", "closes"} <= table.by_name.keys():
        return hours_row(typed)
    if {"on", "text", "state"} <= table.by_name.keys() and (found := DATED.fullmatch(typed)):
        return {"on": day, "text": found[2]} if (day := spellings.guess_date(found[1])) else None
    if {"ngo", "name", "project", "sum"} <= table.by_name.keys() and (winner := winner_row(typed)):
        return winner
    if {"ngo", "name", "role"} <= table.by_name.keys() and (side := SIDE.fullmatch(typed)):
        return {"name": side["name"], "role": side["role"][:1].upper() + side["role"][1:]}
    if typed and {"ngo", "name"} <= table.by_name.keys() and not NOT_A_NAME.search(typed):
        return {"ngo" if SLUG.fullmatch(typed) else "name": typed}
    if typed and {"code", "label"} == {field.name for field in table.fields if field.required} and ":" not in typed:
        code = slugify(typed).replace("-", "_")
        return {"code": code, "label": typed} if code and "\n" not in typed else None
    required = [field for field in table.fields if field.required]
    plain = len(required) == 1 and required[0].type == "string" and not (required[0].list or required[0].check)
    fits = typed and "\n" not in typed and len(typed) <= required[0].constraints.get("maxLength", 0) if plain else False
    return {required[0].name: typed} if fits and ":" not in typed and not BULLET.search(typed) else None


def winner_row(typed: str) -> Changes | None:
    """Read «ТОС «Двор», «Зелёный сквер», 100 000 руб.», in any order; None unless every part is one of these."""
    row: dict[str, str] = {}
    for part in re.split(r"\s*[;,]\s+(?![^«»]*»)", typed.strip().rstrip(".;")):
        if money := SUM.fullmatch(part):
            name, value = "sum", spellings.guess_integer(money[1])
        elif OF_AN_OWNER.fullmatch(part):
            name, value = "name", part
        elif SLUG.fullmatch(part) and "-" in part:
            name, value = "ngo", part
        elif re.fullmatch(r"\d{4,9}", part):
            name, value = "sum", part
        else:
            name, value = "project", part[1:-1] if re.fullmatch(r"«[^«»]+»", part) else part
        unclear = name == "project" and re.search(r"\d{4,}$|\s[–—-]\s|[:\n]|\d\s*(?:тыс|млн|руб|₽)", value)
        if name in row or not value or readings.turns(part) or unclear:
            return None
        row[name] = value
    return row if len({"name", "ngo"} & row.keys()) == 1 and len(row) > 1 else None


def time_row(typed: str) -> Changes | None:
    """Read a line of a timetable: «Понедельник и среда 17:00–18:30, младшая группа»."""
    found = re.fullmatch(rf"(?P<days>\D{{2,60}}?)[\s,:]+{TIMES.pattern}[\s,;.–—-]*(?P<note>.*)", typed.strip())
    days = weeks.read_weekdays(found["days"]) if found else ()
    if not found or not days or re.search(r"\d[:.]\d", found["note"]):
        return None
    hours = {name: spellings.guess_time(found[n] or "") for name, n in (("start", 2), ("end", 3))}
    row = {"days": list(days), **hours, "note": found["note"]}
    return {key: value for key, value in row.items() if value} if hours["start"] else None


def hours_row(typed: str) -> Changes | None:
    """Read a row of a table of opening hours: «пн, ср» and two times, in cells or after spaces."""
    found = re.fullmatch(r"\s*([^\d\t|;]{2,40}?)[\s|;:,]+(\d{1,2}[:.]\d{2})[\s|;–—-]+(\d{1,2}[:.]\d{2})\s*", typed)
    days = weeks.read_weekdays(found[1].strip()) if found else ()
    opens, closes = (spellings.guess_time(found[n]) if found else "" for n in (2, 3))
    return {"days": list(days), "opens": opens, "closes": closes} if days and opens and closes else None


def session_row(typed: str) -> Changes | None:
    """Read a line of a printed programme: «16:00–17:00 Итоги дня, Большой зал», or cells of a table's row."""
    row: dict[str, str] = {}
    left: list[str] = []
    for cell in filter(None, re.split(r"\s*[\t|;]\s*|\s{2,}", typed.strip())):
        times = TIMES.match(cell)
        if "date" not in row and (day := spellings.guess_date(cell)):
            row["date"] = day
        elif times and ("start" not in row or ("end" not in row and times[0] == cell)):
            names = ("start", "end") if "start" not in row else ("end",)
            row |= {name: spellings.guess_time(hour) for name, hour in zip(names, times.groups(), strict=False) if hour}
            left += [rest] if (rest := cell[times.end() :].strip(" ,.:–—-")) else []
        else:
            left.append(cell)
    if len(left) == 1 and HALL.fullmatch(last := left[0].rpartition(", ")[2]):
        left = [left[0].rpartition(", ")[0], last]
    halls = [cell for cell in left if HALL.fullmatch(cell)] if len(left) == 2 else []
    title = [cell for cell in left if cell not in halls]
    if not row.get("start") or not all(row.values()) or len(title) != 1 or not title[0]:
        return None
    return row | {"title": title[0]} | ({"hall": halls[0]} if halls else {})


def completed(row: Changes, kinds: Mapping[str, Term], days: Collection[str]) -> Changes:
    """Add to a session its kind, if its title begins with one, and the day if its neighbours have one day alone."""
    code = code_in_front(str(row["title"]), kinds)
    return {**({"type": code} if code else {}), **({"date": next(iter(days))} if len(days) == 1 else {}), **row}


def sample_row(table: Table) -> str:
    """Return the required fields of a row as an example to start from."""
    required = [field for field in table.fields if field.required] or list(table.fields[:1])
    return (
        f"- {', '.join(map(example_of, required[:3]))}"
        if len(required) == 1
        else (f"- {example_of(required[0])}, под ней {', '.join(map(example_of, required[1:4]))}")
    )


def empty_rows(table: Table) -> Words:
    message = f"«{table.title}» ({table.key}): список пуст."
    hint = f"Удалите строку, если добавить нечего. Пункт начинается с дефиса, например: {sample_row(table)}"
    return Words(message, hint, {table.key: None})


def row_expected(table: Table, typed: str) -> tuple[Coded, Changes | None]:
    """Return the message for a text where a row is required, and the row that was meant, if clear."""
    name = f"«{table.title}» ({table.key})"
    if (found := NO_SPACE.match(typed)) and found["key"] in table.by_name:
        hint = "Поставьте пробел после двоеточия."
        return Coded("E124", f"{name}: после двоеточия нужен пробел.", hint), {found["key"]: found["value"]}
    if typed.rstrip(":") in table.by_name:
        hint = f"Допишите значение после двоеточия и пробела. Например: {sample_row(table)}"
        return Coded("E207", f"{name}: у поля {typed} нет значения.", hint), None
    if "consent_until" in table.by_name:
        hint = f"Запишите о человеке: {sample_row(table)}, position и basis. {BASIS}"
        if person := PERSON.fullmatch(typed):
            fields = f"{line_of('position', person['position'])}, role и basis"
            hint = f"Запишите о человеке: - {line_of('name', person['name'])}, под ней {fields}. {BASIS}"
        return Coded("E207", f"{name}: пункт списка состоит из полей.", hint), None
    meant = row_of(table, typed)
    hint = f"Поля пункта: {_fields(table)}." + ("" if meant else f" Например: {sample_row(table)}")
    if meant and "name" in meant and "ngo" in table.by_name:
        hint += " Если организация есть в реестре, название поля name замените на ngo: код записи проверка подскажет."
    return Coded("E207", f"{name}: пункт списка состоит из полей.", hint), meant
