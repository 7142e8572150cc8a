"""One file: text → tree → texts of its fields, and every problem of the file itself.

If the structure of a list is broken, a new layout of it is tried. If the file reads better with it, one problem for
the whole block replaces those that the broken lines made, and the rest of the file is read on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from generator.model.schemas import Table
from generator.model.vocabulary import Vocabulary
from generator.problems.problem import Fix, Problem
from generator.problems.weeks import read_weekdays
from generator.records.canonical import quote
from generator.records.findings import Finding, lacks
from generator.records.glossary import missing_field
from generator.records.messages import name_of
from generator.records.places import answered, put
from generator.records.plain_file import text_instead_of_record
from generator.records.relayout import Block, lay_out
from generator.records.source import RawFile
from generator.records.validate import Outcome, Record, Spoiled, Trail, draft_record
from generator.records.yaml import parse_record

# Problems a broken list causes; the others concern single values.
STRUCTURAL = frozenset(
    f"E{number}" for number in (110, 115, 117, 121, 122, 125, 127, 128, 132, 133, 201, 203, 205, 206, 207, 208)
)
BROKEN = STRUCTURAL - {"E201", "E203", "E205", "E208"}  # single values may cause these too
MAX_TRIED = 6
SIGNS_TRIED = 200_000  # characters read again to try the fixes of one file
LONGEST_TRIED = 32_000
WORD = re.compile(r"\w{2,}")
MESSAGES = {
    "spaces": ("E122", "отступы сделаны неразрывными пробелами, как при вставке из Word", "Наберите их с клавиатуры."),
    "tabs": ("E121", "отступы сделаны табуляцией", "Замените её пробелами."),
    "marks": ("E135", "вместо дефисов стоят другие знаки", "Каждый пункт списка начинается с дефиса и пробела."),
    "dash": ("E206", "у пункта потерян дефис", "Каждый пункт списка начинается с дефиса и пробела."),
    "dashes": ("E206", "дефис стоит перед каждым полем", "Дефис ставят один раз, перед первым полем каждого пункта."),
    "key": ("E207", "у первого поля пункта нет названия", "Пункт начинается с названия поля и двоеточия."),
    "stray": ("E128", "пункт стоит отдельно от своего списка", "Пункты стоят подряд, под названием списка."),
    "wrap": ("E201", "лишнее название над записью", "Файл — одна запись: её поля начинаются у левого края."),
    "shift": ("E128", "строки сдвинуты", "Дефисы пунктов стоят друг под другом, поля пункта — под первым его полем."),
}


def read_file(raw: RawFile, table: Table, vocabulary: Vocabulary, area: str = "", tries: int = MAX_TRIED) -> Outcome:
    """Check one file by itself. ``area``: the town's area code. ``tries``: how many lists may get a new layout."""
    found = _read(raw, table, vocabulary, area)
    broken = any(problem.code in STRUCTURAL for problem in found.problems)
    if broken and len(raw.text) <= LONGEST_TRIED and (text := text_instead_of_record(raw, table, vocabulary)):
        return Outcome(raw.table, raw.id, Spoiled.entirely(), [text])
    found = _tried(_with_name(found, raw, table), raw, table, vocabulary, area)
    if not tries or len(raw.text) > LONGEST_TRIED:
        return found
    if not any(problem.code in STRUCTURAL for problem in found.problems) and not _lacking(found.record, table):
        return found
    for block in lay_out(raw.text, table)[:MAX_TRIED]:
        at_fault = block.cause == "dashes" or _in_block(found.problems, block.first, block.last + 1)
        if not at_fault or not _is_kept(raw.text, block):
            continue
        lines = raw.text.split("\n")
        laid = raw._replace(text="\n".join([*lines[: block.first], block.text, *lines[block.last + 1 :]]))
        if _is_better(found, _read(laid, table, vocabulary, area), block, table):
            rest = read_file(laid, table, vocabulary, area, tries - 1)
            others = [*rest.problems, *_missing(laid, rest.record, table, vocabulary)]
            others = [_moved(problem, block) for problem in others]
            asked = {one.field: one for one in others if _is_asked(one, block)}
            problems = [_block_problem(raw, table, block, asked), *(one for one in others if not _is_asked(one, block))]
            outcome = Outcome(raw.table, raw.id, Spoiled.entirely(), sorted(problems, key=Problem.sort_key))
            return _tried(
                outcome, raw, table, vocabulary, area
            )  # the other problems have fixes found in the new layout
    return found


