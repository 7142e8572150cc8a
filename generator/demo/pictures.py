"""Invented logos and a view: small PNG pictures, uncompressed so that every machine writes the same bytes."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable

SIDE = 96
SCAN = "otvet-1.png"  # a scanned answer, in content/images
LOGOS = {1: "primer-1.png", 2: "primer-2.png"}  # number of the organisation → file in content/images
COLOURS = {1: b"\xe6\xf1\xea\x1f\x6b\x45", 2: b"\xff\xf4\xe0\x8a\x4b\x00"}
VIEW = "istoriya.png"  # a story's picture
VIEW_SIZE = (360, 240)
VIEW_COLOURS = b"\xe6\xf1\xea\xf2\xc0\x74\x9c\xc4\xac\x1f\x6b\x45"  # sky, sun, far hill, near hill


def draw_logo(number: int) -> bytes:
    """Return a PNG of a disc on a background: two colours and two between for a smooth edge, two bits per pixel."""
    ground, ink = COLOURS[number][:3], COLOURS[number][3:]
    shades = [bytes((g * (3 - part) + i * part) // 3 for g, i in zip(ground, ink, strict=True)) for part in range(4)]
    return _draw((SIDE, SIDE), 2, b"".join(shades), _disc_shade)


def _disc_shade(x: int, y: int) -> int:
    inside = SIDE * 2 / 5 - math.hypot(x - SIDE / 2, y - SIDE / 2)
    return round(min(1.0, max(0.0, inside + 0.5)) * 3)


def draw_view() -> bytes:
    """Return a PNG of two hills and the sun: four colours, two bits per pixel."""
    return _draw(VIEW_SIZE, 2, VIEW_COLOURS, _view_colour)


def _view_colour(x: int, y: int) -> int:
    if y > 130 + (x - 110) ** 2 // 420:
        return 3
    if y > 90 + (x - 250) ** 2 // 300:
        return 2
    return (x - 80) ** 2 + (y - 60) ** 2 <= 26**2


def _draw(size: tuple[int, int], depth: int, colours: bytes, colour: Callable[[int, int], int]) -> bytes:
    width, height = size
    header = struct.pack(">IIBBBBB", width, height, depth, 3, 0, 0, 0)
    pixels = bytearray()
    for y in range(height):
        bits = 0
        for x in range(width):
            bits = bits << depth | colour(x, y)
        pixels += b"\x00" + bits.to_bytes(width * depth // 8, "big")
    parts = [(b"IHDR", header), (b"PLTE", colours), (b"IDAT", zlib.compress(pixels, 0)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in parts)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
