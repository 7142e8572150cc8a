"""One value, or a list of values: what Table Schema cannot check, and the fix where only one is possible.

Keys, rows and missing fields are checked in ``validate``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from generator.model.hosts import apart
from generator.model.identifiers import CHECKS, CODE, SLUG, whole_phone
from generator.model.schemas import Field
from generator.model.verdicts import Verdict
from generator.model.vocabulary import Term
from generator.phones import format_phone, with_note
from generator.records import glossary, messages, row_texts
from generator.records.beside import beside_code, place_of
from generator.records.glossary import NOWHERE
from generator.records.identified import CHECK_CODES, MAX_GUESSED, FormChecker, Wanted
from generator.records.keys import fields_named
from generator.records.messages import Words
from generator.records.plain_nodes import joined_text, only_text, texts_in
from generator.records.plain_texts import oddity
from generator.records.yaml import Node, ScalarNode, SequenceNode
from generator.text import blank, fold, mixed_alphabet

LATIN = re.compile("[a-zA-Z]")
MIXED = re.compile(r"[a-zA-Z][а-яА-ЯёЁ]|[а-яА-ЯёЁ][a-zA-Z]")
LIMIT = re.compile(r"(?:до|по|с|со)\s+(?:\d|конца)", re.IGNORECASE)  # the day of another value
TWO_THINGS = re.compile(r"[а-яё-]{3,} и [а-яё-]{3,}")
ADJECTIVE = re.compile(r"(?:[ыио]й|ая|яя|ое|ее|ые|ие|их|ых)\b")  # what it describes may follow
SEPARATORS = re.compile(r"[,;\n]|\s/\s")


class ValueChecker(FormChecker):
    """Checks the values of one record."""

    def check_field(self, node: Node, field: Field) -> str | list[str] | None:
        if field.type == "array":
            return self.check_array(field, node)
        if not isinstance(node, ScalarNode):
            words = messages.one_value_expected(field, only_text(node) or joined_text(field, node), texts_in(node))
            self.report("E205", node.mark, field.name, words)
            return None
        return self.check_text(field, node, field.check) if field.type == "string" else self.check_form(field, node)

    def empty_value(self, field: Field) -> Words:
        return glossary.empty_value(field, self.vocabulary.lists.get(field.list, {}))

    def check_array(self, field: Field, node: Node) -> list[str] | None:
        if not isinstance(node, SequenceNode):
            self.refuse_list(field, node)
            return None
        values: dict[str, None] = {}
        before, faults = len(self.wanted), len(self.problems)
        for item in node.items:
            if not isinstance(item, ScalarNode):
                words, inner = messages.text_item_expected(field, only_text(item)), only_text(item)
                if field.items in CHECK_CODES and (guess := CHECKS[field.items](inner).guess):
                    words = Words(words.message, "Пункт — одно значение, без пояснений.", {field.name: guess})
                self.report("E205", item.mark, field.name, words)
                continue
            value = self.check_text(field, item, field.items)
            if value is not None and value in values:
                words = messages.repeated_value(field, value)
                self.report("E221", item.mark, field.name, words._replace(changes={field.name: None}))
            elif value is not None:
                values[value] = None
        if field.required and not node.items:
            self.report("E204", node.mark, field.name, self.empty_value(field))
        elif self.wanted[before:]:
            at_fault = sum(problem.code < "W" for problem in self.problems[faults:])
            answers = self.wanted[before:] if len(self.wanted) - before >= at_fault else []  # all or none
            self.wanted[before:] = self.told_once(self.whole_list(field, node, answers))
        return list(values) or None

    def whole_list(self, field: Field, node: SequenceNode, wanted: list[Wanted]) -> list[Wanted]:
        """Extend the fixes of single items to the whole list, with every item that has a fix replaced."""
        answers = {(one.problem.line, one.problem.column): one.changes for one in wanted}
        whole: dict[str, None] = {}
        for item in node.items:
            value = item.text.strip() if isinstance(item, ScalarNode) else ""
            found = answers.get(item.mark, {field.name: value})[field.name]
            whole |= dict.fromkeys(found if isinstance(found, list) else [found] if found else [])
        return [one._replace(changes={field.name: list(whole) or None}) for one in wanted]

    def told_once(self, wanted: list[Wanted]) -> list[Wanted]:
        """Join the problems of one list that say the same of several values, as one fix mends them all."""
        found: dict[tuple[str, str], list[Wanted]] = {}
        for one in wanted:
            found.setdefault((one.problem.code, one.problem.message.partition(" «")[2].rpartition(" «")[0]), []).append(
                one
            )
        joined = []
        for same in found.values():
            first, *others = (one.problem for one in same)
            values = (other.message.rpartition(" «")[2].removesuffix(".") for other in others)
            message = ", «".join([first.message.removesuffix("."), *values]) + "." if others else first.message
            hint = " ".join(dict.fromkeys(one.problem.hint for one in same))
            told = replace(first, message=message, hint=hint)
            self.problems[:] = [told if one is first else one for one in self.problems if one not in others]
            joined.append(same[0]._replace(problem=told))
        return joined

    def refuse_list(self, field: Field, node: Node) -> None:
        typed = node.text.strip() if isinstance(node, ScalarNode) else only_text(node)
        if isinstance(node, ScalarNode) and not typed:
            if not node.refused:
                self.report("E204", node.mark, field.name, self.empty_value(field))
        elif not isinstance(node, ScalarNode) or not node.refused:
            folded = isinstance(node, ScalarNode) and node.folded
            whole = isinstance(node, ScalarNode) and not folded
            if words := self.one_identifier(field, typed) if whole else None:
                self.report(CHECK_CODES[field.items], node.mark, field.name, words)
            else:
                self.report("E208", node.mark, field.name, self.split_list(field, typed, folded=folded))

    def one_identifier(self, field: Field, typed: str) -> Words | None:
        """Return the words for a single phone or address in place of a list, unless brackets would mend it."""
        if field.items not in CHECK_CODES or len(parts := self.parts_of(field, typed)) > 1:
            return None
        typed = parts[0] if parts else typed
        verdict: Verdict = CHECKS[field.items](typed)
        if not verdict.fault or verdict.guess or self.is_nothing(field, field.items, typed):
            return None
        words = self.identifier_words(field, typed, field.items, verdict)
        if field.items == "phone" and (whole := whole_phone(typed, self.area)):
            line = messages.list_line(field.name, [format_phone(whole, self.area)])
            words = words._replace(hint=f"Возможно, номер такой, сверьте и запишите: {line}")
        return words

    def parts_of(self, field: Field, typed: str) -> list[str]:
        """Split one text in place of a list into values."""
        if messages.NUMBERS.fullmatch(typed) or (field.items == "phone" and not CHECKS["phone"](typed).fault):
            return [typed]  # a comma before an extension separates nothing
        if field.items == "phone":
            typed = with_note(re.sub(r"[,;]\s*(?=(?:доб|вн|ext)\w*\.?\s*\d)", " ", typed))
            if not CHECKS["phone"](typed).fault:
                return [typed]
        if field.items == "email" and typed.count("@") == 1 and CHECKS["email"](typed).guess:
            return [typed]  # a comma typed instead of the dot
        parts = messages.BULLET.split(typed) if messages.BULLET.match(typed) else SEPARATORS.split(apart(typed))
        if field.ref and len(parts) == 1 and len(ids := re.split(r"\s+и\s+|\s+", typed)) > 1:
            parts = ids if all(map(SLUG.fullmatch, ids)) else parts
        return [part.strip() for part in parts if part.strip()]

    def split_list(self, field: Field, typed: str, *, folded: bool = False) -> Words:
        """Return the words for one text in place of a list, with a fix if its values are certain.

        ``folded``: the text spans several lines, and where they ended is not known.
        """
        if self.is_nothing(field, field.items, typed):
            return messages.not_known(field, typed)
        bullets, parts = messages.BULLET.match(typed) is not None, self.parts_of(field, typed)
        if field.list:
            terms = self.vocabulary.lists.get(field.list, {})
            found = [self.codes_in(field, part, terms) for part in (parts if len(parts) < MAX_GUESSED else ())]
            whole = glossary.sure_codes(typed, terms) or [code for codes in found for code in codes]
            sure = all(found) and bool(whole)
            words = messages.list_expected(field, whole, bullets=bullets, sure=sure)
            if sure:
                return words
            if field.open and len(parts) > 1 and all(map(row_texts.OF_AN_OWNER.fullmatch, parts)):
                return messages.list_expected(field, parts, bullets=bullets, sure=True)  # bodies by their names
            here = place_of(field, *self.row) if self.row else NOWHERE
            return words._replace(hint=glossary.choice(terms, typed if self.may_guess(typed) else "", field, here))
        if field.items in CHECK_CODES:
            judged = [(part, CHECKS[field.items](part)) for part in parts]
            good = [verdict.guess or ("" if verdict.fault else part) for part, verdict in judged]
            words = messages.list_expected(field, good, bullets=bullets, sure=all(good) and bool(good))
            local = [format_phone(full, self.area) for part in parts if (full := whole_phone(part, self.area))]
            hint = f"Возможно, это {', '.join(local)}: сверьте и запишите каждый номер с новой строки после «- »."
            return words._replace(hint=hint) if field.items == "phone" and local and len(parts) > 1 else words
        if field.name == "fields" and self.row and (names := fields_named(parts, self.row[0].owners)):
            return messages.list_expected(field, names, bullets=bullets, sure=True)
        two = not folded and TWO_THINGS.fullmatch(typed) and not ADJECTIVE.search(typed)
        parts = typed.split(" и ") if two else parts
        one = len(parts) == 1 and not folded and typed.lower() not in messages.YES
        apart_by_signs = ";" in typed and "," not in typed and len(parts) > 1
        limited = len(parts) > 1 and any(map(LIMIT.match, parts))
        sure = not limited and (bullets or one or bool(two) or apart_by_signs or bool(field.ref))
        return messages.list_expected(field, parts, bullets=bullets, sure=sure and bool(parts))

    def codes_in(self, field: Field, part: str, terms: Mapping[str, Term]) -> list[str]:
        """Return the codes that a part of a list surely means; a body's name may be cut short."""
        begun = glossary.begun_code(part, terms) if field.open else ""
        return glossary.sure_codes(part, terms) or ([begun] if begun else [])

    def check_form(self, field: Field, node: ScalarNode) -> str | None:
        """Return the text of a date, time or number; Frictionless checks its form."""
        text = node.text.strip()
        if node.refused:
            return None
        if not text:
            self.report("E204", node.mark, field.name, self.empty_value(field))
            return None
        return text

    def check_text(self, field: Field, node: ScalarNode, check: str) -> str | None:
        """Return the trimmed text after checking its list or its form; None if it is refused."""
        if node.refused:
            return None
        text = node.text.strip()
        if blank(text):
            self.report("E204", node.mark, field.name, self.empty_value(field))
            return None
        if field.list and not (field.open and not CODE.fullmatch(text)):
            return self.check_code(field, node, text)
        if check and check not in ("text", "longtext"):
            return self.check_identifier(field, node, text, check)
        if "\t" in text and check != "longtext":
            self.report("E121", node.mark, field.name, messages.tab_inside(field, text))
            return None
        if "\n" in text and check != "longtext":
            self.report("E217", node.mark, field.name, messages.several_lines(field, text))
            return None
        terms = self.vocabulary.lists.get(field.list, {}) if field.list and self.may_guess(text) else {}
        if terms and (name := glossary.named_value(field, text, terms)):
            self.report("W349", node.mark, field.name, name)
        elif not field.ref and (odd := oddity(field, text)):
            self.report(odd.code, node.mark, field.name, Words(*odd[1:]))
        elif LATIN.search(text) and MIXED.search(text) and not field.ref:
            words = [word for word in re.findall(r"[^\W\d_]+", text) if mixed_alphabet(word)]
            if words:
                self.report("W202", node.mark, field.name, messages.mixed_words(field, text, words))
        return text

    def check_code(self, field: Field, node: ScalarNode, text: str) -> str | None:
        terms = self.vocabulary.lists.get(field.list, {})
        if field.list == "yes_no" and fold(text) == fold(field.title):  # «Бессрочно: бессрочно»
            message = f"{messages.name_of(field)}: нужно «да» или «нет», а записано «{messages.shorten(text)}»."
            self.report("E220", node.mark, field.name, Words(message, "«yes» — это «да».", {field.name: "yes"}))
            return None
        if text in terms or field.list not in self.vocabulary.lists:  # an unknown list is reported where it is named
            return text
        codes = glossary.sure_codes(text, terms) if self.may_guess(text) else []
        if not codes and self.is_nothing(field, "", text):
            words = messages.not_known(field, text)
        elif len(codes) > 1:
            changes = {field.name: codes} if field.type == "array" else None
            words = glossary.several_codes(field, text, codes, terms, changes)
        else:
            row = self.row if self.may_guess(text) else None
            beside = beside_code(field, text, terms, *row) if row and not codes and field.type == "string" else None
            here, answer = place_of(field, *row) if row else NOWHERE, {field.name: codes[0]} if codes else None
            words = beside or glossary.unknown_code(field, text, terms, answer, here)
        self.report("E220", node.mark, field.name, words)
        return None
