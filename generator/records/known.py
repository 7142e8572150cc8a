"""Which records exist, and which one a misspelt reference most likely means."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from generator.model.schemas import DataPackage
from generator.problems import spellings
from generator.problems.names import nearest, the_one_with
from generator.problems.suggestions import MAX_COMPARED, Words
from generator.records.source import RawFile
from generator.records.twins import likeness
from generator.records.validate import Record

Records = Mapping[str, Mapping[str, Record]]
Unread = Collection[tuple[str, str]]  # table and id of files that could not be opened
AROUND_ID = re.compile(r"^.*[/\\]|\.ya?ml(?:\.txt)?$")  # what surrounds the id in a file name or an address
SEASON = r"\d{4}-(?:winter|spring|summer|autumn)"


class Known:
    """Ids of all records by table, broken ones included, and guesses at misspelt ids."""

    def __init__(
        self, package: DataPackage, records: Records, files: Mapping[str, RawFile], unread: Unread = ()
    ) -> None:
        self.package = package
        self.ids = {table.name: set(records[table.name]) for table in package.roots}
        for raw in files.values():  # a broken record still exists
            self.ids[raw.table].add(raw.id)
        for table, record_id in unread:  # and so does one that is unreadable or lies elsewhere
            self.ids[table].add(record_id)
        self.unread = frozenset(unread)
        rows = records["moved"].get("moved", {}).get("moved", ())
        self.renamed = {(row.get("kind"), row.get("id")): row["to"] for row in rows if row.get("to")}
        self.records = records
        self._words: dict[str, Words] = {}
        self._names: dict[str, dict[str, str]] = {}
        self._shared: dict[str, Collection[str]] = {}

    def now(self, table: str, record_id: str) -> str:
        """Return the current id of a renamed record, or an empty text."""
        for _ in range(len(self.renamed)):
            record_id = self.renamed.get((table, record_id), "")
            if not record_id or record_id in self.ids[table]:
                return record_id
        return ""

    def sure(self, table: str, typed: str) -> str:
        """Return the id certainly meant, else an empty text: a renamed record, another spelling, or the full name."""
        if new := self.now(table, typed):
            return new
        if (stem := _stem(typed)) in self.ids[table]:
            return stem
        self.guess(table, typed)  # fills the caches
        if likeness(typed) in self._shared[table]:
            return ""  # ambiguous, even if an id resembles the name
        return self._words[table].only(typed) or self._names[table].get(likeness(typed), "")

    def guess(self, table: str, typed: str) -> str:
        """Return the id most likely meant: one typo away, with other spelling, or by the record's name."""
        if table not in self._words:
            self._words[table] = Words(self.ids[table], MAX_COMPARED)
            named: dict[str, list[str]] = defaultdict(list)
            for record_id, row in self.records[table].items():
                for name in names_of(row):
                    named[name].append(record_id)
            self._names[table] = {name: ids[0] for name, ids in named.items() if len(ids) == 1}
            self._shared[table] = named.keys() - self._names[table].keys()  # ambiguous names
        if (stem := _stem(typed)) in self.ids[table]:
            return stem
        season = spellings.guess_form(typed, SEASON) if table == "forums" else ""
        if season in self.ids[table]:
            return season
        return self._words[table].guess(typed) or self._names[table].get(likeness(typed), "")

    def numbered_like(self, table: str, typed: str) -> list[str]:
        """Return up to three ids that are a code with fewer digits at its end, or with more; the shortest first."""
        stem = typed.rstrip("0123456789")
        if stem == typed:
            return []
        like = [one for one in self.ids[table] if one.rstrip("0123456789") == stem != one]
        like = [one for one in like if one.startswith(typed) or typed.startswith(one)]
        return sorted(like, key=lambda one: (abs(len(one) - len(typed)), one))[:3]

    def called_like(self, table: str, typed: str) -> list[str]:
        """Return ids of up to three records with names like what was typed: cut short, or with words in common."""
        self.guess(table, typed)  # fills the caches
        if not self._words[table].may_compare(typed):
            return []
        names = self._names[table]
        one = the_one_with(likeness(typed), names)
        return [names[name] for name in ([one] if one else nearest(likeness(typed), names))]


def _stem(typed: str) -> str:
    """Extract the id from a file name or an address of a page."""
    return AROUND_ID.sub("", typed.strip().rstrip("/"))


def names_of(record: Record) -> Iterator[str]:
    """Yield what people call a record besides its id: its name, the number of an agreement."""
    names = (record.get("name") or record.get("title") or "", record.get("number") or "")
    yield from dict.fromkeys(filter(None, map(likeness, names)))
