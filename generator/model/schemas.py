"""The data model, read from ``schemas/``: tables, fields and how they nest.

The single source for the validator, the pages, the open data and the guides. It knows nothing of record files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from generator.model.words import USUAL_WORDING, Wording

FOLDER = Path(__file__).parents[1] / "schemas"
# Stricter than Frictionless, which also takes «2026-1-5», «1_000», «1e9» and digits of other scripts.
STRICT = {
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "time": re.compile(r"[0-9]{2}:[0-9]{2}"),
    "integer": re.compile(r"-?[0-9]{1,15}"),
    "number": re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?"),
}
DATES = {"minimum": "1800-01-01", "maximum": "2100-12-31"}  # bounds of any date whose field sets none
OWN = "x_"  # prefix of a town's own field names
FIRST_VERSION = "1.0"  # of records whose settings name no version
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Field:
    """A column of a table.

    ``descriptor`` is its Frictionless field descriptor with the portal's properties. ``unless`` names a column; rows
    that fill it may share an otherwise unique value. ``open``: takes free text besides codes of its ``list``.
    ``derived``: published but never typed. ``part``: the section it belongs to and disappears with.
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
        """Whether it is the town's own, not the program's."""
        return self.name.startswith(OWN)

    @cached_property
    def required(self) -> bool:
        return bool(self.constraints.get("required"))

    @property
    def limited(self) -> bool:
        """Whether the schema can refuse a value. Unconstrained text cannot be refused."""
        return bool(self.constraints) or self.type not in ("string", "array") or self.format != "default"

    @property
    def form(self) -> re.Pattern[str] | None:
        """The strict form of a value; None for text, and for a date or time with another format."""
        return STRICT.get(self.type) if self.format in ("default", "%H:%M") else None

    @property
    def limits(self) -> dict[str, Any]:
        """The constraints that a single cell can break."""
        found = (DATES if self.type == "date" else {}) | dict(self.constraints)
        return {name: limit for name, limit in found.items() if name != "unique"}

    def judged(self, *, unique: bool) -> dict[str, Any]:
        """Return the descriptor Frictionless judges a cell by.

        With ``unique``, only uniqueness, comparing values as text; otherwise everything else.
        """
        if unique:
            return {"name": self.name, "type": "string", "constraints": {"unique": True}}
        limits = self.limits
        if "pattern" in limits:  # Frictionless adds ^ and $ without grouping, which breaks alternatives
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
    """A table of the package. It is stored in ``folder``, in ``file``, or under ``key`` of its ``parents``.

    ``nested`` maps a key of its records to the table of that list; ``owners`` are the tables of ``parents``. ``nouns``
    are the words for one, two and five of its records, ``section`` the title of their common page. ``plain`` is the
    column meant by a row written as bare text. A town may add fields to ``extensible`` tables. ``part``: the section it
    belongs to and disappears with; ``absent`` maps keys that went with a section to its code. Tables compare by
    identity, so results derived from them can be cached.
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
        """Fields whose values no two rows may share."""
        return tuple(f for f in self.fields if f.constraints.get("unique"))

    @property
    def link_columns(self) -> tuple[str, ...]:
        """Columns that tell whose row it is: the parent's id and ``n``, the place in the list from 1."""
        if not self.parents:
            return ()
        if len(self.owners) == 1:
            return (self.owners[0].singular, "n")
        return ("table", "record", "n")

    def path(self, record_id: str) -> str:
        """Return the file of a record, relative to the root."""
        return self.file or f"{self.folder}/{record_id}.yml"

    @property
    def exported(self) -> bool:
        return not (self.personal or self.internal)


@dataclass(frozen=True, eq=False)
class DataPackage:
    """All tables of the model and its version.

    Made at the edges and passed on: each root has its own (see ``model.town``). ``without`` holds the sections the town
    lacks, ``absent`` their tables. ``wording`` has the town's words for its forum and its operator.
    """

    name: str
    title: str
    schema_version: str
    tables: Mapping[str, Table]
    without: frozenset[str] = frozenset()
    absent: tuple[Table, ...] = ()
    wording: Wording = USUAL_WORDING

    @cached_property
    def idle_lists(self) -> frozenset[str]:
        """Controlled lists that only absent tables would use."""
        used = {f.list for table in self.tables.values() for f in table.fields}
        return frozenset(f.list for table in self.absent for f in table.fields) - used

    def has(self, part: str) -> bool:
        """Whether the town has a section. What belongs to none is always there."""
        return part not in self.without

    @cached_property
    def roots(self) -> tuple[Table, ...]:
        """Tables that own files."""
        return tuple(t for t in self.tables.values() if t.folder or t.file)

    @cached_property
    def record_tables(self) -> tuple[Table, ...]:
        """Tables whose records have pages: ngos, forums, partnerships, events."""
        return tuple(t for t in self.roots if t.folder and t.name != "lists" and not t.internal)

    @property
    def profile_url(self) -> str:
        """Where the model itself is published, from the site's root."""
        return f"data/profile/{self.schema_version}/"

    def table_of(self, path: str) -> Table | None:
        """Return the table of a record file, by its path from the root; None if it is no record."""
        folder, _, name = path.rpartition("/")
        if not name.endswith(".yml"):
            return None
        return next((t for t in self.roots if path == t.file or (t.folder and t.folder == folder)), None)


def link_field(name: str, table: Table) -> dict[str, Any]:
    """Return the descriptor of a column that ties a child row to its parent."""
    titles = {"n": "Номер в списке", "table": "Таблица", "record": "Код записи"}
    kind = "integer" if name == "n" else "string"
    title = titles.get(name) or table.owners[0].title
    return {"name": name, "type": kind, "title": title, "constraints": {"required": True}}


def table_schema(table: Table) -> dict[str, Any]:
    """Return the Table Schema of a published table: link columns, non-personal fields, keys."""
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
    """Load the program's own model: ``schemas/package.yaml`` and one file per table. Only for the edges."""
    raw = _load_yaml(FOLDER / "package.yaml")
    tables: list[Table] = []
    for resource in raw["resources"]:
        schema = _load_yaml(FOLDER / f"{resource['name']}.yaml")
        fields = tuple(Field(**({"example": None} | descriptor)) for descriptor in schema["fields"])
        resource |= {key: tuple(resource.get(key, ())) for key in ("parents", "nouns")}
        tables.append(Table(fields=fields, **resource))
    return DataPackage(raw["name"], raw["title"], raw["schema_version"], linked(tables))


def linked(tables: Iterable[Table]) -> dict[str, Table]:
    """Return the tables by name, with nested lists and owners filled in. Neither may be filled in before."""
    found = {table.name: table for table in tables}
    for table in found.values():
        for name in table.parents:
            table.owners.append(found[name])
            found[name].nested[table.key] = table
    return found


def version_key(version: str) -> tuple[int, ...]:
    """Return a model version as a tuple that compares by number."""
    return tuple(map(int, version.split(".")))
