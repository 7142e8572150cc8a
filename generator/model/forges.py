"""Address templates for editing or creating a file on a forge in the browser.

``{forge}`` is the repository's address, ``{branch}`` its main branch, ``{path}`` the file, ``{folder}`` its folder,
``{text}`` the content of a new file. The settings may override the templates (``forge_edit``, ``forge_new``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote


class Forge(NamedTuple):
    """Templates of one forge: ``edit`` for an existing file, ``new`` for a new one."""

    edit: str
    new: str


FORGES = {
    "github": Forge("{forge}/edit/{branch}/{path}", "{forge}/new/{branch}?filename={path}&value={text}"),
    "gitlab": Forge("{forge}/-/edit/{branch}/{path}", "{forge}/-/new/{branch}?file_name={path}"),
    "gitea": Forge("{forge}/_edit/{branch}/{path}", "{forge}/_new/{branch}/{folder}"),  # also Forgejo
    "gitflic": Forge("{forge}/blob?file={path}&branch={branch}", "{forge}"),  # the file's page has an edit button
    "gitverse": Forge("{forge}", "{forge}"),  # documents no address for its editor
}


def forge_of(settings: Mapping[str, Any]) -> Forge:
    """Return a portal's templates; both are empty without a forge.

    Only ``{path}``, ``{folder}`` and ``{text}`` are left to fill.
    """
    if not settings.get("forge"):
        return Forge("", "")
    usual = FORGES[settings.get("forge_kind") or "github"]
    known = {"forge": settings["forge"].rstrip("/"), "branch": quote(settings.get("forge_branch") or "main")}
    edit, new = settings.get("forge_edit") or usual.edit, settings.get("forge_new") or usual.new
    for name, value in known.items():
        edit, new = (template.replace(f"{{{name}}}", value) for template in (edit, new))
    return Forge(edit, new)


def edit_address(settings: Mapping[str, Any], path: str) -> str:
    """Return the forge's page for editing a file; empty if the settings name no forge."""
    return forge_of(settings).edit.replace("{path}", path)
