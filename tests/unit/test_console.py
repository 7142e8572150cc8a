"""What a build prints: a bar (on a terminal only), counts with their nouns, problems, times."""

from __future__ import annotations

import json
import sys
from io import StringIO
from pathlib import Path

import pytest

from generator.build import PHASES, BuildReport
from generator.commands.console import Progress, print_build, profiled, write_report
from generator.problems.problem import Problem
from generator.records.check import Checked


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def report(*problems: Problem, published: bool = True) -> BuildReport:
    checked = Checked()
    checked.records = {table.name: {} for table in checked.package.roots}
    checked.records["ngos"] = {"a": {}, "b": {}}
    checked.records["events"] = {str(n): {} for n in range(5)}
    found = BuildReport(checked)
    found.problems, found.published, found.pages = list(problems), published, 21
    found.phases = {"чтение": 0.25, "записи": 1.5}
    found.notes = ["Истории нет."]
    return found


WARNING = Problem("W362", "content/settings.yml", 1, 1, "адрес сайта ещё не назначен.", "Запишите.")


def test_a_terminal_sees_a_bar_that_grows_and_goes() -> None:
    stream = Terminal()
    with Progress(stream) as progress:
        for phase in PHASES:
            progress.notify(phase)
    bars = [part for part in stream.getvalue().split("\r\x1b[K") if part]
    assert [bar.split(" ", 1)[1] for bar in bars] == list(PHASES)
    assert [bar.count("█") for bar in bars] == list(range(len(PHASES)))
    assert stream.getvalue().endswith("\x1b[K")


def test_a_log_sees_none() -> None:
    stream = StringIO()
    with Progress(stream) as progress:
        progress.notify(PHASES[0])
    assert stream.getvalue() == ""


def test_a_build_is_reported_with_counts_and_times(capsys: pytest.CaptureFixture[str]) -> None:
    print_build(report(), Path("site"))
    actual = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Истории нет.\nСайт собран: site\n" in actual
    assert "2 НКО, 0 форумов, 0 партнёрств, 5 событий; 21 страница." in actual
    assert "Секунды: чтение 0.25; записи 1.50; всего 1.75." in actual
    assert "Ошибок нет" in actual


def test_problems_come_first(capsys: pytest.CaptureFixture[str]) -> None:
    print_build(report(WARNING), Path("site"))
    actual = capsys.readouterr().out
    assert actual.index("W362") < actual.index("Сайт собран")
    assert actual.count("предупреждение") >= 1


def test_a_build_that_failed_says_that_the_site_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    print_build(report(WARNING, published=False), Path("site"))
    actual = capsys.readouterr().out
    assert actual.endswith("Сайт не собран; прежний не тронут.\n")
    assert "Сайт собран" not in actual


def test_the_report_has_what_was_built_and_in_what_time(tmp_path: Path) -> None:
    write_report(report(WARNING, WARNING), tmp_path)
    found = json.loads((tmp_path / "build" / "report.json").read_text("utf-8"))
    assert (found["published"], found["pages"], found["problems"]) == (True, 21, {"W362": 2})
    assert found["records"]["ngos"] == 2
    assert found["seconds"] == {"чтение": 0.25, "записи": 1.5}
    assert found["memory"]["own"] > 1


def test_a_profile_is_written_when_it_is_wanted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with profiled(tmp_path, wanted=False):
        sum(range(10))
    assert not (tmp_path / "build").exists()
    with profiled(tmp_path, wanted=True):
        sum(range(10))
    assert "function calls" in (tmp_path / "build" / "profile.txt").read_text("utf-8")
    assert "profile.txt" in capsys.readouterr().out


def test_a_system_that_counts_no_memory_still_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, which lacks the module."""
    write_report(report(), tmp_path)
    counted = json.loads((tmp_path / "build/report.json").read_text("utf-8"))["memory"]
    assert counted["own"] > 0
    monkeypatch.setitem(sys.modules, "resource", None)
    write_report(report(), tmp_path)
    assert json.loads((tmp_path / "build/report.json").read_text("utf-8"))["memory"] == {"own": 0, "children": 0}
