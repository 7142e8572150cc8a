"""The form of records in a browser: what it reads back, by keyboard, for axe, on a phone, compared with the check."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from generator import clock
from generator.catalog.catalog import make_catalog
from generator.demo import DemoSize, write_demo
from generator.exports.record_form import ADDRESS, export_form
from generator.model.schemas import load_package
from generator.records.attachments import HEAVIEST, judge_file
from generator.records.canonical import write_record
from generator.records.check import check_root
from generator.records.tables import plain
from tests.browser.checks import sideways, violations
from tests.browser.conftest import OpenPage, Served
from tests.browser.photos import PHOTO, choose
from tests.conftest import run_portal

pytestmark = pytest.mark.browser
# Each record is opened, its name replaced, a row added to its first nested list and an old row's text changed.
ROUND = """async ([name, records, form]) => {
  const { drawForm } = await import(new URL("form-fields.js", document.querySelector('script[src*="form.js"]').src));
  const kind = form.kinds.find((item) => item.name === name);
  const type = (control, text) => {
    control.value = text;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  };
  return records.map((record) => {
    const drawn = drawForm(kind, record, form);
    const text = drawn.text();
    const again = drawForm(kind, drawn.read(), form).text();
    const lists = [...drawn.node.querySelectorAll("fieldset.entry--list")];
    type(drawn.node.querySelector("input, textarea"), `${record.name || record.title} — правка: №1`);
    const list = lists.find((part) => part.querySelector("legend").textContent === "Источники сведений");
    [...list.querySelectorAll("button")].at(-1).click();
    const added = list.querySelectorAll(":scope > .entry__parts > .entry__part");
    const part = added[added.length - 1];
    const fields = part.querySelector("fieldset");
    fields.querySelector("button").click();
    type(fields.querySelector("input"), kind.first[0]);
    const source = [...part.querySelectorAll("label")].find((label) => label.textContent.startsWith("Источник"));
    type(part.querySelector(`#${source.htmlFor}`), "анкета #2");
    return [text, again, drawn.text(), drawn.judge(true)];
  });
}"""


def open_form(open_page: OpenPage, address: str, query: str = "", **options: Any) -> Page:
    page = open_page(**options).go(f"{address}editors/form/{query}")
    expect(page.locator('[data-record-form][data-form-state="ready"]')).to_have_count(1)
    return page


def typed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: typed(inner) for key, inner in value.items() if key != "id"}
    return [typed(inner) for inner in value] if isinstance(value, list | tuple) else plain(value)


@pytest.fixture(scope="module")
def large_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo with fifty records of each kind."""
    root = tmp_path_factory.mktemp("large") / "root"
    write_demo(root, DemoSize(60, 50, 50), 7, date(2026, 11, 23))
    return root


@pytest.mark.parametrize("case", [("demo_root", 6), pytest.param(("large_root", 50), marks=pytest.mark.slow)])
def test_records_of_each_kind_are_entered_changed_and_come_back_equal(
    case: tuple[str, int],
    open_page: OpenPage,
    served: Callable[[Path], Served],
    demo_site: Path,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    source, most = case
    root = tmp_path / "root"
    shutil.copytree(request.getfixturevalue(source), root, ignore=shutil.ignore_patterns("build", "site"))
    checked = check_root(root)
    form = json.loads(export_form(make_catalog(checked, clock.now(checked.settings["timezone"])))[ADDRESS])
    page = open_form(open_page, served(demo_site).root)
    wanted: dict[tuple[str, str], dict[str, Any]] = {}
    for table in load_package().record_tables:
        rows = list(checked.records[table.name].items())[:most]
        found = page.evaluate(ROUND, [table.name, [typed(row) for _, row in rows], form])
        assert len(found) == len(rows) == most
        key = "name" if table.name == "ngos" else "title"
        for (record_id, row), (text, again, changed, good) in zip(rows, found, strict=True):
            assert text == again == write_record({**row, "id": None}, table)
            assert good, text
            new = [*row.get("sources", ()), {"fields": [key], "source": "анкета #2"}]
            wanted[table.name, record_id] = row | {key: f"{row[key]} — правка: №1", "sources": new}
            assert changed == write_record({**wanted[table.name, record_id], "id": None}, table)
            (root / table.folder / f"{record_id}.yml").write_text(changed, "utf-8")
    saved = check_root(root)
    assert [problem for problem in saved.problems if problem.severity == "error"] == []
    for (name, record_id), record in wanted.items():
        assert saved.records[name][record_id] == record
    assert run_portal("fmt", "--check", "--root", root).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["ngos", "forums", "partnerships", "events"])
