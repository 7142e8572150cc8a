"""The program's shape: imports go down only, modules and functions stay small. Read from the sources, not run."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.hostile.roots import REPOSITORY

PROGRAM = REPOSITORY / "generator"
# From the bottom up. A module imports from its own layer or a lower one; a new module takes its place here.
LAYERS = (
    "problems text schemas vocabulary lexicon templating processes",
    "pictures clock suggestions publish compress revisions links",
    "record_yaml cells identifiers history",
    "messages source",
    "glossary canonical layout json_schema",
    "validate",
    "plain_records findings tables states privacy mkdocs",
    "evidence rules",
    "integrity",
    "check report",
    "models prose",
    "intake completeness issue_forms site_facts starter link_probe",
    "changes migrations",
    "catalog shells since scaffold needs boards letters",
    "pages confirmation",
    "programme",
    "search_entries exports paper",
    "views",
    "render",
    "site",
    "search demo audit",
    "build",
    "console serve",
    "commands",
    "cli",
    "__main__",
)
RANK = {name: number for number, names in enumerate(LAYERS) for name in names.split()}
MODULES = sorted(path for path in PROGRAM.rglob("*.py") if path.name != "__init__.py" or path.parent != PROGRAM)
MAX_LINES = 300
MAX_FUNCTION = 40
MAX_POSITIONAL = 5


def part_of(path: Path) -> str:
    """The module's name, or its package's within the program."""
    return path.relative_to(PROGRAM).parts[0].removesuffix(".py")


def imported(tree: ast.AST) -> set[str]:
    """Parts of the program that a module imports, late imports too."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "generator":
            names = [node.module.split(".")[1]] if "." in node.module else [alias.name for alias in node.names]
            found |= set(names)
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("generator.")}
    return {name for name in found if not name.startswith("__")}


def upward(part: str, uses: set[str]) -> set[str]:
    return {used for used in uses if RANK[used] > RANK[part]}


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def test_the_reader_of_imports_sees_them() -> None:
    """Positive control: upward and late imports are found."""
    tree = ast.parse(
        "from generator import report\ndef f():\n    from generator.cli import main\nimport generator.build"
    )
    assert imported(tree) == {"report", "cli", "build"}
    assert upward("text", imported(tree)) == {"report", "cli", "build"}
    assert upward("cli", imported(tree)) == set()


def test_every_module_has_its_layer() -> None:
    assert {part_of(path) for path in MODULES} <= set(RANK)
    assert len(RANK) == sum(len(names.split()) for names in LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PROGRAM)))
def test_a_module_imports_from_below_only(path: Path) -> None:
    assert upward(part_of(path), imported(parse(path))) == set()


def test_no_two_modules_import_each_other_around_a_ring() -> None:
    uses = {part_of(path): set[str]() for path in MODULES}
    for path in MODULES:
        uses[part_of(path)] |= imported(parse(path)) - {part_of(path)}
    done: set[str] = set()
    while ready := {part for part, used in uses.items() if part not in done and used <= done}:
        done |= ready
    assert set(uses) - done == set()
    assert len(done) > 40


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PROGRAM)))
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MAX_LINES
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    long = [f.name for f in functions if f.end_lineno and f.end_lineno - f.lineno + 1 > MAX_FUNCTION]
    many = [f.name for f in functions if positional(f) > MAX_POSITIONAL]
    assert [*long, *many] == []


def positional(function: ast.FunctionDef) -> int:
    arguments = [argument.arg for argument in [*function.args.posonlyargs, *function.args.args]]
    return len([name for name in arguments if name not in ("self", "cls")])


def test_the_measures_measure() -> None:
    function = ast.parse("def f(self, a, b, /, c, *, d): ...").body[0]
    assert isinstance(function, ast.FunctionDef)
    assert positional(function) == 3
