"""What forge pipelines and a host's nightly job run: ``portal ci check|publish|nightly``.

The forge is recognised by its documented environment variables; without any, output goes to the terminal and into
``build/ci``. There ``alarm.md`` holds what people must be told; it is absent when all is well.
"""

from __future__ import annotations

import argparse
import html
import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.build import BuildReport, Wanted
    from generator.fallback import InSpite

FOLDER = "build/ci"
IN_SPITE = 3  # exit code: published, but with older versions of some files


def add_commands(commands: Any) -> None:
    """Add ``ci`` with its three tasks, and ``status``."""
    ci = commands.add_parser(
        "ci", help="то, что делают хранилище и сервер: проверить правку, опубликовать, ночная сборка"
    )
    ci.add_argument(
        "task", choices=("check", "publish", "nightly"), metavar="ЗАДАЧА", help="check, publish или nightly"
    )
    ci.add_argument("--root", type=Path, default=Path(), help="папка портала (обычно текущая)")
    ci.add_argument("--site", type=Path, help="куда положить сайт (обычно ПАПКА/site)")
    ci.add_argument("--since", metavar="ВЕРСИЯ", help="check: с чем сравнить правку (обычно скажет хранилище)")
    ci.add_argument("--branch", default="", metavar="ВЕТКА", help="publish: отправить сайт в эту ветку хранилища")
    ci.add_argument("--remote", default="origin", metavar="ИМЯ", help="publish: в какое хранилище (обычно origin)")
    ci.add_argument("--compressed", action="store_true", help="publish: и сжатые копии (.gz)")
    ci.add_argument("--no-links", action="store_true", help="nightly: не спрашивать внешние ссылки раз в неделю")
    ci.set_defaults(run=run_ci)

    status = commands.add_parser("status", help="сказать, когда и из чего собран сайт, не устарел ли он")
    status.add_argument("--root", type=Path, default=Path(), help="папка портала (обычно текущая)")
    status.add_argument("--site", type=Path, help="собранный сайт (обычно ПАПКА/site)")
    status.add_argument("--url", default="", metavar="АДРЕС", help="опубликованный сайт: спросить его по сети")
    status.add_argument("--older-than", default="2d", metavar="СРОК", help="сколько дней сайту можно: 2d")
    status.set_defaults(run=run_status)


def run_ci(options: argparse.Namespace) -> int:
    tasks = {"check": run_check, "publish": run_publish, "nightly": run_nightly}
    return tasks[options.task](options)


def base_of(environment: Mapping[str, str]) -> str | None:
    """Return the base of a merge request: a commit on GitLab, a branch on other forges, None outside a request."""
    if commit := environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA"):
        return commit
    branch = environment.get("GITHUB_BASE_REF")  # also Forgejo, Gitea and GitVerse
    return f"origin/{branch}" if branch else None


def run_check(options: argparse.Namespace) -> int:
    """Check a change: only its own errors fail it, so the site is built even if other people's files have errors."""
    from generator.build import Wanted
    from generator.commands.checks import find_problems
    from generator.problems import report
    from generator.problems.problem import has_errors

    since = options.since or base_of(os.environ)
    found = find_problems(options.root, since)
    print(report.write_text(found.problems, found.checked.files))
    if found.older:
        print(found.older)
    _annotate(options.root, report.write_github(found.problems), report.write_gitlab(found.problems))
    summary = [report.write_markdown(found.problems), found.older]
    code = 1
    if not has_errors(found.problems):
        done = _build(options, Wanted())
        code = 0 if done.built.published else 1
        if since and done.built.published:
            summary.append(_changes(options, since))
    _summarize(options.root, summary)
    return code


def run_publish(options: argparse.Namespace) -> int:
    """Build and publish the site, with printable documents where their extra is installed."""
    from generator.build import Wanted
    from generator.paper import DOCUMENTS
    from generator.problems import report

    printed = DOCUMENTS if all(find_spec(name) for name in ("typst", "segno", "docx")) else ()
    done = _build(options, Wanted(documents=printed, compressed=options.compressed))
    summary = [report.write_markdown(done.found.problems), _describe_fallen(done.built)]
    _summarize(options.root, summary)
    if not done.built.published:
        _alarm(options.root, ["Сайт не опубликован, прежний стоит.", *summary])
        return 1
    if options.branch:
        from generator.upkeep.site_branch import push_site

        site = options.site or options.root / "site"
        new = push_site(options.root, site, options.remote, options.branch)
        print(f"Ветка {options.branch}: {'сайт отправлен' if new else 'там уже этот сайт'}.")
    _alarm(options.root, summary if done.built.fallen else [])
    return IN_SPITE if done.built.fallen else 0


