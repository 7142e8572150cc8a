"""A build from outside: addresses, refusals that keep the old site intact, equal bytes, no network."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.build import PHASES, Crew, Wanted, build_site
from generator.frame.kinds import INDEXES, stamped_kinds
from generator.frame.prose import load_prose
from generator.model.schemas import load_package
from generator.processes import Workers
from generator.site.audit import Findings
from generator.site.audit.site import audit_pages
from generator.site.write import Work
from tests.conftest import EPOCH, REPOSITORY, run_portal, start_build

ADDRESSES = [
    "index.html",
    "ngos/index.html",
    "ngos/liniya-zhizni/index.html",
    "forums/index.html",
    "forums/2018-summer/index.html",
    "partnerships/index.html",
    "partnerships/molodezhnyj-centr/index.html",
    "decisions/index.html",
    "results/index.html",
    "practice/index.html",
    "support/index.html",
    "support/register/index.html",
    "events/index.html",
    "help/index.html",
    "idea/index.html",
    "law/index.html",
    "about/index.html",
    "editors/index.html",
    "search/index.html",
    "data/index.html",
    "data/datapackage.json",
    "data/ngos.csv",
    "data/ngos.json",
    "data/ngos/liniya-zhizni.json",
    "data/forums/2018-summer.json",
    "find/letter/l/index.html",
    "sitemap.xml",
    "robots.txt",
    "404.html",
]

MADE = ("build", "site")


def manifest(folder: Path) -> dict[str, str]:
    """Return path → digest of every file under ``folder``."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_addresses_of_the_interface(real_site: Path) -> None:
    assert [name for name in ADDRESSES if not (real_site / name).is_file()] == []


def test_nothing_of_the_workshop_is_published(real_site: Path) -> None:
    names = [path.relative_to(real_site).as_posix() for path in real_site.rglob("*")]
    assert [name for name in names if "shell" in name or name.endswith((".yml", ".md", ".map"))] == []
    telling = real_site / "editors" / "problems" / "index.html"  # the guide says that such marks are refused
    texts = {path: path.read_text("utf-8") for path in real_site.rglob("*.html")}
    assert [path for path, text in texts.items() if "@@portal" in text or "portal-shell" in text] == [telling]
    assert "portal-shell" not in texts[telling]


SLIP = re.compile(r"\w\.\.(?!\.)|,,|,\.|;\.|:\.|\(\s|\s\)|«\s|\s»|\bNone\b")


def test_no_sign_stands_twice_or_apart(demo_site: Path, real_site: Path) -> None:
    found = []
    for path in [*demo_site.rglob("*.html"), *real_site.rglob("*.html")]:
        if "editors" in path.parts:  # the guide shows typical mistakes
            continue
        tree = LexborHTMLParser(path.read_text("utf-8"))
        tree.strip_tags(["script", "style"], recursive=True)
        text = " ".join((tree.body.text() if tree.body else "").split())
        found += [(path.parent.name, text[slip.start() - 30 : slip.end() + 10]) for slip in SLIP.finditer(text)]
    assert found == []
    assert SLIP.search("до 9 декабря 2026 г..")
    assert SLIP.search("зал ( пример)")


