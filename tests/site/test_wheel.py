"""A release: a wheel that contains the whole program, and builds the same bytes as the checkout without it and git."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import __version__
from generator.demo.pictures import draw_logo
from tests.conftest import EPOCH, REPOSITORY, once, run_portal

DATA = (".yaml", ".yml", ".html", ".css", ".js", ".svg", ".woff2", ".txt", ".typ", ".md", ".png", ".json")
CALLS = ("check", "schema", "fmt --check", "build", "status", "confirm", "new ngo novyj")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, made once from a copy."""
    with once(tmp_path_factory, "wheel") as folder:
        if not folder.exists():
            source = tmp_path_factory.mktemp("source") / "portal"
            source.mkdir()
            for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md", "setup.py"):
                shutil.copy2(REPOSITORY / name, source / name)
            shutil.copytree(REPOSITORY / "generator", source / "generator", ignore=shutil.ignore_patterns("*.pyc"))
            options = ("--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder)
            subprocess.run([sys.executable, "-m", "pip", "wheel", *options, source], check=True, capture_output=True)
        (made,) = folder.glob("*.whl")
        return made


def test_a_wheel_has_the_whole_program(wheel: Path) -> None:
    assert wheel.name.startswith(f"civic_portal-{__version__}-")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    paths = (p for p in (REPOSITORY / "generator").rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    ours = {path.relative_to(REPOSITORY).as_posix() for path in paths if path.suffix in (".py", *DATA)}
    assert len(ours) > 250
    assert ours - held == set()
    assert [name for name in held if name.startswith("tests")] == []


@pytest.mark.slow
def test_a_source_distribution_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    """Unpacked elsewhere, without any file of the checkout."""
    source = tmp_path / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md", "setup.py"):
        shutil.copy2(REPOSITORY / name, source / name)
    shutil.copytree(REPOSITORY / "generator", source / "generator", ignore=shutil.ignore_patterns("*.pyc"))
    code = f"from setuptools import build_meta; print(build_meta.build_sdist({str(tmp_path)!r}))"
    subprocess.run([sys.executable, "-c", code], cwd=source, check=True, capture_output=True)
    (packed,) = tmp_path.glob("civic_portal-*.tar.gz")
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", tmp_path / "made")
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, packed], check=True, capture_output=True)
    (made,) = (tmp_path / "made").glob("*.whl")
    with zipfile.ZipFile(made) as one, zipfile.ZipFile(wheel) as other:
        assert set(one.namelist()) == set(other.namelist())


def test_each_version_is_reported_and_is_in_one_place() -> None:
    changelog = (REPOSITORY / "CHANGELOG.md").read_text("utf-8")
    assert f"## [{__version__}]" in changelog
    assert changelog.index("## [Unreleased]") < changelog.index(f"## [{__version__}]")
    assert f'version = "{__version__}"' not in (REPOSITORY / "pyproject.toml").read_text("utf-8")


Portal = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def portal(wheel: Path, tmp_path: Path) -> Portal:
    """The command in its own environment with the packages of the lock, without checkout, make and git."""
    home = tmp_path / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    options = ("--python", home / "bin" / "python", "install", "--quiet", "--no-deps", "--no-index")
    subprocess.run([sys.executable, "-m", "pip", *options, wheel], check=True, capture_output=True)
    (packages,) = home.glob("lib/python*/site-packages")
    (packages / "lock.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", "utf-8")

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(home / "bin"), "SOURCE_DATE_EPOCH": EPOCH, "HOME": str(tmp_path), "LANG": "C.UTF-8"}
        command = [home / "bin" / "portal", *map(str, arguments)]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)

    return run


