"""The one place that makes, writes, moves and removes files, and reads what may be anything.

A root is strangers' data: a link committed as ``build`` would lead what is written or removed there into another
folder. So each function takes a folder that is trusted (``base``: a root, or what somebody named on the command line)
and a ``name`` below it, and opens every step from one to the other without following links. A link on the way is
refused in words. Whatever the system says becomes a PortalError with its reason in Russian.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from generator.folders import LOCK, NEW, OVER, READ, Folder, open_folder
from generator.problems.problem import PortalError
from generator.problems.reasons import words_of


def is_plain(name: str) -> bool:
    """Whether a path stays below its folder and out of a repository's own: no ``..``, ``.git``, no empty step."""
    steps = name.split("/")
    return all(step not in ("", ".", "..") and step.casefold() != ".git" for step in steps) and "\0" not in name


def aim(root: Path, path: Path) -> tuple[Path, str]:
    """The trusted folder and the name below it of a path that somebody gave: below the root, if it lies there.

    Elsewhere the folder is the nearest one that exists: the person's own word.
    """
    target = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    tops = (Path(os.path.abspath(root)), root.resolve())  # noqa: PTH100 - the same
    inside = (top for top in tops if top in target.parents)
    base = next(inside, None) or next((folder for folder in target.parents if folder.is_dir()), target)
    if base == target:
        raise PortalError(f"В {target} ничего записать нельзя. Назовите папку или файл.")
    return base, target.relative_to(base).as_posix()


def make_folder(base: Path, name: str) -> Path:
    """Make a folder with all on the way to it, if they are not there. What is returned may be a ``base`` itself."""
    with _told(base / name), _opened(base, name, make=True):
        return base / name


def make_fresh(base: Path, name: str) -> Path:
    """An empty folder in the place of whatever stood there: as long as it is one's own, nothing in it is a link."""
    remove(base, name)
    return make_folder(base, name)


def read_file(base: Path, name: str, most: int) -> bytes:
    """A file's bytes. Raises PortalError for a link, a device, a folder and what has more than ``most`` bytes."""
    folder, leaf = _parted(base, name)
    with _told(base / name, writing=False), _opened(base, folder) as within:
        known = within.status(leaf)
        if known is not None:
            _refuse_unless_file(base / name, known)
        file = within.open(leaf, READ)
        with os.fdopen(file, "rb") as opened:
            data = opened.read(most + 1)
    if len(data) > most:
        raise PortalError(f"{base / name} больше {most // 1024} КБ. Уберите этот файл.")
    return data


def write_file(base: Path, name: str, data: bytes | str, *, new: bool = False) -> Path:
    """Write a file whole or not at all, with the folders on the way; its rights stay. ``new``: never over another.

    Raises PortalError when something else than a file stands there; what was there is as it was.
    """
    path = base / name
    body = data.encode() if isinstance(data, str) else data
    folder, leaf = _parted(base, name)
    with _told(path), _opened(base, folder, make=True) as within:
        known = within.status(leaf)
        if known is not None:
            _refuse_unless_file(path, known)
            if new:
                raise FileExistsError(errno.EEXIST, "", str(path))
        mode = stat.S_IMODE(known.st_mode) if known else None
        if new:
            _write_new(leaf, body, within, mode)
            return path
        fresh = f".{secrets.token_hex(6)}.new"
        _write_new(fresh, body, within, mode)
        try:
            within.rename(fresh, within, leaf)
        except OSError:
            within.unlink(fresh)
            raise
    return path


def write_quickly(path: str, body: bytes) -> None:
    """A file of a folder that this program has just made: with three system calls, as there are tens of thousands."""
    try:
        try:
            handle = os.open(path, OVER, 0o644)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH120 - many thousand times
            handle = os.open(path, OVER, 0o644)
        try:
            while body:
                body = body[os.write(handle, body) :]
        finally:
            os.close(handle)
    except OSError as error:
        raise _failure(Path(path), error) from error


def remove(base: Path, name: str) -> None:
    """Remove a file, or a folder with all in it; nothing where there is nothing."""
    path = base / name
    folder, leaf = _parted(base, name)
    with suppress(FileNotFoundError), _told(path, missing=True), _opened(base, folder) as within:
        known = within.status(leaf)
        if known is None:
            return
        if stat.S_ISDIR(known.st_mode):
            within.remove_tree(leaf)
        else:
            _refuse_unless_file(path, known)
            within.unlink(leaf)


