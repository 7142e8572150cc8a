"""The configuration MkDocs builds from: derived from the root's ``mkdocs.yml``; anything unknown is refused.

A root's ``mkdocs.yml`` is read as text (no tags, no environment variables) and only known keys pass. Theme folder,
plugins and hooks are the program's own. Values that reach the theme's templates are escaped here.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from generator import __version__
from generator.frame.kinds import part_of
from generator.frame.mkdocs.process import THEME
from generator.model.palette import Palette, chosen, light_palette, write_css
from generator.model.words import words_of
from generator.phones import split_phone
from generator.problems.problem import Problem, bounded
from generator.problems.suggestions import MAX_COMPARED, Words
from generator.records.validate import Record
from generator.records.yaml import MappingNode, Node, ScalarNode, SequenceNode, parse_record
from generator.text import tie

KEYS = frozenset(
    [
        "site_name",
        "site_description",
        "docs_dir",
        "site_dir",
        "exclude_docs",
        "use_directory_urls",
        "theme",
        "plugins",
        "extra",
        "markdown_extensions",
        "nav",
    ]
)
# Settings plain `mkdocs build` needs but the portal decides: any other value would have no effect.
FIXED = {
    "docs_dir": "content",
    "site_dir": "build/mkdocs",
    "use_directory_urls": "true",
    "exclude_docs": "* !*.md !*/ !images/* !files/*",
}
FIXED_THEME = {"name": "material", "language": "ru", "font": "false"}
FIXED_EXTRA = {"generator": "false"}
EXTENSIONS = frozenset({"tables", "def_list", "footnotes", "toc", "abbr", "admonition", "sane_lists"})
# All that a page may load or run. The search runs WebAssembly, hence 'wasm-unsafe-eval'.
CSP = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
)


SECTION = re.compile(r"(?:[^/]+/)?index\.md")


@dataclass(slots=True)
class SiteConfig:
    """What the program takes from a root's ``mkdocs.yml``. ``nav`` holds titles and pages, nested as written."""

    site_name: str = ""
    site_description: str = ""
    extensions: list[str] = field(default_factory=list)
    nav: list[Any] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def load_site_config(root: Path, sources: set[str], without: frozenset[str] = frozenset()) -> SiteConfig:
    """Read ``mkdocs.yml``. ``sources`` are the prose pages its nav may name.

    Nav entries of sections the town is ``without`` are skipped.
    """
    path = "mkdocs.yml"
    parsed = parse_record((root / path).read_text("utf-8", "replace"), path)
    config = SiteConfig(problems=parsed.problems)
    if parsed.root is None:
        return config
    known = Words(KEYS, MAX_COMPARED)
    for key, mark in parsed.root.keys.items():
        if key not in KEYS:
            guess = known.guess(key)
            hint = f"Возможно, «{guess}»." if guess else f"Можно: {', '.join(sorted(KEYS))}."
            message = f"Настройка «{key}» здесь не разрешена."
            config.problems.append(Problem("E510", path, mark.line, mark.column, message, hint, field=key))
    entries = parsed.root.entries
    config.site_name = _text(entries.get("site_name"))
    config.site_description = _text(entries.get("site_description"))
    if not config.site_name:
        hint = "Добавьте строку site_name: Название портала"
        config.problems.append(Problem("E511", path, 1, 1, "Нет названия портала (site_name).", hint))
    for key in ("site_name", "site_description"):
        node, reported = entries.get(key), {problem.line for problem in config.problems}
        if isinstance(node, SequenceNode | MappingNode) and node.mark.line not in reported:
            _refuse(config, node, f"«{key}» — это строка.", f"Например: {key}: Гражданский портал")
    _check_fixed(entries, config)
    _check_plugins(entries, config)
    config.extensions = _extensions(entries.get("markdown_extensions"), config)
    nav = _nav(entries.get("nav"), Words(sources, MAX_COMPARED), config, without)
    config.nav = nav or _every_section(sources)
    config.problems = bounded(config.problems)
    return config


def _text(node: Node | None) -> str:
    return node.text.strip() if isinstance(node, ScalarNode) else ""


def _refuse(config: SiteConfig, node: Node, message: str, hint: str) -> None:
    config.problems.append(Problem("E510", "mkdocs.yml", node.mark.line, node.mark.column, message, hint))


def _check_fixed(entries: dict[str, Node], config: SiteConfig) -> None:
    """Report settings that would have no effect."""
    for key, value in FIXED.items():
        if key in entries:
            _check_value(key, key, entries[key], value, config)
    for group, fixed in (("theme", FIXED_THEME), ("extra", FIXED_EXTRA)):
        node = entries.get(group)
        if node is None:
            continue
        if not isinstance(node, MappingNode):
            if isinstance(node, ScalarNode) and node.refused:
                continue  # already reported
            _refuse(config, node, f"Под «{group}» стоят настройки.", f"Уберите {group}: этим занята программа.")
            continue
        for key, inner in node.entries.items():
            if key in fixed:
                _check_value(f"{group}: {key}", key, inner, fixed[key], config)
            else:
                hint = f"Уберите её. Можно: {', '.join(f'{name}: {value}' for name, value in fixed.items())}."
                _refuse(config, inner, f"Настройка «{group}: {key}» не действует.", hint)


def _check_value(shown: str, key: str, node: Node, value: str, config: SiteConfig) -> None:
    if not (isinstance(node, ScalarNode) and " ".join(node.text.split()) == value):
        hint = f"Уберите эту настройку или верните обычное значение, {key}: {value}"
        _refuse(config, node, f"Другое значение «{shown}» не действует: это решает программа.", hint)