def test_what_is_required_is_filled_by_keyboard_alone(
    kind: str, open_page: OpenPage, served: Callable[[Path], Served], demo_root: Path, demo_site: Path, tmp_path: Path
) -> None:
    table = load_package().tables[kind]
    page = open_form(open_page, served(demo_site).root, f"?kind={kind}")
    needed = {field.title: str(field.example) for field in table.fields if field.required and not field.implied}
    asked = {"events": {"День": "2026-12-03"}, "forums": {"Сезон": "2018-summer"}}
    needed |= asked.get(kind, {})  # required by a rule
    sides = 2 if kind == "partnerships" else 0
    for _ in range(400):
        page.keyboard.press("Tab")
        actual = page.evaluate(
            "(() => { const at = document.activeElement; return [at.tagName, at.getAttribute('aria-required'),"
            " at.labels?.[0]?.firstChild.textContent || '', at.textContent, at.dataset.formCheck !== undefined]; })()"
        )
        if actual[2] in needed and actual[0] == "SELECT":
            page.keyboard.press("ArrowDown")
            needed.pop(actual[2])
        elif actual[2] in needed:
            page.keyboard.type(needed.pop(actual[2]))
        elif sides and actual[0] == "SUMMARY" and actual[3] == "Стороны соглашений":
            page.keyboard.press("Enter")
        elif sides and actual[3].startswith("Добавить: стороны"):
            page.keyboard.press("Enter")  # and the focus is on the first field of the new side
            for _ in range(sides):
                page.keyboard.press("ArrowDown")
            sides -= 1
        elif actual[4]:
            break
    assert (needed, sides) == ({}, 0)
    page.keyboard.press("Enter")
    expect(page.locator("p[data-form-state]")).to_contain_text("Ошибок в полях нет")
    name = page.locator("[data-form-id]").input_value()
    root = tmp_path / "root"
    shutil.copytree(demo_root, root, ignore=shutil.ignore_patterns("build", "site"))
    path = root / table.folder / f"{name}.yml"
    path.write_text(page.locator("[data-form-output]").input_value(), "utf-8")
    errors = [problem for problem in check_root(root).problems if problem.severity == "error"]
    assert [problem for problem in errors if problem.path.endswith(path.name)] == []
    assert run_portal("fmt", "--check", "--root", root, path).returncode == 0


def test_a_record_by_keyboard_passes_the_check(
    open_page: OpenPage, served: Callable[[Path], Served], demo_root: Path, demo_site: Path, tmp_path: Path
) -> None:
    page = open_form(open_page, served(demo_site).portal)
    page.get_by_role("button", name="Проверить").press("Enter")
    expect(page.locator("p[data-form-state]")).to_contain_text("надо исправить")
    expect(page.locator('[aria-invalid="true"]').first).to_be_focused()
    page.keyboard.type("АНО «Пример с клавиатуры»")
    page.get_by_label("Состояние регистрации").press("ArrowDown")
    page.get_by_label("Источник", exact=False).first.press_sequentially("анкета: 2026 год")
    page.get_by_role("group", name="Телефоны").get_by_role("button", name="Добавить строку").press("Enter")
    page.keyboard.type("+73916900000")
    page.locator("summary", has_text="Услуги").press("Enter")
    page.get_by_role("button", name="Добавить: услуги").press("Enter")
    page.keyboard.type("Занятия: по субботам")
    page.get_by_role("button", name="Проверить").press("Enter")
    expect(page.locator("p[data-form-state]")).to_contain_text("Ошибок в полях нет")
    text = page.locator("[data-form-output]").input_value()
    assert page.locator("[data-form-id]").input_value() == "primer-s-klaviatury"
    root = tmp_path / "root"
    shutil.copytree(demo_root, root, ignore=shutil.ignore_patterns("build", "site"))
    path = root / "ngos" / "primer-s-klaviatury.yml"
    path.write_text(text, "utf-8")
    assert "status: registered\n" in text
    assert '  - title: "Занятия: по субботам"\n' in text
    done = run_portal("check", "--root", root)
    assert done.returncode == 0, done.stdout
    assert "primer-s-klaviatury" not in done.stdout
    assert run_portal("fmt", "--check", "--root", root, path).returncode == 0


