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
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import FileSystemLoader

# What MkDocs would load when it has its configuration.
LOADED = (
    "mkdocs.commands.build",
    "markdown.extensions.def_list",
    "markdown.extensions.footnotes",
    "markdown.extensions.tables",
    "markdown.extensions.toc",
    "generator.mkdocs.guard",
)
REFUSED = 128  # exit codes above are errors of the system, such as a full disk: this and their number
_waiting: list[subprocess.Popen[str]] = []


def prepare_mkdocs() -> None:
    """Start a process that loads MkDocs and waits."""
    paths = [str(Path(__file__).parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {"NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": "0", "PYTHONPATH": os.pathsep.join(paths)}
    # -P: a module in the folder that we stand in is not the program's; that may be a stranger's root.
    command = [sys.executable, "-P", "-m", "generator.mkdocs.process"]
    pipe = subprocess.PIPE
    _waiting.append(
        subprocess.Popen(  # noqa: S603 - a fixed command, no shell
            command, env=os.environ | environment, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True
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


def list_shown(loader: FileSystemLoader) -> list[str]:
    """Names of the loader's files but those in hidden folders.

    MkDocs looks through all files of the theme for those to copy, and would pass over 14,000 icons one by one.
    """
    found: set[str] = set()
    for top in loader.searchpath:
        for folder, inner, names in os.walk(top):
            inner[:] = [name for name in inner if not name.startswith(".")]
            found |= {(Path(folder) / name).relative_to(top).as_posix() for name in names}
    return sorted(found)


def main() -> None:
    """Load MkDocs, then build the configuration named on the standard input."""
    for name in LOADED:
        import_module(name)
    from jinja2 import FileSystemLoader
    from mkdocs.__main__ import cli

    FileSystemLoader.list_templates = list_shown  # type: ignore[assignment, method-assign]
    config = sys.stdin.readline().rstrip("\n")
    if config:
        try:
            cli(["build", "--quiet", "--strict", "--config-file", config])
        except OSError as error:
            traceback.print_exc()
            sys.exit(REFUSED + (error.errno or 0))


if __name__ == "__main__":
    main()
