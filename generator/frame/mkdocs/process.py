"""MkDocs in a process of its own, which loads it while this one is still reading records.

Call ``prepare_mkdocs`` early. The process then waits for the path of a configuration on its standard input, and ends if
this program ends without giving one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from importlib import import_module
from pathlib import Path

# What MkDocs imports once it has its configuration.
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
REFUSED = 128  # exit codes above it are system errors, such as a full disk: this plus errno
_waiting: list[subprocess.Popen[str]] = []


def prepare_mkdocs() -> None:
    """Start a process that loads MkDocs and waits for a configuration."""
    paths = [str(Path(__file__).parents[3]), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYTHONPATH": os.pathsep.join(paths),
    }
    # -P: no imports from the current folder, which may be an untrusted root.
    command = [sys.executable, "-P", "-m", "generator.frame.mkdocs.process"]
    pipe = subprocess.PIPE
    _waiting.append(
        subprocess.Popen(  # noqa: S603 - a fixed command, no shell
            command, env=os.environ | environment, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, encoding="utf-8"
        )
    )


def start_mkdocs(config: Path) -> subprocess.Popen[str]:
    """Start ``mkdocs build`` with a configuration, in the prepared process or a new one."""
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
    """Import everything MkDocs needs now, while nobody waits for it."""
    for name in LOADED:
        import_module(name)


def build(config: str) -> None:
    """Run MkDocs' own command; a system error exits with REFUSED plus its number."""
    from mkdocs.__main__ import cli

    try:
        cli(["build", "--quiet", "--strict", "--config-file", config])
    except OSError as error:
        traceback.print_exc()
        sys.exit(REFUSED + (error.errno or 0))


def main() -> None:
    """Load MkDocs, then build the configuration named on standard input."""
    load()
    config = sys.stdin.readline().rstrip("\n")
    if config:
        build(config)


if __name__ == "__main__":
    main()
