"""Migrates records of an older model to the current one: text in, text out; comments stay.

A step describes what changed between two versions of the model as small moves. A root is taken through all steps from
its own version (``schema_version`` in its settings) to the program's. Nothing is written until every result can be
read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.disk import write_file
from generator.model.schemas import FIRST_VERSION, Table, load_package, version_key
from generator.problems.problem import PortalError
from generator.records.canonical import quote
from generator.records.formatting import give_codes
from generator.records.writing import set_fields
from generator.records.yaml import MappingNode, Mark, ScalarNode, SequenceNode, parse_record
from generator.upkeep.version_two import into_steps

SETTINGS = "content/settings.yml"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a move applies: ``files``: a folder of records or a file; ``trail``: keys of nested lists and mappings."""

    files: str
    trail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rename:
    """Renames a key."""

    place: Place
    old: str
    new: str

    @property
    def words(self) -> str:
        return f"поле {self.old} теперь называется {self.new}"


@dataclass(frozen=True, slots=True)
class Recode:
    """Replaces codes of a field; codes not mentioned stay."""

    place: Place
    key: str
    codes: Mapping[str, str]

    @property
    def words(self) -> str:
        return f"коды поля {self.key}: {', '.join(f'{old} → {new}' for old, new in self.codes.items())}"


