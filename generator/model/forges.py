"""Where a forge lets a person change a file or begin one, in a browser: templates of addresses.

``{forge}`` is the repository's own address, ``{branch}`` its main branch, ``{path}`` the file, ``{folder}`` where it
lies, ``{text}`` what a new one holds. The settings may name templates of their own (``forge_edit``, ``forge_new``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote


class Forge(NamedTuple):
    """``edit``: the page of a file; ``new``: that of a new one."""

    edit: str
    new: str


FORGES = {
    "github": Forge("{forge}/edit/{branch}/{path}", "{forge}/new/{branch}?filename={path}&value={text}"),
    "gitlab": Forge("{forge}/-/edit/{branch}/{path}", "{forge}/-/new/{branch}?file_name={path}"),
    "gitea": Forge("{forge}/_edit/{branch}/{path}", "{forge}/_new/{branch}/{folder}"),  # Forgejo too
    "gitflic": Forge("{forge}/blob?file={path}&branch={branch}", "{forge}"),  # the file, with its own button there
    "gitverse": Forge("{forge}", "{forge}"),  # documents no address of its editor
}


def forge_of(settings: Mapping[str, Any]) -> Forge:
    """The templates of a portal with ``{path}``, ``{folder}`` and ``{text}`` still open; empty without a forge."""
    if not settings.get("forge"):
        return Forge("", "")
    usual = FORGES[settings.get("forge_kind") or "github"]
    known = {"forge": settings["forge"].rstrip("/"), "branch": quote(settings.get("forge_branch") or "main")}
    edit, new = settings.get("forge_edit") or usual.edit, settings.get("forge_new") or usual.new
    for name, value in known.items():
        edit, new = (template.replace(f"{{{name}}}", value) for template in (edit, new))
    return Forge(edit, new)


def edit_address(settings: Mapping[str, Any], path: str) -> str:
    """The forge's own page for changing a file; empty when the settings name no forge."""
    return forge_of(settings).edit.replace("{path}", path)
