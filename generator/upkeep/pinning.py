"""Pins a town to a version of the program: the wheel, its digest, and the locked requirements from the wheel."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from generator.disk import remove, write_file
from generator.problems.problem import PortalError

FOLDER = "program"
WHEELS = "civic_portal-*.whl"
LOCK = "generator/locks/documents.txt"


def pinned_files(wheel: Path) -> dict[str, bytes]:
    """Return path in the root → bytes. Raises PortalError if the file is not a wheel of this program."""
    try:
        if not wheel.match(WHEELS):
            raise KeyError
        data = wheel.read_bytes()
        with zipfile.ZipFile(wheel) as archive:
            lock = archive.read(LOCK)
    except (OSError, KeyError, zipfile.BadZipFile):
        raise PortalError(f"{wheel}: это не файл программы. Нужен civic_portal-….whl.") from None
    named = f"./{FOLDER}/{wheel.name} --hash=sha256:{hashlib.sha256(data).hexdigest()}\n"
    return {
        f"{FOLDER}/{wheel.name}": data,
        f"{FOLDER}/program.txt": named.encode(),
        f"{FOLDER}/requirements.txt": lock,
    }


def pin(root: Path, wheel: Path) -> None:
    """Replace the pinned wheel."""
    files = pinned_files(wheel)
    for path in sorted((root / FOLDER).glob(WHEELS)):
        if path.name != wheel.name:
            remove(root, f"{FOLDER}/{path.name}")
    for name, data in files.items():
        write_file(root, name, data)
