"""The form of records in a browser: what it reads back, by keyboard, for axe, on a phone, as the check sees it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from generator.canonical import write_record
from generator.check import check_root
from generator.schemas import load_package
from generator.tables import plain
from tests.browser.checks import sideways, violations
from tests.browser.conftest import OpenPage, Served
from tests.conftest import run_portal

pytestmark = pytest.mark.browser
ROUND = """async ([name, records]) => {
  const { drawForm } = await import(document.querySelector('script[src*="form.js"]').src);
  const form = await (await fetch("form.json")).json();
  const kind = form.kinds.find((item) => item.name === name);
  return records.map((record) => {
    const drawn = drawForm(kind, record, form);
    const changed = drawForm(kind, drawn.read(), form);
    return [drawn.text(), changed.text(), drawn.judge(true)];
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


@pytest.mark.parametrize("most", [6, pytest.param(50, marks=pytest.mark.slow)])
def test_records_of_each_kind_come_back_equal(
    most: int, open_page: OpenPage, served: Callable[[Path], Served], demo_root: Path, demo_site: Path
) -> None:
    page = open_form(open_page, served(demo_site).root)
    records = check_root(demo_root).records
    for table in load_package().record_tables:
        rows = list(records[table.name].values())[:most]
        found = page.evaluate(ROUND, [table.name, [typed(row) for row in rows]])
        assert len(found) == len(rows) > 4
        for row, (text, again, good) in zip(rows, found, strict=True):
            assert text == again == write_record({**row, "id": None}, table)
            assert good, text


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
    page.get_by_text("Услуги", exact=True).first.click()
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
    assert page.locator("[data-form-output]").input_value().startswith('name: "Новое: имя"\n')
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