def move(base: Path, name: str, target: str) -> bool:
    """Give a folder below ``base`` another name there, in one step. False when there is none."""
    source_folder, source_leaf = _parted(base, name)
    target_folder, target_leaf = _parted(base, target)
    with _told(base / name), _opened(base, target_folder, make=True) as there, _opened(base, source_folder) as here:
        known = here.status(source_leaf)
        if known is None:
            return False
        if stat.S_ISLNK(known.st_mode):
            raise _link(base / name)
        here.rename(source_leaf, there, target_leaf)
        return True


def rename(source: Path, target: Path) -> None:
    """Give a folder of this program's own another place, where there is none."""
    refuse_link(source.parent, source.name)
    with _told(target):
        source.rename(target)


def copy_tree(source: Path, base: Path, name: str) -> None:
    """A copy of a folder, links in it as links; nothing is left of one that does not succeed."""
    remove(base, name)
    try:
        shutil.copytree(source, base / name, symlinks=True)
    except OSError as error:
        with suppress(PortalError):
            remove(base, name)
        if isinstance(error, shutil.Error):  # what could not be copied, and why in the system's words
            number = re.search(r"\[Errno (\d+)\]", str(error))
            error = OSError(int(number[1]) if number else errno.EIO, "")
        raise _failure(base / name, error) from error


def open_lock(base: Path, name: str) -> int:
    """Handle of an empty file to hold a lock on; made when it is not there, never written."""
    folder, leaf = _parted(base, name)
    with _told(base / name), _opened(base, folder, make=True) as within:
        known = within.status(leaf)
        if known is not None:
            _refuse_unless_file(base / name, known)
        return within.open(leaf, LOCK, 0o644)


def refuse_link(base: Path, name: str) -> None:
    """Raises PortalError when a link stands there or on the way, wherever it leads."""
    path = base
    for step in name.split("/"):
        path /= step
        if path.is_symlink():
            raise _link(path)


@contextmanager
def readable_by_all() -> Iterator[None]:
    """What is made within may be read by everybody, a web server above all, whatever the umask of the person."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def _opened(base: Path, name: str, *, make: bool = False) -> Iterator[Folder]:
    """The folder ``name`` below ``base``, each step opened without following a link."""
    if name:
        _parted(base, name)
    path = base
    folder = open_folder(base)
    try:
        for step in PurePosixPath(name).parts:
            path /= step
            if make:
                with suppress(FileExistsError):
                    folder.make(step)
            known = folder.status(step)
            if known is not None and stat.S_ISLNK(known.st_mode):
                raise _link(path)
            inner = folder.step(step)
            folder.close()
            folder = inner
        yield folder
    finally:
        folder.close()


def _parted(base: Path, name: str) -> tuple[str, str]:
    """The folder of a name, and its last step."""
    if not is_plain(name):
        raise PortalError(f"«{name[:80]}» — не имя внутри папки {base}.")
    folder, _, leaf = name.rpartition("/")
    return folder, leaf


def _write_new(leaf: str, body: bytes, within: Folder, mode: int | None) -> None:
    file = within.open(leaf, NEW)
    try:
        if mode is not None and hasattr(os, "fchmod"):  # Windows has no such rights
            os.fchmod(file, mode)
        while body:
            body = body[os.write(file, body) :]
    except BaseException:
        with suppress(OSError):
            os.close(file)
            file = -1
            within.unlink(leaf)
        raise
    finally:
        if file >= 0:
            os.close(file)


def _refuse_unless_file(path: Path, status: os.stat_result) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise _link(path)
    if stat.S_ISDIR(status.st_mode):
        raise PortalError(f"{path} — папка, а нужен файл. Уберите её или назовите другое имя.")
    if not stat.S_ISREG(status.st_mode):
        raise PortalError(f"{path} — не обычный файл. Назовите другое имя.")


def _link(path: Path) -> PortalError:
    message = f"{path} — символьная ссылка, а по ссылкам программа не ходит. Замените её настоящей папкой или файлом."
    return PortalError(message)


def _failure(path: Path, error: OSError, *, writing: bool = True) -> PortalError:
    return PortalError(f"{path}: {words_of(error, writing=writing)}.")


@contextmanager
def _told(path: Path, *, missing: bool = False, writing: bool = True) -> Iterator[None]:
    """Turn what the system says into words about ``path``; ``missing``: but that nothing is there."""
    try:
        yield
    except OSError as error:
        if missing and isinstance(error, FileNotFoundError):
            raise
        raise _failure(path, error, writing=writing) from error
