"""Rules across records: references, duplicates, moved addresses. Reads typed records, yields findings by file.

A reference to a record that exists but has errors of its own is not reported: one cause, one problem.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from generator.rules import Finding, short_of
from generator.schemas import Field, Table, load_package
from generator.source import RawFile
from generator.text import name_key, suggest
from generator.validate import Record, Trail

Records = Mapping[str, Mapping[str, Record]]
Found = Iterator[tuple[str, Finding]]
EXACT = {"inn": ("E402", "ИНН"), "ogrn": ("E403", "ОГРН"), "minjust_number": ("E404", "Учётный номер Минюста")}


def find_faults(records: Records, files: Mapping[str, RawFile], root: Path) -> Found:
    """Findings with the path of the file they belong to."""
    known = {table.name: set(records[table.name]) for table in load_package().roots}
    for raw in files.values():  # a broken record still exists
        known[raw.table].add(raw.id)
    for table in load_package().record_tables:
        for record_id, record in records[table.name].items():
            path = f"{table.folder}/{record_id}.yml"
            yield from ((path, finding) for finding in _references(record, table, known, ()))
    yield from _decisions(records)
    yield from _twins(records)
    yield from _images(records, root)
    yield from _sources(records)
    yield from _moved(records, known)


def _references(record: Record, table: Table, known: Mapping[str, set[str]], trail: Trail) -> Iterator[Finding]:
    for field in _reference_fields(table.name):
        value = record.get(field.name)
        if value is None:
            continue
        single = not isinstance(value, list)
        for i, target in enumerate([value] if single else value):
            if target not in known[field.ref]:
                at = (*trail, field.name) if single else (*trail, field.name, i)
                yield Finding("E401", at, *_unknown_reference(target, field.ref, known[field.ref]))
    for key, child in load_package().nested[table.name].items():
        for i, row in enumerate(record.get(key, ())):
            yield from _references(row, child, known, (*trail, key, i))


@cache
def _reference_fields(table: str) -> list[Field]:
    return [f for f in load_package().tables[table].fields if f.ref]


def _unknown_reference(target: str, table: str, known: set[str]) -> tuple[str, str]:
    folder = load_package().tables[table].folder
    guess = suggest(target, known).replace("_", "-") or suggest(target.replace("-", "_"), known)
    hint = f"Возможно, «{guess}»." if guess in known else f"Коды — имена файлов в папке {folder}/ без .yml."
    return f"Записи «{target}» нет в {folder}/.", hint


def _decisions(records: Records) -> Found:
    numbers = {
        f"{forum_id}#{decision.get('number')}"
        for forum_id, forum in records["forums"].items()
        for decision in forum.get("decisions", ())
    }
    for forum_id, forum in records["forums"].items():
        for i, decision in enumerate(forum.get("decisions", ())):
            target = decision.get("continues")
            if not target:
                continue
            trail = ("decisions", i, "continues")
            path = f"forums/{forum_id}.yml"
            if target == f"{forum_id}#{decision.get('number')}":
                yield path, Finding("E406", trail, "Решение продолжает само себя.", "Укажите решение прежнего форума.")
            elif target not in numbers:
                guess = suggest(target, numbers)
                hint = f"Возможно, «{guess}»." if guess in numbers else "Код форума, #, номер решения: 2025-winter#2."
                yield path, Finding("E406", trail, f"Решения «{target}» нет.", hint)


def _twins(records: Records) -> Found:
    ngos = records["ngos"]
    for name, (code, title) in EXACT.items():
        holders: dict[str, list[str]] = defaultdict(list)
        for ngo_id, ngo in ngos.items():
            if name in ngo:
                holders[ngo[name]].append(ngo_id)
        for value, ids in holders.items():
            for ngo_id in ids[1:]:
                message = f"{title} {value} уже есть у записи «{ids[0]}» ({short_of(ngos[ids[0]])})."
                hint = "Это одна организация: оставьте одну запись. Если разные — сверьте номер с документом."
                yield f"ngos/{ngo_id}.yml", Finding(code, (name,), message, hint)
    names: dict[str, str] = {}
    for ngo_id, ngo in ngos.items():
        key = name_key(ngo.get("name", ""))
        if not key:
            continue
        first = names.setdefault(key, ngo_id)
        if first == ngo_id:
            continue
        known = [name for name in EXACT if name in ngo and name in ngos[first]]
        if any(ngo[name] == ngos[first][name] for name in known):
            continue  # said already, exactly
        message = f"Название почти как у записи «{first}» ({short_of(ngos[first])})."
        hint = "Если это одна организация, оставьте одну запись; если разные, поясните в namesake_note."
        if not ngo.get("namesake_note"):
            yield f"ngos/{ngo_id}.yml", Finding("W405", ("name",), message, hint)


def _images(records: Records, root: Path) -> Found:
    for ngo_id, ngo in records["ngos"].items():
        name = ngo.get("logo_file")
        if name and not (root / "content" / "images" / name).is_file():
            folder = root / "content" / "images"
            have = [path.name for path in folder.iterdir()] if folder.is_dir() else []
            guess = suggest(name, have)
            hint = f"Возможно, «{guess}»." if guess else "Положите файл в content/images/ или уберите строку."
            yield f"ngos/{ngo_id}.yml", Finding("E407", ("logo_file",), f"Файла «{name}» нет в content/images/.", hint)


def _sources(records: Records) -> Found:
    """``sources`` name fields of their record."""
    for table in load_package().record_tables:
        names = [f.name for f in table.fields] + list(load_package().nested[table.name])
        for record_id, record in records[table.name].items():
            for i, source in enumerate(record.get("sources", ())):
                for j, name in enumerate(source.get("fields", ())):
                    if name not in names:
                        guess = suggest(name, names)
                        hint = f"Возможно, «{guess}»." if guess else "Назовите поля этой записи их кодами."
                        trail = ("sources", i, "fields", j)
                        message = f"В записи не бывает поля «{name}»."
                        yield f"{table.folder}/{record_id}.yml", Finding("E408", trail, message, hint)


def _moved(records: Records, known: Mapping[str, set[str]]) -> Found:
    path = load_package().tables["moved"].file
    rows = records["moved"].get("moved", {}).get("moved", ())
    seen: set[tuple[str, str]] = set()
    for i, row in enumerate(rows):
        kind, old, new = row.get("kind"), row.get("id"), row.get("to")
        if kind is None or old is None:
            continue
        if (kind, old) in seen or old in known[kind]:
            message = f"Запись «{old}» есть в {kind}, а сказано, что она переехала или снята."
            if (kind, old) in seen:
                message = f"«{old}» записано в moved дважды."
            yield path, Finding("E409", ("moved", i, "id"), message, "Уберите лишнюю строку.")
        elif new and new not in known[kind]:
            yield path, Finding("E401", ("moved", i, "to"), *_unknown_reference(new, kind, known[kind]))
        seen.add((kind, old))


