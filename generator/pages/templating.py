"""The program's templates: plain Jinja, autoescaped, strict, without the indentation of the sources.

They are compiled once (``Environment.compile_templates``): by the build of a wheel, by the installation of a checkout.
If they have changed since, or Jinja has, the sources are read. Knows nothing of pages.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, MutableMapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar

import jinja2
from jinja2 import BaseLoader, BytecodeCache, Environment, FileSystemLoader, ModuleLoader, StrictUndefined
from jinja2.bccache import Bucket

TEMPLATES = Path(__file__).parents[1] / "templates"
# Python source, for every Python: whoever installs or imports it makes the bytecode.
COMPILED = Path(__file__).parents[1] / "__pycache__" / "templates"
ORIGIN = "origin.txt"  # in the folder of compiled templates: a digest of what they were made from


def make_environment() -> Environment:
    """Return an environment of the program's templates, without the portal's filters and globals."""
    return PlainGlobals(
        loader=_loader(),
        bytecode_cache=_Remembered(),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class PlainGlobals(Environment):
    """Keeps a template's globals in a dict, as they are known when it is loaded.

    Every import compares their names, and every render copies them: with the ChainMap of the base class that is a tenth
    of a page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class SourceLoader(FileSystemLoader):
    """Loads templates without indentation, which would be a fifth of every page."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, fresh = super().get_source(environment, template)
        return re.sub(r"\n\s*", "\n", source), path, fresh


class _Remembered(BytecodeCache):
    """Caches template bytecode by name and checksum, for all environments of this process and its forks."""

    known: ClassVar[dict[tuple[str, str], bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self.known.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


def _loader() -> BaseLoader:
    kept = COMPILED / ORIGIN
    compiled = kept.is_file() and kept.read_text("ascii") == _origin()
    return _compiled(COMPILED) if compiled else SourceLoader(TEMPLATES)


@cache
def _compiled(folder: Path) -> ModuleLoader:
    return ModuleLoader(folder)


def compile_templates(environment: Environment) -> None:
    """Compile all templates into the installation. ``environment`` must have every filter they use."""
    shutil.rmtree(COMPILED, ignore_errors=True)
    environment.loader = SourceLoader(TEMPLATES)
    environment.compile_templates(COMPILED, zip=None, ignore_errors=False)
    (COMPILED / ORIGIN).write_text(_origin(), "ascii")


def _origin() -> str:
    """Return a digest of everything the code depends on: templates, this module and Jinja."""
    digest = sha256(jinja2.__version__.encode())
    for path in (Path(__file__), *sorted(TEMPLATES.glob("*.html"))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
