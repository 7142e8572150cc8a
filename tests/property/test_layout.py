"""The canonical layout: idempotent, every comment kept, the meaning unchanged for another YAML reader."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.cli import main
from generator.model.schemas import load_package
from generator.records.canonical import write_record
from generator.records.formatting import UnfitError, find_comments, lay_out
from tests.conftest import copy_root
from tests.hostile.roots import REPOSITORY, check_text
from tests.property.test_yaml_mutants import good_records, mutants

SEED = 20261124
ROUNDS = 120
NGOS = load_package().tables["ngos"]


def values(text: str) -> Any:
    """Return what PyYAML itself reads in a text; whitespace around values is ignored."""

    def stripped(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: stripped(value) for key, value in node.items()}
        return [stripped(item) for item in node] if isinstance(node, list) else str(node or "").strip()

    return stripped(yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506 - text only


def untidy(text: str, dice: random.Random) -> str:
    """Return the record as people leave it: comments, blank lines, other quotes, fields in another order."""
    blocks = re.findall(r"^[^\s#-].*\n(?:[ \n].*\n?|\n)*", text, re.MULTILINE)
    if dice.random() < 0.5:
        dice.shuffle(blocks)
    lines: list[str] = []
    inside, depth = False, 0
    for line in "".join(blocks).split("\n"):
        indent = len(line) - len(line.lstrip())
        inside = inside and (not line.strip() or indent > depth)
        if not inside and line.strip() and dice.random() < 0.25:
            lines += (
                [""] * dice.randint(0, 2) + [" " * indent + f"# пояснение {len(lines)}"] + [""] * dice.randint(0, 1)
            )
        beside = not inside and re.search(r'["\]]$', line) and dice.random() < 0.3
        if re.search(r": [|>]$", line):
            inside, depth = True, indent
        lines.append(f"{line}   # рядом {len(lines)}: «x»" if beside else line)
    return "\n".join([*lines, *(["# конец", ""] if dice.random() < 0.5 else [])])


def test_untidy_records_come_back_canonical() -> None:
    dice = random.Random(SEED)  # noqa: S311 - reproducible records
    records = good_records()
    kept = 0
    for _ in range(ROUNDS):
        table_name, original = dice.choice(records)
        table = load_package().tables[table_name]
        text = untidy(original, dice)
        laid = lay_out(text, "x.yml", table)
        assert lay_out(laid, "x.yml", table) == laid
        assert values(laid) == values(text)
        comments = Counter(re.findall(r"# (?:пояснение|рядом) \d+.*|# конец", text))
        assert Counter(re.findall(r"# (?:пояснение|рядом) \d+.*|# конец", laid)) == comments
        kept += sum(comments.values())
        bare = "\n".join(line for line in laid.split("\n") if line.strip() and not line.lstrip().startswith("# "))
        canonical = lay_out(original, "x.yml", table)
        assert bare == "\n".join(line for line in canonical.split("\n") if line.strip())
    assert kept > ROUNDS


def test_a_mutant_is_laid_out_with_its_meaning_or_not_at_all() -> None:
    laid_out = 0
    for table_name, text in mutants(200, SEED):
        table = load_package().tables[table_name]
        try:
            laid = lay_out(text, "x.yml", table)
        except UnfitError:
            assert check_text(text, table), text  # only what the check reports is refused
            continue
        laid_out += 1
        assert values(laid) == values(text)
        assert lay_out(laid, "x.yml", table) == laid
        before, after = (sorted((p.code, p.field) for p in check_text(t, table)) for t in (text, laid))
        assert before == after
    assert laid_out > 40


CASES = [
    ("a comment stays with its field", "# б\nstatus: unknown\n# а\nname: А\n", "# а\nname: А\n# б\nstatus: unknown\n"),
    ("a head stays first", "# шапка\n\nstatus: unknown\nname: А\n", "# шапка\n\nname: А\nstatus: unknown\n"),
    ("beside a value", 'name: "А" # имя\nstatus: unknown\n', "# имя\nname: А\nstatus: unknown\n"),
    ("of an item", 'phones: [ # все\n  "+7", # один\n  "+8"]\n', '# все\nphones:\n  # один\n  - "+7"\n  - "+8"\n'),
    (
        "deeper than what follows",
        "offers:\n  - стол\n  # стул?\nsource: x\n",
        "offers:\n  - стол\n  # стул?\nsource: x\n",
    ),
    ("beside a block", "note: | # зачем\n  а\n  # б\n", "# зачем\nnote: |\n  а\n  # б\n"),
    ("its own code", "status: unknown\nid: x\n", "id: x\nstatus: unknown\n"),
    ("of nothing yet", "name:\nstatus: unknown\noffers: []\n", "name:\nstatus: unknown\noffers: []\n"),
    (
        "for tools",
        "# yaml-language-server: $schema=x\nstatus: a\nname: А\n",
        "# yaml-language-server: $schema=x\nname: А\nstatus: a\n",
    ),
]


@pytest.mark.parametrize(("text", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_where_comments_go(text: str, wanted: str) -> None:
    assert lay_out(text, "ngos/x.yml", NGOS) == wanted
    assert lay_out(wanted, "ngos/x.yml", NGOS) == wanted


@pytest.mark.parametrize(
    "text", ["nmae: А\n", "name: [а]\n", "audiences: children\n", "name: а: б\n", "services: [а]\n", "a", ""]
)
def test_faults_forbid_to_lay_out(text: str) -> None:
    with pytest.raises(UnfitError):
        lay_out(text, "ngos/x.yml", NGOS)


def test_the_finder_of_comments_knows_text_from_comment() -> None:
    text = "a: '# нет'\nb: \"# нет\"\nc: |\n  # нет\nd: x#нет\n# да\ne: [ # да\n]\n"
    assert [comment.text for comment in find_comments(text)] == ["# да", "# да"]


def test_the_records_of_the_repository_are_canonical(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fmt", "--check", "--root", str(REPOSITORY)]) == 0, capsys.readouterr().out


def test_the_command_rewrites_only_what_is_not_canonical(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_root(tmp_path / "root")
    good = sorted((root / "ngos").glob("*.yml"))[0]
    untouched = good.stat().st_mtime_ns
    bad = root / "ngos" / "klub.yml"
    bad.write_bytes("\ufeffstatus: unknown\r\nsource: x\r\nname: 'Клуб'\r\n".encode())
    bad.chmod(0o640)
    broken = root / "ngos" / "slom.yml"
    broken.write_text("nmae: А\n", "utf-8")
    assert main(["fmt", "--check", "--root", str(root)]) == 1
    assert bad.read_bytes().startswith(b"\xef\xbb\xbf")
    assert main(["fmt", "--root", str(root), str(root / "ngos")]) == 1
    said = capsys.readouterr().out
    assert bad.read_text("utf-8") == "name: Клуб\nstatus: unknown\nsource: x\n"
    assert bad.stat().st_mode & 0o777 == 0o640
    assert broken.read_text("utf-8") == "nmae: А\n"
    assert "ngos/slom.yml: в записи ошибки" in said
    assert good.stat().st_mtime_ns == untouched
    broken.unlink()
    assert main(["fmt", "--check", "--root", str(root)]) == 0
    assert main(["fmt", "--root", str(root), str(tmp_path / "нет.yml")]) == 2
    assert sorted(path.name for path in (root / "ngos").iterdir() if path.name.startswith(".")) == []


def test_what_the_program_writes_is_canonical() -> None:
    record = {
        "name": "А",
        "status": "unknown",
        "offers": [{"text": "стол"}, {"text": "5", "until": "2026-12-31"}],
        "source": "x",
        "note": "а\nб",
    }
    text = write_record(record, NGOS)
    assert lay_out(text, "ngos/x.yml", NGOS) == text
