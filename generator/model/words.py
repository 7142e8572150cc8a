"""What a town calls its forum and who runs its portal, in the cases that sentences need. Pure.

Sentences of templates bend no adjective to these words: a town's word may be of any gender.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from generator.text import capital


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
    """By ``operator_forms`` and ``forum_forms`` of the settings; the usual words where not all forms are given."""
    center, forum = (
        own if len(own := in_words(settings.get(name) or "")) == len(in_words(usual)) and all(own) else in_words(usual)
        for name, usual in (("operator_forms", CENTER), ("forum_forms", FORUM))
    )
    return Said(Word(*center), Word(*forum[:6]), Word(*forum[6:]))


USUAL = words_of({})
# A place for a town's word in a text of the program: [[forum.gen]], [[Center.nom]] at the beginning of a sentence.
PLACE = re.compile(rf"\[\[([Cc]enter|[Ff]orums?)\.({'|'.join(Word._fields)})\]\]")


def fill(text: str, said: Said) -> str:
    """The text with the words of a town in their places."""

    def word(found: re.Match[str]) -> str:
        form: str = getattr(getattr(said, found[1].lower()), found[2])
        return capital(form) if found[1][0].isupper() else form

    return PLACE.sub(word, text)
