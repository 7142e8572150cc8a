"""The changes of a record, from git, in words: names of fields only, never values, nothing about persons."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from generator.model.schemas import load_package
from generator.past.history import NOTHING, History, Log, describe_change
from tests.conftest import git

ZONE = "Asia/Krasnoyarsk"
RECORD = 'name: Клуб\nphones: ["+73916900000"]\nnote: тайна\nsource: анкета\n'


def commit(root: Path, text: str | None, on: str, name: str = "klub") -> None:
    path = root / "ngos" / f"{name}.yml"
    if text is None:
        path.unlink()
    else:
        path.write_text(text, "utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "edit", at=on)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A root in a repository's subfolder, its first record just added."""
    git(tmp_path, "init", "-q")
    (tmp_path / "town" / "ngos").mkdir(parents=True)
    commit(tmp_path / "town", RECORD, "2026-01-10T10:00:00Z")
    return tmp_path / "town"


def outcome(root: Path) -> History:
    log = Log(root, load_package(), "ngos")
    try:
        return log.read(ZONE).changes
    finally:
        log.close()


def test_changes_are_reported_newest_first_in_the_towns_days(repository: Path) -> None:
    changed = RECORD.replace("00000", "00001")
    commit(repository, changed, "2026-03-11T20:00:00Z")  # already the next day in Krasnoyarsk
    commit(repository, changed + "address: ул. Примерная, д. 1\nconfirmed_on: 2026-04-01\n", "2026-04-01T05:00:00Z")
    commit(repository, RECORD, "2026-05-01T05:00:00Z", name="drugoj")
    found = outcome(repository)
    assert [(change.day, change.text) for change in found["klub"]] == [
        (date(2026, 4, 1), "добавлено: адрес; сведения подтверждены"),
        (date(2026, 3, 12), "изменено: телефоны"),
        (date(2026, 1, 10), "запись добавлена"),
    ]
    assert [change.text for change in found["drugoj"]] == ["запись добавлена"]


def test_what_is_not_for_readers_is_not_reported(repository: Path) -> None:
    persons = "persons:\n  - name: Пример Примеров\n    basis: consent\n"
    commit(repository, RECORD.replace("тайна", "другая тайна") + persons, "2026-02-01T05:00:00Z")
    commit(repository, RECORD, "2026-02-02T05:00:00Z")
    commit(repository, 'name: "Клуб"\nphones:\n  - "+73916900000" # тот же\nsource: анкета\n', "2026-02-03T05:00:00Z")
    commit(repository, None, "2026-02-04T05:00:00Z")
    assert [change.text for change in outcome(repository)["klub"]] == ["запись добавлена"]


def test_at_most_five(repository: Path) -> None:
    for day in range(1, 8):
        commit(repository, RECORD.replace("00000", f"0000{day}"), f"2026-02-0{day}T05:00:00Z")
    assert [change.day.day for change in outcome(repository)["klub"]] == [7, 6, 5, 4, 3]


def test_times_are_those_of_the_first_and_the_last_commit(repository: Path) -> None:
    commit(repository, RECORD.replace("00000", "00001"), "2026-03-11T20:00:00Z")
    (repository / "forums").mkdir()
    (repository / "forums" / "2026-summer.yml").write_text("title: Форум\n", "utf-8")
    commit(repository, RECORD, "2026-05-01T05:00:00Z")
    log = Log(repository, load_package(), "ngos")
    times = log.read(ZONE).times
    log.close()
    moments = {path: [datetime.fromtimestamp(second, UTC).date() for second in pair] for path, pair in times.items()}
    assert moments == {
        "ngos/klub.yml": [date(2026, 1, 10), date(2026, 5, 1)],
        "forums/2026-summer.yml": [date(2026, 5, 1), date(2026, 5, 1)],
    }


def test_files_that_are_not_as_committed(repository: Path) -> None:
    """Changed, staged, new and removed files of calendar records count; the same text written anew does not."""
    (repository / "forums").mkdir()
    for name in ("same", "changed", "staged", "gone"):
        (repository / "forums" / f"{name}.yml").write_text("title: Форум\n", "utf-8")
    commit(repository, RECORD, "2026-05-01T05:00:00Z", name="drugoj")
    for name, text in (
        ("same", "title: Форум\n"),
        ("changed", "title: А\n"),
        ("staged", "title: Б\n"),
        ("new", "title: В\n"),
    ):
        (repository / "forums" / f"{name}.yml").write_text(text, "utf-8")
    (repository / "forums" / "gone.yml").unlink()
    git(repository, "add", "forums/staged.yml")
    (repository / "ngos" / "klub.yml").write_text("name: Б\n", "utf-8")
    log = Log(repository, load_package(), "ngos")
    edited = log.read(ZONE).edited
    log.close()
    assert edited == {f"forums/{name}.yml" for name in ("changed", "staged", "new", "gone")}


def test_without_the_whole_history_nothing_is_reported(repository: Path, tmp_path: Path) -> None:
    assert outcome(repository) != {}
    commit(repository, RECORD.replace("00000", "00009"), "2026-02-01T05:00:00Z")
    cut = tmp_path / "cut"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{tmp_path}", str(cut))
    log = Log(cut / "town", load_package(), "ngos")
    assert log.read(ZONE)._replace(commit="") == NOTHING
    assert "--unshallow" in log.note
    log.close()


def test_without_git_nothing_is_reported(tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    outside = tmp_path.parent / "outside"
    outside.mkdir(exist_ok=True)
    assert outcome(outside) == {}
    monkeypatch.setenv("PATH", str(tmp_path))
    assert outcome(repository) == {}


def test_identifiers_keep_their_capitals() -> None:
    assert describe_change(
        load_package().tables["ngos"], "name: А\n", "name: А\ninn: 1\nhours:\n  - days: [mon]\n"
    ) == ("добавлено: ИНН, часы приёма")


@pytest.mark.parametrize(
    ("before", "after", "actual"),
    [
        ('address: "ул. Примерная, #5"', 'address: "ул. Примерная, #6"', "изменено: адрес"),
        ("address: 'ул. Примерная, #5'", "address: 'ул. Примерная, #6'", "изменено: адрес"),
        ("address: |\n  Дом #5\n  вход #1", "address: |\n  Дом #5\n  вход #2", "изменено: адрес"),
        ('address: "а, б"', 'address: "а б"', "изменено: адрес"),
        ("address: 'it''s'", 'address: "it\'s"', ""),
        ("address: д. 5 # вход со двора", "address: д. 5 # вход с улицы", ""),
        ('phones: ["+7391", "+7392"]', 'phones:\n  - "+7391"  # касса\n  - "+7392"', ""),
        ('phones: ["+7391", "+7392"]', 'phones: ["+7391, +7392"]', "изменено: телефоны"),
        ("help_wanted:\n  - {way: things, text: 'Книги #1'}", "help_wanted:\n  - way: things\n    text: Книги 1", "?"),
    ],
)
def test_only_what_a_record_says_is_a_change(before: str, after: str, actual: str) -> None:
    """A sign in quotes is part of the value; quotes, layout and comments are not."""
    found = describe_change(load_package().tables["ngos"], f"name: А\n{before}\n", f"name: А\n{after}\n")
    assert found.startswith("изменено: ") if actual == "?" else found == actual
