"""The vocabulary of the invented town, from ``themes.yaml`` and ``town.yaml``. Data only; no choices are made here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Theme:
    """What an organisation does: a word for its name, its codes and its sentences."""

    slug: str
    of: str
    direction: str
    activities: list[str]
    audiences: list[str]
    needs: list[str]
    forms: list[str]
    summaries: list[str]
    charter: str
    services: list[dict[str, Any]]
    offers: list[str]
    seeks: list[str]


def _load(name: str) -> dict[str, Any]:
    words = (FOLDER / name).read_text("utf-8")
    loaded = yaml.load(words, Loader=yaml.CBaseLoader)  # noqa: S506 - our own file, text only
    if not isinstance(loaded, dict):
        raise TypeError(f"{name} must hold a mapping")
    return loaded


@cache
def load_themes() -> tuple[Theme, ...]:
    """Return all themes in the order of the file."""
    return tuple(Theme(**theme) for theme in _load("themes.yaml")["themes"])


@cache
def load_forms() -> dict[str, tuple[str, str]]:
    """Map codes of legal forms to their full and short words."""
    return {code: (words[0], words[1]) for code, words in _load("themes.yaml")["forms"].items()}


@cache
def load_town() -> dict[str, Any]:
    """Return the town's people, bodies, topics, decisions, agreements and events."""
    return _load("town.yaml")
