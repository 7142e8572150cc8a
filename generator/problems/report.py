"""Problems as text for people and machines: terminal, JSON, GitHub annotations, GitLab code quality."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Protocol

from generator.problems.problem import Problem, load_catalogue
from generator.text import count_of

ACTING = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
MARKUP = re.compile(r"[\\`*_{}\[\]()#+!|~@:&<>-]")
MAX_LISTED = 200
WORD = {"error": "ошибка", "warning": "предупреждение"}


class HasText(Protocol):
    """A file as far as a report needs it."""

    @property
    def text(self) -> str: ...


def write_text(problems: Sequence[Problem], files: Mapping[str, HasText]) -> str:
    """Return ``path:line:col: ошибка E012 …`` with the line, a caret and the remedy, and a count at the end.

    Lines of a fix stand at the left edge, indented as in the file, to be copied as they are.
    """
    parts = []
    for problem in problems:
        place = printable(place_of(problem))
        parts.append(f"{place}: {WORD[problem.severity]} {problem.code} {printable(problem.message)}")
        raw = files.get(problem.path)
        lines = raw.text.split("\n") if raw else []
        if problem.line and problem.line <= len(lines):
            line = lines[problem.line - 1]
            parts.append(f"    {printable(line[:200])}")
            if problem.column <= 200:
                blank = "".join("\t" if c == "\t" else " " for c in line[: problem.column - 1])
                parts.append(f"    {blank}^")
        if problem.hint:
            parts.append(f"    → {printable(problem.hint)}")
        if problem.fix:
            parts.append(f"    → {problem.fix.words}")
            parts += map(printable, problem.fix.text.split("\n") if problem.fix.text else ())  # as they are copied
    parts.append(summarize(problems))
    return "\n".join(parts)


def place_of(problem: Problem) -> str:
    return f"{problem.path}:{problem.line}:{problem.column}" if problem.line else problem.path


def printable(text: str) -> str:
    """Return the text with characters that would act on a terminal (controls, bidi) made visible."""
    return ACTING.sub("\N{REPLACEMENT CHARACTER}", text)


def write_markdown(problems: Sequence[Problem]) -> str:
    """Return a summary for a forge's page. Record texts are strangers': Markdown and HTML characters are escaped."""
    lines = ["## Проверка записей", "", summarize(problems), ""]
    for problem in problems[:MAX_LISTED]:
        words = f"{problem.message} → {problem.hint}" if problem.hint else problem.message
        place = disarmed(place_of(problem))
        lines.append(f"- **{WORD[problem.severity]} {problem.code}** {place}: {disarmed(words)}")
        if problem.fix:
            ready = "".join(f"\n  {_escaped(printable(line))}" for line in problem.fix.text.split("\n"))
            lines.append(f"  {problem.fix.words}" + (f"\n  <pre>{ready}</pre>" if problem.fix.text else ""))
    if len(problems) > MAX_LISTED:
        lines.append(f"- … и ещё {len(problems) - MAX_LISTED}")
    return "\n".join(lines)


def disarmed(text: str) -> str:
    """Return a stranger's text for a Markdown page: one line in which nothing is markup."""
    return _escaped(printable(" ".join(text.split())))


def _escaped(plain: str) -> str:
    return MARKUP.sub(lambda sign: f"&#{ord(sign[0])};", plain)


def summarize(problems: Sequence[Problem]) -> str:
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    if not problems:
        return "Ошибок нет."
    shown = [count_of(errors, "ошибка", "ошибки", "ошибок")] if errors else ["Ошибок нет"]
    if warnings:
        shown.append(count_of(warnings, "предупреждение", "предупреждения", "предупреждений"))
    return ", ".join(shown) + "."


def write_json(problems: Sequence[Problem]) -> str:
    """A list of objects with ``code severity path line column record field message hint fix``.

    ``fix`` has ``first``, ``last`` and ``text``, or is null; the hint has its lines in it.
    """
    names = ("code", "severity", "path", "line", "column", "record", "field", "message")
    rows = [
        {name: getattr(problem, name) for name in names}
        | {"hint": problem.advice, "fix": asdict(problem.fix) if problem.fix else None}
        for problem in problems
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def write_github(problems: Sequence[Problem]) -> str:
    """Workflow commands: https://docs.github.com/actions/reference/workflow-commands-for-github-actions."""
    lines = []
    for problem in problems:
        place = f"file={_property(problem.path)}"
        if problem.line:
            place += f",line={problem.line},col={problem.column}"
        body = f"{problem.message} {problem.advice}".strip()
        lines.append(f"::{problem.severity} {place},title={_property(problem.code)}::{_data(body)}")
    return "\n".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def write_gitlab(problems: Sequence[Problem]) -> str:
    """A code quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""
    rows = []
    catalogue = load_catalogue()
    for problem in problems:
        identity = f"{problem.code}|{problem.path}|{problem.field}|{problem.message}"
        rows.append(
            {
                "description": f"{problem.message} {problem.advice}".strip(),
                "check_name": f"{problem.code} {catalogue[problem.code].title}",
                "fingerprint": hashlib.sha256(identity.encode()).hexdigest(),
                "severity": "major" if problem.severity == "error" else "minor",
                "location": {"path": problem.path, "lines": _lines_of(problem)},
            }
        )
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _lines_of(problem: Problem) -> dict[str, int]:
    """Return the lines a fix replaces, or the line of the problem."""
    if problem.fix:
        return {"begin": problem.fix.first, "end": problem.fix.last}
    return {"begin": max(problem.line, 1)}
