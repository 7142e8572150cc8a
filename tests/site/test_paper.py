"""Printed documents: tagged, titled, in Russian, outlined, a card always one page, equal bytes."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.catalog.catalog import make_catalog
from generator.catalog.crowds import list_crowds
from generator.catalog.decisions import last_forum
from generator.catalog.models import Catalog, Forum, Ngo
from generator.clock import now
from generator.model.palette import LIGHT, TEXT, light_palette
from generator.model.words import words_of
from generator.paper import boards, cards, catalogue, find_unprinted, leaflets, make_documents, outcomes, passport
from generator.paper.signs import ODD, SUBSTITUTE, SURE, printable, surely_printable, unprintable
from generator.paper.typesetting import TooLongError, typeset
from generator.records.check import check_root
from tests.conftest import run_portal
from tests.hostile.roots import write_root

ZONE = "Asia/Krasnoyarsk"


@pytest.fixture(scope="module")
def demo(demo_root: Path) -> Catalog:
    return make_catalog(check_root(demo_root), now(ZONE))


def objects(pdf: bytes) -> bytes:
    """Return the document's objects as text, including those in compressed streams."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    opened = []
    for stream in streams:
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return pdf + b"\n".join(opened)


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", objects(pdf)))


def assert_accessible(pdf: bytes) -> None:
    inside = objects(pdf)
    assert pdf.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in inside
    assert re.search(rb"/Marked\s+true", inside)
    assert re.search(rb"/Lang\s*\(ru-RU\)", inside)
    assert re.search(rb"/DisplayDocTitle\s+true", inside)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in inside
    assert b"<dc:title>" in inside


def test_the_catalogue(demo: Catalog) -> None:
    ((address, pdf),) = catalogue.make(demo)
    assert address == "print/catalogue.pdf"
    assert_accessible(pdf)
    assert b"/Outlines" in objects(pdf)
    assert 15 < pages(pdf) < 60
    assert pdf == next(catalogue.make(demo))[1]


def test_the_catalogue_has_every_living_organisation(demo: Catalog) -> None:
    actual = catalogue.describe(demo)
    living = {ngo.id for ngo in demo.ngos.values() if ngo.row["status"] != "liquidated"}
    shown = [ngo["id"] for group in actual["groups"] for ngo in group["ngos"]]
    assert len(shown) == len(set(shown)) == len(living) < len(demo.ngos)
    assert set(shown) == living == {ngo_id for ngo_id, _ in actual["names"]}
    assert {ngo_id for need in actual["needs"] for ngo_id in need["ngos"]} <= living


def chosen(demo: Catalog) -> list[Ngo]:
    """The fullest record, the barest, the longest name, forty services."""
    ngos = list(demo.ngos.values())
    measures = (lambda n: len(str(n.row)), lambda n: -len(str(n.row)), lambda n: len(n.row["name"]))
    return [max(ngos, key=measure) for measure in measures] + [max(ngos, key=lambda n: len(n.row["services"]))]


def test_a_card_is_one_page(demo: Catalog) -> None:
    for ngo in chosen(demo):
        pdf = cards.make_card(demo, ngo)
        assert_accessible(pdf)
        assert pages(pdf) == 1, ngo.id
        assert pdf == cards.make_card(demo, ngo)


def test_a_card_of_the_greatest_texts_is_one_page(demo: Catalog) -> None:
    """Every field at its schema's maximum length, with characters that mean something to typst."""
    richest = chosen(demo)[0]
    sign = "#panic() $x$ *жирно* _курсив_ @метка <b> \\ [скобка] "
    service = {"title": sign * 4, "summary": sign * 12, "when": sign * 4, "how": sign * 8, "cost": "free"}
    row = richest.row | {
        "name": (sign * 6)[:300],
        "summary": (sign * 9)[:400],
        "address": "длинно" * 50,
        "access_note": (sign * 6)[:300],
        "hours_note": (sign * 4)[:200],
        "phones": richest.row["phones"] * 10,
        "emails": ["a" * 60 + "@example.org"] * 10,
        "links": ["https://example.org/" + "a" * 200] * 10,
        "services": [richest.row["services"][0] | service] * 60,
    }
    pdf = cards.make_card(demo, Ngo("ngos", "longest", row, row["name"]))
    assert pages(pdf) == 1
    data = catalogue.frame(demo) | {"ngo": cards.on_paper(demo, Ngo("ngos", "longest", row, row["name"]))}
    with pytest.raises(TooLongError):
        typeset("card", data | {"title": "т", "qr": cards.draw_qr("x"), "size": 13, "listed": 8, "detailed": 8}, demo)


