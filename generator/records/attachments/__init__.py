"""Pictures and documents that a page or a record names: checked by their bytes; pictures lose their metadata."""

from __future__ import annotations

from pathlib import Path

from generator.records.attachments.documents import judge_document
from generator.records.attachments.kinds import UnfitError, check_kind
from generator.records.attachments.pictures import clean_picture

PICTURES = ("png", "jpeg", "webp")
HEAVIEST = 75_000  # bytes of a published picture; a page with it weighs 150 KB (tests/site/test_weight.py)
SMALLER = (
    "Выберите снимок в форме записи, у поля с именем файла: она уменьшит его сама. Или уменьшите до 800 точек по "
    "длинной стороне и сохраните как JPEG: на Windows в Paint «Изменить размер», затем «Сохранить как»."
)


def publishable(path: Path) -> bytes:
    """Return the bytes to publish: a picture without metadata, its pixels unchanged; a document as it is.

    Raises UnfitError if the content is not what the name says or is incomplete.
    """
    data = path.read_bytes()
    kind = check_kind(path.name, data)
    return clean_picture(kind, data) if kind in PICTURES else data


def judge_file(path: Path) -> tuple[str, str, str] | None:
    """Return code, message and hint if a file is unfit to publish, else None. The message continues the file's name."""
    try:
        data = path.read_bytes()
        kind = check_kind(path.name, data)
        if kind in PICTURES:
            size = len(clean_picture(kind, data))
            heavy = f"весит {size // 1000} КБ, картинка на странице — до {HEAVIEST // 1000}"
            return ("E518", heavy, SMALLER) if size > HEAVIEST else None
        revealed = judge_document(kind, data)
    except UnfitError as error:
        return "E513", error.message, error.hint
    return ("W514", *revealed) if revealed else None
