"""The ``portal`` command: arguments in, exit codes out.

Exit codes: 0 done, 1 errors in records, 2 wrong usage or environment, 3 published with the last valid versions of
faulty records (``ci`` only).
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from generator import __version__
from generator.commands import ci, editor, letters, paper, staff, upkeep
from generator.commands.numbers import whole
from generator.commands.usage import Parser
from generator.frame.mkdocs.process import prepare_mkdocs
from generator.problems.problem import PortalError
from generator.problems.reasons import OF_THE_MACHINE, words_of

if TYPE_CHECKING:
    from generator.records.verdict import Judges

MAX_JOBS = 256  # upper bound of --jobs: above any machine's cores, low enough not to exhaust memory
LAST_PORT = 65_535
MAX_SEED = 999_999_999  # also bounds the demo's sizes; the demo applies tighter limits itself
BUG = """
Это ошибка программы, а не вашей записи. Прежний сайт цел.
Пошлите разработчикам текст выше и файл, который вы меняли: README, раздел «Report a bug».
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Our own bugs print a traceback and how to report them; users' mistakes never do.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = make_parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except PortalError as error:
        print(f"portal: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nportal: прервано.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.errno in OF_THE_MACHINE:
            where = f" ({error.filename})" if error.filename else ""
            print(f"portal: {words_of(error)}{where}", file=sys.stderr)
            return 2
        traceback.print_exc()
        print(BUG, file=sys.stderr)
        return 2
    except Exception:
        traceback.print_exc()
        print(BUG, file=sys.stderr)
        return 2


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands and their options."""
    parser = Parser(prog="portal", description="Сборка гражданского портала из записей YAML.")
    parser.add_argument("--version", action="version", version=f"portal {__version__}")
    commands = parser.add_subparsers(title="команды", metavar="КОМАНДА", required=True, parser_class=Parser)

    check = commands.add_parser("check", help="проверить записи и показать все ошибки")
    _root(check)
    formats = ("text", "json", "github", "gitlab", "markdown")
    check.add_argument("--format", choices=formats, default="text", help="вид отчёта")
    check.add_argument(
        "--since", metavar="ВЕРСИЯ", help="спрашивать только за то, что изменилось после этой версии git"
    )
    check.set_defaults(run=run_check)

    build = commands.add_parser("build", help="проверить записи и собрать сайт")
    _root(build)
    build.add_argument("--site", type=Path, help="куда положить сайт (обычно ПАПКА/site)")
    build.add_argument("--no-search", action="store_true", help="без поискового указателя")
    build.add_argument("--with-print", action="store_true", help="вместе с документами для печати (см. print)")
    build.add_argument("--compressed", action="store_true", help="и сжатые копии (.gz) для сервера, который их отдаёт")
    build.add_argument("--jobs", type=whole(1, MAX_JOBS), help="сколько процессов (обычно по числу ядер)")
    build.add_argument("--profile", action="store_true", help="записать, на что ушло время: build/profile.txt")
    build.set_defaults(run=run_build)

    serve = commands.add_parser("serve", help="показать портал и обновлять его при каждой правке")
    _root(serve)
    serve.add_argument("--port", type=whole(1, LAST_PORT), default=8000, help="порт на этом компьютере")
    serve.set_defaults(run=run_serve)

    demo = commands.add_parser("demo", help="написать портал-пример из выдуманных записей")
    demo.add_argument("dir", type=Path, metavar="ПАПКА")
    for name, default in (("ngos", 110), ("forums", 10), ("partnerships", 42), ("seed", 1)):
        demo.add_argument(f"--{name}", type=whole(0, MAX_SEED), default=default, help=f"обычно {default}")
    demo.set_defaults(run=run_demo)
    paper.add_command(commands)
    for module in (editor, staff, letters, upkeep, ci):
        module.add_commands(commands)
    return parser


def _root(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--root", type=Path, default=Path(), help="папка портала (обычно текущая)")


def run_check(options: argparse.Namespace) -> int:
    from generator.commands.checks import find_problems
    from generator.problems import report
    from generator.problems.problem import has_errors

    found = find_problems(options.root, options.since)
    writers = {"json": report.write_json, "github": report.write_github, "gitlab": report.write_gitlab}
    writers["markdown"] = report.write_markdown
    if options.format == "text":
        print(report.write_text(found.problems, found.checked.files))
    else:
        text = writers[options.format](found.problems)
        if text:
            print(text)
    if found.older:
        print(found.older, file=sys.stdout if options.format == "text" else sys.stderr)
    return 1 if has_errors(found.problems) else 0


def run_build(options: argparse.Namespace) -> int:
    prepare_mkdocs()  # must run before any other import
    from generator.processes import usable_cores
    from generator.records.verdict import start_judges

    jobs = 1 if options.profile else options.jobs or usable_cores()  # the profiler sees one process only
    with start_judges(jobs) as judges:  # Frictionless loads alongside everything else
        return _build(options, jobs, judges)


def _build(options: argparse.Namespace, jobs: int, judges: Judges) -> int:
    from generator.build import Crew, Wanted, build_site
    from generator.commands.console import Progress, print_build, profiled, write_report
    from generator.paper import DOCUMENTS

    site = options.site or options.root / "site"
    with Progress(sys.stderr) as progress, profiled(options.root, wanted=options.profile):
        wanted = Wanted(not options.no_search, DOCUMENTS if options.with_print else (), options.compressed)
        report = build_site(options.root, site, Crew(jobs, judges), progress.notify, wanted)
    write_report(report, options.root)
    print_build(report, site)
    return 0 if report.published else 1


def run_serve(options: argparse.Namespace) -> int:
    from generator.serve import serve

    return serve(options.root, options.port)


def run_demo(options: argparse.Namespace) -> int:
    from generator.clock import today
    from generator.demo import DemoSize, write_demo

    target: Path = options.dir
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise PortalError(f"{target} не пуста. Укажите новую папку: пример ничего не перезаписывает.")
    size = DemoSize(options.ngos, options.forums, options.partnerships)
    write_demo(target, size, options.seed, today("Asia/Krasnoyarsk"))
    print(f"Пример записан в {target}. Собрать: portal build --root {quote(str(target))}")
    return 0