def _with_name(found: Outcome, raw: RawFile, table: Table) -> Outcome:
    """Offer the name of a record's first field if its first line has none, and that field is required and missing."""
    first, lines = next(field for field in table.fields if not field.implied), raw.text.split("\n")
    plain = first.required and first.type == "string" and not (first.list or first.check not in ("", "text"))
    if not plain or re.search(r"[;|\t]", lines[0]) or any(line.startswith(f"{first.name}:") for line in lines):
        return found
    fix = Fix(1, 1, f"{first.name}: {quote(lines[0].strip())}")
    hint = f"Запись начинается с поля {name_of(first)}."
    named = [
        replace(one, hint=hint, fix=fix) if (one.code, one.line) == ("E125", 1) and not one.fix else one
        for one in found.problems
    ]
    return found._replace(problems=named)


def _in_block(problems: Sequence[Problem], first: int, last: int, codes: frozenset[str] = STRUCTURAL) -> bool:
    """Tell whether a structural problem lies between the line before ``first`` and the one after ``last`` (from 0)."""
    return any(problem.code in codes and first <= problem.line <= last + 1 for problem in problems)


def _is_kept(text: str, block: Block) -> bool:
    """Tell whether the new layout keeps all words of the lines, but for the days of hours, which become codes."""
    before = WORD.findall("\n".join(text.split("\n")[block.first : block.last + 1]))
    before = before[len(WORD.findall(block.key)) :] if block.cause == "wrap" else before
    kept = [word for word in before if not (block.made and "days" in block.text and read_weekdays(word))]
    return not Counter(kept) - Counter(WORD.findall(block.text))