def _check_plugins(entries: dict[str, Node], config: SiteConfig) -> None:
    plugins = entries.get("plugins")
    if plugins is not None and not (isinstance(plugins, SequenceNode) and not plugins.items):
        _refuse(config, plugins, "Плагины не поддерживаются.", "Оставьте plugins: []")


def _items(node: Node | None, key: str, example: str, config: SiteConfig) -> list[Node]:
    """Return the items of a list; report a value that is not a list."""
    if isinstance(node, SequenceNode):
        return node.items
    if isinstance(node, MappingNode) or (isinstance(node, ScalarNode) and not node.refused and node.text.strip()):
        _refuse(config, node, f"Под «{key}» стоит список.", f"Начните каждую строку с дефиса: {example}")
    return []


def _extensions(node: Node | None, config: SiteConfig) -> list[str]:
    names = []
    for item in _items(node, "markdown_extensions", "- tables", config):
        if isinstance(item, ScalarNode) and item.text in EXTENSIONS:
            names.append(item.text)
        else:
            hint = f"Можно: {', '.join(sorted(EXTENSIONS))}."
            _refuse(config, item, "Это расширение Markdown не разрешено.", hint)
    return names


def _nav(node: Node | None, sources: Words, config: SiteConfig, without: frozenset[str]) -> list[Any]:
    found: list[Any] = []
    for item in _items(node, "nav", "- Реестр: ngos/index.md", config):
        if not isinstance(item, MappingNode):
            _refuse(config, item, "Пункт меню без названия.", "Например: - Реестр: ngos/index.md")
            continue
        for title, target in item.entries.items():
            if isinstance(target, SequenceNode):
                if inner := _nav(target, sources, config, without):
                    found.append({_escaped(title): inner})
            elif part_of(_text(target)) in without:
                continue
            elif isinstance(target, ScalarNode) and target.text in sources.known:
                found.append({_escaped(title): target.text})
            else:
                guess = sources.guess(_text(target))
                hint = f"Возможно, «{guess}»." if guess else "Укажите страницу из папки content."
                _refuse(config, target, f"Страницы «{_text(target)}» нет.", hint)
    return found


def _escaped(text: str) -> str:
    """Escape a text for the theme's templates, which do not. The result cannot be taken for a shell's placeholder."""
    return html.escape(text).replace("@@", "&#64;@")


def _every_section(sources: set[str]) -> list[Any]:
    """Return a nav of the home page and the sections, for a root without one.

    MkDocs' own default would list the shells of records as well.
    """
    return [source for source in sorted(sources, key=lambda s: (s != "index.md", s)) if SECTION.fullmatch(source)]


def derive_config(config: SiteConfig, settings: Record, built: tuple[Path, Path]) -> str:
    """Return the derived ``mkdocs.yml``. ``built``: its docs_dir and site_dir, absolute."""
    docs, site = built
    return yaml.safe_dump(
        {
            "site_name": _escaped(config.site_name),
            "site_description": _escaped(config.site_description),
            "site_url": settings["url"],
            "docs_dir": str(docs),
            "site_dir": str(site),
            "use_directory_urls": True,
            "theme": {"name": "material", "language": "ru", "font": False, "custom_dir": str(THEME)},
            "plugins": [],
            "markdown_extensions": [*config.extensions, "generator.frame.mkdocs.guard"],
            "nav": config.nav,
            "extra": {"generator": False, "portal": theme_values(settings)},
            "validation": {
                "nav": {"omitted_files": "ignore", "not_found": "warn", "absolute_links": "ignore"},
                "links": {"not_found": "ignore", "absolute_links": "ignore", "unrecognized_links": "ignore"},
            },
        },
        allow_unicode=True,
        sort_keys=True,
        width=10_000,
    )


def theme_values(settings: Record) -> dict[str, str]:
    """Return ``config.extra.portal`` for the theme, escaped; empty strings for unset settings."""
    own = chosen(settings)
    phone, phone_far = split_phone(settings.get("operator_phone") or "", settings["phone_code"])
    values = {
        "csp": CSP,
        "version": theme_version(),
        "program": __version__,
        "operator": settings["operator"],
        "operator_parent": settings.get("operator_parent"),
        "phone": settings.get("operator_phone"),
        "phone_text": phone,
        "phone_far": phone_far,
        "email": settings.get("operator_email"),
        "address": tie(settings.get("operator_address") or ""),
        "hours": settings.get("operator_hours"),
        "licence": settings["data_licence"],
        "licence_url": settings["data_licence_url"],
        "zone": settings.get("timezone"),
        **{name: settings.get(f"{name}_file") for name in ("logo", "favicon", "header", "share")},
        "colours": style_version(own) if own else "",
        "theme_light": light_palette(own).get("pine", "#1f6b45"),
        "theme_dark": "#121a16",
        "footer": settings.get("footer_text"),
        "center": words_of(settings).center.acc,
        "example": "yes" if settings.get("example") == "yes" else "",
    }
    return {name: value if name == "csp" else _escaped(value or "") for name, value in values.items()}


def style_version(own: Palette) -> str:
    """Return eight characters that change with the town's colours."""
    return hashlib.sha256(write_css(own).encode()).hexdigest()[:8]


def theme_version() -> str:
    """Return eight characters that change with the theme's assets, for addresses with a long cache life."""
    digest = hashlib.sha256()
    for path in sorted((THEME / "assets" / "portal").iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:8]


def style_hash(style: str) -> str:
    """Return the CSP source of an inline style sheet (only 404.html has one)."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() + "'"
