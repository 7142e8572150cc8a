"""What ``check`` accepts, ``build`` accepts: an editor whose check is green must never meet a bug of the program.

Each record or page is changed at random until the check refuses it (then it is restored) or accepts it; many accepted
changes are built at once. ``MUTANTS=20000`` in the environment makes two thousand changes (``make judge``).
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.frame.mkdocs.config import load_site_config
from generator.frame.prose import load_prose
from generator.frame.withheld import find_withheld
from generator.model.schemas import Field, Table, load_package
from generator.problems.problem import has_errors
from generator.records.check import Memo, check_source
from generator.records.source import load_source
from generator.records.writing import SetField, set_fields
from generator.records.yaml import parse_record
from generator.site.prose_audit import find_unsound
from tests.conftest import run_portal
from tests.property.test_yaml_mutants import mutate

LONG = int(os.environ.get("MUTANTS", "0")) >= 20000
BATCHES = 40 if LONG else 2
CHANGES = 50 if LONG else 25
SEED = 20261126
# What a text may contain: our own names, template marks, Markdown, HTML, characters without a glyph, long words.
TEXTS = (
    *(
        "Кофе-пауза",
        "@@portal-title@@",
        "@@portal-main@@",
        "{{ 7 * 7 }}",
        "{% raw %}",
        "${x}",
        "%s %(x)s",
        "\\1 \\g<0>",
    ),
    *(
        "<b>жирно</b>",
        "</script><script>x()</script>",
        "<!--",
        "]]>",
        "&amp; &lt;",
        "&",
        "`",
        "# Итоги",
        "- пункт",
        "> слово",
    ),
    *(
        "[x](javascript:alert(1))",
        "![x](y)",
        "|",
        "---",
        "***",
        "__init__",
        "📞 ✅ 🌿",
        "中文",
        "㎡ № § ₽",
        "İstanbul ß",
    ),
    *("слово" * 40, "а" * 190, "Длинное название одной и той же встречи для всех", "index", "README", "portal-shell"),
    *(
        "../../etc/passwd",
        "https://example.org/?a=1&b=2#c",
        "a@example.org",
        "'",
        '"',
        "«»",
        "…",
        "\u00a0",
        "0",
        "null",
        "да",
    ),
)
PROSE = (
    *("\n## Итоги\n", "\n- [ ] пункт\n", "\n> цитата\n", "\n`код`\n", "\n| а | б |\n|---|---|\n| 1 | 2 |\n", "\n***\n"),
    *(
        "\n[Реестр](../ngos/index.md)\n",
        "\n{{ config }}\n",
        "\n@@portal\n",
        "\n!!! note\n    слово\n",
        "\nслово[^1]\n\n[^1]: сноска\n",
    ),
    *(
        "\n<b>x</b>\n",
        "\n<div markdown>\n",
        "\n&nbsp;&copy;\n",
        "\n# Второй заголовок\n",
        "\n## __main__\n",
        "\n$$x$$\n",
    ),
)


class Town:
    """A root that changes, and what the check says about it; refused changes are undone."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root, self.dice, self.memo = root, random.Random(seed), Memo()  # noqa: S311 - reproducible
        self.tables = {table.name: table for table in load_package().record_tables}
        self.stood = self.refused = 0

    def is_good(self) -> bool:
        """Judge as the command ``check`` does."""
        checked = check_source(load_source(self.root), self.root, memo=self.memo)
        prose = load_prose(self.root, load_package())
        config = load_site_config(self.root, set(prose.pages))
        withheld = find_withheld(checked, prose, self.root)
        found = [*checked.problems, *prose.problems, *config.problems, *withheld]
        return not has_errors(found) and not has_errors(find_unsound(checked, prose, config, self.root))

    def step(self) -> None:
        """Change one file once."""
        change = self.dice.choices((self.value, self.signs, self.page, self.setting, self.name), (10, 4, 3, 1, 1))[0]
        path, text = change()
        before = path.read_bytes() if path.exists() else None
        path.write_text(text, "utf-8", newline="")
        if self.is_good():
            self.stood += 1
            return
        self.refused += 1
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)

    def record(self) -> tuple[Table, Path]:
        table = self.tables[self.dice.choice([*self.tables])]
        return table, self.dice.choice(sorted((self.root / table.folder).glob("*.yml")))

    def text_of(self, field: Field) -> str:
        words = self.dice.choices(TEXTS, k=self.dice.randint(1, 2))
        return "\n\n".join(words) if field.check == "longtext" else " ".join(words)

    def value(self) -> tuple[Path, str]:
        """Change a text of a record, possibly in a nested row."""
        table, path = self.record()
        text = path.read_text("utf-8")
        tree = parse_record(text, "x.yml").root
        rows: list[tuple[tuple[tuple[str, int], ...], Table]] = [((), table)]
        for key, child in table.nested.items():
            items = getattr(tree.entries.get(key), "items", ()) if tree and not child.personal else ()
            rows += [(((key, place),), child) for place in range(len(items))]
        trail, owner = self.dice.choice(rows)
        free = [f for f in owner.typed if f.type == "string" and not (f.list or f.ref or f.implied)]
        field = self.dice.choice(free)
        same = self.dice.random() < 0.2  # the same title in every row
        value = TEXTS[0] if same else self.text_of(field)
        places = [at for at, whose in rows if whose is owner] if same else [trail]
        return path, set_fields(text, table, [SetField(field.name, value, at) for at in places])

    def signs(self) -> tuple[Path, str]:
        """Change a few characters of a record at random."""
        _, path = self.record()
        return path, mutate(path.read_text("utf-8"), self.dice)

    def page(self) -> tuple[Path, str]:
        """Put a piece of Markdown, or a few characters, into a page."""
        path = self.dice.choice(sorted((self.root / "content").rglob("*.md")))
        text = path.read_text("utf-8")
        if self.dice.random() < 0.3:
            return path, mutate(text, self.dice)
        lines = text.split("\n")
        lines.insert(self.dice.randrange(4, len(lines) + 4), self.dice.choice((*PROSE, *TEXTS)))
        return path, "\n".join(lines)

    def setting(self) -> tuple[Path, str]:
        path = self.root / "content" / "settings.yml"
        name = self.dice.choice(
            ("operator", "operator_parent", "operator_address", "operator_hours", "town", "town_short")
        )
        value = self.dice.choice(TEXTS)
        return path, set_fields(path.read_text("utf-8"), load_package().tables["settings"], [SetField(name, value)])

    def name(self) -> tuple[Path, str]:
        """Add a page or record under a name that may be taken or special."""
        names = (
            "readme",
            "index",
            "search",
            "assets",
            "data",
            "404",
            "feeds",
            "portal-shell",
            "sitemap",
            "novaya",
            "con",
        )
        stem = self.dice.choice(names)
        if self.dice.random() < 0.5:
            return self.root / "content" / self.dice.choice(
                ("", "about/", "law/")
            ) / f"{stem}.md", f"# {stem}\n\nТекст.\n"
        return self.root / "ngos" / f"{stem}.yml", f"name: Клуб «{stem}»\nstatus: unknown\nsource: анкета\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo, so that a step is checked quickly. Read only."""
    root = tmp_path_factory.mktemp("checked") / "town"
    assert run_portal("demo", root, "--ngos", 24, "--forums", 4, "--partnerships", 6).returncode == 0
    return root


@pytest.fixture
def town(request: pytest.FixtureRequest, made: Path, tmp_path: Path) -> Town:
    return Town(shutil.copytree(made, tmp_path / "town"), SEED + getattr(request, "param", 0))


@pytest.mark.parametrize(
    ("town", "more"), [(n, ("--no-search", "--with-print")[n % 2]) for n in range(BATCHES)], indirect=["town"]
)
def test_what_the_check_takes_the_build_takes(town: Town, more: str) -> None:
    assert town.is_good()
    for _ in range(CHANGES):
        town.step()
    assert town.stood > CHANGES * 0.3, (town.stood, town.refused)
    built = run_portal("build", "--root", town.root, more)
    assert "Traceback" not in built.stderr + built.stdout, built.stderr
    assert built.returncode == 0, built.stdout + built.stderr


def plant(root: Path, text: Callable[[str], str]) -> None:
    path = sorted((root / "ngos").glob("*.yml"))[0]
    path.write_text(text(path.read_text("utf-8")), "utf-8")


def test_the_town_sees_what_the_check_refuses(town: Town) -> None:
    plant(town.root, lambda text: text.replace("name:", "nmae:", 1))
    assert not town.is_good()
