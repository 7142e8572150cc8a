"""The same records in plain MkDocs with Material: one Markdown page per record, made from the YAML beforehand.

No plugins, no hooks. The records are in one folder with an index page that links them, and not in the navigation,
where they would cost many times as much.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

CONFIG = """site_name: Пример
site_url: https://portal.example/
theme:
  name: material
  language: ru
  font: false
plugins: []
nav:
  - Реестр: index.md
validation:
  nav: {omitted_files: ignore}
"""
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def write_material_root(target: Path, ngos: Path) -> None:
    """Write a site over the records of ``ngos``, all their values as text."""
    (target / "docs").mkdir(parents=True)
    (target / "mkdocs.yml").write_text(CONFIG, "utf-8")
    lines = ["# Реестр", ""]
    for path in sorted(ngos.glob("*.yml")):
        record = yaml.load(path.read_text("utf-8"), Loader=LOADER)  # noqa: S506 - texts only, of our own demo
        page = "\n".join([f"# {record['name']}", "", *_lines(record, "")])
        (target / "docs" / f"{path.stem}.md").write_text(page + "\n", "utf-8")
        lines.append(f"- [{record['name']}]({path.stem}.md)")
    (target / "docs" / "index.md").write_text("\n".join(lines) + "\n", "utf-8")


def _lines(value: Any, indent: str) -> Iterator[str]:
    """Return fields as a nested list, four spaces per level."""
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value, start=1):
        if isinstance(inner, str):
            yield f"{indent}- **{name}** {' '.join(inner.split())}"
        else:
            yield f"{indent}- **{name}**"
            yield from _lines(inner, indent + "    ")


def material_command(root: Path) -> list[str]:
    """Return the command of a cold build."""
    return [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(root / "mkdocs.yml")]