def test_an_old_record_is_read_and_changed(
    open_page: OpenPage, served: Callable[[Path], Served], demo_site: Path
) -> None:
    first = sorted((demo_site / "data" / "ngos").glob("*.json"))[0]
    page = open_form(open_page, served(demo_site).root, f"?kind=ngos&id={first.stem}")
    name = json.loads(first.read_text("utf-8"))["name"]
    field = page.get_by_label("Полное название")
    expect(field).to_have_value(name)
    field.fill("Новое: имя")
    text = page.locator("[data-form-output]").input_value()
    assert text.startswith(f"# Правка записи ngos/{first.stem}.yml.")
    assert text.endswith('\nname: "Новое: имя"\n')  # a control that is not visible here cannot be lost
    expect(page.locator("[data-form-lost]")).to_be_visible()
    expect(page.locator("[data-form-id]")).to_have_value(first.stem)


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1440, "light")])
def test_the_filled_form_is_accessible(
    open_page: OpenPage, served: Callable[[Path], Served], demo_site: Path, width: int, scheme: str
) -> None:
    first = sorted((demo_site / "data" / "ngos").glob("*.json"))[0]
    size = {"width": width, "height": 900}
    query = f"?kind=ngos&id={first.stem}"
    page = open_form(open_page, served(demo_site).root, query, viewport=size, color_scheme=scheme)
    expect(page.get_by_label("Полное название")).not_to_have_value("")
    page.evaluate("document.querySelectorAll('details.fold').forEach((part) => { part.open = true; })")
    page.get_by_label("Источник", exact=False).first.fill("")
    page.get_by_role("button", name="Проверить").click()
    assert violations(page) == []
    assert sideways(page) == []


def test_what_did_not_load_is_said_with_a_way_out(
    served: Callable[[Path], Served], demo_site: Path, open_page: OpenPage
) -> None:
    page = open_page(checked=False).page
    page.route("**/form.json", lambda route: route.fulfill(status=500))
    page.goto(f"{served(demo_site).portal}editors/form/")
    failed = page.locator("[data-form-failed]")
    expect(failed.locator("a[href='../']")).to_be_visible()
    page.unroute("**/form.json")
    page.reload()
    expect(page.locator("#form-kind")).to_be_visible()
    expect(failed).to_be_hidden()
    page.route("**/data/ngos/*.json", lambda route: route.abort())
    page.locator("#form-record").select_option(index=1)
    expect(failed).to_be_visible()
    expect(page.locator("#form-record")).to_have_value("")
    page.unroute("**/data/ngos/*.json")
    page.locator("#form-record").select_option(index=1)
    expect(page.locator("[data-form-lost]")).to_be_visible()
    expect(failed).to_be_hidden()


def test_a_picture_is_made_small_and_saved_at_home(
    open_page: OpenPage, served: Callable[[Path], Served], demo_site: Path, tmp_path: Path
) -> None:
    """Nothing can be written on the published site: the file is downloaded, and the record has its name."""
    page = open_form(open_page, served(demo_site).root, "?kind=ngos")
    photo = bytes(page.evaluate(PHOTO, [2400, 3200]))
    page.get_by_label("Полное название", exact=False).first.fill("Клуб «Пример»")
    page.evaluate("for (const fold of document.querySelectorAll('[data-form-body] details')) fold.open = true")
    with page.expect_download() as saved:
        choose(page, photo, "IMG_0001.jpg")
    assert saved.value.suggested_filename == "primer.jpg"
    saved.value.save_as(tmp_path / "primer.jpg")
    assert 20_000 < (tmp_path / "primer.jpg").stat().st_size <= HEAVIEST
    assert judge_file(tmp_path / "primer.jpg") is None
    expect(page.locator("[data-form-output]")).to_have_value(re.compile("logo_file: primer.jpg"))
