"""What every check of a value needs, and values that have a form: numbers with a checksum, phones, addresses."""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.model.hosts import apart
from generator.model.identifiers import CHECKS, whole_phone
from generator.model.schemas import Field, Table
from generator.model.verdicts import Verdict
from generator.model.vocabulary import Vocabulary
from generator.phones import format_phone, with_note
from generator.problems import readings, spellings
from generator.problems.problem import Problem, add_problem
from generator.records import glossary, messages
from generator.records.messages import Changes, Words
from generator.records.yaml import MappingNode, Mark, ScalarNode

Steps = tuple[tuple[str, int], ...]  # the path to a row: key and index in each list


class Wanted(NamedTuple):
    """The fix of a problem, for the writer of fields: new values of a row, or another name of a key."""

    problem: Problem
    steps: Steps
    changes: Changes
    renamed: tuple[str, str] | None = None


MAX_GUESSED = 50  # unknown words of one file; thousands would take seconds
CHECK_CODES = {
    "inn": "E230",
    "ogrn": "E231",
    "ogrn_any": "E231",
    "kpp": "E232",
    "minjust": "E233",
    "phone": "E234",
    "email": "E235",
    "url": "E236",
}
NUMBERED = ("inn", "ogrn", "ogrn_any", "kpp", "minjust")
NOTHING = ("phone", "email", "url")  # where «нет» means that there is none


def _number_alone(text: str, check: str) -> str:
    """Return the one valid number among the words of a text; empty if there is none, or several."""
    found = [word for word in re.findall(r"(?<!\d)\d{9,15}(?!\d)", text) if not CHECKS[check](word).fault]
    return found[0] if check in NUMBERED and len(found) == 1 else ""


class FormChecker:
    """Collects problems of one record. ``area``: the town's area code, for short phones."""

    def __init__(self, path: str, record_id: str, vocabulary: Vocabulary, area: str) -> None:
        self.path = path
        self.record_id = record_id
        self.vocabulary = vocabulary
        self.area = area
        self.problems: list[Problem] = []
        self.wanted: list[Wanted] = []
        self.steps: Steps = ()
        self.sought: set[str] = set()
        self.row: tuple[Table, MappingNode] | None = None  # whose values are checked

    def may_guess(self, typed: str) -> bool:
        """Tell whether to spend time on guessing what a word means; words already guessed are free."""
        if len(self.sought) < MAX_GUESSED:
            self.sought.add(typed)
        return typed in self.sought

    def report(self, code: str, mark: Mark, key: str, words: Words, renamed: tuple[str, str] | None = None) -> None:
        key = key[: messages.SHOWN]
        problem = Problem(code, self.path, mark.line, mark.column, words.message, words.hint, self.record_id, key)
        if words.changes is not None or renamed:
            self.wanted.append(Wanted(problem, self.steps, words.changes or {}, renamed))
        add_problem(self.problems, problem)

    def is_nothing(self, field: Field, check: str, text: str) -> bool:
        """Tell whether a text in place of a code, a phone or an address only says that there is none."""
        if field.required:
            return False
        return readings.is_absent(text) if check in CHECK_CODES else bool(field.list) and readings.is_unknown(text)

    def check_identifier(self, field: Field, node: ScalarNode, text: str, check: str) -> str | None:
        """Check a value that has a form: a number with a checksum, a phone, an address."""
        verdict: Verdict = CHECKS[check](text)
        if not verdict.fault and check in CHECK_CODES and (bare := spellings.undressed(text)) != text:
            verdict = Verdict(text, "вокруг значения лишние знаки", "Нужно одно значение, без знаков вокруг.", bare)
        if not verdict.fault:
            return verdict.value
        if check == "phone" and not verdict.guess and (noted := with_note(text)) != text:
            noted_verdict = CHECKS[check](noted)
            verdict = verdict._replace(guess="" if noted_verdict.fault else noted_verdict.value)
        if not verdict.guess and (bare := spellings.undressed(text)) != text:
            bare_verdict = CHECKS[check](bare)
            verdict = verdict._replace(guess=bare_verdict.guess or ("" if bare_verdict.fault else bare))
        words = self.identifier_words(field, text, check, verdict)
        self.report(CHECK_CODES.get(check, "E237"), node.mark, field.name, words)
        return None

    def identifier_words(self, field: Field, text: str, check: str, verdict: Verdict) -> Words:
        """Return the words for an identifier that is at fault."""
        if self.is_nothing(field, check, text):
            return messages.not_known(field, text)
        if messages.NUMBERS.fullmatch(text):
            return messages.digits_lost(field, text)
        whole = whole_phone(text, self.area) if check == "phone" and not verdict.guess else ""
        if whole:  # likely, but people must compare: a hint, not a fix
            verdict = verdict._replace(hint=f"Возможно, это {format_phone(whole, self.area)}: сверьте.")
        if check == "month" and verdict.guess:  # one month, so nothing on a second one
            verdict = verdict._replace(hint="Нужны год и месяц через дефис.")
        if not verdict.guess and (alone := _number_alone(text, check)):
            verdict = verdict._replace(
                hint=f"Здесь оставьте {messages.line_of(field.name, alone)}, остальное — в своё поле."
            )
        if check == "code" and (terms := self.vocabulary.lists.get(self.record_id)):
            verdict = glossary.code_of_a_list(text, terms, verdict)
        words = messages.bad_form(field, text, verdict)
        if field.type != "array" and (first := self.first_of_several(text, check)):
            hint = f"Поле принимает одно: оставьте главное, например {messages.line_of(field.name, first)}"
            return words._replace(hint=hint, changes=None)
        if words.changes is None and (several := self.read_several(field, text, check)):
            words = words._replace(changes={field.name: several})
        return words

    def first_of_several(self, text: str, check: str) -> str:
        """Return the first of several mailboxes or phones in a field for one; empty if the text has no others."""
        parts = [part.strip() for part in re.split(r"[,;]|\s+и\s+", text)]
        sound = check in ("email", "phone") and len(parts) > 1 and not any(CHECKS[check](part).fault for part in parts)
        return parts[0] if sound else ""

    def read_several(self, field: Field, text: str, check: str) -> list[str]:
        """Return the phones, mailboxes or addresses in one text of a list; empty if any part is none."""
        parts = [part.strip() for part in re.split(r"[,;\s]*[,;]\s*|\s+(?:и|/)\s+|\n", apart(text)) if part.strip()]
        if field.type != "array" or check not in NOTHING or len(parts) < 2:
            return []
        if check == "phone" and not CHECKS[check](parts[0]).fault:  # the rest may be short, without the town's code
            parts = [whole_phone(part, self.area) or part for part in parts]
        return parts if not any(CHECKS[check](part).fault for part in parts) else []
