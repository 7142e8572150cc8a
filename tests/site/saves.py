"""Random saves of a root as people make them: good and broken ones, new files, renames, deletions.

``Saves`` always knows the good state of each file, so whatever it broke can be mended.
"""

from __future__ import annotations

import os
import random
import re
import shutil
from pathlib import Path

from generator.model.vocabulary import FOLDER

BREAKS = (
    lambda text: text.replace("source:", "sourse:", 1),
    lambda text: text.replace("name:", "\tname:", 1).replace("title:", "\ttitle:", 1),
    lambda text: text[: len(text) // 2] + '"',
    lambda text: text + "status: unknwn\n",
    lambda text: text + 'note: "не закрыта\n',
    lambda text: "",
    lambda text: text + "<<<<<<< HEAD\n",
    lambda text: text + "summary: &a пример\n",
)
FOLDERS = ("ngos", "forums", "content/partnerships", "content/events")
LIST = "audiences"


class Saves:
    """One root and its dice. ``step`` makes one save; ``mend`` makes the root good again."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.dice = random.Random(seed)  # noqa: S311 - random saves of a test
        self.good: dict[str, bytes | None] = {}  # good states of what is broken now; None: no such file
        self.count = 0
        self.broken = 0
        self.kinds: dict[str, int] = {}

    def step(self) -> None:
        """Make one save; every other one breaks something."""
        self.count += 1
        if self.dice.random() < 0.5:
            self.broken += 1
            action = self.dice.choice([self.spoil, self.spoil, self.spoil, self.hurt, self.misname, self.spoil_other])
        else:
            record = [self.edit, self.edit, self.repair, self.mend, self.mend, self.mend]
            action = self.dice.choice([*record, self.add, self.delete, self.rename, self.twice, self.other])
        self.kinds[action.__name__] = self.kinds.get(action.__name__, 0) + 1
        action()

    def mend(self) -> None:
        """Restore every broken file to its good state."""
        for path in list(self.good):
            self._restore(path)

    def records(self) -> list[str]:
        found = (path for folder in FOLDERS for path in (self.root / folder).glob("*.yml"))
        return sorted(name for path in found if (name := self._name(path)) not in self.good)

    def edit(self) -> None:
        """Change a record validly, saved in place or replaced by a new file."""
        path = self._some()
        lines = [line for line in self._read(path).split("\n") if not line.startswith("note:")]
        text = "\n".join([f"note: правка {self.count}", *lines])
        field = "summary" if "\nsummary: " in text else "source"
        text = re.sub(rf"^{field}: .*", f"{field}: Пример правки {self.count}", text, count=1, flags=re.MULTILINE)
        self._save(path, text)

    def add(self) -> None:
        text = f"name: Пример новой группы {self.count}\nlegal_form: initiative_group\nstatus: unregistered\n"
        name = f"ngos/novaya-gruppa-{self.count}.yml"
        self._save(name, f'{text}phones: ["+73916900000"]\nsource: выдуманные данные для примера\n')

    def delete(self) -> None:
        if path := self._unnamed():
            (self.root / path).unlink()

    def rename(self) -> None:
        if path := self._unnamed():
            (self.root / path).rename((self.root / path).with_name(f"novoe-imya-{self.count}.yml"))

    def twice(self) -> None:
        """Make two saves of equal size within a moment, the second with the time of the first."""
        path = self._some()
        text = self._read(path)
        for letter in "аб":
            new = re.sub(r"^source: .*", f"source: Пример {self.count} {letter}", text, count=1, flags=re.MULTILINE)
            (self.root / path).write_text(new, "utf-8")
            if letter == "а":
                status = (self.root / path).stat()
        os.utime(self.root / path, ns=(status.st_atime_ns, status.st_mtime_ns))

    def other(self) -> None:
        """Save something other than a record: prose, settings, configuration, lists, pictures."""
        kind = self.dice.randrange(7)
        if kind == 0:
            self._replace("content/settings.yml", r"^operator_hours: .*", f"operator_hours: пример часов {self.count}")
        elif kind == 1:
            self._replace("mkdocs.yml", r"^site_name: .*", f"site_name: Портал-пример {self.count}")
        elif kind == 2:
            self._replace("content/law/index.md", r"\Z", f"\nПример строки {self.count}.\n")
        elif kind == 3:
            self._save(f"content/law/primer-{self.count}.md", f"# Пример страницы {self.count}\n\nТекст примера.\n")
        elif kind == 4:
            text = (FOLDER / f"{LIST}.yml").read_text("utf-8")
            self._save(f"content/lists/{LIST}.yml", text.replace("label: дети", f"label: дети {self.count}", 1))
        elif kind == 5:
            (self.root / "content/lists" / f"{LIST}.yml").unlink(missing_ok=True)
            self.good.pop(f"content/lists/{LIST}.yml", None)
        else:
            picture = next((self.root / "content/images").glob("*.png"))
            picture.write_bytes(picture.read_bytes() + b"\0")

    def repair(self) -> None:
        if self.good:
            self._restore(self.dice.choice(sorted(self.good)))
        else:
            self.edit()

    def spoil(self) -> None:
        path = self._some()
        self._break(path)
        self._save(path, self.dice.choice(BREAKS)(self._read(path)))

    def spoil_other(self) -> None:
        path = self.dice.choice(["content/settings.yml", "mkdocs.yml", "content/law/index.md", "content/moved.yml"])
        if path in self.good or not (self.root / path).exists():
            self.spoil()
            return
        self._break(path)
        text = self._read(path)
        if path.endswith(".md"):
            self._save(path, f"---\nfield: пример\n---\n{text}")
        else:
            self._save(path, f"{text}\nneizvestnoe: пример\n")

    def hurt(self) -> None:
        """Put something else in the file's place: bytes of another encoding, a folder, a link, nothing."""
        path = self._some()
        place = self.root / path
        self._break(path)
        kind = self.dice.randrange(4)
        if kind == 0:
            place.write_bytes("name: Пример\n".encode("cp1251"))
            return
        place.unlink()
        if kind == 1:
            place.mkdir()
        elif kind == 2:
            place.symlink_to("/etc/hostname")
        elif path.startswith("forums/"):  # a record that others may refer to is gone
            return

    def misname(self) -> None:
        name = f"ngos/Плохое имя {self.count}.yml"
        self.good[name] = None
        (self.root / name).write_text("name: Пример\n", "utf-8")

    def _some(self) -> str:
        return self.dice.choice(self.records())

    def _unnamed(self) -> str:
        """Return an organisation that no other file refers to."""
        every = (path for name in ("content", "ngos", "forums") for path in (self.root / name).rglob("*"))
        files = [path for path in every if path.suffix in (".yml", ".md") and path.is_file()]
        kept = [self.good.get(self._name(path)) or path.read_bytes() for path in files if not path.is_symlink()]
        kept += [body for body in self.good.values() if body]
        whole = b"\n".join(kept).decode("utf-8", "replace")
        names = [path for path in self.records() if path.startswith("ngos/")]
        self.dice.shuffle(names)
        return next((name for name in names if not re.search(rf"\b{Path(name).stem}\b(?!-)", whole)), "")

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _read(self, path: str) -> str:
        return (self.root / path).read_text("utf-8")

    def _replace(self, path: str, pattern: str, new: str) -> None:
        if path not in self.good:
            self._save(path, re.sub(pattern, new, self._read(path), count=1, flags=re.MULTILINE))

    def _save(self, path: str, text: str) -> None:
        target = self.root / path
        target.parent.mkdir(exist_ok=True)
        if self.dice.random() < 0.5:
            target.write_text(text, "utf-8")
            return
        aside = target.with_name(f".{target.name}.swp")
        aside.write_text(text, "utf-8")
        aside.rename(target)

    def _break(self, path: str) -> None:
        self.good.setdefault(path, (self.root / path).read_bytes())

    def _restore(self, path: str) -> None:
        body, place = self.good.pop(path), self.root / path
        if place.is_symlink() or place.is_file():
            place.unlink()
        elif place.is_dir():
            shutil.rmtree(place)
        if body is not None:
            place.write_bytes(body)
