"""No address of a record dies, page or file, when the record is renamed or removed."""

from __future__ import annotations

import re
from pathlib import Path

import icalendar

from generator.catalog.models import Catalog
from generator.pages.pages import Page, list_pages
from generator.pages.render import Renderer
from generator.site.write import exporters
from tests.conftest import git
from tests.site.test_calendars import catalog_of

RECORDS = {
    "forums/staryj.yml": """\
title: Форум-пример
starts_on: "2026-06-10"
source: план
sessions:
  - {code: dvory, type: panel, title: Дворы, start: "10:00"}
  - {code: deti, type: panel, title: Дети, start: "12:00"}
decisions:
  - {number: "1", text: Поставить скамейки., addressees: [administration], session: dvory}
  - {number: "7", text: Открыть школу., addressees: [council]}
""",
    "content/events/staryj.yml": """\
title: Семинар-пример
kind: seminar
starts_on: "2026-12-01"
ngos: [staryj]
source: план
""",
    "ngos/staryj.yml": "name: АНО «Примерная»\nstatus: unknown\nsource: план\n",
    "content/partnerships/staryj.yml": """\
title: Соглашение-пример
subject: Общие дела
open_ended: "yes"
sides: [{name: Центр, kind: municipal}, {name: Клуб, kind: ngo}]
source: план
""",
}
KINDS = ("forums", "events", "ngos", "partnerships")
DATA = ("schedule.json", ".json")  # a removed record has no data


def commit(root: Path, on: str) -> None:
    git(root, "add", "-A", at=on)
    git(root, "commit", "-qm", "edit", at=on)


def read(root: Path) -> tuple[Catalog, dict[str, Page], dict[str, bytes]]:
    """Return the catalog, its pages by file, and all other files."""
    catalog = catalog_of(root)
    pages = {page.dest_uri: page for page in list_pages(catalog)}
    data = {address: b"" for page in pages.values() for address in page.files if address not in pages}
    return catalog, pages, data | {name: body for make in exporters(catalog) for name, body in make().items()}


def written(root: Path) -> set[str]:
    """Records of every kind in a root with a history, at addresses of their own."""
    git(root, "init", "-q")
    for name, text in RECORDS.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")
    commit(root, "2026-03-01T10:00:00Z")
    _, pages, files = read(root)
    found = {address for address in (*pages, *files) if "staryj" in address}
    assert found >= {"decisions/staryj/7/index.html", "forums/staryj/session-deti.ics", "forums/staryj/schedule.json"}
    assert found >= {"ngos/staryj/calendar.ics", "events/staryj/calendar.ics", "partnerships/staryj/index.html"}
    assert found >= {f"data/{kind}/staryj.json" for kind in KINDS}
    return found


def names(files: dict[str, bytes]) -> dict[str, set[str]]:
    """Return what outside programs recognise an entry by, wherever they read it."""
    uids, guids, ids = (rb"\r\nUID:([^\r]+)", rb'"guid": "([^"]+)"', rb"<entry>\n<id>([^<]+)")
    places = {"calendar.ics": uids, "schedule.json": guids}
    places |= {f"feeds/{name}.xml": ids for name in ("registry", "events", "decisions")}
    return {
        end: {
            match.decode()
            for address, body in files.items()
            if address.endswith(end)
            for match in re.findall(sign, body)
        }
        for end, sign in places.items()
    }


def test_a_new_name_leaves_every_address(fresh_root: Path) -> None:
    before = written(fresh_root)
    known = names(read(fresh_root)[2])
    assert all(known.values())
    for name in RECORDS:
        path = fresh_root / name
        path.with_name("novyj.yml").write_text(path.read_text("utf-8").replace("staryj", "novyj"), "utf-8")
        path.unlink()
    lines = "".join(f'  - {{kind: {kind}, id: staryj, to: novyj, "on": "2026-11-20"}}\n' for kind in KINDS)
    (fresh_root / "content" / "moved.yml").write_text(f"moved:\n{lines}", "utf-8")
    commit(fresh_root, "2026-11-20T10:00:00Z")
    catalog, pages, files = read(fresh_root)
    assert before - pages.keys() - files.keys() == set()
    assert names(files) == known
    renderer = Renderer(catalog)
    for address in before & pages.keys():
        (target,) = (page for page in pages.values() if page.url == pages[address].url.replace("staryj", "novyj"))
        assert f'url=../../{"../" if target.decision else ""}{target.url}"' in renderer.render(pages[address])["head"]
    for address in before & files.keys():
        now_there = files[address.replace("staryj", "novyj")]
        assert files[address]
        assert address.startswith("data/") or files[address] == now_there, address


def test_what_is_taken_down_says_so_at_every_address(fresh_root: Path) -> None:
    before = written(fresh_root)
    for name in RECORDS:
        (fresh_root / name).unlink()
    lines = "".join(f'  - {{kind: {kind}, id: staryj, gone: по просьбе, "on": "2026-11-20"}}\n' for kind in KINDS)
    (fresh_root / "content" / "moved.yml").write_text(f"moved:\n{lines}", "utf-8")
    for committed in (False, True):
        if committed:
            commit(fresh_root, "2026-11-20T10:00:00Z")
        catalog, pages, files = read(fresh_root)
        assert {name for name in before - pages.keys() - files.keys() if not name.endswith(DATA)} == set()
        renderer = Renderer(catalog)
        assert all("По просьбе" in renderer.render(pages[address])["main"] for address in before & pages.keys())
        for address in (name for name in before & files.keys() if name.endswith(".ics")):
            (entry,) = icalendar.Calendar.from_ical(files[address]).walk("VEVENT")
            assert entry["STATUS"] == "CANCELLED"
        texts = "".join(str(renderer.render(page)["main"]) for page in pages.values())
        assert "Поставить скамейки" not in texts
