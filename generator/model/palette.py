"""A town's own colours, and whether they are readable. Pure.

A town sets up to six colours; the rest follow from its main ones, and dark mode from all of them. Contrast follows WCAG
2.2: 4.5 for text, 3 for shapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

# Setting → token in portal.css.
COLOURS = {
    "colour_main": "pine",
    "colour_deep": "pine-deep",
    "colour_tint": "pine-tint",
    "colour_accent": "amber",
    "colour_accent_tint": "amber-tint",
    "colour_ground": "mist",
}
# The theme's other colours, light and dark.
LIGHT = {
    "paper": "#ffffff", "ink": "#1b2a22", "muted": "#4b5a52", "on-pine": "#ffffff", "on-amber": "#ffffff",
    "mist": "#f6f7f3", "pine": "#1f6b45", "pine-deep": "#174f34", "pine-tint": "#e6f1ea", "amber": "#8a4b00",
    "amber-tint": "#fff4e0", "edge": "#76837c",
}  # fmt: skip
DARK = {
    "paper": "#1b2620", "mist": "#121a16", "ink": "#e7ede9", "muted": "#a9b8b0", "on-pine": "#0f1a14",
    "on-amber": "#1f1608", "edge": "#6d7f76",
}  # fmt: skip
# Foreground → the backgrounds it is used on.
TEXT = {
    "ink": ("mist", "paper", "pine-tint", "amber-tint", "red-tint"),
    "muted": ("mist", "paper", "pine-tint", "amber-tint"),
    "pine": ("mist", "paper", "pine-tint", "amber-tint"),
    "pine-deep": ("mist", "paper", "pine-tint", "amber-tint"),
    "amber": ("mist", "paper", "amber-tint"),
    "red": ("mist", "paper", "red-tint"),
    "on-pine": ("pine", "pine-deep"),
    "on-amber": ("amber",),
}
SHAPES = {
    "edge": ("mist", "paper"),  # edges of controls, dashed frames, the plain part of the bar
    "pine": ("mist", "paper", "pine-tint"),  # bars, edges of chips and cards
    "amber": ("mist", "paper", "pine-tint", "amber-tint"),  # the focus ring
    "red": ("mist", "paper", "red-tint"),
}
# Token → the token it is derived from if the town does not set it.
FOLLOWS = {"pine-deep": "pine", "pine-tint": "pine", "mist": "pine", "amber-tint": "amber"}
READABLE, VISIBLE = 4.5, 3.0
SIX_DIGITS = re.compile("#?[0-9a-fA-F]{6}")
Palette = dict[str, str]


class Faint(NamedTuple):
    """Two tokens with too little contrast: ``found`` is their contrast, ``least`` the required one."""

    colour: str
    ground: str
    found: float
    least: float


def hex_of(text: str) -> str:
    """Normalise «1F6B45» and «#1F6B45» to «#1f6b45»."""
    return f"#{text.removeprefix('#').lower()}"


def _parts(colour: str) -> list[int]:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return [int(digits[i : i + 2], 16) for i in (0, 2, 4)]


def luminance(colour: str) -> float:
    """Return the relative luminance of «#rgb» or «#rrggbb» (WCAG 2.2)."""
    shares = (part / 255 for part in _parts(colour))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21, in either order."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """Mix a share of another colour, from 0 to 1, into a colour."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def until_readable(colour: str, towards: str, grounds: list[str], least: float = READABLE) -> str:
    """Mix in just enough black or white to make a colour readable on all the given backgrounds."""
    steps = (mixed(colour, towards, share / 50) for share in range(51))
    return next((one for one in steps if min(contrast(one, ground) for ground in grounds) >= least), towards)


def too_faint(palette: Mapping[str, str]) -> Iterator[Faint]:
    """Yield the pairs with too little contrast, skipping tokens the palette lacks."""
    for pairs, least in ((TEXT, READABLE), (SHAPES, VISIBLE)):
        for colour, grounds in pairs.items():
            for ground in grounds:
                if colour in palette and ground in palette:
                    found = contrast(palette[colour], palette[ground])
                    if found < least:
                        yield Faint(colour, ground, found, least)


def chosen(settings: Mapping[str, object]) -> Palette:
    """Map tokens to the colours that the settings set."""
    named = {token: str(settings.get(name) or "") for name, token in COLOURS.items()}
    return {token: hex_of(text) for token, text in named.items() if SIX_DIGITS.fullmatch(text)}


def to_blame(pair: Faint, own: Palette) -> str:
    """Return which of a town's colours causes a faint pair, or an empty string.

    The foreground is blamed first; the background only if the foreground is not the town's.
    """
    for token in (pair.colour, pair.ground):
        for cause in (token, FOLLOWS.get(token, "")):
            if cause in own:
                return cause
    return ""


def mended(token: str, own: Palette) -> str:
    """Return the colour nearest to a town's own that is readable everywhere, itself and what is derived from it."""
    for share in range(51):
        for towards in ("#000000", "#ffffff"):
            one = mixed(own[token], towards, share / 50)
            faint = too_faint(LIGHT | light_palette(own | {token: one}))
            if not any(token in (pair.colour, pair.ground) for pair in faint):
                return one
    return LIGHT[token]


def light_palette(own: Palette) -> Palette:
    """Return the town's light palette; colours it does not set are derived from those it does."""
    found = dict(own)
    if "pine" in own:
        found.setdefault("pine-deep", mixed(own["pine"], "#000000", 0.25))
        found.setdefault("pine-tint", mixed(own["pine"], "#ffffff", 0.88))
        found.setdefault("mist", mixed(own["pine"], "#ffffff", 0.96))
        found["hill"] = mixed(own["pine"], "#ffffff", 0.55)
    if "amber" in own:
        found.setdefault("amber-tint", mixed(own["amber"], "#ffffff", 0.88))
    return found


def dark_palette(own: Palette) -> Palette:
    """Return the town's dark palette: its colours lightened until readable on dark backgrounds."""
    found: Palette = {}
    for token in ("pine", "amber"):
        if token in own:
            tint = mixed(DARK["paper"], own[token], 0.16)
            found[f"{token}-tint"] = tint
            grounds = [DARK["paper"], DARK["mist"], tint]
            found[token] = until_readable(own[token], "#ffffff", grounds, 7)
    if "pine" in found:
        found["pine-deep"] = mixed(found["pine"], "#ffffff", 0.35)
        found["hill"] = mixed(DARK["paper"], own["pine"], 0.6)
    return found


def write_css(own: Palette) -> str:
    """Return the town's colours as a style sheet to load after the portal's own."""
    light, dark = (_tokens(palette) for palette in (light_palette(own), dark_palette(own)))
    return (
        f":root {{ {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root:not([data-colors]) {{ {dark} }} }}\n"
        f':root[data-colors="dark"] {{ {dark} }}\n'
    )


def _tokens(palette: Palette) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in palette.items())
