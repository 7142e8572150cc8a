"""Nothing personal without a basis leaves the records, even in a text that names the person."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from generator.site.audit.site import BUFFER, secrets_in
from tests.conftest import run_portal

NAME, PHONE, MAIL = "Примерова Тайна Примеровна", "+79000000077", "tayna@primer.example"
PERSON = f"""persons:
  - name: {NAME}
    role: contact
    phone: "{PHONE}"
    email: {MAIL}
"""


def build_with(root: Path, addition: str, page: str = "", *, search: bool = False) -> tuple[int, str]:
    record = root / "ngos" / "kiber-atom.yml"
    record.write_text(record.read_text("utf-8") + PERSON + addition, "utf-8")
    about = root / "content" / "about" / "index.md"
    about.write_text(about.read_text("utf-8") + page, "utf-8")
    done = run_portal("build", "--root", root, *([] if search else ["--no-search"]))
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def test_a_person_without_a_basis_is_nowhere(fresh_root: Path) -> None:
    status, _ = build_with(fresh_root, "", search=True)
    assert status == 0
    files = [path for path in (fresh_root / "site").rglob("*") if path.is_file()]
    assert len(files) > 100
    assert [path for path in files for sign in (NAME, PHONE, MAIL) if sign.encode() in path.read_bytes()] == []


@pytest.mark.parametrize(
    ("addition", "page", "place"),
    [
        (f"description: Руководит {NAME}, звоните.\n", "", "ngos/kiber-atom.yml"),
        (f"address: ул. Ленина, спросить {NAME}\n", "", "ngos/kiber-atom.yml"),  # in the page's head and in its text
        (f'phones: ["{PHONE}"]\n', "", ""),
        ("", f"\nПишите: [{MAIL}](mailto:{MAIL})\n", "content/about/index.md"),
    ],
)
def test_a_text_that_tells_stops_the_build(fresh_root: Path, addition: str, page: str, place: str) -> None:
    status, said = build_with(fresh_root, addition, page)
    if not place:  # the organisation's own phone is public even if a person has it too
        assert status == 0
        return
    assert status == 1
    shown = [line for line in said.split("\n") if " E650 " in line]
    assert any(line.startswith(place) for line in shown), said
    assert not (fresh_root / "site").exists()
    assert len(shown) == len(set(shown))  # once per page, whatever its number of parts
    actual = "\n".join(line for line in said.split("\n") if "E650" in line)
    assert NAME not in actual
    assert MAIL not in actual


@pytest.mark.parametrize(
    "addition",
    [
        f"offers: [{NAME}]\n",  # a free text makes nobody public
        f"projects:\n  - title: Сад\n    result: {NAME}\n",
        "description: Звоните 8 (900) 000-00-77.\n",
        "description: Спросите Т. П. Примерову.\n",
    ],
)
def test_no_record_makes_a_person_public(fresh_root: Path, addition: str) -> None:
    status, said = build_with(fresh_root, addition)
    assert status == 1
    assert [line for line in said.split("\n") if line.startswith("ngos/kiber-atom.yml:") and " E650 " in line]


def test_a_winner_is_no_basis(fresh_root: Path) -> None:
    event = (
        "title: Конкурс\nkind: contest\nstarts_on: '2026-06-01'\nsource: план\nwinners:\n  - name: Тайна Примерова\n"
    )
    (fresh_root / "content" / "events").mkdir(exist_ok=True)
    (fresh_root / "content" / "events" / "konkurs.yml").write_text(event, "utf-8")
    status, said = build_with(fresh_root, "")
    assert status == 1
    assert "content/events/konkurs.yml:6:11: ошибка E650" in said


def test_names_of_files_are_addresses(fresh_root: Path) -> None:
    """A record, a page and a document named after someone withheld; one named after a namesake is accepted."""
    content = fresh_root / "content"
    (content / "files").mkdir(exist_ok=True)
    for name in ("primerova-tayna", "primerova-olga"):
        (content / "files" / f"{name}.docx").write_bytes(b"PK\x05\x06" + bytes(18))
        (content / "about" / f"{name}.md").write_text("# Встреча\n", "utf-8")
        (fresh_root / "ngos" / f"{name}.yml").write_text(
            f"name: Клуб {name}\nstatus: unknown\nsource: анкета\n", "utf-8"
        )
    status, said = build_with(fresh_root, "")
    assert status == 1
    places = {line.partition(":")[0] for line in said.split("\n") if " E650 " in line}
    assert {
        "content/files/primerova-tayna.docx",
        "content/about/primerova-tayna.md",
        "ngos/primerova-tayna.yml",
    } <= places
    assert not [place for place in places if "olga" in place]


@pytest.mark.parametrize("where", ["ул. Примеровой, 5", "Фонд имени Тайны Примеровой", "Ольга Примерова"])
def test_streets_and_namesakes_stop_nothing(fresh_root: Path, where: str) -> None:
    assert build_with(fresh_root, f"description: {where}\n")[0] == 0


def test_attachments_are_read(fresh_root: Path) -> None:
    folder = fresh_root / "content" / "files"
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / "list.docx", "w") as document:
        document.writestr("word/document.xml", "<w:t>Примеровой Тай</w:t><w:t>не</w:t>")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    status, said = build_with(fresh_root, "")
    assert status == 1
    assert "content/files/list.docx: ошибка E650" in said
    assert "content/files/broken.pdf: предупреждение W651" in said


@pytest.mark.parametrize("before", [0, 10, BUFFER - len(MAIL), BUFFER - 1, BUFFER, 3 * BUFFER])
@pytest.mark.parametrize("behind", [0, 1, BUFFER])
def test_a_data_file_is_looked_through_to_its_end(tmp_path: Path, before: int, behind: int) -> None:
    secrets = [(text, text.encode()) for text in (NAME, PHONE, MAIL)]
    file = tmp_path / "table.csv"
    file.write_bytes(b"," * before + MAIL.encode() + b"," * behind)
    assert secrets_in(str(file), secrets) == [MAIL]
    file.write_bytes(b"," * before + MAIL[1:].encode() + b"," * behind)
    assert secrets_in(str(file), secrets) == []


def test_an_empty_data_file_has_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.json").touch()
    assert secrets_in(str(tmp_path / "empty.json"), [(MAIL, MAIL.encode())]) == []
