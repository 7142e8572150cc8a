"""Catalog and Page → the HTML of a page's own part. Autoescape, StrictUndefined; records are strangers' text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from datetime import date, time
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar, NamedTuple

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from markupsafe import Markup, escape

from generator import letters, text
from generator.exports.feeds import KINDS as FEEDS
from generator.exports.feeds import TITLES
from generator.exports.json_ld import dataset_node, describe_entity, write_json_ld
from generator.forum_views import history, mark_of
from generator.models import Catalog, Entity
from generator.pages import Page
from generator.schemas import Field, load_package
from generator.shells import Shell
from generator.states import write_turns
from generator.validate import Record
from generator.views import VIEWS

SPECIAL = re.compile("[&<>\"']")
CUT = "\x1e"  # no text of a record holds it
TEMPLATES = Path(__file__).with_name("templates")


class Fact(NamedTuple):
    """A field as readers see it. ``copy`` is the bare value where it is worth copying (identifiers)."""

    name: str
    title: str
    text: str
    identifier: bool


class Renderer:
    """Renders page parts of one catalog. Holds the templates, nothing of a page."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._listings: dict[tuple[str, str], dict[str, str]] = {}
        self.environment = _environment()
        labels = catalog.vocabulary
        area = catalog.settings["phone_code"]
        self.environment.globals |= {
            "catalog": catalog,
            "settings": catalog.settings,
            "place": catalog.settings["town_short"],
            "today": catalog.today,
            "label": labels.label,
            "labels": labels.labels,
            "facts": self.facts,
            "cards": self.cards,
            "lines": self.lines,
            "turns": lambda table, row: write_turns(table, row, catalog.today),
            "history": lambda decision: history(catalog, decision),
            "mark_of": mark_of,
            "phone": lambda number: text.format_phone(number, area),
            "field_titles": field_titles,
        }

    def render(self, page: Page) -> dict[str, str]:
        """Parts for the shell of the page's kind, as HTML."""
        template = self.environment.get_template(f"{page.kind}.html")
        context = VIEWS[page.kind](self.catalog, page)
        return {
            "main": template.render(page=page, root=page.root, **context),
            "head": self._head(page),
            "title": escape(page.title),
            "description": escape(page.description),
            "canonical": escape(self.catalog.settings["url"] + page.url),
        }

    def _head(self, page: Page) -> str:
        """Links and robots of the page. Ids are slugs, so there is nothing to escape."""
        if page.entity:
            address = f"{page.root}data/{page.entity.table}/{page.entity.id}.json"
            data = describe_entity(page.entity, self.catalog)
            return (
                f'<link rel="alternate" type="application/json" href="{address}">'
                f'<script type="application/ld+json">{data}</script>'
            )
        if page.moved:
            target = f"{page.root}{page.moved['kind']}/{page.moved.get('to', '')}/"
            refresh = f'<meta http-equiv="refresh" content="0; url={target}">' if page.moved.get("to") else ""
            return f'<meta name="robots" content="noindex">{refresh}'
        if page.kind == "staff":
            return '<meta name="robots" content="noindex">'
        if page.kind == "data":
            return f'<script type="application/ld+json">{write_json_ld([dataset_node(self.catalog)])}</script>'
        return "".join(
            f'<link rel="alternate" type="application/atom+xml" title="{TITLES[name]}" '
            f'href="{page.root}feeds/{name}.xml">'
            for name in FEEDS.get(page.kind, ())
        )

    def page(self, page: Page, shell: Shell) -> str:
        """The whole page."""
        return shell.stamp(self.render(page))

    def cards(self, ngos: Sequence[Entity], root: str) -> Markup:
        """Organisations of a short list."""
        return self._listed("cards.html", ngos, root)

    def lines(self, ngos: Sequence[Entity], root: str) -> Markup:
        """Organisations of a list of many pages."""
        return self._listed("lines.html", ngos, root)

    def _listed(self, template: str, ngos: Sequence[Entity], root: str) -> Markup:
        """Each made once for all lists at one depth: an organisation stands in a dozen of them."""
        known = self._listings.setdefault((template, root), {})
        missing = [ngo for ngo in ngos if ngo.id not in known]
        if missing:
            made = self.environment.get_template(template).render(ngos=missing, root=root, cut=CUT).split(CUT)[:-1]
            # The same bytes, whether it was made first of its list or last.
            known.update(zip((ngo.id for ngo in missing), (part.strip() for part in made), strict=True))
        return Markup("\n".join([known[ngo.id] for ngo in ngos]))  # noqa: S704 - made by an escaping template

    def facts(self, table: str, row: Record) -> list[Fact]:
        """Fields of the row that have no place of their own on the page, as label and text."""
        return [
            Fact(field.name, field.title, self.show(field, row[field.name]), field.show == "identifier")
            for field in _fact_fields(table)
            if row[field.name] is not None and row[field.name] != ()
        ]

    def show(self, field: Field, value: Any) -> str:
        """A value as text: dates in words, codes by their labels."""
        if field.list:
            codes = value if isinstance(value, list) else [value]
            return ", ".join(self.catalog.vocabulary.labels(field.list, codes))
        if isinstance(value, date):
            return text.format_date(value)
        if isinstance(value, time):
            return f"{value:%H:%M}"
        if isinstance(value, list):
            return "; ".join(str(item) for item in value)
        if field.name in ("founded",):
            return f"{value} г."
        return str(value)


