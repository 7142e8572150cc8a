"""Numeric command-line arguments: checked against bounds, with Russian messages (argparse then exits with 2)."""

from __future__ import annotations

import math
from argparse import ArgumentTypeError
from collections.abc import Callable


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return a parser of whole numbers from ``least`` to ``most``, in plain digits."""

    def read(text: str) -> int:
        digits = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
        if not digits or not least <= int(text) <= most:
            raise ArgumentTypeError(f"«{text[:40]}» не годится, нужно целое число от {least} до {most}")
        return int(text)

    return read


def degrees(text: str) -> float:
    """Parse a latitude or longitude with a decimal point."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not -180 <= number <= 180:
        raise ArgumentTypeError(f"«{text[:40]}» не годится, нужны градусы от -180 до 180, например 56.1")
    return number
