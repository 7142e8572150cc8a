"""Types of the tables' rows, generated from the schemas: ``python -m tests.rows`` rewrites them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.model.schemas import DataPackage, Field, Table, load_package

FILE = Path(__file__).parents[1] / "generator" / "model" / "rows.py"
TYPES = {"string": "str", "integer": "int", "number": "float", "date": "date", "time": "time", "array": "Sequence[str]"}
FILLED = {("forums", "season")}  # what the catalog fills in where people left it out
HEAD = '''"""Types of the tables' rows, one class per table. Generated from ``schemas/`` by ``python -m tests.rows``.

A public row is dense: every column is there, None if its value is unknown. A town's own fields are not included; they
are reached through the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date, time
    from typing import TypedDict
else:
    TypedDict = object  # not needed at run time, where real ones would cost every command 20 ms

AnyRow = Mapping[str, Any]  # of a table known only at run time
'''


def class_name(table: Table) -> str:
    """Return the type of a table's rows: NgoServicesRow for ``ngo_services``."""
    return "".join(part.capitalize() for part in table.name.split("_")) + "Row"


def type_of(table: Table, field: Field) -> str:
    """Return the type of a column's value; a list is never None."""
    known = field.type == "array" or field.required or (table.name, field.name) in FILLED
    return TYPES[field.type] + ("" if known else " | None")


def inner_first(tables: Iterator[Table], seen: set[str]) -> Iterator[Table]:
    """Yield each table once, after the tables nested in it."""
    for table in tables:
        if table.name not in seen:
            seen.add(table.name)
            yield from inner_first(iter(table.nested.values()), seen)
            yield table


def write_rows(package: DataPackage) -> str:
    """Return the text of ``generator/model/rows.py``."""
    parts = [HEAD]
    for table in inner_first(iter(package.tables.values()), set()):
        columns = [f"    {field.name}: {type_of(table, field)}" for field in table.fields]
        lists = [f"    {key}: Sequence[{class_name(child)}]" for key, child in table.nested.items()]
        parts.append("\n".join([f"\nclass {class_name(table)}(TypedDict):", *columns, *lists]) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    FILE.write_text(write_rows(load_package()), "utf-8")
