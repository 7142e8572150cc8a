"""The program's structure, read from the sources: imports go down only, modules and functions stay small."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.hostile.roots import REPOSITORY

PROGRAM = REPOSITORY / "generator"
# From the bottom up. A room imports from itself or from a lower one; a new room must be listed here.
ROOMS = (
    "text processes locks",
    "phones",
    "persons problems",
    "folders",
    "clock disk model",
    "records",
    "past",
    "catalog",
    "frame exports",
    "paper pages",
    "site",
    "search intake upkeep demo",
    "build",
    "fallback",
    "serve",
    "commands",
    "cli",
    "__main__",
)
RANK = {name: number for number, names in enumerate(ROOMS) for name in names.split()}
MODULES = sorted(
    path
    for path in PROGRAM.rglob("*.py")
    if path != PROGRAM / "__init__.py" and "__pycache__" not in path.parts  # compiled templates
)
TOP = 16  # the maximum of files at the top level
MAX_LINES = 300
WRITTEN = {"model/rows.py"}  # generated from the schemas
MAX_FUNCTION = 40
MAX_POSITIONAL = 5


def name_of(path: Path) -> str:
    """Return a module's dotted name within the program; a package has its own."""
    parts = path.relative_to(PROGRAM).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(name: str) -> str:
    return name.split(".", maxsplit=1)[0]


NAMES = {name_of(path): path for path in MODULES}


def imported(tree: ast.AST) -> set[str]:
    """Return the program's modules that a module imports, late imports included."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "generator":
            package = node.module.partition(".")[2]
            for alias in node.names:
                inner = f"{package}.{alias.name}".lstrip(".")
                found.add(inner if inner in NAMES or not package else package)
        elif isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[2] for alias in node.names if alias.name.startswith("generator.")}
    return {name for name in found if not name.startswith("__")}


def upward(name: str, uses: set[str]) -> set[str]:
    return {used for used in uses if RANK[room_of(used)] > RANK[room_of(name)]}


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def test_the_reader_of_imports_sees_them() -> None:
    """Positive control: upward and late imports are found, modules of a room by their own names."""
    tree = ast.parse(
        "from generator.problems import report\ndef f():\n    from generator.cli import main\nimport generator.build"
    )
    assert imported(tree) == {"problems.report", "cli", "build"}
    assert upward("text", imported(tree)) == {"problems.report", "cli", "build"}
    assert upward("cli", imported(tree)) == set()


def test_every_module_has_its_room() -> None:
    assert {room_of(name) for name in NAMES} == set(RANK)
    assert len(RANK) == sum(len(names.split()) for names in ROOMS)


def test_few_files_are_at_the_top() -> None:
    assert len(list(PROGRAM.glob("*.py"))) <= TOP


@pytest.mark.parametrize("name", NAMES)
def test_a_module_imports_from_below_only(name: str) -> None:
    assert upward(name, imported(parse(NAMES[name]))) == set()


def in_a_ring(uses: dict[str, set[str]]) -> set[str]:
    """Return modules that import each other in a ring, and those that depend on them."""
    done: set[str] = set()
    while ready := {name for name, used in uses.items() if name not in done and used <= done}:
        done |= ready
    return set(uses) - done


def test_no_two_modules_import_each_other_around_a_ring() -> None:
    uses = {name: imported(parse(path)) - {name} for name, path in NAMES.items()}
    assert in_a_ring(uses) == set()
    rooms = {room_of(name): set[str]() for name in NAMES}
    for name, used in uses.items():
        rooms[room_of(name)] |= {room_of(other) for other in used} - {room_of(name)}
    assert in_a_ring(rooms) == set()
    assert in_a_ring({"a": {"b"}, "b": {"a"}, "c": set()}) == {"a", "b"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PROGRAM)))
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MAX_LINES or str(path.relative_to(PROGRAM)) in WRITTEN
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


EDGES = ("records/source.py", "records/check.py", "upkeep/", "commands/", "demo/", "model/schemas.py")


def test_the_model_is_passed_on_and_loaded_at_the_edges_alone() -> None:
    """A root may have its own model; code that loads the program's would miss it."""
    asking = [
        path.relative_to(PROGRAM).as_posix() for path in PROGRAM.rglob("*.py") if "load_package(" in path.read_text()
    ]
    assert asking
    assert [name for name in asking if not name.startswith(EDGES)] == []
