"""Problems for people and machines: positions, escaping, counts."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from generator.problems.problem import Fix, Problem, arrange, has_errors, load_catalogue
from generator.problems.report import summarize, write_github, write_gitlab, write_json, write_markdown, write_text
from generator.records.source import RawFile

RECORD = RawFile("ngos/a.yml", "ngos", "a", "name: Клуб\nstatus: да\n")
FILES = {RECORD.path: RECORD}
ERROR = Problem("E220", "ngos/a.yml", 2, 9, "Нет кода «да».", "Возможно, «unknown».", "a", "status")
WARNING = Problem("W202", "ngos/a.yml", 1, 7, "Смешаны буквы.", "Наберите заново.", "a", "name")
WHOLE = Problem("E007", "ngos/b.yml", 0, 0, "Файл слишком велик.", "Сократите.")
EVIL = Problem("E201", "ngos/a,b:c%.yml", 1, 1, "Поле «x\n::error::100%».", "Ещё\rстрока: да, нет.", "a", "x")


def test_text_shows_the_line_with_a_caret_and_the_remedy() -> None:
    lines = write_text([ERROR], FILES).split("\n")
    assert lines == [
        "ngos/a.yml:2:9: ошибка E220 Нет кода «да».",
        "    status: да",
        "            ^",
        "    → Возможно, «unknown».",
        "1\u00a0ошибка.",
    ]


def test_text_without_a_place_or_a_file() -> None:
    assert write_text([WHOLE], FILES).startswith("ngos/b.yml: ошибка E007 Файл слишком велик.\n    → Сократите.")
    assert "предупреждение W202" in write_text([WARNING], {})


@pytest.mark.parametrize(
    ("problems", "words"),
    [
        ([], "Ошибок нет."),
        ([WARNING], "Ошибок нет, 1\u00a0предупреждение."),
        ([ERROR, WARNING, WARNING], "1\u00a0ошибка, 2\u00a0предупреждения."),
        ([ERROR] * 5, "5\u00a0ошибок."),
        ([ERROR] * 21, "21\u00a0ошибка."),
    ],
)
def test_the_count_in_words(problems: list[Problem], words: str) -> None:
    assert summarize(problems) == words


def test_json_has_the_promised_names() -> None:
    rows = json.loads(write_json([ERROR, EVIL]))
    assert list(rows[0]) == ["code", "severity", "path", "line", "column", "record", "field", "message", "hint", "fix"]
    assert rows[0]["severity"] == "error"
    assert rows[0]["fix"] is None
    assert rows[1]["message"] == EVIL.message
    assert json.loads(write_json([])) == []


MENDED = replace(ERROR, fix=Fix(2, 2, "status: unknown\nactivity: active"))


def test_a_fix_is_lines_to_copy() -> None:
    lines = write_text([MENDED], FILES).split("\n")
    assert lines[4:7] == ["    → Замените строку 2 на эти:", "status: unknown", "activity: active"]
    row = json.loads(write_json([MENDED]))[0]
    assert row["fix"] == {"first": 2, "last": 2, "text": "status: unknown\nactivity: active"}
    assert row["hint"].endswith("activity: active")
    assert write_github([MENDED]).endswith("на эти:%0Astatus: unknown%0Aactivity: active")
    assert json.loads(write_gitlab([MENDED]))[0]["location"]["lines"] == {"begin": 2, "end": 2}
    assert "status&#58; unknown" in write_markdown([MENDED])


def test_a_fix_is_made_in_texts_of_any_line_ends() -> None:
    fix = Fix(2, 2, "б\nв")
    assert fix.apply("а\nx\nг\n") == "а\nб\nв\nг\n"
    assert fix.apply("а\r\nx\r\nг\r\n") == "а\r\nб\r\nв\r\nг\r\n"
    assert Fix(2, 2, "").apply("а\nx\nг\n") == "а\nг\n"


def test_github_commands_are_one_line_each_and_cannot_be_broken_out_of() -> None:
    lines = write_github([ERROR, WARNING, WHOLE, EVIL]).split("\n")
    assert len(lines) == 4
    assert lines[0] == "::error file=ngos/a.yml,line=2,col=9,title=E220::Нет кода «да». Возможно, «unknown»."
    assert lines[1].startswith("::warning ")
    assert lines[2].startswith("::error file=ngos/b.yml,title=E007::")
    assert lines[3].startswith("::error file=ngos/a%2Cb%3Ac%25.yml,line=1,col=1,title=E201::")
    assert "%0A::error::100%25" in lines[3]
    assert "%0D" in lines[3]
    assert not re.search("[\r\n]", "".join(lines))


def test_gitlab_rows_have_what_the_format_asks() -> None:
    rows = json.loads(write_gitlab([ERROR, WARNING, WHOLE, EVIL]))
    assert [row["severity"] for row in rows] == ["major", "minor", "major", "major"]
    assert [row["location"]["lines"]["begin"] for row in rows] == [2, 1, 1, 1]
    assert rows[0]["location"]["path"] == "ngos/a.yml"
    assert rows[0]["check_name"] == f"E220 {load_catalogue()['E220'].title}"
    assert all(re.fullmatch("[0-9a-f]{64}", row["fingerprint"]) for row in rows)
    assert len({row["fingerprint"] for row in rows}) == 4


def test_a_fingerprint_outlives_a_move_of_the_line() -> None:
    moved = Problem("E220", "ngos/a.yml", 9, 9, ERROR.message, ERROR.hint, "a", "status")
    first, second = (json.loads(write_gitlab([problem]))[0] for problem in (ERROR, moved))
    assert first["fingerprint"] == second["fingerprint"]


def test_problems_are_arranged_and_reported_once() -> None:
    assert arrange([WHOLE, ERROR, WARNING, ERROR]) == [WARNING, ERROR, WHOLE]
    assert has_errors([WARNING, ERROR])
    assert not has_errors([WARNING])
    assert not has_errors([])


HOSTILE = Problem(
    "E220", "ngos/<b>x\n.yml", 3, 1, "нет кода «`</a>[x](javascript:1)\x1b[31m»", "# Заголовок @all | *", "x"
)


def test_a_summary_for_a_forge_is_disarmed() -> None:
    """A Markdown renderer finds no markup in a record's text, and the text is complete."""
    import markdown
    from selectolax.lexbor import LexborHTMLParser

    written = write_markdown([HOSTILE])
    assert "\x1b" not in written
    tree = LexborHTMLParser(markdown.markdown(written))
    assert {node.tag for node in tree.body.css("*")} == {"body", "h2", "p", "ul", "li", "strong"}
    item = tree.css_first("li").text()
    assert "нет кода «`</a>[x](javascript:1)" in item
    assert "ngos/<b>x .yml" in item
    loose = f"- {HOSTILE.path}: {HOSTILE.message}"
    assert LexborHTMLParser(markdown.markdown(loose)).css("b, a")  # positive control: undisarmed text is markup


def test_signs_that_act_on_a_terminal_are_made_visible() -> None:
    raw = RawFile("ngos/<b>x\n.yml", "ngos", "x", "a\nb\nc\x1b[2J\u202e\td\n")
    shown = write_text([HOSTILE], {raw.path: raw})
    assert not set("\x1b\u202e") & set(shown)
    assert "c\ufffd[2J\ufffd\td" in shown
    assert shown.count("\n") == 4
