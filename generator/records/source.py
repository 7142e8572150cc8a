"""Reads people's files as ``RawFile``: decides which files are records and which are refused before they are read.

No symbolic links, no devices, limited size, names that are valid in addresses. Contents are parsed only for the model.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from generator.disk import refuse_link
from generator.folders import HAS_HANDLES, READ
from generator.model import vocabulary
from generator.model.schemas import DataPackage, Table, load_package
from generator.model.sections import SECTIONS, left_out
from generator.model.town import Row, Town, town_package
from generator.model.words import USUAL_WORDING
from generator.model.words import words_of as town_words
from generator.problems.problem import PortalError, Problem
from generator.problems.reasons import words_of
from generator.records.stray import entries_of, find_stray
from generator.records.yaml import MAX_BYTES, MappingNode, Node, ScalarNode, SequenceNode, parse_record
from generator.text import count_of, slugify

RECORD_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LIST_ID = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
MAX_ID = 60
# Names reserved on Windows with any extension: such a record could not even be checked out there.
RESERVED = frozenset(["con", "aux", "nul", "prn", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))])
BY_CODE = ("lists", "fields")  # their files are named by a code
ODD_PATH = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
FIRST = (*BY_CODE, "settings")  # read first: they define the town's model
DOUBLED = re.compile(r"(?P<stem>.+)\.(?P<ending>ya?ml\.\w{2,4})", re.IGNORECASE)  # «klub.yml.txt»
FIRST_CODE = re.compile(r"""\bcode: *["']?([a-z0-9_]+)""")


class RawFile(NamedTuple):
    """The text of a record. ``path`` is relative to the root, with forward slashes."""

    path: str
    table: str
    id: str
    text: str


