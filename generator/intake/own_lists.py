"""Controlled lists in the site's own tables. Most belong to the program; a town has files of those it has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.intake.own_tables import Edit
from generator.model.schemas import Table
from generator.model.vocabulary import GROWING
from generator.records.source import RawFile
from generator.records.validate import Record
from generator.records.writing import AddRow, SetField, write_new
from generator.records.yaml import MappingNode, ScalarNode, SequenceNode, parse_record
from generator.upkeep.starter import own_list

ITEMS = "list_items"
KEY, CODE = "items", "code"


@dataclass(frozen=True, slots=True)
class Lists:
    """``records``: all lists in force; ``files``: the town's records by path."""

    records: Mapping[str, Record]
    files: Mapping[str, RawFile]
    table: Table

    def change(self, edit: Edit, list_id: str, here: Record, values: Mapping[str, Any]) -> None:
        """Change or add an item. The town's file of a growing list contains only what the town adds."""
        code = here.get(CODE, "")
        if here and (list_id not in GROWING or code in self._codes(edit.target)):
            edit.changes = [SetField(name, value, ((KEY, (CODE, code)),)) for name, value in values.items()]
        else:
            known = {name: here[name] for name in (CODE, "label") if name in here}
            filled = {name: value for name, value in values.items() if value is not None}
            edit.changes = [AddRow(KEY, {**known, **filled})]
        self.own(list_id, edit)

    def own(self, list_id: str, edit: Edit) -> None:
        """Reject the edit if the list is fixed; note if it makes a list of the program the town's own."""
        if not edit.says:
            return
        if list_id not in GROWING and self.records[list_id].get("fixed") == "yes":
            edit.reason = f"справочник «{list_id}» менять нельзя: от его кодов зависит программа"
        elif edit.target not in self.files and list_id in self.records:
            after = "" if list_id in GROWING else ", новые версии программы его не меняют"
            edit.notes.append(f"справочник станет своим, файл {edit.target}{after}")

    def refuse_empty(self, edits: Sequence[Edit]) -> None:
        """Reject new lists without values."""
        filled = {edit.target for edit in edits if edit.changes and not edit.reason}
        for edit in edits:
            if (
                edit.record is not None
                and edit.target.startswith(f"{self.table.folder}/")
                and edit.target not in filled
            ):
                edit.reason = (
                    edit.reason or f"у нового справочника нет значений: внесите их той же книгой, лист {ITEMS}"
                )

    def begin(self, list_id: str) -> str:
        """Return the initial text of a town's own file of a list."""
        if list_id not in GROWING:
            return own_list(list_id)
        record = self.records[list_id]
        return write_new({name: record[name] for name in ("title", "source")}, self.table)

    def _codes(self, path: str) -> set[str]:
        """Return the codes of the items in the town's own file."""
        root = parse_record(self.files[path].text, path).root if path in self.files else None
        node = root.entries.get(KEY) if root else None
        items = node.items if isinstance(node, SequenceNode) else []
        codes = [item.entries.get(CODE) for item in items if isinstance(item, MappingNode)]
        return {code.text.strip() for code in codes if isinstance(code, ScalarNode)}
