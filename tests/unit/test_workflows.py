"""The forges' pipelines: a stranger's request reads and builds, and can do nothing else; an auditor agrees."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.cli import make_parser
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
    assert not re.search(r"uses:.*cache|cache:", text)
    rights = [workflow["permissions"], *(job.get("permissions", {}) for job in workflow["jobs"].values())]
    allowed = {"deploy": {"pages", "id-token"}, "links": {"issues"}}.get(path.stem, set())
    assert {name for right in rights for name, value in right.items() if value == "write"} == allowed
    for step in steps(workflow):
        assert "${{" not in step.get("run", "")
        assert "uses" not in step or PINNED.fullmatch(step["uses"])
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_what_is_published_comes_from_main_alone() -> None:
    deploy = load(REPOSITORY / ".github/workflows/deploy.yml")
    assert deploy["jobs"]["deploy"]["if"] == "github.ref == 'refs/heads/main'"
    assert set(deploy[True]) == {"push", "schedule", "workflow_dispatch"}  # YAML 1.1 reads «on» as true
    check = load(REPOSITORY / ".github/workflows/check.yml")
    assert set(check[True]) == {"pull_request"}


def commands_of(path: Path) -> list[str]:
    """Calls of the portal in a pipeline."""
    return re.findall(r"\.venv/bin/portal ([^\n|>]*)", path.read_text("utf-8"))


@pytest.mark.parametrize("path", [*WORKFLOWS, REPOSITORY / ".gitlab-ci.yml"], ids=lambda path: path.name)
def test_the_portal_understands_what_the_pipelines_ask_of_it(path: Path) -> None:
    calls = commands_of(path)
    for call in calls:
        make_parser().parse_args(shlex.split(call))
    assert calls or path.stem == "judge"
    targets = re.findall(r"\bmake ([\w./-]+)", path.read_text("utf-8"))
    makefile = (REPOSITORY / "Makefile").read_text("utf-8").replace("$(VENV)", ".venv")
    assert [target for target in targets if not re.search(rf"(?m)^{re.escape(target)}:", makefile)] == []


def test_a_request_says_what_a_reader_will_see() -> None:
    """After the build, in both forges, with the site attached; a comparison that fails stops nobody."""
    (records,) = [load(REPOSITORY / ".github/workflows/check.yml")["jobs"]["records"]]
    runs = [step.get("run", step.get("uses", "")) for step in records["steps"]]
    told = next(n for n, run in enumerate(runs) if "portal changes --since" in run)
    assert runs[told - 1] == ".venv/bin/portal build"
    assert "$GITHUB_STEP_SUMMARY" in runs[told]
    assert records["steps"][told]["continue-on-error"] is True
    assert runs[told + 1].startswith("actions/upload-artifact@")
    pipeline = yaml.safe_load((REPOSITORY / ".gitlab-ci.yml").read_text("utf-8"))
    assert "portal changes --since" in pipeline["records"]["script"][-1]
    assert set(pipeline["records"]["artifacts"]["paths"]) == {"site/", "changes.md"}


def test_only_the_weekly_job_asks_other_servers() -> None:
    asking = [path.stem for path in WORKFLOWS if any(call.startswith("links") for call in commands_of(path))]
    assert asking == ["links"]
    assert set(load(REPOSITORY / ".github/workflows/links.yml")[True]) == {"schedule", "workflow_dispatch"}
    pipeline = yaml.safe_load((REPOSITORY / ".gitlab-ci.yml").read_text("utf-8"))
    calling = [name for name, job in pipeline.items() if "portal links" in str(job)]
    assert calling == ["links"]
    assert pipeline["links"]["allow_failure"] is True
    assert pipeline["links"]["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "schedule" && $LINKS == "yes"'}]


FORGE = """#!/bin/sh
# stands for the forge's program: one issue kept in a folder
case "$1 $2" in
  "issue list") for last; do :; done; cat "$FORGE/${last##*| .}" 2>/dev/null ;;
  "issue create") echo 7 > "$FORGE/number"; echo OPEN > "$FORGE/state"; cp "$6" "$FORGE/body"; echo https://f/7 ;;
  "issue edit") cp "$5" "$FORGE/body" ;;
  "issue close") echo CLOSED > "$FORGE/state" ;;
  "issue reopen") echo OPEN > "$FORGE/state" ;;
esac
exit 0
"""


def test_there_is_one_issue_and_it_is_updated(tmp_path: Path) -> None:
    forge, tree = tmp_path / "forge", tmp_path / "tree"
    for folder in (forge, tree / ".ci", tree / "build", tmp_path / "bin"):
        folder.mkdir(parents=True)
    shutil.copy2(REPOSITORY / ".ci" / "links-issue", tree / ".ci")
    (tmp_path / "bin" / "gh").write_text(FORGE, "utf-8")
    (tmp_path / "bin" / "gh").chmod(0o755)
    environment = os.environ | {"FORGE": str(forge), "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}

    def run(word: str) -> str:
        subprocess.run([tree / ".ci" / "links-issue", word], env=environment, check=True, capture_output=True)
        return (forge / "state").read_text("utf-8").strip() if (forge / "state").exists() else ""

    report = tree / "build" / "links.md"
    assert (run("read"), report.read_text("utf-8")) == ("", "")
    report.write_text("Всё отвечает.\n", "utf-8")
    assert run("write") == "CLOSED"
    report.write_text("| Адрес |\n| `https://a.example/` |\n", "utf-8")
    assert run("write") == "OPEN"
    report.unlink()
    run("read")
    assert "a.example" in report.read_text("utf-8")


def test_gitlab_checks_requests_and_publishes_main() -> None:
    pipeline = yaml.safe_load((REPOSITORY / ".gitlab-ci.yml").read_text("utf-8"))
    assert pipeline["records"]["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}]
    assert pipeline["records"]["artifacts"]["reports"]["codequality"] == "gl-code-quality-report.json"
    assert pipeline["pages"]["rules"] == [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}]
