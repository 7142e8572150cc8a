"""«Отправить»: what of a saved record goes to the forge, with which words, and what to do if it cannot be reached."""

from __future__ import annotations

import re
from collections.abc import Collection
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from generator import clock
from generator.problems.problem import has_errors
from generator.serve.editor import outbox
from generator.serve.editor.desk import Answer, Asked, Desk, Place, RefusedError, digest_of, text_of
from generator.serve.editor.merging import compare_texts
from generator.serve.editor.outbox import ConflictError, Letter, ShutError
from generator.serve.editor.pictures import pictures_of
from generator.serve.editor.values import read_values

CONFLICT = (
    "Пока вы правили, эту же запись изменил кто-то другой, и правки задели одни и те же строки. "
    "Слева — как в хранилище, справа — у вас. Решите, что верно: возьмите их запись и внесите своё заново "
    "или оставьте свою."
)
GONE = (
    "Пока вы правили, эту запись удалили из хранилища или назвали иначе. Сначала узнайте почему. "
    "Если она нужна, оставьте свою: она вернётся."
)
UNFIT = (
    "По адресу хранилища, который записан в git, отправить нельзя: нужен вида https://…, ssh://… или полный путь вне "
    "папки портала. Скажите тому, кто настраивал этот компьютер."
)
# Where a branch becomes a request; on a forge that is not named here, from its first page.
REQUESTS = {
    "github": "{forge}/compare/{main}...{branch}?expand=1",
    "gitlab": "{forge}/-/merge_requests/new?merge_request[source_branch]={branch}&merge_request[target_branch]={main}",
    "gitea": "{forge}/compare/{main}...{branch}",
}
BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")


def send_record(desk: Desk, asked: Asked) -> Answer:
    """Send a record as it is in its file; refuse one that is not saved or has errors."""
    place = desk.place(asked)
    data = desk.read(place)
    text = text_of(data)
    if data is None or digest_of(data) != asked.get("opened"):
        raise RefusedError(HTTPStatus.CONFLICT, "Сначала сохраните запись: отправляется то, что в файле.")
    mine, others = desk.judge(place, text)
    if has_errors([*mine, *others]):
        words = "В записи ошибки. Исправьте их: с ошибками правку не примут."
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, words)
    root, settings = desk.preview.root, _settings(desk)
    address = outbox.address_of(root)
    files = {
        path: data for path, data in pictures_of(root, text, place.table).items() if outbox.blob_of(root, path) != data
    }
    by_hand = {"steps": _steps(place, text, settings, files), "name": f"otpravit-{place.id}.txt"}
    if not address:
        return by_hand | {"message": UNFIT if outbox.has_remote(root) else "Портал не связан с хранилищем."}
    otherwise = (settings.get("operator") or "Портал", settings.get("operator_email") or "portal@localhost")
    main = settings.get("forge_branch") or "main"
    branch = f"pravka/{place.table.name}-{place.id}-{clock.now(settings['timezone']):%Y%m%d-%H%M%S}"
    if not BRANCH.fullmatch(main):
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "Ветка в настройках (forge_branch) записана неверно.")
    message = describe(place, outbox.base_of(root, place.path), text)
    seen = asked.get("seen") if isinstance(asked.get("seen"), str) else None
    letter = Letter(place.path, text, message, branch, main, outbox.author_of(root, otherwise), seen, files)
    try:
        branch = outbox.send(root, address, letter)
    except ShutError as error:
        return by_hand | {"message": str(error)}
    except ConflictError as error:
        theirs = error.theirs
        now = desk.answer(place, theirs, digest_of(data))
        pairs, words = compare_texts(theirs, text), CONFLICT if theirs else GONE
        raise RefusedError(HTTPStatus.CONFLICT, words, pairs=pairs, now=now, merged=None, seen=theirs) from error
    return {"branch": branch, "message": message, "address": request_address(settings, branch, main)}


def describe(place: Place, base: str | None, text: str) -> str:
    """Describe what a commit changes: the record's name and the titles of its fields."""
    now = read_values(text, place.table) or {}
    name = str(now.get("short_name") or now.get("name") or now.get("title") or place.id)
    if base is None:
        return f"{name}: новая запись"
    old = read_values(base, place.table) or {}
    titles = {field.name: field.title for field in place.table.fields}
    titles |= {key: child.title for key, child in place.table.nested.items()}
    changed = [title for key, title in titles.items() if old.get(key) != now.get(key)]
    return f"{name}: {', '.join(changed).lower() or 'пояснения в файле'}"


def request_address(settings: dict[str, Any], branch: str, main: str) -> str:
    """Return the forge's page where the branch becomes a request; empty without a forge."""
    forge = (settings.get("forge") or "").rstrip("/")
    if not forge:
        return ""
    template = REQUESTS.get(settings.get("forge_kind") or "github", "{forge}")
    return template.format(forge=forge, main=quote(main), branch=quote(branch))


def _settings(desk: Desk) -> dict[str, Any]:
    shown = desk.preview.shown
    return dict(shown.checked.settings) if shown else {}


def _steps(place: Place, text: str, settings: dict[str, Any], files: Collection[str]) -> str:
    """Return what to do by hand when the repository cannot be reached."""
    forge, email = (settings.get("forge") or "").rstrip("/"), settings.get("operator_email") or ""
    steps = [f"Как отправить запись {place.path}", ""]
    if forge:
        steps += [
            f"1. Откройте в браузере {forge} и войдите.",
            f"2. Найдите файл {place.path}. Если его нет, создайте файл с таким именем.",
            "3. Нажмите «Править» (Edit) и замените весь текст тем, что ниже под чертой.",
            "4. Нажмите Commit changes, впишите, что изменилось, выберите новую ветку и создайте запрос.",
        ]
    else:
        whom = f"на почту {email}" if email else "тому, кто собирает портал"
        steps += [f"1. Пошлите этот файл {whom}.", f"2. Попросите заменить им файл {place.path}: текст под чертой."]
    if files:
        steps.append(f"{len(steps) - 1}. Приложите и файлы, которые названы в записи: {', '.join(files)}.")
    return "\n".join([*steps, "", "-" * 60, text])
