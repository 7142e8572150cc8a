"""The public folder changes whole: built aside, then exchanged in one step; the previous site is kept."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from generator.problems.problem import PortalError

AT_FDCWD = -100
RENAME_EXCHANGE = 2
TRASH = "trash"
SIGN = "data/datapackage.json"  # by it a folder is known for a site of ours


def check_target(site: Path) -> None:
    """Raises PortalError when something stands at ``site`` that is no site of ours and must not be taken away."""
    if site.is_symlink():
        raise PortalError(f"{site} — символьная ссылка. Уберите её: нужна настоящая папка.")
    if site.exists() and not site.is_dir():
        raise PortalError(f"{site} — не папка. Уберите этот файл.")
    if site.exists() and any(site.iterdir()) and not (site / SIGN).is_file():
        raise PortalError(f"В папке {site} лежит не сайт портала. Укажите другую (--site) или уберите её.")


def publish(fresh: Path, site: Path, build: Path) -> None:
    """Put ``fresh`` in the place of ``site``; what stood there goes to ``build/previous``.

    What was previous before is put aside, for the next build to remove. Raises PortalError when the target cannot be
    replaced; then it is exactly as it was.
    """
    check_target(site)
    previous = build / "previous"
    try:
        site.parent.mkdir(parents=True, exist_ok=True)
        if fresh.stat().st_dev != (site if site.exists() else site.parent).stat().st_dev:
            near = site.with_name(f".{site.name}.new")
            shutil.rmtree(near, ignore_errors=True)
            fresh = Path(shutil.move(fresh, near))
            previous = site.with_name(f".{site.name}.previous")
            shutil.rmtree(previous, ignore_errors=True)
        if not site.exists():
            fresh.rename(site)
            return
        if exchange(fresh, site):
            put_aside(previous, build)
            fresh.rename(previous)
            return
        # Elsewhere than on Linux: two renames; between them the site is away for an instant.
        put_aside(previous, build)
        site.rename(previous)
        fresh.rename(site)
    except OSError as error:
        raise PortalError(f"Не удалось заменить {site}: {error.strerror}. Прежний сайт цел.") from error


def put_aside(folder: Path, build: Path) -> None:
    """Move what nobody needs any more out of the way, in one step; ``sweep`` removes it."""
    trash = build / TRASH
    trash.mkdir(exist_ok=True)
    if folder.exists():
        folder.rename(next(path for number in count() if not (path := trash / str(number)).exists()))


@contextmanager
def sweep(build: Path) -> Iterator[None]:
    """Remove what earlier builds left, meanwhile, in a process of its own: tens of thousands of files take seconds.

    Best begun when all new files are written: ext4 looks long for room among what has just been removed.
    """
    leftovers = [str(path) for path in (build / TRASH).glob("*")]
    process = subprocess.Popen(["rm", "-rf", "--", *leftovers])  # noqa: S603, S607 - a fixed command, no shell
    try:
        yield
    finally:
        process.wait()


def exchange(one: Path, other: Path) -> bool:
    """Swap two paths in one step (renameat2). False where the system cannot."""
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
def only_build(build: Path) -> Iterator[None]:
    """One build of a root at a time. The lock goes with the process, however it ends."""
    import fcntl

    build.mkdir(parents=True, exist_ok=True)
    with (build / "lock").open("w") as handle:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # of this process alone, not of those that part from it
        except OSError as error:
            message = "Другая сборка этого портала ещё идёт. Дождитесь её конца и повторите."
            raise PortalError(message) from error
        yield
