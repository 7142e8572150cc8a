"""Commands that keep a portal in order over time: changes, outside links, migrations, the pinned program."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any


def add_commands(commands: Any) -> None:
    """Add ``changes``, ``links``, ``migrate`` and ``pin``."""
    changes = commands.add_parser("changes", help="сказать, что изменилось для читателя между двумя собранными сайтами")
    changes.add_argument("old", nargs="?", type=Path, metavar="БЫЛО", help="папка прежнего сайта")
    changes.add_argument("new", nargs="?", type=Path, metavar="СТАЛО", help="папка нового сайта")
    changes.add_argument("--since", metavar="ВЕРСИЯ", help="прежний сайт собрать самим: из этой версии git")
    changes.add_argument("--root", type=Path, default=Path(), help="папка портала для --since (обычно текущая)")
    changes.set_defaults(run=run_changes)

    links = commands.add_parser("links", help="спросить внешние ссылки собранного сайта: раз в неделю, нужна сеть")
    links.add_argument("--root", type=Path, default=Path(), help="папка портала (обычно текущая)")
    links.add_argument("--site", type=Path, help="собранный сайт (обычно ПАПКА/site)")
    links.add_argument("--report", type=Path, metavar="ФАЙЛ", help="отчёт прошлой и этой проверки: build/links.md")
    links.set_defaults(run=run_links)

    migrate = commands.add_parser("migrate", help="перевести записи в модель данных этой версии программы")
    migrate.add_argument("--root", type=Path, default=Path(), help="папка портала (обычно текущая)")
    migrate.add_argument("--dry-run", action="store_true", help="только показать, ничего не записывать")
    migrate.set_defaults(run=run_migrate)
    _add_pin(commands)


def _add_pin(commands: Any) -> None:
    pin = commands.add_parser("pin", help="закрепить за порталом другую программу: её файл, сумму и список библиотек")
    pin.add_argument("wheel", type=Path, metavar="ФАЙЛ", help="civic_portal-….whl")
    pin.add_argument("--root", type=Path, default=Path(), help="папка портала (обычно текущая)")
    pin.set_defaults(run=run_pin)


def run_pin(options: argparse.Namespace) -> int:
    from generator.upkeep.pinning import pin

    pin(options.root, options.wheel)
    print(f"В папке program теперь {options.wheel.name}. Поставьте программу, как сказано в README.")
    return 0


def run_changes(options: argparse.Namespace) -> int:
    from generator.model.schemas import load_package
    from generator.past.changes import find_changes, write_changes
    from generator.past.site_facts import load_site_facts
    from generator.problems.problem import PortalError

    if bool(options.since) == bool(options.old) or bool(options.old) != bool(options.new):
        raise PortalError("Назовите две папки, БЫЛО и СТАЛО, или версию git: --since ВЕРСИЯ.")
    if options.since:
        print(describe_site_changes(options.root, options.root / "site", options.since))
        return 0
    package = load_package()
    found = find_changes(load_site_facts(options.old, package), load_site_facts(options.new, package))
    print(write_changes(found))
    return 0


def describe_site_changes(root: Path, site: Path, revision: str) -> str:
    """Describe what differs for a reader between a built site and the site of ``root`` at an older revision."""
    from generator.model.schemas import load_package
    from generator.past.changes import find_changes, write_changes
    from generator.past.site_facts import load_site_facts

    package = load_package()
    new = load_site_facts(site, package)
    old = build_former(root, revision)
    if old is None:
        return "Прежний сайт не собирается: сравнить не с чем."
    return write_changes(find_changes(load_site_facts(old, package), new))


def build_former(root: Path, revision: str) -> Path | None:
    """Build the site of ``root`` at an older revision into ``build/before``.

    Files with errors at that revision are replaced by their last valid version; returns None if that does not help.
    """
    from generator import disk
    from generator.build import Wanted
    from generator.fallback import build_in_spite
    from generator.fallback.mender import READ, History
    from generator.past.revisions import find_base, write_former
    from generator.processes import usable_cores

    before = disk.make_fresh(root, "build/before")
    write_former(root, revision, READ, before)
    if not (before / "mkdocs.yml").is_file():
        return None
    disk.make_folder(before, "content")
    history = History(root, find_base(root, revision))
    done = build_in_spite(before, before / "site", usable_cores(), wanted=Wanted(search=False), history=history)
    return before / "site" if done.built.published else None


def run_links(options: argparse.Namespace) -> int:
    print(probe_links(options.root, options.site or options.root / "site", options.report))
    return 0


def probe_links(root: Path, site: Path, report: Path | None = None) -> str:
    """Check the outside links of a built site, save the report, and return a one-line summary."""
    from generator import clock, disk
    from generator.catalog import links
    from generator.upkeep.link_probe import Manner, ask_links, collect_links, home_of

    path = report or root / "build" / links.FILE
    found = collect_links(site)
    base, name = disk.aim(root, path)
    kept = disk.read_file(base, name, links.MAX_REPORT) if os.path.lexists(path) else b""
    before = links.read_links(kept.decode("utf-8", "replace"))
    answers = ask_links(found, Manner(home=home_of(site)))
    counted = links.count_strikes(before, answers, found, clock.today("UTC"))
    disk.write_file(base, name, links.write_links(counted))
    return f"Спрошено ссылок: {counted.asked}. Не отвечают второй раз и больше: {len(counted.to_report)}. Отчёт: {path}"


def run_migrate(options: argparse.Namespace) -> int:
    from generator.text import count_of
    from generator.upkeep.migrations import STEPS, plan_migration, write_migration

    migration = plan_migration(options.root, STEPS)
    if not migration.texts:
        print(f"Переводить нечего: записи уже версии {migration.to}.")
        return 0
    if not options.dry_run:
        write_migration(options.root, migration)
    done = "Будет изменено" if options.dry_run else "Изменено"
    files = count_of(len(migration.texts), "файл", "файла", "файлов")
    lines = [f"{path}: {'; '.join(migration.notes[path])}" for path in sorted(migration.texts)]
    print("\n".join([*lines, f"{done}: {files}, версия {migration.since} → {migration.to}."]))
    if options.dry_run:
        print("Ничего не записано. Остальные записи, справочники, свои поля и цвета остаются как есть.")
    return 0
