"""Pictures and documents that a page or a record names: judged by their bytes, published without makers' traces."""

from __future__ import annotations

from pathlib import Path

from generator.records.attachments.documents import judge_document
from generator.records.attachments.kinds import UnfitError, check_kind
from generator.records.attachments.pictures import clean_picture

PICTURES = ("png", "jpeg", "webp")
HEAVIEST = 75_000  # bytes of a picture as published: a page with it comes to 150 KB (tests/site/test_weight.py)
SMALLER = (
    "Выберите снимок в форме записи, у поля с именем файла: она уменьшит его сама. Или уменьшите до 800 точек по "
    "длинной стороне и сохраните как JPEG: на Windows в Paint «Изменить размер», затем «Сохранить как»."
)


def publishable(path: Path) -> bytes:
    """The file as it is published: a picture without metadata, its pixels byte for byte; a document as it is.

    Raises UnfitError when the file is not what its name says, or not whole.
    """
    data = path.read_bytes()
    kind = check_kind(path.name, data)
    return clean_picture(kind, data) if kind in PICTURES else data


def judge_file(path: Path) -> tuple[str, str, str] | None:
    """Code, message (it goes on after the file's name) and hint of what is wrong with a file to be published."""
    try:
        data = path.read_bytes()
        kind = check_kind(path.name, data)
        if kind in PICTURES:
            size = len(clean_picture(kind, data))
            heavy = f"весит {size // 1000} КБ, картинка на странице — до {HEAVIEST // 1000}"
            return ("E518", heavy, SMALLER) if size > HEAVIEST else None
        told = judge_document(kind, data)
    except UnfitError as error:
        return "E513", error.message, error.hint
    return ("W514", *told) if told else None
