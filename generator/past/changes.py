"""What differs for a reader between two built sites, in Russian. Facts in, sentences out. Pure.

Only changes made by people are reported; pages derived from other records (lists, facets, back-links) follow by
themselves and are not mentioned again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.model.schemas import Field, Table
from generator.past.site_facts import LISTS, Row, SiteFacts
from generator.phones import format_phone
from generator.problems.completeness import measure
from generator.text import count_of, plural, public_name

SECTIONS = ("audiences", "direction")
KEYS = ("title", "number", "code", "id", "entry_number", "ngo", "name", "text")
LONG = 90
MAX_LINES = 400  # under one heading: a forge's page is limited


@dataclass(slots=True)
class Changes:
    """The differences: ``summary`` holds short pieces for one line, ``details`` maps headings to lines."""

    summary: list[str] = field(default_factory=list)
    details: dict[str, list[str]] = field(default_factory=dict)

    def add(self, heading: str, line: str) -> None:
        self.details.setdefault(heading, []).append(line)


def find_changes(old: SiteFacts, new: SiteFacts) -> Changes:
    """Return everything that differs, records first."""
    changes = Changes()
    counts: Counter[tuple[str, str]] = Counter()
    for table in old.records:
        _compare_records(table, (old, new), changes, counts)
    for (table, what), number in counts.items():
        of_one, of_many = new.package.tables[table].nouns[1:]
        changes.summary.append(f"у {number} {plural(number, of_one, of_many, of_many)} {what}")
    _sections(old, new, changes)
    _tables(old, new, changes)
    _prose(old, new, changes)
    if old.contacts != new.contacts:
        changes.summary.append("новые контакты центра")
        changes.add("Контакты центра", f"было «{' · '.join(old.contacts)}», стало «{' · '.join(new.contacts)}»")
    for name in sorted(old.files ^ new.files):
        changes.add("Файлы", f"{'новый' if name in new.files else 'исчез'} {name}")
    if old.files != new.files:
        changes.summary.append("изменились файлы для скачивания и картинки")
    return changes


def _compare_records(
    name: str, sites: tuple[SiteFacts, SiteFacts], changes: Changes, counts: Counter[tuple[str, str]]
) -> None:
    old, new = sites
    before, after = old.records[name], new.records[name]
    table = new.package.tables[name]
    for record_id in sorted(before.keys() | after.keys()):
        url = f"{name}/{record_id}/"
        row, was = after.get(record_id), before.get(record_id)
        if was is None and row is not None:
            percent = measure(name, row).percent
            changes.add("Новые записи", f"{quoted(row)}, /{url}, заполнено {percent} %")
        elif row is None and was is not None:
            _gone(new, url, was, changes)
        elif row is not None and was is not None:
            lines = list(_differences(table, was, row, sites))
            for word in dict.fromkeys(word for word, _ in lines):
                counts[name, word] += 1
            lines += _people(old.people.get(url, []), new.people.get(url, []), counts, name)
            scores = measure(name, was).percent, measure(name, row).percent
            if scores[0] != scores[1]:
                arrow = "выросла" if scores[1] > scores[0] else "упала"
                lines.append(("", f"заполненность {arrow}: {scores[0]} % → {scores[1]} %"))
            for _, line in lines:
                changes.add(f"{quoted(row)}, /{url}", line)
    if number := len(after.keys() - before.keys()):
        changes.summary.insert(0, f"+{count_of(number, *table.nouns)}")


def _gone(new: SiteFacts, url: str, was: Row, changes: Changes) -> None:
    if url not in new.moved:
        changes.summary.append(f"исчезла страница {quoted(was)}")
        changes.add("Исчезли", f"{quoted(was)}, /{url}: адрес больше не открывается, добавьте его в content/moved.yml")
    elif target := new.moved[url]:
        changes.summary.append(f"переехала страница {quoted(was)}")
        changes.add("Переехали", f"{quoted(was)}: с /{url} на {target.lstrip('./')}")
    else:
        changes.summary.append(f"снята запись {quoted(was)}")
        changes.add("Сняты", f"{quoted(was)}, /{url}: на странице сказано, что записи больше нет")


def _people(was: list[str], now: list[str], counts: Counter[tuple[str, str]], table: str) -> list[tuple[str, str]]:
    lost = [person for person in was if person not in now]
    found = [person for person in now if person not in was]
    if lost or found:
        counts[table, "изменились люди"] += 1
    return [("", f"человек больше не назван: {person}") for person in lost] + [
        ("", f"назван человек: {person}") for person in found
    ]


def title_of(row: Mapping[str, Any]) -> str:
    """Return what a row is called."""
    return str(row.get("short_name") or row.get("name") or row.get("title") or row.get("label") or row.get("id") or "")


def quoted(row: Mapping[str, Any]) -> str:
    """Return what readers call the record, in quotes; quotes inside become inner ones."""
    return f"«{public_name(title_of(row)).replace('«', '„').replace('»', '“')}»"


def _differences(
    table: Table, was: Row, row: Row, sites: tuple[SiteFacts, SiteFacts], of: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield pairs: a short word for the summary, and a whole line."""
    for field_ in table.fields:
        one, two = was.get(field_.name), row.get(field_.name)
        if one == two or field_.name == "id":
            continue
        title = field_.title[:1].lower() + field_.title[1:]
        shown = _show(field_, one, sites[0]), _show(field_, two, sites[1])
        if one is None:
            line = f"{of}{title}: добавлено «{shown[1]}»"
        elif two is None:
            line = f"{of}{title}: убрано «{shown[0]}»"
        else:
            line = f"{of}{title}: было «{shown[0]}», стало «{shown[1]}»"
        yield _word(field_, one, two) if not of else "", line
    for key, child in table.nested.items():
        if child.exported:
            yield from _nested(child, _rows(child, was.get(key)), _rows(child, row.get(key)), sites)


