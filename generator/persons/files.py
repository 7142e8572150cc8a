"""The texts in a file, whatever its name says: archives are unpacked, documents read. By content alone.

Not read: scanned pages and pictures, which hold no letters, and anything locked by a password.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

MAX_STRINGS = 100_000  # in a PDF document
TEXT_KEYS, TEXT_TYPES = ("/JS", "/XFA"), ("/Metadata", "/EmbeddedFile")  # streams of a PDF that contain text
MAX_DEPTH = 4  # depth of nested archives
MAX_UNPACKED = 64 * 1024 * 1024  # bytes of one unpacked file
BINARY = 4096  # leading bytes in which text has no NUL
MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


class UnreadableError(Exception):
    """The file is of a known kind, but locked, broken or too large to read."""


def texts_of(body: bytes) -> Iterator[str]:
    """Yield all texts in the file, including names and contents of archive members. Raises UnreadableError."""
    yield from _texts(body, 0, [MAX_UNPACKED])


def _texts(body: bytes, depth: int, left: list[int]) -> Iterator[str]:
    if depth > MAX_DEPTH:
        raise UnreadableError("архивы вложены слишком глубоко")
    if body.startswith(b"\x1f\x8b"):
        yield from _texts(_gunzip(body, left), depth + 1, left)
    elif body.startswith(b"PK\x03\x04"):
        yield from _zipped(body, depth, left)
    elif b"%PDF-" in body[:1024]:
        yield from _of_pdf(body)
    else:
        text = _decode(body)
        if text:
            yield text


def _gunzip(body: bytes, left: list[int]) -> bytes:
    stream = zlib.decompressobj(wbits=31)
    try:
        data = stream.decompress(body, left[0] + 1)
    except zlib.error as error:
        raise UnreadableError("архив повреждён") from error
    return _counted(data, left)


def _zipped(body: bytes, depth: int, left: list[int]) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            yield _decode(archive.comment)
            for member in archive.infolist():
                yield f"{member.filename}\n{_decode(member.comment)}"
                with archive.open(member) as stream:
                    data = _counted(stream.read(left[0] + 1), left)
                yield from _texts(data, depth + 1, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise UnreadableError("архив повреждён или закрыт паролем") from error


def _counted(data: bytes, left: list[int]) -> bytes:
    left[0] -= len(data)
    if left[0] < 0:
        raise UnreadableError("распакованный файл слишком велик")
    return data


def _of_pdf(body: bytes) -> Iterator[str]:
    """Yield the texts of pages and attachments and every other string: properties, links, notes, forms, bookmarks."""
    from pypdf import PdfReader  # imported late: it takes 0.05 s, and few sites have attachments

    try:
        reader = PdfReader(io.BytesIO(body))
        yield from (page.extract_text() for page in reader.pages)
        yield from _strings_of(reader.trailer)
    except UnreadableError:
        raise
    except Exception as error:  # a strange file may raise anything in such a large parser
        raise UnreadableError("документ PDF повреждён или закрыт паролем") from error


def _strings_of(trailer: Any) -> Iterator[str]:
    """Yield all strings reachable from the trailer, and text streams: properties, scripts, forms, files."""
    from pypdf.generic import (
        ArrayObject,
        ByteStringObject,
        DictionaryObject,
        IndirectObject,
        StreamObject,
        TextStringObject,
    )

    waiting: list[tuple[str, Any]] = [("", trailer)]
    seen: set[int] = set()
    texts: list[str] = []
    while waiting and len(texts) < MAX_STRINGS:
        key, one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        if isinstance(one, TextStringObject):
            texts.append(str(one))
        elif isinstance(one, ByteStringObject):
            texts.append(_decode(bytes(one)))
        elif isinstance(one, DictionaryObject):
            waiting += one.items()
            if isinstance(one, StreamObject) and (key in TEXT_KEYS or one.get("/Type") in TEXT_TYPES):
                texts += _texts(one.get_data(), 1, [MAX_UNPACKED])
        elif isinstance(one, ArrayObject):
            waiting += ((key, inner) for inner in one)
    yield "\n".join(texts)


def _decode(body: bytes) -> str:
    """Decode bytes as text; empty if they are none."""
    for mark, code in MARKS:
        if body.startswith(mark):
            return body.decode(code, "replace")
    if b"\x00" in body[:BINARY]:
        return ""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("cp1251", "replace")
