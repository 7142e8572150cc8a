"""A town without some sections: no file of its site mentions them; and its own words for what stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.model.sections import SECTIONS, left_out
from tests.conftest import run_portal
from tests.site.test_wheel import opened

pytestmark = pytest.mark.xdist_group("sections")  # one process builds what all tests read

# What a site with the section says about it, and where. «HTML» includes addresses of calendars and tables.
WORDS = {
    "forum": re.compile("форум", re.IGNORECASE),
    "decisions": re.compile("решени[ейя] (?:форум|встреч|№)|просроч|что решили|и решения<|>решения", re.IGNORECASE),
    "partnerships": re.compile("(?<!некоммерческое )партнёрств", re.IGNORECASE),
    "practice": re.compile("о практике|паспорт практики(?!, §)", re.IGNORECASE),
    "register": re.compile("реестр\\w* (?:получателей )?поддержки|полученная поддержка", re.IGNORECASE),
}
ADDRESSES = {
    "forum": re.compile("forums?[/_]|data/forum|event.*forum"),
    "decisions": re.compile("decisions?/|forum_decisions|decision_steps|feeds/decisions"),
    "partnerships": re.compile("partnerships/|partnership_sides|data/partnerships"),
    "practice": re.compile("practice/|practice_\\w+|data/practice"),
    "register": re.compile("support/register|ngo_support"),
}
PROGRAM = re.compile(r"assets/(?:portal|stylesheets)/|pagefind/")  # the program's own styles and scripts


def outcome(site: Path) -> dict[str, str]:
    """Return path → path and text of every readable file, with everything packed in it."""
    files = [path for path in site.rglob("*") if path.is_file()]
    kept = {path.relative_to(site).as_posix(): path for path in files}
    return {
        name: f"{name}\n{opened(path)}"
        for name, path in kept.items()
        if not re.search(r"\.(?:png|jpg|webp|pf_index|pf_meta|pagefind|wasm)$", name)
    }


def speaking(texts: Mapping[str, str], code: str) -> list[str]:
    """Return files that mention a section, by its words or addresses, with the first place of each."""
    found = []
    for name, text in texts.items():
        for pattern in (WORDS[code], ADDRESSES[code]):
            place = pattern.search(text) if pattern is WORDS[code] or not PROGRAM.match(name) else None
            if place:
                found.append(f"{name}: {text[max(place.start() - 40, 0) : place.end() + 40]}")
    return found


RECORDS = {
    "ngos/klub.yml": """\
name: Клуб «Пример»
status: registered
audiences: [children]
services: [{title: Занятия, needs: [leisure]}]
support: [{form: property, provider: Администрация, decided_on: "2026-03-01"}]
source: анкета
""",
    "forums/2026-winter.yml": """\
title: Встреча города
season: 2026-winter
starts_on: "2026-12-10"
sessions: [{code: vstrecha, type: stand, title: Стенды, date: "2026-12-10", start: "10:00", end: "11:00", ngos: [klub]}]
decisions: [{number: "1", text: Открыть зал, addressees: [Администрация], deadline: "2026-10-01"}]
source: план
""",
    "content/partnerships/zal.yml": """\
title: Зал для занятий
signed_on: "2026-02-01"
forum: 2026-winter
sides: [{ngo: klub}, {name: МБУ «Пример», kind: municipal}]
source: договор
""",
    "content/events/seminar.yml": """\
title: Семинар
kind: seminar
starts_on: "2026-12-20"
forum: 2026-winter
source: план
""",
    "content/indicators.yml": """\
indicators:
  - id: soglashenij
    title: Договоров
    short: договоров
    evidence: partnerships
    source: отчёт
    values: [{role: actual, value: "1", qualifier: exact, period: "2026", source: отчёт}]
  - id: pomosch
    title: Помощь
    evidence: support
    source: отчёт
    values: [{role: actual, value: "1", qualifier: exact, period: "2026", source: отчёт}]
""",
    "content/practice.yml": """\
