"""Changes the public folder as a whole: built aside, then exchanged in one step; the previous site is kept.

Whatever is kept lies in the build folder: beside the public folder a server might send what was withdrawn.
"""

from __future__ import annotations

import ctypes
import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from generator import disk
from generator.problems.problem import PortalError
from generator.problems.reasons import words_of

AT_FDCWD = -100
RENAME_EXCHANGE = 2
TRASH = "trash"
PREVIOUS = "previous"
SIDE_FOLDERS = (".{}.new", ".{}.previous")  # next to the public folder: a build being copied, an older version
# A pipe is not opened to see whether it is a folder: that would wait for a writer.
REMOVAL = """import contextlib, os, shutil, sys
for path in sys.argv[1:]:
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            os.unlink(path)
"""
OF_PEOPLE = ("content", "ngos", "forums")
MAX_CALENDAR = 32 << 20  # bytes of a calendar; events of 10,000 organisations take a few
SIGN = "data/datapackage.json"  # by it a folder is known for a site of ours


def check_target(site: Path, root: Path | None = None) -> None:
    """Raise PortalError if ``site`` holds something that is not our site and must not be taken away.

    Also if it lies among the records of ``root``, where the next check would refuse it.
    """
    if root and (held := next((name for name in OF_PEOPLE if site.resolve().is_relative_to(root / name)), None)):
        raise PortalError(f"{site} лежит в папке {held}/, среди файлов людей. Назовите другую папку (--site).")
    disk.refuse_link(site.parent, site.name)
    if site.exists() and not site.is_dir():
        raise PortalError(f"{site} — не папка. Уберите этот файл.")
    if site.exists() and any(site.iterdir()) and not (site / SIGN).is_file():
        raise PortalError(f"В папке {site} лежит не сайт портала. Укажите другую (--site) или уберите её.")


def published_calendars(site: Path) -> Iterator[bytes]:
    """Yield the calendars of a site that hold every entry: the one of all events, and the forums' own."""
    for path in (site / "calendar.ics", *sorted(site.glob("forums/*/calendar.ics"))):
        with suppress(PortalError):  # missing, or not ours: no information
            yield disk.read_file(site, path.relative_to(site).as_posix(), MAX_CALENDAR)


def publish(fresh: Path, site: Path, build: Path) -> None:
    """Put ``fresh`` in the place of ``site``; what stood there goes to ``build/previous``.

    The site before that is put aside for the next build to remove. Raises PortalError if the target cannot be replaced;
    it is then exactly as it was.
    """
    check_target(site)
    try:
        remove_leftovers(site)
        if fresh.stat().st_dev == (site if site.exists() else site.parent).stat().st_dev:
            _replace(fresh, site, build)
        else:
            _replace_elsewhere(fresh, site, build)
    except (OSError, PortalError) as error:
        reason = words_of(error, writing=True) if isinstance(error, OSError) else str(error).rstrip(".")
        raise PortalError(f"Не удалось заменить {site}: {reason}. Прежний сайт цел.") from error


def _replace(fresh: Path, site: Path, build: Path) -> None:
    if not site.exists():
        disk.rename(fresh, site)
    elif exchange(fresh, site):
        put_aside(build, PREVIOUS)
        disk.rename(fresh, build / PREVIOUS)
    else:  # elsewhere than on Linux: two renames; between them the site is away for an instant
        put_aside(build, PREVIOUS)
        disk.rename(site, build / PREVIOUS)
        disk.rename(fresh, site)


def _replace_elsewhere(fresh: Path, site: Path, build: Path) -> None:
    """Publish across devices: copy the new site beside the old one, and the old one into the build folder."""
    near = site.with_name(SIDE_FOLDERS[0].format(site.name))
    try:
        disk.copy_tree(fresh, site.parent, near.name)
        if not site.exists():
            disk.rename(near, site)
            return
        put_aside(build, PREVIOUS)
        disk.copy_tree(site, build, PREVIOUS)
        if not exchange(near, site):
            disk.remove(site.parent, site.name)
            disk.rename(near, site)
    finally:
        remove_leftovers(site)
        put_aside(build, fresh.name)


def remove_leftovers(site: Path) -> None:
    """Remove what an interrupted build, or an older version of this program, left next to the public folder."""
    for name in SIDE_FOLDERS:
        disk.remove(site.parent, name.format(site.name))


def put_aside(build: Path, name: str) -> None:
    """Move what nobody needs any more out of the way in one step; ``sweep`` removes it."""
    trash = disk.make_folder(build, TRASH)
    free = next(number for number in count() if not os.path.lexists(trash / str(number)))
    disk.move(build, name, f"{TRASH}/{free}")


@contextmanager
def sweep(build: Path) -> Iterator[None]:
    """Remove what earlier builds left, in a process of its own: tens of thousands of files take seconds.

    Best started once all new files are written: ext4 looks long for room among what has just been removed.
    """
    leftovers = [str(path) for path in disk.make_folder(build, TRASH).iterdir()]
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", REMOVAL, *leftovers])  # noqa: S603 - no shell
    try:
        yield
    finally:
        process.wait()


def exchange(one: Path, other: Path) -> bool:
    """Swap two paths in one step (renameat2). Returns False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    if libc.renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(code, os.strerror(code))


@contextmanager
def only_build(root: Path) -> Iterator[None]:
    """Allow one build of a root at a time. The lock ends with the process, however it ends."""
    handle = disk.open_lock(root, "build/lock")
    try:
        try:
            _lock(handle)
        except OSError as error:
            message = "Другая сборка этого портала ещё идёт. Дождитесь её конца и повторите."
            raise PortalError(message) from error
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    """Lock for this process alone, not for those forked from it. Raises OSError if another process holds the lock."""
    try:
        import fcntl
    except ImportError:  # Windows
        _lock_byte(handle)
    else:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _lock_byte(handle: int) -> None:
    """Lock by Windows' own means; a system with neither goes without."""
    with suppress(ImportError):
        import msvcrt

        lock, mode = getattr(msvcrt, "locking", None), getattr(msvcrt, "LK_NBLCK", 0)
        if lock is not None:
            lock(handle, mode, 1)
