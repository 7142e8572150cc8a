"""The form as an editor of files, in a browser.

One changed word is one word in the file, a programme is typed, a fault is shown at its field, the preview next to the
form is updated at once, and nothing typed is lost.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from generator.model.schemas import load_package
from generator.records.attachments import HEAVIEST
from generator.records.check import check_root
from generator.records.tables import plain
from tests.browser.checks import sideways, violations
from tests.browser.conftest import OpenPage
from tests.browser.photos import PHOTO, choose
from tests.conftest import git, run_portal
from tests.editor import Desk, running_desk
from tests.property.test_writing import Hand

pytestmark = pytest.mark.browser
FORUM = "2026-winter"


def texts(value: Any) -> Any:
    """Return a typed record as the texts people write."""
    if isinstance(value, dict):
        return {key: texts(inner) for key, inner in value.items() if key != "id" and inner not in (None, "", [], ())}
    return [texts(inner) for inner in value] if isinstance(value, list | tuple) else str(plain(value))


@pytest.fixture
def desk(tmp_path: Path, demo_root: Path) -> Iterator[Desk]:
    root = tmp_path / "root"
    shutil.copytree(demo_root, root, ignore=shutil.ignore_patterns("build", "site"))
    with running_desk(root) as desk:
        yield desk


def open_form(open_page: OpenPage, desk: Desk, query: str, **options: Any) -> Page:
    page = open_page(**options).go(desk.form(query))
    expect(page.locator('[data-record-form][data-form-state="ready"]')).to_have_count(1)
    return page


def save(page: Page, path: str) -> None:
    page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.locator("[data-form-said]")).to_contain_text(f"Сохранено: {path}", timeout=30_000)


@pytest.mark.parametrize("most", [8, pytest.param(50, marks=pytest.mark.slow)])
def test_records_as_people_write_them_change_by_one_word(open_page: OpenPage, desk: Desk, most: int) -> None:
    checked = check_root(desk.root)
    wanted: list[tuple[str, Path]] = []
    for table in load_package().record_tables:
        for number, (record_id, record) in enumerate(sorted(checked.records[table.name].items())[:14]):
            path = desk.root / table.path(record_id)
            with path.open("w", encoding="utf-8", newline="") as file:
                file.write(Hand(number).text(texts(record)))
            wanted.append((table.name, path))
    desk.preview.look()
    assert [problem for problem in desk.preview.problems if problem.severity == "error"] == []
    kinds = [path.read_bytes() for _, path in wanted]
    assert sum(b"\r\n" in data for data in kinds) > 5
    assert sum(b"# " in data for data in kinds) > 30
    page = open_form(open_page, desk, "")
    page.on("dialog", lambda dialog: dialog.accept())
    assert len(wanted) >= 50
    for number, (kind, path) in enumerate(wanted[:: len(wanted) // most][:most]):
        if page.locator("[data-form-kind]").input_value() != kind:
            page.locator("[data-form-kind]").select_option(kind)
        page.locator("[data-form-record]").select_option(path.stem)
        expect(page.locator("[data-form-path]")).to_have_text(f"{path.relative_to(desk.root)}", timeout=30_000)
        before = path.read_bytes().decode()
        field = page.get_by_label("Полное название" if kind == "ngos" else "Название").first
        old = field.input_value()
        word = re.findall(r"[А-Яа-яё]{4,}", old)[-1]
        field.fill(old.replace(word, f"Слово{number}"))
        save(page, f"{path.relative_to(desk.root)}")
        after = path.read_bytes().decode()
        assert after != before
        assert after == before.replace(word, f"Слово{number}", 1) or only_word(before, after, word, f"Слово{number}")


def only_word(before: str, after: str, word: str, new: str) -> bool:
    """Tell whether the texts differ by one word in one place."""
    places = [found.start() for found in re.finditer(re.escape(word), before)]
    return any(before[:at] + new + before[at + len(word) :] == after for at in places)


def test_a_fault_is_reported_at_its_field_and_goes_when_it_is_mended(open_page: OpenPage, desk: Desk) -> None:
    page = open_form(open_page, desk, f"?kind=forums&id={FORUM}")
    start = page.locator(".grid__line").first.get_by_label("Начало")
    good = start.input_value()
    start.fill("25:00")
    expect(start).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".desk__faults summary")).to_have_text(re.compile("1.ошибка"))
    page.locator(".desk__faults summary").click()
    page.locator(".desk__go").first.click()
    expect(start).to_be_focused()
    start.fill(good)
    expect(start).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator(".desk__faults")).to_have_count(0)


def test_a_fix_is_made_by_its_button_from_the_keyboard(open_page: OpenPage, desk: Desk) -> None:
    record_id = next(iter(sorted(check_root(desk.root).records["ngos"])))
    path = desk.root / "ngos" / f"{record_id}.yml"
    path.write_text("name: Клуб «Пример»\nstatus: unknown\n# сверено\nsource: анкета\n", "utf-8")
    desk.preview.look()
    page = open_form(open_page, desk, f"?kind=ngos&id={record_id}")
    page.evaluate("for (const fold of document.querySelectorAll('[data-form-body] details')) fold.open = true")
    seen = page.get_by_role("textbox", name="Когда видели в деле")
    seen.fill("5 марта 2026 г.")
    expect(seen).to_have_attribute("aria-invalid", "true")
    button = page.locator(".entry__problem .desk__mend")
    expect(button).to_have_accessible_name(re.compile('Исправить: .*Станет: seen_on: "2026-03-05"'))
    expect(page.locator(".desk__faults .desk__mend")).to_have_count(1)
    seen.press("Tab")
    expect(button).to_be_focused()
    button.press("Enter")
    seen = page.get_by_role("textbox", name="Когда видели в деле")
    expect(seen).to_have_value("2026-03-05")
    expect(seen).to_be_focused()
    expect(seen).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-form-said]")).to_contain_text("ещё не сохранено")
    assert "seen_on" not in path.read_text("utf-8")
    save(page, f"ngos/{record_id}.yml")
    assert sorted(path.read_text("utf-8").splitlines()) == [
        "# сверено",
        "name: Клуб «Пример»",
        'seen_on: "2026-03-05"',
        "source: анкета",
        "status: unknown",
    ]


def type_programme(page: Page) -> Locator:
    """Type a new forum with fourteen meetings on two days, in two halls; return its lines."""
    page.get_by_label("Название").first.fill("Форум «Пример программы»")
    page.get_by_label("Сезон").fill("2028-summer")
    page.get_by_label("Начало").first.fill("2028-06-10")
    page.get_by_label("Окончание").first.fill("2028-06-11")
    page.get_by_label("Источник").first.fill("анкета")
    halls = page.get_by_role("group", name="Залы")
    for hall in ("Большой зал", "Малый зал"):
        halls.get_by_role("button", name="Добавить строку").click()
        halls.locator("input").last.fill(hall)
    page.locator("summary", has_text="Встречи").or_(page.locator("summary", has_text="рограмм")).first.click()
    lines = page.locator(".grid__line")
    for number in range(14):
        page.get_by_role("button", name="Добавить встречу").click()
        line = lines.nth(number)
        line.get_by_label("День").select_option(f"2028-06-1{number // 7}")
        hour = 9 + number % 7
        line.get_by_label("Начало").fill(f"{hour:02}:00")
        line.get_by_label("Окончание").fill(f"{hour:02}:45")
        line.get_by_label("Зал").select_option("Малый зал" if number % 2 else "Большой зал")
        line.get_by_label("Вид", exact=False).first.select_option("round_table")
        line.get_by_label("Название").fill(f"Встреча о дворах {number + 1}")
        line.get_by_label("Ведёт").fill(f"Выдумкин {'АБВГДЕЖЗИКЛМНО'[number]}. П.")
    return lines


def expect_said_once(page: Page, lines: Locator) -> None:
    """What the check says about each moderator appears once, below the first line's controls; all fits two screens."""
    said = page.locator(".grid .entry__problem")
    last = said.filter(has_text="ещё в 13 местах")  # until then more is reported about what was typed in between
    expect(last).to_have_count(1, timeout=60_000)
    expect(said).to_have_count(1)
    expect(said).to_contain_text("нет основания публиковать сведения о человеке")
    expect(page.locator(".grid > .entry__fault")).to_be_empty()
    actual, told_line = said.bounding_box(), lines.nth(0).bounding_box()
    assert actual is not None
    assert told_line is not None
    assert actual["y"] + actual["height"] <= told_line["y"] + told_line["height"]
    assert actual["height"] < 60
    box = page.locator(".grid").bounding_box()
    assert box is not None
    assert box["height"] <= 1800


