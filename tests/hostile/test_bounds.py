"""Inputs of 64 KB made to keep the program busy: each is judged, reported or rendered within two seconds.

A table of kinds, each a way to fill a file. That the clock catches slowness is shown by the same without the bounds.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from markdown import Markdown

from generator import cli
from generator.frame.burden import find_burden
from generator.frame.mkdocs.config import EXTENSIONS
from generator.intake import Options, import_file
from generator.model.schemas import load_package
from generator.persons.matcher import Person, make_matcher
from generator.problems import problem
from generator.problems.problem import PortalError
from generator.records import identified
from generator.records.yaml import MAX_BYTES
from tests.conftest import copy_root
from tests.hostile.roots import write_root

SLOW = 2.0
FORUM = "title: Форум\nseason: 2025-winter\nsource: анкета\n"
NGO = "name: Клуб «Пример»\nstatus: unknown\nsource: анкета\n"
SESSIONS = f"{FORUM}sessions:\n"
MENU = "site_name: Портал\nnav:\n"


def run(sign: str, head: str = "", tail: str = "") -> str:
    """Return a file filled with one text over and over."""
    room = MAX_BYTES - 100 - len((head + tail).encode())
    return head + sign * (room // len(sign.encode())) + tail


def each(form: str, head: str = "", tail: str = "") -> str:
    """Return a file filled with texts that differ by a number in place of {}."""
    return head + "".join(_until(form, MAX_BYTES - 100 - len((head + tail).encode()))) + tail


def _until(form: str, room: int) -> Iterator[str]:
    number = 0
    while (room := room - len((text := form.format(number)).encode())) > 0:
        yield text
        number += 1


def fields() -> Iterator[tuple[str, str, str]]:
    """Return a file with fields of every kind, filled with unknown values, and rows with one wrong value each."""
    kinds: set[tuple[str, ...]] = set()
    for table in load_package().roots:
        path = table.file or f"{table.folder}/zzz.yml"
        for key, child in table.nested.items():
            for field in child.fields:
                kind = (field.type, field.check, field.items, field.list and "list")
                if kind in kinds:
                    continue
                kinds.add(kind)
                row = f"  - {field.name}: "
                yield f"{table.name}.{key}.{field.name}", path, each(row + "w{}\n", f"{key}:\n")
                yield f"{table.name}.{key}.{field.name}[]", path, each("дети{}, ", f"{key}:\n{row}[", "w]\n")


RECORDS: dict[str, tuple[str, str]] = {
    "codes": ("ngos/zzz.yml", each("w{}, ", f"{NGO}audiences: [", "w]\n")),
    "codes like a code": ("ngos/zzz.yml", each("chldren{}, ", f"{NGO}audiences: [", "w]\n")),
    "codes like a label": ("ngos/zzz.yml", each("дети{}, ", f"{NGO}audiences: [", "w]\n")),
    "codes in lines": ("ngos/zzz.yml", each("  - семьи{}\n", f"{NGO}audiences:\n")),
    "keys": ("ngos/zzz.yml", each("k{}: а\n", NGO)),
    "keys like a title": ("ngos/zzz.yml", each("телефоны_{}: а\n", NGO)),
    "keys in rows": ("forums/zzz.yml", each("  - название_{}: а\n", SESSIONS)),
    "keys of settings": ("content/settings.yml", each("operator_phones{}: а\n")),
    "tabs": ("ngos/zzz.yml", run("\ta: b\n", NGO)),
    "tabs before items": ("ngos/zzz.yml", run("\t- a\n", f"{NGO}offers:\n")),
    "tabs after dashes": ("ngos/zzz.yml", run("  -\ta\n", f"{NGO}offers:\n")),
    "tabs that nest": ("ngos/zzz.yml", run("\ta:\n", NGO)),
    "letters in parts": ("ngos/zzz.yml", run("и\u0306", f"{NGO}summary: ")),
    "marks over a letter": ("ngos/zzz.yml", run("\u0301", f"{NGO}summary: а")),
    "anchors": ("ngos/zzz.yml", run("&a b, ", f"{NGO}offers: [", "b]\n")),
    "aliases": ("ngos/zzz.yml", run("*a, ", f"{NGO}offers: [&a b, ", "b]\n")),
    "tags": ("ngos/zzz.yml", run("!a b, ", f"{NGO}offers: [", "b]\n")),
    "anchors in lines": ("ngos/zzz.yml", each("k{}: &a b\n", NGO)),
    "cut values": ("ngos/zzz.yml", each("k{}: а #б\n", NGO)),
    "escapes": ("ngos/zzz.yml", each('k{}: "\\u200b"\n', NGO)),
    "depth": ("ngos/zzz.yml", run("[", f"{NGO}offers: ")),
    "rows of flow": ("ngos/zzz.yml", run("{nme: а}, ", f"{NGO}services: [", "{name: а}]\n")),
    "rows": ("ngos/zzz.yml", run("  - name: а\n", f"{NGO}services:\n")),
    "values": ("forums/zzz.yml", each("а{}, ", "title: Форум\nseason: 2026-summer\nsource: план\nhalls: [", "а]\n")),
    "references": (
        "forums/zzz.yml",
        each("klub{}, ", f"{SESSIONS}  - type: seminar\n    ngos: [", "a]\n"),
    ),
    "names of fields": ("ngos/zzz.yml", each("summary{}, ", f"{NGO}sources:\n  - source: а\n    fields: [", "a]\n")),
    "menu": ("mkdocs.yml", each("  - Страница: about/index{}.md\n", MENU)),
    "keys of the site": ("mkdocs.yml", each("site_names{}: а\n", "site_name: Портал\n")),
    "extensions": ("mkdocs.yml", each("  - a{}\n", "site_name: Портал\nmarkdown_extensions:\n")),
    "front matter": ("content/zzz.md", each("title{}: а\n", "---\n", "---\n# А\n")),
    "spaces in a heading": ("content/zzz.md", run(" ", "# а", "б\n")),
    "headings of blanks": ("content/zzz.md", run("#  \n")),
    "line of front matter": ("content/zzz.md", run("---  ", "---\n")),
}
GOOD = ("values", "spaces in a heading")
SIGNS = (
    *("*", "**", "***", "_", "*a ", "a**b*", "**a*b", "*_*", "_*_", "***a**", "`", "``a", "*`", "`*", "\\*", "\\"),
    *("[", "]", "[[", "[]", "[a]", "[a](", "[a](b", '[a](b "', "[a]: ", "[^a]", "![", "](", "[`", "**["),
    *("<", "<a ", "<a href=", "<a@b.c>", "<http://a", "<!", "<!--", "<!-", "<![", "<?", "</", "<b>*"),
    *("&", "&#", "&#0;", "#", "# ", "## ", "## а\n", "-", "- ", "---\n", "===\n", "=\n", "а\n---\n", "а\n===\n"),
    *("+ ", "1. ", "> ", ">- ", "- > ", "> а\n", "1. а\n", "- а\n", "- а\n\n", "    а\n", "    - а\n"),
    *("        - а\n", "\n: а", ": ", "а\n: б\n", "а\n:   б\n\n", "|", "|а", "|-", "|а|б|\n", "|`а`|б|\n", "а\n|-"),
    *("!!! note\n", "!!! note\n\n    а\n\n", "а  \n", "а\n\n", "\n \n", "*[А]: б\n", "*[А]: б\n\n"),
    *("[^1]: а\n", "[^1]: а\n\n", "[^1] ", "{", "{: ", "{#a}", "'", '"', "(", "((", "http://а", "а@", "%"),
)
PROSE = {
    **{repr(sign): run(sign, "# А\n\n") for sign in SIGNS},
    **{f"{sign!r} in lines": run(f"{sign}\n", "# А\n\n") for sign in SIGNS},
    **{f"{sign!r} in paragraphs": run(f"{sign}\n\n", "# А\n\n") for sign in SIGNS},
    **{f"{sign!r} in cells": run(f"|{sign}|б|\n", "# А\n\n|а|б|\n|-|-|\n") for sign in SIGNS if "\n" not in sign},
    "a wide table": f"# А\n\n{'|а' * 1000}\n{'|-' * 1000}\n" + run("|б\n", tail=" " * 5000),
    "lists in lists": "# А\n\n" + "".join("    " * depth + "- а\n" for depth in range(150)),
    "quotes in quotes": "# А\n\n" + "".join(">" * depth + " а\n\n" for depth in range(300)),
    "abbreviations": each("*[А{}]: б\n\n", "# А\n\n", "\n" + "А1 " * 5000),
    "footnotes": each("[^{0}]\n\n[^{0}]: а\n\n", "# А\n\n"),
    "addresses": each("[а{0}][{0}]\n\n[{0}]: б\n\n", "# А\n\n"),
    "headings": each("## а{}\n\n", "# А\n\n"),
    "headings alike": run("## а\n\n", "# А\n\n"),
}
COLUMNS = ("Название", "ИНН", "Телефон", "Почта", "Сайт", "Адрес", "Дата регистрации", "Размер поддержки")
CELLS = (
    "1",
    "1 ",
    "а",
    "а ",
    "«",
    "«а",
    '""',
    "» ",
    "и ",
    ", ",
    "1.1.",
    "тыс ",
    "@",
    "a@",
    "//",
    "8 (",
    "12.12.",
    "ООО ",
)
PERSON = Person("Примерова Тайна Примеровна", "+73916900001", "taina@example.ru")
NAMED = (
    "Примерова ",
    "Примерова\n",
    "Т. П. Примерова, ",
    "Тайна Примеровна ",
    "8 391 6900001 ",
    "8",
    "+7 (",
    "t@",
    "<а>",
)
HIDDEN = (
    "primerova-",
    "а-\n",
    "8,",
    "тел. ",
    "а b ",
    "@",
    "://",
    "&#0;",
    "&lt",
    "%3C",
    "%D0",
    "\\u041f",
    "xn--a ",
    "<",
    "<Примерова ",
    "ул. Примеровой ",
    "а\u00ad",
    "памяти ",
)


def seconds(work: Callable[[], object]) -> float:
    """Return processor time, of the program's other processes too: the machine may be busy."""
    start = os.times()
    work()
    return sum(os.times()[:4]) - sum(start[:4])


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's own root, checked once, so that one-time loading is not measured."""
    found = copy_root(tmp_path_factory.mktemp("bounds") / "root")
    cli.main(["check", "--root", str(found)])
    return found


