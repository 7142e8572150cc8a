"""A field written twice: one list made of both, if both are lists. Lines count from 1 here, as in marks."""

from __future__ import annotations

import re

from generator.problems.problem import Fix
from generator.records.yaml.nodes import Mark, Node, ScalarNode, SequenceNode


def advice_on_repeated(lines: list[str], keys: tuple[Mark, Mark], values: tuple[Node, Node]) -> tuple[str, Fix | None]:
    """Return what to do with a key and its repetition, and the fix if both are lists of the same layout."""
    first, second = values
    if isinstance(first, ScalarNode) and isinstance(second, ScalarNode):
        hint = "Оставьте одну из строк; если верны обе, соедините их значения."
        alone = lines[keys[1].line - 1][keys[1].column - 1 :] == lines[keys[1].line - 1].lstrip()
        return hint, Fix(keys[1].line, keys[1].line, "") if alone and first.text == second.text else None
    if not isinstance(first, SequenceNode) or not isinstance(second, SequenceNode):
        return "Соедините значения обеих строк в первой, вторую удалите.", None
    if first.flow and second.flow:
        return _in_brackets(lines, keys)
    if first.flow or second.flow:
        return "Это один список: перенесите пункты второго в первый, строку второго названия удалите.", None
    last, end = _end(lines, first.mark), _end(lines, second.mark)
    begin, move = keys[1].line, first.mark.column - second.mark.column
    items = lines[second.mark.line - 1 : end]
    hint = f"Это один список: пункты строк {second.mark.line}–{end} стоят под первым, вторая строка «{{}}» не нужна."
    known = "\n".join(line.strip() for line in lines[first.mark.line - 1 : last])
    if "\n".join(line.strip() for line in items) == known:
        return "Список записан дважды: оставьте его один раз.", Fix(begin, end, "")
    inner = [line for line in lines[begin : second.mark.line - 1] if line.strip()]
    if inner or lines[begin - 1][: keys[1].column - 1].strip() or any("\t" in line for line in items):
        return hint, None
    moved = [_moved(line, move) for line in items]
    return hint, Fix(last, end, "\n".join([lines[last - 1], *moved, *lines[last : begin - 1]]))


def _in_brackets(lines: list[str], keys: tuple[Mark, Mark]) -> tuple[str, Fix | None]:
    """Return the advice for two lists in brackets, each on its key's line."""
    first, second = (re.fullmatch(r"( *(?:- )?[a-z_]+: *)\[([^\[\]#]*)\]\s*", lines[key.line - 1]) for key in keys)
    hint = "Это один список: соедините значения обеих строк."
    if not first or not second or "-" in second[1]:
        return hint, None
    parts = [part.strip() for found in (first, second) for part in found[2].split(",") if part.strip()]
    if any(part[0] in "'\"" and part[-1] != part[0] for part in parts):
        return hint, None  # a comma within quotes
    joined = f"{first[1]}[{', '.join(dict.fromkeys(parts))}]"
    between = lines[keys[0].line : keys[1].line - 1]
    return hint, Fix(keys[0].line, keys[1].line, "\n".join([joined, *between]))


def _end(lines: list[str], mark: Mark) -> int:
    """Return the last line of the list whose first dash is at ``mark``."""
    last = mark.line
    for number in range(mark.line, len(lines)):
        line = lines[number]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        indent = len(line) - len(line.lstrip())
        if indent < mark.column - 1 or (indent == mark.column - 1 and not line.lstrip().startswith("-")):
            break
        last = number + 1
    return last


def _moved(line: str, by: int) -> str:
    bare = line.lstrip(" ")
    return " " * max(0, len(line) - len(bare) + by) + bare if bare else ""
