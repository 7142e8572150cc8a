"""Files with errors stop no publication: each stands as it last was valid, through today's gate, or is left out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.build import Wanted, build_site
from generator.catalog.standing import Fallen
from generator.fallback import InSpite, build_in_spite
from tests.hostile.roots import write_root
from tests.unit.test_since import git

KLUB = "name: Клуб «Пример»\nstatus: unknown\nsummary: Кружки\nsource: анкета\n"
CONSENT = "basis: consent\n    consent_given: 2026-01-10\n    consent_fields: [name, position]\n"
WOMAN = f"persons:\n  - name: Образцова Анна\n    role: head\n    position: директор\n    {CONSENT}"


def commit(root: Path, files: dict[str, str | None]) -> None:
    for name, text in files.items():
        path = root / name
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    git(root, "add", "-A")
    day = datetime.fromtimestamp(1_795_000_000 + 86_400 * int(git(root, "rev-list", "--all", "--count")), UTC)
    git(root, "commit", "-q", "--allow-empty", "-m", "правка", at=day.isoformat())


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A root under git with one good record and a page."""
    root = write_root(tmp_path / "root", {"ngos/klub.yml": KLUB, "content/index.md": "# Портал\n\nСлово.\n"})
    (root / ".gitignore").write_text("build/\nsite/\n", "utf-8")
    git(root, "init", "-q", "-b", "main")
    commit(root, {})
    return root


def build(root: Path) -> InSpite:
    return build_in_spite(root, root / "site", 1, wanted=Wanted(search=False))


def said(root: Path) -> str:
    """All that the site says, in any file."""
    return "\n".join(path.read_text("utf-8", "replace") for path in (root / "site").rglob("*") if path.is_file())


def test_what_has_no_errors_is_built_as_ever(town: Path) -> None:
    done = build(town)
    assert done.built is done.found
    assert (done.built.published, done.built.fallen) == (True, ())


def test_a_broken_record_stands_as_it_last_was_valid(town: Path) -> None:
    commit(town, {"ngos/klub.yml": KLUB.replace("Кружки", "Кружки и студии")})
    commit(town, {"ngos/klub.yml": "name: Клуб\nstatus: [\n", "ngos/drugoj.yml": KLUB.replace("Пример", "Другой")})
    assert not build_site(town, town / "site", 1).published, "control: without the fallback nothing is published"
    done = build(town)
    assert done.built.published
    assert [(one.path, one.since is not None) for one in done.built.fallen] == [("ngos/klub.yml", True)]
    assert any(problem.severity == "error" for problem in done.found.problems)
    assert "Кружки и студии" in (town / "site/ngos/klub/index.html").read_text("utf-8")
    assert (town / "site/ngos/drugoj/index.html").is_file()
    assert "ngos/klub.yml" in (town / "site/staff/index.html").read_text("utf-8")
    assert (town / "ngos/klub.yml").read_text("utf-8") == "name: Клуб\nstatus: [\n", "the root itself is not touched"


def test_what_never_was_valid_is_left_out_with_what_leans_on_it(town: Path) -> None:
    event = "title: Встреча\nkind: seminar\nstarts_on: 2026-12-03\nngos: [novyj]\nsource: план\n"
    commit(town, {"ngos/novyj.yml": "name: Новый\n", "content/events/vstrecha.yml": event})
    commit(town, {"ngos/novyj.yml": "name: Новый\nstatus: strange\n"})
    done = build(town)
    assert done.built.published
    assert done.built.fallen == (Fallen("content/events/vstrecha.yml", None), Fallen("ngos/novyj.yml", None))
    assert not (town / "site/ngos/novyj").exists()
    assert (town / "site/ngos/klub/index.html").is_file()


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("content/index.md", "# Портал\n\nСтрока прежняя.\n", "Без заголовка\n"),
        ("content/settings.yml", "", "town: [\n"),
        ("mkdocs.yml", "", "plugins: [awesome]\n"),
        ("content/lists/needs.yml", "", "title: [\n"),
    ],
)
def test_pages_settings_and_lists_stand_as_they_were_too(town: Path, name: str, good: str, bad: str) -> None:
    if good:
        commit(town, {name: good})
    commit(town, {name: bad})
    done = build(town)
    assert done.built.published
    assert [one.path for one in done.built.fallen] == [name]
    assert "Клуб «Пример»" in said(town)
    if good:
        assert "Строка прежняя" in said(town)


def test_the_newest_word_on_a_person_holds_though_its_file_is_broken(town: Path) -> None:
    """A consent withdrawn, ended or gone in a broken edit does not come back with the older text."""
    commit(town, {"ngos/klub.yml": KLUB + WOMAN})
    assert build(town).built.published
    assert "Образцова" in said(town), "control: she is published while her record is good"
    broken = "phones: [1]\n"
    commit(town, {"ngos/klub.yml": KLUB + WOMAN + broken})
    assert build(town).built.fallen
    assert "Образцова" in said(town), "the newest text says the same of her"
    for text in (
        KLUB + WOMAN + "    consent_withdrawn: 2026-11-01\n" + broken,
        KLUB + WOMAN + "    consent_until: 31.12.2025\n",
        KLUB + WOMAN.replace("consent_fields: [name, position]", "consent_fields: [position]") + broken,
        KLUB + WOMAN + "    consent_witdrawn: 2026-11-01\n",
        KLUB + broken,
        "name: [\n",
    ):
        commit(town, {"ngos/klub.yml": text})
        done = build(town)
        assert done.built.published
        assert [one.path for one in done.built.fallen] == ["ngos/klub.yml"]
        assert "Образцов" not in said(town), text


def test_an_older_text_that_names_her_besides_is_not_published(town: Path) -> None:
    named = KLUB.replace("summary: Кружки", "summary: Кружки ведёт Анна Образцова")
    commit(town, {"ngos/klub.yml": KLUB + WOMAN})
    commit(town, {"ngos/klub.yml": named + WOMAN})
    commit(town, {"ngos/klub.yml": KLUB + "phones: [1]\n"})
    done = build(town)
    assert done.built.published
    assert "Образцов" not in said(town)
    assert (town / "site/ngos/klub/index.html").is_file(), "the version before names nobody in its texts"


def test_of_two_records_with_one_number_the_older_stays(town: Path) -> None:
    number = 'inn: "7707083893"\n'
    commit(town, {"ngos/zimnij.yml": KLUB.replace("Пример", "Зимний") + number})
    commit(town, {"ngos/a-novyj.yml": KLUB.replace("Пример", "Новый") + number})
    done = build(town)
    assert done.built.fallen == (Fallen("ngos/a-novyj.yml", None),)
    assert (town / "site/ngos/zimnij/index.html").is_file()


def test_without_a_history_what_is_broken_is_left_out(tmp_path: Path) -> None:
    files = {"ngos/klub.yml": KLUB, "ngos/x.yml": "name: [\n", "content/index.md": "# Портал\n"}
    root = write_root(tmp_path / "root", files)
    assert build(root).built.fallen == (Fallen("ngos/x.yml", None),)


def test_a_root_without_good_settings_is_not_published(tmp_path: Path) -> None:
    root = write_root(tmp_path / "root", {"ngos/klub.yml": KLUB, "content/settings.yml": "town: [\n"})
    done = build(root)
    assert not done.built.published
    assert not (root / "site").exists()
