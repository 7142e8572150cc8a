"""Command-line parsing with argparse, its messages translated into Russian."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

# argparse's messages about a wrong call → their Russian wording. The first match wins.
TRANSLATIONS = (
    (r"invalid choice: '(?P<wrong>.*?)' \(choose from (?P<known>.*)\)", "«{wrong}» здесь не бывает. {guess}"),
    (r"unrecognized arguments: (.*)", "лишнее: {0}"),
    (r"the following arguments are required: (.*)", "не хватает: {0}"),
    (r"one of the arguments (.*) is required", "нужно что-то одно: {0}"),
    (r"(.*)expected (?:one|at most one|at least one|\d+) arguments?", "{0}дальше нужно значение"),
    (r"(.*)not allowed with argument (.*)", "{0}не бывает вместе с {1}"),
    (r"ambiguous option: (\S+) could match (.*)", "{0}: так начинаются {1}"),
    (r"(.*)ignored explicit argument '(.*)'", "{0}значение «{1}» здесь не нужно"),
    (r"(.*)invalid \w+ value: '(.*)'", "{0}значение «{1}» не годится"),
)
HEADINGS = {"options": "настройки", "positional arguments": "что назвать"}


def in_russian(message: str) -> str:
    """Translate an argparse error into Russian. An unknown message is returned as it is."""
    plain = message.removeprefix("argument ")
    for pattern, words in TRANSLATIONS:
        if found := re.search(pattern, plain, re.DOTALL):
            named = found.groupdict()
            if not named:
                return words.format(*found.groups())
            known = re.findall(r"[^\s,'\"]+", named["known"])
            return plain[: found.start()] + words.format(wrong=named["wrong"], guess=_guess(named["wrong"], known))
    return plain


def _guess(wrong: str, known: list[str]) -> str:
    from generator.problems.suggestions import Words  # imported late: most calls are right

    guess = Words(known).guess(wrong)
    return f"Возможно, {guess}" if guess else f"Можно: {', '.join(known)}"


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that speaks Russian."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"add_help": False, "formatter_class": _Help})
        self.add_argument("-h", "--help", action="help", help="показать эту справку")

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: неверный вызов: {in_russian(message)}. Справка: {self.prog} --help\n")


class _Help(argparse.HelpFormatter):
    """Translates argparse's own headings."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "вызов: " if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        super().start_section(HEADINGS.get(heading or "", heading))