def test_a_programme_of_fourteen_meetings_is_typed_and_passes_the_check(open_page: OpenPage, desk: Desk) -> None:
    page = open_form(open_page, desk, "?kind=forums", viewport={"width": 1440, "height": 900})
    lines = type_programme(page)
    expect_said_once(page, lines)
    # two meetings in one hall: reported while typing, then resolved
    lines.nth(2).get_by_label("Начало").fill("09:30")
    lines.nth(2).get_by_label("Окончание").fill("09:40")
    expect(lines.nth(2).locator(".grid__note")).to_contain_text("Встреча о дворах 1")
    expect(lines.nth(2).get_by_label("Начало")).to_have_attribute("aria-invalid", "true", timeout=30_000)
    expect(lines.nth(2).locator(".entry__problem")).to_have_count(0)  # not repeated: the line says it itself
    lines.nth(2).get_by_label("Начало").fill("11:00")
    lines.nth(2).get_by_label("Окончание").fill("11:45")
    expect(lines.nth(2).locator(".grid__note")).to_have_text("")
    lines.nth(13).get_by_role("button", name="Копия").click()
    expect(lines).to_have_count(15)
    lines.nth(14).get_by_role("button", name="Удалить").click()
    lines.nth(1).get_by_role("button", name="Выше").click()
    expect(lines.nth(0).get_by_label("Название")).to_have_value("Встреча о дворах 2")
    page.locator(".entry__code > summary").click()
    page.locator("[data-form-id]").fill("2028-summer")
    save(page, "forums/2028-summer.yml")
    desk.preview.look()
    done = run_portal("check", "--root", desk.root)
    assert done.returncode == 0, done.stdout
    sessions = check_root(desk.root).records["forums"]["2028-summer"]["sessions"]
    assert len(sessions) == 14
    codes = [session["code"] for session in sessions]
    assert len(set(codes)) == 14
    # codes are kept when a title changes
    lines.nth(0).get_by_label("Название").fill("Совсем другое")
    save(page, "forums/2028-summer.yml")
    assert [one["code"] for one in check_root(desk.root).records["forums"]["2028-summer"]["sessions"]] == codes