def test_a_sheet_for_a_notice_board_is_one_page_for_each_audience(demo: Catalog) -> None:
    files = dict(boards.make(demo))
    crowds = list_crowds(demo)
    assert list(files) == [f"print/boards/{crowd.audience.code}.pdf" for crowd in crowds]
    assert len(files) > 10
    for pdf in files.values():
        assert_accessible(pdf)
        assert pages(pdf) == 1
    data = boards.describe(demo, crowds[0])
    assert data["until"].endswith("г.")
    assert data["page"].endswith(crowds[0].url)
    actual = {row["name"] for part in data["parts"] for row in part["rows"]} | {row["name"] for row in data["others"]}
    assert len(actual) == crowds[0].count
    closed = {ngo.title for ngo in demo.ngos.values() if ngo.closed}
    assert closed
    assert actual & closed == set()


def test_the_longest_sheet_is_one_page(demo: Catalog) -> None:
    crowd = max(list_crowds(demo), key=lambda one: one.count)
    match = crowd.answers[0].working[0]
    long = {"title": "длинно #panic() " * 12, "cost": "free"}
    service = match.services[0] | long
    ngo = replace(match.ngo, title="Организация с очень длинным названием " * 5)
    answer = replace(crowd.answers[0], matches=(match._replace(ngo=ngo, services=(service,)),) * 40, count=90)
    whole = replace(crowd, answers=(answer,) * 20, others=(ngo,) * 60)
    assert pages(boards.make_board(demo, whole)) == 1


def test_a_notice_board_is_read_from_two_steps_away(demo: Catalog, real_root: Path) -> None:
    town = make_catalog(check_root(real_root), now(ZONE))
    for catalog, smallest in ((demo, 14.0), (town, 26.0)):
        crowds = list_crowds(catalog)
        boarded = [boards.fit_board(catalog, crowd) for crowd in crowds]
        assert [pages(pdf) for _, pdf in boarded] == [1] * len(crowds)
        sizes = {crowd.audience.code: data["size"] for crowd, (data, _) in zip(crowds, boarded, strict=True)}
        assert {code: size for code, size in sizes.items() if size < smallest} == {}
        assert len(sizes) > 5
        assert {len(data["dial"]) for data, _ in boarded} == {len("0-00-00")}  # as it is dialled in the town


def colours_of(pdf: bytes) -> set[str]:
    """Return the colours a document paints with, as «#rrggbb»."""
    found = re.findall(rb"(?:^|\s)([\d.]+) ([\d.]+) ([\d.]+) (?:scn|rg)\b", objects(pdf))
    return {"#" + "".join(f"{round(float(part) * 255):02x}" for part in colour) for colour in found}


def test_paper_has_the_colours_and_the_words_of_the_town(demo: Catalog) -> None:
    """The settings check blue for contrast (E365): paper uses only pairs checked there."""
    wording = words_of(
        {"operator_forms": "дом дружбы, дома дружбы, дому дружбы, дом дружбы, домом дружбы, доме дружбы"}
    )
    settings = {**demo.settings, "colour_main": "#1f5fa8"}
    blue = replace(demo, settings=settings, package=replace(demo.package, wording=wording))
    own = light_palette({"pine": "#1f5fa8"})
    green, painted = (
        {**dict(outcomes.make(town)), "card": cards.make_card(town, chosen(town)[0])} for town in (demo, blue)
    )
    for name in ("card", outcomes.PDF):
        assert LIGHT["pine"] in colours_of(green[name])  # positive control
        assert colours_of(painted[name]) & {LIGHT["pine"], LIGHT["pine-tint"], own["pine"]} == {own["pine"]}
    assert own["pine-tint"] in colours_of(painted["card"])
    with zipfile.ZipFile(io.BytesIO(painted[outcomes.DOCX])) as archive:
        styles = archive.read("word/styles.xml").decode()
    assert "1F5FA8" in styles
    assert "1F6B45" not in styles
    paper = Path(cards.__file__).parent
    texts = {path.name: path.read_text("utf-8") for path in paper.glob("*.typ")}
    assert len(texts) > 5
    assert [name for name, text in texts.items() if re.search(r'rgb\("|luma\(|\b(?:green|blue|red)\b', text)] == []
    assert {"paper", "pine-tint"} <= {*TEXT["muted"]} & {*TEXT["pine"]}


