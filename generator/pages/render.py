"""Renders a page's own part of the HTML. Autoescape, StrictUndefined: records are untrusted text."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, time
from functools import cache, partial
from hashlib import sha256
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import Markup, escape

from generator import phones, text
from generator.catalog.decisions import mark_of
from generator.catalog.derived import season_name
from generator.catalog.emblems import emblem, pictogram
from generator.catalog.facets import LETTER_CODES, why
from generator.catalog.models import Catalog, Entity, Ngo, shown_pages
from generator.catalog.needs import Match
from generator.catalog.states import event_hours, span_state, write_turns
from generator.exports.feeds import KINDS as FEEDS
from generator.exports.feeds import feed_titles
from generator.exports.json_ld import dataset_node, describe_decision, describe_entity, write_json_ld
from generator.frame.mkdocs.process import THEME
from generator.frame.shells import Shell
from generator.model.rows import AnyRow, NgoHoursRow
from generator.model.schemas import DataPackage, Field, Table
from generator.pages import letters
from generator.pages.pages import UNLISTED, Page
from generator.pages.templating import compile_templates, make_environment
from generator.pages.views import VIEWS
from generator.pages.views.forum import history, session_title
from generator.records.named_files import folder_of

CUT = "\x1e"  # a character that no record contains


class Fact(NamedTuple):
    """A field as readers see it. ``url``: the text is the address of a page."""

    name: str
    title: str
    text: str
    identifier: bool
    url: bool = False


class Renderer:
    """Renders page parts of one catalog. Holds the templates, and no state of a page."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._listings: dict[tuple[str, str], dict[Hashable, str]] = {}
        self.environment = _environment()
        labels = catalog.vocabulary
        area, wording = catalog.settings["phone_code"], catalog.package.wording
        self.feeds = feed_titles(catalog)
        self.environment.globals |= {
            "catalog": catalog,
            "has": catalog.package.has,
            "wording": wording,
            "settings": catalog.settings,
            "place": catalog.settings["town_short"],
            "today": catalog.today,
            "label": labels.label,
            "labels": labels.labels,
            "named": labels.name,
            "facts": self.facts,
            "own_facts": self.own_facts,
            "lines": self.lines,
            "matches": self.matches,
            "turns": lambda table, row: write_turns(table, row, catalog.today),
            "event_hours": event_hours,
            "spell_of": lambda row: span_state(row, catalog.today),
            "session_title": session_title,
            "history": lambda decision: history(catalog, decision),
            "mark_of": mark_of,
            "emblem": lambda ngo: emblem(ngo, labels),
            "icons": f"assets/portal/icons.svg?v={_icons_version()}",
            "letters": letters.letters_of(wording, catalog.package),
            "phone": lambda number: phones.split_phone(number, area),
            "field_titles": partial(field_titles, catalog.package),
        }

    def render(self, page: Page) -> dict[str, str]:
        """Return the HTML parts for the shell of the page."""
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
        """Return the page's links and robots tags. Ids are slugs, so nothing needs escaping."""
        if page.entity:
            data = describe_entity(page.entity, self.catalog)
            return (
                f'<link rel="alternate" type="application/json" href="{page.root}{page.data_uri}">'
                f'<script type="application/ld+json">{data}</script>'
            )
        if page.decision:
            return f'<script type="application/ld+json">{describe_decision(page.decision, self.catalog)}</script>'
        if page.kind == "moved":
            target = f"{page.root}{page.target}"
            refresh = f'<meta http-equiv="refresh" content="0; url={target}">' if page.target else ""
            return f'<meta name="robots" content="noindex">{refresh}'
        if page.kind in UNLISTED:
            return '<meta name="robots" content="noindex">'
        if page.kind == "data":
            return f'<script type="application/ld+json">{write_json_ld([dataset_node(self.catalog)])}</script>'
        return "".join(
            f'<link rel="alternate" type="application/atom+xml" title="{escape(self.feeds[name])}" '
            f'href="{page.root}feeds/{name}.xml">'
            for name in FEEDS.get(page.kind, ())
            if name in self.feeds
        )

    def page(self, page: Page, shell: Shell) -> bytes:
        """Return the whole page."""
        return shell.stamp(self.render(page))

    def lines(self, ngos: Sequence[Ngo], root: str, facet: str = "", code: str = "") -> Markup:
        """Render a list of organisations; under a facet's value, each with the services that match it."""
        items = [(ngo, why(ngo, facet, code)) for ngo in ngos]
        return self._listed("lines.html", items, items, root)

    def matches(self, matches: Sequence[Match], root: str) -> Markup:
        """Render organisations that answer a need, each with the service it is listed for."""
        services = [id(match.services[0]) for match in matches]  # ids are safe: the catalog keeps the rows alive
        return self._listed("matches.html", services, matches, root)

    def _listed(self, template: str, keys: Sequence[Hashable], items: Sequence[object], root: str) -> Markup:
        """Render each item once for all lists at one depth: an organisation appears in a dozen of them."""
        known = self._listings.setdefault((template, root), {})
        missing = {key: item for key, item in zip(keys, items, strict=True) if key not in known}
        if missing:
            whole = self.environment.get_template(template).render(items=missing.values(), root=root, cut=CUT)
            # Stripped, so that the bytes do not depend on the item's place in its first list.
            known.update(zip(missing, map(str.strip, whole.split(CUT)[:-1]), strict=True))
        return Markup("\n".join([known[key] for key in keys]))  # noqa: S704 - made by an escaping template

    def facts(self, table: str, row: AnyRow) -> list[Fact]:
        """Return the fields of a row without a place of their own on the page, as label and text."""
        return self._facts(_fact_fields(self.catalog.package.tables[table]), row)

    def own_facts(self, table: str, row: AnyRow) -> list[Fact]:
        """Return the town's own fields of a row."""
        own = _own_fields(self.catalog.package.tables[table])
        return self._facts(own, row) if own else []

    def _facts(self, fields: Iterable[Field], row: AnyRow) -> list[Fact]:
        return [
            Fact(field.name, field.title, self.show(field, value), field.show == "identifier", field.check == "url")
            for field in fields
            if (value := row[field.name]) is not None and value != ()
        ]

    def show(self, field: Field, value: Any) -> str:
        """Return a value as text: dates in words, codes by their labels."""
        if field.list:
            codes = value if isinstance(value, list) else [value]
            return ", ".join(self.catalog.vocabulary.labels(field.list, codes))
        if isinstance(value, date):
            return text.format_date(value)
        if isinstance(value, time):
            return f"{value:%H:%M}"
        if field.check == "phone":
            return phones.format_phone(value, self.catalog.settings["phone_code"])
        if isinstance(value, list):
            return "; ".join(str(item) for item in value)
        if field.name in ("founded",):
            return f"{value} г."
        return text.format_number(value) if field.own and isinstance(value, int | float) else str(value)


