"""Catalog and Page → the HTML of a page's own part. Autoescape, StrictUndefined; records are strangers' text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from generator import text
from generator.models import Catalog
from generator.pages import Page
from generator.schemas import Field, load_package
from generator.shells import Shell
from generator.validate import Record
from generator.views import VIEWS

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
        self.environment = _environment()
        labels = catalog.vocabulary
        area = catalog.settings["phone_code"]
        self.environment.globals |= {
            "catalog": catalog,
            "settings": catalog.settings,
            "today": catalog.today,
            "label": labels.label,
            "labels": labels.labels,
            "facts": self.facts,
            "phone": lambda number: text.format_phone(number, area),
        }

    def render(self, page: Page) -> dict[str, str]:
        """Parts for the shell of the page's kind, as HTML."""
        template = self.environment.get_template(f"{page.kind}.html")
        context = VIEWS[page.kind](self.catalog, page)
        parts = {
            "main": template.render(page=page, root=page.root, **context),
            "head": self.environment.get_template("head.html").render(page=page, root=page.root),
        }
        if page.title:
            canonical = self.catalog.settings["url"] + page.url
            escaped = self.environment.get_template("texts.html")
            for name, value in (("title", page.title), ("description", page.description), ("canonical", canonical)):
                parts[name] = escaped.render(value=value)
        return parts

    def page(self, page: Page, shell: Shell) -> str:
        """The whole page."""
        return shell.stamp(self.render(page))

    def facts(self, table: str, row: Record) -> list[Fact]:
        """Fields of the row that have no place of their own on the page, as label and text."""
        return [
            Fact(field.name, field.title, self.show(field, row[field.name]), field.show == "identifier")
            for field in _fact_fields(table)
            if row[field.name] not in (None, ())
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


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
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
        "capital": lambda value: value[:1].upper() + value[1:],
        "host": _host,
    }
    environment.globals |= {
        "dates": text.format_dates,
        "times": text.format_times,
        "count_of": text.count_of,
        "plural": text.plural,
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
