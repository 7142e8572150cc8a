"""The words for references to records that are not there: misspelt, called by name, renamed, or not made yet."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from generator.model.identifiers import SLUG
from generator.model.schemas import Table
from generator.problems.suggestions import MAX_COMPARED
from generator.records.findings import Finding
from generator.records.known import Known
from generator.records.messages import line_of, shorten
from generator.records.rules import short_of
from generator.text import slugify

Missing = tuple[str, str]  # table and id


def moved_line(kind: str, old: str, new: str, day: date) -> str:
    """Return an item of ``content/moved.yml``, ready to copy."""
    what = f"to: {new}" if new else "gone: запись снята"
    return f'- {{kind: {kind}, id: {old}, {what}, "on": "{day.isoformat()}"}}'


def unknown_reference(target: str, table: str, known: Known, sure: str, row_table: Table | None = None) -> Finding:
    """Return a finding without a trail. ``sure``: the certain match; ``row_table``: the table of its row."""
    folder = known.package.tables[table].folder
    if new := known.now(table, target):
        return Finding("E401", (), f"запись «{shorten(target)}» переименована.", f"Теперь её код — «{new}».")
    message = f"записи «{shorten(target)}» нет в папке {folder}/."
    own = row_table.by_name if row_table and table == "ngos" else {}
    guess = sure or known.guess(table, target)
    if not sure and _digits(guess) != _digits(target):
        guess = ""  # a record of its own
    unlike = known.numbered_like if SLUG.fullmatch(target) else known.called_like
    near = [guess] if guess else unlike(table, target)
    if not near:
        other = next((f"назовите её в {key}" for key in ("name", "organisations", "organisers") if key in own), "")
        hint = f"Код записи — имя её файла в папке {folder}/ без .yml. Если такой записи ещё нет,"
        return Finding("E401", (), message, f"{hint} {other or 'удалите код'}.")
    names = {one: short_of(known.records[table].get(one, {})) for one in near}
    called = ", ".join(f"«{one}»{f' ({name})' if name else ''}" for one, name in names.items())
    if sure == guess != "":
        return Finding("E401", (), message, f"Её код — {called}.")
    if "name" in own and not SLUG.fullmatch(target):
        hint = f"Если в реестре её нет, вместо ngo запишите: {line_of('name', target)}."
        return Finding("E401", (), message, f"{hint} Если она здесь, впишите код: {called}.")
    hint = f"Возможно, {called}. Если это она, впишите её код; если другая, найдите её файл в {folder}/."
    return Finding("E401", (), message, hint)


def _digits(record_id: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+", record_id))


def with_renames(
    found: Iterable[tuple[Missing, tuple[str, str, Finding]]], known: Known, today: date
) -> Iterator[tuple[str, str, Finding]]:
    """Yield findings about missing records; the first of several about one says what to do if its file was renamed."""
    all_found = sorted(found, key=lambda one: one[1][1])  # in the order of the report, by path
    often = Counter(missing for missing, _ in all_found)
    new_ids = _new_ids(known, often)
    first: dict[Missing, str] = {}
    for missing, (where, path, finding) in all_found:
        new = new_ids.get(missing)
        if new is None or (not new and often[missing] == 1):
            yield where, path, finding
        elif missing in first:
            hint = f"Что делать, сказано там, где это названо впервые: {first[missing]}."
            yield where, path, finding if finding.changes else finding._replace(hint=hint)
        else:
            first[missing] = path
            hint = _rename_hint(known, missing, new, 0 if finding.changes else often[missing], today)
            yield where, path, finding._replace(hint=hint if new and not finding.changes else f"{hint} {finding.hint}")


def _rename_hint(known: Known, missing: Missing, new: str, places: int, today: date) -> str:
    table, old = missing
    name = short_of(known.records[table].get(new, {})) if new else ""
    likely = f"Похоже, её файл теперь {new}.yml ({name}). " if new else ""
    begin = "" if known.renamed else "moved: и под ней "
    line = moved_line(table, old, new or "НОВЫЙ-КОД", today)
    hint = f"{likely}Если файл переименован, верните имя {old}.yml или впишите в content/moved.yml: {begin}{line}"
    ready = f". После этого у каждой ссылки (их {places}) будет готовая строка." if places > 1 else "."
    return f"{hint}{ready}"


def _new_ids(known: Known, missing: Iterable[Missing]) -> dict[Missing, str]:
    """Return for each missing record the one that bears its id in its name, but not its own id; empty if several do.

    Only so many are sought, and those that moved.yml knows are not.
    """
    wanted = [one for one in missing if SLUG.fullmatch(one[1]) and not known.now(*one)][:MAX_COMPARED]
    alike: dict[tuple[str, tuple[str, ...]], list[tuple[str, list[str]]]] = defaultdict(list)
    for table in {table for table, _ in wanted}:
        for record_id, row in known.records[table].items():
            words = slugify(str(row.get("name") or row.get("title") or "")).split("-")
            alike[table, _digits("-".join(words))].append((record_id, words))
    found = {}
    for table, old in wanted:
        named = [one for one in alike[table, _digits(old)] if _in_order(old.split("-"), one[1])]
        strange = [one for one in named if not _in_order(one[0].split("-"), one[1])] or named
        found[table, old] = strange[0][0] if len(strange) == 1 else ""
    return found


def _in_order(words: Iterable[str], whole: Iterable[str]) -> bool:
    """Tell whether all words stand in the whole, in this order."""
    rest = iter(whole)
    return all(word in rest for word in words)
