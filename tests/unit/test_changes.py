"""Twenty edits of records, each described as a reader would see it, and nothing more; then two built sites."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest

from generator import clock
from generator.catalog.catalog import make_catalog
from generator.cli import main
from generator.exports.open_data import export_record, export_tables
from generator.model.schemas import load_package
from generator.past.changes import find_changes, write_changes
from generator.past.site_facts import SiteFacts, load_site_facts, stands_within
from generator.problems.completeness import measure
from generator.problems.problem import PortalError
from generator.records.check import check_root
from tests.conftest import git, run_portal

NGO = "ngos/solnechnyj-gorod.yml"


def facts_of(root: Path) -> SiteFacts:
    """Return what the built site would say, without building it (no pages, so neither people nor prose)."""
    checked = check_root(root)
    catalog = make_catalog(checked, clock.now(checked.settings["timezone"]))
    facts = SiteFacts(load_package(), area=checked.settings["phone_code"])
    for name in catalog.entities:
        facts.records[name] = {
            e.id: json.loads(export_record(e, catalog.package)) for e in catalog.entities[name].values()
        }
    for address, body in export_tables(catalog).items():
        name = address.removeprefix("data/").removesuffix(".json")
        if (
            address.endswith(".json")
            and name != "datapackage"
            and not stands_within(catalog.package.tables[name], catalog.entities)
        ):
            facts.tables[name] = json.loads(body)
    facts.moved = {f"{row['kind']}/{row['id']}/": row.get("to", "") for row in catalog.moved}
    return facts


def replace(old: str, new: str) -> Callable[[str], str]:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return edit


def add(line: str) -> Callable[[str], str]:
    return replace("\nsource:", f"\n{line}\nsource:")


EDITS: dict[str, tuple[str, Callable[[str], str], str, list[str]]] = {
    "phone": (
        NGO,
        add('phones: ["+73916900000"]'),
        "у 1 НКО новый телефон",
        ["телефоны: добавлено «+7 39169 0-00-00»"],
    ),
    "email": (NGO, add("emails: [info@example.org]"), "у 1 НКО новая почта", ["info@example.org"]),
    "address": (NGO, add("address: ул. Примерная, д. 1"), "у 1 НКО новый адрес", ["адрес: добавлено"]),
    "name": (NGO, replace("name: АНО", "name: НП"), "у 1 НКО новое название", ["было «АНО развивающий"]),
    "status": (
        NGO,
        replace("status: unknown", "status: registered"),
        "у 1 НКО новое состояние",
        ["стало «зарегистрирована»"],
    ),
    "confirmed": (NGO, lambda t: t + 'confirmed_on: "2026-11-01"\n', "у 1 НКО свежее подтверждение", ["2026-11-01"]),
    "audience": (
        NGO,
        replace("audiences: [families, disabled_children]\nlinks", "audiences: [families, veterans]\nlinks"),
        "у 1 НКО изменено «Для кого»; −1 в разделе «Дети с инвалидностью и ОВЗ»; +1 в разделе «Ветераны»",
        ["для кого: было"],
    ),
    "direction": (
        NGO,
        replace("direction: social", "direction: ecology"),
        "у 1 НКО изменено «Направление»; +1 в разделе «Природа и животные»; −1 в разделе «Социальная защита "
        "(помощь людям в трудной ситуации)»",
        ["направление: было"],
    ),
    "summary": (
        NGO,
        replace("Психолого-", "Бесплатная психолого-"),
        "у 1 НКО изменено «Чем занимается»",
        ["Бесплатная"],
    ),
    "link": (
        NGO,
        replace("sunny_gorod", "sunny"),
        "у 1 НКО изменено «Страницы в сети»",
        ["было «https://vk.com/sunny"],
    ),
    "project": (
        NGO,
        replace("- title: Передышка", "- title: Передышка 2"),
        "у 1 НКО изменён раздел «Проекты»",
        ["добавлено «Передышка 2»", "убрано «Передышка»"],
    ),
    "giver": (
        NGO,
        replace("giver: КЦПРОИ", "giver: Центр"),
        "у 1 НКО изменён раздел «Проекты»",
        ["«Передышка»: кто поддержал: было «КЦПРОИ», стало «Центр»"],
    ),
    "service": (
        NGO,
        replace("    eligibility: семьи с детьми до 18 лет\n", ""),
        "у 1 НКО изменён раздел «Услуги»",
        ["убрано «семьи с детьми до 18 лет»"],
    ),
    "hours": (
        NGO,
        add('hours:\n  - days: [mon, wed]\n    opens: "10:00"\n    closes: "14:00"'),
        "у 1 НКО изменён раздел «Часы приёма»",
        ["добавлено «понедельник, среда; 10:00; 14:00»"],
    ),
    "session": (
        "forums/2018-summer.yml",
        replace("summary: Проекты АО «ПО ЭХЗ» и", "summary: Проекты завода и"),
        "у 1 форума изменён раздел «Программа форумов»",
        ["«На благо города»: о встрече: было"],
    ),
    "note": (NGO, replace("note: ", "note: Перезвонить. "), "", []),
    "comment": (NGO, lambda text: "# заметка\n" + text, "", []),
    "forum": (
        "forums/2018-summer.yml",
        replace("venue: ", "venue: Большой "),
        "у 1 форума изменено «Место»",
        ["место: было"],
    ),
    "agreement": (
        "content/partnerships/molodezhnyj-centr.yml",
        replace("title: ", "title: Новое "),
        "у 1 партнёрства изменено «Название»",
        ["название: было"],
    ),
    "indicator": (
        "content/indicators.yml",
        replace("title: ", "title: Всего "),
        "правка в разделе «Показатели»",
        ["показатель: было"],
    ),
    "practice": (
        "content/practice.yml",
        replace("title: ", "title: Новая "),
        "правка в разделе «Паспорт практики»",
        ["было"],
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_reported_and_nothing_more(name: str, fresh_root: Path) -> None:
    path, edit, summary, details = EDITS[name]
    old = facts_of(fresh_root)
    text = (fresh_root / path).read_text("utf-8")
    (fresh_root / path).write_text(edit(text), "utf-8")
    found = find_changes(old, facts_of(fresh_root))
    assert "; ".join(found.summary) == summary
    lines = [line for heading, items in found.details.items() for line in items if "заполненность" not in line]
    assert len(lines) == len(details)
    for line, words in zip(lines, details, strict=True):
        assert words in line
    assert len(found.details) == bool(details)
    if not details:
        assert write_changes(found) == "Для читателя ничего не изменилось."


def test_records_come_and_go(fresh_root: Path) -> None:
    old = facts_of(fresh_root)
    text = (fresh_root / NGO).read_text("utf-8")
    (fresh_root / "ngos" / "primer.yml").write_text("name: Пример\nstatus: unknown\nsource: анкета\n")
    (fresh_root / NGO).unlink()
    new = facts_of(fresh_root)
    found = write_changes(find_changes(old, new))
    assert "+1\u00a0НКО" in found
    assert "исчезла страница «Солнечный город»" in found
    assert "заполнено 0 %" in found
    new.moved["ngos/solnechnyj-gorod/"] = "../primer/"
    assert "переехала страница" in write_changes(find_changes(old, new))
    new.moved["ngos/solnechnyj-gorod/"] = ""
    assert "снята запись" in write_changes(find_changes(old, new))
    assert text


def test_people_prose_contacts_and_files() -> None:
    old = SiteFacts(
        load_package(),
        {"ngos": {"a": {"name": "А"}}},
        people={"ngos/a/": ["Примеров"]},
        prose={"about/": ["О портале", "Раз"]},
    )
    new = deepcopy(old)
    assert write_changes(find_changes(old, new)) == "Для читателя ничего не изменилось."
    new.people["ngos/a/"] = []
    new.prose["about/"] = ["О портале", "Два"]
    new.prose["new/"] = ["Новая"]
    new.contacts, new.files = ["+7"], {"files/a.pdf"}
    text = write_changes(find_changes(old, new))
    for words in (
        "больше не назван: Примеров",
        "убрано: «Раз»",
        "добавлено: «Два»",
        "новая страница /new/",
        "files/a.pdf",
    ):
        assert words in text


def test_strangers_text_is_no_markup() -> None:
    old = SiteFacts(load_package(), {"ngos": {"a": {"name": "А"}}})
    new = SiteFacts(load_package(), {"ngos": {"a": {"name": "<img src=x> @all **b** [x](y)"}}})
    text = write_changes(find_changes(old, new))
    assert not re.search(r"<img|(?<!&#64;)@all|[^\\]\[x", text)


def test_completeness_counts_what_is_missing() -> None:
    assert measure("ngos", {}).percent == 0
    full = {"summary": "x", "phones": ["+7"], "audiences": ["a"], "services": [{}], "address": "x", "direction": "x"}
    score = measure("ngos", full)
    assert (score.percent, score.missing[0]) == (72, "подтверждение организации")
    assert measure("ngos", {"status": "liquidated", "summary": "x", "direction": "social"}).percent == 100


def test_a_site_of_an_older_model_is_compared() -> None:
    """Its texts are rows today: the same ones report nothing, changed ones are reported."""
    old, new = SiteFacts(load_package()), SiteFacts(load_package())
    row = {"id": "klub", "name": "Клуб", "status": "unknown", "source": "анкета"}
    old.records["ngos"] = {"klub": row | {"offers": ["зал", "чай"], "seeks": ["водитель"]}}
    new.records["ngos"] = {"klub": row | {"offers": [{"text": "зал"}], "seeks": [{"text": "водитель"}]}}
    for name in load_package().tables:
        old.records.setdefault(name, {})
        new.records.setdefault(name, {})
    actual = find_changes(old, new).details
    assert [line for lines in actual.values() for line in lines if "заполненность" not in line] == [
        "Что предлагают партнёрам: убрано «чай»"
    ]


def test_a_folder_without_a_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PortalError, match="нет собранного портала"):
        load_site_facts(tmp_path, load_package())


PERSON = """persons:
  - name: Проба Первая
    role: head
    basis: consent
    consent_given: "2026-01-10"
    consent_fields: [name]
