"""``portal status``: how old a published site is, and whether it may stay online."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from generator import disk
from generator.exports.build_facts import ADDRESS, BuildFacts, read_build_facts
from generator.problems.problem import PortalError
from generator.text import count_of, format_date
from generator.upkeep.link_probe import fetch

MAX_FACTS = 64 * 1024  # bytes; size limit of the facts file


@dataclass(frozen=True, slots=True)
class Status:
    """``lines`` to print, and ``alarms`` that require action now."""

    lines: tuple[str, ...]
    alarms: tuple[str, ...]


def load_facts(site: Path, url: str = "") -> BuildFacts:
    """Read the facts of the site in a folder or at an address. Raises PortalError if there are none."""
    where = f"{url.rstrip('/')}/{ADDRESS}" if url else str(site / ADDRESS)
    body = fetch(where, MAX_FACTS) if url else disk.read_file(site, ADDRESS, MAX_FACTS)
    try:
        return read_build_facts(body.decode("utf-8"))
    except ValueError as error:
        raise PortalError(
            f"{where}: это не сведения о сборке портала. Соберите сайт этой версией программы."
        ) from error


def judge(facts: BuildFacts, today: date, most: timedelta) -> Status:
    """Judge a site on this day. ``most``: the maximum age."""
    age = max(today - facts.built, timedelta())  # a town further east may be a day ahead
    days = count_of(age.days, "день", "дня", "дней")
    made = f", из версии {facts.commit[:12]}" if facts.commit else ""
    lines = [f"Сайт собран {format_date(facts.built)}{made}, программой {facts.program}. Ему {days}."]
    if facts.consents_until:
        lines.append(
            f"Ближайшее согласие, по которому на нём есть люди, кончается {format_date(facts.consents_until)}."
        )
    if facts.fallen:
        files = count_of(facts.fallen, "файл", "файла", "файлов")
        lines.append(f"С ошибками {files}: на сайте не то, что в них написано. Какие, скажет страница /staff/.")
    return Status(tuple(lines), tuple(_alarms(facts, today, age > most)))


def _alarms(facts: BuildFacts, today: date, old: bool) -> Iterator[str]:
    if old:
        yield "Сайт устарел: ночная сборка не идёт. Посмотрите её журнал и соберите сайт заново."
    if facts.consents_until and today > facts.consents_until:
        yield "На сайте человек, чьё согласие кончилось. Соберите и опубликуйте сайт сейчас."