def test_who_leads_a_meeting_is_typed_in_its_line(open_page: OpenPage, desk: Desk) -> None:
    page = open_form(open_page, desk, f"?kind=forums&id={FORUM}")
    line = page.locator(".grid__line").first
    line.get_by_label("Ведёт").fill("Примеров Пример")
    save(page, f"forums/{FORUM}.yml")
    text = (desk.root / "forums" / f"{FORUM}.yml").read_text("utf-8")
    assert "      - name: Примеров Пример\n        role: moderator\n" in text


def test_a_save_is_in_the_preview_within_a_second(open_page: OpenPage, desk: Desk) -> None:
    record = sorted((desk.root / "ngos").glob("*.yml"))[0]
    page = open_form(open_page, desk, f"?kind=ngos&id={record.stem}", viewport={"width": 1440, "height": 900})
    beside = page.frame_locator("iframe")
    expect(beside.locator("h1")).to_be_visible()
    taken = []
    for number in range(5):
        page.get_by_label("Коротко").first.fill(f"Пример сразу {number}.")
        began = time.monotonic()
        page.get_by_role("button", name="Сохранить", exact=True).click()
        expect(beside.get_by_text(f"Пример сразу {number}.").first).to_be_attached()
        taken.append(time.monotonic() - began)
    load = os.getloadavg()[0] / (os.cpu_count() or 1)  # allows for a busy machine
    print("seconds from save to page:", [round(seconds, 2) for seconds in sorted(taken)], f"load {load:.1f}")
    assert sorted(taken)[2] < max(1, load)


