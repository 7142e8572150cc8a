"""Rules across records: references, duplicates, moved addresses. Reads typed records, yields findings by file.

A reference to a record that exists but has errors of its own is not reported: one cause, one problem.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path

from generator.model.schemas import DataPackage, Field, Table
from generator.problems.suggestions import MAX_COMPARED, Words
from generator.records import keys, own_fields
from generator.records.attachments import judge_file
from generator.records.findings import Finding, named
from generator.records.known import Known, Records, Unread
from generator.records.messages import Changes, shorten
from generator.records.missing import Missing, unknown_reference, with_renames
from generator.records.named_files import FOLDERS, folder_of, named_files
from generator.records.rules import short_of
from generator.records.rules.repeats import public_words
from generator.records.settle import Repeated
from generator.records.source import RawFile
from generator.records.twins import EXACT, find_twins, in_doubt, shared_facts
from generator.records.validate import Record, Spoiled, Trail

Found = Iterator[tuple[str, str, Finding]]
MOST = 5  # decisions listed in a hint
LOOSE = frozenset({"E401", "E406", "E407"})  # references to a missing record, decision or file


def find_faults(
    known: Known, root: Path, repeated: Iterable[Repeated], today: date = date.min
) -> Iterator[tuple[Table, str, Finding]]:
    """Yield findings with the table and path of their file. ``repeated``: cells that Frictionless found to repeat."""
    package, records = known.package, known.records
    found: list[Found] = [_repeated(records, known, repeated), _files(package, records, root)]
    found.append(("fields", path, finding) for path, finding in own_fields.find_faults(package, records))
    found.append(with_renames(_all_references(records, known), known, today))
    found += [find(records, known) for find in (_decisions, _sources, _moved, _codes_for_words)]
    found.append(find_twins(records))
    for table, path, finding in chain.from_iterable(found):
        yield package.tables[table], path, named(package.tables[table], finding)


def find_loose(
    package: DataPackage, records: Records, files: Mapping[str, RawFile], root: Path, unread: Unread = ()
) -> Iterator[tuple[str, Trail]]:
    """Yield the path and trail of each reference to something missing."""
    known = Known(package, records, files, unread)
    found = (_files(package, records, root), *(find(records, known) for find in (_decisions, _moved)))
    yield from ((path, finding.trail) for _, (_, path, finding) in _all_references(records, known))
    for _, path, finding in chain.from_iterable(found):
        if finding.code in LOOSE:
            yield path, finding.trail


def _all_references(records: Records, known: Known) -> Iterator[tuple[Missing, tuple[str, str, Finding]]]:
    for table in known.package.record_tables:
        if not any(_referring(table)):
            continue
        for record_id, record in records[table.name].items():
            for missing, finding in _references(record, table, known, ()):
                yield missing, (table.name, f"{table.folder}/{record_id}.yml", finding)


def _references(record: Record, table: Table, known: Known, trail: Trail) -> Iterator[tuple[Missing, Finding]]:
    fields, nested = _referring(table)
    for field in fields:
        value = record.get(field.name)
        if value is None:
            continue
        single = not isinstance(value, list)
        targets = [value] if single else value
        ids = known.ids[field.ref]
        several = {} if single else {one: found for one in targets if one not in ids and (found := _several(one, ids))}
        sure = {one: known.sure(field.ref, one) for one in targets if one not in ids and one not in several}
        answers = [one for target in targets for one in several.get(target) or [sure.get(target) or target]]
        answers = list(dict.fromkeys(answers))
        for i, target in enumerate(targets):
            at = (*trail, field.name) if single else (*trail, field.name, i)
            if target in several:
                message, hint = f"в «{shorten(target)}» не один код.", "Каждый код — отдельное значение списка."
                yield (field.ref, target), Finding("E401", at, message, hint, changes={field.name: answers})
            elif target in sure:
                changes = {field.name: sure[target] if single else answers} if sure[target] else None
                finding = unknown_reference(target, field.ref, known, sure[target], table)
                yield (field.ref, target), finding._replace(trail=at, changes=changes)
    for key, child in nested.items():
        for i, row in enumerate(record.get(key, ())):
            yield from _references(row, child, known, (*trail, key, i))


def _several(target: str, ids: Collection[str]) -> list[str]:
    """Return the codes of existing records in one item of a list; empty if any part is none."""
    parts = re.split(r"\s*[,;/]\s*|\s+и\s+|\s+", target.strip())
    return parts if len(parts) > 1 and all(part in ids for part in parts) else []


@cache
def _referring(table: Table) -> tuple[list[Field], dict[str, Table]]:
    """Return the fields of a table that refer to records, and the nested lists with such fields at any depth."""
    nested = {key: child for key, child in table.nested.items() if any(_referring(child))}
    return [f for f in table.fields if f.ref], nested


def _decisions(records: Records, known: Known) -> Found:
    forums = records.get("forums", {})
    texts = {
        f"{forum_id}#{decision.get('number')}": shorten(decision.get("text", ""))
        for forum_id, forum in forums.items()
        for decision in forum.get("decisions", ())
    }
    words = Words(texts, MAX_COMPARED)
    for forum_id, forum in forums.items():
        for i, decision in enumerate(forum.get("decisions", ())):
            target = decision.get("continues")
            if not target:
                continue
            place = ("forums", f"forums/{forum_id}.yml")
            trail = ("decisions", i, "continues")
            if target == f"{forum_id}#{decision.get('number')}":
                hint = "Укажите прежнее решение или удалите строку."
                yield *place, Finding("E406", trail, "решение продолжает само себя.", hint)
            elif ("forums", target.partition("#")[0]) in known.unread or _is_hidden(records, target):
                continue  # its file has a problem of its own
            elif target not in texts:
                yield *place, Finding("E406", trail, f"решения «{target}» нет.", _other_decisions(target, texts, words))


def _other_decisions(target: str, texts: Mapping[str, str], words: Words) -> str:
    """Return the hint for a decision that is not there: those of its forum, or what the code was meant to be."""
    own = [one for one in texts if one.partition("#")[0] == target.partition("#")[0]]
    if own:
        return f"Решения этой записи: {'; '.join(f'{one} ({texts[one]})' for one in own[:MOST])}. Впишите нужное."
    guess = words.guess(target)
    if guess.partition("#")[2] == target.partition("#")[2] and guess:
        return f"Возможно, «{guess}» ({texts[guess]})."
    return "Нет ни одного решения этой записи. Нужны имя её файла без .yml, знак # и номер решения."


def _is_hidden(records: Records, target: str) -> bool:
    """Tell whether the decisions of the referenced forum could not be read."""
    forum = records.get("forums", {}).get(target.partition("#")[0])
    return isinstance(forum, Spoiled) and forum.hides("decisions")


def _repeated(records: Records, known: Known, repeated: Iterable[Repeated]) -> Found:
    """Yield repeated values of unique fields, at the likelier copy, with the record that has the value as well."""
    for table, record_id, trail, field, value, twin in repeated:
        where = known.package.tables[table]
        if field.name in EXACT:
            code, title = EXACT[field.name]
            copy, other = in_doubt(records[table], record_id, twin)
            whose = (
                f"есть и у записи «{other}» ({where.path(other)}, {short_of(records[table].get(other, {})) or other})."
            )
            hint = "Если это одна организация, оставьте одну запись; если разные, сверьте номер с документом."
            same = shared_facts(where, records[table], record_id, twin)
            hint += f" У них одинаковы и: {', '.join(same)}. Если запись копировали, впишите свои." if same else ""
            yield table, where.path(copy), Finding(code, trail, f"{title} {value} {whose}", hint)
        else:
            whose = f"уже есть у записи «{twin}» ({short_of(records[table].get(twin, {})) or twin})."
            shown = shorten(", ".join(value) if isinstance(value, list) else str(value))
            hint = "Здесь значения не повторяются: оставьте одно или запишите другое."
            yield table, where.path(record_id), Finding("E221", trail, f"«{shown}» {whose}", hint)


def _codes_for_words(records: Records, known: Known) -> Found:
    """Yield texts for readers that are nothing but the code of a record."""
    names = {
        record_id: row.get("name") or row.get("title") or ""
        for table in known.package.record_tables
        for record_id, row in records[table.name].items()
        if "-" in record_id and re.search("[a-z]{3}", record_id)
    }
    for table in known.package.record_tables:
        for record_id, record in records[table.name].items():
            for trail, text in public_words(table, record):
                if name := names.get(text):
                    message = "здесь нужны слова, а записан код записи."
                    changes: Changes | None = {str(trail[-1]): name}
                    hint = "Название этой записи известно."
                    if text in records["ngos"] and _takes_code(table, trail):
                        changes, hint = None, f"У кода записи своё поле: вместо name запишите ngo: {text}"
                    yield table.name, table.path(record_id), Finding("W416", trail, message, hint, changes=changes)


def _takes_code(table: Table, trail: Trail) -> bool:
    """Tell whether the row of a name has a field for the code of an organisation as well."""
    for step in trail[:-1]:
        table = table.nested[step] if isinstance(step, str) else table
    return trail[-1] == "name" and "ngo" in table.by_name


def _files(package: DataPackage, records: Records, root: Path) -> Found:
    """Yield problems of pictures and attachments that rows name."""
    folders = {name: root / "content" / name for name in FOLDERS}
    have = {
        name: Words(path.name for path in at.iterdir()) if at.is_dir() else Words(()) for name, at in folders.items()
    }
    for table in (*package.record_tables, package.tables["settings"]):
        for record_id, record in records[table.name].items():
            for trail, name in named_files(table, record):
                folder = folder_of(name)
                if not (name in have[folder].known and (folders[folder] / name).is_file()):
                    guess = have[folder].guess(name)
                    hint = (
                        f"Возможно, «{guess}»." if guess else f"Положите файл в content/{folder}/ или удалите строку."
                    )
                    finding = Finding("E407", trail, f"файла «{name}» нет в content/{folder}/.", hint)
                    yield table.name, table.path(record_id), finding
                elif fault := judge_file(folders[folder] / name):
                    code, message, hint = fault
                    finding = Finding(code, trail, f"файл «{name}» {message}.", hint)
                    yield table.name, table.path(record_id), finding


def _sources(records: Records, known: Known) -> Found:
    """Check that ``sources`` name fields of their record."""
    for table in known.package.record_tables:
        known_keys = {*table.by_name, *table.nested}
        for record_id, record in records[table.name].items():
            for i, source in enumerate(record.get("sources", ())):
                names = source.get("fields", ())
                unknown = [name for name in names if name not in known_keys]
                guesses = dict.fromkeys(unknown, ("", False))
                guesses |= {name: keys.guess_key(table, name, ()) for name in unknown[: len(known_keys)]}
                answers = list(dict.fromkeys(guesses[name][0] if name in guesses else name for name in names))
                sure = all(certain for _, certain in guesses.values())
                if sure and len(unknown) > 1:  # one fix for all
                    message = f"в записи не бывает полей «{shorten('», «'.join(unknown))}»."
                    finding = Finding("E408", ("sources", i, "fields"), message, "", changes={"fields": answers})
                    yield table.name, table.path(record_id), finding
                    continue
                for j, name in [(j, one) for j, one in enumerate(names) if one in guesses]:
                    guess, certain = guesses[name]
                    hint = f"{'Ключ этого поля —' if certain else 'Возможно,'} «{guess}»."
                    hint = hint if guess else f"Ключи этой записи: {keys.named(table, name)}."
                    message = f"в записи не бывает поля «{shorten(name)}»."
                    changes = {"fields": answers} if sure else None
                    finding = Finding("E408", ("sources", i, "fields", j), message, hint, changes=changes)
                    yield table.name, table.path(record_id), finding


def _moved(records: Records, known: Known) -> Found:
    path = known.package.tables["moved"].file
    rows = records["moved"].get("moved", {}).get("moved", ())
    seen: set[tuple[str, str]] = set()
    for i, row in enumerate(rows):
        kind, old, new = row.get("kind"), row.get("id"), row.get("to")
        if kind not in known.ids or old is None:
            continue
        at = ("moved", i, "id")
        if (kind, old) in seen:
            yield "moved", path, Finding("E409", at, f"«{old}» записано здесь дважды.", "Удалите лишний пункт.")
        elif old in known.ids[kind]:
            message = f"запись «{old}» есть в папке, а сказано, что она переехала или снята."
            yield "moved", path, Finding("E409", at, message, "Удалите этот пункт или файл записи.")
        elif new and new not in known.ids[kind]:
            finding = unknown_reference(new, kind, known, known.sure(kind, new))
            yield "moved", path, finding._replace(trail=("moved", i, "to"))
        seen.add((kind, old))
