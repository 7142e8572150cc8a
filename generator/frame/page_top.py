"""The top of a page of prose: front matter and heading. Text in, problems out."""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.problems.problem import Fix, Problem
from generator.records.yaml import MappingNode, ScalarNode, parse_record

HEADING = re.compile(r"^# +([^ \n].*)$", re.MULTILINE)
TIGHT = re.compile(r"#(?P<title>[^\s#].*)$")
HEAD = re.compile(r"---\n(.*?)^---\s*?\n", re.DOTALL | re.MULTILINE)
ENTRY = re.compile(r"[^\W\d_][\w -]{0,30}:(?: |$)")
KEYS = ("title", "description")
SAME = {"заголовок": "title", "название": "title", "name": "title", "описание": "description"}


class Top(NamedTuple):
    """The parts of a page. An empty title means there is none; ``first_line`` is the line of the body's start."""

    title: str
    description: str
    body: str
    first_line: int


def read_top(text: str, path: str) -> tuple[Top, list[Problem]]:
    """Split a page's text into its parts, and report what is wrong with the top."""
    found = HEAD.match(text)
    if found is None and (problem := _unclosed(text, path)):
        return Top("", "", text, 1), [problem]
    body = text[found.end() :] if found else text
    line = text.count("\n", 0, found.end()) + 1 if found else 1
    values, problems = _read_head(found[1] if found else "", path)
    heading = HEADING.search(body)
    title = values.get("title") or (heading[1].rstrip().rstrip("#").rstrip() if heading else "")
    if not title:
        problems.append(_untitled(body, line, path))
    return Top(title, values.get("description", title), body, line), problems


def _unclosed(text: str, path: str) -> Problem | None:
    """Report front matter without its closing dashes: it would be read as text."""
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return None
    last = 0
    while last + 1 < len(lines) and ENTRY.match(lines[last + 1]):
        last += 1
    if not last:
        return None
    hint = "После title и description нужна ещё одна такая же строка."
    fix = Fix(last + 1, last + 1, f"{lines[last]}\n---")
    return Problem("E516", path, 1, 1, "Начало страницы не закрыто строкой «---».", hint, fix=fix)


def _untitled(body: str, line: int, path: str) -> Problem:
    hint = "Начните страницу строкой «# Заголовок»."
    lines = body.split("\n")
    place = next((n for n, one in enumerate(lines) if one.strip()), 0)
    tight = TIGHT.match(lines[place])
    fix = Fix(line + place, line + place, f"# {tight['title']}") if tight else None
    return Problem("E506", path, line, 1, "У страницы нет заголовка.", hint, fix=fix)


def _read_head(head: str, path: str) -> tuple[dict[str, str], list[Problem]]:
    """Read the values of the front matter. Line numbers count from the opening dashes."""
    if not head.strip():
        return {}, []
    parsed = parse_record(head, path)
    problems = [_below(problem, path) for problem in parsed.problems]
    values: dict[str, str] = {}
    for key, node in parsed.root.entries.items() if parsed.root else ():
        mark = (parsed.root or MappingNode({}, {}, node.mark)).keys[key]
        line, column = mark.line + 1, mark.column
        if key not in KEYS:
            hint = "В начале страницы бывают только title и description."
            meant = SAME.get(key.casefold(), key.casefold())
            old = head.split("\n")[mark.line - 1]
            is_free = meant in KEYS and meant not in (parsed.root.entries if parsed.root else {})
            fix = Fix(line, line, old.replace(key, meant, 1)) if is_free else None
            problems.append(Problem("E507", path, line, column, f"Лишнее поле «{key}».", hint, field=key, fix=fix))
        elif isinstance(node, ScalarNode) and node.text.strip():
            values[key] = node.text.strip()
        else:
            hint = "Заполните строку или удалите её."
            problems.append(Problem("E508", path, line, column, f"Поле «{key}» не заполнено.", hint, field=key))
    return values, problems


def _below(problem: Problem, path: str) -> Problem:
    """Move a problem of the front matter to its line in the page."""
    fix = problem.fix
    fix = Fix(fix.first + 1, fix.last + 1, fix.text) if fix else None
    return Problem(problem.code, path, problem.line + 1, problem.column, problem.message, problem.hint, fix=fix)