def test_what_came_of_decisions_is_two_pages(demo: Catalog) -> None:
    files = dict(outcomes.make(demo))
    assert list(files) == [outcomes.PDF, outcomes.DOCX]
    assert_accessible(files[outcomes.PDF])
    assert pages(files[outcomes.PDF]) <= 2
    assert files == dict(outcomes.make(demo))


def test_the_longest_decisions_are_two_pages_that_say_what_is_left_out(demo: Catalog) -> None:
    """Sixty decisions, every text at its schema's maximum length."""
    forum = last_forum(demo)
    assert forum is not None
    some = next(d for d in demo.decisions.values() if d.forum is forum)
    long = {
        "text": "Слово #panic() " * 200,
        "answer": "Ответ " * 500,
        "verdict": "disputed",
        "verdict_note": "Нет " * 250,
    }
    made = {f"{forum.id}#{n}": replace(some, row=some.row | long | {"number": n}) for n in range(1, 61)}
    ((data, pdf),) = outcomes.fitted(replace(demo, decisions=made))
    assert pages(pdf) <= 2
    table, note = data["sections"][0]["blocks"][:2]
    assert note["text"] == f"Не поместилось {60 - len(table['rows'])}\u00a0решений: все они на портале."
    with pytest.raises(TooLongError):
        typeset("outcomes", outcomes.describe(replace(demo, decisions=made), forum, outcomes.FITS[0]), demo)
    assert list(outcomes.make(replace(demo, decisions={}))) == []


def test_every_kind_has_its_module(demo: Catalog) -> None:
    one = replace(demo, entities={**demo.entities, "ngos": dict([*demo.ngos.items()][:2])})
    addresses = [address for address, _ in make_documents(one)]
    made = [leaflets.address(forum.id) for forum in one.forums.values() if forum.row["sessions"]]
    sheets = [boards.address(crowd.audience.code) for crowd in list_crowds(one)]
    expected = ["print/catalogue.pdf", *(cards.address(ngo_id) for ngo_id in one.ngos), *sheets, *made]
    assert addresses == [*expected, passport.PDF, passport.DOCX, outcomes.PDF, outcomes.DOCX]


def test_documents_are_linked_when_they_are_built(tmp_path: Path, fresh_root: Path) -> None:
    done = run_portal("build", "--root", fresh_root, "--no-search", "--with-print")
    assert done.returncode == 0, done.stdout + done.stderr
    site = fresh_root / "site"
    assert 'href="../print/catalogue.pdf"' in (site / "ngos/index.html").read_text("utf-8")
    assert 'href="../../print/ngos/kiber-atom.pdf"' in (site / "ngos/kiber-atom/index.html").read_text("utf-8")
    assert 'href="../print/passport.docx"' in (site / "practice/index.html").read_text("utf-8")
    assert 'href="../../print/forums/2018-summer.pdf"' in (site / "forums/2018-summer/index.html").read_text("utf-8")
    done = run_portal("print", "--root", fresh_root, "--out", tmp_path / "out", "catalogue")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "out/catalogue.pdf").read_bytes() == (site / "print/catalogue.pdf").read_bytes()
    assert not (tmp_path / "out/ngos").exists()
    assert (site / "print/ngos/kiber-atom.pdf").is_file()
    done = run_portal("print", "--root", fresh_root, "posters")
    assert (done.returncode, "catalogue" in done.stderr) == (2, True)


def test_without_print_nothing_is_linked(real_site: Path) -> None:
    assert not (real_site / "print").exists()
    assert "print/catalogue" not in (real_site / "ngos/index.html").read_text("utf-8")


# Characters of all kinds: pictures, other scripts, units, combining parts, private and unassigned ones.
RARE = (
    "📞",
    "✅",
    "🌿",
    "中文",
    "㎡",
    "ﷺ",
    "👍🏽",
    "☎️",
    "1️⃣",
    "🇷🇺",
    "\u0378",
    "\U0010fffd",
    "а\u20dd",
    "\u0483",
    "𝒜",
    "ꙮ",
)


def leaflet(demo: Catalog, words: str) -> bytes:
    """Return the programme of a forum whose name, meeting and hall are this text."""
    forum = next(forum for forum in demo.forums.values() if forum.row["sessions"])
    session = forum.row["sessions"][0] | {"title": words, "hall": words}
    row = forum.row | {"title": words, "summary": words, "sessions": [session]}
    return typeset("leaflet", leaflets.describe(demo, Forum("forums", "x", row, words, forum.state)), demo)


