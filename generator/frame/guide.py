"""The librarians' guide: the program's own pages, renewed with it; a town may replace any of them.

``[[forum: …]]`` in a page is kept only if the town has that section; ``[[forum.gen]]`` is one of the town's words.
"""

from __future__ import annotations

import re
from pathlib import Path

from generator.model.schemas import DataPackage
from generator.model.words import fill

GUIDE = Path(__file__).parents[1] / "guide"
FOLDER = "editors"
PARTED = re.compile(r"\[\[([a-z]+): (.*?)\]\]", re.DOTALL)
PARTS = {  # page → its section
    "decisions.md": "decisions",
    "forum-held.md": "forum",
    "partnership.md": "partnerships",
    "programme.md": "forum",
    "programme-changed.md": "forum",
}


def has_guide(root: Path) -> bool:
    """Whether a town uses the program's guide: it has the folder, but no index page of its own there."""
    folder = root / "content" / FOLDER
    return folder.is_dir() and not (folder / "index.md").is_file()


def guide_pages(package: DataPackage) -> dict[str, str]:
    """Map source paths in the docs to the guide's texts, fitted to the town's sections and words."""

    def kept(found: re.Match[str]) -> str:
        return found[2] if package.has(found[1]) else ""

    return {
        f"{FOLDER}/{path.name}": PARTED.sub(kept, fill(path.read_text("utf-8"), package.wording))
        for path in sorted(GUIDE.glob("*.md"))
        if package.has(PARTS.get(path.name, ""))
    }
