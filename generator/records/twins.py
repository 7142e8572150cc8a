"""Finds possible duplicates: organisations with one name, forums of one season, branches with one number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain

from generator.model.schemas import Table
from generator.problems.spellings import TO_CYRILLIC
from generator.records.findings import Finding
from generator.records.rules import short_of
from generator.records.validate import Record
from generator.records.values import LATIN
from generator.text import name_key

Records = Mapping[str, Mapping[str, Record]]
Found = Iterator[tuple[str, str, Finding]]
NEAR = 7  # days; forums closer than this may be the same
COPIED = re.compile(r"(?:^|-)(?:kopi[yj]?a|copy|copy-\d+|kopi[yj]?a-\d+)$")
OWN_FACTS = ("phones", "emails", "site", "address", "registered_on")
EXACT = {"inn": ("E402", "ИНН"), "ogrn": ("E403", "ОГРН"), "minjust_number": ("E404", "учётный номер Минюста")}


def find_twins(records: Records) -> Found:
    """Yield findings with the table and path of their file."""
    return chain(_twins(records), _seasons(records), _branches(records))


@lru_cache(maxsize=1 << 15)
def likeness(name: str) -> str:
    """Return a key for near duplicates: legal form, quotes, case, ё and look-alike Latin letters are folded."""
    return name_key(name.translate(TO_CYRILLIC) if LATIN.search(name) else name)


def _twins(records: Records) -> Found:
    ngos = records.get("ngos", {})
    alike: dict[str, list[str]] = defaultdict(list)
    for ngo_id, ngo in ngos.items():
        alike[likeness(ngo.get("name", ""))].append(ngo_id)
    alike.pop("", None)
    for ids in alike.values():
        for ngo_id in ids[1:]:
            other, ngo = ngos[ids[0]], ngos[ngo_id]
            if ngo.get("namesake_note") or any(name in ngo and ngo[name] == other.get(name) for name in EXACT):
                continue  # explained in the record, or reported by number
            message = f"название почти как у записи «{ids[0]}» ({short_of(other)})."
            hint = "Если это одна организация, оставьте одну запись; если разные, поясните в namesake_note."
            yield "ngos", f"ngos/{ngo_id}.yml", Finding("W405", ("name",), message, hint)


def in_doubt(rows: Mapping[str, Record], one: str, other: str) -> tuple[str, str]:
    """Return the two ids, first that of the likelier copy: by its file's name, or less full; else as they are."""
    copied = bool(COPIED.search(one)), bool(COPIED.search(other))
    if copied[0] != copied[1]:
        return (one, other) if copied[0] else (other, one)
    return (other, one) if len(rows.get(other, ())) < len(rows.get(one, ())) else (one, other)


def shared_facts(table: Table, rows: Mapping[str, Record], one: str, other: str) -> list[str]:
    """Return the titles of facts that two organisations have in common and seldom share."""
    first, second = rows.get(one, {}), rows.get(other, {})
    return [
        table.by_name[name].title.lower() for name in OWN_FACTS if first.get(name) and first[name] == second.get(name)
    ]


def _seasons(records: Records) -> Found:
    """Yield forums of the same season and year, unless their dates are far apart."""
    first: dict[str, str] = {}
    forums = records.get("forums", {})
    for forum_id, forum in forums.items():
        twin = first.setdefault(forum.get("season", ""), forum_id)
        day, other = forum.get("starts_on"), forums[twin].get("starts_on")
        if not forum.get("season") or twin == forum_id or (day and other and abs((day - other).days) > NEAR):
            continue
        message = f"запись этого сезона уже есть: «{twin}» ({short_of(forums[twin])})."
        hint = "Если это одно и то же, оставьте одну; если разное, запишите дни в обеих: starts_on."
        yield "forums", f"forums/{forum_id}.yml", Finding("W413", ("season",), message, hint)


def _branches(records: Records) -> Found:
    """Branches share the ИНН of their head organisation but must differ in КПП."""
    first: dict[tuple[str, str], str] = {}
    ngos = records.get("ngos", {})
    for ngo_id, ngo in ngos.items():
        numbers = (ngo.get("inn", ""), ngo.get("kpp", ""))
        other = first.setdefault(numbers, ngo_id) if all(numbers) else ngo_id
        if other != ngo_id and (ngo.get("branch_of") or ngos[other].get("branch_of")):
            message = f"ИНН {numbers[0]} с КПП {numbers[1]} уже есть у записи «{first[numbers]}»."
            hint = "У каждого филиала свой КПП: сверьте его с выпиской."
            if not ngo.get("branch_of"):
                hint = "Похоже, номера взяты из чужой записи: сверьте их с выпиской."
            yield "ngos", f"ngos/{ngo_id}.yml", Finding("E402", ("kpp",), message, hint)