def _tried(found: Outcome, raw: RawFile, table: Table, vocabulary: Vocabulary, area: str) -> Outcome:
    """Return the outcome without syntax fixes that only lead to the same problem, or to more problems than before."""
    doubtful = [problem for problem in found.problems if problem.fix and problem.code < "E201"]
    if not doubtful or len(raw.text) > LONGEST_TRIED:
        return found
    most = max(MAX_TRIED, SIGNS_TRIED // max(len(raw.text), 1))
    vain = set(doubtful[most:])  # not tried
    count = len(found.problems) + _lacking(found.record, table)
    for problem in doubtful[:most]:
        assert problem.fix is not None  # noqa: S101 - selected above
        after = _read(raw._replace(text=problem.fix.apply(raw.text)), table, vocabulary, area)
        again = any((one.code, one.line) == (problem.code, problem.line) for one in after.problems)
        if again or len(after.problems) + _lacking(after.record, table) > count:
            vain.add(problem)
    problems = [replace(problem, fix=None) if problem in vain else problem for problem in found.problems]
    return found._replace(problems=problems)


def _lacking(record: Record, table: Table) -> int:
    """Count the required fields that a draft lacks, in nested lists too."""
    if isinstance(record, Spoiled) and record.whole:
        return 0
    own = sum(field.required and field.name not in record for field in table.fields if not field.implied)
    own = 0 if table.key in record else own  # the file is one list
    hidden = len(record.refused) if isinstance(record, Spoiled) else 0
    return max(0, own - hidden) + sum(
        _lacking(row, child) for key, child in table.nested.items() for row in record.get(key, ())
    )


def _missing(
    raw: RawFile, record: Record, table: Table, vocabulary: Vocabulary, trail: Trail = ()
) -> Iterator[Problem]:
    """Yield a problem without a fix for each missing required field: unsettled drafts get none elsewhere."""
    if isinstance(record, Spoiled) and record.whole:
        return
    whole = bool(table.file and table.key and not trail)  # the file is one list
    for field in table.fields if not whole else ():
        if field.required and not field.implied and lacks(record, field.name):
            words = missing_field(field, vocabulary.lists.get(field.list))
            yield replace(put(Finding("E203", trail, words.message, words.hint), raw, table), field=field.name)
    for key, child in ({table.key: table} if whole else table.nested).items():
        for number, row in enumerate(record.get(key, ())):
            yield from _missing(raw, row, child, vocabulary, (*trail, key, number))


def _is_better(before: Outcome, after: Outcome, block: Block, table: Table) -> bool:
    """Tell whether a new layout leaves no structural problem in the block and improves the file."""
    hopeless = isinstance(before.record, Spoiled) and before.record.whole
    if not hopeless and _lacking(after.record, table) > _lacking(before.record, table):
        return False
    if _in_block(after.problems, block.first, block.first + len(block.lines) - 1, BROKEN):
        return False
    broken, left = (sum(one.code in STRUCTURAL for one in found.problems) for found in (before, after))
    whole = block.cause == "dashes" and not _lacking(after.record, table) and _lacking(before.record, table)
    return bool(hopeless or len(after.problems) < len(before.problems) or left < broken or whole)


def _is_asked(problem: Problem, block: Block) -> bool:
    """Tell whether a required field is missing in an item made from one line: such lacks are reported together."""
    return problem.code == "E203" and problem.line - 1 in block.made


def _block_problem(raw: RawFile, table: Table, block: Block, asked: Mapping[str, Problem]) -> Problem:
    """Report a block with its new layout as the fix. ``asked``: fields its new items lack, with the problem of one."""
    code, what, hint = MESSAGES[block.cause]
    for name, lack in asked.items():
        hint += f" Потом в каждый пункт допишите {name}, {lack.hint.removeprefix('Добавьте строку, ')}"
    old = raw.text.split("\n")[block.first : block.last + 1]
    new = [line.text for line in block.lines]
    at = next((n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), 0)
    column = len(old[at]) - len(old[at].lstrip()) + 1
    key = next((found["key"] for line in reversed(old[:at]) if (found := _opens(line, column))), block.key)
    title = _title_of(table, key) or _title_of(table, block.key)
    message = f"«{title}» ({key}): {what}." if title else f"«{key}»: {what}."
    fix = Fix(block.first + 1, block.last + 1, block.text).trimmed(raw.text)
    return Problem(code, raw.path, block.first + at + 1, column, message, hint, raw.id, block.key, fix)


def _opens(line: str, column: int) -> re.Match[str] | None:
    """Match a line with a key alone, less indented than a column: the list that the lines below it belong to."""
    found = re.fullmatch(r"\s*(?:- )?(?P<key>\w+):\s*", line)
    return found if found and found.start("key") < column - 1 else None


def _title_of(table: Table, key: str) -> str:
    """Return the Russian title of a list or field of a table, or of a table nested in it; empty if it has none."""
    if child := table.nested.get(key) or (table if table.key == key else None):
        return child.title
    if field := table.by_name.get(key):
        return field.title
    return next((title for child in table.nested.values() if (title := _title_of(child, key))), "")


def _moved(problem: Problem, block: Block) -> Problem:
    """Move a problem found in the new layout to its line in the file."""
    shift = len(block.lines) - (block.last - block.first + 1)
    past = block.first + len(block.lines)
    fix = problem.fix
    if fix and fix.first > past:
        fix = replace(fix, first=fix.first - shift, last=fix.last - shift)
    elif fix and fix.last > block.first:
        fix = None  # the new layout replaces its lines first
    line = problem.line
    if line > past:
        line -= shift
    elif line > block.first:
        line = block.lines[line - block.first - 1].source + 1
    return replace(problem, line=line, fix=fix)


def _read(raw: RawFile, table: Table, vocabulary: Vocabulary, area: str) -> Outcome:
    parsed = parse_record(raw.text, raw.path)
    if parsed.root is None and table.file and table.key and raw.text.startswith("- "):
        hint = f"Список начинается строкой {table.key}: — под ней пункты."
        fix = Fix(1, 1, f"{table.key}:\n{raw.text.partition(chr(10))[0]}")
        return Outcome(
            raw.table,
            raw.id,
            Spoiled.entirely(),
            [replace(one, hint=hint, fix=fix) if one.code == "E110" else one for one in parsed.problems],
        )
    if parsed.root is None:
        return Outcome(raw.table, raw.id, Spoiled.entirely(), parsed.problems)
    draft = draft_record(parsed.root, table, raw.id, raw.path, vocabulary, area=area)
    problems = parsed.problems + draft.problems
    if draft.wanted or parsed.problems:
        problems = answered(draft.wanted, problems, raw, parsed.text, table)
    return Outcome(raw.table, raw.id, draft.record, problems)
