"""MkDocs in a process of its own, which loads it while this one is still reading records.

``prepare_mkdocs`` may be called early; the process then waits for the path of a configuration on its standard input,
and ends without one when this program ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment, FileSystemLoader

# What MkDocs would load, and which templates it would compile, when it has its configuration.
LOADED = (
    "encodings.utf_8_sig",
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
TEMPLATES = (
    "base.html",
    "index.html",
    "main.html",
    "record.html",
    "404.html",
    "sitemap.xml",
    "partials/icons.html",
    "partials/javascripts/base.html",
    "partials/javascripts/content.html",
    "partials/language.html",
    "partials/languages/en.html",
    "partials/languages/ru.html",
)
REFUSED = 128  # exit codes above are errors of the system, such as a full disk: this and their number
_waiting: list[subprocess.Popen[str]] = []


def prepare_mkdocs() -> None:
    """Start a process that loads MkDocs and waits."""
    paths = [str(Path(__file__).parents[3]), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {"NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": "0", "PYTHONPATH": os.pathsep.join(paths)}
    # -P: a module in the folder that we stand in is not the program's; that may be a stranger's root.
    command = [sys.executable, "-P", "-m", "generator.frame.mkdocs.process"]
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


def load() -> None:
    """Load all that MkDocs needs, its compiled templates too: it would do so when others wait for it."""
    for name in LOADED:
        import_module(name)
    from jinja2 import FileSystemLoader
    from mkdocs.theme import Theme

    from generator.frame.templating import load_code, stored_code

    environment_of = Theme.get_env
    Theme.get_env = lambda theme: _with_code(environment_of(theme))  # type: ignore[assignment, method-assign]
    FileSystemLoader.list_templates = list_shown  # type: ignore[assignment, method-assign]
    if kept := stored_code():
        load_code(kept)
    compile_theme()


def compile_theme() -> None:
    """Compile those templates of the theme whose code is not known yet."""
    from jinja2 import TemplateNotFound
    from mkdocs.theme import Theme

    environment = _with_code(Theme(name="material", custom_dir=str(THEME)).get_env())
    for name in TEMPLATES:
        with suppress(TemplateNotFound):  # another theme's business
            environment.get_template(name)


def _with_code(environment: Environment) -> Environment:
    """The environment of a theme, its templates' code kept and known as that of our own."""
    from generator.frame.templating import Compiled

    environment.bytecode_cache = Compiled()
    return environment


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
