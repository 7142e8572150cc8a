"""What the program is built from: few packages, each with a reason, used, and locked by digests from no named index."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib.metadata import packages_distributions
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import REPOSITORY

TEXT = (REPOSITORY / "pyproject.toml").read_text("utf-8")
PROJECT: dict[str, Any] = tomllib.loads(TEXT)["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
LOCKS = {
    "generator/locks/runtime.txt": PROJECT["dependencies"],
    "generator/locks/documents.txt": [*PROJECT["dependencies"], *EXTRAS["documents"]],
    "requirements-dev.txt": [*PROJECT["dependencies"], *EXTRAS["dev"], *EXTRAS["documents"]],
    "requirements-bench.txt": [*PROJECT["dependencies"], *EXTRAS["dev"], *EXTRAS["bench"]],
}
NOT_IMPORTED = {"mkdocs-material", "tzdata", "setuptools"}  # the theme, data, and the package builder
WITH_OTHERS = {  # comes with a declared one and belongs to it
    "pagefind-bin": "pagefind",
}
PIN = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==([^ ;\\]+)", re.MULTILINE)
LINE = re.compile(r'^ +"[^"\n]*".*$|^(?:import|bench) = \[.*$', re.MULTILINE)


def pinned(name: str) -> dict[str, str]:
    """Return package → version from a lock file."""
    text = (REPOSITORY / name).read_text("utf-8")
    return {canonicalize_name(package): version for package, version in PIN.findall(text)}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_what_the_project_asks_for(name: str) -> None:
    versions = pinned(name)
    assert len(versions) > 30
    for line in LOCKS[name]:
        wanted = Requirement(line)
        if wanted.name != PROJECT["name"]:
            assert wanted.specifier.contains(versions[canonicalize_name(wanted.name)]), line


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_digests_and_no_index(name: str) -> None:
    text = (REPOSITORY / name).read_text("utf-8")
    entries = re.split(r"\n(?=\S)", text)
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert len(packages) >= len(pinned(name))
    assert [entry for entry in packages if not PIN.match(entry)] == []
    assert [entry.split()[0] for entry in packages if "--hash=sha256:" not in entry] == []
    assert re.findall(r"https?:|--(?:extra-)?index|--find\b|--trusted", text) == []


def test_the_locks_agree() -> None:
    runtime, documents, dev, bench = (pinned(name) for name in LOCKS)
    assert runtime.items() <= documents.items() <= dev.items() <= bench.items()


def test_each_dependency_says_why_it_is_here() -> None:
    lines = LINE.findall(TEXT[: TEXT.index("[project.scripts]")])
    count = len(PROJECT["dependencies"]) + sum(map(len, EXTRAS.values()))
    assert len(lines) == count
    assert [line for line in lines if not re.search(r"# +\w.{4,}", line) and PROJECT["name"] not in line] == []


def test_the_program_imports_what_it_declares_and_nothing_else() -> None:
    modules: set[str] = set()
    for path in (REPOSITORY / "generator").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                modules.add(node.module.split(".")[0])
    installed = packages_distributions()
    owners = {canonicalize_name(name) for module in modules for name in installed.get(module, ())} - {PROJECT["name"]}
    asked = [*PROJECT["dependencies"], *EXTRAS["documents"]]
    declared = {canonicalize_name(Requirement(line).name) for line in asked}
    assert declared - owners - NOT_IMPORTED - set(WITH_OTHERS.values()) == set()
    assert owners - declared == set(WITH_OTHERS)
