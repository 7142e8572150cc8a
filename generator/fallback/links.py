"""Links of prose to what is left out, pictures among them: their text stays, without the link."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import PurePosixPath

from generator.model.schemas import DataPackage
from generator.problems.problem import Problem

DEAD = frozenset({"E640", "E641"})  # links to a missing page or place
# An inline link: its text in brackets, which may contain others, and its address.
LINK = re.compile(r"!?\[((?:[^\[\]]|!?\[[^\[\]]*\](?:\([^()]*\))?)*)\]\(\s*<?([^\s()<>]+)>?(?:\s+[^()]*)?\)")


def leads_to(problem: Problem, package: DataPackage, paths: Collection[str]) -> bool:
    """Whether a dead link leads to the page of one of these records, or to a page below it."""
    tables = ((package.table_of(path), PurePosixPath(path).stem) for path in paths)
    return any(f"«{table.name}/{stem}/" in problem.message for table, stem in tables if table)


def unlink(text: str, problems: Collection[Problem]) -> str | None:
    """Return a page without the links at fault; None if one of them cannot be found."""
    lines = text.split("\n")
    dead = set()
    for problem in problems:
        line = lines[problem.line - 1] if 0 < problem.line <= len(lines) else ""
        at = problem.column - 1
        found = next((link for link in LINK.finditer(line) if link.start(2) <= at < link.end(2)), None)
        if found is None:
            return None
        dead.add(found[2])
    return "\n".join(LINK.sub(lambda link: link[1] if link[2] in dead else link[0], line) for line in lines)
