"""The ``portal`` command for tests: each runs in its own process, forked from one that has loaded the program.

Loading takes half a second of every command. Here one process of a test run loads the program and waits; it forks for
each command, and the fork has nothing of the tests: no patches, no threads, no memory of others. ``python -m
generator``, loaded anew, builds the sites that tests share (``conftest.run_anew``).
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import IO, Any

from generator import build, cli
from generator.records import verdict
from generator.serve import preview

REPOSITORY = Path(__file__).resolve().parent.parent
PATIENCE = 300  # seconds
EXTRA = "generator.paper"  # not preloaded: a test may lack what it needs


def judge_once(known: Path) -> None:
    """Ask Frictionless each question only once per test run: a verdict depends on nothing but its question.

    Tests check the same few towns hundreds of times, and most of a small check is loading schemas again.
    """
    real = verdict.answer

    def answer(question: verdict.Question) -> list[verdict.CellFault]:
        from frictionless import Resource  # imported late: many tests judge nothing

        if Resource.validate.__module__ != Resource.__module__:  # a test may replace the judge
            return real(question)
        columns = [(column, form and (form.pattern, form.flags)) for column, form in question.columns]
        place = (
            known / sha256(repr((columns, question.rows, question.alone)).encode("utf-8", "surrogatepass")).hexdigest()
        )
        if place.exists():
            return [verdict.CellFault(*fault) for fault in json.loads(place.read_text("utf-8"))]
        found = real(question)
        made = place.with_name(f"{place.name}.{os.getpid()}")
        made.write_text(json.dumps(found), "utf-8")
        made.replace(place)
        return found

    verdict.answer = answer


def render_once(known: Path) -> None:
    """Have MkDocs render the same prose and settings only once per test run: half of a small build is its work.

    Failures are not kept, and builds loaded anew (``conftest.run_anew``, ``start_build``) do not come here.
    """
    real = build.start_mkdocs

    def start(config: Path) -> subprocess.Popen[str]:
        folder = config.parent
        texts = [path.read_bytes() for path in sorted((folder / "docs").rglob("*.md"))]
        names = [path.relative_to(folder) for path in sorted((folder / "docs").rglob("*"))]
        asked = config.read_text("utf-8").replace(str(folder), ""), os.environ.get("SOURCE_DATE_EPOCH"), names, texts
        place = known / sha256(repr(asked).encode()).hexdigest()
        if place.exists():
            shutil.copytree(place, folder / "mkdocs", copy_function=os.link, dirs_exist_ok=True)
            return subprocess.Popen(["true"], stdout=subprocess.PIPE, text=True)
        process = real(config)
        process.communicate(timeout=PATIENCE)
        if process.returncode == 0:
            made = place.with_name(f"{place.name}.{os.getpid()}")
            shutil.copytree(folder / "mkdocs", made, copy_function=os.link)
            with suppress(OSError):  # another process was first
                made.rename(place)
        return process

    build.start_mkdocs = start
    cli.prepare_mkdocs = preview.prepare_mkdocs = lambda: None  # it may not be needed


def serve(asked: IO[str], known: Path) -> None:
    """Read commands, one line of JSON each; run each in a forked process and report how it ended."""
    import frictionless  # of everything commands need, it takes longest to load

    import generator

    for module in walk_packages(generator.__path__, "generator."):
        if not module.name.startswith(EXTRA) and module.name != "generator.__main__":
            import_module(module.name)
    frictionless.Schema.from_descriptor({"fields": [{"name": "any", "type": "any"}]})
    judge_once(known)
    render_once(known)
    gc.collect()
    gc.freeze()  # garbage collectors of forks need not look at all this again, nor copy its pages
    for line in iter(asked.readline, ""):
        wanted = json.loads(line)
        process = os.fork()
        if not process:
            become(wanted)
            return
        print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)


def become(wanted: dict[str, Any]) -> None:
    """Become the command: its environment, its streams, its end."""
    signal.alarm(PATIENCE)
    os.environ.clear()
    os.environ.update(wanted["environment"])
    for number, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
        os.dup2(os.open(wanted["streams"][number], mode), number)
    from generator.cli import main

    sys.argv = ["portal", *wanted["arguments"]]
    code = main(wanted["arguments"])
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # tearing everything down costs as much as a small command


class Portal:
    """A process that has loaded the program, started at the first command; ``known``: verdicts and renderings."""

    known = Path()

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def run(self, arguments: list[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        if self._process is None or self._process.poll() is not None:
            command = [sys.executable, "-m", "tests.portal", str(self.known)]
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(command, cwd=REPOSITORY, stdin=pipe, stdout=pipe, text=True)
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answers is not None
        with tempfile.NamedTemporaryFile() as out, tempfile.NamedTemporaryFile() as err:
            streams = [os.devnull, out.name, err.name]
            wanted = {"arguments": arguments, "environment": dict(environment), "streams": streams}
            print(json.dumps(wanted), file=asked, flush=True)
            code = answers.readline()
            assert code, f"no answer: {arguments}"
            texts = [Path(name).read_text("utf-8", "surrogateescape") for name in streams[1:]]
        return subprocess.CompletedProcess(arguments, int(code), *texts)

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()


if __name__ == "__main__":
    serve(sys.stdin, Path(sys.argv[1]))