def test_what_was_typed_comes_back_and_is_asked_about(open_page: OpenPage, desk: Desk) -> None:
    records = sorted((desk.root / "ngos").glob("*.yml"))
    visit = open_page(checked=False)
    page = visit.go(desk.form(f"?kind=ngos&id={records[0].stem}"))
    field = page.get_by_label("Коротко").first
    field.fill("Недописанное")
    page.wait_for_timeout(1000)
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('portal-form:')).length") == 1
    page.locator("[data-form-record]").select_option(records[1].stem)  # the question is answered with no
    assert len(visit.dialogs) == 1
    expect(page.locator("[data-form-record]")).to_have_value(records[0].stem)
    expect(field).to_have_value("Недописанное")
    page.close(run_before_unload=False)
    page = visit.context.new_page()
    page.goto(desk.form(f"?kind=ngos&id={records[0].stem}"))
    expect(page.get_by_label("Коротко").first).to_have_value("Недописанное")
    expect(page.locator("[data-form-kept]")).to_be_visible()
    page.get_by_role("button", name="Отбросить черновик").click()
    expect(page.get_by_label("Коротко").first).not_to_have_value("Недописанное")
    page.evaluate("localStorage.setItem('portal-form:x/ngos/a', JSON.stringify({at: Date.now() - 4 * 86400000}))")
    page.reload()
    page.wait_for_selector('[data-form-state="ready"]')
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('portal-form:'))") == []


def test_a_conflict_is_shown_side_by_side_and_both_edits_are_joined(open_page: OpenPage, desk: Desk) -> None:
    record = sorted((desk.root / "ngos").glob("*.yml"))[0]
    visit = open_page(checked=False)  # a refusal is an error of the console
    page = visit.go(desk.form(f"?kind=ngos&id={record.stem}"))
    page.get_by_label("Коротко").first.fill("Моя правка.")
    record.write_text(record.read_text("utf-8") + "note: чужая правка\n", "utf-8")
    page.get_by_role("button", name="Сохранить", exact=True).click()
    table = page.get_by_role("table")
    expect(table).to_contain_text("чужая правка")
    expect(table).to_contain_text("Моя правка.")
    assert violations(page) == []
    page.get_by_role("button", name="Соединить обе правки").click()
    save(page, f"ngos/{record.name}")
    text = record.read_text("utf-8")
    assert "чужая правка" in text
    assert "Моя правка." in text
    assert visit.foreign == []


