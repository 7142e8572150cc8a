"""The addresses of the editor: ``/__portal__/editor/…``, JSON in and out."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from generator.problems.problem import PortalError
from generator.serve.editor.desk import Answer, Desk, RefusedError
from generator.serve.editor.gate import Gate, read_body
from generator.serve.editor.pictures import keep_picture
from generator.serve.editor.sending import send_record
from generator.serve.preview import BUG, Preview

PREFIX = "__portal__/editor/"
FORM = "editors/form/index.html"


class Editor:
    """Answers the pages of the form."""

    def __init__(self, preview: Preview, port: int) -> None:
        self.desk, self.gate = Desk(preview), Gate(port)
        self._asks: dict[str, Callable[[dict[str, Any]], Answer]] = {
            "list": lambda _: self.desk.listed(),
            "record": self.desk.open,
        }
        self._brings: dict[str, Callable[[dict[str, Any]], Answer]] = {
            "draft": self.desk.draft,
            "mend": self.desk.mend,
            "save": self.desk.save,
            "picture": partial(keep_picture, self.desk),
            "send": partial(send_record, self.desk),
        }

    def get(self, name: str, query: str, headers: Mapping[str, str]) -> tuple[HTTPStatus, bytes]:
        """Answer a request by its address."""
        return _answer(lambda: self._get(name, query, headers))

    def post(self, name: str, headers: Mapping[str, str], read: Callable[[int], bytes]) -> tuple[HTTPStatus, bytes]:
        """Answer a request with a body, which is read only once its sender is known."""
        return _answer(lambda: self._post(name, headers, read))

    def _get(self, name: str, query: str, headers: Mapping[str, str]) -> Answer:
        self.gate.check_token(headers)
        asked = {key: values[0] for key, values in parse_qs(query).items()}
        return _find(self._asks, name)(asked)

    def _post(self, name: str, headers: Mapping[str, str], read: Callable[[int], bytes]) -> Answer:
        length = self.gate.check_post(headers)
        return _find(self._brings, name)(read_body(read(length)))


def _find(answers: dict[str, Callable[[dict[str, Any]], Answer]], name: str) -> Callable[[dict[str, Any]], Answer]:
    if name not in answers:
        raise RefusedError(HTTPStatus.NOT_FOUND, "Такого адреса нет.")
    return answers[name]


def _answer(make: Callable[[], Answer]) -> tuple[HTTPStatus, bytes]:
    status, found = HTTPStatus.OK, {}
    try:
        found = make()
    except RefusedError as error:
        status, found = error.status, {"message": str(error), **error.more}
    except (PortalError, OSError) as error:
        status, found = HTTPStatus.CONFLICT, {"message": str(error)}
    except Exception:
        traceback.print_exc()
        status, found = HTTPStatus.INTERNAL_SERVER_ERROR, {"message": f"{BUG} Набранное сохранено в черновике."}
    return status, json.dumps(found, ensure_ascii=False).encode()
