"""Why the system refused a file, in Russian."""

from __future__ import annotations

import errno

REASONS = {
    errno.ENOENT: "такого файла или папки нет",
    errno.EEXIST: "такой файл уже есть",
    errno.EISDIR: "это папка, а нужен файл",
    errno.ENOTDIR: "на пути стоит файл, а нужна папка",
    errno.ENAMETOOLONG: "имя слишком длинное: сократите его",
    errno.ENOSPC: "кончилось место на диске: освободите его и повторите",
    errno.EDQUOT: "кончилось место, отведённое вам на диске: освободите его и повторите",
    errno.EFBIG: "файл больше, чем позволяет система",
    errno.EROFS: "диск открыт только для чтения",
    errno.EPERM: "система запрещает: проверьте владельца и права",
    errno.EBUSY: "занято другой программой: закройте её и повторите",
    errno.ELOOP: "на пути символьная ссылка: замените её настоящим файлом или папкой",
    errno.EIO: "диск не отвечает или испорчен",
    errno.EMFILE: "открыто слишком много файлов",
    errno.ENFILE: "открыто слишком много файлов",
    errno.ENOTEMPTY: "папка не пуста",
    errno.ENXIO: "это не обычный файл",
    errno.EINVAL: "такое имя системе не годится",
    errno.EILSEQ: "такое имя системе не годится",
    errno.EADDRINUSE: "порт занят: назовите другой, --port",
}
# What else may be a fault of ours, such as a file of the program that is not there.
OURS = frozenset((errno.ENOENT, errno.EINVAL, errno.ENXIO, errno.ENOTEMPTY, errno.EILSEQ))
OF_THE_MACHINE = frozenset((*REASONS, errno.EACCES)) - OURS


def words_of(error: OSError, *, writing: bool = False) -> str:
    """Return why the system refused, in Russian; its own words if the reason is not a known one."""
    if error.errno == errno.EACCES:
        return f"нет прав на {'запись' if writing else 'чтение'}: проверьте владельца и права"
    return REASONS.get(error.errno or 0) or error.strerror or str(error) or type(error).__name__
