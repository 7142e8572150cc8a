"""MkDocs in a process of its own, which loads it while this one is still reading records.

``prepare_mkdocs`` may be called early; the process then waits for the path of a configuration on its standard input,
and ends without one when this program ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from importlib import import_module
from pathlib import Path

# What MkDocs loads when it has its configuration.
LOADED = (
    "colorama",
    "encodings.unicode_escape",
    "encodings.utf_8_sig",
    "material.templates",
    "mkdocs.__main__",
    "mkdocs.commands.build",
    "mkdocs.config.defaults",
    "markdown.extensions.attr_list",
    "markdown.extensions.def_list",
    "markdown.extensions.fenced_code",
    "markdown.extensions.footnotes",
    "markdown.extensions.tables",
    "markdown.extensions.toc",
    "pygments.formatters",
    "pygments.lexers",
    "generator.frame.mkdocs.guard",
)
THEME = Path(__file__).parents[2] / "theme"
REFUSED = 128  # exit codes above are errors of the system, such as a full disk: this and their number
_waiting: list[subprocess.Popen[str]] = []


def prepare_mkdocs() -> None:
    """Start a process that loads MkDocs and waits."""
    paths = [str(Path(__file__).parents[3]), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYTHONPATH": os.pathsep.join(paths),
    }
    # -P: a module in the folder that we stand in is not the program's; that may be a stranger's root.
    command = [sys.executable, "-P", "-m", "generator.frame.mkdocs.process"]
    pipe = subprocess.PIPE
    _waiting.append(
        subprocess.Popen(  # noqa: S603 - a fixed command, no shell
            command, env=os.environ | environment, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, encoding="utf-8"
        )
    )


def start_mkdocs(config: Path) -> subprocess.Popen[str]:
    """Start ``mkdocs build`` of a configuration, in the process prepared or in a new one."""
    if not _waiting:
        prepare_mkdocs()
    process = _waiting.pop()
    stdin, process.stdin = process.stdin, None
    if stdin is None:
        raise RuntimeError("the process has no standard input")
    with stdin:
        stdin.write(f"{config}\n")
    return process


def load() -> None:
    """Load all that MkDocs needs: it would do so when others wait for it."""
    for name in LOADED:
        import_module(name)


def build(config: str) -> None:
    """MkDocs' own command; an error of the system ends the program with a code of its own."""
    from mkdocs.__main__ import cli

    try:
        cli(["build", "--quiet", "--strict", "--config-file", config])
    except OSError as error:
        traceback.print_exc()
        sys.exit(REFUSED + (error.errno or 0))


def main() -> None:
    """Load MkDocs, then build the configuration named on the standard input."""
    load()
    config = sys.stdin.readline().rstrip("\n")
    if config:
        build(config)


if __name__ == "__main__":
    main()
