"""Every field of every table with one slip: always refused at its line, nearly always with the right key suggested."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest

from generator.model.schemas import Field, Table, load_package
from generator.records.keys import guess_key, keys_of
from tests.hostile.roots import check_text, record_around, way_to

NEIGHBOURS = {"a": "s", "e": "r", "i": "o", "o": "p", "s": "d", "n": "m", "t": "y", "_": "x"}
TABLES = list(load_package().tables.values())


def misspellings(word: str) -> Iterator[str]:
    """Yield the name with one letter left out, doubled, swapped with the next, or replaced."""
    for i, letter in enumerate(word):
        yield word[:i] + word[i + 1 :]
        yield word[:i] + letter + word[i:]
        yield word[:i] + word[i + 1 : i + 2] + letter + word[i + 2 :]
        yield word[:i] + NEIGHBOURS.get(letter, "e") + word[i + 1 :]
        yield word[:i] + "q" + word[i + 1 :]


def trials(table: Table) -> Iterator[tuple[Field, str]]:
    known = {*keys_of(table), *(f.name for f in table.typed)}
    for field in table.typed:
        if not field.implied:
            yield from ((field, slip) for slip in sorted({*misspellings(field.name)} - known - {""}))


def outcome(table: Table, field: Field, slip: str) -> tuple[bool, bool]:
    """Return whether the slip is refused at its line, and whether the right key is suggested there."""
    wanted = [f for f in table.typed if f.required and not f.implied and f is not field]
    lines = record_around(table, [*wanted, field])
    place = next(i for i in range(len(lines) - 1, -1, -1) if lines[i].lstrip("- ").startswith(f"{field.name}:"))
    lines[place] = f"{slip}:".join(lines[place].split(f"{field.name}:", 1))
    problems = check_text("\n".join(lines) + "\n", way_to(table)[0])
    actual = [p for p in problems if p.code == "E201"]
    is_refused = [(p.line, p.field) for p in actual] == [(place + 1, slip)]
    return is_refused, is_refused and f"«{field.name}»" in actual[0].message + actual[0].hint


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_slip_is_refused_and_the_right_key_suggested(
    table: Table, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    """Every slip in ``make judge``, every seventh in ``make test``."""
    step = 1 if request.config.option.markexpr == "" else 7
    results = [(slip, *outcome(table, field, slip)) for field, slip in islice(trials(table), 0, None, step)]
    assert len(results) >= len(table.typed) / 2
    assert [slip for slip, refused, _ in results if not refused] == []
    right = sum(suggested for *_, suggested in results)
    with capsys.disabled():
        print(f"\n{table.name}: подсказано верно {right} из {len(results)}")
    assert right >= len(results) * 0.95, [slip for slip, _, suggested in results if not suggested]


def test_keys_of_nested_lists_are_suggested_too() -> None:
    """Some keys are one slip apart (``source``, ``sources``): either may be offered."""
    package = load_package()
    trials, wrong = 0, []
    for parent in package.tables.values():
        known = set(keys_of(parent))
        for key in parent.nested:
            for slip in {*misspellings(key)} - known - {""}:
                trials += 1
                guess, _ = guess_key(parent, slip, ())
                wrong += [] if guess == key else [(parent.name, key, slip, guess)]
    assert len(wrong) <= trials * 0.05, wrong
