"""PDF, DOCX, XLSX and ODT: whether they are complete, and what they reveal or contain besides text. Changes nothing."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from generator.records.attachments.kinds import UnfitError, cut_short

MAX_TEXT = 4 * 1024 * 1024  # bytes read of each part
MAX_PARTS, MAX_UNPACKED = 2_000, 16 * 1024 * 1024  # of an office document, in total
MAX_STREAMS = 2_000
PARTS = ("[Content_Types].xml", "META-INF/manifest.xml")  # every office document has one: OOXML or OpenDocument
# Author and date of the document, its comments and its tracked changes, under any namespace prefix.
MADE_BY = re.compile(
    rb"<(?:[\w.-]{1,40}:)?(?:creator|lastModifiedBy|initial-creator|created|modified|creation-date|"
    rb"printed-by|print-date|"
    rb"Manager|Company|author)\b[^<>]{0,400}>\s*[^<\s]|<dc:date\b[^<>]{0,400}>\s*[^<\s]|"
    rb"<(?:[\w.-]{1,40}:)?(?:ins|del|comment|person|userInfo|moveFrom|moveTo|absPath)\b[^<>]{0,400}"
    rb"\b(?:author|displayName|name|url)\s*=\s*[\"'][^\"']"
)
OWN_PROPERTIES = "docProps/custom.xml"
OWN_VALUE = re.compile(rb"<vt:\w+>\s*[^<\s]")
PHOTO = re.compile(rb"Exif\0\0|(?:eXIf|EXIF).{0,4}(?:MM\0\*|II\*\0)|<x:xmpmeta", re.DOTALL)
PDF_MADE_BY = re.compile(
    rb"/(?:Author|CreationDate|ModDate|Manager|Company|SourceModified)\s*"
    rb"(?:\(\s*[^)\s]|<\s*[0-9A-Fa-f]|[0-9]{1,9} [0-9]{1,9} R)|"
    rb"<dc:creator>|<xmp:(?:CreateDate|ModifyDate)>\s*[^<\s]|xmp:(?:CreateDate|ModifyDate)=\"[^\"]|"
    rb"/Annot\b[^>]{0,200}/T\s*[(<][^)>]|/T\s*[(<][^)>][^>]{0,200}/Annot\b"
)
PDF_RUNS = re.compile(rb"/(?:JavaScript|RichMedia|Launch)\b")
PDF_HOLDS = re.compile(rb"/EmbeddedFiles?\b")
STREAM = re.compile(rb"/(?:ObjStm|XMP|Metadata)\b[^\x00]{0,400}?stream\r?\n")
CODED = re.compile(rb"#([0-9A-Fa-f]{2})")  # an escaped byte in a PDF name
MADE = "называет автора или день, когда его сделали"
OFFICE_HINT = (
    "Уберите их: «Файл → Сведения → Проверка документа» (в LibreOffice «Файл → Свойства → Сбросить»); примите правки и "
    "удалите примечания."
)
PDF_HINT = "Уберите их: «Файл → Сведения → Проверка документа» в Word и сохраните PDF снова, без свойств документа."
PRINT_HINT = "Откройте его и сохраните заново через печать: «Печать → Сохранить как PDF»."
PHOTO_HINT = (
    "Сохраните снимок отдельно, уберите из него сведения о съёмке и вставьте снова, либо вставьте снимок экрана."
)
Advice = tuple[str, str]


def judge_document(kind: str, data: bytes) -> Advice | None:
    """Return what the document reveals or carries besides its text, and how to remove it, or None.

    Raises UnfitError.
    """
    if kind == "pdf":
        if b"%%EOF" not in data[-2048:]:
            raise cut_short()
        return _judge_pdf(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            if not set(packed.namelist()) & set(PARTS):
                raise UnfitError("не документ, а архив", "Положите сам документ, не упакованным.")
            return _judge_parts(packed)
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError) as error:
        raise cut_short() from error


def _judge_parts(packed: zipfile.ZipFile) -> Advice | None:
    photo, left = False, MAX_UNPACKED
    for member in packed.infolist()[:MAX_PARTS]:
        if left <= 0:
            break
        with packed.open(member) as part:
            body = part.read(MAX_TEXT)
        left -= len(body)
        if member.filename.lower().endswith(".xml"):
            text = body.replace(b"\0", b"") if body[:2] in (b"\xff\xfe", b"\xfe\xff") else body
            if MADE_BY.search(text) or (member.filename == OWN_PROPERTIES and OWN_VALUE.search(text)):
                return MADE, OFFICE_HINT
        else:
            photo |= PHOTO.search(body) is not None
    return ("хранит снимок с местом или днём съёмки", PHOTO_HINT) if photo else None


def _judge_pdf(data: bytes) -> Advice | None:
    """Search the file and its packed object and metadata streams."""
    texts = [CODED.sub(lambda sign: bytes.fromhex(sign[1].decode()), text) for text in (data, *_unpacked(data))]
    for pattern, advice in (
        (PDF_RUNS, ("несёт программу, которую запустит читатель", PRINT_HINT)),
        (PDF_HOLDS, ("несёт в себе другие файлы", PRINT_HINT)),
        (PDF_MADE_BY, (MADE, PDF_HINT)),
    ):
        if any(map(pattern.search, texts)):
            return advice
    return None


def _unpacked(data: bytes) -> Iterator[bytes]:
    for number, found in enumerate(STREAM.finditer(data)):
        if number == MAX_STREAMS:
            return
        try:
            yield zlib.decompressobj().decompress(data[found.end() :], MAX_TEXT)
        except zlib.error:
            continue