title: Дело города
region: Примерск
background: С чего начали.
costs: [{title: Ярмарка, direction: cost, sum: "100", basis: за год}]
source: отчёт
""",
    "content/moved.yml": """\
moved:
  - {kind: forums, id: 2020-winter, gone: объединён, on: "2026-01-01"}
""",
}


def make_town(root: Path, without: list[str], *more: str) -> Path:
    """Make a small town with a record of every kind, leaving sections out."""
    options = ["--without", ",".join(without)] if without else ["--passport"]
    assert run_portal("init", root, "--town", "Примерск", *options, *more).returncode == 0
    for name, text in RECORDS.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The town with all its sections."""
    root = make_town(tmp_path_factory.mktemp("town") / "root", [])
    done = run_portal("build", "--root", root)
    assert done.returncode == 0, done.stdout
    return outcome(root / "site")


@pytest.mark.parametrize("code", SECTIONS)
def test_a_site_with_the_section_says_so(whole: Mapping[str, str], code: str) -> None:
    assert len(speaking(whole, code)) > 10


@pytest.mark.parametrize("without", [*([code] for code in SECTIONS), [*SECTIONS]], ids="-".join)
def test_nothing_is_left_of_a_section(tmp_path: Path, without: list[str]) -> None:
    root = make_town(tmp_path / "root", without)
    done = run_portal("build", "--root", root)
    assert done.returncode == 0, done.stdout
    assert "W425" in done.stdout
    texts = outcome(root / "site")
    assert len(texts) > 50
    for code in left_out(without):
        assert speaking(texts, code) == [], code


def test_a_link_to_a_section_that_is_off_is_reported_as_such(tmp_path: Path) -> None:
    root = make_town(tmp_path / "root", ["register"])
    (root / "content/help/index.md").write_text("# Помощь\n\n[Реестр](../support/register.md), [нет](../net.md)\n")
    done = run_portal("check", "--root", root)
    assert done.returncode == 1
    assert "«../support/register.md».\n" in done.stdout
    assert "Раздел «Реестр поддержки» выключен: уберите ссылку с этой страницы." in done.stdout
    assert "Исправьте адрес: он считается от этой страницы" in done.stdout  # of the other section


USUAL = re.compile("ресурсн|форум", re.IGNORECASE)
OWN_WORDS = """\
operator_forms: дом дружбы, дома дружбы, дому дружбы, дом дружбы, домом дружбы, доме дружбы
forum_forms: слёт, слёта, слёту, слёт, слётом, слёте, слёты, слётов, слётам, слёты, слётами, слётах
"""


def test_a_town_says_it_in_its_own_words(tmp_path: Path, whole: Mapping[str, str]) -> None:
    """In every file, including those for staff; people's prose and lists are their own."""
    lists = ("--list", "synonyms", "answers")
    root = make_town(tmp_path / "root", [], *lists)
    for path in (*root.rglob("*.md"), *root.rglob("*.yml")):
        text = re.sub("[Рр]есурсный центр", "дом дружбы", path.read_text("utf-8"))
        path.write_text(re.sub("форум", "слёт", text).replace("Форум", "Слёт"), "utf-8")
    settings = root / "content/settings.yml"
    settings.write_text(settings.read_text("utf-8") + OWN_WORDS, "utf-8")
    done = run_portal("build", "--root", root)
    assert done.returncode == 0, done.stdout
    assert not USUAL.search(done.stdout)
    texts = {name: text for name, text in outcome(root / "site").items() if not name.startswith("data/profile/1.0/")}
    assert [name for name, text in texts.items() if USUAL.search(text)] == []
    assert len([name for name in texts.keys() & whole.keys() if USUAL.search(whole[name])]) > 40
    assert "Расскажите дому дружбы" in texts["idea/index.html"]
    assert "Прошедшие слёты" in texts["forums/index.html"]
    assert "Внести программу слёта" in texts["editors/programme/index.html"]
    assert '"Слёты"' in texts["editors/form/form.json"]