def check(root: Path, path: str, text: str) -> int:
    """Return the command's exit code with this file in the root; the root is left unchanged."""
    target = root / path
    before = target.read_bytes() if target.exists() else None
    target.parent.mkdir(exist_ok=True)
    target.write_text(text, "utf-8")
    try:
        return cli.main(["check", "--root", str(root)])
    finally:
        if before is None:
            target.unlink()
        else:
            target.write_bytes(before)


@pytest.mark.parametrize("kind", RECORDS)
def test_what_is_made_to_be_slow_is_refused_soon(kind: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, text = RECORDS[kind]
    assert 50_000 < len(text.encode()) <= MAX_BYTES
    codes: list[int] = []
    assert seconds(lambda: codes.append(check(root, path, text))) < SLOW
    actual = capsys.readouterr().out
    assert codes == [0 if kind in GOOD else 1]
    assert f"{path}:" in actual or kind in GOOD
    assert len(actual) < 1_000_000


@pytest.mark.usefixtures("root")
def test_every_field_takes_any_number_of_wrong_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root, slow = write_root(tmp_path, {}), {}
    for name, path, text in fields():
        if (taken := seconds(lambda path=path, text=text: check(root, path, text))) > SLOW:
            slow[name] = taken
        assert path in capsys.readouterr().out, name
    assert not slow


def test_the_clock_catches_what_has_no_bounds(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, text = RECORDS["keys like a title"]
    for module, name in ((identified, "MAX_GUESSED"), (problem, "MAX_ERRORS")):
        monkeypatch.setattr(module, name, 1_000_000)
    some = "".join(text.splitlines(keepends=True)[:700])
    assert seconds(lambda: check(root, path, some)) > SLOW
    assert seconds(lambda: render(PROSE["'=\\n'"][:20_000])) > SLOW


def test_a_file_of_errors_says_that_it_was_not_read_to_its_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_root(tmp_path, {"ngos/zzz.yml": RECORDS["keys"][1], "ngos/other.yml": f"{NGO}phons: [а]\n"})
    assert cli.main(["check", "--root", str(tmp_path)]) == 1
    actual = capsys.readouterr().out
    assert actual.count("E201") == problem.MAX_ERRORS + 1
    assert f"E106 Слишком много ошибок: больше {problem.MAX_ERRORS}." in actual
    assert "ngos/other.yml:4:1: ошибка E201" in actual


@pytest.mark.parametrize("column", COLUMNS)
def test_a_cell_of_one_sign_is_read_soon(column: str, tmp_path: Path) -> None:
    root = write_root(tmp_path / "root", {})
    slow = {}
    for sign in CELLS:
        cells = {**dict.fromkeys(COLUMNS, ""), "Название": "Клуб", column: f'"{(sign * 30_000)[:30_000]}"'}
        (tmp_path / "a.csv").write_text(f"{';'.join(COLUMNS)}\n{';'.join(cells.values())}\n", "utf-8")
        with suppress(PortalError):  # the column delimiter may be unclear
            if (taken := seconds(lambda: import_file(tmp_path / "a.csv", root, Options(dry_run=True)))) > SLOW:
                slow[sign] = taken
    assert not slow


def render(text: str) -> str:
    return Markdown(extensions=[*sorted(EXTENSIONS), "generator.frame.mkdocs.guard"]).convert(text)


@pytest.mark.parametrize("kind", PROSE)
def test_prose_is_refused_at_its_line_or_rendered_soon(kind: str) -> None:
    text = PROSE[kind].encode()[:MAX_BYTES].decode("utf-8", "ignore")
    assert seconds(lambda: find_burden(text) or render(text)) < SLOW


@pytest.mark.parametrize("sign", NAMED + HIDDEN)
def test_persons_are_looked_for_in_any_text(sign: str) -> None:
    matcher = make_matcher([PERSON], [])
    for text in (run(sign), run(f"{sign}\n\n"), run(f"{sign} ", tail="Примерова Тайна")):
        assert seconds(lambda text=text: matcher.look(text)) < SLOW
    behind = " И обо всём этом нам тогда рассказала сама Примерова Тайна Примеровна."
    assert [match.kind for match in matcher.look(run(f"{sign}\n", tail=behind))].count("name")
