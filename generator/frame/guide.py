"""The librarians' guide: pages of the program, which an upgrade renews; each may be a town's own instead.

``[[forum: …]]`` in a page stands only where the town has that section; ``[[forum.gen]]`` is a word of the town's.
"""

from __future__ import annotations

import re
from pathlib import Path

from generator.model.schemas import DataPackage
from generator.model.words import fill

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


def guide_pages(package: DataPackage) -> dict[str, str]:
    """Source of a page in the docs → its text, with the sections and in the words of a town."""

    def kept(found: re.Match[str]) -> str:
        return found[2] if package.has(found[1]) else ""

    return {
        f"{FOLDER}/{path.name}": PARTED.sub(kept, fill(path.read_text("utf-8"), package.said))
        for path in sorted(GUIDE.glob("*.md"))
        if package.has(PARTS.get(path.name, ""))
    }
