"""Public suites of hostile texts, from the folder named by ``CORPORA``, and always a few of our own.

Every YAML file is a record; every line of a text file and every string of a JSON file is a name. No crash, no hang;
what is accepted is built into a site: its page shows the text as it was typed, and none of it is markup.
"""

from __future__ import annotations

import json
import os
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.model.schemas import load_package
from generator.problems.problem import load_catalogue
from generator.records.canonical import quote
from generator.records.yaml import MAX_BYTES
from tests.conftest import copy_root, run_portal
from tests.hostile.roots import check_text

SLOW = 2.0
FOLDER = os.environ.get("CORPORA", "")
OWN_RECORDS = [
    b"a: *a\n",
    b"&a [&b [*a, *b]]\n",
    b"%TAG ! tag:x,2026:\n---\n!x {a: b}\n",
    b"? |\n  a\n: - b\n",
    b"!!python/object/apply:os.system ['true']\n",
    b'"\\uD800": 1\n',
    "\ufeffname: А\u2028b\n".encode(),
    b"\xff\xfe\x00\x01",
    b"{" * 3000,
    b"- " * 5000,
    b"a:\n" + b" a:\n" * 2000,
    b"<<: [{a: 1}, {b: 2}]\n",
]
OWN_NAMES = [
    *("undefined", "null", "NaN", "true", "1E+02", "0x0", "-0", "'", '"', "--", "...", "../../../etc/passwd"),
    *("<script>alert(1)</script>", "</title><svg onload=alert(1)>", "javascript:alert(1)", "{{ 7 * 7 }}", "{% raw %}"),
    *(
        "%s%n%x",
        "$(touch x)",
        "`id`",
        "; drop table ngos",
        "@@portal-main@@",
        "&lt;b&gt;",
        "&#60;i&#62;",
        "]]>",
        "\\u0041",
    ),
    *("Ω≈ç√∫˜µ≤≥÷", "田中さんにあげて下さい", "🏳🌈", "مرحبا", "שלום", "é", "ﬁ", "ß", "İ", "\u0149", "a\u0338"),
    *("a\ufffeb", "a\uffffb", "a\U0001fffeb", "a\u202eb", "a\u200bb", "a\ufeffb", "a\u0000b", "a\u0085b", "a\ue000b"),
]
NONCHARACTERS = [chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF)] + ["\ufdd0", "\ufdef"]


def corpus(*endings: str) -> Iterator[tuple[Path, bytes]]:
    """Return the folder's files with these endings, up to the size of a record."""
    if not FOLDER:
        return
    for path in sorted(Path(FOLDER).rglob("*")):
        if path.suffix.lower() in endings and path.is_file() and not path.is_symlink():
            yield path, path.read_bytes()


def strings(value: Any) -> Iterator[str]:
    """Return all strings of a JSON value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def names() -> list[str]:
    """Return every text tried as a name, once."""
    found = dict.fromkeys(OWN_NAMES)
    for path, data in corpus(".txt", ".json", ".list"):
        text = data.decode("utf-8", "replace")
        if path.suffix == ".json":
            try:
                found |= dict.fromkeys(strings(json.loads(text)))
                continue
            except ValueError:
                pass  # its lines suffice
        found |= dict.fromkeys(line for line in text.split("\n") if line and not line.startswith("#"))
    return [name for name in found if name.strip()]


def outcome(text: str) -> set[str]:
    """Return the codes of a record, which must come in time."""
    start = time.process_time()
    problems = check_text(text, load_package().tables["ngos"])
    assert time.process_time() - start < SLOW, text[:200]
    assert {problem.code for problem in problems} <= set(load_catalogue())
    return {problem.code for problem in problems if problem.severity == "error"}


def record(name: str) -> str:
    return f"name: {quote(name)}\nstatus: unknown\nsource: анкета\n"


def test_every_yaml_file_is_read_or_refused() -> None:
    refused = 0
    for data in [*OWN_RECORDS, *(data for _, data in corpus(".yaml", ".yml"))]:
        refused += bool(outcome(data[:MAX_BYTES].decode("utf-8", "surrogatepass" if b"\xed" in data else "replace")))
    assert refused >= len(OWN_RECORDS)


def test_every_string_is_a_name_or_refused() -> None:
    accepted = [name for name in names() if not outcome(record(name))]
    assert len(accepted) > 20


@pytest.mark.parametrize("sign", NONCHARACTERS, ids=lambda sign: f"U+{ord(sign):04X}")
def test_signs_that_are_no_characters_are_refused(sign: str) -> None:
    assert outcome(f"name: Клуб {sign} Пример\nstatus: unknown\nsource: анкета\n") == {"E104"}
    assert outcome(record(f"Клуб {sign}")) == {"E104"}


def folded(text: str) -> str:
    """Ignore whitespace and quotes: pages set both by the rules of Russian typography."""
    plain = "".join(text.split())
    return "".join(sign for sign in plain if unicodedata.category(sign) not in ("Pi", "Pf") and sign not in "\"'„“")


@pytest.mark.slow
def test_accepted_names_are_on_their_pages_and_do_nothing(tmp_path: Path) -> None:
    accepted = [name for name in names() if not outcome(record(name))]
    root = copy_root(tmp_path / "root")
    for n, name in enumerate(accepted):
        (root / f"ngos/n{n}.yml").write_text(record(name), "utf-8")
    done = run_portal("build", "--root", root)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    control = LexborHTMLParser((root / "site/ngos/n0/index.html").read_text("utf-8"))
    scripts = len(control.css("script"))
    for n, name in enumerate(accepted):
        tree = LexborHTMLParser((root / f"site/ngos/n{n}/index.html").read_text("utf-8"))
        heading = tree.css_first("h1")
        said = folded(tree.css_first("main").text())
        assert heading is not None
        assert folded(name) in said, name
        assert len(tree.css("script")) == scripts, name
        assert tree.css_first("[onload], [onerror], [onclick], svg[onload], iframe, object, embed") is None, name
