"""The theme and the prose in Zensical, the successor of MkDocs and Material (which end in May 2027).

A smoke build: what Zensical cannot do yet is reported and blocks nothing. It is installed separately, so that nothing
in the portal depends on it. ``ZENSICAL`` names another version.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

from generator.build import start_theme
from generator.frame.kinds import INDEXES, stamped_kinds
from generator.frame.mkdocs.config import load_site_config
from generator.frame.prose import load_prose
from generator.frame.shells import INDEX_PARTS, PLACEHOLDER, RECORD_PARTS, read_theme
from generator.model.schemas import load_package
from generator.records.check import check_root
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.slow
VERSION = os.environ.get("ZENSICAL", "0.0.73")
HOME = REPOSITORY / "build" / "judges" / f"zensical-{VERSION}"


@pytest.fixture(scope="module")
def zensical() -> Path:
    """The program, in its own environment."""
    program = HOME / "bin" / "zensical"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)
        install = [HOME / "bin" / "pip", "install", "--quiet", "--only-binary", ":all:", f"zensical=={VERSION}"]
        done = subprocess.run(install, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"zensical {VERSION} cannot be had: {done.stderr.strip()[-200:]}")
    return program


def stage(root: Path, folder: Path) -> Path:
    """Return the docs and configuration MkDocs gets, also built by MkDocs, and where its pages are."""
    prose = load_prose(root, load_package())
    config = load_site_config(root, set(prose.pages))
    read_theme(
        start_theme(check_root(root), prose, config, folder), folder / "mkdocs", prose, load_package(), config.site_name
    )
    settings = yaml.safe_load((folder / "mkdocs.yml").read_text("utf-8"))
    settings |= {"docs_dir": "docs", "site_dir": "zensical"}  # it accepts only relative folders
    settings.pop("validation")
    (folder / "zensical.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
    return folder / "mkdocs"


def links(page: Path) -> set[str]:
    """Return where the page links to, whatever dots an address begins with."""
    return {
        re.sub(r"^(?:\./)+", "", address) or "./" for address in re.findall('href="([^"?#]+)"', page.read_text("utf-8"))
    }


def test_zensical_makes_the_same_shells(zensical: Path, real_root: Path, tmp_path: Path) -> None:
    expected = stage(real_root, tmp_path)
    command = [str(zensical), "build", "-f", str(tmp_path / "zensical.yml")]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}  # for generator.mkdocs.guard
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    if done.returncode:
        pytest.xfail(f"zensical {VERSION}: {(done.stdout + done.stderr).strip().splitlines()[-1]}")
    made = tmp_path / "zensical"
    uris = [(kind.source, RECORD_PARTS) for kind in stamped_kinds(load_package())]
    uris += [(kind.source, INDEX_PARTS) for kind in INDEXES]
    unlike = []
    for uri, declared in uris:
        address = uri.removesuffix(".md").removesuffix("index").rstrip("/")
        page = f"{address}/index.html".lstrip("/")
        found = PLACEHOLDER.findall((made / page).read_text("utf-8"))
        lost = {x for x in links(expected / page) - links(made / page) if not x.endswith(".css")}
        if Counter(found) != declared or len(lost) > 2:
            unlike.append(f"{page}: {found}, {lost}")
    if unlike:
        pytest.xfail(f"zensical {VERSION}: {unlike}")
    print(f"zensical {VERSION}: {len(uris)} shells with all their placeholders")
