"""What a town calls its forum and who runs its portal, in the cases that sentences need. Pure.

Sentences of templates bend no adjective to these words: a town's word may be of any gender.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Word(NamedTuple):
    """A noun by its cases: who, of whom, to whom, whom, by whom, about whom."""

    nom: str
    gen: str
    dat: str
    acc: str
    ins: str
    pre: str


CENTER = "ресурсный центр, ресурсного центра, ресурсному центру, ресурсный центр, ресурсным центром, ресурсном центре"
FORUM = "форум, форума, форуму, форум, форумом, форуме, форумы, форумов, форумам, форумы, форумами, форумах"


def in_words(forms: str) -> list[str]:
    """Forms of a word, as settings list them."""
    return [form.strip() for form in forms.split(",")]


class Said(NamedTuple):
    """The words of a town: who runs the portal, its forum and its forums."""

    center: Word
    forum: Word
    forums: Word


def words_of(settings: Mapping[str, Any]) -> Said:
    """By ``operator_forms`` and ``forum_forms`` of the settings, checked before; the usual words without them."""
    center, forum = (
        in_words(settings.get(name) or usual) for name, usual in (("operator_forms", CENTER), ("forum_forms", FORUM))
    )
    return Said(Word(*center), Word(*forum[:6]), Word(*forum[6:]))
