"""An invented town, complete and full-size: a root to try the portal on, and the corpus of its benchmarks.

The same arguments on the same day give the same bytes. Everything is plainly an example; nothing of a real town is
used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from generator.demo.events import make_events
from generator.demo.forums import make_forum
from generator.demo.ngos import make_ngo
from generator.demo.partnerships import make_partnership
from generator.demo.pictures import LOGOS, SCAN, VIEW, draw_logo, draw_view
from generator.demo.results import make_indicators, make_moved, make_requests
from generator.demo.seasons import make_calendar
from generator.demo.world import World, ngo_id
from generator.disk import aim, make_folder, write_file
from generator.model.schemas import load_package
from generator.problems.problem import PortalError
from generator.records.canonical import write_record

TEMPLATE = Path(__file__).with_name("root")
MAX_RECORDS = 500_000
MAX_FORUMS = 1_000
ENOUGH_TO_MOVE = 5


@dataclass(frozen=True, slots=True)
class DemoSize:
    """How many records each table gets; zero is allowed. Events follow from the forums."""

    ngos: int = 110
    forums: int = 10
    partnerships: int = 42


def write_demo(target: Path, size: DemoSize, seed: int, today: date) -> None:
    """Write a complete root into ``target``, a new or empty folder. Does not read the clock.

    Raises PortalError for any other folder and for impossible sizes.
    """
    _check_size(size)
    _prepare(target)
    base, name = aim(target, target)
    world = World(seed, today, size.ngos, size.forums, size.partnerships)
    for path, text in _texts(world):
        write_file(base, f"{name}/{path}", text)
    for number, picture in LOGOS.items():
        write_file(base, f"{name}/content/images/{picture}", draw_logo(number))
    write_file(base, f"{name}/content/images/{SCAN}", draw_logo(1))
    write_file(base, f"{name}/content/images/{VIEW}", draw_view())
    for table in load_package().record_tables:
        make_folder(base, f"{name}/{table.folder}")
        for record_id, record in _records(world, table.name):
            write_file(base, f"{name}/{table.folder}/{record_id}.yml", write_record(record, table))


def _check_size(size: DemoSize) -> None:
    for name, most in (("ngos", MAX_RECORDS), ("forums", MAX_FORUMS), ("partnerships", MAX_RECORDS)):
        if not 0 <= getattr(size, name) <= most:
            raise PortalError(f"--{name} {getattr(size, name)}: нужно число от 0 до {most}.")


def _prepare(target: Path) -> None:
    """Refuse a target that is not empty: never overwrite anything, not even an earlier demo somebody edited."""
    if target.exists() and not target.is_dir():
        raise PortalError(f"{target} — не папка. Укажите новую папку: portal demo ПАПКА.")
    if target.exists() and any(target.iterdir()):
        raise PortalError(f"Папка {target} не пуста. Укажите новую папку: пример ничего не перезаписывает.")


def _texts(world: World) -> Iterator[tuple[str, str]]:
    """Yield path and text of every file except records with pages and pictures."""
    words = {
        "{registered_total}": str(world.ngos * 5 // 4),
        "{schema_version}": load_package().schema_version,
        "{half_a_year_ago}": world.day(180).isoformat(),
        "{a_year_ago}": world.day(365).isoformat(),
        "{in_two_years}": world.day(-730).isoformat(),
    }
    for path in sorted(TEMPLATE.rglob("*")):
        if path.is_file():
            text = path.read_text("utf-8")
            for word, value in words.items():
                text = text.replace(word, value)
            yield path.relative_to(TEMPLATE).as_posix(), text
    tables = load_package().tables
    yield tables["indicators"].file, write_record(make_indicators(world), tables["indicators"])
    if world.ngos >= ENOUGH_TO_MOVE:
        yield tables["moved"].file, write_record(make_moved(world), tables["moved"])
        yield tables["requests"].file, write_record(make_requests(world), tables["requests"])


def _records(world: World, table: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield id and record of every record in a table with pages."""
    slots = make_calendar(world.today, world.forums)
    if table == "ngos":
        yield from ((ngo_id(number), make_ngo(world, number)) for number in range(1, world.ngos + 1))
    elif table == "forums":
        yield from ((slot.id, make_forum(world, slot, slots)) for slot in slots)
    elif table == "partnerships":
        yield from (make_partnership(world, number, slots) for number in range(1, world.partnerships + 1))
    elif table == "events":
        yield from make_events(world, slots)
