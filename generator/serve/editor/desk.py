"""What the form asks of the preview: open a record's file, check what is typed, save it. Answers are JSON values.

The caller has been admitted already, but the input is still a stranger's. Only records with a page of their own are
opened, by table and id; the file is found from these, and links are not followed.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from generator import disk
from generator.model.schemas import Table
from generator.problems.problem import Fix, Problem
from generator.records.source import MAX_ID, RECORD_ID, raw_file
from generator.records.writing import BOM
from generator.records.writing.edits import WritingError
from generator.records.yaml import MAX_BYTES
from generator.serve.editor.faults import find_fields
from generator.serve.editor.merging import compare_texts, merge_texts
from generator.serve.editor.values import UnfitError, clean_values, read_values, rewrite, unfit_lists
from generator.serve.preview import Preview
from generator.text import slugify

Answer = dict[str, Any]
Asked = Mapping[str, Any]


class RefusedError(Exception):
    """A refusal: its status, and words or more for the form."""

    def __init__(self, status: HTTPStatus, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status, self.more = status, more


@dataclass(frozen=True, slots=True)
class Place:
    """A record's file. ``path`` is relative to the root."""

    table: Table
    id: str

    @property
    def path(self) -> str:
        return self.table.path(self.id)


class Desk:
    """The editor's side of a preview. Any thread may call it."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview
        self._saving = threading.Lock()

    def place(self, asked: Asked) -> Place:
        """Return the file a request names."""
        shown = self.preview.shown
        package = shown.checked.package if shown else None
        kind, record_id = asked.get("kind"), asked.get("id")
        table = next((table for table in package.record_tables if table.name == kind), None) if package else None
        if table is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "Записей такого вида нет.")
        if not isinstance(record_id, str) or not RECORD_ID.fullmatch(record_id) or len(record_id) > MAX_ID:
            guess = slugify(record_id)[:MAX_ID] if isinstance(record_id, str) else ""
            words = f"Код записи — латинские строчные буквы и цифры через дефис, до {MAX_ID} знаков."
            raise RefusedError(
                HTTPStatus.UNPROCESSABLE_ENTITY, f"{words} Возможно, «{guess}»." if guess else words, at=["id"]
            )
        return Place(table, record_id)

    def listed(self) -> Answer:
        """List every record file by kind: id, title, whether it has errors."""
        shown = self.preview.shown
        if shown is None:
            return {}
        wrong = {problem.path for problem in self.preview.problems if problem.severity == "error"}
        found: Answer = {table.name: [] for table in shown.checked.package.record_tables}
        for path, raw in self.preview.files.items():
            if raw.table in found:
                entity = shown.work.catalog.entities[raw.table].get(raw.id)
                found[raw.table].append([raw.id, entity.title if entity else raw.id, path in wrong])
        for rows in found.values():
            rows.sort(key=lambda row: row[1].casefold())
        return found

    def open(self, asked: Asked) -> Answer:
        """Return a record as its file has it; for a new one, an empty text."""
        place = self.place(asked)
        data = self.read(place)
        return self.answer(place, text_of(data), digest_of(data))

    def draft(self, asked: Asked) -> Answer:
        """Return what is typed as the text it would become, with what ``check`` says of it. Writes nothing."""
        place = self.place(asked)
        return self.answer(place, self.written(place, asked), _text(asked, "opened"))

    def mend(self, asked: Asked) -> Answer:
        """Return what is typed with one problem fixed; the fix must be one ``check`` offers for this very text."""
        place, wanted = self.place(asked), asked.get("fix")
        text = self.written(place, asked)
        fixes = [problem.fix for problem in self.judge(place, text)[0] if problem.fix]
        fix = next((fix for fix in fixes if asdict(fix) == wanted), None)
        if fix is None:
            raise RefusedError(
                HTTPStatus.CONFLICT, "Запись уже не та, для которой это исправление. Проверьте её снова."
            )
        return self.answer(place, made(fix, text), _text(asked, "opened"))

    def save(self, asked: Asked) -> Answer:
        """Write what is typed into the file, unless the file has changed since it was opened."""
        place = self.place(asked)
        text = self.written(place, asked)
        if not text.strip():
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "Запись пуста. Заполните хотя бы обязательные поля.")
        with self._saving:
            data = self.read(place)
            if digest_of(data) != _text(asked, "opened"):
                raise self.changed(place, asked, text, text_of(data))
            disk.write_file(self.preview.root, place.path, text.encode(), new=data is None)
        return self.answer(place, text, digest_of(text.encode()))

    def changed(self, place: Place, asked: Asked, mine: str, now: str) -> RefusedError:
        """Answer that the file is not the one that was opened: both versions side by side, merged where possible."""
        base = _text(asked, "base")
        merged = merge_texts(base, mine, now) if now else None
        words = "Такая запись уже есть. Выберите другой код или откройте её."
        if now and base:
            words = (
                "Файл изменился с тех пор, как вы его открыли: его правил кто-то ещё или другая программа. "
                "Ничего не записано и не потеряно."
            )
        elif base:
            plain = base.removeprefix(BOM).replace("\r\n", "\n")
            moved = next((raw.path for raw in self.preview.files.values() if raw.text == plain), "")
            other = f"назвали иначе: теперь это {moved}. Откройте её и внесите своё туда" if moved else "удалили"
            words = f"Пока вы правили, запись {other}. Если оставить вашу, файл {place.path} появится снова."
        return RefusedError(
            HTTPStatus.CONFLICT,
            words,
            pairs=compare_texts(now, mine),
            now=self.answer(place, now, digest_of(now.encode()) if now else ""),
            merged=self.answer(place, merged, digest_of(now.encode())) if merged else None,
        )

    def read(self, place: Place) -> bytes | None:
        """Return the bytes of a file; None if there is none."""
        path = self.preview.root / place.path
        if not path.exists() and not path.is_symlink():
            return None
        return disk.read_file(self.preview.root, place.path, MAX_BYTES)

    def written(self, place: Place, asked: Asked) -> str:
        """Return the text a request would give the file: its own, with the fields of its record."""
        text, record = _text(asked, "text"), asked.get("record")
        try:
            return text if record is None else rewrite(text, place.table, clean_values(record, place.table))
        except (WritingError, UnfitError) as error:
            words = f"Форма не смогла записать это в файл: {error}"
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, words) from error

    def answer(self, place: Place, text: str, opened: str) -> Answer:
        """Return a text with its fields and problems; ``record`` is null if it cannot be read as one."""
        mine, others = self.judge(place, text) if text.strip() else ([], [])
        plain = text.removeprefix(BOM).replace("\r\n", "\n")
        placed = zip(mine, find_fields(mine, plain, place.table), strict=True)
        record = read_values(text, place.table)
        shown, page = self.preview.shown, f"{place.table.name}/{place.id}/"
        return {
            "path": place.path,
            "page": page if shown and f"{page}index.html" in shown.pages else "",
            "text": text,
            "opened": opened,
            "record": record,
            "unfit": unfit_lists(text, place.table) if record else [],
            "problems": [_as_json(problem) | {"at": trail} for problem, trail in placed],
            "others": [_as_json(problem) for problem in others],
        }

    def judge(self, place: Place, text: str) -> tuple[list[Problem], list[Problem]]:
        """Return the problems of the record with this text, and the errors it would cause in others."""
        found = raw_file(place.path, place.table, place.id, text.encode("utf-8", "surrogatepass"))
        if isinstance(found, Problem):
            return [found], []
        problems = self.preview.judge(found)
        known = set(self.preview.problems)
        mine = [problem for problem in problems if problem.path == place.path]
        return mine, [
            problem
            for problem in problems
            if problem.path != place.path and problem.severity == "error" and problem not in known
        ]


def _as_json(problem: Problem) -> Answer:
    names = ("code", "severity", "path", "line", "column", "field", "message", "hint")
    return {name: getattr(problem, name) for name in names} | {"fix": asdict(problem.fix) if problem.fix else None}


def made(fix: Fix, text: str) -> str:
    """Return the text of a file, with its byte order mark if it has one, after a fix."""
    mark = BOM if text.startswith(BOM) else ""
    return mark + fix.apply(text.removeprefix(BOM))


def _text(asked: Asked, name: str) -> str:
    value = asked.get(name, "")
    if not isinstance(value, str):
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, f"«{name}» — не текст.")
    return value


def text_of(data: bytes | None) -> str:
    """Return a file's text. Raises RefusedError if it is not UTF-8."""
    try:
        return (data or b"").decode("utf-8")
    except UnicodeDecodeError as error:
        words = "Файл не в кодировке UTF-8: сохраните его заново в Блокноте («Сохранить как» → «Кодировка»)."
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, words) from error


def digest_of(data: bytes | None) -> str:
    """Return a digest that identifies a file's content; empty for no file."""
    return hashlib.sha256(data).hexdigest() if data is not None else ""
