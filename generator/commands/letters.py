"""Ready-made letters and texts: to organisations, to addressees of decisions, for a forum, for the news."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.catalog.models import Catalog

OUT = "build/letters"


def add_commands(commands: Any) -> None:
    """Add ``letters`` with its kinds, and ``confirm`` as short for ``letters confirm``."""
    letters = commands.add_parser("letters", help="письма и тексты: подтверждения, напоминания, итоги решений, новости")
    kinds = letters.add_subparsers(title="что сделать", metavar="ЧТО", required=True)
    ask = "письма с просьбой подтвердить запись, или записать ответ"
    for group in (kinds, commands):
        confirm = group.add_parser("confirm", help=ask)
        confirm.add_argument("id", nargs="?", metavar="КОД", help="записать, что эта НКО подтвердила запись")
        confirm.add_argument("--on", default="", metavar="ГГГГ-ММ-ДД", help="когда подтвердила (обычно сегодня)")
        _places(confirm, "confirm", run_confirm)
    remind = kinds.add_parser("remind", help="письма адресатам решений, у которых прошёл или подходит срок")
    _places(remind, "remind", run_remind)
    outcomes = kinds.add_parser("outcomes", help="«Что стало с решениями»: две страницы к следующей встрече")
    _places(outcomes, "outcomes", run_outcomes)
    digest = kinds.add_parser("digest", help="готовый текст для соцсетей, газеты и радио")
    span = digest.add_mutually_exclusive_group()
    span.add_argument("--week", action="store_true", help="за неделю и на неделю вперёд (обычно)")
    span.add_argument("--month", action="store_true", help="за месяц и на месяц вперёд")
    _places(digest, "digest", run_digest)


def _places(command: argparse.ArgumentParser, name: str, run: Callable[[argparse.Namespace], int]) -> None:
    command.add_argument("--root", type=Path, default=Path(), help="папка портала (обычно текущая)")
    command.add_argument("--out", type=Path, metavar="ПАПКА", help=f"куда положить (обычно {OUT}/{name})")
    command.set_defaults(run=run)


def run_confirm(options: argparse.Namespace) -> int:
    from generator.upkeep.confirmation import TITLE, make_letters
    from generator.upkeep.phone_round import make_sheet

    if options.id:
        return _record_answer(options)
    catalog = _catalog(options.root)
    letters, sheet = make_letters(catalog), make_sheet(catalog)
    out = _write(options, "confirm", [*([sheet] if sheet else []), *letters], TITLE, catalog)
    print(f"Не подтвердили за год: {len(letters)}. Письма и список: {out}")
    return 0


def _record_answer(options: argparse.Namespace) -> int:
    from datetime import date

    from generator.problems.problem import PortalError
    from generator.records.check import check_root
    from generator.upkeep.confirmation import record_answer

    checked = check_root(options.root)
    try:
        day = date.fromisoformat(options.on) if options.on else checked.today
    except ValueError as error:
        raise PortalError(f"День «{options.on}» не прочитан: нужен вид 2026-11-23.") from error
    if day > checked.today:
        raise PortalError("Этот день ещё не наступил.")
    print(f"Записано: {record_answer(options.root, options.id, day)}")
    return 0


def run_remind(options: argparse.Namespace) -> int:
    from generator.upkeep.reminders import NOTHING, TITLE, make_letters

    catalog = _catalog(options.root)
    letters = make_letters(catalog)
    out = _write(options, "remind", letters, TITLE, catalog)
    print(f"Писем: {len(letters)}. Письма и список: {out}" if letters else NOTHING)
    return 0


def run_outcomes(options: argparse.Namespace) -> int:
    from importlib import import_module

    from generator import disk
    from generator.paper import MISSING
    from generator.problems.problem import PortalError
    from generator.upkeep.letters import Letter

    try:
        outcomes = import_module("generator.paper.outcomes")
    except ModuleNotFoundError as error:
        raise PortalError(MISSING) from error
    catalog = _catalog(options.root)
    made = next(outcomes.fitted(catalog), None)
    if made is None:
        print("Прошедших встреч с решениями нет: рассказывать не о чем.")
        return 0
    data, pdf = made
    lead, blocks = {"kind": "text", "text": data["lead"]}, data["sections"][0]["blocks"]
    note, size = f"{data['page']}\n", data["size"]
    letter = Letter("itogi", None, data["title"], data["lead"], data["title"], (lead, *blocks), note, size)
    out = _write(options, "outcomes", [letter], data["title"], catalog)
    base, folder = disk.aim(options.root, out)
    disk.write_file(base, f"{folder}/itogi.pdf", pdf)
    print(f"Две страницы к следующей встрече (PDF, DOCX, текст): {out}")
    return 0


def run_digest(options: argparse.Namespace) -> int:
    from generator.upkeep.news import MONTH, TITLE, WEEK, make_letters

    catalog = _catalog(options.root)
    letters = make_letters(catalog, MONTH if options.month else WEEK)
    out = _write(options, "digest", letters, TITLE, catalog)
    if not catalog.changed:
        print(
            "Истории записей нет, поэтому новые организации не названы: она бывает в хранилище git, полученном целиком."
        )
    print(f"Текст: {out / 'novosti.txt'}")
    return 0


def _catalog(root: Path) -> Catalog:
    """Return the public catalog with its history.

    Raises PortalError if a check finds errors: letters made from broken records would be incomplete, or name somebody
    who must not be named.
    """
    from contextlib import closing

    from generator import clock
    from generator.catalog.catalog import make_catalog
    from generator.commands.checks import find_problems
    from generator.past.history import Log
    from generator.problems.problem import PortalError, has_errors

    found = find_problems(root)
    if has_errors(found.problems):
        raise PortalError("В записях есть ошибки: сначала исправьте их (portal check). Писем нет.")
    zone = found.checked.settings["timezone"]
    with closing(Log(root, found.checked.package, "ngos")) as log:
        return make_catalog(found.checked, clock.now(zone), log.read(zone))


def _write(options: argparse.Namespace, kind: str, letters: Any, title: str, catalog: Catalog) -> Path:
    """Write the letters and return their folder. The default folder is emptied first."""
    from generator import disk
    from generator.upkeep.letters import write_letters

    out: Path = options.out or options.root / OUT / kind
    base, folder = disk.aim(options.root, out)
    if options.out is None:
        disk.make_fresh(base, folder)
    write_letters(letters, title, catalog, base, folder)
    return out