def run_nightly(options: argparse.Namespace) -> int:
    """Publish, report the state of the site, and check outside links once a week."""
    from datetime import timedelta

    from generator import clock
    from generator.build import outside_links
    from generator.commands.upkeep import probe_links
    from generator.upkeep.site_status import judge, load_facts

    code = run_publish(options)
    site = options.site or options.root / "site"
    if code in (0, IN_SPITE):
        status = judge(load_facts(site), clock.today("UTC"), timedelta(days=2))
        print("\n".join([*status.lines, *status.alarms]))
        asked = outside_links(options.root / "build").checked_on
        pushed = "push" in (os.environ.get("GITHUB_EVENT_NAME"), os.environ.get("CI_PIPELINE_SOURCE"))
        week = asked is None or clock.today("UTC") - asked >= timedelta(days=6)
        if week and not pushed and not options.no_links:
            print(probe_links(options.root, site))
    return code


def run_status(options: argparse.Namespace) -> int:
    """Report the state of a site. The exit code is 1 if something is wrong with it."""
    from datetime import timedelta

    from generator import clock
    from generator.problems.problem import PortalError
    from generator.upkeep.site_status import judge, load_facts

    days = options.older_than.removesuffix("d")
    if not (days.isascii() and days.isdecimal() and len(days) < 5):
        raise PortalError(f"Срок «{options.older_than[:40]}» не прочитан: нужно число дней, например 2d.")
    facts = load_facts(options.site or options.root / "site", options.url)
    status = judge(facts, clock.today("UTC"), timedelta(days=int(days)))
    print("\n".join([*status.lines, *status.alarms]))
    return 1 if status.alarms else 0


def _build(options: argparse.Namespace, wanted: Wanted) -> InSpite:
    from generator.commands.console import print_build, write_report
    from generator.fallback import build_in_spite
    from generator.processes import usable_cores

    site = options.site or options.root / "site"
    done = build_in_spite(options.root, site, usable_cores(), wanted=wanted)
    write_report(done.built, options.root)
    print_build(done.built, site)
    if text := _describe_fallen(done.built):
        print(html.unescape(text))  # a screen would show Markdown markup as is
    return done


def _describe_fallen(report: BuildReport) -> str:
    from generator.problems.report import disarmed

    if not report.fallen:
        return ""
    lines = ["Файлы с ошибками на сайт не вышли такими, как есть:", ""]
    for one in report.fallen:
        lines.append(f"- {disarmed(one.path)}: {disarmed(one.words)}")
    return "\n".join(lines)


def _changes(options: argparse.Namespace, since: str) -> str:
    """Return what readers will see of the change, or that the former site cannot be built."""
    from generator.commands.upkeep import describe_site_changes

    return describe_site_changes(options.root, options.site or options.root / "site", since)


def _annotate(root: Path, github: str, gitlab: str) -> None:
    """Mark the lines of a merge request: workflow commands in the log for Actions, a report file for GitLab."""
    from generator import disk

    if os.environ.get("GITHUB_ACTIONS") == "true" and github:
        print(github)
    disk.write_file(root, f"{FOLDER}/gl-code-quality-report.json", gitlab)


def _summarize(root: Path, parts: list[str]) -> None:
    """Write ``summary.md``, and the run's summary page where the forge has one."""
    from generator import disk

    text = "\n\n".join(part for part in parts if part) + "\n"
    disk.write_file(root, f"{FOLDER}/summary.md", text)
    if page := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(page).open("a", encoding="utf-8") as stream:
            stream.write(text)


def _alarm(root: Path, parts: list[str]) -> None:
    from generator import disk

    if parts:
        disk.write_file(root, f"{FOLDER}/alarm.md", "\n\n".join(part for part in parts if part) + "\n")
    else:
        disk.remove(root, f"{FOLDER}/alarm.md")
