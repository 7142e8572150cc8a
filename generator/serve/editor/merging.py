"""Compares and merges texts of one file: differences line by line, and two changes made one. Pure."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TypedDict


class Pair(TypedDict):
    """Lines side by side; one of them may be absent. ``same``: nothing differs."""

    left: str | None
    right: str | None
    same: bool


AROUND = 2  # lines shown around a difference


def compare_texts(left: str, right: str) -> list[Pair]:
    """Return the lines of two texts side by side: those that differ, with a few around them."""
    old, new = left.splitlines(), right.splitlines()
    pairs: list[Pair] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for step in range(max(j - i, m - k)):
            here = old[i + step] if i + step < j else None
            there = new[k + step] if k + step < m else None
            pairs.append(Pair(left=here, right=there, same=kind == "equal"))
    near = {at + shift for at, pair in enumerate(pairs) if not pair["same"] for shift in range(-AROUND, AROUND + 1)}
    return [pair for at, pair in enumerate(pairs) if at in near]


def merge_texts(base: str, mine: str, theirs: str) -> str | None:
    """Merge two changes of a text; None if they touch the same lines. Line ends stay as they are."""
    if theirs in (mine, base):
        return mine
    if mine == base:
        return theirs
    old = base.splitlines(keepends=True)
    ours, other = mine.splitlines(keepends=True), theirs.splitlines(keepends=True)
    edits = sorted([*_edits(old, ours), *_edits(old, other)], key=lambda edit: edit[:2])
    merged: list[str] = []
    at, last = 0, (-1, -1, [""])
    for edit in edits:
        start, end, lines = edit
        if edit == last:  # both made the same change
            continue
        if start < at or (start == at == last[0]):  # the same lines, or both put something at one place
            return None
        merged += [*old[at:start], *lines]
        at, last = end, edit
    return "".join([*merged, *old[at:]])


def _edits(old: list[str], new: list[str]) -> list[tuple[int, int, list[str]]]:
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(i, j, new[k:m]) for kind, i, j, k, m in found if kind != "equal"]
