"""Imports go one way: no circles, nothing below reaches what stands above it. No module outgrows 300 lines."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

GENERATOR = Path(__file__).resolve().parents[2] / "generator"


def names_of(path: Path) -> set[str]:
    """First-level modules of the generator that a file imports, late imports and type-only ones included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = node.module.split(".")
            if parts[0] == "generator":
                found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("generator.")}
    return found - {"__version__"}


def module_of(path: Path) -> str:
    return path.relative_to(GENERATOR).parts[0].removesuffix(".py")


def imports() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in sorted(GENERATOR.rglob("*.py")):
        found.setdefault(module_of(path), set()).update(names_of(path))
    return {name: names - {name} for name, names in found.items() if name != "__init__"}


def reachable(name: str, known: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for below in known.get(waiting.pop(), ()):
            if below not in seen:
                seen.add(below)
                waiting.append(below)
    return seen


def test_no_circle() -> None:
    known = imports()
    assert len(known) > 30
    assert [name for name in known if name in reachable(name, known)] == []


def test_the_walk_finds_a_circle() -> None:
    assert "a" in reachable("a", {"a": {"b"}, "b": {"a"}})


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        ("text", "problems"),
        ("record_yaml", "validate"),
        ("validate", "check"),
        ("check", "catalog"),
        ("catalog", "render"),
        ("render", "site"),
        ("audit", "site"),
        ("publish", "build"),
        ("build", "cli"),
    ],
)
def test_lower_layers_do_not_reach_upper_ones(lower: str, upper: str) -> None:
    assert upper not in reachable(lower, imports())


def test_only_edges_touch_processes_and_printing() -> None:
    edges = {"cli", "console", "serve", "shells", "publish", "search", "build", "site", "check"}
    touching = {
        module_of(path)
        for path in GENERATOR.rglob("*.py")
        if any(word in path.read_text("utf-8") for word in ("import subprocess", "print(", "ProcessPoolExecutor"))
    }
    assert touching - edges == set()


def test_no_module_over_300_lines() -> None:
    long = {str(path): n for path in GENERATOR.rglob("*.py") if (n := len(path.read_text("utf-8").split("\n"))) > 301}
    assert long == {}
