"""Invented logos: small PNG pictures, uncompressed so that every machine writes the same bytes."""

from __future__ import annotations

import struct
import zlib

SIDE = 96
SCAN = "otvet-1.png"  # a scanned answer, in content/images
LOGOS = {1: "primer-1.png", 2: "primer-2.png"}  # number of the organisation → file in content/images
COLOURS = {1: b"\xe6\xf1\xea\x1f\x6b\x45", 2: b"\xff\xf4\xe0\x8a\x4b\x00"}


def draw_logo(number: int) -> bytes:
    """Return a PNG of a disc on a background: two colours, one bit per pixel."""
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 1, 3, 0, 0, 0)
    pixels = b"".join(b"\x00" + _row(y) for y in range(SIDE))
    parts = [(b"IHDR", header), (b"PLTE", COLOURS[number]), (b"IDAT", zlib.compress(pixels, 0)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in parts)


def _row(y: int) -> bytes:
    middle, radius = SIDE // 2, SIDE * 2 // 5
    bits = 0
    for x in range(SIDE):
        inside = (x - middle) ** 2 + (y - middle) ** 2 <= radius**2
        bits = bits << 1 | inside
    return bits.to_bytes(SIDE // 8, "big")


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
