"""``portal init``: an empty root for another town. Options in, texts of files out; it builds as it is, without records.

The new root is the town's data alone, and the program is its dependency. A practice passport is begun, and lists are
copied, only on request: lists that are not copied follow the program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.disk import aim, write_file
from generator.frame import guide
from generator.frame.kinds import part_of
from generator.model.identifiers import CHECKS
from generator.model.schemas import load_package
from generator.model.sections import SECTIONS, left_out
from generator.model.vocabulary import FOLDER, GROWING
from generator.model.words import USUAL_WORDING, fill, words_of
from generator.problems.problem import PortalError
from generator.problems.suggestions import Words
from generator.records.canonical import quote, write_record
from generator.records.check import own_vocabulary
from generator.records.formatting import lay_out
from generator.upkeep.operations import make_operations
from generator.upkeep.pinning import pinned_files

LICENCE = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
PAGES = {
    "index.md": ("Главная", "Здесь можно найти, кто поможет, узнать о событиях и начать своё дело для города."),
    "ngos/index.md": ("Организации", "Некоммерческие организации и инициативные группы города."),
    "forums/index.md": ("[[Forum.nom]] и решения", "Программы, решения и итоги."),
    "decisions/index.md": ("Решения", "Что решили и что из этого сделано."),
    "partnerships/index.md": ("Партнёрства", "Кто с кем сотрудничает и о чём договорились."),
    "results/index.md": ("Результаты", "Что получилось, в числах."),
    "help/index.md": ("Нужна помощь", "Выберите, что вам нужно."),
    "join/index.md": ("Хочу помочь", "Чем можно помочь организациям города."),
    "idea/index.md": ("У меня есть идея", "С чего начать своё дело для города."),
    "events/index.md": ("События", "Ближайшие встречи, семинары и конкурсы."),
    "support/index.md": ("Помощь организациям", "Чем мы помогаем организациям и группам."),
    "exchange/index.md": ("Ищем партнёров", "Что организации предлагают друг другу и что ищут."),
    "support/register.md": ("Реестр получателей поддержки", "Кому и какую поддержку оказали."),
    "law/index.md": ("Документы", "Здесь будут перечислены документы. Впишите их с номерами и датами."),
    "about/index.md": ("Контакты", "Кто ведёт портал и как с ним связаться: контакты стоят внизу каждой страницы."),
    "data/index.md": ("Открытые данные", "Всё, что показано на страницах, можно скачать таблицами."),
    "search/index.md": ("Поиск", "Поиск по всему порталу."),
    "editors/index.md": ("Редакторам", ""),  # the program's own guide
}
PASSPORT = {"practice/index.md": ("О практике", "Паспорт практики: проблемы, участники, действия, результаты.")}
UNDECIDED = {"forums/index.md": ("[[Forum.nom]]", "Программы и итоги.")}  # for towns that keep no decisions
DIRECT = (
    "index.md",
    "help/index.md",
    "events/index.md",
    "forums/index.md",
    "join/index.md",
    "ngos/index.md",
)
MKDOCS = """\
# The site's own configuration: name, navigation, theme options, Markdown extensions. Records are not in the nav.
site_name: {name}
site_description: {description}
docs_dir: content
site_dir: build/mkdocs
exclude_docs: |
  *
  !*.md
  !*/
  !images/*
  !files/*
use_directory_urls: true
theme:
  name: material
  language: ru
  font: false
plugins: []
extra:
  generator: false
markdown_extensions:
  - tables
  - def_list
  - footnotes
  - toc
nav:
{nav}
"""


@dataclass(frozen=True, slots=True)
class Town:
    """Options of a new town. ``box``: south, north, west, east limits of its coordinates in degrees."""

    name: str
    zone: str
    operator: str
    url: str
    phone_code: str
    box: tuple[float, float, float, float]
    lists: tuple[str, ...] = ()  # the program's lists to copy
    passport: bool = False
    without: tuple[str, ...] = ()  # sections to leave out
    email: str = ""
    forge: str = ""  # address of the repository
    forge_kind: str = "github"
    operator_forms: str = ""  # word forms, written as in the settings
    forum_forms: str = ""
    program: Path | None = None  # the wheel to pin


def make_root(town: Town) -> dict[str, str]:
    """Return path → text of every file of a new root. Raises PortalError for an invalid zone, box, section or list."""
    if fault := CHECKS["timezone"](town.zone).fault:
        raise PortalError(f"Часовой пояс «{town.zone}»: {fault}. Нужно имя вида Europe/Moscow.")
    south, north, west, east = town.box
    if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
        raise PortalError("--box: сначала широта от и до (в пределах 90), потом долгота от и до (в пределах 180).")
    pages = _pages(town)
    lines = [f"  - {pages[uri][0]}: {uri}" for uri in DIRECT if uri in pages]
    lines += ["  - О портале:", *[f"      - {title}: {uri}" for uri, (title, _) in pages.items() if uri not in DIRECT]]
    name = f"Гражданский портал: {town.name}"
    files = {
        "mkdocs.yml": MKDOCS.format(
            name=quote(name),
            description=quote(f"Организации и события: {town.name}"),
            nav="\n".join(lines),
        ),
        "content/settings.yml": write_record(_settings(town), load_package().tables["settings"]),
    }
    wheel = town.program.name if town.program else ""
    package = load_package()
    files |= make_operations(town.forge_kind, town.name, town.url, wheel, (package, own_vocabulary(package)))
    if town.passport:
        files["content/practice.yml"] = write_record(begin_passport(town), load_package().tables["practice"])
    files |= {f"content/lists/{name}.yml": own_list(name) for name in town.lists}
    files[f"content/{guide.FOLDER}/.gitkeep"] = ""  # this folder enables the program's guide
    for uri, (title, text) in pages.items():
        if uri.startswith(guide.FOLDER):
            continue
        heading = name if uri == "index.md" else title
        files[f"content/{uri}"] = f"# {heading}\n\n{text}\n"
    return files


def _pages(town: Town) -> dict[str, tuple[str, str]]:
    """Return source path of a page → title and text. Raises PortalError for an unknown section."""
    for code in town.without:
        if fault := CHECKS["section"](code).fault:
            raise PortalError(f"--without: «{code}»: {fault}. Разделы: {', '.join(SECTIONS)}.")
    if town.passport and "practice" in town.without:
        raise PortalError("--passport начинает паспорт практики, а --without его убирает. Оставьте одно из двух.")
    without = left_out(town.without)
    pages = PAGES | (PASSPORT if town.passport else {}) | (UNDECIDED if "decisions" in without else {})
    wording = words_of({"forum_forms": town.forum_forms})
    return {uri: (fill(title, wording), text) for uri, (title, text) in pages.items() if part_of(uri) not in without}


def _settings(town: Town) -> dict[str, Any]:
    """Return the town's initial settings."""
    return {
        "url": town.url,
        "town": town.name,
        "town_short": town.name,
        "timezone": town.zone,
        "phone_code": town.phone_code,
        **dict(zip(("lat_min", "lat_max", "lon_min", "lon_max"), map(str, town.box), strict=True)),
        "operator": town.operator,
        **({"operator_email": town.email} if town.email else {}),
        **{name: forms for name, forms in own_words(town) if forms},
        **({"forge": town.forge} if town.forge else {}),
        "forge_kind": town.forge_kind,
        **({"without": list(town.without)} if town.without else {}),
        "data_licence": LICENCE[0],
        "data_licence_url": LICENCE[1],
        "schema_version": load_package().schema_version,
    }


def own_words(town: Town) -> Iterator[tuple[str, str]]:
    """Return the town's words for the settings. Raises PortalError if forms are missing."""
    for name, forms in (("operator_forms", town.operator_forms), ("forum_forms", town.forum_forms)):
        field = load_package().tables["settings"].by_name[name]
        if forms and not re.fullmatch(field.constraints["pattern"], forms):
            raise PortalError(f"--{name.replace('_', '-')}: {field.description} Например: {field.example}.")
        yield name, forms


def begin_passport(town: Town) -> dict[str, str]:
    """Return the minimum passport, for staff to continue."""
    begun = {"title": f"Практика: {town.name}", "region": town.name, "source": "паспорт практики"}
    return begun | {"background": "Опишите, с чего началась практика и что она изменила."}


def own_list(name: str) -> str:
    """Return the text of a list of the program. Raises PortalError if it does not exist or towns may not change it."""
    known = {path.stem: path for path in FOLDER.glob("*.yml")}
    if name not in known:
        guess = Words(known).guess(name)
        hint = f"Возможно, «{guess}»." if guess else f"Есть: {', '.join(sorted(known))}."
        raise PortalError(f"Справочника «{name}» нет. {hint}")
    text = fill(known[name].read_text("utf-8"), USUAL_WORDING)
    if name in GROWING:
        text = text.replace('fixed: "yes"\n', "")
    if 'fixed: "yes"' in text:
        raise PortalError(f"Справочник «{name}» менять нельзя: от его кодов зависит программа.")
    return lay_out(text, f"content/lists/{name}.yml", load_package().tables["lists"])  # in the layout of fmt


def write_root(target: Path, town: Town) -> None:
    """Write a new root, including empty folders for records. The target must be absent or empty."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise PortalError(f"{target} не пуста. Укажите новую папку: init ничего не перезаписывает.")
    program: dict[str, bytes] = pinned_files(town.program) if town.program else {}
    base, below = aim(target, target)
    package = load_package()
    folders = [t.folder for t in package.record_tables if t.part not in left_out(town.without)]
    files: dict[str, str | bytes] = {**make_root(town), **{f"{folder}/.gitkeep": "" for folder in folders}, **program}
    for name, text in files.items():
        write_file(base, f"{below}/{name}", text)
