"""``portal ci`` as a forge runs it, against a bare repository: a request, a publication, a night; exit codes."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from generator.commands.ci import base_of
from generator.exports.build_facts import BuildFacts
from generator.upkeep.site_status import judge
from tests.conftest import git, run_portal
from tests.hostile.roots import write_root
from tests.site.test_fallback import KLUB, commit

BROKEN = "name: Старый\nstatus: [\n"
EVENT = "title: Встреча\nkind: seminar\nstarts_on: 2026-12-03\nngos: [staryj, klub]\nsource: план\n"
TODAY = date(2026, 11, 23)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of a bare repository whose main branch has a good record, a broken one, and an event of both."""
    files = {"ngos/klub.yml": KLUB, "ngos/staryj.yml": BROKEN, "content/index.md": "# Портал\n"}
    files["content/events/vstrecha.yml"] = EVENT
    seed = write_root(tmp_path / "seed", files)
    (seed / ".gitignore").write_text("/build/\n/site/\n", "utf-8")
    git(seed, "init", "-q", "-b", "main")
    commit(seed, {})
    git(tmp_path, "clone", "-q", "--bare", "seed", "forge.git")
    git(tmp_path, "clone", "-q", str(tmp_path / "forge.git"), "clone")
    return tmp_path / "clone"


def request(clone: Path, files: dict[str, str | None]) -> None:
    git(clone, "checkout", "-q", "-b", "pravka")
    commit(clone, files)


@pytest.fixture
def actions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment of a request in Actions, and its summary file."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    return tmp_path / "summary.md"


def test_a_request_is_green_next_to_an_older_error(clone: Path, actions: Path) -> None:
    request(clone, {"ngos/klub.yml": KLUB.replace("Кружки", "Кружки и студии")})
    done = run_portal("ci", "check", "--root", clone)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Кружки и студии" in (clone / "site/ngos/klub/index.html").read_text("utf-8")
    actual = actions.read_text("utf-8")
    assert "Кружки и студии" in actual, "what a reader will see, though the older state does not build as it is"
    assert "Было и до origin/main" in actual
    assert "::error" not in done.stdout
    assert (clone / "site/events/vstrecha/index.html").is_file()
    assert "Встреча" not in actual.partition("Было и до")[0], "an event is there before and after"


def test_a_request_answers_for_what_it_brings(clone: Path, actions: Path) -> None:
    request(clone, {"ngos/novyj.yml": BROKEN})
    done = run_portal("ci", "check", "--root", clone)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "::error file=ngos/novyj.yml" in done.stdout
    assert "ngos/staryj.yml" not in "".join(line for line in done.stdout.splitlines() if line.startswith("::"))
    assert "E131" in actions.read_text("utf-8")
    report = json.loads((clone / "build/ci/gl-code-quality-report.json").read_text("utf-8"))
    assert {row["location"]["path"] for row in report} == {"ngos/novyj.yml"}
    assert not (clone / "site").exists()


def test_each_forge_names_the_base_of_a_request_in_its_way() -> None:
    assert base_of({"CI_MERGE_REQUEST_DIFF_BASE_SHA": "abc", "CI": "true"}) == "abc"
    assert base_of({"GITHUB_BASE_REF": "main"}) == "origin/main"
    assert base_of({"GITHUB_BASE_REF": ""}) is None
    assert base_of({}) is None


def test_a_publication_goes_to_a_branch_without_a_past(clone: Path, tmp_path: Path) -> None:
    done = run_portal("ci", "publish", "--root", clone, "--branch", "pages")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "ngos/staryj.yml" in (clone / "build/ci/alarm.md").read_text("utf-8").replace("&#46;", ".")
    forge = tmp_path / "forge.git"
    assert git(forge, "show", "pages:ngos/klub/index.html")
    commit(clone, {"ngos/staryj.yml": None, "content/events/vstrecha.yml": EVENT.replace("staryj, ", "")})
    done = run_portal("ci", "publish", "--root", clone, "--branch", "pages")
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (clone / "build/ci/alarm.md").exists()
    assert git(forge, "rev-list", "--count", "pages") == "1", "what was withdrawn is in no history"
    facts = json.loads(git(forge, "show", "pages:data/build.json"))
    assert facts["commit"] == git(clone, "rev-parse", "HEAD")
    assert git(clone, "rev-parse", "--is-shallow-repository") == "false", "the records keep their whole history"
    again = run_portal("ci", "publish", "--root", clone, "--branch", "pages")
    assert "там уже этот сайт" in again.stdout


@pytest.mark.parametrize("branch", ["main", "zapisi"])
def test_records_are_never_replaced_by_a_site(clone: Path, tmp_path: Path, branch: str) -> None:
    git(clone, "push", "-q", "origin", "main:zapisi")
    before = git(tmp_path / "forge.git", "rev-parse", branch)
    done = run_portal("ci", "publish", "--root", clone, "--branch", branch)
    assert done.returncode == 2
    assert "Назов" in done.stderr
    assert git(tmp_path / "forge.git", "rev-parse", branch) == before


def test_a_night_publishes_and_says_how_it_stands(clone: Path) -> None:
    done = run_portal("ci", "nightly", "--root", clone, "--no-links")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "Сайт собран 23 ноября 2026 г." in done.stdout.replace("\N{NO-BREAK SPACE}", " ")
    asked = run_portal("status", "--root", clone)
    assert asked.returncode == 0, asked.stderr
    assert git(clone, "rev-parse", "HEAD")[:12] in asked.stdout


def test_what_cannot_be_published_leaves_the_old_site(clone: Path) -> None:
    run_portal("ci", "publish", "--root", clone)
    before = (clone / "site/data/build.json").read_bytes()
    (clone / "content/settings.yml").write_text("town: [\n", "utf-8")
    git(clone, "update-ref", "-d", "HEAD")  # no history to read the settings from
    done = run_portal("ci", "publish", "--root", clone)
    assert done.returncode == 1, done.stdout + done.stderr
    assert (clone / "site/data/build.json").read_bytes() == before
    assert "прежний стоит" in (clone / "build/ci/alarm.md").read_text("utf-8")


def facts(**changed: object) -> BuildFacts:
    return BuildFacts(TODAY, "0" * 40, "0.2.0", None, 0)._replace(**changed)


@pytest.mark.parametrize(
    ("changed", "alarms"),
    [
        ({}, 0),
        ({"built": TODAY - timedelta(days=2)}, 0),
        ({"built": TODAY - timedelta(days=3)}, 1),
        ({"consents_until": TODAY}, 0),
        ({"consents_until": TODAY - timedelta(days=1)}, 1),
    ],
)
def test_an_old_site_and_an_ended_consent_are_alarms(changed: dict[str, object], alarms: int) -> None:
    assert len(judge(facts(**changed), TODAY, timedelta(days=2)).alarms) == alarms


def test_status_of_no_site_is_a_message(tmp_path: Path) -> None:
    done = run_portal("status", "--site", tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert run_portal("status", "--site", tmp_path, "--older-than", "soon").returncode == 2
