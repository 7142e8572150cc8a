"""Finds texts that name people who must not be named: in records, prose and attachments.

Only a legal basis makes a person public. The name of a withheld person in any text is a problem, wherever it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from generator.catalog.privacy import people, public_texts, term_of
from generator.frame.prose import Prose
from generator.persons.files import UnreadableError, texts_of
from generator.persons.matcher import APART, Match, Matcher, Person, contact, make_matcher
from generator.problems.problem import Problem, bounded
from generator.records.check import Checked
from generator.records.findings import Finding, named
from generator.records.places import place
from generator.records.validate import Trail

CONFIG = "mkdocs.yml"
COMMON = 5  # files with a bare surname; from here on it is an ordinary word of the town
WHAT = {
    "name": "имя человека",
    "surname": "фамилия человека",
    "phone": "телефон человека",
    "email": "почта человека",
    "text": "личные сведения о человеке",
}
HINT = (
    "Уберите имя, телефон и почту человека из текста или запишите основание в его строке persons "
    "(basis: official или basis: consent с consent_given и consent_fields)."
)
OTHER = "Если это другой человек, назовите его полностью; если улица — поставьте перед ней «ул.»."


def matcher_of(checked: Checked, others: Iterable[Person] = ()) -> Matcher:
    """Return a matcher of everyone withheld today, except those some record publishes lawfully.

    Organisations' own contacts are excepted too. ``others`` are withheld people who are in no record.
    """
    withheld, public = [*others], []
    term = term_of(checked.settings, checked.today)
    for table, records in checked.records.items():
        for row in records.values():
            for kept, shown in people(checked.package.tables[table], row, term):
                withheld.append(kept)
                public.append(shown)
    if not any((person.name or person.phone or person.email or person.texts) for person in withheld):
        return Matcher()
    return make_matcher(withheld, [*public, *_contacts(checked)], checked.settings.get("phone_code", ""))


def _contacts(checked: Checked) -> Iterator[Person]:
    """Yield phones and mailboxes from the fields meant for organisations' contacts."""
    tables = checked.package.tables
    for name, records in checked.records.items():
        kinds = {field.name: field.check or field.items for field in tables[name].fields}
        checks = {key: kind for key, kind in kinds.items() if kind in ("phone", "email")}
        for row in records.values() if checks else ():
            for key, check in checks.items():
                value = row.get(key, ())
                for text in (value,) if isinstance(value, str) else value or ():
                    yield contact(check, text)


@dataclass(frozen=True, slots=True)
class _Found:
    """A match with its place: the trail in a record, else line and column (0 for the whole file)."""

    path: str
    match: Match
    trail: Trail = ()


def find_withheld(checked: Checked, prose: Prose, root: Path, matcher: Matcher | None = None) -> list[Problem]:
    """Return a problem for each place that tells of somebody withheld, and for files that cannot be read."""
    matcher = matcher_of(checked) if matcher is None else matcher
    if not matcher:
        return []
    unread: list[Problem] = []
    found = [*_in_records(checked, matcher), *_in_prose(prose, root, matcher), *_in_files(prose, matcher, unread)]
    words = _common(found)
    kept = [one for one in found if one.match.kind != "surname" or one.match.who not in words]
    return [*unread, *bounded(_problem(one, checked) for one in kept)]


def _common(found: Iterable[_Found]) -> set[tuple[str, ...]]:
    """Return surnames that identify nobody: a street bears them, or they occur in many files."""
    files: dict[tuple[str, ...], set[str]] = defaultdict(set)
    words = set()
    for one in found:
        if one.match.kind == "surname":
            files[one.match.who].add(one.path)
            if one.match.common:
                words.add(one.match.who)
    return words | {who for who, paths in files.items() if len(paths) >= COMMON}


def _problem(one: _Found, checked: Checked) -> Problem:
    message = f"здесь {WHAT[one.match.kind]}, о котором писать на сайте нельзя: основания нет или оно кончилось."
    hint = HINT
    if one.match.kind == "surname":  # it may be somebody else's
        message = (
            "здесь такая же фамилия, как у человека, о котором писать на сайте нельзя: нет основания или кончилось."
        )
        hint = f"{OTHER} Если это он: {HINT[0].lower()}{HINT[1:]}"
    raw = checked.files.get(one.path)
    if one.trail and raw:
        table = checked.package.tables[raw.table]
        return place(named(table, Finding("E650", one.trail, message, hint)), raw, one.path, table)
    message = message[0].upper() + message[1:]
    return Problem("E650", one.path, one.match.line, one.match.column, message, hint)


def _in_records(checked: Checked, matcher: Matcher) -> Iterator[_Found]:
    term = term_of(checked.settings, checked.today)
    for raw in checked.files.values():
        row = checked.records.get(raw.table, {}).get(raw.id)
        if row is None:
            continue
        texts = [*public_texts(checked.package.tables[raw.table], row, term)]
        yield from _in_name(matcher, raw.path)
        for (trail, _), matches in zip(texts, matcher.look_through([text for _, text in texts]), strict=True):
            for match in matches:
                yield _Found(raw.path, match, trail)


def _in_prose(prose: Prose, root: Path, matcher: Matcher) -> Iterator[_Found]:
    """Search pages and the site's configuration, which has the site's name and menu.

    A match in a title or description is placed at the top of its page.
    """
    for page in prose.pages.values():
        path = f"content/{page.src_uri}"
        yield from _in_name(matcher, path)
        for text, first in ((f"{page.title}{APART}{page.description}", 0), (page.body, page.first_line)):
            for match in matcher.look(text):
                line = first + match.line - 1 if first else 1
                yield _Found(path, match._replace(line=line, column=match.column if first else 1))
    config = root / CONFIG
    if config.is_file():
        for match in matcher.look(config.read_text("utf-8", "replace")):
            yield _Found(CONFIG, match)


def _in_name(matcher: Matcher, path: str) -> Iterator[_Found]:
    """Search a file's name, which is also its address on the site: «primerova-tayna.pdf»."""
    seen = {match.kind: match for match in matcher.look(path.replace("/", "\n")) if match.kind != "surname"}
    yield from (_Found(path, match._replace(line=0, column=0)) for match in seen.values())


def _in_files(prose: Prose, matcher: Matcher, unread: list[Problem]) -> Iterator[_Found]:
    """Search attachments and pictures, their contents and their names."""
    for address, path in prose.assets.items():
        shown = f"content/{address}"
        stamp = path.stat()
        texts, fault = _texts_in(path, stamp.st_mtime_ns, stamp.st_size)
        if fault:
            hint = "Откройте файл: нет ли в нём сведений о людях без основания? Сохраните его без пароля, заново."
            message = f"Файл не удалось просмотреть: {fault}."
            unread.append(Problem("W651", shown, 0, 0, message, hint))
        yield from _in_name(matcher, shown)
        seen = {match.kind: match for text in texts for match in matcher.look(text)}
        yield from (_Found(shown, match._replace(line=0, column=0)) for match in seen.values())


@lru_cache(maxsize=64)
def _texts_in(path: Path, _changed: int, _size: int) -> tuple[list[str], str]:
    """Return the texts of an attachment, and why it could not be read.

    Cached because a live preview asks again and again.
    """
    texts: list[str] = []
    try:
        texts += texts_of(path.read_bytes())
    except UnreadableError as error:
        return texts, str(error)
    return texts, ""
