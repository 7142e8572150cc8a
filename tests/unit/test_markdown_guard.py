"""Prose: the language of what is not Russian."""

from __future__ import annotations

from markdown import markdown

from generator.frame.mkdocs.guard import GuardExtension


def test_what_is_set_apart_in_latin_letters_is_marked_as_english() -> None:
    text = "**Commit changes**, **Сохранить**, `make serve`, [CC BY](https://example.org/), *№ 5*, **GitHub и дом**"
    made = markdown(text, extensions=[GuardExtension()])
    marked = [line.split("<")[0] for line in made.split('lang="en">')[1:]]
    assert marked == ["Commit changes", "make serve", "CC BY"]
