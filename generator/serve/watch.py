"""Tells which files of a root have changed since the last look. Knows times and sizes, never texts."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

# The clock of a file system ticks in steps of up to 10 ms: two saves within one may look the same. A file that was
# written so lately is told again by a later look.
FRESH = 50_000_000  # nanoseconds
Stamp = tuple[int, int, int, int, bool]


class Watch:
    """Watches ``places``: files, and folders with everything in them; some may not exist."""

    def __init__(self, places: list[Path]) -> None:
        self.places = places
        self._stamps: dict[str, Stamp] = {}

    def look(self) -> frozenset[str]:
        """Return paths added, gone or changed since the last look. The first look returns every file."""
        found = dict(self._stamp_all(time.time_ns()))
        known, self._stamps = self._stamps, found
        if found == known:
            return frozenset()
        return frozenset(path for path, _ in found.items() ^ known.items())

    def _stamp_all(self, now: int) -> Iterator[tuple[str, Stamp]]:
        waiting = [str(place) for place in self.places]
        for place in waiting:
            try:
                yield place, _stamp(os.lstat(place), now)
            except OSError:
                continue
        while waiting:
            try:
                with os.scandir(waiting.pop()) as entries:
                    listed = list(entries)
            except OSError:  # a file, or gone
                continue
            for entry in listed:
                try:
                    yield entry.path, _stamp(entry.stat(follow_symlinks=False), now)
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                except OSError:
                    continue


def _stamp(status: os.stat_result, now: int) -> Stamp:
    if stat.S_ISDIR(status.st_mode):  # what is in it has stamps of its own
        return 0, 0, 0, status.st_ino, False
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, abs(now - status.st_ctime_ns) < FRESH
