"""PDF, DOCX, XLSX and ODT: whether they are whole, and whether they tell who made them and when. Changes nothing."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO

from generator.records.attachments.kinds import UnfitError, cut_short

MOST_TEXT = 4 * 1024 * 1024  # of a part that is unpacked
MOST_STREAMS = 2_000
PARTS = ("[Content_Types].xml", "META-INF/manifest.xml")  # what an office document has, by either standard
ABOUT = ("docProps/core.xml", "meta.xml")
MADE_BY = re.compile(
    rb"<(?:dc:creator|cp:lastModifiedBy|meta:initial-creator|dcterms:created|dcterms:modified|dc:date|"
    rb"meta:creation-date)\b[^>]*>\s*[^<\s]"
)
PDF_MADE_BY = re.compile(
    rb"/(?:Author|CreationDate|ModDate)\s*(?:\(\s*[^)\s]|<\s*[0-9A-Fa-f]|[0-9]+ [0-9]+ R)|"
    rb"<dc:creator>|<xmp:(?:CreateDate|ModifyDate)>\s*[^<\s]|xmp:(?:CreateDate|ModifyDate)=\"[^\"]"
)
STREAM = re.compile(rb"/(?:ObjStm|XMP|Metadata)\b[^\x00]{0,400}?stream\r?\n")
OFFICE_HINT = "Уберите их: «Файл → Сведения → Проверка документа» (в LibreOffice «Файл → Свойства → Сбросить»)."
PDF_HINT = "Уберите их: «Файл → Сведения → Проверка документа» в Word и сохраните PDF снова, без свойств документа."


def judge_document(kind: str, data: bytes) -> str:
    """How to remove the author and the dates that the document tells; nothing when it tells none. Raises UnfitError."""
    if kind == "pdf":
        if b"%%EOF" not in data[-2048:]:
            raise cut_short()
        return PDF_HINT if _pdf_tells(data) else ""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            names = set(packed.namelist())
            if not names & set(PARTS):
                raise UnfitError("не документ, а архив", "Положите сам документ, не упакованным.")
            return OFFICE_HINT if any(_part_tells(packed, name) for name in ABOUT if name in names) else ""
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError) as error:
        raise cut_short() from error


def _part_tells(packed: zipfile.ZipFile, name: str) -> bool:
    with packed.open(name) as part:
        return bool(MADE_BY.search(part.read(MOST_TEXT)))


def _pdf_tells(data: bytes) -> bool:
    """Whether the text of the file, or a packed part of it that holds such words, names an author or a day."""
    if PDF_MADE_BY.search(data):
        return True
    for number, found in enumerate(STREAM.finditer(data)):
        if number == MOST_STREAMS:
            break
        try:
            text = zlib.decompressobj().decompress(data[found.end() :], MOST_TEXT)
        except zlib.error:
            continue
        if PDF_MADE_BY.search(text):
            return True
    return False
