"""Pictures lose their metadata; files that are not what their names say are refused."""

from __future__ import annotations

import shutil
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from generator.demo.pictures import draw_logo
from generator.frame.pictures import picture_size
from generator.frame.prose import load_prose
from generator.model.schemas import load_package
from generator.records.attachments import judge_file, publishable
from generator.records.check import check_root
from tests.conftest import copy_root, run_portal
from tests.hostile.roots import write_root

SECRET = b"Krasnoyarsk 56.11N phone-model-X"
MADE = b"<cp:coreProperties><dc:creator>Primerov</dc:creator></cp:coreProperties>"


def exif(turn: int, order: str = ">") -> bytes:
    """Return Exif data with an orientation and a secret."""
    head = {">": b"MM\0*", "<": b"II*\0"}[order] + struct.pack(f"{order}I", 8)
    rows = struct.pack(f"{order}HHHIHH", 2, 0x0112, 3, 1, turn, 0)
    return head + rows + struct.pack(f"{order}HHII", 0x010F, 2, len(SECRET), 38) + bytes(4) + SECRET


def png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*extra: bytes) -> bytes:
    plain = draw_logo(1)
    return plain[:33] + b"".join(extra) + plain[33:]


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


SCAN = segment(0xDA, bytes(10)) + b"\x12\xff\x00\x34\xff\xd0\x56"
PIXELS = segment(0xDB, bytes(65)) + segment(0xC0, b"\x08\0\x15\0\x25\x01\x01\x11\0") + SCAN
JFIF = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
ICC = segment(0xE2, b"ICC_PROFILE\0\x01\x01profile")
ADOBE = segment(0xEE, b"Adobe\0d\0\0\0\0\x01")


def jpeg(*extra: bytes) -> bytes:
    return b"\xff\xd8" + JFIF + b"".join(extra) + PIXELS + b"\xff\xd9"


def riff(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


LOSSLESS = riff(b"VP8L", bytes.fromhex("2f2400050007d0b12634") + b"\0")


def webp(flags: int, *extra: bytes) -> bytes:
    wide = riff(b"VP8X", bytes([flags, 0, 0, 0]) + b"\x24\0\0\x14\0\0")
    return riff(b"RIFF", b"WEBP" + wide + LOSSLESS + b"".join(extra))


def office(*parts: tuple[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as writer:
        for name, body in (("[Content_Types].xml", b"<Types/>"), *parts):
            writer.writestr(name, body)
    return packed.getvalue()


# The picture with metadata → the picture as it should be published.
TRACES = {
    "text.png": (png(png_chunk(b"tEXt", b"Comment\0" + SECRET)), png()),
    "international.png": (png(png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + SECRET)), png()),
    "packed.png": (png(png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(SECRET, 0))), png()),
    "time.png": (png(png_chunk(b"tIME", SECRET[:7])), png()),
    "private.png": (png(png_chunk(b"prVt", SECRET)), png()),
    "exif.png": (png(png_chunk(b"eXIf", exif(1))), png()),
    "after.png": (png() + SECRET, png()),
    "colours.png": (png(png_chunk(b"gAMA", bytes(4))), png(png_chunk(b"gAMA", bytes(4)))),
    "exif.jpg": (jpeg(segment(0xE1, b"Exif\0\0" + exif(1))), jpeg()),
    "xmp.jpg": (jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET)), jpeg()),
    "iptc.jpg": (jpeg(segment(0xED, b"Photoshop 3.0\x008BIM" + SECRET)), jpeg()),
    "comment.jpeg": (jpeg(segment(0xFE, SECRET)), jpeg()),
    "more-pictures.jpg": (jpeg(segment(0xE2, b"MPF\0" + SECRET)) + jpeg(segment(0xFE, SECRET)), jpeg()),
    "profile.jpg": (jpeg(ICC, ADOBE, segment(0xFE, SECRET)), jpeg(ICC, ADOBE)),
    "between-scans.jpg": (jpeg(PIXELS, segment(0xFE, SECRET)), jpeg(PIXELS)),
    "thumbnail.jpg": (b"\xff\xd8" + segment(0xE0, JFIF[4:-2] + b"\x01\x01" + SECRET[:3]) + jpeg()[20:], jpeg()),
    "exif.webp": (webp(0x08, riff(b"EXIF", exif(1))), webp(0)),
    "xmp.webp": (webp(0x04, riff(b"XMP ", SECRET)), webp(0)),
    "unknown.webp": (
        webp(0x20, riff(b"ICCP", b"profile"), riff(b"PRIV", SECRET)),
        webp(0x20, riff(b"ICCP", b"profile")),
    ),
    "after.webp": (webp(0) + SECRET, webp(0)),
}


