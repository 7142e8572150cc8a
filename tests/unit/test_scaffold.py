"""``new``: a template that explains itself, asks for what is missing, and copies only what stays."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.cli import main
from generator.model.schemas import Table, load_package
from generator.records.check import check_root
from generator.records.formatting import lay_out
from generator.upkeep.scaffold import lasting, make_scaffold
from tests.hostile.roots import check_text, town, write_root

TABLES = {table.singular: table for table in load_package().record_tables}
# Taken together, the examples of all fields contradict each other in places; that is not the scaffold's fault.
CONTRADICTIONS = {
    "forum": {"E302", "E314", "E332", "W305", "E333", "W337"},
    "event": {"E351", "E352"},
    "partnership": {"E340", "E343", "E341"},
}


def opened(text: str) -> str:
    """Return the scaffold with every commented field enabled and the empty ones filled with their examples."""
    text = re.sub(r"(?m)^#(?! )", "", text)
    text = re.sub(r"(?m)^#(  +)(- |[a-z_]+:|\"on\":)(?=.*$)", r"\1\2", text)
    examples = dict(re.findall(r"(?m)^# Например: ([a-z_]+): (.+)$", text))
    return re.sub(
        r"(?m)^([a-z_]+):$(?!\n *-)", lambda found: f"{found[1]}: {examples.get(found[1], '')}".rstrip(), text
    )


def scaffold(table: Table, record_id: str = "primer", **taken: object) -> str:
    return make_scaffold(table, record_id, town().vocabulary, taken)


def test_a_kind_that_is_none_is_answered_with_those_there_are(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "nko", "klub", "--root", str(root)]) == 2
    actual = capsys.readouterr().err
    assert all(f"{kind} — {table.nouns[0]}" in actual for kind, table in TABLES.items())


@pytest.mark.parametrize("kind", TABLES)
def test_an_untouched_scaffold_asks_for_exactly_what_is_required(kind: str) -> None:
    problems = check_text(scaffold(TABLES[kind]), TABLES[kind])
    required = {f.name for f in TABLES[kind].fields if f.required and not f.implied} - {"status"}
    asked = {problem.field for problem in problems if problem.code == "E204"}
    assert asked == required
    assert {problem.code for problem in problems} - {"E204"} <= {"E318", "E341", "E350", "W352"}


@pytest.mark.parametrize("kind", TABLES)
def test_every_field_is_there_and_its_example_is_good(kind: str) -> None:
    table = TABLES[kind]
    text = scaffold(table)
    names = [f.name for f in table.typed if not f.implied] + list(table.nested)
    assert [name for name in names if not re.search(rf'(?m)^#?"?{name}"?:', text)] == []
    whole = opened(text)
    codes = {problem.code for problem in check_text(whole, table)}
    assert codes <= CONTRADICTIONS.get(kind, set()) | {"W309", "W320", "E321", "W322", "E311", "W345", "W405"}, codes
    assert whole.count("\n#") < text.count("\n#")


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        ("ngo", ["name", "status", "source"]),
        ("forum", ["title", "season", "starts_on", "source"]),
        ("partnership", ["title", "source", "sides"]),
        ("event", ["title", "kind", "starts_on", "source"]),
    ],
)
def test_a_scaffold_begins_with_what_is_required(kind: str, first: list[str]) -> None:
    keys = re.findall(r"(?m)^#?([a-z_]+):", scaffold(TABLES[kind]))
    assert sorted(keys[: len(first)]) == sorted(first)


@pytest.mark.parametrize("kind", TABLES)
def test_a_scaffold_is_canonical_already(kind: str) -> None:
    text = scaffold(TABLES[kind])
    assert lay_out(text, "x.yml", TABLES[kind]) == text


def run(root: Path, *arguments: str) -> int:
    return main(["new", "--root", str(root), *arguments])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    forum = (
        "title: Форум «Пример»\nseason: 2025-winter\nstarts_on: '2025-12-01'\nends_on: '2025-12-02'\n"
        "venue: Дворец «Пример»\nhalls: [Большой зал, '2-й зал']\norganisers: [Ресурсный центр]\nattendance: '90'\n"
        "sessions:\n  - type: opening\n    title: Открытие\n"
        "    persons:\n      - {name: Примеров Пример, role: host, basis: official}\nsource: план\nnote: звонить\n"
    )
    return write_root(tmp_path / "root", {"forums/2025-winter.yml": forum})


def test_from_takes_what_stays_and_never_people(root: Path) -> None:
    assert run(root, "forum", "2026-summer", "--from", "2025-winter") == 0
    text = (root / "forums/2026-summer.yml").read_text("utf-8")
    for line in ("title: Форум «Пример»", "venue: Дворец «Пример»", 'halls: [Большой зал, "2-й зал"]'):
        assert f"\n{line}\n" in text
    assert "\nseason: 2026-summer\n" in text
    for gone in ("2025-12-01", "Открытие", "Примеров Пример\n    role: host", "звонить", '"90"'):
        assert gone not in text
    problems = [p for p in check_root(root).problems if p.path == "forums/2026-summer.yml"]
    assert [(p.code, p.field) for p in problems] == [("E204", "source")]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Форум для всех. Пройдёт 1–2 декабря. Вход свободный.", "Форум для всех. Вход свободный."),
        ("Запись до 20.11.2025.", ""),
        ("Звоните по телефону +7 391 69 0-00-00 с 9 до 18.", "Звоните по телефону +7 391 69 0-00-00 с 9 до 18."),
        ("Начало в 10:00. Приходите с детьми.", "Приходите с детьми."),
        ("XII форум организаций города", ""),
        ("Зимний форум организаций города", ""),
        ("Форум 2025 года", ""),
        ("Впервые в городе. Говорим о дворах.", "Говорим о дворах."),
        ("В этом году в субботу. Автобус № 5, остановка «Сквер».", "Автобус № 5, остановка «Сквер»."),
        ("Запись до конца ноября", ""),
        ("Разговор жителей с мэром о мае, морях и маршах", "Разговор жителей с мэром о мае, морях и маршах"),
    ],
)
def test_sentences_of_one_time_do_not_stay(text: str, kept: str) -> None:
    assert lasting(text) == kept


def test_from_carries_no_sentence_of_the_former_time(root: Path) -> None:
    path = root / "forums" / "2025-winter.yml"
    more = (
        "summary: Встреча города. Пройдёт 1 декабря.\nregistration_note: Запись до 20 ноября\naddress: ул. 9 Мая, 1\n"
    )
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    assert run(root, "forum", "2026-summer", "--from", "2025-winter") == 0
    text = (root / "forums/2026-summer.yml").read_text("utf-8")
    assert "\nsummary: Встреча города.\n" in text
    assert "ул. 9 Мая, 1" in text
    assert "\n#registration_note:" in text
    assert "1 декабря" not in text
    assert "20 ноября" not in text


def test_sides_of_an_agreement_stay_but_not_what_they_gave(root: Path) -> None:
    agreement = (
        "title: Зал\nsides:\n  - {name: МБУ «А», kind: municipal, gave: зал}\n  - {name: Б, kind: group}\nsource: x\n"
    )
    (root / "content/partnerships").mkdir()
    (root / "content/partnerships/staroe.yml").write_text(agreement, "utf-8")
    assert run(root, "partnership", "novoe", "--from", "staroe") == 0
    text = (root / "content/partnerships/novoe.yml").read_text("utf-8")
    assert "\nsides:\n  - name: МБУ «А»\n    kind: municipal\n  - name: Б\n    kind: group\n" in text


def test_it_never_writes_over_a_record(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (root / "forums/2025-winter.yml").read_text("utf-8")
    assert run(root, "forum", "2025-winter") == 2
    assert "уже есть" in capsys.readouterr().err
    assert (root / "forums/2025-winter.yml").read_text("utf-8") == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ngo", "Клуб Пример"), "Возможно: portal new ngo klub-primer"),
        (("ngo", "../../x"), "не годится для имени файла"),
        (("ngo", "a" * 61), "до 60 знаков"),
        (("ngo", "novyj", "--from", "net-takoj"), "нет в папке ngos/"),
    ],
)
def test_what_is_refused_is_reported_with_its_remedy(
    root: Path, arguments: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, *arguments) == 2
    assert says in capsys.readouterr().err
    assert not (root / "ngos").exists() or not list((root / "ngos").iterdir())


def test_a_linked_folder_is_not_written_through(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (root / "ngos").symlink_to(tmp_path / "elsewhere")
    assert run(root, "ngo", "klub") == 2
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_line_for_editors_leads_to_a_schema(root: Path) -> None:
    assert run(root, "event", "vstrecha") == 0
    path = root / "content/events/vstrecha.yml"
    found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text("utf-8"))
    assert found
    assert (path.parent / found[1]).resolve() == (root / "build/schemas/events.json").resolve()
    assert (root / "build/schemas/events.json").is_file()


def test_schemas_can_be_written_anywhere(root: Path, tmp_path: Path) -> None:
    assert main(["schema", "--root", str(root), "--out", str(tmp_path / "s")]) == 0
    assert {path.name for path in (tmp_path / "s").iterdir()} == {f"{t.name}.json" for t in load_package().roots}
