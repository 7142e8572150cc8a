"""The files of a new root: it passes the check except for what only the town knows, and asks for nothing unneeded."""

from __future__ import annotations

import hashlib
import re
import shlex
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from generator.cli import make_parser
from generator.frame.mkdocs.config import load_site_config
from generator.frame.prose import load_prose
from generator.model.schemas import load_package
from generator.problems.problem import PortalError, has_errors
from generator.records.check import check_root
from generator.upkeep.operations import INSTALL
from generator.upkeep.pinning import pin
from generator.upkeep.pipelines import FORGES, Pipeline, make_pipelines
from generator.upkeep.starter import PAGES, PASSPORT, Town, make_root
from generator.upkeep.starter import write_root as write_town
from tests.hostile.roots import write_root

TOWN = Town(
    name="Примерск",
    zone="Asia/Yekaterinburg",
    operator="Ресурсный центр",
    url="https://primersk.example/",
    phone_code="3431",
    box=(56.0, 57.0, 60.0, 61.0),
)


@pytest.mark.parametrize("passport", [False, True])
def test_a_new_root_checks_clean(tmp_path: Path, *, passport: bool) -> None:
    files = make_root(replace(TOWN, passport=passport))
    root = write_root(tmp_path, files)
    checked = check_root(root)
    prose = load_prose(root, load_package())
    config = load_site_config(root, set(prose.pages))
    assert not has_errors([*checked.problems, *prose.problems, *config.problems])
    assert {problem.code for problem in checked.problems} <= {"W362"}  # its address is a placeholder
    assert checked.settings["timezone"] == "Asia/Yekaterinburg"
    assert checked.settings["lat_max"] == 57.0
    assert (checked.records["practice"] != {}) is passport


def test_every_page_is_in_the_navigation_once() -> None:
    for passport in (False, True):
        files = make_root(replace(TOWN, passport=passport))
        nav = yaml.safe_load(files["mkdocs.yml"])["nav"]
        direct = [uri for item in nav for uri in item.values() if isinstance(uri, str)]
        more = [
            uri
            for item in nav
            for group in item.values()
            if isinstance(group, list)
            for e in group
            for uri in e.values()
        ]
        assert sorted([*direct, *more]) == sorted(PAGES | (PASSPORT if passport else {}))
        assert all(f"content/{uri}" in files for uri in [*direct, *more] if not uri.startswith("editors/"))
        assert "content/editors/.gitkeep" in files  # the guide ships with the program


def test_lists_that_the_town_makes_its_own_are_copied_and_no_others() -> None:
    files = make_root(replace(TOWN, lists=("audiences",)))
    assert [name for name in files if name.startswith("content/lists/")] == ["content/lists/audiences.yml"]
    assert "items:" in files["content/lists/audiences.yml"]


@pytest.mark.parametrize(
    ("wrong", "actual"),
    [
        ({"zone": "Asia/Nowhere"}, "Часовой пояс «Asia/Nowhere»"),
        ({"box": (57.0, 56.0, 60.0, 61.0)}, "--box"),
        ({"box": (56.0, 57.0, 60.0, 181.0)}, "--box"),
        ({"box": (float("nan"), 57.0, 60.0, 61.0)}, "--box"),
        ({"lists": ("audience",)}, "audiences"),
    ],
)
def test_what_cannot_be_a_town_is_refused(wrong: dict[str, object], actual: str) -> None:
    with pytest.raises(PortalError, match=actual.replace("(", r"\(")):
        make_root(replace(TOWN, **wrong))  # type: ignore[arg-type]


def test_a_name_with_signs_of_yaml_stays_a_name(tmp_path: Path) -> None:
    files = make_root(replace(TOWN, name="Пример: «Север» #1", operator='Центр "Пример"'))
    checked = check_root(write_root(tmp_path, files))
    assert checked.settings["town_short"] == "Пример: «Север» #1"
    assert checked.settings["operator"] == 'Центр "Пример"'
    assert yaml.safe_load(files["mkdocs.yml"])["site_name"] == "Гражданский портал: Пример: «Север» #1"


@pytest.mark.parametrize("forge", FORGES)
def test_a_town_is_ready_to_run_on_every_forge(forge: str) -> None:
    files = make_root(replace(TOWN, forge_kind=forge, forge="https://forge.example/a/b", email="a@example.org"))
    assert set(make_pipelines(forge, Pipeline(INSTALL))) <= set(files)
    assert "--hash=sha256:" in files["program/requirements.txt"]
    readme = files["README.md"]
    assert not re.search("@[A-Z]", readme), "every place of the page is filled"
    for call in re.findall(r"\.venv/bin/portal ([a-z][^`\n]*)", readme):
        make_parser().parse_args(shlex.split(call))
    assert TOWN.url in readme
    assert "operator_email: a@example.org" in files["content/settings.yml"]


def test_a_town_is_pinned_to_a_program(tmp_path: Path) -> None:
    """An upgrade replaces the wheel, its digest and the program's list by the next ones."""
    folder = tmp_path / "town/program"
    for number, lock in (("9.9.9", "jinja2==1\n"), ("10.0.0", "jinja2==2\n")):
        wheel = tmp_path / f"civic_portal-{number}-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("generator/locks/documents.txt", lock)
        if folder.exists():
            pin(tmp_path / "town", wheel)
        else:
            write_town(tmp_path / "town", replace(TOWN, program=wheel))
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        assert (folder / "program.txt").read_text("utf-8") == f"./program/{wheel.name} --hash=sha256:{digest}\n"
        assert (folder / "requirements.txt").read_text("utf-8") == lock
        assert [path.name for path in folder.glob("*.whl")] == [wheel.name]
    (tmp_path / "civic_portal-1.whl").write_bytes(b"torn")
    for name in ("none.whl", "civic_portal-0.whl", "civic_portal-1.whl"):
        with pytest.raises(PortalError, match="civic_portal"):
            write_town(tmp_path / "other", replace(TOWN, program=tmp_path / name))
        with pytest.raises(PortalError, match="civic_portal"):
            pin(tmp_path / "town", tmp_path / name)
    assert not (tmp_path / "other").exists()
    assert [path.name for path in folder.glob("*.whl")] == [wheel.name]
