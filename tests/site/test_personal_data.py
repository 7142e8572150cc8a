"""People without a basis are nowhere in a built site: every byte is searched, packed indexes unpacked."""

from __future__ import annotations

import gzip
import re
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest

from generator.catalog.links import FILE, Failing, LinkReport, write_links
from tests.conftest import copy_root, run_portal

pytestmark = pytest.mark.xdist_group("persons")  # one process builds what all tests read

CONSENT = 'basis: consent\n      consent_given: "2026-01-10"\n      consent_fields: [{fields}]\n'
# Why the person may not be shown → what the record has after name, role and the marked data.
HIDDEN = {
    "beznichego": "",
    "istek": CONSENT.format(fields="name, position, phone, email") + '      consent_until: "2026-11-22"\n',
    "bezperechnya": 'basis: consent\n      consent_given: "2026-01-10"\n',
    "bezimeni": CONSENT.format(fields="position, phone"),
}
SHOWN = {
    "dolzhnost": "basis: official\n",
    "soglasie": CONSENT.format(fields="name, position") + '      consent_until: "2026-11-30"\n',
}


def person(mark: str, rest: str, number: int) -> str:
    """Return marked data: every value contains the mark, the phone a number of its own."""
    return (
        f"    - name: Имя-{mark} Пример\n      role: contact\n      position: пост-{mark}\n"
        f'      phone: "+739169{number:05}"\n      email: {mark}@example.org\n'
        f"      consent_reference: папка-{mark}\n" + (f"      {rest}" if rest else "")
    )


def marks(number: int, mark: str) -> tuple[str, ...]:
    local = f"{number:05}"
    spaced = (f"{local[0]}-{local[1:3]}-{local[3:]}",)
    return (f"Имя-{mark}", f"пост-{mark}", f"{mark}@example", f"папка-{mark}", f"739169{local}", *spaced)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built site of a root with people of every kind planted: in an НКО, in a forum's session."""
    root = copy_root(tmp_path_factory.mktemp("planted") / "root")
    people = {**HIDDEN, **SHOWN}
    listed = "".join(person(mark, rest, 70001 + n) for n, (mark, rest) in enumerate(people.items()))
    (root / "ngos/klub.yml").write_text(
        f"name: Клуб «Ясень»\nstatus: unknown\npersons:\n{listed}source: анкета\nnote: заметкатайна\n", "utf-8"
    )
    deep = re.sub(r"(?m)^(?=.)", "    ", listed)
    (root / "forums/2026-summer.yml").write_text(
        "title: Форум\nseason: 2026-summer\nstarts_on: '2026-06-10'\nends_on: '2026-06-10'\nsessions:\n"
        f"  - type: seminar\n    title: Семинар\n    date: '2026-06-10'\n    persons:\n{deep}source: план\n",
        "utf-8",
    )
    failing = Failing(
        "https://gone.example/?a=1&b",
        2,
        date(2026, 11, 16),
        date(2026, 11, 22),
        "нет сервера",
        ("/ngos/klub/", "/ngos/gone/", "/"),
    )
    (root / "build").mkdir()
    (root / "build" / FILE).write_text(write_links(LinkReport(failing.last, 9, 0, (failing,))), "utf-8")
    done = run_portal("build", "--root", root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "site"


def unpacked(path: Path) -> bytes:
    """Return the file and whatever is packed in it."""
    data = path.read_bytes()
    if data[:2] == b"\x1f\x8b":
        return data + gzip.decompress(data)
    if data[:2] == b"PK":
        with zipfile.ZipFile(path) as packed:
            return data + b"".join(packed.read(name) for name in packed.namelist())
    return data


def search(site: Path, needle: str) -> list[str]:
    """Return files of the site that contain the text, in any case and under any of its usual escapes."""
    forms = {needle, needle.lower(), needle.encode("ascii", "backslashreplace").decode()}
    forms |= {"".join(f"&#{ord(c)};" for c in needle)}
    wanted = [form.encode() for form in forms]
    found = []
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        data = unpacked(path)
        if any(form in data or form in data.lower() for form in wanted):
            found.append(path.relative_to(site).as_posix())
    return found


def test_the_control_is_found_where_it_may_be(planted: Path) -> None:
    """Data with a basis is found on pages and in the search index, so the search for the rest works."""
    for mark in SHOWN:
        found = search(planted, f"Имя-{mark}")
        assert "ngos/klub/index.html" in found
        assert "forums/2026-summer/index.html" in found
        assert any(name.startswith("search/") or ".pf_" in name for name in found), found
        assert not [name for name in found if name.startswith("data/") and name.endswith((".csv", ".json"))]
    assert search(planted, "пост-dolzhnost")
    assert search(planted, "dolzhnost@example")


def test_staff_see_records_and_days_of_consents_and_dead_links(planted: Path) -> None:
    """It is not said whose consents they are: the tests below look for that on every page."""
    page = (planted / "staff" / "index.html").read_text("utf-8").replace("\u00a0", " ")
    consents = page.partition('id="consents"')[2].partition("</details>")[0]
    assert re.findall(r'href="\.\./([^"]*)">([^<]*)</a> <span class="rows__note">([^<]*)', consents) == [
        ("forums/2026-summer/", "Форум", "срок вышел 22 ноября 2026 г."),
        ("ngos/klub/", "Клуб «Ясень»", "срок вышел 22 ноября 2026 г."),
        ("forums/2026-summer/", "Форум", "до 30 ноября 2026 г."),
        ("ngos/klub/", "Клуб «Ясень»", "до 30 ноября 2026 г."),
    ]
    assert '<a href="https://gone.example/?a=1&amp;b" rel="noopener nofollow external">' in page
    assert "нет сервера, с 16 ноября 2026 г." in page
    assert '<a href="../ngos/klub/">/ngos/klub/</a>, /ngos/gone/, /</span>' in page  # a removed record is no link


@pytest.mark.parametrize("mark", HIDDEN)
def test_what_has_no_basis_is_nowhere(planted: Path, mark: str) -> None:
    number = 70001 + list(HIDDEN).index(mark)
    assert {needle: found for needle in marks(number, mark) if (found := search(planted, needle))} == {}


def test_what_the_consent_does_not_list_is_nowhere(planted: Path) -> None:
    number = 70001 + len(HIDDEN) + list(SHOWN).index("soglasie")
    for needle in ("soglasie@example", f"739169{number:05}", "папка-soglasie", "папка-dolzhnost", "заметкатайна"):
        assert search(planted, needle) == []


def test_a_withdrawn_consent_stops_the_build(planted: Path, tmp_path: Path) -> None:
    root = copy_root(tmp_path / "root")
    record = planted.parent / "ngos/klub.yml"
    text = record.read_text("utf-8").replace(
        "basis: official\n", 'basis: official\n      consent_withdrawn: "2026-06-01"\n'
    )
    (root / "ngos/klub.yml").write_text(text, "utf-8")
    shutil.copyfile(planted.parent / "forums/2026-summer.yml", root / "forums/2026-summer.yml")
    done = run_portal("build", "--root", root)
    assert done.returncode == 1
    assert "E321" in done.stdout
    assert not (root / "site").exists()
