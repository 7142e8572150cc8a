"""The program that a town is pinned to: its wheel and digest, and the locked list of what it needs, from the wheel."""

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
    """Path in a town's root → bytes. Raises PortalError for what is no wheel of this program."""
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
    """Put the wheel in the place of the one before."""
    files = pinned_files(wheel)
    for path in sorted((root / FOLDER).glob(WHEELS)):
        if path.name != wheel.name:
            remove(root, f"{FOLDER}/{path.name}")
    for name, data in files.items():
        write_file(root, name, data)
