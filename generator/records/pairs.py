"""Two fields that belong together: numbers in each other's place, both ends of a time under an unknown key."""

from __future__ import annotations

from generator.model.identifiers import CHECKS
from generator.model.schemas import Table
from generator.problems import readings
from generator.records.messages import Changes
from generator.records.wrong_values import PAIRS
from generator.records.yaml import MappingNode, ScalarNode


def swapped_numbers(node: MappingNode) -> Changes | None:
    """ИНН and ОГРН in each other's field, where both are whole there; None otherwise."""
    inn, ogrn = node.entries.get("inn"), node.entries.get("ogrn")
    if not isinstance(inn, ScalarNode) or not isinstance(ogrn, ScalarNode):
        return None
    changes = {"inn": ogrn.text.strip(), "ogrn": inn.text.strip()}
    return None if any(CHECKS[name](text).fault for name, text in changes.items()) else dict(changes)


def both_ends(table: Table, key: str, guess: str, node: MappingNode) -> Changes | None:
    """What an unknown key says of a beginning and an end, where the row has neither; None where it does not."""
    value, pair = node.entries[key], PAIRS.get(guess, "")
    if not isinstance(value, ScalarNode) or pair not in table.by_name or {guess, pair} & node.entries.keys():
        return None
    kind = table.by_name[guess].type
    read = {"date": readings.read_days, "time": readings.read_hours}.get(kind)
    found = read(value.text) if read else None
    return {key: None, guess: found[0], pair: found[1]} if found else None
