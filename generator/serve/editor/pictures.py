"""A picture from the form: judged by its bytes, kept without camera metadata in ``content/images``.

It is named after the record it was brought for, never as on the sender's disk: such names tell who is in the picture.
"""

from __future__ import annotations

import base64
import binascii
from http import HTTPStatus
from itertools import count
from pathlib import Path

from generator import disk
from generator.model.schemas import Table
from generator.records.attachments import HEAVIEST, PICTURES, SMALLER
from generator.records.attachments.kinds import UnfitError, kind_of
from generator.records.attachments.pictures import clean_picture
from generator.records.named_files import FOLDERS, folder_of, named_files
from generator.serve.editor.desk import Answer, Asked, Desk, RefusedError
from generator.serve.editor.values import read_values

FOLDER = f"content/{FOLDERS[0]}"
MAX_PICTURE = 1 << 24  # bytes of a picture that a record names
SUFFIXES = {"png": ".png", "jpeg": ".jpg", "webp": ".webp"}


def keep_picture(desk: Desk, asked: Asked) -> Answer:
    """Write the picture of a request (``data``, Base64) and return its file's name, which a field is to hold."""
    place = desk.place(asked)
    data, suffix = _picture(asked)
    root = desk.preview.root
    names = (f"{place.id}{f'-{number}' if number > 1 else ''}{suffix}" for number in count(1))
    name = next(name for name in names if _has(root, f"{FOLDER}/{name}") in (None, data))
    if _has(root, f"{FOLDER}/{name}") is None:
        disk.write_file(root, f"{FOLDER}/{name}", data, new=True)
    return {"name": name}


def _has(root: Path, path: str) -> bytes | None:
    return disk.read_file(root, path, MAX_PICTURE) if (root / path).exists() or (root / path).is_symlink() else None


def _picture(asked: Asked) -> tuple[bytes, str]:
    """Return what is to be published of a picture, and how its file's name ends."""
    try:
        data = base64.b64decode(str(asked.get("data", "")), validate=True)
        kind = kind_of(data)
        if kind not in PICTURES:
            raise UnfitError("— не картинка", "Нужен снимок или рисунок: JPEG, PNG или WebP.")
        clean = clean_picture(kind, data)
    except UnfitError as error:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, f"Файл {error.message}. {error.hint}") from error
    except binascii.Error as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST, "Картинка дошла не целиком. Выберите её снова.") from error
    if len(clean) > HEAVIEST:
        words = f"Картинка весит {len(clean) // 1000} КБ, а нужно до {HEAVIEST // 1000}. {SMALLER}"
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, words)
    return clean, SUFFIXES[kind]


def pictures_of(root: Path, text: str, table: Table) -> dict[str, bytes]:
    """Return the pictures and documents that a record names and that are there, by path below the root."""
    record = read_values(text, table) or {}
    paths = (f"content/{folder_of(name)}/{name}" for _, name in named_files(table, record))
    return {path: disk.read_file(root, path, MAX_PICTURE) for path in paths if (root / path).is_file()}
