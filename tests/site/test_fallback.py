"""Files with errors stop no publication: each is shown in its last valid version, through today's gate, or left out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.build import Crew, Wanted, build_site
from generator.catalog.standing import Fallen
from generator.fallback import InSpite, build_in_spite
from tests.conftest import git
from tests.hostile.roots import write_root

KLUB = "name: Клуб «Пример»\nstatus: unknown\nsummary: Кружки\nsource: анкета\n"
CONSENT = "basis: consent\n    consent_given: 2026-01-10\n    consent_fields: [name, position]\n"
WOMAN = f"persons:\n  - name: Образцова Анна\n    role: head\n    position: директор\n    {CONSENT}"


def commit(root: Path, files: dict[str, str | None]) -> None:
    for name, text in files.items():
        path = root / name
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    git(root, "add", "-A")
    day = datetime.fromtimestamp(1_795_000_000 + 86_400 * int(git(root, "rev-list", "--all", "--count")), UTC)
    git(root, "commit", "-q", "--allow-empty", "-m", "правка", at=day.isoformat())


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A root under git with one good record and a page."""
    root = write_root(tmp_path / "root", {"ngos/klub.yml": KLUB, "content/index.md": "# Портал\n\nСлово.\n"})
    (root / ".gitignore").write_text("build/\nsite/\n", "utf-8")
    git(root, "init", "-q", "-b", "main")
    commit(root, {})
    return root


def build(root: Path) -> InSpite:
    return build_in_spite(root, root / "site", 1, wanted=Wanted(search=False))


def said(root: Path) -> str:
    """Return everything the site says, in any file."""
    return "\n".join(path.read_text("utf-8", "replace") for path in (root / "site").rglob("*") if path.is_file())


def test_what_has_no_errors_is_built_as_ever(town: Path) -> None:
    done = build(town)
    assert done.built is done.found
    assert (done.built.published, done.built.fallen) == (True, ())


def test_a_broken_record_is_shown_as_it_was_last_valid(town: Path) -> None:
    commit(town, {"ngos/klub.yml": KLUB.replace("Кружки", "Кружки и студии")})
    commit(town, {"ngos/klub.yml": "name: Клуб\nstatus: [\n", "ngos/drugoj.yml": KLUB.replace("Пример", "Другой")})
    assert not build_site(town, town / "site", Crew(1)).published, "control: without the fallback nothing is published"
    done = build(town)
    assert done.built.published
    assert [(one.path, one.since is not None) for one in done.built.fallen] == [("ngos/klub.yml", True)]
    assert any(problem.severity == "error" for problem in done.found.problems)
    assert "Кружки и студии" in (town / "site/ngos/klub/index.html").read_text("utf-8")
    assert (town / "site/ngos/drugoj/index.html").is_file()
    staff = (town / "site/staff/index.html").read_text("utf-8")
    assert "ngos/klub.yml" in staff
    assert ": ошибка E131, строка 3" in staff
    assert (town / "ngos/klub.yml").read_text("utf-8") == "name: Клуб\nstatus: [\n", "the root itself is not touched"


EVENT = "title: Встреча\nkind: seminar\nstarts_on: 2026-12-03\nngos: [novyj, klub] # оба\nsource: план\n"
PARTNERS = "title: Договор\nsource: анкета\nsides:\n  - ngo: klub\n  - ngo: novyj\n    role: помогает\n"
BODY = "  - name: МБУ «Пример»\n    kind: municipal\n"
NEVER = {"ngos/novyj.yml": "name: Новый\nstatus: strange\n"}


def test_what_never_was_valid_is_left_out_and_the_references_to_it(town: Path) -> None:
    commit(town, NEVER | {"content/events/vstrecha.yml": EVENT})
    done = build(town)
    assert done.built.published
    without = ("«НКО-участники» (ngos): novyj",)
    assert done.built.fallen == (
        Fallen("content/events/vstrecha.yml", None, without),
        Fallen("ngos/novyj.yml", None, why="ошибка E203, строка 1"),
    )
    assert not (town / "site/ngos/novyj").exists()
    assert "vstrecha" in (town / "site/ngos/klub/index.html").read_text("utf-8"), "the other organisation has its event"
    assert "(ngos): novyj" in (town / "site/staff/index.html").read_text("utf-8")


