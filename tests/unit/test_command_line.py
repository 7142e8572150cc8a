"""Arguments of commands: bounded numbers, messages in Russian, paths quoted for the shell."""

from __future__ import annotations

import errno
import re
import shlex
from pathlib import Path

import pytest

from generator.cli import main
from generator.past import revisions
from generator.problems.problem import PortalError
from generator.serve import make_server
from generator.serve.preview import Preview


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve", "--port", "70000"),
        ("serve", "--port", "65536"),
        ("serve", "--port", "0"),
        ("serve", "--port", "-1"),
        ("serve", "--port", "8000.5"),
        ("serve", "--port", "²"),
        ("serve", "--port", "٣"),
        ("serve", "--port", "9" * 5000),
        ("build", "--jobs", "0"),
        ("build", "--jobs", "100000"),
        ("demo", "нигде", "--ngos", "-1"),
        ("demo", "нигде", "--seed", "много"),
        ("demo", "нигде", "--seed", "1000000000"),
        ("init", "нигде", "--box", "nan", "1", "2", "3"),
        ("init", "нигде", "--box", "55", "56", "inf", "94"),
        ("init", "нигде", "--box", "55,9", "56", "93", "94"),
        ("init", "нигде", "--box", "55", "56", "93", "181"),
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_a_number_out_of_bounds_is_answered_with_its_bounds(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    said = capsys.readouterr().err.splitlines()[-1]
    assert stopped.value.code == 2
    assert f"неверный вызов: {next(a for a in arguments if a.startswith('--'))}: «" in said
    assert "нужно целое число от" in said or "нужны градусы от" in said
    assert len(said) < 300
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("chek", "«chek» здесь не бывает. Возможно, check"),
        ("letters digets", "«digets» здесь не бывает. Возможно, digest"),
        ("check --format xml", "--format: «xml» здесь не бывает. Можно: text, json"),
        ("check --rot x", "лишнее: --rot x"),
        ("new", "не хватает: ВИД, КОД"),
        ("build --jobs", "--jobs: дальше нужно значение"),
        ("build --no-search=да", "--no-search: значение «да» здесь не нужно"),
        ("letters digest --week --month", "не бывает вместе с"),
        ("", "не хватает: КОМАНДА"),
    ],
)
def test_a_wrong_call_is_answered_in_russian(line: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(line.split())
    said = capsys.readouterr().err.splitlines()[-1]
    assert stopped.value.code == 2
    assert words in said
    assert not re.search(r"\b(?:invalid|choose|argument|required|expected|usage|unrecognized|could match)\b", said)


def test_help_is_in_russian(capsys: pytest.CaptureFixture[str]) -> None:
    for line in ("--help", "check --help", "letters confirm --help"):
        with pytest.raises(SystemExit):
            main(line.split())
        said = capsys.readouterr().out
        assert said.startswith("вызов: portal")
        assert not re.search(r"\b(?:usage|options|positional|show this)\b", said)


@pytest.mark.parametrize("arguments", [("--ngos", "999999999"), ("--forums", "999999999")])
def test_a_demo_has_bounds_of_its_own(
    arguments: tuple[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["demo", str(tmp_path / "demo"), *arguments]) == 2
    assert f"portal: {arguments[0]} {arguments[1]}: нужно число от 0 до" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("box", ["56 55 93 94", "55 56 94 93", "93 94 55 56"])
def test_a_box_goes_from_south_to_north_and_from_west_to_east(
    box: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["init", str(tmp_path / "town"), "--box", *box.split()]) == 2
    assert "сначала широта от и до" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", ["Мой портал", "it's; rm -rf", "обычная"])
def test_a_command_to_copy_names_the_same_folder(
    folder: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A shell reads the printed path back as one word."""
    for command in ("init", "demo"):
        target = tmp_path / command / folder
        sizes = ("--ngos", "0", "--forums", "0", "--partnerships", "0") if command == "demo" else ()
        assert main([command, str(target), *sizes]) == 0
        printed = capsys.readouterr().out.split("Собрать: ")[1]
        assert shlex.split(printed) == ["portal", "build", "--root", str(target)]


def test_the_remedy_for_a_folder_of_another_owner_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "чужой портал"
    root.mkdir()
    (tmp_path / "git").write_text("#!/bin/sh\necho fatal: detected dubious ownership >&2; exit 128\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(PortalError) as refused:
        revisions.find_base(root, "main")
    command = str(refused.value).split("Выполните: ")[1]
    assert shlex.split(command) == ["git", "config", "--global", "--add", "safe.directory", str(root)]


@pytest.mark.parametrize(
    ("number", "actual"),
    [
        (errno.EADDRINUSE, "Порт 65535 занят. Укажите другой: portal serve --port 65534"),
        (errno.EACCES, "Порт 65535 только для администратора: portal serve --port 8000"),
    ],
)
def test_a_port_that_cannot_be_had_is_answered_with_another(
    number: int, actual: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr("generator.serve._Server", refuse)
    with pytest.raises(PortalError) as refused:
        make_server(Preview.__new__(Preview), 65_535)
    assert str(refused.value) == actual


@pytest.mark.parametrize(
    ("number", "actual"),
    [
        (errno.EACCES, "portal: нет прав на чтение: проверьте владельца и права (x.yml)"),
        (errno.ENOSPC, "portal: кончилось место на диске: освободите его и повторите (x.yml)"),
        (errno.EROFS, "portal: диск открыт только для чтения (x.yml)"),
    ],
)
def test_a_fault_of_the_machine_is_reported_in_words(
    number: int, actual: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise OSError(number, "no", "x.yml")

    monkeypatch.setattr("generator.records.source.os.scandir", refuse)
    assert main(["check"]) == 2
    assert capsys.readouterr().err.strip() == actual