def _rows(table: Table, values: Sequence[Row | str] | None) -> list[Row]:
    """Rows of a list; a site of an older model may have bare texts (``Table.plain``) where there are rows today."""
    return [one if isinstance(one, dict) else {table.plain: one} for one in values or ()]


def _word(field_: Field, one: object, two: object) -> str:
    """Return «новый телефон», «новый адрес», or the field's title with what happened to it."""
    known = {"phones": "новый телефон", "emails": "новая почта", "address": "новый адрес", "name": "новое название"}
    known |= {"short_name": "новое название", "status": "новое состояние", "confirmed_on": "свежее подтверждение"}
    if two is not None and field_.name in known:
        return known[field_.name]
    verb = "добавлено" if one is None else "убрано" if two is None else "изменено"
    return f"{verb} «{field_.title}»"


def _nested(
    table: Table, was: list[Row], rows: list[Row], sites: tuple[SiteFacts, SiteFacts]
) -> Iterator[tuple[str, str]]:
    if was == rows:
        return
    before, after = _keyed(table, was, sites[0]), _keyed(table, rows, sites[1])
    word = f"изменён раздел «{table.title}»"
    found = False
    for key, row in after.items():
        if key not in before:
            found = True
            yield word, f"{table.title}: добавлено «{_cut(key)}»"
        elif before[key] != row:
            for _, line in _differences(table, before[key], row, sites, of=f"{table.title}, «{_cut(key)}»: "):
                found = True
                yield word, line
    for key in before:
        if key not in after:
            found = True
            yield word, f"{table.title}: убрано «{_cut(key)}»"
    if not found:
        yield word, f"{table.title}: изменился порядок"


def _keyed(table: Table, rows: list[Row], site: SiteFacts) -> dict[str, Row]:
    """Map rows of a list by what tells them apart for a reader; repeated keys get a number."""
    found: dict[str, Row] = {}
    for row in rows:
        key = next((str(row[name]) for name in KEYS if row.get(name)), "")
        key = key or "; ".join(_show(field_, row[field_.name], site) for field_ in table.fields if field_.name in row)
        plain = {name: value for name, value in row.items() if name != "n"}
        n = 1
        while (unique := key if n == 1 else f"{key} ({n})") in found:
            n += 1
        found[unique] = plain
    return found