def test_a_row_that_is_nothing_without_a_reference_goes_and_a_record_only_when_it_must(town: Path) -> None:
    files = {"content/partnerships/troe.yml": PARTNERS + BODY, "content/partnerships/dvoe.yml": PARTNERS}
    moved = {"content/moved.yml": "moved:\n  - {kind: ngos, id: staryj, to: novyj, on: 2026-01-10}\n"}
    commit(town, NEVER | files | moved)
    old, two, three, _ = build(town).built.fallen
    assert (two.path, two.parted) == ("content/partnerships/dvoe.yml", ())
    assert two.words.endswith(
        "нет: не бывает без того, чего на сайте нет: «Стороны соглашений» (sides), пункт 2, "
        "«НКО из реестра» (ngo): novyj"
    )
    assert three.path == "content/partnerships/troe.yml"
    assert three.parted[0].startswith("«Стороны соглашений» (sides), пункт 2, целиком: без «НКО из реестра» (ngo)")
    assert (old.path, len(old.parted)) == ("content/moved.yml", 1)
    page = (town / "site/partnerships/troe/index.html").read_text("utf-8")
    assert "МБУ «Пример»" in page
    assert "помогает" not in page


def test_two_broken_records_that_name_each_other_fall_alone(town: Path) -> None:
    """One of them has an older text that does not need the other."""
    forum = "title: Форум\nseason: 2026-autumn\nsource: план\n"
    session = "sessions:\n  - code: vstrecha\n    type: panel\n    title: Встреча\n    ngos: [novyj]\n"
    commit(town, {"forums/2026-autumn.yml": forum + session, **NEVER})
    commit(town, {"forums/2026-autumn.yml": forum + "nonsense: 1\n"})
    fallen = build(town).built.fallen
    assert [(one.path, one.since is not None, len(one.parted)) for one in fallen] == [
        ("forums/2026-autumn.yml", True, 1),
        ("ngos/novyj.yml", False, 0),
    ]
    assert "Встреча" in said(town)


def test_a_reference_of_its_own_to_nothing_gives_way_to_an_older_text_first(town: Path) -> None:
    typo = EVENT.replace("novyj, ", "").replace("klub", "kulb")
    commit(town, {"content/events/drugaya.yml": typo, "content/events/vstrecha.yml": EVENT.replace("novyj, ", "")})
    commit(town, {"content/events/vstrecha.yml": typo.replace("Встреча", "Беседа")})
    other, event = build(town).built.fallen
    assert (event.since is not None, event.parted) == (True, ())
    assert (other.since, other.parted) == (None, ("«НКО-участники» (ngos): kulb",)), "there is no older one"
    assert "Беседа" not in said(town)


def test_prose_stays_without_a_link_to_what_is_left_out(town: Path) -> None:
    text = '# О нас\n\nЕсть [клуб](../ngos/klub/) и\n[новый **клуб**](../ngos/novyj/), [он](../ngos/novyj/ "да").\n'
    commit(town, {"content/o-nas.md": text, **NEVER})
    page, _ = build(town).built.fallen
    assert (page.path, page.since, set(page.parted)) == ("content/o-nas.md", None, {"ссылка в строке 4"})
    html = (town / "site/o-nas/index.html").read_text("utf-8")
    assert "ngos/klub/" in html
    assert "ngos/novyj" not in html
    assert "новый <strong>клуб</strong>, он." in html


def test_prose_with_a_dead_link_of_its_own_is_shown_as_it_was_or_without_it(town: Path) -> None:
    dead = "# О нас\n\nУстав [здесь](../files/net.pdf), ![вот так](../images/net.png) он выглядит.\n"
    commit(town, {"content/o-nas.md": "# О нас\n\nПрежние слова.\n", "content/ustav.md": dead})
    commit(town, {"content/o-nas.md": dead})
    older, bare = build(town).built.fallen
    assert (older.path, older.since is not None, older.parted) == ("content/o-nas.md", True, ())
    assert (bare.path, bare.since, len(bare.parted)) == ("content/ustav.md", None, 2)
    assert "Устав здесь, вот так он выглядит." in (town / "site/ustav/index.html").read_text("utf-8")