def written(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


@pytest.mark.parametrize("name", TRACES)
def test_traces_go_and_every_other_byte_stays(name: str, tmp_path: Path) -> None:
    before, after = TRACES[name]
    path = written(tmp_path, name, before)
    assert judge_file(path) is None
    assert publishable(path) == after
    assert picture_size(after)
    assert publishable(written(tmp_path, name, after)) == after


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("turn", range(2, 9))
def test_a_turned_picture_stays_turned_and_tells_nothing_else(turn: int, order: str, tmp_path: Path) -> None:
    whole = exif(turn, order)
    for name, data in (
        ("a.jpg", jpeg(segment(0xE1, b"Exif\0\0" + whole))),
        ("a.png", png(png_chunk(b"eXIf", whole))),
        ("a.webp", webp(0x08, riff(b"EXIF", whole))),
    ):
        assert SECRET in data
        published = publishable(written(tmp_path, name, data))
        assert SECRET not in published
        assert struct.pack(">HHIHH", 0x0112, 3, 1, turn, 0) in published
        assert publishable(written(tmp_path, name, published)) == published


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.jpg", b"\0\0\0\x18ftypheic" + bytes(40), "HEIC"),
        ("a.jpg", b"\0\0\0\x18ftypmif1" + bytes(40), "HEIC"),
        ("a.png", b"", "пуст"),
        ("a.pdf", b"", "пуст"),
        ("a.png", jpeg(), "не .png (jpeg)"),
        ("a.jpg", png(), "не .jpg (png)"),
        ("a.webp", b"GIF89a" + bytes(40), "не .webp (gif)"),
        ("a.pdf", office(), "не .pdf (zip)"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + bytes(40), "старый документ"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "другого вида"),
        ("a.png", png()[:-5], "оборван"),
        ("a.png", png()[:60] + b"\x99" + png()[61:], "оборван"),
        ("a.jpg", jpeg()[:-2], "оборван"),
        ("a.jpg", jpeg()[:60], "оборван"),
        ("a.jpg", b"\xff\xd8" + JFIF + b"\xff\xd9", "оборван"),
        ("a.webp", webp(0)[:-4], "оборван"),
        ("a.pdf", b"%PDF-1.7\n1 0 obj\n", "оборван"),
        ("a.docx", office()[:-30], "оборван"),
        ("a.xlsx", b"PK\x03\x04" + bytes(60), "оборван"),
    ],
)
def test_what_a_file_is_not_is_reported(name: str, data: bytes, says: str, tmp_path: Path) -> None:
    actual = judge_file(written(tmp_path, name, data))
    assert actual
    assert actual[0] == "E513"
    assert says in actual[1]
    assert actual[2]


def test_a_picture_too_heavy_for_a_page_is_refused_by_what_is_published(tmp_path: Path) -> None:
    actual = judge_file(written(tmp_path, "a.jpg", jpeg(*[segment(0xDB, bytes(60_000))] * 2)))
    assert actual is not None
    assert actual[0] == "E518"
    assert "120 КБ" in actual[1]
    assert "800 точек" in actual[2]
    assert judge_file(written(tmp_path, "a.jpg", jpeg(*[segment(0xFE, bytes(60_000))] * 2))) is None


def test_every_cut_of_a_picture_is_refused_or_whole(tmp_path: Path) -> None:
    for name, data in (("a.png", png()), ("a.jpg", jpeg()), ("a.webp", webp(0))):
        for length in range(len(data)):
            actual = judge_file(written(tmp_path, name, data[:length]))
            assert actual is not None
            assert actual[0] == "E513"


@pytest.mark.parametrize(
    ("name", "data", "warned"),
    [
        ("a.docx", office(("docProps/core.xml", MADE)), True),
        (
            "a.docx",
            office(("docProps/core.xml", b"<cp:coreProperties><dc:creator></dc:creator></cp:coreProperties>")),
            False,
        ),
        ("a.odt", office(("meta.xml", b"<meta:initial-creator>Primerov</meta:initial-creator>")), True),
        ("a.xlsx", office(), False),
        ("a.pdf", b"%PDF-1.4\n<< /Author (Primerov) >>\n%%EOF\n", True),
        ("a.pdf", b"%PDF-1.4\n<< /ModDate (D:20260101) >>\n%%EOF\n", True),
        ("a.pdf", b"%PDF-1.4\n<< /Author () >>\n%%EOF\n", False),
        (
            "a.pdf",
            b"%PDF-1.5\n<< /Type /ObjStm >>\nstream\n"
            + zlib.compress(b"<</Author(Primerov)>>")
            + b"\nendstream\n%%EOF",
            True,
        ),
    ],
)
def test_author_and_days_of_a_document_are_reported_but_not_repeated(
    name: str, data: bytes, warned: bool, tmp_path: Path
) -> None:
    actual = judge_file(written(tmp_path, name, data))
    assert (actual is not None) == warned
    if actual:
        assert actual[0] == "W514"
        assert "Primerov" not in "".join(actual)