def test_a_broken_file_is_mended_as_a_text(open_page: OpenPage, desk: Desk) -> None:
    record = sorted((desk.root / "ngos").glob("*.yml"))[0]
    good = record.read_text("utf-8")
    record.write_text(good + 'note: "не закрыто\n', "utf-8")
    desk.preview.look()
    page = open_form(open_page, desk, f"?kind=ngos&id={record.stem}")
    expect(page.locator("[data-form-unread]")).to_be_visible()
    expect(page.locator(".desk__faults")).to_contain_text("Кавычка открыта")
    page.get_by_label("Текст файла записи").fill(good)
    save(page, f"ngos/{record.name}")
    assert record.read_text("utf-8") == good
    expect(page.get_by_label("Полное название")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
@pytest.mark.parametrize("query", [f"?kind=forums&id={FORUM}", "?kind=ngos", "?kind=events"])
def test_the_editor_is_accessible(open_page: OpenPage, desk: Desk, query: str, width: int, scheme: str) -> None:
    page = open_form(open_page, desk, query, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details.fold').forEach((part) => { part.open = true; })")
    page.evaluate("[...document.querySelectorAll('[aria-controls]')].slice(0, 2).forEach((button) => button.click())")
    page.get_by_label("Источник", exact=False).first.fill("")
    page.get_by_label("Источник", exact=False).first.fill("а" * 500)
    if "id=" in query:
        expect(page.locator(".desk__faults")).to_have_count(1)
    # The bar covers what is below it, except at the page's end, where it has its own place.
    page.evaluate("window.scrollTo({top: document.documentElement.scrollHeight, behavior: 'instant'})")
    assert violations(page) == []
    assert sideways(page) == []


def test_an_edit_goes_from_opening_to_a_request_in_eight_clicks(
    open_page: OpenPage, desk: Desk, tmp_path: Path
) -> None:
    bare = tmp_path / "shared.git"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(desk.root))
    (desk.root / ".gitignore").write_text("build/\nsite/\n", "utf-8")
    git(desk.root, "add", ".")
    git(desk.root, "commit", "--quiet", "--message", "records")
    git(desk.root, "remote", "add", "origin", str(bare))
    git(desk.root, "push", "--quiet", "origin", "main")
    record = sorted((desk.root / "ngos").glob("*.yml"))[0]
    page = open_form(open_page, desk, "")
    page.evaluate("window.clicks = 0; addEventListener('click', () => { window.clicks += 1; }, true)")
    page.locator("[data-form-record]").click()
    page.locator("[data-form-record]").select_option(record.stem)
    page.get_by_label("Коротко").first.click()
    page.get_by_label("Коротко").first.fill("Правка в пять нажатий.")
    save(page, f"ngos/{record.name}")
    page.get_by_role("button", name="Отправить", exact=True).click()
    expect(page.locator("[data-form-said]")).to_contain_text("Отправлено", timeout=30_000)
    request = page.get_by_role("link", name="Открыть запрос")
    expect(request).to_be_visible(timeout=30_000)
    clicks = page.evaluate("window.clicks")
    print("clicks to a request:", clicks + 2)  # the link, and the forge's own button
    assert clicks + 2 <= 8
    branch = git(bare, "branch", "--list", "pravka/*", "--format=%(refname:short)")
    assert request.get_attribute("href") == f"https://forge.example/primer/portal/compare/main...{branch}?expand=1"
    assert "Правка в пять нажатий." in git(bare, "show", f"{branch}:ngos/{record.name}")


def test_a_second_click_is_no_conflict_with_the_first(open_page: OpenPage, desk: Desk) -> None:
    record = sorted((desk.root / "ngos").glob("*.yml"))[0]
    page = open_form(open_page, desk, f"?kind=ngos&id={record.stem}")
    field = page.get_by_label("Источник — обязательно").first
    field.fill("анкета раз")
    button = page.get_by_role("button", name="Сохранить", exact=True)
    button.evaluate("button => { button.click(); button.click(); }")
    field.fill("анкета два")
    button.evaluate("button => { button.click(); button.click(); }")
    expect(page.locator("[data-form-said]")).to_contain_text(f"Сохранено: ngos/{record.name}", timeout=30_000)
    deadline = time.monotonic() + 30
    while "анкета два" not in record.read_text("utf-8") and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    expect(page.locator("[data-form-conflict]")).to_be_hidden()
    # what is typed during a save does not count as saved
    button.evaluate("button => button.click()")
    field.fill("анкета три")
    expect(page.locator("[data-form-said]")).to_contain_text("Сохранено", timeout=30_000)
    page.wait_for_timeout(1000)
    keys = "Object.keys(localStorage).filter((key) => key.startsWith('portal-form:')).length"
    assert page.evaluate(keys) == ("анкета три" not in record.read_text("utf-8"))


def test_a_photo_of_a_phone_is_made_small_and_is_on_the_page(open_page: OpenPage, desk: Desk) -> None:
    page = open_form(open_page, desk, "?kind=ngos")
    photo = bytes(page.evaluate(PHOTO, [4000, 3000]))
    assert len(photo) > 1_000_000
    record = next(
        path for path in sorted((desk.root / "ngos").glob("*.yml")) if "logo_file" not in path.read_text("utf-8")
    )
    page.locator("[data-form-record]").select_option(record.stem)
    expect(page.locator("[data-form-path]")).to_have_text(f"ngos/{record.name}")
    page.evaluate("for (const fold of document.querySelectorAll('[data-form-body] details')) fold.open = true")
    expect(choose(page, b"no picture at all", "snimok.jpg")).to_contain_text("не читается как картинка")
    expect(choose(page, photo, "IMG_2034.jpg")).to_contain_text(
        f"Сохранено: content/images/{record.stem}.jpg", timeout=30_000
    )
    kept = (desk.root / "content/images" / f"{record.stem}.jpg").read_bytes()
    assert 20_000 < len(kept) <= HEAVIEST
    for label in ("Описание логотипа", "Автор логотипа", "Разрешение на логотип"):
        page.get_by_label(label, exact=True).fill("Пример")
    save(page, f"ngos/{record.name}")
    shown = page.frame_locator(".desk__frame").locator(f'img[src$="{record.stem}.jpg"]').first
    expect(shown).to_be_attached(timeout=30_000)
    assert sideways(page) == []
    assert violations(page) == []
