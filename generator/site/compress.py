"""Compresses files in advance, for hosts that send ``page.html.gz`` instead of packing ``page.html`` each time."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from generator.disk import write_quickly

# What a host sends packed; Pagefind's own files and pictures are packed already.
ENDINGS = (".html", ".css", ".js", ".json", ".csv", ".xml", ".ics", ".svg", ".txt")
SMALLEST = 1024  # bytes; less is not worth another file
CHUNK = 200


def compress_site(site: Path, jobs: int) -> int:
    """Write a ``.gz`` beside each text file of a site not yet published. The same bytes give the same bytes."""
    paths = sorted(_texts(site))
    parts = [paths[start : start + CHUNK] for start in range(0, len(paths), CHUNK)]
    with ThreadPoolExecutor(jobs) as pool:  # zlib lets other threads go on
        return sum(pool.map(_compress, parts))


def _texts(folder: Path) -> Iterator[str]:
    for base, _, names in os.walk(folder):
        yield from (f"{base}/{name}" for name in names if name.endswith(ENDINGS))


def _compress(paths: list[str]) -> int:
    made = 0
    for path in paths:
        body = Path(path).read_bytes()
        if len(body) < SMALLEST:
            continue
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)  # 31: gzip, its header without a time or a name
        write_quickly(f"{path}.gz", packer.compress(body) + packer.flush())
        made += 1
    return made