@dataclass(slots=True)
class Source:
    """All records of a root as text, first those that define the model, and the problems of refused files.

    ``unread``: table and id of files that exist but could not be read.
    ``known``: path → file that a live preview need not read again.
    """

    files: list[RawFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    known: Mapping[str, RawFile] = field(default_factory=dict, compare=False, repr=False)
    package: DataPackage = field(default_factory=load_package, compare=False, repr=False)


def _refuse_odd_path(root: Path) -> None:
    """Raise PortalError for a root whose path has control characters: other programs get the path as a line of text."""
    if ODD_PATH.search(path := str(root.resolve())):
        shown = ODD_PATH.sub("?", path)
        message = f"В пути к папке портала «{shown}» есть перевод строки или знак не из UTF-8. Переименуйте папку."
        raise PortalError(message)


def load_source(root: Path, known: Mapping[str, RawFile] | None = None) -> Source:
    """Read every record file of the root except those in ``known``. Raises PortalError if ``root`` is not a root."""
    _refuse_odd_path(root)
    for name in ("content", "mkdocs.yml"):
        refuse_link(root, name)
    if not (root / "content").is_dir() or not (root / "mkdocs.yml").is_file():
        message = f"В папке {root} нет портала: нужны mkdocs.yml и content/. Укажите папку портала: --root ПАПКА."
        raise PortalError(message)
    source = Source(known=known or {})
    for name in FIRST:
        _read_table(root, source.package.tables[name], source)
    source.package = model_of(source.files)
    for table in source.package.roots:
        if table.name not in FIRST:
            _read_table(root, table, source)
    _report_absent(root, source)
    source.problems += find_stray(root, source.package)
    return source


def _report_absent(root: Path, source: Source) -> None:
    """Report records of sections that the town has switched off: they stay in place and are not published."""
    for table in source.package.absent:
        place = table.file or table.folder
        if table.folder and (root / place).is_dir():
            count = sum(entry.name.endswith(".yml") for entry in entries_of(root / place))
        else:
            count = int(bool(table.file) and (root / place).exists())
        if count:
            files = count_of(count, "запись", "записи", "записей")
            message = f"Раздел «{SECTIONS[table.part]}» выключен, на сайт не попадёт {files}."
            hint = f"Оставьте файлы или уберите в архив. Включить раздел: уберите {table.part} из without в настройках."
            _refuse(source, place, "W425", message, hint)


def model_of(files: Iterable[RawFile]) -> DataPackage:
    """Return the town's model, from its settings, own fields and lists among the files."""
    program = load_package()
    texts: dict[str, str] = {}
    own: list[tuple[str, tuple[Row, ...]]] = []
    without: frozenset[str] = frozenset()
    wording = USUAL_WORDING
    for raw in files:
        if raw.table == "settings":
            without = left_out(node.text.strip() for node in _items(raw, "without") if isinstance(node, ScalarNode))
            tree = parse_record(raw.text, raw.path).root
            wording = town_words(dict(_row(tree))) if tree else USUAL_WORDING
        elif raw.table == "lists":
            texts[raw.id] = raw.text
        elif raw.table == "fields" and raw.id in program.tables:
            own.append((raw.id, tuple(_row(item) for item in _items(raw, "fields") if isinstance(item, MappingNode))))
    if own:
        texts = {path.stem: path.read_text("utf-8") for path in vocabulary.FOLDER.glob("*.yml")} | texts
    examples = ((name, code[1]) for name, text in sorted(texts.items()) if (code := FIRST_CODE.search(text)))
    return town_package(program, Town(tuple(sorted(own)), tuple(examples) if own else (), without, wording))


def _items(raw: RawFile, key: str) -> list[Node]:
    """Return the items of a list in a file that has not been checked yet; none if there is no such list."""
    tree = parse_record(raw.text, raw.path).root
    node = tree.entries.get(key) if tree else None
    return node.items if isinstance(node, SequenceNode) else []


def _row(node: MappingNode) -> Row:
    return tuple((key, value.text.strip()) for key, value in node.entries.items() if isinstance(value, ScalarNode))


def _read_table(root: Path, table: Table, source: Source) -> None:
    if table.folder:
        _read_folder(root, table, source)
    else:
        _read_single(root, table, source)


def _read_single(root: Path, table: Table, source: Source) -> None:
    path = root / table.file
    if path.exists() or path.is_symlink():
        _read_file(path, table.file, table, Path(table.file).stem, source)


def _read_folder(root: Path, table: Table, source: Source) -> None:
    folder = root / table.folder
    if folder.is_symlink():
        _refuse(source, table.folder, "E002", "Папка — символьная ссылка.", "Замените ссылку настоящей папкой.")
        return
    if not folder.is_dir():
        return
    seen: dict[str, str] = {}  # name without its ending, in small letters → path
    for entry in entries_of(folder):
        path = f"{table.folder}/{entry.name}"
        stem, _, ending = entry.name.rpartition(".")
        before = len(source.problems)
        usual = ending == "yml" and is_id(stem, table) and entry.is_file(follow_symlinks=False)
        if usual and seen.setdefault(stem, path) == path:
            _read_file(entry.path, path, table, stem, source)
        else:
            _judge_entry(entry, table, source, seen)
        if len(source.problems) > before and source.problems[-1].severity == "error":
            doubled = DOUBLED.fullmatch(entry.name)
            stem = doubled["stem"] if doubled else stem
            source.unread.append((table.name, slugify(stem) if not is_id(stem, table) else stem))


def _judge_entry(entry: os.DirEntry[str], table: Table, source: Source, seen: dict[str, str]) -> None:
    """Read a file with an unusual name, or report why it is no record; ignore what editors leave."""
    name, path = entry.name, f"{table.folder}/{entry.name}"
    stem, dot, ending = name.rpartition(".")
    if name.startswith(".") or name.endswith(("~", ".swp", ".bak")):
        return
    if entry.is_dir(follow_symlinks=False):
        _refuse(source, path, "E003", "Папка внутри папки записей.", "Положите записи рядом, без вложенных папок.")
    elif doubled := DOUBLED.fullmatch(name):
        hint = f"Переименуйте в {doubled['stem'].lower()}.yml: Проводник Windows показывает не всё имя файла."
        _refuse(source, path, "E005", f"Окончание «.{doubled['ending']}».", hint)
    elif ending.lower() in ("yml", "yaml") and dot:
        twin = seen.setdefault(stem.casefold(), path)
        if twin != path:
            hint = "Оставьте один файл: на некоторых компьютерах это одно и то же имя."
            _refuse(source, path, "E004", f"Имя отличается от {twin} только буквами или окончанием.", hint)
        elif ending != "yml":
            _refuse(source, path, "E005", f"Окончание «.{ending}».", f"Переименуйте в {stem.lower()}.yml.")
        elif _name_is_good(stem, table, path, source):
            _read_file(entry.path, path, table, stem, source)
    elif name != "README.md" and not (ending == "md" and table.folder.startswith("content/")):
        hint = "Записи — файлы .yml; картинки и документы кладите в content/images или content/files."
        if re.fullmatch("docx?|odt|rtf|pdf|xlsx?", ending.lower()):
            hint = "Это документ, а не запись. Сведения из него внесите через форму на странице «Редакторам», здесь"
            hint = f"{hint} его удалите; если он нужен посетителям, положите в content/files."
        _refuse(source, path, "W001", "Лишний файл в папке записей: он не попадёт на сайт.", hint)


def is_id(stem: str, table: Table) -> bool:
    """Tell whether a text is a valid id of the table's records."""
    pattern = LIST_ID if table.name in BY_CODE else RECORD_ID
    return len(stem) <= MAX_ID and pattern.fullmatch(stem) is not None and stem not in RESERVED


def _name_is_good(stem: str, table: Table, path: str, source: Source) -> bool:
    if is_id(stem, table):
        return True
    if stem.casefold() in RESERVED:
        hint = f"Переименуйте, например, в «{table.name.rstrip('s')}-{stem.lower()}.yml»."
        _refuse(source, path, "E006", f"Имя «{stem}» занято в Windows: с ним файл там не открыть.", hint)
        return False
    joint = "_" if table.name in BY_CODE else "-"
    proposal = slugify(stem).replace("-", joint) or "zapis"
    message = f"Имя файла «{stem}» не годится для адреса страницы."
    hint = f"Только латинские строчные буквы и цифры через «{joint}», до {MAX_ID} знаков. Возможно, «{proposal}.yml»."
    if copy := re.fullmatch(r"(.+?)(?: ?\(\d+\)| ?[-–—] ?копия(?: \(\d+\))?|[-_ ]copy)", stem, re.IGNORECASE):
        hint = f"Похоже на копию «{copy[1]}.yml»: верный файл оставьте под этим именем, другой удалите."
    _refuse(source, path, "E006", message, hint)
    return False


def _read_file(path: str | Path, shown: str, table: Table, stem: str, source: Source) -> None:
    if known := source.known.get(shown):
        source.files.append(known)
        return
    try:
        if not HAS_HANDLES and Path(path).is_symlink():
            raise OSError(errno.ELOOP, "")
        handle = os.open(path, READ)
    except FileNotFoundError:  # gone since its folder was read
        return
    except OSError as error:
        if Path(path).is_symlink():
            _refuse(source, shown, "E002", "Файл — символьная ссылка.", "Замените ссылку настоящим файлом.")
        else:
            _refuse(source, shown, "E001", f"Файл не открывается: {words_of(error)}.", "Проверьте права на файл.")
        return
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            _refuse(source, shown, "E001", "Это не обычный файл.", "Удалите его: запись — обычный текстовый файл.")
            return
        if status.st_size > MAX_BYTES:
            size = status.st_size // 1024
            hint = f"Запись может занимать до {MAX_BYTES // 1024} КБ: сократите тексты."
            _refuse(source, shown, "E007", f"Файл слишком велик: {size} КБ.", hint)
            return
        data = os.read(handle, MAX_BYTES + 1)
    finally:
        os.close(handle)
    found = raw_file(shown, table, stem, data)
    if isinstance(found, RawFile):
        source.files.append(found)
    else:
        source.problems.append(found)


def raw_file(path: str, table: Table, stem: str, data: bytes) -> RawFile | Problem:
    """Decode a file: UTF-8, without byte order mark, CRLF as LF. Returns a problem if it is not UTF-8."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        hint = "Сохраните файл в кодировке UTF-8 (в Блокноте: «Сохранить как» → «Кодировка»)."
        return Problem("E101", path, line, column, "Файл не в кодировке UTF-8.", hint)
    if b"\r" in data:
        text = text.replace("\r\n", "\n")
    return RawFile(path, table.name, stem, text.removeprefix("\ufeff"))


def _refuse(source: Source, path: str, code: str, message: str, hint: str) -> None:
    source.problems.append(Problem(code, path, 0, 0, message, hint))