@pytest.mark.slow
def test_the_wheel_alone_builds_what_the_checkout_builds(portal: Portal, tmp_path: Path) -> None:
    assert portal("--version").stdout == f"portal {__version__}\n"
    assert portal("demo", "town", "--ngos", 12).returncode == 0
    for call in CALLS:
        done = portal(*call.split(), "--root", "town")
        assert done.returncode == 0, (call, done.stdout + done.stderr)
        assert not any(word in done.stdout for word in (".venv", "make ")), call
    assert portal("init", "other").returncode == 0
    assert portal("ci", "publish", "--root", "other").returncode == 0
    (tmp_path / "town" / "ngos" / "novyj.yml").unlink()
    loader = "from generator.pages.templating import make_environment; print(type(make_environment().loader).__name__)"
    python = [tmp_path / "env" / "bin" / "python", "-c", loader]
    assert subprocess.run(python, cwd=tmp_path, check=True, capture_output=True).stdout == b"ModuleLoader\n"
    assert portal("build", "--root", "town").returncode == 0
    assert run_portal("build", "--root", tmp_path / "town", "--site", tmp_path / "again").returncode == 0
    assert contents(tmp_path / "town" / "site") == contents(tmp_path / "again")


FIELD = "fields:\n  - {name: x_room, title: Кабинет приёма}\n"
NGO = "name: Клуб «Пример»\nstatus: unknown\naudiences: [children]\nx_room: кабинет двенадцать\nsource: анкета\n"
LOOK = 'logo_file: gerb.png\ncolour_main: "#1f5fa8"\n'


def opened(path: Path) -> str:
    """Return the text of a file, with everything packed in it."""
    body = path.read_bytes()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(path) as archive:
            body = b"".join(archive.read(name) for name in archive.namelist())
    elif body.startswith(b"\x1f\x8b"):
        body = gzip.decompress(body)
    return body.decode("utf-8", "replace")


@pytest.mark.slow
def test_another_town_takes_it_from_the_wheel_alone(portal: Portal, wheel: Path, tmp_path: Path) -> None:
    """An emblem, a blue palette, no forum, a field of its own: its pipeline's command in a clean folder."""
    root = tmp_path / "town"
    options = ("--town", "Примерск", "--url", "https://primersk.ru/", "--without", "forum", "--program", wheel)
    done = portal("init", root, *options)
    assert done.returncode == 0, done.stderr
    for name, text in (("content/fields/ngos.yml", FIELD), ("ngos/klub.yml", NGO)):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")
    (root / "content/images").mkdir()
    (root / "content/images/gerb.png").write_bytes(draw_logo(1))
    with (root / "content/settings.yml").open("a", encoding="utf-8") as settings:
        settings.write(LOOK)
    done = portal("ci", "publish", "--root", root, "--site", root / "site")
    assert done.returncode == 0, done.stdout + done.stderr
    texts = {p.relative_to(root / "site").as_posix(): opened(p) for p in (root / "site").rglob("*") if p.is_file()}
    assert [name for name, text in texts.items() if re.search("форум", name + text, re.IGNORECASE)] == []
    assert "кабинет двенадцать" in texts["data/portal.zip"]  # packed files are read; test_sections has the control
    page = texts["ngos/klub/index.html"]
    assert "assets/town/gerb.png" in page
    assert "--pine: #1f5fa8" in texts["assets/town/town.css"]
    for name in ("ngos/klub/index.html", "data/ngos.csv", "data/ngos/klub.json"):
        assert "кабинет двенадцать" in texts[name], name
    assert "Кабинет приёма" in texts["editors/form/form.json"]
    assert "Кабинет приёма" in texts["editors/fields/index.html"]
    assert [name for name, text in texts.items() if name.endswith(".pf_fragment") and "кабинет двенадцать" in text]
    guide = [name for name in texts if re.fullmatch("editors/[a-z-]+/index.html", name)]
    assert len(guide) > 15
    links = [(name, link) for name in guide for link in re.findall('href="([^"#?:]+)"', texts[name])]
    lost = [(name, link) for name, link in links if not (root / "site" / name).parent.joinpath(link).exists()]
    assert lost == []
    assert len(links) > 500


def contents(folder: Path) -> dict[str, bytes]:
    found = {os.fspath(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert len(found) > 100
    return found