@pytest.mark.parametrize("sign", RARE)
def test_a_sign_that_no_font_has_does_not_stop_print(sign: str, demo: Catalog) -> None:
    for words in (sign, f"Запись: {sign}", f"а{sign}б", f"«{sign}»", f"{sign}\n\n{sign}"):
        assert_accessible(leaflet(demo, words))


def test_only_what_is_missing_is_replaced() -> None:
    assert printable({"a": ["Звоните 📞 8-800", "100 ㎡, «中文»"], "n": 3}) == {
        "a": [f"Звоните {SUBSTITUTE} 8-800", f"100 {SUBSTITUTE}, «{SUBSTITUTE}{SUBSTITUTE}»"],
        "n": 3,
    }
    kept = "Ünïcode, Ελλάδα, ½, ✓ и שלום"
    assert printable(kept) == kept
    assert unprintable(kept) == []
    assert unprintable("📞 и ✅ и 📞") == ["📞", "✅"]
    assert printable("☎️ 1") in (f"{SUBSTITUTE} 1", "☎️ 1")


def test_what_is_said_to_be_in_the_fonts_is_there(demo: Catalog) -> None:
    """The last resort relies on it: every listed character is set, and none is missing from the fonts."""
    signs = "".join(chr(code) for code in range(0x2600) if re.match(f"[{SURE}]", chr(code)) and chr(code) > " ")
    assert len(signs) > 170
    assert not ODD.search(signs)
    assert_accessible(leaflet(demo, signs))
    assert unprintable(" ".join(sign for sign in signs)) == []
    assert surely_printable(["д 📞", {"a": "中"}]) == [f"д {SUBSTITUTE}", {"a": SUBSTITUTE}]


@settings(max_examples=60, deadline=None)
@given(words=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40))
def test_any_text_is_set(words: str, demo: Catalog) -> None:
    leaflet(demo, f"а {words}")


def test_warnings_are_at_the_sign(tmp_path: Path) -> None:
    """A character that no font has is reported at its line and column if it reaches paper, else not."""
    files = {
        "ngos/klub.yml": (
            "name: Клуб «Ромашка 🌿»\nstatus: unknown\nsource: анкета\nnote: 📞 перезвонить\n"
            "summary: Помогаем.\nservices:\n  - title: Запись\n    when: по 📞 и ✅\n"
            "projects:\n  - title: Проект 📞\n    source: отчёт\n"
        ),
        "ngos/drugoj.yml": "name: Клуб «Сосна»\nstatus: unknown\nsource: анкета\nsummary: Простой текст.\n",
        "forums/2026-winter.yml": (
            "title: Форум\nseason: 2026-winter\nsource: план\n"
            'sessions:\n  - {code: a1, type: round_table, title: "Встреча ㎡", hall: "Зал \\u2705"}\n'
        ),
        "content/practice.yml": "title: А\nregion: Город\nsource: паспорт\nbackground: |\n  Раз.\n\n  Два 中文.\n",
    }
    checked = check_root(write_root(tmp_path, files))
    assert [problem for problem in checked.problems if problem.severity == "error"] == []
    catalog = make_catalog(checked, now(ZONE))
    found = find_unprinted(checked, catalog)
    assert {problem.code for problem in found} == {"W660"}
    assert sorted((problem.path, problem.line, problem.column) for problem in found) == [
        ("content/practice.yml", 7, 7),
        ("forums/2026-winter.yml", 5, 51),
        ("forums/2026-winter.yml", 5, 61),
        ("ngos/klub.yml", 1, 21),
        ("ngos/klub.yml", 8, 14),
    ]
    assert [problem.message for problem in found if problem.line == 8] == [
        "«Когда» (when): этих знаков нет в шрифтах для печати, на бумаге стоит □: «📞» (U+1F4DE), «✅» (U+2705)."
    ]
    assert [problem.path for problem in find_unprinted(checked, catalog, ["passport"])] == ["content/practice.yml"]


@pytest.mark.parametrize("command", [("print",), ("build", "--with-print", "--no-search")])
def test_commands_say_what_paper_lacks_and_go_on(command: tuple[str, ...], fresh_root: Path) -> None:
    path = fresh_root / "ngos/kiber-atom.yml"
    path.write_text(path.read_text("utf-8").replace("summary: Развивает", "summary: ✅ Развивает"), "utf-8")
    done = run_portal(*command, "--root", fresh_root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ngos/kiber-atom.yml:6:10: предупреждение W660" in done.stdout
    assert "Traceback" not in done.stderr
