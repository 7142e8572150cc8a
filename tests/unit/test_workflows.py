"""The forges' pipelines: a stranger's request can read and build, nothing else; an auditor agrees."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.cli import make_parser
from generator.upkeep.pipelines import FORGES, Pipeline, make_pipelines
from tests.conftest import REPOSITORY

WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))
ZIZMOR = Path(sys.executable).with_name("zizmor")
PINNED = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40}")
CARELESS = """
on: pull_request_target
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with: {ref: "${{ github.event.pull_request.head.sha }}"}
      - run: echo ${{ github.event.pull_request.title }}
"""


def load(path: Path) -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    return loaded


def steps(workflow: dict[Any, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def audit(*paths: Path) -> subprocess.CompletedProcess[str]:
    command = [ZIZMOR, "--offline", "--no-progress", "--persona=pedantic", *paths]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_the_auditor_finds_nothing_and_can_find(tmp_path: Path) -> None:
    done = audit(*WORKFLOWS)
    assert done.returncode == 0, done.stdout
    careless = tmp_path / "careless.yml"
    careless.write_text(CARELESS, "utf-8")
    found = audit(careless).stdout
    for name in ("dangerous-triggers", "template-injection", "unpinned-uses"):
        assert name in found


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_asks_for_no_more_than_it_needs(path: Path) -> None:
    workflow = load(path)
    text = path.read_text("utf-8")
    assert "pull_request_target" not in text
    assert "workflow_run" not in text
    assert "secrets" not in text.replace("there are no secrets", "")
    assert path.stem == "publish" or not re.search(r"uses:.*cache|cache:", text), "a stranger's request fills no cache"
    rights = [workflow["permissions"], *(job.get("permissions", {}) for job in workflow["jobs"].values())]
    allowed = {"publish": {"pages", "id-token"}}.get(path.stem, set())
    assert {name for right in rights for name, value in right.items() if value == "write"} == allowed
    for step in steps(workflow):
        assert "${{" not in step.get("run", "")
        assert "uses" not in step or PINNED.fullmatch(step["uses"])
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_what_is_published_comes_from_main_alone() -> None:
    publish = load(REPOSITORY / ".github/workflows/publish.yml")
    assert "github.ref == 'refs/heads/main'" in publish["jobs"]["deploy"]["if"]
    assert set(publish[True]) == {"push", "schedule", "workflow_dispatch"}  # YAML 1.1 reads «on» as true
    assert "permissions" not in publish["jobs"]["build"] or publish["jobs"]["build"]["permissions"] == {
        "contents": "read"
    }
    for name in ("check", "tests"):
        assert set(load(REPOSITORY / f".github/workflows/{name}.yml")[True]) == {"pull_request"}


def test_the_programs_own_tests_run_when_the_program_changes() -> None:
    paths = load(REPOSITORY / ".github/workflows/tests.yml")[True]["pull_request"]["paths"]
    assert "generator/**" in paths
    assert not any(path.startswith(("ngos", "forums", "content")) for path in paths)


def commands_of(path: Path) -> list[str]:
    """Return the calls of the portal in a pipeline."""
    return re.findall(r"\.venv/bin/portal ([^\n|>]*)", path.read_text("utf-8"))


@pytest.mark.parametrize("path", [*WORKFLOWS, REPOSITORY / ".gitlab-ci.yml"], ids=lambda path: path.name)
def test_the_portal_understands_what_the_pipelines_ask_of_it(path: Path) -> None:
    calls = commands_of(path)
    for call in calls:
        make_parser().parse_args(shlex.split(call))
    assert calls or path.stem in ("judge", "tests")
    targets = re.findall(r"\bmake ([\w./-]+)", path.read_text("utf-8"))
    makefile = (REPOSITORY / "Makefile").read_text("utf-8").replace("$(VENV)", ".venv")
    assert [target for target in targets if not re.search(rf"(?m)^{re.escape(target)}:", makefile)] == []


PIPELINE = Pipeline("make .venv/runtime")
ELSEWHERE = [forge for forge in FORGES if forge not in ("github", "gitlab")]


@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_this_repository_has_the_pipelines_that_the_program_writes(forge: str) -> None:
    for name, text in make_pipelines(forge, PIPELINE).items():
        assert (REPOSITORY / name).read_text("utf-8") == text, name


@pytest.mark.parametrize("forge", FORGES)
def test_a_pipeline_is_thin_and_asks_what_the_program_understands(forge: str) -> None:
    files = make_pipelines(forge, Pipeline("install", branch="glavnaya"))
    texts = [text for name, text in files.items() if "dependabot" not in name]
    calls = [call for text in texts for call in re.findall(r"\.venv/bin/portal ([^\n|]*)", text)]
    assert sorted(call.split()[1] for call in calls) == ["check", "nightly"]
    for call in calls:
        make_parser().parse_args(shlex.split(call))
    for text in texts:
        loaded = yaml.safe_load(text)
        assert "@" not in re.sub(r"[\w-]+/[\w-]+@", "", text), "every place of the template is filled"
        jobs = loaded.get("jobs", loaded)
        for job in (job for job in jobs.values() if isinstance(job, dict)):
            assert len(job.get("steps", job.get("script", ()))) <= 10
    assert any("glavnaya" in text or "CI_DEFAULT_BRANCH" in text for text in texts)


# https://docs.gitlab.com/ci/yaml/#artifactsexpose_as: Latin letters, digits, «_», «-» and spaces.
EXPOSED = re.compile(r"[A-Za-z0-9_\- ]{1,100}")


def misnamed(pipeline: dict[str, Any]) -> list[str]:
    """Return jobs whose artifact name GitLab refuses, or that expose artifacts without a plainly named file."""
    shown = {name: job["artifacts"] for name, job in pipeline.items() if isinstance(job, dict) and "artifacts" in job}
    return [
        name
        for name, one in shown.items()
        if "expose_as" in one and (not EXPOSED.fullmatch(one["expose_as"]) or any("*" in path for path in one["paths"]))
    ]


def test_gitlab_takes_the_names_of_artifacts() -> None:
    pipeline = yaml.safe_load((REPOSITORY / ".gitlab-ci.yml").read_text("utf-8"))
    assert any("expose_as" in job.get("artifacts", {}) for job in pipeline.values() if isinstance(job, dict))
    assert misnamed(pipeline) == []
    broken = {"records": {"artifacts": {"expose_as": "Собранный сайт", "paths": ["site/"]}}}
    assert misnamed(broken) == ["records"]
    broken["records"]["artifacts"] |= {"expose_as": "Site", "paths": ["*.md"]}
    assert misnamed(broken) == ["records"]


def test_gitlab_checks_requests_publishes_main_and_tells() -> None:
    pipeline = yaml.safe_load((REPOSITORY / ".gitlab-ci.yml").read_text("utf-8"))
    assert pipeline["records"]["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}]
    assert pipeline["records"]["artifacts"]["reports"]["codequality"].endswith("gl-code-quality-report.json")
    for name in ("pages", "tell"):
        assert pipeline[name]["rules"] == [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}]
    assert pipeline["pages"]["script"][-1].endswith("|| test $? -eq 3"), "GitLab publishes only what is green"


def test_the_parts_of_gitlab_are_shells() -> None:
    """The reporting job fails when there is an alarm, and passes without."""
    pipeline = yaml.safe_load((REPOSITORY / ".gitlab-ci.yml").read_text("utf-8"))
    (line,) = pipeline["tell"]["script"]
    assert subprocess.run(["sh", "-c", line], cwd=REPOSITORY / "tests").returncode == 0


@pytest.mark.parametrize("forge", ELSEWHERE)
def test_elsewhere_files_are_where_the_forge_looks(forge: str) -> None:
    folders = {"gitea": ".gitea/workflows/", "gitverse": ".gitverse/workflows/", "gitflic": "gitflic-ci.yaml"}
    assert all(name.startswith(folders[forge]) for name in make_pipelines(forge, PIPELINE))
