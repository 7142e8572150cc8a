"""Rules across records: references, duplicates, moved addresses. Reads typed records, yields findings by file.

A reference to a record that exists but has errors of its own is not reported: one cause, one problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path

from generator.model.identifiers import SLUG
from generator.model.schemas import DataPackage, Field, Table
from generator.problems.suggestions import MAX_COMPARED, Words
from generator.records import keys, own_fields
from generator.records.attachments import judge_file
from generator.records.findings import Finding, named
from generator.records.known import Known, Records, Unread
from generator.records.messages import line_of, shorten
from generator.records.named_files import FOLDERS, folder_of, named_files
from generator.records.rules import short_of
from generator.records.settle import Repeated
from generator.records.source import RawFile
from generator.records.twins import EXACT, find_twins
from generator.records.validate import Record, Spoiled, Trail

Found = Iterator[tuple[str, str, Finding]]
LOOSE = frozenset({"E401", "E406", "E407"})  # references to a missing record, decision or file


def find_faults(
    package: DataPackage,
    records: Records,
    files: Mapping[str, RawFile],
    root: Path,
    repeated: Iterable[Repeated],
    *,
    unread: Unread = (),
) -> Iterator[tuple[Table, str, Finding]]:
    """Yield findings with the table and path of their file. ``repeated``: cells that Frictionless found to repeat."""
    known = Known(package, records, files, unread)
    found: list[Found] = [_repeated(records, known, repeated), _files(package, records, root)]
    found.append(("fields", path, finding) for path, finding in own_fields.find_faults(package, records))
    found += [find(records, known) for find in (_all_references, _decisions, _sources, _moved)]
    found.append(find_twins(records))
    for table, path, finding in chain.from_iterable(found):
        yield package.tables[table], path, named(package.tables[table], finding)


def find_loose(
    package: DataPackage, records: Records, files: Mapping[str, RawFile], root: Path, unread: Unread = ()
) -> Iterator[tuple[str, Trail]]:
    """Yield the path and trail of each reference to something missing."""
    known = Known(package, records, files, unread)
    found = (_files(package, records, root), *(find(records, known) for find in (_all_references, _decisions, _moved)))
    for _, path, finding in chain.from_iterable(found):
        if finding.code in LOOSE:
            yield path, finding.trail


def _all_references(records: Records, known: Known) -> Found:
    for table in known.package.record_tables:
        if not any(_referring(table)):
            continue
        for record_id, record in records[table.name].items():
            for finding in _references(record, table, known, ()):
                yield table.name, f"{table.folder}/{record_id}.yml", finding


def _references(record: Record, table: Table, known: Known, trail: Trail) -> Iterator[Finding]:
    fields, nested = _referring(table)
    for field in fields:
        value = record.get(field.name)
        if value is None:
            continue
        single = not isinstance(value, list)
        targets = [value] if single else value
        sure = {target: known.sure(field.ref, target) for target in targets if target not in known.ids[field.ref]}
        answers = list(dict.fromkeys(sure.get(target) or target for target in targets))
        for i, target in enumerate(targets):
            if target in sure:
                at = (*trail, field.name) if single else (*trail, field.name, i)
                changes = {field.name: sure[target] if single else answers} if sure[target] else None
                words = _unknown_reference(target, field.ref, known, sure[target], table)
                yield Finding("E401", at, *words, changes=changes)
    for key, child in nested.items():
        for i, row in enumerate(record.get(key, ())):
            yield from _references(row, child, known, (*trail, key, i))


@cache
def _referring(table: Table) -> tuple[list[Field], dict[str, Table]]:
    """Return the fields of a table that refer to records, and the nested lists with such fields at any depth."""
    nested = {key: child for key, child in table.nested.items() if any(_referring(child))}
    return [f for f in table.fields if f.ref], nested


def _unknown_reference(
    target: str, table: str, known: Known, sure: str, row_table: Table | None = None
) -> tuple[str, str]:
    """Return message and hint for a missing record. ``sure``: the certain match; ``row_table``: its row's table."""
    folder = known.package.tables[table].folder
    if new := known.now(table, target):
        return f"запись «{shorten(target)}» переименована.", f"Теперь её код — «{new}»."
    message = f"записи «{shorten(target)}» нет в папке {folder}/."
    if not (guess := known.guess(table, target)):
        by_name = row_table.by_name if row_table and table == "ngos" else {}
        other = next((f"назовите её в {key}" for key in ("name", "organisations", "organisers") if key in by_name), "")
        hint = f"Код записи — имя её файла в папке {folder}/ без .yml. Если такой записи ещё нет,"
        return message, f"{hint} {other or 'удалите код'}."
    own = row_table.by_name if row_table and table == "ngos" else {}
    if sure != guess and "name" in own and not SLUG.fullmatch(target):
        hint = f"Если в реестре её нет, вместо ngo запишите: {line_of('name', target)}."
        return message, f"{hint} Если это «{guess}» ({short_of(known.records[table].get(guess, {}))}), впишите код."
    name = short_of(known.records[table].get(guess, {}))
    likely = sure == guess
    hint = f"{'Её код' if likely else 'Похожий код'} — «{guess}»{f' ({name})' if name else ''}."
    return message, hint if likely else f"{hint} Если это она, впишите его; если другая, найдите её файл в {folder}/."


def _decisions(records: Records, known: Known) -> Found:
    numbers = {
        f"{forum_id}#{decision.get('number')}"
        for forum_id, forum in records.get("forums", {}).items()
        for decision in forum.get("decisions", ())
    }
    words = Words(numbers, MAX_COMPARED)
    for forum_id, forum in records.get("forums", {}).items():
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
            elif target not in numbers:
                guess = words.guess(target)
                hint = f"Возможно, «{guess}»." if guess else "Код записи, знак #, номер, например 2025-winter#2."
                yield *place, Finding("E406", trail, f"решения «{target}» нет.", hint)


def _is_hidden(records: Records, target: str) -> bool:
    """Tell whether the decisions of the referenced forum could not be read."""
    forum = records.get("forums", {}).get(target.partition("#")[0])
    return isinstance(forum, Spoiled) and forum.hides("decisions")


def _repeated(records: Records, known: Known, repeated: Iterable[Repeated]) -> Found:
    """Yield repeated values of unique fields, with the record that has the value first."""
    for table, record_id, trail, field, value, twin in repeated:
        path = known.package.tables[table].path(record_id)
        whose = f"уже есть у записи «{twin}» ({short_of(records[table].get(twin, {})) or twin})."
        if field.name in EXACT:
            code, title = EXACT[field.name]
            hint = "Если это одна организация, оставьте одну запись; если разные, сверьте номер с документом."
            yield table, path, Finding(code, trail, f"{title} {value} {whose}", hint)
        else:
            shown = shorten(", ".join(value) if isinstance(value, list) else str(value))
            hint = "Здесь значения не повторяются: оставьте одно или запишите другое."
            yield table, path, Finding("E221", trail, f"«{shown}» {whose}", hint)


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
            yield (
                "moved",
                path,
                Finding("E401", ("moved", i, "to"), *_unknown_reference(new, kind, known, known.sure(kind, new))),
            )
        seen.add((kind, old))