def _show(field_: Field, value: Any, site: SiteFacts) -> str:
    if value is None:
        return ""
    values = value if isinstance(value, list) else [value]
    if field_.list:
        values = [site.label(field_.list, code) for code in values]
    if field_.name == "phones" or field_.check == "phone":
        values = [format_phone(number, site.area) for number in values]
    return _cut(", ".join(map(str, values)))


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONG else f"{text[: LONG - 1]}…"


def _sections(old: SiteFacts, new: SiteFacts, changes: Changes) -> None:
    """Report how many organisations a section of the registry gained or lost."""
    for name in SECTIONS:
        list_id = new.package.tables["ngos"].by_name[name].list
        counts = [
            Counter(code for row in site.records["ngos"].values() for code in _codes(row, name)) for site in (old, new)
        ]
        for code in sorted(counts[0].keys() | counts[1].keys()):
            if difference := counts[1][code] - counts[0][code]:
                label = (new if counts[1][code] else old).label(list_id, code)
                changes.summary.append(f"{difference:+d} в разделе «{label[:1].upper()}{label[1:]}»".replace("-", "−"))


def _codes(row: Row, name: str) -> list[str]:
    value = row.get(name) or []
    return value if isinstance(value, list) else [value]


def _tables(old: SiteFacts, new: SiteFacts, changes: Changes) -> None:
    """Compare tables without pages of their own: indicators, the passport, lists."""
    for name in old.tables.keys() | new.tables.keys():
        table = new.package.tables[name]
        links = table.link_columns
        before, after = ({_row_key(row, links): row for row in site.tables.get(name, ())} for site in (old, new))
        lines: list[str] = []
        for key in dict.fromkeys([*before, *after]):
            was, row = before.get(key), after.get(key)
            called = _cut(str(title_of(row or was or {}) or key)) if name == LISTS or not links else key
            if was is None:
                lines.append(f"добавлено «{called}»")
            elif row is None:
                lines.append(f"убрано «{called}»")
            elif was != row:
                lines += [line for _, line in _differences(table, was, row, (old, new), of=f"«{called}», ")]
        for line in lines:
            changes.add(table.title, line)
        if lines:
            changes.summary.append(f"правка в разделе «{table.title}»")


def _row_key(row: Row, links: tuple[str, ...]) -> str:
    return ", ".join(str(row.get(name, "")) for name in links) or str(row.get("id", ""))


def _prose(old: SiteFacts, new: SiteFacts, changes: Changes) -> None:
    for url in sorted(old.prose.keys() | new.prose.keys()):
        was, now = old.prose.get(url), new.prose.get(url)
        if was == now:
            continue
        if was is None:
            changes.summary.append(f"новая страница /{url}")
            changes.add("Страницы", f"новая страница /{url}: «{(now or [''])[0]}»")
        elif now is None:
            changes.summary.append(f"исчезла страница /{url}")
            changes.add("Страницы", f"исчезла страница /{url}: «{(was or [''])[0]}»")
        else:
            changes.summary.append(f"правка текста на странице /{url}")
            changes.add(f"Страница /{url}", "изменился текст")
            for text in [text for text in was if text not in now]:
                changes.add(f"Страница /{url}", f"убрано: «{_cut(text)}»")
            for text in [text for text in now if text not in was]:
                changes.add(f"Страница /{url}", f"добавлено: «{_cut(text)}»")


def write_changes(changes: Changes) -> str:
    """Write Markdown that also reads well in a terminal."""
    if not changes.summary and not changes.details:
        return "Для читателя ничего не изменилось."
    lines = [f"**Что изменится для читателя:** {'; '.join(changes.summary) or 'мелочи'}."]
    for heading, items in changes.details.items():
        lines += ["", f"**{_plain(heading)}**", "", *[f"- {_plain(item)}" for item in items[:MAX_LINES]]]
        lines += [f"- … и ещё {len(items) - MAX_LINES}"] if len(items) > MAX_LINES else []
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Escape untrusted text, so that it cannot start markup or notify people in a forge's comment."""
    for sign in "\\`*_<>[]@#|":
        text = text.replace(sign, f"&#{ord(sign)};" if sign in "<>@" else f"\\{sign}")
    return text
