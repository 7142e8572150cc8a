"""PNG, JPEG and WebP without the metadata of cameras and programs. Pixels, colour profile and orientation stay.

Sources: PNG third edition (W3C 2025), ITU T.81 annex B and JFIF 1.02, RFC 9649 (WebP), Exif 2.32 for the orientation.
Parts not known to be needed for display are dropped, and so is everything after the picture's end.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from generator.records.attachments.kinds import cut_short

MAX_PARTS = 20_000  # of a file up to 8 MB; more are an attempt to slow us down
PNG_SHOWN = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST sPLT cICP mDCV cLLI acTL fcTL fdAT".split()
)
WEBP_SHOWN = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP"])
WEBP_EXIF, WEBP_XMP = 0x08, 0x04  # flags of VP8X
ORIENTATION = 0x0112
SOI, EOI, SOS, COM = 0xD8, 0xD9, 0xDA, 0xFE
APP0, APP1, APP2, APP14, APP15 = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
NEXT_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")  # the next marker after compressed pixels


def clean_picture(kind: str, data: bytes) -> bytes:
    """Return the picture without metadata. Raises UnfitError if it is incomplete."""
    try:
        return {"png": _png, "jpeg": _jpeg, "webp": _webp}[kind](data)
    except (struct.error, IndexError) as error:
        raise cut_short() from error


def _png(data: bytes) -> bytes:
    kept = [data[:8]]
    place, name, pixels = 8, b"", False
    for _ in range(MAX_PARTS):
        length, name = struct.unpack_from(">I4s", data, place)
        end = place + 12 + length
        if end > len(data) or zlib.crc32(data[place + 4 : end - 4]) != struct.unpack_from(">I", data, end - 4)[0]:
            raise cut_short()
        pixels |= name == b"IDAT"
        if name in PNG_SHOWN:
            kept.append(data[place:end])
        elif name == b"eXIf" and (turn := _orientation(data[place + 8 : end - 4])):
            body = b"eXIf" + _turned(turn)
            kept.append(struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)))
        place = end
        if name == b"IEND":
            break
    if name != b"IEND" or not pixels:
        raise cut_short()
    return b"".join(kept)


def _jpeg(data: bytes) -> bytes:
    kept, turn, seen = [b"\xff\xd8"], 0, set()
    for marker, segment in _segments(data):
        seen.add(marker)
        body = segment[4:]
        if marker == APP1 and body.startswith(b"Exif\0\0"):
            turn = turn or _orientation(body[6:])
        elif marker == APP0:
            if body.startswith(b"JFIF\0"):  # drops its thumbnail
                kept.append(b"\xff\xe0\x00\x10" + body[:12] + b"\0\0")
        elif _is_shown(marker, body):
            kept.append(segment)
    if EOI not in seen or SOS not in seen or not FRAMES & seen:
        raise cut_short()
    if turn:
        exif = b"Exif\0\0" + _turned(turn)
        after = 2 if len(kept) > 1 and kept[1].startswith(b"\xff\xe0") else 1
        kept.insert(after, struct.pack(">HH", 0xFF00 | APP1, len(exif) + 2) + exif)
    return b"".join(kept)


def _is_shown(marker: int, body: bytes) -> bool:
    """Tell whether a segment is needed to show the picture."""
    if marker == APP2:
        return body.startswith(b"ICC_PROFILE\0")
    if marker == APP14:
        return body.startswith(b"Adobe")  # the colour transform
    return marker != COM and not APP0 <= marker <= APP15


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and whole segment, up to the picture's end; SOS includes the compressed pixels."""
    place = 2
    for _ in range(MAX_PARTS):
        while data[place : place + 2] == b"\xff\xff":
            place += 1
        if data[place] != 0xFF:
            raise cut_short()
        marker = data[place + 1]
        if marker == EOI:
            yield marker, b"\xff\xd9"
            return
        end = place + 2 + int(struct.unpack_from(">H", data, place + 2)[0])
        if marker == SOS:
            found = NEXT_MARKER.search(data, end)
            if found is None:
                raise cut_short()
            end = found.start()
        if end > len(data) or end < place + 4:
            raise cut_short()
        yield marker, data[place:end]
        place = end
    raise cut_short()


def _webp(data: bytes) -> bytes:
    size = int(struct.unpack_from("<I", data, 4)[0]) + 8
    if size > len(data):
        raise cut_short()
    parts = list(_chunks(data[12:size]))
    names = {name for name, _ in parts}
    if not names & {b"VP8 ", b"VP8L", b"ANMF"}:
        raise cut_short()
    exif = next((body for name, body in parts if name == b"EXIF"), b"")
    turn = _orientation(exif.removeprefix(b"Exif\0\0")) if b"VP8X" in names else 0
    kept = []
    for name, body in parts:
        if name == b"VP8X":
            flags = body[0] & ~(WEBP_EXIF | WEBP_XMP) | (WEBP_EXIF if turn else 0)
            kept.append(_chunk(name, bytes([flags]) + body[1:]))
        elif name == b"ANMF":
            inner = b"".join(_chunk(*part) for part in _chunks(body[16:]) if part[0] in WEBP_SHOWN)
            kept.append(_chunk(name, body[:16] + inner))
        elif name in WEBP_SHOWN:
            kept.append(_chunk(name, body))
    if turn:
        kept.append(_chunk(b"EXIF", _turned(turn)))
    whole = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(whole)) + whole


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    for _ in range(MAX_PARTS):
        if place >= len(data):
            return
        name, length = struct.unpack_from("<4sI", data, place)
        if place + 8 + length > len(data):
            raise cut_short()
        yield name, data[place + 8 : place + 8 + length]
        place += 8 + length + length % 2
    raise cut_short()


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _orientation(tiff: bytes) -> int:
    """Return the Exif orientation that requires turning, 2 to 8; 0 for none or for damaged Exif."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return 0
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for number in range(count):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * number)
            if tag == ORIENTATION:
                return int(value) if kind == 3 and 2 <= value <= 8 else 0
    except struct.error:
        pass
    return 0


def _turned(turn: int) -> bytes:
    """Return Exif data with nothing but the orientation."""
    return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, turn, 0, 0)
