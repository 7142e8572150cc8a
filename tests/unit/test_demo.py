"""The invented town: same arguments, same bytes; every part of the model is shown; nothing in it is real."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.demo import DemoSize, write_demo
from generator.demo.pictures import LOGOS, SCAN, VIEW
from generator.frame.mkdocs.config import load_site_config
from generator.frame.prose import load_prose
from generator.model.schemas import load_package
from generator.problems.problem import PortalError, has_errors
from generator.records.canonical import quote, quote_in_flow, write_record
from generator.records.check import Checked, check_root
from generator.records.yaml import ScalarNode, SequenceNode, parse_record

TODAY = date(2026, 11, 23)
# A town's own fields: tests/site/test_town.py has a town with them.
OF_A_TOWN = {"fields", "own_fields", "field_types", "field_formats", "field_shows"}
INTENDED = {"W320", "W323", "W345", "W370"}
RESERVED = re.compile(r"(?:.*\.)?(?:example|example\.(?:com|org|net))")
NAMES = {
    ("ngos", "name"),
    ("ngos", "short_name"),
    ("ngo_projects", "giver"),
    ("ngo_support", "provider"),
    ("partnership_sides", "name"),
    ("event_winners", "name"),
    ("events", "organisers"),
    ("events", "giver"),
    ("events", "outlet"),
    ("materials", "outlet"),
    ("forums", "organisers"),
    ("forum_sessions", "organisations"),
    ("forum_decisions", "addressees"),
    ("persons", "name"),
    ("persons", "organisation"),
    ("settings", "operator"),
}


@dataclass(frozen=True)
class Demo:
    """A demo on disk and the result of ``check`` on the day it was made for."""

    root: Path
    checked: Checked


# Not for an invented town: it has all sections and the default look.
PLAIN = (
    *("without", "logo_file", "favicon_file", "header_file", "share_file", "colour_main", "colour_deep"),
    *("colour_tint", "colour_accent", "colour_accent_tint", "colour_ground", "footer_text"),
    *("yandex_verification", "google_verification"),
)


def make(root: Path, size: DemoSize, today: date = TODAY, seed: int = 1) -> Demo:
    write_demo(root, size, seed, today)
    moment = datetime.combine(today, time(5), UTC)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))
        return Demo(root, check_root(root))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return make(tmp_path_factory.mktemp("demo") / "root", DemoSize())


def files_of(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def rows_of(checked: Checked) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every record and nested row of the demo's own files, with the name of its table."""
    package = load_package()
    for table in package.roots:
        for record in checked.records[table.name].values():
            if table.file and table.key:
                for row in record.get(table.key, ()):
                    yield from nested_rows(table.name, row)
            else:
                yield from nested_rows(table.name, record)


