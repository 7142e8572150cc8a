"""One page of each kind in the Nu HTML checker, which validator.w3.org runs."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.browser.kinds import pages

pytestmark = pytest.mark.slow


def check(tools: Path, files: Iterable[Path]) -> list[str]:
    """Return the errors of the files, with positions."""
    if not shutil.which("java"):
        pytest.skip("the HTML checker needs Java 11 or newer: install default-jre-headless")
    jar = tools / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = ["java", "-Xss4m", "-jar", str(jar), "--format", "json", "--errors-only", "--exit-zero-always"]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stderr)["messages"]
    return [f"{item['url']}:{item.get('lastLine')}: {item['message']}" for item in found]


@pytest.mark.parametrize("root", ["real", "demo"])
def test_every_kind_of_page_is_valid(root: str, tools: Path, request: pytest.FixtureRequest) -> None:
    site: Path = request.getfixturevalue(f"{root}_site")
    files = [site / url if url.endswith(".html") else site / url / "index.html" for url in pages(site).values()]
    files += [site / url / "index.html" for url in ("staff", "data/profile/2.0")]
    assert len(files) > 20
    assert check(tools, files) == []


def test_a_fault_is_found(tools: Path, tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text("<!doctype html><html lang=ru><title>Пример</title><p id=a>а<p id=a>б<img src=x.png>", "utf-8")
    found = check(tools, [page])
    assert len([fault for fault in found if "Duplicate ID" in fault or "alt" in fault]) == 2