def test_settings_lists_and_fields_are_mended_before_what_is_read_with_them(town: Path) -> None:
    field = "  - {name: x_cvet, type: string, title: Цвет, description: Какой., example: синий}\n"
    commit(town, {"content/fields/ngos.yml": f"fields:\n{field}", "ngos/klub.yml": KLUB + "x_cvet: зелёный\n"})
    commit(town, {"content/fields/ngos.yml": "fields: [\n"})
    assert [one.path for one in build(town).built.fallen] == ["content/fields/ngos.yml"]
    assert "зелёный" in said(town)


def test_codes_of_a_list_that_never_was_valid_and_fields_of_nobody_go_alone(town: Path) -> None:
    record = KLUB + "direction: nasha\nservices:\n  - title: Хор\n    audiences: [nashi, families]\nx_cvet: зелёный\n"
    broken = {f"content/{name}.yml": "title: [\n" for name in ("lists/directions", "lists/audiences", "fields/ngos")}
    commit(town, {"ngos/klub.yml": record, **broken})
    commit(town, {"ngos/klub.yml": record.replace("Кружки", "Кружки и хор")})
    (club,) = [one for one in build(town).built.fallen if one.path == "ngos/klub.yml"]
    names = ["«Направление» (direction): nasha", "«Услуги» (services), пункт 1, «Для кого» (audiences): nashi"]
    assert (club.since, sorted(club.parted)) == (None, sorted([*names, "x_cvet: не код"]))
    assert "Кружки и хор" in said(town)


def test_a_page_that_is_left_out_leaves_the_menu(town: Path) -> None:
    menu = "site_name: Портал\nnav:\n  - Главная: index.md\n  - О нас: o-nas.md\n"
    commit(town, {"content/o-nas.md": "Без заголовка\n", "mkdocs.yml": menu})
    page, config = build(town).built.fallen
    assert (page.path, page.since, page.parted) == ("content/o-nas.md", None, ())
    assert (config.path, config.since, config.parted) == ("mkdocs.yml", None, ("строка меню 4",))


@pytest.mark.parametrize("actual", [True, False])
@pytest.mark.parametrize("at_once", [True, False])
def test_a_record_that_was_renamed_has_its_older_text(town: Path, *, actual: bool, at_once: bool) -> None:
    """Renamed and broken, at once or in turn; known from the list of moves or found by git."""
    broken = KLUB + "phones: [1]\nnonsense: 1\nactivity: strange\n"
    moved = "moved:\n  - {kind: ngos, id: klub, to: novyj-klub, on: 2026-01-10}\n"
    commit(town, {"content/events/vstrecha.yml": EVENT.replace("novyj, klub", "novyj-klub")} if actual else {})
    gone = {"ngos/klub.yml": None} | ({"content/moved.yml": moved} if actual else {})
    commit(town, gone | {"ngos/novyj-klub.yml": broken if at_once else KLUB})
    commit(town, {"ngos/novyj-klub.yml": broken + "inn: 1\n"})
    done = build(town)
    assert [(one.path, one.since is not None, one.parted) for one in done.built.fallen] == [
        ("ngos/novyj-klub.yml", True, ())
    ]
    assert "Кружки" in (town / "site/ngos/novyj-klub/index.html").read_text("utf-8")


def test_a_new_record_is_not_taken_for_one_removed_with_it(town: Path) -> None:
    """To git, two short records are much alike; their names differ."""
    commit(town, {"ngos/tretij.yml": KLUB.replace("Кружки", "Хор")})
    commit(town, {"ngos/klub.yml": None, "ngos/drugoj.yml": KLUB.replace("Пример", "Другой") + "phones: [1]\n"})
    done = build(town)
    assert done.built.fallen == (Fallen("ngos/drugoj.yml", None, why="ошибка E234, строка 5"),), done.found.problems
    assert "Кружки" not in said(town)