"""
MOVED = 'moved:\n  - kind: ngos\n    id: kiber-atom\n    gone: просьба организации\n    "on": "2026-11-01"\n'
LIST = "title: {0}\nsource: пример\nitems:\n{1}"
SITE_EDITS: dict[str, tuple[Callable[[Path], object], str, list[str]]] = {
    "prose": (
        lambda root: append(root, "content/about/index.md", "\nЕщё одна строка.\n"),
        "правка текста на странице /about/",
        ["изменился текст", "добавлено: «Ещё одна строка.»"],
    ),
    "new page": (
        lambda root: append(root, "content/about/primer.md", "# Пример\n\nТекст.\n"),
        "новая страница /about/primer/",
        ["новая страница /about/primer/: «Пример»"],
    ),
    "person": (
        lambda root: append(root, NGO, PERSON),
        "у 1 НКО изменились люди",
        ["назван человек: Проба Первая"],
    ),
    "withheld person": (lambda root: append(root, NGO, PERSON.replace("[name]", "[position]")), "", []),
    "contacts": (
        lambda root: append(root, "content/settings.yml", "operator_email: centr@example.org\n"),
        "новые контакты центра",
        ["centr@example.org"],
    ),
    "withdrawn": (
        lambda root: ((root / "ngos/kiber-atom.yml").unlink(), append(root, "content/moved.yml", MOVED)),
        "снята запись «Кибер-атом»; −1 в разделе",
        ["на странице сказано, что записи больше нет"],
    ),
    "file": (
        lambda root: (
            append(root, "content/files/primer.pdf", "%PDF-1.4\n%%EOF\n"),
            append(root, "content/about/index.md", "\n[Пример](../files/primer.pdf)\n"),
        ),
        "изменились файлы для скачивания и картинки",
        ["изменился текст", "добавлено: «Пример»", "новый files/primer.pdf"],
    ),
}


def append(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text("utf-8") if path.exists() else "") + text, "utf-8")


def edit_text(name: str) -> Callable[[Path], object]:
    path, edit, *_ = EDITS[name]
    return lambda root: (root / path).write_text(edit((root / path).read_text("utf-8")), "utf-8")


ALL_EDITS = {name: (edit_text(name), summary, details) for name, (_, _, summary, details) in EDITS.items()} | SITE_EDITS


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL_EDITS)
def test_two_built_sites(name: str, real_site: Path, fresh_root: Path) -> None:
    edit, summary, details = ALL_EDITS[name]
    edit(fresh_root)
    done = run_portal("build", "--root", fresh_root, "--no-search")
    assert done.returncode == 0, done.stdout
    actual = run_portal("changes", real_site, fresh_root / "site").stdout.strip()
    first, *rest = actual.replace("\\", "").replace("&#64;", "@").split("\n")
    if not summary:
        assert actual == "Для читателя ничего не изменилось."
        return
    assert first.startswith("**Что изменится для читателя:** ")
    assert summary in first if name in ("withdrawn", "file") else first.endswith(f":** {summary}.")
    lines = [line for line in rest if line.startswith("- ") and "заполненность" not in line]
    assert len(lines) == len(details), lines
    assert all(words in line for line, words in zip(lines, details, strict=True)), lines


@pytest.mark.slow
def test_a_site_is_compared_with_a_former_state_of_git(fresh_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(fresh_root, "init", "-q", "-b", "main")
    git(fresh_root, "add", ".")
    git(fresh_root, "commit", "-q", "-m", "start")
    edited = fresh_root / NGO
    edited.write_text(EDITS["phone"][1](edited.read_text("utf-8")), "utf-8")
    assert main(["build", "--root", str(fresh_root), "--no-search"]) == 0
    capsys.readouterr()
    assert main(["changes", "--since", "main", "--root", str(fresh_root)]) == 0
    assert "у 1 НКО новый телефон." in capsys.readouterr().out
    assert main(["changes", "--since", "no-such", "--root", str(fresh_root)]) == 2
    assert main(["changes", str(fresh_root / "site")]) == 2
