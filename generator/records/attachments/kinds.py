"""The kind of a file by its first bytes, compared with its extension."""

from __future__ import annotations

ENDINGS = {
    "png": "png",
    "jpg": "jpeg",
    "jpeg": "jpeg",
    "webp": "webp",
    "pdf": "pdf",
    "docx": "zip",
    "xlsx": "zip",
    "odt": "zip",
}
SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"\xd0\xcf\x11\xe0", "старый документ Office"),
    (b"{\\rtf", "rtf"),
)
HEIC_HINT = "Сохраните снимок как JPEG: на iPhone «Настройки → Камера → Форматы → Наиболее совместимый», затем снимите."
CUT_HINT = "Скопируйте файл заново: при копировании он оборвался."


class UnfitError(ValueError):
    """A file that cannot be published. ``message`` continues the file's name; ``hint`` says what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def cut_short() -> UnfitError:
    """Return the error for a file that ends too early or is inconsistent."""
    return UnfitError("оборван или испорчен", CUT_HINT)


def kind_of(data: bytes) -> str:
    """Return the kind by the first bytes; an empty text if unknown."""
    if data[4:8] == b"ftyp":
        return "HEIC"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((kind for sign, kind in SIGNS if data.startswith(sign)), "")


def check_kind(name: str, data: bytes) -> str:
    """Return the kind of a file whose name and bytes agree. Raises UnfitError."""
    ending = name.rpartition(".")[2]
    if not data:
        raise UnfitError("пуст", "Скопируйте файл заново: в нём нет ни одного байта.")
    kind = kind_of(data)
    if kind == ENDINGS.get(ending):
        return kind
    if kind == "HEIC":
        raise UnfitError(f"на самом деле не .{ending}, а снимок HEIC или AVIF", HEIC_HINT)
    actual = kind or "файл другого вида"
    raise UnfitError(f"на самом деле не .{ending} ({actual})", f"Откройте его и сохраните как .{ending}: имени мало.")
