"""The passport from the real records against the original: each fact and figure is there; both files are sound.

The list below is the original's, section by section. Mailboxes at private providers are the only exception.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import docx
import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.catalog.catalog import make_catalog
from generator.catalog.models import Catalog
from generator.clock import now
from generator.paper import leaflets, passport
from generator.records.check import check_root
from generator.text import fold
from tests.conftest import REPOSITORY
from tests.site.test_paper import assert_accessible, objects

ORIGINAL = REPOSITORY.parent / "shared" / "passport.txt"
PROSE = (3, 6)  # sections in running text: their figures and names must be there; of the other sections, every word
SECTIONS = ".passport > .head > section, .passport > section, .passport > details"
SAID_OTHERWISE = {
    "возможности", "кол-во", "консультации", "перечень", "данная", "тыс.рублей", "социально-ориентированные",
    "социально-значимых", "от", "административно", "территориальное", "bookmark", "toc210627889", "goback", "8-10",
    "шт",  # a page counts without it; the passport on paper has it
}  # fmt: skip

FACTS = {
    1: "Гражданский форум Диалог|площадка для межсекторного взаимодействия власти, бизнеса и общественных организаций",
    2: "ЗАТО Зеленогорск, Красноярский край",
    3: (
        "с 2010 года|2016|субсидии|110|27,3 %|30|8–10 СО НКО|Гражданское общество – Зеленогорск|2017–2019|"
        "социального проектирования|ревизию|стендовой презентации|круглые столы|экспертные ресурсы|"
        "Низкий уровень эффективности взаимодействия|Низкая эффективность, активность и инициативность СО НКО города|"
        "Низкий уровень вовлеченности жителей|Низкий уровень развития гражданских инициатив СО НКО|"
        "информационного пространства|Узкий спектр услуг|правовой и профессиональной грамотности|"
        "навыков фандрайзинга|Несовершенство нормативной базы|12.01.1996 № 7-ФЗ|статья 16|30.09.2013 № 509-п|"
        "Красноярского краевого ресурсного центра|без регистрации в качестве юридического лица|Молодежный центр|"
        "безвозмездной основе|Межведомственное сотрудничество|двух ставок|Достаточное количество действующих СО НКО"
    ),
    4: "более 100|более 20|38|23|3|7|1|42|публикаций в СМИ|экспертной оценки|Встречи Главы города",
    5: (
        "Администрация ЗАТО г. Зеленогорска|Принятие нормативных актов, административная поддержка центра|"
        "Библиотека им. Маяковского|Непосредственная реализация проекта|Социальные партнеры|"
        "роль в источнике не указана|"
        "Жители города Зеленогорска|Целевая аудитория проекта"
    ),
    6: (
        "Целевой потребитель|Проблема потребителя|Предложение потребителю|Ключевые ресурсы|Ключевые процессы|2017|"
        "2 специалистов|30 руководителей|более 100 активистов|42 соглашения|индивидуальные предприниматели|"
        "Телерадиокомпания Зеленогорск|Панорама|ТВИН|Зеленый город|ВКонтакте|Одноклассники|"
        "интеграции и оптимизации ресурсов|дважды в год|информационная открытость"
    ),
    7: (
        "Принятие решения о проведении форума|Краевым центром поддержки общественных инициатив|штатное расписание|"
        "Назначение ответственных лиц|плана реализации практики|Информационная кампания|Проведение форума|"
        "Муниципальный ресурсный центр поддержки общественных инициатив"
    ),
    8: (
        "285-п|12 ноября 2015|Подпрограмма № 4|Положение о муниципальном ресурсном центре|"
        "570 тыс. руб.|краевом конкурсе"
    ),
    9: "Жители города Зеленогорска|Органы власти ЗАТО г. Зеленогорска|ЗАТО Зеленогорск|качества жизни|инновационного",
    10: "721,4 тыс. руб.|ежегодно|штатному расписанию|отдельно расходы не планируются|300 тыс. руб.|в среднем",
    11: (
        "Карчушкин Илья Сергеевич|помощник Главы|9-51-03|Коваленко Лариса Васильевна|заместитель главы Администрации|"
        "9-51-05|klb@admin.zelenogorsk.ru|Балякина Полина Андреевна|3-60-16|по работе с общественными объединениями"
    ),
}


@pytest.fixture(scope="module")
def real(real_root: Path) -> Catalog:
    return make_catalog(check_root(real_root), now("Asia/Krasnoyarsk"))


def lacking(number: int, text: str) -> list[str]:
    said = fold(text)
    return [fact for fact in FACTS[number].split("|") if fold(fact) not in said]


def docx_sections(body: bytes) -> list[tuple[str, str]]:
    """Return heading and text of each section of the Word file, tables included."""
    found: list[tuple[str, str]] = []
    for part in docx.Document(io.BytesIO(body)).iter_inner_content():
        if hasattr(part, "rows"):
            words = "\n".join(cell.text for row in part.rows for cell in row.cells)
        elif part.style.name == "Heading 1":
            found.append((part.text, ""))
            continue
        else:
            words = part.text
        if found:
            found[-1] = (found[-1][0], f"{found[-1][1]}\n{words}")
    return found


def test_every_fact_is_in_its_section(real: Catalog) -> None:
    files = dict(passport.make(real))
    sections = docx_sections(files["print/passport.docx"])
    assert [title.split(".")[0] for title, _ in sections] == [str(number) for number in range(1, 12)]
    for number, (_, text) in enumerate(sections, start=1):
        assert lacking(number, text) == [], number
    assert lacking(10, sections[0][1]) != []  # positive control: what is absent is missed


def original_sections() -> list[str]:
    """Return the original's text by section, without Word's marks, page numbers and mailboxes at private providers."""
    text = re.sub(r"\[bookmark: \w+\]|\S+@(?:mail|yandex)\.ru|\n\d\s*\Z", " ", ORIGINAL.read_text("utf-8"))
    found: list[str] = []
    for part in re.split(r"(?m)^(?=\d{1,2}\. )", text):
        if part.startswith(f"{len(found) + 1}. "):
            found.append(part.split(". ", 1)[1])
        elif found:
            found[-1] += part
    return found


def facts_of(number: int, text: str) -> set[str]:
    """Return figures, names in «ёлочки» and, where the original is a table, all its words, folded as search does."""
    text = re.sub(r"8\(391\)69[ -]?", "", text)  # the town's code: ours is +7 39169
    text = re.sub(r"\b(\d)(\d)-(\d)(\d\d)\b", r"\1-\2\3-\4", text)  # 95-103 is 9-51-03
    if number not in PROSE:
        return set(re.findall(r"[\w@.-]*\w", fold(text)))
    names = " ".join(re.findall(r"[«\"]([^»\"]+)[»\"]", text))
    return set(re.findall(r"\d+(?:,\d+)?", text)) | set(re.findall(r"[\w-]*\w", fold(names)))


@pytest.mark.skipif(not ORIGINAL.is_file(), reason="the original passport is not here")
def test_nothing_of_the_original_is_lost(real: Catalog) -> None:
    """The list above is ours; this one is taken from the original itself."""
    ours = docx_sections(dict(passport.make(real))["print/passport.docx"])
    theirs = original_sections()
    assert len(theirs) == len(ours) == 11
    figures = 0
    for number, (original, (title, words)) in enumerate(zip(theirs, ours, strict=True), start=1):
        wanted = facts_of(number, original) - SAID_OTHERWISE
        assert len(wanted) >= 4, number
        said = fold(f"{title} {words}").replace("12 ноября 2015", "12.11.2015")
        assert {fact for fact in wanted if fact not in said} == set(), number
        figures += sum(fact[0].isdigit() for fact in wanted)
    assert figures > 40
    assert "100500" in facts_of(4, "более 100500")


@pytest.mark.skipif(not ORIGINAL.is_file(), reason="the original passport is not here")
def test_nothing_of_the_original_is_lost_on_the_page(real_site: Path) -> None:
    """Except titles of sections and heads of tables, which are shorter on a screen."""
    tree = LexborHTMLParser((real_site / "practice" / "index.html").read_text("utf-8"))
    for number, (original, node) in enumerate(zip(original_sections(), tree.css(SECTIONS), strict=True), 1):
        actual = re.sub(r"(?m)^\t№\n(?:\t(?!\d).*\n|\S.*\n)*|^\t\d+\. *$", "", original.partition("\n")[2])
        wanted = facts_of(number, actual) - SAID_OTHERWISE
        assert wanted or number in (1, 2)
        said = fold(node.text(separator=" ")).replace("12 ноября 2015", "12.11.2015")
        assert {fact for fact in wanted if fact not in said} == set(), number


def test_every_fact_is_on_the_page(real_site: Path) -> None:
    tree = LexborHTMLParser((real_site / "practice" / "index.html").read_text("utf-8"))
    sections = [node.text(separator=" ") for node in tree.css(SECTIONS)]
    assert len(sections) == 11
    for number, text in enumerate(sections, start=1):
        assert lacking(number, text) == [], number


def test_private_mailboxes_are_in_neither_file(real: Catalog) -> None:
    files = dict(passport.make(real))
    word = "\n".join(text for _, text in docx_sections(files["print/passport.docx"]))
    assert "@admin.zelenogorsk.ru" in word
    assert "mail.ru" not in word
    assert "yandex.ru" not in word


def test_the_files_are_accessible_and_the_same_again(real: Catalog) -> None:
    files = dict(passport.make(real))
    assert files == dict(passport.make(real))
    assert_accessible(files["print/passport.pdf"])
    assert b"/Outlines" in objects(files["print/passport.pdf"])
    document = docx.Document(io.BytesIO(files["print/passport.docx"]))
    assert document.core_properties.language == "ru-RU"
    for table in document.tables:
        assert table.rows[0]._tr.xpath("w:trPr/w:tblHeader")
        assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in table.rows)
    assert document.sections[0].footer._element.xpath(".//w:instrText[.='PAGE']")


def test_an_invented_passport_says_so(demo_root: Path) -> None:
    demo = make_catalog(check_root(demo_root), now("Asia/Krasnoyarsk"))
    words = [part.text for part in docx.Document(io.BytesIO(dict(passport.make(demo))[passport.DOCX])).paragraphs]
    assert "Это пример: город, организации и люди выдуманы." in words


def test_a_leaflet_of_a_forum_of_which_little_is_known(real: Catalog) -> None:
    ((address, pdf),) = leaflets.make(real)
    assert address == "print/forums/2018-summer.pdf"
    assert_accessible(pdf)


def test_the_longest_leaflet(demo_root: Path) -> None:
    demo = make_catalog(check_root(demo_root), now("Asia/Krasnoyarsk"))
    forum = demo.forums["2026-winter"]
    actual = leaflets.describe(demo, forum)
    assert sum(len(day["slots"]) for day in actual["days"]) == len(forum.row["sessions"])
    assert [slot["change"] for day in actual["days"] for slot in day["slots"] if slot["cancelled"]] == [
        "отменено: ведущий заболел, встречу проведут отдельно (пример)"
    ]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_word_file(real: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "passport.docx"
    path.write_bytes(dict(passport.make(real))["print/passport.docx"])
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert (tmp_path / "passport.pdf").stat().st_size > 10_000
