"""Issue forms: current, readable by the forge, and only with fields that exist."""

from __future__ import annotations

import yaml

from generator.records.check import check_root
from generator.upkeep.issue_forms import ASKED, make_issue_forms
from tests.hostile.roots import REPOSITORY

CHECKED = check_root(REPOSITORY)


def test_the_forms_in_the_repository_are_fresh() -> None:
    for name, text in make_issue_forms(CHECKED.package.tables["ngos"], CHECKED.vocabulary).items():
        assert (REPOSITORY / name).read_text("utf-8") == text, f"run: portal issue-forms ({name})"


def test_github_reads_the_forms() -> None:
    forms = make_issue_forms(CHECKED.package.tables["ngos"], CHECKED.vocabulary)
    form = yaml.safe_load(forms[".github/ISSUE_TEMPLATE/2-new-ngo.yml"])
    assert set(form) == {"name", "description", "title", "body"}
    items = [item for item in form["body"] if item["type"] != "markdown"]
    assert [item["id"] for item in items] == list(ASKED)
    assert {item["type"] for item in items} == {"input", "textarea", "dropdown"}
    for item in items:
        assert item["attributes"]["label"]
        options = item["attributes"].get("options", [])
        assert len(options) == len(set(options))
        assert all(isinstance(option, str) for option in options)
    assert {item["id"] for item in items if item.get("validations", {}).get("required")} == {"name", "source"}


def test_both_forges_get_the_same_merge_template() -> None:
    github = (REPOSITORY / ".github" / "pull_request_template.md").read_text("utf-8")
    assert (REPOSITORY / ".gitlab" / "merge_request_templates" / "Default.md").read_text("utf-8") == github