def nested_rows(table: str, row: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield table, row
    for key, child in load_package().tables[table].nested.items():
        for inner in row.get(key, ()):
            yield from nested_rows(child.name, inner)


def test_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    size = DemoSize(ngos=45, forums=5, partnerships=9)
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        write_demo(tmp_path / name, size, seed, TODAY)
    first = files_of(tmp_path / "a")
    assert first == files_of(tmp_path / "b")
    assert first != files_of(tmp_path / "c")
    assert first.keys() == files_of(tmp_path / "c").keys()


def test_a_larger_demo_has_the_same_organisations(demo: Demo, tmp_path: Path) -> None:
    write_demo(tmp_path / "small", DemoSize(ngos=9, forums=0, partnerships=0), 1, TODAY)
    few, many = files_of(tmp_path / "small" / "ngos"), files_of(demo.root / "ngos")
    assert len(few) == 9
    assert few.items() <= many.items()


@pytest.mark.parametrize("numbers", [(0, 0, 0), (1, 1, 1), (5, 2, 3), (3, 0, 2), (0, 2, 2), (0, 4, 0), (60, 13, 0)])
def test_any_size_has_no_errors(tmp_path: Path, numbers: tuple[int, int, int]) -> None:
    size = DemoSize(*numbers)
    checked = make(tmp_path / "root", size).checked
    assert [problem for problem in checked.problems if problem.code not in INTENDED] == []
    found = tuple(len(checked.records[name]) for name in ("ngos", "forums", "partnerships"))
    assert found == numbers
    assert bool(checked.records["events"]) == bool(size.forums)


@pytest.mark.parametrize(
    "today",
    [date(2024, 2, 29), date(2025, 1, 1), date(2025, 6, 11), date(2026, 6, 12), date(2027, 12, 9), date(2031, 12, 31)],
)
def test_any_day_has_no_errors(tmp_path: Path, today: date) -> None:
    checked = make(tmp_path / "root", DemoSize(ngos=25, forums=10, partnerships=21), today, seed=today.day).checked
    assert not has_errors(checked.problems)
    assert {problem.code for problem in checked.problems} <= INTENDED


def test_default_demo_has_only_the_intended_warnings(demo: Demo) -> None:
    codes = sorted(problem.code for problem in demo.checked.problems)
    assert codes == ["W320", "W323", "W345", "W345", "W370"]
    assert len(demo.checked.records["ngos"]) == 110
    assert len(demo.checked.records["forums"]) == 10
    assert len(demo.checked.records["partnerships"]) == 42


def test_prose_and_configuration_have_no_problems(demo: Demo) -> None:
    prose = load_prose(demo.root, load_package())
    config = load_site_config(demo.root, set(prose.pages))
    assert prose.problems + config.problems == []
    assert len(prose.pages) >= 17
    assert set(prose.assets) == {f"images/{name}" for name in (SCAN, VIEW, *LOGOS.values())}


def test_every_field_is_used(demo: Demo) -> None:
    used = {(table, name) for table, row in rows_of(demo.checked) for name in row}
    tables = [table for table in load_package().tables.values() if table.name not in OF_A_TOWN]
    every = {(table.name, field.name) for table in tables for field in table.typed}
    never = {("persons", "consent_withdrawn")}  # an error in any field
    never |= {("settings", name) for name in PLAIN}
    assert every - used - never == set()


def test_every_code_of_the_fixed_lists_is_used(demo: Demo) -> None:
    used: dict[str, set[str]] = {}
    for table, row in rows_of(demo.checked):
        for field in load_package().tables[table].fields:
            if field.list and field.name in row:
                value = row[field.name]
                used.setdefault(field.list, set()).update(value if isinstance(value, list) else [value])
    fixed = [name for name, record in demo.checked.records["lists"].items() if record.get("fixed") == "yes"]
    assert fixed
    for name in set(fixed) - OF_A_TOWN:
        assert set(demo.checked.vocabulary.lists[name]) - used.get(name, set()) == set(), name
    for name in ("activities", "audiences", "directions", "needs"):  # a town may change it, but a demo shows all of it
        assert set(demo.checked.vocabulary.lists[name]) - used[name] == set(), name


def test_every_name_says_it_is_an_example(demo: Demo) -> None:
    seen = set()
    for table, row in rows_of(demo.checked):
        for name in row:
            if (table, name) in NAMES:
                seen.add((table, name))
                values = row[name] if isinstance(row[name], list) else [row[name]]
                values = [demo.checked.vocabulary.name("bodies", value) for value in values]
                assert all("Пример" in value for value in values), (table, name, values)
        if table == "persons":
            assert "(пример)" in row["name"]
    assert seen == NAMES


def test_only_reserved_domains_and_an_unused_block_of_phones(demo: Demo) -> None:
    hosts, phones = set(), set()
    for path, content in files_of(demo.root).items():
        if path.endswith(".png"):
            continue
        text = content.decode()
        hosts |= set(re.findall(r"https?://([^/\s\"'<>)\]]+)", text)) | set(re.findall(r"@([\w.-]+\w)", text))
        phones |= set(re.findall(r"\+7\d+", text))
    assert hosts
    assert [host for host in hosts if not RESERVED.fullmatch(host)] == []
    assert [phone for phone in phones if not re.fullmatch(r"\+7391690\d{4}", phone)] == []


def test_numbers_are_unique_and_records_differ_in_richness(demo: Demo) -> None:
    ngos = demo.checked.records["ngos"].values()
    for name in ("inn", "ogrn", "minjust_number"):
        values = [ngo[name] for ngo in ngos if name in ngo]
        assert 0 < len(values) < len(ngos)
        assert len(values) == len(set(values))
    assert sum(set(ngo) == {"id", "name", "status", "source"} for ngo in ngos) == 11
    assert any(180 <= len(ngo["name"]) <= 220 for ngo in ngos)
    assert any(len(ngo.get("services", ())) == 40 for ngo in ngos)
    assert {ngo["status"] for ngo in ngos} >= {"registered", "liquidated", "unregistered"}


def test_forums_of_every_kind(demo: Demo) -> None:
    forums = list(demo.checked.records["forums"].values())
    ahead = [forum for forum in forums if forum.get("starts_on", date.min) > TODAY]
    assert sorted("sessions" in forum for forum in ahead) == [False, True]
    assert sum("starts_on" not in forum for forum in forums) == 1
    for forum in forums:
        if "halls" in forum and "sessions" in forum:
            days = [session["date"] for session in forum["sessions"]]
            assert all(13 <= days.count(day) <= 20 for day in set(days))
            assert len(set(days)) == 2
        if "attendance" in forum:
            assert 6 <= len(forum["decisions"]) <= 12


def test_every_record_reads_back_and_is_canonical(demo: Demo) -> None:
    package = load_package()
    for raw in demo.checked.files.values():
        record = demo.checked.records[raw.table][raw.id]
        assert write_record(record, package.tables[raw.table]) == raw.text, raw.path


@pytest.mark.parametrize(
    "text",
    ["no", "Yes", "12:30", "1e3", "2026-01-01", "a: b", "a #b", "- a", "«a»", "a\tb", "a\\b", '"', "'", "a, [b]", "к:"],
)
def test_awkward_texts_read_back(text: str) -> None:
    assert reads_back(text)


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_any_text_reads_back(text: str) -> None:
    assert reads_back(text)


def reads_back(text: str) -> bool:
    root = parse_record(f"a: {quote(text)}\nb: [{quote_in_flow(text)}, x]\n", "x.yml").root
    assert root is not None
    one, many = root.entries["a"], root.entries["b"]
    assert isinstance(one, ScalarNode)
    assert isinstance(many, SequenceNode)
    first = many.items[0]
    composed = unicodedata.normalize("NFC", text)  # as the reader of records does with any text
    return one.text == composed and isinstance(first, ScalarNode) and first.text == composed and len(many.items) == 2


def test_long_texts_become_blocks_and_short_lists_stay_in_a_line() -> None:
    record = {
        "name": "Пример",
        "status": "unknown",
        "description": "Раз.\n\n  Два # не примечание: текст.",
        "audiences": ["children", "families"],
        "offers": [{"text": "комната"}, {"text": "зал", "until": TODAY}],
        "services": [{"title": "2 занятия", "bring": []}],
        "source": "пример",
        "confirmed_on": TODAY,
        "lat": 56.1,
    }
    text = write_record(record, load_package().tables["ngos"])
    assert 'lat: "56.1"\n' in text
    assert "description: |\n  Раз.\n\n    Два # не примечание: текст.\n" in text
    assert "audiences: [children, families]\n" in text
    assert 'offers:\n  - комната\n  - text: зал\n    until: "2026-11-23"\n' in text
    assert 'services:\n  - title: "2 занятия"\noffers:' in text
    assert 'source: пример\nconfirmed_on: "2026-11-23"\n' in text
    assert text.index("name:") < text.index("status:") < text.index("lat:") < text.index("services:")


def test_an_empty_list_file_is_written_as_an_empty_list() -> None:
    assert write_record({"moved": []}, load_package().tables["moved"]) == "moved: []\n"


def test_only_a_new_or_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_demo(tmp_path / "empty", DemoSize(2, 1, 0), 1, TODAY)
    write_demo(tmp_path / "new" / "deep", DemoSize(2, 1, 0), 1, TODAY)
    assert files_of(tmp_path / "empty") == files_of(tmp_path / "new" / "deep")
    with pytest.raises(PortalError, match="не пуста"):
        write_demo(tmp_path / "empty", DemoSize(), 1, TODAY)
    (tmp_path / "letter.txt").write_text("не трогать")
    with pytest.raises(PortalError, match="не папка"):
        write_demo(tmp_path / "letter.txt", DemoSize(), 1, TODAY)
    with pytest.raises(PortalError, match="--forums -1"):
        write_demo(tmp_path / "never", DemoSize(forums=-1), 1, TODAY)
    assert not (tmp_path / "never").exists()
