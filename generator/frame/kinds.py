"""The kinds of pages the program makes: where their shells are, which styles and scripts they need.

A page is rendered by the view of its kind (pages/views) with the template of that name, and stamped into the kind's
shell. To add an index page, add a line here, a view, a template, and a place in the navigation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from generator.model.schemas import DataPackage, Table


@dataclass(frozen=True)
class PageKind:
    """A kind of page.

    ``source`` is the shell's page in MkDocs' docs. Styles and scripts are file names in theme/assets/portal. ``title``
    is an index page's title if the root has no such page; it may hold the town's words. ``guide`` pages are made only
    where the root has the editors' guide. Pages that merely lead on are not ``searched``. ``part`` is the section they
    belong to.
    """

    name: str
    source: str
    title: str = ""
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    searched: bool = True
    guide: bool = False
    part: str = ""

    @cached_property
    def url(self) -> str:
        """Address of an index page from the site's root."""
        stem = self.source.removesuffix(".md").removesuffix("index").rstrip("/")
        return f"{stem}/" if stem else ""


FORUM = ("forum",)
DAYS = ("days",)
PICKS = ("picks",)
INDEXES = (
    PageKind("home", "index.md", "Гражданский портал", scripts=DAYS, searched=False),
    PageKind("ngos", "ngos/index.md", "Реестр организаций", PICKS, ("registry",)),
    PageKind("list", "list/index.md", "Мой список", PICKS, ("list",)),
    PageKind("forums", "forums/index.md", "[[Forum.nom]]", FORUM, DAYS, part="forum"),
    PageKind("decisions", "decisions/index.md", "Решения [[forum.gen]]", FORUM, ("days", "sift"), part="decisions"),
    PageKind("partnerships", "partnerships/index.md", "Партнёрства", FORUM, ("sift",), part="partnerships"),
    PageKind("events", "events/index.md", "События", FORUM, ("days", "sift")),
    PageKind("results", "results/index.md", "Результаты", FORUM, DAYS),
    PageKind("practice", "practice/index.md", "О практике", FORUM, part="practice"),
    PageKind("register", "support/register.md", "Реестр получателей поддержки", FORUM, ("look",), part="register"),
    PageKind("data", "data/index.md", "Открытые данные"),
    PageKind("search", "search/index.md", "Поиск", ("search",), ("search",), searched=False),
    PageKind("help", "help/index.md", "Мне нужна помощь"),
    PageKind("join", "join/index.md", "Хочу помочь", scripts=DAYS),
    PageKind("idea", "idea/index.md", "У меня есть идея", scripts=DAYS),
    PageKind("support", "support/index.md", "[[Center.nom]]", scripts=DAYS),
    PageKind("exchange", "exchange/index.md", "Ищем партнёров"),
    PageKind("problems", "editors/problems.md", "Что значат сообщения", guide=True),
    PageKind("fields", "editors/fields.md", "Как заполнять", guide=True),
    PageKind("form", "editors/form.md", "Форма записи", ("form",), ("form",), guide=True),
    PageKind("staff", "staff/index.md", "Сотрудникам", scripts=("stale",)),
)
LISTS = (
    PageKind("bare", "portal-shell.md"),
    PageKind("decision", "decisions/portal/shell.md", "", FORUM, DAYS, part="decisions"),
    PageKind("find", "find/portal/shell.md"),
    PageKind("need", "help/portal-shell.md"),
    PageKind("join_board", "join/portal-shell.md"),
    PageKind("exchange_board", "exchange/portal-shell.md"),
    PageKind("profile", "data/profile/portal-shell.md"),
)
# Extra styles and scripts of record pages, by table.
DRESSED = {"forums": (FORUM, ("days", "forum")), "partnerships": (FORUM, ())}


def index_kinds(package: DataPackage) -> tuple[PageKind, ...]:
    """Return the index pages of the sections the town has."""
    return tuple(kind for kind in INDEXES if package.has(kind.part))


def part_of(source: str) -> str:
    """Return the section of an index page by its source path; empty if it has none."""
    return next((kind.part for kind in INDEXES if kind.source == source), "")


def record_kind(table: Table) -> PageKind:
    """Return the kind of a table's record pages."""
    return PageKind(table.singular, f"{table.name}/portal-shell.md", "", *DRESSED.get(table.name, ()))


def stamped_kinds(package: DataPackage) -> tuple[PageKind, ...]:
    """Return the kinds with many pages each.

    All pages of a kind have the same depth, so the shell's relative links hold.
    """
    return (*map(record_kind, package.record_tables), *(kind for kind in LISTS if package.has(kind.part)))