def test_who_was_withdrawn_does_not_return_under_a_former_name(town: Path) -> None:
    commit(town, {"ngos/klub.yml": KLUB + WOMAN})
    commit(
        town, {"ngos/klub.yml": None, "ngos/novyj.yml": KLUB + WOMAN + "    consent_withdrawn: 2026-11-01\n    x: 1\n"}
    )
    assert build(town).built.fallen[0].since is not None
    assert "Кружки" in said(town)
    assert "Образцов" not in said(town)


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("content/index.md", "# Портал\n\nСтрока прежняя.\n", "Без заголовка\n"),
        ("content/settings.yml", "", "town: [\n"),
        ("mkdocs.yml", "", "plugins: [awesome]\n"),
        ("content/lists/needs.yml", "", "title: [\n"),
    ],
)
def test_pages_settings_and_lists_are_as_they_were_too(town: Path, name: str, good: str, bad: str) -> None:
    if good:
        commit(town, {name: good})
    commit(town, {name: bad})
    done = build(town)
    assert done.built.published
    assert [one.path for one in done.built.fallen] == [name]
    assert "Клуб «Пример»" in said(town)
    if good:
        assert "Строка прежняя" in said(town)


def test_the_newest_word_on_a_person_holds_though_its_file_is_broken(town: Path) -> None:
    """A consent withdrawn, ended or removed in a broken edit does not come back with the older text."""
    commit(town, {"ngos/klub.yml": KLUB + WOMAN})
    assert build(town).built.published
    assert "Образцова" in said(town), "control: she is published while her record is good"
    broken = "phones: [1]\n"
    commit(town, {"ngos/klub.yml": KLUB + WOMAN + broken})
    assert build(town).built.fallen
    assert "Образцова" in said(town), "the newest text says the same of her"
    for text in (
        KLUB + WOMAN + "    consent_withdrawn: 2026-11-01\n" + broken,
        KLUB + WOMAN + "    consent_until: 31.12.2025\n",
        KLUB + WOMAN.replace("consent_fields: [name, position]", "consent_fields: [position]") + broken,
        KLUB + WOMAN + "    consent_witdrawn: 2026-11-01\n",
        KLUB + broken,
        "name: [\n",
    ):
        commit(town, {"ngos/klub.yml": text})
        done = build(town)
        assert done.built.published
        assert [one.path for one in done.built.fallen] == ["ngos/klub.yml"]
        assert "Образцов" not in said(town), text


def test_an_older_text_that_names_her_besides_is_not_published(town: Path) -> None:
    named = KLUB.replace("summary: Кружки", "summary: Кружки ведёт Анна Образцова")
    commit(town, {"ngos/klub.yml": KLUB + WOMAN})
    commit(town, {"ngos/klub.yml": named + WOMAN})
    commit(town, {"ngos/klub.yml": KLUB + "phones: [1]\n"})
    done = build(town)
    assert done.built.published
    assert "Образцов" not in said(town)
    assert (town / "site/ngos/klub/index.html").is_file(), "the version before names nobody in its texts"


def test_of_two_records_with_one_number_the_older_stays(town: Path) -> None:
    number = 'inn: "7707083893"\n'
    commit(town, {"ngos/zimnij.yml": KLUB.replace("Пример", "Зимний") + number})
    commit(town, {"ngos/a-novyj.yml": KLUB.replace("Пример", "Новый") + number})
    done = build(town)
    assert done.built.fallen == (Fallen("ngos/a-novyj.yml", None, why="ошибка E402, строка 5"),)
    assert (town / "site/ngos/zimnij/index.html").is_file()


def test_without_a_history_what_is_broken_is_left_out(tmp_path: Path) -> None:
    files = {"ngos/klub.yml": KLUB, "ngos/x.yml": "name: [\n", "content/index.md": "# Портал\n"}
    root = write_root(tmp_path / "root", files)
    assert build(root).built.fallen == (Fallen("ngos/x.yml", None, why="ошибка E131, строка 2"),)


def test_a_root_without_good_settings_is_not_published(tmp_path: Path) -> None:
    root = write_root(tmp_path / "root", {"ngos/klub.yml": KLUB, "content/settings.yml": "town: [\n"})
    done = build(root)
    assert not done.built.published
    assert not (root / "site").exists()
