"""The live preview shows what a build would give, whatever was saved before, and shows it at once."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from generator.frame.mkdocs.config import load_site_config
from generator.frame.prose import ProsePage, load_prose
from generator.frame.shells import UnrenderedError
from generator.model.schemas import load_package
from generator.problems.problem import arrange, has_errors
from generator.records.check import check_root
from generator.serve.preview import INDEX, Preview
from tests.conftest import EPOCH, REPOSITORY, run_portal
from tests.site.saves import Saves

# What the server adds to a page: its reload script; to the form, the token and permission to frame the page.
ADDED = re.compile(
    rb"""<script src="/__portal__/reload\.js[^>]*></script>|<meta name="portal-editor"[^>]*>"""
    rb"""|; frame-src (?:'|&#39;)self(?:'|&#39;)"""
)
SAVES = int(os.environ.get("SAVES", "1000"))
Ask = Callable[[str], bytes | None]


@pytest.fixture
def small_root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    done = run_portal("demo", root, "--ngos", 25, "--forums", 2, "--partnerships", 4)
    assert done.returncode == 0, done.stderr
    return root


def cold_build(root: Path, target: Path, program: Path = REPOSITORY) -> dict[str, bytes]:
    """Return address → bytes of a build in a fresh folder, by the program in ``program``."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for name in ("content", "ngos", "forums", "mkdocs.yml"):
        (shutil.copytree if (root / name).is_dir() else shutil.copyfile)(root / name, target / name)
    command = [sys.executable, "-m", "generator", "build", "--no-search", "--root", str(target)]
    done = subprocess.run(command, cwd=program, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    site = target / "site"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def differences(expected: dict[str, bytes], ask: Ask, known: set[str]) -> list[str]:
    """Return addresses where the preview differs; ``known``: addresses of any build so far."""
    known |= {address for address in expected if not INDEX.fullmatch(address)}
    return sorted(address for address in known if ask(address) != expected.get(address))


def test_shows_what_a_build_would(small_root: Path, tmp_path: Path) -> None:
    preview = Preview(small_root)
    assert preview.look()
    known = {"index.html", *preview.shown.pages} if preview.shown else set()
    before = {address: preview.body(address) for address in known}
    assert len(before) > 100
    saves = Saves(small_root, seed=9)
    for _ in range(30):
        saves.step()
        preview.look()
    saves.hurt()
    preview.look()
    checked, prose = check_root(small_root), load_prose(small_root, load_package())
    config = load_site_config(small_root, set(prose.pages))
    actual = arrange([*checked.problems, *prose.problems, *config.problems])
    assert has_errors(actual)
    assert preview.problems == actual
    saves.mend()
    preview.look()
    assert differences(cold_build(small_root, tmp_path / "cold"), preview.body, known) == []
    assert any(preview.body(address) != body for address, body in before.items())


def test_a_page_that_mkdocs_cannot_read_is_reported_once(small_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    preview = Preview(small_root)
    assert preview.look()
    tried: list[int] = []

    def fail(process: subprocess.Popen[str], *_: object) -> None:
        process.communicate()
        tried.append(process.returncode)
        raise UnrenderedError(ProsePage("zzz.md", "А", "А", ""), "RecursionError: too deep")

    monkeypatch.setattr("generator.serve.preview.read_theme", fail)
    page = small_root / "content" / "zzz.md"
    page.write_text("# А\n", "utf-8")
    assert preview.look()
    assert [(one.code, one.path) for one in preview.problems if one.severity == "error"] == [("E505", "content/zzz.md")]
    assert preview.body("about/index.html")
    assert not preview.look()
    assert tried == [0]
    monkeypatch.undo()
    page.unlink()
    assert preview.look()
    assert not has_errors(preview.problems)


def test_a_link_that_leads_nowhere_is_reported_until_it_is_mended(small_root: Path) -> None:
    preview = Preview(small_root)
    page = small_root / "content" / "index.md"
    good = page.read_text("utf-8")

    def outcome() -> list[str]:
        assert preview.look()
        return [problem.code for problem in preview.problems if problem.severity == "error"]

    assert outcome() == []
    page.write_text(f"{good}\n[Клуб](ngos/nikakoj/)\n", "utf-8")
    assert outcome() == ["E640"]
    (small_root / "ngos" / "nikakoj.yml").write_text("name: Клуб «Никакой»\nstatus: unknown\nsource: анкета\n", "utf-8")
    assert outcome() == []
    page.write_text(good, "utf-8")
    assert outcome() == []


def test_a_look_without_a_change_is_no_news(small_root: Path) -> None:
    preview = Preview(small_root)
    assert preview.look()
    time.sleep(0.06)
    preview.look()
    version = preview.version
    record = next((small_root / "ngos").glob("*.yml"))
    record.write_bytes(record.read_bytes())
    assert not preview.look()
    assert not preview.look()
    assert preview.version == version
    record.write_text(record.read_text("utf-8") + "note: пример\n", "utf-8")
    assert preview.look()
    assert preview.version == version + 1


class Running:
    """``portal serve`` from a copy of the program, so that its schemas may be edited too."""

    def __init__(self, folder: Path, root: Path) -> None:
        shutil.copytree(REPOSITORY / "generator", folder / "generator", ignore=shutil.ignore_patterns("__pycache__"))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.folder, self.base = folder, f"http://127.0.0.1:{port}/"
        self.log = folder / "log.txt"
        command = [sys.executable, "-m", "generator", "serve", "--root", str(root), "--port", str(port)]
        environment = os.environ | {"SOURCE_DATE_EPOCH": EPOCH}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT)

    def ask(self, address: str) -> bytes | None:
        """Return what is at the address, without what the server adds."""
        try:
            with urllib.request.urlopen(self.base + urllib.parse.quote(address), timeout=60) as answer:  # noqa: S310
                return ADDED.sub(b"", answer.read())
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise

    def wait(self, ready: Callable[[], bool], seconds: float = 60) -> float:
        """Wait until ``ready``; return the seconds."""
        began = time.monotonic()
        while True:
            assert self.process.poll() is None, self.log.read_text("utf-8")
            try:
                if ready():
                    return time.monotonic() - began
            except (urllib.error.URLError, ConnectionError, http.client.HTTPException):  # it restarts
                pass
            assert time.monotonic() < began + seconds, self.log.read_text("utf-8")[-2000:]
            time.sleep(0.005)

    def shows(self, address: str, text: str) -> bool:
        return text.encode() in (self.ask(address) or b"")


@pytest.fixture
def running(small_root: Path, tmp_path: Path) -> Iterator[Running]:
    served = Running(tmp_path / "program", small_root)
    try:
        served.wait(lambda: served.ask("index.html") is not None)
        yield served
    finally:
        served.process.terminate()
        served.process.wait()


@pytest.mark.slow
def test_a_thousand_saves(running: Running, small_root: Path, tmp_path: Path) -> None:
    """Half of them broken; including deletions, renames, lists, settings, prose and the schemas themselves."""
    saves, known = Saves(small_root, seed=20261123), set[str]()
    schema = running.folder / "generator" / "schemas" / "ngos.yaml"
    words = schema.read_text("utf-8")
    marker = sorted((small_root / "ngos").glob("*.yml"))[0]
    for number in range(1, SAVES + 1):
        saves.step()
        if number % 100 == 50:
            schema.write_text(words.replace("title: Год основания", f"title: Год основания {number}"), "utf-8")
        if number % 100 == 60:
            schema.write_text(words + "  - {name: [", "utf-8")  # the program does not start
        time.sleep(saves.dice.choice([0, 0.002, 0.02, 0.1]))
        if number % 100:
            continue
        schema.write_text(words.replace("title: Год основания", f"title: Год основания {number}"), "utf-8")
        saves.mend()
        if not marker.exists():
            marker = sorted((small_root / "ngos").glob("*.yml"))[0]
        page = f"ngos/{marker.stem}/index.html"
        text = re.sub(r"^(summary: .*\n)?", "", marker.read_text("utf-8"), flags=re.MULTILINE)
        marker.write_text(f"summary: Пример отметки {number}.\n{text}", "utf-8")
        running.wait(partial(running.shows, page, f"Пример отметки {number}."))
        running.wait(partial(running.shows, "data/datapackage.json", f"основания {number}"))
        expected = cold_build(small_root, tmp_path / "cold", running.folder)
        assert differences(expected, running.ask, known) == [], f"after {number} saves"
    print(saves.kinds, f"broken {saves.broken} of {saves.count}")
    assert saves.broken > SAVES / 3


@pytest.mark.slow
def test_a_save_is_seen_at_once(running: Running, small_root: Path) -> None:
    taken = []
    for number, record in enumerate(sorted((small_root / "ngos").glob("*.yml"))[:10]):
        text = re.sub(r"^(summary: .*\n)?", "", record.read_text("utf-8"), flags=re.MULTILINE)
        record.write_text(f"summary: Пример сразу {number}.\n{text}", "utf-8")
        page = f"ngos/{record.stem}/index.html"
        taken.append(running.wait(partial(running.shows, page, f"сразу {number}.")))
    print("seconds from save to page:", [round(seconds, 3) for seconds in sorted(taken)])
    assert sorted(taken)[len(taken) // 2] < 1