@cache
def _fact_fields(table: Table) -> tuple[Field, ...]:
    return tuple(f for f in table.fields if f.show in ("facts", "identifier") and not f.own)


@cache
def _own_fields(table: Table) -> tuple[Field, ...]:
    return tuple(f for f in table.fields if f.show == "facts" and f.own)


def field_titles(package: DataPackage, fields: Iterable[str]) -> str:
    """Return titles of fields and nested lists as ``sources`` name them; an unknown name stays as it is."""
    titles = _titles(package)
    return ", ".join(titles.get(name, name) for name in fields)


@cache
def _titles(package: DataPackage) -> dict[str, str]:
    titles = {table.key: table.title for table in package.tables.values() if table.key}
    return titles | {field.name: field.title for table in reversed(package.record_tables) for field in table.fields}


def install_templates() -> None:
    """Compile all templates for every later start of this installation."""
    compile_templates(_environment())


def _environment() -> Environment:
    environment = make_environment()
    environment.filters |= {
        "date": text.format_date,
        "day": text.format_day,
        "month": text.format_month,
        "season": season_name,
        "folder": folder_of,
        "webcal": lambda url: f"webcal:{url.partition(':')[2]}",
        "tel": lambda phone: phones.parse_phone(phone).number,
        "money": text.format_money,
        "number": text.format_number,
        "paragraphs": text.paragraphs,
        "capital": text.capital,
        "ended": text.ended,
        "host": _host,
        "groupby_letter": _by_letter,
        "month_short": lambda day: text.MONTH_NAMES[day.month - 1][:3],
        "weekday_short": lambda day: text.format_days([list(text.SHORT_DAYS)[day.weekday()]]),
        "tie": text.tie,
    }
    environment.globals |= {
        "dates": text.format_dates,
        "times": text.format_times,
        "ages": text.format_ages,
        "short_days": text.format_days,
        "count_of": text.count_of,
        "shown_pages": shown_pages,
        "pictogram": pictogram,
        "week": _week,
        "letter_code": LETTER_CODES.__getitem__,
        "plural": text.plural,
        "mailto": letters.mailto,
        "correction": letters.correction,
    }
    return environment


@cache
def _icons_version() -> str:
    """Return eight characters that change only with the pictograms; pages name them many times."""
    return sha256((THEME / "assets/portal/icons.svg").read_bytes()).hexdigest()[:8]


def _week(hours: Iterable[NgoHoursRow]) -> str:
    """Return hours for the page's script: «mon tue 09:00–18:00;fri 09:00–17:00»."""
    return ";".join(f"{' '.join(item['days'])} {item['opens']:%H:%M}–{item['closes']:%H:%M}" for item in hours)


def _by_letter(ngos: Iterable[Ngo]) -> list[tuple[str, list[Entity]]]:
    """Group organisations by first letter, each letter once.

    Adjacent runs would not do: digits and other characters sort on both sides of the letters.
    """
    found: dict[str, list[Entity]] = {}
    for ngo in ngos:
        found.setdefault(text.letter_of(ngo.title), []).append(ngo)
    return list(found.items())


SITES: Mapping[str, str] = {
    "vk.com": "ВКонтакте",
    "m.vk.com": "ВКонтакте",
    "ok.ru": "Одноклассники",
    "t.me": "Telegram",
    "rutube.ru": "Rutube",
}


def _host(url: str) -> str:
    """Return what a link is called: a network's Russian name or the bare host."""
    host = url.split("/")[2].removeprefix("www.")
    return SITES.get(host, host)
