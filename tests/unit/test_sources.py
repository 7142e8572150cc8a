"""The style of the sources: lines that fit a screen, and libraries used through their public names."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

from tests.hostile.roots import REPOSITORY

WIDE = 120
PATTERNS = ("*.py", "*.html", "*.css", "*.js", "*.typ", "*.toml", "Makefile", ".ci", ".*.yml", "generator/*.y*ml")
# Generated files, and records: their lines are as long as a town's paragraphs.
PRODUCED = ("tests/golden/expected/", "generator/demo/root/", "requirements")


def tracked(*patterns: str) -> list[str]:
    """Return files known to git, by their paths from the repository's top. A pattern's ``*`` matches folders too."""
    command = ["git", "ls-files", "-z", "--", *patterns]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and (REPOSITORY / name).is_file()]


SOURCES = [name for name in tracked(*PATTERNS) if not name.startswith(PRODUCED)]
PROGRAM = [name for name in SOURCES if name.startswith("generator/") and name.endswith(".py")]


def wide_lines(text: str) -> list[int]:
    """Return numbers of lines that are too long, in visible characters."""
    return [number for number, line in enumerate(text.split("\n"), start=1) if len(line.rstrip("\r")) > WIDE]


@pytest.mark.parametrize("name", SOURCES)
def test_a_line_fits_a_screen(name: str) -> None:
    assert wide_lines((REPOSITORY / name).read_text("utf-8")) == []


def test_long_lines_are_seen_in_every_language() -> None:
    """Positive control."""
    assert wide_lines("я" * WIDE + "\n" + "я" * (WIDE + 1) + "\nx\r\n") == [2]
    kinds = {Path(name).suffix for name in SOURCES}
    assert {".py", ".html", ".css", ".js", ".typ", ".yaml", ".yml", ".toml"} <= kinds
    assert len([name for name in SOURCES if name.startswith("generator/t")]) > 50


def is_private(name: str) -> bool:
    return any(part.startswith("_") and not part.endswith("__") for part in name.split("."))


def misused(tree: ast.Module) -> list[str]:
    """Return libraries' private names that a module imports, and library names it replaces."""
    found, known = [], {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names = {(alias.asname or alias.name).split(".")[0]: alias.name for alias in node.names}
        else:
            continue
        known |= {name: whole for name, whole in names.items() if whole.split(".")[0] != "generator"}
    found += [whole for whole in known.values() if is_private(whole) or whole.split(".")[0] == "marshal"]
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if is_single(node) else []
        found += [ast.unparse(target) for target in targets if root_name(target) in known]
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "setattr" and root_name(node.args[0]) in known:
            found.append(ast.unparse(node))
        if isinstance(node, ast.Attribute) and is_private(node.attr) and root_name(node) in known:
            found.append(ast.unparse(node))
    return found


def is_single(node: ast.AST) -> bool:
    return isinstance(node, ast.AugAssign | ast.AnnAssign)


def root_name(node: ast.AST) -> str:
    """Return the name an attribute chain begins with; empty for a bare name, which is the module's own."""
    if not isinstance(node, ast.Attribute):
        return node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) else ""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize("name", PROGRAM)
def test_libraries_are_used_as_they_are_published(name: str) -> None:
    assert misused(ast.parse((REPOSITORY / name).read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "from markupsafe import _escape_inner",
        "import marshal",
        "from jinja2._identifier import pattern",
        "import jinja2\njinja2.Environment.compile = print",
        "from mkdocs.theme import Theme\ndef load():\n    Theme.get_env = print",
        "from jinja2 import FileSystemLoader as F\nsetattr(F, 'list_templates', print)",
        "import os\nos._exit(1)",
    ],
)
def test_a_misuse_is_seen(source: str) -> None:
    """Positive control."""
    assert misused(ast.parse(source))


def test_fair_use_is_no_misuse() -> None:
    source = "from __future__ import annotations\nfrom jinja2 import Environment\nfrom generator.x import _y\n"
    assert misused(ast.parse(f"{source}environment = Environment()\nenvironment.loader = None\nname = __name__")) == []