BREAKS = {
    "misspelt key": ("ngos/liniya-zhizni.yml", "summary:", "sumary:", "E201", "summary"),
    "no name": ("ngos/liniya-zhizni.yml", "name: АНО", "# name: АНО", "E203", "name:"),
    "code of a list": ("ngos/liniya-zhizni.yml", "status: unknown", "status: unknwn", "E220", "unknown"),
    "label for a code": ("ngos/liniya-zhizni.yml", "status: unknown", "status: зарегистрирована", "E220", "registered"),
    "tab": ("ngos/liniya-zhizni.yml", "name: АНО", "\tname: АНО", "E121", "пробел"),
    "no space": ("ngos/liniya-zhizni.yml", "status: unknown", "status:unknown", "E124", "status: unknown"),
    "open quote": ("ngos/kiber-atom.yml", "status: unknown", 'status: "unknown', "E123", "кавычку"),
    "duplicate key": ("ngos/kiber-atom.yml", "status: unknown", "status: unknown\nstatus: unknown", "E117", "одну"),
    "anchor": ("ngos/kiber-atom.yml", "status: unknown", "status: &a unknown", "E112", "кавычки"),
    "cut by a sign": ("ngos/kiber-atom.yml", "status: unknown", "status: unknown #1", "E114", "кавычки"),
    "link without scheme": ("ngos/kiber-atom.yml", "https://vk.com/", "vk.com/", "E236", "https://vk.com/"),
    "script link": ("ngos/kiber-atom.yml", "https://vk.com/cyberatom_zlk24", "javascript:alert(1)", "E236", "https"),
    "empty value": ("ngos/kiber-atom.yml", "status: unknown", "status:", "E204", "Коды: registered ("),
    "bad checksum": (
        "ngos/gorodskaya-organizaciya-veteranov.yml",
        "1022400008817",
        "1022400008818",
        "E231",
        "документ",
    ),
    "short number": ("ngos/gorodskaya-organizaciya-veteranov.yml", "1022400008817", "102240000881", "E231", "документ"),
    "twin number": ("ngos/soyuz-veteranov.yml", "1032400004240", "1022400008817", "E403", "одну запись"),
    "season": ("forums/2018-summer.yml", 'season: "2018-summer"', "season: лето 2018", "E215", "2018-summer"),
    "session type": ("forums/2018-summer.yml", "type: panel", "type: panell", "E220", "panel"),
    "unknown side": (
        "content/partnerships/molodezhnyj-centr.yml",
        "kind: municipal",
        "kind: municipalnoe",
        "E220",
        "municipal",
    ),
    "costs in words": ("content/practice.yml", 'sum: "300000"', "sum: 300 тыс.", "E212", 'sum: "300000"'),
}


@pytest.mark.parametrize("name", BREAKS)
def test_broken_record_is_refused_and_the_site_stays(name: str, real_root: Path, tmp_path: Path) -> None:
    path, old, new, code, remedy = BREAKS[name]
    root = tmp_path / "root"
    shutil.copytree(real_root, root)
    before = manifest(root / "site")
    text = (root / path).read_text("utf-8")
    assert old in text
    broken = text.replace(old, new, 1)
    (root / path).write_text(broken, "utf-8")
    line = next(
        i for i, (a, b) in enumerate(zip(broken.split("\n"), [*text.split("\n"), ""], strict=False), 1) if a != b
    )
    done = run_portal("build", "--root", root)
    assert done.returncode == 1
    shown = [row for row in done.stdout.split("\n") if f" {code} " in row]
    assert shown, done.stdout
    assert shown[0].startswith((f"{path}:{line}:", f"{path}:{line + 1}:", f"{path}:1:"))
    assert remedy in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert manifest(root / "site") == before


