"""The only module that creates, writes, moves and removes files, or reads files of unknown kind.

A root is untrusted data: a symlink committed as ``build`` would send our writes and removals to another folder. So each
function takes a trusted folder (``base``: a root, or a path given on the command line) and a ``name`` below it, and
opens every step between them without following links. A link on the way is refused with an explanation. Every system
error becomes a PortalError with its reason in Russian.
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
    """Whether a relative path stays inside its folder and outside ``.git``: no empty step, ``.`` or ``..``."""
    steps = name.split("/")
    return all(step not in ("", ".", "..") and step.casefold() != ".git" for step in steps) and "\0" not in name


def aim(root: Path, path: Path) -> tuple[Path, str]:
    """Split a path given by the user into a trusted folder and a name below it.

    The folder is the root if the path lies inside it, else the nearest existing parent: the user named it, so it is
    trusted.
    """
    target = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    tops = (Path(os.path.abspath(root)), root.resolve())  # noqa: PTH100 - the same
    inside = (top for top in tops if top in target.parents)
    base = next(inside, None) or next((folder for folder in target.parents if folder.is_dir()), target)
    if base == target:
        raise PortalError(f"В {target} ничего записать нельзя. Назовите папку или файл.")
    return base, target.relative_to(base).as_posix()


def make_folder(base: Path, name: str) -> Path:
    """Make a folder and its missing parents. The returned path may serve as a ``base``."""
    with _portal_errors(base / name), _opened(base, name, make=True):
        return base / name


def make_fresh(base: Path, name: str) -> Path:
    """Replace the file or folder at ``name`` with an empty folder.

    Nothing in it is a link as long as only this program writes there.
    """
    remove(base, name)
    return make_folder(base, name)


def read_file(base: Path, name: str, limit: int) -> bytes:
    """Return the bytes of a file.

    Raises PortalError for a link, a device, a folder, or a file of more than ``limit`` bytes.
    """
    folder, leaf = _parted(base, name)
    with _portal_errors(base / name, writing=False), _opened(base, folder) as within:
        known = within.status(leaf)
        if known is not None:
            _refuse_unless_file(base / name, known)
        file = within.open(leaf, READ)
        with os.fdopen(file, "rb") as opened:
            data = opened.read(limit + 1)
    if len(data) > limit:
        raise PortalError(f"{base / name} больше {limit // 1024} КБ. Уберите этот файл.")
    return data


def write_file(base: Path, name: str, data: bytes | str, *, new: bool = False) -> Path:
    """Write a file atomically, making missing folders and keeping its permissions.

    With ``new`` an existing file is an error. Raises PortalError if the target is not a regular file, and leaves it as
    it was.
    """
    path = base / name
    body = data.encode() if isinstance(data, str) else data
    folder, leaf = _parted(base, name)
    with _portal_errors(path), _opened(base, folder, make=True) as within:
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
    """Write a file into a folder this program has just made.

    Three system calls, without the checks of ``write_file``: a build writes tens of thousands of files.
    """
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
    """Remove a file, or a folder with its contents. Missing targets are ignored."""
    path = base / name
    folder, leaf = _parted(base, name)
    with suppress(FileNotFoundError), _portal_errors(path, missing=True), _opened(base, folder) as within:
        known = within.status(leaf)
        if known is None:
            return
        if stat.S_ISDIR(known.st_mode):
            within.remove_tree(leaf)
        else:
            _refuse_unless_file(path, known)
            within.unlink(leaf)


def move(base: Path, name: str, target: str) -> bool:
    """Rename a folder within ``base`` in one step. Return False if it does not exist."""
    source_folder, source_leaf = _parted(base, name)
    target_folder, target_leaf = _parted(base, target)
    with (
        _portal_errors(base / name),
        _opened(base, target_folder, make=True) as there,
        _opened(base, source_folder) as here,
    ):
        known = here.status(source_leaf)
        if known is None:
            return False
        if stat.S_ISLNK(known.st_mode):
            raise _link(base / name)
        here.rename(source_leaf, there, target_leaf)
        return True


def rename(source: Path, target: Path) -> None:
    """Move a folder of this program's own to a path that is still free."""
    refuse_link(source.parent, source.name)
    with _portal_errors(target):
        source.rename(target)


def copy_tree(source: Path, base: Path, name: str) -> None:
    """Copy a folder, keeping links as links. A failed copy is removed."""
    remove(base, name)
    try:
        shutil.copytree(source, base / name, symlinks=True)
    except OSError as error:
        with suppress(PortalError):
            remove(base, name)
        if isinstance(error, shutil.Error):  # holds a list of failures, each with the system's message
            number = re.search(r"\[Errno (\d+)\]", str(error))
            error = OSError(int(number[1]) if number else errno.EIO, "")
        raise _failure(base / name, error) from error


def open_lock(base: Path, name: str) -> int:
    """Return a handle of an empty lock file, made if missing and never written."""
    folder, leaf = _parted(base, name)
    with _portal_errors(base / name), _opened(base, folder, make=True) as within:
        known = within.status(leaf)
        if known is not None:
            _refuse_unless_file(base / name, known)
        return within.open(leaf, LOCK, 0o644)


def refuse_link(base: Path, name: str) -> None:
    """Raise PortalError if ``name`` or any folder on the way is a link, wherever it leads."""
    path = base
    for step in name.split("/"):
        path /= step
        if path.is_symlink():
            raise _link(path)


@contextmanager
def readable_by_all() -> Iterator[None]:
    """Make files readable by everybody, above all by a web server, whatever the user's umask."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def _opened(base: Path, name: str, *, make: bool = False) -> Iterator[Folder]:
    """Open the folder ``name`` below ``base`` step by step, following no link."""
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
    """Split a name into its folder and its last step."""
    if not is_plain(name):
        raise PortalError(f"«{name[:80]}» — не имя внутри папки {base}.")
    folder, _, leaf = name.rpartition("/")
    return folder, leaf


def _write_new(leaf: str, body: bytes, within: Folder, mode: int | None) -> None:
    file = within.open(leaf, NEW)
    try:
        if mode is not None and hasattr(os, "fchmod"):  # Windows has no such permissions
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
def _portal_errors(path: Path, *, missing: bool = False, writing: bool = True) -> Iterator[None]:
    """Turn system errors into a PortalError about ``path``. With ``missing``, FileNotFoundError passes through."""
    try:
        yield
    except OSError as error:
        if missing and isinstance(error, FileNotFoundError):
            raise
        raise _failure(path, error, writing=writing) from error
