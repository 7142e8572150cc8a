"""The data model, read from ``schemas/``: tables, fields and how they nest.

One source for the validator, the pages, the open data and the guides. It knows nothing of files of records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from generator.model.words import USUAL, Said

FOLDER = Path(__file__).parents[1] / "schemas"
# Forms that Frictionless reads more loosely: «2026-1-5», «1_000», «1e9», digits of other scripts.
STRICT = {
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "time": re.compile(r"[0-9]{2}:[0-9]{2}"),
    "integer": re.compile(r"-?[0-9]{1,15}"),
    "number": re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?"),
}
DATES = {"minimum": "1800-01-01", "maximum": "2100-12-31"}  # of any date, where its field names no others
OWN = "x_"  # what the names of a town's own fields begin with
FIRST_VERSION = "1.0"  # of records whose settings name none
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Field:
    """A column of a table. ``descriptor`` is its Frictionless field descriptor, custom properties included.

    ``unless``: rows that fill that column may share a value that is otherwise unique.
    ``open``: besides codes of its ``list`` it takes free text. ``derived``: published, but never typed. ``part``: the
    section without which it is not there.
    """

    name: str
    type: str
    title: str
    description: str
    example: object
    check: str = ""
    list: str = ""
    ref: str = ""
    items: str = ""
    show: str = "facts"
    personal: bool = False
    implied: bool = False
    stays: bool = False
    unless: str = ""
    open: bool = False
    derived: bool = False
    part: str = ""
    format: str = "default"
    constraints: Mapping[str, Any] = field(default_factory=dict)

    @property
    def own(self) -> bool:
        """Whether it is the town's, not the program's."""
        return self.name.startswith(OWN)

    @property
    def required(self) -> bool:
        return bool(self.constraints.get("required"))

    @property
    def limited(self) -> bool:
        """Whether the schema can refuse a value: any text is a text, unless a constraint says otherwise."""
        return bool(self.constraints) or self.type not in ("string", "array") or self.format != "default"

    @property
    def form(self) -> re.Pattern[str] | None:
        """How a value is written; None of a text, and of a date or time that has a format of its own."""
        return STRICT.get(self.type) if self.format in ("default", "%H:%M") else None

    @property
    def limits(self) -> dict[str, Any]:
        """The constraints that a cell can break by itself."""
        found = (DATES if self.type == "date" else {}) | dict(self.constraints)
        return {name: limit for name, limit in found.items() if name != "unique"}

    def judged(self, *, unique: bool) -> dict[str, Any]:
        """What Frictionless judges a cell by: with ``unique`` that alone, of values as texts; else all the rest."""
        if unique:
            return {"name": self.name, "type": "string", "constraints": {"unique": True}}
        limits = self.limits
        if "pattern" in limits:  # Frictionless puts ^ and $ around it as it is, alternatives or not
            limits["pattern"] = f"(?:{limits['pattern']})"
        return {"name": self.name, "type": self.type, "format": self.format, "constraints": limits}

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """The Frictionless descriptor of this field, with the portal's own properties."""
        found: dict[str, Any] = {"name": self.name, "type": self.type}
        if self.format != "default":
            found["format"] = self.format
        found |= {"title": self.title, "description": self.description}
        if self.example is not None:
            found["example"] = self.example
        found |= {name: getattr(self, name) for name in ("list", "ref") if getattr(self, name)}
        if self.constraints:
            found["constraints"] = dict(self.constraints)
        return found


@dataclass(frozen=True, eq=False)
class Table:
    """A table of the package; its place in the files of people is ``folder``, ``file`` or ``parents`` with ``key``.

    ``nested``: key in its record → the table of that list; ``owners``: the tables of ``parents``. ``nouns`` are what
    readers call one, two and five of its records, ``section`` the page of them all; ``plain``, the column that a row
    written as a bare text stands for. A town may add fields of its own to what is ``extensible``. ``part``: the section
    without which it is not there; ``absent``: keys that a section took along → its code. Each table is equal to itself
    alone, so what follows from it may be remembered by it.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    singular: str = ""
    folder: str = ""
    file: str = ""
    key: str = ""
    plain: str = ""
    parents: tuple[str, ...] = ()
    personal: bool = False
    internal: bool = False
    extensible: bool = False
    nouns: tuple[str, ...] = ()
    section: str = ""
    part: str = ""
    absent: Mapping[str, str] = field(default_factory=dict, repr=False)
    nested: dict[str, Table] = field(default_factory=dict, repr=False)
    owners: list[Table] = field(default_factory=list, repr=False)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {f.name: f for f in self.fields}

    @cached_property
    def typed(self) -> tuple[Field, ...]:
        """Fields that people fill in."""
        return tuple(f for f in self.fields if not f.derived)

    @cached_property
    def unique(self) -> tuple[Field, ...]:
        """Fields whose values no two rows of the table share."""
        return tuple(f for f in self.fields if f.constraints.get("unique"))

    @property
    def link_columns(self) -> tuple[str, ...]:
        """Columns that say whose row it is: the parent's id and ``n``, the place in the list (from 1)."""
        if not self.parents:
            return ()
        if len(self.owners) == 1:
            return (self.owners[0].singular, "n")
        return ("table", "record", "n")

    def path(self, record_id: str) -> str:
        """The file of a record, from the root."""
        return self.file or f"{self.folder}/{record_id}.yml"

    @property
    def exported(self) -> bool:
        return not (self.personal or self.internal)