WHO = "Примеров".encode()
TELLING = {
    "another prefix": ("docProps/core.xml", b"<x:creator>" + WHO),
    "another part": ("docProps/core1.xml", b"<creator xmlns='dc'>" + WHO),
    "two bytes a letter": ("docProps/core.xml", "<dc:creator>Primerov".encode("utf-16")),
    "manager": ("docProps/app.xml", b"<Manager>" + WHO),
    "own property": ("docProps/custom.xml", b"<vt:lpwstr>" + WHO),
    "tracked change": ("word/document.xml", b'<w:ins w:id="1" w:author="' + WHO + b'">'),
    "comment": ("word/comments.xml", b"<w:comment w:author='" + WHO + b"'>"),
    "person": ("xl/persons/person.xml", b'<person displayName="' + WHO + b'"/>'),
    "note of a table": ("xl/comments1.xml", b"<authors><author>" + WHO),
    "folder of the writer": ("xl/workbook.xml", b'<x15ac:absPath url="C:\\Users\\Primerov"/>'),
    "annotation": ("content.xml", b"<office:annotation><dc:creator>" + WHO),
    "photo": ("word/media/image1.jpeg", b"\xff\xd8\xff\xe1\0\x20Exif\0\0MM\0*"),
    "photo of another kind": ("word/media/image1.png", b"\x89PNG\0eXIfII*\0"),
    "nothing": ("word/document.xml", b"<w:t>author creator</w:t><w:ins/><author></author><text:date>1</text:date>"),
    "picture": ("word/media/image1.png", png()),
}


@pytest.mark.parametrize("case", TELLING)
def test_whatever_part_of_a_document_tells_more_is_reported(case: str, tmp_path: Path) -> None:
    actual = judge_file(written(tmp_path, "a.docx", office(TELLING[case])))
    assert bool(actual) == (case not in ("nothing", "picture"))
    assert not actual or actual[0] == "W514"


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"<</Auth#6fr (Primerov)>>", "автора"),
        (b"<</Type/Annot/T(Primerov)>>", "автора"),
        (b"<</S /JavaScript /JS (app.alert\\(1\\))>>", "программу"),
        (b"<</S/Launch/F(cmd)>>", "программу"),
        (b"<</Names<</EmbeddedFiles 4 0 R>>>>", "файлы"),
        (b"<</Producer(LibreOffice)/Title(JavaScript)>>", ""),
    ],
)
def test_what_a_pdf_tells_or_carries_is_reported(body: bytes, word: str, tmp_path: Path) -> None:
    actual = judge_file(written(tmp_path, "a.pdf", b"%PDF-1.5\n" + body + b"\n%%EOF"))
    assert bool(actual) == bool(word)
    assert not actual or (actual[0] == "W514" and word in actual[1])


def test_a_bad_file_is_reported_where_it_is_named(tmp_path: Path) -> None:
    root = write_root(
        tmp_path,
        {
            "content/a.md": "# А\n\nтекст\n\n![Снимок](images/foto.jpg)\n",
            "content/b/c.md": "---\ntitle: Б\n---\n\n[Устав](../files/ustav.docx) и [план](../files/plan\\_1.pdf)\n",
            "content/images/foto.jpg": b"\0\0\0\x18ftypheic",
            "content/images/nobody.jpg": b"",
            "content/images/logo.png": b"",
            "content/files/ustav.docx": office(("docProps/core.xml", MADE)),
            "content/files/plan_1.pdf": b"%PDF",
            "ngos/klub.yml": "name: Клуб\nstatus: unknown\nsource: х\nlogo_file: logo.png\nlogo_alt: Лист\n",
        },
    )
    found = [(p.code, p.path, p.line) for p in load_prose(root, load_package()).problems]
    assert found == [("E513", "content/a.md", 5), ("W514", "content/b/c.md", 5), ("E513", "content/b/c.md", 5)]
    assert [(p.code, p.path, p.line) for p in check_root(root).problems] == [("E513", "ngos/klub.yml", 4)]


def test_only_files_that_are_named_are_published_and_without_traces(tmp_path: Path) -> None:
    root = copy_root(tmp_path / "root")
    shutil.rmtree(root / "build", ignore_errors=True)
    for folder, name, data in (
        ("images", "named.jpg", TRACES["exif.jpg"][0]),
        ("images", "nobody.jpg", jpeg()),
        ("files", "nobody.docx", office()),
        ("images", "logo.png", TRACES["text.png"][0]),
    ):
        (root / "content" / folder).mkdir(exist_ok=True)
        (root / "content" / folder / name).write_bytes(data)
    page = root / "content" / "about" / "index.md"
    page.write_text(page.read_text("utf-8") + "\n![Снимок](../images/named.jpg)\n", "utf-8")
    record = "name: Клуб «Ясень»\nstatus: unknown\nsource: х\nlogo_file: logo.png\nlogo_alt: Лист\n"
    (root / "ngos" / "klub-yasen.yml").write_text(record, "utf-8")
    done = run_portal("build", "--root", root, "--no-search")
    assert done.returncode == 0, done.stdout + done.stderr
    assert {path.name for path in (root / "site" / "images").iterdir()} == {"named.jpg", "logo.png"}
    assert not (root / "site" / "files").exists()
    assert (root / "site" / "images" / "named.jpg").read_bytes() == jpeg()
    assert (root / "site" / "images" / "logo.png").read_bytes() == png()
