"""A town's words for its forum and its operator, in the cases that sentences need. Pure.

Sentences in templates must not inflect adjectives to agree with them: a town's word may be of any gender.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from generator.text import capital


class Word(NamedTuple):
    """A noun in six cases: nominative, genitive, dative, accusative, instrumental, prepositional."""

    nom: str
    gen: str
    dat: str
    acc: str
    ins: str
    pre: str


CENTER = "ресурсный центр, ресурсного центра, ресурсному центру, ресурсный центр, ресурсным центром, ресурсном центре"
FORUM = "форум, форума, форуму, форум, форумом, форуме, форумы, форумов, форумам, форумы, форумами, форумах"


def in_words(forms: str) -> list[str]:
    """Split the forms of a word as the settings list them."""
    return [form.strip() for form in forms.split(",")]


class Wording(NamedTuple):
    """The words of a town: its operator, its forum, its forums in the plural."""

    center: Word
    forum: Word
    forums: Word


def words_of(settings: Mapping[str, Any]) -> Wording:
    """Read ``operator_forms`` and ``forum_forms`` of the settings; incomplete forms fall back to the usual words."""
    center, forum = (
        own if len(own := in_words(settings.get(name) or "")) == len(in_words(usual)) and all(own) else in_words(usual)
        for name, usual in (("operator_forms", CENTER), ("forum_forms", FORUM))
    )
    return Wording(Word(*center), Word(*forum[:6]), Word(*forum[6:]))


USUAL_WORDING = words_of({})
# A placeholder for a town's word: [[forum.gen]], or [[Center.nom]] at the start of a sentence.
PLACE = re.compile(rf"\[\[([Cc]enter|[Ff]orums?)\.({'|'.join(Word._fields)})\]\]")


def fill(text: str, wording: Wording) -> str:
    """Replace the placeholders in a text with the town's words."""

    def word(found: re.Match[str]) -> str:
        form: str = getattr(getattr(wording, found[1].lower()), found[2])
        return capital(form) if found[1][0].isupper() else form

    return PLACE.sub(word, text)