@dataclass(frozen=True, eq=False)
class DataPackage:
    """All tables of the model and its version. Made at the edges and passed on: a root has its own (``model.town``).

    ``without``: sections that the town has not; ``absent``: their tables.
    ``said``: the town's words for its forum and for who runs the portal.
    """

    name: str
    title: str
    schema_version: str
    tables: Mapping[str, Table]
    without: frozenset[str] = frozenset()
    absent: tuple[Table, ...] = ()
    said: Said = USUAL

    @cached_property
    def idle_lists(self) -> frozenset[str]:
        """Controlled lists that only tables which are not there would use."""
        used = {f.list for table in self.tables.values() for f in table.fields}
        return frozenset(f.list for table in self.absent for f in table.fields) - used

    def has(self, part: str) -> bool:
        """Whether the town has a section; what is of none is always there."""
        return part not in self.without

    @cached_property
    def roots(self) -> tuple[Table, ...]:
        """Tables that own files."""
        return tuple(t for t in self.tables.values() if t.folder or t.file)

    @cached_property
    def record_tables(self) -> tuple[Table, ...]:
        """Tables whose records have a page of their own: ngos, forums, partnerships, events."""
        return tuple(t for t in self.roots if t.folder and t.name != "lists" and not t.internal)

    @property
    def profile_url(self) -> str:
        """Where the model itself is published, from the site's root."""
        return f"data/profile/{self.schema_version}/"

    def table_of(self, path: str) -> Table | None:
        """The table whose record a file is, by its path from the root."""
        folder, _, name = path.rpartition("/")
        if not name.endswith(".yml"):
            return None
        return next((t for t in self.roots if path == t.file or (t.folder and t.folder == folder)), None)


def link_field(name: str, table: Table) -> dict[str, Any]:
    """Descriptor of a column that ties a child row to its parent."""
    titles = {"n": "Номер в списке", "table": "Таблица", "record": "Код записи"}
    kind = "integer" if name == "n" else "string"
    title = titles.get(name) or table.owners[0].title
    return {"name": name, "type": kind, "title": title, "constraints": {"required": True}}


def table_schema(table: Table) -> dict[str, Any]:
    """The Frictionless Table Schema of the published table: link columns, fields without personal ones, keys."""
    links = table.link_columns
    fields = [link_field(name, table) for name in links]
    fields += [f.descriptor for f in table.fields if (not f.personal and f.show != "hidden") or f.name == "id"]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if links:
        schema["primaryKey"] = list(links)
    elif "id" in table.by_name:
        schema["primaryKey"] = ["id"]
    foreign = [
        {"fields": [f.name], "reference": {"resource": f.ref, "fields": ["id"]}}
        for f in table.fields
        if f.ref and f.type == "string"
    ]
    if len(table.owners) == 1 and "id" in table.owners[0].by_name:
        foreign.insert(0, {"fields": [links[0]], "reference": {"resource": table.parents[0], "fields": ["id"]}})
    if foreign:
        schema["foreignKeys"] = foreign
    return schema


def _load_yaml(path: Path) -> dict[str, Any]:
    loaded = yaml.load(path.read_text("utf-8"), Loader=LOADER)  # noqa: S506 - our own files, a safe loader
    if not isinstance(loaded, dict):
        raise TypeError(f"{path} must hold a mapping")
    return loaded


@cache
def load_package() -> DataPackage:
    """The model as the program has it: ``schemas/package.yaml`` and one file a table. For the edges alone."""
    raw = _load_yaml(FOLDER / "package.yaml")
    tables: list[Table] = []
    for resource in raw["resources"]:
        schema = _load_yaml(FOLDER / f"{resource['name']}.yaml")
        fields = tuple(Field(**({"example": None} | descriptor)) for descriptor in schema["fields"])
        resource |= {key: tuple(resource.get(key, ())) for key in ("parents", "nouns")}
        tables.append(Table(fields=fields, **resource))
    return DataPackage(raw["name"], raw["title"], raw["schema_version"], linked(tables))


def linked(tables: Iterable[Table]) -> dict[str, Table]:
    """Tables by name, each knowing its nested lists and its owners. They must know of none yet."""
    found = {table.name: table for table in tables}
    for table in found.values():
        for name in table.parents:
            table.owners.append(found[name])
            found[name].nested[table.key] = table
    return found


def version_key(version: str) -> tuple[int, ...]:
    """A version of the model, for comparing."""
    return tuple(map(int, version.split(".")))
