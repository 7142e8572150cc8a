"""Folders whose files are opened, made, renamed and removed without following links.

On Linux and macOS a folder is held by its handle, so no link can be slipped in meanwhile. Elsewhere, as on Windows, a
folder is a path that is checked before each step; that leaves a race which a fast attacker could win. System errors
pass through unchanged.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import Protocol


def _flags(*names: str) -> int:
    """Return the union of those ``os.open`` flags that this system has."""
    found = 0
    for name in names:
        found |= getattr(os, name, 0)
    return found


LEAF = _flags("O_NOFOLLOW", "O_CLOEXEC", "O_NOINHERIT", "O_BINARY")
READ = os.O_RDONLY | LEAF | _flags("O_NONBLOCK")
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | LEAF
OVER = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | LEAF
LOCK = os.O_RDWR | os.O_CREAT | LEAF
STEP = os.O_RDONLY | _flags("O_DIRECTORY", "O_CLOEXEC")
HAS_HANDLES = hasattr(os, "O_NOFOLLOW") and hasattr(os, "O_DIRECTORY") and os.open in os.supports_dir_fd


class Folder(Protocol):
    """An open folder; ``leaf`` is the name of something directly inside it."""

    def status(self, leaf: str) -> os.stat_result | None:
        """Return the status of ``leaf``, not following a link; None if it does not exist."""

    def open(self, leaf: str, flags: int, mode: int = 0o666) -> int:
        """Open a file and return its handle."""

    def make(self, leaf: str) -> None:
        """Make a folder."""

    def step(self, leaf: str) -> Folder:
        """Open a folder inside this one. A link is an error."""

    def rename(self, leaf: str, target: Folder, name: str) -> None:
        """Move ``leaf`` to ``name`` in ``target``, replacing a file of that name."""

    def unlink(self, leaf: str) -> None:
        """Remove a file."""

    def remove_tree(self, leaf: str) -> None:
        """Remove a folder with its contents."""

    def close(self) -> None:
        """Release the folder."""


def open_folder(base: Path) -> Folder:
    """Open a trusted folder; the path to it may contain links."""
    return ByHandle(os.open(base, STEP)) if HAS_HANDLES else ByName(base)


class ByHandle:
    """A folder held by its handle."""

    def __init__(self, handle: int) -> None:
        self.handle = handle

    def status(self, leaf: str) -> os.stat_result | None:
        with suppress(FileNotFoundError):
            return os.stat(leaf, dir_fd=self.handle, follow_symlinks=False)
        return None

    def open(self, leaf: str, flags: int, mode: int = 0o666) -> int:
        return os.open(leaf, flags, mode, dir_fd=self.handle)

    def make(self, leaf: str) -> None:
        os.mkdir(leaf, dir_fd=self.handle)

    def step(self, leaf: str) -> Folder:
        return ByHandle(os.open(leaf, STEP | _flags("O_NOFOLLOW"), dir_fd=self.handle))

    def rename(self, leaf: str, target: Folder, name: str) -> None:
        there = target.handle if isinstance(target, ByHandle) else self.handle
        os.rename(leaf, name, src_dir_fd=self.handle, dst_dir_fd=there)

    def unlink(self, leaf: str) -> None:
        os.unlink(leaf, dir_fd=self.handle)

    def remove_tree(self, leaf: str) -> None:
        shutil.rmtree(leaf, dir_fd=self.handle)

    def close(self) -> None:
        os.close(self.handle)


class ByName:
    """A folder known by its path."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))

    def status(self, leaf: str) -> os.stat_result | None:
        with suppress(FileNotFoundError):
            return (self.path / leaf).lstat()
        return None

    def open(self, leaf: str, flags: int, mode: int = 0o666) -> int:
        if (self.path / leaf).is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(self.path / leaf))
        return os.open(self.path / leaf, flags, mode)

    def make(self, leaf: str) -> None:
        (self.path / leaf).mkdir()

    def step(self, leaf: str) -> Folder:
        known = self.status(leaf)
        if known is not None and not stat.S_ISDIR(known.st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(self.path / leaf))
        return ByName(self.path / leaf)

    def rename(self, leaf: str, target: Folder, name: str) -> None:
        there = target.path if isinstance(target, ByName) else self.path
        (self.path / leaf).replace(there / name)

    def unlink(self, leaf: str) -> None:
        (self.path / leaf).unlink()

    def remove_tree(self, leaf: str) -> None:
        shutil.rmtree(self.path / leaf)

    def close(self) -> None:
        pass
