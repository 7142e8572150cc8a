"""Picture sizes read from the first bytes of a file, so that a page can reserve the space."""

from __future__ import annotations

import struct
from collections.abc import Iterator

Size = tuple[int, int]  # width and height in pixels
# JPEG markers that start a frame (ITU T.81, table B.1); C4, C8 and CC mean something else.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def picture_size(data: bytes) -> Size | None:
    """Return the size of a PNG, JPEG or WebP; None for a damaged or different file."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return struct.unpack_from(">II", data, 16)
        if data.startswith(b"\xff\xd8"):
            return next(_frames(data), None)
        if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            return _webp(data)
    except struct.error:  # truncated file
        pass
    return None


def _frames(data: bytes) -> Iterator[Size]:
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        if data[place + 1] in FRAMES:
            height, width = struct.unpack_from(">HH", data, place + 5)
            yield width, height
        place += 2 + int(struct.unpack_from(">H", data, place + 2)[0])


def _webp(data: bytes) -> Size | None:
    """Read the size from a lossy, lossless or extended WebP (RFC 9649, section 2)."""
    match data[12:16]:
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", data, 26)
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            bits = int(struct.unpack_from("<I", data, 21)[0])
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            wide, high = data[24:27], data[27:30]
            return int.from_bytes(wide, "little") + 1, int.from_bytes(high, "little") + 1
    return None
