"""Templates as this program uses them: Jinja, autoescaping, strict, its code leaner. Knows nothing of pages.

Code that Jinja makes calls a function for each attribute, each call and each value. Here a row's item, a plain call and
a text without special signs cost next to nothing; what is not that plain goes Jinja's own way. Half a page's time.
"""

from __future__ import annotations

import keyword
import marshal
import re
import sys
from collections.abc import Callable, Iterable, MutableMapping
from functools import partial
from hashlib import sha256
from io import StringIO
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar

import jinja2
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.runtime import Macro
from jinja2.utils import missing
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escape_inner  # type: ignore[attr-defined]

SPECIAL = re.compile("[&<>\"']")
NUMBERS = (int, float)
NOT_PLAIN = frozenset([*dir(dict), *keyword.kwlist])  # names that Python may take in another way
safe: Callable[[str], Markup] = partial(str.__new__, Markup)  # what is escaped already, asked no questions
TEMPLATES = Path(__file__).parents[1] / "templates"
STORE = Path(__file__).parents[1] / "__pycache__" / f"templates.{sys.implementation.cache_tag}"


def make_environment() -> Environment:
    """The environment of the program's own templates, without filters and names of its own."""
    environment = _Environment(
        loader=_Loader(TEMPLATES),
        bytecode_cache=Compiled(),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["join"] = _join
    return environment


def _join(values: Iterable[object], separator: str = "") -> str:
    """Texts in a row; escaped as one text where it stands."""
    return separator.join(map(str, values))


class _Loader(FileSystemLoader):
    """Templates without their indentation: a fifth of every page, made once instead of ten thousand times."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, fresh = super().get_source(environment, template)
        return re.sub(r"\n\s*", "\n", source), path, fresh


class Compiled(BytecodeCache):
    """Code of templates, compiled once a program: by name and text, in memory."""

    known: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.known[bucket.key, bucket.checksum] = bucket.code


def dump_code() -> bytes:
    """Code of the templates compiled so far."""
    return marshal.dumps(Compiled.known)


def load_code(dumped: bytes) -> None:
    """Take over what this very program has compiled in another process."""
    Compiled.known.update(marshal.loads(dumped))  # noqa: S302 - our own


def store_code() -> None:
    """Keep the code beside the program, as Python keeps that of its modules. For the installation."""
    STORE.parent.mkdir(exist_ok=True)
    fresh = STORE.with_suffix(".new")
    fresh.write_bytes(_origin() + dump_code())
    fresh.replace(STORE)


def stored_code() -> bytes | None:
    """What ``store_code`` kept; None when there is nothing, or when what it was made from has changed since."""
    origin = _origin()
    try:
        stored = STORE.read_bytes()
    except OSError:
        return None
    return stored[len(origin) :] if stored.startswith(origin) else None


def _origin() -> bytes:
    """A digest of all that the code is made from: the templates, what compiles them, Python and Jinja."""
    digest = sha256(f"{sys.version} {jinja2.__version__}".encode())
    for path in (Path(__file__), *sorted(TEMPLATES.glob("*.html"))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.digest()


class _Generator(CodeGenerator):
    """Writes the leaner code."""

    asking = False

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("escape_text = environment.escape_text")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            raise TypeError("a template escapes always, and nothing else is done to its values")
        self.write("(" if _is_plain(node) else "escape_text(")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's names
        """``row.name`` is the item of a dictionary, else the attribute. What may be a method of a dictionary, or is
        asked for whether it is there, goes Jinja's own way.
        """
        if node.attr in NOT_PLAIN or self.asking:
            super().visit_Getattr(node, frame)
            return
        if isinstance(node.node, nodes.Name):
            name = frame.symbols.ref(node.node.name)
            self.write(f"({name}[{node.attr!r}] if {name}")
        else:
            name = "held"
            self.write(f"({name}[{node.attr!r}] if ({name} := ")
            self.visit(node.node, frame)
            self.write(")")
        self.write(f".__class__ is dict else {name}.{node.attr})")

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:  # noqa: N802
        outer, self.asking = self.asking, self.asking or node.name in ("defined", "undefined")
        super().visit_Test(node, frame)
        self.asking = outer

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Call what a template calls, and nothing more: no function of ours asks for the context."""
        self.visit(node.node, frame)
        outer, self.stream = self.stream, StringIO()
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        inner, self.stream = self.stream, outer
        self.write(f"({inner.getvalue().removeprefix(', ')})")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        self.write("environment.lean_macro(")
        super().macro_def(macro_ref, frame)
        self.write(")")


def _is_plain(node: nodes.Expr) -> bool:
    """Whether this can only be a text of the template itself, without special signs."""
    if isinstance(node, nodes.CondExpr):
        return node.expr2 is not None and _is_plain(node.expr1) and _is_plain(node.expr2)
    return isinstance(node, nodes.Const) and isinstance(node.value, str) and not SPECIAL.search(node.value)


class _Environment(Environment):
    """What the leaner code calls."""

    code_generator_class = _Generator

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._made: dict[str | Template, Template] = {}

    def get_template(self, name: str | Template, *_: object) -> Template:
        """By its name alone: Jinja's own store asks and copies more at each time than a short page takes."""
        if name not in self._made:
            self._made[name] = super().get_template(name)
        return self._made[name]

    @staticmethod
    def escape_text(value: Any) -> str:
        """As ``markupsafe.escape``, which most texts and numbers do not need."""
        kind = value.__class__
        if kind is str:
            return escape_inner(value)
        if kind is Markup:
            return value  # type: ignore[no-any-return]
        return str(value) if kind in NUMBERS else escape(value)

    @staticmethod
    def lean_macro(macro: Macro) -> Callable[..., str]:
        """The macro as a function; arguments by name and a caller go to the macro itself, too many are an error."""
        if macro.caller or macro.catch_kwargs or macro.catch_varargs:
            return macro
        function = macro._func
        function.__defaults__ = (missing,) * len(macro.arguments)

        def call(*values: Any, **names: Any) -> str:
            return macro(*values, **names) if names else safe(function(*values))

        return call

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's own globals: Jinja would copy them through a chain of maps for each render."""
        return self.globals

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Items of dictionaries before their methods; else attributes, then items."""
        if obj.__class__ is dict and attribute in obj:
            return obj[attribute]
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)