@dataclass(frozen=True, slots=True)
class Retire:
    """Removes a field from the model: its lines become comments, so that nothing people wrote is lost."""

    place: Place
    key: str

    @property
    def words(self) -> str:
        return f"поля {self.key} больше нет: его строки станут комментарием"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Rewrites the whole text of a record. ``words``: what that does to it."""

    place: Place
    write: Callable[[str, Table], str]
    words: str


Move = Rename | Recode | Retire | Rewrite


@dataclass(frozen=True, slots=True)
class Step:
    """The moves from one version of the model to the next."""

    since: str
    to: str
    moves: tuple[Move, ...]


@dataclass(slots=True)
class Migration:
    """Path from the root → new text of each file that changes, and → what happens to it."""

    since: str
    to: str
    texts: dict[str, str] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)


TO_TWO = (
    Rewrite(Place("forums"), into_steps, "ответы адресатов решений становятся шагами (steps)"),
    Rewrite(Place("forums"), give_codes, "встречи получают постоянные коды (code)"),
)
STEPS: tuple[Step, ...] = (Step("1.0", "2.0", TO_TWO),)


def plan_migration(root: Path, steps: tuple[Step, ...] = STEPS, target: str = "") -> Migration:
    """Return what a migration would write. Raises PortalError with the place where it cannot continue."""
    settings = root / SETTINGS
    if not settings.is_file():
        raise PortalError(f"В папке {root} нет {SETTINGS}: это не папка портала.")
    target = target or load_package().schema_version
    node = _read(_text(settings), SETTINGS).entries.get("schema_version")
    found = Migration(node.text if isinstance(node, ScalarNode) else FIRST_VERSION, target)
    for step in _chain(found.since, target, steps):
        for move in step.moves:
            for path in _files(root, move.place.files):
                before = found.texts.get(path, "") or _text(root / path)
                after = change_text(before, move, path)
                if after != before:
                    found.texts[path] = after
                    found.notes.setdefault(path, []).append(move.words)
    if found.since != target:
        text = found.texts.get(SETTINGS, "") or _text(settings)
        found.texts[SETTINGS] = set_fields(text, load_package().tables["settings"], {"schema_version": target})
        found.notes.setdefault(SETTINGS, []).append(f"версия модели {target}")
    for path, text in found.texts.items():
        _read(text, path)
    return found


def _chain(since: str, target: str, steps: tuple[Step, ...]) -> Iterator[Step]:
    if version_key(since) > version_key(target):
        raise PortalError(f"Записи версии {since}, а программа знает {target}: обновите программу.")
    while since != target:
        step = next((step for step in steps if step.since == since), None)
        if step is None:
            raise PortalError(f"Программа не знает, как перевести записи версии {since} в {target}.")
        yield step
        since = step.to


def _files(root: Path, files: str) -> list[str]:
    path = root / files
    found = sorted(path.glob("*.yml")) if path.is_dir() else [path] if path.is_file() else []
    return [one.relative_to(root).as_posix() for one in found if not one.is_symlink()]


def _text(path: Path) -> str:
    """The file with the line ends that it has."""
    return path.read_bytes().decode("utf-8")


def _read(text: str, path: str) -> MappingNode:
    parsed = parse_record(text.removeprefix("\ufeff").replace("\r\n", "\n"), path)
    if parsed.root is None or parsed.problems:
        first = parsed.problems[0]
        raise PortalError(
            f"{path}:{first.line}: {first.message} Сначала исправьте это: portal check. Ничего не записано."
        )
    return parsed.root


def change_text(text: str, move: Move, path: str) -> str:
    """Apply one move to one text. ``path`` is for messages. Raises PortalError if the text cannot be migrated."""
    root = _read(text, path)
    if isinstance(move, Rewrite):
        return move.write(text, _table_of(path))
    nodes = list(_nodes(root, move.place.trail))
    lines = text.split("\n")
    if isinstance(move, Rename):
        _rename(lines, nodes, move, path)
    elif isinstance(move, Recode):
        _recode(lines, nodes, move)
    else:
        for node in reversed(nodes):
            if move.key in node.keys:
                _retire(lines, node, move.key, path)
    return "\n".join(lines)


def _table_of(path: str) -> Table:
    table = load_package().table_of(path)
    if table is None:
        raise PortalError(f"{path}: это не запись.")
    return table


def _nodes(root: MappingNode, trail: tuple[str, ...]) -> Iterator[MappingNode]:
    """Yield the mappings at the end of the trail, in file order."""
    if not trail:
        yield root
        return
    below = root.entries.get(trail[0])
    for item in below.items if isinstance(below, SequenceNode) else [below]:
        if isinstance(item, MappingNode):
            yield from _nodes(item, trail[1:])


def _rename(lines: list[str], nodes: list[MappingNode], move: Rename, path: str) -> None:
    for node in reversed(nodes):
        if move.old not in node.keys:
            continue
        mark = node.keys[move.old]
        if move.new in node.keys:
            raise PortalError(f"{path}:{mark.line}: рядом стоят «{move.old}» и «{move.new}». Оставьте одно из двух.")
        _replace(lines, mark, move.old, move.new)


def _recode(lines: list[str], nodes: list[MappingNode], move: Recode) -> None:
    scalars: list[ScalarNode] = []
    for node in nodes:
        value = node.entries.get(move.key)
        items = value.items if isinstance(value, SequenceNode) else [value]
        scalars += [item for item in items if isinstance(item, ScalarNode) and item.text in move.codes]
    for scalar in sorted(scalars, key=lambda scalar: scalar.mark, reverse=True):
        _replace(lines, scalar.mark, scalar.text, move.codes[scalar.text])


def _replace(lines: list[str], mark: Mark, old: str, new: str) -> None:
    """Replace a word together with its quotes."""
    line, at = lines[mark.line - 1], mark.column - 1
    mark_of_quote = line[at] if line[at] in "\"'" else ""
    end = at + len(old) + 2 * len(mark_of_quote)
    lines[mark.line - 1] = line[:at] + quote(new) + line[end:]


def _retire(lines: list[str], node: MappingNode, key: str, path: str) -> None:
    mark = node.keys[key]
    first, indent = mark.line - 1, mark.column - 1
    head = lines[first][:indent]
    if head.strip(" -") or sum(other.line == mark.line for other in node.keys.values()) > 1:
        raise PortalError(f"{path}:{mark.line}: поле «{key}» больше не нужно, уберите его сами: запись идёт в строку.")
    last = _end_of(lines, first, indent)
    comments = [f"{' ' * indent}# {line[indent:]}".rstrip() for line in lines[first:last]]
    if "-" in head:  # the key is the first of a list's item: move the dash to the next key
        if len(node.keys) == 1:
            raise PortalError(
                f"{path}:{mark.line}: в пункте только поле «{key}», а его больше нет. Уберите весь пункт."
            )
        following = min(other.line for other in node.keys.values() if other.line > mark.line) - 1
        lines[following] = head + lines[following][indent:]
        comments = [f"{' ' * head.index('-')}{comment.lstrip()}" for comment in comments]
    lines[first:last] = comments


def _end_of(lines: list[str], first: int, indent: int) -> int:
    """Return the line after a value, which includes deeper lines and items of a list that is not indented."""
    end = first + 1
    for number in range(first + 1, len(lines)):
        line = lines[number]
        depth = len(line) - len(line.lstrip(" "))
        if line.strip() and not (depth > indent or (depth == indent and line.lstrip().startswith("- "))):
            break
        if line.strip():
            end = number + 1
    return end


def write_migration(root: Path, migration: Migration) -> None:
    """Write the planned texts, the settings with the version last."""
    for path in sorted(migration.texts, key=lambda path: path == SETTINGS):
        write_file(root, path, migration.texts[path])
