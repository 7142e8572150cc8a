"""Keys that a table does not have: which one was meant, and where what stands there belongs."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator
from typing import Any

from generator.model.schemas import Table
from generator.records import keys, messages, pairs
from generator.records.messages import Changes, Words
from generator.records.values import ValueChecker
from generator.records.yaml import MappingNode, Node, ScalarNode


class KeyChecker(ValueChecker):
    """Checks the keys of a row."""

    @abstractmethod
    def check_entry(self, record: dict[str, Any], key: str, value: Node, table: Table) -> bool:
        """Put the entry's value into the record if it is good; return False if it was refused."""

    def check_numbered(self, unknown: list[str], node: MappingNode, table: Table) -> Iterator[str]:
        """Report keys like «phone1», «phone2» once; remove them from ``unknown`` and yield the list they belong in."""
        found: dict[str, list[str]] = {}
        for key in unknown:
            if (base := re.fullmatch(r"(\D+?)[_ -]?\d{1,2}", key)) and self.may_guess(base[1]):
                guess, sure = keys.guess_key(table, base[1], node.entries)
                field = table.by_name.get(guess)
                if sure and field and field.type == "array" and isinstance(node.entries[key], ScalarNode):
                    found.setdefault(guess, []).append(key)
        for guess, typed in found.items():
            values = [value.text.strip() for key in typed if isinstance(value := node.entries[key], ScalarNode)]
            if not all(values):
                continue
            words = keys.unknown_key(table, typed[0], guess, sure=True)
            hint = "Значения одного рода — один список."
            changes: Changes = {**dict.fromkeys(typed), guess: values}
            self.report("E201", node.keys[typed[0]], typed[0], Words(words.message, hint, changes))
            unknown[:] = [key for key in unknown if key not in typed]
            yield guess

    def check_unknown(self, record: dict[str, Any], key: str, node: MappingNode, table: Table) -> str:
        """Report an unknown key and return its likely meaning.

        If that is certain, the value is checked under that key.
        """
        guess, sure = keys.guess_key(table, key, node.entries) if self.may_guess(key) else ("", False)
        value = node.entries[key]
        sure = sure and guess not in node.entries
        if not sure and not pairs.fits(table, guess, value):
            guess = ""
        if not sure and any(key in child.by_name for child in table.nested.values()):
            guess = ""  # it belongs to an item of a list
        filled = node.keys[guess].line if guess in node.keys else 0
        words = keys.unknown_key(table, key, guess, sure=sure, look=self.may_guess(key), filled=filled)
        if not sure and (advice := pairs.under_one_key(table, key, guess, node)):
            words = Words(f"Неизвестное поле «{messages.shorten(key)}».", *advice)
        self.report("E201", node.keys[key], key, words, (key, guess) if sure else None)
        if sure:
            before, known = len(self.problems), len(self.wanted)
            self.check_entry(record, guess, value, table)
            answers, self.wanted[known:] = self.wanted[known:], []
            if answers and len(answers) == len(self.problems) - before and answers[0].steps == self.steps:
                del self.problems[before:]  # one fix mends both the key and its value
                self.wanted[-1] = self.wanted[-1]._replace(changes=answers[0].changes)
        return guess