@pytest.mark.parametrize("which", ["real_root", pytest.param("demo_root", marks=pytest.mark.slow)])
def test_same_records_same_bytes(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """In another folder, written in another order, at another hour, under another locale and zone, in one process."""
    built: Path = request.getfixturevalue(which)
    other = tmp_path / "elsewhere" / "копия"
    names = [path for path in built.rglob("*") if path.is_file() and path.relative_to(built).parts[0] not in MADE]
    for path in sorted(names, reverse=True):
        target = other / path.relative_to(built)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    surroundings = {"SOURCE_DATE_EPOCH": str(int(EPOCH) + 9 * 3600), "TZ": "America/Lima", "LC_ALL": "C", "LANG": "C"}
    command = [sys.executable, "-m", "generator", "build", "--root", str(other), "--jobs", "1"]
    done = subprocess.run(command, cwd=REPOSITORY, env=os.environ | surroundings, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    found, expected = manifest(other / "site"), manifest(built / "site")
    assert [name for name in expected if found.get(name) != expected[name]] == []
    assert found.keys() == expected.keys()


SURROUNDINGS = (
    {"SOURCE_DATE_EPOCH": EPOCH, "TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
    {"SOURCE_DATE_EPOCH": str(int(EPOCH) + 9 * 3600), "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"},
)


@pytest.mark.slow
@pytest.mark.parametrize("which", ["real", "demo"])
def test_two_clones_same_bytes(which: str, tmp_path: Path) -> None:
    """The program and its root cloned to two places, with history; including search and printed documents."""
    manifests = []
    for place, surroundings, jobs in zip(("one", "два/глубже"), SURROUNDINGS, ("2", "1"), strict=True):
        clone = tmp_path / place
        subprocess.run(["git", "clone", "-q", "--no-local", str(REPOSITORY), str(clone)], check=True)
        portal, environment = [sys.executable, "-m", "generator"], os.environ | surroundings
        root = clone
        if which == "demo":
            root = clone / "build" / "demo"
            subprocess.run([*portal, "demo", str(root)], cwd=clone, env=environment, check=True)
        command = [*portal, "build", "--with-print", "--compressed", "--jobs", jobs, "--root", str(root)]
        done = subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        manifests.append(manifest(root / "site"))
    one, two = manifests
    assert [name for name in one if two.get(name) != one[name]] == []
    assert one.keys() == two.keys()
    endings = {Path(name).suffix for name in one}
    assert endings >= {".html", ".pf_index", ".pdf", ".docx", ".csv", ".xlsx", ".zip", ".gz"}


def test_kill_leaves_the_old_site(real_root: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(real_root, root)
    before = manifest(root / "site")
    record = root / "ngos" / "liniya-zhizni.yml"
    record.write_text(record.read_text("utf-8").replace("summary: ", "summary: Новое. ", 1), "utf-8")
    killed = 0
    for moment in (0.5, 1.2):  # thoroughly in tests/crash
        process = start_build(root)
        time.sleep(moment)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
        if killed and process.returncode < 0:
            assert manifest(root / "site") == before
    assert killed > 0
    assert run_portal("build", "--root", root).returncode == 0
    assert manifest(root / "site") != before


def test_a_build_says_what_it_did(real_root: Path) -> None:
    report = json.loads((real_root / "build" / "report.json").read_text("utf-8"))
    assert report["published"]
    assert report["pages"] == len(list((real_root / "site").rglob("index.html")))
    assert report["records"]["ngos"] == len(list((real_root / "ngos").glob("*.yml")))
    assert list(report["seconds"]) == list(PHASES)
    assert all(seconds >= 0 for seconds in report["seconds"].values())
    assert min(report["memory"].values()) > 20
    assert list((real_root / "site").rglob("report.json")) == []


@pytest.mark.slow
def test_a_profile_names_functions(fresh_root: Path) -> None:
    done = run_portal("build", "--profile", "--no-search", "--root", fresh_root)
    assert done.returncode == 0, done.stderr
    assert str(fresh_root / "build" / "profile.txt") in done.stdout
    assert "generator/" in (fresh_root / "build" / "profile.txt").read_text("utf-8")
    (fresh_root / "ngos" / "kiber-atom.yml").write_text("имя: x\n", "utf-8")
    assert run_portal("build", "--root", fresh_root).returncode == 1
    report = json.loads((fresh_root / "build" / "report.json").read_text("utf-8"))
    assert (report["published"], report["pages"]) == (False, 0)
    assert report["problems"]["E201"] >= 1


def test_exit_codes(tmp_path: Path, fresh_root: Path) -> None:
    assert run_portal("check", "--root", tmp_path / "nowhere").returncode == 2
    assert run_portal("chek").returncode == 2
    assert run_portal("check", "--root", fresh_root).returncode == 0
    (fresh_root / "ngos" / "kiber-atom.yml").write_text("имя: x\n", "utf-8")
    assert run_portal("check", "--root", fresh_root).returncode == 1


def test_plain_mkdocs_shows_the_prose(fresh_root: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-f", str(fresh_root / "mkdocs.yml")]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"})
    assert done.returncode == 0, done.stdout + done.stderr
    built = fresh_root / "build" / "mkdocs"
    page = (built / "about" / "index.html").read_text("utf-8")
    assert "@@portal" not in page
    assert "О портале" in page
    assert list(built.rglob("*.yml")) == []


def test_build_needs_no_network(fresh_root: Path) -> None:
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-rn", "true"], capture_output=True).returncode:
        pytest.fail("unshare (util-linux) is needed to cut the network")
    control = [unshare, "-rn", sys.executable, "-c", "import socket; socket.create_connection(('127.0.0.1', 9), 1)"]
    assert subprocess.run(control, capture_output=True).returncode != 0
    command = [unshare, "-rn", sys.executable, "-m", "generator", "build", "--root", str(fresh_root)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_second_build_at_once_is_refused(fresh_root: Path) -> None:
    import fcntl

    (fresh_root / "build").mkdir()
    with (fresh_root / "build" / "lock").open("w") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)
        done = run_portal("build", "--root", fresh_root)
    assert done.returncode == 2
    assert "Другая сборка" in done.stderr


def test_a_folder_that_is_no_site_is_not_taken_away(fresh_root: Path, tmp_path: Path) -> None:
    notes = tmp_path / "заметки"
    notes.mkdir()
    (notes / "важное.txt").write_text("не терять", "utf-8")
    refused = run_portal("build", "--no-search", "--root", str(fresh_root), "--site", str(notes))
    assert refused.returncode == 2
    assert "не сайт портала" in refused.stderr
    assert [path.name for path in notes.iterdir()] == ["важное.txt"]
    for _ in range(2):  # into new folders, then over its own results
        made = run_portal("build", "--no-search", "--root", str(fresh_root), "--site", str(tmp_path / "a" / "b"))
        assert made.returncode == 0, made.stderr
    assert (tmp_path / "a" / "b" / "sitemap.xml").is_file()


def test_code_in_a_root_is_not_run(fresh_root: Path) -> None:
    for name in ("yaml", "jinja2", "markdown", "mkdocs", "generator"):
        (fresh_root / f"{name}.py").write_text(f"open('run-{name}', 'w').close()\n", "utf-8")
    portal = Path(sys.executable).with_name("portal")
    done = subprocess.run([portal, "build", "--no-search"], cwd=fresh_root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(fresh_root.glob("run-*")) == []
    control = subprocess.run([sys.executable, "-c", "import yaml"], cwd=fresh_root, capture_output=True)
    assert control.returncode == 0
    assert (fresh_root / "run-yaml").exists()


def test_a_file_of_a_page_that_is_gone_is_found(fresh_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose_one(work: Work, workers: Workers) -> Iterator[Findings]:
        (work.fresh / "data" / "ngos" / "kiber-atom.json").unlink()
        return audit_pages(work, workers)

    monkeypatch.setattr("generator.build.audit_pages", lose_one)
    report = build_site(fresh_root, fresh_root / "site", Crew(1), wanted=Wanted(search=False))
    assert not report.published
    assert [problem.code for problem in report.problems if problem.severity == "error"] == ["E640"]


def test_the_theme_is_rendered_once_per_kind(demo_root: Path, real_root: Path) -> None:
    """However many records there are, MkDocs renders the prose, the introductions and one empty page per kind."""
    for root in (demo_root, real_root):
        kinds = [*INDEXES, *stamped_kinds(load_package())]
        sources = {kind.source for kind in kinds} | set(load_prose(root, load_package()).pages)
        rendered = [*(root / "build" / "mkdocs").rglob("index.html")]
        assert len(rendered) == len(sources)
    assert len([*(demo_root / "site").rglob("index.html")]) > 5 * len(rendered)
