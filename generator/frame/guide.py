"""The librarians' guide: pages of the program, which an upgrade renews; each may be a town's own instead.

``[[forum: …]]`` in a page stands only where the town has that section.
"""

from __future__ import annotations

import re
from pathlib import Path

GUIDE = Path(__file__).parents[1] / "guide"
FOLDER = "editors"
PARTED = re.compile(r"\[\[([a-z]+): (.*?)\]\]", re.DOTALL)
PARTS = {  # pages of a section
    "decisions.md": "decisions",
    "forum-held.md": "forum",
    "partnership.md": "partnerships",
    "programme.md": "forum",
    "programme-changed.md": "forum",
}


def has_guide(root: Path) -> bool:
    """Whether a town takes the program's guide: it has the folder for it, and no beginning of its own there."""
    folder = root / "content" / FOLDER
    return folder.is_dir() and not (folder / "index.md").is_file()


def guide_pages(without: frozenset[str]) -> dict[str, str]:
    """Source of a page in the docs → its text, for a town ``without`` some sections."""

    def kept(found: re.Match[str]) -> str:
        return "" if found[1] in without else found[2]

    return {
        f"{FOLDER}/{path.name}": PARTED.sub(kept, path.read_text("utf-8"))
        for path in sorted(GUIDE.glob("*.md"))
        if PARTS.get(path.name, "") not in without
    }
