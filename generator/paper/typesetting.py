"""Typesets a page description with its data into a tagged PDF (PDF/UA-1). Records go in as data, never as markup."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any

import typst

from generator.catalog.models import Catalog
from generator.paper.signs import STANDARD, printable, surely_printable

FOLDER = Path(__file__).parent
Data = dict[str, Any]
TOO_LONG = "does not fit"  # the panic message of a description whose text does not fit


def typeset(template: str, data: Mapping[str, Any], catalog: Catalog) -> bytes:
    """Return the PDF of ``<template>.typ``.

    Fonts come with typst and the timestamp is the start of the day, so bytes are reproducible. Characters no font has
    are substituted (see ``signs``). Raises TooLongError when the description says that the text does not fit.
    """
    midnight = datetime.combine(catalog.today, time(), catalog.now.tzinfo)
    try:
        return _compile(template, printable(data), midnight)
    except typst.TypstError as error:
        if TOO_LONG in str(error.message):
            raise TooLongError from None
    try:  # a character may fail only next to its neighbours; the remaining ones are certainly in the fonts
        return _compile(template, surely_printable(data), midnight)
    except typst.TypstError as error:
        raise RuntimeError(f"{template}.typ: {error.message} {error.hints}") from error


def typeset_first(template: str, tries: Iterable[Data], catalog: Catalog) -> tuple[Data, bytes]:
    """Return the first description that fits its paper, and its PDF. Raises TooLongError if none does."""
    for data in tries:
        try:
            return data, typeset(template, data, catalog)
        except TooLongError:
            continue
    raise TooLongError


def _compile(template: str, data: Mapping[str, Any], midnight: datetime) -> bytes:
    return typst.compile(
        FOLDER / f"{template}.typ",
        root=FOLDER,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=[STANDARD],
        timestamp=int(midnight.timestamp()),
    )


class TooLongError(Exception):
    """The text does not fit its paper."""