@cache
def _fact_fields(table: str) -> tuple[Field, ...]:
    return tuple(f for f in load_package().tables[table].fields if f.show in ("facts", "identifier"))


def field_titles(fields: Iterable[str]) -> str:
    """Titles of a record's fields and nested lists, as ``sources`` name them; an unknown name stays as it is."""
    titles = _titles()
    return ", ".join(titles.get(name, name) for name in fields)


@cache
def _titles() -> dict[str, str]:
    package = load_package()
    titles = {table.key: table.title for table in package.tables.values() if table.key}
    return titles | {field.name: field.title for table in reversed(package.record_tables) for field in table.fields}


class _Loader(FileSystemLoader):
    """Templates without their indentation: a fifth of every page, made once instead of ten thousand times."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, fresh = super().get_source(environment, template)
        return re.sub(r"\n\s*", "\n", source), path, fresh


class _Compiled(BytecodeCache):
    """Code of templates, compiled once a program: by name and text, in memory."""

    known: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.known[bucket.key, bucket.checksum] = bucket.code


def compile_templates(wanted: Callable[[], bool] = lambda: True) -> None:
    """Compile templates now, as long as that is wanted: before processes part, each of which would have to do it."""
    environment = _environment()
    for name in environment.list_templates():
        if not wanted():
            break
        environment.get_template(name)


class _Context(Context):
    """Calls what a template calls, and nothing more: no function of ours asks for the context."""

    def call(self, function: Callable[..., Any], /, *args: Any, **names: Any) -> Any:
        names.pop("_loop_vars", None)
        names.pop("_block_vars", None)
        return function(*args, **names)


class _Generator(CodeGenerator):
    """Code of templates that escapes by ``escape_text``: a third of a page's time goes there."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            raise TypeError("a template escapes always, and nothing else is done to its values")
        self.write("environment.escape_text(")


class _Environment(Environment):
    """Rows are dictionaries: ``row.name`` means their item first, and costs no failed attribute look-up."""

    code_generator_class = _Generator
    context_class = _Context

    @staticmethod
    def escape_text(value: Any) -> str:
        """As ``markupsafe.escape``, which most texts do not need."""
        kind = value.__class__
        if kind is Markup or (kind is str and SPECIAL.search(value) is None):
            return value  # type: ignore[no-any-return]
        return escape(value)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's own globals: Jinja would copy them through a chain of maps for each render."""
        return self.globals

    def getattr(self, obj: Any, attribute: str) -> Any:
        if obj.__class__ is dict:
            try:
                return obj[attribute]
            except KeyError:
                pass
        return super().getattr(obj, attribute)


def _environment() -> Environment:
    environment = _Environment(
        loader=_Loader(TEMPLATES),
        bytecode_cache=_Compiled(),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "date": text.format_date,
        "day": text.format_day,
        "month": text.format_month,
        "money": text.format_money,
        "number": text.format_number,
        "paragraphs": text.paragraphs,
        "capital": text.capital,
        "host": _host,
        "urlencode": letters.percent_encode,
    }
    environment.globals |= {
        "dates": text.format_dates,
        "times": text.format_times,
        "short_days": text.format_days,
        "count_of": text.count_of,
        "plural": text.plural,
        "letters": letters.LETTERS,
        "mailto": letters.mailto,
        "correction": letters.correction,
    }
    return environment


SITES: Mapping[str, str] = {
    "vk.com": "ВКонтакте",
    "m.vk.com": "ВКонтакте",
    "ok.ru": "Одноклассники",
    "t.me": "Telegram",
    "rutube.ru": "Rutube",
}


def _host(url: str) -> str:
    """What a link is called: the network's Russian name or the bare host."""
    host = url.split("/")[2].removeprefix("www.")
    return SITES.get(host, host)
